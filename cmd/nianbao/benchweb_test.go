//go:build unix

package main

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"nianbao/report"
	"nianbao/store"
	"nianbao/synth"
	"nianbao/web"
)

var (
	benchFor  = flag.Duration("for", 2*time.Minute, "how long TestBenchWeb asks for pages")
	benchPlan = flag.Int("planned", 100000, "the N of the database's make synth")
)

// What is asked of the pages on a database of 100,000 reports.
const (
	askedASecond  = 50
	writtenSecond = 10 // documents: twice what brings a year's reports of the whole country in in a night of eight hours
	firstPageBar  = 100 * time.Millisecond
	searchPageBar = 200 * time.Millisecond
	aloneBar      = time.Second / askedASecond // of one processor, were it to answer all that are asked for
)

// A visited is a page that is asked for, and how long it took each time.
type visited struct {
	kind, address string
	status        int // the one it gave when it was asked for alone
	mu            sync.Mutex
	took          durations
}

// TestBenchWeb prints how long pages take that are asked for so often a second,
// while documents are put: make bench-web. The server is the program itself. A
// page's time begins when it was to be asked for, not when the client got round
// to it. Nothing is asserted of times; what is no answer is an error.
func TestBenchWeb(t *testing.T) {
	if *synthAt == "" || *programAt == "" {
		t.Skip("make bench-web runs it on a database of make synth")
	}
	db := copied(t, *synthAt)
	server := served(t, *programAt, db)
	pages := pagesAsked(t, server)
	askAlone(t, server, pages)
	ctx, stop := context.WithCancel(t.Context())
	var writer sync.WaitGroup
	put := 0
	writer.Go(func() {
		var err error
		if put, err = write(ctx, db); err != nil {
			t.Error(err)
		}
	})
	failed, took := under(t, server, pages)
	stop()
	writer.Wait()
	fmt.Printf("%d pages in %.0f s, %d documents put (%.1f a second), %d errors: %s\n", int(took.Seconds()*askedASecond), took.Seconds(), put, float64(put)/took.Seconds(), failed, verdict(failed, 0))
	tellTimes(pages, "start", firstPageBar)
	tellTimes(pages, "search", searchPageBar)
	tellTimes(pages, "report", searchPageBar)
	if failed > 0 {
		t.Errorf("%d pages were no answer", failed)
	}
}

// copied is a copy of a database, for what writes, of the schema of today.
func copied(t *testing.T, from string) string {
	t.Helper()
	dir, err := os.MkdirTemp(filepath.Dir(from), "bench-web")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	in, err := os.Open(from)
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	to := filepath.Join(dir, "web.db")
	out, err := os.Create(to)
	if err != nil {
		t.Fatal(err)
	}
	_, err = io.Copy(out, in)
	if err = errors.Join(err, out.Close()); err != nil {
		t.Fatal(err)
	}
	db, err := store.Open(t.Context(), to, store.Options{})
	if err == nil {
		err = db.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return to
}

// served starts the program's server and gives its address.
func served(t *testing.T, program, db string) string {
	t.Helper()
	cmd := exec.Command(program, "serve", "--db", db, "--addr", "127.0.0.1:0", "--lang", "en")
	out, err := cmd.StderrPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Signal(syscall.SIGTERM)
		_ = cmd.Wait()
		used := cmd.ProcessState
		fmt.Printf("the server used %.1f s of the processors, %d MB of memory at most\n", (used.UserTime() + used.SystemTime()).Seconds(), used.SysUsage().(*syscall.Rusage).Maxrss/1024)
	})
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if at := regexp.MustCompile(`http://[^/ ]+`).FindString(lines.Text()); at != "" {
			go func() {
				for lines.Scan() {
					fmt.Println("server:", lines.Text())
				}
			}()
			return at
		}
	}
	t.Fatal("the server says no address")
	return ""
}

// pagesAsked are the start page, each of the fifty searches as a page, sorted by
// value and as texts, and reports that they find.
func pagesAsked(t *testing.T, server string) []*visited {
	t.Helper()
	pages := []*visited{{kind: "start", address: "/"}}
	add := func(kind, address string) {
		if !slices.ContainsFunc(pages, func(p *visited) bool { return p.address == address }) {
			pages = append(pages, &visited{kind: kind, address: address})
		}
	}
	for _, q := range questions(t) {
		a := asPage(q.args)
		add("search", a.Address())
		add("search", a.With("sort", "-value").Address())
		if a.Words != "" {
			a.Sort = ""
			add("search", a.With("texts", "1").Address())
		}
	}
	link := regexp.MustCompile(`href="(/report/[0-9a-f]+)`)
	for _, p := range pages[:60] {
		_, body := load(t, server+p.address)
		if at := link.FindSubmatch(body); at != nil {
			add("report", string(at[1]))
		}
	}
	return pages
}

// asPage is a search of the command as a page's. What pages do not ask for, a
// method or a range of values, is left out: more is found.
func asPage(args []string) web.Ask {
	var words []string
	var a web.Ask
	for i := 0; i < len(args); i++ {
		name, ok := strings.CutPrefix(args[i], "--")
		if !ok {
			words = append(words, args[i])
			continue
		}
		i++
		a = a.With(name, args[i])
	}
	return a.With("q", strings.Join(words, " "))
}

func load(t *testing.T, address string) (int, []byte) {
	t.Helper()
	res, err := http.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, body
}

