package extract

import (
	"maps"
	"strings"

	"nianbao/report"
)

// A formCol is a heading that stands over values: 上一年项目数量.
type formCol struct {
	*slot
	key   string // the form's own label
	unit  string
	shift int
	sure  float64
}

// readPowers reads the table of section 二: rows under headings that change
// with every article of the law.
func (f *formReader) readPowers(v *tableView) {
	if f.across != v.Cols {
		f.header, f.across = nil, v.Cols // the columns of a page before are not these
	}
	for r, row := range v.rows {
		if cols := f.colsOf(r, row); len(cols) > 0 || newSection(row) {
			f.header = cols
			continue
		}
		from := 0
		if len(f.header) > 0 {
			from = f.header[0].col
		}
		parts := splitRow(r, row, from)
		if from > 0 && len(written(parts.values)) > len(f.header) {
			parts = splitRow(r, row, 0) // words among them are a row's own name
		}
		if parts.label != nil && len(parts.values) > 0 {
			f.readPower(v, parts)
		}
	}
}

// newSection tells whether a row begins the part of another article: the
// headings before it hold no longer, though its own may not be known.
func newSection(row []*slot) bool {
	for _, s := range row {
		if s.isNumeric() {
			return false
		}
		if s.key == "信息内容" || strings.HasPrefix(s.key, "第二十条") {
			return true
		}
	}
	return false
}

// colsOf gives the headings of a row, where it is a row of headings.
func (f *formReader) colsOf(r int, row []*slot) []formCol {
	var out []formCol
	for _, s := range row {
		if s.isNumeric() {
			return nil
		}
		if s.key == "" || s.row != r {
			continue
		}
		if key, sure := f.known.matchCol(s.key); key != "" {
			unit, shift := noteUnit(s.norm)
			out = append(out, formCol{s, key, unit, shift, sure})
		}
	}
	return out
}

// A rowParts is a row of a table: its label, the label of the group it stands
// in, and its values.
type rowParts struct {
	label, group *slot
	values       []*slot
}

// splitRow takes the last words before the values of a row for its label, and
// for values every slot after them that no row above has given already. Words
// in column from or right of it are values; from is 0 where no heading tells.
func splitRow(r int, row []*slot, from int) (out rowParts) {
	at := -1
	for i, s := range row {
		if s.isNumeric() || s.kind == cellNone || from > 0 && s.col >= from {
			break
		}
		if s.kind == cellWords {
			out.label, out.group, at = s, out.label, i
		}
	}
	if at < 0 {
		if from > 0 {
			return splitRow(r, row, 0)
		}
		return out
	}
	for _, s := range row[at+1:] {
		if s.row == r {
			out.values = append(out.values, s)
		}
	}
	return out
}

// known finds the form's row that a printed one is; a row of another name in a
// group that the form knows is a part of the group.
func (f *formReader) knownRow(row rowParts) (key string, sure float64, part bool) {
	if key, sure = f.known.matchRow(row.label.key); key != "" || row.group == nil {
		return key, sure, false
	}
	if key, _ = f.known.matchRow(row.group.key); key != "" {
		return key, 0.7, true
	}
	return "", 0, false
}

// readPower reads the row of one matter.
func (f *formReader) readPower(v *tableView, row rowParts) {
	label, values := row.label, row.values
	known, sure, part := f.knownRow(row)
	places := f.known.rows[known]
	cols := f.align(known, values)
	if places == nil || part {
		if !anyNumber(values) {
			return
		}
		f.d.Note(report.IssueUnknownRow, label.Span, printedLabel(label.norm))
	}
	for i, s := range values {
		c := formCell{slot: s, rowLabel: label, name: printedLabel(label.norm), part: part, confidence: 0.7}
		if col := cols[i]; col != nil {
			if c.unit, c.shift = col.unit, col.shift; c.unit == "" {
				c.unit, c.shift = noteUnit(label.norm)
			}
			c.place = f.placeAt(places, col.key)
			c.confidence = min(sure, col.sure)
			switch {
			case col.slot != nil:
				c.name += " " + printedLabel(col.norm)
			case c.place != nil:
				c.name += " " + c.place.Col
			}
		}
		if c.place == nil {
			if !s.isNumeric() {
				continue
			}
			c.confidence = 0.6
			if places != nil {
				f.d.Note(report.IssueUnknownColumn, s.Span, c.name)
			}
		}
		f.add(v, c)
	}
}

// align finds the heading of each value: the one that stands over it, else by
// their order where both are as many. Blanks at the end of a row that no
// heading covers are no values.
func (f *formReader) align(row string, values []*slot) []*formCol {
	out := make([]*formCol, len(values))
	n := len(values)
	for n > len(f.header) && values[n-1].kind == cellBlank {
		n--
	}
	header := f.header
	if usual := f.usualCols(row); len(header) == 0 || len(header) < n && len(usual) == n {
		header = usual // the headings are on another page, or damaged
	}
	if len(header) == n {
		for i := range header {
			out[i] = &header[i]
		}
		return out
	}
	for i, s := range values {
		for j := range header {
			if h := &header[j]; h.slot != nil && h.col < s.col+s.cols && s.col < h.col+h.cols {
				out[i] = h
				break
			}
		}
	}
	return out
}

// usualCols gives the columns that the form has for a row, where the headings
// are on another page.
func (f *formReader) usualCols(row string) []formCol {
	var out []formCol
	for _, key := range usualOrder {
		for _, p := range f.known.rows[row] {
			if p.Era == f.era && labelKey(p.Col) == key {
				out = append(out, formCol{key: key, sure: 0.8})
			}
		}
	}
	return out
}

// usualOrder is the order of the columns of section 二 in the forms.
var usualOrder = []string{"本年新制作数量", "本年新公开数量", "对外公开总数量", "上一年项目数量", "本年增减", "处理决定数量",
	"采购项目数量", "采购总金额", "本年制发件数", "本年废止件数", "现行有效件数", "本年处理决定数量", "本年收费金额"}

// placeAt finds what a row's places state in a column. A row of one era under a
// heading of the other is told by its dimensions.
func (f *formReader) placeAt(places []place, col string) *place {
	for i := range places {
		if labelKey(places[i].Col) == col {
			return &places[i]
		}
	}
	if len(places) == 0 || len(places[0].Dims) == 0 {
		return nil
	}
	for i := range f.known.cols[col] {
		if p := &f.known.cols[col][i]; maps.Equal(p.Dims, places[0].Dims) {
			return p
		}
	}
	return nil
}
