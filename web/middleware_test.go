package web

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"nianbao/report"
	"nianbao/store"
)

// empty is a source of a database that holds nothing.
type empty struct{}

func (empty) Start(context.Context) (Start, error)                          { return Start{}, nil }
func (empty) Search(_ context.Context, _ string, a Ask) (Answer, error)     { return Answer{Ask: a}, nil }
func (empty) Suggest(context.Context, string, string) ([]Suggestion, error) { return nil, nil }
func (empty) Report(context.Context, string, string, string) (Report, error) {
	return Report{}, report.ErrNotFound
}
func (empty) Original(context.Context, string) ([]byte, report.Format, error) {
	return nil, "", report.ErrNotFound
}
func (empty) Page(context.Context, string, int) (Picture, error) {
	return Picture{}, report.ErrNotFound
}
func (empty) SearchFile(context.Context, string, Ask, string, io.Writer) (string, error) {
	return "", nil
}

func (empty) Subjects() []SubjectGroup                                    { return nil }
func (empty) Indicators() []report.Indicator                              { return nil }
func (empty) Doubtful(context.Context, string, DeskAsk) (DeskList, error) { return DeskList{}, nil }
func (empty) Decided(context.Context, string) ([]Decided, error)          { return nil, nil }
func (empty) Decide(context.Context, Decision) error                      { return report.ErrNotFound }
func (empty) Accuracy() string                                            { return "" }
func (empty) District(context.Context, string, string) (District, error) {
	return District{}, report.ErrNotFound
}
func (empty) Coverage(context.Context) (Coverage, error)                   { return Coverage{}, nil }
func (empty) OwedLines(context.Context, string, int) ([]store.Owed, error) { return nil, nil }
func (empty) NotRead(context.Context, string) ([]Unread, error)            { return nil, nil }
func (empty) Contradictions(context.Context, string, string) ([]Contradiction, error) {
	return nil, nil
}
func (empty) Compare(_ context.Context, _ string, p Pick) (Comparison, error) {
	return Comparison{Pick: p}, nil
}
func (empty) ComparePicture(context.Context, string, Pick, string, string) ([]byte, error) {
	return nil, report.ErrNotFound
}
func (empty) CompareFile(context.Context, string, Pick, string, io.Writer) error { return nil }

var _ Source = empty{}

// serving gives a server of a source that answers within a test.
func serving(t *testing.T, source Source, change func(*Options)) *httptest.Server {
	t.Helper()
	o := Options{Source: source}
	if change != nil {
		change(&o)
	}
	s, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(s.Handler())
	t.Cleanup(server.Close)
	return server
}

