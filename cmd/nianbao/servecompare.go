package main

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"

	"nianbao/chart"
	"nianbao/compare"
	"nianbao/division"
	"nianbao/report"
	"nianbao/store"
	"nianbao/web"
)

// comparedBodies is how many bodies a page of a comparison has.
const comparedBodies = 50

// comparedWithout is how many bodies without a part of a treemap are named.
const comparedWithout = 200

// Subjects are the codes of the codebook to choose from.
func (s *shelf) Subjects() []web.SubjectGroup {
	var out []web.SubjectGroup
	within := map[string]bool{}
	for _, name := range []string{"posts", "requests", "outcomes"} {
		g := web.SubjectGroup{Headline: name}
		for _, code := range headlineCodes(s.book, name) {
			g.Subjects = append(g.Subjects, s.subjectOf(code))
			within[code] = true
		}
		out = append(out, g)
	}
	others := web.SubjectGroup{}
	for _, i := range s.book.All() {
		if i.Headline == "" {
			others.Subjects = append(others.Subjects, s.subjectOf(i.ID))
		}
	}
	return append(out, others)
}

func (s *shelf) subjectOf(code string) web.Subject {
	i, _ := s.book.Find(report.ParseCode(code).Indicator)
	name := s.fullName(i, code)
	return web.Subject{Code: code, Name: name[0], English: name[1]}
}

// A compared is a comparison with what its pages are made of. It is not changed
// once it is made: pages and pictures share it.
type compared struct {
	*comparison
	out      web.Comparison // without rows
	picked   web.Pick
	everyone []body // of all pages; the comparison has those of this page
	problem  bool
	guessed  bool // the level or year that is usual was not known yet
	areas    []web.Area
	parcelled
}

// compared compares what is picked, or finds what was made of the same state of
// the database before.
func (s *shelf) compared(ctx context.Context, lang string, p web.Pick) (*compared, error) {
	stamp, err := s.db.Stamp(ctx)
	if err != nil {
		return nil, err
	}
	key := stamp + " " + lang + " " + p.Address()
	return s.compares.get(ctx, key, func(ctx context.Context) (m *compared, keep bool, err error) {
		m, err = s.compareAnew(ctx, s.in[lang], p)
		var said *failure
		if errors.As(err, &said) {
			return &compared{out: web.Comparison{Pick: p, Problem: said.text, Hint: said.hint}, problem: true}, false, nil
		}
		return m, err == nil && !m.guessed, err
	})
}

func (s *shelf) compareAnew(ctx context.Context, c *cli, p web.Pick) (*compared, error) {
	out := &compared{picked: p}
	everywhere := p.Region == "" && p.Body == ""
	p.Indicator, p.By = cmp.Or(p.Indicator, "requests.received"), cmp.Or(p.By, string(compare.ByValue))
	if p.View == "" {
		switch {
		case everywhere:
			p.View = web.Areas
		case p.Body != "" || p.Year == "" || strings.Contains(p.Year, "-"):
			p.View = web.OverYears
		default:
			p.View = web.Ranking
		}
	}
	_, sure := s.sums.get()
	if everywhere && p.Level == "" {
		p.Level, out.guessed = string(s.usualLevel()), !sure
	}
	oneYear := p.View == web.Areas || p.View == web.Ranking || p.View == web.Treemap
	if p.Year == "" && oneYear && everywhere {
		out.guessed = !sure
		if y, err := s.fullYear(ctx, report.BodyLevel(p.Level)); err != nil {
			return nil, err
		} else if y > 0 {
			p.Year = strconv.Itoa(y)
		}
	}
	out.out.Pick = p
	o := compareFlags{region: p.Region, body: p.Body, year: p.Year, by: p.By, per: "requests.received", sort: sortRank, format: "json"}
	q, err := c.panelQuery(o)
	if err != nil {
		return nil, err
	}
	if everywhere {
		q.Level = report.BodyLevel(p.Level)
	}
	codes, err := c.subjects(ctx, s.db, []string{p.Indicator})
	if err != nil {
		return nil, err
	}
	if len(codes) == 0 {
		return nil, web.ErrAsk
	}
	codes = codes[:1]
	out.out.Pick.Indicator = codes[0].code
	if ask := (web.Ask{Region: p.Region}); p.Region != "" {
		var found web.Answer
		var where store.Query
		if err := s.inRegion(ctx, c, ask, &where, &found); err != nil {
			return nil, err
		}
		if len(found.Choices) > 0 {
			for _, choice := range found.Choices {
				choice.Address = p.With("region", choice.Code).Address()
				out.out.Choices = append(out.out.Choices, choice)
			}
			out.problem = true
			return out, nil
		}
		q.Places, q.Bodies, out.out.Taken, out.out.Region = where.Places, where.Bodies, found.Taken, found.Region
		if m := meanings(s.divisions, p.Region); len(m) == 1 {
			out.out.Code = m[0].Code
		}
	}
	if out.comparison, err = c.comparedIn(ctx, s.db, q, o, codes); err != nil {
		return nil, err
	}
	s.settle(c, out, everywhere)
	if out.out.Pick.View == web.Treemap && len(out.everyone) > 0 {
		if err := c.checkParts(out.comparison); err != nil {
			return nil, err
		}
		out.parcelled = c.parcels(s.divisions, out.comparison, out.everyone, out.out.Year)
	}
	return out, nil
}

