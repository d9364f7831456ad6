package compare

import (
	"cmp"
	"math/big"
	"slices"

	"nianbao/report"
)

// A Group is the reports of one year by bodies of one level and scope: those
// that a figure is compared with.
type Group struct {
	Code     string
	Year     int
	Level    report.BodyLevel
	Scope    report.Scope
	Reports  int           // all of them
	States   map[State]int // how many of them say what
	Inexact  int           // of the printed ones, stated as about, at least or at most
	Measured bool          // whether Total is there: the level is known, the figure is no percentage, one is printed
	Total    report.Decimal
	Median   report.Decimal // "" where none is printed
}

// Reported is how many of the reports state the figure.
func (g *Group) Reported() int { return g.States[Printed] + g.States[Computed] }

// A summed group has its total for arithmetic.
type summed struct {
	Group
	total  *big.Rat
	values []*big.Rat
}

type groupKey struct {
	year  int
	level report.BodyLevel
	scope report.Scope
}

func keyOf(p *Point) groupKey { return groupKey{p.Year, p.Level, p.Scope} }

// group counts and sums the points of one code.
func group(points []Point, o Options) []*summed {
	byKey := map[groupKey]*summed{}
	var out []*summed
	for i := range points {
		p := &points[i]
		g := byKey[keyOf(p)]
		if g == nil {
			g = &summed{Group: Group{Code: p.Code, Year: p.Year, Level: p.Level, Scope: p.Scope, States: map[State]int{}}, total: new(big.Rat)}
			byKey[keyOf(p)] = g
			out = append(out, g)
		}
		g.Reports++
		g.States[p.State]++
		if !p.State.Number() {
			continue
		}
		if p.Qualifier != report.Exact && p.Qualifier != "" {
			g.Inexact++
		}
		g.values = append(g.values, p.Value.Rat())
	}
	for _, g := range out {
		g.Median = median(g.values)
		if g.Measured = g.Level != "" && len(g.values) > 0 && !o.Percent[g.Code]; g.Measured {
			for _, v := range g.values {
				g.total.Add(g.total, v)
			}
			g.Total = exact(g.total)
		}
	}
	slices.SortStableFunc(out, func(a, b *summed) int {
		return cmp.Or(cmp.Compare(a.Year, b.Year), cmp.Compare(Depth(a.Level), Depth(b.Level)), cmp.Compare(a.Scope, b.Scope))
	})
	return out
}

// levels from the top down; what is not among them stands last.
var levels = []report.BodyLevel{report.Nation, report.Province, report.DeptOfProvince, report.City, report.DeptOfCity,
	report.County, report.DeptOfCounty, report.Zone, report.DeptOfZone, report.Town, report.DeptOfTown}

// Depth is where a level stands from the top down; one that is not known stands
// last.
func Depth(l report.BodyLevel) int {
	if i := slices.Index(levels, l); i >= 0 {
		return i
	}
	return len(levels)
}

// share gives each point its share of its group's total.
func share(points []Point, groups []*summed, o Options) {
	byKey := map[groupKey]*summed{}
	for _, g := range groups {
		byKey[groupKey{g.Year, g.Level, g.Scope}] = g
	}
	for i := range points {
		p := &points[i]
		g := byKey[keyOf(p)]
		switch {
		case !p.State.Number():
			p.ShareReason = NoValue
		case o.Percent[p.Code]:
			p.ShareReason = OfPercent
		case p.Level == "":
			p.ShareReason = NoLevel
		case g.total.Sign() <= 0:
			p.ShareReason = ZeroTotal
		default:
			set(percent(p.Value.Rat(), g.total), &p.Share, &p.ShareReason)
		}
	}
}

// rank numbers the points of each group by a measure, the greatest first; equal
// ones share a number, and the next one's counts them all: 1, 2, 2, 4.
func rank(points []Point, by Measure) {
	groups := map[groupKey][]ranked{}
	for i := range points {
		p := &points[i]
		measure := by.Of(p)
		if by == ByShare && measure != "" {
			measure = p.Value // the same order, not rounded
		}
		if v := measure.Rat(); v != nil && p.Level != "" {
			groups[keyOf(p)] = append(groups[keyOf(p)], ranked{p, v})
		}
	}
	for _, g := range groups {
		slices.SortStableFunc(g, func(a, b ranked) int { return b.value.Cmp(a.value) })
		for i, r := range g {
			r.point.Rank, r.point.Of = i+1, len(g)
			if i > 0 && g[i-1].value.Cmp(r.value) == 0 {
				r.point.Rank = g[i-1].point.Rank
			}
		}
	}
}

type ranked struct {
	point *Point
	value *big.Rat
}

// median is the value in the middle, or what lies halfway between the two there.
func median(values []*big.Rat) report.Decimal {
	if len(values) == 0 {
		return ""
	}
	sorted := slices.Clone(values)
	slices.SortFunc(sorted, (*big.Rat).Cmp)
	low, high := sorted[(len(sorted)-1)/2], sorted[len(sorted)/2]
	sum := new(big.Rat).Add(low, high)
	return exact(sum.Mul(sum, big.NewRat(1, 2)))
}
