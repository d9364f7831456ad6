package crawl

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"testing/synctest"
	"time"

	"nianbao/crawl/list"
	"nianbao/crawl/polite"
	"nianbao/report"
	"nianbao/store"
)

var simulatedNights = flag.Int("nights", 366, "nights that TestYear simulates")

// quietNights are the last ones: nothing happens any more, so that everything
// must have been found in the end.
const quietNights = 50

// slack is what a profiler may need, in bytes of the heap.
const slack = 512 << 10

// A shiftedClock is the bubble's clock, set wrongly.
type shiftedClock struct{ shift time.Duration }

func (c *shiftedClock) Now() time.Time { return time.Now().Add(c.shift) }

func (c *shiftedClock) Sleep(ctx context.Context, d time.Duration) error {
	return polite.Wall{}.Sleep(ctx, d)
}

// shifts are the nights in which the crawler's clock is wrong: once so that it
// takes night for day.
var shifts = map[int]time.Duration{130: 36 * time.Hour, 200: -5 * time.Hour, 220: 400 * 24 * time.Hour, 221: 400 * 24 * time.Hour, 240: -48 * time.Hour}

// interrupted are the nights that somebody ends after two minutes.
var interrupted = map[int]bool{16: true, 96: true}

// A year is a simulated one.
type year struct {
	*simulation
	t      *testing.T
	db     *store.DB
	direct *sql.DB
	sites  []Site
	news   map[string]int // how often each report was told to be new
	down   time.Time      // since when the site that is down for forty nights is
}

// fastDir is a folder in memory, where there is one: what is synced to a disk
// two hundred thousand times takes ten times as long.
func fastDir(t testing.TB) string {
	t.Helper()
	dir, err := os.MkdirTemp("/dev/shm", "nianbao")
	if err != nil {
		return t.TempDir()
	}
	t.Cleanup(func() {
		if err := os.RemoveAll(dir); err != nil {
			t.Error(err)
		}
	})
	return dir
}

// TestYear lets a year of nights go by over twenty sites with faults of their
// own, from New Year over a leap day, through [Crawler.Run] with a new client
// each night. The servers hold it to the rules; each night the accounts add up
// and nothing is left to do; in the end everything that was published is there
// in its newest version, and the ledger knows what was removed.
func TestYear(t *testing.T) {
	if testing.Short() {
		t.Skip("simulates a year")
	}
	file := filepath.Join(fastDir(t), "test.db")
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(time.Until(time.Date(2024, 1, 1, 22, 0, 0, 0, polite.China)))
		y := newYear(t, file)
		var routines int
		var heap uint64
		for night := range *simulatedNights {
			began := time.Now()
			y.run(night)
			y.settled()
			y.downFor40(night)
			if night == 30 || night == *simulatedNights-1 {
				n, h := usage()
				t.Logf("night %d: %d goroutines, heap of %d bytes, resident %s", night, n, h, resident())
				if night > 30 && (n > routines || float64(h) > 1.1*float64(heap)+slack) {
					t.Errorf("after night 30 there were %d goroutines and %d bytes, after night %d %d and %d", routines, heap, night, n, h)
				}
				routines, heap = n, h
			}
			time.Sleep(time.Until(began.Add(24 * time.Hour)))
		}
		y.complete()
		y.close()
	})
}

func newYear(t *testing.T, file string) *year {
	y := &year{simulation: newSimulation(t, len(simFaults)), t: t, news: map[string]int{}}
	var err error
	if y.db, err = store.Open(t.Context(), file, store.Options{}); err != nil {
		t.Fatal(err)
	}
	if y.direct, err = sql.Open("sqlite3", "file:"+file+"?mode=ro"); err != nil {
		t.Fatal(err)
	}
	for _, h := range y.hosts {
		s := Site{Name: h.body, Home: "http://" + h.name + "/", Hosts: []string{h.name}}
		seen := map[string]bool{}
		for _, r := range h.reports {
			if !seen[r.body] {
				seen[r.body] = true
				s.Reports = append(s.Reports, Expected{Body: r.body, Level: report.County, From: r.year})
			}
		}
		y.sites = append(y.sites, s)
	}
	return y
}

