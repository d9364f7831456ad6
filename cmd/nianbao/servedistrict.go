package main

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"

	"nianbao/compare"
	"nianbao/division"
	"nianbao/report"
	"nianbao/store"
	"nianbao/web"
)

// How much a division's page shows.
const (
	districtBodies  = 120
	districtReports = 4000
	districtYears   = 18
	districtParts   = 3 // of each headline series, beside its whole
)

// District gives a division's page.
func (s *shelf) District(ctx context.Context, lang, code string) (web.District, error) {
	c := s.in[lang]
	counts, ok := s.counts.get()
	out := web.District{Code: code, Counting: !ok}
	if code == "" {
		for _, d := range s.divisions.Provinces() {
			if d.To == 0 {
				out.Below = append(out.Below, s.placeIn(counts, d))
			}
		}
		return out, nil
	}
	if !isCode(code) {
		return out, report.ErrNotFound
	}
	found := s.divisions.Coded(code)
	if len(found) == 0 {
		return out, report.ErrNotFound
	}
	m := found[len(found)-1] // the one that has it now, or had it last
	out.Name, out.Reports = m.Name, reportsIn(counts, m)
	for _, above := range s.divisions.Chain(code, m.To) {
		if above.Code != code {
			out.Above = append(out.Above, web.Place{Code: above.Code, Name: above.Name})
		}
	}
	codes := []string{}
	for _, d := range m.History {
		if d != m.Division {
			out.Names = append(out.Names, d.Code+" "+s.divisions.Path(d)+c.inForce(d))
		}
		if !slices.Contains(codes, d.Code) {
			codes = append(codes, d.Code)
		}
	}
	for _, below := range s.right(code) {
		out.Below = append(out.Below, s.placeIn(counts, below))
	}
	held, err := s.db.Held(ctx, codes, len(code) >= 6, districtReports)
	if err != nil {
		return out, err
	}
	held = slices.DeleteFunc(held, func(h store.Held) bool { return h.Kind != store.Annual || h.Year == 0 })
	if err := s.districtBodies(ctx, c, held, &out); err != nil {
		return out, err
	}
	return out, s.districtFigures(ctx, c, m, held, &out)
}

// right are the divisions right below a code that are in force: with names of
// their own.
func (s *shelf) right(code string) []report.Division {
	next := map[int]int{2: 4, 4: 6, 6: 9}[len(code)]
	var out []report.Division
	for _, d := range s.divisions.Inside(code) {
		if len(d.Code) > next { // a county without a city, as in 北京市
			if len(d.Code) != 6 || next != 4 {
				continue
			}
			if _, ok := s.divisions.Get(d.Code[:4], 0); ok {
				continue
			}
		}
		if d.To == 0 {
			out = append(out, d)
		}
	}
	return out
}

func (s *shelf) placeIn(counts counted, d report.Division) web.Place {
	n := 0
	for _, r := range counts {
		if strings.HasPrefix(r.Region, d.Code) {
			n += r.N
		}
	}
	return web.Place{Code: d.Code, Name: d.Name, Reports: n}
}

// districtBodies lists the bodies with what became of each year's report.
func (s *shelf) districtBodies(ctx context.Context, c *cli, held []store.Held, out *web.District) error {
	years := map[int]bool{}
	byBody := map[string][]store.Held{}
	var order []string
	for _, h := range held {
		if byBody[h.Body] == nil {
			order = append(order, h.Body)
		}
		byBody[h.Body] = append(byBody[h.Body], h)
		years[h.Year] = true
	}
	owed := map[string]map[int]store.Owed{}
	for _, id := range order[:min(len(order), districtBodies)] {
		for _, name := range []string{id, byBody[id][0].Name} {
			lines, err := s.db.Owed(ctx, store.OwedFilter{Body: name}, c.now())
			if err != nil {
				return err
			}
			for _, l := range lines {
				if owed[id] == nil {
					owed[id] = map[int]store.Owed{}
				}
				owed[id][l.Year], years[l.Year] = l, true
			}
		}
	}
	out.Years = withGaps(slices.Sorted(maps.Keys(years)))
	out.Years = out.Years[max(0, len(out.Years)-districtYears):]
	slices.SortStableFunc(order, func(a, b string) int {
		one, other := byBody[a][0], byBody[b][0]
		return cmp.Or(cmp.Compare(compare.Depth(one.Level), compare.Depth(other.Level)), cmp.Compare(len(one.Region), len(other.Region)), -cmp.Compare(len(byBody[a]), len(byBody[b])), cmp.Compare(a, b))
	})
	out.More = len(order) > districtBodies
	for _, id := range order[:min(len(order), districtBodies)] {
		list := byBody[id]
		b := web.DistrictBody{Name: clean(list[0].Name), Level: list[0].Level}
		for _, y := range out.Years {
			cell := web.DistrictYear{Year: y}
			if i := slices.IndexFunc(list, func(h store.Held) bool { return h.Year == y }); i >= 0 {
				h := list[i]
				cell.Report, cell.State, cell.Words = "/report/"+h.SHA256[:16], string(h.Status), c.say("status."+string(h.Status))
				if h.Reason != "" {
					cell.Words += ": " + c.say("reason."+string(h.Reason))
				}
			}
			if l, ok := owed[id][y]; ok {
				cell.Late = max(0, l.LateDays)
				if cell.Report == "" {
					cell.State, cell.Words = l.State, c.say("owed."+l.State)
				}
			}
			b.Years = append(b.Years, cell)
		}
		out.Bodies = append(out.Bodies, b)
	}
	return nil
}

