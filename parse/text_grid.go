package parse

import (
	"strings"

	"nianbao/needle"
	"nianbao/report"
)

// leaves gives the headings of the official forms that span columns, with the
// number of columns under them (国办公开办函〔2019〕60号 and 〔2021〕30号): in a
// table written with characters the merged columns are lost.
var leaves = map[string]int{
	"申请人情况": 7, "申請人情況": 7,
	"法人或其他组织": 5, "法人或其他組織": 5,
	"行政复议": 5, "行政復議": 5, "行政複議": 5,
	"行政诉讼": 10, "行政訴訟": 10,
	"未经复议直接起诉": 5, "未經復議直接起訴": 5, "未經複議直接起訴": 5,
	"复议后起诉": 5, "復議後起訴": 5, "複議後起訴": 5,
}

var valueForm = needle.MustCompile(`^[增减減+＋\-－—–]{0,2}\s*[0-9０-９](?:[0-9０-９\s,，.．]*[0-9０-９])?\s*(?:[%％]|[\p{Han}（）()]{0,3})$`)

// insteadOfValue are the words that bodies write where a number should stand.
var insteadOfValue = needle.MustCompile(`^(?:无|無|不适用|不適用|不涉及|持平|[详詳]?[见見]附?[表件][0-9０-９一二三]?|[/／\\\-－–—−﹣―─_×*]+)$`)

// labelStyle gives the numbering of a label, whose letters may be spaced.
func labelStyle(s string) numberStyle {
	style, _ := numbering(squeeze(s))
	return style
}

// isValue reports whether a cell holds a number or stands for one.
func isValue(s string) bool {
	return len(s) <= 48 && (insteadOfValue.MatchString(s) || valueForm.MatchString(s) && !strings.ContainsAny(s, "年月日、"))
}

// A tableLayout places the cells of rows that do not say what they span.
type tableLayout struct {
	rows   []textRow
	labels int // columns of labels, at the left
	values int // columns of values, right of the labels
	cols   int // all columns; rows of words may be longer than those with values
	level  map[numberStyle]int
	table  report.Table
	grid   [][]int // index of the cell that covers a place, or -1
	under  []bool  // columns under a heading of the row above that spans several
}

// layTable places rows in a grid and gives the number of value cells. Labels
// stand at the left by the level of their numbering (一、 （一） 1.), values at
// the right under the widest row; a place that a row leaves open at its left
// belongs to the label above. width is the number of columns, 0 where unknown.
func layTable(rows []textRow, width int) (report.Table, int) {
	y := &tableLayout{rows: rows, level: map[numberStyle]int{}}
	found := y.measure()
	for _, r := range rows {
		y.cols = max(y.cols, len(r), y.labels+y.values)
	}
	if y.values == 0 {
		y.cols = max(y.cols, width)
		y.labels = y.cols
	}
	y.table = report.Table{Rows: len(rows), Cols: y.cols, Span: report.Span{Start: rows[0][0].Start, End: rows[0][0].End}}
	y.under = make([]bool, y.cols)
	header := true
	for r, row := range rows {
		y.grid = append(y.grid, newRow(y.cols))
		if labels, values, filled := y.split(row); y.isData(labels, values, filled, header) {
			header = false
			y.placeData(r, row, labels)
		} else {
			y.placeText(r, row, header)
		}
		y.extend(r, header)
		for _, f := range row {
			y.table.Span.End = max(y.table.Span.End, f.End)
		}
	}
	return y.table, found
}

func newRow(cols int) []int {
	row := make([]int, cols)
	for i := range row {
		row[i] = -1
	}
	return row
}

// split gives the number of labels that a row begins with and of the values
// and blanks after them, and whether any is more than blank.
func (y *tableLayout) split(row textRow) (labels, values int, filled bool) {
	for values < len(row) && (row[len(row)-1-values].text == "" || isValue(row[len(row)-1-values].text)) {
		values++
	}
	labels = len(row) - values
	if labels == 0 && values > 1 && row[0].text == "" { // an empty corner is no value
		labels, values = 1, values-1
	}
	for _, f := range row[labels:] {
		filled = filled || f.text != ""
	}
	return labels, values, filled
}

// isData reports whether a row is one of labels and values. Below the header
// a row of blanks for all values is one too.
func (y *tableLayout) isData(labels, values int, filled, header bool) bool {
	return labels <= y.labels && values <= y.values && (filled || !header && labels > 0 && values == y.values && values > 0)
}

// measure finds the columns of labels and values and the levels of numbering.
func (y *tableLayout) measure() (found int) {
	for _, row := range y.rows {
		labels, values, filled := y.split(row)
		if !filled {
			continue
		}
		y.values = max(y.values, values)
		for _, f := range row[labels:] {
			if f.text != "" {
				found++
			}
		}
		y.labels = max(y.labels, y.learn(row[:labels])+labels)
	}
	return found
}

// learn gives the level of a row's first label, and learns those of the labels
// after it: each is one deeper than the one before.
func (y *tableLayout) learn(labels textRow) int {
	first := 0
	for i, f := range labels {
		style := labelStyle(f.text)
		if i == 0 {
			first = y.level[style]
		} else if _, known := y.level[style]; !known && style != unnumbered {
			y.level[style] = first + i
		}
	}
	return first
}

