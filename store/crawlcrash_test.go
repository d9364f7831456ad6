package store

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"testing"
	"time"
)

// crawlEnv tells a child of TestKillCrawl what time it is.
const crawlEnv = "NIANBAO_STORE_CRAWL"

const crawlSites, crawlPages = 6, 30

// crawlChild crawls all sites that are due, and says which addresses it has
// finished with.
func crawlChild() int {
	ctx := context.Background()
	err := func() error {
		now, err := time.Parse(time.RFC3339, os.Getenv(crawlEnv))
		if err != nil {
			return err
		}
		db, err := Open(ctx, os.Getenv(childEnv), Options{})
		if err != nil {
			return err
		}
		run, err := db.StartRun(ctx, Run{Command: "crawl", Version: "v1", StartedAt: now})
		if err != nil {
			return err
		}
		for i := range crawlSites {
			site := fmt.Sprint("site ", i)
			if err := db.SyncSites(ctx, now, site); err != nil {
				return err
			}
			if err := crawlOne(ctx, db, Visit{RunID: run, Site: site, Owner: fmt.Sprint(os.Getpid())}, now); err != nil {
				return err
			}
		}
		if err := db.FinishRun(ctx, run, now, Counts{}, nil); err != nil {
			return err
		}
		return db.Close()
	}()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

func crawlOne(ctx context.Context, db *DB, v Visit, now time.Time) error {
	s, err := db.CrawlSite(ctx, v.Site, now)
	if err != nil || s.Due.After(now) {
		return err
	}
	l := lease(v.Owner, now)
	if begun, err := db.BeginVisit(ctx, v.RunID, v.Site, l); err != nil || !begun {
		return fmt.Errorf("%s: begun %v, %w", v.Site, begun, err)
	}
	for from := 0; from < crawlPages; from += 10 {
		if err := db.Discover(ctx, v, now, sightings(from, from+10)); err != nil {
			return err
		}
	}
	for {
		urls, err := db.LeaseURLs(ctx, v, l, 4)
		if err != nil {
			return err
		}
		if len(urls) == 0 {
			break
		}
		for _, u := range urls {
			err := db.FinishURL(ctx, v, URLResult{Key: u.Key, Outcome: Fetched, State: URLGood, SHA256: u.Key, At: now, Due: now.Add(longest)})
			if err != nil {
				return err
			}
			fmt.Println(v.Site, u.Key)
		}
	}
	v.Outcome, v.Good, v.Ended = "ok", true, now
	return db.FinishVisit(ctx, v, "", now.Add(longest))
}

// TestKillCrawl kills a crawl at random moments and lets it go on: no address
// is lost or had twice, and every account adds up.
func TestKillCrawl(t *testing.T) {
	if testing.Short() {
		t.Skip("starts and kills processes")
	}
	p := path(t)
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	acknowledged := map[string]bool{}
	interrupted := 0
	for i := range *kills + 1 {
		cmd := exec.Command(os.Args[0])
		// Each begins when the leases of the one before have ended.
		cmd.Env = append(os.Environ(), childEnv+"="+p, crawlEnv+"="+night.Add(time.Duration(i)*2*time.Hour).Format(time.RFC3339))
		cmd.Stderr = os.Stderr
		out, err := cmd.StdoutPipe()
		do(t, err)
		do(t, cmd.Start())
		lines := bufio.NewScanner(out)
		left := crawlSites*crawlPages - len(acknowledged)
		for n, until := 0, random.IntN(max(1, left / *kills + 2)); ; n++ {
			if n == until && i < *kills {
				time.AfterFunc(time.Duration(random.Int64N(int64(4*time.Millisecond))), func() { cmd.Process.Kill() })
			}
			if !lines.Scan() {
				break
			}
			if acknowledged[lines.Text()] {
				t.Errorf("%s is done twice", lines.Text())
			}
			acknowledged[lines.Text()] = true
		}
		if err := cmd.Wait(); err != nil {
			interrupted++
		}
	}
	t.Logf("%d of %d runs were killed", interrupted, *kills)
	if interrupted < *kills/2 {
		t.Errorf("only %d of %d runs were killed before their end", interrupted, *kills)
	}
	db := open(t, p)
	check(t, db)
	if got := value[int](t, db, `SELECT count(*) FROM crawl_url WHERE state = 'good'`); got != crawlSites*crawlPages {
		t.Errorf("%d addresses of %d are had", got, crawlSites*crawlPages)
	}
	if got := value[int](t, db, `SELECT sum(n) FROM crawl_account WHERE outcome = 'fetched'`); got != crawlSites*crawlPages {
		t.Errorf("%d addresses of %d are in the accounts as fetched", got, crawlSites*crawlPages)
	}
	if got := value[int](t, db, `SELECT count(*) FROM crawl_visit WHERE outcome = ''`); got != 0 {
		t.Errorf("%d visits have no end", got)
	}
	for run := range value[int64](t, db, `SELECT max(id) FROM run`) {
		do(t, db.CheckAccounts(t.Context(), run+1))
	}
}