// leastProvinces is how many provinces' reports make the provinces worth being
// looked at first.
const leastProvinces = 8

// usualLevel is the level that the whole country is looked at by: provinces
// where enough of them are there, else the one of the most reports.
func (s *shelf) usualLevel() report.BodyLevel {
	sums, _ := s.sums.get()
	best, most := report.Province, 0
	for _, one := range sums.Series {
		for _, y := range one.Years {
			if one.Level == report.Province && y.Reports >= leastProvinces {
				return report.Province
			}
			if y.Reports > most {
				best, most = one.Level, y.Reports
			}
		}
	}
	return best
}

// fullYear is the newest year of which at least half as many reports of a level
// are there as of any; 0 where that is not known yet.
func (s *shelf) fullYear(ctx context.Context, level report.BodyLevel) (int, error) {
	sums, ok := s.sums.get()
	most, year := 0, 0
	for _, one := range sums.Series {
		for _, y := range one.Years {
			if one.Level == level {
				most = max(most, y.Reports)
			}
		}
	}
	for _, one := range sums.Series {
		for _, y := range one.Years {
			if one.Level == level && 2*y.Reports >= most {
				year = max(year, y.Year)
			}
		}
	}
	if ok && year > 0 {
		return year, nil
	}
	_, last, err := s.db.Years(ctx)
	return last, err
}

// settle chooses the level, the year and the bodies that are shown.
func (s *shelf) settle(c *cli, m *compared, everywhere bool) {
	p, out := &m.out.Pick, &m.out
	code := m.codes[0].code
	name := s.fullName(m.codes[0].indicator, code)
	out.Name, out.English, out.Unit = name[0], name[1], m.codes[0].indicator.Unit
	if len(m.bodies) == 0 {
		return
	}
	levels, stated := map[report.BodyLevel]int{}, map[report.BodyLevel]int{}
	for i := range m.bodies {
		l := m.bodies[i].level(code)
		levels[l]++
		for _, pt := range m.bodies[i].points[code] {
			if pt.State.Number() {
				stated[l]++
			}
		}
	}
	level, all := report.BodyLevel(p.Level), p.Level == "" && p.Body != ""
	if p.Level == "" && !all {
		for _, l := range append(report.BodyLevels(), "") {
			if stated[l] > stated[level] || levels[level] == 0 {
				level = l
			}
		}
	}
	offered := append(report.BodyLevels(), "")
	for _, l := range offered {
		switch {
		case everywhere && l != "":
			out.Levels = append(out.Levels, web.LevelLink{Level: l, Bodies: -1, Address: m.picked.With("level", string(l)).Address(), On: l == level})
		case !everywhere && !all && levels[l] > 0:
			out.Levels = append(out.Levels, web.LevelLink{Level: l, Bodies: levels[l], Address: m.picked.With("level", string(l)).Address(), On: l == level})
		}
	}
	if !all {
		m.bodies = slices.DeleteFunc(m.bodies, func(b body) bool { return b.level(code) != level })
	}
	if len(m.bodies) == 0 {
		return
	}
	m.years = m.bodyYears(code)
	ref := m.years[len(m.years)-1]
	if p.Year == "" {
		ref = m.fullest(code)
	}
	out.Year = ref
	years := m.years
	m.years = []int{ref}
	m.sort(sortRank)
	if p.View == web.OverYears || p.View == web.Multiples {
		m.years = years
	}
	out.Years = m.years
	m.all = len(m.bodies)
	out.All = m.all
	if p.View == web.Areas {
		m.areas, out.Tiles = s.areasOf(m, code, ref, out.Code), everywhere
		out.Areas = m.areas
	}
	at := 0
	if m.picked.After != "" {
		at = slices.IndexFunc(m.bodies, func(b body) bool { return b.id == m.picked.After }) + 1
	}
	m.everyone = m.bodies
	if m.bodies = m.bodies[at:min(at+comparedBodies, len(m.bodies))]; at+comparedBodies < len(m.everyone) {
		out.After = m.bodies[len(m.bodies)-1].id
	}
	out.Title = s.comparedTitle(c, m)
}

