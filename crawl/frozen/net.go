package frozen

import (
	"context"
	"crypto/x509"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"sync"
	"syscall"
	"testing"
	"time"
)

// A Net is the web of some sites. Its [Net.Lookup] and [Net.DialContext] are
// the only way in. Names have invented addresses there that look like public
// ones, so that a guard against private addresses can be at work; the dialer
// brings both to the servers on loopback.
type Net struct {
	Roots *x509.CertPool // the authority of the sites' certificates

	clock Clock
	sites []*Site
	byIP  map[netip.Addr]*machine // by invented address
	hosts map[string]*machine     // by name
	owner map[string]*Site        // by name
	stops []func()                // of the servers

	mu       sync.Mutex
	night    int
	books    map[*Site]*book
	requests []*Request
	attempts []Attempt
}

// A machine is an address with its servers.
type machine struct {
	public netip.Addr
	local  string            // 127.x.y.z
	ports  map[string]string // by scheme: host:port on loopback
}

// An Attempt is a connection or a name that was asked for outside the sites.
type Attempt struct {
	Time    time.Time
	Address string // as it was asked for: host:port, or a name alone where it was looked up
}

// An Option of Serve.
type Option func(*Net)

// WithClock makes the requests' times and the slow answers those of a clock.
func WithClock(c Clock) Option { return func(n *Net) { n.clock = c } }

// Serve serves sites until the test ends. Each has an address of its own, but
// those whose Address is the same share it.
func Serve(t testing.TB, sites []*Site, options ...Option) *Net {
	t.Helper()
	n, err := Open(sites, options...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(n.Close)
	return n
}

// Open serves sites until they are closed.
func Open(sites []*Site, options ...Option) (*Net, error) {
	n := &Net{clock: wall{}, sites: sites, byIP: map[netip.Addr]*machine{}, hosts: map[string]*machine{}, owner: map[string]*Site{}}
	for _, o := range options {
		o(n)
	}
	certs, roots, err := certificates()
	if err != nil {
		return nil, err
	}
	n.Roots = roots
	n.Night(1)
	machines := map[string]*machine{}
	schemes := map[*machine]map[string]bool{}
	for i, s := range sites {
		local := s.Address
		if local == "" {
			local = fmt.Sprintf("127.%d.%d.1", 20+i/250, i%250+1)
		}
		m := machines[local]
		if m == nil {
			m = &machine{public: netip.AddrFrom4([4]byte{61, 128, byte(len(machines) / 250), byte(len(machines)%250 + 1)}), local: local, ports: map[string]string{}}
			machines[local], n.byIP[m.public], schemes[m] = m, m, map[string]bool{}
		}
		for _, h := range s.Hosts {
			if n.owner[h] != nil {
				return nil, fmt.Errorf("%s is a host of %s and of %s", h, n.owner[h].File, s.File)
			}
			n.hosts[h], n.owner[h] = m, s
		}
		for _, a := range s.Answers {
			schemes[m][a.Scheme] = true
		}
	}
	for m, of := range schemes {
		for scheme := range of {
			if err := n.listen(m, scheme, certs); err != nil {
				n.Close()
				return nil, err
			}
		}
	}
	return n, nil
}

// Close ends the servers.
func (n *Net) Close() {
	for _, stop := range n.stops {
		stop()
	}
}

// listen serves a machine by one scheme: at any port, but of an address that
// names one at that.
func (n *Net) listen(m *machine, scheme string, certs *authority) error {
	at := m.local
	if _, _, err := net.SplitHostPort(at); err != nil {
		at += ":0"
	}
	l, err := net.Listen("tcp4", at)
	if err != nil {
		return err
	}
	m.ports[scheme] = l.Addr().String()
	srv := &http.Server{
		Handler:   http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { n.serve(m, scheme, w, r) }),
		ErrorLog:  silent,
		Protocols: new(http.Protocols),
	}
	srv.Protocols.SetHTTP1(true)
	if scheme == "https" {
		srv.TLSConfig = certs.config(func(host string) string {
			if s := n.owner[host]; s != nil {
				return s.TLS
			}
			return "modern"
		})
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		if scheme == "https" {
			srv.ServeTLS(l, "", "")
		} else {
			srv.Serve(l)
		}
	}()
	n.stops = append(n.stops, func() {
		srv.Close()
		<-done
	})
	return nil
}

// Night turns to the first or second night: other answers, and requests are
// counted anew. What was recorded stays.
func (n *Net) Night(night int) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.night = night
	n.books = map[*Site]*book{}
	for _, s := range n.sites {
		n.books[s] = newBook(s, night)
	}
}

// Lookup gives the invented addresses of a site's name, and records other names.
func (n *Net) Lookup(_ context.Context, host string) ([]netip.Addr, error) {
	if m := n.hosts[host]; m != nil {
		return []netip.Addr{m.public}, nil
	}
	n.tried(host)
	return nil, &net.DNSError{Err: "no such host", Name: host, IsNotFound: true}
}

// DialContext connects to a site by name or invented address, port 80 or 443.
// Everything else is recorded and refused.
func (n *Net) DialContext(ctx context.Context, network, address string) (net.Conn, error) {
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return nil, err
	}
	m := n.hosts[host]
	ip, err := netip.ParseAddr(host)
	if m == nil && err == nil {
		m = n.byIP[ip]
	}
	if m == nil {
		n.tried(address)
		if err != nil {
			return nil, &net.OpError{Op: "dial", Net: network, Err: &net.DNSError{Err: "no such host", Name: host, IsNotFound: true}}
		}
		return nil, refused(network)
	}
	scheme := map[string]string{"80": "http", "443": "https"}[port]
	if m.ports[scheme] == "" {
		n.tried(address)
		return nil, refused(network)
	}
	var d net.Dialer
	return d.DialContext(ctx, network, m.ports[scheme])
}

func refused(network string) error {
	return &net.OpError{Op: "dial", Net: network, Err: syscall.ECONNREFUSED}
}

func (n *Net) tried(address string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.attempts = append(n.attempts, Attempt{n.clock.Now(), address})
}

// Client is an ordinary client of this web: it follows redirects, trusts the
// test's authority, and goes nowhere else.
func (n *Net) Client() *http.Client {
	return &http.Client{Transport: &http.Transport{DialContext: n.DialContext, TLSClientConfig: tlsClient(n.Roots)}}
}

// Requests are those that a host was asked, in order; all of them where host is "".
func (n *Net) Requests(host string) []Request {
	n.mu.Lock()
	defer n.mu.Unlock()
	var out []Request
	for _, r := range n.requests {
		if host == "" || r.Host == host {
			out = append(out, *r)
		}
	}
	return out
}

// Attempts are what was asked for outside the sites.
func (n *Net) Attempts() []Attempt {
	n.mu.Lock()
	defer n.mu.Unlock()
	return slices.Clone(n.attempts)
}

// A Request is one that was asked.
type Request struct {
	Time     time.Time // of its arrival
	Answered time.Time // when its answer began; zero where it did not
	Night    int
	Site     *Site
	Address  string // the machine's, on loopback
	Scheme   string
	Host     string
	Method   string
	URL      string
	Header   http.Header
	Form     url.Values // of a POST
	Body     []byte     // of a POST
	Status   int        // of the answer
	Section  string     // that answered; "" where none did
}
