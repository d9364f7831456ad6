package polite

import (
	"context"
	"errors"
	"maps"
	"net/http"
	"testing"
	"time"

	"nianbao/crawl/list"
	"nianbao/crawl/robots"
)

// TestRestart begins a new process after another, over what that one left in
// the memory: at its end, or killed in the middle of a request. No delay, no
// Crawl-delay and no Retry-After is broken.
func TestRestart(t *testing.T) {
	slow := "User-agent: *\nCrawl-delay: 120"
	for _, tt := range []struct {
		name   string
		rules  string
		other  bool // the second process asks another host at the same address
		killed bool
		back   time.Duration // that the clock is set back in between
		want   time.Duration // from the beginning of the last request to that of the next
	}{
		{name: "at its end", want: 5 * time.Second}, // the request took one
		{name: "at its end, another host of the address", other: true, want: 5 * time.Second},
		{name: "killed", killed: true, want: longest},
		{name: "killed, another host of the address", other: true, killed: true, want: longest},
		{name: "Crawl-delay", rules: slow, want: 121 * time.Second},
		{name: "killed, Crawl-delay", rules: slow, killed: true, want: 120 * time.Second},
		{name: "a clock that was set back", back: 48 * time.Hour, want: time.Second + longest - 48*time.Hour},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := newWeb(t)
			m := newMemory()
			var left *memory // what a kill leaves
			var began []time.Time
			home := w.serve("127.32.7.1:0", "www.a.gov.cn", tt.rules, map[string]page{"/": func(http.ResponseWriter, *http.Request) {
				began = append(began, w.clock.Now())
				m.mu.Lock()
				left = &memory{hosts: maps.Clone(m.hosts), robots: maps.Clone(m.robots), known: m.known, turns: maps.Clone(m.turns)}
				m.mu.Unlock()
				w.clock.Sleep(context.Background(), time.Second)
			}})
			next := home
			if tt.other {
				next = w.also(home, "www.b.gov.cn", "")
				m.PutRobots(robots.State{Origin: next, Outcome: robots.Absent, Expires: evening.Add(time.Hour)})
			}
			if p, err := get(t, w.visit(func(o *Options) { o.Memory = m }), home+"/"); err != nil {
				t.Fatal(p, err)
			}
			if tt.killed {
				m = left
			}
			w.clock.Set(w.clock.Now().Add(-tt.back))
			w.least -= tt.back
			if p, err := get(t, w.visit(func(o *Options) { o.Memory = m }), next+"/"); err != nil {
				t.Fatal(p, err)
			}
			if got := began[1].Sub(began[0]); got < tt.want || got > tt.want+time.Second+tt.back/1000 { // host and address wait in turn
				t.Errorf("asked again after %s, want %s", got, tt.want)
			}
		})
	}
}

// TestRestartRetryAfter begins a process after one that was told to wait.
func TestRestartRetryAfter(t *testing.T) {
	w := newWeb(t)
	m := newMemory()
	home := w.serve("127.32.7.2:0", "www.a.gov.cn", "", map[string]page{"/": say(429, "", "Retry-After: 3600")})
	for range 2 {
		if got := outcome(get(t, w.visit(func(o *Options) { o.Memory = m }), home+"/")); got != "!rate" {
			t.Errorf("got %s, want to wait", got)
		}
	}
	if asked := w.requests(); len(asked) != 1 {
		t.Errorf("asked %v", asked)
	}
	w.clock.Sleep(context.Background(), time.Hour)
	get(t, w.visit(func(o *Options) { o.Memory = m }), home+"/")
	if asked := w.requests(); len(asked) != 2 {
		t.Errorf("asked %v after the time", asked)
	}
}

// TestBeside has two processes ask hosts of one address in turn: together they are
// no quicker than one. The server fails the test where they are.
func TestBeside(t *testing.T) {
	w := newWeb(t)
	m := newMemory()
	home := w.serve("127.32.7.4:0", "www.a.gov.cn", "", map[string]page{"/": say(200, "")})
	other := w.also(home, "www.b.gov.cn", "")
	a, b := w.visit(func(o *Options) { o.Memory = m }), w.visit(func(o *Options) { o.Memory = m })
	for range 3 {
		for _, url := range []string{home + "/", other + "/"} {
			for _, v := range []*Visit{a, b} {
				if p, err := get(t, v, url); err != nil {
					t.Fatal(p, err)
				}
			}
		}
	}
	if n := len(w.requests()); n != 12 {
		t.Errorf("%d requests", n)
	}
}

// fullMemory has no room for turns.
type fullMemory struct{ *memory }

var errFull = errors.New("no room")

func (fullMemory) PutTurns(...Turn) error { return errFull }

// TestFullMemory sends no request that cannot be remembered.
func TestFullMemory(t *testing.T) {
	w := newWeb(t)
	home := w.serve("127.32.7.3:0", "www.a.gov.cn", "", map[string]page{"/": say(200, "")})
	_, err := get(t, w.visit(func(o *Options) { o.Memory = fullMemory{newMemory()} }), home+"/")
	var e *Error
	if !errors.Is(err, errFull) || errors.As(err, &e) {
		t.Errorf("got %v, which is no fault of the site", err)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.asked) > 0 {
		t.Errorf("asked %v", w.asked)
	}
}

// TestStopFromTheFuture has a host that a clock which was a year ahead left alone
// for a while: it is asked within a day of the right clock.
func TestStopFromTheFuture(t *testing.T) {
	w := newWeb(t)
	m := newMemory()
	home := w.serve("127.32.7.9:0", "www.a.gov.cn", "", map[string]page{"/": say(http.StatusOK, "ok")})
	m.PutHost(HostState{Host: "www.a.gov.cn", Until: w.clock.Now().AddDate(1, 0, 0), Class: list.ClassRate, Failures: 1})
	for day, want := range []string{"!rate", "ok"} {
		got, err := get(t, w.visit(func(o *Options) { o.Memory = m }), home+"/")
		if o := outcome(got, err); o != want {
			t.Errorf("day %d: %s, want %s (%v)", day, o, want, err)
		}
		w.clock.Set(w.clock.Now().Add(maxWait))
	}
}
