package report

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// The series of a code over the four eras: where each era's form states it, and
// what changed between two of them. A panel of many years asks [Indicator.Compare]
// before it sets two values beside each other.

// A Standing says how an era's reports state a code.
type Standing string

const (
	InForm      Standing = "form"  // a cell of the official form: every report should have it
	InLocalForm Standing = "local" // no cell of the official form, but of forms that some provinces and cities use
	InProse     Standing = "prose" // no cell: only where a report says so
)

// A BreakKind says what became of a code between two eras.
type BreakKind string

const (
	SameMeaning BreakKind = "same"       // the same thing under the same or another label
	Wider       BreakKind = "wider"      // the later counts what the earlier did, and more
	Narrower    BreakKind = "narrower"   // the later counts less
	Split       BreakKind = "split"      // one cell became several; the bridge says which
	MergedCells BreakKind = "merged"     // several cells became one; the bridge says which
	Redrawn     BreakKind = "redrawn"    // some cases moved in and others out
	NewCell     BreakKind = "new"        // nothing was counted so before
	Ended       BreakKind = "ended"      // nothing is counted so any more
	FormOnly    BreakKind = "form_only"  // the same thing: told voluntarily before, asked for after
	ProseOnly   BreakKind = "prose_only" // the same thing: asked for before, told voluntarily after
)

// A Basis says what a break is known by.
type Basis string

const (
	ByForms    Basis = "forms"     // the rows and columns of the two forms show it
	ByRules    Basis = "rules"     // a regulation or circular, named in the note, says it
	ByJudgment Basis = "judgement" // the authors' reading; no paper says it
)

// A Comparability says what may be done with the values of one code in two eras.
type Comparability string

const (
	Comparable     Comparability = "yes"    // compare them
	ComparableCare Comparability = "care"   // the same thing by its core: coverage or bounds differ, the notes say how
	ByBridge       Comparability = "bridge" // not as they are: compare the sums on the two sides of the bridge
	Incomparable   Comparability = "no"     // nothing in the one era corresponds
)

var (
	standings       = []Standing{InForm, InLocalForm, InProse}
	breakKinds      = []BreakKind{SameMeaning, Wider, Narrower, Split, MergedCells, Redrawn, NewCell, Ended, FormOnly, ProseOnly}
	bases           = []Basis{ByForms, ByRules, ByJudgment}
	comparabilities = []Comparability{Comparable, ComparableCare, ByBridge, Incomparable} // from best to worst
)

// Eras gives the eras in their order.
func Eras() []Era { return slices.Clone(eras[1:]) }

// BreakKinds gives every kind of break.
func BreakKinds() []BreakKind { return slices.Clone(breakKinds) }

// Comparabilities gives every comparability, from best to worst.
func Comparabilities() []Comparability { return slices.Clone(comparabilities) }

// Bases gives everything that a break may be known by.
func Bases() []Basis { return slices.Clone(bases) }

func (s Standing) Validate() error      { return oneOf("standing", s, standings) }
func (k BreakKind) Validate() error     { return oneOf("kind of break", k, breakKinds) }
func (b Basis) Validate() error         { return oneOf("basis", b, bases) }
func (c Comparability) Validate() error { return oneOf("comparability", c, comparabilities) }

// EraOfYear is the era whose form a report of a year should have; "" before
// 2008. Some bodies kept the old form a year longer: Document.Era knows.
func EraOfYear(year int) Era {
	switch {
	case year >= 2021:
		return Era2021
	case year >= 2019:
		return Era2019
	case year >= 2014:
		return Era2014
	case year >= 2008:
		return Era2008
	}
	return ""
}

// A Break says what became of some codes from one era to the next. Most are
// breaks in the series; [SameMeaning] says that there is none.
type Break struct {
	From, To Era
	Kind     BreakKind
	Basis    Basis
	Codes    []Code // of which it holds
	Said     string // the codes in short, with * for every value: requests.outcome[outcome=other] [outcome=other.*]
	Bridge   Bridge // what corresponds; its dimensions may be *, see BridgeOf
	Note     string // what changed, in Chinese
	NoteEN   string
}

// Compare says what this one break leaves of comparability.
func (b Break) Compare() Comparability {
	switch b.Kind {
	case SameMeaning:
		return Comparable
	case Wider, Narrower, FormOnly, ProseOnly:
		return ComparableCare
	}
	if len(b.Bridge.Before) > 0 {
		return ByBridge
	}
	return Incomparable
}

// BridgeOf is the bridge for one of the codes: * takes that code's value.
func (b Break) BridgeOf(c Code) Bridge {
	bind := func(codes []Code) []Code {
		out := make([]Code, len(codes))
		for i, of := range codes {
			of.Dims = maps.Clone(of.Dims)
			for k, v := range of.Dims {
				if v == "*" {
					of.Dims[k] = c.Dims[k]
				}
			}
			out[i] = of
		}
		return out
	}
	return Bridge{bind(b.Bridge.Before), bind(b.Bridge.After), b.Bridge.Exact}
}

// A Bridge sets a sum of codes of the earlier era against a sum of codes of the
// later one. It is empty where nothing corresponds.
type Bridge struct {
	Before, After []Code
	Exact         bool // the same cases, by the words of the forms; else the nearest there is
}

// String writes "a + b = c", or "a + b ~ c" where it is not exact.
func (b Bridge) String() string {
	if len(b.Before) == 0 {
		return ""
	}
	sum := func(codes []Code) string {
		names := make([]string, len(codes))
		for i, c := range codes {
			names[i] = c.String()
		}
		return strings.Join(names, " + ")
	}
	sign := " ~ "
	if b.Exact {
		sign = " = "
	}
	return sum(b.Before) + sign + sum(b.After)
}

