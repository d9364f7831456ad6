package chart

import (
	"image/color"
	"math"
	"slices"
	"strconv"

	"gonum.org/v1/plot/vg"
)

// MostPanels is how many small charts stand beside each other.
const MostPanels = 24

const (
	panelColumns = 4
	panelGap     = 16
	panelHeight  = 98
	panelName    = 15 // of it, above the lines
	panelYears   = 16 // and below them
)

// Multiples draws series over years, each in a small chart of its own, all on
// one scale: what is high in one is high in all. The first chart of a row has
// the scale's words.
func Multiples(format Format, words Words, years []int, lines []Line) ([]byte, error) {
	lines = lines[:min(len(lines), MostPanels)]
	rows := (len(lines) + panelColumns - 1) / panelColumns
	return draw(format, vg.Length(rows)*(panelHeight+panelGap), words, func(s *sheet) {
		var values []float64
		for _, l := range lines {
			for _, p := range l.Points {
				if p.Known {
					values = append(values, p.Value)
				}
			}
		}
		least, greatest := span(values)
		whole := !slices.ContainsFunc(values, func(v float64) bool { return v != math.Trunc(v) })
		at, _ := ticks(least, greatest, whole)
		least, greatest = at[0], at[len(at)-1]
		words := []string{thousands(least), thousands(greatest)}
		edge := vg.Length(margin) + max(s.wide(words[0], noteSize), s.wide(words[1], noteSize)) + 5
		wide := (width - margin - edge - (panelColumns-1)*panelGap) / panelColumns
		for i, l := range lines {
			left := edge + vg.Length(i%panelColumns)*(wide+panelGap)
			top := s.top - vg.Length(i/panelColumns)*(panelHeight+panelGap)
			f := &frame{s, left, left + wide, top - panelHeight + panelYears, top - panelName, least, greatest, years}
			f.panel(l, i%panelColumns == 0, words)
		}
	})
}

// panel draws one of many small charts.
func (f *frame) panel(l Line, first bool, words []string) {
	f.text(ink, labelSize, f.left, f.top+5, f.fitEnd(l.Name, labelSize, f.right-f.left))
	for i, v := range []float64{f.least, f.greatest} {
		f.stroke(rule, 0.5, vg.Point{X: f.left, Y: f.y(v)}, vg.Point{X: f.right, Y: f.y(v)})
		if first {
			f.textEnd(faint, noteSize, f.left-5, f.y(v)-noteSize*0.35, words[i])
		}
	}
	if f.least < 0 {
		f.stroke(faint, 0.6, vg.Point{X: f.left, Y: f.y(0)}, vg.Point{X: f.right, Y: f.y(0)})
	}
	f.text(faint, noteSize, f.left, f.bottom-12, strconv.Itoa(f.years[0]))
	if len(f.years) > 1 {
		f.textEnd(faint, noteSize, f.right, f.bottom-12, strconv.Itoa(f.years[len(f.years)-1]))
	}
	f.small(l)
}

// small draws a line like [frame.line], thinner and in one colour, with a tick
// below the years of which nothing is known.
func (f *frame) small(l Line) {
	var run []vg.Point
	flush := func() {
		if len(run) > 1 {
			f.stroke(filled, 1.4, run...)
		} else if len(run) == 1 {
			f.dot(filled, run[0], 1.8)
		}
		run = nil
	}
	last := -1
	for i, p := range l.Points {
		if !p.Known || p.Broken {
			flush()
		}
		if !p.Known {
			f.stroke(color.NRGBA{0xd5, 0x5e, 0x00, 0xff}, 0.9, vg.Point{X: f.x(i) - 2, Y: f.bottom - 2.5}, vg.Point{X: f.x(i) + 2, Y: f.bottom - 2.5})
			continue
		}
		if p.Broken && i > 0 {
			x := (f.x(i-1) + f.x(i)) / 2
			f.stroke(faint, 0.6, vg.Point{X: x, Y: f.bottom}, vg.Point{X: x, Y: f.top})
		}
		run, last = append(run, vg.Point{X: f.x(i), Y: f.y(p.Value)}), i
	}
	flush()
	if last < 0 {
		return
	}
	end := vg.Point{X: f.x(last), Y: f.y(l.Points[last].Value)}
	f.dot(filled, end, 2.2)
	text := thousands(l.Points[last].Value)
	y := end.Y + 5
	if y > f.top-6 {
		y = end.Y - 12
	}
	f.textEnd(ink, noteSize, min(f.right, end.X+f.wide(text, noteSize)/2), y, text)
}
