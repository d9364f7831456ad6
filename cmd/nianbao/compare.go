package main

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"math"
	"slices"
	"strconv"

	"github.com/spf13/cobra"

	"nianbao/compare"
	"nianbao/report"
	"nianbao/store"
)

// compareFlags are the flags of compare as they were given; panel has some of
// them.
type compareFlags struct {
	indicator, region, body, level, year string
	by, per, sort                        string
	limit                                int
	after, format, plot                  string
	excel                                bool
}

func (c *cli) compareCommand() *cobra.Command {
	o := compareFlags{format: "table", by: string(compare.ByValue), sort: sortRank}
	cmd := &cobra.Command{
		Use:   "compare [flags] CODE|WORD...",
		Short: c.say("compare.short"),
		Long:  c.say("compare.long"),
		Example: "  nianbao compare requests --region 1101\n  nianbao compare requests.received --year 2019-2023 --by change\n" +
			"  nianbao compare --indicator 'requests.outcome[outcome=denied]' --by rate --year 2022\n" +
			"  nianbao compare requests.received --body 东城区 --plot requests.svg",
		RunE: func(cmd *cobra.Command, words []string) error {
			if o.indicator != "" {
				words = append([]string{o.indicator}, words...)
			}
			if len(words) == 0 {
				return c.usage(c.say("usage.missing", cmd.UseLine()), c.say("hint.compare"))
			}
			return c.compareBodies(cmd.Context(), o, words)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&o.indicator, "indicator", "", c.say("flag.indicator"))
	c.selectionFlags(cmd, &o)
	flags.Var(choice{&o.by, wordsOf(compare.Measures())}, "by", c.say("flag.compare_by"))
	flags.StringVar(&o.per, "per", "requests.received", c.say("flag.per"))
	flags.Var(choice{&o.sort, append([]string{sortRank, sortBody, sortRegion}, wordsOf(compare.Measures())...)}, "sort", c.say("flag.compare_sort"))
	flags.StringVar(&o.plot, "plot", "", c.say("flag.plot"))
	return cmd
}

// selectionFlags are those that say which reports are looked at, and how the
// answer is written.
func (c *cli) selectionFlags(cmd *cobra.Command, o *compareFlags) {
	flags := cmd.Flags()
	flags.StringVar(&o.region, "region", "", c.say("flag.region"))
	flags.StringVar(&o.body, "body", "", c.say("flag.body"))
	flags.Var(choice{&o.level, levelWords()}, "level", c.say("flag.level"))
	flags.StringVar(&o.year, "year", "", c.say("flag.year"))
	flags.IntVar(&o.limit, "limit", 0, c.say("flag.limit_bodies"))
	flags.StringVar(&o.after, "after", "", c.say("flag.after_body"))
	flags.Var(choice{&o.format, tableFormats()}, "format", c.say("flag.format"))
	flags.BoolVar(&o.excel, "excel", false, c.say("flag.excel"))
}

// What else bodies are sorted by than a measure.
const (
	sortRank   = "rank" // those of one level and scope together, the first first
	sortBody   = "body"
	sortRegion = "region"
)

// tableLimit is how many bodies a table has where no limit is given.
const tableLimit = 50

// A comparison is what was asked for and what came of it.
type comparison struct {
	codes  []subject
	by     compare.Measure
	per    subject
	result compare.Result
	asked  map[string]bool // bodies by --body
	years  []int
	bodies []body // those that are shown
	all    int    // how many there are without limit and after
	rest   bool   // whether some stand behind those that are shown
}

// A body is one with its points by code and year.
type body struct {
	id, name, region string
	last             *compare.Point // of its newest report, of the first code
	points           map[string]map[int]*compare.Point
}

func (c *cli) compareBodies(ctx context.Context, o compareFlags, words []string) (err error) {
	if err := c.checkPlot(o.plot); err != nil {
		return err
	}
	m, err := c.compared(ctx, o, words)
	if err != nil {
		return err
	}
	if err := c.plot(m, o.plot); err != nil { // first, so that a chart that cannot be drawn prints nothing
		return err
	}
	if o.format == "table" {
		err = c.writeComparison(m)
	} else {
		err = c.writePoints(m, o)
	}
	if err != nil {
		return err
	}
	return c.finishSelection(m, o)
}

// finishSelection says what of the bodies was not shown.
func (c *cli) finishSelection(m *comparison, o compareFlags) error {
	if m.all == 0 {
		c.log.error(c.say("compare.none"), c.say("hint.compare_none"))
		return errShort
	}
	if n := len(m.bodies); n > 0 && m.rest {
		c.log.info(c.say("compare.more", n, m.all, m.bodies[n-1].id))
	}
	return nil
}

// compared reads the database and computes.
func (c *cli) compared(ctx context.Context, o compareFlags, words []string) (m *comparison, err error) {
	if o.limit < 0 {
		return nil, c.usage(c.say("usage.bad_value", c.flagWords("limit"), strconv.Itoa(o.limit)))
	}
	from, to, ok := years(o.year)
	if !ok {
		return nil, c.blame("year", c.usage(c.say("usage.year", o.year)))
	}
	db, err := store.OpenReader(ctx, c.db)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	m = &comparison{by: compare.Measure(o.by)}
	if m.codes, err = c.subjects(ctx, db, words); err != nil {
		return nil, c.blame("indicator", err)
	}
	if o.per != "" {
		per, err := c.subjects(ctx, db, []string{o.per})
		if err != nil {
			return nil, c.blame("per", err)
		}
		m.per = per[0]
	}
	q := store.Panel{Level: report.BodyLevel(o.level), YearFrom: max(from-1, 0), YearTo: to, // with the year before
		Body: o.body, Simplify: normal}
	var where store.Query
	if err := c.inRegion(ctx, db, o.region, &where); err != nil {
		return nil, err
	}
	q.Places, q.Bodies = where.Places, where.Bodies
	options := compare.Options{Per: m.per.code, Percent: map[string]bool{}, YearFrom: from, By: m.by, Break: c.breaks(m.codes)}
	for _, n := range m.codes {
		options.Codes = append(options.Codes, n.code)
		options.Percent[n.code] = n.percent()
	}
	q.Codes = append(slices.Clone(options.Codes), m.per.code)
	reports, cells, err := db.Panel(ctx, q)
	if err != nil {
		return nil, err
	}
	m.asked = map[string]bool{}
	for _, r := range reports {
		m.asked[r.Body] = m.asked[r.Body] || r.Asked
	}
	m.result = compare.Compute(given(reports, cells, q.Codes), options)
	if err := m.choose(c, o); err != nil {
		return nil, err
	}
	return m, nil
}

// given turns what the database says into what is compared.
func given(reports []store.PanelReport, cells []store.PanelCell, codes []string) compare.Data {
	d := compare.Data{Cells: map[string][]compare.Cell{}}
	for _, r := range reports {
		d.Reports = append(d.Reports, compare.Report{Body: r.Body, Name: r.Name, Region: r.Region, Level: r.Level, Scope: r.Scope,
			Year: r.Year, Era: r.Era, Status: r.Status})
	}
	for _, code := range codes {
		list := make([]compare.Cell, len(reports))
		for i := range list {
			list[i].State = compare.NotReported
		}
		d.Cells[code] = list
	}
	for _, cell := range cells {
		d.Cells[cell.Code][cell.Report] = compare.Cell{State: compare.State(cell.Status), Value: cell.Value, Qualifier: cell.Qualifier,
			Unit: cell.Unit, Figure: cell.Key}
	}
	return d
}

// choose puts the points of the bodies that were asked for together, sorts
// them, and leaves those that a limit asks for.
func (m *comparison) choose(c *cli, o compareFlags) error {
	byID := map[string]int{}
	seen := map[int]bool{}
	for i := range m.result.Points {
		p := &m.result.Points[i]
		at, ok := byID[p.Body]
		if !ok {
			if !m.asked[p.Body] {
				continue
			}
			at = len(m.bodies)
			byID[p.Body] = at
			m.bodies = append(m.bodies, body{id: p.Body, name: p.Name, region: p.Region, points: map[string]map[int]*compare.Point{}})
		}
		b := &m.bodies[at]
		if b.points[p.Code] == nil {
			b.points[p.Code] = map[int]*compare.Point{}
		}
		b.points[p.Code][p.Year] = p
		if p.Code == m.codes[0].code && (b.last == nil || b.last.Year < p.Year) {
			b.last = p
		}
		seen[p.Year] = true
	}
	m.years = withGaps(slices.Sorted(maps.Keys(seen)))
	m.sort(o.sort)
	m.all = len(m.bodies)
	if o.after != "" {
		at := slices.IndexFunc(m.bodies, func(b body) bool { return b.id == o.after })
		if at < 0 {
			return c.blame("after", c.usage(c.say("usage.after", o.after), c.say("hint.after")))
		}
		m.bodies = m.bodies[at+1:]
	}
	limit := o.limit
	if limit <= 0 && o.format == "table" {
		limit = tableLimit
	}
	m.rest = limit > 0 && len(m.bodies) > limit
	if m.rest {
		m.bodies = m.bodies[:limit]
	}
	return nil
}

// withGaps fills years in between, of which there are no reports: a series
// must show them. Years that are centuries apart are not of one series.
func withGaps(years []int) []int {
	if len(years) == 0 || years[len(years)-1]-years[0] > 100 {
		return years
	}
	var out []int
	for y := years[0]; y <= years[len(years)-1]; y++ {
		out = append(out, y)
	}
	return out
}

// newest is the year that bodies are sorted by.
func (m *comparison) newest() int { return m.years[len(m.years)-1] }

// sort puts the bodies in the order that is asked for, by the newest year; those
// that have nothing then stand last, and equals are sorted by their names.
func (m *comparison) sort(by string) {
	if len(m.bodies) == 0 {
		return
	}
	type keys struct {
		group int
		has   bool
		value float64
	}
	// key is small for what stands first.
	key := func(b *body) (k keys) {
		p := b.points[m.codes[0].code][m.newest()]
		measure := compare.Measure(by)
		if by == sortRank {
			measure = m.by
			k.group = groupOrder(b.last)
		}
		if p == nil {
			return k
		}
		v := measure.Of(p)
		if k.has, k.value = v != "", -v.Float(); by == sortRank && p.Rank > 0 {
			k.value = float64(p.Rank) // exact, where values may be near each other
		}
		return k
	}
	slices.SortStableFunc(m.bodies, func(a, b body) int {
		switch by {
		case sortBody:
			return cmp.Or(cmp.Compare(a.name, b.name), cmp.Compare(a.id, b.id))
		case sortRegion:
			return cmp.Or(cmp.Compare(orLast(a.region), orLast(b.region)), cmp.Compare(a.id, b.id))
		}
		ka, kb := key(&a), key(&b)
		switch {
		case ka.group != kb.group:
			return cmp.Compare(ka.group, kb.group)
		case ka.has != kb.has && ka.has:
			return -1
		case ka.has != kb.has:
			return 1
		}
		return cmp.Or(cmp.Compare(ka.value, kb.value), cmp.Compare(a.id, b.id))
	})
}

// orLast puts what has no code behind what has.
func orLast(code string) string { return cmp.Or(code, string(rune(math.MaxInt16))) }

// groupOrder is where bodies of a level and scope stand.
func groupOrder(p *compare.Point) int { return compare.Depth(p.Level)*8 + len(p.Scope) }
