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

// A Sighting is an address that a site's lists show.
type Sighting struct {
	Key   string // the address in one form
	URL   string // as the site writes it
	Kind  string // page, attachment
	Page  string // that it was found on
	Title string
}

// A CrawlURL is an address as the nights before left it.
type CrawlURL struct {
	Sighting
	Site     string
	State    string // see the closed list below
	Class    string
	Why      string
	Tries    int    // since the last good one
	SHA256   string // of the last good copy, as the following; "" where there was none
	Final    string
	ETag     string
	Modified string
	Encoding string // the Accept-Encoding that the copy answered
	Version  string // of the extractor that read it
	First    time.Time
	Last     time.Time // seen in a list
	Fetched  time.Time
	Due      time.Time
	Outcome  string // of the run that found it last; "" while it is to be done
}

// States of an address.
const (
	URLNew     = "new" // never had
	URLGood    = "good"
	URLFailed  = "failed"
	URLBlocked = "blocked"
	URLGone    = "gone" // was there, and is not
	URLSkipped = "skipped"
)

// Outcomes of an address in a run. Their sum is what was discovered.
const (
	Discovered = "discovered"
	Fetched    = "fetched"
	NotChanged = "unchanged"
	URLFail    = "failed" // for a class
	Block      = "blocked"
	Skip       = "skipped" // for a reason
)

// NotDue is why an address is skipped that is to be asked another night.
const NotDue = "not_due"

// Discover notes what the lists of a visit show, and counts each address once a
// run. What is not due this night is skipped at once; the others are leased by
// [DB.LeaseURLs].
func (db *DB) Discover(ctx context.Context, v Visit, now time.Time, found []Sighting) error {
	return db.write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		if err := holds(ctx, tx, v); err != nil {
			return err
		}
		for _, f := range found {
			if err := discover(ctx, tx, v, now, f); err != nil {
				return fmt.Errorf("%s: %w", f.URL, err)
			}
		}
		return nil
	})
}

// holds is nil where the visit has its site's lease, or nobody else took it.
func holds(ctx context.Context, tx *sql.Tx, v Visit) error {
	var owner string
	err := tx.QueryRowContext(ctx, `SELECT lease_owner FROM crawl_site WHERE site = ?`, v.Site).Scan(&owner)
	if err == nil && owner != v.Owner || errors.Is(err, sql.ErrNoRows) {
		return ErrLeaseLost
	}
	return err
}

func discover(ctx context.Context, tx *sql.Tx, v Visit, now time.Time, f Sighting) error {
	// Of what was taken down nothing is noted but that it is not to be asked for.
	gone, err := forgotten(ctx, tx, f.Key, "")
	if err != nil {
		return err
	}
	if gone {
		f.Title, f.URL = "", f.Key
	}
	var run int64
	var due, state string
	err = tx.QueryRowContext(ctx, `SELECT run_id, due_at, state FROM crawl_url WHERE site = ? AND key = ?`, v.Site, f.Key).Scan(&run, &due, &state)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		_, err = tx.ExecContext(ctx, `INSERT INTO crawl_url (site, key, url, kind, page, title, state, run_id, outcome, first_seen_at, last_seen_at, due_at)
			VALUES (?1, ?2, ?3, ?4, ?5, ?6, 'new', ?7, '', ?8, ?8, ?8)`, v.Site, f.Key, f.URL, f.Kind, f.Page, f.Title, v.RunID, stamp(now))
		if err == nil {
			err = tally(ctx, tx, v.RunID, v.Site, Discovered, "")
		}
		if err != nil || !gone {
			return err
		}
		_, err = tx.ExecContext(ctx, `UPDATE crawl_url SET state = 'skipped', outcome = 'skipped', class = ? WHERE site = ? AND key = ?`, report.Forgotten, v.Site, f.Key)
		if err != nil {
			return err
		}
		return tally(ctx, tx, v.RunID, v.Site, Skip, string(report.Forgotten))
	case err != nil:
		return err
	case run == v.RunID:
		return nil // counted
	}
	outcome, reason := "", ""
	switch {
	case gone:
		outcome, reason = Skip, string(report.Forgotten)
	case due > stamp(now) && due <= stamp(now.Add(longest)) && !v.Again:
		outcome, reason = Skip, NotDue
	}
	_, err = tx.ExecContext(ctx, `UPDATE crawl_url SET url = ?, kind = ?, page = ?, title = ?, run_id = ?, outcome = ?, last_seen_at = ?,
		lease_owner = '', leased_until_at = '' WHERE site = ? AND key = ?`,
		f.URL, f.Kind, f.Page, f.Title, v.RunID, outcome, stamp(now), v.Site, f.Key)
	if err != nil {
		return err
	}
	if err := tally(ctx, tx, v.RunID, v.Site, Discovered, ""); err != nil || outcome == "" {
		return err
	}
	return tally(ctx, tx, v.RunID, v.Site, outcome, reason)
}

