package eval

import (
	"cmp"
	"maps"
	"slices"

	"nianbao/report"
)

// A Count is the result of one comparison.
type Count struct {
	Right, Given, Labelled int
}

func (c *Count) add(o Count) {
	c.Right += o.Right
	c.Given += o.Given
	c.Labelled += o.Labelled
}

// Precision is the share of what is given that is right; 0 where nothing is given.
func (c Count) Precision() float64 { return ratio(c.Right, c.Given) }

// Recall is the share of what is labelled that is given; 0 where nothing is labelled.
func (c Count) Recall() float64 { return ratio(c.Right, c.Labelled) }

// F1 is the harmonic mean of both.
func (c Count) F1() float64 {
	p, r := c.Precision(), c.Recall()
	if p+r == 0 {
		return 0
	}
	return 2 * p * r / (p + r)
}

func ratio(a, b int) float64 {
	if b == 0 {
		return 0
	}
	return float64(a) / float64(b)
}

// The comparisons, in the order they are printed.
const (
	Coded   = iota // code with dimensions and value; roles level, rate and cumulative
	Nonzero        // the same without zeros
	Roles          // every coded figure: code, value and role
	Open           // figures without a code: value and unit, where the labels are kin
	Counts         // every figure: value and unit
	kinds
)

// Kinds are the names of the comparisons.
var Kinds = [kinds]string{"coded", "nonzero", "roles", "open", "counts"}

// A Row is one document's result.
type Row struct {
	Doc         string
	Missing     bool // nothing was given for it
	Counts      [kinds]Count
	Indicators  map[string]Count // coded figures by indicator
	Confidences map[string]Count // figures given, by confidence
	Decoys      int              // given figures that lie inside a reject
	Body, Year  bool
	Miss, False []string // lines for people: what was missed, what was wrong

	Era            report.Era
	Format         report.Format
	Script         report.Script
	Left, Numerals int // numerals neither taken nor rejected, of all
}

// A Score is the result over all documents. The zero value scores text and
// tables together.
type Score struct {
	Where report.Method // "" for all
	Rows  []Row
	Total [kinds]Count

	qualifier, period, place side
	given                    int // figures given, for the share of decoys
}

// A side counts a property over the coded figures found.
type side struct{ right, of int }

func (s *side) add(o side) {
	s.right += o.right
	s.of += o.of
}

func (s *side) see(label, given string, always bool) {
	if !always && label == "" && given == "" {
		return
	}
	s.of++
	if label == given {
		s.right++
	}
}

// A key is what two figures must share to be one; each comparison uses some of it.
type key struct {
	code  string
	value float64
	role  report.Role
	unit  string
}

// keys gives the figures by comparison and key. Where two figures have one key
// the last stands for both, but for open figures the first.
func keys(marks []mark) [kinds]map[key]mark {
	var out [kinds]map[key]mark
	for k := range out {
		out[k] = map[key]mark{}
	}
	for _, m := range marks {
		plain := key{value: m.value, unit: m.unit}
		out[Counts][plain] = m
		if base(m.code) == "open" {
			if _, ok := out[Open][plain]; !ok {
				out[Open][plain] = m
			}
			continue
		}
		out[Roles][key{code: m.code, value: m.value, role: m.role}] = m
		if m.role != report.Level && m.role != report.Rate && m.role != report.Cumulative {
			continue
		}
		coded := key{code: m.code, value: m.value}
		out[Coded][coded] = m
		if m.value != 0 {
			out[Nonzero][coded] = m
		}
	}
	return out
}

