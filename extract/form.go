package extract

import (
	"maps"

	"nianbao/report"
)

// A formReader reads the official tables of one document.
type formReader struct {
	d       *report.Document
	tables  map[string]*formTable
	figures []report.Figure

	form  string     // the number of the table being read: "1" … "4"
	era   report.Era // and its era
	known *formTable // and its labels

	// What a table broken over pages leaves for its continuation.
	section    string      // of table 1: the indicator that the last row stated
	header     []formCol   // of table 2
	across     int         // and how many columns the table with them has
	applicants []applicant // of table 3
	aligned    bool        // and whether all its numbers stand under them
	headed     int         // and how many columns the table with the headings has
}

// A claim is a table recognised as one of the official ones.
type claim struct {
	view *tableView
	form string
	keys map[string]bool    // its labels
	hits map[report.Era]int // how many of them each era's form has
	all  int                // how many of them any form has
}

// mostCells is ten times the cells of the largest official table: what is
// larger is a data set, not a report's table.
const mostCells = 3000

// readTables reads the official tables of every era by their labels, and sets
// the document's era by the newest of them. Other tables give open figures. The
// forms are those of placesOf.
func readTables(d *report.Document, forms map[string]*formTable) []report.Figure {
	f := &formReader{d: d, tables: forms}
	var claims []claim
	for i := range d.Tables {
		if len(d.Tables[i].Cells) > mostCells {
			continue
		}
		for _, v := range piecesOf(&d.Tables[i], i+1) {
			if c, ok := f.recognise(v, claims); ok {
				claims = append(claims, c)
			} else {
				f.readOther(v)
			}
		}
	}
	newest := report.Era("")
	for _, c := range claims {
		newest = max(newest, c.era())
	}
	for _, c := range claims {
		f.form, f.known, f.era = c.form, f.tables[c.form], c.era()
		if f.era == "" {
			f.era = undecided(claims, c.form, newest, d.Year)
		}
		first := len(f.figures)
		f.read(c.view)
		f.tellParts(first)
	}
	if newest != "" {
		d.Era = newest
	}
	return f.figures
}

func (f *formReader) read(v *tableView) {
	switch f.form {
	case "1":
		f.readList(v)
	case "2":
		f.readPowers(v)
	case "3":
		f.readRequests(v)
	case "4":
		f.readCases(v)
	}
}

// enough is how many labels of a form tell a table. One is enough for the rest
// of a table that the page end broke.
var enough = map[string]int{"1": 3, "2": 2, "3": 3, "4": 4}

// recognise tells which form a table is by how many of its labels it has.
func (f *formReader) recognise(v *tableView, before []claim) (claim, bool) {
	best := claim{view: v}
	keys := map[string]bool{}
	for i := range v.slots {
		keys[v.slots[i].key] = true
	}
	for _, form := range []string{"1", "2", "3", "4"} {
		c := claim{view: v, form: form, keys: keys, hits: map[report.Era]int{}}
		for key := range keys {
			eras := f.tables[form].eras(key)
			if bare, _ := withoutUnit(key); form == "1" && len(eras) == 0 {
				eras = f.tables[form].eras(bare)
			}
			if len(eras) > 0 {
				c.all++
			}
			if applicantOf[key] == "" { // 其他 is a column of both eras and a row of one
				for era := range eras {
					c.hits[era]++
				}
			}
		}
		if c.all > best.all {
			best = c
		}
	}
	need := enough[best.form]
	if n := len(before); n > 0 && before[n-1].view.number == v.number-1 {
		last := before[n-1]
		if last.form == "4" && !last.view.anyNumber() && v.onlyNumbers() {
			best.form, best.all = "4", 4
		}
		if last.form == best.form && last.view.Cols == v.Cols {
			need = 1
		}
	}
	return best, best.all > 0 && best.all >= need
}

func (v *tableView) anyNumber() bool {
	for i := range v.slots {
		if v.slots[i].isNumeric() {
			return true
		}
	}
	return false
}

// onlyNumbers tells whether a table is the row of values that a page end tore
// from its headings.
func (v *tableView) onlyNumbers() bool {
	for i := range v.slots {
		if !v.slots[i].isValue() {
			return false
		}
	}
	return v.anyNumber()
}

// eras gives the eras whose form has a label.
func (t *formTable) eras(key string) map[report.Era]bool {
	out := map[report.Era]bool{}
	for _, places := range [][]place{t.rows[key], t.cols[key]} {
		for _, p := range places {
			out[p.Era] = true
		}
	}
	return out
}

// era is the era that a table's labels tell, or "".
func (c *claim) era() report.Era {
	best, second := report.Era(""), 0
	for era, n := range maps.All(c.hits) {
		switch {
		case n > c.hits[best]:
			best, second = era, max(second, c.hits[best])
		default:
			second = max(second, n)
		}
	}
	if c.hits[best] > second {
		return best
	}
	if c.form == "3" && c.keys["其他处理"] { // without the rows that 2021 put under it
		return report.Era2019
	}
	return ""
}

// undecided chooses the era of a table whose labels two eras share: that of the
// other tables with its number, else of the newest table, else of the year.
func undecided(claims []claim, form string, newest report.Era, year int) report.Era {
	for _, c := range claims {
		if era := c.era(); c.form == form && era != "" {
			return era
		}
	}
	switch {
	case newest != "" && (form != "1") == (newest >= report.Era2019):
		return newest
	case form == "1":
		return report.Era2014
	case year == 2019 || year == 2020:
		return report.Era2019
	}
	return report.Era2021
}