func tally(ctx context.Context, tx *sql.Tx, runID int64, site, outcome, reason string) error {
	return tallyN(ctx, tx, runID, site, outcome, reason, 1)
}

func tallyN(ctx context.Context, tx *sql.Tx, runID int64, site, outcome, reason string, n int64) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO crawl_account (run_id, site, outcome, reason, n) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (run_id, site, outcome, reason) DO UPDATE SET n = crawl_account.n + excluded.n`, runID, site, outcome, reason, n)
	return err
}

const urlColumns = `site, key, url, kind, page, title, state, class, why, tries, sha256, final_url, etag, last_modified, encoding, version,
	first_seen_at, last_seen_at, fetched_at, due_at, outcome`

func scanURL(row interface{ Scan(...any) error }) (u CrawlURL, err error) {
	err = row.Scan(&u.Site, &u.Key, &u.URL, &u.Kind, &u.Page, &u.Title, &u.State, &u.Class, &u.Why, &u.Tries, &u.SHA256, &u.Final, &u.ETag, &u.Modified,
		&u.Encoding, &u.Version, at{&u.First}, at{&u.Last}, at{&u.Fetched}, at{&u.Due}, &u.Outcome)
	return u, err
}

// LeaseURLs takes up to n addresses of a visit that are still to be done, in the
// order in which they were found. None are left where it gives none.
func (db *DB) LeaseURLs(ctx context.Context, v Visit, l Lease, n int) (urls []CrawlURL, err error) {
	err = db.write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		if err := holds(ctx, tx, v); err != nil {
			return err
		}
		rows, err := tx.QueryContext(ctx, `SELECT `+urlColumns+` FROM crawl_url WHERE site = ? AND run_id = ? AND outcome = ''
			AND leased_until_at <= ? ORDER BY first_seen_at, key LIMIT ?`, v.Site, v.RunID, stamp(l.Now), n)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			u, err := scanURL(rows)
			if err != nil {
				return err
			}
			urls = append(urls, u)
		}
		if err := rows.Err(); err != nil {
			return err
		}
		fault.Point(fault.CrawlClaim)
		for _, u := range urls {
			if _, err := tx.ExecContext(ctx, `UPDATE crawl_url SET lease_owner = ?, leased_until_at = ? WHERE site = ? AND key = ?`,
				l.Owner, stamp(l.Until), u.Site, u.Key); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil {
		fault.Point(fault.CrawlClaimed)
	}
	return urls, err
}

// A URLResult is what came of an address.
type URLResult struct {
	Key      string
	Outcome  string // Fetched, NotChanged, URLFail, Block or Skip
	Reason   string // the class of an error, the product that blocks, why it is skipped
	Why      string // in words
	State    string
	At       time.Time
	Due      time.Time // when it is to be asked again
	SHA256   string    // of a good copy, as the following
	Final    string
	ETag     string
	Modified string
	Encoding string
	Version  string
}

// FinishURL notes what came of an address that the visit holds, and puts it into
// the account. What is known of the last good copy stays where there is none
// now. A second call changes nothing.
func (db *DB) FinishURL(ctx context.Context, v Visit, r URLResult) error {
	err := db.write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		var owner, outcome string
		var run int64
		err := tx.QueryRowContext(ctx, `SELECT lease_owner, outcome, run_id FROM crawl_url WHERE site = ? AND key = ?`, v.Site, r.Key).Scan(&owner, &outcome, &run)
		switch {
		case err != nil && !errors.Is(err, sql.ErrNoRows):
			return err
		case err != nil, run != v.RunID, outcome == "" && owner != v.Owner:
			return fmt.Errorf("%s: %w", r.Key, ErrLeaseLost)
		case outcome != "":
			return nil // by an earlier call
		}
		// What did not change is what it was: of a copy that could not be read the reason stays.
		if _, err := tx.ExecContext(ctx, `UPDATE crawl_url SET outcome = ?1, class = CASE WHEN ?1 = 'unchanged' AND state = ?2 THEN class ELSE ?3 END,
			why = CASE WHEN ?1 = 'unchanged' AND state = ?2 THEN why ELSE ?4 END, state = ?2, due_at = ?5, tries = tries + 1,
			lease_owner = '', leased_until_at = '' WHERE site = ?6 AND key = ?7`, r.Outcome, r.State, r.Reason, r.Why, stamp(r.Due), v.Site, r.Key); err != nil {
			return err
		}
		if r.Outcome == Fetched || r.Outcome == NotChanged {
			if err := keepCopy(ctx, tx, v.Site, r); err != nil {
				return err
			}
		}
		err = tally(ctx, tx, v.RunID, v.Site, r.Outcome, r.Reason)
		fault.Point(fault.CrawlFinish)
		return err
	})
	if err == nil {
		fault.Point(fault.CrawlFinished)
	}
	return err
}

// keepCopy notes what is known of a good copy. A 304 says less than the answer
// that it stands for.
func keepCopy(ctx context.Context, tx *sql.Tx, site string, r URLResult) error {
	set := `etag = ?, last_modified = ?, encoding = ?, sha256 = ?, final_url = ?, version = ?`
	if r.Outcome == NotChanged {
		set = `etag = coalesce(nullif(?, ''), etag), last_modified = coalesce(nullif(?, ''), last_modified), encoding = coalesce(nullif(?, ''), encoding),
			sha256 = coalesce(nullif(?, ''), sha256), final_url = coalesce(nullif(?, ''), final_url), version = coalesce(nullif(?, ''), version)`
	}
	_, err := tx.ExecContext(ctx, `UPDATE crawl_url SET tries = 0, fetched_at = ?, `+set+` WHERE site = ? AND key = ?`,
		stamp(r.At), r.ETag, r.Modified, r.Encoding, r.SHA256, r.Final, r.Version, site, r.Key)
	return err
}

// skipRest puts the addresses of a run that were not done into its account.
func skipRest(ctx context.Context, tx *sql.Tx, runID int64, site, reason string) error {
	done, err := tx.ExecContext(ctx, `UPDATE crawl_url SET outcome = 'skipped', class = ?, lease_owner = '', leased_until_at = ''
		WHERE site = ? AND run_id = ? AND outcome = ''`, reason, site, runID)
	if err != nil {
		return err
	}
	n, err := done.RowsAffected()
	if n == 0 || err != nil {
		return err
	}
	return tallyN(ctx, tx, runID, site, Skip, reason, n)
}

// CrawlURLs gives the addresses of a site in the order of their keys.
func (db *DB) CrawlURLs(ctx context.Context, site string) (urls []CrawlURL, err error) {
	rows, err := db.r.QueryContext(ctx, `SELECT `+urlColumns+` FROM crawl_url WHERE site = ? ORDER BY key`, site)
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

// A URLCopy is what is known of the last good copy of an address.
type URLCopy struct {
	ETag     string
	Modified string
	Encoding string
	SHA256   string
}

// LastCopy gives it for the address that answered in the end, whichever site led
// there.
func (db *DB) LastCopy(ctx context.Context, final string) (c URLCopy, ok bool, err error) {
	err = db.r.QueryRowContext(ctx, `SELECT etag, last_modified, encoding, sha256 FROM crawl_url WHERE final_url = ? AND sha256 <> ''
		ORDER BY fetched_at DESC, site LIMIT 1`, final).Scan(&c.ETag, &c.Modified, &c.Encoding, &c.SHA256)
	if errors.Is(err, sql.ErrNoRows) {
		return c, false, nil
	}
	return c, err == nil, explain(db.path, err)
}
