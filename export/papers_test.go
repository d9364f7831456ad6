package export

import (
	"strings"
	"testing"

	"nianbao/report"
	"nianbao/store"
)

// Titles and authors of any words make files that their readers take.
func TestCitation(t *testing.T) {
	w := &writer{o: Options{Title: "a: \"b\"\n# c {d} 50% \\x _", Author: "O'Neil & 李", License: "CC-BY-4.0", Program: "1", Extractor: "2"},
		counts: counts{lastSeen: "2026-03-09T01:02:03Z", status: map[report.Status]int{}}}
	r := w.release()
	if r.Date != "2026-03-09" || !strings.HasPrefix(r.Version, "2026-03-09.") {
		t.Errorf("%+v", r)
	}
	cff := w.citation(r)
	for _, want := range []string{"cff-version: 1.2.0\n", "title: \"a: \\\"b\\\" # c {d} 50% \\\\x _\"\n", "  - name: \"O'Neil & 李\"\n", "date-released: \"2026-03-09\"\n", "license: \"CC-BY-4.0\"\n"} {
		if !strings.Contains(cff, want) {
			t.Errorf("CITATION.cff has no %q:\n%s", want, cff)
		}
	}
	bib := w.bibtex(r)
	for _, want := range []string{`title = {{a: "b" \# c \{d\} 50\% \textbackslash{}x \_}}`, `author = {{O'Neil \& 李}}`, "year = {2026}", "month = {3}"} {
		if !strings.Contains(bib, want) {
			t.Errorf("citation.bib has no %q:\n%s", want, bib)
		}
	}
	w.counts.lastSeen = ""
	if r := w.release(); r.Date != "" || len(r.Version) != 8 || strings.Contains(w.bibtex(r), "year") {
		t.Errorf("of an unknown day: %+v", r)
	}
}

func TestObsStatus(t *testing.T) {
	for _, test := range []struct {
		f    figure
		want string
	}{
		{figure{Figure: &report.Figure{Status: report.Printed, Confidence: .9}}, "A"},
		{figure{Figure: &report.Figure{Status: report.Printed, Confidence: .9, Qualifier: report.Approx}}, "A"},
		{figure{Figure: &report.Figure{Status: report.Printed, Confidence: .4}}, "U"},
		{figure{Figure: &report.Figure{Status: report.Printed, Confidence: .9}, anyProposal: true}, "U"},
		{figure{Figure: &report.Figure{Status: report.Printed, Confidence: .9, Role: report.Plan}}, "F"},
		{figure{Figure: &report.Figure{Status: report.Printed, Confidence: .9}, isBreak: true}, "B"},
		{figure{Figure: &report.Figure{Status: report.Blank, Confidence: .9}, anyProposal: true}, "O"},
		{figure{Figure: &report.Figure{Status: report.NotApplicable}}, "M"},
		{figure{Figure: &report.Figure{Status: report.Words}}, "L"},
		{figure{Figure: &report.Figure{Status: report.Unsure}}, "L"},
	} {
		if got := test.f.obsStatus(); got != test.want {
			t.Errorf("%+v: %s, want %s", test.f.Figure, got, test.want)
		}
	}
}

func TestDescribed(t *testing.T) {
	got := described(store.Relation{Name: "x", Columns: []string{"id", "name", "other", "value"}, SQL: `CREATE TABLE x ( -- things
    id    INTEGER PRIMARY KEY, -- names it
    name  TEXT NOT NULL,
    other TEXT NOT NULL, -- 'a' -- or b
    (SELECT y.name FROM y) AS value -- of y
) STRICT`})
	want := datasetteTable{Description: "things", Columns: map[string]string{"id": "names it", "other": "'a' -- or b", "value": "of y"}}
	if got.Description != want.Description || len(got.Columns) != len(want.Columns) {
		t.Errorf("%+v", got)
	}
	for c, meaning := range want.Columns {
		if got.Columns[c] != meaning {
			t.Errorf("%s: %q", c, got.Columns[c])
		}
	}
}

func TestWanted(t *testing.T) {
	f := &report.Figure{Indicator: "requests.received", Dims: map[string]string{"channel": "online"}}
	for asked, want := range map[string]bool{"": true, "requests.received": true, "requests.*": true, "requests.received[]": false,
		"requests.received[channel=online]": true, "requests.received[channel=mail]": false, "requests": false, "open": false} {
		if got := wanted(asked, f); got != want {
			t.Errorf("%q: %v", asked, got)
		}
	}
	if !wanted("open", &report.Figure{}) {
		t.Error("an open figure is not open")
	}
}
