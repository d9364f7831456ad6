package parse

import (
	"golang.org/x/net/html"

	"nianbao/report"
)

// An htmlGrid lays the rows of a table element out as a browser does, where
// the element's spans are honest.
type htmlGrid struct {
	rows, cols int
	cells      []htmlCell
	source     []htmlRow    // the rows as they stand
	seams      []int        // rows that begin a part of a table that was split
	cut        bool         // the table is above the limits and its end is missing
	inner      []*html.Node // tables that stand in its cells beside text

	width  int                 // of most rows
	values int                 // cells of values at the end of most rows
	starts map[numberStyle]int // the column in which labels of a style begin
	busy   []int               // for each column, the rows that the cell above still takes
	above  []int               // for each column, that cell
}

// layRows places rows in a grid. Rows of different lengths none of which claims
// a span are laid out like those of a table in plain text.
func layRows(rows []htmlRow) *htmlGrid {
	if lacksSpans(rows) {
		return layBare(rows)
	}
	g := &htmlGrid{source: rows}
	g.learn(rows)
	for _, row := range rows {
		g.place(row, len(rows))
	}
	g.cols = len(g.busy)
	return g
}

// lacksSpans reports rows with values of which some are shorter than others
// and none says why.
func lacksSpans(rows []htmlRow) bool {
	shortest, longest, valued := maxColumns, 0, false
	for _, row := range rows {
		for _, c := range row {
			if c.colspan > 1 || c.rowspan > 1 {
				return false
			}
		}
		shortest, longest = min(shortest, len(row)), max(longest, len(row))
		_, filled := valueCells(row)
		valued = valued || filled
	}
	return shortest < longest && valued && longest*len(rows) <= maxCells
}

// layBare lays out rows that do not say what they span. The fields' places
// stand for the cells.
func layBare(rows []htmlRow) *htmlGrid {
	g := &htmlGrid{source: rows}
	var fields []textRow
	var cells []htmlCell
	for _, row := range rows {
		var line textRow
		for _, c := range row {
			line = append(line, field{c.text, report.Span{Start: len(cells), End: len(cells) + 1}})
			cells = append(cells, c)
		}
		fields = append(fields, line)
	}
	table, _ := layTable(fields, 0)
	for _, c := range table.Cells {
		cell := htmlCell{}
		if c.Start < c.End { // else a place that its row leaves open
			cell = cells[c.Start]
		}
		cell.row, cell.col, cell.rowspan, cell.colspan = c.Row, c.Col, c.RowSpan, c.ColSpan
		g.cells = append(g.cells, cell)
	}
	g.rows, g.cols = table.Rows, table.Cols
	return g
}

// learn lays the rows out as they claim, to find the width of the table, the
// number of values at the end of most rows and where labels begin.
func (g *htmlGrid) learn(rows []htmlRow) {
	values, widths, starts := map[int]int{}, map[int]int{}, map[numberStyle]map[int]int{}
	levels := tableLayout{level: map[numberStyle]int{}}
	claims := false // of labels over several rows
	var busy []int
	for _, row := range rows {
		v, filled := valueCells(row)
		if filled || v >= 3 && v < len(row) {
			values[v]++
			levels.learn(labelsOf(row[:len(row)-v]))
		}
		col := 0
		for i, c := range row {
			for col < len(busy) && busy[col] > 0 {
				col++
			}
			if style := labelStyle(c.text); style != unnumbered {
				if starts[style] == nil {
					starts[style] = map[int]int{}
				}
				starts[style][col]++
			}
			claims = claims || v > 0 && i < len(row)-v && c.rowspan > 1
			for k := col; k < col+c.colspan && k < maxColumns; k++ {
				if k == len(busy) {
					busy = append(busy, 0)
				}
				busy[k] = c.rowspan
			}
			col += c.colspan
		}
		end := 0
		for k := range busy {
			if busy[k] > 0 {
				end = k + 1
			}
			busy[k] = max(busy[k]-1, 0)
		}
		widths[end]++
	}
	g.values, g.width, g.starts = mostFrequent(values), mostFrequent(widths), levels.level
	if len(rows) > 0 && widths[ownWidth(rows[0])] > 1 { // no cell reaches into it from above
		g.width = ownWidth(rows[0])
	}
	for style, at := range starts {
		if col := mostFrequent(at); claims && at[col] > at[g.starts[style]] {
			g.starts[style] = max(g.starts[style], col)
		}
	}
}

func labelsOf(row htmlRow) (labels textRow) {
	for _, c := range row {
		labels = append(labels, field{text: c.text})
	}
	return labels
}

// mostFrequent gives the key with the highest count, of several the largest.
func mostFrequent(counts map[int]int) (best int) {
	for k, n := range counts {
		if n > counts[best] || n == counts[best] && k > best {
			best = k
		}
	}
	return best
}

func ownWidth(row htmlRow) (n int) {
	for _, c := range row {
		n += c.colspan
	}
	return n
}

// valueCells counts the values and blanks at the end of a row; filled where one
// is more than blank.
func valueCells(row htmlRow) (n int, filled bool) {
	for n < len(row) && (row[len(row)-1-n].text == "" || isValue(row[len(row)-1-n].text)) {
		filled = filled || row[len(row)-1-n].text != ""
		n++
	}
	return n, filled
}

// place lays out the next row.
func (g *htmlGrid) place(row htmlRow, all int) {
	r := g.rows
	g.rows++
	row = g.correct(row, r)
	col := 0
	for _, c := range row {
		for col < len(g.busy) && g.busy[col] > 0 {
			col++
		}
		if col >= maxColumns || (r+1)*(col+1) > maxCells {
			g.cut = true
			break
		}
		c.row, c.col, c.rowspan = r, col, min(c.rowspan, all-r)
		for k := col; k < col+c.colspan; k++ {
			if k == len(g.busy) {
				g.busy, g.above = append(g.busy, 0), append(g.above, 0)
			}
			if k > col && g.busy[k] > 0 { // the cell's claim meets one from above
				c.colspan = k - col
				break
			}
			g.busy[k], g.above[k] = c.rowspan, len(g.cells)
		}
		g.cells = append(g.cells, c)
		col += c.colspan
	}
	for k := range g.busy {
		g.busy[k] = max(g.busy[k]-1, 0)
	}
}

// compact drops the rows and columns in which no cell begins: they only lay
// the table out.
func (g *htmlGrid) compact() {
	rows, cols := make([]int, g.rows+1), make([]int, max(g.cols, len(g.busy))+1)
	for _, c := range g.cells {
		rows[c.row], cols[c.col] = 1, 1
	}
	g.rows, g.cols = number(rows), number(cols)
	for i := range g.cells {
		c := &g.cells[i]
		endRow, endCol := rows[min(c.row+c.rowspan, len(rows)-1)], cols[min(c.col+c.colspan, len(cols)-1)]
		c.row, c.col = rows[c.row], cols[c.col]
		c.rowspan, c.colspan = endRow-c.row, endCol-c.col
	}
}

// number turns marks into running numbers: each place gets the count of marks
// before it. The last place gets them all.
func number(marks []int) (n int) {
	for i, m := range marks {
		marks[i] = n
		n += m
	}
	return n
}
