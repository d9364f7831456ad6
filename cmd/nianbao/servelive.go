package main

import (
	"cmp"
	"slices"
	"strconv"

	"nianbao/chart"
	"nianbao/compare"
	"nianbao/report"
	"nianbao/web"
)

// live gives what the picture of a comparison shows, for a page's script to draw:
// the same bodies with the same values.
func (s *shelf) live(t *comparisonTable, m *compared) *web.Live {
	out := &web.Live{Unit: plotUnit(m.comparison)}
	switch m.out.Pick.View {
	case web.Areas:
		s.liveAreas(t, m, out)
	case web.Treemap:
		t.liveParcels(m, out)
	case web.OverYears:
		out.Kind = web.LiveLines
		t.liveBodies(m, out, chart.MostLines)
	case web.Multiples:
		out.Kind = web.LiveMultiples
		t.liveBodies(m, out, chart.MostPanels)
	default:
		out.Kind = web.LiveBars
		t.liveBodies(m, out, chart.MostBars)
	}
	if len(out.Rows) == 0 {
		return nil
	}
	return out
}

// plotUnit is the unit of what is shown.
func plotUnit(m *comparison) string {
	switch m.by {
	case compare.ByGrowth, compare.ByShare:
		return "%"
	case compare.ByRate:
		return ""
	}
	return m.codes[0].indicator.Unit
}

// liveBodies are bodies with their years, as many as the picture has.
func (t *comparisonTable) liveBodies(m *compared, out *web.Live, most int) {
	out.Years = m.years
	shown := m.drawn(t.cli)
	for i, d := range shown[:min(len(shown), most)] {
		row := web.LiveRow{Name: d.name, Title: clean(m.bodies[i].name), Shade: -1}
		for k, p := range d.points {
			row.Points = append(row.Points, t.livePoint(m.years[k], p, m.by))
		}
		out.Rows = append(out.Rows, row)
	}
}

// livePoint is a body's value of a year with what must be known of it.
func (t *comparisonTable) livePoint(year int, p *compare.Point, by compare.Measure) web.LivePoint {
	cell := t.webCell(p, by)
	out := web.LivePoint{Year: year, Text: cell.Text, Report: cell.Report}
	if p == nil || by.Of(p) == "" {
		out.Text = t.missingWords(p)
		return out
	}
	out.Value, out.Broken = by.Of(p), p.Break.Stops()
	if p.Break.Kind != "" {
		out.Notes = append(out.Notes, t.breakNote(p.Break))
	}
	if by == compare.ByRate {
		out.Notes = append(out.Notes, t.say("plot.rated", web.Grouped(string(p.RatedBy)), t.label(t.m.per.indicator)))
	}
	name := groupName{p.Level, p.Scope}
	if g := t.group(name, p.Code, year); g != nil {
		if by == compare.ByShare {
			out.Notes = append(out.Notes, t.say("plot.shared", web.Grouped(string(g.Total))))
		}
		out.Notes = append(out.Notes, t.say("plot.stated", year, t.groupWords(name), g.Reported(), g.Reports))
	}
	return out
}

// liveAreas are provinces as tiles, or what lies in a region as bars.
func (s *shelf) liveAreas(t *comparisonTable, m *compared, out *web.Live) {
	point := func(a *web.Area) web.LivePoint {
		p := web.LivePoint{Year: m.out.Year, Text: t.say("state." + string(compare.NoReport))}
		if a == nil {
			return p
		}
		if p.Value = cmp.Or(a.Total, a.Median); p.Value == "" {
			p.Text = t.say("state." + string(compare.NotReported))
		} else {
			p.Text = web.Grouped(string(p.Value))
		}
		if a.Total == "" && a.Median != "" {
			p.Notes = append(p.Notes, t.say("plot.median"))
		}
		p.Notes = append(p.Notes, t.say("plot.area_stated", a.Reported, a.Reports))
		return p
	}
	if m.out.Tiles {
		out.Kind = web.LiveTiles
		for _, p := range s.provincesOf(m) {
			row := web.LiveRow{Name: p.name, Col: p.col, Row: p.row, Shade: -1, Points: []web.LivePoint{point(p.area)}}
			if p.area != nil {
				row.Title, row.Href, row.Sub = p.area.Name, p.area.Address, strconv.Itoa(p.area.Reported)+"/"+strconv.Itoa(p.area.Reports)
			}
			out.Rows = append(out.Rows, row)
		}
	} else {
		out.Kind = web.LiveBars
		for i := range m.areas[:min(len(m.areas), chart.MostBars)] {
			a := &m.areas[i]
			out.Rows = append(out.Rows, web.LiveRow{Name: a.Name, Href: a.Address, Sub: strconv.Itoa(a.Reported) + "/" + strconv.Itoa(a.Reports), Shade: -1, Points: []web.LivePoint{point(a)}})
		}
	}
	shadeRows(out.Rows)
}

