package chart

import (
	"image/color"
	"math"
	"slices"

	"gonum.org/v1/plot/vg"
)

// A Plot is a part of a treemap: a name and a value above zero, which is how
// much room it has.
type Plot struct {
	Name  string
	Value float64
	Label string // the value in words
	Rest  bool   // is what was gathered: no body's own, and of no shade
}

// A Group are plots that lie together, under a name; "" for none.
type Group struct {
	Name  string
	Plots []Plot
}

// MostPlots is how many plots a treemap has room for.
const MostPlots = 300

const (
	treemapHeight = 430
	groupHead     = 13
	plotGap       = 1
	groupGap      = 3
	plotInset     = 4
	plotLeading   = 1.3
	leastOfName   = 2 // characters on its first line
)

// Gather keeps the largest plots of all groups and makes one of what is left of
// each: the whole stays what it is. How many went into it is said by others.
func Gather(groups []Group, most int, others func(n int, value float64) Plot) []Group {
	var values []float64
	for _, g := range groups {
		for _, p := range g.Plots {
			values = append(values, p.Value)
		}
	}
	if len(values) <= most {
		return groups
	}
	slices.Sort(values)
	least := values[len(values)-most] // equal values are kept or left together
	var out []Group
	for _, g := range groups {
		kept, n, rest := Group{Name: g.Name}, 0, 0.0
		for _, p := range g.Plots {
			if p.Value > least || p.Value == least && values[len(values)-most-1] < least {
				kept.Plots = append(kept.Plots, p)
			} else {
				n, rest = n+1, rest+p.Value
			}
		}
		if n > 0 {
			kept.Plots = append(kept.Plots, others(n, rest))
		}
		out = append(out, kept)
	}
	return out
}

// Treemap draws values as parts of a whole: the room of each is its share. What
// has no value above zero has no room, and the words around must say so.
func Treemap(format Format, words Words, groups []Group) ([]byte, error) {
	return draw(format, treemapHeight+legendRoom, words, func(s *sheet) {
		var tiles []Tile
		var sizes []float64
		for _, g := range groups {
			sum := 0.0
			for _, p := range g.Plots {
				tiles = append(tiles, Tile{Value: p.Value, Known: !p.Rest})
				sum += p.Value
			}
			sizes = append(sizes, sum)
		}
		classes := fifths(tiles)
		whole := rectangle{margin, s.top, width - 2*margin, treemapHeight}
		for i, r := range squarify(sizes, whole) {
			s.group(groups[i], r, len(groups) > 1, classes)
		}
		s.legend(classes, margin, s.bottom+8)
	})
}

// A rectangle goes right and down from its upper left corner.
type rectangle struct{ x, y, w, h vg.Length }

func (r rectangle) inset(by vg.Length) rectangle {
	return rectangle{r.x + by, r.y - by, max(0, r.w-2*by), max(0, r.h-2*by)}
}

func (s *sheet) group(g Group, r rectangle, several bool, classes []class) {
	if several {
		r = r.inset(groupGap / 2.0)
		if g.Name != "" && r.h > 3*groupHead && r.w > 4*noteSize {
			s.text(ink, noteSize+0.5, r.x+1, r.y-groupHead+4, s.fit(g.Name, noteSize+0.5, r.w-2))
			r.y, r.h = r.y-groupHead, r.h-groupHead
		}
	}
	var sizes []float64
	for _, p := range g.Plots {
		sizes = append(sizes, p.Value)
	}
	for i, at := range squarify(sizes, r) {
		s.plot(g.Plots[i], at.inset(plotGap/2.0), classes)
	}
}

func (s *sheet) plot(p Plot, r rectangle, classes []class) {
	if r.w <= 0 || r.h <= 0 {
		return
	}
	c, shown := ink, rule
	if !p.Rest {
		at := shade(slices.IndexFunc(classes, func(c class) bool { return c.least <= p.Value && p.Value <= c.greatest }), len(classes))
		if shown = shades[at]; at >= len(shades)-2 {
			c = color.NRGBA{0xff, 0xff, 0xff, 0xff}
		}
	}
	s.fill(shown, s.box(r.x, r.y, r.w, r.h)...)
	room := r.w - 2*plotInset
	size := vg.Length(noteSize)
	if r.h > 40 && s.wide(p.Name, labelSize+1) <= room {
		size = labelSize + 1
	}
	lines := int((r.h - 2*plotInset) / (size * plotLeading))
	if lines == 0 || s.within([]rune(p.Name), size, room) < min(leastOfName, len([]rune(p.Name))) {
		return // a name of which less is to be read is none
	}
	name := wrap(s, p.Name, size, room, min(2, lines))
	if last := []rune(name[len(name)-1]); len(last) == 2 && last[1] == '…' && len(name) == 1 {
		return
	}
	if len(name) < lines && s.wide(p.Label, size) <= room {
		name = append(name, p.Label)
	}
	for i, line := range name {
		s.text(c, size, r.x+plotInset, r.y-plotInset-size*(0.85+plotLeading*vg.Length(i)), line)
	}
}

// squarify shares a rectangle out by sizes above zero, each part as nearly a
// square as can be (Bruls, Huizing, van Wijk: Squarified Treemaps, 2000). Parts
// come in the order of their sizes, the largest at the upper left; the answer is
// in the order that was given.
func squarify(sizes []float64, r rectangle) []rectangle {
	out := make([]rectangle, len(sizes))
	order := make([]int, len(sizes))
	sum := 0.0
	for i, v := range sizes {
		order[i], sum = i, sum+v
	}
	if sum <= 0 || math.IsInf(sum, 0) {
		return out
	}
	slices.SortStableFunc(order, func(a, b int) int {
		switch {
		case sizes[a] > sizes[b]:
			return -1
		case sizes[a] < sizes[b]:
			return 1
		}
		return 0
	})
	scale := float64(r.w) * float64(r.h) / sum
	for len(order) > 0 {
		side := float64(min(r.w, r.h))
		n, row := 1, sizes[order[0]]*scale
		for n < len(order) {
			more := row + sizes[order[n]]*scale
			if slimmest(sizes[order[0]]*scale, sizes[order[n]]*scale, more, side) > slimmest(sizes[order[0]]*scale, sizes[order[n-1]]*scale, row, side) {
				break
			}
			n, row = n+1, more
		}
		thick := 0.0
		if side > 0 {
			thick = row / side
		}
		at := 0.0
		for _, i := range order[:n] {
			long := 0.0
			if thick > 0 {
				long = sizes[i] * scale / thick
			}
			if r.w >= r.h { // a column at the left
				out[i] = rectangle{r.x, r.y - vg.Length(at), vg.Length(thick), vg.Length(long)}
			} else {
				out[i] = rectangle{r.x + vg.Length(at), r.y, vg.Length(long), vg.Length(thick)}
			}
			at += long
		}
		if r.w >= r.h {
			r.x, r.w = r.x+vg.Length(thick), max(0, r.w-vg.Length(thick))
		} else {
			r.y, r.h = r.y-vg.Length(thick), max(0, r.h-vg.Length(thick))
		}
		order = order[n:]
	}
	return out
}

// slimmest is how far the slimmest part of a row is from a square: 1 is one.
func slimmest(greatest, least, row, side float64) float64 {
	if row == 0 || least == 0 {
		return math.Inf(1)
	}
	return max(side*side*greatest/(row*row), row*row/(side*side*least))
}
