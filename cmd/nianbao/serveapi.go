package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	"nianbao/normalize"
	"nianbao/report"
	"nianbao/store"
	"nianbao/web"
	"nianbao/web/api"
)

var _ api.Source = (*shelf)(nil)

// Stamp names the state of the database.
func (s *shelf) Stamp(ctx context.Context) (string, error) { return s.db.Stamp(ctx) }

// feedFigures is how many figures of the whole database are looked at for the
// reports that have them, beside those of the documents that were put last: of
// feedWindow at a time, feedWindows of them at most.
const (
	feedFigures = 500
	feedWindow  = 60
	feedWindows = 12
)

// Listed gives documents: where figures are asked for, those that have some. The
// last ones are found also where they have had some, before they took the place of
// another.
func (s *shelf) Listed(ctx context.Context, a web.Ask, after int64, most int, down bool) ([]store.Listed, error) {
	var heard web.Answer
	figures := a.Words != "" || a.Indicator != "" || a.Role != "" || a.Own || a.Failed
	a.After, a.Limit, a.Sort = "", feedFigures, string(store.ByMatch) // by year would be to look at all
	q, err := s.queryOf(ctx, s.in["en"], s.understood(a), &heard)
	switch {
	case err != nil:
		return nil, err
	case heard.Problem != "" || len(heard.Choices) > 0:
		return nil, web.ErrAsk
	}
	documents := q
	documents.Words = ""
	if !figures {
		return s.db.Listed(ctx, documents, after, most, down)
	}
	rows, err := s.rowsWith(ctx, q)
	if err != nil {
		return nil, err
	}
	if down {
		lately, err := s.lately(ctx, q, documents, most)
		if err != nil {
			return nil, err
		}
		rows = append(rows, lately...)
	}
	documents.Rows = append([]int64{}, rows...)
	return s.db.Listed(ctx, documents, after, most, down)
}

// rowsWith are the documents of the figures that a search gives.
func (s *shelf) rowsWith(ctx context.Context, q store.Query) ([]int64, error) {
	found, err := s.db.Search(ctx, q)
	if err != nil {
		return nil, err
	}
	var shas []string
	for _, h := range found.Hits {
		if !slices.Contains(shas, h.SHA256) {
			shas = append(shas, h.SHA256)
		}
	}
	return s.db.RowsOf(ctx, shas)
}

// lately are those of the documents put last that a search gives figures of, or
// gave before they took the place of another.
func (s *shelf) lately(ctx context.Context, q, documents store.Query, most int) (rows []int64, err error) {
	var before int64
	for range feedWindows {
		window, err := s.db.Listed(ctx, documents, before, feedWindow, true)
		if err != nil || len(window) == 0 {
			return rows, err
		}
		before = window[len(window)-1].Row
		in := q
		in.All, in.Limit, in.Rows = true, 0, nil
		for _, l := range window {
			in.Rows = append(in.Rows, l.Row)
			if l.BeforeRow != 0 {
				in.Rows = append(in.Rows, l.BeforeRow)
			}
		}
		found, err := s.rowsWith(ctx, in)
		if err != nil {
			return nil, err
		}
		for _, l := range window {
			if slices.Contains(found, l.Row) || slices.Contains(found, l.BeforeRow) {
				rows = append(rows, l.Row)
			}
		}
		if len(rows) >= most {
			break
		}
	}
	return rows, nil
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

// Changes says what a document has otherwise than the one before it: of an
// indicator, where one is asked for. Two readings never differ otherwise than they
// did, and all who follow a search ask for the same.
func (s *shelf) Changes(ctx context.Context, lang string, a web.Ask, l store.Listed) ([]string, error) {
	key := fmt.Sprint(lang, " ", a.Indicator, " ", l.Row, " ", l.SHA256, " ", l.BeforeRow, " ", l.Before)
	if words, known := s.told.get(key); known {
		return words, nil
	}
	words, err := s.changes(ctx, lang, a, l.SHA256, l.Before)
	if err == nil {
		s.told.put(key, words)
	}
	return words, err
}

// changesSaid are changes in words, as they were told last.
type changesSaid struct {
	mu sync.Mutex
	of map[string][]string
}

// mostTold are kept; when there are more, one begins anew.
const mostTold = 5000

func (t *changesSaid) get(key string) (words []string, known bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	words, known = t.of[key]
	return words, known
}

func (t *changesSaid) put(key string, words []string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.of == nil || len(t.of) >= mostTold {
		t.of = map[string][]string{}
	}
	t.of[key] = words
}

func (s *shelf) changes(ctx context.Context, lang string, a web.Ask, sha, before string) ([]string, error) {
	found, err := s.Report(ctx, lang, sha, before)
	if errors.Is(err, report.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	c := s.in[lang]
	if a.Indicator != "" {
		var heard web.Answer
		q, err := s.queryOf(ctx, c, web.Ask{Indicator: a.Indicator}, &heard)
		if err != nil {
			return nil, err
		}
		found.Changes = slices.DeleteFunc(found.Changes, func(f web.Change) bool { return !q.Wants(report.ParseCode(f.Code)) })
	}
	var out []string
	all := slices.Concat(found.Facts, found.Changes)
	for _, f := range all {
		if len(out) == changesTold {
			out = append(out, c.say("serve.more_changes", len(all)-changesTold))
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
	return s.db.BodiesLike(ctx, normalize.Form(words), most)
}
