package eval

import (
	"cmp"
	"maps"
	"math"
	"slices"
)

// A Verdict is a person's word on a numeral that was drawn.
type Verdict string

const (
	Unfilled  Verdict = ""
	IsRight   Verdict = "right"  // taken, and its indicator, dimensions, value and role are what the words say
	IsWrong   Verdict = "wrong"  // taken, and it is a figure, but another
	IsNone    Verdict = "not"    // no figure, taken or not
	IsFigure  Verdict = "figure" // not taken, but it is a figure
	IsSkipped Verdict = "skip"   // looked at and left out of the rates: said before, or nobody can tell
)

// A Judged is a row of a labelling sheet.
type Judged struct {
	Stratum string
	Weight  float64
	Taken   bool // as a figure
	Era     string
	Method  string
	// Indicator is what it was taken as, open for an open figure; "" where it was not taken.
	Indicator string
	Verdict   Verdict
	Due       string // the indicator that it should be; "" for the same one, or where nobody said
}

// due is the indicator that a figure is of, "" where it is none or unknown.
func (j *Judged) due() string {
	switch {
	case !j.figure():
		return ""
	case j.Verdict == IsRight || j.Due == "":
		return j.Indicator
	}
	return j.Due
}

// figure tells whether a figure stands there.
func (j *Judged) figure() bool {
	return j.Verdict == IsRight || j.Verdict == IsWrong || j.Verdict == IsFigure
}

// judged tells whether the row counts.
func (j *Judged) judged() bool { return j.Verdict != Unfilled && j.Verdict != IsSkipped }

// An Estimate is what a filled sheet says of a group of the numerals it was
// drawn from.
type Estimate struct {
	Name                 string
	Right, Taken, Missed int     // rows; missed are those that were not taken and should have been
	Figures              float64 // figures taken that the rows stand for
	Precision, Recall    float64 // weighted; not a number where no row tells
	PrecisionAt          Interval
	RecallAt             Interval
}

// F1 is between precision and recall; not a number where either is.
func (e Estimate) F1() float64 {
	if e.Precision+e.Recall == 0 {
		return 0
	}
	return 2 * e.Precision * e.Recall / (e.Precision + e.Recall)
}

// A Sheet is a filled labelling sheet. Precision is the weighted share of the
// figures taken that are right. Recall is the share of the figures in the
// documents that were taken and are right: of those taken wrongly the sheet has
// a sample, and of those not taken another one.
type Sheet struct {
	rows    []Judged  // that are filled
	weights []float64 // of them, with what stands for the unfilled rows of their stratum
	// Unfilled rows, Skipped ones, and numerals in strata of which no row is filled.
	Unfilled, Skipped int
	Unseen            float64
	anyLeft           bool // numerals that were not taken were drawn
}

// NewSheet takes the rows of a sheet. The weight of unfilled rows goes to the
// filled ones of the same stratum.
func NewSheet(rows []Judged) *Sheet {
	s := &Sheet{}
	all, filled := map[string]float64{}, map[string]float64{}
	for _, j := range rows {
		s.anyLeft = s.anyLeft || !j.Taken
		all[j.Stratum] += j.Weight
		switch j.Verdict {
		case Unfilled:
			s.Unfilled++
			continue
		case IsSkipped:
			s.Skipped++
		}
		filled[j.Stratum] += j.Weight
		s.rows = append(s.rows, j)
	}
	for _, j := range s.rows {
		s.weights = append(s.weights, j.Weight*all[j.Stratum]/filled[j.Stratum])
	}
	for _, name := range slices.Sorted(maps.Keys(all)) {
		if filled[name] == 0 {
			s.Unseen += all[name]
		}
	}
	return s
}

// Filled is the number of rows with a verdict.
func (s *Sheet) Filled() int { return len(s.rows) }

// Whole estimates over everything, over the coded figures and over the open ones.
// A figure that was missed and is not said to be of an indicator counts in the
// first alone.
func (s *Sheet) Whole() (all, coded, open Estimate) {
	isCoded := func(indicator string) bool { return indicator != "" && indicator != "open" }
	return s.estimate("", func(j *Judged) bool { return j.Taken }, (*Judged).figure),
		s.estimate("", func(j *Judged) bool { return isCoded(j.Indicator) }, func(j *Judged) bool { return isCoded(j.due()) }),
		s.estimate("", func(j *Judged) bool { return j.Indicator == "open" }, func(j *Judged) bool { return j.due() == "open" })
}

// SheetGroupings are what a sheet can be grouped by.
var SheetGroupings = []By{ByIndicator, ByEra, ByMethod}

