package main

import (
	"cmp"
	"context"
	"regexp"
	"slices"
	"strings"
	"sync"

	"nianbao/division"
	"nianbao/needle"
	"nianbao/normalize"
	"nianbao/report"
	"nianbao/store"
)

// inRegion makes a query ask for the division that --region names, by name or
// code, and says for what it takes a word that is not its whole name of today.
// The table of divisions is read only where one is named.
func (c *cli) inRegion(ctx context.Context, db *store.DB, region string, q *store.Query) error {
	if strings.TrimSpace(region) == "" {
		return nil
	}
	where, err := c.regionOf(ctx, db, region)
	if err != nil {
		return c.blame("region", err)
	}
	q.Places, q.Bodies = where.places, where.bodies
	if where.taken != "" {
		c.log.info(where.taken)
	}
	return nil
}

// divisions is the table of them, read once.
var divisions = sync.OnceValue(division.New)

// A regionMeant is what a word for a division was taken for.
type regionMeant struct {
	meaning *division.Meaning // nil where no table has it
	places  []store.Place
	bodies  []string // ids, where bodies of the database have the word in their names and no table has it
	taken   string   // for people; "" where it is what was said
}

// regionOf finds what a word for a division means, or asks back.
func (c *cli) regionOf(ctx context.Context, db *store.DB, word string) (regionMeant, error) {
	t := divisions()
	found := meanings(t, word)
	name := normalize.Form(strings.TrimSpace(word))
	switch {
	case len(found) == 1:
		m := found[0]
		return regionMeant{&m, placesOf(m), nil, c.taken(t, word, m)}, nil
	case len(found) > 1:
		return regionMeant{}, c.askBack(ctx, db, t, word, found)
	case isCode(name):
		return c.uncoded(ctx, db, t, word, report.DivisionCode(name))
	}
	return c.unlisted(ctx, db, t, word, name)
}

// meanings gives the divisions that a word means, by name or code.
func meanings(t *division.Table, word string) []division.Meaning {
	name := normalize.Form(strings.TrimSpace(word))
	if isCode(name) {
		return t.Coded(report.DivisionCode(name))
	}
	return t.Means(name)
}

func isCode(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }

// placesOf are a division's codes, each in the years in which it was the
// division's where another had it as well.
func placesOf(m division.Meaning) []store.Place {
	var out []store.Place
	for _, d := range m.History {
		p := store.Place{Code: d.Code}
		if slices.ContainsFunc(m.Other, func(o report.Division) bool { return o.Code == d.Code }) {
			p.From, p.To = d.From, d.To
		}
		if !slices.Contains(out, p) {
			out = append(out, p)
		}
	}
	return out
}

// taken says for what a word was taken: nothing where it is the division's
// whole name, in simplified characters, and it never had another.
func (c *cli) taken(t *division.Table, word string, m division.Meaning) string {
	if len(m.History) == 1 && m.To == 0 && (word == t.Path(m.Division) || word == m.Code) {
		return ""
	}
	var others []string
	for _, d := range m.History {
		if d != m.Division {
			others = append(others, d.Code+" "+t.Path(d)+c.inForce(d))
		}
	}
	text := c.say("region.taken", word, m.Code+" "+t.Path(m.Division)+c.inForce(m.Division))
	if len(others) > 0 {
		text += c.say("region.also", strings.Join(others, c.say("region.comma")))
	} else if m.To != 0 {
		text += c.say("region.ended")
	}
	return text
}

// inForce gives the years of a division in brackets, where they are bounded.
func (c *cli) inForce(d report.Division) string {
	switch {
	case d.From == 0 && d.To == 0:
		return ""
	case d.From == 0:
		return c.say("region.until", d.To)
	case d.To == 0:
		return c.say("region.since", d.From)
	}
	return c.say("region.between", d.From, d.To)
}

// choices is how many divisions of one name are listed.
const choices = 15

