package eval

import (
	"testing"

	"nianbao/report"
)

func TestJudge(t *testing.T) {
	labels := Labels{Figures: []Label{
		{Code: "meetings", Value: 2, Unit: "次"},
		{Code: "requests.received", Value: 7, Unit: "件", Role: report.Share},
		{Code: "open", Value: 30, Unit: "册", Label: "宣传手册"},
		{Code: "training.sessions", Value: 3, Unit: "期", Alt: []string{"meetings"}},
		{Code: "open", Value: 17, Unit: "个", Label: "部门", Optional: true},
	}}
	figure := func(code string, value report.Decimal, change func(*report.Figure)) report.Figure {
		c := report.ParseCode(code)
		f := report.Figure{Indicator: c.Indicator, Dims: c.Dims, Value: value, Unit: "件", Status: report.Printed, Method: report.InText}
		if change != nil {
			change(&f)
		}
		return f
	}
	for _, c := range []struct {
		name          string
		figure        report.Figure
		right, judged bool
	}{
		{"as labelled", figure("meetings", "2", nil), true, true},
		{"another value", figure("meetings", "4", nil), false, true},
		{"another role", figure("requests.received", "7", nil), false, true},
		{"the role of the label", figure("requests.received", "7", func(f *report.Figure) { f.Role = report.Share }), true, true},
		{"a code that is as good", figure("meetings", "3", nil), true, true},
		{"an open figure of kin", figure("open", "30", func(f *report.Figure) { f.Indicator, f.Unit, f.Label = "", "册", "印发宣传手册" }), true, true},
		{"an open figure of something else", figure("open", "30", func(f *report.Figure) { f.Indicator, f.Unit, f.Label = "", "册", "公报" }), false, true},
		{"what is optional", figure("open", "17", func(f *report.Figure) { f.Indicator, f.Unit, f.Label = "", "个", "部门" }), true, true},
		{"what only an optional label explains", figure("units", "17", func(f *report.Figure) { f.Indicator, f.Label = "", "单位" }), false, false},
		{"a blank", figure("meetings", "", nil), false, false},
	} {
		right, judged := Judge(labels, &report.Document{Figures: []report.Figure{c.figure}})
		if right[0] != c.right || judged[0] != c.judged {
			t.Errorf("%s: right %t, judged %t, want %t, %t", c.name, right[0], judged[0], c.right, c.judged)
		}
	}
}
