package store

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"slices"
	"strconv"

	"nianbao/report"
)

// marks are the decisions on documents that were looked at.
type marks struct {
	any bool // whether there are decisions at all
	of  map[int64]map[int]*Review
}

// mark gives the decision that holds on a figure, nil where there is none.
func (m *marks) mark(ctx context.Context, tx *sql.Tx, document int64, n int, sha string) (*Mark, error) {
	if !m.any {
		return nil, nil
	}
	on, known := m.of[document]
	if !known {
		list, err := reviewsOf(ctx, tx, sha)
		if err != nil {
			return nil, err
		}
		if len(list) > 0 {
			d, keys, err := decidable(ctx, tx, document)
			if err != nil {
				return nil, err
			}
			on = onFigures(list, d.Figures, keys)
		}
		m.of[document] = on
	}
	return markOf(on[n]), nil
}

// ApplyReviews makes a copy of a database say what persons decided: figures
// that were dismissed are gone, others are as they were corrected, and reports
// lie under the body and year that they were given. What was read is still in
// the table review.
func ApplyReviews(ctx context.Context, path string) (err error) {
	w := pool(path, writerDSN, nil, 1)
	defer func() { err = errors.Join(err, w.Close()) }()
	tx, err := w.BeginTx(ctx, nil)
	if err != nil {
		return explain(path, err)
	}
	defer tx.Rollback()
	if err := apply(ctx, tx); err != nil {
		return explain(path, err)
	}
	if err := tx.Commit(); err != nil {
		return explain(path, err)
	}
	// A copy is one file, without a log beside it.
	_, err = w.ExecContext(ctx, `PRAGMA journal_mode = DELETE`)
	return explain(path, err)
}

// asReviewed lets f read the database as persons decided: in a transaction that
// is taken back.
func (db *DB) asReviewed(ctx context.Context, f func(*sql.Tx) error) (err error) {
	w := pool(db.path, writerDSN, nil, 1)
	defer func() { err = errors.Join(err, w.Close()) }()
	tx, err := w.BeginTx(ctx, nil)
	if err != nil {
		return explain(db.path, err)
	}
	defer tx.Rollback()
	if err := apply(ctx, tx); err != nil {
		return explain(db.path, err)
	}
	return f(tx)
}

// apply puts decisions into the place of what was read.
func apply(ctx context.Context, tx *sql.Tx) error {
	shas, err := texts(ctx, tx, `SELECT DISTINCT sha256 FROM review ORDER BY sha256`)
	if err != nil {
		return err
	}
	var words dictionary
	words.forget(0)
	for _, sha := range shas {
		id, list, on, err := decided(ctx, tx, sha)
		if err == nil {
			err = applyFigures(ctx, tx, &words, id, on)
		}
		if err == nil {
			err = applyReport(ctx, tx, id, list)
		}
		if err != nil {
			return err
		}
	}
	return words.index(ctx, tx)
}

// applyFigures corrects and takes away figures of a document.
func applyFigures(ctx context.Context, tx *sql.Tx, words *dictionary, id int64, on map[int]*Review) error {
	if len(on) == 0 {
		return nil
	}
	d := &report.Document{}
	if err := readFigures(ctx, tx, id, d); err != nil {
		return err
	}
	var gone []int
	vouched := map[int]bool{} // by the numbers that the figures are to have
	for n := range d.Figures {
		f := &d.Figures[n]
		r := on[n]
		if r != nil && r.Decision != Dismiss {
			vouched[n-len(gone)] = true
		}
		switch {
		case r == nil:
		case r.Decision == Dismiss:
			gone = append(gone, n)
		case r.Decision == Correct:
			corrected(f, r.Accepted)
			row, err := words.figure(ctx, tx, f)
			if err != nil {
				return err
			}
			_, err = tx.ExecContext(ctx, `UPDATE figure_row SET value = ?, code_id = ?, kind_id = ? WHERE document_id = ? AND n = ?`,
				null(f.Value), row.code, row.kind, id, n)
			if err != nil {
				return err
			}
		}
	}
	kept, err := takeOut(ctx, tx, id, d.Figures, gone)
	if err != nil {
		return err
	}
	for n, own := range owned(kept, vouched) {
		if _, err := tx.ExecContext(ctx, `UPDATE figure_row SET is_own = ? WHERE document_id = ? AND n = ?`, own, id, n); err != nil {
			return err
		}
	}
	return nil
}

