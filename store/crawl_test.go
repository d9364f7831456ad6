package store

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"nianbao/report"
)

var night = time.Date(2026, 2, 1, 18, 0, 0, 0, time.UTC) // 02:00 in China

// lease is one of an hour.
func lease(owner string, now time.Time) Lease {
	return Lease{Owner: owner, Now: now, Until: now.Add(time.Hour)}
}

func crawlRun(t testing.TB, db *DB) int64 {
	t.Helper()
	id, err := db.StartRun(t.Context(), Run{Command: "crawl", Version: "v1", StartedAt: night})
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func do(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// visit begins a visit of site x by a run of its own.
func visit(t testing.TB, db *DB, owner string, now time.Time) Visit {
	t.Helper()
	do(t, db.SyncSites(t.Context(), now, "x"))
	v := Visit{RunID: crawlRun(t, db), Site: "x", Owner: owner}
	begun, err := db.BeginVisit(t.Context(), v.RunID, "x", lease(owner, now))
	if err != nil || !begun {
		t.Fatalf("BeginVisit by %s: %v, %v", owner, begun, err)
	}
	return v
}

func sightings(from, to int) (list []Sighting) {
	for i := from; i < to; i++ {
		url := fmt.Sprintf("http://x.gov.cn/%02d", i)
		list = append(list, Sighting{Key: url, URL: url + "?t=1", Kind: "page", Page: "http://x.gov.cn/nb/", Title: fmt.Sprint(i)})
	}
	return list
}

func accountOf(t testing.TB, db *DB, run int64) Account {
	t.Helper()
	accounts, err := db.Accounts(t.Context(), run)
	if err != nil || len(accounts) != 1 {
		t.Fatalf("accounts %v, %v", accounts, err)
	}
	return accounts[0]
}

func TestVisit(t *testing.T) {
	ctx := t.Context()
	db := open(t, path(t))
	v := visit(t, db, "a", night)
	do(t, db.Discover(ctx, v, night, sightings(0, 6)))
	do(t, db.Discover(ctx, v, night, sightings(4, 8))) // two lists show some alike
	urls, err := db.LeaseURLs(ctx, v, lease("a", night), 5)
	if err != nil || len(urls) != 5 || urls[0].State != URLNew || urls[0].URL != "http://x.gov.cn/00?t=1" {
		t.Fatalf("leased %v, %v", urls, err)
	}
	more, err := db.LeaseURLs(ctx, v, lease("a", night), 5)
	if err != nil || len(more) != 3 {
		t.Fatalf("leased %v, %v", more, err)
	}
	next := night.AddDate(0, 0, 7)
	results := []URLResult{
		{Outcome: Fetched, State: URLGood, SHA256: "s0", ETag: `"0"`, Final: "http://x.gov.cn/f"},
		{Outcome: NotChanged, State: URLGood, SHA256: "s1"},
		{Outcome: URLFail, Reason: "status", Why: "HTTP 500", State: URLFailed},
		{Outcome: URLFail, Reason: "timeout", State: URLFailed},
		{Outcome: Block, Reason: "瑞数", State: URLBlocked},
		{Outcome: Skip, Reason: "not_a_report", State: URLSkipped},
	}
	for i, r := range results {
		r.Key, r.At, r.Due = fmt.Sprintf("http://x.gov.cn/%02d", i), night, next
		do(t, db.FinishURL(ctx, v, r))
		do(t, db.FinishURL(ctx, v, r)) // it was killed before it knew
	}
	if err := db.CheckAccounts(ctx, v.RunID); !errors.Is(err, ErrAccount) {
		t.Errorf("an account that is still open: %v", err)
	}
	v.Outcome, v.Good, v.Column, v.Family, v.Listed, v.Stated, v.Ended = "ok", true, "http://x.gov.cn/nb/", "hanweb", 8, 8, night.Add(time.Hour)
	do(t, db.FinishVisit(ctx, v, "budget", next))
	do(t, db.FinishVisit(ctx, v, "budget", next))
	want := Account{Site: "x", Discovered: 8, Fetched: 1, Unchanged: 1, Failed: map[string]int{"status": 1, "timeout": 1},
		Blocked: map[string]int{"瑞数": 1}, Skipped: map[string]int{"not_a_report": 1, "budget": 2}}
	if diff := cmp.Diff(want, accountOf(t, db, v.RunID)); diff != "" {
		t.Errorf("account (-want +got):\n%s", diff)
	}
	do(t, db.CheckAccounts(ctx, v.RunID))

	site, err := db.CrawlSite(ctx, "x", night)
	wantSite := CrawlSite{Site: "x", Column: "http://x.gov.cn/nb/", Family: "hanweb", Listed: 8, Outcome: "ok", Checked: night.Add(time.Hour),
		Good: night.Add(time.Hour), Due: next}
	if diff := cmp.Diff(wantSite, site); diff != "" || err != nil {
		t.Errorf("%v, site (-want +got):\n%s", err, diff)
	}
	visits, err := db.Visits(ctx, v.RunID)
	if err != nil || len(visits) != 1 || visits[0].Outcome != "ok" || visits[0].Stated != 8 {
		t.Errorf("visits %v, %v", visits, err)
	}
	if _, err := db.CrawlSite(ctx, "y", night); !errors.Is(err, report.ErrNotFound) {
		t.Errorf("a site that was never synced: %v", err)
	}
}

// TestNextNight holds that a night later only what is due is asked again, that a
// failure leaves the last good copy, and that a bad night leaves what the last
// good one found.
func TestNextNight(t *testing.T) {
	ctx := t.Context()
	db := open(t, path(t))
	v := visit(t, db, "a", night)
	do(t, db.Discover(ctx, v, night, sightings(0, 2)))
	_, err := db.LeaseURLs(ctx, v, lease("a", night), 5)
	do(t, err)
	tomorrow := night.AddDate(0, 0, 1)
	do(t, db.FinishURL(ctx, v, URLResult{Key: "http://x.gov.cn/00", Outcome: Fetched, State: URLGood, SHA256: "s0", Final: "http://x.gov.cn/f", ETag: `"0"`, Version: "v1", At: night, Due: tomorrow}))
	do(t, db.FinishURL(ctx, v, URLResult{Key: "http://x.gov.cn/01", Outcome: Fetched, State: URLGood, SHA256: "s1", At: night, Due: tomorrow.AddDate(0, 0, 5)}))
	v.Outcome, v.Good, v.Column, v.Listed, v.Ended = "ok", true, "http://x.gov.cn/nb/", 2, night
	do(t, db.FinishVisit(ctx, v, "", tomorrow))

	v = visit(t, db, "b", tomorrow)
	do(t, db.Discover(ctx, v, tomorrow, sightings(0, 2)))
	urls, err := db.LeaseURLs(ctx, v, lease("b", tomorrow), 5)
	if err != nil || len(urls) != 1 || urls[0].Key != "http://x.gov.cn/00" || urls[0].ETag != `"0"` {
		t.Fatalf("leased %v, %v", urls, err)
	}
	do(t, db.FinishURL(ctx, v, URLResult{Key: "http://x.gov.cn/00", Outcome: URLFail, Reason: "status", State: URLFailed, At: tomorrow, Due: tomorrow.AddDate(0, 0, 1)}))
	v.Outcome, v.Why, v.Ended = "column_lost", "no column", tomorrow
	do(t, db.FinishVisit(ctx, v, "", tomorrow.AddDate(0, 0, 1)))
	do(t, db.CheckAccounts(ctx, v.RunID))
	if a := accountOf(t, db, v.RunID); a.Skipped[NotDue] != 1 || a.Discovered != 2 {
		t.Errorf("account %+v", a)
	}
	if c, ok, err := db.LastCopy(ctx, "http://x.gov.cn/f"); err != nil || !ok || c.SHA256 != "s0" || c.ETag != `"0"` {
		t.Errorf("the last good copy is %v, %v, %v", c, ok, err)
	}
	if _, ok, err := db.LastCopy(ctx, "http://x.gov.cn/none"); ok || err != nil {
		t.Errorf("a copy of what was never seen: %v, %v", ok, err)
	}
	site, err := db.CrawlSite(ctx, "x", tomorrow)
	if err != nil || site.Outcome != "column_lost" || site.Column != "http://x.gov.cn/nb/" || site.Failures != 1 || !site.Failing.Equal(tomorrow) || !site.Good.Equal(night) {
		t.Errorf("after a bad night: %+v, %v", site, err)
	}
	v = visit(t, db, "c", tomorrow)
	v.Again = true
	do(t, db.Discover(ctx, v, tomorrow, sightings(0, 2)))
	if urls, err := db.LeaseURLs(ctx, v, lease("c", tomorrow), 5); err != nil || len(urls) != 2 {
		t.Errorf("asked again, whatever is due: %v, %v", urls, err)
	}
	all, err := db.CrawlURLs(ctx, "x")
	if err != nil || len(all) != 2 || all[0].Tries != 1 || all[0].Version != "v1" || all[0].State != URLFailed {
		t.Errorf("addresses %+v, %v", all, err)
	}
	do(t, db.SyncSites(ctx, tomorrow, "x", "y")) // a second time, and a new one
	if sites, err := db.CrawlSites(ctx, tomorrow); err != nil || len(sites) != 2 || sites[0].Column == "" || !sites[1].Due.Equal(tomorrow) {
		t.Errorf("sites %+v, %v", sites, err)
	}
}

// TestLease holds that two processes never work on one thing, and that what a
// dead one held is free after its time.
func TestLease(t *testing.T) {
	ctx := t.Context()
	db := open(t, path(t))
	v := visit(t, db, "a", night)
	do(t, db.Discover(ctx, v, night, sightings(0, 3)))
	_, err := db.LeaseURLs(ctx, v, lease("a", night), 1)
	do(t, err)

	other := Visit{RunID: crawlRun(t, db), Site: "x", Owner: "b"}
	soon := night.Add(59 * time.Minute)
	if begun, err := db.BeginVisit(ctx, other.RunID, "x", lease("b", soon)); begun || err != nil {
		t.Fatalf("two are at one site: %v, %v", begun, err)
	}
	if err := db.Discover(ctx, other, soon, sightings(0, 1)); !errors.Is(err, ErrLeaseLost) {
		t.Errorf("Discover without a lease: %v", err)
	}
	do(t, db.Renew(ctx, "x", lease("a", soon)))
	late := soon.Add(59 * time.Minute)
	if begun, err := db.BeginVisit(ctx, other.RunID, "x", lease("b", late)); begun || err != nil {
		t.Fatalf("a lease that was renewed is not held: %v, %v", begun, err)
	}
	if begun, err := db.BeginVisit(ctx, other.RunID, "x", Lease{Owner: "b", Now: late, Until: late.Add(time.Hour), Gone: func(owner string) bool { return owner == "c" }}); begun || err != nil {
		t.Fatalf("a lease of a process that lives is not held: %v, %v", begun, err)
	}
	after := soon.Add(time.Hour)
	if begun, err := db.BeginVisit(ctx, other.RunID, "x", lease("b", after)); !begun || err != nil {
		t.Fatalf("a lease does not end: %v, %v", begun, err)
	}
	// The first one wakes up.
	for what, err := range map[string]error{
		"Renew":       db.Renew(ctx, "x", lease("a", after)),
		"Discover":    db.Discover(ctx, v, after, sightings(0, 1)),
		"FinishVisit": db.FinishVisit(ctx, Visit{RunID: other.RunID, Site: "x", Owner: "a", Outcome: "ok"}, "", after),
	} {
		if !errors.Is(err, ErrLeaseLost) {
			t.Errorf("%s after the lease: %v", what, err)
		}
	}
	if _, err := db.LeaseURLs(ctx, v, lease("a", after), 1); !errors.Is(err, ErrLeaseLost) {
		t.Errorf("LeaseURLs after the lease: %v", err)
	}
	do(t, db.Discover(ctx, other, after, sightings(0, 3)))
	if err := db.FinishURL(ctx, v, URLResult{Key: "http://x.gov.cn/00", Outcome: Fetched, State: URLGood, At: after, Due: after}); !errors.Is(err, ErrLeaseLost) {
		t.Errorf("FinishURL after the lease: %v", err)
	}
	// What it did not come to is in its account.
	do(t, db.CheckAccounts(ctx, v.RunID))
	if a := accountOf(t, db, v.RunID); a.Skipped[Interrupted] != 3 {
		t.Errorf("the account of a visit that died: %+v", a)
	}
	if visits, err := db.Visits(ctx, v.RunID); err != nil || visits[0].Outcome != Interrupted {
		t.Errorf("a visit that died: %v, %v", visits, err)
	}
	if urls, err := db.LeaseURLs(ctx, other, lease("b", after), 9); err != nil || len(urls) != 3 {
		t.Errorf("leased %v, %v", urls, err)
	}
}

func TestCrawlHosts(t *testing.T) {
	ctx := t.Context()
	db := open(t, path(t))
	if _, ok, err := db.CrawlHost(ctx, "x.gov.cn"); ok || err != nil {
		t.Fatalf("%v, %v", ok, err)
	}
	h := CrawlHost{Host: "x.gov.cn", Until: night.Add(time.Millisecond), Class: "rate", Why: "HTTP 503", Failures: 2, Failing: night}
	do(t, db.PutCrawlHost(ctx, CrawlHost{Host: "x.gov.cn"}))
	do(t, db.PutCrawlHost(ctx, h))
	h.Until = night.Add(time.Second) // never too early
	if got, ok, err := db.CrawlHost(ctx, "x.gov.cn"); !ok || err != nil || !cmp.Equal(got, h) {
		t.Errorf("%+v, %v, %v, want %+v", got, ok, err, h)
	}
	r := CrawlRobots{Origin: "http://x.gov.cn", Outcome: "file", Status: 200, Copy: []byte("User-agent: *"), Checked: night, Expires: night.Add(time.Hour), Good: night}
	do(t, db.PutCrawlRobots(ctx, r))
	if got, ok, err := db.CrawlRobots(ctx, r.Origin); !ok || err != nil || !cmp.Equal(got, r) {
		t.Errorf("%+v, %v, %v, want %+v", got, ok, err, r)
	}
	if _, ok, err := db.CrawlRobots(ctx, "https://x.gov.cn"); ok || err != nil {
		t.Errorf("%v, %v", ok, err)
	}
}

func TestCrawlTurns(t *testing.T) {
	ctx := t.Context()
	db := open(t, path(t))
	if _, ok, err := db.CrawlTurn(ctx, "host", "x.gov.cn"); ok || err != nil {
		t.Fatalf("%v, %v", ok, err)
	}
	host := CrawlTurn{Kind: "host", Name: "127.0.0.1", Ended: night, Next: night.Add(3*time.Second + time.Millisecond)}
	address := CrawlTurn{Kind: "address", Name: "127.0.0.1", Ended: night.Add(time.Minute), Next: night.Add(time.Hour)}
	do(t, db.PutCrawlTurns(ctx, CrawlTurn{Kind: "host", Name: "127.0.0.1", Ended: night.Add(-time.Hour), Next: night.Add(-time.Hour)}))
	do(t, db.PutCrawlTurns(ctx, host, address))
	host.Next = night.Add(4 * time.Second) // never too early
	for _, want := range []CrawlTurn{host, address} {
		if got, ok, err := db.CrawlTurn(ctx, want.Kind, want.Name); !ok || err != nil || !cmp.Equal(got, want) {
			t.Errorf("%+v, %v, %v, want %+v", got, ok, err, want)
		}
	}
}

// TestWrongClock has a night whose clock was a year ahead: what it put off and
// held is to be done on the next night of all the same.
func TestWrongClock(t *testing.T) {
	ctx := t.Context()
	db := open(t, path(t))
	ahead := night.AddDate(1, 0, 0)
	v := visit(t, db, "a", ahead)
	do(t, db.Discover(ctx, v, ahead, sightings(0, 2)))
	urls, err := db.LeaseURLs(ctx, v, lease("a", ahead), 1)
	if err != nil || len(urls) != 1 {
		t.Fatalf("leased %v, %v", urls, err)
	}
	do(t, db.FinishURL(ctx, v, URLResult{Key: urls[0].Key, Outcome: Fetched, State: URLGood, SHA256: "s0", At: ahead, Due: ahead.AddDate(0, 0, 7)}))
	// It is killed. The next one begins with the right clock.
	v = visit(t, db, "b", night)
	do(t, db.Discover(ctx, v, night, sightings(0, 2)))
	if urls, err := db.LeaseURLs(ctx, v, lease("b", night), 5); err != nil || len(urls) != 2 {
		t.Errorf("leased %v, %v", urls, err)
	}
	for _, tt := range []struct {
		due  time.Time
		want bool
	}{{night, true}, {night.Add(time.Second), false}, {night.AddDate(0, 0, 30), false}, {ahead, true}} {
		if got := (CrawlSite{Due: tt.due}).IsDue(night); got != tt.want {
			t.Errorf("due on %s: %v, want %v", tt.due, got, tt.want)
		}
	}
}

// TestLeaseOfTheDead takes over a site from a process that was killed, before its
// lease ends.
func TestLeaseOfTheDead(t *testing.T) {
	ctx := t.Context()
	db := open(t, path(t))
	do(t, db.SyncSites(ctx, night, "x"))
	first, second := crawlRun(t, db), crawlRun(t, db)
	if begun, err := db.BeginVisit(ctx, first, "x", lease("a", night)); !begun || err != nil {
		t.Fatal(begun, err)
	}
	v := Visit{RunID: first, Site: "x", Owner: "a"}
	do(t, db.Discover(ctx, v, night, sightings(0, 3)))
	if _, err := db.LeaseURLs(ctx, v, lease("a", night), 1); err != nil {
		t.Fatal(err)
	}
	soon := night.Add(time.Second)
	l := lease("b", soon)
	l.Gone = func(owner string) bool { return owner == "a" }
	if begun, err := db.BeginVisit(ctx, second, "x", l); !begun || err != nil {
		t.Fatalf("the dead hold it: %v, %v", begun, err)
	}
	do(t, db.CheckAccounts(ctx, first))
	if a := accountOf(t, db, first); a.Skipped[Interrupted] != 3 {
		t.Errorf("the account of a visit that died: %+v", a)
	}
	next := Visit{RunID: second, Site: "x", Owner: "b"}
	do(t, db.Discover(ctx, next, soon, sightings(0, 3)))
	if urls, err := db.LeaseURLs(ctx, next, l, 9); err != nil || len(urls) != 3 {
		t.Errorf("leased %v, %v", urls, err)
	}
}