// level is a body's level by its newest report.
func (b *body) level(code string) report.BodyLevel {
	points := b.points[code]
	return points[len(points)-1].Level
}

// bodyYears are the years of the reports of the bodies, with those between.
func (m *comparison) bodyYears(code string) []int {
	var years []int
	for _, b := range m.bodies {
		for _, p := range b.points[code] {
			years = append(years, p.Year)
		}
	}
	slices.Sort(years)
	return withGaps(slices.Compact(years))
}

// fullest is the newest year that at least half as many bodies state as any.
func (m *comparison) fullest(code string) int {
	stated, most := map[int]int{}, 0
	for _, b := range m.bodies {
		for _, p := range b.points[code] {
			if p.State.Number() {
				stated[p.Year]++
				most = max(most, stated[p.Year])
			}
		}
	}
	for _, y := range slices.Backward(m.years) {
		if 2*stated[y] >= max(most, 1) {
			return y
		}
	}
	return m.newest()
}

// areasOf sums the bodies up by province or, within a region, by the divisions
// right below it that have a name.
func (s *shelf) areasOf(m *compared, code string, year int, region string) []web.Area {
	byArea := map[string]*compare.Data{}
	for i := range m.bodies {
		p := m.bodies[i].at(code, year)
		if p == nil {
			continue
		}
		area := areaOf(s.divisions, p.Region, region, year)
		d := byArea[area]
		if d == nil {
			d = &compare.Data{Cells: map[string][]compare.Cell{}}
			byArea[area] = d
		}
		r := *p.Report
		r.Scope = "" // of one level together, as on the start page
		if r.Level == "" {
			r.Level = report.County // any: they are of one
		}
		d.Reports = append(d.Reports, r)
		d.Cells[code] = append(d.Cells[code], p.Cell)
	}
	var out []web.Area
	for _, area := range sortedKeys(byArea) {
		d, ok := s.divisions.Get(area, year)
		if !ok {
			continue // of no division that is certain
		}
		a := web.Area{Code: area, Name: d.Name, Address: m.out.Pick.With("region", area).Address()}
		for _, g := range compare.Compute(*byArea[area], code, compare.Options{Percent: m.options.Percent}).Groups {
			a.Reports, a.Reported, a.Total, a.Median = a.Reports+g.Reports, a.Reported+g.Reported(), g.Total, g.Median
		}
		out = append(out, a)
	}
	value := func(a web.Area) float64 { return cmp.Or(a.Total, a.Median).Float() }
	slices.SortStableFunc(out, func(a, b web.Area) int {
		return cmp.Or(-cmp.Compare(boolInt(a.Reported > 0), boolInt(b.Reported > 0)), -cmp.Compare(value(a), value(b)))
	})
	return out
}

// areaOf is the area of a region that a division's code lies in; "" where it
// lies in none.
func areaOf(t *division.Table, code, region string, year int) string {
	for _, n := range []int{2, 4, 6, 9} {
		if n <= len(region) || n > len(code) {
			continue
		}
		if _, ok := t.Get(code[:n], year); ok {
			return code[:n]
		}
	}
	return ""
}

