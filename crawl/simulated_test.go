package crawl

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"time"

	"nianbao/crawl/frozen"
	"nianbao/crawl/polite"
)

// A simulation is a small web whose sites publish, change and remove reports,
// fail in ways of their own, and hold whoever asks to the rules. It lives in a
// bubble: its servers are reached by pipes, and its time is the bubble's.
type simulation struct {
	t testing.TB

	mu      sync.Mutex
	night   int
	hosts   []*simHost
	byName  map[string]*simHost
	servers map[string]chan net.Conn // by address
	stop    []func()
	ended   map[string]time.Time   // the last answer, by address
	busy    map[string]int         // requests at a time, by address
	began   map[string][]time.Time // of the last 60 seconds, by host
	shift   time.Duration          // of the crawler's clock against the true one
}

// A simHost is a site.
type simHost struct {
	name, body, address string
	column              string
	seed                uint64
	random              *rand.Rand
	fault               func(night int, r *rand.Rand) string
	delay               time.Duration // its Crawl-delay
	tagged              bool          // it sends validators
	reports             []*simReport
	until               time.Time      // of a Retry-After that it gave
	declined            bool           // the robots.txt that it gave last forbids everything
	asked               int            // tonight, connections that fail too
	given               map[string]int // whole answers tonight, by path
}

// A simReport is a page of a report.
type simReport struct {
	path, body string
	year       int
	version    int
	published  bool
	removed    bool
	ever       bool // it was there while its site could be read
}

func (r *simReport) there() bool { return r.published && !r.removed }

func (r *simReport) page() string { return pageOfReport(r.body, r.year, 1000*r.version+r.year) }

// between gives a fault in the nights from a to b-1.
func between(a, b int, fault string) func(int, *rand.Rand) string {
	return func(night int, _ *rand.Rand) string {
		if night >= a && night < b {
			return fault
		}
		return ""
	}
}

// sometimes gives a fault with a chance.
func sometimes(a, b int, chance float64, faults ...string) func(int, *rand.Rand) string {
	return func(night int, r *rand.Rand) string {
		if night >= a && night < b && r.Float64() < chance {
			return faults[r.IntN(len(faults))]
		}
		return ""
	}
}

// simFaults are the sites' faults: one a site, by nights of the simulated year.
var simFaults = []func(int, *rand.Rand) string{
	sometimes(0, 0, 0),               // none
	between(0, 400, "busy a minute"), // it shares the address of the first
	between(20, 30, "busy seconds"),
	between(40, 50, "busy date"),
	between(5, 8, "no name"),
	between(40, 42, "drip"),
	between(60, 100, "down"),
	between(20, 59, "no robots"),
	between(70, 72, "busy for days"),
	sometimes(100, 200, 0.4, "breaks off"),
	between(30, 33, "truncated"),
	sometimes(50, 250, 0.5, "errors"),
	between(80, 90, "emptied"),
	between(120, 400, "moved"),
	sometimes(0, 0, 0),
	sometimes(0, 0, 0),
	sometimes(10, 300, 0.3, "busy seconds", "no name", "down", "drip", "errors", "breaks off", "truncated"),
	sometimes(0, 0, 0), // a Crawl-delay
	between(90, 100, "declined"),
	between(110, 130, "challenge"),
}

func newSimulation(t testing.TB, hosts int) *simulation {
	s := &simulation{t: t, byName: map[string]*simHost{}, servers: map[string]chan net.Conn{}, ended: map[string]time.Time{}, busy: map[string]int{}, began: map[string][]time.Time{}}
	for i := range hosts {
		h := &simHost{name: fmt.Sprintf("www.s%02d.gov.cn", i), body: fmt.Sprintf("%c江区人民政府", []rune("甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉")[i]), address: fmt.Sprintf("61.128.0.%d", max(1, i)),
			column: "/zfxxgknb/", seed: uint64(i), random: rand.New(rand.NewPCG(uint64(i), 7)), fault: simFaults[i], tagged: i%2 == 0, given: map[string]int{}}
		if i == 17 {
			h.delay = 10 * time.Second
		}
		for year := 2016; year <= 2023; year++ {
			h.reports = append(h.reports, &simReport{path: fmt.Sprintf("/zfxxgknb/%d/a%d.html", year, year), body: h.body, year: year, published: year < 2023})
		}
		for n, department := range []string{"教育局", "司法局"} {
			for year := 2021; year <= 2023; year++ {
				h.reports = append(h.reports, &simReport{path: fmt.Sprintf("/zfxxgknb/%d/d%d.html", year, n), body: strings.TrimSuffix(h.body, "人民政府") + department, year: year, published: year < 2023})
			}
		}
		s.hosts = append(s.hosts, h)
		s.byName[h.name] = h
	}
	return s
}

