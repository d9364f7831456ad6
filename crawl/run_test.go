package crawl

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"nianbao/crawl/frozen"
	"nianbao/crawl/list"
	"nianbao/crawl/polite"
	"nianbao/crawl/warc"
	"nianbao/extract"
	"nianbao/normalize"
	"nianbao/parse"
	"nianbao/pipeline"
	"nianbao/store"
)

// pattern picks frozen sites by their files' names.
var pattern = flag.String("sites", "[03][04]-[lsty]*", "frozen sites that TestNights crawls")

// A stepClock moves only when somebody sleeps.
type stepClock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *stepClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *stepClock) Sleep(ctx context.Context, d time.Duration) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(max(d, 0))
	return ctx.Err()
}

func (c *stepClock) set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = t
}

// A world is some frozen sites and what crawls them.
type world struct {
	t       testing.TB
	frozen  []*frozen.Site
	net     *frozen.Net
	clock   *stepClock
	db      *store.DB
	dir     string
	sites   []Site
	reader  Reader
	version string
}

func reader(t testing.TB) (Reader, string) {
	t.Helper()
	x, err := extract.New()
	if err != nil {
		t.Fatal(err)
	}
	segmenter, err := normalize.OpenSegmenter()
	if err != nil {
		t.Fatal(err)
	}
	parser := parse.New(parse.Options{})
	t.Cleanup(func() {
		if err := errors.Join(parser.Close(), segmenter.Close()); err != nil {
			t.Error(err)
		}
	})
	return &pipeline.Reader{Parser: parser, Extractor: x, Segmenter: segmenter}, x.Version()
}

// newWorld serves the frozen sites whose names a pattern matches.
func newWorld(t testing.TB, pattern string) *world {
	t.Helper()
	all, err := frozen.Load(filepath.Join("..", "fixtures", "sites"))
	if err != nil {
		t.Fatal(err)
	}
	w := &world{t: t, clock: &stepClock{now: time.Date(2026, 2, 1, 2, 0, 0, 0, polite.China)}, dir: t.TempDir()}
	for _, s := range all {
		if ok, err := path.Match(pattern, s.File); err != nil {
			t.Fatal(err)
		} else if ok {
			w.frozen = append(w.frozen, s)
			w.sites = append(w.sites, Site{Name: s.Name, Home: s.Home, Hosts: s.Hosts})
		}
	}
	w.net = frozen.Serve(t, w.frozen, frozen.WithClock(w.clock))
	if w.db, err = store.Open(t.Context(), filepath.Join(w.dir, "test.db"), store.Options{}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := w.db.Close(); err != nil {
			t.Error(err)
		}
	})
	w.reader, w.version = reader(t)
	return w
}

// night crawls all sites as a process of its own would.
func (w *world) night(n int) *Summary {
	w.t.Helper()
	w.net.Night(min(n, 2))
	w.clock.set(time.Date(2026, 2, n, 2, 0, 0, 0, polite.China))
	archive, err := warc.Open(warc.Options{Dir: filepath.Join(w.dir, "archive"), Now: w.clock.Now})
	if err != nil {
		w.t.Fatal(err)
	}
	defer archive.Close()
	client, err := polite.New(polite.Options{
		Contact: polite.Contact{Name: "nianbao", Version: "1.0", URL: "https://example.org/about", Mail: "crawl@example.org"},
		Clock:   w.clock, Memory: Memory(w.t.Context(), w.db), Lookup: w.net.Lookup, Dial: w.net.DialContext, Roots: w.net.Roots,
		Archive: func(x *warc.Exchange) error { _, err := archive.Put(x); return err },
	})
	if err != nil {
		w.t.Fatal(err)
	}
	defer client.Close()
	return w.crawl(n, w.db, func(s polite.Site) list.Getter { return client.Visit(s) }, archive.Sync)
}

// crawl crawls all sites into a database.
func (w *world) crawl(n int, db *store.DB, visit func(polite.Site) list.Getter, sync func() error) *Summary {
	w.t.Helper()
	c := New(Options{DB: db, Visit: visit, Sync: sync, Reader: w.reader, Version: w.version, Program: "test", Command: "crawl", Clock: w.clock,
		Owner: fmt.Sprint("night ", n), Workers: 1})
	summary, err := c.Run(w.t.Context(), w.sites, false)
	if err != nil {
		w.t.Fatal(err)
	}
	return summary
}

// good are the addresses of a site that were had and could be read.
func (w *world) good(site string) map[string]bool {
	w.t.Helper()
	urls, err := w.db.CrawlURLs(w.t.Context(), site)
	if err != nil {
		w.t.Fatal(err)
	}
	good := map[string]bool{}
	for _, u := range urls {
		if u.State == store.URLGood && u.Class == "" {
			good[u.Key] = true
		}
	}
	return good
}

// had are the addresses of a site that were had, read or not: pictures are had.
func (w *world) had(site string) map[string]bool {
	w.t.Helper()
	urls, err := w.db.CrawlURLs(w.t.Context(), site)
	if err != nil {
		w.t.Fatal(err)
	}
	had := map[string]bool{}
	for _, u := range urls {
		had[u.Key] = u.State == store.URLGood
	}
	return had
}

// keys are the forms of the addresses of a report.
func keys(r frozen.Report) []string {
	out := []string{list.Key(r.URL)}
	for _, a := range r.Attachments {
		out = append(out, list.Key(a))
	}
	for _, key := range out { // a list may have the other scheme
		if rest, ok := strings.CutPrefix(key, "http://"); ok {
			out = append(out, "https://"+rest)
		}
	}
	return out
}