func (y *year) close() {
	if err := errors.Join(y.direct.Close(), y.db.Close()); err != nil {
		y.t.Error(err)
	}
	y.simulation.close()
}

// run makes a night as a process of its own would.
func (y *year) run(night int) {
	y.begin(night, *simulatedNights-quietNights)
	ctx, cancel := context.WithCancel(y.t.Context())
	defer cancel()
	if interrupted[night] {
		defer time.AfterFunc(2*time.Minute, cancel).Stop()
	}
	clock := &shiftedClock{shifts[night]}
	y.shift = clock.shift
	window, err := polite.ParseWindow("22:00-06:00")
	if err != nil {
		y.t.Fatal(err)
	}
	client, err := polite.New(polite.Options{Contact: polite.Contact{Name: "nianbao", Version: "1.0", URL: "https://example.org/about", Mail: "crawl@example.org"},
		Window: window, Clock: clock, Random: rand.New(rand.NewPCG(uint64(night), 1)).Float64, Memory: Memory(ctx, y.db), Lookup: y.lookup, Dial: y.dial})
	if err != nil {
		y.t.Fatal(err)
	}
	c := New(Options{DB: y.db, Visit: func(p polite.Site) list.Getter { return client.Visit(p) }, Reader: scripted{}, Version: "1", Program: "test", Command: "crawl",
		Clock: clock, Owner: fmt.Sprint("night ", night), Workers: len(y.sites)})
	began := time.Now()
	summary, err := c.Run(ctx, y.sites, true)
	if err != nil && !(interrupted[night] && errors.Is(err, context.Canceled)) {
		y.t.Fatalf("night %d: %v", night, err)
	}
	client.Close()
	synctest.Wait()
	for _, r := range summary.New {
		y.news[r.URL]++
	}
	for _, h := range y.hosts {
		if most := 3 * (len(h.reports) + 6); h.asked > most {
			y.t.Errorf("night %d: %s was asked %d times", night, h.name, h.asked)
		}
	}
	if testing.Verbose() && (night%20 == 0 || shifts[night] != 0) {
		y.t.Logf("night %d, %s: %s, %v, %+v, new %d, revised %d", night, began.In(polite.China).Format(time.DateOnly), time.Since(began).Round(time.Minute),
			summary.Outcomes, summary.Total(), len(summary.New), len(summary.Revised))
	}
}

// number reads one from the database.
func (y *year) number(query string, args ...any) (n int) {
	y.t.Helper()
	if err := y.direct.QueryRowContext(y.t.Context(), query, args...).Scan(&n); err != nil {
		y.t.Fatal(err)
	}
	return n
}

// settled holds that a night left nothing half done.
func (y *year) settled() {
	y.t.Helper()
	for what, query := range map[string]string{
		"addresses are to be done":  `SELECT count(*) FROM crawl_url WHERE outcome = ''`,
		"addresses are leased":      `SELECT count(*) FROM crawl_url WHERE lease_owner <> ''`,
		"sites are leased":          `SELECT count(*) FROM crawl_site WHERE lease_owner <> ''`,
		"visits have no end":        `SELECT count(*) FROM crawl_visit WHERE outcome = ''`,
		"runs have no end":          `SELECT count(*) FROM run WHERE ended_at IS NULL`,
		"addresses are never asked": `SELECT count(*) FROM crawl_url WHERE due_at > datetime('now', '+900 days')`,
	} {
		if n := y.number(query); n > 0 {
			y.t.Errorf("night %d: %d %s", y.night, n, what)
		}
	}
}

