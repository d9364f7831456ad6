package eval

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"nianbao/report"
)

// A Cell is one cell of an official table, as a person read it. A cell without
// a number is labelled too: a blank is not a zero.
type Cell struct {
	Table  string             `json:"table"` // 二, 三 or 四, the section; "" for the single table of 2014-2018 and for local forms
	Row    string             `json:"row"`   // the row's label with those of its groups, joined by "/"; "" in 四, which has one row
	Col    string             `json:"col"`   // likewise of the column
	Code   string             `json:"code"`
	Alt    []string           `json:"alt"`  // codes that are as good
	Role   report.Role        `json:"role"` // "" for level
	Status report.ValueStatus `json:"status"`
	Value  report.Decimal     `json:"value"` // in base units; "" where status is not printed
	Text   string             `json:"text"`  // what stands there, where it is more than the value
}

// A CellScore is the result over all labelled cells. The zero value is ready.
type CellScore struct {
	Cells    Count // status and value
	Nonzero  Count // the same of printed numbers other than 0
	Statuses Count // status alone
	Rows     []CellRow
}

// A CellRow is one document's result.
type CellRow struct {
	Doc    string
	Cells  Count
	Zeroed []string // cells without a number that were read as 0: the worst error there is
	Faults []string // the other wrong cells, and numbers where no cell is
}

// Add compares the tables of one document with their labels. Documents without
// labelled cells are left out; d is nil where nothing was given.
func (s *CellScore) Add(l Labels, d *report.Document) {
	if len(l.Cells) == 0 {
		return
	}
	if d == nil {
		d = &report.Document{}
	}
	row := CellRow{Doc: l.Doc}
	given, spare := pair(l.Cells, d.Figures)
	for i, c := range l.Cells {
		s.compare(&row, c, given[i])
	}
	for _, f := range spare {
		row.Cells.Given++
		s.Nonzero.Given += one(f.Value != "0")
		row.Faults = append(row.Faults, fmt.Sprintf("%s: no such cell: %s = %s", l.Doc, f.Code().String(), f.Value))
	}
	s.Cells.add(row.Cells)
	s.Rows = append(s.Rows, row)
}

func (s *CellScore) compare(row *CellRow, c Cell, f *report.Figure) {
	nonzero := func(status report.ValueStatus, v report.Decimal) int {
		return one(status == report.Printed && v != "0")
	}
	row.Cells.Labelled++
	s.Statuses.Labelled++
	s.Nonzero.Labelled += nonzero(c.Status, c.Value)
	if f == nil {
		row.Faults = append(row.Faults, fmt.Sprintf("%s: %s: not read, is %s", row.Doc, c.place(), shown(c.Status, c.Value)))
		return
	}
	row.Cells.Given++
	s.Statuses.Given++
	s.Nonzero.Given += nonzero(f.Status, f.Value)
	s.Statuses.Right += one(c.Status == f.Status)
	if c.Status == f.Status && c.Value == f.Value {
		row.Cells.Right++
		s.Nonzero.Right += nonzero(c.Status, c.Value)
		return
	}
	line := fmt.Sprintf("%s: %s: %s, is %s", row.Doc, c.place(), shown(f.Status, f.Value), shown(c.Status, c.Value))
	if c.Status != report.Printed && f.Status == report.Printed && f.Value == "0" {
		row.Zeroed = append(row.Zeroed, line)
		return
	}
	row.Faults = append(row.Faults, line)
}

func (c Cell) place() string {
	return strings.TrimSpace(strings.TrimSpace(c.Table+" "+c.Row)+" | "+c.Col) + " (" + c.Code + ")"
}

func shown(status report.ValueStatus, v report.Decimal) string {
	if status == report.Printed {
		return string(v)
	}
	return string(status)
}

// pair finds for each cell the figure of its code and role: first one that
// agrees, then the next in reading order. The coded numbers that no cell claims
// are spare; what stands in tables of other kinds has no code.
func pair(cells []Cell, figures []report.Figure) (given []*report.Figure, spare []*report.Figure) {
	free := map[string][]*report.Figure{}
	for i := range figures {
		if f := &figures[i]; f.Method == report.InTable {
			k := cellKey(f.Code().String(), f.Role)
			free[k] = append(free[k], f)
		}
	}
	given = make([]*report.Figure, len(cells))
	take := func(agree bool) {
		for i, c := range cells {
			if given[i] != nil {
				continue
			}
			for _, code := range append([]string{c.Code}, c.Alt...) {
				k := cellKey(code, c.Role)
				n := slices.IndexFunc(free[k], func(f *report.Figure) bool { return !agree || f.Status == c.Status && f.Value == c.Value })
				if n >= 0 {
					given[i] = free[k][n]
					free[k] = slices.Delete(free[k], n, n+1)
					break
				}
			}
		}
	}
	take(true)
	take(false)
	for i := range figures {
		f := &figures[i]
		if f.Status == report.Printed && f.Indicator != "" && slices.Contains(free[cellKey(f.Code().String(), f.Role)], f) {
			spare = append(spare, f)
		}
	}
	return given, spare
}

func cellKey(code string, role report.Role) string {
	return code + " " + string(or(role, report.Level))
}

// Zeroed is the number of cells without a number that were read as 0.
func (s *CellScore) Zeroed() int {
	n := 0
	for _, r := range s.Rows {
		n += len(r.Zeroed)
	}
	return n
}

// Write prints a line a document where something is wrong, then the totals,
// then every cell that became a zero; with verbose every wrong cell as well.
func (s *CellScore) Write(w io.Writer, verbose bool) error {
	var b strings.Builder
	for _, r := range s.Rows {
		if verbose {
			for _, line := range r.Faults {
				fmt.Fprintln(&b, "CELL ", line)
			}
		}
		if r.Cells.Right != r.Cells.Labelled || r.Cells.Given != r.Cells.Labelled {
			fmt.Fprintf(&b, "%s  cells %d/%d/%d\n", r.Doc, r.Cells.Right, r.Cells.Given, r.Cells.Labelled)
		}
	}
	for _, line := range []struct {
		name string
		c    Count
	}{{"cells", s.Cells}, {"nonzero", s.Nonzero}, {"status", s.Statuses}} {
		fmt.Fprintf(&b, "%-8s P %.4f  R %.4f  F1 %.4f   (%d right of %d given, %d labelled)\n",
			line.name, line.c.Precision(), line.c.Recall(), line.c.F1(), line.c.Right, line.c.Given, line.c.Labelled)
	}
	fmt.Fprintf(&b, "blank read as 0: %d\n", s.Zeroed())
	for _, r := range s.Rows {
		for _, line := range r.Zeroed {
			fmt.Fprintln(&b, "ZERO ", line)
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}
