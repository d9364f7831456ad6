package main

import (
	"slices"
	"strings"
)

// sections are the headings of the three tables of the forms since 2019.
var sections = []struct{ table, heading string }{
	{"二", "二、主动公开政府信息情况"},
	{"三", "三、收到和处理政府信息公开申请情况"},
	{"四", "四、政府信息公开行政复议、行政诉讼情况"},
}

// fromCells draws the official tables from their labelled cells.
func fromCells(cells []labelled) []Block {
	var out []Block
	for _, s := range sections {
		var own []labelled
		for _, c := range cells {
			if c.Table == s.table {
				own = append(own, c)
			}
		}
		out = append(out, Block{Text: s.heading})
		switch s.table {
		case "二":
			out = append(out, Block{Rows: disclosure(own)})
		case "三":
			out = append(out, Block{Rows: requests(own)})
		case "四":
			out = append(out, Block{Rows: disputes(own)})
		}
	}
	return out
}

// lines groups cells by their row.
func lines(cells []labelled) [][]labelled {
	var out [][]labelled
	for i, c := range cells {
		if i == 0 || cells[i-1].Row != c.Row {
			out = append(out, nil)
		}
		out[len(out)-1] = append(out[len(out)-1], c)
	}
	return out
}

// disclosure is table 二: four columns, a head for each item of the law; the
// last cell of a row takes what is left.
func disclosure(cells []labelled) [][]Cell {
	row := func(label string, texts []string) []Cell {
		out := []Cell{{label, 1, 1}}
		for _, t := range texts {
			out = append(out, Cell{t, 1, 1})
		}
		out[len(out)-1].ColSpan = 4 - len(texts)
		return out
	}
	var out [][]Cell
	item := ""
	for _, line := range lines(cells) {
		of, label, _ := strings.Cut(line[0].Row, "/")
		var cols, texts []string
		for _, c := range line {
			cols = append(cols, c.Col)
			texts = append(texts, c.printed())
		}
		if of != item {
			item = of
			out = append(out, []Cell{{of, 1, 4}}, row("信息内容", cols))
		}
		out = append(out, row(label, texts))
	}
	return out
}

// requests is table 三: labels three deep on the left, two deep above.
func requests(cells []labelled) [][]Cell {
	rows := lines(cells)
	out := [][]Cell{
		{{"（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）", 3, 3}, {"申请人情况", 1, 7}},
		{{"自然人", 2, 1}, {"法人或其他组织", 1, 5}, {"总计", 2, 1}},
		nil,
	}
	for _, c := range rows[0][1:6] {
		out[2] = append(out[2], Cell{c.Col[strings.Index(c.Col, "/")+1:], 1, 1})
	}
	path := func(i int) []string { return strings.Split(rows[i][0].Row, "/") }
	for i, line := range rows {
		var row []Cell
		labels := path(i)
		for depth, label := range labels {
			same := func(k int) bool { return len(path(k)) > depth && slices.Equal(path(k)[:depth+1], labels[:depth+1]) }
			if i > 0 && same(i-1) {
				continue
			}
			c := Cell{label, 1, 1}
			if depth == len(labels)-1 {
				c.ColSpan = 3 - depth
			} else {
				for i+c.RowSpan < len(rows) && same(i+c.RowSpan) {
					c.RowSpan++
				}
			}
			row = append(row, c)
		}
		for _, c := range line {
			row = append(row, Cell{c.printed(), 1, 1})
		}
		out = append(out, row)
	}
	return out
}

// disputes is table 四: one row of fifteen.
func disputes(cells []labelled) [][]Cell {
	out := [][]Cell{{{"行政复议", 1, 5}, {"行政诉讼", 1, 10}}, nil, nil, nil}
	for i, c := range cells {
		labels := strings.Split(c.Col, "/")
		if len(labels) == 2 {
			out[1] = append(out[1], Cell{labels[1], 2, 1})
		} else {
			if i%5 == 0 {
				out[1] = append(out[1], Cell{labels[1], 1, 5})
			}
			out[2] = append(out[2], Cell{labels[2], 1, 1})
		}
		out[3] = append(out[3], Cell{c.printed(), 1, 1})
	}
	return out
}