// askAlone asks for each page twice with nothing else going on, and for comparisons
// of the whole country, which are told as they are.
func askAlone(t *testing.T, server string, pages []*visited) {
	t.Helper()
	for began := time.Now(); ; time.Sleep(time.Second) {
		if _, body := load(t, server+"/"); strings.Contains(string(body), `class="series`) {
			fmt.Printf("the start page has its series after %.0f s\n", time.Since(began).Seconds())
			break
		}
		if time.Since(began) > 2*time.Minute {
			fmt.Println("the start page has no series after two minutes")
			break
		}
	}
	for _, address := range []string{"/compare?indicator=requests.received", "/compare?indicator=requests.received&year=2009-2023&view=series",
		"/compare?indicator=disclosure.items&region=四川省&year=2009-2023", "/coverage", "/district/5101", "/codebook"} {
		began := time.Now()
		status, _ := load(t, server+address)
		first := time.Since(began)
		began = time.Now()
		_, body := load(t, server+address)
		fmt.Printf("%d  first %6.0f  again %6.0f ms  %4d kB  %s\n", status, float64(first.Milliseconds()), float64(time.Since(began).Milliseconds()), len(body)/1000, address)
	}
	for _, p := range pages {
		_, _ = load(t, server+p.address)
		began := time.Now()
		p.status, _ = load(t, server+p.address)
		p.took = durations{time.Since(began)}
	}
	fmt.Println("each page alone, warm:")
	for _, kind := range []string{"start", "search", "report"} {
		tellTimes(pages, kind, aloneBar)
	}
	for _, p := range pages {
		p.took = nil
	}
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// write puts documents of bodies that the database has not, so many a second,
// each by itself, until ctx ends.
func write(ctx context.Context, path string) (put int, err error) {
	db, err := store.Open(ctx, path, store.Options{})
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	next := time.NewTicker(time.Second / writtenSecond)
	defer next.Stop()
	plan := synth.NewPlan(*benchPlan + *benchPlan/5 + 1000)
	err = plan.Items(ctx, plan.Beyond(synth.NewPlan(*benchPlan)), 1, func([]report.Indicator) error { return nil }, func(i synth.Item) error {
		select {
		case <-next.C:
		case <-ctx.Done():
			return ctx.Err()
		}
		_, err := db.PutBatch(ctx, []store.Item{i.Item})
		if err == nil {
			put++
		}
		return err
	})
	if ctx.Err() != nil {
		err = nil
	}
	return put, err
}

// under asks for pages, so many a second, each tenth the start page and each
// tenth a report, and gives how many were no answer.
func under(t *testing.T, server string, pages []*visited) (failed int, took time.Duration) {
	t.Helper()
	of := map[string][]*visited{}
	for _, p := range pages {
		of[p.kind] = append(of[p.kind], p)
	}
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 200, DisableCompression: true}, Timeout: 30 * time.Second}
	random := rand.New(rand.NewPCG(1, 2))
	var all sync.WaitGroup
	var mu sync.Mutex
	turn := map[string]int{}
	began := time.Now()
	for n := 0; time.Since(began) < *benchFor; n++ {
		kind := "search"
		switch n % 10 {
		case 0:
			kind = "start"
		case 5:
			kind = "report"
		}
		list := of[kind]
		if turn[kind]%len(list) == 0 {
			random.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
		}
		p := list[turn[kind]%len(list)]
		turn[kind]++
		due := began.Add(time.Duration(n) * time.Second / askedASecond)
		time.Sleep(time.Until(due))
		all.Go(func() {
			status, err := visitPage(client, server+p.address)
			took := time.Since(due)
			if err != nil || status != p.status || status >= 500 {
				mu.Lock()
				failed++
				if failed <= 20 {
					fmt.Printf("no answer: %s: %d %v after %.0f ms\n", p.address, status, err, ms(took))
				}
				mu.Unlock()
				return
			}
			p.mu.Lock()
			p.took = append(p.took, took)
			p.mu.Unlock()
		})
	}
	all.Wait()
	return failed, time.Since(began)
}

func visitPage(client *http.Client, address string) (int, error) {
	res, err := client.Get(address)
	if err != nil {
		return 0, err
	}
	defer res.Body.Close()
	_, err = io.Copy(io.Discard, res.Body)
	return res.StatusCode, err
}

// tellTimes prints how long pages of a kind took, and the slowest of them.
func tellTimes(pages []*visited, kind string, bar time.Duration) {
	var all durations
	var slow []*visited
	count := 0
	for _, p := range pages {
		if p.kind != kind || len(p.took) == 0 {
			continue
		}
		count++
		slices.Sort(p.took)
		all = append(all, p.took...)
		if p.took.at(95) > bar {
			slow = append(slow, p)
		}
	}
	if len(all) == 0 {
		return
	}
	slices.Sort(all)
	fmt.Printf("%-7s %5d times: p50 %6.1f  p95 %6.1f  p99 %6.1f  max %6.1f ms; bar: p95 within %s: %s; %d of %d addresses each within it\n", kind, len(all),
		ms(all.at(50)), ms(all.at(95)), ms(all.at(99)), ms(all.at(100)), bar, verdict(all.at(95), bar), count-len(slow), count)
	slices.SortFunc(slow, func(a, b *visited) int { return int(b.took.at(95) - a.took.at(95)) })
	for _, p := range slow[:min(len(slow), 25)] {
		fmt.Printf("        p50 %6.1f  p95 %6.1f ms  of %d  %s\n", ms(p.took.at(50)), ms(p.took.at(95)), len(p.took), p.address)
	}
}
