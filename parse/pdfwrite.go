package parse

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"nianbao/report"
)

// A pdfWriter writes blocks into a document.
type pdfWriter struct {
	d     *report.Document
	text  report.Builder
	pages []pdfPiece
	down  map[int]float64 // pages written downwards, and how wide they are as turned
}

// A pdfPiece is a piece of the text that stands on one page.
type pdfPiece struct {
	report.Span
	page int
}

func (w *pdfWriter) write(blocks []pdfBlock) {
	for i := range blocks {
		if i > 0 {
			w.text.Add("\n")
		}
		if b := &blocks[i]; b.table != nil {
			w.table(b.table, captionOf(blocks[:i], b.table))
		} else {
			w.paragraph(b)
		}
	}
	w.d.Text = w.text.String()
}

func (w *pdfWriter) add(s string, page int) report.Span {
	span := w.text.Add(s)
	w.pages = append(w.pages, pdfPiece{span, page})
	return span
}

func (w *pdfWriter) paragraph(b *pdfBlock) {
	start := w.text.Len()
	first := b.lines[0]
	box := first.box
	var lines []report.LineBox
	for i := range b.lines {
		l, text := &b.lines[i], b.lineText(i)
		span := w.add(text, l.page)
		w.recognized(span, text, l.glyphs)
		lines = append(lines, report.LineBox{Span: span, Page: l.page, Box: *w.box(l.page, l.box)})
		if l.page == first.page {
			box = union(box, l.box)
		}
	}
	w.d.Blocks = append(w.d.Blocks, report.Block{
		Kind: b.kind, Span: report.Span{Start: start, End: w.text.Len()}, Page: first.page, Box: w.box(first.page, box), Lines: lines,
	})
}

// table writes a table: rows on lines, cells apart by " | ".
func (w *pdfWriter) table(t *pdfTable, caption string) {
	slices.SortStableFunc(t.cells, func(a, b pdfCell) int {
		return cmp.Or(cmp.Compare(a.row, b.row), cmp.Compare(a.col, b.col))
	})
	start := w.text.Len()
	out := report.Table{Rows: t.rows, Cols: t.cols(), Caption: caption}
	for i, c := range t.cells {
		if i > 0 {
			if c.row == t.cells[i-1].row {
				w.text.Add(" | ")
			} else {
				w.text.Add("\n")
			}
		}
		span := w.add(c.text, c.page)
		w.recognized(span, c.text, c.glyphs)
		out.Cells = append(out.Cells, report.Cell{
			Row: c.row, Col: c.col, RowSpan: c.rows, ColSpan: c.cols,
			Span: span, Page: c.page, Box: w.box(c.page, c.box),
		})
	}
	out.Span = report.Span{Start: start, End: w.text.Len()}
	w.d.Blocks = append(w.d.Blocks, report.Block{
		Kind: report.TableBlock, Span: out.Span, Table: len(w.d.Tables), Page: t.page, Box: w.box(t.page, t.box),
	})
	w.d.Tables = append(w.d.Tables, out)
}

// captionOf finds the words above a table: a line over its middle, or the
// nearest heading, beyond lines such as （2018年度） and 单位：件.
func captionOf(blocks []pdfBlock, t *pdfTable) string {
	const reach = 3
	for i := len(blocks) - 1; i >= max(0, len(blocks)-reach); i-- {
		b := &blocks[i]
		switch {
		case b.kind == report.Furniture:
			continue
		case b.table != nil, len(b.lines) > 2:
			return ""
		}
		text := b.text()
		if strings.HasPrefix(text, "（") || sentence.MatchString(text) {
			continue
		}
		l := b.lines[0]
		middle := math.Abs(l.box[0]+l.box[2]-t.box[0]-t.box[2]) < 4*l.em && len(l.glyphs) > 3
		if b.kind != report.Paragraph || middle && l.page == t.page {
			return text
		}
	}
	return ""
}

// box is a place on a page as printed.
func (w *pdfWriter) box(page int, b report.Box) *report.Box {
	if width, ok := w.down[page]; ok {
		b = asPrinted(b, width)
	}
	return roundBox(b)
}

func roundBox(b report.Box) *report.Box {
	for i := range b {
		b[i] = float64(int(b[i]*10+0.5)) / 10
	}
	return &b
}
