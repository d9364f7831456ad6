package eval

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"nianbao/report"
)

func fig(code, value, unit string) report.Figure {
	c := report.ParseCode(code)
	return report.Figure{Indicator: c.Indicator, Dims: c.Dims, Value: report.Decimal(value), Unit: unit, Method: report.InText}
}

func with(f report.Figure, change func(*report.Figure)) report.Figure {
	change(&f)
	return f
}

func TestRule(t *testing.T) {
	row := func(f *report.Figure) { f.Method = report.InTable }
	tests := []struct {
		name   string
		labels []Label
		given  []report.Figure
		want   [kinds]Count // coded, nonzero, roles, open, counts
	}{
		{"same code and value", []Label{{Code: "meetings", Value: 2, Unit: "次"}}, []report.Figure{fig("meetings", "2", "次")},
			[kinds]Count{{1, 1, 1}, {1, 1, 1}, {1, 1, 1}, {}, {1, 1, 1}}},
		{"other value", []Label{{Code: "meetings", Value: 2, Unit: "次"}}, []report.Figure{fig("meetings", "3", "次")},
			[kinds]Count{{0, 1, 1}, {0, 1, 1}, {0, 1, 1}, {}, {0, 1, 1}}},
		{"dimensions in any order", []Label{{Code: "litigations[result=upheld,route=direct]", Value: 1}},
			[]report.Figure{fig("litigations[route=direct,result=upheld]", "1", "")},
			[kinds]Count{{1, 1, 1}, {1, 1, 1}, {1, 1, 1}, {}, {1, 1, 1}}},
		{"a measure word that says the same", []Label{{Code: "requests.received", Value: 1, Unit: "件"}}, []report.Figure{fig("requests.received", "1", "宗")},
			[kinds]Count{{1, 1, 1}, {1, 1, 1}, {1, 1, 1}, {}, {1, 1, 1}}},
		{"zero is coded, not nonzero", []Label{{Code: "litigations", Value: 0, Unit: "件"}}, []report.Figure{fig("litigations", "0", "件")},
			[kinds]Count{{1, 1, 1}, {}, {1, 1, 1}, {}, {1, 1, 1}}},
		{"a change counts among roles only", []Label{{Code: "requests.received", Value: -3, Unit: "件", Role: report.Change}},
			[]report.Figure{with(fig("requests.received", "-3", "件"), func(f *report.Figure) { f.Role = report.Change })},
			[kinds]Count{{}, {}, {1, 1, 1}, {}, {1, 1, 1}}},
		{"the wrong role", []Label{{Code: "requests.received", Value: 3, Unit: "件", Role: report.OtherPeriod}}, []report.Figure{fig("requests.received", "3", "件")},
			[kinds]Count{{0, 1, 0}, {0, 1, 0}, {0, 1, 1}, {}, {1, 1, 1}}},
		{"an equally good code", []Label{{Code: "inquiries.received", Alt: []string{"inquiries.closed", "open"}, Value: 9, Unit: "件"}},
			[]report.Figure{fig("inquiries.closed", "9", "件")},
			[kinds]Count{{1, 1, 1}, {1, 1, 1}, {1, 1, 1}, {}, {1, 1, 1}}},
		{"an alternative that is labelled itself stays", []Label{
			{Code: "inquiries.received", Alt: []string{"inquiries.closed"}, Value: 9, Unit: "件"}, {Code: "inquiries.closed", Value: 9, Unit: "件"}},
			[]report.Figure{fig("inquiries.closed", "9", "件")},
			[kinds]Count{{1, 1, 2}, {1, 1, 2}, {1, 1, 2}, {}, {1, 1, 1}}},
		{"optional and not given", []Label{{Code: "open", Value: 17, Unit: "家", Optional: true}}, nil, [kinds]Count{}},
		{"optional and given", []Label{{Code: "open", Value: 17, Unit: "家", Optional: true}}, []report.Figure{fig("open", "17", "家")}, [kinds]Count{}},
		{"optional and given as its indicator", []Label{{Code: "meetings[kind=x]", Value: 4, Optional: true}}, []report.Figure{fig("meetings", "4", "次")}, [kinds]Count{}},
		{"optional does not excuse another indicator", []Label{{Code: "meetings", Value: 4, Optional: true}}, []report.Figure{fig("units", "4", "个")},
			[kinds]Count{{0, 1, 0}, {0, 1, 0}, {0, 1, 0}, {}, {0, 1, 0}}},
		{"optional does not swallow what is asked for", []Label{{Code: "open", Value: 4, Unit: "次", Optional: true}, {Code: "meetings", Value: 4, Unit: "次"}},
			[]report.Figure{fig("meetings", "4", "次")},
			[kinds]Count{{1, 1, 1}, {1, 1, 1}, {1, 1, 1}, {}, {1, 1, 1}}},
		{"a zero applicant cell is free", []Label{{Code: "requests.received[applicant=business]", Value: 0, Where: report.InTable}}, nil, [kinds]Count{}},
		{"also where it is given", nil, []report.Figure{with(fig("requests.received[applicant=business]", "0", "件"), row)}, [kinds]Count{}},
		{"a zero applicant in prose is not", nil, []report.Figure{fig("requests.received[applicant=business]", "0", "件")},
			[kinds]Count{{0, 1, 0}, {}, {0, 1, 0}, {}, {0, 1, 0}}},
		{"an uncoded zero cell is free", nil, []report.Figure{with(fig("open", "0", "件"), row)}, [kinds]Count{}},
		{"open figures of kin", []Label{{Code: "open", Label: "北桥风采报", Value: 24, Unit: "期"}},
			[]report.Figure{with(fig("", "24", "期"), func(f *report.Figure) { f.Label = "风采报" })},
			[kinds]Count{{}, {}, {}, {1, 1, 1}, {1, 1, 1}}},
		{"open figures of no kin", []Label{{Code: "open", Label: "公报", Value: 24, Unit: "期"}},
			[]report.Figure{with(fig("", "24", "期"), func(f *report.Figure) { f.Label = "报纸" })},
			[kinds]Count{{}, {}, {}, {0, 1, 1}, {1, 1, 1}}},
		{"no value, no claim", nil, []report.Figure{fig("meetings", "", "次")}, [kinds]Count{}},
		{"decimals to the fourth place", []Label{{Code: "requests.answered_rate", Value: 33.33333, Unit: "%", Role: report.Rate}},
			[]report.Figure{with(fig("requests.answered_rate", "33.3333", "%"), func(f *report.Figure) { f.Role = report.Rate })},
			[kinds]Count{{1, 1, 1}, {1, 1, 1}, {1, 1, 1}, {}, {1, 1, 1}}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var s Score
			s.Add(Labels{Doc: "a.txt", Figures: test.labels}, &report.Document{Figures: test.given})
			if diff := cmp.Diff(test.want, s.Total); diff != "" {
				t.Errorf("counts (-want +got):\n%s", diff)
			}
		})
	}
}

