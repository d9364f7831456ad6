package store

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"strconv"

	"nianbao/report"
)

// marks are the decisions that have a say for documents that were looked at.
type marks struct {
	any bool // whether there are decisions at all
	of  map[int64]*ruling
}

// mark gives the decisions that hold on a figure and on what its document is
// filed under, nil where there are none.
func (m *marks) mark(ctx context.Context, tx *sql.Tx, document int64, n int, sha string) (figure, filed *Mark, err error) {
	if !m.any {
		return nil, nil, nil
	}
	r, known := m.of[document]
	if !known {
		if r, err = rulingOnReading(ctx, tx, sha, document); err != nil {
			return nil, nil, err
		}
		m.of[document] = r
	}
	if r == nil {
		return nil, nil, nil
	}
	if filed = markOf(r.filed); filed != nil {
		filed.Accepted = r.accepted
	}
	return markOf(r.on[n]), filed, nil
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
	list, err := rulings(ctx, tx)
	if err != nil {
		return explain(path, err)
	}
	filed, err := apply(ctx, tx, list)
	if err == nil {
		err = indexNames(ctx, tx, filed)
	}
	if err != nil {
		return explain(path, err)
	}
	if err := tx.Commit(); err != nil {
		return explain(path, err)
	}
	// A copy is one file, without a log beside it.
	_, err = w.ExecContext(ctx, `PRAGMA journal_mode = DELETE`)
	return explain(path, err)
}

// apply puts decisions into the place of what was read, and gives the documents
// that are filed otherwise now, by their rows. It writes to no other tables than
// those of shadow.
func apply(ctx context.Context, tx *sql.Tx, list []*ruling) (filed map[int64]*report.Document, err error) {
	filed = map[int64]*report.Document{}
	var words dictionary
	words.forget(0)
	for _, r := range list {
		figures, err := r.find(ctx, tx)
		if err == nil {
			err = applyFigures(ctx, tx, &words, r.id, figures, r.on)
		}
		if err != nil {
			return nil, err
		}
	}
	reports := map[int64]bool{}
	for _, r := range list {
		if len(r.accepted) == 0 {
			continue
		}
		d, err := moveReport(ctx, tx, r, reports)
		if err != nil {
			return nil, err
		}
		filed[r.id] = d
	}
	for _, id := range slices.Sorted(maps.Keys(reports)) {
		if err := settleReport(ctx, tx, id); err != nil {
			return nil, err
		}
		if _, err := tx.ExecContext(ctx, `DELETE FROM report WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM document WHERE report_id = ?1)`, id); err != nil {
			return nil, err
		}
	}
	return filed, nil
}

// applyFigures corrects and takes away figures of a document.
func applyFigures(ctx context.Context, tx *sql.Tx, words *dictionary, id int64, figures []report.Figure, on map[int]*Review) error {
	if len(on) == 0 {
		return nil
	}
	var gone []int
	vouched := map[int]bool{} // by the numbers that the figures are to have
	for n := range figures {
		f := &figures[n]
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
			code, err := words.code(ctx, tx, f.Code())
			if err != nil {
				return err
			}
			kind, err := words.kind(ctx, tx, mannerOf(f))
			if err != nil {
				return err
			}
			_, err = tx.ExecContext(ctx, `UPDATE figure_row SET value = ?, code_id = ?, kind_id = ?, role_id = ? WHERE document_id = ? AND n = ?`,
				null(f.Value), code, kind, roleID(f.Role), id, n)
			if err != nil {
				return err
			}
		}
	}
	kept, err := takeOut(ctx, tx, id, figures, gone)
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
	_, err := tx.ExecContext(ctx, `UPDATE passage SET (figure_n, figure_end) = (SELECT coalesce(min(f.n), 0), coalesce(max(f.n) + 1, 0) FROM figure_row f
			WHERE f.document_id = passage.document_id AND f.span_start >= passage.span_start AND f.span_start < passage.span_end)
		WHERE figure_end > 0 AND id >= (SELECT passage_id FROM document WHERE id = ?1) AND id < (SELECT passage_id + passage_count FROM document WHERE id = ?1)`, id)
	if err != nil {
		return nil, err
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

// refiled is a document as a person filed it, with the body under which its
// report lies, and the report's row before; body is "" where it is of no report.
func refiled(ctx context.Context, tx *sql.Tx, r *ruling) (d *report.Document, body string, before int64, err error) {
	if d, err = filedAs(ctx, tx, r.id); err != nil {
		return nil, "", 0, err
	}
	err = tx.QueryRowContext(ctx, `SELECT coalesce(d.report_id, 0), coalesce(p.body, '') FROM document d LEFT JOIN report p ON p.id = d.report_id WHERE d.id = ?`, r.id).
		Scan(&before, &body)
	if err != nil {
		return nil, "", 0, err
	}
	refit(d, r.accepted)
	if _, named := r.accepted["body_id"]; named || body == "" {
		body = cmp.Or(d.BodyID, d.Body)
		err = tx.QueryRowContext(ctx, `SELECT coalesce((SELECT body FROM body_alias WHERE id = ?1), ?1)`, body).Scan(&body)
	}
	if d.Year == 0 {
		body = ""
	}
	return d, body, before, err
}

// moveReport files a document under the body, year and region that it was given,
// and notes the reports that it leaves and joins. That one report has another
// body has no say in which bodies are one (rejoin).
func moveReport(ctx context.Context, tx *sql.Tx, r *ruling, reports map[int64]bool) (*report.Document, error) {
	d, body, before, err := refiled(ctx, tx, r)
	if err != nil {
		return nil, err
	}
	after := int64(0)
	if body != "" {
		office := officeOf(body, d.Region)
		for _, step := range []struct {
			sql  string
			args []any
		}{
			{`INSERT OR IGNORE INTO body (id, name, region, level, office, tail) VALUES (?, ?, ?, ?, ?, ?)`,
				[]any{body, cmp.Or(d.Body, d.BodyID), d.Region, d.Level, office, backwards(office)}},
			{`INSERT OR IGNORE INTO report (body, year, kind) VALUES (?, ?, ?)`, []any{body, d.Year, kind(d)}},
		} {
			if _, err := tx.ExecContext(ctx, step.sql, step.args...); err != nil {
				return nil, err
			}
		}
		if err := tx.QueryRowContext(ctx, `SELECT id FROM report WHERE body = ? AND year = ? AND kind = ?`, body, d.Year, kind(d)).Scan(&after); err != nil {
			return nil, err
		}
	}
	_, err = tx.ExecContext(ctx, `UPDATE document SET body = ?, body_name = ?, body_id = ?, region = ?, level = ?, year = ?, period = ?, report_id = ?, is_current = 0 WHERE id = ?`,
		d.Body, d.BodyName, d.BodyID, d.Region, d.Level, null(d.Year), d.Period, null(after), r.id)
	if err != nil {
		return nil, err
	}
	for _, id := range []int64{before, after} {
		if id != 0 {
			reports[id] = true
		}
	}
	if after == 0 { // of no report: it stands for itself
		_, err = tx.ExecContext(ctx, `UPDATE document SET is_current = ? WHERE id = ?`, r.shown, r.id)
	}
	return d, err
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
