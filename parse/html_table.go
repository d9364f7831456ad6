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
	maxNested  = 3      // tables within tables
)

// An htmlCell is a cell with the place that it takes in the grid.
type htmlCell struct {
	text                       string
	row, col, rowspan, colspan int
	lines                      []string  // of the text
	block                      bool      // line breaks alone part them
	within                     []htmlRow // the rows of the table that is all it holds
	parted                     bool      // a line break within its number was taken out
}

// An htmlRow is one row of a table element, as it stands.
type htmlRow []htmlCell

// A tableReader reads the rows of a table element.
type tableReader struct {
	pg    *page
	rows  []htmlRow
	inner []*html.Node // tables that stand in cells beside text
	cells int
	depth int
	cut   bool // the table is above the limits and its end is missing
}

// readTable lays out a table element.
func (pg *page) readTable(n *html.Node) *htmlGrid {
	r := &tableReader{pg: pg}
	r.read(n)
	g := layRows(r.rows)
	g.cut = g.cut || r.cut
	g.inner = r.inner
	return g
}

// read reads the rows of a table: those of its head first, of its foot last.
func (r *tableReader) read(n *html.Node) {
	for _, part := range []string{"thead", "tbody", "tfoot"} {
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			switch {
			case c.Data == part:
				for k := c.FirstChild; k != nil; k = k.NextSibling {
					r.row(k)
				}
			case part == "tbody":
				r.row(c)
			}
		}
	}
}

func (r *tableReader) row(tr *html.Node) {
	var row htmlRow
	for c := tr.FirstChild; tr.Data == "tr" && c != nil; c = c.NextSibling {
		if c.Data != "td" && c.Data != "th" {
			continue
		}
		if r.cells++; r.cells > maxCells {
			r.cut = true
			return
		}
		row = append(row, r.cell(c))
	}
	if len(row) > 0 {
		row.joinParted()
		r.rows = append(r.rows, row.splice()...)
	}
}

func (r *tableReader) cell(td *html.Node) htmlCell {
	cell := htmlCell{rowspan: 1, colspan: 1}
	for _, a := range td.Attr {
		switch a.Key {
		case "colspan":
			cell.colspan = min(max(leadingInt(a.Val), 1), maxColSpan)
		case "rowspan":
			cell.rowspan = min(max(leadingInt(a.Val), 1), maxRowSpan)
			if strings.TrimSpace(a.Val) == "0" { // to the end of the table
				cell.rowspan = maxRowSpan
			}
		}
	}
	if table := soleTable(td); table != nil && r.depth < maxNested {
		sub := &tableReader{pg: r.pg, depth: r.depth + 1}
		sub.read(table)
		r.cells += sub.cells
		r.cut = r.cut || sub.cut || r.cells > maxCells
		if len(sub.rows) > 0 && rowsWidth(sub.rows) <= cell.colspan {
			cell.within = sub.rows
			r.inner = append(r.inner, sub.inner...)
			return cell
		}
	}
	pieces := r.pg.cellPieces(td)
	for i := range pieces {
		if pieces[i].table != nil {
			r.inner = append(r.inner, pieces[i].table)
		}
	}
	cell.text, cell.lines, cell.block = joinLines(pieces)
	return cell
}

// soleTable gives the table of several cells that is all that a cell holds.
func soleTable(n *html.Node) (table *html.Node) {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		switch {
		case c.Type == html.TextNode && blank(c.Data), c.Type == html.CommentNode, c.Data == "br":
		case table != nil || c.Type != html.ElementNode:
			return nil
		case c.Data == "table":
			if table = c; countCells(c, 2) < 2 {
				return nil
			}
		default:
			if table = soleTable(c); table == nil && hasContent(c) {
				return nil
			}
		}
	}
	return table
}

func hasContent(n *html.Node) bool {
	return anyText(n, func(s string) bool { return !blank(s) }) || holds(n, "img")
}

// countCells counts the cells in an element, up to limit.
func countCells(n *html.Node, limit int) (count int) {
	for c := n.FirstChild; c != nil && count < limit; c = c.NextSibling {
		if c.Data == "td" || c.Data == "th" {
			count++
		}
		count += countCells(c, limit-count)
	}
	return count
}

func rowsWidth(rows []htmlRow) (width int) {
	for _, row := range rows {
		width = max(width, ownWidth(row))
	}
	return width
}

// cellPieces gives what stands in a cell, with what its form fields show.
func (pg *page) cellPieces(n *html.Node) []piece {
	c := &collector{pg: pg, stop: n, fields: true}
	c.children(n)
	c.flush()
	return c.pieces
}

// joinLines gives the text of a cell and its lines; block where line breaks alone
// part them.
func joinLines(pieces []piece) (text string, lines []string, block bool) {
	var out []byte
	texts := 0
	for i := range pieces {
		if pieces[i].text != "" {
			texts++
		}
		for line := range strings.SplitSeq(pieces[i].text, "\n") {
			if line = strings.TrimFunc(line, isSpace); line != "" {
				out = appendLine(out, line)
				lines = append(lines, line)
			}
		}
	}
	return string(out), lines, texts == 1
}

// appendLine adds a line to the text of a cell, after a space, or two where
// digits meet, so that two numbers never become one.
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

// joinParted joins numbers that line breaks part: cells of nothing but digits
// on several lines. Where the label of the row, or all its numbers, have as
// many lines, these are several rows in one.
func (row htmlRow) joinParted() {
	var parted []int
	numbers, labelLines := 0, 0
	for i, c := range row {
		switch {
		case c.block && isParted(c.lines):
			parted = append(parted, i)
			numbers++
		case isValue(c.text):
			numbers++
		default:
			labelLines = max(labelLines, len(c.lines))
		}
	}
	for _, i := range parted {
		c := &row[i]
		one := halfGroup(c.lines[0]) || labelLines < len(c.lines) && (len(parted) < numbers || numbers < len(row))
		if one {
			c.text, c.parted = strings.Join(c.lines, ""), true
		}
	}
}

// isParted reports lines of digits that may be one number.
func isParted(lines []string) bool {
	for _, l := range lines {
		if strings.Trim(l, "0123456789,.，．") != "" {
			return false
		}
	}
	return len(lines) > 1 && isValue(strings.Join(lines, ""))
}

// splice puts the rows of tables within cells in the place of these cells; the
// cells beside them reach over all of these rows.
func (row htmlRow) splice() []htmlRow {
	height := 1
	for _, c := range row {
		height = max(height, len(c.within))
	}
	out := make([]htmlRow, height)
	for _, c := range row {
		if c.within == nil {
			c.rowspan = min(c.rowspan+height-1, maxRowSpan)
			out[0] = append(out[0], c)
			continue
		}
		spare := c.colspan - rowsWidth(c.within)
		for i, sub := range c.within {
			sub[len(sub)-1].colspan += spare
			if i == len(c.within)-1 {
				for k := range sub {
					sub[k].rowspan += height - len(c.within)
				}
			}
			out[i] = append(out[i], sub...)
		}
	}
	return out
}