// downFor40 holds that a site that is down is told as unreachable since its
// first night, and that what it published meanwhile is found when it is back.
func (y *year) downFor40(night int) {
	y.t.Helper()
	h := y.hosts[6]
	site, err := y.db.CrawlSite(y.t.Context(), h.body, time.Now())
	if err != nil {
		y.t.Fatal(err)
	}
	switch {
	case night < 60 || night > 102:
		return
	case night == 60:
		y.down = site.Failing
		fallthrough
	case night < 100:
		if site.Outcome != string(list.Unreachable) || !site.Failing.Equal(y.down) || time.Since(y.down) > time.Duration(night-60)*24*time.Hour+time.Hour {
			y.t.Errorf("night %d: the site that is down is %s since %s", night, site.Outcome, site.Failing)
		}
		lines, err := y.db.Owed(y.t.Context(), store.OwedFilter{Site: h.body}, time.Now())
		if err != nil || len(lines) == 0 {
			y.t.Fatalf("%d lines, %v", len(lines), err)
		}
		for _, o := range lines {
			if o.Unreachable.IsZero() || o.Unreachable.Sub(y.down).Abs() > time.Hour {
				y.t.Errorf("night %d: %s on %d is unreachable since %s, not %s", night, o.Body, o.Year, o.Unreachable, y.down)
			}
		}
	case night == 102:
		y.has(h)
	}
}

// has holds that the newest version of everything on a site is stored.
func (y *year) has(h *simHost) {
	y.t.Helper()
	for _, r := range h.reports {
		if !r.there() {
			continue
		}
		url := list.Key("http://" + h.name + r.path)
		sum := sha256.Sum256([]byte(r.page()))
		want := hex.EncodeToString(sum[:])
		if n := y.number(`SELECT count(*) FROM document d JOIN source s ON s.id = d.source_id WHERE s.name = ? AND s.sha256 = ? AND d.sha256 = s.sha256
			AND d.is_current AND EXISTS (SELECT 1 FROM figure f WHERE f.document_id = d.id AND f.value = ?)`, url, want, fmt.Sprint(1000*r.version+r.year)); n != 1 {
			y.t.Errorf("night %d: %s: %d documents of version %d", y.night, url, n, r.version)
		}
		lines, err := y.db.Owed(y.t.Context(), store.OwedFilter{Body: r.body, Year: r.year}, time.Now())
		if err != nil || len(lines) != 1 || lines[0].SHA256 != want || !lines[0].Removed.IsZero() || !lines[0].Unreachable.IsZero() {
			y.t.Errorf("night %d: the ledger has of %s %+v, %v", y.night, url, lines, err)
		}
	}
}

// complete holds what must be so in the end.
func (y *year) complete() {
	y.t.Helper()
	published, removed := 0, 0
	for _, h := range y.hosts {
		y.has(h)
		for _, r := range h.reports {
			url := list.Key("http://" + h.name + r.path)
			if told := y.news[url]; told > 1 || told == 0 && r.there() {
				y.t.Errorf("%s was told to be new %d times", url, told)
			}
			if published++; r.there() || !r.ever {
				continue
			}
			removed++
			lines, err := y.db.Owed(y.t.Context(), store.OwedFilter{Body: r.body, Year: r.year}, time.Now())
			if err != nil || len(lines) != 1 || lines[0].State != store.OwedRemoved {
				y.t.Errorf("%s was removed: the ledger has %+v, %v", url, lines, err)
			}
			if n := y.number(`SELECT count(*) FROM source WHERE name = ? AND sha256 IS NOT NULL`, url); n != 1 {
				y.t.Errorf("%s was removed and is not kept", url)
			}
		}
	}
	y.t.Logf("%d reports, %d of them removed", published, removed)
}

// usage is what is in use after everything that can be is freed.
func usage() (routines int, heap uint64) {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return runtime.NumGoroutine(), m.HeapAlloc
}

// resident is the memory of the process with what is not Go's.
func resident() string {
	raw, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		return "unknown"
	}
	var size, pages int
	if _, err := fmt.Sscan(string(raw), &size, &pages); err != nil {
		return "unknown"
	}
	return fmt.Sprintf("%d MB", pages*os.Getpagesize()>>20)
}
