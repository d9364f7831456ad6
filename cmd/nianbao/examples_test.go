package main

import (
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// TestExampleIndicators holds what docs/indicators.md says of the examples: every
// example sentence is read as it says, and the reports as a person labelled
// them, but for so much. The second of each kind has never been worked on.
func TestExampleIndicators(t *testing.T) {
	for _, tt := range []struct {
		name, doc, others string
		coded, roles      float64
	}{
		{"court", "court_2024", "court_2022*", 1, 1},
		{"court", "court_2022", "court_2024*", 0.87, 0.87},
		{"hotline", "hotline_2024-05", "hotline_2023*", 0.98, 0.99},
		{"hotline", "hotline_2023Q3", "hotline_2024*", 0.81, 0.69},
	} {
		t.Run(tt.doc, func(t *testing.T) {
			folder := "../../examples/indicators/" + tt.name
			other := map[string]string{"court": "hotline*", "hotline": "court*"}[tt.name]
			if r := call(t, "codebook", "check", folder); r.code != exitOK || !strings.Contains(r.stdout, " not 0\n") {
				t.Errorf("exit code %d:\n%s%s", r.code, r.stdout, r.stderr)
			}
			r := call(t, "eval", "--indicators", folder, "--skip", other, "--skip", tt.others, "../../examples/gold")
			for kind, least := range map[string]float64{"coded": tt.coded, "roles": tt.roles} {
				if got := f1(t, r.stdout, kind); got < least {
					t.Errorf("%s F1 %.4f, want %.4f:\n%s%s", kind, got, least, r.stdout, r.stderr)
				}
			}
			without := call(t, "eval", "--skip", other, "--skip", tt.others, "../../examples/gold")
			if got := f1(t, without.stdout, "coded"); got > 0.25 {
				t.Errorf("without its indicators F1 %.4f: they show nothing", got)
			}
		})
	}
}

// f1 finds the F1 of a comparison in the summary of eval.
func f1(t *testing.T, out, kind string) float64 {
	t.Helper()
	m := regexp.MustCompile(`(?m)^` + kind + ` .* F1 ([\d.]+) `).FindStringSubmatch(out)
	if m == nil {
		t.Fatalf("no line %s in:\n%s", kind, out)
	}
	v, err := strconv.ParseFloat(m[1], 64)
	if err != nil {
		t.Fatal(err)
	}
	return v
}
