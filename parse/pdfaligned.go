package parse

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"nianbao/report"
)

// A table without drawn lines is told by its figures: several lines that follow
// one another end in figures which stand in the same columns.
const (
	minAlignedRows = 3   // with figures,
	minAlignedCols = 4   // or one such row below the names of so many columns
	maxHeaderLines = 5   // above the first row with figures
	maxAligned     = 100 // places of a page where a table is looked for
	wrappedPitch   = 0.8 // of the distance of two rows: lines nearer than that are one row
)

// A pdfPart is a piece of a line between gaps as wide as a column's.
type pdfPart struct {
	glyphs []pdfGlyph
	lo, hi float64
	text   string
	value  bool
}

// A pdfRow is a line as a row of a table: what says of what, and the figures.
type pdfRow struct {
	line   *pdfLine
	parts  []pdfPart
	labels int // parts before the figures at its end
}

func rowOfLine(l *pdfLine) pdfRow {
	r := pdfRow{line: l}
	start := 0
	for i := 1; i <= len(l.glyphs); i++ {
		if i < len(l.glyphs) && l.glyphs[i].box[0]-l.glyphs[i-1].box[2] < l.em {
			continue
		}
		part := pdfLine{page: l.page, glyphs: l.glyphs[start:i], em: l.em}
		p := pdfPart{glyphs: part.glyphs, lo: l.glyphs[start].box[0], hi: l.glyphs[i-1].box[2], text: part.text()}
		p.value = isFigure(p.text) || isValue(p.text)
		r.parts = append(r.parts, p)
		start = i
	}
	for r.labels = len(r.parts); r.labels > 0 && r.parts[r.labels-1].value; r.labels-- {
	}
	return r
}

func (r *pdfRow) values() []pdfPart { return r.parts[r.labels:] }

// isLabel tells a line that only names something: no sentence ends in it.
func (r *pdfRow) isLabel() bool {
	return len(r.values()) == 0 && len(r.parts) == 1 && !sentence.MatchString(r.parts[0].text)
}

// alignTables makes tables of the lines that stand in columns.
func alignTables(page int, lines []pdfLine) []pdfItem {
	var items []pdfItem
	rows := make([]pdfRow, len(lines))
	for i := range lines {
		rows[i] = rowOfLine(&lines[i])
	}
	done, tried := 0, 0 // lines that are in items
	for i := 0; i < len(rows) && tried < maxAligned; i++ {
		first, body, end := alignedRun(rows, i, done)
		if end == 0 {
			continue
		}
		tried++
		t, ok := alignedTable(page, rows[first:end], body-first)
		if !ok {
			continue
		}
		for ; done < first; done++ {
			items = append(items, pdfItem{line: &lines[done]})
		}
		items = append(items, pdfItem{table: t})
		done = end
		i = end - 1
	}
	for ; done < len(lines); done++ {
		items = append(items, pdfItem{line: &lines[done]})
	}
	return items
}

// alignedWithin gives a table, or what stands in it where it is a frame with
// level lines only.
func alignedWithin(t *pdfTable) []pdfItem {
	if t.cols() == 1 && filled(t) > 1 {
		if items := alignTables(t.page, linesOf(t.page, t.glyphs())); len(items) == 1 && items[0].table != nil {
			return items
		}
	}
	return []pdfItem{{table: t}}
}