// get asks for a page and gives the answer with its body read.
func get(t *testing.T, address string, header ...string) (*http.Response, string) {
	t.Helper()
	req, err := http.NewRequest(http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i+1 < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	return fetched(t, req)
}

// fetched gives the answer to a request with its body read.
func fetched(t *testing.T, req *http.Request) (*http.Response, string) {
	t.Helper()
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	resp, err := client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp, string(b)
}

// TestPolicy holds that every answer says what a page may load, whatever it is.
func TestPolicy(t *testing.T) {
	server := serving(t, failing{}, nil)
	for _, path := range []string{"/", "/nothing", "//evil.example", "/\\evil", "/static/app.css", "/static/none", "/static/..%2fapp.css", "/?" + strings.Repeat("q", 9000)} {
		resp, _ := get(t, server.URL+path)
		if got := resp.Header.Get("Content-Security-Policy"); got != policy {
			t.Errorf("%s: policy %q", path, got)
		}
		if got := resp.Header.Get("X-Content-Type-Options"); got != "nosniff" {
			t.Errorf("%s: nosniff %q", path, got)
		}
		if to := resp.Header.Get("Location"); strings.HasPrefix(to, "//") || strings.Contains(to, "evil") && !strings.HasPrefix(to, "/") {
			t.Errorf("%s: sent to %q", path, to)
		}
	}
}

// failing is a source of which nothing can be had.
type failing struct{ empty }

func (failing) Start(context.Context) (Start, error) {
	return Start{}, errors.New("secret /path/of/the.db")
}

func TestFailure(t *testing.T) {
	resp, body := get(t, serving(t, failing{}, nil).URL+"/", "Accept-Language", "en")
	if resp.StatusCode != http.StatusInternalServerError || strings.Contains(body, "secret") || !strings.Contains(body, "The program failed") {
		t.Errorf("status %d, %q", resp.StatusCode, body)
	}
}

// panicking is a source with a fault.
type panicking struct{ empty }

func (panicking) Start(context.Context) (Start, error) { panic("fault") }

func TestPanic(t *testing.T) {
	server := serving(t, panicking{}, nil)
	for range 2 { // the server goes on
		if resp, _ := get(t, server.URL+"/"); resp.StatusCode != http.StatusInternalServerError {
			t.Errorf("status %d", resp.StatusCode)
		}
	}
}

// slow is a source that takes as long as it may.
type slow struct{ empty }

func (slow) Start(ctx context.Context) (Start, error) {
	<-ctx.Done()
	return Start{}, ctx.Err()
}

func TestTimeLimit(t *testing.T) {
	server := serving(t, slow{}, func(o *Options) { o.Limits = &Limits{Time: time.Millisecond, Searches: 1} })
	resp, _ := get(t, server.URL+"/")
	if resp.StatusCode != http.StatusServiceUnavailable || resp.Header.Get("Retry-After") == "" {
		t.Errorf("status %d, header %v", resp.StatusCode, resp.Header)
	}
}

func TestLanguage(t *testing.T) {
	server := serving(t, empty{}, nil)
	for _, c := range []struct{ path, accept, cookie, want string }{
		{"/", "", "", "zh-Hans"},
		{"/", "en-GB,en;q=0.9", "", "en"},
		{"/", "zh-TW", "", "zh-Hans"},
		{"/", "de;q=0.9,en;q=0.1", "", "en"},
		{"/", "en", "zh", "zh-Hans"},
		{"/?lang=en", "zh", "zh", "en"},
		{"/?lang=xx", "zh", "en", "en"},
		{"/", "en", "<script>", "en"},
	} {
		resp, body := get(t, server.URL+c.path, "Accept-Language", c.accept, "Cookie", "lang="+c.cookie)
		if got := resp.Header.Get("Content-Language"); got != c.want || !strings.Contains(body, `<html lang="`+c.want+`">`) {
			t.Errorf("%+v: %s", c, got)
		}
	}
	resp, _ := get(t, server.URL+"/?lang=en")
	if got := resp.Header.Get("Set-Cookie"); !strings.HasPrefix(got, "lang=en;") {
		t.Errorf("cookie %q", got)
	}
}

func TestStatic(t *testing.T) {
	server := serving(t, empty{}, nil)
	resp, body := get(t, server.URL+staticURL("app.css"))
	if resp.StatusCode != http.StatusOK || !strings.Contains(resp.Header.Get("Cache-Control"), "immutable") || len(body) == 0 {
		t.Errorf("%d %v", resp.StatusCode, resp.Header)
	}
	if resp, _ := get(t, server.URL+"/static/app.css?v=other"); strings.Contains(resp.Header.Get("Cache-Control"), "immutable") {
		t.Error("an address of no file that is there is kept for ever")
	}
	if resp, _ := get(t, server.URL+"/static/app.css", "If-None-Match", `"`+stamps["app.css"]+`"`); resp.StatusCode != http.StatusNotModified {
		t.Errorf("status %d", resp.StatusCode)
	}
}

func TestClients(t *testing.T) {
	now := time.Unix(0, 0)
	c := newClients(2, 3, func() time.Time { return now })
	for i := range 3 {
		if wait := c.take("a"); wait != 0 {
			t.Errorf("request %d waits %v", i, wait)
		}
	}
	if wait := c.take("a"); wait != 500*time.Millisecond {
		t.Errorf("waits %v", wait)
	}
	if wait := c.take("b"); wait != 0 {
		t.Errorf("another waits %v", wait)
	}
	now = now.Add(time.Second)
	for i, want := range []bool{true, true, false} {
		if got := c.take("a") == 0; got != want {
			t.Errorf("after a second, request %d: %v", i, got)
		}
	}
}

func TestClientOf(t *testing.T) {
	for _, c := range []struct {
		remote, forwarded, want string
	}{
		{"203.0.113.7:1234", "", "203.0.113.7"},
		{"203.0.113.7:1234", "198.51.100.1", "203.0.113.7"}, // who is no proxy of ours may write what he likes
		{"127.0.0.1:1234", "", ""},
		{"127.0.0.1:1234", "6.6.6.6, 198.51.100.1", "198.51.100.1"},
		{"[::1]:1234", "2001:db8:1:2:3::4", "2001:db8:1:2::/64"},
		{"[2001:db8:1:2:9::9]:1", "", "2001:db8:1:2::/64"},
	} {
		r := &http.Request{RemoteAddr: c.remote, Header: http.Header{}}
		if c.forwarded != "" {
			r.Header.Set("X-Forwarded-For", c.forwarded)
		}
		if got := clientOf(r); got != c.want {
			t.Errorf("clientOf(%q, %q) = %q, want %q", c.remote, c.forwarded, got, c.want)
		}
	}
}

func TestTooManyRequests(t *testing.T) {
	server := serving(t, empty{}, func(o *Options) {
		o.Limits = &Limits{Time: time.Second, Searches: 1, Rate: 0.001, Burst: 2}
	})
	var got []int
	for range 3 {
		resp, _ := get(t, server.URL+"/", "X-Forwarded-For", "203.0.113.9")
		got = append(got, resp.StatusCode)
	}
	if got[0] != 200 || got[1] != 200 || got[2] != http.StatusTooManyRequests {
		t.Errorf("statuses %v", got)
	}
}

// waiting is a source that answers when it is let.
type waiting struct {
	empty
	begun, let chan struct{}
}

func (w waiting) Search(ctx context.Context, _ string, a Ask) (Answer, error) {
	w.begun <- struct{}{}
	select {
	case <-w.let:
	case <-ctx.Done():
	}
	return Answer{Ask: a}, nil
}

// TestBusy sends those away who search when too many do, and nobody else.
func TestBusy(t *testing.T) {
	source := waiting{begun: make(chan struct{}), let: make(chan struct{})}
	server := serving(t, source, func(o *Options) { o.Limits = &Limits{Time: time.Minute, Searches: 1, Query: 200} })
	first := make(chan int)
	go func() {
		resp, _ := get(t, server.URL+"/search?q=x")
		first <- resp.StatusCode
	}()
	<-source.begun
	if resp, _ := get(t, server.URL+"/search?q=y"); resp.StatusCode != http.StatusServiceUnavailable || resp.Header.Get("Retry-After") == "" {
		t.Errorf("a second search: status %d", resp.StatusCode)
	}
	if resp, _ := get(t, server.URL+"/"); resp.StatusCode != http.StatusOK {
		t.Errorf("the start page: status %d", resp.StatusCode)
	}
	close(source.let)
	if got := <-first; got != http.StatusOK {
		t.Errorf("the first search: status %d", got)
	}
}

// TestStop finishes a request in hand when the server is stopped.
func TestStop(t *testing.T) {
	source := waiting{begun: make(chan struct{}), let: make(chan struct{})}
	s, err := New(Options{Source: source})
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended, answered := make(chan error, 1), make(chan int, 1)
	go func() { ended <- s.Run(ctx, l) }()
	go func() {
		resp, _ := get(t, "http://"+l.Addr().String()+"/search?q=x")
		answered <- resp.StatusCode
	}()
	<-source.begun
	stop()
	close(source.let)
	if got := <-answered; got != http.StatusOK {
		t.Errorf("status %d", got)
	}
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

// TestSlowClient holds that a client that sends its request a byte at a time is
// let go, and the server stops while it does.
func TestSlowClient(t *testing.T) {
	s, err := New(Options{Source: empty{}})
	if err != nil {
		t.Fatal(err)
	}
	s.patience = 50 * time.Millisecond
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- s.Run(ctx, l) }()
	conn, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := conn.Write([]byte("GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ")); err != nil {
		t.Fatal(err)
	}
	conn.SetReadDeadline(time.Now().Add(time.Minute)) // a server that waits for ever fails here
	if b, err := io.ReadAll(conn); err != nil || strings.Contains(string(b), "200 OK") {
		t.Errorf("answered %q, %v", b, err)
	}
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

// TestSlowBody holds that a client that never sends the form it has promised is let
// go, wherever forms are taken.
func TestSlowBody(t *testing.T) {
	s, err := New(Options{Source: empty{}, ReviewToken: "0123456789abcdef", API: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := r.ParseForm(); err != nil {
			Problem(w, r, http.StatusBadRequest, "")
		}
	})})
	if err != nil {
		t.Fatal(err)
	}
	s.hearing = 100 * time.Millisecond
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- s.Run(ctx, l) }()
	for _, path := range []string{"/review/enter", "/review/decide", "/review/leave", "/api/v1/reconcile"} {
		conn, err := net.Dial("tcp", l.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		if _, err := conn.Write([]byte("POST " + path + " HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000\r\n\r\nqueries=")); err != nil {
			t.Fatal(err)
		}
		conn.SetReadDeadline(time.Now().Add(time.Minute)) // a server that waits for ever fails here
		if b, err := io.ReadAll(conn); err != nil || strings.Contains(string(b), " 200 ") || strings.Contains(string(b), " 303 ") || strings.Contains(string(b), " 500 ") {
			t.Errorf("%s is answered %.80q, %v", path, b, err)
		}
	}
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

// dripping is an answer that its client does not take.
type dripping struct {
	*httptest.ResponseRecorder
	begun, let chan struct{}
}

func (d dripping) Write(b []byte) (int, error) {
	d.begun <- struct{}{}
	<-d.let
	return d.ResponseRecorder.Write(b)
}

// TestSlowReader holds that who takes the answer byte by byte keeps nobody from
// searching.
func TestSlowReader(t *testing.T) {
	s, err := New(Options{Source: empty{}, Limits: &Limits{Time: time.Minute, Searches: 1, Query: 200}})
	if err != nil {
		t.Fatal(err)
	}
	slow := dripping{httptest.NewRecorder(), make(chan struct{}), make(chan struct{})}
	done := make(chan struct{})
	go func() {
		s.Handler().ServeHTTP(slow, httptest.NewRequest(http.MethodGet, "/search?q=x", nil))
		close(done)
	}()
	<-slow.begun
	other := httptest.NewRecorder()
	s.Handler().ServeHTTP(other, httptest.NewRequest(http.MethodGet, "/search?q=y", nil))
	if other.Code != http.StatusOK {
		t.Errorf("another search: status %d", other.Code)
	}
	close(slow.let)
	<-done
}

// TestProblem holds that programs are told in their form what is wrong, also where
// it is not the API that says so, and that pages of others may read it.
func TestProblem(t *testing.T) {
	server := serving(t, empty{}, func(o *Options) {
		o.Limits = &Limits{Time: time.Second, Searches: 1, Rate: 0.001, Burst: 2}
		o.API = http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic("fault") })
	})
	for _, c := range []struct {
		path, origin string
		status       int
	}{
		{"/api/v1/figures", "", http.StatusInternalServerError},
		{"/api/v1/\\", "", http.StatusBadRequest},
		{"/api/v1/reconcile", "https://evil.example", http.StatusForbidden},
		{"/api/v1/figures", "", http.StatusTooManyRequests},
	} {
		method := http.MethodGet
		if c.origin != "" {
			method = http.MethodPost
		}
		req, err := http.NewRequest(method, server.URL+c.path, nil)
		if err != nil {
			t.Fatal(err)
		}
		if c.status != http.StatusBadRequest { // that one is refused before it is counted
			req.Header.Set("X-Forwarded-For", "203.0.113.9")
		}
		if c.origin != "" {
			req.Header.Set("Origin", c.origin)
		}
		resp, body := fetched(t, req)
		var problem struct{ Status int }
		if err := json.Unmarshal([]byte(body), &problem); err != nil || resp.StatusCode != c.status || problem.Status != c.status || resp.Header.Get("Content-Type") != "application/problem+json" {
			t.Errorf("%s: status %d, want %d: %q, %v", c.path, resp.StatusCode, c.status, body, err)
		}
		if resp.Header.Get("Access-Control-Allow-Origin") != "*" || resp.Header.Get("Content-Security-Policy") != policy || (resp.Header.Get("Retry-After") != "") != (c.status == http.StatusTooManyRequests) {
			t.Errorf("%s: status %d with the header %v", c.path, resp.StatusCode, resp.Header)
		}
	}
}

// TestTemplates holds that every page can be made of a value without anything.
func TestTemplates(t *testing.T) {
	p, err := parsePages()
	if err != nil {
		t.Fatal(err)
	}
	if len(p) < 2 || p["start"] == nil || p["fail"] == nil {
		t.Fatalf("pages %v", p)
	}
}

func TestSpark(t *testing.T) {
	point := func(year int, v string, broken bool) SparkPoint {
		return SparkPoint{Year: year, Value: report.Decimal(v), Broken: broken}
	}
	s := newSpark([]SparkPoint{point(2014, "1", false), point(2015, "", false), point(2016, "2", false), point(2017, "4", false), point(2018, "4", true), point(2019, "8", false)})
	if len(s.Lines) != 2 || len(s.Dots) != 2 || len(s.Breaks) != 1 {
		t.Errorf("lines %v, dots %v, breaks %v: no line may cross a gap or a break", s.Lines, s.Dots, s.Breaks)
	}
}
