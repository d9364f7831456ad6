package robots

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"
)

const origin = "http://www.example.gov.cn"

var evening = time.Date(2024, 2, 28, 22, 0, 0, 0, time.FixedZone("CST", 8*3600))

// A server answers as a table says: "STATUS HEADER|BODY", by address.
type server map[string]string

func (s server) hop(_ context.Context, raw string) (Answer, error) {
	said, ok := s[raw]
	if !ok {
		said, ok = s["*"]
	}
	if !ok || strings.HasPrefix(said, "fails") {
		return Answer{}, errors.New("connection refused")
	}
	head, body, _ := strings.Cut(said, "|")
	a := Answer{Header: http.Header{}, Body: []byte(strings.ReplaceAll(body, "|", "\n"))}
	for i, field := range strings.Fields(head) {
		key, value, _ := strings.Cut(field, "=")
		switch {
		case i == 0:
			fmt.Sscan(field, &a.Status)
		case key == "product":
			a.Product = value
		default:
			a.Header.Set(key, value)
		}
	}
	return a, nil
}

func next(t testing.TB, s State, now time.Time, srv server) State {
	t.Helper()
	s, err := s.Next(context.Background(), now, srv.hop)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestAnswers has every answer that a server can give, and whether /a and /b
// may be fetched after it.
func TestAnswers(t *testing.T) {
	const file = "200|User-agent: *|Disallow: /a"
	chain := func(n int, last string) server {
		s := server{origin + "/robots.txt": "301 Location=/0"}
		for i := range n - 1 {
			s[fmt.Sprint(origin, "/", i)] = fmt.Sprint("302 Location=/", i+1)
		}
		s[fmt.Sprint(origin, "/", n-1)] = last
		return s
	}
	for _, tt := range []struct {
		name    string
		server  server
		outcome Outcome
		want    string // /a and /b: + or -
	}{
		{"a file", server{"*": file}, File, "-+"},
		{"a file with status 206", server{"*": "206|User-agent: *|Disallow: /a"}, File, "-+"},
		{"an empty file", server{"*": "200|"}, File, "++"},
		{"a page", server{"*": "200|<!DOCTYPE html>|<HTML><body>Disallow: /a"}, SoftError, "++"},
		{"a page without a doctype", server{"*": "200||  <html lang=zh>"}, SoftError, "++"},
		{"a file that speaks of pages further down", server{"*": "200|User-agent: *|Disallow: /a|#" + strings.Repeat(" ", 1<<10) + "<html"}, File, "-+"},
		{"a challenge", server{"*": "200 product=瑞数|<html>"}, Unreachable, "--"},
		{"a challenge with status 412", server{"*": "412 product=瑞数|<html>"}, Unreachable, "--"},
		{"400", server{"*": "400|"}, Absent, "++"},
		{"401", server{"*": "401|"}, Absent, "++"},
		{"403", server{"*": "403|"}, Absent, "++"},
		{"404", server{"*": "404|"}, Absent, "++"},
		{"404 with rules", server{"*": "404|User-agent: *|Disallow: /"}, Absent, "++"},
		{"410", server{"*": "410|"}, Absent, "++"},
		{"429", server{"*": "429|"}, Unreachable, "--"},
		{"451", server{"*": "451|"}, Absent, "++"},
		{"500", server{"*": "500|"}, Unreachable, "--"},
		{"502", server{"*": "502|"}, Unreachable, "--"},
		{"503", server{"*": "503|User-agent: *|Disallow:"}, Unreachable, "--"},
		{"521", server{"*": "521|"}, Unreachable, "--"},
		{"304 unasked", server{"*": "304|"}, Unreachable, "--"},
		{"a status unheard of", server{"*": "999|"}, Unreachable, "--"},
		{"no answer", server{}, Unreachable, "--"},
		{"a redirect", server{origin + "/robots.txt": "301 Location=/r.txt", origin + "/r.txt": file}, File, "-+"},
		{"a redirect to another host", server{origin + "/robots.txt": "302 Location=https://other.example.cn/r.txt", "https://other.example.cn/r.txt": file}, File, "-+"},
		{"a redirect to https", server{origin + "/robots.txt": "308 Location=https://www.example.gov.cn/robots.txt#x", "https://www.example.gov.cn/robots.txt": file}, File, "-+"},
		{"a redirect to the home page", server{origin + "/robots.txt": "302 Location=/", origin + "/": "200|<html>"}, SoftError, "++"},
		{"a redirect to what is not there", server{origin + "/robots.txt": "302 Location=/x", origin + "/x": "404|"}, Absent, "++"},
		{"a redirect to no answer", server{origin + "/robots.txt": "302 Location=/x"}, Unreachable, "--"},
		{"a redirect to nowhere", server{"*": "302|"}, Unreachable, "--"},
		{"a redirect to no address", server{"*": "302 Location=http://[x|"}, Unreachable, "--"},
		{"five redirects", chain(5, file), File, "-+"},
		{"six redirects", chain(6, file), Absent, "++"},
		{"a redirect to itself", server{"*": "302 Location=/robots.txt"}, Absent, "++"},
		{"512 KiB", server{"*": "200|User-agent: *|Disallow: /a|" + strings.Repeat("#234567|", MaxBytes/8) + "Disallow: /b"}, File, "-+"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := next(t, State{Origin: origin}, evening, tt.server)
			got := ""
			for _, path := range []string{"/a", "/b"} {
				if s.Rules(evening).Allowed(address(t, path)) {
					got += "+"
				} else {
					got += "-"
				}
			}
			if got != tt.want || s.Outcome != tt.outcome {
				t.Errorf("%s %s, want %s %s", s.Outcome, got, tt.outcome, tt.want)
			}
		})
	}
}

