package parse

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
)

// Limits on what a table may claim.
const (
	maxColSpan = 100
	maxRowSpan = 1000
	maxColumns = 1000
	maxCells   = 50_000 // places of one table's grid
)

// An htmlCell is a cell with the place that it takes in the grid.
type htmlCell struct {
	text                       string
	row, col, rowspan, colspan int
}

// An htmlGrid lays the cells of a table element out as a browser does, where
// the element's spans are honest.
type htmlGrid struct {
	rows, cols int
	cells      []htmlCell
	cut        bool // the table is above the limits and its end is missing

	width  int   // of the first row, which no row above it reaches into
	values int   // cells of values at the end of most rows
	busy   []int // for each column, the rows that the cell above still takes
	above  []int // for each column, that cell
}

// readTable lays out an innermost table element.
func (pg *page) readTable(n *html.Node) *htmlGrid {
	g := &htmlGrid{}
	var rows [][]htmlCell
	total := 0
	walkRows(n, func(tr *html.Node) {
		row := pg.readRow(tr)
		total += len(row)
		if total > maxCells {
			g.cut = true
			return
		}
		if len(row) > 0 {
			rows = append(rows, row)
		}
	})
	g.learn(rows)
	for _, row := range rows {
		g.place(row, len(rows))
	}
	g.compact()
	return g
}

func walkRows(n *html.Node, visit func(tr *html.Node)) {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		switch c.Data {
		case "tr":
			if !isHidden(c) {
				visit(c)
			}
		case "tbody", "thead", "tfoot":
			walkRows(c, visit)
		}
	}
}

func (pg *page) readRow(tr *html.Node) (row []htmlCell) {
	for c := tr.FirstChild; c != nil; c = c.NextSibling {
		if c.Type != html.ElementNode || c.Data != "td" && c.Data != "th" || isHidden(c) {
			continue
		}
		cell := htmlCell{text: pg.cellText(c), rowspan: 1, colspan: 1}
		for _, a := range c.Attr {
			switch a.Key {
			case "colspan":
				cell.colspan = min(max(leadingInt(a.Val), 1), maxColSpan)
			case "rowspan":
				cell.rowspan = min(leadingInt(a.Val), maxRowSpan)
				if cell.rowspan == 0 { // to the end of the table
					cell.rowspan = maxRowSpan
				}
			}
		}
		row = append(row, cell)
	}
	return row
}

// cellText is the text of a cell. Its lines are joined by a space, two where
// digits meet, so that two numbers never become one.
func (pg *page) cellText(n *html.Node) string {
	c := &collector{pg: pg, stop: n}
	c.children(n)
	c.flush()
	var out []byte
	for i := range c.pieces {
		for line := range strings.SplitSeq(c.pieces[i].text, "\n") {
			out = appendLine(out, line)
		}
	}
	return string(out)
}

// appendLine adds a line to the text of a cell.
func appendLine(out []byte, line string) []byte {
	line = strings.TrimFunc(line, isSpace)
	if n := len(out); n > 0 && line != "" {
		a, _ := utf8.DecodeLastRune(out)
		z, _ := utf8.DecodeRuneInString(line)
		out = append(out, ' ')
		if digit(a) >= 0 && digit(z) >= 0 {
			out = append(out, ' ')
		}
	}
	return append(out, line...)
}

// learn finds the width of the table and the number of values at the end of
// most rows.
func (g *htmlGrid) learn(rows [][]htmlCell) {
	counts := map[int]int{}
	for i, row := range rows {
		if own := ownWidth(row); i == 0 {
			g.width = own
		}
		if v := trailingValues(row); v > 0 {
			counts[v]++
		}
	}
	for v, n := range counts {
		if n > counts[g.values] || n == counts[g.values] && v > g.values {
			g.values = v
		}
	}
}

func ownWidth(row []htmlCell) (n int) {
	for _, c := range row {
		n += c.colspan
	}
	return n
}

func trailingValues(row []htmlCell) (n int) {
	for n < len(row) && (isValue(row[len(row)-1-n].text) || n > 0 && row[len(row)-1-n].text == "") {
		n++
	}
	return n
}

// place lays out the next row. Two lies are put right: a cell that claims rows
// which are full without it ends above them, and a row of values that falls
// short at its left belongs to the label above it.
func (g *htmlGrid) place(row []htmlCell, all int) {
	r := g.rows
	g.rows++
	own, taken := ownWidth(row), 0
	for _, left := range g.busy {
		if left > 0 {
			taken++
		}
	}
	if taken > 0 && own == g.width && r > 0 {
		g.release(r)
		taken = 0
	}
	col := 0
	if short := g.width - own - taken; short > 0 && g.values >= 3 && trailingValues(row) == g.values && len(row) > g.values {
		col = g.reach(r, short)
	}
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

// release ends at row r the cells that still reach into it.
func (g *htmlGrid) release(r int) {
	for k, left := range g.busy {
		if left > 0 {
			c := &g.cells[g.above[k]]
			c.rowspan = r - c.row
			g.busy[k] = 0
		}
	}
}

// reach lets the cells over the first n free columns reach into row r, and
// gives the column after them.
func (g *htmlGrid) reach(r, n int) int {
	col := 0
	for ; n > 0 && col < len(g.busy); col++ {
		if g.busy[col] > 0 {
			continue
		}
		if c := &g.cells[g.above[col]]; c.row+c.rowspan == r && c.col == col && c.colspan <= n {
			c.rowspan++
			n -= c.colspan
			col += c.colspan - 1
		} else {
			n--
		}
	}
	return col
}

// compact drops the rows and columns in which no cell begins: they only lay
// the table out.
func (g *htmlGrid) compact() {
	rows, cols := make([]int, g.rows+1), make([]int, len(g.busy)+1)
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
