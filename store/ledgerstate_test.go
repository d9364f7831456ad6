package store

import (
	"fmt"
	"testing"
)

// TestCheckLedger holds that books that add up are found sound, and that what
// is missing or too much in them is told.
func TestCheckLedger(t *testing.T) {
	for spoil, sound := range map[string]bool{
		`SELECT 1`: true,
		`UPDATE crawl_account SET n = n + 1 WHERE outcome = 'fetched' AND site = 'site 0'`:                   false,
		`UPDATE crawl_url SET sha256 = '' WHERE key = (SELECT min(key) FROM crawl_url WHERE state = 'good')`: false,
		`UPDATE crawl_visit SET outcome = '' WHERE site = 'site 0'`:                                          true, // one is at work
	} {
		db := open(t, path(t))
		run, err := db.StartRun(t.Context(), Run{Command: "crawl", Version: "v1", StartedAt: night})
		do(t, err)
		for i := range 2 {
			site := fmt.Sprint("site ", i)
			do(t, db.SyncSites(t.Context(), night, site))
			do(t, crawlOne(t.Context(), db, Visit{RunID: run, Site: site, Owner: "me"}, night))
		}
		do(t, db.FinishRun(t.Context(), run, night, Counts{}, nil))
		_, err = db.w.Exec(spoil)
		do(t, err)
		s, err := db.CheckLedger(t.Context())
		if (err == nil) != sound || s.Sites != 2 || s.URLs != 2*crawlPages {
			t.Errorf("%s: %+v, %v", spoil, s, err)
		}
		if want := 1; s.Open == 0 && s.Nights != want || s.Open == 1 && s.Nights != 0 {
			t.Errorf("%s: %+v, want %d night", spoil, s, want)
		}
	}
}
