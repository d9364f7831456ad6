package parse

import (
	"cmp"
	"slices"
	"strings"
)

// A pdfItem is a line of text or a table, as it follows on a page.
type pdfItem struct {
	line  *pdfLine
	table *pdfTable
}

// layOut gives what stands on a page in reading order: each character is in one
// cell of one table or in one line.
func layOut(p *pdfPage) []pdfItem {
	tables := tablesOf(p.num, p.rules)
	rest := fillTables(tables, linesOf(p.num, p.glyphs))
	var kept []*pdfTable // but for drawings
	for i := range tables {
		t := &tables[i]
		for j := range t.cells {
			t.cells[j].text = cellText(&t.cells[j])
		}
		if filled(t) > 0 {
			kept = append(kept, t)
		}
	}
	slices.SortStableFunc(kept, func(a, b *pdfTable) int { return cmp.Compare(b.middle(), a.middle()) })
	between := make([][]pdfGlyph, len(kept)+1) // the text above each table, and below all
	for _, g := range rest {
		_, y := g.mid()
		n := 0
		for n < len(kept) && kept[n].middle() > y {
			n++
		}
		between[n] = append(between[n], g)
	}
	regions := pdfRegions{page: p.num}
	var items []pdfItem
	for i, glyphs := range between {
		items = append(items, alignTables(p.num, regions.lines(glyphs, 0, 0))...)
		if i < len(kept) {
			items = append(items, alignedWithin(kept[i])...)
		}
	}
	return items
}

func (t *pdfTable) middle() float64 { return (t.box[1] + t.box[3]) / 2 }

func filled(t *pdfTable) (n int) {
	for _, c := range t.cells {
		if c.text != "" {
			n++
		}
	}
	return n
}

// fillTables puts characters into the cells that their middle lies in, and
// gives those that lie in none. The digits of one number stay together, though
// some of them may stick out of a narrow cell.
func fillTables(tables []pdfTable, lines []pdfLine) (rest []pdfGlyph) {
	for _, l := range lines {
		for i := 0; i < len(l.glyphs); {
			j := i + 1
			for j < len(l.glyphs) && sameNumber(l.glyphs[j-1], l.glyphs[j], l.em) {
				j++
			}
			run := l.glyphs[i:j]
			x := (run[0].box[0] + run[len(run)-1].box[2]) / 2
			_, y := run[0].mid()
			if c := cellAt(tables, x, y); c != nil {
				c.glyphs = append(c.glyphs, run...)
			} else {
				rest = append(rest, run...)
			}
			i = j
		}
	}
	return rest
}

func sameNumber(a, b pdfGlyph, em float64) bool {
	return isNumberPart(a.r) && isNumberPart(b.r) && b.box[0]-a.box[2] < 0.1*em
}

func isNumberPart(r rune) bool {
	return isNumeral(r) || r == '.' || r == ',' || r == '．' || r == '，'
}

// cellAt finds the cell at a place, in the smallest table there.
func cellAt(tables []pdfTable, x, y float64) *pdfCell {
	var best *pdfTable
	for i := range tables {
		t := &tables[i]
		if x < t.box[0] || x > t.box[2] || y < t.box[1] || y > t.box[3] {
			continue
		}
		if best == nil || area(t) < area(best) {
			best = t
		}
	}
	if best == nil {
		return nil
	}
	for i := range best.cells {
		b := best.cells[i].box
		if x >= b[0] && x <= b[2] && y >= b[1] && y <= b[3] {
			return &best.cells[i]
		}
	}
	return nil
}

func area(t *pdfTable) float64 { return (t.box[2] - t.box[0]) * (t.box[3] - t.box[1]) }

// halfGroup tells a number that breaks off within a group of three digits.
func halfGroup(s string) bool {
	i := strings.LastIndexAny(s, ",，")
	return i >= 0 && i+3 >= len(s)
}

// apartBelow tells lines of a cell whose figures do not go on in the next: there
// are several on a line, or so many lines of figures that they are a column.
func apartBelow(lines []pdfLine, i int) bool {
	const column = 4
	words := strings.Fields(lines[i].text())
	if len(words) > 1 && !slices.ContainsFunc(words, func(w string) bool { return strings.ContainsFunc(w, isHan) }) {
		return true
	}
	return len(lines) >= column && !slices.ContainsFunc(lines, func(l pdfLine) bool { return !isFigure(l.text()) })
}

// cellText joins the lines of a cell. A number that is broken by the cell's
// width is one; two numbers below one another in a wide cell are two.
func cellText(c *pdfCell) string {
	var b strings.Builder
	var last pdfLine
	lines := linesOf(c.page, c.glyphs)
	for i, l := range lines {
		if i > 0 {
			a, z := last.glyphs[len(last.glyphs)-1].r, l.glyphs[0].r
			room := c.box[2] - c.box[0] - (last.box[2] - last.box[0])
			if isLatin(a) && isLatin(z) || isNumeral(a) && isNumeral(z) && (room > 3*l.em && !halfGroup(b.String()) || apartBelow(lines, i-1)) {
				b.WriteByte(' ')
			}
		}
		b.WriteString(l.text())
		last = l
	}
	return b.String()
}