// districtLevel is the level of a division's own government.
func districtLevel(code string) report.BodyLevel {
	return map[int]report.BodyLevel{2: report.Province, 4: report.City, 6: report.County, 9: report.Town}[len(code)]
}

// ownBody is the body that speaks for the division: of its level, the one of most
// reports, its government before an office of it.
func ownBody(held []store.Held, code string) (id, name string) {
	n, best := map[string]int{}, -1
	for _, h := range held {
		if h.Level != districtLevel(code) {
			continue
		}
		n[h.Body]++
		weight := n[h.Body]
		if strings.HasSuffix(h.Name, "政府") {
			weight += 1000
		}
		if weight > best {
			best, id, name = weight, h.Body, h.Name
		}
	}
	return id, name
}

// districtFigures sets the headline figures of the division's body against those
// of its peers: bodies of its level in the same city, or province.
func (s *shelf) districtFigures(ctx context.Context, c *cli, m division.Meaning, held []store.Held, out *web.District) error {
	id, name := ownBody(held, m.Code)
	if id == "" {
		return nil
	}
	out.Body, out.Level = clean(name), districtLevel(m.Code)
	q := store.Panel{Level: out.Level}
	if n := len(out.Above); n > 0 {
		peers := out.Above[n-1]
		out.Peers, out.PeersCode = peers.Name, peers.Code
		for _, d := range s.divisions.Coded(peers.Code) {
			q.Places = append(q.Places, placesOf(d)...)
		}
	}
	var codes []subject
	for _, headline := range []string{"posts", "requests", "outcomes"} {
		for _, code := range headlineCodes(s.book, headline) {
			i, _ := s.book.Find(report.ParseCode(code).Indicator)
			codes = append(codes, subject{code, i})
			q.Codes = append(q.Codes, code)
		}
	}
	sums := sumsOf(s.book, codes)
	asked := q.Codes
	q.Codes = append(q.Codes, sums.parts()...)
	reports, cells, err := s.db.Panel(ctx, q)
	if err != nil {
		return err
	}
	data := given(reports, cells, asked)
	sums.fill(&data, cells)
	shown := map[string]int{}
	var rows []web.LiveRow
	for _, n := range codes {
		if shown[n.indicator.Headline] > districtParts {
			continue
		}
		r := compare.Compute(data, n.code, compare.Options{Percent: map[string]bool{n.code: n.percent()}, By: compare.ByValue, Break: c.breaks(codes)})
		series, ok := s.districtSeries(n, id, r)
		if !ok {
			continue
		}
		shown[n.indicator.Headline]++
		rows = append(rows, c.liveSeries(n, id, series, r))
		p := web.Pick{Indicator: n.code, Region: out.PeersCode, Level: string(out.Level), View: web.OverYears}
		series.Compare = p.Address()
		out.Figures = append(out.Figures, series)
	}
	out.Live = c.liveYears(rows)
	return nil
}

// districtSeries is a body's series of a code; false where it states none.
func (s *shelf) districtSeries(n subject, id string, r compare.Result) (web.DistrictSeries, bool) {
	name := s.fullName(n.indicator, n.code)
	out := web.DistrictSeries{Code: n.code, Name: name[0], English: name[1], Unit: n.indicator.Unit}
	var points []web.SparkPoint
	var last *compare.Point
	for i := range r.Points {
		p := &r.Points[i]
		if p.Body != id {
			continue
		}
		for k := len(points); k > 0 && points[k-1].Year+1 < p.Year && p.Year-points[k-1].Year < 30; k++ {
			points = append(points, web.SparkPoint{Year: points[k-1].Year + 1})
		}
		points = append(points, web.SparkPoint{Year: p.Year, Value: p.Value, Broken: p.Break.Stops()})
		if p.State.Number() {
			last = p
		}
	}
	if last == nil {
		return out, false
	}
	out.Points, out.Year, out.Value, out.Rank, out.Of = points, last.Year, web.Grouped(string(last.Value)), last.Rank, last.Of
	if sha, _, ok := strings.Cut(last.Figure, "-"); ok {
		out.Report = "/report/" + sha + "#" + web.FigureID(last.Figure)
	}
	for _, g := range r.Groups {
		if g.Year == last.Year && g.Level == last.Level && g.Scope == last.Scope {
			out.Median, out.Reported, out.Reports = g.Median, g.Reported(), g.Reports
		}
	}
	return out, true
}
