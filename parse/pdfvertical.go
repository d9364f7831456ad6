package parse

import "nianbao/report"

// writtenDown tells a page whose Chinese characters follow one another
// downwards, in columns from right to left.
func writtenDown(chars []pdfChar) bool {
	const few = 8 // characters below one another, as in a narrow cell
	down, across := 0, 0
	for i := 1; i < len(chars); i++ {
		a, b := &chars[i-1], &chars[i]
		if !isWide(a.r) || !isWide(b.r) {
			continue
		}
		size := b.box[2] - b.box[0]
		ax, ay := middleOf(a.box)
		bx, by := middleOf(b.box)
		switch dx, dy := bx-ax, by-ay; {
		case dx > -0.3*size && dx < 0.3*size && dy < 0 && dy > -2*size:
			down++
		case dx > 0 && dx < 2*size && dy > -0.3*size && dy < 0.3*size:
			across++
		}
	}
	return down > few && down > 2*across
}

// setDown makes each character as high as the pen moves for it, and puts the
// figures that stand side by side in one place of a column below one another.
func setDown(chars []pdfChar) {
	for i := 0; i < len(chars); {
		box := chars[i].box
		j := i + 1
		for j < len(chars) && !isWide(chars[j-1].r) && !isWide(chars[j].r) && beside(chars[j-1].box, chars[j].box) {
			for k := range 2 {
				box[k] = min(box[k], chars[j].box[k])
				box[k+2] = max(box[k+2], chars[j].box[k+2])
			}
			j++
		}
		if high := (box[3] - box[1]) / float64(j-i); j-i > 1 {
			for k := range chars[i:j] {
				top := box[3] - high*float64(k)
				chars[i+k].box = report.Box{box[0], top - high, box[2], top}
			}
		}
		i = j
	}
}

// beside tells whether b is the character right of a at one height. PDFium gives
// a narrow one the room of a broad one, so that they may overlap.
func beside(a, b report.Box) bool {
	high := a[3] - a[1]
	ax, ay := middleOf(a)
	bx, by := middleOf(b)
	return by-ay < 0.3*high && ay-by < 0.3*high && bx-ax > 0.2*high && bx-ax < 1.2*high
}

// asPrinted gives a place on a page that was turned for its columns to be read
// as lines, where it is printed.
func asPrinted(b report.Box, width float64) report.Box {
	return report.Box{b[1], width - b[2], b[3], width - b[0]}
}
