package polite

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"nianbao/crawl/frozen"
	"nianbao/crawl/list"
)

// TestOwnAddress asks a server at 127.0.0.1, which its entry allows: by its
// number there is no delay but the one that the site asks for; not where it is
// not allowed.
func TestOwnAddress(t *testing.T) {
	for _, tt := range []struct {
		name, rules string
		want        time.Duration // of three pages and robots.txt
	}{
		{"no rules", "", 0},
		{"Crawl-delay", "User-agent: *\nCrawl-delay: 7\n", 21 * time.Second},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.URL.Path == "/robots.txt" && tt.rules == "" {
					http.NotFound(w, r)
				} else if r.URL.Path == "/robots.txt" {
					w.Write([]byte(tt.rules))
				}
			}))
			defer s.Close()
			clock := frozen.NewStepClock(evening)
			c, err := New(Options{Contact: contact, Clock: clock})
			if err != nil {
				t.Fatal(err)
			}
			defer c.Close()
			site := Site{Hosts: []string{"127.0.0.1"}}
			var refused *Error
			if _, err := c.Visit(site).Get(t.Context(), list.Request{URL: s.URL + "/"}); !errors.As(err, &refused) || refused.Class != list.ClassRefused {
				t.Errorf("not allowed: %v", err)
			}
			site.Allow = loopback
			v := c.Visit(site)
			for _, path := range []string{"/a", "/b", "/c"} {
				if _, err := v.Get(t.Context(), list.Request{URL: s.URL + path}); err != nil {
					t.Fatal(err)
				}
			}
			if took := clock.Now().Sub(evening); took != tt.want {
				t.Errorf("took %s, want %s", took, tt.want)
			}
		})
	}
}
