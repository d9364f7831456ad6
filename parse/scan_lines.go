package parse

import (
	"image"
	"slices"
)

// linesOfInk cuts a cell into its lines of text, from top to bottom, each the
// rectangle of its ink. Level strokes that belong to one character, as those of
// 三, stay together. high is how high a line of the table's type is, in pixels;
// 0 where it is not known.
func linesOfInk(k *ink, cell image.Rectangle, high int) []image.Rectangle {
	var lines []image.Rectangle
	begin := -1
	for y := cell.Min.Y; y <= cell.Max.Y; y++ {
		inked := y < cell.Max.Y && slices.Contains(k.dark[y*k.w+cell.Min.X:y*k.w+cell.Max.X], true)
		switch {
		case inked && begin < 0:
			begin = y
		case !inked && begin >= 0:
			lines = append(lines, k.bounds(image.Rect(cell.Min.X, begin, cell.Max.X, y)))
			begin = -1
		}
	}
	return joinStrokes(dropSpecks(lines), high)
}

// dropSpecks leaves out what is too small to be a character: dust, remains of lines.
func dropSpecks(lines []image.Rectangle) []image.Rectangle {
	const speck = 3 // pixels
	return slices.DeleteFunc(lines, func(r image.Rectangle) bool { return r.Dy() <= speck && r.Dx() <= 2*speck || r.Dx() <= 1 })
}

// joinStrokes joins pieces that together are no higher than a line.
func joinStrokes(pieces []image.Rectangle, high int) []image.Rectangle {
	var out []image.Rectangle
	for _, p := range pieces {
		if n := len(out); n > 0 {
			both := out[n-1].Union(p)
			if both.Dy() <= high+high/5 && p.Min.Y-out[n-1].Max.Y <= high/2 {
				out[n-1] = both
				continue
			}
		}
		out = append(out, p)
	}
	return out
}

// typeHeight is how high most lines of Chinese text are: the median of those
// that are long, since a digit is lower than a Chinese character.
func typeHeight(pieces []image.Rectangle, dpi int) int {
	var long, all []int
	for _, p := range pieces {
		h := p.Dy()
		if h < dpi/20 || h > dpi/2 {
			continue
		}
		all = append(all, h)
		if p.Dx() > 3*h {
			long = append(long, h)
		}
	}
	slices.Sort(long)
	slices.Sort(all)
	switch {
	case len(long) > 0:
		return long[len(long)/2]
	case len(all) > 0:
		return all[len(all)/2] * 5 / 4
	}
	return dpi / 8
}
