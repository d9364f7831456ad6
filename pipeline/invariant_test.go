package pipeline

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"nianbao/check"
	"nianbao/extract"
	"nianbao/normalize"
	"nianbao/parse"
	"nianbao/report"
)

// TestInvariants holds the first and the second thing that must always hold: a
// figure's quote is the document's text at its span and contains what was
// printed, and only a printed figure has a value.
func TestInvariants(t *testing.T) {
	x, err := extract.New()
	if err != nil {
		t.Fatal(err)
	}
	seg, err := normalize.OpenSegmenter()
	if err != nil {
		t.Fatal(err)
	}
	defer seg.Close()
	p := parse.New(parse.Options{CacheDir: t.TempDir()})
	defer p.Close()
	for _, dir := range []string{"../fixtures/docs", "../../shared/gold/real/docs", "../../shared/gold/dev/docs"} {
		files, err := filepath.Glob(filepath.Join(dir, "*"))
		if err != nil {
			t.Fatal(err)
		}
		if len(files) == 0 {
			t.Logf("%s is not here: its documents are not held to the invariants", dir)
			continue
		}
		for _, file := range files {
			t.Run(filepath.Base(file), func(t *testing.T) {
				body, err := os.ReadFile(file)
				if err != nil {
					t.Fatal(err)
				}
				d := p.Document(file, body, "")
				if d.Status == report.Unreadable {
					t.Skipf("not read: %s", d.Detail)
				}
				normalize.Document(d, seg)
				x.Document(d)
				check.Document(d)
				checkInvariants(t, d)
			})
		}
	}
}

func checkInvariants(t *testing.T, d *report.Document) {
	t.Helper()
	text := []rune(d.Text)
	last := 0
	for i, f := range d.Figures {
		name := f.Code()
		if f.Start < 0 || f.End > len(text) || f.Start > f.End {
			t.Errorf("figure %d %s: span %d-%d is outside the text of %d runes", i, name.String(), f.Start, f.End, len(text))
			continue
		}
		if got := string(text[f.Start:f.End]); got != f.Quote {
			t.Errorf("figure %d %s: text[%d:%d] = %q, quote %q", i, name.String(), f.Start, f.End, got, f.Quote)
		}
		if !strings.Contains(f.Quote, f.Printed) {
			t.Errorf("figure %d %s: quote %q does not contain what was printed, %q", i, name.String(), f.Quote, f.Printed)
		}
		if (f.Status == report.Printed) != (f.Value != "") {
			t.Errorf("figure %d %s: status %s with value %q", i, name.String(), f.Status, f.Value)
		}
		for _, err := range []error{f.Role.Validate(), f.Qualifier.Validate(), f.Status.Validate(), f.Method.Validate()} {
			if err != nil {
				t.Errorf("figure %d %s: %v", i, name.String(), err)
			}
		}
		if f.Indicator == "" && f.Status == report.Printed && f.Label == "" {
			t.Errorf("figure %d: an open figure without a label: %q", i, f.Quote)
		}
		if f.Start < last {
			t.Errorf("figure %d %s: out of order", i, name.String())
		}
		last = f.Start
	}
	for _, r := range d.Rejects {
		if r.Reason == "" {
			t.Errorf("a numeral is rejected for no reason: %q", d.Slice(r.Span))
		}
	}
}
