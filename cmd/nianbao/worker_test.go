//go:build unix

package main

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"nianbao/store"
	"nianbao/store/pgtest"
)

var (
	workerDocs = flag.Int("worker-docs", 160, "how many documents TestWorkers has read")
	workers    = flag.Int("test-workers", 3, "by how many workers of one thread")
	killEvery  = flag.Duration("kill-every", 4*time.Second, "how often it kills one, about")
)

// reports writes so many reports, each of another body or year.
func reports(t *testing.T, n int) string {
	t.Helper()
	dir := t.TempDir()
	stems, branches, third := []rune("甲乙丙丁戊己庚辛壬癸"), []rune("子丑寅卯辰巳午未申酉戌亥"), []rune("东西南北中上下前后左右内外大小高低长安平")
	for i := range n {
		name := string([]rune{stems[i%10], branches[i/10%12], third[i/120%20]})
		text := strings.NewReplacer("戊己", name, "120条", fmt.Sprintf("%d条", 100+i), "2017", fmt.Sprint(2008+i/2400)).Replace(sample)
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("%05d.txt", i)), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// A proxy passes connections on to a server, until they are cut.
type proxy struct {
	net.Listener
	mu   sync.Mutex
	open map[net.Conn]bool
}

func newProxy(t *testing.T, to string) *proxy {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &proxy{Listener: l, open: map[net.Conn]bool{}}
	t.Cleanup(func() { l.Close(); p.cut() })
	go func() {
		for {
			here, err := l.Accept()
			if err != nil {
				return
			}
			there, err := net.Dial("tcp", to)
			if err != nil {
				here.Close()
				continue
			}
			p.mu.Lock()
			p.open[here], p.open[there] = true, true
			p.mu.Unlock()
			for _, pair := range [][2]net.Conn{{here, there}, {there, here}} {
				go func() {
					io.Copy(pair[0], pair[1])
					pair[0].Close()
					pair[1].Close()
				}()
			}
		}
	}()
	return p
}

// cut ends all connections in the middle of what is said.
func (p *proxy) cut() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for c := range p.open {
		if tcp, ok := c.(*net.TCPConn); ok {
			tcp.SetLinger(0)
		}
		c.Close()
	}
	clear(p.open)
}

// A countingSite answers at several hosts and holds that each is asked by one
// worker at a time, with the delay between, and not while it asked to wait.
type countingSite struct {
	dir    string
	delay  time.Duration
	mu     sync.Mutex
	busy   map[string]int
	last   map[string]time.Time
	until  map[string]time.Time
	asked  int
	broken []string
	strict bool
}

func (s *countingSite) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	now := time.Now()
	if s.strict {
		s.asked++
		if s.busy[r.Host] > 0 {
			s.broken = append(s.broken, r.Host+": two at a time")
		}
		if last, ok := s.last[r.Host]; ok && now.Sub(last) < s.delay {
			s.broken = append(s.broken, fmt.Sprintf("%s: asked again after %v", r.Host, now.Sub(last)))
		}
		if now.Before(s.until[r.Host]) {
			s.broken = append(s.broken, r.Host+": asked while it was to wait")
		}
	}
	s.busy[r.Host]++
	later := s.strict && s.until[r.Host].IsZero()
	if later { // the first answer of each host
		s.until[r.Host] = now.Add(3 * time.Second)
	}
	s.mu.Unlock()
	time.Sleep(30 * time.Millisecond)
	if later {
		w.Header().Set("Retry-After", "3")
		w.WriteHeader(http.StatusTooManyRequests)
	} else {
		http.ServeFile(w, r, filepath.Join(s.dir, filepath.Base(r.URL.Path)))
	}
	s.mu.Lock()
	s.busy[r.Host]--
	s.last[r.Host] = time.Now()
	s.mu.Unlock()
}

