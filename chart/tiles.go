package chart

import (
	"image/color"
	"slices"

	"gonum.org/v1/plot/vg"
)

// A Tile is a place in a grid where each has as much room as the next: the
// darker, the more.
type Tile struct {
	Name     string
	Col, Row int // from the upper left
	Value    float64
	Known    bool   // false is drawn as an empty frame
	Label    string // the value in words
	Note     string // below it
}

const (
	tileWidth   = 80
	tileHeight  = 52
	tileGap     = 4
	legendRoom  = 34
	swatch      = 11
	mostClasses = 5
)

// shades are from little to much; on the last two the words are white.
var shades = []color.NRGBA{
	{0xe6, 0xee, 0xf5, 0xff}, {0xc3, 0xd7, 0xe8, 0xff}, {0x93, 0xb8, 0xd6, 0xff}, {0x4f, 0x8a, 0xbb, 0xff}, {0x1f, 0x5a, 0x8c, 0xff},
}

// A class is the tiles of one shade.
type class struct{ least, greatest float64 }

// Tiles draws places in a grid, coloured by fifths of them: equal values have
// one colour.
func Tiles(format Format, words Words, tiles []Tile) ([]byte, error) {
	rows, cols := 0, 0
	for _, t := range tiles {
		rows, cols = max(rows, t.Row+1), max(cols, t.Col+1)
	}
	return draw(format, vg.Length(rows)*(tileHeight+tileGap)+legendRoom, words, func(s *sheet) {
		classes := fifths(tiles)
		left := max(margin, (width-vg.Length(cols)*(tileWidth+tileGap))/2)
		for _, t := range tiles {
			x, y := left+vg.Length(t.Col)*(tileWidth+tileGap), s.top-vg.Length(t.Row)*(tileHeight+tileGap)
			s.tile(t, x, y, classes)
		}
		s.legend(classes, left, s.bottom+8)
	})
}

// fifths are the bounds of the shades, from little to much.
func fifths(tiles []Tile) []class {
	var values []float64
	for _, t := range tiles {
		if t.Known {
			values = append(values, t.Value)
		}
	}
	slices.Sort(values)
	var out []class
	for i, v := range values {
		switch n := len(out); {
		case n > 0 && out[n-1].greatest == v:
		case n == 0, n < mostClasses && i*mostClasses >= n*len(values):
			out = append(out, class{v, v})
		default:
			out[n-1].greatest = v
		}
	}
	return out
}

// Shades are the shades of values, from 0 for little to 4 for much, as [Tiles] and
// [Treemap] have them.
func Shades(values []float64) []int {
	var tiles []Tile
	for _, v := range values {
		tiles = append(tiles, Tile{Value: v, Known: true})
	}
	classes := fifths(tiles)
	var out []int
	for _, v := range values {
		out = append(out, shade(slices.IndexFunc(classes, func(c class) bool { return c.least <= v && v <= c.greatest }), len(classes)))
	}
	return out
}

// shade is the colour of a class among all.
func shade(n, of int) int {
	if of < 2 {
		return 2
	}
	return n * (len(shades) - 1) / (of - 1)
}

func (s *sheet) box(x, y, w, h vg.Length) []vg.Point {
	return []vg.Point{{X: x, Y: y}, {X: x + w, Y: y}, {X: x + w, Y: y - h}, {X: x, Y: y - h}}
}

func (s *sheet) tile(t Tile, x, y vg.Length, classes []class) {
	name, value := ink, ink
	if t.Known {
		n := slices.IndexFunc(classes, func(c class) bool { return c.least <= t.Value && t.Value <= c.greatest })
		at := shade(n, len(classes))
		s.fill(shades[at], s.box(x, y, tileWidth, tileHeight)...)
		if at >= len(shades)-2 {
			name, value = color.NRGBA{0xff, 0xff, 0xff, 0xff}, color.NRGBA{0xff, 0xff, 0xff, 0xff}
		}
	} else {
		points := s.box(x+0.5, y-0.5, tileWidth-1, tileHeight-1)
		s.SetLineDash([]vg.Length{3, 3}, 0)
		s.stroke(rule, 0.9, append(points, points[0])...)
		s.SetLineDash(nil, 0)
		name, value = faint, faint
	}
	room := vg.Length(tileWidth - 12)
	s.text(name, labelSize, x+6, y-14, s.fit(t.Name, labelSize, room))
	s.text(value, labelSize+1.5, x+6, y-30, s.fit(t.Label, labelSize+1.5, room))
	s.text(value, noteSize-0.5, x+6, y-44, s.fit(t.Note, noteSize-0.5, room))
}

func (s *sheet) legend(classes []class, x, y vg.Length) {
	for i, c := range classes {
		s.fill(shades[shade(i, len(classes))], s.box(x, y+swatch, swatch, swatch)...)
		text := thousands(c.least)
		if c.greatest != c.least {
			text += "–" + thousands(c.greatest)
		}
		x += swatch + 5
		s.text(faint, noteSize, x, y+2, text)
		x += s.wide(text, noteSize) + 14
	}
}
