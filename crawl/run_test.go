package crawl

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
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

// A world is some frozen sites and what crawls them.
type world struct {
	t       testing.TB
	frozen  []*frozen.Site
	net     *frozen.Net
	clock   *frozen.StepClock
	db      *store.DB
	direct  *sql.DB // the same database, past the store's methods
	dir     string
	sites   []Site
	reader  Reader
	version string
}

// A realReader reads documents as the program does. It takes seconds to begin:
// the tests share one.
type realReader struct {
	pipeline.Reader
	version string
	close   func() error
}

var openReader = sync.OnceValues(func() (*realReader, error) {
	x, err := extract.New()
	if err != nil {
		return nil, err
	}
	segmenter, err := normalize.OpenSegmenter()
	if err != nil {
		return nil, err
	}
	parser := parse.New(parse.Options{})
	return &realReader{pipeline.Reader{Parser: parser, Extractor: x, Segmenter: segmenter}, x.Version(),
		func() error { return errors.Join(parser.Close(), segmenter.Close()) }}, nil
})

func reader(t testing.TB) (Reader, string) {
	t.Helper()
	r, err := openReader()
	if err != nil {
		t.Fatal(err)
	}
	readerOpen.Store(true)
	return r, r.version
}

// readerOpen tells that a test has opened the reader.
var readerOpen atomic.Bool

var contact = polite.Contact{Name: "nianbao", Version: "1.0", URL: "https://example.org/about", Mail: "crawl@example.org"}

// loadFrozen reads the frozen sites once for all tests.
var loadFrozen = sync.OnceValues(func() ([]*frozen.Site, error) { return frozen.Load(filepath.Join("..", "fixtures", "sites")) })

// newWorld serves the frozen sites whose names a pattern matches. At the test's
// end no request may have broken a rule.
func newWorld(t testing.TB, pattern string) *world {
	t.Helper()
	r, version := reader(t)
	return newWorldOf(t, pattern, r, version)
}

// newWorldOf does so for worlds that share what reads.
func newWorldOf(t testing.TB, pattern string, r Reader, version string) *world {
	t.Helper()
	all, err := loadFrozen()
	if err != nil {
		t.Fatal(err)
	}
	var sites []*frozen.Site
	for _, s := range all {
		if ok, err := path.Match(pattern, s.File); err != nil {
			t.Fatal(err)
		} else if ok {
			sites = append(sites, s)
		}
	}
	return newWorldWith(t, sites, r, version)
}

// newWorldWith serves sites.
func newWorldWith(t testing.TB, sites []*frozen.Site, r Reader, version string) *world {
	t.Helper()
	var err error
	w := &world{t: t, clock: frozen.NewStepClock(time.Date(2026, 2, 1, 2, 0, 0, 0, polite.China)), dir: fastDir(t), reader: r, version: version}
	for _, s := range sites {
		w.frozen = append(w.frozen, s)
		w.sites = append(w.sites, Site{Name: s.Name, Home: s.Home, Hosts: s.Hosts})
	}
	w.net = frozen.Serve(t, w.frozen, frozen.WithClock(w.clock))
	if w.db, err = store.Open(t.Context(), filepath.Join(w.dir, "test.db"), store.Options{}); err != nil {
		t.Fatal(err)
	}
	if w.direct, err = sql.Open("sqlite3", "file:"+filepath.Join(w.dir, "test.db")+"?mode=ro"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		w.lawful()
		if err := errors.Join(w.direct.Close(), w.db.Close()); err != nil {
			t.Error(err)
		}
	})
	return w
}

// night crawls all sites as a process of its own would.
func (w *world) night(n int) *Summary {
	w.t.Helper()
	return w.nightAs(n, min(n, 2))
}

