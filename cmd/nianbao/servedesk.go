package main

import (
	"context"
	"errors"

	"nianbao/report"
	"nianbao/store"
	"nianbao/web"
)

// deskFigures is how many figures the desk shows at once, and below which
// confidence one is doubtful.
const (
	deskFigures = 20
	deskBelow   = 0.5
)

// Doubtful gives figures that a person should look at.
func (s *shelf) Doubtful(ctx context.Context, lang string, a web.DeskAsk) ([]web.Doubtful, string, error) {
	c := s.in[lang]
	var heard web.Answer
	q, err := s.queryOf(ctx, c, web.Ask{Region: a.Region, Year: a.Year, Indicator: a.Indicator, Limit: deskFigures}, &heard)
	if err != nil {
		return nil, "", err
	}
	if len(heard.Choices) > 0 {
		heard.Problem = c.say("serve.several", a.Region)
	}
	if heard.Problem != "" {
		return nil, heard.Problem, nil
	}
	var why []store.Doubt
	if a.Why != "" {
		why = []store.Doubt{store.Doubt(a.Why)}
	}
	list, err := s.db.Doubtful(ctx, q, why, deskBelow)
	if err != nil {
		return nil, "", err
	}
	out := make([]web.Doubtful, len(list))
	for i, d := range list {
		out[i] = web.Doubtful{Hit: s.webHit(c, d.Hit, store.Sentence{Span: report.Span{Start: d.Start, End: d.End}, Text: d.Quote}, nil), Why: d.Why}
	}
	return out, "", nil
}

// Decide stores a decision in the database that the pages read.
func (s *shelf) Decide(ctx context.Context, d web.Decision) (err error) {
	r := store.Review{Key: d.Key, Decision: store.Decision(d.Decision), By: d.By, Note: d.Note}
	if !figureKey.MatchString(d.Key) {
		return report.ErrNotFound
	}
	if r.Decision == store.Correct {
		v, ok := report.ParseDecimal(normal(d.Value))
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
	if _, err = db.Decide(ctx, r, c.now()); errors.Is(err, store.ErrNoFigure) {
		return web.ErrValue
	}
	return err
}
