package check

import (
	"maps"
	"math/big"
	"slices"

	"nianbao/report"
)

// exclusive are the dimensions whose values exclude one another, so that the
// parts of a whole cannot be more than it, with the sets of values that leave
// nothing out. Channels of disclosure are not among them: what is published in
// two places counts for both.
var exclusive = map[string]map[string][][]string{
	"requests.received":   {"channel": nil, "applicant": {{"natural_person", "organization"}}},
	"requests.closed":     {"timing": {{"on_time", "extended"}}},
	"requests.outcome":    {"outcome": nil},
	"reconsiderations":    {"result": {{"upheld", "corrected", "other", "pending"}}},
	"litigations":         {"result": {{"upheld", "corrected", "other", "pending"}}, "route": {{"direct", "after_reconsideration"}}},
	"staff":               {"kind": {{"fulltime", "parttime"}}},
	"documents.disclosed": {"kind": nil},
	"documents.issued":    {"kind": nil},
	"proposals.received":  {"kind": {{"npc", "cppcc"}}},
}

// wholesOf are the codes that parts of an indicator are parts of, where it is
// not the indicator itself.
var wholesOf = map[string][]string{
	"requests.outcome": {"requests.outcome[outcome=total]", "requests.closed", "requests.answered"},
}

// checkSums compares a whole that is stated in a paragraph with its parts that
// follow it.
func (p *passages) checkSums() {
	for _, passage := range p.short() {
		for at, i := range passage {
			g := &p.d.Figures[i]
			if g.Role != report.Level || g.Qualifier != report.Exact {
				continue
			}
			for _, indicator := range slices.Sorted(maps.Keys(exclusive)) {
				if keys := exclusive[indicator]; isWhole(g.Code(), indicator) {
					for _, key := range slices.Sorted(maps.Keys(keys)) {
						p.checkSum(i, p.partsOf(g, passage[at+1:], indicator, key), keys[key])
					}
				}
			}
		}
	}
}

func isWhole(c report.Code, indicator string) bool {
	if wholes := wholesOf[indicator]; wholes != nil {
		return slices.Contains(wholes, c.String())
	}
	return c.Indicator == indicator && len(c.Dims) == 0
}

// partsOf gives the figures that follow a whole and narrow it by one dimension,
// up to the next whole; nil where a part stands twice, which says that they are
// of different things.
func (p *passages) partsOf(whole *report.Figure, following []int, indicator, key string) []int {
	var parts []int
	seen := map[string]bool{}
	for _, i := range following {
		g := &p.d.Figures[i]
		if g.Role != report.Level || !beside(g, whole) || g.Period != whole.Period {
			continue
		}
		if g.Code().String() == whole.Code().String() {
			break
		}
		value := g.Dims[key]
		if g.Indicator != indicator || len(g.Dims) != 1 || value == "" || value == "total" {
			continue
		}
		if seen[value] || g.Qualifier != report.Exact {
			return nil
		}
		seen[value] = true
		parts = append(parts, i)
	}
	return parts
}

// checkSum compares a whole with parts that exclude one another: they cannot be
// more, and where they leave nothing out they cannot be less.
func (p *passages) checkSum(whole int, parts []int, full [][]string) {
	if len(parts) < 2 {
		return
	}
	g, sum := &p.d.Figures[whole], new(big.Rat)
	var values []string
	for _, i := range parts {
		sum.Add(sum, p.d.Figures[i].Value.Rat())
		for _, v := range p.d.Figures[i].Dims {
			values = append(values, v)
		}
	}
	nested := slices.ContainsFunc(values, func(v string) bool {
		return slices.ContainsFunc(values, func(w string) bool { return len(w) > len(v) && w[:len(v)+1] == v+"." })
	})
	delta := new(big.Rat).Sub(g.Value.Rat(), sum)
	all := slices.ContainsFunc(full, func(set []string) bool {
		return !slices.ContainsFunc(set, func(v string) bool { return !slices.Contains(values, v) })
	})
	if nested || delta.Sign() > 0 && !all {
		return
	}
	figures := append([]int{whole}, parts...)
	switch last := p.d.Figures[parts[len(parts)-1]]; {
	case delta.Sign() == 0 || p.statedElsewhere(g, sum):
		p.note("text.sum", true, new(big.Rat), "", figures...)
	case new(big.Rat).Add(delta, last.Value.Rat()).Sign() == 0: // 其中…, the rest of which is told beside it
		p.note("text.sum", true, new(big.Rat), "- "+last.Code().String(), figures...)
	default:
		p.note("text.sum", false, delta, "", figures...)
	}
}

// statedElsewhere tells whether another statement of a whole has a number.
func (p *passages) statedElsewhere(g *report.Figure, v *big.Rat) bool {
	return slices.ContainsFunc(p.d.Figures, func(f report.Figure) bool {
		return f.Code().String() == g.Code().String() && f.Role == g.Role && beside(&f, g) && f.Value != "" && f.Value.Rat().Cmp(v) == 0
	})
}
