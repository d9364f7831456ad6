package compare

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"nianbao/report"
)

func TestReadings(t *testing.T) {
	received := report.Figure{Indicator: "requests.received", Value: "3", Unit: "件", Printed: "3件", Role: report.Level,
		Quote: "收到申请3件", Span: report.Span{Start: 10, End: 16}}
	online := report.Figure{Indicator: "requests.received", Dims: map[string]string{"channel": "online"}, Value: "2", Unit: "件",
		Printed: "2件", Role: report.Level, Quote: "其中网上申请2件", Span: report.Span{Start: 17, End: 25}}
	open := report.Figure{Label: "会议", Value: "2", Unit: "次", Printed: "2次", Role: report.Level, Quote: "召开会议2次",
		Span: report.Span{Start: 30, End: 37}}
	with := func(f report.Figure, change func(*report.Figure)) report.Figure {
		change(&f)
		return f
	}
	for _, tt := range []struct {
		name     string
		old, new []report.Figure
		want     []FigureChange
	}{
		{"nothing", []report.Figure{received, online}, []report.Figure{received, online}, nil},
		{"another order", []report.Figure{received, online}, []report.Figure{online, received}, nil},
		{"moved", []report.Figure{received}, []report.Figure{with(received, func(f *report.Figure) { f.Start, f.End = 60, 66 })}, nil},
		{"added and gone", []report.Figure{received, open}, []report.Figure{received, online},
			[]FigureChange{{Fate: Added, Old: -1, New: 1}, {Fate: Gone, Old: 1, New: -1}}},
		{"another code for the same words", []report.Figure{open}, []report.Figure{with(open, func(f *report.Figure) { f.Indicator = "meetings" })},
			[]FigureChange{{Fate: Changed, Old: 0, New: 0, Fields: []string{"code"}}}},
		{"another value", []report.Figure{received}, []report.Figure{with(received, func(f *report.Figure) { f.Value, f.Printed = "30000", "3万件" })},
			[]FigureChange{{Fate: Changed, Old: 0, New: 0, Fields: []string{"value", "printed"}}}},
		{"role and part", []report.Figure{online, received}, []report.Figure{online, with(received, func(f *report.Figure) { f.Role, f.Part = report.Plan, "教育" })},
			[]FigureChange{{Fate: Changed, Old: 1, New: 1, Fields: []string{"role", "part"}}}},
		{"one of two alike", []report.Figure{received, received}, []report.Figure{received},
			[]FigureChange{{Fate: Gone, Old: 1, New: -1}}},
		{"open figures of other words are no pair", []report.Figure{open},
			[]report.Figure{with(open, func(f *report.Figure) { f.Printed, f.Quote, f.Value = "9次", "召开会议9次", "9" })},
			[]FigureChange{{Fate: Added, Old: -1, New: 0}, {Fate: Gone, Old: 0, New: -1}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, facts := Readings(&report.Document{Figures: tt.old}, &report.Document{Figures: tt.new})
			if diff := cmp.Diff(tt.want, got); diff != "" || len(facts) > 0 {
				t.Errorf("facts %v, figures (-want +got):\n%s", facts, diff)
			}
		})
	}
	_, facts := Readings(&report.Document{Status: report.OK, Body: "甲", Year: 2017, Region: "11"}, &report.Document{Status: report.Partial, Reason: report.Truncated, Body: "甲", Region: "1101"})
	want := []Fact{{"status", "ok", "partial"}, {"reason", "", "truncated"}, {"region", "11", "1101"}, {"year", "2017", ""}}
	if diff := cmp.Diff(want, facts); diff != "" {
		t.Errorf("facts (-want +got):\n%s", diff)
	}
}
