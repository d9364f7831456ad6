package chart

import (
	"image/color"
	"math"
	"slices"
	"strconv"

	"gonum.org/v1/plot/vg"
)

// A Line is a series over years.
type Line struct {
	Name   string
	Points []Point // one a year
}

// A Point is a year of a line.
type Point struct {
	Value  float64
	Known  bool // false is a gap
	Broken bool // the series breaks before it
}

// MostLines is how many lines a chart has room for.
const MostLines = 12

// palette tells lines apart, also for most people who do not see all colours;
// the second half is dashed.
var palette = []color.NRGBA{
	{0x00, 0x72, 0xb2, 0xff}, {0xd5, 0x5e, 0x00, 0xff}, {0x00, 0x9e, 0x73, 0xff},
	{0xcc, 0x79, 0xa7, 0xff}, {0x8a, 0x6d, 0x00, 0xff}, {0x44, 0x44, 0x44, 0xff},
}

const (
	linesHeight = 300
	nameWidth   = 190 // the widest that the names beside the lines may be
)

// Lines draws series over years, each named where it ends.
func Lines(format Format, words Words, years []int, lines []Line) ([]byte, error) {
	lines = lines[:min(len(lines), MostLines)]
	return draw(format, linesHeight, words, func(s *sheet) {
		var values []float64
		for _, l := range lines {
			for _, p := range l.Points {
				if p.Known {
					values = append(values, p.Value)
				}
			}
		}
		var names vg.Length
		if len(lines) > 1 {
			for _, l := range lines {
				names = max(names, s.wide(s.fitEnd(l.Name, labelSize, nameWidth), labelSize))
			}
		}
		f := s.frame(years, values, names)
		for i, l := range lines {
			f.line(l, i)
		}
		if len(lines) > 1 {
			f.names(lines)
		}
	})
}

// A frame is where values stand.
type frame struct {
	*sheet
	left, right, bottom, top vg.Length
	least, greatest          float64
	years                    []int
}

func (s *sheet) frame(years []int, values []float64, names vg.Length) *frame {
	least, greatest := span(values)
	whole := !slices.ContainsFunc(values, func(v float64) bool { return v != math.Trunc(v) })
	at, words := ticks(least, greatest, whole)
	least, greatest = min(least, at[0]), max(greatest, at[len(at)-1])
	var widest vg.Length
	for _, w := range words {
		widest = max(widest, s.wide(w, labelSize))
	}
	f := &frame{s, margin + widest + 6, width - margin - 8, s.bottom + 20, s.top - 4, least, greatest, years}
	if names > 0 {
		f.right = width - margin - names - 16
	}
	for i, v := range at {
		y := f.y(v)
		s.stroke(rule, 0.5, vg.Point{X: f.left, Y: y}, vg.Point{X: f.right, Y: y})
		s.textEnd(faint, labelSize, f.left-6, y-labelSize*0.35, words[i])
	}
	s.stroke(faint, 0.8, vg.Point{X: f.left, Y: f.y(max(least, 0))}, vg.Point{X: f.right, Y: f.y(max(least, 0))})
	room := s.wide("2000", labelSize) + 8
	last := f.left - room
	for i, year := range years {
		x := f.x(i)
		s.stroke(faint, 0.5, vg.Point{X: x, Y: f.bottom}, vg.Point{X: x, Y: f.bottom - 3})
		if text := strconv.Itoa(year); x-last >= room {
			s.text(faint, labelSize, x-s.wide(text, labelSize)/2, f.bottom-14, text)
			last = x
		}
	}
	return f
}

func (f *frame) x(i int) vg.Length {
	if len(f.years) < 2 {
		return (f.left + f.right) / 2
	}
	inset := vg.Length(10)
	return f.left + inset + (f.right-f.left-2*inset)*vg.Length(i)/vg.Length(len(f.years)-1)
}

func (f *frame) y(v float64) vg.Length {
	return f.bottom + (f.top-f.bottom)*vg.Length((v-f.least)/(f.greatest-f.least))
}

// line draws the runs of years between gaps and breaks, and each year's point.
func (f *frame) line(l Line, n int) {
	c := palette[n%len(palette)]
	var run []vg.Point
	flush := func() {
		if len(run) > 1 {
			if n >= len(palette) {
				f.SetLineDash([]vg.Length{4, 3}, 0)
			}
			f.stroke(c, 1.6, run...)
			f.SetLineDash(nil, 0)
		}
		run = nil
	}
	for i, p := range l.Points {
		if !p.Known || p.Broken {
			flush()
		}
		if p.Known {
			run = append(run, vg.Point{X: f.x(i), Y: f.y(p.Value)})
		}
	}
	flush()
	for i, p := range l.Points {
		if p.Known {
			at := vg.Point{X: f.x(i), Y: f.y(p.Value)}
			f.dot(c, at, 2.4)
			if n >= len(palette) {
				f.dot(color.NRGBA{0xff, 0xff, 0xff, 0xff}, at, 1.2)
			}
		}
		if p.Broken && i > 0 && p.Known {
			x := (f.x(i-1) + f.x(i)) / 2
			f.stroke(c, 0.8, vg.Point{X: x - 2, Y: f.y(p.Value) - 5}, vg.Point{X: x + 2, Y: f.y(p.Value) + 5})
		}
	}
}

// names writes the names beside the ends of their lines, moved apart where they
// would lie on each other, each joined to its end by a thin line.
func (f *frame) names(lines []Line) {
	const leading = labelSize * 1.35
	type name struct {
		n    int
		end  vg.Point
		y    vg.Length
		text string
	}
	var list []name
	for n, l := range lines {
		at := -1
		for i, p := range l.Points {
			if p.Known {
				at = i
			}
		}
		if at < 0 {
			continue
		}
		end := vg.Point{X: f.x(at), Y: f.y(l.Points[at].Value)}
		list = append(list, name{n, end, end.Y, f.fitEnd(l.Name, labelSize, nameWidth)})
	}
	slices.SortStableFunc(list, func(a, b name) int { return int(b.y - a.y) })
	for i := range list { // downwards
		if top := f.top; i == 0 && list[i].y > top {
			list[i].y = top
		}
		if i > 0 {
			list[i].y = min(list[i].y, list[i-1].y-leading)
		}
	}
	floor := f.bottom
	for i := len(list) - 1; i >= 0; i-- { // and back up, where the last fell below the frame
		list[i].y = max(list[i].y, floor)
		floor = list[i].y + leading
	}
	x := f.right + 14
	for _, l := range list {
		c := palette[l.n%len(palette)]
		light := c
		light.A = 0x66
		f.stroke(light, 0.6, vg.Point{X: l.end.X + 4, Y: l.end.Y}, vg.Point{X: f.right + 2, Y: l.end.Y}, vg.Point{X: x - 3, Y: l.y})
		f.text(c, labelSize, x, l.y-labelSize*0.35, l.text)
	}
}