// A DimValue is a value that a dimension may have.
type DimValue struct {
	Key, Value string
	Name       string // in Chinese
	English    string
}

// A FormPlace is where an official table states a code.
type FormPlace struct {
	Code
	FormLabel
}

// Places gives every cell of the official tables that states the indicator, in
// the order of its file: its rows, each with the columns of its table.
func (i *Indicator) Places() []FormPlace {
	var out []FormPlace
	for _, l := range i.Labels {
		columns := 0
		for _, col := range i.Columns {
			if col.Era != l.Era || col.Table != l.Table {
				continue
			}
			columns++
			p := FormPlace{Code{Indicator: i.ID, Dims: l.Dims}, l}
			p.Col = col.Col
			if len(col.Dims) > 0 {
				p.FormLabel.Dims = maps.Clone(col.Dims)
				maps.Copy(p.FormLabel.Dims, l.Dims)
				p.Code.Dims = p.FormLabel.Dims
			}
			out = append(out, p)
		}
		if columns == 0 {
			out = append(out, FormPlace{Code{Indicator: i.ID, Dims: l.Dims}, l})
		}
	}
	return out
}

func (c Code) is(other Code) bool {
	return c.Indicator == other.Indicator && maps.Equal(c.Dims, other.Dims)
}

// PlacesOf gives the places of one code.
func (i *Indicator) PlacesOf(c Code) []FormPlace {
	return slices.DeleteFunc(i.Places(), func(p FormPlace) bool { return !p.Code.is(c) })
}

// Codes gives every code that an official table states, in the order of the file.
func (i *Indicator) Codes() []Code {
	var out []Code
	seen := map[string]bool{}
	for _, p := range i.Places() {
		if name := p.Code.String(); !seen[name] {
			seen[name] = true
			out = append(out, p.Code)
		}
	}
	return out
}

// Standing says how reports of an era state a code.
func (i *Indicator) Standing(c Code, e Era) Standing {
	out := InProse
	for _, l := range i.Labels {
		if l.Era != e || !i.hasPlace(l, c) {
			continue
		}
		if !l.Local {
			return InForm
		}
		out = InLocalForm
	}
	return out
}

// hasPlace tells whether a row states a code in one of its columns.
func (i *Indicator) hasPlace(l FormLabel, c Code) bool {
	if c.Indicator != i.ID {
		return false
	}
	columns := false
	for _, col := range i.Columns {
		if col.Era != l.Era || col.Table != l.Table {
			continue
		}
		columns = true
		if len(c.Dims) == len(l.Dims)+len(col.Dims) && within(l.Dims, c.Dims) && within(col.Dims, c.Dims) {
			return true
		}
	}
	return !columns && len(c.Dims) == len(l.Dims) && within(l.Dims, c.Dims)
}

func within(part, whole map[string]string) bool {
	for k, v := range part {
		if whole[k] != v {
			return false
		}
	}
	return true
}

// Statements gives what is said of a code between two eras, from transition to
// transition, [SameMeaning] too; each has this code alone and its own bridge.
// The order of the two eras does not matter.
func (i *Indicator) Statements(c Code, one, other Era) []Break {
	from, to := min(one, other), max(one, other)
	var out []Break
	for _, b := range i.Series {
		if b.From < from || b.To > to || !slices.ContainsFunc(b.Codes, c.is) {
			continue
		}
		b.Bridge, b.Codes = b.BridgeOf(c), []Code{c}
		out = append(out, b)
	}
	slices.SortStableFunc(out, func(a, b Break) int { return strings.Compare(string(a.From), string(b.From)) })
	return out
}

// Breaks gives what keeps the values of a code in two eras from being the same
// thing: Statements without those that say that nothing changed.
func (i *Indicator) Breaks(c Code, one, other Era) []Break {
	return slices.DeleteFunc(i.Statements(c, one, other), func(b Break) bool { return b.Kind == SameMeaning })
}

// Compare says what may be done with the values of a code in two eras: the
// worst that lies between them, and no better than care where either era has no
// cell for it, so that each body chose whether to tell it.
func (i *Indicator) Compare(c Code, one, other Era) Comparability {
	worst := Comparable
	if i.Standing(c, one) != InForm || i.Standing(c, other) != InForm {
		worst = ComparableCare
	}
	for _, b := range i.Breaks(c, one, other) {
		if got := b.Compare(); slices.Index(comparabilities, got) > slices.Index(comparabilities, worst) {
			worst = got
		}
	}
	return worst
}

// Validate says what is wrong with a break by itself: eras that do not follow
// each other, words of no list, a break without words in both languages.
func (b Break) Validate() error {
	at := slices.Index(eras, b.From)
	switch {
	case at < 1 || at+1 >= len(eras) || eras[at+1] != b.To:
		return fmt.Errorf("%s and %s are not eras that follow each other", b.From, b.To)
	case b.Kind.Validate() != nil:
		return b.Kind.Validate()
	case b.Basis.Validate() != nil:
		return b.Basis.Validate()
	case b.Kind != SameMeaning && (b.Note == "" || b.NoteEN == ""):
		return errors.New("a break without words in both languages")
	}
	return nil
}

// Fits tells whether a break can be of this kind where the forms of its two eras
// state its codes so.
func (k BreakKind) Fits(before, after Standing) bool {
	switch k {
	case SameMeaning, Wider, Narrower:
		return before != InProse && after != InProse
	case NewCell:
		return before == InProse && after != InProse
	case FormOnly:
		return before != InForm && after != InProse
	case Ended, ProseOnly:
		return before != InProse && after != InForm
	}
	return true
}
