package parse

import (
	"math"
	"slices"
	"strings"

	"nianbao/report"
)

// A page of two columns is told by lines of prose that stop at one upright
// strip: a table without rules has words on one side of it only.
const (
	minColumnLines  = 3   // pieces of lines on either side of the strip
	minColumnGlyphs = 8   // of such a piece
	minBroken       = 2   // of them break off within a sentence where their column ends,
	fullShare       = 0.6 // and this share of all ends there or with a sentence
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
	lines := [2]int{}
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
		if n > 0 {
			lines[0]++
		}
		if n < len(l.glyphs) {
			lines[1]++
		}
	}
	if min(lines[0], lines[1]) < minColumnLines {
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
	var pieces []pdfLine // of lines between wide gaps
	for _, l := range lines {
		r := rowOfLine(&l)
		for _, p := range r.parts {
			pieces = append(pieces, pdfLine{glyphs: p.glyphs, box: report.Box{p.lo, l.box[1], p.hi, l.box[3]}, em: l.em})
		}
	}
	best := 0
	tried := map[int]bool{} // in steps of 4 points
	for _, p := range pieces {
		at := p.box[0] - p.em/2
		if len(p.glyphs) < minColumnGlyphs || tried[int(at/4)] || len(tried) > maxStrips {
			continue
		}
		tried[int(at/4)] = true
		if n := proseBeside(pieces, at); n > best {
			best, strip = n, at
		}
	}
	return strip, best > 0
}

// proseBeside counts the pieces of text left and right of a strip, if on both
// sides there are several beside one another, most of which fill their column
// or end a sentence; else 0.
func proseBeside(pieces []pdfLine, strip float64) int {
	var sides [2][]pdfLine
	for _, p := range pieces {
		switch {
		case len(p.glyphs) < minColumnGlyphs:
		case p.box[2] <= strip:
			sides[0] = append(sides[0], p)
		case p.box[0] >= strip:
			sides[1] = append(sides[1], p)
		}
	}
	fewest := math.MaxInt
	for i, side := range sides {
		beside := besideThe(side, sides[1-i])
		right := math.Inf(-1)
		for _, p := range beside {
			right = max(right, p.box[2])
		}
		full, broken := 0, 0
		for _, p := range beside {
			end := strings.ContainsRune("。；！？：", p.glyphs[len(p.glyphs)-1].r)
			reaches := p.box[2] >= right-2*p.em
			if reaches || end {
				full++
			}
			if reaches && !end {
				broken++
			}
		}
		if float64(full) < fullShare*float64(len(beside)) || broken < minBroken {
			return 0
		}
		fewest = min(fewest, len(beside))
	}
	if fewest < minColumnLines {
		return 0
	}
	return len(sides[0]) + len(sides[1])
}

// besideThe gives the pieces that stand at the height of another, or less than
// a line off it.
func besideThe(pieces, others []pdfLine) (out []pdfLine) {
	var at []float64
	for _, o := range others {
		_, y := middleOf(o.box)
		at = append(at, y)
	}
	slices.Sort(at)
	for _, p := range pieces {
		_, y := middleOf(p.box)
		if i, _ := slices.BinarySearch(at, y-1.1*p.em); i < len(at) && at[i] <= y+1.1*p.em {
			out = append(out, p)
		}
	}
	return out
}

func middleOf(b report.Box) (x, y float64) { return (b[0] + b[2]) / 2, (b[1] + b[3]) / 2 }
