package extract

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"nianbao/needle"
	"nianbao/report"
)

// A formCell is a value cell of an official table with what its labels say.
type formCell struct {
	*slot
	name       string // label of the row and column
	rowLabel   *slot  // where the row's label stands; nil where it has none
	place      *place // nil where the form has no such place
	unit       string // printed beside it or in its heading; "" where nowhere
	shift      int    // power of ten of that unit
	adrift     *place // what the row states, where the cell's column is not known
	role       report.Role
	part       bool // the row states a part of its code that no dimension tells
	confidence float64
}

// captionUnit is the unit of money that a table's caption gives for all of it.
var captionUnit = needle.MustCompile(`单位[:：]([万千百]?元)`)

// longestCellQuote is how many runes a quote may have before it is cut to its cell.
const longestCellQuote = 80

// add makes the figure of a cell.
func (f *formReader) add(v *tableView, c formCell) {
	g := report.Figure{
		Label: c.name, Qualifier: c.qualifier, Role: report.Level, Status: report.Printed, Method: report.InTable, Reader: f.d.Reader,
		Page: c.Page, Box: c.Box, Table: v.number, Row: c.Row, Col: c.Col, Confidence: c.confidence,
		Rule: f.rule(c),
	}
	if c.place != nil {
		g.Indicator, g.Dims, g.Unit = c.place.indicator.ID, c.place.Dims, c.place.indicator.Unit
		if c.place.Role != "" {
			g.Role = c.place.Role
		}
	}
	if c.part && c.place != nil {
		g.Part = printedLabel(c.rowLabel.norm)
	}
	if c.role != "" {
		g.Role = c.role
	}
	if g.Role == report.OtherPeriod && f.d.Year > 0 {
		g.Period = strconv.Itoa(f.d.Year - 1)
	}
	if g.Unit == "元" && c.unit == "" {
		if m := captionUnit.FindStringSubmatch(v.Caption); m != nil {
			c.unit, c.shift, _ = unitWord(m[1])
		}
	}
	if c.unit != "" {
		g.Unit = c.unit
	}
	f.setValue(&g, c)
	f.setUnit(&g, c.Span)
	f.setQuote(v, &g, c)
	f.figures = append(f.figures, g)
}

// adriftMark stands in the rule of a cell of an official table that states no
// code: its row or its column is not known.
const adriftMark = "#?"

// adrift tells of a cell whose row is known and whose column is not.
func adrift(g *report.Figure) bool {
	_, row, ok := strings.Cut(g.Rule, adriftMark)
	return ok && row != ""
}

// rule names what read a cell: the form and its own label of the row. Where its
// column is not known it is ? and the code of the row's total.
func (f *formReader) rule(c formCell) string {
	switch {
	case f.form == "":
		return "table#" + c.name
	case c.place == nil && c.adrift != nil:
		return fmt.Sprintf("%s.%s%s%s", f.era, f.form, adriftMark, c.adrift.code())
	case c.place == nil:
		return fmt.Sprintf("%s.%s%s", f.era, f.form, adriftMark)
	case c.place.Col != "":
		return fmt.Sprintf("%s.%s#%s/%s", f.era, f.form, c.place.Row, c.place.Col)
	}
	return fmt.Sprintf("%s.%s#%s", f.era, f.form, c.place.Row)
}

// setValue gives a figure the number in its cell, or says what stands there.
func (f *formReader) setValue(g *report.Figure, c formCell) {
	switch c.kind {
	case cellNumber:
		shift := c.slot.shift
		if c.slot.unit != "" {
			g.Unit = c.slot.unit
		} else if shift == 0 {
			shift = c.shift
		}
		g.Value = c.value.Shift(shift)
		g.Printed = f.d.Slice(c.Norm.Span(c.start, c.end))
	case cellBlank:
		g.Status = report.Blank
	case cellNone:
		g.Status = report.NotApplicable
	case cellSeveral:
		g.Status = report.Words
		f.d.Note(report.IssueManyNumbers, c.Span, c.name+": "+c.norm)
	default:
		g.Status = report.Words
		f.d.Note(report.IssueBadCell, c.Span, c.name+": "+c.norm)
	}
}

func (f *formReader) setUnit(g *report.Figure, at report.Span) {
	m, ok := report.UnitMeasure(g.Unit)
	if !ok && g.Unit != "" {
		f.d.Note(report.IssueUnknownUnit, at, g.Unit)
	}
	g.Measure = m
}

// setQuote quotes a cell with the words of its row before it, where they stand
// together and are not too long.
func (f *formReader) setQuote(v *tableView, g *report.Figure, c formCell) {
	g.Span = c.Span
	if l := c.rowLabel; l != nil && !v.turned && l.Row == c.Row && l.Start < c.Start && c.End-l.Start <= longestCellQuote {
		g.Start = l.Start
	}
	g.Quote = f.d.Slice(g.Span)
	if utf8.RuneCountInString(g.Quote) > longestCellQuote && g.Printed != "" {
		g.Span = c.Norm.Span(c.start, c.end)
		g.Quote = f.d.Slice(g.Span)
	}
}

// tellParts keeps one figure a code and table as the body's own: a further row
// that comes to the same code states a part of it, named by its label.
func (f *formReader) tellParts(first int) {
	whole := map[string]int{}
	for i := first; i < len(f.figures); i++ {
		g := &f.figures[i]
		if g.Indicator == "" || g.Part != "" {
			continue
		}
		key := g.Code().String() + string(g.Role)
		j, taken := whole[key]
		switch {
		case !taken:
			whole[key] = i
		case f.figures[j].Confidence < g.Confidence:
			f.figures[j].Part = f.figures[j].Label
			whole[key] = i
		default:
			g.Part = g.Label
		}
	}
}
