package crawl

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"nianbao/crawl/polite"
	"nianbao/report"
	"nianbao/store"
)

// assert holds a site whose night was good to what sources.yaml says must be
// there: an empty result is no success.
func (n *visit) assert(ctx context.Context, entries int) error {
	if !n.v.Good {
		return nil
	}
	lines, err := n.o.DB.Owed(ctx, store.OwedFilter{Site: n.site.Name}, n.o.Clock.Now())
	if err != nil {
		return err
	}
	lines = slices.DeleteFunc(lines, func(o store.Owed) bool { return o.First.IsZero() || !o.Removed.IsZero() })
	fault := n.site.Assert.judge(entries, lines, n.o.Clock.Now().In(polite.China))
	if fault == "" {
		fault, err = n.withoutFigure(ctx, lines)
	}
	if fault != "" {
		n.v.Outcome, n.v.Why, n.v.Good = shortOfReports, fault, false
	}
	return err
}

// judge compares how many reports are in the list, and those that were found,
// with what must be there. It gives what is wrong, "" for nothing.
func (a Assert) judge(entries int, found []store.Owed, today time.Time) string {
	newest := newestYear(found)
	switch {
	case a.MinReports > 0 && entries < a.MinReports:
		return fmt.Sprintf("%d reports in the list, min_reports is %d", entries, a.MinReports)
	case a.MinYear > 0 && newest < a.MinYear:
		return fmt.Sprintf("the newest report is on %d, min_year is %d", newest, a.MinYear)
	}
	if !a.NoFewer {
		return ""
	}
	count := map[int]int{}
	for _, o := range found {
		count[o.Year]++
	}
	last := today.Year() - 1
	if today.Month() < time.April { // governments have until 31 March
		last--
	}
	if count[last] < count[last-1] {
		return fmt.Sprintf("%d reports on %d, %d on %d: no_fewer", count[last], last, count[last-1], last-1)
	}
	return ""
}

func newestYear(found []store.Owed) (year int) {
	for _, o := range found {
		year = max(year, o.Year)
	}
	return year
}

// withoutFigure looks for a report on the newest year that lacks a figure that
// it must have: a table that is read no more has no figures, and no error.
func (n *visit) withoutFigure(ctx context.Context, found []store.Owed) (string, error) {
	newest := newestYear(found)
	for _, o := range found {
		if len(n.site.Assert.Figures) == 0 || o.Year != newest || o.SHA256 == "" {
			continue
		}
		filed, err := n.o.DB.Named(ctx, o.SHA256)
		if errors.Is(err, report.ErrNotFound) {
			continue // forgotten since
		}
		if err != nil {
			return "", err
		}
		for _, id := range n.site.Assert.Figures {
			if !slices.ContainsFunc(filed.Document.Figures, func(f report.Figure) bool { return f.Indicator == id && f.Value != "" }) {
				return fmt.Sprintf("%s %d has no figure of %s: %s", o.Body, o.Year, id, o.URL), nil
			}
		}
	}
	return "", nil
}

// expect writes down what is owed on this site: by the bodies that sources.yaml
// names, and by those whose reports were found here in one of the last years.
func (n *visit) expect(ctx context.Context, now time.Time) error {
	today := now.In(polite.China).Format(time.DateOnly)
	lines, err := n.o.DB.Owed(ctx, store.OwedFilter{Site: n.site.Name}, now)
	if err != nil {
		return err
	}
	owed := goesOn(lines, n.site.Reports, now.In(polite.China).Year()-1)
	for _, e := range n.site.Reports {
		for _, year := range e.Owes(today) {
			owed = append(owed, store.Due{Body: e.Body, Year: year, Site: n.site.Name, On: DueOn(e.Level, year)})
		}
	}
	return n.o.DB.Expect(ctx, now, owed...)
}

// lapseOf is after how many years without a report a body is taken for one that
// is no more.
const lapseOf = 3

// goesOn gives what bodies owe that nobody named: whoever published on a year
// publishes on the next, by the same day. last is the last year that has ended.
func goesOn(lines []store.Owed, named []Expected, last int) (owed []store.Due) {
	latest := map[string]store.Due{}
	for _, o := range lines {
		if !o.First.IsZero() && o.Year > latest[o.Body].Year {
			latest[o.Body] = o.Due
		}
	}
	for body, due := range latest {
		if slices.ContainsFunc(named, func(e Expected) bool { return e.Body == body }) || due.Year+lapseOf <= last {
			continue
		}
		for year := due.Year + 1; year <= last; year++ {
			on := ""
			if _, day, ok := strings.Cut(due.On, "-"); ok {
				on = fmt.Sprintf("%d-%s", year+1, day)
			}
			owed = append(owed, store.Due{Body: body, Year: year, Site: due.Site, On: on})
		}
	}
	return owed
}
