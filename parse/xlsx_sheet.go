package parse

import (
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"
)

// A sheetRow is a row with something in it: its cells by their column.
type sheetRow struct {
	number int
	cells  map[int]string
	last   int // rightmost column with words
}

// readSheet gives what stands on a sheet: the areas between empty rows, each a
// table with the lines above and below it. Hidden rows and columns are left
// out. budget is what is left of maxScanned.
func readSheet(book *excelize.File, parts *zipParts, s xlsxSheet, budget *int) (pieces []officePiece) {
	rows := sheetRows(book, s.name, budget)
	if len(rows) == 0 {
		return nil
	}
	layout := layoutOf(parts, s.part)
	rows = layout.hide(rows)
	for start := 0; start < len(rows); {
		end := start + 1
		for end < len(rows) && layout.goesOn(rows, end) {
			end++
		}
		a := sheetArea{rows: rows[start:end], layout: &layout}
		pieces = append(pieces, a.pieces()...)
		start = end
	}
	return pieces
}

// hide takes the words of hidden columns away. What is merged over such a
// column and one that is shown stands in the latter.
func (l *xlsxLayout) hide(rows []sheetRow) []sheetRow {
	if len(l.hidden) == 0 {
		return rows
	}
	moved := map[[2]int]int{}
	merged := map[[2]int]xlsxRange{}
	for at, m := range l.merged {
		for m.col < m.lastCol && l.hidden[m.col] {
			m.col++
		}
		moved[at] = m.col
		merged[[2]int{m.row, m.col}] = m
	}
	l.merged = merged
	for i := range rows {
		r := &rows[i]
		shown := sheetRow{number: r.number, cells: map[int]string{}}
		for c, text := range r.cells {
			if to, ok := moved[[2]int{r.number, c}]; ok {
				c = to
			}
			if !l.hidden[c] {
				shown.cells[c], shown.last = text, max(shown.last, c)
			}
		}
		*r = shown
	}
	return slices.DeleteFunc(rows, func(r sheetRow) bool { return r.last == 0 })
}

// goesOn tells whether the i-th row belongs to the same area as the one before:
// one that stands below a gap by itself is the table's last, its total.
func (l *xlsxLayout) goesOn(rows []sheetRow, i int) bool {
	next, last := rows[i].number, rows[i-1].number
	switch {
	case beginsForm(&rows[i]):
		return false
	case next == last+1 || l.spans(last):
		return true
	}
	alone := i+1 == len(rows) || rows[i+1].number > next+1
	return alone && len(rows[i].cells) > 1 && !rows[i].states()
}

// states tells a row of statements like 填报单位：某局.
func (r *sheetRow) states() bool {
	for _, text := range r.cells {
		if !strings.ContainsAny(text, "：:") {
			return false
		}
	}
	return true
}

// beginsForm tells the heading of an official table that follows another
// without an empty row.
func beginsForm(r *sheetRow) bool {
	text, ok := r.only()
	return ok && isHeading(text) && officialTable.MatchString(text)
}

// only gives the words of a row with nothing but them.
func (r *sheetRow) only() (string, bool) {
	if len(r.cells) != 1 {
		return "", false
	}
	return r.cells[r.last], true
}

// sheetRows reads the rows that are shown and have words.
func sheetRows(book *excelize.File, sheet string, budget *int) (out []sheetRow) {
	rows, err := book.Rows(sheet)
	if err != nil { // a sheet that is a chart
		return nil
	}
	defer rows.Close() // in memory: it does not fail
	for n := 1; *budget > 0 && rows.Next(); n++ {
		hidden := rows.GetRowOpts().Hidden
		cells, err := rows.Columns()
		*budget -= len(cells)
		if err != nil {
			return out
		}
		row := sheetRow{number: n, cells: map[int]string{}}
		for i, text := range cells {
			if text = cleanCell(text); text != "" && !hidden {
				row.cells[i+1], row.last = text, i+1
			}
		}
		if row.last > 0 {
			out = append(out, row)
		}
	}
	return out
}

// cleanCell joins the lines of a cell.
func cleanCell(s string) string {
	var out []byte
	for line := range strings.FieldsFuncSeq(s, func(r rune) bool { return r == '\n' || r == '\r' || r == '\v' }) {
		out = appendLine(out, line)
	}
	return string(out)
}

// A sheetArea is a run of rows: a table, or lines of text.
type sheetArea struct {
	rows   []sheetRow
	layout *xlsxLayout
}

