package main

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"

	"nianbao/normalize"
	"nianbao/report"
	"nianbao/store"
	"nianbao/web"
)

// deskFigures is how many figures the desk shows at once, and deskDecisions how
// many decisions.
const (
	deskFigures   = 20
	deskDecisions = 50
)

// Doubtful gives figures that a person should look at.
func (s *shelf) Doubtful(ctx context.Context, lang string, a web.DeskAsk) (out web.DeskList, err error) {
	c := s.in[lang]
	var heard web.Answer
	q, err := s.queryOf(ctx, c, web.Ask{Region: a.Region, Year: a.Year, Indicator: a.Indicator, Limit: deskFigures}, &heard)
	if err != nil {
		return out, err
	}
	if len(heard.Choices) > 0 {
		heard.Problem = c.say("serve.several", a.Region)
	}
	if heard.Problem != "" {
		out.Problem = heard.Problem
		return out, nil
	}
	asked := store.Doubting{Rule: a.Rule, Since: a.Since, Below: store.DoubtBelow}
	if a.Why != "" {
		asked.Why = []store.Doubt{store.Doubt(a.Why)}
	}
	q.After = a.After
	list, next, err := s.db.Doubtful(ctx, q, asked)
	if err != nil {
		return out, err
	}
	out.Next = next
	for _, d := range list {
		one := web.Doubtful{Hit: s.webHit(c, d.Hit, store.Sentence{Span: report.Span{Start: d.Start, End: d.End}, Text: d.Quote}, nil), Why: d.Why}
		for _, k := range d.Failed {
			one.Failed = append(one.Failed, web.ReportCheck{Name: c.ruleName(k.Rule), Verdict: c.verdictName(k.Verdict), Delta: web.Grouped(short(k.Delta))})
		}
		for _, p := range d.Proposals {
			one.Proposals = append(one.Proposals, web.Grouped(p))
		}
		out.List = append(out.List, one)
	}
	if out.Counts, err = s.db.CountDoubtful(ctx, q, asked); err != nil {
		return out, err
	}
	for _, r := range out.Counts.Rules {
		out.Rules = append(out.Rules, web.DeskRule{Rule: r.Word, Words: c.ruleName(r.Word), Figures: r.N})
	}
	if a.Rule != "" && !slices.ContainsFunc(out.Rules, func(r web.DeskRule) bool { return r.Rule == a.Rule }) {
		out.Rules = append(out.Rules, web.DeskRule{Rule: a.Rule, Words: c.ruleName(a.Rule)})
	}
	return out, nil
}

// Decided gives the last decisions on figures, in words.
func (s *shelf) Decided(ctx context.Context, lang string) ([]web.Decided, error) {
	c := s.in[lang]
	list, err := s.db.LastReviews(ctx, deskDecisions)
	if err != nil {
		return nil, err
	}
	out := make([]web.Decided, len(list))
	for i, r := range list {
		out[i] = web.Decided{Review: r.Review, What: cmp.Or(r.Original["label"], r.Original[store.FieldCode]), Read: cmp.Or(r.Original["printed"], c.say("value."+r.Original[store.FieldStatus])),
			Of: strings.TrimSpace(r.Body + " " + r.Of)}
		if r.Decision == store.Correct {
			out[i].Right = r.Accepted[store.FieldValue] + cmp.Or(r.Accepted[store.FieldUnit], r.Original[store.FieldUnit])
		}
	}
	return out, nil
}

// Decide stores a decision in the database that the pages read.
func (s *shelf) Decide(ctx context.Context, d web.Decision) (err error) {
	r := store.Review{Key: d.Key, Decision: store.Decision(d.Decision), By: d.By, Note: d.Note}
	if !figureKey.MatchString(d.Key) {
		return report.ErrNotFound
	}
	if r.Decision == store.Correct {
		v, ok := report.ParseDecimal(normalize.Form(d.Value))
		if !ok {
			return web.ErrValue
		}
		r.Accepted = map[string]string{store.FieldValue: string(v), store.FieldStatus: string(report.Printed)}
		if _, known := report.UnitMeasure(d.Unit); d.Unit != "" && known {
			r.Accepted[store.FieldUnit] = d.Unit
		} else if d.Unit != "" {
			return web.ErrValue
		}
	}
	c := s.in["en"]
	db, err := store.Open(ctx, c.db, store.Options{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	stands, err := db.DecideAlone(ctx, r, c.now())
	switch {
	case errors.Is(err, store.ErrNoFigure):
		return web.ErrValue
	case errors.Is(err, store.ErrDecided):
		return &web.Held{Decision: string(stands.Decision), By: stands.By, At: stands.At}
	}
	return err
}
