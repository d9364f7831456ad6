package eval

import (
	"cmp"
	"maps"
	"slices"

	"nianbao/report"
)

// By is what results are grouped by.
type By string

const (
	ByIndicator By = "indicator"
	ByEra       By = "era"
	ByFormat    By = "format"
	ByScript    By = "script"
	ByMethod    By = "method" // prose or tables; a number that stands in both counts in both
	// ByConfidence groups the figures given, coded and open ones, by how sure the
	// program was: what is missed has no confidence, so there is precision alone.
	ByConfidence By = "confidence"
)

// Groupings are all of them.
var Groupings = []By{ByIndicator, ByEra, ByFormat, ByScript, ByMethod, ByConfidence}

// A Group is the result over what has something in common.
type Group struct {
	Name      string // "" where it is not known
	Documents int
	Counts    [kinds]Count // of an indicator Coded alone
	F1        *Interval    // of coded figures, over documents; nil where too few documents tell
	// Left of Numerals are neither taken nor rejected; 0 of 0 for an indicator
	// and for a method, which a numeral left over does not have.
	Left, Numerals int
}

// Residual is the share of the numerals that are neither taken nor rejected.
func (g Group) Residual() float64 { return ratio(g.Left, g.Numerals) }

// A Report is the result over all documents, and in groups. The zero value
// compares text and tables.
type Report struct {
	Score
	text, table Score
}

// NewReport compares what is in text or in tables alone; all where it is "".
func NewReport(where report.Method) *Report {
	return &Report{Score: Score{Where: where}, text: Score{Where: report.InText}, table: Score{Where: report.InTable}}
}

// Add compares one document with its labels; d is nil where nothing was given.
func (r *Report) Add(l Labels, d *report.Document) {
	r.Score.Add(l, d)
	if r.Where != report.InTable {
		r.text.Add(l, d)
	}
	if r.Where != report.InText {
		r.table.Add(l, d)
	}
}

// Merge adds the results of another report, which compared the same.
func (r *Report) Merge(o *Report) {
	r.Score.merge(&o.Score)
	r.text.merge(&o.text)
	r.table.merge(&o.table)
}

// Whole is the group of everything.
func (r *Report) Whole() Group {
	w := gatherer{}
	for i := range r.Rows {
		w.document("", &r.Rows[i])
	}
	if len(w) == 0 {
		return Group{}
	}
	return w.groups()[0]
}

// Groups gives the groups that have figures or numerals: indicators with the
// most wrong figures first, all others by name.
func (r *Report) Groups(by By) []Group {
	w := gatherer{}
	switch by {
	case ByIndicator:
		for i := range r.Rows {
			w.indicators(&r.Rows[i])
		}
	case ByConfidence:
		for i := range r.Rows {
			w.confidences(&r.Rows[i])
		}
	case ByMethod:
		for _, s := range []*Score{&r.text, &r.table} {
			for i := range s.Rows {
				row := s.Rows[i]
				row.Left, row.Numerals = 0, 0
				w.document(string(s.Where), &row)
			}
		}
	default:
		for i := range r.Rows {
			row := &r.Rows[i]
			w.document(map[By]string{ByEra: string(row.Era), ByFormat: string(row.Format), ByScript: string(row.Script)}[by], row)
		}
	}
	groups := w.groups()
	if by == ByIndicator {
		slices.SortStableFunc(groups, func(a, b Group) int { return -cmp.Compare(a.Counts[Coded].wrong(), b.Counts[Coded].wrong()) })
	}
	return groups
}

// wrong is the number of figures missed and of those given without reason.
func (c Count) wrong() int { return c.Given + c.Labelled - 2*c.Right }

// A gatherer holds groups by name, each with its documents' counts.
type gatherer map[string]*gathered

type gathered struct {
	Group
	documents []Count // coded
}

func (w gatherer) named(name string) *gathered {
	if w[name] == nil {
		w[name] = &gathered{Group: Group{Name: name}}
	}
	return w[name]
}

func (w gatherer) document(name string, row *Row) {
	var all Count
	for _, c := range row.Counts {
		all.add(c)
	}
	if all == (Count{}) && row.Numerals == 0 {
		return
	}
	g := w.named(name)
	g.Left += row.Left
	g.Numerals += row.Numerals
	for k, c := range row.Counts {
		g.Counts[k].add(c)
	}
	g.Documents++
	g.documents = append(g.documents, row.Counts[Coded])
}

func (w gatherer) indicators(row *Row) {
	for name, c := range row.Indicators {
		g := w.named(name)
		g.Counts[Coded].add(c)
		g.Documents++
		g.documents = append(g.documents, c)
	}
}

func (w gatherer) confidences(row *Row) {
	for name, c := range row.Confidences {
		g := w.named(name)
		g.Counts[Coded].add(c)
		g.Documents++
	}
}

func (w gatherer) groups() []Group {
	var out []Group
	for _, name := range slices.Sorted(maps.Keys(w)) {
		g := w[name]
		if at, ok := bootstrapF1(g.documents); ok {
			g.F1 = &at
		}
		out = append(out, g.Group)
	}
	return out
}
