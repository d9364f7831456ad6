package crawl

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/gob"
	"encoding/hex"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"nianbao/crawl/frozen"
	"nianbao/crawl/list"
	"nianbao/crawl/polite"
	"nianbao/crawl/warc"
	"nianbao/fetch"
	"nianbao/pipeline"
	"nianbao/report"
	"nianbao/store"
)

var kills = flag.Int("kills", 20, "processes that TestKillCrawl kills")

// childEnv gives a child of TestKillCrawl what it needs, as JSON.
const childEnv = "NIANBAO_CRAWL_CHILD"

func TestMain(m *testing.M) {
	if raw := os.Getenv(childEnv); raw != "" {
		if err := child(raw); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	code := m.Run()
	if readerOpen.Load() {
		if r, err := openReader(); err == nil && r.close() != nil {
			code = 1
		}
	}
	os.Exit(code)
}

// An order is what a child is to do: one night.
type order struct {
	Dir    string // of the database, the archive and the readings
	Start  time.Time
	Routes frozen.Routes
	Sites  []Site
}

func (o *order) database() string { return filepath.Join(o.Dir, "test.db") }
func (o *order) archive() string  { return filepath.Join(o.Dir, "archive") }

// child makes a night, and says which addresses are done for.
func child(raw string) (err error) {
	var o order
	if err := json.Unmarshal([]byte(raw), &o); err != nil {
		return err
	}
	_, err = o.night(context.Background(), kept{filepath.Join(o.Dir, "..", "readings")}, func(now time.Time, key string) {
		fmt.Println(now.Format(time.RFC3339), key)
	})
	return err
}

// night makes one. When it asks for an address it tells the time, and which
// one is done for since, if any.
func (o *order) night(ctx context.Context, reader Reader, acknowledge func(now time.Time, key string)) (s *Summary, err error) {
	clock := frozen.NewStepClock(o.Start)
	db, err := store.Open(ctx, o.database(), store.Options{})
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	archive, err := warc.Open(warc.Options{Dir: o.archive(), Now: clock.Now, MaxFile: 300_000})
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, archive.Close()) }()
	client, err := polite.New(polite.Options{Contact: polite.Contact{Name: "nianbao", Version: "1.0", URL: "https://example.org/about", Mail: "crawl@example.org"},
		Clock: clock, Memory: Memory(ctx, db), Pages: Pages(ctx, db, archive, clock), Lookup: o.Routes.Lookup, Dial: o.Routes.DialContext,
		Archive: func(x *warc.Exchange) error { _, err := archive.Put(x); return err }})
	if err != nil {
		return nil, err
	}
	defer client.Close()
	visit := func(s polite.Site) list.Getter {
		return &acknowledging{Getter: client.Visit(s), clock: clock, acknowledge: acknowledge}
	}
	c := New(Options{DB: db, Visit: visit, Sync: archive.Sync, Reader: reader, Version: "1", Program: "test", Command: "crawl", Clock: clock,
		Owner: fmt.Sprint(os.Getpid(), o.Start), Workers: 3})
	return c.Run(ctx, o.Sites, false)
}

// An acknowledging getter of a site says of each address that it is done for
// when the site's next one is asked for.
type acknowledging struct {
	list.Getter
	clock       polite.Clock
	acknowledge func(now time.Time, key string)
	last        string
}

func (a *acknowledging) Get(ctx context.Context, r list.Request) (*list.Page, error) {
	a.acknowledge(a.clock.Now(), a.last)
	page, err := a.Getter.Get(ctx, r)
	if a.last = ""; err == nil && r.Referer != "" && r.Kind != list.KindList {
		a.last = list.Key(r.URL)
	}
	return page, err
}

// A recording reader keeps what another one reads; kept gives it again, in a
// process that reads nothing itself: that takes a second to begin.
type (
	recording struct {
		Reader
		dir string
	}
	kept struct{ dir string }
)

func (r recording) Read(ctx context.Context, item fetch.Item) pipeline.Reading {
	out := r.Reader.Read(ctx, item)
	if out.Err != nil {
		return out
	}
	file, err := os.Create(filepath.Join(r.dir, nameOfReading(item.Source, out.Body)))
	if err == nil {
		saved := out
		saved.Body, saved.Response = nil, nil
		err = errors.Join(gob.NewEncoder(file).Encode(saved), file.Close())
	}
	if err != nil {
		out.Err = err
	}
	return out
}

func (k kept) Read(ctx context.Context, item fetch.Item) (out pipeline.Reading) {
	content, err := item.Open(ctx)
	if err != nil {
		return pipeline.Reading{Err: err}
	}
	file, err := os.Open(filepath.Join(k.dir, nameOfReading(item.Source, content.Body)))
	if err != nil {
		return pipeline.Reading{Err: err}
	}
	defer file.Close()
	if err := gob.NewDecoder(file).Decode(&out); err != nil {
		return pipeline.Reading{Err: err}
	}
	out.Body, out.Response = content.Body, content.Response
	return out
}

func nameOfReading(source string, body []byte) string {
	sum := sha256.Sum256(append([]byte(source+"\n"), body...))
	return hex.EncodeToString(sum[:])
}