// alignedRun finds the rows of a table whose first row with figures is i: from
// its heading, which begins after done, over the rows below that to its end;
// end is 0 for none.
func alignedRun(rows []pdfRow, i, done int) (first, body, end int) {
	if len(rows[i].values()) == 0 {
		return 0, 0, 0
	}
	const reach = 3 // lines of words between two rows with figures
	found := 1
	last := i
	for j := i + 1; j < len(rows) && j-last <= reach; j++ {
		if rows[j-1].line.base-rows[j].line.base > 4*rows[j].line.em || rows[j].line.region != rows[i].line.region {
			break
		}
		if len(rows[j].values()) > 0 && rows[j].labels <= 3 {
			found++
			last = j
		} else if !rows[j].isLabel() {
			break
		}
	}
	for _, body = range []int{i, i - 1, i - 2} { // the first rows may be words only
		if first = body; body < i && (body < done || !rows[body].isLabel()) {
			break
		}
		for first > done && body-first < maxHeaderLines && isHeader(&rows[first-1], &rows[first], &rows[i]) {
			first--
		}
		if first < body {
			break
		}
	}
	names := 0
	if first < body {
		names = len(rows[body-1].parts)
	} else {
		first, body = i, i
	}
	named := names >= minAlignedCols && len(rows[i].values()) >= minAlignedCols || names >= 3 && len(rows[i].values()) > 1 && found > 1
	if found < minAlignedRows && !named {
		return 0, 0, 0
	}
	end = last + 1
	// The label of the last row may go on below its figures.
	if pitch := rowPitch(rows[i:end]); end < len(rows) && rows[end].isLabel() && rows[last].line.base-rows[end].line.base < wrappedPitch*pitch {
		end++
	}
	return first, body, end
}

// isHeader tells a line that names the columns of a row of figures.
func isHeader(r, below, figures *pdfRow) bool {
	if len(r.values()) > 0 || r.line.region != below.line.region || r.line.base-below.line.base > 3*r.line.em {
		return false
	}
	for _, p := range r.parts {
		if sentence.MatchString(p.text) {
			return false
		}
	}
	if len(r.parts) > 1 {
		return true
	}
	// One piece is a title, unless it stands over the middle of the figures.
	left, right := figures.line.box[0], figures.line.box[2]
	first, middle := figures.values()[0].lo, (r.parts[0].lo+r.parts[0].hi)/2
	return r.parts[0].lo > left+(first-left)/2 && figures.labels > 0 && math.Abs(middle-(first+right)/2) < math.Abs(middle-(left+right)/2)
}

// rowPitch is the usual distance of two rows with figures.
func rowPitch(rows []pdfRow) float64 {
	var d []float64
	last := -1
	for i := range rows {
		if len(rows[i].values()) == 0 {
			continue
		}
		if last >= 0 {
			d = append(d, rows[last].line.base-rows[i].line.base)
		}
		last = i
	}
	return median(d)
}

// alignedTable makes a table of rows, of which the first so many are its
// heading; false where their figures do not stand in columns.
func alignedTable(page int, rows []pdfRow, heads int) (*pdfTable, bool) {
	strips, labels, ok := alignedColumns(rows[heads:], heads > 0)
	if !ok || len(strips)-labels < 2 && heads == 0 {
		return nil, false // one column of figures without a name: a list of contents
	}
	t := &pdfTable{page: page, last: page, xs: bordersOf(strips, rows)}
	headed := headGroups(rows[:heads], t.xs)
	groups := append(headed, rowGroups(rows[heads:])...)
	t.rows = len(groups)
	var grid [][]pdfCell
	ys := heightsOf(groups)
	t.box = report.Box{t.xs[0], ys[len(ys)-1], t.xs[len(t.xs)-1], ys[0]}
	for r, group := range groups {
		cells := make([]pdfCell, t.cols())
		for c := range cells {
			cells[c] = pdfCell{row: r, col: c, rows: 1, cols: 1, page: page}
		}
		for _, row := range group {
			for _, p := range row.parts {
				c := t.columnAt((p.lo + p.hi) / 2)
				if c < labels && len(row.values()) > 0 {
					c = t.columnAt(p.lo) // a long label may reach over the figures' column
				}
				cells[c].glyphs = append(cells[c].glyphs, p.glyphs...)
			}
		}
		grid = append(grid, cells)
	}
	t.spread(grid[:len(headed)], labels)
	for r, cells := range grid {
		for _, c := range cells {
			c.box = report.Box{t.xs[c.col], ys[r+1], t.xs[c.col+c.cols], ys[r]}
			c.text = cellText(&c)
			t.cells = append(t.cells, c)
		}
	}
	return t, true
}

