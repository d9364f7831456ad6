package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"nianbao/crawl/frozen"
	"nianbao/crawl/polite"
	"nianbao/store"
)

// eveningInChina is half past nine of an evening.
var eveningInChina = time.Date(2026, 2, 1, 21, 30, 0, 0, polite.China)

// A testBody is the site of a body, with a server of its own.
type testBody struct {
	*httptest.Server
	mu      sync.Mutex
	pages   map[string]string
	asked   []string
	answer  http.HandlerFunc // instead of the pages, where it is set
	address string
}

// reportOn is a report of our own with so many posts.
func reportOn(year, posts int) string {
	text := strings.NewReplacer("2017", fmt.Sprint(year), "120条", fmt.Sprintf("%d条", posts)).Replace(sample)
	return "<html><head><meta charset=utf-8><title>年度报告</title></head><body><p>" + strings.ReplaceAll(text, "\n", "</p>\n<p>") + "</p></body></html>"
}

// serveBody serves a site of two reports at an address.
func serveBody(t testing.TB, address string) *testBody {
	t.Helper()
	b := &testBody{address: address, pages: map[string]string{
		"/": `<html><head><meta charset=utf-8><title>丙丁区</title></head><body><a href="/nb/">政府信息公开年报</a></body></html>`,
		"/nb/": `<html><head><meta charset=utf-8><title>政府信息公开年报</title></head><body><h1>政府信息公开年报</h1><ul>
			<li><a href="2017.html">甲乙市丙丁区戊己街道办事处2017年政府信息公开工作年度报告</a><span>2018-03-01</span></li>
			<li><a href="2016.html">甲乙市丙丁区戊己街道办事处2016年政府信息公开工作年度报告</a><span>2017-03-01</span></li></ul></body></html>`,
		"/nb/2017.html": reportOn(2017, 120), "/nb/2016.html": reportOn(2016, 100),
	}}
	l, err := net.Listen("tcp", address+":0")
	if err != nil {
		t.Fatal(err)
	}
	b.Server = httptest.NewUnstartedServer(b)
	b.Listener.Close()
	b.Listener = l
	b.Start()
	t.Cleanup(b.Close)
	return b
}

func (b *testBody) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	b.mu.Lock()
	b.asked = append(b.asked, r.URL.Path)
	answer := b.answer
	b.mu.Unlock()
	if answer == nil {
		answer = b.page
	}
	answer(w, r)
}

// page answers with a page of the site.
func (b *testBody) page(w http.ResponseWriter, r *http.Request) {
	b.mu.Lock()
	page, ok := b.pages[r.URL.Path]
	b.mu.Unlock()
	if !ok {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	fmt.Fprint(w, page)
}

func (b *testBody) set(path, page string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.pages[path] = page
}

// answerBy has all requests answered so; nil for by the site's pages.
func (b *testBody) answerBy(answer http.HandlerFunc) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.answer = answer
}

func (b *testBody) requests() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return len(b.asked)
}

// A crawlPlace is a folder to crawl in.
type crawlPlace struct {
	t      testing.TB
	dir    string
	clock  *frozen.StepClock
	env    map[string]string
	ctx    context.Context
	stderr *watchedBuffer // of the run
	slept  func()         // is called before each wait

	patience time.Duration
	mail     string
}

// newPlace writes the sources of sites.
func newPlace(t testing.TB, bodies ...*testBody) *crawlPlace {
	t.Helper()
	p := &crawlPlace{t: t, dir: t.TempDir(), clock: frozen.NewStepClock(eveningInChina), env: map[string]string{}, ctx: t.Context(), slept: func() {}, mail: "crawl@example.org"}
	yaml := "sites:\n"
	for i, b := range bodies {
		yaml += fmt.Sprintf("  - name: 站%d\n    home: %s/\n    hosts: [%s]\n    allow_address: [127.0.0.0/8]\n    reports: [{body: 戊己街道办事处, level: town, from: 2016, until: 2017}]\n",
			i+1, b.URL, b.address)
	}
	if err := os.WriteFile(filepath.Join(p.dir, "sources.yaml"), []byte(yaml), 0o644); err != nil {
		t.Fatal(err)
	}
	return p
}

// crawl runs nianbao crawl.
func (p *crawlPlace) crawl(args ...string) result {
	p.t.Helper()
	var stdout bytes.Buffer
	p.stderr = &watchedBuffer{}
	e := env{stdin: strings.NewReader(""), stdout: &stdout, stderr: p.stderr, now: p.clock.Now, patience: p.patience,
		sleep: func(ctx context.Context, d time.Duration) error {
			p.slept()
			return p.clock.Sleep(ctx, d)
		},
		getenv:   func(name string) string { return p.env[name] },
		terminal: func(any) (int, bool) { return 0, false }}
	code := run(p.ctx, e, append([]string{"crawl", "--db", filepath.Join(p.dir, "nianbao.db"), "--sources", filepath.Join(p.dir, "sources.yaml"),
		"--archive", filepath.Join(p.dir, "archive"), "--contact-page", "https://example.org/crawl", "--contact-mail", p.mail}, args...))
	return result{code, stdout.String(), p.stderr.String()}
}

