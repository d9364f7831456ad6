package compare

import (
	"strconv"
	"strings"

	"nianbao/report"
)

// A Fate is what became of a figure from one reading of a document to another.
type Fate string

const (
	Added   Fate = "added"
	Gone    Fate = "gone"
	Changed Fate = "changed"
)

// Fates are all there are.
func Fates() []Fate { return []Fate{Changed, Added, Gone} }

// A FigureChange is a figure that two readings do not have alike.
type FigureChange struct {
	Fate     Fate
	Old, New int      // indexes into the figures of either; -1 where it has none
	Fields   []string // what changed: value, unit, role ...
}

// A Fact is what a document says of itself that another reading reads otherwise.
type Fact struct {
	Field    string // status, body, year, region ...
	Old, New string
}

// FactFields are all the fields that facts have.
func FactFields() []string {
	return []string{"status", "reason", "body", "body_id", "region", "year", "period"}
}

// Readings compares two readings of the same bytes, or two versions of a
// report: their figures in the order of the newer one, those that are gone
// behind them, and what they say of themselves.
func Readings(before, after *report.Document) (changes []FigureChange, facts []Fact) {
	at := paired(before, after)
	kept := make([]bool, len(before.Figures))
	for i := range after.Figures {
		o := at[i]
		if o < 0 {
			changes = append(changes, FigureChange{Fate: Added, Old: -1, New: i})
			continue
		}
		kept[o] = true
		if fields := differing(&before.Figures[o], &after.Figures[i]); len(fields) > 0 {
			changes = append(changes, FigureChange{Fate: Changed, Old: o, New: i, Fields: fields})
		}
	}
	for o := range before.Figures {
		if !kept[o] {
			changes = append(changes, FigureChange{Fate: Gone, Old: o, New: -1})
		}
	}
	a, b := factsOf(before), factsOf(after)
	for i, field := range FactFields() {
		if a[i] != b[i] {
			facts = append(facts, Fact{field, a[i], b[i]})
		}
	}
	return changes, facts
}

// factsOf are a document's FactFields.
func factsOf(d *report.Document) []string {
	return []string{string(d.Status), string(d.Reason), d.Body, d.BodyID, d.Region, year(d.Year), d.Period}
}

func year(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// paired gives for each figure of the newer reading the older one's, or -1. It
// takes the surest likeness first: the same thing at the same place, the same
// thing, the same numeral, the same words, the same thing with another number.
func paired(before, after *report.Document) []int {
	at := make([]int, len(after.Figures))
	for i := range at {
		at[i] = -1
	}
	taken := make([]bool, len(before.Figures))
	for _, likeness := range []func(d *report.Document, f *report.Figure) string{
		func(_ *report.Document, f *report.Figure) string { return join(thing(f), f.Printed, spot(f)) },
		func(_ *report.Document, f *report.Figure) string { return join(thing(f), f.Printed, f.Quote) },
		func(_ *report.Document, f *report.Figure) string { return join(thing(f), f.Printed) },
		func(d *report.Document, f *report.Figure) string {
			return join(f.Printed, strconv.Itoa(d.Numeral(f).Start), f.Quote)
		},
		func(_ *report.Document, f *report.Figure) string { return join(f.Printed, f.Quote) },
		func(_ *report.Document, f *report.Figure) string {
			if f.Indicator == "" {
				return ""
			}
			return join(thing(f), f.Period, string(f.Role))
		},
	} {
		waiting := map[string][]int{}
		for o := range before.Figures {
			if key := likeness(before, &before.Figures[o]); !taken[o] && key != "" {
				waiting[key] = append(waiting[key], o)
			}
		}
		for i := range after.Figures {
			if at[i] >= 0 {
				continue
			}
			key := likeness(after, &after.Figures[i])
			if list := waiting[key]; len(list) > 0 {
				at[i], waiting[key] = list[0], list[1:]
				taken[list[0]] = true
			}
		}
	}
	return at
}

func join(words ...string) string { return strings.Join(words, "\x00") }

// thing is what a figure is of.
func thing(f *report.Figure) string { return join(f.Code().String(), f.Part, f.Place) }

// spot is where a figure stands.
func spot(f *report.Figure) string {
	if f.Table > 0 {
		return join("cell", strconv.Itoa(f.Table), strconv.Itoa(f.Row), strconv.Itoa(f.Col))
	}
	return strconv.Itoa(f.Start)
}

// differing names what two figures do not have alike, as far as users of
// figures care.
func differing(a, b *report.Figure) []string {
	var out []string
	for _, f := range []struct{ field, a, b string }{
		{"value", string(a.Value), string(b.Value)},
		{"unit", a.Unit, b.Unit},
		{"role", string(a.Role), string(b.Role)},
		{"code", a.Code().String(), b.Code().String()},
		{"part", a.Part, b.Part},
		{"place", a.Place, b.Place},
		{"period", a.Period, b.Period},
		{"status", string(a.Status), string(b.Status)},
		{"qualifier", string(a.Qualifier), string(b.Qualifier)},
		{"printed", a.Printed, b.Printed},
		{"label", a.Label, b.Label},
	} {
		if f.a != f.b {
			out = append(out, f.field)
		}
	}
	return out
}
