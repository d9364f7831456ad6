package parse

import (
	"image"
	"slices"
)

// A scanRule is a drawn line of a scan, as the pixels that it covers.
type scanRule struct {
	image.Rectangle
	vertical bool
}

// Lengths of lines, in hundredths of an inch.
const (
	longRule  = 60 // of a level line that may begin a table: no stroke of a character is as long
	shortRule = 10 // of one between others
	thickRule = 6
	ruleGap   = 1 // within a line
	ruleReach = 1 // between a line and where another ends at it
)

// rulesOf finds the lines of tables: long level ones, the upright ones that end
// at them, and short level ones between these. Strokes of characters are none:
// they do not end at a line.
func rulesOf(k *ink, dpi int) []scanRule {
	inches := func(hundredths int) int { return max(hundredths*dpi/100, 1) }
	length, gap, thick, reach := inches(shortRule), inches(ruleGap), inches(thickRule), inches(ruleReach)
	var long, short, upright, turnedUpright []image.Rectangle
	for _, r := range runsOf(k, length, gap, thick) {
		if r.Dx() >= inches(longRule) {
			long = append(long, r)
		} else {
			short = append(short, r)
		}
	}
	for _, t := range runsOf(k.turned(), length, gap, thick) {
		r := turned(t)
		if r.Dy() >= inches(longRule) && touches(long, r, reach) || endsAt(long, r, reach) {
			upright, turnedUpright = append(upright, r), append(turnedUpright, t)
		}
	}
	for _, r := range short {
		if endsAt(turnedUpright, turned(r), reach) {
			long = append(long, r)
		}
	}
	var rules []scanRule
	for _, r := range long {
		rules = append(rules, scanRule{r, false})
	}
	for _, r := range upright {
		rules = append(rules, scanRule{r, true})
	}
	return rules
}

// endsAt tells whether both ends of an upright line are at level ones.
func endsAt(level []image.Rectangle, r image.Rectangle, reach int) bool {
	top := image.Rect(r.Min.X, r.Min.Y, r.Max.X, r.Min.Y+1)
	bottom := image.Rect(r.Min.X, r.Max.Y-1, r.Max.X, r.Max.Y)
	return touches(level, top, reach) && touches(level, bottom, reach)
}

// touches tells whether one of the rectangles is near r.
func touches(all []image.Rectangle, r image.Rectangle, reach int) bool {
	near := r.Inset(-reach)
	return slices.ContainsFunc(all, func(o image.Rectangle) bool { return o.Overlaps(near) })
}

// turned is a rectangle with x as y.
func turned(r image.Rectangle) image.Rectangle { return image.Rect(r.Min.Y, r.Min.X, r.Max.Y, r.Max.X) }

// runsOf finds level lines: rows of ink of at least length pixels that are not
// thicker than thick. A line may step to the next row on its way, as those of a
// scan that is not quite straight do, and have gaps.
func runsOf(k *ink, length, gap, thick int) []image.Rectangle {
	var open, done []image.Rectangle // lines that may go on in the next row, and those that ended
	for y := range k.h + 1 {
		var runs []image.Rectangle
		if y < k.h {
			runs = rowRuns(k, y, length, gap)
		}
		var next []image.Rectangle
		for _, o := range open {
			if o.Max.Y < y {
				done = append(done, o)
			} else {
				next = append(next, o)
			}
		}
		open = next
		for _, r := range runs {
			joined := false
			for i := range open {
				o := &open[i]
				if r.Min.X <= o.Max.X+gap && o.Min.X <= r.Max.X+gap {
					*o = o.Union(r)
					joined = true
					break
				}
			}
			if !joined {
				open = append(open, r)
			}
		}
	}
	var out []image.Rectangle
	for _, r := range done {
		if r.Dy() <= thick {
			out = append(out, r)
		}
	}
	return out
}

// rowRuns finds the runs of ink in a row and its two neighbours taken together.
func rowRuns(k *ink, y, length, gap int) []image.Rectangle {
	var out []image.Rectangle
	begin, last := -1, -1
	flush := func() {
		if begin >= 0 && last+1-begin >= length {
			out = append(out, image.Rect(begin, y, last+1, y+1))
		}
		begin = -1
	}
	above, below := max(y-1, 0), min(y+1, k.h-1)
	for x := range k.w {
		if !k.at(x, y) && !k.at(x, above) && !k.at(x, below) {
			continue
		}
		if begin >= 0 && x-last-1 > gap {
			flush()
		}
		if begin < 0 {
			begin = x
		}
		last = x
	}
	flush()
	return out
}
