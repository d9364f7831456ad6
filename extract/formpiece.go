package extract

import (
	"slices"
	"strconv"
	"strings"

	"nianbao/report"
)

// piecesOf cuts a table that holds several official ones, one under another,
// into one view each; most tables are one piece. The pieces keep the places that
// their cells have in the table.
func piecesOf(t *report.Table, number int) []*tableView {
	v := viewTable(t, number)
	starts := v.formStarts()
	if len(starts) < 2 {
		if v.numbered() {
			v = viewTable(within(t, func(c report.Cell) bool { return c.Col > 0 || c.ColSpan > 1 }), number)
		}
		return []*tableView{v}
	}
	starts[0] = 0
	starts = append(starts, t.Rows)
	var out []*tableView
	for i := range len(starts) - 1 {
		piece := within(t, func(c report.Cell) bool { return c.Row >= starts[i] && c.Row < starts[i+1] })
		for k := range piece.Cells {
			c := &piece.Cells[k]
			c.RowSpan = min(c.RowSpan, starts[i+1]-c.Row)
		}
		out = append(out, viewTable(piece, number))
	}
	return out
}

// within gives a table with some of its cells, each in its place.
func within(t *report.Table, keep func(report.Cell) bool) *report.Table {
	out := *t
	out.Cells = slices.DeleteFunc(slices.Clone(t.Cells), func(c report.Cell) bool { return !keep(c) })
	return &out
}

// formStarts gives the rows in which another of the tables of sections 二, 三
// and 四 begins than the one before.
func (v *tableView) formStarts() []int {
	var out []int
	last := ""
	for r, row := range v.rows {
		if form := formBegun(r, row); form != "" && form != last {
			last = form
			out = append(out, r)
		}
	}
	return out
}

// formBegun tells of which form a row is the first or, of section 二, one of
// the first; "" for every other row.
func formBegun(r int, row []*slot) string {
	var reconsideration, litigation bool
	for _, s := range row {
		if s.row != r {
			continue
		}
		switch {
		case s.key == "申请人情况":
			return "3"
		case strings.HasPrefix(s.key, "第二十条第"):
			return "2"
		case s.key == caseRows[0]:
			reconsideration = true
		case s.key == allLitigations:
			litigation = true
		}
	}
	if reconsideration && litigation {
		return "4"
	}
	return ""
}

// numbered tells whether a table's first column only numbers its rows: under
// 序号, or by itself 1, 2, 3 and so on to 4 at least.
func (v *tableView) numbered() bool {
	n, named := 0, false
	for _, row := range v.rows {
		if len(row) == 0 || row[0].col != 0 || row[0].cols != 1 {
			return false
		}
		switch s := row[0]; {
		case s.kind == cellBlank:
		case codeColumn.MatchString(s.key):
			named = true
		case s.kind == cellNumber && string(s.value) == strconv.Itoa(n+1):
			n++
		default:
			return false
		}
	}
	return n > 0 && (named || n >= 4)
}