// askBack lists what a word can mean, first that of which the database has
// reports.
func (c *cli) askBack(ctx context.Context, db *store.DB, t *division.Table, word string, found []division.Meaning) error {
	counts, err := reportsOf(ctx, db)
	if err != nil {
		return err
	}
	has := map[string]int{}
	for _, m := range found {
		for _, n := range counts.of(m) {
			has[m.Code] += n
		}
	}
	slices.SortStableFunc(found, func(a, b division.Meaning) int { return cmp.Compare(min(has[b.Code], 1), min(has[a.Code], 1)) })
	var b strings.Builder
	b.WriteString(c.say("region.several", word, len(found)))
	for i, m := range found {
		if i == choices {
			b.WriteString("\n  " + c.say("region.more", len(found)-choices))
			break
		}
		b.WriteString("\n  " + pad(m.Code, 11) + t.Path(m.Division) + c.inForce(m.Division))
		if n := has[m.Code]; n > 0 {
			b.WriteString(c.say("region.reports", n))
		}
	}
	return c.usage(b.String(), c.say("hint.region_choice", found[0].Code, t.Path(found[0].Division)))
}

// counted are the reports that the database has, by division and level.
type counted []store.RegionCount

// reportsOf counts the reports of a database, of which there may be none.
func reportsOf(ctx context.Context, db *store.DB) (counted, error) {
	if db == nil {
		return nil, nil
	}
	return db.ReportsByRegion(ctx)
}

// of gives those of a division and all below it, by level.
func (all counted) of(m division.Meaning) map[report.BodyLevel]int {
	if all == nil {
		return nil
	}
	out := map[report.BodyLevel]int{}
	for _, r := range all {
		if m.Covers(r.Region) {
			out[r.Level] += r.N
		}
	}
	return out
}

// uncoded is a code that no division has: one that stands for several (1101),
// or that documents have by a list of sources.
func (c *cli) uncoded(ctx context.Context, db *store.DB, t *division.Table, word, code string) (regionMeant, error) {
	all, err := reportsOf(ctx, db)
	if err != nil {
		return regionMeant{}, err
	}
	if t.Holds(code) || slices.ContainsFunc(all, func(r store.RegionCount) bool { return strings.HasPrefix(r.Region, code) }) {
		return regionMeant{places: []store.Place{{Code: code}}, taken: c.say("region.no_code_but", code)}, nil
	}
	return regionMeant{}, c.usage(c.say("region.no_code", word), c.say("hint.region"))
}

// placeWord ends or follows the name of a place that no table has: a zone, a
// town that was merged.
const placeWord = `(?:[省市州盟县区旗镇乡]|街道|苏木|农场|林场|产业园|人民政府|办事处|管理委员会|管委会|[\p{Han}]{0,8}?(?:开发区|新区|园区|示范区|度假区))`

// unlisted finds a place that no table has by the names of the bodies that the
// database has: what no code covers keeps its name.
func (c *cli) unlisted(ctx context.Context, db *store.DB, t *division.Table, word, name string) (regionMeant, error) {
	within, rest := t.Split(name)
	var bodies []store.Body
	if db != nil {
		var err error
		if bodies, err = db.BodiesCalled(ctx, rest); err != nil {
			return regionMeant{}, err
		}
	}
	place := needle.MustCompile(regexp.QuoteMeta(rest) + placeWord)
	if needle.MustCompile(placeWord + `$`).MatchString(rest) {
		place = needle.MustCompile(regexp.QuoteMeta(rest))
	}
	out := regionMeant{}
	var names []string
	for _, b := range bodies {
		in := len(within) == 0 || slices.ContainsFunc(within, func(m division.Meaning) bool { return m.Covers(b.Region) })
		if in && place.MatchString(b.ID) {
			out.bodies = append(out.bodies, b.ID)
			names = append(names, b.Name)
		}
	}
	if len(out.bodies) > 0 {
		const most = 5
		if len(names) > most {
			names = append(names[:most], "…")
		}
		out.taken = c.say("region.bodies", word, len(out.bodies), strings.Join(names, c.say("region.comma")))
		return out, nil
	}
	hint := c.say("hint.region")
	if near := t.Near(name, 5); len(near) > 0 {
		hint = c.say("hint.mean", strings.Join(near, c.say("region.comma")))
	}
	return out, c.usage(c.say("region.none", word), hint)
}
