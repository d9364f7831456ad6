package eval

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
)

func near(a, b float64) bool { return math.Abs(a-b) < 1e-9 || math.IsNaN(a) && math.IsNaN(b) }

// judged is rows of one stratum.
func judgedRows(n int, stratum string, weight float64, taken bool, indicator string, v Verdict, due string) []Judged {
	rows := make([]Judged, n)
	for i := range rows {
		rows[i] = Judged{Stratum: stratum, Weight: weight, Taken: taken, Era: "2021", Method: "text", Indicator: indicator, Verdict: v, Due: due}
	}
	return rows
}

func join(parts ...[]Judged) (out []Judged) {
	for _, p := range parts {
		out = append(out, p...)
	}
	return out
}

func TestEstimate(t *testing.T) {
	nan := math.NaN()
	tests := []struct {
		name              string
		rows              []Judged
		precision, recall float64
		right, taken      int
		missed            int
		figures           float64
	}{
		{"equal weights", join(judgedRows(8, "f", 1, true, "units", IsRight, ""), judgedRows(1, "f", 1, true, "units", IsWrong, ""),
			judgedRows(1, "f", 1, true, "units", IsNone, ""), judgedRows(9, "l", 1, false, "", IsNone, ""), judgedRows(1, "l", 1, false, "", IsFigure, "units")),
			0.8, 0.8, 8, 10, 1, 10}, // 8 of 10 taken; 8 right of 8 + 1 wrong + 1 missed
		{"a heavy stratum", join(judgedRows(1, "rare", 1, true, "units", IsWrong, ""), judgedRows(1, "many", 99, true, "meetings", IsRight, "")),
			0.99, 0.99, 1, 2, 0, 100},
		{"a missed figure of great weight", join(judgedRows(10, "f", 10, true, "units", IsRight, ""),
			judgedRows(1, "l", 100, false, "", IsFigure, ""), judgedRows(3, "l", 100, false, "", IsNone, "")),
			1, 0.5, 10, 10, 1, 100}, // 100 right, 100 missed
		{"unfilled rows weigh with the filled ones of their stratum", join(judgedRows(1, "a", 10, true, "units", IsRight, ""),
			judgedRows(9, "a", 10, true, "units", Unfilled, ""), judgedRows(1, "b", 100, true, "units", IsWrong, "")),
			0.5, 0.5, 1, 2, 0, 200},
		{"skipped rows count nowhere", join(judgedRows(1, "a", 1, true, "units", IsRight, ""), judgedRows(7, "a", 1, true, "units", IsSkipped, "")),
			1, 1, 1, 1, 0, 1},
		{"nothing taken", judgedRows(2, "l", 1, false, "", IsFigure, ""), nan, 0, 0, 0, 2, 0},
		{"nobody judged what was left", join(judgedRows(2, "f", 1, true, "units", IsRight, ""), judgedRows(2, "l", 5, false, "", Unfilled, "")),
			1, nan, 2, 2, 0, 2},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			e, _, _ := NewSheet(test.rows).Whole()
			if !near(e.Precision, test.precision) || !near(e.Recall, test.recall) || e.Right != test.right || e.Taken != test.taken ||
				e.Missed != test.missed || !near(e.Figures, test.figures) {
				t.Errorf("got %+v", e)
			}
			for _, share := range []struct {
				value float64
				at    Interval
			}{{e.Precision, e.PrecisionAt}, {e.Recall, e.RecallAt}} {
				if share.at.Low < 0 || share.at.High > 1 || share.value < share.at.Low || share.value > share.at.High {
					t.Errorf("%v is not in %v", share.value, share.at)
				}
			}
		})
	}
}

// TestEstimateInterval holds that a sheet of equal weights has Wilson's own
// interval, and one of unequal weights a wider one.
func TestEstimateInterval(t *testing.T) {
	equal := join(judgedRows(98, "f", 7, true, "units", IsRight, ""), judgedRows(2, "f", 7, true, "units", IsWrong, ""))
	e, _, _ := NewSheet(equal).Whole()
	// The variance is that of a sample, with 99 for 100: the interval is of 99 rows.
	if want := Wilson(0.98*99, 99); !near(e.PrecisionAt.Low, want.Low) || !near(e.PrecisionAt.High, want.High) {
		t.Errorf("%v, want %v", e.PrecisionAt, want)
	}
	unequal := join(judgedRows(49, "a", 1, true, "units", IsRight, ""), judgedRows(1, "a", 1, true, "units", IsWrong, ""),
		judgedRows(49, "b", 9, true, "units", IsRight, ""), judgedRows(1, "b", 9, true, "units", IsWrong, ""))
	wide, _, _ := NewSheet(unequal).Whole()
	if !near(wide.Precision, 0.98) || wide.PrecisionAt.Low >= e.PrecisionAt.Low {
		t.Errorf("%v of unequal weights, %v of equal ones", wide.PrecisionAt, e.PrecisionAt)
	}
	// No missed figure among 20 numerals that stand for 2,000: as many as the
	// interval allows may be missed.
	left := join(judgedRows(100, "f", 1, true, "units", IsRight, ""), judgedRows(20, "l", 100, false, "", IsNone, ""))
	e, _, _ = NewSheet(left).Whole()
	if low := 100 / (100 + 2000*Wilson(0, 20).High); e.Recall != 1 || e.RecallAt.High != 1 || e.RecallAt.Low > low {
		t.Errorf("recall %v in %v, want a low end of at most %v", e.Recall, e.RecallAt, low)
	}
}