// A killing is a crawl that is killed again and again.
type killing struct {
	t      *testing.T
	order  order
	net    *frozen.Net
	clock  *frozen.StepClock
	random *rand.Rand
	done   map[string]time.Time // when addresses were acknowledged last
	acks   []ack
	killed int
}

// An ack is one acknowledgement of an address, after so many requests.
type ack struct {
	key      string
	at       time.Time
	requests int
}

// TestKillCrawl kills a crawl at random moments, while it reads lists, fetches,
// stores, or begins. What it acknowledged is there, with all its figures, in the
// database and in the archive; and in the end a whole night has brought what a
// crawl brings that nobody disturbs.
func TestKillCrawl(t *testing.T) {
	if testing.Short() {
		t.Skip("starts and kills processes")
	}
	k, served := newKilling(t)
	dir := t.TempDir()
	want, figures := k.undisturbed(dir)
	k.order.Dir = filepath.Join(dir, "killed")
	for started := 1; k.killed < *kills; started++ {
		k.once(max(1, 2*(len(figures)-len(k.done))/(*kills-k.killed)))
		if started%20 == 0 {
			k.check(figures)
		}
		if started > 2**kills+10 {
			t.Fatalf("only %d of %d runs were killed before their end", k.killed, started)
		}
	}
	k.lastNight(len(served), dir, want, figures)
	t.Logf("%d runs were killed, %d sites, %d documents", k.killed, len(served), len(figures))
}

// newKilling serves the sites and says which they are.
func newKilling(t *testing.T) (*killing, []*frozen.Site) {
	t.Helper()
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	k := &killing{t: t, clock: frozen.NewStepClock(time.Date(2026, 2, 1, 2, 0, 0, 0, polite.China)), random: rand.New(rand.NewPCG(seed, 0)), done: map[string]time.Time{}}
	all, err := loadFrozen()
	if err != nil {
		t.Fatal(err)
	}
	var served []*frozen.Site
	for _, s := range all {
		if ok, _ := path.Match(killSites, s.File); ok && s.TLS == "none" && !counts(s) {
			served = append(served, s)
			k.order.Sites = append(k.order.Sites, Site{Name: s.Name, Home: s.Home, Hosts: s.Hosts})
		}
	}
	k.net = frozen.Serve(t, served, frozen.WithClock(k.clock))
	k.order.Routes = k.net.Routes()
	return k, served
}

// lastNight lets a whole night end what kills interrupted, and holds that it has
// brought what an undisturbed crawl brings.
func (k *killing) lastNight(sites int, dir, want string, figures map[string]int) {
	t := k.t
	t.Helper()
	k.net.Night(1)
	summary, err := k.order.at(k.next()).night(t.Context(), kept{filepath.Join(dir, "readings")}, k.acknowledge)
	if err != nil {
		t.Fatal(err)
	}
	k.check(figures)
	if summary.Sites != sites || len(summary.Left) > 0 {
		t.Errorf("the last night came to %d sites of %d, left %v", summary.Sites, sites, summary.Left)
	}
	db := k.open()
	if diff := cmp.Diff(strings.Split(want, "\n"), strings.Split(dumpOf(t, db), "\n")); diff != "" {
		t.Errorf("the database differs from that of a crawl that was not killed (-want +got):\n%.3000s", diff)
	}
	for run := int64(1); run <= summary.Run; run++ {
		if err := db.CheckAccounts(t.Context(), run); err != nil {
			t.Errorf("run %d: %v", run, err)
		}
	}
	k.once20Hours(figures)
	for _, r := range append(k.net.Never(), k.net.Disallowed("nianbao")...) {
		t.Errorf("asked against the rules: %s", r)
	}
}

// killSites are the sites of TestKillCrawl.
const killSites = "0[1-9]-[a-m]*"

// counts tells a site that counts requests: it answers a crawl that begins
// again otherwise.
func counts(s *frozen.Site) bool {
	for _, a := range s.Answers {
		if a.Nth > 1 {
			return true
		}
	}
	return false
}

// undisturbed crawls once without kills, keeps what was read, and gives the
// database's dump and the number of figures by document.
func (k *killing) undisturbed(dir string) (dump string, figures map[string]int) {
	k.t.Helper()
	readings := filepath.Join(dir, "readings")
	if err := errors.Join(os.Mkdir(readings, 0o755), os.Mkdir(filepath.Join(dir, "whole"), 0o755), os.Mkdir(filepath.Join(dir, "killed"), 0o755)); err != nil {
		k.t.Fatal(err)
	}
	k.order.Dir = filepath.Join(dir, "whole")
	r, _ := reader(k.t)
	if _, err := k.order.at(k.clock.Now()).night(k.t.Context(), recording{r, readings}, func(time.Time, string) {}); err != nil {
		k.t.Fatal(err)
	}
	k.net.Night(1)
	db := k.open()
	return dumpOf(k.t, db), figuresOf(k.t, db)
}

func (o order) at(start time.Time) *order {
	o.Start = start
	return &o
}

