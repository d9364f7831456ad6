package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// Check looks for damage: in the file, in the search index, in what refers to
// what. nil means that there is none.
func (db *DB) Check(ctx context.Context) error {
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
	err = db.each(ctx, `SELECT f.id FROM figure f LEFT JOIN figure_search_docsize s ON s.id = f.id WHERE s.id IS NULL
		UNION ALL SELECT s.id FROM figure_search_docsize s LEFT JOIN figure f ON f.id = s.id WHERE f.id IS NULL LIMIT 100`,
		func(rows *sql.Rows) error {
			var id int64
			err := rows.Scan(&id)
			fault("figure %d and its entry in the search index do not go together", id)
			return err
		})
	return errors.Join(append(found, err)...)
}