func (a *sheetArea) pieces() (pieces []officePiece) {
	top, bottom := 0, len(a.rows)
	for top < bottom && a.isLine(top) {
		top++
	}
	if top > 0 && top < bottom && a.recurs(top-1) {
		top--
	}
	width := 0
	for i := range a.rows {
		width = max(width, a.rows[i].last)
	}
	for bottom > top && a.isNote(bottom-1, width) {
		bottom--
	}
	for i := range a.rows[:top] {
		pieces = append(pieces, a.rows[i].line())
	}
	table := sheetArea{a.rows[top:bottom], a.layout}
	if g := table.grid(); g != nil && g.rows > 1 && g.cols > 1 {
		pieces = append(pieces, officePiece{table: g})
	} else {
		for i := range table.rows {
			pieces = append(pieces, table.rows[i].line())
		}
	}
	for i := range a.rows[bottom:] {
		pieces = append(pieces, a.rows[bottom+i].line())
	}
	return pieces
}

// line is a row as a line of text.
func (r *sheetRow) line() officePiece {
	var words []string
	for c := 1; c <= r.last; c++ {
		if r.cells[c] != "" {
			words = append(words, r.cells[c])
		}
	}
	return officePiece{text: strings.Join(words, "\t")}
}

// isLine tells a row above a table that is none of it: a title, a sentence, or
// statements like 填报单位：某局.
func (a *sheetArea) isLine(i int) bool {
	r := &a.rows[i]
	if _, alone := r.only(); alone {
		return !a.layout.spans(r.number)
	}
	return r.states() && !a.layout.spans(r.number)
}

// recurs tells a row like 第二十条第（一）项 that others of the table are like, but
// for their numbers: it is the heading of its first part.
func (a *sheetArea) recurs(i int) bool {
	mask := func(r *sheetRow) string {
		text, _ := r.only()
		return strings.Map(func(c rune) rune {
			if digit(c) >= 0 || strings.ContainsRune(chineseDigits, c) {
				return -1
			}
			return c
		}, text)
	}
	head := mask(&a.rows[i])
	return head != "" && slices.ContainsFunc(a.rows[i+1:], func(r sheetRow) bool { return mask(&r) == head })
}

// isNote tells a row below a table that is none of it: words over its whole
// width, or a sentence. A label without a value is a row.
func (a *sheetArea) isNote(i, width int) bool {
	r := &a.rows[i]
	text, alone := r.only()
	if !alone {
		return false
	}
	if isProse(text) || strings.HasPrefix(text, "注") || strings.HasPrefix(text, "说明") {
		return true
	}
	m, ok := a.layout.merged[[2]int{r.number, r.last}]
	return ok && m.lastRow == r.number && m.lastCol >= width && width > m.col
}

// grid lays the area out with its merged cells; nil for an empty one. Rows
// that are hidden and columns that are hidden or lie outside are left out.
func (a *sheetArea) grid() *htmlGrid {
	if len(a.rows) == 0 {
		return nil
	}
	cols, cut := a.columns()
	g := &htmlGrid{cut: cut}
	taken := map[[2]int]bool{} // places under merged cells
	for i := range a.rows {
		r := &a.rows[i]
		if (g.rows+1)*len(cols) > maxCells {
			g.cut = true
			break
		}
		for k, c := range cols {
			if taken[[2]int{i, k}] {
				continue
			}
			cell := htmlCell{text: r.cells[c], row: i, col: k, rowspan: 1, colspan: 1}
			if m, ok := a.layout.merged[[2]int{r.number, c}]; ok {
				cell.rowspan = a.rowsUntil(i, m.lastRow)
				cell.colspan = columnsUntil(cols, k, m.lastCol)
				for y := range cell.rowspan {
					for x := range cell.colspan {
						taken[[2]int{i + y, k + x}] = true
					}
				}
			}
			g.cells = append(g.cells, cell)
		}
		g.rows++
	}
	for i := range g.cells { // spans end with the table, where it was cut
		g.cells[i].rowspan = min(g.cells[i].rowspan, g.rows-g.cells[i].row)
	}
	g.busy = make([]int, len(cols))
	g.compact()
	return g
}

// columns gives the columns from the first with words to the last, and whether
// there are too many. A range that is merged beyond the last is cut: whole rows
// are merged as a habit.
func (a *sheetArea) columns() (cols []int, cut bool) {
	first, last := maxColumns, 0
	for i := range a.rows {
		for c := range a.rows[i].cells {
			first, last = min(first, c), max(last, c)
		}
	}
	for c := first; c <= min(last, maxColumns); c++ {
		if !a.layout.hidden[c] {
			cols = append(cols, c)
		}
	}
	return cols, last > maxColumns
}

// rowsUntil counts the rows from the i-th to the one with a number.
func (a *sheetArea) rowsUntil(i, last int) (n int) {
	for i+n < len(a.rows) && n < maxRowSpan && a.rows[i+n].number <= last {
		n++
	}
	return max(n, 1)
}

func columnsUntil(cols []int, k, last int) (n int) {
	for k+n < len(cols) && cols[k+n] <= last {
		n++
	}
	return max(n, 1)
}
