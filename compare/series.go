package compare

import (
	"cmp"
	"math/big"
	"slices"
)

// A series is the reports in the order of body and year.
type series struct {
	reports []Report
	order   []int // of the reports in Data
}

func newSeries(d Data) series {
	s := series{reports: d.Reports, order: make([]int, len(d.Reports))}
	for i := range s.order {
		s.order[i] = i
	}
	slices.SortStableFunc(s.order, func(a, b int) int {
		return cmp.Or(cmp.Compare(d.Reports[a].Body, d.Reports[b].Body), cmp.Compare(d.Reports[a].Year, d.Reports[b].Year))
	})
	return s
}

// points gives a code's points with the changes on the years before.
func (s series) points(code string, cells []Cell, o Options) []Point {
	points := make([]Point, len(s.order))
	for n, i := range s.order {
		p := Point{Report: &s.reports[i], Code: code, Cell: Cell{State: NotReported}}
		if i < len(cells) {
			p.Cell = cells[i]
		}
		if p.State == NotReported {
			p.State = Silence(p.Status)
		}
		points[n] = p
		var before *Point
		if n > 0 && points[n-1].Body == p.Body && points[n-1].Year == p.Year-1 {
			before = &points[n-1]
		}
		points[n].change(before, o)
	}
	return points
}

// change sets a point against that of the year before, nil where there is none.
func (p *Point) change(before *Point, o Options) {
	if before != nil {
		p.Break = broken(p.Code, *before.Report, *p.Report, o)
	}
	why := Reason("")
	switch {
	case !p.State.Number():
		why = NoValue
	case before == nil || !before.State.Number():
		why = NoneBefore
	case p.Break.Stops():
		why = Broken
	}
	if why != "" {
		p.ChangeReason, p.GrowthReason = why, why
		return
	}
	old := before.Value.Rat()
	diff := new(big.Rat).Sub(p.Value.Rat(), old)
	set(exact(diff), &p.Change, &p.ChangeReason)
	switch {
	case o.Percent[p.Code]:
		p.GrowthReason = OfPercent
	case old.Sign() == 0:
		p.GrowthReason = ZeroBefore
	default:
		set(percent(diff, old.Abs(old)), &p.Growth, &p.GrowthReason)
	}
}

// broken says what breaks a series between two reports of a body.
func broken(code string, before, after Report, o Options) Break {
	if before.Scope != after.Scope && before.Scope != "" && after.Scope != "" {
		return Break{Kind: ScopeBreak}
	}
	if o.Break == nil {
		return Break{}
	}
	return o.Break(code, before, after)
}

// relate sets points against another count of the same report.
func (s series) relate(points []Point, others []Cell, code string, o Options) {
	for n := range points {
		p := &points[n]
		var other Cell
		if i := s.order[n]; i < len(others) {
			other = others[i]
		}
		p.RatedBy = other.Value
		switch {
		case o.Per == "":
			p.RateReason = NotAskedFor
		case o.Per == code:
			p.RateReason = SameToRate
		case o.Percent[code]:
			p.RateReason = OfPercent
		case !p.State.Number():
			p.RateReason = NoValue
		case !other.State.Number():
			p.RateReason = NoneToRate
		case other.Value.Rat().Sign() <= 0:
			p.RateReason = ZeroToRate
		default:
			rate := new(big.Rat).Quo(p.Value.Rat(), other.Value.Rat())
			set(round(rate.Mul(rate, big.NewRat(RateOf, 1))), &p.Rate, &p.RateReason)
		}
	}
}