// liveParcels are the parts of a treemap.
func (t *comparisonTable) liveParcels(m *compared, out *web.Live) {
	out.Kind = web.LiveTreemap
	sum := 0.0
	for _, l := range m.lands {
		for _, one := range l.parcels {
			sum += one.Value
		}
	}
	shares := func(v float64) string {
		return t.say("plot.share_of", strconv.FormatFloat(100*v/sum, 'f', 1, 64)+"%", web.Grouped(strconv.FormatFloat(sum, 'f', -1, 64)))
	}
	points := map[*body]web.LivePoint{}
	kept := t.gather(m.parcelled)
	for _, l := range m.lands {
		for _, one := range l.parcels {
			p := t.livePoint(one.point.Year, one.point, compare.ByValue)
			p.Notes = append([]string{shares(one.Value)}, p.Notes...)
			points[one.body] = p
		}
	}
	for i, g := range kept {
		// the parcels of a land and the plots kept of it have one order
		next := m.lands[i].parcels
		for _, plot := range g.Plots {
			row := web.LiveRow{Name: plot.Name, Group: g.Name, Shade: -1, Rest: plot.Rest}
			if plot.Rest {
				row.Points = []web.LivePoint{{Year: m.out.Year, Value: report.Decimal(strconv.FormatFloat(plot.Value, 'f', -1, 64)), Text: plot.Label, Notes: []string{shares(plot.Value)}}}
				row.Href = m.out.Pick.With("region", m.lands[i].code).Address()
			} else {
				for next[0].Plot != plot {
					next = next[1:]
				}
				row.Title, row.Points = clean(next[0].body.name), []web.LivePoint{points[next[0].body]}
				next = next[1:]
			}
			out.Rows = append(out.Rows, row)
		}
	}
	shadeRows(out.Rows)
}

// shadeRows gives rows with a value the shades that the picture has.
func shadeRows(rows []web.LiveRow) {
	var values []float64
	var at []int
	for i, r := range rows {
		if r.Points[0].Value != "" && !r.Rest {
			values, at = append(values, r.Points[0].Value.Float()), append(at, i)
		}
	}
	for n, shade := range chart.Shades(values) {
		rows[at[n]].Shade = shade
	}
}

// liveSeries is what a body says of a code over years, for the page of its
// division.
func (c *cli) liveSeries(n subject, id string, series web.DistrictSeries, r compare.Result) web.LiveRow {
	t := newComparisonTable(c, &comparison{codes: []subject{n}, by: compare.ByValue, groups: map[string][]compare.Group{n.code: r.Groups}})
	row := web.LiveRow{Name: c.pick(series.Name, series.English), Unit: series.Unit, Shade: -1}
	for i := range r.Points {
		if p := &r.Points[i]; p.Body == id {
			row.Points = append(row.Points, t.livePoint(p.Year, p, compare.ByValue))
		}
	}
	return row
}

// liveYears gives rows the same years, with those between of which nothing is
// known; nil where there are less than two.
func (c *cli) liveYears(rows []web.LiveRow) *web.Live {
	t := newComparisonTable(c, &comparison{by: compare.ByValue})
	var years []int
	for _, row := range rows {
		for _, p := range row.Points {
			years = append(years, p.Year)
		}
	}
	slices.Sort(years)
	years = withGaps(slices.Compact(years))
	if len(years) < 2 {
		return nil
	}
	for i := range rows {
		var all []web.LivePoint
		for _, y := range years {
			at := slices.IndexFunc(rows[i].Points, func(p web.LivePoint) bool { return p.Year == y })
			if at < 0 {
				all = append(all, t.livePoint(y, nil, compare.ByValue))
				continue
			}
			all = append(all, rows[i].Points[at])
		}
		rows[i].Points = all
	}
	return &web.Live{Kind: web.LiveMultiples, Years: years, Own: true, Rows: rows}
}
