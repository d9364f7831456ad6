package main

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"nianbao/compare"
	"nianbao/extract/indicator"
	"nianbao/normalize"
	"nianbao/report"
	"nianbao/store"
)

// compareFlags are the flags of compare as they were given; panel has some of
// them.
type compareFlags struct {
	indicator, region, body, level, year string
	by, per, sort                        string
	limit                                int
	after, format, plot, plotAs          string
	excel, reviewed                      bool
}

func (c *cli) compareCommand() *cobra.Command {
	o := compareFlags{format: "table", by: string(compare.ByValue), sort: sortRank, plotAs: plotAuto}
	cmd := &cobra.Command{
		Use:   "compare [flags] CODE|WORD...",
		Short: c.say("compare.short"),
		Long:  c.say("compare.long"),
		Example: "  nianbao compare requests --region 1101\n  nianbao compare requests.received --year 2019-2023 --by change\n" +
			"  nianbao compare --indicator 'requests.outcome[outcome=denied]' --by rate --year 2022\n" +
			"  nianbao compare requests.received --body 东城区 --plot requests.svg\n" +
			"  nianbao compare requests.received --region 江苏省 --level county --year 2022 --plot parts.png --plot-as treemap",
		RunE: func(cmd *cobra.Command, words []string) error {
			words = slices.DeleteFunc(words, func(w string) bool { return strings.TrimSpace(w) == "" })
			if c.inherited["indicator"] != "" && len(words) > 0 { // the command line wins
				o.indicator = ""
			}
			if o.indicator != "" && len(words) > 0 {
				return c.usage(c.say("usage.indicator_twice", o.indicator, words[0]), c.say("hint.indicator_twice", o.indicator, words[0]))
			}
			if o.indicator != "" {
				words = []string{o.indicator}
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
	flags.Var(printedChoice{choice{&o.by, wordsOf(compare.Measures())}, "column."}, "by", c.say("flag.compare_by"))
	ownTwin(flags, "by", "NIANBAO_COMPARE_BY")
	flags.StringVar(&o.per, "per", "requests.received", c.say("flag.per"))
	flags.Var(printedChoice{choice{&o.sort, append([]string{sortRank, sortBody, sortRegion}, wordsOf(compare.Measures())...)}, "column."}, "sort", c.say("flag.compare_sort"))
	flags.StringVar(&o.plot, "plot", "", c.say("flag.plot"))
	flags.Var(choice{&o.plotAs, plotKinds()}, "plot-as", c.say("flag.plot_as"))
	return cmd
}

// selectionFlags are those that say which reports are looked at, and how the
// answer is written.
func (c *cli) selectionFlags(cmd *cobra.Command, o *compareFlags) {
	flags := cmd.Flags()
	flags.StringVar(&o.region, "region", "", c.say("flag.region"))
	flags.StringVar(&o.body, "body", "", c.say("flag.body"))
	flags.Var(printedChoice{choice{&o.level, levelWords()}, "level."}, "level", c.say("flag.level"))
	flags.StringVar(&o.year, "year", "", c.say("flag.year"))
	flags.IntVar(&o.limit, "limit", 0, c.say("flag.limit_bodies"))
	flags.StringVar(&o.after, "after", "", c.say("flag.after_body"))
	flags.Var(choice{&o.format, tableFormats()}, "format", c.say("flag.format"))
	flags.BoolVar(&o.excel, "excel", false, c.say("flag.excel"))
	flags.BoolVar(&o.reviewed, "reviewed", false, c.say("flag.reviewed"))
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
	codes   []subject
	sums    comparedSums
	book    *indicator.Book
	by      compare.Measure
	per     subject
	data    compare.Data
	options compare.Options
	asked   map[string]bool // bodies by --body
	years   []int
	bodies  []body                     // those that are shown
	all     int                        // how many there are without limit and after
	rest    bool                       // whether some stand behind those that are shown
	groups  map[string][]compare.Group // of the codes that were computed
}

// A body is one with its points of a code, in the order of years.
type body struct {
	id, name, region string
	points           map[string][]compare.Point
}

// at gives a body's point of a year; nil where there is no report.
func (b *body) at(code string, year int) *compare.Point {
	points := b.points[code]
	for i := range points {
		if points[i].Year == year {
			return &points[i]
		}
	}
	return nil
}

func (c *cli) compareBodies(ctx context.Context, o compareFlags, words []string) (err error) {
	if err := c.checkPlot(o.plot, o.plotAs); err != nil {
		return err
	}
	m, err := c.compared(ctx, o, words)
	if err != nil {
		return err
	}
	if o.format == "table" || o.plot != "" {
		m.computeAll()
	}
	if err := c.plot(m, o.plot, o.plotAs); err != nil { // first, so that a chart that cannot be drawn prints nothing
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
	return c.finishSelection(m)
}

// finishSelection says what of the bodies was not shown.
func (c *cli) finishSelection(m *comparison) error {
	if m.all == 0 {
		c.log.error(c.say("compare.none"), c.say("hint.compare_none"))
		return errShort
	}
	if n := len(m.bodies); n > 0 && m.rest {
		c.log.info(c.say("compare.more", n, m.all, m.bodies[n-1].id))
	}
	return nil
}

// compared reads the database and computes the first code, by which bodies are
// chosen.
func (c *cli) compared(ctx context.Context, o compareFlags, words []string) (m *comparison, err error) {
	q, err := c.panelQuery(o)
	if err != nil {
		return nil, err
	}
	db, err := store.OpenReader(ctx, c.db)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	codes, err := c.subjects(ctx, db, words)
	if err != nil {
		return nil, c.blame("indicator", err)
	}
	if err := c.panelRegion(ctx, db, o.region, &q); err != nil {
		return nil, err
	}
	return c.comparedIn(ctx, db, q, o, codes)
}

// comparedIn compares codes in the reports that a query asks for.
func (c *cli) comparedIn(ctx context.Context, db *store.DB, q store.Panel, o compareFlags, subjects []subject) (*comparison, error) {
	m := &comparison{codes: subjects, by: compare.Measure(o.by), groups: map[string][]compare.Group{}}
	if o.per != "" {
		per, err := c.subjects(ctx, db, []string{o.per})
		if err != nil {
			return nil, c.blame("per", err)
		}
		m.per = per[0]
	}
	m.options = compare.Options{Per: m.per.code, Percent: map[string]bool{}, YearFrom: q.YearFrom, By: m.by, Break: c.breaks(m.codes)}
	for _, n := range m.codes {
		q.Codes = append(q.Codes, n.code)
		m.options.Percent[n.code] = n.percent()
	}
	q.Codes = append(q.Codes, m.per.code)
	book, err := indicator.Load()
	if err != nil {
		return nil, err
	}
	m.book, m.sums = book, sumsOf(book, m.codes)
	codes := q.Codes
	q.Codes = append(q.Codes, m.sums.parts()...)
	q.YearFrom = max(q.YearFrom-1, 0) // with the year before
	reports, cells, err := db.Panel(ctx, q)
	if err != nil {
		return nil, err
	}
	m.data = given(reports, cells, codes)
	m.sums.fill(&m.data, cells)
	m.asked = map[string]bool{}
	for _, r := range reports {
		m.asked[r.Body] = m.asked[r.Body] || r.Asked
	}
	return m, m.choose(c, o)
}

// panelQuery is what the flags ask of the database, but for the region, which
// the database helps to find.
func (c *cli) panelQuery(o compareFlags) (store.Panel, error) {
	q := store.Panel{Level: report.BodyLevel(o.level), Body: o.body, Simplify: normalize.Form, Reviewed: o.reviewed}
	if o.limit < 0 {
		return q, c.usage(c.say("usage.bad_value", c.flagWords("limit"), strconv.Itoa(o.limit)))
	}
	var ok bool
	if q.YearFrom, q.YearTo, ok = years(o.year); !ok {
		return q, c.blame("year", c.usage(c.say("usage.year", o.year)))
	}
	return q, nil
}

func (c *cli) panelRegion(ctx context.Context, db *store.DB, region string, q *store.Panel) error {
	var where store.Query
	err := c.inRegion(ctx, db, region, &where)
	q.Places, q.Bodies = where.Places, where.Bodies
	return err
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
		if list := d.Cells[cell.Code]; list != nil {
			list[cell.Report] = cellOf(cell)
		}
	}
	return d
}

func cellOf(c store.PanelCell) compare.Cell {
	return compare.Cell{State: compare.State(c.Status), Value: c.Value, Qualifier: c.Qualifier, Unit: c.Unit, Figure: c.Key}
}