// comparedTitle says what is compared, where and when.
func (s *shelf) comparedTitle(c *cli, m *compared) string {
	name := s.fullName(m.codes[0].indicator, m.codes[0].code)
	words := []string{c.pick(name[0], name[1])}
	if m.out.Region != "" {
		words = append(words, m.out.Region)
	} else if m.out.Pick.Body != "" {
		words = append(words, m.out.Pick.Body)
	}
	if level := m.bodies[0].level(m.codes[0].code); level != "" && len(m.everyone) > 1 && (m.out.Pick.Body == "" || m.out.Pick.Level != "") {
		words = append(words, c.say("level."+string(level)))
	}
	if m.by != compare.ByValue {
		words = append(words, newComparisonTable(c, m.comparison).measureWords())
	}
	return strings.Join(append(words, yearSpan(m.years)), " · ")
}

// Compare gives what is picked as a page shows it.
func (s *shelf) Compare(ctx context.Context, lang string, p web.Pick) (web.Comparison, error) {
	m, err := s.compared(ctx, lang, p)
	if err != nil || m.problem || len(m.everyone) == 0 {
		if m == nil {
			return web.Comparison{}, err
		}
		return m.out, err
	}
	out, t := m.out, newComparisonTable(s.in[lang], m.comparison)
	s.comparedRows(t, m, &out)
	for _, state := range compare.States() {
		if t.states[state] && state != compare.Computed {
			out.Legend = append(out.Legend, web.Legend{Mark: marks[state], Words: t.say("state." + string(state))})
		}
	}
	out.Notes = append(out.Notes, t.sumLines()...)
	out.Notes = append(out.Notes, t.breakLines()...)
	if t.shares {
		out.Notes = append(out.Notes, t.say("compare.shares"))
	}
	if t.computed {
		out.Notes = append(out.Notes, t.say("compare.rounding", shownDigits))
	}
	if unit := plotUnit(m.comparison); unit != "" {
		out.Title += " (" + unit + ")"
	}
	out.Live = s.live(t, m)
	if out.Pick.View == web.Treemap {
		out.Shares, out.Without = m.largest(), m.unshared(t)
	}
	return out, nil
}

// largestParts is how many parts of a treemap are said in words.
const largestParts = 3

// largest are the greatest parts of the whole, with their shares.
func (m *compared) largest() []web.Share {
	var all []parcel
	sum := 0.0
	for _, l := range m.lands {
		for _, one := range l.parcels {
			all, sum = append(all, one), sum+one.Value
		}
	}
	slices.SortStableFunc(all, func(a, b parcel) int { return -cmp.Compare(a.Value, b.Value) })
	var out []web.Share
	for _, one := range all[:min(len(all), largestParts)] {
		out = append(out, web.Share{Name: one.Name, Value: one.Label, Percent: strconv.FormatFloat(100*one.Value/sum, 'f', 1, 64)})
	}
	return out
}

// unshared are the bodies that have no part, with why.
func (p parcelled) unshared(t *comparisonTable) []web.Unshared {
	var out []web.Unshared
	for _, why := range sortedKeys(p.without) {
		w := web.Unshared{Why: why, All: len(p.without[why])}
		for _, one := range p.without[why][:min(w.All, comparedWithout)] {
			w.Bodies = append(w.Bodies, web.ComparedCell{Text: clean(one.body.name), Report: t.webCell(one.point, compare.ByValue).Report})
		}
		out = append(out, w)
	}
	return out
}

// comparedRows makes the table: a column a year, or of one year a column a
// measure.
func (s *shelf) comparedRows(t *comparisonTable, m *compared, out *web.Comparison) {
	code := m.codes[0].code
	measures := []compare.Measure{compare.ByValue, compare.ByChange}
	if !m.codes[0].percent() {
		measures = append(measures, compare.ByGrowth, compare.ByShare)
		if m.per.code != code {
			measures = append(measures, compare.ByRate)
		}
	}
	several := len(m.years) > 1
	if several {
		for _, y := range m.years {
			out.Columns = append(out.Columns, strconv.Itoa(y))
		}
	} else {
		for _, measure := range measures {
			out.Columns = append(out.Columns, t.say("column."+string(measure)))
		}
	}
	rank := t.say("column.rank")
	if several {
		rank += " " + strconv.Itoa(out.Year)
	}
	out.Columns = append(out.Columns, rank)
	for i := range m.bodies {
		b := &m.bodies[i]
		row := web.ComparedRow{ID: b.id, Name: clean(b.name), Code: b.region, Level: b.level(code)}
		if several {
			for _, y := range m.years {
				row.Cells = append(row.Cells, t.webCell(b.at(code, y), m.by))
			}
		} else {
			p := b.at(code, out.Year)
			for n, measure := range measures {
				cell := t.webCell(p, measure)
				if n > 0 {
					cell.Mark, cell.Report = "", ""
				}
				row.Cells = append(row.Cells, cell)
			}
		}
		row.Cells = append(row.Cells, web.ComparedCell{Text: t.rankOf(b.at(code, out.Year))})
		out.Rows = append(out.Rows, row)
	}
	spare := len(out.Columns) - len(m.years)
	if !several {
		spare = len(out.Columns) - 1
	}
	for _, key := range t.groups() {
		g := &grid{}
		t.sums(g, key, len(m.years), spare, func(i int) *compare.Group { return t.group(key, code, m.years[i]) })
		for n, row := range g.rows {
			for i := range row[1:] {
				if _, ok := report.ParseDecimal(row[i+1]); ok {
					row[i+1] = web.Grouped(row[i+1])
				}
			}
			out.Sums = append(out.Sums, web.ComparedSum{Name: strings.TrimSpace(row[0]), Cells: row[1:], First: n == 0})
		}
	}
}

