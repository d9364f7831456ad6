package parse

import (
	"image"
	"math"
)

const (
	maxSlope  = 0.04   // of what is put straight: 2.3 degrees
	slopeStep = 0.0005 // 1 pixel in 2000
)

// straighten turns a scan so that its lines are level. One that is nearly so
// stays as it is.
func straighten(g *image.Gray) *image.Gray {
	slope := slopeOf(g)
	if math.Abs(slope) < slopeStep {
		return g
	}
	w, h := g.Rect.Dx(), g.Rect.Dy()
	cx, cy := float64(w)/2, float64(h)/2
	sin, cos := math.Sincos(math.Atan(slope))
	out := image.NewGray(g.Rect)
	for y := range h {
		for x := range w {
			dx, dy := float64(x)-cx, float64(y)-cy
			out.Pix[y*out.Stride+x] = shade(g, cx+dx*cos-dy*sin, cy+dx*sin+dy*cos)
		}
	}
	return out
}

// shade is the shade of a picture between its pixels; outside it is paper.
func shade(g *image.Gray, x, y float64) uint8 {
	x0, y0 := int(math.Floor(x)), int(math.Floor(y))
	if x0 < 0 || y0 < 0 || x0+1 >= g.Rect.Dx() || y0+1 >= g.Rect.Dy() {
		return 255
	}
	fx, fy := x-float64(x0), y-float64(y0)
	i := y0*g.Stride + x0
	top := float64(g.Pix[i])*(1-fx) + float64(g.Pix[i+1])*fx
	bottom := float64(g.Pix[i+g.Stride])*(1-fx) + float64(g.Pix[i+g.Stride+1])*fx
	return uint8(top*(1-fy) + bottom*fy + 0.5)
}

// slopeOf finds by how many pixels lines fall for each pixel to the right: the
// slope along which ink and paper are told apart best.
func slopeOf(g *image.Gray) float64 {
	const every = 3 // of columns
	k := inkOf(g)
	var ends []image.Point // where ink ends downwards: feet of characters, lower sides of lines
	for y := 0; y+1 < k.h; y++ {
		for x := 0; x < k.w; x += every {
			if k.at(x, y) && !k.at(x, y+1) {
				ends = append(ends, image.Pt(x, y))
			}
		}
	}
	best, most := 0.0, 0.0
	rows := make([]float64, k.h)
	try := func(slope float64) {
		clear(rows)
		for _, p := range ends {
			if y := p.Y - int(math.Round(slope*float64(p.X-k.w/2))); y >= 0 && y < k.h {
				rows[y]++
			}
		}
		sum := 0.0
		for _, n := range rows {
			sum += n * n
		}
		if sum > most*1.001 {
			best, most = slope, sum
		}
	}
	try(0)
	for s := 4 * slopeStep; s <= maxSlope; s += 4 * slopeStep {
		try(s)
		try(-s)
	}
	for i, near := -3, best; i <= 3; i++ {
		try(near + float64(i)*slopeStep)
	}
	return best
}