// next turns to the time of the next night: when the leases of the one before
// have ended.
func (k *killing) next() time.Time {
	k.clock.Set(k.clock.Now().Add(lease + 5*time.Minute))
	return k.clock.Now()
}

func (k *killing) open() *store.DB {
	k.t.Helper()
	db, err := store.Open(k.t.Context(), k.order.database(), store.Options{})
	if err != nil {
		k.t.Fatal(err)
	}
	k.t.Cleanup(func() {
		if err := db.Close(); err != nil {
			k.t.Error(err)
		}
	})
	return db
}

func dumpOf(t testing.TB, db *store.DB) string {
	t.Helper()
	var b strings.Builder
	if err := db.Dump(t.Context(), &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func figuresOf(t testing.TB, db *store.DB) map[string]int {
	t.Helper()
	n := map[string]int{}
	if err := db.Documents(t.Context(), store.Query{}, func(d *report.Document) error { n[d.Source] = len(d.Figures); return nil }); err != nil {
		t.Fatal(err)
	}
	return n
}

// acknowledge notes what a child says, and what time it is there.
func (k *killing) acknowledge(now time.Time, key string) {
	if now.After(k.clock.Now()) {
		k.clock.Set(now)
	}
	if key != "" {
		k.done[key] = now
		k.acks = append(k.acks, ack{key, now, len(k.net.Requests(""))})
	}
}

// once lets a child crawl and kills it: after some number of addresses, or at
// some moment after its start.
func (k *killing) once(most int) {
	k.t.Helper()
	cmd := exec.Command(os.Args[0])
	raw, err := json.Marshal(k.order.at(k.next()))
	if err != nil {
		k.t.Fatal(err)
	}
	cmd.Env = append(os.Environ(), childEnv+"="+string(raw))
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		k.t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		k.t.Fatal(err)
	}
	kill := sync.OnceFunc(func() { cmd.Process.Kill() })
	until := k.random.IntN(most)
	if k.random.IntN(4) == 0 {
		until = -1
		time.AfterFunc(time.Duration(k.random.Int64N(int64(time.Second))), kill)
	}
	lines := bufio.NewScanner(out)
	for n := 0; ; n++ {
		if n == until {
			time.AfterFunc(time.Duration(k.random.Int64N(int64(20*time.Millisecond))), kill)
		}
		if !lines.Scan() {
			break
		}
		at, key, _ := strings.Cut(lines.Text(), " ")
		now, err := time.Parse(time.RFC3339, at)
		if err != nil {
			k.t.Errorf("%q: %v", lines.Text(), err)
		}
		k.acknowledge(now, key)
	}
	if err := cmd.Wait(); err == nil {
		return
	} else if cmd.ProcessState.ExitCode() == 1 {
		k.t.Errorf("a child ended by itself: %v", err)
	}
	k.killed++
}

// check holds that what was acknowledged is whole.
func (k *killing) check(figures map[string]int) {
	k.t.Helper()
	db := k.open()
	if err := db.Check(k.t.Context()); err != nil {
		k.t.Error(err)
	}
	archive, err := warc.Open(warc.Options{Dir: k.order.archive()})
	if err != nil {
		k.t.Fatal(err)
	}
	defer archive.Close()
	if _, err := warc.OpenReplay(k.order.archive()); err != nil {
		k.t.Error(err)
	}
	got := figuresOf(k.t, db)
	for key := range k.done {
		if want, ok := figures[key]; ok && got[key] != want {
			k.t.Errorf("%s was acknowledged: %d figures, want %d", key, got[key], want)
		}
	}
	for _, s := range k.order.Sites {
		urls, err := db.CrawlURLs(k.t.Context(), s.Name)
		if err != nil {
			k.t.Fatal(err)
		}
		for _, u := range urls {
			if _, ok := k.done[u.Key]; ok && u.State == store.URLNew {
				k.t.Errorf("%s was acknowledged and is new", u.Key)
			}
			if u.SHA256 == "" {
				continue
			}
			p, ok := archive.Find(u.SHA256)
			if !ok {
				k.t.Errorf("%s is not in the archive", u.Key)
				continue
			}
			if a, err := archive.Read(p, 64<<20); err != nil {
				k.t.Errorf("%s in the archive: %v", u.Key, err)
			} else if sum := sha256.Sum256(a.Body); hex.EncodeToString(sum[:]) != u.SHA256 {
				k.t.Errorf("%s in the archive has other bytes", u.Key)
			}
		}
	}
}

// once20Hours holds that no document was asked for again that had been
// acknowledged, before it was due.
func (k *killing) once20Hours(figures map[string]int) {
	k.t.Helper()
	asked := map[string][]int{}
	requests := k.net.Requests("")
	for i, r := range requests {
		key := list.Key(r.URL)
		asked[key] = append(asked[key], i)
	}
	for _, a := range k.acks {
		if _, ok := figures[a.key]; !ok {
			continue // a page on the way to the list
		}
		for _, i := range asked[a.key] {
			if i >= a.requests && requests[i].Time.Before(a.at.Add(night)) {
				k.t.Errorf("%s was acknowledged at %s and asked for again at %s", a.key, a.at, requests[i].Time)
			}
		}
	}
}
