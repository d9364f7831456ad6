package parse

import (
	"image"
	"strings"
	"unicode/utf8"

	"nianbao/report"
)

// agree compares two readings of a figure. Readings that agree make each other
// surer; where they differ, the surer one stands, as sure as it is surer.
func agree(first, second []scanWord) []scanWord {
	a, b := joined(first), joined(second)
	switch digits := strings.Map(digitOf, a.text); {
	case digits == b.text:
		a.text = digits
		a.sure = 1 - (1-a.sure)*(1-b.sure)
	case a.text == "":
		a.text, a.sure = b.text, b.sure/2
	case b.text == "":
		a.sure *= 0.75
	case b.sure > a.sure:
		a.text, a.sure = b.text, b.sure-a.sure
	default:
		a.sure -= b.sure
	}
	if a.text == "" {
		return nil
	}
	return []scanWord{a}
}

// joined makes one word of the words of a line, as sure as the least sure.
func joined(words []scanWord) (all scanWord) {
	for i, w := range words {
		if i == 0 {
			all = w
			continue
		}
		all.text += w.text
		all.box = all.box.Union(w.box)
		all.sure = min(all.sure, w.sure)
	}
	return all
}

// glyphs places the characters of a line on a page of h pixels. The places that
// a recognizer gives for characters are rough: each run of ink is shared out
// among the characters that stand in it.
func (l *scanLine) glyphs(h int, points float64) []pdfGlyph {
	runs := make([][]pdfGlyph, len(l.runs))
	last := 0 // run of the word before
	angled := strings.ContainsRune(l.text(), '〉')
	for _, w := range l.words {
		last = l.runOf(w.box, last)
		for _, r := range w.text {
			if r == '〈' && !angled { // a round bracket is often read so, and what opens has an end
				r = '（'
			}
			if !isPDFSpace(r) && !isPDFJunk(r) {
				runs[last] = append(runs[last], pdfGlyph{r: r, sure: w.sure})
			}
		}
	}
	if l.text() == "" { // something is printed there
		runs[0] = []pdfGlyph{{r: utf8.RuneError}}
	}
	var out []pdfGlyph
	low, high := float64(h-l.box.Max.Y)*points, float64(h-l.box.Min.Y)*points
	for i, glyphs := range runs {
		total := 0.0
		for _, g := range glyphs {
			total += runeWidth(g.r)
		}
		x := float64(l.runs[i].Min.X) * points
		for _, g := range glyphs {
			width := float64(l.runs[i].Dx()) * points * runeWidth(g.r) / total
			g.scanned, g.base, g.box = true, low, report.Box{x, low, x + width, high}
			x += width
			out = append(out, g)
		}
	}
	return out
}

// runOf finds the run of ink that a word stands in, from a given one on.
func (l *scanLine) runOf(word image.Rectangle, from int) int {
	best, most := from, 0
	for i := from; i < len(l.runs); i++ {
		if over := min(l.runs[i].Max.X, word.Max.X) - max(l.runs[i].Min.X, word.Min.X); over > most {
			best, most = i, over
		}
	}
	return best
}

// runsOfInk cuts a line where the ink is interrupted by more than the space
// between two characters.
func runsOfInk(k *ink, box image.Rectangle, dpi int) []image.Rectangle {
	gap := max(box.Dy()*2/5, dpi/30)
	var runs []image.Rectangle
	for x := box.Min.X; x < box.Max.X; x++ {
		inked := false
		for y := box.Min.Y; y < box.Max.Y && !inked; y++ {
			inked = k.at(x, y)
		}
		if !inked {
			continue
		}
		if n := len(runs); n > 0 && x-runs[n-1].Max.X < gap {
			runs[n-1].Max.X = x + 1
		} else {
			runs = append(runs, image.Rect(x, box.Min.Y, x+1, box.Max.Y))
		}
	}
	return runs
}

// runeWidth is the width of a character in ems.
func runeWidth(r rune) float64 {
	if isWide(r) {
		return 1
	}
	return 0.5
}
