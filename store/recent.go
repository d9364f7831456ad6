package store

import (
	"context"
	"database/sql"
	"fmt"

	"nianbao/report"
)

// A Recent is a document that was put lately.
type Recent struct {
	SHA256  string        `json:"sha256"`
	Title   string        `json:"title"`
	Body    string        `json:"body"` // as printed
	Region  string        `json:"region"`
	Year    int           `json:"year"` // 0 where unknown
	Of      string        `json:"report_period"`
	Source  string        `json:"source"`
	Status  report.Status `json:"status"`
	ReadAt  string        `json:"read_at"`
	Figures int           `json:"figures"`
}

// ID is the beginning of the hash, by which [DB.Named] knows the document.
func (r Recent) ID() string { return r.SHA256[:16] }

// recent walks back from the document that was put last; + keeps it from reading
// and sorting all current ones by an index.
const recent = `SELECT d.sha256, d.title, d.body, d.region, coalesce(d.year, 0), d.period, s.name, d.status, d.read_at,
		(SELECT count(*) FROM figure_row f WHERE f.document_id = d.id)
	FROM document d JOIN source s ON s.id = d.source_id WHERE +d.is_current = 1 ORDER BY d.id DESC LIMIT ?`

// Recent gives the current documents that were put last, at most n of them, the
// last one first.
func (db *DB) Recent(ctx context.Context, n int) (list []Recent, err error) {
	rows, err := db.r.QueryContext(ctx, recent, n)
	if err != nil {
		return nil, explain(db.path, err)
	}
	defer rows.Close()
	for rows.Next() {
		var r Recent
		if err := rows.Scan(&r.SHA256, &r.Title, &r.Body, &r.Region, &r.Year, &r.Of, &r.Source, &r.Status, &r.ReadAt, &r.Figures); err != nil {
			return nil, explain(db.path, err)
		}
		list = append(list, r)
	}
	return list, explain(db.path, rows.Err())
}

// Stamp names the state of what is read from the database: it changes whenever a
// document, a run or a decision is put.
func (db *DB) Stamp(ctx context.Context) (string, error) {
	var document, run, review, tombstone sql.NullInt64
	var current sql.NullInt64
	err := db.r.QueryRowContext(ctx, `SELECT (SELECT max(id) FROM document), (SELECT max(id) FROM run), (SELECT max(id) FROM review),
		(SELECT count(*) FROM tombstone), (SELECT max(rowid) FROM source)`).Scan(&document, &run, &review, &tombstone, &current)
	return fmt.Sprintf("%x-%x-%x-%x-%x", document.Int64, run.Int64, review.Int64, tombstone.Int64, current.Int64), explain(db.path, err)
}

// Years gives the first and the last year of which there are reports; 0 and 0
// where there are none.
func (db *DB) Years(ctx context.Context) (from, to int, err error) {
	var first, last sql.NullInt64
	err = db.r.QueryRowContext(ctx, `SELECT min(year), max(year) FROM report`).Scan(&first, &last)
	return int(first.Int64), int(last.Int64), explain(db.path, err)
}
