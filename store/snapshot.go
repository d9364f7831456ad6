package store

import (
	"context"
	"errors"
	"slices"
	"strings"
)

// Snapshot copies the database at path, in one state of it, to a file that is
// not there yet. The same database gives the same bytes.
func Snapshot(ctx context.Context, path, to string) (err error) {
	db, err := OpenReader(ctx, path) // looks at it, and takes away the log that reading makes
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	// Copying needs what the guard of readers denies; the database itself is
	// still opened for reading alone.
	one := pool(path, strings.Replace(dsnFor(path), "&_query_only=1", "", 1), nil, 1)
	defer func() { err = errors.Join(err, one.Close()) }()
	if _, err := one.ExecContext(ctx, `VACUUM INTO ?`, to); err != nil {
		return explain(to, err)
	}
	return nil
}

// Finish makes a copy fit to be handed on: one file, without the pages that
// changes left and without a log beside it, so that it is read where nothing may
// be written. Unless raw says so it loses the bytes of the sources and keeps
// their hashes and sizes: figures keep their words and places, but cannot be
// made again.
func Finish(ctx context.Context, path string, raw bool) (err error) {
	db := pool(path, "?mode=rw&_busy_timeout=5000&_foreign_keys=1", nil, 1)
	defer func() { err = errors.Join(err, db.Close()) }()
	statements := []string{`PRAGMA journal_mode = DELETE`, `UPDATE raw SET gz = x''`, `VACUUM`}
	if raw {
		statements = slices.Delete(statements, 1, 2)
	}
	for _, statement := range statements {
		if _, err := db.ExecContext(ctx, statement); err != nil {
			return explain(path, err)
		}
	}
	return nil
}
