// Package compare sets the figures of many bodies and years beside each other:
// ranks, changes on the year before, shares of a whole, so many in ten thousand
// of another count, totals and medians.
//
// [Compute] works on what the reports of a region say of some codes ([Data]).
// What must hold:
//
//   - Only a printed figure is a number, and a sum of such for which the form has
//     no place of its own: it is marked ([Computed]). That a report does not state one, has a
//     blank or "/" in its place, or cannot be read are [State]s of their own,
//     never counted as zero, and counted apart in every [Group].
//   - Bodies are compared with bodies of the same level and scope: the report of
//     a city on its whole region and the reports of its counties tell of the same
//     requests. Bodies of no known level are neither ranked nor summed.
//   - Nothing is computed across a break in a series: another scope, or another
//     meaning of the code by [Options].Break.
//   - Percentages are compared, but not summed, shared out or put in relation.
//   - Arithmetic is exact; what is no finite decimal is rounded, halves away
//     from zero, to [Digits] digits after the point.
//
// Where something is not computed, a [Reason] says why.
package compare

import (
	"cmp"
	"math/big"
	"slices"

	"nianbao/report"
)

// A State is what a report says of a code.
type State string

const (
	Printed       State = "printed"        // a number, 0 included
	Blank         State = "blank"          // nothing stands in its place
	NotApplicable State = "not_applicable" // "/", "-", 不适用
	Words         State = "words"          // words stand in its place: 详见附表
	Unsure        State = "unsure"         // what stands there could not be recognised
	Computed      State = "computed"       // the form has no place for it; the sum of printed numbers stands for it
	NotReported   State = "not_reported"   // the report was read and does not speak of it
	Unread        State = "unread"         // the report, or a part of it, could not be read: what it says is not known
	NoReport      State = "no_report"      // no report of the body for the year is there
)

// States gives every state, those that a person asks for first.
func States() []State {
	return []State{Printed, Computed, NotReported, Blank, NotApplicable, Words, Unsure, Unread, NoReport}
}

// Number tells whether there is a number.
func (s State) Number() bool { return s == Printed || s == Computed }

// A Reason says why something is not computed; "" where it is.
type Reason string

const (
	NoValue     Reason = "no_value"     // the figure itself is not printed
	NoneBefore  Reason = "none_before"  // the year before has no printed figure
	ZeroBefore  Reason = "zero_before"  // no percentage of zero
	Broken      Reason = "break"        // the series breaks between the years
	OfPercent   Reason = "percent"      // the figure is a percentage
	NoLevel     Reason = "no_level"     // the level of the body is not known
	ZeroTotal   Reason = "zero_total"   // no share of zero, or of a sum below it
	NoneToRate  Reason = "none_to_rate" // the count that it would be related to is not printed
	ZeroToRate  Reason = "zero_to_rate" // that count is zero
	SameToRate  Reason = "same_to_rate" // it is that count itself
	NotAskedFor Reason = "not_asked"    // no count to relate it to was named
	TooLong     Reason = "too_long"     // a number of more digits than a report.Decimal has
)

// Reasons gives every reason.
func Reasons() []Reason {
	return []Reason{NoValue, NoneBefore, ZeroBefore, Broken, OfPercent, NoLevel, ZeroTotal, NoneToRate, ZeroToRate, SameToRate, NotAskedFor, TooLong}
}

// A Report is what a body published for a year.
type Report struct {
	Body   string // canonical id
	Name   string
	Region string
	Level  report.BodyLevel
	Scope  report.Scope
	Year   int
	Era    report.Era
	Status report.Status // of its current document
}

// A Cell is what one report says of one code.
type Cell struct {
	State     State
	Value     report.Decimal // "" where State is no Number
	Qualifier report.Qualifier
	Unit      string
	Figure    string // names it in the database; "" where there is none
	Sum       string // of what, where State is Computed: the codes, a + b
}

// An Adder adds up what stands for a code whose parts a report states. Its zero
// is ready.
type Adder struct {
	total       big.Rat
	n           int
	unit        string
	approximate bool
	silent      State // of a part that is no number
}

