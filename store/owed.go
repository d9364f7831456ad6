package store

import (
	"context"
	"database/sql"
	"time"
)

// A Due is a report that a body owes.
type Due struct {
	Body string // its id or name; the site's name where it has no other
	Year int    // reported on
	Site string // where it is to be found
	On   string // date in China, 2025-03-31; "" where no rule says
}

// An Owed is a line of the table ledger: what a body owes, whether or not there is
// a document of it. (The ledger of documents is [DB.Ledger].)
type Owed struct {
	Due
	State       string // see below
	URL         string // where it was found
	SHA256      string
	Published   string    // as stated
	LateDays    int       // found so long after it was due; -1 where that is not known
	Changes     int       // since it was first found
	Unreadable  string    // why it could not be read, if so
	Expected    time.Time // since then it has been looked for
	First       time.Time // found
	Last        time.Time // found
	Changed     time.Time // the last time
	Removed     time.Time // since then it is gone
	Unreachable time.Time // since then its site does not answer from here
}

// States of a line. Unreachable is not missing: nobody knows.
const (
	OwedLater       = "not_due"
	OwedMissing     = "missing"
	OwedFound       = "found"
	OwedLate        = "late"
	OwedUnreadable  = "unreadable"
	OwedRemoved     = "removed"
	OwedUnreachable = "unreachable"
)

// OwedStates are all of them.
func OwedStates() []string {
	return []string{OwedLater, OwedMissing, OwedFound, OwedLate, OwedUnreadable, OwedRemoved, OwedUnreachable}
}

// Expect writes down what is owed. A line that is there keeps what was found;
// where the rule gives another date now, that one holds.
func (db *DB) Expect(ctx context.Context, now time.Time, owed ...Due) error {
	return db.write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		for _, d := range owed {
			if _, err := tx.ExecContext(ctx, `INSERT INTO ledger (body, year, site, due_on, expected_at) VALUES (?, ?, ?, ?, ?)
				ON CONFLICT (body, year) DO UPDATE SET site = excluded.site, due_on = excluded.due_on
				WHERE ledger.site <> excluded.site OR ledger.due_on <> excluded.due_on`, d.Body, d.Year, d.Site, d.On, stamp(now)); err != nil {
				return err
			}
		}
		return nil
	})
}

// An Arrival is a report that was found where one is owed, or where none was.
type Arrival struct {
	Due
	URL        string
	SHA256     string
	Published  string // as stated
	Unreadable string // why it could not be read; "" where it was
	At         time.Time
}

