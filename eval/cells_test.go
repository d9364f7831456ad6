package eval

import (
	"strings"
	"testing"

	"nianbao/report"
)

func tableFig(code string, status report.ValueStatus, value string) report.Figure {
	f := fig(code, value, "件")
	f.Method, f.Status = report.InTable, status
	return f
}

func TestCells(t *testing.T) {
	cell := func(code string, status report.ValueStatus, value string) Cell {
		return Cell{Code: code, Status: status, Value: report.Decimal(value)}
	}
	tests := []struct {
		name                   string
		cells                  []Cell
		given                  []report.Figure
		all, nonzero, statuses Count
		zeroed                 int
	}{
		{"a number", []Cell{cell("meetings", report.Printed, "2")}, []report.Figure{tableFig("meetings", report.Printed, "2")},
			Count{1, 1, 1}, Count{1, 1, 1}, Count{1, 1, 1}, 0},
		{"a wrong number has the right status", []Cell{cell("meetings", report.Printed, "2")}, []report.Figure{tableFig("meetings", report.Printed, "20")},
			Count{0, 1, 1}, Count{0, 1, 1}, Count{1, 1, 1}, 0},
		{"a zero is no nonzero cell", []Cell{cell("meetings", report.Printed, "0")}, []report.Figure{tableFig("meetings", report.Printed, "0")},
			Count{1, 1, 1}, Count{}, Count{1, 1, 1}, 0},
		{"a blank kept", []Cell{cell("meetings", report.Blank, "")}, []report.Figure{tableFig("meetings", report.Blank, "")},
			Count{1, 1, 1}, Count{}, Count{1, 1, 1}, 0},
		{"a blank not given", []Cell{cell("meetings", report.Blank, "")}, nil, Count{0, 0, 1}, Count{}, Count{0, 0, 1}, 0},
		{"a blank read as 0", []Cell{cell("meetings", report.Blank, "")}, []report.Figure{tableFig("meetings", report.Printed, "0")},
			Count{0, 1, 1}, Count{}, Count{0, 1, 1}, 1},
		{"words read as 0", []Cell{cell("meetings", report.Words, "")}, []report.Figure{tableFig("meetings", report.Printed, "0")},
			Count{0, 1, 1}, Count{}, Count{0, 1, 1}, 1},
		{"a blank read as a number", []Cell{cell("meetings", report.Blank, "")}, []report.Figure{tableFig("meetings", report.Printed, "7")},
			Count{0, 1, 1}, Count{0, 1, 0}, Count{0, 1, 1}, 0},
		{"a zero read as blank", []Cell{cell("meetings", report.Printed, "0")}, []report.Figure{tableFig("meetings", report.Blank, "")},
			Count{0, 1, 1}, Count{}, Count{0, 1, 1}, 0},
		{"a number in the prose is no cell", []Cell{cell("meetings", report.Printed, "2")}, []report.Figure{fig("meetings", "2", "次")},
			Count{0, 0, 1}, Count{0, 0, 1}, Count{0, 0, 1}, 0},
		{"a code twice: the one that agrees goes first", []Cell{cell("open", report.Printed, "2"), cell("open", report.Printed, "3")},
			[]report.Figure{tableFig("open", report.Printed, "3"), tableFig("open", report.Printed, "9")},
			Count{1, 2, 2}, Count{1, 2, 2}, Count{2, 2, 2}, 0},
		{"a number where no cell is", []Cell{cell("meetings", report.Printed, "2")},
			[]report.Figure{tableFig("meetings", report.Printed, "2"), tableFig("units", report.Printed, "1")},
			Count{1, 2, 1}, Count{1, 2, 1}, Count{1, 1, 1}, 0},
		{"an equally good code", []Cell{{Code: "open", Alt: []string{"requests.outcome[outcome=total]"}, Status: report.Printed, Value: "5"}},
			[]report.Figure{tableFig("requests.outcome[outcome=total]", report.Printed, "5")},
			Count{1, 1, 1}, Count{1, 1, 1}, Count{1, 1, 1}, 0},
		{"another role is another cell", []Cell{{Code: "documents.disclosed", Role: report.Cumulative, Status: report.Printed, Value: "5"}},
			[]report.Figure{tableFig("documents.disclosed", report.Printed, "5")},
			Count{0, 1, 1}, Count{0, 1, 1}, Count{0, 0, 1}, 0},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var s CellScore
			s.Add(Labels{Doc: "x.html", Cells: test.cells}, &report.Document{Figures: test.given})
			if s.Cells != test.all || s.Nonzero != test.nonzero || s.Statuses != test.statuses || s.Zeroed() != test.zeroed {
				t.Errorf("got cells %v nonzero %v statuses %v zeroed %d, want %v %v %v %d",
					s.Cells, s.Nonzero, s.Statuses, s.Zeroed(), test.all, test.nonzero, test.statuses, test.zeroed)
			}
		})
	}
}

func TestCellsWrite(t *testing.T) {
	var s CellScore
	s.Add(Labels{Doc: "none.html"}, &report.Document{Figures: []report.Figure{tableFig("units", report.Printed, "1")}})
	s.Add(Labels{Doc: "x.html", Cells: []Cell{
		{Table: "三", Row: "（七）总计", Col: "总计", Code: "requests.outcome[outcome=total]", Status: report.Blank},
		{Table: "四", Col: "行政复议/总计", Code: "reconsiderations", Status: report.Printed, Value: "3"},
	}}, &report.Document{Figures: []report.Figure{tableFig("requests.outcome[outcome=total]", report.Printed, "0"), tableFig("reconsiderations", report.NotApplicable, "")}})
	var b strings.Builder
	if err := s.Write(&b, true); err != nil {
		t.Fatal(err)
	}
	want := `CELL  x.html: 四 | 行政复议/总计 (reconsiderations): not_applicable, is 3
x.html  cells 0/2/2
cells    P 0.0000  R 0.0000  F1 0.0000   (0 right of 2 given, 2 labelled)
nonzero  P 0.0000  R 0.0000  F1 0.0000   (0 right of 0 given, 1 labelled)
status   P 0.0000  R 0.0000  F1 0.0000   (0 right of 2 given, 2 labelled)
blank read as 0: 1
ZERO  x.html: 三 （七）总计 | 总计 (requests.outcome[outcome=total]): 0, is blank
`
	if got := b.String(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