// A watchedBuffer is written by one goroutine while another one reads it.
type watchedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (w *watchedBuffer) Write(b []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.b.Write(b)
}

func (w *watchedBuffer) String() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.b.String()
}

func (r result) want(t testing.TB, code int, words ...string) {
	t.Helper()
	if r.code != code {
		t.Errorf("exit code %d, want %d; stderr:\n%s", r.code, code, r.stderr)
	}
	for _, w := range words {
		if !strings.Contains(r.stderr, w) {
			t.Errorf("stderr does not say %q:\n%s", w, r.stderr)
		}
	}
}

// TestNightEnds ends nights in each way that a user can bring about, and holds
// the exit codes.
func TestNightEnds(t *testing.T) {
	t.Run("whole", func(t *testing.T) {
		p := newPlace(t, serveBody(t, "127.51.1.1"))
		p.crawl("--once").want(t, exitOK, "站1: good", "discovered 2 = fetched 2", "new 2")
	})
	t.Run("the window is closed", func(t *testing.T) {
		b := serveBody(t, "127.51.2.1")
		p := newPlace(t, b)
		p.crawl("--once", "--window", "01:00-02:00").want(t, exitTime, "the hours of the night are over: sites not come to: 1")
		if n := b.requests(); n > 0 {
			t.Errorf("%d requests", n)
		}
		// The same hours elsewhere: it is half past one in the afternoon there.
		p.crawl("--once", "--window", "13:00-14:30", "--time-zone", "Europe/London").want(t, exitOK)
	})
	t.Run("the window closes", func(t *testing.T) {
		a, b := serveBody(t, "127.51.3.1"), serveBody(t, "127.51.3.2")
		a.set("/robots.txt", "User-agent: *\nCrawl-delay: 4\n") // this machine's own addresses have no other delay
		p := newPlace(t, a, b)
		p.clock.Sleep(t.Context(), 29*time.Minute+48*time.Second)
		p.crawl("--once", "--sites", "1", "--window", "20:00-22:00").want(t, exitTime, "站1: not all come to (window)", "sites not come to: 1")
		p.clock.Sleep(t.Context(), time.Hour)
		p.crawl("--due").want(t, exitOK, "sites 2: good 2")
	})
	t.Run("the archive has its share", func(t *testing.T) {
		b := serveBody(t, "127.51.4.1")
		p := newPlace(t, b)
		p.crawl("--once").want(t, exitOK)
		n := b.requests()
		p.crawl("--once", "--max-archive", "1K").want(t, exitArchive, "share of the disk: sites not come to: 1")
		if b.requests() > n {
			t.Error("it was asked")
		}
		p.crawl("--once", "--max-archive", "1G").want(t, exitOK)
	})
	t.Run("nobody answers", func(t *testing.T) {
		b := serveBody(t, "127.51.5.1")
		b.Close()
		p := newPlace(t, b)
		p.crawl("--due").want(t, exitUnreached, "站1: unreachable", "network is down")
		p.clock.Sleep(t.Context(), 30*time.Minute)
		p.crawl("--due").want(t, exitUnreached, "sites 1") // it is due still
	})
	t.Run("one of two answers", func(t *testing.T) {
		a, b := serveBody(t, "127.51.5.2"), serveBody(t, "127.51.5.3")
		b.Close()
		newPlace(t, a, b).crawl("--once").want(t, exitShort, "站2: unreachable")
	})
	t.Run("blocks", func(t *testing.T) {
		var bodies []*testBody
		for i := range 4 {
			b := serveBody(t, fmt.Sprintf("127.51.6.%d", i+1))
			if i > 0 {
				b.answerBy(func(w http.ResponseWriter, _ *http.Request) {
					w.WriteHeader(http.StatusPreconditionFailed)
					fmt.Fprint(w, `<html><script>$_ts={}</script></html>`)
				})
			}
			bodies = append(bodies, b)
		}
		newPlace(t, bodies...).crawl("--once").want(t, exitBlocks, "too many sites keep this machine out")
		newPlace(t, bodies[:3]...).crawl("--once").want(t, exitShort)
	})
	t.Run("a signal", func(t *testing.T) {
		b := serveBody(t, "127.51.7.1")
		p := newPlace(t, b)
		ctx, cancel := context.WithCancel(t.Context())
		p.ctx = ctx
		b.answerBy(func(w http.ResponseWriter, r *http.Request) { cancel(); http.NotFound(w, r) })
		p.crawl("--once").want(t, exitSignal, "站1: interrupted", "run the same command again")
	})
	t.Run("settings", func(t *testing.T) {
		p := newPlace(t, serveBody(t, "127.51.8.1"))
		p.crawl("--once", "--time-zone", "Asia/Peking").want(t, exitUsage, `"Asia/Peking"`)
		p.crawl("--once", "--window", "22-6").want(t, exitUsage, `"22-6"`)
		p.crawl("--every", "24h", "--once").want(t, exitUsage, "leave out --once")
		p.crawl("--every", "5s").want(t, exitUsage, `"5s"`)
		p.crawl("--once", "--max-archive", "much").want(t, exitUsage, `"much"`)
		p.mail = "nobody"
		p.crawl("--once").want(t, exitConfig, `"nobody"`)
	})
}

