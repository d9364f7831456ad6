package extract

import (
	"testing"

	"nianbao/report"
)

func TestRecognized(t *testing.T) {
	const text = "全年受理申请12件"
	table := report.Table{Rows: 1, Cols: 2, Cells: []report.Cell{{Span: report.Span{Start: 0, End: 6}}, {Col: 1, Span: report.Span{Start: 6, End: 9}}}}
	prose := report.Figure{Span: report.Span{Start: 0, End: 9}, Quote: text, Printed: "12件", Value: "12", Status: report.Printed, Confidence: 0.9, Reader: report.ReadPDFium}
	cell := prose
	cell.Table, cell.Col = 1, 1
	blank := cell
	blank.Value, blank.Status, blank.Printed = "", report.Blank, ""
	piece := func(start, end int, sure float64) report.Recognized {
		return report.Recognized{Span: report.Span{Start: start, End: end}, Sure: sure}
	}
	for _, c := range []struct {
		name   string
		figure report.Figure
		pieces []report.Recognized
		status report.ValueStatus
		sure   float64
		reader report.Reader
	}{
		{"not recognised", prose, nil, report.Printed, 0.9, report.ReadPDFium},
		{"recognised elsewhere", prose, []report.Recognized{piece(9, 12, 0.1)}, report.Printed, 0.9, report.ReadPDFium},
		{"sure", prose, []report.Recognized{piece(0, 9, 0.8)}, report.Printed, 0.72, report.ReadOCR},
		{"words in doubt, the number sure", prose, []report.Recognized{piece(0, 6, 0.1), piece(6, 9, 1)}, report.Printed, 0.9, report.ReadOCR},
		{"the number in doubt", prose, []report.Recognized{piece(0, 6, 1), piece(6, 7, 0.4), piece(7, 9, 1)}, report.Unsure, 0.36, report.ReadOCR},
		{"a cell in doubt", cell, []report.Recognized{piece(0, 6, 1), piece(6, 9, 0.1)}, report.Unsure, 0.09, report.ReadOCR},
		{"a sure cell beside a label in doubt", cell, []report.Recognized{piece(0, 6, 0.1), piece(6, 9, 1)}, report.Printed, 0.9, report.ReadOCR},
		{"a blank cell", blank, []report.Recognized{piece(0, 6, 0.1)}, report.Blank, 0.9, report.ReadPDFium},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := &report.Document{Text: text, Tables: []report.Table{table}, Figures: []report.Figure{c.figure}, Recognized: c.pieces}
			judgeRecognized(d)
			f := d.Figures[0]
			if f.Status != c.status || f.Reader != c.reader || f.Confidence < c.sure-0.001 || f.Confidence > c.sure+0.001 {
				t.Errorf("status %s, reader %s, confidence %.3f; want %s, %s, %.3f", f.Status, f.Reader, f.Confidence, c.status, c.reader, c.sure)
			}
			if (f.Status == report.Printed) != (f.Value != "") || (f.Status == report.Unsure) != (len(d.Issues) == 1) {
				t.Errorf("status %s with value %q and issues %v", f.Status, f.Value, d.Issues)
			}
		})
	}
}

// A number beside a character that nobody could read has no value: 1\uFFFD36 is not 36.
func TestReplaced(t *testing.T) {
	const text = "公开\uFFFD36条，解读15\uFFFD篇，培训4次，\uFFFD申请7件"
	d := &report.Document{Text: text}
	runes := []rune(text)
	for _, f := range []struct {
		printed    string
		start, end int
	}{{"36条", 0, 6}, {"15", 7, 11}, {"4次", 14, 18}, {"7件", 19, 24}} {
		d.Figures = append(d.Figures, report.Figure{
			Span: report.Span{Start: f.start, End: f.end}, Quote: string(runes[f.start:f.end]), Printed: f.printed, Value: "1", Status: report.Printed,
		})
	}
	judgeReplaced(d)
	for i, want := range []report.ValueStatus{report.Unsure, report.Unsure, report.Printed, report.Printed} {
		if f := d.Figures[i]; f.Status != want || (f.Value == "") != (want == report.Unsure) {
			t.Errorf("%s: status %s, value %q, want %s", f.Quote, f.Status, f.Value, want)
		}
	}
	if len(d.Issues) != 2 {
		t.Errorf("issues %v, want two", d.Issues)
	}
}
