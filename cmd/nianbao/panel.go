package main

import (
	"context"
	"errors"
	"slices"
	"strings"
	"unicode"

	"github.com/spf13/cobra"

	"nianbao/compare"
	"nianbao/store"
	"nianbao/tabular"
)

func (c *cli) panelCommand() *cobra.Command {
	o := compareFlags{format: "table", by: string(compare.ByValue)}
	status := false
	cmd := &cobra.Command{
		Use:   "panel [flags] [CODE|WORD...]",
		Short: c.say("panel.short"),
		Long:  c.say("panel.long"),
		Example: "  nianbao panel --region 1101 --format csv > panel.csv\n  nianbao panel requests 'reconsiderations' litigations --year 2019-2023\n" +
			"  nianbao panel 'requests.*' --status --format parquet > panel.parquet",
		RunE: func(cmd *cobra.Command, words []string) error {
			words = slices.DeleteFunc(words, func(w string) bool { return strings.TrimSpace(w) == "" })
			if len(words) == 0 {
				words = []string{"posts", "requests", "outcomes"}
			}
			return c.panel(cmd.Context(), o, words, status)
		},
	}
	c.selectionFlags(cmd, &o)
	cmd.Flags().BoolVar(&status, "status", false, c.say("flag.cell_status"))
	return cmd
}

func (c *cli) panel(ctx context.Context, o compareFlags, words []string, status bool) error {
	p, err := c.readPanel(ctx, o, words)
	if err != nil {
		return err
	}
	if o.format == "table" {
		err = c.writePanelTable(p)
	} else {
		err = c.writePanel(p, o, status)
	}
	if err != nil {
		return err
	}
	return c.finishSelection(&comparison{bodies: p.last(), all: p.all, rest: p.rest})
}

// A panelRead is what the reports of the chosen bodies say of the codes.
type panelRead struct {
	codes   []subject
	reports []store.PanelReport
	cells   [][]store.PanelCell // of each report
	all     int                 // bodies without limit and after
	rest    bool                // whether some stand behind those that are shown
}

// last is the last body that is shown, if any.
func (p *panelRead) last() []body {
	var out []body
	for _, r := range p.reports {
		if len(out) == 0 || out[len(out)-1].id != r.Body {
			out = append(out, body{id: r.Body})
		}
	}
	return out
}

func (c *cli) readPanel(ctx context.Context, o compareFlags, words []string) (p *panelRead, err error) {
	q, err := c.panelQuery(o)
	if err != nil {
		return nil, err
	}
	db, err := store.OpenReader(ctx, c.db)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	p = &panelRead{}
	if p.codes, err = c.subjects(ctx, db, words); err != nil {
		return nil, err
	}
	for _, n := range p.codes {
		q.Codes = append(q.Codes, n.code)
	}
	if err := c.panelRegion(ctx, db, o.region, &q); err != nil {
		return nil, err
	}
	reports, cells, err := db.Panel(ctx, q)
	if err != nil {
		return nil, err
	}
	return p, p.choose(c, o, reports, cells)
}

// choose leaves the reports of the bodies that are asked for, in the order of
// their ids.
func (p *panelRead) choose(c *cli, o compareFlags, reports []store.PanelReport, cells []store.PanelCell) error {
	var bodies []string
	for _, r := range reports {
		if r.Asked && (len(bodies) == 0 || bodies[len(bodies)-1] != r.Body) {
			bodies = append(bodies, r.Body)
		}
	}
	p.all = len(bodies)
	shown, more, err := page(c, o, bodies, func(id string) string { return id })
	if err != nil {
		return err
	}
	p.rest = more
	at := make([]int, len(reports)) // in what is shown; -1 for none
	chosen := map[string]bool{}
	for _, id := range shown {
		chosen[id] = true
	}
	for i, r := range reports {
		at[i] = -1
		if chosen[r.Body] {
			at[i] = len(p.reports)
			p.reports = append(p.reports, r)
		}
	}
	p.cells = make([][]store.PanelCell, len(p.reports))
	for _, cell := range cells {
		if i := at[cell.Report]; i >= 0 {
			p.cells[i] = append(p.cells[i], cell)
		}
	}
	return nil
}

// writePanelTable prints the panel for people: columns that nobody fills are
// left out and named.
func (c *cli) writePanelTable(p *panelRead) error {
	if len(p.reports) == 0 {
		return nil
	}
	m := &comparison{codes: p.codes, by: compare.ByValue, asked: map[string]bool{}, groups: map[string][]compare.Group{}}
	var codes []string
	var cells []store.PanelCell
	for _, n := range p.codes {
		codes = append(codes, n.code)
	}
	for i, r := range p.reports {
		m.asked[r.Body] = true
		for _, cell := range p.cells[i] {
			cell.Report = i
			cells = append(cells, cell)
		}
	}
	m.data = given(p.reports, cells, codes)
	m.options = compare.Options{Break: c.breaks(p.codes)}
	if err := m.choose(c, compareFlags{sort: sortBody}); err != nil {
		return err
	}
	m.computeAll()
	left := m.dropUnstated(c)
	t := newComparisonTable(c, m)
	g := t.byCode(false)
	if err := g.write(c.stdout, c.columns()); err != nil {
		return err
	}
	return t.foot(left)
}

// panelColumn is the name of a code's column, as the database's view panel has
// it: requests_received_channel_online.
func panelColumn(code string) string {
	return strings.Join(strings.FieldsFunc(code, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) }), "_")
}

// writePanel writes a row a report and a column a code; with status, each has a
// twin that says what stands in a cell without a number.
func (c *cli) writePanel(p *panelRead, o compareFlags, status bool) error {
	if err := c.checkBinary(o.format); err != nil {
		return err
	}
	columns := slices.Clone(reportColumns)
	at := map[string]int{} // of a code's column
	for _, n := range p.codes {
		at[n.code] = len(columns)
		name := panelColumn(n.code)
		columns = append(columns, tabular.Column{Name: name, Kind: tabular.Number, Description: n.code + ": " + c.label(n.indicator), Exact: true})
		if status {
			columns = append(columns, tabular.Column{Name: name + "_status", Kind: tabular.Text, Description: statusColumn.Description})
		}
	}
	w, err := tabular.New(c.stdout, tabular.Format(o.format), columns, tabular.Options{Excel: o.excel, Title: "panel"})
	if err != nil {
		return err
	}
	row := make([]any, len(columns))
	for i, r := range p.reports {
		copy(row, []any{r.Body, r.Name, r.Region, r.Level, r.Scope, r.Year, r.Era})
		for _, n := range p.codes {
			row[at[n.code]] = nil
			if status {
				row[at[n.code]+1] = compare.Silence(r.Status)
			}
		}
		for _, cell := range p.cells[i] {
			row[at[cell.Code]] = cell.Value
			if status {
				row[at[cell.Code]+1] = cell.Status
			}
		}
		if err := w.Row(row...); err != nil {
			return err
		}
	}
	return w.Close()
}
