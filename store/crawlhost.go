package store

import (
	"context"
	"database/sql"
	"errors"
	"time"
)

// A CrawlHost is what is known of a host but its robots file.
type CrawlHost struct {
	Host     string
	Until    time.Time // no request before it
	Class    string    // why
	Why      string
	Failures int       // since the last answer
	Failing  time.Time // the first of them
}

// CrawlHost gives what is known of a host.
func (db *DB) CrawlHost(ctx context.Context, host string) (h CrawlHost, ok bool, err error) {
	err = db.r.QueryRowContext(ctx, `SELECT host, until_at, class, why, failures, failing_at FROM crawl_host WHERE host = ?`, host).
		Scan(&h.Host, at{&h.Until}, &h.Class, &h.Why, &h.Failures, at{&h.Failing})
	if errors.Is(err, sql.ErrNoRows) {
		return h, false, nil
	}
	return h, err == nil, explain(db.path, err)
}

// PutCrawlHost notes what is known of a host. A time is kept up to the next whole
// second: nothing is asked too early.
func (db *DB) PutCrawlHost(ctx context.Context, h CrawlHost) error {
	return db.write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, replaces("crawl_host", 1, "host", "until_at", "class", "why", "failures", "failing_at"),
			h.Host, moment(roundUp(h.Until)), h.Class, h.Why, h.Failures, moment(h.Failing))
		return err
	})
}

func roundUp(t time.Time) time.Time {
	if whole := t.Truncate(time.Second); !whole.Equal(t) {
		return whole.Add(time.Second)
	}
	return t
}

// A CrawlRobots is what is known of the robots file of an origin.
type CrawlRobots struct {
	Origin   string // scheme://host[:port]
	Outcome  string
	Status   int
	Product  string
	Note     string
	Copy     []byte
	Failures int
	Checked  time.Time
	Expires  time.Time
	Good     time.Time
	Failing  time.Time
}

// CrawlRobots gives what is known of an origin's file.
func (db *DB) CrawlRobots(ctx context.Context, origin string) (r CrawlRobots, ok bool, err error) {
	err = db.r.QueryRowContext(ctx, `SELECT origin, outcome, status, product, note, copy, failures, checked_at, expires_at, good_at, failing_at
		FROM crawl_robots WHERE origin = ?`, origin).Scan(&r.Origin, &r.Outcome, &r.Status, &r.Product, &r.Note, &r.Copy, &r.Failures,
		at{&r.Checked}, at{&r.Expires}, at{&r.Good}, at{&r.Failing})
	if errors.Is(err, sql.ErrNoRows) {
		return r, false, nil
	}
	return r, err == nil, explain(db.path, err)
}

// PutCrawlRobots notes what is known of an origin's file.
func (db *DB) PutCrawlRobots(ctx context.Context, r CrawlRobots) error {
	return db.write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, replaces("crawl_robots", 1, "origin", "outcome", "status", "product", "note", "copy", "failures", "checked_at", "expires_at", "good_at", "failing_at"), r.Origin, r.Outcome, r.Status, r.Product, r.Note, r.Copy, r.Failures,
			moment(r.Checked), moment(r.Expires), moment(r.Good), moment(r.Failing))
		return err
	})
}

// A CrawlTurn is when a host or an address was asked last.
type CrawlTurn struct {
	Kind  string // host, address
	Name  string
	Ended time.Time // the last request; while one goes on, when it began
	Next  time.Time // no request before it
}

// CrawlTurn gives what is known of a host or an address.
func (db *DB) CrawlTurn(ctx context.Context, kind, name string) (t CrawlTurn, ok bool, err error) {
	err = db.r.QueryRowContext(ctx, `SELECT kind, name, ended_at, next_at FROM crawl_turn WHERE kind = ? AND name = ?`, kind, name).
		Scan(&t.Kind, &t.Name, at{&t.Ended}, at{&t.Next})
	if errors.Is(err, sql.ErrNoRows) {
		return t, false, nil
	}
	return t, err == nil, explain(db.path, err)
}

// PutCrawlTurns notes when hosts and addresses were asked. Times are kept up to
// the next whole second: nothing is asked too early.
func (db *DB) PutCrawlTurns(ctx context.Context, turns ...CrawlTurn) error {
	return db.write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		for _, t := range turns {
			if _, err := tx.ExecContext(ctx, replaces("crawl_turn", 2, "kind", "name", "ended_at", "next_at"),
				t.Kind, t.Name, stamp(roundUp(t.Ended)), stamp(roundUp(t.Next))); err != nil {
				return err
			}
		}
		return nil
	})
}