// Arrived writes down that a report was found. Other bytes at the same address
// are a change after publication; at another one they are a twin in another
// format, or the report has moved. Of a copy that cannot be read the reason is
// kept, beside the last one that could.
func (db *DB) Arrived(ctx context.Context, a Arrival) error {
	return db.write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, `INSERT INTO ledger (body, year, site, due_on, expected_at) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
			a.Body, a.Year, a.Site, a.On, stamp(a.At)); err != nil {
			return err
		}
		// A twin of what is there and can be read tells no more than that it is there.
		done, err := tx.ExecContext(ctx, `UPDATE ledger SET last_found_at = ?, unreachable_at = NULL
			WHERE body = ? AND year = ? AND url <> ? AND sha256 <> '' AND removed_at IS NULL`, stamp(a.At), a.Body, a.Year, a.URL)
		if err != nil {
			return err
		}
		if n, err := done.RowsAffected(); n > 0 || err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `UPDATE ledger SET site = :site, url = :url, first_found_at = coalesce(first_found_at, :at), last_found_at = :at,
			unreadable = :unreadable, removed_at = NULL, unreachable_at = NULL WHERE body = :body AND year = :year`,
			sql.Named("site", a.Site), sql.Named("url", a.URL), sql.Named("at", stamp(a.At)), sql.Named("unreadable", a.Unreadable),
			sql.Named("body", a.Body), sql.Named("year", a.Year)); err != nil {
			return err
		}
		if a.Unreadable == "" {
			if _, err := tx.ExecContext(ctx, `UPDATE ledger SET changes = changes + 1, changed_at = ? WHERE body = ? AND year = ? AND sha256 NOT IN ('', ?)`,
				stamp(a.At), a.Body, a.Year, a.SHA256); err != nil {
				return err
			}
			if _, err := tx.ExecContext(ctx, `UPDATE ledger SET sha256 = ?, published = ? WHERE body = ? AND year = ?`,
				a.SHA256, a.Published, a.Body, a.Year); err != nil {
				return err
			}
		}
		return noteLate(ctx, tx, a)
	})
}

// noteLate says how late a report was found, if it was looked for before it was
// due: else it may have been there for years.
func noteLate(ctx context.Context, tx *sql.Tx, a Arrival) error {
	_, err := tx.ExecContext(ctx, `UPDATE ledger SET
		late_days = max(0, CAST(julianday(date(first_found_at, '+8 hours')) - julianday(due_on) AS INTEGER))
		WHERE body = ? AND year = ? AND late_days IS NULL AND due_on <> '' AND date(expected_at, '+8 hours') <= due_on`, a.Body, a.Year)
	return err
}

// Removed writes down that what was found at an address is gone.
func (db *DB) Removed(ctx context.Context, url string, at time.Time) error {
	return db.write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `UPDATE ledger SET removed_at = coalesce(removed_at, ?) WHERE url = ?`, stamp(at), url)
		return err
	})
}

// Returned writes down that what was gone from an address is there again, as it
// was.
func (db *DB) Returned(ctx context.Context, url string, at time.Time) error {
	return db.write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `UPDATE ledger SET removed_at = NULL, last_found_at = ? WHERE url = ? AND removed_at IS NOT NULL`, stamp(at), url)
		return err
	})
}

// SiteAnswers writes down whether a site answers from here. The first night on
// which it does not is kept until it does.
func (db *DB) SiteAnswers(ctx context.Context, site string, answers bool, at time.Time) error {
	since := any(nil)
	if !answers {
		since = stamp(at)
	}
	return db.write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `UPDATE ledger SET unreachable_at = ?2 WHERE site = ?1 AND (unreachable_at IS NULL) = (?3 = 0)`, site, since, answers)
		return err
	})
}

// An OwedFilter picks lines: zero values pick all.
type OwedFilter struct {
	Site, Body string
	Year       int
}

// Owed gives lines by body and year, as they stand at a time.
func (db *DB) Owed(ctx context.Context, f OwedFilter, now time.Time) (lines []Owed, err error) {
	rows, err := db.r.QueryContext(ctx, `SELECT body, year, site, due_on, url, sha256, published, coalesce(late_days, -1), changes, unreadable,
		expected_at, first_found_at, last_found_at, changed_at, removed_at, unreachable_at, date(?, '+8 hours') FROM ledger
		WHERE (?2 = '' OR site = ?2) AND (?3 = '' OR body = ?3) AND (?4 = 0 OR year = ?4) ORDER BY body, year`, stamp(now), f.Site, f.Body, f.Year)
	if err != nil {
		return nil, explain(db.path, err)
	}
	defer rows.Close()
	for rows.Next() {
		var o Owed
		var today string // in China
		if err := rows.Scan(&o.Body, &o.Year, &o.Site, &o.On, &o.URL, &o.SHA256, &o.Published, &o.LateDays, &o.Changes, &o.Unreadable,
			at{&o.Expected}, at{&o.First}, at{&o.Last}, at{&o.Changed}, at{&o.Removed}, at{&o.Unreachable}, &today); err != nil {
			return nil, explain(db.path, err)
		}
		o.State = o.state(today)
		lines = append(lines, o)
	}
	return lines, explain(db.path, rows.Err())
}

func (o *Owed) state(today string) string {
	switch {
	case !o.Removed.IsZero():
		return OwedRemoved
	case o.Unreadable != "" && o.SHA256 == "":
		return OwedUnreadable
	case !o.First.IsZero() && o.LateDays > 0:
		return OwedLate
	case !o.First.IsZero():
		return OwedFound
	case !o.Unreachable.IsZero():
		return OwedUnreachable
	case o.On == "" || today <= o.On:
		return OwedLater
	}
	return OwedMissing
}

// Lapsed gives the addresses of a site that brought a report and do not now: what
// they bring is something else or cannot be read, or they fail for so many
// nights. Those that are gone are removed, and are not among them.
func (db *DB) Lapsed(ctx context.Context, site string, tries int) (urls []CrawlURL, err error) {
	rows, err := db.r.QueryContext(ctx, `SELECT `+urlColumns+` FROM crawl_url u WHERE site = ?1 AND sha256 <> '' AND
		(state IN ('failed', 'blocked') AND tries >= ?2 OR
		 state IN ('skipped', 'good') AND class <> '' AND
		 EXISTS (SELECT 1 FROM ledger l WHERE l.site = u.site AND l.url = u.key AND l.sha256 <> '' AND l.removed_at IS NULL)) ORDER BY key`, site, tries)
	if err != nil {
		return nil, explain(db.path, err)
	}
	defer rows.Close()
	for rows.Next() {
		u, err := scanURL(rows)
		if err != nil {
			return nil, explain(db.path, err)
		}
		urls = append(urls, u)
	}
	return urls, explain(db.path, rows.Err())
}
