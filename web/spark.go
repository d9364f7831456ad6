package web

import (
	"fmt"
	"strings"

	"nianbao/report"
)

// A SparkPoint is a year of a small chart.
type SparkPoint struct {
	Year   int
	Value  report.Decimal // "" for a gap
	Broken bool           // the series breaks before it
}

// A Spark is a small chart of a series from zero up: a line that stops where a
// year is missing or the series breaks.
type Spark struct {
	Width, Height int
	Lines         []string // points of polylines
	Dots          []Dot    // years that stand alone, and the last one
	Breaks        []string // where the series breaks
	From, To      int
}

// A Dot is a point of a chart.
type Dot struct{ X, Y string }

const (
	sparkStep   = 9
	sparkHeight = 28
	sparkEdge   = 3
)

func newSpark(points []SparkPoint) Spark {
	s := Spark{Width: max(0, len(points)-1)*sparkStep + 2*sparkEdge, Height: sparkHeight}
	if len(points) == 0 {
		return s
	}
	s.From, s.To = points[0].Year, points[len(points)-1].Year
	least, greatest := 0.0, 0.0
	for _, p := range points {
		if p.Value != "" {
			least, greatest = min(least, p.Value.Float()), max(greatest, p.Value.Float())
		}
	}
	place := func(i int) (x, y string) {
		share := 0.0
		if greatest > least {
			share = (points[i].Value.Float() - least) / (greatest - least)
		}
		return fmt.Sprint(i*sparkStep + sparkEdge), fmt.Sprintf("%.1f", sparkHeight-sparkEdge-share*(sparkHeight-2*sparkEdge))
	}
	var run []string
	var last Dot
	end := func() {
		switch len(run) {
		case 0:
		case 1:
			s.Dots = append(s.Dots, last)
		default:
			s.Lines = append(s.Lines, strings.Join(run, " "))
		}
		run = nil
	}
	for i, p := range points {
		if p.Value == "" || p.Broken {
			end()
		}
		if p.Value == "" {
			continue
		}
		x, y := place(i)
		if p.Broken && i > 0 {
			s.Breaks = append(s.Breaks, fmt.Sprintf("%.1f", float64(i)*sparkStep+sparkEdge-sparkStep/2.0))
		}
		last = Dot{x, y}
		run = append(run, x+","+y)
	}
	lines := len(run) > 1
	end()
	if lines {
		s.Dots = append(s.Dots, last)
	}
	return s
}
