package extract

import (
	"testing"

	"nianbao/normalize"
	"nianbao/report"
)

// TestOwnPeriod holds that in a bulletin its month is the report's own period.
func TestOwnPeriod(t *testing.T) {
	x, err := New()
	if err != nil {
		t.Fatal(err)
	}
	seg, err := normalize.OpenSegmenter()
	if err != nil {
		t.Fatal(err)
	}
	defer seg.Close()
	text := "5月，热线受理群众诉求318件，环比增长6%，4月为300件。群众满意率95%。6月，群众满意率要达到96%。"
	d := &report.Document{Status: report.OK, Text: text, Reader: report.ReadText, Year: 2024, Period: "2024-05"}
	d.Blocks = []report.Block{{Kind: report.Paragraph, Span: report.Span{End: len([]rune(text))}}}
	normalize.Document(d, seg)
	x.Figures(d)
	want := []struct {
		value, role, period string
	}{
		{"318", "level", ""}, {"6", "change", ""}, {"300", "other_period", "2024-04"},
		{"95", "rate", ""}, {"96", "plan", "2024-06"},
	}
	if len(d.Figures) != len(want) {
		t.Fatalf("%d figures: %+v", len(d.Figures), d.Figures)
	}
	for i, w := range want {
		if f := d.Figures[i]; string(f.Value) != w.value || string(f.Role) != w.role || f.Period != w.period {
			t.Errorf("figure %d: %s %s %q, want %v", i, f.Value, f.Role, f.Period, w)
		}
	}
}
