package extract

import (
	"strings"
	"unicode/utf8"

	"nianbao/needle"
	"nianbao/report"
)

var (
	// noCount are labels of numbers that count nothing.
	noCount = needle.MustCompile(`电话|传真|邮编|邮政编码|日期|时间|序号|编号|文号|索引|年份|代码|网址|地址|账号`)
	// unitHeading is a heading that is a measure word with 数: 宗数, 件数.
	unitHeading = needle.MustCompile(`^(.{1,2})数$`)
	shareColumn = needle.MustCompile(`占比|比例|比重|百分比|所占|％|%`)
)

// readOther reads a table that is none of the official ones: every number that
// stands in a row with a label is an open figure, named by the label and, where
// the table has several columns of numbers, by its heading. A table with less
// than two of them counts nothing.
func (f *formReader) readOther(v *tableView) {
	var cells []formCell
	columns := map[int]bool{}
	for r, row := range v.rows {
		for len(row) > 0 && row[0].isNumeric() { // the number of the row
			row = row[1:]
		}
		parts := splitRow(r, row, 0)
		label, values := parts.label, parts.values
		if label == nil || noCount.MatchString(label.norm) || utf8.RuneCountInString(label.norm) > 40 {
			continue
		}
		for _, s := range values {
			h := v.columnHeading(s)
			if s.kind != cellNumber || h != nil && noCount.MatchString(h.norm) {
				continue
			}
			cells = append(cells, otherCell(label, h, s))
			columns[s.col] = true
		}
	}
	if len(cells) < 2 {
		return
	}
	for _, c := range cells {
		if h := v.columnHeading(c.slot); h != nil && len(columns) > 1 {
			c.name = strings.TrimSpace(c.name + " " + printedLabel(h.norm))
		}
		f.add(v, c)
	}
}

// otherCell reads the unit and the role of a number from its labels.
func otherCell(label, heading, s *slot) formCell {
	c := formCell{slot: s, rowLabel: label, name: printedLabel(label.norm), confidence: 0.6}
	c.unit, c.shift = noteUnit(label.norm)
	if heading != nil && c.unit == "" {
		c.unit, c.shift = noteUnit(heading.norm)
		if m := unitHeading.FindStringSubmatch(heading.key); m != nil && c.unit == "" {
			c.unit, c.shift, _ = unitWord(m[1])
		}
		if shareColumn.MatchString(heading.norm) {
			c.role, c.unit = report.Share, "%"
		}
	}
	if s.unit == "%" {
		c.role = report.Share
	}
	return c
}

// columnHeading gives the nearest words over a slot, above every number of
// its column.
func (v *tableView) columnHeading(s *slot) *slot {
	var found *slot
	for r := 0; r < s.row; r++ {
		switch h := v.at(r, s.col); {
		case h == nil:
		case h.kind == cellWords:
			found = h
		case h.isNumeric():
			return found
		}
	}
	return found
}
