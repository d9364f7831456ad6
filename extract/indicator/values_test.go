package indicator

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"nianbao/report"
)

// TestValues holds that every dimension and value in the labels of the sample
// reports is known: a search for it must not be refused.
func TestValues(t *testing.T) {
	book, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	files, _ := filepath.Glob("../../fixtures/gold/*.json")
	seen := 0
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var labels struct{ Figures []struct{ Code string } }
		if err := json.Unmarshal(raw, &labels); err != nil {
			t.Fatal(err)
		}
		for _, f := range labels.Figures {
			code := report.ParseCode(f.Code)
			values := valuesByKey(book, code.Indicator)
			for k, v := range code.Dims {
				seen++
				if !slices.Contains(values[k], v) {
					t.Errorf("%s: %s=%s is not known", code, k, v)
				}
			}
		}
	}
	if seen < 1000 {
		t.Errorf("only %d dimensions in the labels", seen)
	}
	if got := valuesByKey(book, "requests.received")["channel"]; !slices.Contains(got, "online") || slices.Contains(got, "onlin") {
		t.Errorf("channels of requests.received: %q", got)
	}
	if got := valuesByKey(book, "budget"); len(got) > 0 {
		t.Errorf("budget has dimensions: %v", got)
	}
}

func valuesByKey(b *Book, id string) map[string][]string {
	i, _ := b.Find(id)
	out := map[string][]string{}
	for _, v := range i.Values {
		out[v.Key] = append(out[v.Key], v.Value)
	}
	return out
}