// TestWorkers has workers read a folder and addresses, kills them at random, and
// cuts their connections: every document is there once, and the content is that
// of a run on one machine.
func TestWorkers(t *testing.T) {
	server := pgtest.Start(t)
	address := server.Database(t)
	between := newProxy(t, server.Addr)
	site := &countingSite{dir: reports(t, 24), delay: time.Second, busy: map[string]int{}, last: map[string]time.Time{}, until: map[string]time.Time{}}
	l, err := net.Listen("tcp", "0.0.0.0:0")
	if err != nil {
		t.Fatal(err)
	}
	web := &http.Server{Handler: site}
	go web.Serve(l)
	t.Cleanup(func() { web.Close() })
	_, port, _ := net.SplitHostPort(l.Addr().String())
	var urls []string
	for i := range 24 {
		urls = append(urls, fmt.Sprintf("http://127.0.0.%d:%s/%05d.txt", 1+i%4, port, i))
	}
	docs := reports(t, 24+*workerDocs)
	for i := range 24 { // those are at the addresses
		os.Remove(filepath.Join(docs, fmt.Sprintf("%05d.txt", i)))
	}
	dir := t.TempDir()
	sources := append([]string{docs}, urls...)
	run := func(args ...string) string {
		t.Helper()
		out, err := program(dir, args...).CombinedOutput()
		if err != nil {
			t.Fatalf("%v: %v\n%s", args, err, out)
		}
		return string(out)
	}
	run(append([]string{"ingest", "--db", "alone.db", "--allow-address", "127.0.0.0/8"}, sources...)...)
	site.mu.Lock()
	site.strict = true
	clear(site.last)
	site.mu.Unlock()

	run(append([]string{"worker", "add", "--db", address}, sources...)...)
	if out := run(append([]string{"worker", "add", "--db", address}, sources...)...); !strings.Contains(out, "queued 0,") {
		t.Errorf("what is queued is queued again: %s", out)
	}
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	var g sync.WaitGroup
	var mu sync.Mutex
	running := map[*exec.Cmd]*bytes.Buffer{}
	ended := make(chan string, *workers)
	for n := range *workers {
		by := address
		if n%2 == 1 {
			by = server.Through(address, between.Addr().String())
		}
		g.Go(func() {
			for ctx.Err() == nil {
				cmd, out := program(dir, "worker", "--db", by, "--threads", "1", "--drain", "--delay", "1s", "--timeout", "5s", "--allow-address", "127.0.0.0/8"), &bytes.Buffer{}
				cmd.Stderr = out
				if err := cmd.Start(); err != nil {
					t.Error(err)
					return
				}
				mu.Lock()
				running[cmd] = out
				mu.Unlock()
				err := cmd.Wait()
				mu.Lock()
				delete(running, cmd)
				mu.Unlock()
				if err == nil { // the queue is empty
					ended <- out.String()
					return
				}
				if status := cmd.ProcessState.Sys().(syscall.WaitStatus); !status.Signaled() {
					t.Logf("a worker gives up: %v\n%s", err, out)
					time.Sleep(time.Second) // the server was away when it began
				}
			}
		})
	}
	killed, cut := 0, 0
	deadline := time.After(10*time.Minute + time.Duration(*workerDocs)*50*time.Millisecond)
	for left := *workers; left > 0; {
		select {
		case <-ended:
			left--
		case <-deadline:
			stop()
			t.Fatalf("the queue is not empty: %s", run("worker", "status", "--db", address))
		case <-time.After(*killEvery/2 + time.Duration(random.Int64N(int64(*killEvery)))):
			if left < *workers { // the queue is empty: the others are about to end
				continue
			}
			mu.Lock()
			for cmd := range running { // any: a map has no order
				cmd.Process.Kill()
				killed++
				break
			}
			mu.Unlock()
			if random.IntN(2) == 0 {
				between.cut()
				cut++
			}
		}
	}
	g.Wait()
	t.Logf("killed %d workers, cut the network %d times", killed, cut)
	site.mu.Lock()
	if len(site.broken) > 0 {
		t.Errorf("per-host limits: %d of %d requests: %v", len(site.broken), site.asked, site.broken[:min(5, len(site.broken))])
	}
	site.mu.Unlock()

	alone, err := store.OpenReader(t.Context(), filepath.Join(dir, "alone.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer alone.Close()
	together, err := store.OpenReader(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	defer together.Close()
	var want, got bytes.Buffer
	if err := alone.Dump(t.Context(), &want); err != nil {
		t.Fatal(err)
	}
	if err := together.Dump(t.Context(), &got); err != nil {
		t.Fatal(err)
	}
	sameContent(t, "the workers' database", want.String(), got.String())
	run("merge", "copy.db", address)
	sameContent(t, "its copy", want.String(), dump(t, filepath.Join(dir, "copy.db")))
}

// sameContent holds that two dumps are equal, or shows the first line that is not.
func sameContent(t *testing.T, what, want, got string) {
	t.Helper()
	a, b := strings.Split(want, "\n"), strings.Split(got, "\n")
	for i := range a {
		if i >= len(b) || a[i] != b[i] {
			t.Fatalf("%s has other content than a run on one machine: line %d is\n%.600s\nwant\n%.600s", what, i, b[min(i, len(b)-1)], a[i])
		}
	}
	if len(a) != len(b) {
		t.Fatalf("%s has more", what)
	}
}
