package web

import (
	"context"
	"net/http"
	"slices"

	"nianbao/report"
	"nianbao/store"
)

// Starts is what the start page asks.
type Starts interface {
	Start(ctx context.Context) (Start, error)
}

// A Start is what a database holds in short.
type Start struct {
	Reports, Figures int
	From, To         int  // years; 0 where there are none
	Counting         bool // the counts and series are not made up yet
	Series           []Series
	New              []store.Recent
}

// A Series is what the reports of bodies of one level say of a code over years.
type Series struct {
	Headline      string // posts, requests or outcomes
	Code          string
	Name, English string
	Unit          string
	Whole         bool // of the headline, else one of its parts
	Level         report.BodyLevel
	Years         []YearSum
}

// A YearSum is a series in a year.
type YearSum struct {
	Year              int
	Total, Median     report.Decimal // "" where no report states it
	Reports, Reported int
	Broken            bool // not the same thing as in the year before
}

// startPage is the start page's data.
type startPage struct {
	*Frame
	Start
	Levels  []report.BodyLevel // of which there are series
	Level   report.BodyLevel   // that is shown
	Groups  []startGroup
	Ask     Ask
	Follows string // the address of the feed
}

// A startGroup is a headline with its series.
type startGroup struct {
	Headline string
	Series   []Series
}

// Last is the newest year in which the series is stated.
func (s Series) Last() YearSum {
	for _, y := range slices.Backward(s.Years) {
		if y.Total != "" {
			return y
		}
	}
	return YearSum{}
}

// Spark draws the series.
func (s Series) Spark() Spark {
	points := make([]SparkPoint, len(s.Years))
	for i, y := range s.Years {
		points[i] = SparkPoint{Year: y.Year, Value: y.Total, Broken: y.Broken}
	}
	return newSpark(points)
}

func (s *Server) start(w http.ResponseWriter, r *Request) error {
	found, err := s.Source.Start(r.Context())
	if err != nil {
		return err
	}
	p := startPage{Frame: s.Frame(r, ""), Follows: Ask{}.Feed(r.Lang), Start: found, Level: report.BodyLevel(r.Query.Get("level"))}
	for _, one := range found.Series {
		if !slices.Contains(p.Levels, one.Level) {
			p.Levels = append(p.Levels, one.Level)
		}
	}
	if !slices.Contains(p.Levels, p.Level) {
		p.Level = mostStated(found.Series)
	}
	for _, one := range found.Series {
		if one.Level != p.Level {
			continue
		}
		if n := len(p.Groups); n == 0 || p.Groups[n-1].Headline != one.Headline {
			p.Groups = append(p.Groups, startGroup{Headline: one.Headline})
		}
		g := &p.Groups[len(p.Groups)-1]
		g.Series = append(g.Series, one)
	}
	return s.Render(w, r, http.StatusOK, "start", p)
}

// mostStated is the level of which the most reports state something: of
// governments, where there are any.
func mostStated(list []Series) (best report.BodyLevel) {
	most := map[report.BodyLevel]int{}
	for _, s := range list {
		for _, y := range s.Years {
			n := y.Reported
			if s.Level == s.Level.Department() {
				n = min(n, 1)
			}
			most[s.Level] += n
		}
		if most[s.Level] > most[best] {
			best = s.Level
		}
	}
	return best
}