// Add adds a part.
func (a *Adder) Add(c Cell) {
	a.n++
	if !c.State.Number() {
		a.silent = c.State
		return
	}
	a.approximate = a.approximate || c.Qualifier != report.Exact && c.Qualifier != ""
	a.unit = cmp.Or(a.unit, c.Unit)
	a.total.Add(&a.total, c.Value.Rat())
}

// Cell is the sum of so many parts, called so, where all are numbers. Where one
// is none it says what that one says; where one is missing, that nothing is
// reported.
func (a *Adder) Cell(parts int, called string) Cell {
	out := Cell{State: Computed, Value: exact(&a.total), Qualifier: report.Exact, Unit: a.unit, Sum: called}
	switch {
	case a.n < parts, a.silent == "" && out.Value == "":
		return Cell{State: NotReported}
	case a.silent != "":
		return Cell{State: a.silent}
	case a.approximate:
		out.Qualifier = report.Approx
	}
	return out
}

// Data are the reports of a region and what they say.
type Data struct {
	Reports []Report          // one a body and year
	Cells   map[string][]Cell // by code; as many as there are reports
}

// Options say what is computed.
type Options struct {
	Percent  map[string]bool // the codes that are percentages
	Per      string          // the code that others are related to; "" for none
	YearFrom int             // years before it serve only as years before; 0 for no bound
	By       Measure         // what bodies are ranked by
	// Break says what became of a code between two reports of a body. nil where
	// the codebook names no breaks.
	Break func(code string, before, after Report) Break
}

// A Break is what became of a code between two reports; its zero is nothing.
type Break struct {
	Kind string // "" where the code means the same
	Care bool   // the same thing by its core: compared, but marked
	Note string // for people
}

// Stops tells whether nothing is computed across it.
func (b Break) Stops() bool { return b.Kind != "" && !b.Care }

// A Measure is what is looked at of a figure.
type Measure string

const (
	ByValue  Measure = "value"
	ByChange Measure = "change" // on the year before, absolute
	ByGrowth Measure = "growth" // the same in per cent
	ByShare  Measure = "share"
	ByRate   Measure = "rate"
)

// Measures gives every measure.
func Measures() []Measure { return []Measure{ByValue, ByChange, ByGrowth, ByShare, ByRate} }

// RateOf is how many of the other count a rate is related to.
const RateOf = 10_000

// A Point is a figure beside its like.
type Point struct {
	*Report // that of Data
	Code    string
	Cell
	Rank, Of int // among the bodies of its group that have what is ranked by; 0 where it has none

	Change       report.Decimal // in the unit of the figure; of percentages, percentage points
	ChangeReason Reason
	Growth       report.Decimal // per cent
	GrowthReason Reason
	Break        Break // between the report of the year before and this

	Share       report.Decimal // per cent of the group's total
	ShareReason Reason

	Rate       report.Decimal // in RateOf of the other count
	RateReason Reason
	RatedBy    report.Decimal // the other count; "" where it is not printed
}

// ScopeBreak is the break of a body that reports of its own office in one year
// and of its whole region in the next.
const ScopeBreak = "scope"

// Of gives what a measure looks at; "" where it is not computed.
func (m Measure) Of(p *Point) report.Decimal {
	switch m {
	case ByChange:
		return p.Change
	case ByGrowth:
		return p.Growth
	case ByShare:
		return p.Share
	case ByRate:
		return p.Rate
	}
	return p.Value
}

// A Result is what was computed of a code: a point for each report, sorted by
// body and year; the groups sorted by year, level and scope.
type Result struct {
	Points []Point
	Groups []Group
}

// Compute sets the figures of one code beside each other.
func Compute(d Data, code string, o Options) Result {
	var r Result
	s := newSeries(d)
	points := s.points(code, d.Cells[code], o)
	groups := group(points, o)
	s.relate(points, d.Cells[o.Per], code, o)
	share(points, groups, o)
	rank(points, o.By)
	r.Points = slices.DeleteFunc(points, func(p Point) bool { return p.Year < o.YearFrom })
	for _, g := range groups {
		if g.Year >= o.YearFrom {
			r.Groups = append(r.Groups, g.Group)
		}
	}
	return r
}

// Silence is the state of a report that has no figure of a code.
func Silence(s report.Status) State {
	if s != report.OK {
		return Unread
	}
	return NotReported
}
