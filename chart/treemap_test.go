package chart

import (
	"fmt"
	"math"
	"testing"
)

// TestSquarify holds that each part has its share of the room, inside it, and
// that no two lie on each other.
func TestSquarify(t *testing.T) {
	whole := rectangle{10, 300, 400, 200}
	for _, sizes := range [][]float64{nil, {5}, {1, 1, 1, 1}, {6, 6, 4, 3, 2, 2, 1}, {1, 1000000}, {3, 900, 3, 2, 2, 0.5, 40, 41, 42, 7}, {1e-9, 1}} {
		sum := 0.0
		for _, v := range sizes {
			sum += v
		}
		parts := squarify(sizes, whole)
		if len(parts) != len(sizes) {
			t.Fatalf("%v: %d parts", sizes, len(parts))
		}
		const slip = 1e-6
		for i, p := range parts {
			if got, want := float64(p.w)*float64(p.h), sizes[i]/sum*400*200; math.Abs(got-want) > slip*80000 {
				t.Errorf("%v: %v has %v of room, want %v", sizes, sizes[i], got, want)
			}
			if p.x < whole.x-slip || p.x+p.w > whole.x+whole.w+slip || p.y > whole.y+slip || p.y-p.h < whole.y-whole.h-slip {
				t.Errorf("%v: part %d is outside: %v", sizes, i, p)
			}
			for j, q := range parts[:i] {
				if p.x+slip < q.x+q.w && q.x+slip < p.x+p.w && p.y-p.h+slip < q.y && q.y-q.h+slip < p.y {
					t.Errorf("%v: parts %d and %d lie on each other", sizes, i, j)
				}
			}
		}
	}
	for _, sizes := range [][]float64{{0, 0}, {math.Inf(1), 1}} {
		for _, p := range squarify(sizes, whole) {
			if p != (rectangle{}) {
				t.Errorf("%v: %v", sizes, p)
			}
		}
	}
}

// TestSquares holds that equal parts of a square are squares: none is a sliver.
func TestSquares(t *testing.T) {
	for _, p := range squarify([]float64{1, 1, 1, 1, 1, 1, 1, 1, 1}, rectangle{0, 90, 90, 90}) {
		if p.w/p.h > 2 || p.h/p.w > 2 {
			t.Errorf("a part is %v by %v", p.w, p.h)
		}
	}
}

// TestGather holds that what is left out is counted, and that the whole stays.
func TestGather(t *testing.T) {
	groups := []Group{{"甲", []Plot{{Name: "a", Value: 9}, {Name: "b", Value: 2}, {Name: "c", Value: 1}}}, {"乙", []Plot{{Name: "d", Value: 5}, {Name: "e", Value: 2}}}}
	others := func(n int, v float64) Plot { return Plot{Name: fmt.Sprint("+", n), Value: v} }
	for most, want := range map[int]string{5: "a9 b2 c1 d5 e2 ", 4: "a9 b2 +11 d5 e2 ", 3: "a9 +23 d5 +12 ", 2: "a9 +23 d5 +12 ", 1: "a9 +23 +27 "} {
		got, sum := "", 0.0
		for _, g := range Gather(groups, most, others) {
			for _, p := range g.Plots {
				got += fmt.Sprint(p.Name, p.Value, " ")
				sum += p.Value
			}
		}
		if got != want || sum != 19 {
			t.Errorf("of %d: %s, together %v; want %s", most, got, sum, want)
		}
	}
}

// TestTreemap holds that a part is as large as its share, and that names stand
// in both formats as outlines.
func TestTreemap(t *testing.T) {
	groups := []Group{{"芗南区", []Plot{{Name: "水利局", Value: 60, Label: "60"}, {Name: "教育局", Value: 20, Label: "20"}}}, {"龙江区", []Plot{{Name: "司法局", Value: 15, Label: "15"}, {Name: "财政局", Value: 5, Label: "5"}}}}
	b, err := Treemap(PNG, someWords, groups)
	_, count := decoded(t, b, err)
	most, least := count(shades[len(shades)-1]), count(shades[0])
	if share := float64(most) / float64(least); share < 8 || share > 16 {
		t.Errorf("60 has %d points and 5 has %d", most, least)
	}
	b, err = Treemap(SVG, someWords, groups)
	if n := len(paths(t, b, err)); n < 12 {
		t.Errorf("the SVG has %d elements", n)
	}
}

// TestRest holds that what was gathered has no shade: it is no body's figure.
func TestRest(t *testing.T) {
	b, err := Treemap(PNG, Words{}, []Group{{"", []Plot{{Name: "其余 40 个", Value: 900, Rest: true}}}})
	_, count := decoded(t, b, err)
	for _, c := range shades {
		if n := count(c); n > 0 {
			t.Errorf("%d points are of the shade %v", n, c)
		}
	}
}
