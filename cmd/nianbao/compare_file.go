package main

import (
	"slices"

	"nianbao/compare"
	"nianbao/report"
	"nianbao/tabular"
)

// reportColumns name the report that a row is of.
var reportColumns = []tabular.Column{
	{Name: "body_id", Kind: tabular.Text, Description: "the body: division code and office"},
	{Name: "body", Kind: tabular.Text, Description: "its name as printed"},
	{Name: "region", Kind: tabular.Text, Description: "division code; empty where not certain"},
	{Name: "level", Kind: tabular.Text, Description: "of the body"},
	{Name: "scope", Kind: tabular.Text, Description: "own: figures of its own office; whole: of its whole region; empty where not told"},
	{Name: "year", Kind: tabular.Integer, Description: "reported on"},
	{Name: "era", Kind: tabular.Text, Description: "of the form"},
}

// statusColumn says what stands in a cell.
var statusColumn = tabular.Column{Name: "status", Kind: tabular.Text, Description: "printed, computed, not_reported, blank, not_applicable, words, unsure, unread"}

// pointColumns are the columns of `compare --format csv`, a row a figure.
var pointColumns = append(slices.Clone(reportColumns), []tabular.Column{
	{Name: "code", Kind: tabular.Text, Description: "indicator with its dimensions"},
	statusColumn,
	{Name: "value", Kind: tabular.Number, Description: "exact, in base units; empty unless printed or computed", Exact: true},
	{Name: "qualifier", Kind: tabular.Text, Description: "exact, approx, at_least, at_most"},
	{Name: "unit", Kind: tabular.Text, Description: "as printed"},
	{Name: "rank", Kind: tabular.Integer, Description: "among the bodies of the same level and scope in the year, by the measure of --by; equals share one"},
	{Name: "ranked", Kind: tabular.Integer, Description: "how many of them are ranked"},
	{Name: "change", Kind: tabular.Number, Description: "on the year before, in the unit; percentage points of percentages", Exact: true},
	{Name: "change_none", Kind: tabular.Text, Description: "why there is no change"},
	{Name: "growth_percent", Kind: tabular.Number, Description: "the change in per cent of the year before, rounded to 4 digits"},
	{Name: "growth_none", Kind: tabular.Text, Description: "why there is none"},
	{Name: "break", Kind: tabular.Text, Description: "what changed in the series since the year before"},
	{Name: "break_note", Kind: tabular.Text, Description: "the same in words"},
	{Name: "share_percent", Kind: tabular.Number, Description: "of group_total, rounded to 4 digits"},
	{Name: "share_none", Kind: tabular.Text, Description: "why there is none"},
	{Name: "group_total", Kind: tabular.Number, Description: "sum over the bodies of the same level and scope in the year that state it", Exact: true},
	{Name: "group_median", Kind: tabular.Number, Description: "likewise the median", Exact: true},
	{Name: "group_stated", Kind: tabular.Integer, Description: "how many reports of the group state it"},
	{Name: "group_reports", Kind: tabular.Integer, Description: "how many reports the group has"},
	{Name: "rate_per_10000", Kind: tabular.Number, Description: "in 10,000 of the count named in per_code, rounded to 4 digits"},
	{Name: "rate_none", Kind: tabular.Text, Description: "why there is none"},
	{Name: "per_code", Kind: tabular.Text, Description: "the count that the rate is related to"},
	{Name: "per_value", Kind: tabular.Number, Description: "its value in the same report", Exact: true},
	{Name: "figure", Kind: tabular.Text, Description: "the figure's key in the database"},
	{Name: "computed_from", Kind: tabular.Text, Description: "where the form has no cell for the code: the codes whose sum stands for it"},
}...)

// writePoints writes the points of the bodies that are shown, code after code.
func (c *cli) writePoints(m *comparison, o compareFlags) error {
	if err := c.checkBinary(o.format); err != nil {
		return err
	}
	w, err := tabular.New(c.stdout, tabular.Format(o.format), pointColumns, tabular.Options{Excel: o.excel, Title: "compare"})
	if err != nil {
		return err
	}
	for _, n := range m.codes {
		if n.code != m.codes[0].code && o.plot == "" { // else they are there
			m.fill(n.code)
		}
		type groupKey struct {
			year  int
			level report.BodyLevel
			scope report.Scope
		}
		groups := map[groupKey]*compare.Group{}
		for i := range m.groups[n.code] {
			g := &m.groups[n.code][i]
			groups[groupKey{g.Year, g.Level, g.Scope}] = g
		}
		for _, b := range m.bodies {
			points := b.points[n.code]
			for i := range points {
				p := &points[i]
				if err := w.Row(pointRow(p, groups[groupKey{p.Year, p.Level, p.Scope}], m.per.code)...); err != nil {
					return err
				}
			}
			delete(b.points, n.code) // a million points need not be kept
		}
	}
	return w.Close()
}

func pointRow(p *compare.Point, g *compare.Group, per string) []any {
	var rank, ranked any
	if p.Rank > 0 {
		rank, ranked = p.Rank, p.Of
	}
	var perCode any
	if per != "" {
		perCode = per
	}
	return []any{p.Body, p.Name, p.Region, p.Level, p.Scope, p.Year, p.Era, p.Code, p.State, p.Value, p.Qualifier, p.Unit,
		rank, ranked, p.Change, p.ChangeReason, p.Growth, p.GrowthReason, p.Break.Kind, p.Break.Note, p.Share, p.ShareReason,
		g.Total, g.Median, g.Reported(), g.Reports, p.Rate, p.RateReason, perCode, p.RatedBy, p.Figure, p.Sum}
}

// checkBinary keeps formats that are not text off a terminal.
func (c *cli) checkBinary(format string) error {
	if _, terminal := c.terminal(c.stdout); terminal && slices.Contains([]tabular.Format{tabular.XLSX, tabular.Parquet}, tabular.Format(format)) {
		return c.usage(c.say("usage.binary", format), c.say("hint.binary"))
	}
	return nil
}