func TestExpires(t *testing.T) {
	for _, tt := range []struct {
		header string
		want   time.Duration
	}{
		{"", 24 * time.Hour},
		{"Cache-Control=max-age=3600", time.Hour},
		{"Cache-Control=public,Max-Age=60", time.Minute},
		{"Cache-Control=max-age=31536000", 24 * time.Hour},
		{"Cache-Control=max-age=0", minTTL},
		{"Cache-Control=no-cache", minTTL},
		{"Cache-Control=max-age=never", 24 * time.Hour},
	} {
		s := next(t, State{Origin: origin}, evening, server{"*": "200 " + tt.header + "|"})
		if got := s.Expires.Sub(evening); got != tt.want {
			t.Errorf("%q: %s, want %s", tt.header, got, tt.want)
		}
		if !s.Fresh(evening.Add(tt.want-1)) || s.Fresh(evening.Add(tt.want)) || s.Fresh(evening.Add(-time.Hour)) {
			t.Errorf("%q: fresh at the wrong time", tt.header)
		}
	}
	if (State{}).Fresh(evening) {
		t.Error("a site never asked is fresh")
	}
}

// TestOutage follows a site that answers, then does not for forty nights, then
// answers otherwise.
func TestOutage(t *testing.T) {
	up, down := server{"*": "200|User-agent: *|Disallow: /a"}, server{"*": "503|"}
	s := next(t, State{Origin: origin}, evening, up)
	for night := 1; night <= 40; night++ {
		now := evening.AddDate(0, 0, night)
		s = next(t, s, now, down)
		rules := s.Rules(now)
		if rules.Allowed(address(t, "/a")) || rules.Allowed(address(t, "/b")) != (night <= 30) {
			t.Errorf("night %d: /a %v, /b %v", night, rules.Allowed(address(t, "/a")), rules.Allowed(address(t, "/b")))
		}
		if got, want := s.Alarm(now), night >= 3; got != want {
			t.Errorf("night %d: alarm %v", night, got)
		}
		if s.Stale(now) != (night <= 30) || s.Failures != night || s.Outcome != Unreachable || s.Status != 503 {
			t.Errorf("night %d: %+v", night, s)
		}
	}
	now := evening.AddDate(0, 0, 41)
	s = next(t, s, now, server{"*": "404|"})
	if s.Failures != 0 || s.Alarm(now) || !s.Rules(now).Allowed(address(t, "/a")) {
		t.Errorf("after the outage: %+v", s)
	}
	// The file is gone: its rules do not come back with the next outage.
	s = next(t, s, now.AddDate(0, 0, 1), down)
	if s.Stale(now) || s.Rules(now).Allowed(address(t, "/b")) {
		t.Errorf("a file that is gone holds: %+v", s)
	}
}

func TestBackOff(t *testing.T) {
	s, now := State{Origin: origin}, evening
	var waits []time.Duration
	for range 8 {
		s = next(t, s, now, server{})
		waits = append(waits, s.Expires.Sub(now))
		now = s.Expires
	}
	if got, want := fmt.Sprint(waits), "[5m0s 10m0s 20m0s 40m0s 1h20m0s 2h40m0s 4h0m0s 4h0m0s]"; got != want {
		t.Errorf("asks again after %s, want %s", got, want)
	}
	if s.Note == "" || s.Failing != evening {
		t.Errorf("%+v", s)
	}
}

func TestCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	before := State{Origin: origin, Outcome: File, Good: evening}
	after, err := before.Next(ctx, evening, server{}.hop)
	if !errors.Is(err, context.Canceled) || after.Outcome != File {
		t.Errorf("%+v %v, want the state as it was", after, err)
	}
}