// TestNightStalls has a server that takes its time where none is planned: the
// night is given up, and what the program did is written down.
func TestNightStalls(t *testing.T) {
	a, b := serveBody(t, "127.51.9.1"), serveBody(t, "127.51.9.2")
	p := newPlace(t, a, b)
	p.crawl("--source", "站1").want(t, exitOK)
	p.patience = 2 * time.Second
	b.answerBy(func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	p.crawl("--source", "站2").want(t, exitStalled, "no progress since", "the night has stalled")
	dumps, err := filepath.Glob(filepath.Join(p.dir, "nianbao-stalled-*.txt"))
	if err != nil || len(dumps) != 1 {
		t.Fatal(dumps, err)
	}
	text, err := os.ReadFile(dumps[0])
	if err != nil || !bytes.Contains(text, []byte("crawl/polite.(*Visit).Get")) {
		t.Errorf("%v, %.300s", err, text)
	}
	r := call(t, "documents", "--db", filepath.Join(p.dir, "nianbao.db"))
	if r.code != exitOK || strings.Count(r.stdout, "127.51.9.1") < 2 {
		t.Errorf("what was stored is lost: %+v", r)
	}
}

// TestNightStuck has a part that does not even end when it is told to: the program
// ends all the same, and tells whoever wants to know.
func TestNightStuck(t *testing.T) {
	p := newPlace(t, serveBody(t, "127.51.19.1"))
	p.patience = time.Second
	stuck := make(chan bool)
	p.slept = func() { <-stuck }
	r := p.crawl("--once", "--summary", "-")
	r.want(t, exitStalled, "what every part of the program did is in", "the night has stalled")
	var record nightRecord
	if err := json.Unmarshal([]byte(r.stdout), &record); err != nil || record.Ending != "stalled" || record.Exit != exitStalled {
		t.Errorf("%v: %s", err, r.stdout)
	}
	close(stuck)
	for { // until what was stuck has let go of the folder
		life, err := filepath.Glob(filepath.Join(p.dir, "nianbao.db-crawl-*"))
		if err != nil {
			t.Fatal(err)
		}
		if len(life) == 0 {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
}

// TestDiskFull runs out of room at the first write.
func TestDiskFull(t *testing.T) {
	shell, err := exec.LookPath("sh")
	if err != nil {
		t.Skip("no sh here")
	}
	p := newPlace(t, serveBody(t, "127.51.10.1"))
	cmd := exec.Command(shell, "-c", `ulimit -f 20; exec "$0" "$@"`, os.Args[0], "-test.run=^TestAsProgram$", "--", "crawl", "--once", "--db", filepath.Join(p.dir, "nianbao.db"),
		"--sources", filepath.Join(p.dir, "sources.yaml"), "--archive", filepath.Join(p.dir, "archive"),
		"--contact-page", "https://example.org/crawl", "--contact-mail", "crawl@example.org")
	cmd.Env = append(os.Environ(), "NIANBAO_TEST_PROGRAM=1", "NIANBAO_LANG=en")
	out, err := cmd.CombinedOutput()
	if cmd.ProcessState.ExitCode() != exitDiskFull || !bytes.Contains(out, []byte("disk is full")) {
		t.Errorf("%v: %s", err, out)
	}
}

// TestAsProgram is the program in a process of its own.
func TestAsProgram(t *testing.T) {
	if os.Getenv("NIANBAO_TEST_PROGRAM") == "" {
		t.Skip("only for tests that start it")
	}
	for i, arg := range os.Args {
		if arg == "--" {
			os.Exit(run(interruptible(), processEnv(), os.Args[i+1:]))
		}
	}
}

// TestEvery makes nights until it is told to end: between two of them that is no
// failure, within one it is.
func TestEvery(t *testing.T) {
	b := serveBody(t, "127.51.11.1")
	p := newPlace(t, b)
	ctx, cancel := context.WithCancel(t.Context())
	p.ctx = ctx
	p.slept = func() {
		if strings.Count(p.stderr.String(), "the next night begins") > 2 {
			cancel()
		}
	}
	p.crawl("--every", "24h", "--window", "22:00-06:00").want(t, exitOK, "the next night begins at 2026-02-01T22:00:00+08:00",
		"the next night begins at 2026-02-02T22:00:0", "fetched 0 + unchanged 2", "ended between two nights")
	b.Close() // the network is down for a while: the next night does not wait for the next evening
	p.clock = frozen.NewStepClock(eveningInChina)
	p.clock.Sleep(t.Context(), 72*time.Hour)
	ctx, cancel = context.WithCancel(t.Context())
	p.ctx = ctx
	p.crawl("--every", "24h").want(t, exitOK, "站1: unreachable", "network is down", "the next night begins at 2026-02-04T22:0")
	b = serveBody(t, "127.51.11.2")
	p = newPlace(t, b)
	ctx, cancel = context.WithCancel(t.Context())
	p.ctx = ctx
	b.answerBy(func(http.ResponseWriter, *http.Request) { cancel() })
	p.slept = func() {}
	p.crawl("--every", "24h").want(t, exitSignal)
}

// TestKilledKeepsRetryAfter kills a process that was told to wait an hour: the
// next one asks nothing.
func TestKilledKeepsRetryAfter(t *testing.T) {
	if testing.Short() {
		t.Skip("waits as long as a crawl does")
	}
	b := serveBody(t, "127.51.17.1")
	p := newPlace(t, b)
	told := make(chan bool, 9)
	b.answerBy(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/robots.txt" {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Retry-After", "3600")
		w.WriteHeader(http.StatusTooManyRequests)
		told <- true
	})
	first := p.program()
	if err := first.Start(); err != nil {
		t.Fatal(err)
	}
	<-told
	for deadline := time.Now().Add(20 * time.Second); !p.waits() && time.Now().Before(deadline); {
		time.Sleep(20 * time.Millisecond) // until what it was told is written
	}
	first.Process.Kill()
	first.Wait()
	asked := b.requests()
	second := p.program()
	second.Run()
	if n := b.requests() - asked; n != 0 || second.ProcessState.ExitCode() == exitOK {
		t.Errorf("%d requests before the hour was over, exit code %d: %s", n, second.ProcessState.ExitCode(), second.Stderr)
	}
}

// program is a crawl in a process of its own.
func (p *crawlPlace) program() *exec.Cmd {
	cmd := exec.Command(os.Args[0], "-test.run=^TestAsProgram$", "--", "crawl", "--once", "--db", filepath.Join(p.dir, "nianbao.db"),
		"--sources", filepath.Join(p.dir, "sources.yaml"), "--archive", filepath.Join(p.dir, "archive"), "--contact-page", "https://example.org/crawl", "--contact-mail", p.mail)
	cmd.Env = append(os.Environ(), "NIANBAO_TEST_PROGRAM=1", "NIANBAO_LANG=en")
	cmd.Stderr = &watchedBuffer{}
	return cmd
}

// TestKilledGoesOn kills a process that is at a site: the next one goes on with it
// at once. While the first one lives, the second leaves the site alone and says
// so.
func TestKilledGoesOn(t *testing.T) {
	b := serveBody(t, "127.51.18.1")
	p := newPlace(t, b)
	asked, answer := make(chan bool), make(chan bool)
	b.answerBy(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/nb/2016.html" {
			select {
			case asked <- true:
				<-answer
			case <-r.Context().Done():
			}
		}
		b.page(w, r)
	})
	first := p.program()
	if err := first.Start(); err != nil {
		t.Fatal(err)
	}
	<-asked
	beside := p.program()
	beside.Run()
	result{code: beside.ProcessState.ExitCode(), stderr: fmt.Sprint(beside.Stderr)}.want(t, exitShort, "another crawl is at work: 1")
	first.Process.Kill()
	first.Wait()
	b.answerBy(nil)
	close(answer)
	next := p.program()
	next.Run()
	result{code: next.ProcessState.ExitCode(), stderr: fmt.Sprint(next.Stderr)}.want(t, exitOK, "站1: good")
	r := call(t, "documents", "--db", filepath.Join(p.dir, "nianbao.db"))
	if strings.Count(r.stdout, "127.51.18.1") != 2 {
		t.Errorf("%+v", r)
	}
	if left, err := filepath.Glob(filepath.Join(p.dir, "nianbao.db-crawl-*")); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

// waits tells whether the database has a host that asks to wait.
func (p *crawlPlace) waits() bool {
	db, err := store.OpenReader(p.ctx, filepath.Join(p.dir, "nianbao.db"))
	if err != nil {
		return false
	}
	defer db.Close()
	h, ok, err := db.CrawlHost(p.ctx, "127.51.17.1")
	return err == nil && ok && h.Class == "rate"
}