// webCell is a cell of the page: with its address, and in words what a mark
// stands for.
func (t *comparisonTable) webCell(p *compare.Point, m compare.Measure) web.ComparedCell {
	cell := web.ComparedCell{State: compare.NoReport, Mark: t.broken(p), Text: t.cell(p, m), Quiet: true}
	if p == nil {
		cell.Tip = t.say("state." + string(compare.NoReport))
		return cell
	}
	cell.State = p.State
	switch {
	case !p.State.Number():
		cell.Tip = t.say("state." + string(p.State))
	case m.Of(p) == "":
	default:
		cell.Quiet = false
		if m == compare.ByValue {
			cell.Text = t.summed(p) + t.say("qualifier."+string(p.Qualifier), web.Grouped(string(p.Value)))
		}
	}
	if cell.Mark != "" {
		cell.Tip = t.breakNote(p.Break)
	}
	if sha, _, ok := strings.Cut(p.Figure, "-"); ok {
		cell.Report = "/report/" + sha + "#" + web.FigureID(p.Figure)
	}
	return cell
}

// ComparePicture draws what the page of a pick shows.
func (s *shelf) ComparePicture(ctx context.Context, lang string, p web.Pick, format, address string) ([]byte, error) {
	m, err := s.compared(ctx, lang, p)
	switch {
	case err != nil:
		return nil, err
	case m.problem:
		return nil, web.ErrAsk
	case len(m.everyone) == 0:
		return nil, report.ErrNotFound
	}
	c, as := s.in[lang], chart.Format(format)
	words := func() chart.Words {
		w := c.plotWords(m.comparison)
		w.Title = m.out.Title
		w.Notes = slices.Insert(w.Notes, 1, address)
		return w
	}
	switch m.out.Pick.View {
	case web.OverYears:
		return c.plotLines(m.comparison, as, words())
	case web.Multiples:
		return c.plotMultiples(m.comparison, as, words())
	case web.Areas:
		return s.plotAreas(c, m, as, words())
	case web.Treemap:
		return c.drawParcels(m.parcelled, as, words())
	}
	return c.plotBars(m.comparison, as, words())
}

// plotMultiples draws a small chart a body.
func (c *cli) plotMultiples(m *comparison, format chart.Format, words chart.Words) ([]byte, error) {
	var lines []chart.Line
	for _, d := range m.drawn(c) {
		l := chart.Line{Name: d.name}
		for _, p := range d.points {
			v := chart.Point{}
			if p != nil {
				of := m.by.Of(p)
				v = chart.Point{Value: of.Float(), Known: of != "", Broken: p.Break.Stops()}
			}
			l.Points = append(l.Points, v)
		}
		lines = append(lines, l)
	}
	words.Notes = append(words.Notes, c.say("plot.ticks"))
	if len(lines) > chart.MostPanels {
		words.Notes = append(words.Notes, c.say("plot.most", chart.MostPanels, len(lines)))
	}
	return chart.Multiples(format, words, m.years, lines)
}

