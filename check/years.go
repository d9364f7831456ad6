package check

import (
	"maps"
	"math/big"
	"slices"
	"strconv"
	"strings"

	"nianbao/report"
)

// An Across is a contradiction between two reports, or a likeness that should
// not be.
type Across struct {
	report.Check       // its Figures are of the later report
	Others       []int // of the earlier report, or of the other body's
}

// Years compares the report of a body with that of the year before: what was
// carried over, stocks, what the later one says of the earlier year, changes
// and jumps. It gives those that hold too.
func Years(before, after *report.Document) []Across {
	y := &years{before: before, after: after, doubts: doubtsOf(after), was: levels(before), is: levels(after)}
	y.carryOver()
	y.stocks()
	y.statements()
	y.jumps()
	return y.found
}

type years struct {
	before, after *report.Document
	doubts        doubts         // of the later one
	was, is       map[string]int // code -> index of the figure that states it
	found         []Across
}

// levels gives for each code the one figure of a report that states it: table
// before text. A code that the same kind of place states with different values
// is of different things, which the words do not tell apart, and is left out.
func levels(d *report.Document) map[string]int {
	out := map[string]int{}
	unclear := map[string]bool{}
	for _, method := range []report.Method{report.InTable, report.InText} {
		known := maps.Clone(out)
		for i := range d.Figures {
			g := &d.Figures[i]
			if g.Indicator == "" || g.Method != method || !plain(g) || g.Unit == "%" {
				continue
			}
			code := g.Code().String()
			if _, ok := known[code]; ok {
				continue
			}
			if k, taken := out[code]; taken && d.Figures[k].Value != g.Value {
				unclear[code] = true
			} else if !taken {
				out[code] = i
			}
		}
	}
	maps.DeleteFunc(out, func(code string, _ int) bool { return unclear[code] })
	return out
}

func (y *years) note(rule string, delta *big.Rat, ok bool, figures, others []int) {
	c := Across{Check: report.Check{Rule: rule, OK: ok, Delta: decimal(delta), Figures: figures, Note: y.after.Figures[figures[0]].Label}, Others: others}
	if !ok {
		c.Verdict = report.SourceInconsistent
		for _, f := range figures {
			if g := &y.after.Figures[f]; g.Reader == report.ReadOCR || y.doubts.on(y.after, g) {
				c.Verdict = report.Unsettled
			}
		}
	}
	y.found = append(y.found, c)
}

// carryOver holds that what was carried out of a year is carried into the next:
// per column of the table, or as the prose has it.
func (y *years) carryOver() {
	for _, a := range applicants {
		in, now := y.is[request("carried_in", "", a)]
		out, then := y.was[request("carried_out", "", a)]
		if now && then {
			delta := new(big.Rat).Sub(y.after.Figures[in].Value.Rat(), y.before.Figures[out].Value.Rat())
			y.note("years.carry_over", delta, delta.Sign() == 0, []int{in}, []int{out})
		}
	}
}

// stocks holds that documents in force are those of the year before, with what
// was issued and without what was repealed, and that the items with which the
// table of 2019-2020 begins a year are those with which the last one ended.
func (y *years) stocks() {
	for _, indicator := range []string{"powers", "charges"} {
		y.items(indicator)
	}
	for _, kind := range []string{"regulation", "normative"} {
		code := func(indicator string) string {
			return report.Code{Indicator: "documents." + indicator, Dims: map[string]string{"kind": kind}}.String()
		}
		now, ok1 := y.is[code("in_force")]
		issued, ok2 := y.is[code("issued")]
		repealed, ok3 := y.is[code("repealed")]
		then, ok4 := y.was[code("in_force")]
		if !ok1 || !ok2 || !ok3 || !ok4 {
			continue
		}
		should := new(big.Rat).Add(y.before.Figures[then].Value.Rat(), y.after.Figures[issued].Value.Rat())
		should.Sub(should, y.after.Figures[repealed].Value.Rat())
		delta := new(big.Rat).Sub(y.after.Figures[now].Value.Rat(), should)
		y.note("years.stock", delta, delta.Sign() == 0, []int{now, issued, repealed}, []int{then})
	}
}

