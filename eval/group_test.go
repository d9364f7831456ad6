package eval

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"

	"nianbao/report"
)

// TestWilson holds intervals to values worked out by hand from the formula
// (p + z²/2n ± z√(p(1-p)/n + z²/4n²)) / (1 + z²/n), z² = 3.841459.
func TestWilson(t *testing.T) {
	tests := []struct {
		right, of, low, high float64
	}{
		{0, 0, 0, 1}, // nothing seen
		{0, 10, 0, 0.277533},
		{10, 10, 0.722467, 1},
		{5, 10, 0.236593, 0.763407},
		{8, 10, 0.490162, 0.943318},
		{98, 100, 0.929988, 0.994498},
		{1, 1, 0.206549, 1},
		{2.5, 5, 0.170424, 0.829576}, // an effective number of trials is no whole one
	}
	for _, test := range tests {
		got := Wilson(test.right, test.of)
		if math.Abs(got.Low-test.low) > 1e-6 || math.Abs(got.High-test.high) > 1e-6 {
			t.Errorf("Wilson(%v, %v) = %.6f to %.6f, want %.6f to %.6f", test.right, test.of, got.Low, got.High, test.low, test.high)
		}
	}
}

func TestBootstrap(t *testing.T) {
	even := []Count{{8, 10, 10}, {8, 10, 10}, {8, 10, 10}, {8, 10, 10}, {8, 10, 10}}
	odd := []Count{{2, 10, 10}, {10, 10, 10}, {10, 10, 10}, {10, 10, 10}, {8, 10, 10}}
	if _, ok := bootstrapF1(odd[:4]); ok {
		t.Error("four documents gave an interval")
	}
	if at, ok := bootstrapF1(even); ok {
		t.Errorf("documents that are all alike gave the interval %v", at)
	}
	at, ok := bootstrapF1(odd)
	if !ok || at.Low >= 0.8 || at.High <= 0.8 || at.Low < 0.2 || at.High > 1 {
		t.Errorf("got %v %v, want an interval around 0.8", at, ok)
	}
	if again, _ := bootstrapF1(odd); again != at {
		t.Errorf("%v, and again %v", at, again)
	}
	// Each draw is a mean of five of 0.2, 0.8 and three of 1: the chance of
	// three or more of the 0.2 among five, which is a mean below 0.6, is 5.8 %.
	if at.Low < 0.4 || at.Low > 0.6 {
		t.Errorf("low end %v", at.Low)
	}
}

func groupDocument(era report.Era, format report.Format, issues, rejects int, figures ...report.Figure) *report.Document {
	d := &report.Document{Era: era, Format: format, Script: report.Hans, Figures: figures, Rejects: make([]report.Reject, rejects)}
	for range issues {
		d.Issues = append(d.Issues, report.Issue{Kind: report.IssueLeftover}, report.Issue{Kind: report.IssueYear})
	}
	return d
}

func TestGroups(t *testing.T) {
	inTable := func(f report.Figure) report.Figure { f.Method = report.InTable; return f }
	r := NewReport("")
	r.Add(Labels{Doc: "a", Figures: []Label{{Code: "meetings", Value: 2}, {Code: "units", Value: 1}, {Code: "units", Value: 1, Where: report.InTable}}},
		groupDocument(report.Era2014, report.HTML, 1, 5, fig("meetings", "2", ""), fig("meetings", "3", ""), fig("units", "1", ""), inTable(fig("units", "1", ""))))
	r.Add(Labels{Doc: "b", Figures: []Label{{Code: "meetings", Value: 4}}}, groupDocument(report.Era2021, report.HTML, 0, 9, fig("meetings", "4", "")))
	r.Add(Labels{Doc: "c", Figures: []Label{{Code: "meetings", Value: 7}}}, nil)

	type line struct {
		name           string
		documents      int
		coded          Count
		left, numerals int
	}
	lines := func(groups ...Group) (out []line) {
		for _, g := range groups {
			if g.F1 != nil {
				t.Errorf("%s: an interval of F1 from %d documents", g.Name, g.Documents)
			}
			out = append(out, line{g.Name, g.Documents, g.Counts[Coded], g.Left, g.Numerals})
		}
		return out
	}
	tests := map[By][]line{
		ByIndicator:  {{"meetings", 3, Count{2, 3, 3}, 0, 0}, {"units", 1, Count{1, 1, 1}, 0, 0}},
		ByEra:        {{"", 1, Count{0, 0, 1}, 0, 0}, {"2014", 1, Count{2, 3, 2}, 1, 10}, {"2021", 1, Count{1, 1, 1}, 0, 10}},
		ByFormat:     {{"", 1, Count{0, 0, 1}, 0, 0}, {"html", 2, Count{3, 4, 3}, 1, 20}},
		ByScript:     {{"", 1, Count{0, 0, 1}, 0, 0}, {"hans", 2, Count{3, 4, 3}, 1, 20}},
		ByConfidence: {{"0.00-0.60", 2, Count{4, 5, 0}, 0, 0}},
		ByMethod:     {{"table", 1, Count{1, 1, 1}, 0, 0}, {"text", 3, Count{3, 4, 4}, 0, 0}},
	}
	for _, by := range Groupings {
		if diff := cmp.Diff(tests[by], lines(r.Groups(by)...), cmp.AllowUnexported(line{})); diff != "" {
			t.Errorf("by %s (-want +got):\n%s", by, diff)
		}
	}
	whole := line{"", 3, Count{3, 4, 4}, 1, 20}
	if diff := cmp.Diff([]line{whole}, lines(r.Whole()), cmp.AllowUnexported(line{})); diff != "" {
		t.Errorf("whole (-want +got):\n%s", diff)
	}
	twice := NewReport("")
	twice.Merge(r)
	twice.Merge(r)
	if got := twice.Whole(); got.Documents != 6 || got.Counts[Coded] != (Count{6, 8, 8}) || got.Numerals != 40 || twice.Total[Coded] != (Count{6, 8, 8}) {
		t.Errorf("merged twice: %+v, total %v", got, twice.Total[Coded])
	}
	text := NewReport(report.InText)
	text.Add(Labels{Doc: "a", Figures: []Label{{Code: "units", Value: 1, Where: report.InTable}, {Code: "units", Value: 2}}}, nil)
	if got := lines(text.Groups(ByMethod)...); len(got) != 1 || got[0].name != "text" || got[0].coded.Labelled != 1 {
		t.Errorf("of the text alone by method: %v", got)
	}
}
