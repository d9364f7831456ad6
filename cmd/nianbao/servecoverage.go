package main

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"nianbao/docs"
	"nianbao/report"
	"nianbao/store"
	"nianbao/web"
)

// How much of it the page of coverage shows.
const (
	coverageRuns = 30
	coverageList = 200
)

// Coverage gives the counts of the last state that was made up.
func (s *shelf) Coverage(ctx context.Context) (web.Coverage, error) {
	out, ok := s.coverage.get()
	out.Counting = !ok
	var err error
	if out.Runs, err = s.db.Runs(ctx, coverageRuns); err != nil {
		return out, err
	}
	for i := range out.Runs { // without the paths of this machine
		out.Runs[i].Command, _, _ = strings.Cut(out.Runs[i].Command, " ")
	}
	return out, nil
}

func (s *shelf) cover(ctx context.Context) (out web.Coverage, err error) {
	if out.Reads, err = s.db.ReadCounts(ctx); err != nil {
		return out, err
	}
	if out.Checks, err = s.db.CheckCounts(ctx); err != nil {
		return out, err
	}
	now := s.in["en"].now()
	lines, err := s.db.Owed(ctx, store.OwedFilter{}, now)
	if err != nil {
		return out, err
	}
	byYear := map[int]*web.OwedYear{}
	for _, l := range lines {
		if byYear[l.Year] == nil {
			byYear[l.Year] = &web.OwedYear{Year: l.Year, N: map[string]int{}}
		}
		byYear[l.Year].N[l.State]++
		byYear[l.Year].All++
	}
	for _, y := range byYear {
		out.Owed = append(out.Owed, *y)
	}
	slices.SortFunc(out.Owed, func(a, b web.OwedYear) int { return cmp.Compare(b.Year, a.Year) })
	out.Sites, err = s.db.CrawlSites(ctx, now)
	return out, err
}

// OwedLines gives lines of the ledger.
func (s *shelf) OwedLines(ctx context.Context, state string, year int) ([]store.Owed, error) {
	lines, err := s.db.Owed(ctx, store.OwedFilter{Year: year}, s.in["en"].now())
	return slices.DeleteFunc(lines, func(o store.Owed) bool { return state != "" && o.State != state }), err
}

// NotRead gives documents that could not be read wholly.
func (s *shelf) NotRead(ctx context.Context, reason string) ([]web.Unread, error) {
	list, reasons, err := s.db.NotRead(ctx, report.Reason(reason), coverageList)
	out := make([]web.Unread, len(list))
	for i := range list {
		list[i].Source = web.SourceName(list[i].Source)
		out[i] = web.Unread{Recent: list[i], Reason: reasons[i]}
	}
	return out, err
}

// Contradictions gives comparisons that failed, with their rule in words.
func (s *shelf) Contradictions(ctx context.Context, lang, rule string) ([]web.Contradiction, error) {
	list, err := s.db.Contradictions(ctx, rule, 0, -1, coverageList)
	out := make([]web.Contradiction, len(list))
	for i, one := range list {
		out[i] = web.Contradiction{Contradiction: one, Words: s.in[lang].ruleName(one.Rule)}
	}
	return out, err
}

// Accuracy is the page of error rates.
func (s *shelf) Accuracy() string { return docs.Accuracy }
