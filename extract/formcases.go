package extract

import (
	"slices"

	"nianbao/report"
)

// allLitigations is the heading over both routes; in some local forms it stands alone.
const allLitigations = "行政诉讼"

// caseRows and caseCols are the fifteen columns of section 四 in their order.
var (
	caseRows = []string{"行政复议", "未经复议直接起诉", "复议后起诉"}
	caseCols = []string{"结果维持", "结果纠正", "其他结果", "尚未审结", "总计"}
)

// A casePlace is what one value of section 四 states.
type casePlace struct {
	*slot
	place *place
	name  string
	sure  float64
}

// readCases reads the table of section 四: one row of values under two or three
// rows of headings, or the same turned.
func (f *formReader) readCases(v *tableView) {
	for _, view := range []*tableView{v, v.turn()} {
		var rows [][]casePlace
		for r := range view.rows {
			if cases := f.underCaseHeadings(view, r); cases != nil {
				rows = append(rows, cases)
			}
		}
		for _, cases := range filled(rows) {
			f.addCases(view, cases)
		}
		if len(rows) > 0 {
			return
		}
	}
	for _, row := range v.rows {
		if cases := f.casesInOrder(v, row); cases != nil {
			f.addCases(v, cases)
		} else if anyNumber(row) {
			f.d.Note(report.IssueUnknownColumn, v.Span, "复议和诉讼的列不全")
		}
	}
}

// filled leaves out the rows of blanks, which only part others; where nothing
// else is, the first of them is the body's own.
func filled(rows [][]casePlace) [][]casePlace {
	blank := func(row []casePlace) bool {
		return !slices.ContainsFunc(row, func(c casePlace) bool { return c.kind != cellBlank })
	}
	if slices.ContainsFunc(rows, func(row []casePlace) bool { return !blank(row) }) {
		return slices.DeleteFunc(rows, blank)
	}
	return rows[:min(len(rows), 1)]
}

// addCases makes the figures of a row.
func (f *formReader) addCases(v *tableView, cases []casePlace) {
	for _, c := range cases {
		f.add(v, formCell{slot: c.slot, place: c.place, name: c.name, confidence: c.sure})
	}
}

// underCaseHeadings gives the values of a row with what the headings over them
// say: all of them different and none without a meaning, else nil. Words are
// values where most of the row is none: 详见附表.
func (f *formReader) underCaseHeadings(v *tableView, r int) []casePlace {
	var out []casePlace
	words := 0
	seen, kinds := map[*place]bool{}, map[string]bool{}
	for _, s := range v.rows[r] {
		if s.row != r || s.kind == cellUnit {
			continue
		}
		if f.isCaseHeading(s) {
			return nil
		}
		p, name, sure := f.casePlaceAt(v, r, s.col)
		if p == nil || seen[p] {
			if s.kind == cellBlank || s.kind == cellWords {
				continue // a corner, the row's own name, the end of a ragged row
			}
			return nil
		}
		if s.kind == cellWords {
			words++
		}
		seen[p], kinds[labelKey(p.Row)] = true, true
		out = append(out, casePlace{s, p, name, sure})
	}
	damaged := kinds[allLitigations] && (kinds[caseRows[1]] || kinds[caseRows[2]]) // the other route's heading is lost
	if len(out) < len(caseCols) || 2*words > len(out) || damaged {
		return nil
	}
	return out
}

func (f *formReader) isCaseHeading(s *slot) bool {
	return f.known.rows[s.key] != nil || f.known.cols[s.key] != nil
}

// casePlaceAt reads the headings over a column: the nearest result and the
// nearest kind of case.
func (f *formReader) casePlaceAt(v *tableView, row, col int) (*place, string, float64) {
	result, kind, sure := "", "", exactLabel
	for r := row - 1; r >= max(0, row-5); r-- {
		h := v.at(r, col)
		if h == nil || h.key == "" {
			continue
		}
		if k, s := f.known.matchCol(h.key); k != "" && result == "" {
			result, sure = k, min(sure, s)
		} else if k, s := f.known.matchRow(h.key); k != "" && kind == "" {
			kind, sure = k, min(sure, s)
		}
	}
	p := f.casePlace(kind, result)
	return p, kind + " " + result, sure
}

func (f *formReader) casePlace(kind, result string) *place {
	for i := range f.known.rows[kind] {
		if p := &f.known.rows[kind][i]; labelKey(p.Col) == result {
			return p
		}
	}
	return nil
}

// casesInOrder gives the values of a row under damaged headings by their
// order, where they are as many as the form has: fifteen, or the five or ten
// of the kinds that the table names.
func (f *formReader) casesInOrder(v *tableView, row []*slot) []casePlace {
	var values []*slot
	for _, s := range row {
		if s.isValue() {
			values = append(values, s)
		}
	}
	for n := len(values); n > 0 && values[n-1].kind == cellBlank && n > len(caseRows)*len(caseCols); n-- {
		values = values[:n-1]
	}
	kinds := f.kindsNamed(v)
	if len(values) == len(caseRows)*len(caseCols) {
		kinds = caseRows
	}
	if !anyNumber(values) || len(values) != len(kinds)*len(caseCols) {
		return nil
	}
	var out []casePlace
	for i, s := range values {
		kind, result := kinds[i/len(caseCols)], caseCols[i%len(caseCols)]
		out = append(out, casePlace{s, f.casePlace(kind, result), kind + " " + result, 0.95})
	}
	return out
}

// kindsNamed gives the kinds of cases that a table's headings name; all where
// they name none.
func (f *formReader) kindsNamed(v *tableView) []string {
	var out []string
	for _, kind := range caseRows {
		for i := range v.slots {
			if v.slots[i].key == kind {
				out = append(out, kind)
				break
			}
		}
	}
	if out == nil {
		return caseRows
	}
	return out
}
