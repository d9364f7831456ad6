package polite

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"nianbao/crawl/frozen"
	"nianbao/crawl/list"
)

// A pipes is a network in memory, which a bubble's clock can wait for: an HTTP
// server behind each address, and the connections that are open to it.
type pipes struct {
	t       testing.TB
	handler func(address string) http.Handler

	mu      sync.Mutex
	servers map[string]chan net.Conn
	open    map[string]int
	most    map[string]int
	stop    []func()
}

func newPipes(t testing.TB, handler func(address string) http.Handler) *pipes {
	return &pipes{t: t, handler: handler, servers: map[string]chan net.Conn{}, open: map[string]int{}, most: map[string]int{}}
}

func (p *pipes) dial(_ context.Context, _, address string) (net.Conn, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	accept := p.servers[address]
	if accept == nil {
		accept = make(chan net.Conn)
		p.servers[address] = accept
		l := frozen.NewPipeListener(accept)
		s := &http.Server{Handler: p.handler(address)}
		go s.Serve(l)
		p.stop = append(p.stop, func() { s.Close() })
	}
	ours, theirs := net.Pipe()
	p.open[address]++
	p.most[address] = max(p.most[address], p.open[address])
	accept <- theirs
	return &counted{Conn: ours, closed: sync.OnceFunc(func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.open[address]--
	})}, nil
}

func (p *pipes) close() {
	for _, stop := range p.stop {
		stop()
	}
}

// A counted connection tells when it is closed.
type counted struct {
	net.Conn
	closed func()
}

func (c *counted) Close() error {
	c.closed()
	return c.Conn.Close()
}

// client gives a client of the network; names resolve as addr says.
func (p *pipes) client(addr func(name string) string) *Client {
	c, err := New(Options{Contact: contact, Dial: p.dial, Lookup: func(_ context.Context, name string) ([]netip.Addr, error) {
		return []netip.Addr{netip.MustParseAddr(addr(name))}, nil
	}})
	if err != nil {
		p.t.Fatal(err)
	}
	return c
}

// TestSlow has servers that keep us waiting, each in a way of its own.
func TestSlow(t *testing.T) {
	drip := func(every time.Duration) page {
		return func(w http.ResponseWriter, r *http.Request) {
			for r.Context().Err() == nil {
				w.Write([]byte("x"))
				w.(http.Flusher).Flush()
				Wall{}.Sleep(r.Context(), every)
			}
		}
	}
	silent := func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }
	for _, tt := range []struct {
		name string
		kind list.Kind
		page page
		each time.Duration // a try takes
	}{
		{"no header", list.KindPage, silent, headerTimeout},
		{"a body that stands still", list.KindPage, drip(time.Hour), idleTimeout},
		{"a page that drips", list.KindPage, drip(15 * time.Second), time.Minute},
		{"an attachment that drips", list.KindAttachment, drip(15 * time.Second), 5 * time.Minute},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				mux := http.NewServeMux()
				mux.HandleFunc("/robots.txt", say(404, ""))
				var tries atomic.Int32
				mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) { tries.Add(1); tt.page(w, r) })
				p := newPipes(t, func(string) http.Handler { return mux })
				c := p.client(func(string) string { return "61.128.0.1" })
				v := c.Visit(Site{})
				began := time.Now()
				_, err := v.Get(t.Context(), list.Request{URL: "http://www.a.gov.cn/", Kind: tt.kind})
				var e *Error
				if !errors.As(err, &e) || e.Class != list.ClassTimeout || tries.Load() != maxTries {
					t.Errorf("%v after %d tries", err, tries.Load())
				}
				if took := time.Since(began); took < maxTries*tt.each || took > maxTries*tt.each+3*time.Minute {
					t.Errorf("took %s, want about %d times %s", took, maxTries, tt.each)
				}
				c.Close()
				p.close()
			})
		})
	}
}

// TestRates has 24 visits at once, of hosts that stand on four addresses, some
// of which ask to wait. No address is asked two things at a time, or too soon.
func TestRates(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const hosts, addresses, pages = 24, 4, 20
		var (
			mu    sync.Mutex
			busy  = map[string]int{}
			ended = map[string]time.Time{} // by address, and by host
			until = map[string]time.Time{} // of a Retry-After, by host
			asked = map[string]int{}       // by host
		)
		p := newPipes(t, func(address string) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				mu.Lock()
				now := time.Now()
				for _, key := range []string{address, r.Host} {
					if gap := now.Sub(ended[key]); !ended[key].IsZero() && gap < minDelay {
						t.Errorf("%s: %s%s asked %s after another", key, r.Host, r.URL, gap)
					}
				}
				if now.Before(until[r.Host]) {
					t.Errorf("%s%s: asked %s too soon", r.Host, r.URL, until[r.Host].Sub(now))
				}
				if busy[address]++; busy[address] > 1 {
					t.Errorf("%s: two requests at a time", address)
				}
				asked[r.Host]++
				n := asked[r.Host]
				mu.Unlock()
				time.Sleep(time.Duration(n%5) * 300 * time.Millisecond)
				mu.Lock()
				busy[address]--
				ended[address], ended[r.Host] = time.Now(), time.Now()
				wait := n%7 == 0 && strings.Contains(r.Host, "3.")
				if wait {
					until[r.Host] = time.Now().Add(100 * time.Second)
				}
				mu.Unlock()
				switch {
				case wait:
					w.Header().Set("Retry-After", "100")
					w.WriteHeader(http.StatusTooManyRequests)
				case r.URL.Path == "/robots.txt":
					w.WriteHeader(http.StatusNotFound)
				default:
					fmt.Fprint(w, r.Host, r.URL)
				}
			})
		})
		c := p.client(func(name string) string {
			n := 0
			fmt.Sscanf(name, "w%d.", &n)
			return fmt.Sprintf("61.128.0.%d", n%addresses+1)
		})
		var all sync.WaitGroup
		for n := range hosts {
			v := c.Visit(Site{})
			all.Go(func() {
				for i := range pages {
					host := fmt.Sprintf("w%d.gov.cn", n)
					got, err := v.Get(t.Context(), list.Request{URL: fmt.Sprintf("http://%s/%d", host, i)})
					if want := fmt.Sprintf("%s/%d", host, i); outcome(got, err) != want {
						t.Errorf("%s, want %s (%v)", outcome(got, err), want, err)
					}
				}
			})
		}
		all.Wait()
		if len(p.most) != addresses {
			t.Errorf("connections to %v", p.most)
		}
		for address, most := range p.most {
			if most > 1 {
				t.Errorf("%s: %d connections at a time", address, most)
			}
		}
		c.Close()
		p.close()
	})
}

// TestBreak has a server that hangs up on a connection that it kept open: what
// was asked then is asked again after a while, not at once.
func TestBreak(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var asked []time.Time
		p := newPipes(t, func(string) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.URL.Path == "/robots.txt" {
					w.WriteHeader(http.StatusNotFound)
					return
				}
				if asked = append(asked, time.Now()); len(asked) == 1 {
					panic(http.ErrAbortHandler)
				}
				fmt.Fprint(w, "ok")
			})
		})
		c := p.client(func(string) string { return "61.128.0.1" })
		got, err := c.Visit(Site{}).Get(t.Context(), list.Request{URL: "http://www.a.gov.cn/"})
		if outcome(got, err) != "ok" || len(asked) != 2 || asked[1].Sub(asked[0]) < minDelay {
			t.Errorf("%s, %v, asked at %v", outcome(got, err), err, asked)
		}
		c.Close()
		p.close()
	})
}
