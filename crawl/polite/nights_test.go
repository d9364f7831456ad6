package polite

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"nianbao/crawl/list"
	"nianbao/crawl/robots"
)

// TestNights lets a hundred nights go by over hosts that fail in different ways,
// with a new client each night. No host is asked too soon, against its word or
// without end, and each is whole again when it can be.
func TestNights(t *testing.T) {
	const nights, pages = 100, 4
	faults := map[string]struct {
		from, to int // nights
		want     string
	}{
		"well.gov.cn":      {},
		"neighbour.gov.cn": {}, // at the same address
		"down.gov.cn":      {10, 50, "!unreachable"},
		"nameless.gov.cn":  {5, 8, "!unreachable"},
		"busy.gov.cn":      {20, 30, "!rate"},
		"drip.gov.cn":      {40, 42, "!timeout"},
		"rules.gov.cn":     {20, 60, ""}, // robots.txt is not to be had: the copy of night 19 holds until 49
	}
	addresses := map[string]string{"well.gov.cn": "61.128.0.1", "neighbour.gov.cn": "61.128.0.1", "down.gov.cn": "61.128.0.2", "nameless.gov.cn": "61.128.0.3",
		"busy.gov.cn": "61.128.0.4", "drip.gov.cn": "61.128.0.5", "rules.gov.cn": "61.128.0.6"}
	synctest.Test(t, func(t *testing.T) {
		var (
			mu     sync.Mutex
			night  int
			ended  = map[string]time.Time{} // by address
			until  = map[string]time.Time{} // of a Retry-After, by host
			asked  = map[string]int{}       // tonight, connections that fail included
			broken = func(host string) bool { f := faults[host]; return night >= f.from && night < f.to }
		)
		p := newPipes(t, func(at string) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				mu.Lock()
				now, ill := time.Now(), broken(r.Host)
				if gap := now.Sub(ended[at]); !ended[at].IsZero() && gap < minDelay {
					t.Errorf("night %d, %s: %s%s asked %s after another", night, at, r.Host, r.URL, gap)
				}
				if now.Before(until[r.Host]) {
					t.Errorf("night %d, %s%s: asked %s too soon", night, r.Host, r.URL, until[r.Host].Sub(now))
				}
				if hour := now.In(China).Hour(); hour >= 6 && hour < 22 {
					t.Errorf("%s%s: asked at %s", r.Host, r.URL, now.In(China))
				}
				asked[r.Host]++
				mu.Unlock()
				defer func() {
					mu.Lock()
					ended[at] = time.Now()
					mu.Unlock()
				}()
				switch {
				case ill && r.Host == "busy.gov.cn":
					mu.Lock()
					until[r.Host] = now.Add(5 * time.Hour)
					mu.Unlock()
					w.Header().Set("Retry-After", until[r.Host].UTC().Format(http.TimeFormat))
					w.WriteHeader(http.StatusServiceUnavailable)
				case r.URL.Path == "/robots.txt" && r.Host == "rules.gov.cn" && ill:
					w.WriteHeader(http.StatusInternalServerError)
				case r.URL.Path == "/robots.txt":
					fmt.Fprint(w, "User-agent: *\nDisallow: /no/")
				case strings.HasPrefix(r.URL.Path, "/no/"):
					t.Errorf("night %d: asked %s%s", night, r.Host, r.URL)
				case ill && r.Host == "drip.gov.cn":
					for r.Context().Err() == nil {
						w.Write([]byte("x"))
						w.(http.Flusher).Flush()
						Wall{}.Sleep(r.Context(), 15*time.Second)
					}
				default:
					fmt.Fprint(w, "ok")
				}
			})
		})
		window, err := ParseWindow("22:00-06:00")
		if err != nil {
			t.Fatal(err)
		}
		m := newMemory()
		for night = 0; night < nights; night++ {
			now := time.Now().In(China)
			time.Sleep(time.Date(now.Year(), now.Month(), now.Day(), 22, 0, 0, 0, China).Sub(now))
			asked = map[string]int{}
			c, err := New(Options{Contact: contact, Memory: m, Window: window,
				Lookup: func(_ context.Context, host string) ([]netip.Addr, error) {
					if host == "nameless.gov.cn" && broken(host) {
						return nil, &net.DNSError{Err: "server misbehaving", Name: host, IsTemporary: true}
					}
					return []netip.Addr{netip.MustParseAddr(addresses[host])}, nil
				},
				Dial: func(ctx context.Context, network, at string) (net.Conn, error) {
					if strings.HasPrefix(at, addresses["down.gov.cn"]) && broken("down.gov.cn") {
						mu.Lock()
						asked["down.gov.cn"]++
						mu.Unlock()
						return nil, context.DeadlineExceeded
					}
					return p.dial(ctx, network, at)
				}})
			if err != nil {
				t.Fatal(err)
			}
			var all sync.WaitGroup
			for host, fault := range faults {
				v := c.Visit(Site{})
				all.Go(func() {
					for i := range pages {
						want := "ok"
						switch {
						case host == "rules.gov.cn" && night == 49:
							continue // the thirty days end tonight
						case host == "rules.gov.cn" && night > 49 && night < 60:
							want = "!unreachable"
						case broken(host) && fault.want != "":
							want = fault.want
						}
						got, err := v.Get(t.Context(), list.Request{URL: fmt.Sprintf("http://%s/%d", host, i)})
						// A robots file that is not to be had is the first to show a fault.
						if o := outcome(got, err); o != want && !(broken(host) && o == "!unreachable" && want == "!rate") {
							t.Errorf("night %d, %s: %s, want %s (%v)", night, host, o, want, err)
						}
						got, err = v.Get(t.Context(), list.Request{URL: fmt.Sprintf("http://%s/no/%d", host, i)})
						if err == nil {
							t.Errorf("night %d, %s: %s of what is disallowed", night, host, got.Body)
						}
					}
				})
			}
			all.Wait()
			c.Close()
			for host, n := range asked {
				if n > pages*maxTries+1 {
					t.Errorf("night %d: %s asked %d times", night, host, n)
				}
			}
			if s := m.robots["http://rules.gov.cn"]; s.Alarm(time.Now()) != (night >= 22 && night < 60) {
				t.Errorf("night %d: alarm %v, %+v", night, s.Alarm(time.Now()), s)
			}
			time.Sleep(9 * time.Hour)
		}
		if m.robots["http://down.gov.cn"].Outcome != robots.File || m.hosts["down.gov.cn"].Failures != 0 {
			t.Errorf("at the end: %+v %+v", m.robots["http://down.gov.cn"].Outcome, m.hosts["down.gov.cn"])
		}
		p.close()
	})
}
