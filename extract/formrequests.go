package extract

import "nianbao/report"

// An applicant is a column of the table of section 三.
type applicant struct {
	value string // of the dimension applicant; "" for the total
	col   int
}

// applicants are the columns of section 三 in their order.
var applicants = []string{"natural_person", "business", "research", "nonprofit", "legal_service", "other_organization", ""}

// applicantOf gives the place of a heading among them, counted from 1, as a
// digit, so that "" says that a label is no such heading.
var applicantOf = map[string]string{
	"自然人": "1", "公民": "1", "个人": "1",
	"商业企业": "2", "企业": "2",
	"科研机构":   "3",
	"社会公益组织": "4", "公益组织": "4",
	"法律服务机构": "5",
	"其他":     "6", "其它": "6",
	"总计": "7", "合计": "7",
}

var applicantName = []string{"自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", ""}

// readRequests reads the table of section 三: rows of results by seven columns
// of applicants.
func (f *formReader) readRequests(v *tableView) {
	if f.lying(v) {
		v = v.turn()
	}
	if cols := f.applicantCols(v); cols != nil {
		f.applicants, f.aligned, f.headed = cols, standUnder(v, cols), v.Cols
	} else if v.Cols != f.headed { // the columns of a page before are not these
		f.applicants = nil
	}
	for r, row := range v.rows {
		from := 0
		if f.applicants != nil {
			from = f.applicants[0].col
		}
		parts := splitRow(r, row, from)
		if parts.label == nil || len(parts.values) == 0 || applicantOf[parts.label.key] != "" && !anyNumber(parts.values) {
			continue
		}
		known, sure, part := f.knownRow(parts)
		if known == "" || part {
			if !anyNumber(parts.values) {
				continue
			}
			f.d.Note(report.IssueUnknownRow, parts.label.Span, printedLabel(parts.label.norm))
			sure = 0.7
		}
		cells := f.applicantValues(v, r, parts.label, parts.values)
		f.readResult(v, parts, cells, formCell{place: f.rowPlace(known), part: part, confidence: sure})
	}
}

// lying tells whether results stand in columns and applicants in rows.
func (f *formReader) lying(v *tableView) bool {
	rows, cols := map[int]bool{}, map[int]bool{}
	for i := range v.slots {
		if s := &v.slots[i]; f.known.rows[s.key] != nil && applicantOf[s.key] == "" {
			rows[s.row], cols[s.col] = true, true
		}
	}
	return len(cols) > len(rows)
}

// rowPlace finds what a row states, by the form of the table's own era first.
func (f *formReader) rowPlace(known string) *place {
	places := f.known.rows[known]
	for i := range places {
		if places[i].Era == f.era {
			return &places[i]
		}
	}
	if len(places) > 0 {
		return &places[0]
	}
	return nil
}

// applicantCols finds the columns of the applicants by their headings: at
// least four of the seven, from left to right, as far apart as they should be.
// The others stand between and beside them.
func (f *formReader) applicantCols(v *tableView) []applicant {
	found := map[int]int{}
	for r, row := range v.rows {
		if r > 0 && anyNumber(row) {
			break
		}
		for _, s := range row {
			if i := applicantOf[s.key]; i != "" {
				found[int(i[0]-'1')] = s.col
			}
		}
	}
	start, n := -1, 0
	for i, col := range found {
		switch {
		case n == 0:
			start = col - i
		case start != col-i:
			return nil
		}
		n++
	}
	if n < 4 || start < 1 {
		return nil
	}
	out := make([]applicant, len(applicants))
	for i, value := range applicants {
		out[i] = applicant{value, start + i}
	}
	return out
}

// standUnder tells whether every number of a table stands under its headings:
// then they tell the columns of rows with more cells than they need.
func standUnder(v *tableView, cols []applicant) bool {
	for i := range v.slots {
		if s := &v.slots[i]; s.isNumeric() && (s.col < cols[0].col || s.col > cols[len(cols)-1].col) {
			return false
		}
	}
	return true
}

// applicantValues gives the slots of the seven columns in one row: the values
// after the label where they are seven, blanks at the end apart, else those
// under the headings; under the headings first where all of the table is. It
// gives nil where neither holds.
func (f *formReader) applicantValues(v *tableView, r int, label *slot, values []*slot) []*slot {
	if len(values) > len(applicants) && f.aligned {
		if cells := f.underHeadings(v, r, label, values); cells != nil {
			return cells
		}
	}
	n := len(values)
	for n > len(applicants) && values[n-1].kind == cellBlank {
		n--
	}
	if n == len(applicants) {
		return values[:n]
	}
	return f.underHeadings(v, r, label, values)
}

func (f *formReader) underHeadings(v *tableView, r int, label *slot, values []*slot) []*slot {
	if f.applicants == nil {
		return nil
	}
	own := map[*slot]bool{}
	var out []*slot
	for _, a := range f.applicants {
		s := v.at(r, a.col)
		if s == nil || s.col != a.col || s == label || own[s] || s.row != r || s.cols != 1 {
			return nil
		}
		own[s] = true
		out = append(out, s)
	}
	for _, s := range written(values) {
		if !own[s] {
			return nil
		}
	}
	return out
}

// readResult makes the figures of one row. Without its columns the row's values
// are kept as open figures: a lost cell must not shift the others.
func (f *formReader) readResult(v *tableView, row rowParts, cells []*slot, base formCell) {
	base.rowLabel, base.name = row.label, printedLabel(row.label.norm)
	if cells == nil {
		if !base.part {
			base.adrift = base.place
		}
		base.place, base.confidence = nil, 0.5
		for _, s := range row.values {
			if s.isNumeric() {
				f.d.Note(report.IssueUnknownColumn, s.Span, base.name)
				base.slot = s
				f.add(v, base)
			}
		}
		return
	}
	for i, s := range cells {
		c := base
		c.slot = s
		if applicantName[i] != "" {
			c.name += "（" + applicantName[i] + "）"
		}
		if base.place != nil {
			c.place = base.place.of(applicants[i])
		} else if !s.isNumeric() {
			continue
		}
		f.add(v, c)
	}
}

// of gives a place narrowed to one kind of applicant.
func (p *place) of(applicant string) *place {
	if applicant == "" {
		return p
	}
	q := *p
	q.Dims = map[string]string{"applicant": applicant}
	for k, v := range p.Dims {
		q.Dims[k] = v
	}
	return &q
}
