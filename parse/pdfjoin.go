package parse

import (
	"math"
	"slices"
	"strings"

	"nianbao/needle"
)

// Two parts of one table may be drawn with a little different columns.
const (
	columnSnap  = 4.0  // points by which a column's border may differ
	widthChange = 0.03 // share by which the width of a table with the same columns may
)

// joinTables adds b, the table that begins a page, to a, the table that ended
// the page before, if they are one: of one width, on pages that follow.
func joinTables(a, b *pdfTable) bool {
	if b.page != a.last+1 {
		return false
	}
	left, width := a.xs[0], a.xs[a.cols()]-a.xs[0]
	from, scale := b.xs[0], width/(b.xs[b.cols()]-b.xs[0])
	change := math.Abs(1-scale) * width
	if change > columnSnap && (a.cols() != b.cols() || change > widthChange*width) {
		return false
	}
	for i := range b.xs { // left and right pages may have other margins
		b.xs[i] = left + (b.xs[i]-from)*scale
	}
	alignColumns(a, b)
	dropRepeatedHead(a, b)
	if b.rows > 0 {
		appendRows(a, b)
	}
	a.last = b.last
	return true
}

// alignColumns gives both tables the columns of either.
func alignColumns(a, b *pdfTable) {
	if sameColumns(a.xs, b.xs) {
		b.xs = a.xs
		return
	}
	var xs []float64
	for _, x := range slices.Sorted(slices.Values(append(slices.Clone(a.xs), b.xs...))) {
		if len(xs) == 0 || x-xs[len(xs)-1] > columnSnap {
			xs = append(xs, x)
		}
	}
	for _, t := range []*pdfTable{a, b} {
		old := t.xs
		for i := range t.cells {
			c := &t.cells[i]
			from, to := nearest(xs, old[c.col]), nearest(xs, old[c.col+c.cols])
			c.col, c.cols = from, max(1, to-from)
		}
		t.xs = xs
	}
}

// sameColumns tells whether two tables have as many columns, each near to the
// other's.
func sameColumns(a, b []float64) bool {
	if len(a) != len(b) {
		return false
	}
	for i := 1; i < len(a); i++ {
		if math.Abs(a[i]-b[i]) > 0.4*min(a[i]-a[i-1], b[i]-b[i-1]) {
			return false
		}
	}
	return true
}

func nearest(xs []float64, x float64) (best int) {
	for i := range xs {
		if math.Abs(xs[i]-x) < math.Abs(xs[best]-x) {
			best = i
		}
	}
	return best
}

// dropRepeatedHead takes the heading rows off b that a begins with too.
func dropRepeatedHead(a, b *pdfTable) {
	n := 0
	for k := 1; k <= min(5, a.rows-1, b.rows); k++ {
		if !rowsEqual(a, b, k-1) {
			break
		}
		if closedBelow(a, k) && closedBelow(b, k) {
			n = k
		}
	}
	if n == 0 {
		return
	}
	var kept []pdfCell
	for _, c := range b.cells {
		if c.row >= n {
			c.row -= n
			kept = append(kept, c)
		}
	}
	b.cells = kept
	b.rows -= n
}

// rowsEqual tells whether the cells that begin in a row are the same, and are
// words: a row of figures may well come twice.
func rowsEqual(a, b *pdfTable, row int) bool {
	x, y := rowOf(a, row), rowOf(b, row)
	words := false
	for _, c := range x {
		words = words || c.text != ""
		if isFigure(c.text) {
			return false
		}
	}
	return words && slices.EqualFunc(x, y, func(c, d *pdfCell) bool {
		return c.col == d.col && c.cols == d.cols && c.rows == d.rows && c.text == d.text
	})
}

func rowOf(t *pdfTable, row int) (cells []*pdfCell) {
	for i := range t.cells {
		if t.cells[i].row == row {
			cells = append(cells, &t.cells[i])
		}
	}
	return cells
}

// closedBelow tells whether no cell reaches over the end of the first n rows.
func closedBelow(t *pdfTable, n int) bool {
	return !slices.ContainsFunc(t.cells, func(c pdfCell) bool { return c.row < n && c.row+c.rows > n })
}

var (
	figure     = needle.MustCompile(`^[-+－+]?[\d０-９][\d０-９.,，．\s]*[%％]?$`)
	cellNumber = needle.MustCompile(`^(?:[一二三四五六七八九十]{1,3}[、.．]|[（(][一二三四五六七八九十\d]{1,3}[)）]|\d{1,2}[、.．]|[①-⑳]|其中)`)
)

