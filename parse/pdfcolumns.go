package parse

import "math"

// A page of two columns is told by lines of prose that stop at one upright
// strip: a table without rules has words on one side of it only.
const (
	minColumnLines  = 6   // with text on both sides of the strip
	minColumnGlyphs = 8   // on either side of such a line
	fullShare       = 0.6 // of these lines end where their column ends
	maxStrips       = 300 // that are tried on one page
)

// A pdfRegions puts the characters of a page into lines in reading order, one
// column after the other. The lines of a region share their margins.
type pdfRegions struct {
	page int
	last int // the last region begun; 0 is the page as a whole
}

func (r *pdfRegions) lines(glyphs []pdfGlyph, region, depth int) []pdfLine {
	lines := linesOf(r.page, glyphs)
	for i := range lines {
		lines[i].region = region
	}
	strip, ok := gutter(lines)
	if !ok || depth > 2 {
		return lines
	}
	var out, band []pdfLine
	flush := func() {
		out = append(out, r.columns(band, strip, depth)...)
		band = nil
	}
	for _, l := range lines {
		if crosses(l, strip) {
			flush()
			out = append(out, l)
		} else {
			band = append(band, l)
		}
	}
	flush()
	return out
}

// columns reads lines that a strip parts: left of it, then right of it.
func (r *pdfRegions) columns(band []pdfLine, strip float64, depth int) []pdfLine {
	var left, right []pdfGlyph
	both := 0
	for _, l := range band {
		n := 0
		for _, g := range l.glyphs {
			if g.box[2] <= strip {
				left = append(left, g)
				n++
			} else {
				right = append(right, g)
			}
		}
		if n > 0 && n < len(l.glyphs) {
			both++
		}
	}
	if both < 3 {
		return band
	}
	r.last += 2
	first := r.last - 1
	return append(r.lines(left, first, depth+1), r.lines(right, first+1, depth+1)...)
}

func crosses(l pdfLine, strip float64) bool {
	for _, g := range l.glyphs {
		if g.box[0] < strip && g.box[2] > strip {
			return true
		}
	}
	return false
}

// gutter finds the middle of the strip between two columns of prose.
func gutter(lines []pdfLine) (strip float64, ok bool) {
	best := 0
	tried := map[int]bool{} // in steps of 4 points
	for _, l := range lines {
		for i := minColumnGlyphs; i+minColumnGlyphs <= len(l.glyphs); i++ {
			if l.glyphs[i].box[0]-l.glyphs[i-1].box[2] < l.em {
				continue
			}
			at := (l.glyphs[i].box[0] + l.glyphs[i-1].box[2]) / 2
			if tried[int(at/4)] || len(tried) > maxStrips {
				continue
			}
			tried[int(at/4)] = true
			if n := proseBeside(lines, at); n > best {
				best, strip = n, at
			}
		}
	}
	return strip, best >= minColumnLines
}

// proseBeside counts the lines that a strip parts into two pieces of text, if
// most pieces on either side fill their column.
func proseBeside(lines []pdfLine, strip float64) int {
	ends := [2][]float64{}
	last := [2]float64{math.Inf(-1), math.Inf(-1)}
	em := 0.0
	for _, l := range lines {
		if crosses(l, strip) {
			continue
		}
		n := 0
		for n < len(l.glyphs) && l.glyphs[n].box[2] <= strip {
			n++
		}
		if n < minColumnGlyphs || len(l.glyphs)-n < minColumnGlyphs || l.glyphs[n].box[0]-l.glyphs[n-1].box[2] < l.em {
			continue
		}
		em = l.em
		for side, end := range [2]float64{l.glyphs[n-1].box[2], l.box[2]} {
			ends[side] = append(ends[side], end)
			last[side] = max(last[side], end)
		}
	}
	for side := range ends {
		full := 0
		for _, end := range ends[side] {
			if end > last[side]-1.5*em {
				full++
			}
		}
		if float64(full) < fullShare*float64(len(ends[side])) {
			return 0
		}
	}
	return len(ends[0])
}