// begin turns to a night: what the sites have published, changed and removed
// since the last one.
func (s *simulation) begin(night, quietFrom int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.night = night
	for i, h := range s.hosts {
		h.asked, h.given = 0, map[string]int{}
		if s.faultOf(h) == "moved" {
			h.column = "/xxgk/nb/"
		}
		if night >= quietFrom {
			continue
		}
		for n, r := range h.reports {
			often := 0.004
			if i == 15 {
				often = 0.03
			}
			switch {
			case !r.published:
				r.published = night == 15+3*n+i
			case h.random.Float64() < often:
				r.version++
			}
		}
		if often := map[bool]float64{true: 0.05, false: 0.008}[i == 14]; h.random.Float64() < often {
			if r := h.reports[h.random.IntN(len(h.reports))]; r.published {
				r.removed = !r.removed
			}
		}
	}
}

// faultOf is a host's fault tonight: the same all night.
func (s *simulation) faultOf(h *simHost) string {
	return h.fault(s.night, rand.New(rand.NewPCG(uint64(s.night), h.seed)))
}

func (s *simulation) lookup(_ context.Context, host string) ([]netip.Addr, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	h := s.byName[host]
	if h == nil {
		return nil, &net.DNSError{Err: "no such host", Name: host, IsNotFound: true}
	}
	if s.faultOf(h) == "no name" {
		h.asked++
		return nil, &net.DNSError{Err: "server misbehaving", Name: host, IsTemporary: true}
	}
	return []netip.Addr{netip.MustParseAddr(h.address)}, nil
}

func (s *simulation) dial(ctx context.Context, _, address string) (net.Conn, error) {
	s.mu.Lock()
	for _, h := range s.hosts {
		if strings.HasPrefix(address, h.address+":") && s.faultOf(h) == "down" {
			h.asked++
			s.mu.Unlock()
			<-ctx.Done()
			return nil, ctx.Err()
		}
	}
	accept := s.servers[address]
	if accept == nil {
		accept = make(chan net.Conn)
		s.servers[address] = accept
		l := frozen.NewPipeListener(accept)
		server := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { s.serve(address, w, r) })}
		go server.Serve(l)
		s.stop = append(s.stop, func() { server.Close() })
	}
	s.mu.Unlock()
	ours, theirs := net.Pipe()
	accept <- theirs
	return ours, nil
}

func (s *simulation) close() {
	for _, stop := range s.stop {
		stop()
	}
}

// arrive holds a request to the rules.
func (s *simulation) arrive(address string, h *simHost, r *http.Request) (fault string, took time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := time.Now()
	what := fmt.Sprintf("night %d, http://%s%s", s.night, r.Host, r.URL)
	if gap := now.Sub(s.ended[address]); gap < max(3*time.Second, h.delay) && !s.ended[address].IsZero() && (h.delay == 0 || r.URL.Path != "/robots.txt") {
		s.t.Errorf("%s: %s after the answer before", what, gap)
	}
	if s.busy[address]++; s.busy[address] > 1 {
		s.t.Errorf("%s: two requests at a time", what)
	}
	recent := append(s.began[r.Host], now)
	for now.Sub(recent[0]) >= time.Minute {
		recent = recent[1:]
	}
	if s.began[r.Host] = recent; len(recent) > 20 {
		s.t.Errorf("%s: %d requests in 60 seconds", what, len(recent))
	}
	if now.Before(h.until) {
		s.t.Errorf("%s: asked %s before it wants to be", what, h.until.Sub(now))
	}
	if local := now.Add(s.shift).In(polite.China); local.Hour() >= 6 && local.Hour() < 22 {
		s.t.Errorf("%s: asked at %s", what, local)
	}
	if strings.HasPrefix(r.URL.Path, "/no/") || r.URL.Path != "/robots.txt" && h.declined {
		s.t.Errorf("%s: robots.txt forbids it", what)
	}
	h.asked++
	fault = s.faultOf(h)
	if r.URL.Path == "/robots.txt" {
		h.declined = fault == "declined"
	}
	return fault, time.Duration(50+h.random.IntN(900)) * time.Millisecond
}

