package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

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

// A Beside is done in the transaction of a write on a server, at its end: what it
// does stands if and only if the write does. It neither commits nor takes back.
type Beside func(context.Context, pgx.Tx) error

func (b Beside) do(ctx context.Context, conn *sql.Conn) error {
	return conn.Raw(func(driver any) error {
		c, ok := driver.(*postgres.Conn)
		if !ok {
			return errors.New("a queue is on a server only") // unreachable: there is none elsewhere
		}
		tx, err := c.Tx(ctx)
		if err != nil {
			return err
		}
		return b(ctx, tx)
	})
}

// PutBeside is [DB.Put] with something done beside. An item that is at fault is
// not stored, and what is beside is done.
func (db *DB) PutBeside(ctx context.Context, it Item, beside Beside) (Result, error) {
	results, err := db.putBatch(ctx, []Item{it}, beside)
	if err != nil {
		return Result{}, err
	}
	return results[0], nil
}

// RereadBeside is [DB.Reread] with something done beside.
func (db *DB) RereadBeside(ctx context.Context, it Item, beside Beside) (Result, error) {
	return db.reread(ctx, it, beside)
}

// KeepBeside keeps bytes that are still to be read, with something done beside.
func (db *DB) KeepBeside(ctx context.Context, b []byte, beside Beside) error {
	return db.writeBeside(ctx, func(ctx context.Context, tx *sql.Tx) error { return putRaw(ctx, tx, sum(b), b) }, beside)
}

// ClaimTurn takes the turn of a host for a request that takes no longer than so
// long, by the server's clock; where it is somebody else's, or not its time yet,
// wait is how long that lasts.
func (db *DB) ClaimTurn(ctx context.Context, host string, long time.Duration) (wait time.Duration, err error) {
	done, err := db.r.ExecContext(ctx, `INSERT INTO crawl_turn AS t (kind, name, ended_at, next_at) VALUES ('host', ?1, `+inSeconds("0")+`, `+inSeconds("?2")+`)
		ON CONFLICT (kind, name) DO UPDATE SET ended_at = excluded.ended_at, next_at = excluded.next_at WHERE t.next_at::timestamptz <= clock_timestamp()`,
		host, int64(long/time.Second))
	if err != nil {
		return 0, explain(db.path, err)
	}
	if n, err := done.RowsAffected(); n > 0 || err != nil {
		return 0, err
	}
	var seconds float64
	err = db.r.QueryRowContext(ctx, `SELECT coalesce((SELECT extract(epoch FROM t.next_at::timestamptz - clock_timestamp()) FROM crawl_turn t WHERE t.kind = 'host' AND t.name = ?), 0)`, host).Scan(&seconds)
	return max(time.Second, time.Duration(seconds*float64(time.Second))), explain(db.path, err)
}

// EndTurn gives a turn back: the next one is after so long.
func (db *DB) EndTurn(ctx context.Context, host string, after time.Duration) error {
	_, err := db.r.ExecContext(ctx, `UPDATE crawl_turn SET ended_at = `+inSeconds("0")+`, next_at = `+inSeconds("?2")+` WHERE kind = 'host' AND name = ?1`,
		host, int64((after+time.Second-1)/time.Second))
	return explain(db.path, err)
}

// inSeconds is the server's time in so many seconds as a column _at has it: the
// next whole second.
func inSeconds(n string) string {
	return `to_char(date_trunc('second', clock_timestamp() + ` + n + ` * interval '1 second' + interval '999999 microseconds') AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`
}
