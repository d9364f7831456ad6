package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"nianbao/fault"
	"nianbao/report"
)

// The state of the crawl: what one night leaves for the next. Whoever works on a
// site or an address holds a lease of it, which ends by itself where its process
// dies. Every method is one transaction, and may be called again after a kill:
// nothing is counted twice.

// ErrLeaseLost means that somebody else works on it since: whoever is told so
// must leave it alone.
var ErrLeaseLost = errors.New("the lease has ended")

// A Lease is the right of one process to work on something until a time.
type Lease struct {
	Owner string // names the process
	Now   time.Time
	Until time.Time
	Gone  func(owner string) bool // tells of an owner whose process has ended; nil where nobody knows
}

// beyond is when a lease ends at the latest that a clock wrote which is right
// within a day: one that ends later holds up nobody.
func (l Lease) beyond() time.Time { return l.Until.Add(24 * time.Hour) }

// A CrawlSite is a site as the last nights left it.
type CrawlSite struct {
	Site     string // its name in sources.yaml
	Column   string // of annual reports, on the last good night; "" where there was none
	Family   string
	Listed   int    // rows on that night
	Outcome  string // of the last night
	Why      string
	Failures int       // nights since the last good one
	Failing  time.Time // the first of them
	Checked  time.Time // the last night
	Good     time.Time // the last good night
	Due      time.Time // not before
	Leased   bool      // somebody is at it
}

const siteColumns = `site, column_url, family, listed, outcome, why, failures, failing_at, checked_at, good_at, due_at`

func scanSite(row interface{ Scan(...any) error }, now time.Time) (s CrawlSite, err error) {
	var until string
	err = row.Scan(&s.Site, &s.Column, &s.Family, &s.Listed, &s.Outcome, &s.Why, &s.Failures, at{&s.Failing}, at{&s.Checked}, at{&s.Good}, at{&s.Due}, &until)
	s.Leased = until > stamp(now)
	return s, err
}

// at reads a time that the database may not have.
type at struct{ t *time.Time }

func (a at) Scan(v any) (err error) {
	*a.t = time.Time{}
	if s, ok := v.(string); ok && s != "" {
		*a.t, err = time.Parse(time.RFC3339, s)
	}
	return err
}

// moment keeps a time, NULL for none.
func moment(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return stamp(t)
}

// SyncSites makes every site of the list known; new ones are due at once. Sites
// that are no longer in it keep their rows: their reports are still ours.
func (db *DB) SyncSites(ctx context.Context, now time.Time, sites ...string) error {
	return db.write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		for _, site := range sites {
			if _, err := tx.ExecContext(ctx, `INSERT INTO crawl_site (site, due_at) VALUES (?, ?) ON CONFLICT DO NOTHING`, site, stamp(now)); err != nil {
				return err
			}
		}
		return nil
	})
}

// CrawlSites gives all sites by name.
func (db *DB) CrawlSites(ctx context.Context, now time.Time) (sites []CrawlSite, err error) {
	rows, err := db.r.QueryContext(ctx, `SELECT `+siteColumns+`, leased_until_at FROM crawl_site ORDER BY site`)
	if err != nil {
		return nil, explain(db.path, err)
	}
	defer rows.Close()
	for rows.Next() {
		s, err := scanSite(rows, now)
		if err != nil {
			return nil, explain(db.path, err)
		}
		sites = append(sites, s)
	}
	return sites, explain(db.path, rows.Err())
}

// CrawlSite gives one site, [report.ErrNotFound] where it was never synced.
func (db *DB) CrawlSite(ctx context.Context, site string, now time.Time) (CrawlSite, error) {
	s, err := scanSite(db.r.QueryRowContext(ctx, `SELECT `+siteColumns+`, leased_until_at FROM crawl_site WHERE site = ?`, site), now)
	if errors.Is(err, sql.ErrNoRows) {
		return s, fmt.Errorf("site %s: %w", site, report.ErrNotFound)
	}
	return s, explain(db.path, err)
}

// A Visit is a site's night.
type Visit struct {
	RunID   int64
	Site    string
	Owner   string // of the lease
	Again   bool   // what is not due is asked too
	Outcome string // "" while it goes on
	Good    bool   // the list was found whole: column, family and listed are those to go by
	Why     string
	Stopped string // why the list ended
	Column  string
	Family  string
	Listed  int // rows seen
	Stated  int // rows that the site says there are; 0 where it says nothing
	Started time.Time
	Ended   time.Time // zero while it goes on, or where it was killed
}

// Interrupted is the outcome of a visit whose process died, and the reason of
// the addresses that it had not come to.
const Interrupted = "interrupted"

// longest is the longest time that anything is left alone. What is to be done
// later than that was written by a clock that was wrong, and is to be done now.
const longest = 35 * 24 * time.Hour

// IsDue tells that a site is to be visited by now.
func (s CrawlSite) IsDue(now time.Time) bool {
	return !s.Due.After(now) || s.Due.After(now.Add(longest))
}

