package store

import (
	"context"
	"errors"
	"fmt"
)

// A LedgerState says how the books of the crawl stand.
type LedgerState struct {
	Sites, URLs int
	Open        int // sites' nights without an end: one is at work, or was cut short, which the next night tells
	Nights      int // runs whose accounts were looked at
}

// checkedNights are how many of the last nights are looked at.
const checkedNights = 30

// CheckLedger compares the books of the crawl with one another: what the last
// nights found with what became of it, and addresses that were had with bytes
// that are known by their hash. The error joins what does not fit.
func (db *DB) CheckLedger(ctx context.Context) (s LedgerState, err error) {
	err = db.r.QueryRowContext(ctx, `SELECT (SELECT count(*) FROM crawl_site), (SELECT count(*) FROM crawl_url),
		(SELECT count(*) FROM crawl_visit WHERE outcome = '')`).Scan(&s.Sites, &s.URLs, &s.Open)
	if err != nil {
		return s, explain(db.path, err)
	}
	rows, err := db.r.QueryContext(ctx, `SELECT run_id FROM crawl_visit GROUP BY run_id HAVING min(outcome <> '') = 1 ORDER BY run_id DESC LIMIT ?`, checkedNights)
	if err != nil {
		return s, explain(db.path, err)
	}
	defer rows.Close()
	var runs []int64
	for rows.Next() {
		var id int64
		if err := rows.Scan(&id); err != nil {
			return s, explain(db.path, err)
		}
		runs = append(runs, id)
	}
	faults := []error{explain(db.path, rows.Err())}
	rows.Close()
	for _, id := range runs {
		s.Nights++
		if err := db.CheckAccounts(ctx, id); err != nil {
			faults = append(faults, fmt.Errorf("run %d: %w", id, err))
		}
	}
	var bare int
	err = db.r.QueryRowContext(ctx, `SELECT count(*) FROM crawl_url WHERE state = ? AND sha256 = ''`, URLGood).Scan(&bare)
	if bare > 0 {
		faults = append(faults, fmt.Errorf("%d addresses are had without bytes", bare))
	}
	return s, errors.Join(append(faults, explain(db.path, err))...)
}