// items compares 上一年项目数量 with what 上一年项目数量 and 本年增/减 of the year
// before come to.
func (y *years) items(indicator string) {
	previous, change := inTable(y.before, indicator+".items_previous"), inTable(y.before, indicator+".items_change")
	now := inTable(y.after, indicator+".items_previous")
	for _, dims := range slices.Sorted(maps.Keys(now)) {
		p, ok1 := previous[dims]
		c, ok2 := change[dims]
		if !ok1 || !ok2 {
			continue
		}
		should := new(big.Rat).Add(y.before.Figures[p].Value.Rat(), y.before.Figures[c].Value.Rat())
		delta := should.Sub(y.after.Figures[now[dims]].Value.Rat(), should)
		y.note("years.items", delta, delta.Sign() == 0, []int{now[dims]}, []int{p, c})
	}
}

// inTable gives the cells of an indicator that hold a number, by their
// dimensions.
func inTable(d *report.Document, indicator string) map[string]int {
	out := map[string]int{}
	for i := range d.Figures {
		g := &d.Figures[i]
		if g.Method == report.InTable && g.Indicator == indicator && g.Part == "" && g.Value != "" {
			dims := strings.TrimPrefix(g.Code().String(), indicator)
			if _, again := out[dims]; !again {
				out[dims] = i
			}
		}
	}
	return out
}

// statements compares what the later report says of the year before, and of
// changes since, with what the earlier one said.
func (y *years) statements() {
	type kind struct {
		code string
		role report.Role
		rate bool
	}
	said := map[kind]int{}
	kindOf := func(g *report.Figure) kind { return kind{g.Code().String(), g.Role, g.Unit == "%"} }
	for i := range y.after.Figures {
		said[kindOf(&y.after.Figures[i])]++
	}
	for i := range y.after.Figures {
		g := &y.after.Figures[i]
		if g.Indicator == "" || g.Value == "" || g.Part != "" || g.Place != "" || g.Status != report.Printed {
			continue
		}
		if said[kindOf(g)] > 1 {
			continue // of several things, which the words do not tell apart
		}
		then, ok := y.was[g.Code().String()]
		if !ok {
			continue
		}
		was := y.before.Figures[then].Value.Rat()
		switch {
		case g.Role == report.OtherPeriod && g.Period == strconv.Itoa(y.before.Year) && g.Unit != "%":
			y.note("years.previous", new(big.Rat).Sub(g.Value.Rat(), was), agrees(g, was), []int{i}, []int{then})
		case g.Role == report.Change && g.Qualifier == report.Exact:
			y.change(i, then)
		}
	}
}

// change compares a stated change with the difference of the two reports.
func (y *years) change(i, then int) {
	g := &y.after.Figures[i]
	now, ok := y.is[g.Code().String()]
	if !ok || y.after.Figures[now].Qualifier != report.Exact || y.before.Figures[then].Qualifier != report.Exact {
		return
	}
	was := y.before.Figures[then].Value.Rat()
	diff := new(big.Rat).Sub(y.after.Figures[now].Value.Rat(), was)
	off := new(big.Rat)
	if g.Unit == "%" {
		if was.Sign() == 0 {
			return
		}
		diff.Quo(diff, was).Mul(diff, big.NewRat(100, 1))
		if off.Sub(g.Value.Rat(), diff); near(off, g) {
			off.SetInt64(0)
		}
	} else {
		off.Sub(g.Value.Rat(), diff)
	}
	y.note("years.change", off, off.Sign() == 0, []int{i, now}, []int{then})
}

// A jump is a figure that is a hundred times that of the year before, or a
// hundredth, where the larger is no small number.
const (
	jumpFactor = 100
	jumpFrom   = 1000
)

func (y *years) jumps() {
	for _, code := range slices.Sorted(maps.Keys(y.is)) {
		then, ok := y.was[code]
		if !ok {
			continue
		}
		a, b := y.after.Figures[y.is[code]].Value.Rat(), y.before.Figures[then].Value.Rat()
		if a.Sign() <= 0 || b.Sign() <= 0 {
			continue
		}
		low, high := a, b
		if low.Cmp(high) > 0 {
			low, high = high, low
		}
		if high.Cmp(big.NewRat(jumpFrom, 1)) >= 0 && high.Cmp(new(big.Rat).Mul(low, big.NewRat(jumpFactor, 1))) >= 0 {
			y.note("years.jump", new(big.Rat).Sub(a, b), false, []int{y.is[code]}, []int{then})
			y.found[len(y.found)-1].Verdict = report.Unsettled // it may be so
		}
	}
}
