package main

import (
	"context"
	"slices"
	"strings"
	"unicode"

	"github.com/spf13/cobra"

	"nianbao/compare"
	"nianbao/tabular"
)

func (c *cli) panelCommand() *cobra.Command {
	o := compareFlags{format: "table", by: string(compare.ByValue), sort: sortBody}
	status := false
	cmd := &cobra.Command{
		Use:   "panel [flags] [CODE|WORD...]",
		Short: c.say("panel.short"),
		Long:  c.say("panel.long"),
		Example: "  nianbao panel --region 1101 --format csv > panel.csv\n  nianbao panel requests 'reconsiderations' litigations --year 2019-2023\n" +
			"  nianbao panel 'requests.*' --status --format parquet > panel.parquet",
		RunE: func(cmd *cobra.Command, words []string) error {
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
	m, err := c.compared(ctx, o, words)
	if err != nil {
		return err
	}
	if o.format == "table" {
		err = c.writePanelTable(m)
	} else {
		err = c.writePanel(m, o, status)
	}
	if err != nil {
		return err
	}
	return c.finishSelection(m, o)
}

// writePanelTable prints the panel for people: columns that nobody fills are
// left out and named.
func (c *cli) writePanelTable(m *comparison) error {
	if len(m.bodies) == 0 {
		return nil
	}
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
func (c *cli) writePanel(m *comparison, o compareFlags, status bool) error {
	if err := c.checkBinary(o.format); err != nil {
		return err
	}
	columns := slices.Clone(pointColumns[:7]) // those that name the report
	for _, n := range m.codes {
		name := panelColumn(n.code)
		columns = append(columns, tabular.Column{Name: name, Kind: tabular.Number, Description: n.code + ": " + c.label(n.indicator), Exact: true})
		if status {
			columns = append(columns, tabular.Column{Name: name + "_status", Kind: tabular.Text, Description: pointColumns[statusColumn].Description})
		}
	}
	w, err := tabular.New(c.stdout, tabular.Format(o.format), columns, tabular.Options{Excel: o.excel, Title: "panel"})
	if err != nil {
		return err
	}
	for _, b := range m.bodies {
		for _, year := range m.years {
			first := b.points[m.codes[0].code][year]
			if first == nil {
				continue // no report
			}
			row := []any{first.Body, first.Name, first.Region, first.Level, first.Scope, first.Year, first.Era}
			for _, n := range m.codes {
				p := b.points[n.code][year]
				row = append(row, p.Value)
				if status {
					row = append(row, p.State)
				}
			}
			if err := w.Row(row...); err != nil {
				return err
			}
		}
	}
	return w.Close()
}

// statusColumn is where pointColumns has a cell's status.
var statusColumn = slices.IndexFunc(pointColumns, func(c tabular.Column) bool { return c.Name == "status" })