func TestEstimateGroups(t *testing.T) {
	s := NewSheet(join(
		judgedRows(6, "a", 1, true, "units", IsRight, ""),
		judgedRows(2, "a", 1, true, "units", IsWrong, "meetings"), // taken as units, is of meetings
		judgedRows(3, "b", 1, true, "meetings", IsRight, ""),
		judgedRows(1, "c", 1, true, "open", IsWrong, "units"),
		judgedRows(1, "l", 1, false, "", IsFigure, "units"),
		judgedRows(1, "l", 1, false, "", IsFigure, ""), // of what nobody said
		judgedRows(2, "l", 1, false, "", IsNone, ""),
	))
	want := map[string][2]float64{"units": {6. / 8, 6. / 8}, "meetings": {1, 3. / 5}, "open": {0, math.NaN()}}
	groups := s.Groups(ByIndicator)
	if len(groups) != len(want) || groups[0].Name != "units" {
		t.Errorf("%+v", groups)
	}
	for _, e := range groups {
		if !near(e.Precision, want[e.Name][0]) || !near(e.Recall, want[e.Name][1]) {
			t.Errorf("%s: precision %v, recall %v, want %v", e.Name, e.Precision, e.Recall, want[e.Name])
		}
	}
	all, coded, open := s.Whole()
	if !near(all.Recall, 9./14) || !near(coded.Precision, 9./11) || !near(coded.Recall, 9./13) || !near(open.Precision, 0) {
		t.Errorf("all %+v\ncoded %+v\nopen %+v", all, coded, open)
	}
	if era := s.Groups(ByEra); len(era) != 1 || era[0].Name != "2021" || !near(era[0].Recall, all.Recall) {
		t.Errorf("by era %+v", era)
	}
}

// TestCoverage draws 500 stratified samples of a population whose precision and
// recall are known: the intervals hold them in about 95 of 100.
func TestCoverage(t *testing.T) {
	type stratum struct {
		size, drawn int
		taken       bool
		rate        float64 // right among figures, missed among the others
	}
	strata := []stratum{{4000, 80, true, 0.97}, {900, 38, true, 0.8}, {60, 10, true, 0.6}, {9, 4, true, 0.9},
		{3000, 60, false, 0.01}, {200, 20, false, 0.15}}
	var right, given, missed float64
	for _, s := range strata {
		if n := math.Round(float64(s.size) * s.rate); s.taken {
			right, given = right+n, given+float64(s.size)
		} else {
			missed += n
		}
	}
	precision, recall := right/given, right/(given+missed)
	random := rand.New(rand.NewPCG(3, 4))
	heldP, heldR, draws := 0, 0, 500
	for range draws {
		var rows []Judged
		for i, s := range strata {
			hits := int(math.Round(float64(s.size) * s.rate))
			for _, at := range random.Perm(s.size)[:s.drawn] {
				v := map[[2]bool]Verdict{{true, true}: IsRight, {true, false}: IsWrong, {false, true}: IsFigure, {false, false}: IsNone}[[2]bool{s.taken, at < hits}]
				rows = append(rows, judgedRows(1, fmt.Sprint(i), float64(s.size)/float64(s.drawn), s.taken, "units", v, "units")...)
			}
		}
		e, _, _ := NewSheet(rows).Whole()
		heldP += one(e.PrecisionAt.Low <= precision && precision <= e.PrecisionAt.High)
		heldR += one(e.RecallAt.Low <= recall && recall <= e.RecallAt.High)
	}
	t.Logf("of %d intervals of precision %d hold it, of recall %d", draws, heldP, heldR)
	if heldP < draws*93/100 || heldR < draws*93/100 {
		t.Errorf("of %d intervals of precision only %d hold it, of recall %d", draws, heldP, heldR)
	}
}
