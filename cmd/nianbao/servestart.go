package main

import (
	"cmp"
	"context"
	"slices"

	"nianbao/compare"
	"nianbao/report"
	"nianbao/store"
	"nianbao/web"
)

// recentReports is how many new reports the start page shows, and mostParts how
// many parts of a headline series.
const (
	recentReports = 12
	mostParts     = 4
)

// Start gives what the database holds in short. The series are of the last
// state that was made up.
func (s *shelf) Start(ctx context.Context) (web.Start, error) {
	out, ok := s.sums.get()
	out.Counting = !ok
	var err error
	out.New, err = s.db.Recent(ctx, recentReports)
	for i := range out.New {
		out.New[i].Source = web.SourceName(out.New[i].Source)
	}
	return out, err
}

// sumUp counts, and makes up the headline series of every level: code after
// code, so that a large database needs no more memory than its reports.
func (s *shelf) sumUp(ctx context.Context) (out web.Start, err error) {
	stats, err := s.db.Stats(ctx)
	if err != nil {
		return out, err
	}
	out.Reports, out.Figures = stats.Reports, stats.Figures
	if out.From, out.To, err = s.db.Years(ctx); err != nil {
		return out, err
	}
	for _, name := range []string{"posts", "requests", "outcomes"} {
		codes := headlineCodes(s.book, name)
		byLevel := map[report.BodyLevel][]web.Series{}
		for i, code := range codes {
			ind, _ := s.book.Find(report.ParseCode(code).Indicator)
			list, err := s.series(ctx, ind, code)
			if err != nil {
				return out, err
			}
			for _, one := range list {
				one.Headline, one.Whole = name, i == 0
				byLevel[one.Level] = append(byLevel[one.Level], one)
			}
		}
		for _, level := range report.BodyLevels() {
			list := byLevel[level]
			size := func(n web.Series) float64 { return n.Last().Total.Float() }
			last := func(n web.Series) int { return n.Last().Year }
			slices.SortStableFunc(list, func(a, b web.Series) int {
				if a.Whole != b.Whole {
					return cmp.Compare(boolInt(b.Whole), boolInt(a.Whole))
				}
				return cmp.Or(cmp.Compare(last(b), last(a)), cmp.Compare(size(b), size(a)))
			})
			parts := 0
			for _, one := range list {
				if !one.Whole {
					parts++
				}
				if parts <= mostParts {
					out.Series = append(out.Series, one)
				}
			}
		}
	}
	return out, nil
}

func boolInt(b bool) int {
	if b {
		return 1
	}
	return 0
}

// series sums a code up by level and year. Levels whose reports never state it
// have none.
func (s *shelf) series(ctx context.Context, ind report.Indicator, code string) ([]web.Series, error) {
	reports, cells, err := s.db.Panel(ctx, store.Panel{Codes: []string{code}})
	if err != nil {
		return nil, err
	}
	data := given(reports, cells, []string{code})
	for i := range data.Reports { // of one level together, whatever of their region they tell
		data.Reports[i].Scope = ""
	}
	subject := subject{code, ind}
	groups := compare.Compute(data, code, compare.Options{Percent: map[string]bool{code: subject.percent()}}).Groups
	name, english := nameOf(ind, code)
	byLevel := map[report.BodyLevel]*web.Series{}
	stated := map[report.BodyLevel]bool{}
	for i := range groups {
		g := &groups[i]
		if g.Level == "" {
			continue
		}
		one := byLevel[g.Level]
		if one == nil {
			one = &web.Series{Code: code, Name: name, English: english, Unit: ind.Unit, Level: g.Level}
			byLevel[g.Level] = one
		}
		year := web.YearSum{Year: g.Year, Reports: g.Reports, Reported: g.Reported()}
		if g.Measured {
			year.Total, year.Median = g.Total, g.Median
			stated[g.Level] = true
		}
		for n := len(one.Years); n > 0 && one.Years[n-1].Year+1 < g.Year && g.Year-one.Years[n-1].Year < 30; n++ {
			one.Years = append(one.Years, web.YearSum{Year: one.Years[n-1].Year + 1})
		}
		if n := len(one.Years); n > 0 {
			before, after := report.EraOfYear(one.Years[n-1].Year), report.EraOfYear(g.Year)
			if before != after && before != "" && after != "" {
				year.Broken = ind.Compare(report.ParseCode(code), before, after) == report.Incomparable
			}
		}
		one.Years = append(one.Years, year)
	}
	var out []web.Series
	for _, level := range report.BodyLevels() {
		if one := byLevel[level]; one != nil && stated[level] {
			out = append(out, *one)
		}
	}
	return out, nil
}

// nameOf is what a code is called in both languages: a part by its dimension's
// value.
func nameOf(ind report.Indicator, code string) (zh, en string) {
	for key, value := range report.ParseCode(code).Dims {
		for _, v := range ind.Values {
			if v.Key == key && v.Value == value && value != "total" {
				return v.Name, v.English
			}
		}
	}
	return ind.Name, ind.English
}