// nightAs crawls all sites as they are in their first or second night.
func (w *world) nightAs(n, as int) *Summary {
	w.t.Helper()
	w.net.Night(as)
	w.clock.Set(time.Date(2026, 2, n, 2, 0, 0, 0, polite.China))
	archive, err := warc.Open(warc.Options{Dir: filepath.Join(w.dir, "archive"), Now: w.clock.Now})
	if err != nil {
		w.t.Fatal(err)
	}
	defer archive.Close()
	client, err := polite.New(polite.Options{
		Contact: contact, Clock: w.clock, Memory: Memory(w.t.Context(), w.db), Pages: Pages(w.t.Context(), w.db, archive, w.clock), Lookup: w.net.Lookup, Dial: w.net.DialContext, Roots: w.net.Roots,
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
	w.clock.Set(time.Date(2026, 2, 1, 2, 0, 0, 0, polite.China))
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

func (w *world) dump() string {
	w.t.Helper()
	var b strings.Builder
	if err := w.db.Dump(w.t.Context(), &b); err != nil {
		w.t.Fatal(err)
	}
	return b.String()
}

// A getterFunc answers by a function.
type getterFunc func(list.Request) (*list.Page, error)

func (f getterFunc) Get(_ context.Context, r list.Request) (*list.Page, error) { return f(r) }

// TestSpent has a site whose budget is spent before its list was found: nobody
// says that it does not answer.
func TestSpent(t *testing.T) {
	w := newWorldOf(t, "07-shalu", scripted{}, "1")
	s := w.crawl(1, w.db, func(polite.Site) list.Getter {
		return getterFunc(func(r list.Request) (*list.Page, error) {
			return nil, &polite.Error{Class: polite.ClassBudget, URL: r.URL, Why: "0 pages"}
		})
	}, nil)
	if s.Outcomes[outOfBudget] != 1 || len(s.Outcomes) != 1 {
		t.Errorf("outcomes %v", s.Outcomes)
	}
}

// TestCrash has a site whose pages bring the program down: the others' nights
// go on, and its own account adds up.
func TestCrash(t *testing.T) {
	w := newWorldOf(t, "07-*", scripted{}, "1")
	s := w.crawl(1, w.db, func(s polite.Site) list.Getter {
		return getterFunc(func(r list.Request) (*list.Page, error) {
			if strings.Contains(r.URL, "shalu") {
				panic("a page")
			}
			return nil, &polite.Error{Class: list.ClassUnreachable, URL: r.URL}
		})
	}, nil)
	if s.Outcomes[string(list.Unsupported)] != 1 || s.Outcomes[string(list.Unreachable)] != 2 {
		t.Errorf("outcomes %v", s.Outcomes)
	}
	for _, a := range s.Alarms {
		if a.Outcome == string(list.Unsupported) && !strings.Contains(a.Why, "a page") {
			t.Errorf("%+v", a)
		}
	}
}

// TestPages holds that a list is believed to be what it was for some days, as
// long as the archive has it.
func TestPages(t *testing.T) {
	w := newWorldOf(t, "07-shalu", scripted{}, "1")
	archive, err := warc.Open(warc.Options{Dir: filepath.Join(w.dir, "archive"), Now: w.clock.Now})
	if err != nil {
		t.Fatal(err)
	}
	defer archive.Close()
	place, err := archive.Put(&warc.Exchange{URL: "http://a.gov.cn/", At: w.clock.Now(), Method: "GET", Status: 200, Body: []byte("a list")})
	if err != nil {
		t.Fatal(err)
	}
	p := Pages(t.Context(), w.db, archive, w.clock)
	want := polite.KeptPage{Known: polite.Validators{ETag: `"1"`, Modified: "then", Encoding: "gzip"}, Type: "text/html", SHA256: place.SHA256, Body: []byte("a list")}
	gone := want
	gone.SHA256 = strings.Repeat("0", 64)
	for url, k := range map[string]polite.KeptPage{"http://a.gov.cn/": want, "http://a.gov.cn/gone": gone} {
		if err := p.PutPage(url, k); err != nil {
			t.Fatal(err)
		}
	}
	began := w.clock.Now()
	for _, tt := range []struct {
		url   string
		after time.Duration
		want  bool
	}{{"http://a.gov.cn/", 0, true}, {"http://a.gov.cn/", believed, true}, {"http://a.gov.cn/", believed + time.Second, false},
		{"http://a.gov.cn/", -time.Hour, false}, {"http://a.gov.cn/gone", 0, false}, {"http://a.gov.cn/other", 0, false}} {
		w.clock.Set(began.Add(tt.after))
		got, ok, err := p.Page(tt.url)
		if err != nil || ok != tt.want || ok && !cmp.Equal(got, want) {
			t.Errorf("%s after %s: %+v, %v, %v", tt.url, tt.after, got, ok, err)
		}
	}
}
