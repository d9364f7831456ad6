package parse

import (
	"slices"
	"strings"

	"nianbao/needle"
)

var (
	// continued is what a page template puts between the parts of a table.
	continued = needle.MustCompile(`^[（(【\[]?(?:续\s*表|續\s*表|接\s*上\s*[表页]|转\s*下\s*页|表\s*[一二三四五六0-9.-]*\s*[（(]?[续續][）)]?)[）)】\]]?[:：]?\s*[一二三四五六0-9]*$`)

	// continuedMark stands after the heading of a table that goes on.
	continuedMark = needle.MustCompile(`[（(](?:[续續]表?|接上[表页]|[0-9]+)[）)]$`)
)

// layTables lays out the tables among pieces, and joins those that a page
// template has split: tables of the same columns with nothing between them that
// parts them.
func (pg *page) layTables(pieces []piece) []piece {
	var out []piece
	last := -1 // the table that the next one may go on
	heading := ""
	defer func() {
		for i := range out {
			if out[i].grid != nil {
				out[i].grid.compact()
			}
		}
	}()
	for _, p := range pieces {
		switch {
		case p.table != nil:
			p.grid = pg.readTable(p.table)
			if last >= 0 && out[last].grid.takes(p.grid) {
				out = append(out, pg.innerTables(p.grid)...)
				continue
			}
			if p.grid.rows == 1 && p.grid.headings(0) > 1 { // words beside one another
				p = piece{text: pg.flatText(p.table)}
				last = -1
			} else {
				last = len(out)
			}
			out = append(out, p)
			if p.grid != nil {
				out = append(out, pg.innerTables(p.grid)...)
			}
			continue
		case !p.image && !p.chrome:
			s := p.trimmed()
			if squeeze(continuedMark.ReplaceAllString(s, "")) != heading && !continued.MatchString(s) && !pageNumber.MatchString(s) {
				last, heading = -1, squeeze(s)
			}
		}
		out = append(out, p)
	}
	return out
}

// innerTables gives the tables that stand in cells of a table, beside text.
func (pg *page) innerTables(g *htmlGrid) (out []piece) {
	for _, n := range g.inner {
		inner := pg.readTable(n)
		out = append(append(out, piece{table: n, grid: inner}), pg.innerTables(inner)...)
	}
	return out
}

// takes adds to g the rows of the table after it, if that goes on with g; false
// where they are two tables.
func (g *htmlGrid) takes(next *htmlGrid) bool {
	shift := g.cols - next.cols
	head := next.repeatedHead(g)
	switch {
	case len(next.cells) == 0 || g.cols < 2 || shift < 0 || (g.rows+next.rows)*g.cols > maxCells:
		return false
	case shift > 0 && !g.reachesEnd(shift), head == next.rows:
		return false
	case head == 0 && next.hasHead() && g.headings(g.rows-1) < 1 && !(next.isArticle() && g.isArticle()):
		return false
	}
	g.append(next, head)
	return true
}

// at gives the index of the cell that covers each place, or -1.
func (g *htmlGrid) at() [][]int {
	grid := make([][]int, g.rows)
	for r := range grid {
		grid[r] = newRow(g.cols)
	}
	for i, c := range g.cells {
		for r := c.row; r < min(c.row+c.rowspan, g.rows); r++ {
			for k := c.col; k < min(c.col+c.colspan, g.cols); k++ {
				grid[r][k] = i
			}
		}
	}
	return grid
}

func (g *htmlGrid) rowCells(r int) (cells htmlRow) {
	for _, c := range g.cells {
		if c.row == r {
			cells = append(cells, c)
		}
	}
	return cells
}

// hasHead reports headings in the first row with words, or in the one below
// a title.
func (g *htmlGrid) hasHead() bool {
	for r := range g.rows {
		switch g.headings(r) {
		case 0:
			continue
		case 1:
			return r+1 < g.rows && g.headings(r+1) > 1
		default:
			return g.headings(r) > 1
		}
	}
	return false
}

// isArticle reports a part of the second official table: its parts are told by
// the article of the regulations that they follow.
func (g *htmlGrid) isArticle() bool {
	first := g.rowCells(0)
	return len(first) == 1 && strings.HasPrefix(squeeze(first[0].text), "第二十条")
}

// headings counts the words in a row, or gives -1 where it holds a value or a
// numbered label, or ends with a blank as rows of values do.
func (g *htmlGrid) headings(r int) (n int) {
	row := g.rowCells(r)
	if k := len(row); k > 1 && row[k-1].text == "" {
		return -1
	}
	for _, c := range row {
		switch {
		case isValue(c.text), isNumbered(c.text):
			return -1
		case c.text != "":
			n++
		}
	}
	return n
}

// repeatedHead counts the rows at the start of g that are those of the table
// before, and hold no value.
func (g *htmlGrid) repeatedHead(before *htmlGrid) (n int) {
	const most = 6
	if g.cols != before.cols {
		return 0
	}
	for r := range min(most, g.rows, before.rows) {
		a, b := g.rowCells(r), before.rowCells(r)
		if _, filled := valueCells(a); filled || len(a) != len(b) {
			break
		}
		for i := range a {
			if squeeze(a[i].text) != squeeze(b[i].text) || a[i].col != b[i].col || a[i].colspan != b[i].colspan {
				return n
			}
		}
		if g.closedBelow(r + 1) {
			n = r + 1
		}
	}
	return n
}

func (g *htmlGrid) closedBelow(rows int) bool {
	for _, c := range g.cells {
		if c.row < rows && c.row+c.rowspan > rows {
			return false
		}
	}
	return true
}

// reachesEnd reports whether labels stand in just the first n columns of the
// last row: the rest of a split table may lack them.
func (g *htmlGrid) reachesEnd(n int) bool {
	last := g.at()[g.rows-1]
	for col := range n {
		i := last[col]
		if i < 0 || isValue(g.cells[i].text) || g.cells[i].col+g.cells[i].colspan > n {
			return false
		}
	}
	return true
}

// append lays out the rows of next below those of g, but for its first head
// ones.
func (g *htmlGrid) append(next *htmlGrid, head int) {
	joined := layRows(append(slices.Clip(g.source), next.source[head:]...))
	joined.seams = append(g.seams, len(g.source))
	joined.inner = append(g.inner, next.inner...)
	joined.cut = joined.cut || g.cut || next.cut
	*g = *joined
	for _, seam := range g.seams {
		g.mend(seam)
	}
}

// mend joins the labels over several rows that were cut above row seam.
func (g *htmlGrid) mend(seam int) {
	grid := g.at()
	g.cells = slices.DeleteFunc(g.cells, func(c htmlCell) bool {
		if c.row != seam || grid[seam-1][c.col] < 0 {
			return false
		}
		above := &g.cells[grid[seam-1][c.col]] // stands before c, so that it was not moved
		if !above.goesOn(&c) {
			return false
		}
		above.rowspan += c.rowspan
		return true
	})
}

// goesOn reports whether a cell at the end of a table and the one below it, in
// its next part, are one label over several rows.
func (c *htmlCell) goesOn(below *htmlCell) bool {
	if c.col != below.col || c.colspan != below.colspan || c.rowspan < 2 && below.rowspan < 2 || c.text == "" || isValue(c.text) {
		return false
	}
	a, b := squeeze(c.text), squeeze(continuedMark.ReplaceAllString(below.text, ""))
	return b == "" || strings.TrimSuffix(a, "续") == strings.TrimSuffix(b, "续")
}
