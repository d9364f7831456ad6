package store

import (
	"context"
	"errors"
	"fmt"
)

// An Account says what became of the addresses of a site's night.
type Account struct {
	Site       string
	Discovered int
	Fetched    int
	Unchanged  int
	Failed     map[string]int // by class
	Blocked    map[string]int // by product
	Skipped    map[string]int // by reason
}

// Sum is what the account explains of what was discovered.
func (a *Account) Sum() int {
	n := a.Fetched + a.Unchanged
	for _, by := range []map[string]int{a.Failed, a.Blocked, a.Skipped} {
		for _, k := range by {
			n += k
		}
	}
	return n
}

// ErrAccount means that an account does not add up.
var ErrAccount = errors.New("the account does not add up")

// Accounts gives those of a run by site.
func (db *DB) Accounts(ctx context.Context, runID int64) (accounts []Account, err error) {
	rows, err := db.r.QueryContext(ctx, `SELECT site, outcome, reason, n FROM crawl_account WHERE run_id = ? ORDER BY site`, runID)
	if err != nil {
		return nil, explain(db.path, err)
	}
	defer rows.Close()
	for rows.Next() {
		var site, outcome, reason string
		var n int
		if err := rows.Scan(&site, &outcome, &reason, &n); err != nil {
			return nil, explain(db.path, err)
		}
		if len(accounts) == 0 || accounts[len(accounts)-1].Site != site {
			accounts = append(accounts, Account{Site: site, Failed: map[string]int{}, Blocked: map[string]int{}, Skipped: map[string]int{}})
		}
		a := &accounts[len(accounts)-1]
		switch outcome {
		case Discovered:
			a.Discovered += n
		case Fetched:
			a.Fetched += n
		case NotChanged:
			a.Unchanged += n
		case URLFail:
			a.Failed[reason] += n
		case Block:
			a.Blocked[reason] += n
		case Skip:
			a.Skipped[reason] += n
		}
	}
	return accounts, explain(db.path, rows.Err())
}

// CheckAccounts is nil where every site's account of a run adds up, to itself and
// to the addresses that the run found last. Sites that are still being visited
// do not.
func (db *DB) CheckAccounts(ctx context.Context, runID int64) error {
	accounts, err := db.Accounts(ctx, runID)
	if err != nil {
		return err
	}
	var errs []error
	for _, a := range accounts {
		var open int
		err := db.r.QueryRowContext(ctx, `SELECT count(*) FROM crawl_url WHERE site = ? AND run_id = ? AND outcome = ''`, a.Site, runID).Scan(&open)
		if err != nil {
			return explain(db.path, err)
		}
		if a.Discovered != a.Sum() || open > 0 {
			errs = append(errs, fmt.Errorf("%s: discovered %d, accounted for %d, open %d: %w", a.Site, a.Discovered, a.Sum(), open, ErrAccount))
		}
	}
	return errors.Join(errs...)
}
