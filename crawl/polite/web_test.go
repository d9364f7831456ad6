package polite

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"nianbao/crawl/frozen"
	"nianbao/crawl/list"
	"nianbao/crawl/robots"
	"nianbao/crawl/warc"
)

var (
	contact  = Contact{"nianbao", "1.2", "https://example.org/about", "crawl@example.org"}
	loopback = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}
	evening  = time.Date(2024, 2, 28, 22, 0, 0, 0, China)
)

// A page says what a path answers.
type page = http.HandlerFunc

// A web is some hosts with real servers on addresses of their own. It fails the
// test for every request that a host's robots file forbids, that comes while
// another is answered at the address, or that comes too soon after one.
type web struct {
	t     testing.TB
	clock *frozen.StepClock
	names map[string]string // host:port of a server by name
	least time.Duration

	mu     sync.Mutex
	asked  []string // "host/path" in order
	heads  []http.Header
	last   map[string]time.Time // end of the last request, by address
	during map[string]int
	robots map[string]string // by name; "" for 404
}

func newWeb(t testing.TB) *web {
	return &web{t: t, clock: frozen.NewStepClock(evening), names: map[string]string{}, least: minDelay,
		last: map[string]time.Time{}, during: map[string]int{}, robots: map[string]string{}}
}

// serve begins a server on an address, for a name under gov.cn, and gives its
// home page's address.
func (w *web) serve(address, name, rules string, pages map[string]page) string {
	w.t.Helper()
	s := httptest.NewUnstartedServer(w.handler(name, address, pages))
	s.Listener.Close()
	s.Listener = listen(w.t, address)
	s.Start()
	w.t.Cleanup(s.Close)
	return w.add(name, rules, s.Listener.Addr().String())
}

func listen(t testing.TB, address string) net.Listener {
	t.Helper()
	l, err := net.Listen("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func (w *web) add(name, rules, at string) string {
	w.mu.Lock()
	defer w.mu.Unlock()
	host, port, _ := net.SplitHostPort(at)
	w.names[name], w.robots[name] = host, rules
	return "http://" + name + ":" + port
}

// also makes another name that the server of an address answers to.
func (w *web) also(home, name, rules string) string {
	u, err := url.Parse(home)
	if err != nil {
		w.t.Fatal(err)
	}
	return w.add(name, rules, net.JoinHostPort(w.names[u.Hostname()], u.Port()))
}

func (w *web) handler(name, address string, pages map[string]page) http.Handler {
	mux := http.NewServeMux()
	for path, p := range pages {
		mux.Handle(path, p)
	}
	return http.HandlerFunc(func(out http.ResponseWriter, r *http.Request) {
		host, _, _ := net.SplitHostPort(r.Host)
		w.mu.Lock()
		rules := w.robots[host]
		w.asked = append(w.asked, host+r.URL.RequestURI())
		w.heads = append(w.heads, r.Header.Clone())
		now := w.clock.Now()
		if gap := now.Sub(w.last[address]); gap < w.least {
			w.t.Errorf("%s%s: asked %s after another", host, r.URL, gap)
		}
		if w.during[address]++; w.during[address] > 1 {
			w.t.Errorf("%s%s: asked while another is answered", host, r.URL)
		}
		w.mu.Unlock()
		defer func() {
			w.mu.Lock()
			w.during[address]--
			w.last[address] = w.clock.Now()
			w.mu.Unlock()
		}()
		if !robots.Parse([]byte(rules)).Allowed(r.URL) {
			w.t.Errorf("%s%s: disallowed, and asked", host, r.URL)
		}
		if _, own := pages["/robots.txt"]; r.URL.Path == "/robots.txt" && !own {
			if rules == "" {
				out.WriteHeader(http.StatusNotFound)
			}
			fmt.Fprint(out, rules)
			return
		}
		mux.ServeHTTP(out, r)
	})
}

func (w *web) lookup(_ context.Context, host string) ([]netip.Addr, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if at, ok := w.names[host]; ok {
		return []netip.Addr{netip.MustParseAddr(at)}, nil
	}
	return nil, &net.DNSError{Err: "no such host", Name: host, IsNotFound: true}
}

// requests are those asked so far but for robots files.
func (w *web) requests() (out []string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, a := range w.asked {
		if !strings.HasSuffix(a, "/robots.txt") {
			out = append(out, a)
		}
	}
	return out
}

// client gives a client of the web; change may set further options.
func (w *web) client(change ...func(*Options)) *Client {
	w.t.Helper()
	o := Options{Contact: contact, Clock: w.clock, Random: func() float64 { return 0.5 }, Lookup: w.lookup}
	for _, c := range change {
		c(&o)
	}
	client, err := New(o)
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(client.Close)
	return client
}

// visit gives a visit of a new client.
func (w *web) visit(change ...func(*Options)) *Visit {
	return w.client(change...).Visit(Site{Allow: loopback})
}

func say(status int, body string, header ...string) page {
	return func(w http.ResponseWriter, _ *http.Request) {
		for _, h := range header {
			key, value, _ := strings.Cut(h, ": ")
			w.Header().Add(key, value)
		}
		w.WriteHeader(status)
		fmt.Fprint(w, body)
	}
}

func get(t testing.TB, v list.Getter, url string) (*list.Page, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	return v.Get(ctx, list.Request{URL: url})
}

// outcome is what came of a request, in a word: the body or the class.
func outcome(p *list.Page, err error) string {
	if err == nil {
		if p.NotModified {
			return "not modified"
		}
		return string(p.Body)
	}
	if e, ok := err.(*Error); ok {
		return "!" + string(e.Class)
	}
	return err.Error()
}

// A memory is one in memory, for handing on to another client.
type memory struct {
	mu     sync.Mutex
	hosts  map[string]HostState
	robots map[string]robots.State
	known  map[string]Validators
	turns  map[string]Turn
}

func newMemory() *memory {
	return &memory{hosts: map[string]HostState{}, robots: map[string]robots.State{}, known: map[string]Validators{}, turns: map[string]Turn{}}
}

func (m *memory) Host(name string) (HostState, bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	s, ok := m.hosts[name]
	return s, ok, nil
}

func (m *memory) Robots(origin string) (robots.State, bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	s, ok := m.robots[origin]
	return s, ok, nil
}

func (m *memory) Validators(url string) (Validators, bool, error) {
	v, ok := m.known[url]
	return v, ok, nil
}

func (m *memory) PutHost(s HostState) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.hosts[s.Host] = s
	return nil
}

func (m *memory) PutRobots(s robots.State) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.robots[s.Origin] = s
	return nil
}

func (m *memory) Turn(kind TurnKind, name string) (Turn, bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	t, ok := m.turns[string(kind)+" "+name]
	return t, ok, nil
}

func (m *memory) PutTurns(turns ...Turn) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, t := range turns {
		m.turns[string(t.Kind)+" "+t.Name] = t
	}
	return nil
}

// An archive keeps what came of every request.
type archive struct {
	mu   sync.Mutex
	kept []*warc.Exchange
}

func (a *archive) keep(x *warc.Exchange) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.kept = append(a.kept, x)
	return nil
}
