package main

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"nianbao/chart"
	"nianbao/compare"
	"nianbao/division"
	"nianbao/report"
	"nianbao/web"
)

// A parcel is a body's part of a treemap.
type parcel struct {
	chart.Plot
	body  *body
	point *compare.Point
}

// A land are parcels that lie together: in a province, or in what lies right
// below the region that is compared. Its code is "" where that is not certain.
type land struct {
	code, name string
	parcels    []parcel
}

// parcelled are bodies of one year as parts of a whole, and those that have no
// part: why each has none.
type parcelled struct {
	lands   []land
	without map[string][]parcel // by the words of why
}

// checkParts refuses what is no whole of parts.
func (c *cli) checkParts(m *comparison) error {
	level := func(b *body) report.BodyLevel { return b.level(m.codes[0].code) }
	switch {
	case m.codes[0].percent() || m.by != compare.ByValue:
		return c.usage(c.say("usage.plot_parts"), c.say("hint.plot_parts"))
	case len(m.codes) > 1:
		return c.usage(c.say("usage.plot_codes"), c.say("hint.plot_codes"))
	case len(m.years) > 1:
		return c.usage(c.say("usage.plot_year"), c.say("hint.plot_year", m.newest()))
	}
	for i := range m.bodies {
		if level(&m.bodies[i]) != level(&m.bodies[0]) {
			return c.usage(c.say("usage.plot_level"), c.say("hint.plot_level"))
		}
	}
	return nil
}

// parcels shares a year's figures out by where the bodies lie. Bodies without a
// figure, and those of zero, have no part and are named.
func (c *cli) parcels(t *division.Table, m *comparison, bodies []body, year int) parcelled {
	code := m.codes[0].code
	table := newComparisonTable(c, m)
	var codes []string
	for i := range bodies {
		if p := bodies[i].at(code, year); p != nil && p.Region != "" {
			codes = append(codes, p.Region)
		}
	}
	within := commonDivision(codes)
	byLand := map[string]*land{}
	out := parcelled{without: map[string][]parcel{}}
	for i := range bodies {
		b := &bodies[i]
		p := b.at(code, year)
		one := parcel{Plot: chart.Plot{Name: clean(b.name)}, body: b, point: p}
		where := ""
		if p != nil {
			where = areaOf(t, p.Region, within, year)
			one.Name = parcelName(t, p, one.Name, where)
		}
		switch {
		case p == nil || !p.State.Number() || p.Value == "":
			why := c.missingWords(p)
			out.without[why] = append(out.without[why], one)
			continue
		case p.Value.Float() <= 0:
			why := c.say("plot.zero")
			out.without[why] = append(out.without[why], one)
			continue
		}
		one.Value, one.Label = p.Value.Float(), table.summed(p)+c.say("qualifier."+string(p.Qualifier), web.Grouped(string(p.Value)))
		if byLand[where] == nil {
			byLand[where] = &land{code: where, name: c.say("plot.elsewhere")}
			if d, ok := t.Get(where, year); ok {
				byLand[where].name = d.Name
			}
		}
		byLand[where].parcels = append(byLand[where].parcels, one)
	}
	alone := true // every land is one body: no need to say its name twice
	for _, where := range sortedKeys(byLand) {
		l := byLand[where]
		slices.SortStableFunc(l.parcels, func(a, b parcel) int { return -cmp.Compare(a.Value, b.Value) })
		out.lands, alone = append(out.lands, *l), alone && len(l.parcels) == 1
	}
	if alone && len(out.lands) > 0 {
		all := land{code: within}
		for _, l := range out.lands {
			all.parcels = append(all.parcels, l.parcels...)
		}
		out.lands = []land{all}
	}
	return out
}

// commonDivision is the smallest division that all codes lie in; "" for the
// country.
func commonDivision(codes []string) string {
	if len(codes) == 0 {
		return ""
	}
	for _, n := range []int{6, 4, 2} {
		if len(codes[0]) <= n {
			continue
		}
		if !slices.ContainsFunc(codes, func(c string) bool { return len(c) <= n || c[:n] != codes[0][:n] }) {
			return codes[0][:n]
		}
	}
	return ""
}

// parcelName is what a body is called on its part: a government by its division,
// an office without the division that is written above it.
func parcelName(t *division.Table, p *compare.Point, name, where string) string {
	if report.LevelOf(p.Region) == p.Level {
		if d, ok := t.Get(p.Region, p.Year); ok {
			return d.Name
		}
	}
	if d, ok := t.Get(where, p.Year); ok {
		if _, office, ok := strings.Cut(name, d.Name); ok && office != "" {
			return office
		}
	}
	return name
}

// groups are the parcels as a chart draws them.
func (p parcelled) groups() []chart.Group {
	var out []chart.Group
	for _, l := range p.lands {
		g := chart.Group{Name: l.name}
		for _, one := range l.parcels {
			g.Plots = append(g.Plots, one.Plot)
		}
		out = append(out, g)
	}
	return out
}

// notes name who has no part.
func (p parcelled) notes(c *cli) []string {
	var out []string
	for _, why := range sortedKeys(p.without) {
		var names []string
		for _, one := range p.without[why] {
			names = append(names, one.Name)
		}
		out = append(out, c.say("plot.without", why, len(names), strings.Join(names, c.say("plot.and"))))
	}
	return out
}

// drawParcels draws them with words around.
func (c *cli) drawParcels(p parcelled, format chart.Format, words chart.Words) ([]byte, error) {
	words.Notes = append(words.Notes, c.say("plot.parts_room"))
	words.Notes = append(words.Notes, p.notes(c)...)
	return chart.Treemap(format, words, c.gather(p))
}

// gather makes one part of those that are too many to be drawn.
func (c *cli) gather(p parcelled) []chart.Group {
	return chart.Gather(p.groups(), chart.MostPlots, func(n int, v float64) chart.Plot {
		return chart.Plot{Name: c.say("plot.others", n), Value: v, Rest: true, Label: web.Grouped(strconv.FormatFloat(v, 'f', -1, 64))}
	})
}

// plotTreemap draws what is shown as parts of a whole.
func (c *cli) plotTreemap(m *comparison, format chart.Format, words chart.Words) ([]byte, error) {
	return c.drawParcels(c.parcels(divisions(), m, m.bodies, m.newest()), format, words)
}
