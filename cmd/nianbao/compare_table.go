package main

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"nianbao/compare"
	"nianbao/report"
)

// marks stand in a table for what is no number; the foot says what they mean.
var marks = map[compare.State]string{
	compare.Computed: sumMark, compare.NotReported: "·", compare.Blank: "□", compare.NotApplicable: "/", compare.Words: "…",
	compare.Unsure: "?", compare.Unread: "×", compare.NoReport: "–",
}

// Marks of a break before a year: nothing is computed across the first.
const (
	breakMark = "|"
	careMark  = "¦"
)

// sumMark stands before a number that no cell states: the foot says what it is
// the sum of.
const sumMark = "*"

// shownDigits is how many digits after the point a computed number has in a
// table.
const shownDigits = 1

// A breakLine is what the foot says of a break.
type breakLine struct{ mark, note string }

// A comparisonTable is being written: it notes which marks need a word.
type comparisonTable struct {
	*cli
	m      *comparison
	titles []string // of the codes
	states map[compare.State]bool
	breaks map[breakLine][]string // with the titles of the codes that they are of
	// computed tells that numbers are shown which no report states.
	computed, shares bool
	groupsLeft       int                            // for want of room in the foot
	sumsShown        map[string]map[report.Era]bool // by code
}

func newComparisonTable(c *cli, m *comparison) *comparisonTable {
	return &comparisonTable{cli: c, m: m, titles: c.shortTitles(m.codes), states: map[compare.State]bool{}, breaks: map[breakLine][]string{}, sumsShown: map[string]map[report.Era]bool{}}
}

func (c *cli) writeComparison(m *comparison) error {
	if m.all == 0 || len(m.bodies) == 0 {
		return nil
	}
	left := m.dropUnstated(c)
	t := newComparisonTable(c, m)
	var g *grid
	var notes []string
	switch {
	case len(m.codes) > 1:
		g = t.byCode(true)
	case len(m.years) > 1:
		g, notes = t.byYear()
	default:
		g, notes = t.ofYear()
	}
	if _, err := io.WriteString(c.stdout, t.heading()+"\n"); err != nil {
		return err
	}
	if err := g.write(c.stdout, c.columns()); err != nil {
		return err
	}
	return t.foot(append(left, notes...))
}

// dropUnstated leaves out the codes that no body that is shown speaks of, but
// for one, and names them.
func (m *comparison) dropUnstated(c *cli) []string {
	var stated []subject
	var left []string
	for i, title := range c.shortTitles(m.codes) {
		if m.states(m.codes[i].code) {
			stated = append(stated, m.codes[i])
		} else {
			left = append(left, title)
		}
	}
	if len(stated) == 0 {
		stated, left = m.codes[:1], left[1:]
	}
	if len(left) == 0 {
		return nil
	}
	m.codes = stated
	return []string{c.say("compare.codes_left", strings.Join(left, ", "))}
}

// states tells whether a body that is shown states a code.
func (m *comparison) states(code string) bool {
	for _, b := range m.bodies {
		for _, p := range b.points[code] {
			if p.State != compare.NotReported && p.State != compare.Unread {
				return true
			}
		}
	}
	return false
}

