package indicator

import (
	"slices"
	"strings"

	"nianbao/report"
)

// A Sum is what stands for a code in an era whose form has no cell for it.
type Sum struct {
	Parts []report.Code // cells of that form
	Exact bool          // the same by the form's own headings or an exact bridge; else the nearest there is
}

// SumOf gives the sum that stands for a code in reports of an era: the rows below
// a heading (2019: 不予公开 is the sum of its eight rows), else the side of a
// bridge whose other side is the code. There is none where the form has a cell
// for the code, or where nothing corresponds.
func (b *Book) SumOf(c report.Code, era report.Era) (Sum, bool) {
	i, known := b.Find(c.Indicator)
	if !known || era == "" || i.Standing(c, era) == report.InForm {
		return Sum{}, false
	}
	if rows := b.below(&i, c, era); len(rows) > 1 {
		return Sum{rows, true}, true
	}
	for _, s := range i.Series {
		if !slices.ContainsFunc(s.Codes, func(of report.Code) bool { return of.String() == c.String() }) {
			continue
		}
		bridge := s.BridgeOf(c)
		parts, other := bridge.Before, bridge.After
		if era >= s.To {
			parts, other = other, parts
		}
		if stands(parts, other, c) && b.inForm(parts, era) {
			return Sum{parts, bridge.Exact}, true
		}
	}
	return Sum{}, false
}

// Bridged tells whether a break in a code's series is spanned by sums: its bridge
// is exact, and on each side stands the code alone, or what SumOf gives for it.
func Bridged(c report.Code, s report.Break) bool {
	bridge := s.BridgeOf(c)
	return bridge.Exact && (stands(bridge.Before, bridge.After, c) || stands(bridge.After, bridge.Before, c))
}

// stands tells whether a side of a bridge stands for a code: it has not the code
// itself, and the other side is the code or says nothing of it.
func stands(parts, other []report.Code, c report.Code) bool {
	has := func(list []report.Code) bool {
		return slices.ContainsFunc(list, func(of report.Code) bool { return of.String() == c.String() })
	}
	return len(parts) > 0 && !has(parts) && (!has(other) || len(other) == 1)
}

// below gives the cells of an era's form that a heading without a cell stands
// over: outcome=denied over outcome=denied.safety.
func (b *Book) below(i *report.Indicator, c report.Code, era report.Era) []report.Code {
	var out []report.Code
	seen := map[string]bool{}
	for _, p := range i.Places() { // in the order of the form
		if of := p.Code; p.Era == era && !p.Local && !seen[of.String()] && len(of.Dims) == len(c.Dims) && heads(c, of) {
			seen[of.String()] = true
			out = append(out, of)
		}
	}
	return out
}

// heads tells whether a code's dimensions are those of another but for one, of
// which it has the heading.
func heads(c, of report.Code) bool {
	headed := 0
	for k, v := range c.Dims {
		switch {
		case of.Dims[k] == v:
		case strings.HasPrefix(of.Dims[k], v+"."):
			headed++
		default:
			return false
		}
	}
	return headed == 1
}

func (b *Book) inForm(codes []report.Code, era report.Era) bool {
	return !slices.ContainsFunc(codes, func(c report.Code) bool {
		i, known := b.Find(c.Indicator)
		return !known || i.Standing(c, era) != report.InForm
	})
}