// Groups estimates in groups: the most figures first among indicators, all
// others by name.
func (s *Sheet) Groups(by By) []Estimate {
	taken := func(j *Judged) string { return j.Indicator }
	due := func(j *Judged) string { return j.due() }
	if by != ByIndicator {
		taken = map[By]func(*Judged) string{ByEra: func(j *Judged) string { return j.Era }, ByMethod: func(j *Judged) string { return j.Method }}[by]
		due = taken
	}
	names := map[string]bool{}
	for i := range s.rows {
		if j := &s.rows[i]; j.judged() {
			if j.Taken {
				names[taken(j)] = true
			}
			if j.figure() {
				names[due(j)] = true
			}
		}
	}
	if by == ByIndicator {
		delete(names, "") // missed, and nobody said what it is
	}
	var out []Estimate
	for _, name := range slices.Sorted(maps.Keys(names)) {
		out = append(out, s.estimate(name,
			func(j *Judged) bool { return j.Taken && taken(j) == name },
			func(j *Judged) bool { return j.figure() && due(j) == name }))
	}
	if by == ByIndicator {
		slices.SortStableFunc(out, func(a, b Estimate) int { return -cmp.Compare(a.Figures, b.Figures) })
	}
	return out
}

// estimate is of the figures taken as the group's, and of those that are the
// group's. Recall is a product: of the group's figures that were taken at all,
// the share that is right; and of all of them, the share that was taken.
func (s *Sheet) estimate(name string, taken, due func(*Judged) bool) Estimate {
	e := Estimate{Name: name}
	right := func(j *Judged) bool { return j.Verdict == IsRight }
	var kept, left float64 // figures of the group that were taken, and all numerals that were not
	for i := range s.rows {
		j, w := &s.rows[i], s.weights[i]
		switch {
		case !j.judged():
		case !j.Taken:
			left += w
			e.Missed += one(due(j))
		default:
			if taken(j) {
				e.Taken++
				e.Figures += w
				e.Right += one(right(j))
			}
			if due(j) {
				kept += w
			}
		}
	}
	e.Precision, e.PrecisionAt = s.share(right, func(j *Judged) bool { return j.Taken && taken(j) })
	e.Recall, e.RecallAt = math.NaN(), Interval{0, 1}
	missed, missedAt := s.share(due, func(j *Judged) bool { return !j.Taken })
	if !s.anyLeft {
		missed, missedAt = 0, Interval{}
	}
	switch readRight, at := s.share(right, func(j *Judged) bool { return j.Taken && due(j) }); {
	case math.IsNaN(missed) || kept == 0 && missed == 0:
	case kept == 0:
		e.Recall = 0
	default:
		found := func(missed float64) float64 { return kept / (kept + left*missed) }
		e.Recall = readRight * found(missed)
		e.RecallAt = product(readRight, at, found(missed), Interval{found(missedAt.High), found(missedAt.Low)})
	}
	return e
}

// share is the weighted share of the judged rows of that are also in, with
// Wilson's interval for as many independent rows as these are worth: no more
// than their weights allow (Kish), nor than their variance within the strata
// tells.
func (s *Sheet) share(in, of func(*Judged) bool) (float64, Interval) {
	var sum, squares, hit float64
	for i := range s.rows {
		if j, w := &s.rows[i], s.weights[i]; j.judged() && of(j) {
			sum += w
			squares += w * w
			if in(j) {
				hit += w
			}
		}
	}
	if sum == 0 {
		return math.NaN(), Interval{0, 1}
	}
	p, n := hit/sum, sum*sum/squares
	residuals := map[string][]float64{}
	for i := range s.rows {
		e := 0.0
		if j := &s.rows[i]; j.judged() && of(j) {
			e = s.weights[i] * (float64(one(in(j))) - p)
		}
		residuals[s.rows[i].Stratum] = append(residuals[s.rows[i].Stratum], e)
	}
	if v := variance(residuals) / (sum * sum); v > 0 {
		n = min(n, p*(1-p)/v)
	}
	return p, Wilson(p*n, n)
}

// variance is that of the total of a stratified sample. Strata of which one row
// is known are taken together: alone they show no variance.
func variance(strata map[string][]float64) float64 {
	var total float64
	var single []float64
	for _, name := range slices.Sorted(maps.Keys(strata)) { // sums of one order are equal
		if rows := strata[name]; len(rows) > 1 {
			total += spread(rows)
		} else {
			single = append(single, rows...)
		}
	}
	if len(single) > 1 {
		total += spread(single)
	}
	return total
}

func spread(rows []float64) float64 {
	n, mean, sum := float64(len(rows)), 0.0, 0.0
	for _, e := range rows {
		mean += e / n
	}
	for _, e := range rows {
		sum += (e - mean) * (e - mean)
	}
	return sum * n / (n - 1)
}

// product gives the interval of a product of two shares by theirs, on the scale
// of logarithms (the variance recovery of Zou and Donner).
func product(a float64, aAt Interval, b float64, bAt Interval) Interval {
	if a*b == 0 {
		return Interval{0, aAt.High * bAt.High}
	}
	down := math.Hypot(math.Log(a/aAt.Low), math.Log(b/bAt.Low))
	up := math.Hypot(math.Log(aAt.High/a), math.Log(bAt.High/b))
	return Interval{a * b * math.Exp(-down), min(1, a*b*math.Exp(up))}
}
