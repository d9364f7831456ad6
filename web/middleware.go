package web

import (
	"compress/gzip"
	"context"
	"log/slog"
	"math"
	"net"
	"net/http"
	"net/netip"
	"runtime/debug"
	"strconv"
	"strings"
	"sync"
	"time"
)

// policy lets a page load what this server gives and nothing else, and run no
// script or style that stands in it.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"

// around is what every answer goes through, whatever gave it.
func (s *Server) around(next http.Handler) http.Handler {
	origins := http.NewCrossOriginProtection()
	origins.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		refuse(w, r, http.StatusForbidden, "this is not taken from a page of another site")
	}))
	next = origins.Handler(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began := s.Now()
		out := &answer{ResponseWriter: w}
		defer func() {
			if p := recover(); p != nil {
				if p == http.ErrAbortHandler {
					panic(p)
				}
				s.Log.Error("a page failed", slog.Any("panic", p), slog.String("path", r.URL.Path), slog.String("stack", string(debug.Stack())))
				if out.status == 0 {
					refuse(out, r, http.StatusInternalServerError, "the program failed; it is in its log")
				}
			}
			s.Log.Info("request", slog.String("method", r.Method), slog.String("path", r.URL.Path), slog.String("query", r.URL.RawQuery),
				slog.Int("status", out.status), slog.Int("n", out.n), slog.Duration("took", s.Now().Sub(began)))
		}()
		h := out.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
		// //x is another host to a browser that is sent there.
		if strings.HasPrefix(r.URL.Path, "//") || strings.ContainsRune(r.URL.Path, '\\') || len(r.URL.RawQuery) > maxHeader/2 {
			refuse(out, r, http.StatusBadRequest, "this address cannot be understood")
			return
		}
		if wait := s.clients.take(clientOf(r)); wait > 0 {
			tooMany(out, r, http.StatusTooManyRequests, wait)
			return
		}
		r.Body = http.MaxBytesReader(out, r.Body, maxBody)
		next.ServeHTTP(out, r)
	})
}

// refuse answers without a page: programs in their form, others in a line.
func refuse(w http.ResponseWriter, r *http.Request, status int, detail string) {
	if strings.HasPrefix(r.URL.Path, "/api/") {
		Problem(w, r, status, detail)
		return
	}
	http.Error(w, http.StatusText(status), status)
}

// tooMany asks a client to come back later.
func tooMany(w http.ResponseWriter, r *http.Request, status int, wait time.Duration) {
	w.Header().Set("Retry-After", strconv.Itoa(max(1, int(math.Ceil(wait.Seconds())))))
	refuse(w, r, status, "too many requests: come back after the seconds that Retry-After says")
}

// page is a page's way through limits of its own.
func (s *Server) page(p route) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), s.limits.Time)
		defer cancel()
		req := s.request(w, r.WithContext(ctx))
		if p.heavy {
			select {
			case s.searches <- struct{}{}:
				place := &placed{ResponseWriter: w, leave: sync.OnceFunc(func() { <-s.searches })}
				defer place.leave()
				w = place
			default:
				w.Header().Set("Retry-After", "1")
				s.fail(w, req, &Failure{Status: http.StatusServiceUnavailable, Key: "busy"})
				return
			}
		}
		if err := p.handle(s, w, req); err != nil {
			s.fail(w, req, err)
		}
	})
}

// A placed answer has a place among those that are made at once, and leaves it
// when it is made: a client that takes it byte by byte keeps nobody out.
type placed struct {
	http.ResponseWriter
	leave func()
}

func (p *placed) WriteHeader(status int) {
	p.leave()
	p.ResponseWriter.WriteHeader(status)
}

func (p *placed) Write(b []byte) (int, error) {
	p.leave()
	return p.ResponseWriter.Write(b)
}

func (p *placed) Unwrap() http.ResponseWriter { return p.ResponseWriter }

// An answer remembers what was sent.
type answer struct {
	http.ResponseWriter
	status, n int
}

func (a *answer) WriteHeader(status int) {
	if a.status == 0 {
		a.status = status
	}
	a.ResponseWriter.WriteHeader(status)
}

func (a *answer) Write(b []byte) (int, error) {
	if a.status == 0 {
		a.status = http.StatusOK
	}
	n, err := a.ResponseWriter.Write(b)
	a.n += n
	return n, err
}

func (a *answer) Unwrap() http.ResponseWriter { return a.ResponseWriter }

// clientOf names whom a request is from: an address, of the sixth version its
// network. Behind a proxy on this machine it is whom that proxy names; what
// comes from this machine itself is nobody's and not bounded.
func clientOf(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		host = r.RemoteAddr
	}
	ip, err := netip.ParseAddr(host)
	if err != nil {
		return host
	}
	if ip.Unmap().IsLoopback() {
		list := r.Header.Values("X-Forwarded-For")
		if len(list) == 0 {
			return ""
		}
		words := strings.Split(list[len(list)-1], ",")
		if ip, err = netip.ParseAddr(strings.TrimSpace(words[len(words)-1])); err != nil {
			return ""
		}
	}
	if ip = ip.Unmap(); ip.Is6() {
		network, _ := ip.Prefix(64)
		return network.String()
	}
	return ip.String()
}

// clients bound how fast each asks: a bucket that fills at a rate.
type clients struct {
	mu    sync.Mutex
	rate  float64
	burst float64
	now   func() time.Time
	of    map[string]bucket
}

type bucket struct {
	left float64
	at   time.Time
}

// mostClients are remembered; when there are more, those whose bucket is full
// again are let go.
const mostClients = 10_000

func newClients(rate float64, burst int, now func() time.Time) *clients {
	return &clients{rate: rate, burst: float64(burst), now: now, of: map[string]bucket{}}
}

// take counts a request, and says how long to wait where it is one too many.
func (c *clients) take(name string) time.Duration {
	if name == "" || c.rate <= 0 {
		return 0
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	now := c.now()
	if len(c.of) >= mostClients {
		for k, b := range c.of {
			if now.Sub(b.at).Seconds()*c.rate >= c.burst {
				delete(c.of, k)
			}
		}
		if len(c.of) >= mostClients {
			clear(c.of)
		}
	}
	b, known := c.of[name]
	if !known {
		b.left = c.burst
	} else {
		b.left = min(c.burst, b.left+now.Sub(b.at).Seconds()*c.rate)
	}
	b.at = now
	if b.left < 1 {
		c.of[name] = b
		return time.Duration((1 - b.left) / c.rate * float64(time.Second))
	}
	b.left--
	c.of[name] = b
	return 0
}

// leastPacked is how long an answer is that is worth packing.
const leastPacked = 1400

// send writes an answer whole, packed where the client takes it so.
func send(w http.ResponseWriter, r *http.Request, status int, body []byte) {
	w.Header().Add("Vary", "Accept-Encoding")
	if len(body) < leastPacked || !strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		w.Header().Set("Content-Length", strconv.Itoa(len(body)))
		w.WriteHeader(status)
		if r.Method != http.MethodHead {
			w.Write(body)
		}
		return
	}
	w.Header().Set("Content-Encoding", "gzip")
	w.WriteHeader(status)
	if r.Method == http.MethodHead {
		return
	}
	z, _ := gzip.NewWriterLevel(w, gzip.BestSpeed)
	z.Write(body)
	z.Close()
}
