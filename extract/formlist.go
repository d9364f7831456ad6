package extract

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"nianbao/needle"
	"nianbao/report"
)

// A listRow is a label of the single table with what follows it: the table is
// read as label, unit, value, once or twice a row, whatever columns they stand in.
type listRow struct {
	label  *slot
	unit   *slot
	values []*slot
}

var (
	// footerLabel are rows that say who filled the form in.
	footerLabel = needle.MustCompile(`负责人|填报|审核人|填表|制表|联系电话|联系人|签发|盖章|填写日期|报出日期`)
	codeColumn  = needle.MustCompile(`^(?:指标)?(?:代码|序号|编号|行次|栏次|项次|代号)$`)
)

// readList reads the single table of before 2019.
func (f *formReader) readList(v *tableView) {
	values, units := valueColumns(v)
	for r, row := range v.rows {
		var cur *listRow
		for _, s := range row {
			switch {
			case s.row != r: // spans from above
			case s.kind == cellUnit, s.kind == cellWords && units[s.col] && utf8.RuneCountInString(s.norm) <= 4:
				if cur != nil && cur.unit == nil {
					cur.unit = s
				}
			case s.kind == cellWords && !(cur != nil && len(written(cur.values)) == 0 && values[s.col]):
				f.readListRow(v, cur)
				cur = &listRow{label: s}
			case cur != nil && !f.isCode(v, s):
				cur.values = append(cur.values, s)
			}
		}
		f.readListRow(v, cur)
	}
}

// valueColumns finds the columns that hold numbers rather than words, and
// those that hold measure words.
func valueColumns(v *tableView) (values, units map[int]bool) {
	numbers, words, measures := map[int]int{}, map[int]int{}, map[int]int{}
	for i := range v.slots {
		switch s := &v.slots[i]; {
		case s.isNumeric():
			numbers[s.col]++
		case s.kind == cellUnit:
			measures[s.col]++
		case s.kind == cellWords:
			words[s.col]++
		}
	}
	values, units = map[int]bool{}, map[int]bool{}
	for c, n := range numbers {
		values[c] = n > words[c]
	}
	for c, n := range measures {
		units[c] = n >= words[c]
	}
	return values, units
}

// isCode tells whether a slot stands in a column of row numbers.
func (f *formReader) isCode(v *tableView, s *slot) bool {
	h := v.heading(s)
	return h != nil && codeColumn.MatchString(h.key)
}

// heading gives the topmost words over a slot, where they are no row's label.
func (v *tableView) heading(s *slot) *slot {
	for r := 0; r < min(s.row, 4); r++ {
		if h := v.at(r, s.col); h != nil && h.kind == cellWords && h.cols <= max(s.cols, 2) {
			return h
		}
	}
	return nil
}

// readListRow reads one label with its values.
func (f *formReader) readListRow(v *tableView, row *listRow) {
	if row == nil {
		return
	}
	base := formCell{rowLabel: row.label, name: printedLabel(row.label.norm)}
	if row.unit != nil {
		var ok bool
		if base.unit, base.shift, ok = unitWord(row.unit.norm); !ok {
			base.unit = row.unit.norm
		}
	} else {
		base.unit, base.shift = noteUnit(row.label.norm)
	}
	base.place, base.confidence = f.listPlace(row.label.key, &base)
	values := written(row.values)
	if base.place == nil {
		if len(values) == 0 || footerLabel.MatchString(row.label.key) || !anyNumber(values) {
			return
		}
		f.d.Note(report.IssueUnknownRow, row.label.Span, base.name)
		base.confidence = 0.7
	}
	if len(values) == 0 && len(row.values) > 0 && base.place != nil {
		values = row.values[:1]
	}
	for i, s := range values {
		c := base
		c.slot = s
		c.part = c.place != nil && c.place.Dims == nil && strings.HasPrefix(row.label.norm, "其中")
		if len(values) > 1 {
			f.columnRole(v, &c, i)
		}
		f.add(v, c)
	}
}

// written gives the slots that are not blank.
func written(slots []*slot) []*slot {
	var out []*slot
	for _, s := range slots {
		if s.kind != cellBlank {
			out = append(out, s)
		}
	}
	return out
}

func anyNumber(slots []*slot) bool {
	for _, s := range slots {
		if s.isNumeric() {
			return true
		}
	}
	return false
}

// columnRole tells by its heading what one of several values in a row states:
// the year itself, the year before, all years together. The first is the
// year's own where no heading says otherwise.
func (f *formReader) columnRole(v *tableView, c *formCell, i int) {
	h := v.heading(c.slot)
	name := ""
	if h != nil {
		name = h.norm
	}
	switch {
	case strings.Contains(name, "累计"):
		c.role = report.Cumulative
	case strings.Contains(name, "上年"), strings.Contains(name, "上一年"), strings.Contains(name, "去年"),
		f.d.Year > 0 && strings.Contains(name, strconv.Itoa(f.d.Year-1)):
		c.role = report.OtherPeriod
	case strings.Contains(name, "增"):
		c.role = report.Change
	case i > 0:
		f.d.Note(report.IssueUnknownColumn, c.Span, c.name+" "+name)
		c.place, c.name, c.confidence = nil, strings.TrimSpace(c.name+" "+printedLabel(name)), 0.6
	}
}

// listPlace finds what a label of the single table states. 被依法纠错数 stands
// under 行政复议 and under 行政诉讼: the rows before it tell which.
func (f *formReader) listPlace(key string, c *formCell) (*place, float64) {
	known, confidence := f.known.matchRow(key)
	if confidence < exactLabel {
		if bare, unit := withoutUnit(key); f.known.rows[bare] != nil { // 收到申请数件
			known, confidence = bare, exactLabel
			if c.unit == "" {
				c.unit, c.shift, _ = unitWord(unit)
			}
		}
	}
	places := f.known.rows[known]
	if len(places) == 0 {
		f.enterSection(key)
		return nil, 0
	}
	for i := range places {
		if p := &places[i]; p.indicator.ID == f.section || sameIndicator(places) {
			f.section = p.indicator.ID
			return p, confidence
		}
	}
	return nil, 0
}

func sameIndicator(places []place) bool {
	for _, p := range places {
		if p.indicator.ID != places[0].indicator.ID {
			return false
		}
	}
	return true
}

// enterSection notes a heading without a number of its own, 四、行政复议情况,
// for the rows that need one.
func (f *formReader) enterSection(key string) {
	found := ""
	for _, row := range f.known.rowSet {
		places := f.known.rows[row]
		if sameIndicator(places) {
			continue
		}
		for _, p := range places {
			if !strings.Contains(key, p.indicator.Name) {
				continue
			}
			if found != "" && found != p.indicator.ID {
				return
			}
			found = p.indicator.ID
		}
	}
	if found != "" {
		f.section = found
	}
}

// withoutUnit cuts a measure word from the end of a label.
func withoutUnit(key string) (bare, unit string) {
	r := []rune(key)
	for n := min(3, len(r)-1); n > 0; n-- {
		if _, _, ok := unitWord(string(r[len(r)-n:])); ok {
			return string(r[:len(r)-n]), string(r[len(r)-n:])
		}
	}
	return key, ""
}
