package parse

import "image"

// ink tells which pixels of a scan are printed on: those clearly darker than
// their surroundings, so that shades, shadows and grey headings are paper.
type ink struct {
	w, h int
	dark []bool
}

func (k *ink) at(x, y int) bool { return k.dark[y*k.w+x] }

// inkOf finds the ink of a picture by comparing each pixel with the mean of the
// square around it.
func inkOf(g *image.Gray) *ink {
	const (
		reach    = 20   // pixels from the middle of the square to its sides
		darker   = 0.80 // share of the mean that ink is below
		contrast = 24   // shades that ink is below the mean, at least
	)
	w, h := g.Rect.Dx(), g.Rect.Dy()
	sums := make([]uint32, (w+1)*(h+1)) // of all pixels above and left
	for y := range h {
		row := uint32(0)
		for x := range w {
			row += uint32(g.Pix[y*g.Stride+x])
			sums[(y+1)*(w+1)+x+1] = sums[y*(w+1)+x+1] + row
		}
	}
	k := &ink{w, h, make([]bool, w*h)}
	for y := range h {
		top, bottom := max(y-reach, 0), min(y+reach+1, h)
		for x := range w {
			left, right := max(x-reach, 0), min(x+reach+1, w)
			sum := sums[bottom*(w+1)+right] - sums[top*(w+1)+right] - sums[bottom*(w+1)+left] + sums[top*(w+1)+left]
			mean := float64(sum) / float64((bottom-top)*(right-left))
			v := float64(g.Pix[y*g.Stride+x])
			k.dark[y*w+x] = v < darker*mean && v < mean-contrast
		}
	}
	return k
}

// turned is the ink with rows as columns.
func (k *ink) turned() *ink {
	t := &ink{k.h, k.w, make([]bool, len(k.dark))}
	for y := range k.h {
		for x := range k.w {
			t.dark[x*t.w+y] = k.dark[y*k.w+x]
		}
	}
	return t
}

// clear makes a rectangle paper.
func (k *ink) clear(r image.Rectangle) {
	r = r.Intersect(image.Rect(0, 0, k.w, k.h))
	for y := r.Min.Y; y < r.Max.Y; y++ {
		clear(k.dark[y*k.w+r.Min.X : y*k.w+r.Max.X])
	}
}

// bounds is the smallest rectangle around the ink within r.
func (k *ink) bounds(r image.Rectangle) image.Rectangle {
	r = r.Intersect(image.Rect(0, 0, k.w, k.h))
	out := image.Rectangle{}
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			if k.dark[y*k.w+x] {
				out = out.Union(image.Rect(x, y, x+1, y+1))
			}
		}
	}
	return out
}
