package chart

import (
	"bytes"
	"slices"
	"testing"
)

// TestFifths holds that equal values have one colour, and that there are never
// more colours than values.
func TestFifths(t *testing.T) {
	for _, c := range []struct {
		values []float64
		want   []class
	}{
		{nil, nil},
		{[]float64{3}, []class{{3, 3}}},
		{[]float64{5, 5, 5}, []class{{5, 5}}},
		{[]float64{2, 1}, []class{{1, 1}, {2, 2}}},
		{[]float64{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, []class{{0, 1}, {2, 3}, {4, 5}, {6, 7}, {8, 9}}},
		{[]float64{0, 0, 0, 0, 0, 0, 0, 0, 1, 9}, []class{{0, 0}, {1, 1}, {9, 9}}},
	} {
		var tiles []Tile
		for _, v := range c.values {
			tiles = append(tiles, Tile{Value: v, Known: true})
		}
		tiles = append(tiles, Tile{Value: 77}) // not known
		if got := fifths(tiles); !slices.Equal(got, c.want) {
			t.Errorf("fifths(%v) = %v, want %v", c.values, got, c.want)
		}
	}
}

// TestTiles holds that a place without a figure has no colour, least of all that
// of zero.
func TestTiles(t *testing.T) {
	tiles := []Tile{{Name: "北京", Value: 0, Known: true, Label: "0"}, {Name: "天津", Col: 1, Value: 9, Known: true, Label: "9"}, {Name: "河北", Row: 1, Label: "—"}}
	b, err := Tiles(PNG, someWords, tiles)
	_, count := decoded(t, b, err)
	least, most := shades[0], shades[len(shades)-1]
	if count(least) < 2000 || count(most) < 2000 {
		t.Errorf("%d points are as for little, %d as for much", count(least), count(most))
	}
	b, err = Tiles(PNG, someWords, tiles[2:])
	_, count = decoded(t, b, err)
	for _, c := range shades {
		if n := count(c); n > 0 {
			t.Errorf("a place without a figure has %d points of %v", n, c)
		}
	}
	b, err = Tiles(SVG, someWords, tiles)
	if got := paths(t, b, err); len(got) < 10 {
		t.Errorf("the picture has %d elements", len(got))
	}
}

// TestMultiples holds that a year without a figure is marked, and that no line
// crosses it.
func TestMultiples(t *testing.T) {
	years := []int{2018, 2019, 2020, 2021}
	missing := func(points []Point) int {
		b, err := Multiples(SVG, someWords, years, []Line{{Name: "东城区", Points: points}, {Name: "西城区", Points: known(0, 0, 0, 0)}})
		paths(t, b, err)
		return bytes.Count(bytes.ToUpper(b), []byte("#D55E00"))
	}
	points := known(1, 2, 3, 4)
	if n := missing(points); n > 0 {
		t.Errorf("%d marks say that a year is missing, and none is", n)
	}
	whole, err := Multiples(PNG, someWords, years, []Line{{Name: "东城区", Points: points}})
	_, count := decoded(t, whole, err)
	all := count(filled)
	points[1].Known, points[1].Value = false, 0
	if n := missing(points); n != 1 {
		t.Errorf("%d marks for a year without a figure", n)
	}
	gap, err := Multiples(PNG, someWords, years, []Line{{Name: "东城区", Points: points}})
	_, count = decoded(t, gap, err)
	if n := count(filled); n >= all {
		t.Errorf("a line with a gap has %d points, the whole one %d", n, all)
	}
}
