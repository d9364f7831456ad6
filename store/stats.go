package store

import (
	"context"
	"database/sql"

	"nianbao/report"
)

// Stats are what a database holds: rows of its tables.
type Stats struct {
	Sources   int
	Failed    map[report.Reason]int // sources whose last look brought no bytes, by why
	Documents map[report.Status]int // readings of bytes, replaced ones too
	Reports   int                   // with a current document
	Figures   int                   // of current documents
}

// Stats counts.
func (db *DB) Stats(ctx context.Context) (Stats, error) {
	s := Stats{Failed: map[report.Reason]int{}, Documents: map[report.Status]int{}}
	err := db.r.QueryRowContext(ctx, `SELECT (SELECT count(*) FROM source),
		(SELECT count(*) FROM document WHERE is_current = 1 AND report_id IS NOT NULL),
		(SELECT count(*) FROM document d JOIN figure f ON f.document_id = d.id WHERE d.is_current = 1)`).
		Scan(&s.Sources, &s.Reports, &s.Figures)
	if err != nil {
		return Stats{}, explain(db.path, err)
	}
	err = db.each(ctx, `SELECT reason, count(*) FROM source WHERE reason <> '' GROUP BY reason`, func(rows *sql.Rows) error {
		var r report.Reason
		var n int
		err := rows.Scan(&r, &n)
		s.Failed[r] = n
		return err
	})
	if err != nil {
		return Stats{}, err
	}
	err = db.each(ctx, `SELECT status, count(*) FROM document GROUP BY status`, func(rows *sql.Rows) error {
		var st report.Status
		var n int
		err := rows.Scan(&st, &n)
		s.Documents[st] = n
		return err
	})
	return s, err
}

// each calls f on every row of a query.
func (db *DB) each(ctx context.Context, query string, f func(*sql.Rows) error, args ...any) error {
	rows, err := db.r.QueryContext(ctx, query, args...)
	if err != nil {
		return explain(db.path, err)
	}
	defer rows.Close()
	for rows.Next() {
		if err := f(rows); err != nil {
			return explain(db.path, err)
		}
	}
	return explain(db.path, rows.Err())
}
