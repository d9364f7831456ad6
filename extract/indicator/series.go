package indicator

import (
	"fmt"
	"slices"
	"strings"

	"nianbao/report"
)

// A break is a block of lines in the section breaks:
//
//	2014>2019 merged judgement [outcome=not_this_body] [outcome=nonexistent] [outcome=unavailable.not_held]
//	bridge: [outcome=not_this_body] + [outcome=nonexistent] ~ [outcome=unavailable.not_held]
//	zh: what changed, in Chinese
//	en: and in English
//
// The first line has the two eras, the kind ([report.BreakKind]), the basis
// ([report.Basis]) and the codes. These are the indicator's own: [] without
// dimensions, a value * for every value, denied.* for those that begin so, and
// * alone for all codes of either form that no other block of the two eras
// names. In a bridge a code of another indicator has its name, and a value * is
// that of the code asked about; = is exact, ~ the nearest there is.

// A statement is such a block as it stands.
type statement struct {
	Place
	report.Break
	selects  []string
	bridge   string
	bridgeAt Place
	faulty   bool // its first line is wrong
}

// name is how a statement is called in a fault.
func (s *statement) name() string { return string(s.From) + ">" + string(s.To) + " " + string(s.Kind) }

// breaks reads the section breaks.
func (p *fileParser) breaks(ls []line) {
	for _, l := range ls {
		if key, value, ok := strings.Cut(l.text, ":"); ok && (key == "bridge" || key == "zh" || key == "en") {
			if len(p.file.breaks) == 0 {
				p.fault(l.n, BadBreak, l.text)
				continue
			}
			s, value := &p.file.breaks[len(p.file.breaks)-1], strings.TrimSpace(value)
			switch key {
			case "bridge":
				s.bridge, s.bridgeAt = value, p.at(p.name, l.n)
			case "zh":
				s.Note = value
			case "en":
				s.NoteEN = value
			}
			continue
		}
		p.file.breaks = append(p.file.breaks, p.statement(l))
	}
}

// transitions are the eras that follow each other, as a break names them.
func transitions() []string {
	eras := report.Eras()
	var out []string
	for i := range eras[1:] {
		out = append(out, string(eras[i])+">"+string(eras[i+1]))
	}
	return out
}

// statement reads the first line of a block.
func (p *fileParser) statement(l line) statement {
	s := statement{Place: p.at(p.name, l.n), faulty: true}
	fields := strings.Fields(l.text)
	if len(fields) < 4 || !strings.Contains(fields[0], ">") {
		p.fault(l.n, BadBreak, l.text)
		return s
	}
	from, to, _ := strings.Cut(fields[0], ">")
	s.Break = report.Break{From: report.Era(from), To: report.Era(to), Kind: report.BreakKind(fields[1]), Basis: report.Basis(fields[2])}
	s.selects = fields[3:]
	switch {
	case !slices.Contains(transitions(), fields[0]):
		p.fault(l.n, UnknownEras, fields[0], transitions()...)
	case s.Kind.Validate() != nil:
		p.fault(l.n, UnknownKind, fields[1], words(report.BreakKinds())...)
	case s.Basis.Validate() != nil:
		p.fault(l.n, UnknownBasis, fields[2], words(report.Bases())...)
	default:
		s.faulty = false
	}
	return s
}

func words[T ~string](list []T) []string {
	out := make([]string, len(list))
	for i, w := range list {
		out[i] = string(w)
	}
	return out
}

// A stated is a code with how each era's forms state it; in prose, where not.
type stated struct {
	code report.Code
	name string
	in   map[report.Era]report.Standing
}

func (s *stated) standing(e report.Era) report.Standing {
	if in, ok := s.in[e]; ok {
		return in
	}
	return report.InProse
}

// codesOf gives the codes of an indicator's places.
func codesOf(i *report.Indicator) []*stated {
	var out []*stated
	byName := map[string]*stated{}
	for _, p := range i.Places() {
		name := p.Code.String()
		s := byName[name]
		if s == nil {
			s = &stated{p.Code, name, map[report.Era]report.Standing{}}
			byName[name], out = s, append(out, s)
		}
		if !p.Local {
			s.in[p.Era] = report.InForm
		} else if s.in[p.Era] == "" {
			s.in[p.Era] = report.InLocalForm
		}
	}
	return out
}

// A teller gives the indicators the breaks that their files state, when all
// files are known: bridges may name other indicators.
type teller struct {
	book   *Book
	faults *Faults
	codes  map[string][]*stated // by indicator
}

func (b *Book) tellSeries(faults *Faults) {
	t := teller{b, faults, map[string][]*stated{}}
	for i := range b.files {
		if f := &b.files[i]; len(f.breaks) > 0 {
			t.tell(f)
		}
	}
}

