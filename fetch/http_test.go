package fetch

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"

	"nianbao/report"
)

var loopback = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("::1/128")}

// site answers as its paths are named.
func site(t testing.TB) string {
	t.Helper()
	mux := http.NewServeMux()
	mux.HandleFunc("/page", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=gb2312")
		fmt.Fprint(w, "page for "+r.UserAgent())
	})
	mux.HandleFunc("/status/{code}", func(w http.ResponseWriter, r *http.Request) {
		var code int
		fmt.Sscan(r.PathValue("code"), &code)
		w.WriteHeader(code)
	})
	mux.HandleFunc("/hop/{n}", func(w http.ResponseWriter, r *http.Request) {
		var n int
		fmt.Sscan(r.PathValue("n"), &n)
		if n == 0 {
			fmt.Fprint(w, "arrived")
			return
		}
		http.Redirect(w, r, fmt.Sprintf("/hop/%d", n-1), http.StatusFound)
	})
	mux.HandleFunc("/to-file", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Location", "file:///etc/passwd")
		w.WriteHeader(http.StatusFound)
	})
	mux.HandleFunc("/to-private", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "http://10.0.0.1/", http.StatusFound)
	})
	mux.HandleFunc("/big", func(w http.ResponseWriter, r *http.Request) { w.Write(bytes.Repeat([]byte("x"), 3<<20)) })
	mux.HandleFunc("/bomb", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Encoding", "gzip")
		z := gzip.NewWriter(w)
		z.Write(make([]byte, 1<<20))
		z.Close()
	})
	mux.HandleFunc("/gzip", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Encoding", "gzip")
		z := gzip.NewWriter(w)
		fmt.Fprint(z, "unpacked")
		z.Close()
	})
	mux.HandleFunc("/short", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Length", "100")
		fmt.Fprint(w, "not a hundred")
	})
	mux.HandleFunc("/slow", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprint(w, "begin")
		w.(http.Flusher).Flush()
		<-r.Context().Done()
	})
	s := httptest.NewServer(mux)
	t.Cleanup(s.Close)
	return s.URL
}

func TestGet(t *testing.T) {
	base := site(t)
	f := New(Options{MaxBytes: 2 << 20, Timeout: 500 * time.Millisecond, Version: "1.2", Contact: "https://example.org/about", AllowAddress: loopback})
	tests := []struct {
		path string
		want string // of the body, or
		err  error
	}{
		{"/page", "page for nianbao/1.2 (+https://example.org/about)", nil},
		{"/gzip", "unpacked", nil},
		{"/hop/10", "arrived", nil},
		{"/hop/11", "", report.ErrUnavailable},
		{"/to-file", "", report.ErrRefused},
		{"/to-private", "", report.ErrRefused},
		{"/status/404", "", report.ErrNotFound},
		{"/status/410", "", report.ErrNotFound},
		{"/status/401", "", report.ErrForbidden},
		{"/status/403", "", report.ErrForbidden},
		{"/status/429", "", report.ErrUnavailable},
		{"/status/503", "", report.ErrUnavailable},
		{"/big", "", report.ErrTooLarge},
		{"/bomb", "", report.ErrTooLarge},
		{"/short", "", report.ErrUnavailable},
		{"/slow", "", report.ErrTimedOut},
	}
	for _, test := range tests {
		t.Run(test.path, func(t *testing.T) {
			item := f.Discover([]string{base + test.path})[0]
			c, err := item.Open(context.Background())
			if !errors.Is(err, test.err) {
				t.Fatalf("error %v, want %v", err, test.err)
			}
			if err == nil && string(c.Body) != test.want {
				t.Errorf("body %q, want %q", c.Body, test.want)
			}
		})
	}
	c, err := f.Discover([]string{base + "/hop/1"})[0].Open(context.Background())
	if err != nil || !strings.HasSuffix(c.Response.URL, "/hop/0") {
		t.Errorf("address after a redirect: %v %v, want /hop/0", c, err)
	}
	c, err = f.Discover([]string{base + "/page"})[0].Open(context.Background())
	if err != nil || c.Response.Type != "text/html; charset=gb2312" {
		t.Errorf("declared type: %v %v", c, err)
	}
	c, err = f.Discover([]string{base + "/status/503"})[0].Open(context.Background())
	if err == nil || c.Response == nil || c.Response.Status != 503 {
		t.Errorf("a failed request: %v %v, want its response", c, err)
	}
	if got := fmt.Sprint(statusError(418)); got != "HTTP status 418" {
		t.Errorf("statusError(418) = %v", got)
	}
}

func TestGetCancelled(t *testing.T) {
	f := New(Options{AllowAddress: loopback})
	item := f.Discover([]string{site(t) + "/slow"})[0]
	ctx, cancel := context.WithCancel(context.Background())
	time.AfterFunc(50*time.Millisecond, cancel)
	if _, err := item.Open(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want %v", err, context.Canceled)
	}
}

// TestRefused names no server that could answer: a connection would hang or
// fail with another error.
func TestRefused(t *testing.T) {
	t.Setenv("HTTP_PROXY", site(t))
	t.Setenv("http_proxy", site(t))
	f := New(Options{Timeout: 2 * time.Second})
	for _, address := range []string{
		site(t) + "/page", "http://localhost:8080/", "http://10.1.2.3/", "http://169.254.169.254/latest/meta-data/",
		"http://[::1]/", "http://[::ffff:127.0.0.1]/", "http://[64:ff9b::7f00:1]/", "http://[2002:7f00:1::]/",
		"http://[fe80::1%25lo]/", "http://0.0.0.0/", "http://0x7f000001/", "http://2130706433/", "http://user:pw@example.org/",
		"ftp://example.org/a", "file:///etc/passwd", "http:///nohost", "gopher://example.org/",
	} {
		item := f.Discover([]string{address})[0]
		_, err := item.Open(context.Background())
		if errors.Is(err, report.ErrUnavailable) && strings.Contains(fmt.Sprint(err), "lookup") {
			continue // a numeral that this system's resolver does not read as an address
		}
		if !errors.Is(err, report.ErrRefused) {
			t.Errorf("%s: error %v, want %v", address, err, report.ErrRefused)
		}
	}
}