// plotAreas draws provinces as tiles, and what lies in a region as bars.
func (s *shelf) plotAreas(c *cli, m *compared, format chart.Format, words chart.Words) ([]byte, error) {
	words.Notes = append(words.Notes, c.say("plot.areas", c.say("level."+cmp.Or(string(m.bodies[0].level(m.codes[0].code)), "unknown"))))
	if !m.out.Tiles {
		var bars []chart.Bar
		for _, a := range m.areas {
			if v := cmp.Or(a.Total, a.Median); v != "" {
				bars = append(bars, chart.Bar{Name: a.Name, Value: v.Float(), Label: web.Grouped(string(v)) + "  " + strconv.Itoa(a.Reported) + "/" + strconv.Itoa(a.Reports)})
			}
		}
		return chart.Bars(format, words, bars)
	}
	var tiles []chart.Tile
	for _, p := range s.provincesOf(m) {
		t := chart.Tile{Name: p.name, Col: p.col, Row: p.row, Label: "—"}
		if p.area != nil {
			v := cmp.Or(p.area.Total, p.area.Median)
			if t.Known = v != ""; t.Known {
				t.Value, t.Label = v.Float(), web.Grouped(string(v))
			}
			t.Note = strconv.Itoa(p.area.Reported) + "/" + strconv.Itoa(p.area.Reports)
		}
		tiles = append(tiles, t)
	}
	return chart.Tiles(format, words, tiles)
}

// A tiled is a province at its place, with what its bodies report; nil where none
// has a report.
type tiled struct {
	name     string
	col, row int
	area     *web.Area
}

func (s *shelf) provincesOf(m *compared) []tiled {
	var out []tiled
	for _, at := range provinceTiles {
		d, ok := s.divisions.Get(at.code, m.out.Year)
		if !ok {
			continue
		}
		t := tiled{name: shortProvince(d.Name), col: at.col, row: at.row}
		if i := slices.IndexFunc(m.areas, func(a web.Area) bool { return a.Code == at.code }); i >= 0 {
			t.area = &m.areas[i]
		}
		out = append(out, t)
	}
	return out
}

// shortProvince is a province without what it is called in full: 新疆, 内蒙古.
func shortProvince(name string) string {
	for _, word := range []string{"维吾尔自治区", "壮族自治区", "回族自治区", "自治区", "特别行政区", "省", "市"} {
		if short, ok := strings.CutSuffix(name, word); ok {
			return short
		}
	}
	return name
}

// provinceTiles are the provinces where they lie to one another, each as large
// as the next: those whose bodies owe reports by the regulation.
var provinceTiles = []struct {
	code     string
	col, row int
}{
	{"23", 7, 0},
	{"15", 4, 1}, {"22", 7, 1},
	{"65", 0, 2}, {"64", 3, 2}, {"11", 5, 2}, {"21", 7, 2},
	{"63", 1, 3}, {"62", 2, 3}, {"61", 3, 3}, {"14", 4, 3}, {"13", 5, 3}, {"12", 6, 3},
	{"54", 1, 4}, {"51", 2, 4}, {"50", 3, 4}, {"41", 4, 4}, {"37", 5, 4},
	{"53", 2, 5}, {"52", 3, 5}, {"42", 4, 5}, {"34", 5, 5}, {"32", 6, 5}, {"31", 7, 5},
	{"45", 3, 6}, {"43", 4, 6}, {"36", 5, 6}, {"33", 6, 6},
	{"44", 4, 7}, {"35", 5, 7},
	{"46", 4, 8},
}

// CompareFile writes all bodies of a pick, a row a figure, as the command
// compare does.
func (s *shelf) CompareFile(ctx context.Context, lang string, p web.Pick, format string, w io.Writer) error {
	p.After = ""
	m, err := s.compared(ctx, lang, p)
	switch {
	case err != nil:
		return err
	case m.problem:
		return web.ErrAsk
	}
	c := *s.in[lang]
	var b bytes.Buffer
	c.stdout, c.terminal = &b, func(any) (int, bool) { return 0, false }
	all := *m.comparison
	all.bodies = nil
	code := m.codes[0].code
	for _, one := range m.everyone { // writePoints lets go of what it wrote
		one.points = map[string][]compare.Point{code: slices.DeleteFunc(slices.Clone(one.points[code]), func(p compare.Point) bool { return !slices.Contains(m.years, p.Year) })}
		all.bodies = append(all.bodies, one)
	}
	if err := c.writePoints(&all, compareFlags{format: format, excel: format == "csv"}); err != nil {
		return err
	}
	_, err = b.WriteTo(w)
	return err
}
