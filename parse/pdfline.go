package parse

import (
	"cmp"
	"slices"
	"strings"

	"nianbao/report"
)

// A pdfLine is a line of text: its characters from left to right.
type pdfLine struct {
	page   int
	region int // the part of the page that it shares its margins with
	glyphs []pdfGlyph
	box    report.Box
	base   float64 // y of the line that most of it stands on
	em     float64 // size of its type
	han    bool    // it has characters that tell their size by their width
}

// linesOf puts characters into lines, from top to bottom.
func linesOf(page int, glyphs []pdfGlyph) []pdfLine {
	sorted := slices.Clone(glyphs)
	slices.SortStableFunc(sorted, func(a, b pdfGlyph) int {
		return cmp.Or(cmp.Compare(b.base, a.base), cmp.Compare(a.box[0], b.box[0]))
	})
	var lines []pdfLine
	start := 0
	for i := 1; i <= len(sorted); i++ {
		if i < len(sorted) {
			height := sorted[i].box[3] - sorted[i].box[1]
			if sorted[start].base-sorted[i].base < 0.3*height {
				continue
			}
		}
		lines = append(lines, lineOf(page, sorted[start:i]))
		start = i
	}
	return mergeLines(lines)
}

// lineOf makes one line; a character printed twice at one place, to look bold,
// is one.
func lineOf(page int, glyphs []pdfGlyph) pdfLine {
	slices.SortStableFunc(glyphs, func(a, b pdfGlyph) int { return cmp.Compare(a.box[0], b.box[0]) })
	l := pdfLine{page: page, box: glyphs[0].box, base: glyphs[0].base}
	for _, g := range glyphs {
		l.box = union(l.box, g.box)
		if n := len(l.glyphs); n > 0 {
			last := l.glyphs[n-1]
			if last.r == g.r && g.box[0]-last.box[0] < 0.3*(g.box[2]-g.box[0]) {
				continue
			}
		}
		l.glyphs = append(l.glyphs, g)
	}
	l.em, l.han = typeSize(l.glyphs)
	return l
}

func union(a, b report.Box) report.Box {
	return report.Box{min(a[0], b[0]), min(a[1], b[1]), max(a[2], b[2]), max(a[3], b[3])}
}

// typeSize is the size of the type: the median width of what is as wide as
// high, else (false) what the height of the narrow characters lets expect.
func typeSize(glyphs []pdfGlyph) (float64, bool) {
	var wide, high []float64
	for _, g := range glyphs {
		if isWide(g.r) {
			wide = append(wide, g.box[2]-g.box[0])
		}
		high = append(high, g.box[3]-g.box[1])
	}
	if len(wide) > 0 {
		return median(wide), true
	}
	return 0.8 * median(high), false
}

func median(v []float64) float64 {
	if len(v) == 0 {
		return 0
	}
	slices.Sort(v)
	return v[len(v)/2]
}

// maxMerged keeps a page of characters strewn about from taking long.
const maxMerged = 1000

// mergeLines joins what stands at one height but on different base lines:
// raised figures, type of another size beside it.
func mergeLines(lines []pdfLine) []pdfLine {
	var out []pdfLine
	for _, l := range lines {
		if n := len(out); n > 0 {
			last := &out[n-1]
			over := min(last.box[3], l.box[3]) - max(last.box[1], l.box[1])
			height := min(last.box[3]-last.box[1], l.box[3]-l.box[1])
			if over > 0.6*height && len(last.glyphs) < maxMerged && !collide(last.glyphs, l.glyphs) {
				base := last.base
				if len(l.glyphs) > len(last.glyphs) {
					base = l.base
				}
				*last = lineOf(l.page, append(last.glyphs, l.glyphs...))
				last.base = base
				continue
			}
		}
		out = append(out, l)
	}
	return out
}

// collide tells whether characters of a and b, each from left to right, stand
// above one another.
func collide(a, b []pdfGlyph) bool {
	for i, j := 0, 0; i < len(a) && j < len(b); {
		lo, hi := max(a[i].box[0], b[j].box[0]), min(a[i].box[2], b[j].box[2])
		if hi-lo > 0.3*min(a[i].box[2]-a[i].box[0], b[j].box[2]-b[j].box[0]) {
			return true
		}
		if a[i].box[2] < b[j].box[2] {
			i++
		} else {
			j++
		}
	}
	return false
}

// text gives the line's characters, with a space where two narrow ones stand
// apart and where the gap is as wide as a column's.
func (l *pdfLine) text() string {
	gaps := make([]float64, 0, len(l.glyphs))
	for i := 1; i < len(l.glyphs); i++ {
		gaps = append(gaps, l.glyphs[i].box[0]-l.glyphs[i-1].box[2])
	}
	column := min(max(0.8*l.em, 3*median(slices.Clone(gaps))), 3*l.em) // letters may be set apart, but not so far
	var b strings.Builder
	for i, g := range l.glyphs {
		if i > 0 {
			b.WriteString(spaces(l.glyphs[i-1].r, g.r, gaps[i-1], l.em, column))
		}
		b.WriteRune(g.r)
	}
	return b.String()
}

// spaces gives what stands between two characters. Chinese word processors set
// a quarter of an em between Chinese and Latin: that is no space.
func spaces(a, b rune, gap, em, column float64) string {
	switch narrow := !isWide(a) && !isWide(b); {
	case narrow && gap > max(column, 1.2*em):
		return "  " // two figures of two columns, not one with a space in it
	case gap > column, narrow && gap > 0.16*em:
		return " "
	}
	return ""
}

// isWide tells the characters that are as wide as high, of which Chinese text
// is made and between which no space stands.
func isWide(r rune) bool {
	switch {
	case r < 0x2018:
		return false
	case r >= 0x2E80 && r <= 0xA4CF, r >= 0xF900 && r <= 0xFAFF, r >= 0xFE30 && r <= 0xFE4F, r >= 0xFF00 && r <= 0xFF60, r >= 0x20000 && r <= 0x3FFFF:
		return true
	}
	return r == '—' || r == '…' || r == '“' || r == '”' || r == '‘' || r == '’' || r >= 0x2460 && r <= 0x27BF
}

func isNumeral(r rune) bool { return r >= '0' && r <= '9' || r >= '０' && r <= '９' }