// BeginVisit begins a site's night, if nobody else is at it: who is gone is not.
// What a visit that died had not come to is put into its account first.
func (db *DB) BeginVisit(ctx context.Context, runID int64, site string, l Lease) (begun bool, err error) {
	err = db.write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		var owner string
		err := tx.QueryRowContext(ctx, `SELECT lease_owner FROM crawl_site WHERE site = ?`, site).Scan(&owner)
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		if err != nil {
			return err
		}
		gone := owner != "" && l.Gone != nil && l.Gone(owner)
		done, err := tx.ExecContext(ctx, `UPDATE crawl_site SET lease_owner = ?1, leased_until_at = ?2
			WHERE site = ?3 AND (lease_owner = ?1 OR leased_until_at <= ?4 OR leased_until_at > ?5 OR ?6 = 1)`,
			l.Owner, stamp(l.Until), site, stamp(l.Now), stamp(l.beyond()), gone)
		if err != nil {
			return err
		}
		n, err := done.RowsAffected()
		if begun = n > 0; !begun || err != nil {
			return err
		}
		if err := interruptVisits(ctx, tx, runID, site); err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `INSERT INTO crawl_visit (run_id, site, started_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING`,
			runID, site, stamp(l.Now))
		return err
	})
	return begun, err
}

// interruptVisits ends those of other runs at a site that nobody holds any more.
func interruptVisits(ctx context.Context, tx *sql.Tx, runID int64, site string) error {
	rows, err := tx.QueryContext(ctx, `SELECT run_id FROM crawl_visit WHERE site = ? AND outcome = '' AND run_id <> ?`, site, runID)
	if err != nil {
		return err
	}
	defer rows.Close()
	var dead []int64
	for rows.Next() {
		var id int64
		if err := rows.Scan(&id); err != nil {
			return err
		}
		dead = append(dead, id)
	}
	if err := rows.Err(); err != nil {
		return err
	}
	for _, id := range dead {
		if err := skipRest(ctx, tx, id, site, Interrupted); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `UPDATE crawl_visit SET outcome = ? WHERE site = ? AND run_id = ?`, Interrupted, site, id); err != nil {
			return err
		}
	}
	return nil
}

// Renew makes a lease of a site longer. [ErrLeaseLost] where it has ended and
// somebody else took it.
func (db *DB) Renew(ctx context.Context, site string, l Lease) error {
	return db.write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		return leased(tx.ExecContext(ctx, `UPDATE crawl_site SET leased_until_at = ? WHERE site = ? AND lease_owner = ?`, stamp(l.Until), site, l.Owner))
	})
}

// leased is nil where a statement found the row of whoever holds the lease.
func leased(done sql.Result, err error) error {
	if err != nil {
		return err
	}
	if n, err := done.RowsAffected(); n > 0 || err != nil {
		return err
	}
	return ErrLeaseLost
}

// FinishVisit ends a site's night: addresses that it did not come to are skipped
// for the reason rest, the account is made up, and the site is free for the next
// night. What the last good night found stays where this one was none. A second
// call changes nothing.
func (db *DB) FinishVisit(ctx context.Context, v Visit, rest string, due time.Time) error {
	err := db.write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		var outcome string
		err := tx.QueryRowContext(ctx, `SELECT outcome FROM crawl_visit WHERE site = ? AND run_id = ?`, v.Site, v.RunID).Scan(&outcome)
		if err != nil || outcome != "" {
			return err
		}
		if err := leased(tx.ExecContext(ctx, `UPDATE crawl_site SET lease_owner = '', leased_until_at = '', outcome = ?, why = ?, checked_at = ?, due_at = ?,
			failures = failures + 1, failing_at = coalesce(failing_at, ?) WHERE site = ? AND lease_owner = ?`,
			v.Outcome, v.Why, stamp(v.Ended), stamp(due), stamp(v.Ended), v.Site, v.Owner)); err != nil {
			return err
		}
		if v.Good {
			if _, err := tx.ExecContext(ctx, `UPDATE crawl_site SET column_url = ?, family = ?, listed = ?, good_at = ?, failures = 0, failing_at = NULL WHERE site = ?`,
				v.Column, v.Family, v.Listed, stamp(v.Ended), v.Site); err != nil {
				return err
			}
		}
		if err := skipRest(ctx, tx, v.RunID, v.Site, rest); err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `UPDATE crawl_visit SET outcome = ?, why = ?, stopped = ?, listed = ?, stated = ?, ended_at = ? WHERE site = ? AND run_id = ?`,
			v.Outcome, v.Why, v.Stopped, v.Listed, v.Stated, stamp(v.Ended), v.Site, v.RunID)
		return err
	})
	if err == nil {
		fault.Point(fault.CrawlVisited)
	}
	return err
}

// Visits gives the nights of a run by site.
func (db *DB) Visits(ctx context.Context, runID int64) (visits []Visit, err error) {
	rows, err := db.r.QueryContext(ctx, `SELECT run_id, site, outcome, why, stopped, listed, stated, started_at, ended_at FROM crawl_visit
		WHERE run_id = ? ORDER BY site`, runID)
	if err != nil {
		return nil, explain(db.path, err)
	}
	defer rows.Close()
	for rows.Next() {
		var v Visit
		if err := rows.Scan(&v.RunID, &v.Site, &v.Outcome, &v.Why, &v.Stopped, &v.Listed, &v.Stated, at{&v.Started}, at{&v.Ended}); err != nil {
			return nil, explain(db.path, err)
		}
		visits = append(visits, v)
	}
	return visits, explain(db.path, rows.Err())
}
