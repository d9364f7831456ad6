package store

import (
	"context"
	"database/sql"
	"errors"

	"nianbao/report"
)

// A dictionary gives words the row ids by which figures name them. It remembers
// those it has met, and begins anew when a transaction is taken back, when
// another process has written, and when Forget has taken rows away.
type dictionary struct {
	terms map[string]int64
	codes map[string]int64
	kinds map[manner]int64
	fresh []newTerm // not in the index yet
	names codebookNames
}

type newTerm struct {
	id   int64
	text string
}

// A manner is how a figure is stated and read: a row of figure_kind.
type manner struct {
	unit, measure, qualifier, role, status, method, reader, rule string
}

func mannerOf(f *report.Figure) manner {
	return manner{f.Unit, string(f.Measure), string(f.Qualifier), string(f.Role), string(f.Status), string(f.Method), string(f.Reader), f.Rule}
}

// mostRemembered bounds each map: beyond it words are looked up again.
const mostRemembered = 1 << 18

// forget begins anew; of the terms that are not in the index yet the first n
// have not been taken back.
func (d *dictionary) forget(n int) {
	*d = dictionary{terms: map[string]int64{}, codes: map[string]int64{}, kinds: map[manner]int64{}, fresh: d.fresh[:n]}
}

func (d *dictionary) term(ctx context.Context, tx *sql.Tx, text string) (int64, error) {
	if text == "" {
		return 0, nil
	}
	return remember(d.terms, text, func() (int64, error) {
		id, err := rowOf(ctx, tx, `SELECT id FROM term WHERE text = ?`, "", text)
		if !errors.Is(err, sql.ErrNoRows) {
			return id, err
		}
		id, err = rowOf(ctx, tx, "", `INSERT INTO term (text) VALUES (?)`, text)
		d.fresh = append(d.fresh, newTerm{id, text})
		return id, err
	})
}

// index makes the new terms searchable. It comes last in a batch, as that of
// passages.
func (d *dictionary) index(ctx context.Context, tx *sql.Tx) error {
	for _, t := range d.fresh {
		if err := indexTerm(ctx, tx, t.id, t.text); err != nil {
			return err
		}
	}
	d.fresh = nil
	return nil
}

func indexTerm(ctx context.Context, tx *sql.Tx, id int64, text string) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO term_search (rowid, words) VALUES (?, ?)`, id, cut(text))
	return err
}

// indexTerms makes all terms searchable of a database that was made before they
// were.
func indexTerms(ctx context.Context, tx *sql.Tx) error {
	var all []newTerm
	err := eachRow(ctx, tx, `SELECT id, text FROM term WHERE id > 0 AND id NOT IN (SELECT id FROM term_search_docsize)`, func(rows *sql.Rows) error {
		var t newTerm
		err := rows.Scan(&t.id, &t.text)
		all = append(all, t)
		return err
	})
	for _, t := range all {
		err = errors.Join(err, indexTerm(ctx, tx, t.id, t.text))
	}
	return err
}

func (d *dictionary) code(ctx context.Context, tx *sql.Tx, c report.Code) (int64, error) {
	name := c.String()
	return remember(d.codes, name, func() (int64, error) {
		id, err := rowOf(ctx, tx, `SELECT id FROM code WHERE code = ?`, "", name)
		if errors.Is(err, sql.ErrNoRows) {
			return rowOf(ctx, tx, "", `INSERT INTO code (code, indicator) VALUES (?, ?)`, name, c.Indicator)
		}
		return id, err
	})
}

func (d *dictionary) kind(ctx context.Context, tx *sql.Tx, k manner) (int64, error) {
	return remember(d.kinds, k, func() (int64, error) {
		return rowOf(ctx, tx, `SELECT id FROM figure_kind WHERE (unit, measure, qualifier, role, status, method, reader, rule) = (?, ?, ?, ?, ?, ?, ?, ?)`,
			`INSERT INTO figure_kind (unit, measure, qualifier, role, status, method, reader, rule) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
			k.unit, k.measure, k.qualifier, k.role, k.status, k.method, k.reader, k.rule)
	})
}

func remember[K comparable](known map[K]int64, key K, find func() (int64, error)) (int64, error) {
	if id, ok := known[key]; ok {
		return id, nil
	}
	id, err := find()
	if err != nil {
		return 0, err
	}
	if len(known) >= mostRemembered {
		clear(known)
	}
	known[key] = id
	return id, nil
}

// rowOf finds a row by one statement or, where there is none, makes it by the
// other.
func rowOf(ctx context.Context, tx *sql.Tx, find, add string, args ...any) (id int64, err error) {
	if find != "" {
		err = tx.QueryRowContext(ctx, find, args...).Scan(&id)
		if add == "" || !errors.Is(err, sql.ErrNoRows) {
			return id, err
		}
	}
	err = tx.QueryRowContext(ctx, add+` RETURNING id`, args...).Scan(&id)
	return id, err
}

// ids are the rows that a figure names.
type figureIDs struct {
	code, kind, label, part, place, verb, period int64
}

func (d *dictionary) figure(ctx context.Context, tx *sql.Tx, f *report.Figure) (r figureIDs, err error) {
	if r.code, err = d.code(ctx, tx, f.Code()); err != nil {
		return r, err
	}
	if r.kind, err = d.kind(ctx, tx, mannerOf(f)); err != nil {
		return r, err
	}
	for _, t := range []struct {
		id   *int64
		text string
	}{{&r.label, f.Label}, {&r.part, f.Part}, {&r.place, f.Place}, {&r.verb, f.Verb}, {&r.period, f.Period}} {
		if *t.id, err = d.term(ctx, tx, t.text); err != nil {
			return r, err
		}
	}
	return r, nil
}
