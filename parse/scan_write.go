package parse

import (
	"slices"

	"nianbao/report"
)

// recognized records of a piece of the text how sure its characters are, where
// they were recognised in a picture. The glyphs are those of the piece, in the
// order of the text as far as they stand on one line.
func (w *pdfWriter) recognized(at report.Span, text string, glyphs []pdfGlyph) {
	if !slices.ContainsFunc(glyphs, func(g pdfGlyph) bool { return g.scanned }) {
		return
	}
	next := 0
	i := at.Start
	for _, r := range text {
		if n := slices.IndexFunc(glyphs[next:], func(g pdfGlyph) bool { return g.r == r }); n >= 0 {
			next += n
			w.surety(i, glyphs[next].sure)
			next++
		}
		i++
	}
}

// surety adds a character to what was recognised.
func (w *pdfWriter) surety(at int, sure float64) {
	sure = float64(int(sure*100+0.5)) / 100
	if n := len(w.d.Recognized); n > 0 {
		if last := &w.d.Recognized[n-1]; last.End == at && last.Sure == sure {
			last.End++
			return
		}
	}
	w.d.Recognized = append(w.d.Recognized, report.Recognized{Span: report.Span{Start: at, End: at + 1}, Sure: sure})
}
