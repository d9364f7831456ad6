package extract

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"nianbao/report"
)

// surelyRecognized is how sure a recognised figure must be to have a value.
const surelyRecognized = 0.5

// judgeRecognized marks the figures that were recognised in a picture. One that
// is not sure has no value: it would be a guess.
func judgeRecognized(d *report.Document) {
	if len(d.Recognized) == 0 {
		return
	}
	for i := range d.Figures {
		g := &d.Figures[i]
		sure, recognized := surety(d.Recognized, d.Numeral(g))
		if !recognized {
			continue
		}
		g.Reader = report.ReadOCR
		g.Confidence *= sure
		if sure < surelyRecognized && g.Status != report.Blank {
			makeUnsure(d, g)
		}
	}
}

func makeUnsure(d *report.Document, g *report.Figure) {
	d.Note(report.IssueUnsure, g.Span, g.Label+": "+d.Slice(g.Span))
	g.Value, g.Status = "", report.Unsure
}

// judgeReplaced takes the value of figures beside a character that nobody could
// read: it may be one of their digits.
func judgeReplaced(d *report.Document) {
	if !strings.ContainsRune(d.Text, utf8.RuneError) {
		return
	}
	end := utf8.RuneCountInString(d.Text)
	for i := range d.Figures {
		g := &d.Figures[i]
		if g.Status != report.Printed {
			continue
		}
		at := d.Numeral(g)
		if g.Table == 0 { // a cell ends where its number does
			at = report.Span{Start: max(at.Start-1, 0), End: min(at.End+1, end)}
		}
		if strings.ContainsRune(d.Slice(at), utf8.RuneError) {
			makeUnsure(d, g)
		}
	}
}

// surety is how sure the least sure character of a span is; false where none
// was recognised in a picture. The pieces are in order.
func surety(pieces []report.Recognized, at report.Span) (sure float64, recognized bool) {
	sure = 1
	first, _ := slices.BinarySearchFunc(pieces, at.Start, func(r report.Recognized, start int) int { return cmp.Compare(r.End, start+1) })
	for _, r := range pieces[first:] {
		if r.Start >= at.End {
			break
		}
		sure, recognized = min(sure, r.Sure), true
	}
	return sure, recognized
}