// takeOut takes figures out of a document; those behind them move up, and what
// names figures by their numbers follows.
func takeOut(ctx context.Context, tx *sql.Tx, id int64, figures []report.Figure, gone []int) ([]report.Figure, error) {
	if len(gone) == 0 {
		return figures, nil
	}
	var kept []report.Figure
	to := make([]int, len(figures)) // -1 for those taken out
	for n := range figures {
		if slices.Contains(gone, n) {
			to[n] = -1
			if _, err := tx.ExecContext(ctx, `DELETE FROM figure_row WHERE document_id = ? AND n = ?`, id, n); err != nil {
				return nil, err
			}
			continue
		}
		to[n] = len(kept)
		kept = append(kept, figures[n])
		if _, err := tx.ExecContext(ctx, `UPDATE figure_row SET n = ? WHERE document_id = ? AND n = ?`, to[n], id, n); err != nil {
			return nil, err
		}
	}
	d := &report.Document{}
	if err := errors.Join(readChecks(ctx, tx, id, d), readProposals(ctx, tx, id, d)); err != nil {
		return nil, err
	}
	for k, c := range d.Checks {
		left := []int{}
		for _, n := range c.Figures {
			if n < len(to) && to[n] >= 0 {
				left = append(left, to[n])
			}
		}
		list, err := json.Marshal(left)
		if err != nil {
			return nil, err // unreachable: numbers
		}
		if _, err := tx.ExecContext(ctx, `UPDATE check_result SET figures = ? WHERE document_id = ? AND n = ?`, string(list), id, k); err != nil {
			return nil, err
		}
	}
	for k, p := range d.Proposals {
		if p.Figure < 0 || p.Figure >= len(to) {
			continue
		}
		var figure any
		if to[p.Figure] >= 0 {
			figure = to[p.Figure]
		}
		if _, err := tx.ExecContext(ctx, `UPDATE proposal SET figure_n = ? WHERE document_id = ? AND n = ?`, figure, id, k); err != nil {
			return nil, err
		}
	}
	return kept, nil
}

// applyReport files a document under the body, year and region that it was given.
func applyReport(ctx context.Context, tx *sql.Tx, id int64, list []Review) error {
	accepted := map[string]string{}
	for _, r := range list {
		if r.Decision == OfReport && r.Standing == Holds {
			for field, word := range r.Accepted {
				accepted[field] = word
			}
		}
	}
	if len(accepted) == 0 {
		return nil
	}
	d, _, err := decidable(ctx, tx, id)
	if err != nil {
		return err
	}
	var before int64
	if err := tx.QueryRowContext(ctx, `SELECT coalesce(report_id, 0) FROM document WHERE id = ?`, id).Scan(&before); err != nil {
		return err
	}
	refit(d, accepted)
	after, err := reportOf(ctx, tx, d)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `UPDATE document SET body = ?, body_name = ?, body_id = ?, region = ?, level = ?, year = ?, period = ?, report_id = ?, is_current = 0 WHERE id = ?`,
		d.Body, d.BodyName, d.BodyID, d.Region, d.Level, null(d.Year), d.Period, null(after), id)
	if err != nil {
		return err
	}
	for _, r := range []int64{before, after} {
		if r == 0 {
			continue
		}
		if err := settleReport(ctx, tx, r); err != nil {
			return err
		}
	}
	if after == 0 { // of no report: it stands for itself
		_, err = tx.ExecContext(ctx, `UPDATE document SET is_current = EXISTS (SELECT 1 FROM source s WHERE s.sha256 = document.sha256) WHERE id = ?`, id)
		return err
	}
	_, err = tx.ExecContext(ctx, `DELETE FROM report WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM document WHERE report_id = ?1)`, before)
	return err
}

// refit gives a document what a person said of it.
func refit(d *report.Document, accepted map[string]string) {
	for field, to := range map[string]*string{"body": &d.Body, "body_name": &d.BodyName, "body_id": &d.BodyID, "region": &d.Region} {
		if word, ok := accepted[field]; ok {
			*to = word
		}
	}
	if level, ok := accepted["level"]; ok {
		d.Level = report.BodyLevel(level)
	}
	if year, ok := accepted["year"]; ok {
		d.Year, _ = strconv.Atoi(year)
		if len(d.Period) > len("2024") { // a part of a year
			d.Period = year + d.Period[len("2024"):]
		} else {
			d.Period = year
		}
	}
	d.BodyName = cmp.Or(d.BodyName, d.Body)
}
