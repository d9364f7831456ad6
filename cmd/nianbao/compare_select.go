package main

import (
	"cmp"
	"maps"
	"math"
	"slices"

	"nianbao/compare"
)

// compute gives a code's points.
func (m *comparison) compute(code string) []compare.Point {
	r := compare.Compute(m.data, code, m.options)
	m.groups[code] = r.Groups
	return r.Points
}

// computeAll gives the chosen bodies their points of every code.
func (m *comparison) computeAll() {
	for _, n := range m.codes[1:] {
		m.fill(n.code)
	}
}

// fill gives the chosen bodies their points of a code. The others' are let go.
func (m *comparison) fill(code string) {
	at := map[string]int{}
	for i, b := range m.bodies {
		at[b.id] = i
	}
	for _, run := range byBody(m.compute(code)) {
		if i, ok := at[run[0].Body]; ok {
			m.bodies[i].points[code] = slices.Clone(run)
		}
	}
}

// byBody cuts points, which are sorted, where another body begins.
func byBody(points []compare.Point) [][]compare.Point {
	var out [][]compare.Point
	for from := 0; from < len(points); {
		to := from
		for to < len(points) && points[to].Body == points[from].Body {
			to++
		}
		out = append(out, points[from:to])
		from = to
	}
	return out
}

// choose finds the bodies that were asked for, sorts them by the first code, and
// leaves those that a limit asks for.
func (m *comparison) choose(c *cli, o compareFlags) error {
	first := m.codes[0].code
	seen := map[int]bool{}
	for _, run := range byBody(m.compute(first)) {
		if !m.asked[run[0].Body] {
			continue
		}
		last := run[len(run)-1]
		m.bodies = append(m.bodies, body{last.Body, last.Name, last.Region, map[string][]compare.Point{first: run}})
		for _, p := range run {
			seen[p.Year] = true
		}
	}
	m.years = withGaps(slices.Sorted(maps.Keys(seen)))
	m.sort(o.sort)
	m.all = len(m.bodies)
	id := func(b body) string { return b.id }
	var err error
	m.bodies, m.rest, err = page(c, o, m.bodies, id)
	return err
}

// page gives those behind the one where the last page ended, up to the limit,
// and whether there are more.
func page[T any](c *cli, o compareFlags, all []T, id func(T) string) (shown []T, more bool, err error) {
	if o.after != "" {
		at := slices.IndexFunc(all, func(b T) bool { return id(b) == o.after })
		if at < 0 {
			return nil, false, c.blame("after", c.usage(c.say("usage.after", o.after), c.say("hint.after")))
		}
		all = all[at+1:]
	}
	limit := o.limit
	if limit <= 0 && o.format == "table" {
		limit = tableLimit
	}
	if limit > 0 && len(all) > limit {
		return all[:limit], true, nil
	}
	return all, false, nil
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
		p := b.at(m.codes[0].code, m.newest())
		measure := compare.Measure(by)
		if by == sortRank {
			measure = m.by
			points := b.points[m.codes[0].code]
			k.group = groupOrder(&points[len(points)-1])
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
