package chart

import (
	"slices"

	"gonum.org/v1/plot/vg"
)

// A Bar is one body's figure.
type Bar struct {
	Name  string
	Value float64
	Label string // the value in words
}

// MostBars is how many bars a chart has room for.
const MostBars = 40

const (
	barLeading = 17
	barWidth   = 11
	barNames   = 230 // the widest that names may be
	barLabels  = 120 // likewise the values
)

// Bars draws figures as horizontal bars in their order, the first on top.
func Bars(format Format, words Words, bars []Bar) ([]byte, error) {
	bars = slices.Clone(bars[:min(len(bars), MostBars)])
	return draw(format, vg.Length(len(bars))*barLeading+10, words, func(s *sheet) {
		var values []float64
		var names, labels vg.Length
		for i := range bars {
			b := &bars[i]
			b.Name, b.Label = s.fitEnd(b.Name, labelSize, barNames), s.fit(b.Label, labelSize, barLabels)
			values = append(values, b.Value)
			names = max(names, s.wide(b.Name, labelSize))
			labels = max(labels, s.wide(b.Label, labelSize))
		}
		least, greatest := span(values)
		if least == greatest {
			greatest = least + 1
		}
		left, right := vg.Length(margin)+names+8, vg.Length(width-margin)-labels-6
		if least < 0 {
			left += labels + 6 // the labels of these stand on the other side
		}
		x := func(v float64) vg.Length { return left + (right-left)*vg.Length((v-least)/(greatest-least)) }
		y := s.top - barLeading/2
		for _, b := range bars {
			from, to := x(0), x(b.Value)
			s.textEnd(ink, labelSize, margin+names, y-labelSize*0.35, b.Name)
			if from != to {
				s.fill(filled, vg.Point{X: from, Y: y - barWidth/2}, vg.Point{X: to, Y: y - barWidth/2},
					vg.Point{X: to, Y: y + barWidth/2}, vg.Point{X: from, Y: y + barWidth/2})
			}
			if b.Value < 0 {
				s.textEnd(ink, labelSize, to-4, y-labelSize*0.35, b.Label)
			} else {
				s.text(ink, labelSize, to+4, y-labelSize*0.35, b.Label)
			}
			y -= barLeading
		}
		s.stroke(faint, 0.8, vg.Point{X: x(0), Y: s.top}, vg.Point{X: x(0), Y: y + barLeading/2})
	})
}
