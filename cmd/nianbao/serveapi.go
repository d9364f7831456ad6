package main

import (
	"context"
	"errors"
	"slices"

	"nianbao/report"
	"nianbao/store"
	"nianbao/web"
	"nianbao/web/api"
)

var _ api.Source = (*shelf)(nil)

// Stamp names the state of the database.
func (s *shelf) Stamp(ctx context.Context) (string, error) { return s.db.Stamp(ctx) }

// feedFigures is how many figures a search looks at for the reports that have
// them.
const feedFigures = 500

// Listed gives documents: where figures are asked for, those that have some.
func (s *shelf) Listed(ctx context.Context, a web.Ask, after int64, most int, down bool) ([]store.Listed, error) {
	var heard web.Answer
	figures := a.Words != "" || a.Indicator != "" || a.Role != "" || a.Own || a.Failed
	a.After, a.Limit, a.Sort = "", feedFigures, string(store.ByYearDown)
	q, err := s.queryOf(ctx, s.in["en"], s.understood(a), &heard)
	switch {
	case err != nil:
		return nil, err
	case heard.Problem != "" || len(heard.Choices) > 0:
		return nil, web.ErrAsk
	}
	var shas []string
	if figures {
		found, err := s.db.Search(ctx, q)
		if err != nil {
			return nil, err
		}
		shas = []string{}
		for _, h := range found.Hits {
			if !slices.Contains(shas, h.SHA256) {
				shas = append(shas, h.SHA256)
			}
		}
	}
	q.Words = ""
	return s.db.Listed(ctx, q, after, most, down, shas)
}

// Document gives a document as extract writes it.
func (s *shelf) Document(ctx context.Context, id string) (any, error) {
	filed, err := s.db.Named(ctx, id)
	if err != nil {
		return nil, err
	}
	d := *filed.Document
	d.Source = web.Address(d.Source)
	return d.Record(), nil
}

// changesTold is how many changes a feed tells one by one.
const changesTold = 12

// Changes says what a document has otherwise than the one before it.
func (s *shelf) Changes(ctx context.Context, lang, sha, before string) ([]string, error) {
	found, err := s.Report(ctx, lang, sha, before)
	if errors.Is(err, report.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	c := s.in[lang]
	var out []string
	for _, f := range slices.Concat(found.Facts, found.Changes) {
		if len(out) == changesTold {
			out = append(out, c.say("serve.more_changes", len(found.Changes)+len(found.Facts)-changesTold))
			break
		}
		out = append(out, changeWords(f))
	}
	return out, nil
}

// changeWords is a change in a line.
func changeWords(f web.Change) string {
	switch {
	case f.Old == "":
		return "+ " + f.What + " " + f.New
	case f.New == "":
		return "− " + f.What + " " + f.Old
	}
	return f.What + ": " + f.Old + " → " + f.New
}

// Divisions gives what a name or a code means.
func (s *shelf) Divisions(_ context.Context, name string) (any, error) {
	counts, _ := s.counts.get()
	out := []regionRecord{}
	for _, m := range meanings(s.divisions, name) {
		out = append(out, regionRecord{name, m.Code, m.Name, s.divisions.Path(m.Division), m.From, m.To, m.History, counts.of(m), nil})
	}
	return out, nil
}

// CodebookRecords are the indicators as the command codebook writes them.
func (s *shelf) CodebookRecords() []any {
	var out []any
	for _, i := range s.book.All() {
		out = append(out, newIndicatorRecord(i))
	}
	return out
}

// FailedChecks gives comparisons that failed.
func (s *shelf) FailedChecks(ctx context.Context, rule string, document int64, n, most int) ([]store.Contradiction, error) {
	return s.db.Contradictions(ctx, rule, document, n, most)
}

// Bodies gives bodies whose names have some words.
func (s *shelf) Bodies(ctx context.Context, words string, most int) ([]store.Body, error) {
	return s.db.BodiesLike(ctx, normal(words), most)
}
