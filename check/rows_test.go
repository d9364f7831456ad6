package check

import (
	"testing"

	"nianbao/report"
)

// TestRowWithoutAColumn holds that a row of which one column is not known is
// read in no other way: there is nothing to put a proposal beside.
func TestRowWithoutAColumn(t *testing.T) {
	d := &report.Document{Tables: []report.Table{{Rows: 1, Cols: 1}}}
	s := &sheet{d: d, at: map[string]int{}, adrift: map[string][]int{}, lost: map[string]bool{}}
	codes := append(kinds("requests.received"), "requests.received")
	for i, code := range codes {
		c := report.ParseCode(code)
		d.Figures = append(d.Figures, report.Figure{Indicator: c.Indicator, Dims: c.Dims, Value: "1", Table: 1, Col: i})
		s.at[code] = i
	}
	if _, ok := s.printedRow("requests.received"); !ok {
		t.Fatal("a whole row is not read")
	}
	delete(s.at, codes[2])
	if _, ok := s.printedRow("requests.received"); ok {
		t.Error("a row without one of its columns is read")
	}
}