// alignedColumns finds the strips that the labels and the figures of rows stand
// in, and how many of them are for labels; false where two figures of a row
// would share one, or where nothing names a strip of one figure.
func alignedColumns(rows []pdfRow, named bool) (strips [][2]float64, labels int, ok bool) {
	var words, values [][2]float64
	for _, r := range rows {
		for k, p := range r.parts {
			if k >= r.labels {
				values = append(values, [2]float64{p.lo, p.hi})
			} else if len(r.values()) > 0 {
				words = append(words, [2]float64{p.lo, p.hi})
			}
		}
	}
	values = joinStrips(values)
	if len(values) == 0 {
		return nil, 0, false
	}
	for i := range words { // a long label may reach over the figures' column of another row
		words[i][1] = min(words[i][1], values[0][0]-1)
	}
	words = joinStrips(slices.DeleteFunc(words, func(s [2]float64) bool { return s[0] >= s[1] }))
	figured, count := 0, make([]int, len(values)) // rows with figures, and how many in each strip
	for _, r := range rows {
		at := -1
		for _, p := range r.values() {
			next := slices.IndexFunc(values, func(s [2]float64) bool { return p.lo >= s[0] && p.hi <= s[1] })
			if next <= at {
				return nil, 0, false
			}
			at = next
			count[at]++
		}
		figured += min(len(r.values()), 1)
	}
	if !named && figured > 1 && slices.Min(count) < 2 {
		return nil, 0, false
	}
	return append(words, values...), len(words), true
}

// joinStrips joins strips that overlap.
func joinStrips(strips [][2]float64) (out [][2]float64) {
	slices.SortFunc(strips, func(a, b [2]float64) int { return cmp.Compare(a[0], b[0]) })
	for _, s := range strips {
		if n := len(out); n > 0 && s[0] <= out[n-1][1] {
			out[n-1][1] = max(out[n-1][1], s[1])
			continue
		}
		out = append(out, s)
	}
	return out
}

// bordersOf puts the borders of columns into the middle of the gaps between
// strips; the outer ones are those of all that is printed.
func bordersOf(strips [][2]float64, rows []pdfRow) []float64 {
	lo, hi := strips[0][0], strips[len(strips)-1][1]
	for _, r := range rows {
		lo, hi = min(lo, r.line.box[0]), max(hi, r.line.box[2])
	}
	xs := []float64{lo}
	for i := 1; i < len(strips); i++ {
		xs = append(xs, (strips[i-1][1]+strips[i][0])/2)
	}
	return append(xs, hi)
}

func (t *pdfTable) columnAt(x float64) int {
	for c := 1; c < t.cols(); c++ {
		if x < t.xs[c] {
			return c - 1
		}
	}
	return t.cols() - 1
}

// headGroups puts the lines of a heading that are the parts of one row together:
// names of columns that wrap.
func headGroups(rows []pdfRow, xs []float64) (groups [][]pdfRow) {
	t := pdfTable{xs: xs}
	for i, r := range rows {
		if i > 0 && !reaches(rows[i-1], &t) && !reaches(r, &t) && rows[i-1].line.base-r.line.base < 1.6*r.line.em {
			groups[len(groups)-1] = append(groups[len(groups)-1], r)
			continue
		}
		groups = append(groups, []pdfRow{r})
	}
	return groups
}

// reaches tells whether a part of a row stands over the border of two columns.
func reaches(r pdfRow, t *pdfTable) bool {
	return slices.ContainsFunc(r.parts, func(p pdfPart) bool {
		return slices.ContainsFunc(t.xs[1:t.cols()], func(x float64) bool { return p.lo < x && p.hi > x })
	})
}

