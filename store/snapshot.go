package store

import (
	"context"
	"errors"
	"fmt"
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
		return fmt.Errorf("copying %s: %w", path, explain(to, err))
	}
	return nil
}

// DropRaw takes the bytes of the sources out of a copy and leaves their hashes
// and sizes. Figures keep their words and places; they cannot be made again.
func DropRaw(ctx context.Context, path string) (err error) {
	db := pool(path, "?mode=rw&_busy_timeout=5000&_foreign_keys=1", nil, 1)
	defer func() { err = errors.Join(err, db.Close()) }()
	for _, statement := range []string{`UPDATE raw SET gz = x''`, `VACUUM`} {
		if _, err := db.ExecContext(ctx, statement); err != nil {
			return explain(path, err)
		}
	}
	return nil
}
