package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"nianbao/report"
)

// A Sheet is what the database has of a document besides what it says: the cells
// of its tables, how its bytes came, and the other versions of its report.
type Sheet struct {
	Tables   []report.Table // with their cells
	Size     int64          // of the bytes
	Kept     bool           // whether the bytes are there
	URL      string         // asked for; "" where they did not come over the network, as the following
	Final    string         // that answered
	Fetched  string         // when, in UTC
	TLS      string         // what was negotiated; "" for plain HTTP
	Versions []Version      // of the report and of what its sources held, itself among them, the oldest first
}

// A Version is one reading of bytes.
type Version struct {
	SHA256    string
	Version   string // of the extractor
	Current   bool
	Status    report.Status
	Format    report.Format
	Figures   int
	FirstSeen string // of the bytes at their source
	ReadAt    string
	Source    string
}

// ID names the reading as [DB.Named] knows it.
func (v Version) ID() string { return v.SHA256[:16] + "@" + v.Version }

// Sheet gives what else there is of a reading of bytes.
func (db *DB) Sheet(ctx context.Context, sha, version string) (s Sheet, err error) {
	tx, err := db.r.BeginTx(ctx, nil)
	if err != nil {
		return s, explain(db.path, err)
	}
	defer tx.Rollback()
	s, err = sheetOf(ctx, tx, sha, version)
	return s, explain(db.path, err)
}

func sheetOf(ctx context.Context, tx *sql.Tx, sha, version string) (s Sheet, err error) {
	var id int64
	err = tx.QueryRowContext(ctx, `SELECT d.id, w.size, w.gz <> x'' FROM document d JOIN raw w ON w.sha256 = d.sha256 WHERE d.sha256 = ? AND d.version = ?`, sha, version).
		Scan(&id, &s.Size, &s.Kept)
	if errors.Is(err, sql.ErrNoRows) {
		return s, fmt.Errorf("document %s@%s: %w", sha, version, report.ErrNotFound)
	}
	if err != nil {
		return s, err
	}
	if s.Tables, err = tablesOf(ctx, tx, id); err != nil {
		return s, err
	}
	err = tx.QueryRowContext(ctx, `SELECT f.url, f.final_url, f.fetched_at, f.tls FROM source_version v JOIN fetch f ON f.source_id = v.source_id AND f.sha256 = v.sha256
		WHERE v.sha256 = ? ORDER BY f.fetched_at, f.id LIMIT 1`, sha).Scan(&s.URL, &s.Final, &s.Fetched, &s.TLS)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return s, err
	}
	err = eachRow(ctx, tx, `SELECT d.sha256, d.version, d.is_current, d.status, d.format, (SELECT count(*) FROM figure_row f WHERE f.document_id = d.id),
			coalesce((SELECT min(v.first_seen_at) FROM source_version v WHERE v.sha256 = d.sha256), d.read_at), d.read_at, s.name
		FROM document d JOIN source s ON s.id = d.source_id
		WHERE d.report_id = (SELECT report_id FROM document WHERE id = ?1)
			OR d.sha256 IN (SELECT o.sha256 FROM source_version v JOIN source_version o ON o.source_id = v.source_id WHERE v.sha256 = ?2)
		ORDER BY 7, d.id LIMIT 50`, func(rows *sql.Rows) error {
		var v Version
		err := rows.Scan(&v.SHA256, &v.Version, &v.Current, &v.Status, &v.Format, &v.Figures, &v.FirstSeen, &v.ReadAt, &v.Source)
		s.Versions = append(s.Versions, v)
		return err
	}, id, sha)
	return s, err
}

// tablesOf gives the tables of a document as figures count them. What a table
// does not hold a cell of is empty.
func tablesOf(ctx context.Context, tx *sql.Tx, id int64) (tables []report.Table, err error) {
	err = eachOf(ctx, tx, `SELECT table_no, row, col, rowspan, colspan, span_start, span_end, coalesce(page, 0) FROM table_cell_row
		WHERE document_id = ? ORDER BY table_no, n`, id, func(rows *sql.Rows) error {
		var n int
		var c report.Cell
		if err := rows.Scan(&n, &c.Row, &c.Col, &c.RowSpan, &c.ColSpan, &c.Start, &c.End, &c.Page); err != nil {
			return err
		}
		for len(tables) < n {
			tables = append(tables, report.Table{Span: report.Span{Start: c.Start}})
		}
		t := &tables[n-1]
		t.Rows, t.Cols = max(t.Rows, c.Row+c.RowSpan), max(t.Cols, c.Col+c.ColSpan)
		t.Start, t.End = min(t.Start, c.Start), max(t.End, c.End)
		t.Cells = append(t.Cells, c)
		return nil
	})
	return tables, err
}