// heading names what is compared.
func (t *comparisonTable) heading() string {
	var names []string
	for _, n := range t.m.codes {
		name := t.label(n.indicator)
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	first := t.m.codes[0]
	facts := []string{strings.Join(names, ", ")}
	if len(t.m.codes) == 1 {
		facts = append(facts, first.code)
	}
	if len(names) == 1 && first.indicator.Unit != "" {
		facts = append(facts, first.indicator.Unit)
	}
	if t.m.by != compare.ByValue {
		facts = append(facts, t.measureWords())
	}
	return clean(strings.Join(append(facts, yearSpan(t.m.years)), " · "))
}

func yearSpan(years []int) string {
	first, last := strconv.Itoa(years[0]), strconv.Itoa(years[len(years)-1])
	if first == last {
		return first
	}
	return first + "-" + last
}

func (t *comparisonTable) measureWords() string {
	if t.m.by == compare.ByRate {
		return t.say("measure.rate", compare.RateOf, t.m.per.code)
	}
	return t.say("measure." + string(t.m.by))
}

// byYear has a column a year, for one code.
func (t *comparisonTable) byYear() (*grid, []string) {
	code, years := t.m.codes[0].code, t.m.years
	g := &grid{titles: []string{t.say("compare.body")}, lead: 1, left: map[int]bool{len(years) + 1: true}}
	for _, y := range years {
		g.titles = append(g.titles, strconv.Itoa(y))
	}
	g.titles = append(g.titles, t.say("compare.trend"))
	var beside []compare.Measure // of the newest year
	switch {
	case t.m.by != compare.ByValue:
	case t.m.codes[0].percent():
		beside = []compare.Measure{compare.ByChange}
	default:
		beside = []compare.Measure{compare.ByGrowth, compare.ByShare}
	}
	for _, m := range beside {
		g.titles = append(g.titles, t.say("column."+string(m)))
	}
	g.titles = append(g.titles, t.say("column.rank"))
	for _, b := range t.m.bodies {
		row := []string{b.name}
		var ticks []tick
		for _, y := range years {
			p := b.at(code, y)
			row = append(row, t.broken(p)+t.cell(p, t.m.by))
			ticks = append(ticks, tickOf(p, t.m.by))
		}
		row = append(row, spark(ticks))
		p := b.at(code, t.m.newest())
		for _, m := range beside {
			row = append(row, t.cell(p, m))
		}
		g.add(append(row, t.rankOf(p))...)
	}
	spare := len(g.titles) - 1 - len(years)
	for _, key := range t.groups() {
		t.sums(g, key, len(years), spare, func(i int) *compare.Group { return t.group(key, code, years[i]) })
	}
	notes := []string{t.say("compare.of_newest", t.m.newest())}
	left := 0
	for ; left < len(years)-2 && !g.fits(t.columns()); left++ {
		g.drop(1)
	}
	g.rows = slices.DeleteFunc(g.rows, func(row []string) bool { // groups whose years are all left out
		return !slices.ContainsFunc(row[1:], func(cell string) bool { return cell != "" })
	})
	if left > 0 {
		notes = append(notes, t.say("compare.years_left", yearSpan(years[:left])))
	}
	return g, notes
}

// ofYear has a row of all measures, for one code and year.
func (t *comparisonTable) ofYear() (*grid, []string) {
	code, year := t.m.codes[0].code, t.m.newest()
	measures := []compare.Measure{compare.ByValue, compare.ByChange}
	related := t.m.per.code != "" && t.m.per.code != code && !t.m.codes[0].percent()
	if !t.m.codes[0].percent() {
		measures = append(measures, compare.ByGrowth, compare.ByShare)
	}
	if related {
		measures = append(measures, compare.ByRate)
	}
	g := &grid{titles: []string{t.say("compare.body")}, lead: 1}
	for _, m := range measures {
		g.titles = append(g.titles, t.say("column."+string(m)))
	}
	g.titles = append(g.titles, t.say("column.rank"))
	for _, b := range t.m.bodies {
		p := b.at(code, year)
		row := []string{b.name}
		for i, m := range measures {
			cell := t.cell(p, m)
			if i == 0 {
				cell = t.broken(p) + cell
			}
			row = append(row, cell)
		}
		g.add(append(row, t.rankOf(p))...)
	}
	for _, key := range t.groups() {
		t.sums(g, key, 1, len(measures), func(int) *compare.Group { return t.group(key, code, year) })
	}
	var notes []string
	if related {
		notes = []string{t.say("compare.per", compare.RateOf, t.m.per.code)}
	}
	return g, notes
}

// byCode has a column a code, and a row a body and year; with sums, those of
// the newest year below them.
func (t *comparisonTable) byCode(sums bool) *grid {
	g := &grid{titles: []string{t.say("compare.body"), t.say("compare.year")}, lead: 2}
	var codes []string
	for i, n := range t.m.codes {
		codes = append(codes, n.code)
		g.titles = append(g.titles, t.titles[i])
	}
	for _, b := range t.m.bodies {
		for _, y := range t.m.years {
			if b.at(t.m.codes[0].code, y) == nil {
				continue // no report
			}
			row := []string{b.name, strconv.Itoa(y)}
			for _, code := range codes {
				p := b.at(code, y)
				row = append(row, t.broken(p)+t.cell(p, t.m.by))
			}
			g.add(row...)
		}
	}
	for _, key := range t.groups() {
		if !sums {
			break
		}
		from := len(g.rows)
		t.sums(g, key, len(codes), 0, func(i int) *compare.Group { return t.group(key, codes[i], t.m.newest()) })
		g.rows = slices.DeleteFunc(g.rows, func(row []string) bool { // of groups without a report of that year
			return len(row) == len(codes)+1 && !slices.ContainsFunc(row[1:], func(cell string) bool { return cell != "" })
		})
		for i := from; i < len(g.rows); i++ { // the year stands behind the name
			g.rows[i] = slices.Insert(g.rows[i], 1, strconv.Itoa(t.m.newest()))
		}
	}
	return g
}

// cell is what a measure looks at, or why there is nothing.
func (t *comparisonTable) cell(p *compare.Point, m compare.Measure) string {
	if p == nil {
		t.states[compare.NoReport] = true
		return marks[compare.NoReport]
	}
	if !p.State.Number() {
		t.states[p.State] = true
		return marks[p.State]
	}
	if m == compare.ByValue {
		return t.summed(p) + t.say("qualifier."+string(p.Qualifier), string(p.Value))
	}
	v, sign, unit, why := m.Of(p), "", "", compare.Reason("")
	switch m {
	case compare.ByChange:
		sign, why = "+", p.ChangeReason
	case compare.ByGrowth:
		sign, unit, why = "+", "%", p.GrowthReason
	case compare.ByShare:
		unit, why = "%", p.ShareReason
	case compare.ByRate:
		why = p.RateReason
	}
	if v == "" {
		return t.say("why." + string(why))
	}
	t.computed = t.computed || m != compare.ByChange // which is exact
	t.shares = t.shares || m == compare.ByShare
	text := string(v)
	if m != compare.ByChange {
		text = v.Rat().FloatString(shownDigits)
	}
	if text[0] == '-' || v == "0" {
		sign = ""
	}
	return sign + text + unit
}

// summed is the mark before a number that no cell states.
func (t *comparisonTable) summed(p *compare.Point) string {
	if p.State != compare.Computed {
		return ""
	}
	if t.sumsShown[p.Code] == nil {
		t.sumsShown[p.Code] = map[report.Era]bool{}
	}
	t.sumsShown[p.Code][p.Era] = true
	return sumMark
}

func (t *comparisonTable) rankOf(p *compare.Point) string {
	if p == nil || p.Rank == 0 {
		return ""
	}
	return fmt.Sprintf("%d/%d", p.Rank, p.Of)
}

// broken is the mark before a figure that does not go on from the year before.
func (t *comparisonTable) broken(p *compare.Point) string {
	if p == nil || p.Break.Kind == "" || !p.State.Number() {
		return ""
	}
	mark := breakMark
	if p.Break.Care {
		mark = careMark
	}
	line, of := breakLine{mark, t.breakNote(p.Break)}, ""
	if p.Break.Kind != compare.ScopeBreak && len(t.m.codes) > 1 {
		of = t.titles[slices.IndexFunc(t.m.codes, func(n subject) bool { return n.code == p.Code })]
	}
	if !slices.Contains(t.breaks[line], of) {
		t.breaks[line] = append(t.breaks[line], of)
	}
	return mark
}

func (c *cli) breakNote(b compare.Break) string {
	if b.Kind == compare.ScopeBreak {
		return c.say("compare.scope_break")
	}
	return b.Note
}

func tickOf(p *compare.Point, m compare.Measure) tick {
	if p == nil {
		return tick{}
	}
	return tick{m.Of(p), p.Break.Stops() && p.State.Number()}
}
