package store

import (
	"context"
	"database/sql"
	"time"

	"nianbao/store/postgres"
)

// A Run is one call of a command that writes.
type Run struct {
	Command   string // as given
	Version   string // of the program
	StartedAt time.Time
}

// Counts are what a run did. Documents is the sum of New, Versions, Unchanged
// and Failed.
type Counts struct {
	Documents  int
	New        int
	Versions   int // see NewVersion
	Unchanged  int
	Failed     int // no bytes were had
	Unreadable int // bytes were had, but could not be read
	Figures    int
}

// StartRun records that a run begins and gives its id.
func (db *DB) StartRun(ctx context.Context, r Run) (id int64, err error) {
	err = db.write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		return tx.QueryRowContext(ctx, `INSERT INTO run (command, version, started_at) VALUES (?, ?, ?) RETURNING id`,
			r.Command, r.Version, stamp(r.StartedAt)).Scan(&id)
	})
	return id, err
}

// FinishRun records that a run ended at the given time, and with which error if
// any; also where ctx is cancelled, for that is how many runs end. A run that
// was killed keeps no end.
func (db *DB) FinishRun(ctx context.Context, id int64, at time.Time, c Counts, ended error) error {
	message := ""
	if ended != nil {
		message = ended.Error()
	}
	return db.write(context.WithoutCancel(ctx), func(ctx context.Context, tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `UPDATE run SET ended_at = ?, documents = ?, new = ?, versions = ?, unchanged = ?,
			failed = ?, unreadable = ?, figures = ?, error = ? WHERE id = ?`,
			stamp(at), c.Documents, c.New, c.Versions, c.Unchanged, c.Failed, c.Unreadable, c.Figures, message, id)
		return err
	})
}

// write runs f in one transaction. It can be cancelled only while it waits for
// its turn: a document is written whole in milliseconds, and the driver makes a
// goroutine of every statement that could be cancelled.
func (db *DB) write(ctx context.Context, f func(context.Context, *sql.Tx) error) error {
	return db.writeBeside(ctx, f, nil)
}

// writeBeside does something else in the same transaction, on a server; see
// [Beside].
func (db *DB) writeBeside(ctx context.Context, f func(context.Context, *sql.Tx) error, beside Beside) error {
	if db.w == nil {
		return errReadOnly
	}
	conn, err := db.w.Conn(ctx)
	if err != nil {
		return explain(db.path, err)
	}
	defer conn.Close()
	ctx = context.WithoutCancel(ctx)
	tx, err := conn.BeginTx(ctx, nil)
	if err != nil {
		return explain(db.path, err)
	}
	err = db.begin(ctx, tx)
	if err == nil {
		err = f(ctx, tx)
	}
	if err == nil && beside != nil {
		err = beside.do(ctx, conn)
	}
	if err != nil {
		db.words.forget(0)
		tx.Rollback() // its error would hide why
		return explain(db.path, err)
	}
	err = tx.Commit()
	if err != nil {
		db.words.forget(0)
	}
	return explain(db.path, err)
}

// begin learns whether another process has written.
func (db *DB) begin(ctx context.Context, tx *sql.Tx) error {
	if db.server {
		_, err := tx.ExecContext(ctx, postgres.WriteLock)
		return err
	}
	var others int64 // changes when one has
	err := tx.QueryRowContext(ctx, `PRAGMA data_version`).Scan(&others)
	if others != db.others {
		db.words.forget(0)
	}
	db.others = others
	return err
}

// stamp is a time as the database keeps it.
func stamp(t time.Time) string { return t.UTC().Format(time.RFC3339) }