func (t *teller) codesOf(f *File) []*stated {
	if _, ok := t.codes[f.ID]; !ok {
		t.codes[f.ID] = codesOf(&f.Indicator)
	}
	return t.codes[f.ID]
}

// tell goes through a file's breaks: first those that name codes, then those of
// the rest.
func (t *teller) tell(f *File) {
	f.Series = nil
	said := map[string]bool{} // by the two eras and code
	for _, rest := range []bool{false, true} {
		for k := range f.breaks {
			if s := &f.breaks[k]; !s.faulty && slices.Contains(s.selects, "*") == rest {
				f.Series = append(f.Series, t.read(f, s, rest, said))
			}
		}
	}
	slices.SortStableFunc(f.Series, func(a, b report.Break) int { return strings.Compare(string(a.From), string(b.From)) })
}

func (t *teller) read(f *File, s *statement, rest bool, said map[string]bool) report.Break {
	b := s.Break
	if f.Own { // a person who reads one language needs no other
		b.Note, b.NoteEN = or(b.Note, b.NoteEN), or(b.NoteEN, b.Note)
	}
	if b.Validate() != nil {
		t.faults.Add(s.Place, NoWords, s.name())
	}
	var short []string
	for _, text := range s.selects {
		short = append(short, text)
		sel, n := readSelect(text), 0
		for _, c := range t.codesOf(f) {
			before, after := c.standing(b.From), c.standing(b.To)
			if before == report.InProse && after == report.InProse || !sel.has(c.code) {
				continue
			}
			key := string(b.From) + ">" + string(b.To) + " " + c.name
			if said[key] && rest {
				continue
			}
			n++
			if said[key] {
				t.faults.Add(s.Place, SaidTwice, key)
			}
			said[key] = true
			b.Codes = append(b.Codes, c.code)
			if !b.Kind.Fits(before, after) {
				t.faults.Add(s.Place, UnfitBreak, fmt.Sprintf("%s %s: %s %s, %s %s", c.name, b.Kind, b.From, before, b.To, after))
			}
		}
		if n == 0 {
			t.faults.Add(s.Place, UnknownCode, f.ID+text)
		}
	}
	b.Said = f.ID + strings.TrimPrefix(strings.Join(short, " "), "[]")
	if s.bridge != "" {
		b.Bridge = t.readBridge(f, s)
	}
	return b
}

// A selection is what a break names its codes by.
type selection struct {
	all  bool
	none bool // it is not written as one
	dims map[string]string
}

func readSelect(text string) selection {
	bracketed := strings.HasPrefix(text, "[") && strings.HasSuffix(text, "]")
	return selection{text == "*", !bracketed, report.ParseCode("x" + text).Dims}
}

// has tells whether a code is among those selected.
func (s selection) has(c report.Code) bool {
	if s.all {
		return true
	}
	if s.none || len(s.dims) != len(c.Dims) {
		return false
	}
	for k, v := range s.dims {
		got, ok := c.Dims[k]
		begin, many := strings.CutSuffix(v, "*")
		if !ok || got != v && !(many && strings.HasPrefix(got, begin)) {
			return false
		}
	}
	return true
}

// readBridge reads "[a=b] + [a=c] ~ requests.outcome[outcome=total]".
func (t *teller) readBridge(f *File, s *statement) report.Bridge {
	before, after, exact := strings.Cut(s.bridge, " = ")
	if !exact {
		before, after, _ = strings.Cut(s.bridge, " ~ ")
	}
	if strings.TrimSpace(before) == "" || strings.TrimSpace(after) == "" {
		t.faults.Add(s.bridgeAt, BadBridge, s.bridge)
		return report.Bridge{}
	}
	return report.Bridge{Before: t.sum(f, s, before, s.From), After: t.sum(f, s, after, s.To), Exact: exact}
}

// sum reads one side of a bridge, whose codes the forms of its era must have.
func (t *teller) sum(f *File, s *statement, text string, era report.Era) []report.Code {
	var out []report.Code
	for _, name := range strings.Split(text, " + ") {
		name = strings.TrimSpace(name)
		if strings.HasPrefix(name, "[") {
			name = f.ID + name
		}
		c := report.ParseCode(name)
		sel, known := selection{dims: c.Dims}, false
		if at, ok := t.book.byID[c.Indicator]; ok {
			known = slices.ContainsFunc(t.codesOf(&t.book.files[at]), func(of *stated) bool {
				return of.standing(era) != report.InProse && sel.has(of.code)
			})
		}
		if !known {
			t.faults.Add(s.bridgeAt, UnknownCode, name+" ("+string(era)+")")
		}
		out = append(out, c)
	}
	return out
}
