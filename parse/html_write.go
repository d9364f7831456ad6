package parse

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"nianbao/report"
)

// An htmlWriter writes the pieces of a page as the text, blocks and tables of
// a document.
type htmlWriter struct {
	d       *report.Document
	pg      *page
	b       report.Builder
	title   string // as written, without white space
	started bool   // a sentence was written
	cut     bool   // a table was above the limits
}

// write puts the title first where it stands above the pieces, not among them.
func (w *htmlWriter) write(title *piece, pieces []piece) {
	at := -1
	for i := range pieces {
		if &pieces[i] == title {
			at = i
		}
	}
	if title != nil && at < 0 {
		w.block(title.text, report.TitleBlock)
	}
	for i := range pieces[:bodyEnd(pieces)] {
		p := &pieces[i]
		switch {
		case p.image, p.chrome:
		case i < at && !isProse(p.text): // navigation above the title
		case p.table != nil:
			w.table(p.grid)
		case p.plain:
			w.plain(p.text)
		default:
			w.text(p, p == title, i == len(pieces)-1)
		}
	}
	w.d.Text = w.b.String()
	addCaptions(w.d)
	if w.cut {
		w.d.Status, w.d.Reason, w.d.Detail = report.Partial, report.TooLarge, "a table has more than 50,000 cells: its end was not read"
	}
}

// bodyEnd gives the end of the report: after its last sentence or table, what
// follows furniture of the page is furniture too.
func bodyEnd(pieces []piece) int {
	end := len(pieces)
	for end > 0 && pieces[end-1].table == nil && !isProse(pieces[end-1].text) {
		end--
	}
	for ; end < len(pieces); end++ {
		if p := &pieces[end]; p.chrome || furnitureLine(p.trimmed()) {
			return end
		}
	}
	return end
}

func (w *htmlWriter) text(p *piece, title, last bool) {
	s := p.trimmed()
	switch {
	case title:
		if w.title == "" {
			w.block(p.text, report.TitleBlock)
		}
	case s == "", furnitureLine(s), !w.started && advertLine(s):
	case !w.started && squeeze(s) == w.title: // once more
	case isHeading(s) && !last && w.isHeadingPiece(p, s):
		w.block(p.text, report.Heading)
	default:
		w.started = w.started || isProse(s)
		w.block(p.text, report.Paragraph)
	}
}

// isHeadingPiece asks of an unnumbered short line that it is marked up as a
// heading, or stands before the last sentence and names no body.
func (w *htmlWriter) isHeadingPiece(p *piece, s string) bool {
	style, _ := numbering(s)
	return style != unnumbered || p.level > 0 || !bodyName.MatchString(s) && utf8.RuneCountInString(s) <= 12
}

// block writes one block on a line of its own.
func (w *htmlWriter) block(text string, kind report.BlockKind) {
	text = strings.Trim(text, "\n")
	if w.b.Len() > 0 {
		w.b.Add("\n")
	}
	lead := utf8.RuneCountInString(text) - utf8.RuneCountInString(strings.TrimLeftFunc(text, isSpace))
	length := utf8.RuneCountInString(strings.TrimFunc(text, isSpace))
	span := w.b.Add(text)
	span.Start += lead
	span.End = span.Start + length
	if kind == report.TitleBlock {
		w.title = squeeze(text)
	}
	w.d.Blocks = append(w.d.Blocks, report.Block{Kind: kind, Span: span})
}

// table writes a table, a row on a line and " | " between the cells.
func (w *htmlWriter) table(g *htmlGrid) {
	w.cut = w.cut || g.cut
	t := report.Table{Rows: g.rows, Cols: g.cols}
	slices.SortStableFunc(g.cells, func(a, b htmlCell) int { return cmp.Or(cmp.Compare(a.row, b.row), cmp.Compare(a.col, b.col)) })
	for i, c := range g.cells {
		switch {
		case i == 0 && w.b.Len() > 0, i > 0 && c.row != g.cells[i-1].row:
			w.b.Add("\n")
		case i > 0:
			w.b.Add(" | ")
		}
		span := w.b.Add(c.text)
		t.Cells = append(t.Cells, report.Cell{Row: c.row, Col: c.col, RowSpan: c.rowspan, ColSpan: c.colspan, Span: span})
		if c.parted {
			w.d.Note(report.IssueManyNumbers, span, "a line break stands within "+c.text+", which was read as one number")
		}
	}
	if len(t.Cells) == 0 {
		return
	}
	t.Span = report.Span{Start: t.Cells[0].Start, End: w.b.Len()}
	w.d.Blocks = append(w.d.Blocks, report.Block{Kind: report.TableBlock, Span: t.Span, Table: len(w.d.Tables)})
	w.d.Tables = append(w.d.Tables, t)
}