// has tells whether one of the files of a report was had.
func has(good map[string]bool, r frozen.Report) bool {
	return slices.ContainsFunc(keys(r), func(k string) bool { return good[k] })
}

// lawful holds that no request broke a rule.
func (w *world) lawful() {
	w.t.Helper()
	for what, requests := range map[string][]string{"must never be asked": w.net.Never(), "is forbidden by robots.txt": w.net.Disallowed("nianbao"),
		"came too soon": w.net.TooFast("nianbao", 3*time.Second), "is no site": w.net.Strays()} {
		for _, r := range requests {
			if strings.HasPrefix(r, "61.128.") {
				continue // a site's own address, where nothing listens by that scheme
			}
			w.t.Errorf("%s: %s", what, r)
		}
	}
}

// TestNights crawls frozen sites for three nights: all reports are found, no
// request breaks a rule, every account adds up. What is new and revised in the
// second night is told, what is gone is kept, and the third night changes
// nothing.
func TestNights(t *testing.T) {
	if testing.Short() {
		t.Skip("reads some hundred pages")
	}
	w := newWorld(t, *pattern)
	first := w.night(1)
	for _, f := range w.frozen {
		good, had := w.good(f.Name), w.had(f.Name)
		for _, r := range f.Reports {
			if !has(had, r) {
				t.Errorf("%s: night 1 misses %s", f.File, r.URL)
			}
		}
		for _, url := range f.NotReports {
			if good[list.Key(url)] {
				t.Errorf("%s: no report, but read as one: %s", f.File, url)
			}
		}
		if got := w.outcome(first.Run, f.Name); got != f.Outcome {
			t.Errorf("%s: night 1 is %s, want %s", f.File, got, f.Outcome)
		}
	}
	second := w.night(2)
	for _, f := range w.frozen {
		if f.Night2 == nil {
			continue
		}
		good := w.good(f.Name)
		for _, r := range f.Night2.New {
			if !has(good, r) || !told(second.New, r) {
				t.Errorf("%s: night 2 misses the new %s", f.File, r.URL)
			}
		}
		for _, r := range f.Night2.Changed {
			if !told(second.Revised, r) {
				t.Errorf("%s: night 2 does not tell that %s was revised", f.File, r.URL)
			}
		}
		for _, r := range f.Night2.Removed {
			if _, rest, _ := strings.Cut(r.URL, "://"); !strings.Contains(w.dump(), "://"+rest+`",`) {
				t.Errorf("%s: what was removed is not kept: %s", f.File, r.URL)
			}
		}
		if got := w.outcome(second.Run, f.Name); got != f.Night2.Outcome {
			t.Errorf("%s: night 2 is %s, want %s", f.File, got, f.Night2.Outcome)
		}
	}
	before := w.dump()
	third := w.night(3)
	if total := third.Total(); total.Fetched > 0 || len(third.New)+len(third.Revised) > 0 {
		t.Errorf("the third night, in which nothing changed, brought %+v, new %v, revised %v", total, third.New, third.Revised)
	}
	if diff := cmp.Diff(before, w.dump()); diff != "" {
		t.Errorf("the third night, in which nothing changed, changed (-before +after):\n%.2000s", diff)
	}
	w.lawful()
	t.Logf("night 1: %v, %+v", first.Outcomes, first.Total())
	t.Logf("night 2: %v, %+v", second.Outcomes, second.Total())
	t.Logf("night 3: %v, %+v", third.Outcomes, third.Total())
}

// TestReplay crawls sites a second time out of the archive alone: the database
// is the same.
func TestReplay(t *testing.T) {
	w := newWorld(t, "20-[aq]*")
	w.night(1)
	want := w.dump()
	archive, err := warc.OpenReplay(filepath.Join(w.dir, "archive"))
	if err != nil {
		t.Fatal(err)
	}
	w.clock.set(time.Date(2026, 2, 1, 2, 0, 0, 0, polite.China))
	asked := len(w.net.Requests(""))
	db, err := store.Open(t.Context(), filepath.Join(w.dir, "replayed.db"), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	w.db.Close()
	w.db = db
	s := w.crawl(1, db, Replay{archive}.Visit, nil)
	if len(s.New) == 0 {
		t.Error("nothing is replayed")
	}
	if diff := cmp.Diff(want, w.dump()); diff != "" {
		t.Errorf("the replayed crawl differs (-crawled +replayed):\n%.2000s", diff)
	}
	if n := len(w.net.Requests("")) - asked; n > 0 {
		t.Errorf("%d requests were sent", n)
	}
}

func told(reports []Report, r frozen.Report) bool {
	return slices.ContainsFunc(reports, func(got Report) bool { return slices.Contains(keys(r), list.Key(got.URL)) })
}

func (w *world) outcome(run int64, site string) string {
	w.t.Helper()
	visits, err := w.db.Visits(w.t.Context(), run)
	if err != nil {
		w.t.Fatal(err)
	}
	for _, v := range visits {
		if v.Site == site {
			return v.Outcome
		}
	}
	return "not visited"
}

func (w *world) dump() string {
	w.t.Helper()
	var b strings.Builder
	if err := w.db.Dump(w.t.Context(), &b); err != nil {
		w.t.Fatal(err)
	}
	return b.String()
}
