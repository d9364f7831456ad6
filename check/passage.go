package check

import (
	"math/big"
	"slices"
	"strings"

	"nianbao/report"
)

// passages are the coded figures of a document's prose, by paragraph.
type passages struct {
	d    *report.Document
	each [][]int // indexes into Document.Figures, in order
}

func passagesOf(d *report.Document) *passages {
	p := &passages{d: d}
	last, at := -1, 0
	for i := range d.Figures { // figures and blocks both stand in the order of the text
		g := &d.Figures[i]
		if g.Method != report.InText || g.Indicator == "" || g.Value == "" {
			continue
		}
		for at < len(d.Blocks) && d.Blocks[at].End <= g.Start {
			at++
		}
		if at != last {
			p.each = append(p.each, nil)
			last = at
		}
		p.each[len(p.each)-1] = append(p.each[len(p.each)-1], i)
	}
	return p
}

// short are the paragraphs in which figures are compared with one another: one
// with more is a data set without line ends, and comparing grows with the square.
func (p *passages) short() [][]int {
	return slices.DeleteFunc(slices.Clone(p.each), func(passage []int) bool { return len(passage) > mostInPassage })
}

const mostInPassage = 300

// plain tells of a figure that states its code for the report's own year and
// the body as a whole, to the last digit.
func plain(g *report.Figure) bool {
	return g.Role == report.Level && g.Period == "" && g.Place == "" && g.Part == "" && g.Value != ""
}

// beside tells whether two figures are of the same part of the body.
func beside(a, b *report.Figure) bool { return a.Place == b.Place && a.Part == b.Part }

// note records a check of the figures given, the first of which is judged.
func (p *passages) note(rule string, ok bool, delta *big.Rat, reading string, figures ...int) {
	c := report.Check{Rule: rule, OK: ok, Figures: figures, Note: p.d.Figures[figures[0]].Label, Reading: reading}
	c.Delta = decimal(delta)
	p.d.Checks = append(p.d.Checks, c)
}

// decimal writes a difference, to eight places.
func decimal(r *big.Rat) report.Decimal {
	text := r.FloatString(8)
	if strings.Contains(text, ".") {
		text = strings.TrimRight(strings.TrimRight(text, "0"), ".")
	}
	d, _ := report.ParseDecimal(text)
	return d
}

// agrees tells whether a stated number can be another: more or less so where it
// is said to be round.
func agrees(g *report.Figure, v *big.Rat) bool {
	stated := g.Value.Rat()
	switch g.Qualifier {
	case report.AtLeast:
		return v.Cmp(stated) >= 0
	case report.AtMost:
		return v.Cmp(stated) <= 0
	case report.Approx:
		off := new(big.Rat).Sub(stated, v)
		return off.Abs(off).Cmp(new(big.Rat).Mul(v, big.NewRat(1, 10))) <= 0
	}
	return stated.Cmp(v) == 0
}
