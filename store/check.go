package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// statedRows are the passages with figures that the search indexes have: that of
// the others does not list its rows.
const statedRows = `SELECT id FROM prose_search_docsize UNION ALL SELECT id FROM table_search_docsize`

// Check looks for damage: in the file, in the search index, in what refers to
// what. nil means that there is none.
func (db *DB) Check(ctx context.Context) error {
	// A connection of its own: one that has searched remembers how the index was
	// laid out then, and SQLite's integrity_check takes what others have written
	// since for damage.
	fresh := &DB{path: db.path, r: pool(db.path, dsnFor(db.path), guardReader, 1)}
	return errors.Join(fresh.check(ctx), fresh.r.Close())
}

func (db *DB) check(ctx context.Context) error {
	var found []error
	fault := func(format string, args ...any) {
		found = append(found, fmt.Errorf("%s: %s", db.path, fmt.Sprintf(format, args...)))
	}
	err := db.each(ctx, `PRAGMA integrity_check`, func(rows *sql.Rows) error {
		var s string
		if err := rows.Scan(&s); err != nil {
			return err
		}
		if s != "ok" {
			fault("%s", s)
		}
		return nil
	})
	if err != nil {
		return err
	}
	err = db.each(ctx, `PRAGMA foreign_key_check`, func(rows *sql.Rows) error {
		var table, parent string
		var row sql.NullInt64
		var key int
		if err := rows.Scan(&table, &row, &parent, &key); err != nil {
			return err
		}
		fault("row %d of %s refers to no row of %s", row.Int64, table, parent)
		return nil
	})
	if err != nil {
		return err
	}
	for _, q := range []struct{ what, query string }{
		{"passage %d of document %d has no entry in the search index", `SELECT p.id, p.document_id FROM passage p
			WHERE p.figure_end > 0 AND p.id NOT IN (` + statedRows + `) LIMIT 100`},
		{"the search index has a passage %d, which is not there%.0d", `SELECT s.id, 0 FROM (` + statedRows + `) s
			LEFT JOIN passage p ON p.id = s.id WHERE p.id IS NULL LIMIT 100`},
		{"passages from %d on are not those of document %d", `SELECT d.passage_id, d.id FROM document d
			WHERE d.passage_count <> (SELECT count(*) FROM passage p
				WHERE p.id >= d.passage_id AND p.id < d.passage_id + d.passage_count AND p.document_id = d.id) LIMIT 100`},
		{"passage %d of document %d is found more than once, or not where its figures are", `SELECT p.id, p.document_id FROM passage p
			WHERE p.id IN (SELECT id FROM prose_search_docsize INTERSECT SELECT id FROM table_search_docsize)
				OR p.figure_end > 0 AND NOT EXISTS (SELECT 1 FROM figure_row f
					WHERE f.document_id = p.document_id AND f.n = p.figure_n AND f.span_start >= p.span_start AND f.span_start < p.span_end) LIMIT 100`},
		{"figure %d of document %d is said in words that are not there", `SELECT f.n, f.document_id FROM figure_row f
			LEFT JOIN code c ON c.id = f.code_id LEFT JOIN figure_kind k ON k.id = f.kind_id LEFT JOIN term l ON l.id = f.label_id
			LEFT JOIN term a ON a.id = f.part_id LEFT JOIN term b ON b.id = f.place_id LEFT JOIN term v ON v.id = f.verb_id
			LEFT JOIN term p ON p.id = f.period_id
			WHERE c.id IS NULL OR k.id IS NULL OR l.id IS NULL OR a.id IS NULL OR b.id IS NULL OR v.id IS NULL OR p.id IS NULL LIMIT 100`},
	} {
		err := db.each(ctx, q.query, func(rows *sql.Rows) error {
			var n, document int64
			err := rows.Scan(&n, &document)
			fault(q.what, n, document)
			return err
		})
		if err != nil {
			return errors.Join(append(found, err)...)
		}
	}
	return errors.Join(found...)
}
