package parse

import (
	"slices"
	"strings"
)

// correct puts right what a row and the cells above it claim, where that does
// not fill the table's width or sets a label where its like do not stand.
func (g *htmlGrid) correct(row htmlRow, r int) htmlRow {
	own, taken := ownWidth(row), 0
	for _, left := range g.busy {
		if left > 0 {
			taken++
		}
	}
	v := g.values
	n, _ := valueCells(row)
	data := v >= 3 && v < g.width && n >= v && ownWidth(row[len(row)-v:]) == v
	switch {
	case own+taken == g.width && !(data && g.misplaces(row[:len(row)-v])):
		return row
	case data:
		return g.correctData(row, r)
	case len(row) == 1 && taken == 0 && own < g.width: // a heading over all columns
		return htmlRow{row[0].over(g.width)}
	case taken > 0 && own == g.width: // the cells above claim a row that is full without them
		g.release(r, 0)
		return row
	}
	return g.correctWords(row, r, g.width-own-taken)
}

func (c htmlCell) over(columns int) htmlCell {
	c.colspan = columns
	return c
}

// start gives the column in which labels like the first one begin, if that is
// known, else the first free one.
func (g *htmlGrid) start(labels htmlRow) int {
	if len(labels) > 0 {
		if style := labelStyle(labels[0].text); style != unnumbered {
			return min(g.starts[style], max(0, g.width-g.values-1))
		}
	}
	return g.free()
}

// free gives the first column that no cell from above takes.
func (g *htmlGrid) free() (col int) {
	for col < len(g.busy) && g.busy[col] > 0 {
		col++
	}
	return col
}

func (g *htmlGrid) misplaces(labels htmlRow) bool {
	return len(labels) > 0 && g.start(labels) < g.free()
}

// correctData lets a row's values stand in the columns of values and its labels
// fill those from where their like begin; the cells above reach down into what
// is free before.
func (g *htmlGrid) correctData(row htmlRow, r int) htmlRow {
	first := g.width - g.values // column of values
	labels := row[:len(row)-g.values]
	start := g.start(labels)
	if len(labels) == 0 {
		start = first
	}
	if start < g.free() && start > 0 || first-start < len(labels) {
		start = max(0, min(start, first-len(labels)))
	}
	g.release(r, start)
	g.reach(r, start)
	missing := first - g.free() - ownWidth(labels)
	row = append(htmlRow{}, row...)
	for i := len(labels) - 1; i >= 0 && missing != 0; i-- {
		c := &row[i]
		change := max(missing, 1-c.colspan)
		c.colspan += change
		missing -= change
	}
	return row
}

// correctWords puts right a row without values: missing columns are those of
// cells above that end too early, or those that the headings of the official
// forms stand for; what is too much is taken from the broadest cell.
func (g *htmlGrid) correctWords(row htmlRow, r, missing int) htmlRow {
	out := append(htmlRow{}, row...)
	sum, broadest := 0, 0
	for i, c := range out {
		sum += max(0, leavesOf(c)-c.colspan)
		if c.colspan > out[broadest].colspan {
			broadest = i
		}
	}
	labels := g.width - g.values - 1
	switch {
	case missing > 0 && (sum == missing || sum > 0 && len(out) > 1 && leavesOf(out[0]) == 0 && out[0].colspan == 1 && missing-sum == labels):
		out[0].colspan += missing - sum
		for i, c := range out {
			out[i].colspan = max(c.colspan, leavesOf(c))
		}
	case missing > 0 && r > 0 && len(out) > 1:
		g.reachAround(r, ownWidth(out))
	case missing < 0 && out[broadest].colspan > -missing:
		out[broadest].colspan += missing
	}
	return out
}

// reachAround lets all cells above reach into row r but for those under which
// a row of a width fits: one cell, or all cells over several columns.
func (g *htmlGrid) reachAround(r, width int) {
	var broad []int // columns in which the cells above over several columns begin
	sum, exact := 0, -1
	for col := 0; col < len(g.busy); col++ {
		c := &g.cells[g.above[col]]
		if g.busy[col] > 0 {
			continue
		}
		if c.row+c.rowspan != r {
			return
		}
		if c.col == col && c.colspan > 1 {
			broad = append(broad, col)
			sum += c.colspan
			if c.colspan == width {
				exact = col
			}
		}
	}
	if len(broad) > 1 && sum != width && broad[0] == 0 { // over the labels
		sum -= g.cells[g.above[0]].colspan
		broad = broad[1:]
	}
	switch {
	case exact >= 0:
		broad = []int{exact}
	case sum != width:
		return
	}
	for col := 0; col < len(g.busy); col++ {
		c := &g.cells[g.above[col]]
		if g.busy[col] > 0 || slices.Contains(broad, c.col) {
			continue
		}
		if c.col == col {
			c.rowspan++
		}
		g.busy[col] = 1
	}
}

// leavesOf gives the number of columns under a heading of the official forms.
func leavesOf(c htmlCell) int { return leaves[strings.Map(dropSpace, c.text)] }

// release ends at row r the cells that still reach into its columns from first
// on; one that began among the labels ends before them.
func (g *htmlGrid) release(r, first int) {
	for k := first; k < len(g.busy); k++ {
		if g.busy[k] == 0 {
			continue
		}
		if c := &g.cells[g.above[k]]; c.col < first {
			c.colspan = first - c.col
		} else {
			c.rowspan = r - c.row
		}
		g.busy[k] = 0
	}
}

// reach lets the cells over the free columns before end reach into row r.
func (g *htmlGrid) reach(r, end int) {
	for col := 0; col < min(end, len(g.busy)); col++ {
		if g.busy[col] > 0 {
			continue
		}
		c := &g.cells[g.above[col]]
		if c.row+c.rowspan != r || c.col != col || col+c.colspan > end {
			return
		}
		c.rowspan++
		for k := col; k < col+c.colspan; k++ {
			g.busy[k] = 1
		}
	}
}