func TestWhere(t *testing.T) {
	labels := Labels{Doc: "a.txt", Figures: []Label{{Code: "meetings", Value: 2}, {Code: "units", Value: 1, Where: report.InTable}}}
	doc := &report.Document{Figures: []report.Figure{fig("meetings", "2", ""), with(fig("units", "1", ""), func(f *report.Figure) { f.Method = report.InTable })}}
	for where, want := range map[report.Method]int{"": 2, report.InText: 1, report.InTable: 1} {
		s := Score{Where: where}
		s.Add(labels, doc)
		if s.Total[Coded] != (Count{want, want, want}) {
			t.Errorf("where %q: %v, want %d", where, s.Total[Coded], want)
		}
	}
}

func TestSameBody(t *testing.T) {
	tests := []struct {
		label, given string
		want         bool
	}{
		{"", "", true},
		{"某某区人民政府", "", false},
		{"", "某某区人民政府", false},
		{"某某区人民政府", "甲乙市某某区人民政府", true},
		{"甲乙市某某区人民政府", "某某区人民政府", true},
		{"甲乙市某某区人民政府", "人民政府", false}, // a bare tail
		{"民政局", "甲乙市民政局", true},
		{"某某区 人民政府", "某某区人民政府", true},
		{"某某区人民政府", "某某县人民政府", false},
	}
	for _, test := range tests {
		if got := sameBody(test.label, test.given); got != test.want {
			t.Errorf("sameBody(%q, %q) = %v, want %v", test.label, test.given, got, test.want)
		}
	}
}

