package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"nianbao/store/postgres"
)

// mergeServer merges a database on a server. Where there is nothing here yet, it
// is copied as it stands, in one transaction; else by way of a file beside, which
// is merged as any other.
func (db *DB) mergeServer(ctx context.Context, from string, told func(part MergePart, done, total int)) (_ Merged, err error) {
	if db.server {
		return Merged{}, fmt.Errorf("%s: %w", db.path, ErrOnServer)
	}
	there, err := openServer(ctx, from, Options{Readers: 1})
	if err != nil {
		return Merged{}, err
	}
	defer func() { err = errors.Join(err, there.Close()) }()
	var used bool
	if err := db.w.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM source) OR EXISTS (SELECT 1 FROM tombstone) OR EXISTS (SELECT 1 FROM ledger)`).Scan(&used); err != nil {
		return Merged{}, explain(db.path, err)
	}
	if !used {
		return db.pull(ctx, there, told)
	}
	beside := db.path + ".server"
	clean := func() error {
		var errs []error
		for _, end := range []string{"", "-wal", "-shm", "-journal"} {
			if err := os.Remove(beside + end); !errors.Is(err, fs.ErrNotExist) {
				errs = append(errs, err)
			}
		}
		return errors.Join(errs...)
	}
	if err := clean(); err != nil { // of one that was killed
		return Merged{}, err
	}
	defer func() { err = errors.Join(err, clean()) }()
	file, err := Open(ctx, beside, Options{})
	if err != nil {
		return Merged{}, err
	}
	_, err = file.pull(ctx, there, nil)
	if err := errors.Join(err, file.Close()); err != nil {
		return Merged{}, err
	}
	return db.Merge(ctx, beside, told)
}

// pull fills an empty database with all that one on a server holds but the state
// of its crawl, which is of its machines.
func (db *DB) pull(ctx context.Context, there *DB, told func(part MergePart, done, total int)) (m Merged, err error) {
	from, err := there.r.BeginTx(ctx, &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true}) // one state of it
	if err != nil {
		return m, explain(there.path, err)
	}
	defer from.Rollback()
	err = from.QueryRowContext(ctx, `SELECT (SELECT count(*) FROM source), (SELECT count(*) FROM document), (SELECT count(*) FROM review), (SELECT count(*) FROM ledger),
		(SELECT count(*) FROM crawl_site)`).Scan(&m.Sources, &m.Documents, &m.Decisions, &m.Owed, &m.Crawled)
	if err != nil {
		return m, explain(there.path, err)
	}
	m.Total = m.Documents
	if told == nil {
		told = func(MergePart, int, int) {}
	}
	told(MergeDocuments, 0, m.Total)
	err = db.write(ctx, func(_ context.Context, tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, `PRAGMA defer_foreign_keys = 1`); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `DELETE FROM term`); err != nil {
			return err
		}
		tables, err := texts(ctx, tx, `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\_%' ESCAPE '\' AND name NOT LIKE '%\_search\_%' ESCAPE '\'
			AND name NOT LIKE 'crawl\_%' ESCAPE '\' AND name <> 'goose_db_version' ORDER BY name`)
		if err != nil {
			return err
		}
		for _, table := range tables {
			done := func() {}
			if table == "document" {
				done = func() { m.Known++; told(MergeDocuments, m.Known, m.Total) }
			}
			if err := pullTable(ctx, tx, from, table, done); err != nil {
				return fmt.Errorf("table %s: %w", table, err)
			}
		}
		return syncPanel(ctx, tx)
	})
	m.Known = 0
	db.words.forget(0)
	return m, err
}

func pullTable(ctx context.Context, tx, from *sql.Tx, table string, done func()) error {
	columns, err := texts(ctx, tx, `SELECT name FROM pragma_table_info(?)`, table)
	if err != nil {
		return err
	}
	if strings.HasSuffix(table, "_search") {
		columns = append([]string{"rowid"}, columns...)
	}
	list := strings.Join(columns, ", ")
	add, err := tx.PrepareContext(ctx, `INSERT INTO `+table+` (`+list+`) VALUES (`+strings.Repeat("?, ", len(columns)-1)+`?)`)
	if err != nil {
		return err
	}
	defer add.Close()
	rows, err := from.QueryContext(ctx, `SELECT `+list+` FROM `+table+` ORDER BY 1`)
	if err != nil {
		return err
	}
	defer rows.Close()
	row, dest := make([]any, len(columns)), make([]any, len(columns))
	for i := range row {
		dest[i] = &row[i]
	}
	for rows.Next() {
		if err := rows.Scan(dest...); err != nil {
			return err
		}
		if _, err := add.ExecContext(ctx, row...); err != nil {
			return err
		}
		done()
	}
	return rows.Err()
}

// OnServer tells whether a database is on a server.
func OnServer(name string) bool { return postgres.Is(name) }