// Add compares one document with its labels; d is nil where nothing was given.
func (s *Score) Add(l Labels, d *report.Document) {
	row := Row{Doc: l.Doc, Missing: d == nil}
	if d == nil {
		d = &report.Document{}
	}
	row.Era, row.Format, row.Script = d.Era, d.Format, d.Script
	for _, issue := range d.Issues {
		row.Left += one(issue.Kind == report.IssueLeftover)
	}
	row.Numerals = row.Left + len(d.Rejects) + len(d.Figures)
	labelled, given := s.marks(l, d)
	adopt(given, labelled)
	given = dropSpare(given, labelled)
	asked := slices.DeleteFunc(labelled, func(m mark) bool { return m.optional })
	s.compare(&row, keys(asked), keys(given))
	row.Confidences = confident(l, d, s.Where)
	values := map[float64]bool{}
	for _, m := range asked {
		values[m.value] = true
	}
	for _, g := range given {
		if isDecoy(g, values, l.Rejects) {
			row.Decoys++
			row.False = append(row.False, "DECOY "+l.Doc+" "+describe(key{value: g.value, unit: g.unit}, g))
		}
	}
	s.given += len(given)
	row.Year = l.Year == d.Year
	row.Body = slices.ContainsFunc(append([]string{l.Body}, l.BodyAlt...), func(b string) bool { return sameBody(b, d.Body) })
	s.Rows = append(s.Rows, row)
}

func (s *Score) merge(o *Score) {
	s.Rows = append(s.Rows, o.Rows...)
	for k := range s.Total {
		s.Total[k].add(o.Total[k])
	}
	s.qualifier.add(o.qualifier)
	s.period.add(o.period)
	s.place.add(o.place)
	s.given += o.given
}

func (s *Score) marks(l Labels, d *report.Document) (labelled, given []mark) {
	for _, f := range d.Figures {
		if m, ok := figureMark(f); ok && !m.freeZero() && m.in(s.Where) {
			given = append(given, m)
		}
	}
	for _, f := range l.Figures {
		if m := labelMark(f); !m.freeZero() && m.in(s.Where) {
			labelled = append(labelled, m)
		}
	}
	return labelled, given
}

func (s *Score) compare(row *Row, labelled, given [kinds]map[key]mark) {
	for k := range kinds {
		l, g := labelled[k], given[k]
		right := map[key]bool{}
		for at, m := range l {
			if x, ok := g[at]; ok && (k != Open || kin(m.label, x.label)) {
				right[at] = true
			}
		}
		c := Count{len(right), len(g), len(l)}
		row.Counts[k] = c
		s.Total[k].add(c)
		if k == Coded {
			s.sides(l, g, right)
			row.indicators(l, g, right)
		}
		if k == Coded || k == Open {
			row.Miss = append(row.Miss, faults("MISS ", row.Doc, k, l, right)...)
			row.False = append(row.False, faults("FALSE", row.Doc, k, g, right)...)
		}
	}
}

func (s *Score) sides(l, g map[key]mark, right map[key]bool) {
	for at := range right {
		a, b := l[at], g[at]
		s.qualifier.see(string(a.qualifier), string(b.qualifier), true)
		s.period.see(a.period, b.period, false)
		s.place.see(a.place, b.place, false)
	}
}

func (r *Row) indicators(l, g map[key]mark, right map[key]bool) {
	r.Indicators = map[string]Count{}
	bump := func(code string, c Count) {
		have := r.Indicators[base(code)]
		have.add(c)
		r.Indicators[base(code)] = have
	}
	for at := range l {
		bump(at.code, Count{Labelled: 1})
	}
	for at := range g {
		bump(at.code, Count{Given: 1})
	}
	for at := range right {
		bump(at.code, Count{Right: 1})
	}
}

// faults lists the figures that are not right, in a fixed order.
func faults(what, doc string, kind int, marks map[key]mark, right map[key]bool) []string {
	sorted := slices.SortedFunc(maps.Keys(marks), func(a, b key) int {
		return cmp.Or(cmp.Compare(a.code, b.code), cmp.Compare(a.value, b.value), cmp.Compare(a.unit, b.unit))
	})
	var lines []string
	for _, at := range sorted {
		if !right[at] {
			lines = append(lines, what+" "+doc+" "+Kinds[kind]+" "+describe(at, marks[at]))
		}
	}
	return lines
}