// rowGroups puts the lines of a label that wraps to its figures.
func rowGroups(rows []pdfRow) (groups [][]pdfRow) {
	pitch := rowPitch(rows)
	var pending []pdfRow // lines of words whose figures are yet to come
	for i, r := range rows {
		n := len(groups)
		var above float64 // distance from the line before
		if i > 0 {
			above = rows[i-1].line.base - r.line.base
		}
		near := i > 0 && above < wrappedPitch*pitch
		switch {
		case len(r.values()) == 0 && near && n > 0 && len(pending) == 0 && !numbered(r):
			groups[n-1] = append(groups[n-1], r)
		case len(r.values()) == 0 && len(pending) > 0 && near && !numbered(r):
			pending = append(pending, r)
		case len(r.values()) == 0:
			if len(pending) > 0 {
				groups = append(groups, pending)
			}
			pending = []pdfRow{r}
		case len(pending) > 0 && near && (r.labels == 0 || !numbered(r)):
			groups = append(groups, append(pending, r))
			pending = nil
		default:
			if len(pending) > 0 {
				groups = append(groups, pending)
			}
			groups, pending = append(groups, []pdfRow{r}), nil
		}
	}
	if len(pending) > 0 {
		groups = append(groups, pending)
	}
	return groups
}

// numbered tells a label that begins with its number: no line of a label goes
// on with it.
func numbered(r pdfRow) bool {
	return cellNumber.MatchString(strings.TrimSpace(r.parts[0].text))
}

// heightsOf puts the borders of rows into the middle between their lines.
func heightsOf(groups [][]pdfRow) []float64 {
	ys := []float64{top(groups[0])}
	for i := 1; i < len(groups); i++ {
		ys = append(ys, (bottom(groups[i-1])+top(groups[i]))/2)
	}
	return append(ys, bottom(groups[len(groups)-1]))
}

func top(group []pdfRow) float64 {
	y := math.Inf(-1)
	for _, r := range group {
		y = max(y, r.line.box[3])
	}
	return y
}

func bottom(group []pdfRow) float64 {
	y := math.Inf(1)
	for _, r := range group {
		y = min(y, r.line.box[1])
	}
	return y
}

// spread gives the words of a heading that stand over the names of columns those
// columns: each is in the middle of its own.
func (t *pdfTable) spread(head [][]pdfCell, labels int) {
	named := make([]bool, t.cols()) // by a row below
	for r := len(head) - 1; r >= 0; r-- {
		var out []pdfCell
		for c := 0; c < t.cols(); {
			end := c + 1
			for c >= labels && named[c] && end < t.cols() && named[end] {
				end++
			}
			out = append(out, t.shared(head[r][c:end])...)
			c = end
		}
		for c := range named {
			named[c] = named[c] || len(head[r][c].glyphs) > 0
		}
		head[r] = out
	}
}

// shared gives the words among cells of one row their columns: all that there
// are, or as many as the official forms have below such words.
func (t *pdfTable) shared(cells []pdfCell) (out []pdfCell) {
	words := slices.DeleteFunc(slices.Clone(cells), func(c pdfCell) bool { return len(c.glyphs) == 0 })
	if len(words) == 0 {
		return cells
	}
	from, last := cells[0].col, cells[len(cells)-1].col
	for i, w := range words {
		lo, hi := math.Inf(1), math.Inf(-1)
		for _, g := range w.glyphs {
			lo, hi = min(lo, g.box[0]), max(hi, g.box[2])
		}
		room := last - from + 1 - (len(words) - 1 - i)
		n, exact := leaves[squeeze(cellText(&w))]
		if exact = exact && n <= room; !exact && i == len(words)-1 {
			n, exact = room, true
		}
		at, best := from, math.Inf(1)
		for a := from; a < from+room; a++ {
			for k := 1; a+k <= from+room; k++ {
				off := math.Abs(t.xs[a] + t.xs[a+k] - lo - hi)
				if exact && k != n || !exact && a != from || off >= best {
					continue
				}
				at, best, w.cols = a, off, k
			}
		}
		for ; from < at; from++ {
			out = append(out, cells[from-cells[0].col])
		}
		w.col = at
		out = append(out, w)
		from = at + w.cols
	}
	return append(out, cells[from-cells[0].col:]...)
}
