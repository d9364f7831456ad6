package store

import (
	"context"
	"errors"
	"fmt"

	"nianbao/report"
	"nianbao/store/postgres"
)

// openServer opens a database on a PostgreSQL server and brings its schema up to
// date. Its statements are those of SQLite: package postgres translates them.
// Writers of all processes wait for one another, as SQLite's do, by a lock of
// the server: see DB.begin. What one knows of words stays true when others write,
// for nothing is taken away there.
func openServer(ctx context.Context, address string, o Options) (*DB, error) {
	shown := postgres.Redacted(address)
	if err := postgres.Migrate(ctx, address); err != nil {
		return nil, explainServer(shown, err)
	}
	w, err := postgres.Open(address, 1)
	if err != nil {
		return nil, err
	}
	r, err := postgres.Open(address, readers(o))
	if err != nil {
		return nil, errors.Join(err, w.Close())
	}
	db := &DB{path: shown, server: true, bounds: usual, w: w, r: r}
	db.words.forget(0)
	return db, nil
}

// ErrOnServer is what cannot be done to a database on a server. It can be done to
// a copy: see [DB.Merge].
var ErrOnServer = errors.New("is on a PostgreSQL server")

// explainServer puts a server's error into words for people.
func explainServer(address string, err error) error {
	switch {
	case err == nil, errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return err
	case postgres.IsFull(err):
		return fmt.Errorf("%s: %w: free some space there and run again; what was stored is kept (%v)", address, ErrDiskFull, err)
	case postgres.IsForbidden(err):
		return fmt.Errorf("%s: %w: name a user who may write there, with the password in PGPASSWORD or ~/.pgpass (%v)", address, report.ErrForbidden, err)
	case postgres.IsAway(err):
		return fmt.Errorf("%s: %w: the server does not answer or has ended the connection; run again when it is there (%v)", address, report.ErrUnavailable, err)
	}
	return fmt.Errorf("%s: %w", address, err)
}