func (s *simulation) serve(address string, w http.ResponseWriter, r *http.Request) {
	h := s.byName[r.Host]
	fault, took := s.arrive(address, h, r)
	time.Sleep(took)
	defer func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.ended[address] = time.Now()
		s.busy[address]--
	}()
	article := strings.HasPrefix(r.URL.Path, "/zfxxgknb/2")
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	wait := func(d time.Duration, value string, status int) {
		s.mu.Lock()
		h.until = time.Now().Add(d).Truncate(time.Second)
		if value == "" {
			value = h.until.UTC().Format(http.TimeFormat)
		}
		s.mu.Unlock()
		w.Header().Set("Retry-After", value)
		w.WriteHeader(status)
	}
	switch {
	case fault == "busy seconds":
		wait(5*time.Hour, "18000", http.StatusServiceUnavailable)
	case fault == "busy date" && article:
		wait(5*time.Hour, "", http.StatusServiceUnavailable)
	case fault == "busy a minute" && s.chance(h, 0.1):
		wait(90*time.Second, "90", http.StatusTooManyRequests)
	case fault == "busy for days" && article: // a day is all that is waited
		wait(24*time.Hour, "172800", http.StatusTooManyRequests)
	case fault == "drip":
		for r.Context().Err() == nil {
			w.Write([]byte("x"))
			w.(http.Flusher).Flush()
			polite.Wall{}.Sleep(r.Context(), 15*time.Second)
		}
	case r.URL.Path == "/robots.txt" && fault == "no robots":
		w.WriteHeader(http.StatusInternalServerError)
	case r.URL.Path == "/robots.txt" && fault == "declined":
		fmt.Fprint(w, "User-agent: *\nDisallow: /")
	case r.URL.Path == "/robots.txt":
		fmt.Fprint(w, "User-agent: *\nDisallow: /no/\n")
		if h.delay > 0 {
			fmt.Fprintf(w, "Crawl-delay: %d\n", h.delay/time.Second)
		}
	case fault == "breaks off" && s.chance(h, 0.5):
		panic(http.ErrAbortHandler)
	case fault == "errors" && article && s.chance(h, 0.5):
		w.WriteHeader(http.StatusInternalServerError)
	case fault == "truncated" && article:
		w.Header().Set("Content-Length", "5000")
		fmt.Fprint(w, "<html><body>2022年政府信息公开年度报告")
	case fault == "challenge" && r.URL.Path != "/":
		w.WriteHeader(http.StatusPreconditionFailed)
		fmt.Fprint(w, `<html><head><script>$_ts=window['$_ts'];</script></head><body></body></html>`)
	default:
		s.page(w, r, h, fault)
	}
}

func (s *simulation) chance(h *simHost, p float64) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return h.random.Float64() < p
}

// page answers as a site that is well.
func (s *simulation) page(w http.ResponseWriter, r *http.Request, h *simHost, fault string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch r.URL.Path {
	case "/":
		fmt.Fprintf(w, `<html><head><title>%s</title></head><body><a href="/yw/">要闻</a> <a href="%s">政府信息公开年报</a> <a href="/no/login">登录</a></body></html>`, h.body, h.column)
		return
	case h.column:
		var rows strings.Builder
		n := 0
		for _, report := range h.reports {
			if report.there() && fault != "emptied" {
				n++
				fmt.Fprintf(&rows, `<li><a href="%s">%s%d年政府信息公开工作年度报告</a><span>%d-03-01</span></li>`, report.path, report.body, report.year, report.year+1)
			}
		}
		fmt.Fprintf(w, `<html><head><title>政府信息公开年报_%s</title></head><body><ul>%s</ul><div>共%d条</div></body></html>`, h.body, rows.String(), n)
		return
	}
	for _, report := range h.reports {
		if report.path != r.URL.Path || !report.there() {
			continue
		}
		report.ever = true
		tag := fmt.Sprintf(`"%d"`, report.version)
		if h.tagged {
			w.Header().Set("ETag", tag)
			if r.Header.Get("If-None-Match") == tag {
				w.WriteHeader(http.StatusNotModified)
				return
			}
		}
		if h.given[r.URL.Path]++; h.given[r.URL.Path] > 1 {
			s.t.Errorf("night %d: http://%s%s was given %d times", s.night, h.name, r.URL.Path, h.given[r.URL.Path])
		}
		fmt.Fprint(w, report.page())
		return
	}
	w.WriteHeader(http.StatusNotFound)
	fmt.Fprint(w, "<html><body>404 Not Found</body></html>")
}
