package main

import (
	"bytes"
	"flag"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

var (
	readersFor = flag.Duration("readers-for", 5*time.Second, "how long TestPagesWhileWriting reads and writes")
	readers    = flag.Int("readers", 32, "how many read")
)

// hiddenFigure finds the key of a figure in an answer of the API.
var hiddenFigure = regexp.MustCompile(`"key": ?"([^"]+)"`)

// mostLog is how long the log of a database may become while it is read and
// written.
const mostLog = 64 << 20

// TestPagesWhileWriting looks at pages and asks the API, many at once and without a
// pause, while reports are read in one after the other and decided about: no answer
// fails, the log stays within bounds, and what is new is there at the end. How fast
// it went is printed.
func TestPagesWhileWriting(t *testing.T) {
	db := filepath.Join(t.TempDir(), "n.db")
	docs := generate(t, 24)
	ok(t, "--db", db, "ingest", docs)
	server := pagesOf(t, db, serveFlags{tokenFile: tokenFile(t)})
	who := sitterAt(t, server.URL)
	_, desk := who.post("/review/enter", url.Values{"token": {deskToken}, "name": {"王某"}})
	form := hiddenForm.FindStringSubmatch(desk)[1]
	key := hiddenFigure.FindStringSubmatch(visit(t, server.URL+"/api/v1/figures?limit=1&q="+url.QueryEscape("微博")).body)[1]

	ask := url.QueryEscape
	paths := []string{"/", searchFor("申请"), searchFor("公开", "texts", "1"), "/suggest?q=" + ask("申请"), "/search?year=2000-2030&sort=-value", searchFor("子街道 微博"), "/district", "/coverage", "/compare?indicator=requests.received&level=town", searchFor("申请", "format", "xlsx")}
	asks := []string{"/api/v1/figures?q=" + ask("微博"), "/api/v1/figures?format=csv&limit=50", "/api/v1/reports?limit=20", "/api/v1/feed.atom", "/api/v1/checks"}
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: *readers}}
	stop := make(chan struct{})
	var reading sync.WaitGroup
	took := make([][]time.Duration, *readers)
	var log, later, slow atomic.Int64 // how long the longest was; how many were told to come back, and were not done in time
	for i := range *readers {
		mine := [][]string{paths, asks}[i%2]
		reading.Go(func() {
			for n := i; ; n++ {
				select {
				case <-stop:
					return
				default:
				}
				path := mine[n%len(mine)]
				began := time.Now()
				resp, err := client.Get(server.URL + path)
				if err != nil {
					t.Errorf("%s: %v", path, err)
					return
				}
				var body bytes.Buffer
				if _, err := body.ReadFrom(resp.Body); err == nil && resp.StatusCode == http.StatusServiceUnavailable && resp.Header.Get("Retry-After") == "1" {
					later.Add(1)
				} else if err == nil && resp.StatusCode == http.StatusServiceUnavailable && resp.Header.Get("Retry-After") != "" {
					slow.Add(1) // a machine that is busy with other things takes longer than a page may
				} else if err != nil || resp.StatusCode != http.StatusOK {
					t.Errorf("%s: status %d, %v", path, resp.StatusCode, err)
				}
				resp.Body.Close()
				took[i] = append(took[i], time.Since(began))
				if s, err := os.Stat(db + "-wal"); err == nil && s.Size() > log.Load() {
					log.Store(s.Size())
				}
			}
		})
	}

	began, put, decided := time.Now(), 0, 0
	files, err := filepath.Glob(filepath.Join(docs, "*.txt"))
	if err != nil {
		t.Fatal(err)
	}
	for round := 1; time.Since(began) < *readersFor || round < 3; round++ { // the sources show other bytes, time and again
		for _, file := range files {
			old, err := os.ReadFile(file)
			if err == nil {
				err = os.WriteFile(file, fmt.Appendf(old, "第%d次修订，增加会议%d次。\n", round, round), 0o644)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		ok(t, "--db", db, "ingest", docs)
		put += len(files)
		decision := []string{"accept", "undo"}[round%2]
		if round > 1 || decision == "accept" {
			if status, body := who.post("/review/decide", url.Values{"form": {form}, "key": {key}, "decision": {decision}}); status != http.StatusOK || strings.Contains(body, "being written") {
				t.Errorf("round %d: %s: status %d", round, decision, status)
			}
			decided++
		}
	}
	wrote := time.Since(began)
	close(stop)
	reading.Wait()
	all := slices.Concat(took...)
	slices.Sort(all)
	if len(all)-int(slow.Load()) < 10**readers || decided == 0 {
		t.Errorf("only %d answers, %d decisions", len(all), decided)
	}
	at := func(share float64) time.Duration {
		return all[int(share*float64(len(all)-1))].Round(time.Millisecond)
	}
	t.Logf("%d readers: %d answers, %.0f a second; half within %v, 99 of 100 within %v, the last within %v; %d reports put, %.0f a second, %d decisions, %d told to come back, %d not done in their time; the log was %d kB at most",
		*readers, len(all), float64(len(all))/wrote.Seconds(), at(0.5), at(0.99), at(1), put, float64(put)/wrote.Seconds(), decided, later.Load(), slow.Load(), log.Load()>>10)
	if n := later.Load(); n > 0 && *readers <= 32 { // for so many there is room
		t.Errorf("%d were told to come back", n)
	}
	if log.Load() > mostLog {
		t.Errorf("the log became %d bytes long", log.Load())
	}
	page := visit(t, server.URL+searchFor("修订", "texts", "1"))
	if n := strings.Count(page.body, `href="/report/`); n == 0 {
		t.Error("what was put last is not found")
	}
	if page := visit(t, server.URL+"/"); strings.Count(page.body, `href="/report/`) != recentReports {
		t.Errorf("%d new reports", strings.Count(page.body, `href="/report/`))
	}
}