func isFigure(s string) bool { return figure.MatchString(s) }

// A pdfCut is a cell at the foot of one page and what stands below it, in the
// same columns, at the head of the next.
type pdfCut struct{ above, below *pdfCell }

// appendRows adds the rows of b to a. The page end cuts either between two
// rows, through cells that span several, or through one row.
func appendRows(a, b *pdfTable) {
	cuts, whole := cutsBetween(a, b)
	oneRow := whole && isOneRow(cuts)
	offset := a.rows
	if oneRow {
		offset--
	}
	labels := labelColumns(a, b)
	gone := map[*pdfCell]bool{}
	for _, c := range cuts {
		if oneRow || spansPages(c, labels) {
			c.above.rows = offset + c.below.row + c.below.rows - c.above.row
			if c.above.text == "" { // what is printed stands on the next page
				c.above.page, c.above.box = c.below.page, c.below.box
			}
			c.above.text = joinCut(c.above.text, c.below.text)
			c.above.glyphs = append(c.above.glyphs, c.below.glyphs...)
			gone[c.below] = true
		}
	}
	for i := range b.cells {
		if c := &b.cells[i]; !gone[c] {
			moved := *c
			moved.row += offset
			a.cells = append(a.cells, moved)
		}
	}
	a.rows = offset + b.rows
}

// cutsBetween pairs the cells on both sides of the page end; whole is false
// where their columns differ.
func cutsBetween(a, b *pdfTable) (cuts []pdfCut, whole bool) {
	whole = true
	var foot []*pdfCell
	for i := range a.cells {
		if c := &a.cells[i]; c.row+c.rows == a.rows {
			foot = append(foot, c)
		}
	}
	for _, below := range rowOf(b, 0) {
		i := slices.IndexFunc(foot, func(c *pdfCell) bool { return c.col == below.col && c.cols == below.cols })
		if i < 0 {
			whole = false
			continue
		}
		cuts = append(cuts, pdfCut{foot[i], below})
	}
	return cuts, whole && len(cuts) > 0
}

// isOneRow tells whether the page end cuts through one row: what stands below
// goes on with the words above, and the figures stand on one side only.
func isOneRow(cuts []pdfCut) bool {
	words, empty := 0, true
	for _, c := range cuts {
		above, below := c.above.text, c.below.text
		empty = empty && below == ""
		switch {
		case above == "" || below == "":
			continue
		case isFigure(below), cellNumber.MatchString(below), !c.wraps():
			return false
		}
		words++
	}
	return empty || words > 0
}

// wraps tells whether the last line above has no room for the first word below.
func (c pdfCut) wraps() bool {
	above, below := linesOf(c.above.page, c.above.glyphs), linesOf(c.below.page, c.below.glyphs)
	if len(above) == 0 || len(below) == 0 {
		return false
	}
	last := above[len(above)-1]
	const padding = 4 // points that no cell gives to its text
	room := c.above.box[2] - c.above.box[0] - padding - (last.box[2] - last.box[0])
	return wordWidth(below[0].glyphs) > room-last.em
}

// labelColumns tells which columns hold words only, about the page end: neither
// figures nor the "/" that stands for one.
func labelColumns(a, b *pdfTable) map[int]bool {
	labels := map[int]bool{}
	for c := range a.cols() {
		labels[c] = true
	}
	const reach = 100 // rows
	for _, t := range []*pdfTable{a, b} {
		for _, c := range t.cells {
			if (t == b || c.row > a.rows-reach) && (isFigure(c.text) || isValue(c.text)) {
				delete(labels, c.col)
			}
		}
	}
	return labels
}

// spansPages tells whether a cell reaches over the page end though the row does
// not: a label for several rows, printed on one of the pages only, or broken
// where its words wrap.
func spansPages(c pdfCut, labels map[int]bool) bool {
	above, below := c.above, c.below
	if !labels[above.col] {
		return false
	}
	several := above.rows > 1 || below.rows > 1
	if above.text == "" || below.text == "" {
		return above.text != below.text || several
	}
	return several && !cellNumber.MatchString(below.text) && c.wraps()
}

func joinCut(a, b string) string { return strings.TrimSpace(a + b) }
