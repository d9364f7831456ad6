package polite

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync/atomic"
	"testing"

	"nianbao/crawl/frozen"
	"nianbao/report"
)

// dialer gives one that always fails, and counts.
func dialer(count func()) func(context.Context, string, string) (net.Conn, error) {
	return func(context.Context, string, string) (net.Conn, error) {
		count()
		return nil, errors.New("connection refused")
	}
}

// denied are addresses of every kind that is nobody's public web server.
var denied = strings.Fields(`0.0.0.0 0.1.2.3 10.0.0.1 10.255.255.254 100.64.0.1 100.127.255.254 127.0.0.1 127.8.9.10
	169.254.169.254 172.16.0.1 172.31.255.254 192.0.0.8 192.0.2.1 192.88.99.1 192.168.1.1 198.18.0.1 198.51.100.7
	203.0.113.9 224.0.0.1 240.0.0.1 255.255.255.255 ::1 fd00::1 fe80::1`)

// forms are the ways to write an address as one of IPv6 that may lead to it.
func forms(t testing.TB, a netip.Addr) []string {
	t.Helper()
	if a.Is6() {
		return []string{a.String(), strings.ToUpper(a.StringExpanded()), a.String() + "%25eth0"}
	}
	b := a.As4()
	return []string{
		"::ffff:" + a.String(),
		fmt.Sprintf("::ffff:%x:%x", int(b[0])<<8|int(b[1]), int(b[2])<<8|int(b[3])),
		"::" + a.String(),
		"64:ff9b::" + a.String(),
		fmt.Sprintf("2002:%x:%x::1", int(b[0])<<8|int(b[1]), int(b[2])<<8|int(b[3])),
		fmt.Sprintf("2001:0:4136:e378:8000:63bf:%x:%x", ^(int(b[0])<<8|int(b[1]))&0xffff, ^(int(b[2])<<8|int(b[3]))&0xffff), // Teredo
	}
}

// TestPrivateAddresses holds that no way leads to a private address: 24 of them
// in every form, by a link, a name, a name that changes its mind, a redirect of a
// page or of a robots file, and whatever proxy the environment names.
func TestPrivateAddresses(t *testing.T) {
	var proxied atomic.Int32
	proxy := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { proxied.Add(1) }))
	defer proxy.Close()
	for _, key := range []string{"HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"} {
		t.Setenv(key, proxy.URL)
	}
	target := "" // where the public server leads
	public := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/to" || r.URL.Path == "/robots.txt" && r.Host == "robots.gov.cn" {
			w.Header().Set("Location", target)
			w.WriteHeader(http.StatusFound)
			return
		}
		fmt.Fprint(w, "ok")
	}))
	defer public.Close()
	outside := netip.MustParseAddr("61.128.0.1")

	for _, text := range denied {
		for _, literal := range append(forms(t, netip.MustParseAddr(text)), text) {
			inside := netip.MustParseAddr(strings.ReplaceAll(literal, "%25", "%"))
			host := literal
			if strings.Contains(literal, ":") {
				host = "[" + literal + "]"
			}
			target = "http://" + host + "/robots.txt"
			for _, tt := range []struct{ way, url, want string }{
				{"direct", "http://" + host + "/", "!refused"},
				{"TLS", "https://" + host + "/", "!refused"},
				{"a port", "http://" + host + ":8080/", "!refused"},
				{"a name", "http://inside.gov.cn/", "!refused"},
				{"a name with two addresses", "http://both.gov.cn/", "ok"},
				{"a name that is bound anew before its robots file", "http://soon.gov.cn/", "!unreachable"},
				{"a name that is bound anew after its robots file", "http://later.gov.cn/", "!refused"},
				{"a redirect", "http://www.gov.cn/to", "!refused"},
				{"a redirect of the robots file", "http://robots.gov.cn/", "!unreachable"},
			} {
				asked, reached := 0, []string{}
				c, err := New(Options{
					Contact: contact, Clock: frozen.NewStepClock(evening),
					Lookup: func(_ context.Context, name string) ([]netip.Addr, error) {
						switch asked++; {
						case name == "inside.gov.cn", name == "soon.gov.cn" && asked > 1, name == "later.gov.cn" && asked > 2:
							return []netip.Addr{inside}, nil
						case name == "both.gov.cn":
							return []netip.Addr{inside, outside}, nil
						}
						return []netip.Addr{outside}, nil
					},
					Dial: func(ctx context.Context, network, address string) (net.Conn, error) {
						if address != "61.128.0.1:80" {
							reached = append(reached, address)
							return nil, errors.New("connection refused")
						}
						return (&net.Dialer{}).DialContext(ctx, network, public.Listener.Addr().String())
					},
				})
				if err != nil {
					t.Fatal(err)
				}
				v := c.Visit(Site{Hosts: []string{literal, text}})
				p, err := get(t, v, tt.url)
				if got := outcome(p, err); got != tt.want || len(reached) > 0 {
					t.Errorf("%s to %s: %s, want %s (%v); connections %v", tt.way, literal, got, tt.want, err, reached)
				}
				c.Close()
			}
		}
	}
	if n := proxied.Load(); n > 0 {
		t.Errorf("%d requests to the proxy", n)
	}
}

// TestGuardOfTheNetwork holds that the guard stands in the network's own dialer
// too, whatever address the resolution let pass.
func TestGuardOfTheNetwork(t *testing.T) {
	var reached atomic.Int32
	s := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { reached.Add(1) }))
	defer s.Close()
	c, err := New(Options{Contact: contact})
	if err != nil {
		t.Fatal(err)
	}
	at := netip.MustParseAddrPort(s.Listener.Addr().String())
	for _, allowed := range [][]netip.Prefix{nil, loopback} {
		ctx := context.WithValue(context.Background(), destinationKey{}, destination{at, allowed, new(atomic.Bool)})
		conn, err := c.dial(ctx, "tcp", "ignored:80")
		if (err == nil) != (allowed != nil) || err != nil && !errors.Is(err, report.ErrRefused) {
			t.Errorf("allowed %v: %v", allowed, err)
		}
		if err == nil {
			conn.Close()
		}
	}
}

// TestScope holds which hosts a visit asks.
func TestScope(t *testing.T) {
	c, err := New(Options{Contact: contact})
	if err != nil {
		t.Fatal(err)
	}
	v := c.Visit(Site{Hosts: []string{"www.Example.org", "例子.中国"}})
	for host, want := range map[string]bool{
		"www.a.gov.cn": true, "gov.cn": true, "a.gov.cn.evil.com": false, "evilgov.cn": false, "www.example.org": true,
		"xxgk.www.example.org": true, "example.org": false, "xn--fsqu00a.xn--fiqs8s": true, "10.0.0.1": false,
	} {
		if got := v.inScope(host); got != want {
			t.Errorf("%s: %v, want %v", host, got, want)
		}
	}
}
