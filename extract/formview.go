package extract

import "nianbao/report"

// A slot is a cell of a table with what was read from it.
type slot struct {
	*report.Cell
	cellValue
	norm string
	key  string // labelKey of its words, "" for anything but words
	row  int    // its first row, its first column and how many columns it spans in the
	col  int    // view, which may be turned
	cols int
}

// A tableView is a table as rows of slots. A cell that spans rows stands in
// each of them.
type tableView struct {
	*report.Table
	number int // 1-based, of Document.Tables
	slots  []slot
	rows   [][]*slot
	turned bool // its rows are the table's columns
}

// viewTable reads every cell of a table.
func viewTable(t *report.Table, number int) *tableView {
	v := &tableView{Table: t, number: number, slots: make([]slot, len(t.Cells))}
	for i := range t.Cells {
		c := &t.Cells[i]
		s := &v.slots[i]
		*s = slot{Cell: c, cellValue: readCell(c.Norm), norm: c.Norm.String(), row: c.Row, col: c.Col, cols: c.ColSpan}
		if s.kind == cellWords {
			s.key = labelKey(s.norm)
		}
	}
	for _, line := range t.Grid() {
		v.rows = append(v.rows, v.distinct(line))
	}
	return v
}

// turn gives the view with rows and columns exchanged.
func (v *tableView) turn() *tableView {
	w := &tableView{Table: v.Table, number: v.number, slots: make([]slot, len(v.slots)), turned: !v.turned}
	for i, s := range v.slots {
		s.row, s.col, s.cols = s.Col, s.Row, s.RowSpan
		w.slots[i] = s
	}
	grid := v.Grid()
	for c := range v.Cols {
		line := make([]int, len(grid))
		for r := range grid {
			line[r] = grid[r][c]
		}
		w.rows = append(w.rows, w.distinct(line))
	}
	return w
}

// distinct gives the slots along a line of the grid, each once.
func (v *tableView) distinct(line []int) []*slot {
	var out []*slot
	last := -1
	for _, i := range line {
		if i >= 0 && i != last {
			out = append(out, &v.slots[i])
		}
		last = i
	}
	return out
}

// at gives the slot that covers a place of the view, or nil.
func (v *tableView) at(row, col int) *slot {
	for _, s := range v.rows[row] {
		if s.col <= col && col < s.col+s.cols {
			return s
		}
	}
	return nil
}

// isNumeric tells whether a slot holds a number or what stands for one.
func (s *slot) isNumeric() bool { return s.kind == cellNumber || s.kind == cellSeveral }

// isValue tells whether a slot may be a value: all but words and measure words.
func (s *slot) isValue() bool { return s.kind != cellWords && s.kind != cellUnit }