// placeData places a row of labels and values.
func (y *tableLayout) placeData(r int, row textRow, labels int) {
	level := y.labels - labels
	if labels > 0 {
		if style := labelStyle(row[0].text); style != unnumbered {
			level = min(level, y.level[style])
		}
	}
	for i := range labels {
		end := level + i + 1
		if i == labels-1 {
			end = y.labels
		}
		y.put(r, level+i, end, row[i])
	}
	like := y.headerLike(r, len(row))
	if like != nil && like[labels].Col < y.labels {
		like = nil
	}
	for i, f := range row[labels:] {
		col, end := y.labels+i, y.labels+i+1
		if like != nil {
			c := like[labels+i]
			col, end = c.Col, c.Col+c.ColSpan
		}
		y.put(r, col, end, f)
	}
	if at := row[len(row)-1].End; like == nil {
		for col := y.labels + len(row) - labels; col < y.labels+y.values; col++ {
			y.put(r, col, col+1, field{"", report.Span{Start: at, End: at}})
		}
	}
}

// headerLike gives the cells of the nearest row of words above that has as
// many cells as a row which is shorter than the widest: 信息内容 | 上一年项目数量
// | 本年增/减 over a row of one label and two values.
func (y *tableLayout) headerLike(r, n int) []report.Cell {
	if n >= y.labels+y.values {
		return nil
	}
	for above := r - 1; above >= 0; above-- {
		row := y.rows[above]
		if _, _, filled := y.split(row); filled || len(row) == 1 {
			continue
		}
		if len(row) != n {
			return nil
		}
		var cells []report.Cell
		for _, c := range y.table.Cells {
			if c.Row == above {
				cells = append(cells, c)
			}
		}
		return cells
	}
	return nil
}

// placeText places a row of words: headings that span what their names say,
// else a cell each, the last reaching to the end.
func (y *tableLayout) placeText(r int, row textRow, header bool) {
	free := y.freeColumns(header)
	spans, sum := make([]int, len(row)), 0
	for i, f := range row {
		spans[i] = 1
		if n := leaves[strings.Map(dropSpace, f.text)]; n > 0 {
			spans[i] = n
		}
		sum += spans[i]
	}
	first := spans[0]
	switch {
	case len(row) == 1:
		free, spans = all(y.cols), []int{y.cols}
	case header && sum == len(free):
	case y.labels > 0 && sum-first == y.values:
		free, spans[0] = all(y.cols), y.labels
	case header && sum == y.values && y.labels > 0:
		free = all(y.cols)[y.labels:]
	default:
		free = all(y.cols)
		for i := range spans {
			spans[i] = 1
		}
		spans[len(row)-1] = y.cols - len(row) + 1
	}
	y.fill(r, row, free, spans, header)
}

func dropSpace(r rune) rune {
	if isSpace(r) {
		return -1
	}
	return r
}

func all(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	return out
}

// freeColumns gives the columns under the headings above that span several,
// else all columns of values.
func (y *tableLayout) freeColumns(header bool) (free []int) {
	for col, under := range y.under {
		if under && header {
			free = append(free, col)
		}
	}
	if free == nil {
		return all(y.labels + y.values)[y.labels:]
	}
	return free
}

// fill gives each cell of a row its number of the free columns.
func (y *tableLayout) fill(r int, row textRow, free, spans []int, header bool) {
	under := make([]bool, y.cols)
	for i, f := range row {
		mine := free[:spans[i]]
		free = free[spans[i]:]
		y.put(r, mine[0], mine[len(mine)-1]+1, f)
		if header && leaves[strings.Map(dropSpace, f.text)] > 0 {
			for _, col := range mine {
				under[col] = true
			}
		}
	}
	y.under = under
}

// put adds a cell over the columns [col, end) of row r.
func (y *tableLayout) put(r, col, end int, f field) {
	for k := col; k < end; k++ {
		y.grid[r][k] = len(y.table.Cells)
	}
	y.table.Cells = append(y.table.Cells, report.Cell{Row: r, Col: col, RowSpan: 1, ColSpan: end - col, Span: f.Span})
}

// extend lets cells of the row above reach down into places that row r leaves
// open: headings over headings, labels over labels.
func (y *tableLayout) extend(r int, header bool) {
	for col := 0; r > 0 && col < y.cols; col++ {
		i := y.grid[r-1][col]
		if i < 0 || y.grid[r][col] >= 0 || !header && col >= y.labels {
			continue
		}
		c := &y.table.Cells[i]
		if c.Col != col || c.Row+c.RowSpan != r || !y.open(r, col, col+c.ColSpan) {
			continue
		}
		c.RowSpan++
		for k := col; k < col+c.ColSpan; k++ {
			y.grid[r][k] = i
		}
	}
}

func (y *tableLayout) open(r, col, end int) bool {
	for k := col; k < end; k++ {
		if y.grid[r][k] >= 0 {
			return false
		}
	}
	return true
}