func TestDecoys(t *testing.T) {
	labels := Labels{Doc: "a.txt", Rejects: []string{"国务院令第711号", "12345热线", "三公经费"}, Figures: []Label{{Code: "meetings", Value: 3, Unit: "次"}}}
	tests := []struct {
		name string
		f    report.Figure
		want int
	}{
		{"quote inside a reject", with(fig("", "711", "号"), func(f *report.Figure) { f.Quote = "第711号" }), 1},
		{"printed inside a reject that the quote holds", with(fig("", "12345", ""), func(f *report.Figure) { f.Printed, f.Quote = "12345", "拨打12345热线" }), 1},
		{"elsewhere", with(fig("", "12345", "件"), func(f *report.Figure) { f.Printed, f.Quote = "12345件", "受理12345件" }), 0},
		{"a labelled value", with(fig("", "3", "公"), func(f *report.Figure) { f.Quote = "三公" }), 0},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var s Score
			s.Add(labels, &report.Document{Figures: []report.Figure{test.f}})
			if got := s.Rows[0].Decoys; got != test.want {
				t.Errorf("decoys %d, want %d", got, test.want)
			}
		})
	}
}

func TestWrite(t *testing.T) {
	var s Score
	s.Add(Labels{Doc: "a.txt", Body: "某某区民政局", Year: 2017, Figures: []Label{
		{Code: "meetings", Value: 2, Unit: "次", Quote: "召开会议2次"}, {Code: "units", Value: 1, Unit: "个", Quote: "机构1个"}}},
		&report.Document{Body: "某某区民政局", Year: 2018, Figures: []report.Figure{fig("meetings", "2", "次"), fig("meetings", "5", "次")}})
	s.Add(Labels{Doc: "b.txt"}, nil)
	var b strings.Builder
	for _, write := range []func() error{
		func() error { return s.WriteSummary(&b) }, func() error { return s.WriteDocuments(&b) },
		func() error { return s.WriteFaults(&b) },
	} {
		if err := write(); err != nil {
			t.Fatal(err)
		}
	}
	want := `no output for: b.txt
coded    P 0.5000  R 0.5000  F1 0.5000   (1 right of 2 given, 2 labelled)
nonzero  P 0.5000  R 0.5000  F1 0.5000   (1 right of 2 given, 2 labelled)
roles    P 0.5000  R 0.5000  F1 0.5000   (1 right of 2 given, 2 labelled)
open     P 0.0000  R 0.0000  F1 0.0000   (0 right of 0 given, 0 labelled)
counts   P 0.5000  R 0.5000  F1 0.5000   (1 right of 2 given, 2 labelled)
of coded hits: qualifier 1/1  period 0/0  place 0/0   decoys 0 of 2 given
body 2/2  year 1/2
a.txt  coded 1/2/2  nonzero 1/2/2  roles 1/2/2  open 0/0/0  counts 1/2/2
b.txt  coded 0/0/0  nonzero 0/0/0  roles 0/0/0  open 0/0/0  counts 0/0/0
MISS  a.txt coded units 1 «机构1个»
FALSE a.txt coded meetings 5 «»
`
	if diff := cmp.Diff(want, b.String()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
