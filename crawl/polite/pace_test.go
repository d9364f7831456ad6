package polite

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"
	_ "time/tzdata"

	"nianbao/crawl/list"
	"nianbao/crawl/robots"
)

// gaps are the times between the end of one request and the beginning of the
// next, of the pages of a visit.
func gaps(t *testing.T, took time.Duration, rules string, random func() float64, n int) []time.Duration {
	t.Helper()
	w := newWeb(t)
	var began, ended []time.Time
	home := w.serve("127.32.0.1:0", "www.a.gov.cn", rules, map[string]page{"/": func(http.ResponseWriter, *http.Request) {
		began = append(began, w.clock.Now())
		w.clock.Sleep(context.Background(), took)
		ended = append(ended, w.clock.Now())
	}})
	v := w.visit(func(o *Options) { o.Random = random })
	for i := range n {
		if p, err := get(t, v, fmt.Sprint(home, "/", i)); err != nil {
			t.Fatal(p, err)
		}
	}
	var out []time.Duration
	for i := 1; i < n; i++ {
		out = append(out, began[i].Sub(ended[i-1]))
	}
	return out
}

func TestDelay(t *testing.T) {
	chance := func(x float64) func() float64 { return func() float64 { return x } }
	for _, tt := range []struct {
		name   string
		took   time.Duration
		rules  string
		random float64
		want   time.Duration
	}{
		{"a quick server", 0, "", 0.5, 3 * time.Second},
		{"a quick server, by chance sooner", 0, "", 0, 3 * time.Second},
		{"a quick server, by chance later", 0, "", 1, 3600 * time.Millisecond},
		{"a slow server", 2 * time.Second, "", 0.5, 10 * time.Second},
		{"a slow server, by chance sooner", 2 * time.Second, "", 0, 8 * time.Second},
		{"a slow server, by chance later", 2 * time.Second, "", 1, 12 * time.Second},
		{"a very slow server", 50 * time.Second, "", 0.5, 30 * time.Second},
		{"Crawl-delay", 0, "User-agent: *\nCrawl-delay: 7", 0, 7 * time.Second},
		{"Crawl-delay above the usual most", 0, "User-agent: *\nCrawl-delay: 120", 0.5, 120 * time.Second},
		{"Crawl-delay below the least", 0, "User-agent: *\nCrawl-delay: 1", 0.5, 3 * time.Second},
	} {
		t.Run(tt.name, func(t *testing.T) {
			for i, got := range gaps(t, tt.took, tt.rules, chance(tt.random), 4) {
				if got != tt.want {
					t.Errorf("gap %d: %s, want %s", i, got, tt.want)
				}
			}
		})
	}
}

// TestSharedAddress has two hosts at one address: together they are asked no
// more often than one. A host's own Crawl-delay does not hold up the other.
func TestSharedAddress(t *testing.T) {
	w := newWeb(t)
	a := w.serve("127.32.0.2:0", "www.a.gov.cn", "User-agent: *\nCrawl-delay: 60", map[string]page{"/": say(200, "")})
	b := w.also(a, "www.b.gov.cn", "")
	c := w.client()
	va, vb := c.Visit(Site{Allow: loopback}), c.Visit(Site{Allow: loopback})
	began := w.clock.Now()
	get(t, va, a+"/1")
	for i := range 5 {
		get(t, vb, fmt.Sprint(b, "/", i))
	}
	if took := w.clock.Now().Sub(began); took != 60*time.Second+6*minDelay {
		t.Errorf("took %s", took) // a file, 60 s, a page; then a file and five pages, each 3 s after another
	}
}

func TestRetryAfter(t *testing.T) {
	now := time.Date(2024, 2, 28, 22, 0, 0, 0, China)
	at := func(d time.Duration) string { return now.Add(d).UTC().Format(http.TimeFormat) }
	for _, tt := range []struct {
		value, date string
		want        time.Duration
		ok          bool
	}{
		{"", "", 0, false},
		{"120", "", 2 * time.Minute, true},
		{" 0 ", "", 0, true},
		{"86400", "", 24 * time.Hour, true},
		{"86401", "", 24 * time.Hour, true},
		{"99999999999999999999999", "", 24 * time.Hour, true},
		{"-1", "", 0, false},
		{"1.5", "", 0, false},
		{"soon", "", 0, false},
		{at(time.Hour), "", time.Hour, true},
		{at(-time.Hour), "", 0, true},
		{at(48 * time.Hour), "", 24 * time.Hour, true},
		{at(time.Hour), at(-30 * time.Minute), 90 * time.Minute, true}, // its clock is half an hour behind
		{at(time.Hour), at(30 * time.Minute), time.Hour, true},         // ahead
	} {
		h := http.Header{"Retry-After": {tt.value}, "Date": {tt.date}}
		if got, ok := RetryAfter(h, now); got != tt.want || ok != tt.ok {
			t.Errorf("%q, %q: %s %v, want %s %v", tt.value, tt.date, got, ok, tt.want, tt.ok)
		}
	}
}

// TestWait follows a host that asks to wait: for a little while, which is
// waited for, and for longer, which outlives the client.
func TestWait(t *testing.T) {
	for _, status := range []int{429, 503} {
		w := newWeb(t)
		after := "60"
		var asked []time.Time
		home := w.serve("127.32.0.3:0", "www.a.gov.cn", "", map[string]page{"/": func(out http.ResponseWriter, _ *http.Request) {
			asked = append(asked, w.clock.Now())
			if after != "" {
				out.Header().Set("Retry-After", after)
				out.WriteHeader(status)
			}
			if after == "60" {
				after = ""
			}
		}})
		m := newMemory()
		with := func(o *Options) { o.Memory = m }
		v := w.visit(with)
		if _, err := get(t, v, home+"/"); err != nil || asked[1].Sub(asked[0]) != time.Minute {
			t.Errorf("%d, a minute: %v %v", status, err, asked)
		}
		if m.hosts["www.a.gov.cn"] != (HostState{Host: "www.a.gov.cn"}) {
			t.Errorf("%d, after an answer: %+v", status, m.hosts)
		}
		after = w.clock.Now().Add(2 * time.Hour).UTC().Format(http.TimeFormat)
		_, err := get(t, v, home+"/")
		var e *Error
		if !errors.As(err, &e) || e.Class != list.ClassRate || e.Status != status || e.Until.Sub(w.clock.Now()).Round(time.Minute) != 2*time.Hour {
			t.Errorf("%d, two hours: %v", status, err)
		}
		n := len(asked)
		v = w.visit(with) // after a restart
		for w.clock.Now().Before(e.Until.Add(-time.Second)) {
			if _, err := get(t, v, home+"/"); outcome(nil, err) != "!rate" || len(asked) != n {
				t.Fatalf("%d, before its time: %v, asked %v", status, err, asked)
			}
			w.clock.Sleep(context.Background(), 7*time.Minute)
			if left := e.Until.Sub(w.clock.Now()); left < patience {
				break
			}
		}
		after = ""
		if _, err := get(t, v, home+"/"); err != nil || asked[n].Before(e.Until) {
			t.Errorf("%d, after two hours: %v, asked %v, not before %v", status, err, asked[n:], e.Until)
		}
	}
}

// TestBackOff counts how often a host that fails is asked.
func TestBackOff(t *testing.T) {
	w := newWeb(t)
	home := w.serve("127.32.0.4:0", "www.a.gov.cn", "", map[string]page{"/busy": say(503, ""), "/broken": say(500, ""), "/ok": say(200, "ok")})
	v := w.visit()
	began := w.clock.Now()
	p, err := get(t, v, home+"/broken")
	if outcome(p, err) != "!status" || len(w.requests()) != 3 || w.clock.Now().Sub(began) < 70*time.Second {
		t.Errorf("%v, asked %v in %s", err, w.requests(), w.clock.Now().Sub(began))
	}
	if p, err := get(t, v, home+"/ok"); outcome(p, err) != "ok" {
		t.Errorf("a host with a broken page: %v", err)
	}
	p, err = get(t, v, home+"/busy")
	var e *Error
	if outcome(p, err) != "!rate" || !errors.As(err, &e) || len(w.requests()) != 7 || e.Until.Sub(w.clock.Now()) != 5*time.Minute {
		t.Errorf("%v, asked %v", err, w.requests())
	}
	var stops []time.Duration
	for n := range 12 {
		stops = append(stops, stop(n))
	}
	if got, want := fmt.Sprint(stops), "[10s 1m0s 5m0s 10m0s 20m0s 40m0s 1h20m0s 2h40m0s 4h0m0s 4h0m0s 4h0m0s 4h0m0s]"; got != want {
		t.Errorf("stops %s, want %s", got, want)
	}
}

func TestWindow(t *testing.T) {
	day := func(s string) time.Time {
		at, err := time.ParseInLocation("2 15:04", s, China)
		if err != nil {
			t.Fatal(err)
		}
		return at.AddDate(2024, 1, 0)
	}
	for _, tt := range []struct{ window, at, next string }{
		{"", "10 12:00", "10 12:00"},
		{"22:00-06:00", "10 22:00", "10 22:00"},
		{"22:00-06:00", "10 23:59", "10 23:59"},
		{"22:00-06:00", "10 05:59", "10 05:59"},
		{"22:00-06:00", "10 06:00", "10 22:00"},
		{"22:00-06:00", "10 21:59", "10 22:00"},
		{"01:30-05:00", "10 01:29", "10 01:30"},
		{"01:30-05:00", "10 05:00", "11 01:30"},
		{"01:30-05:00", "29 23:00", "30 01:30"},
		{"00:00-24:00", "10 12:00", "10 12:00"},
	} {
		w, err := ParseWindow(tt.window)
		if err != nil {
			t.Fatal(err)
		}
		if got, want := w.Next(day(tt.at).UTC()), day(tt.next); !got.Equal(want) {
			t.Errorf("%q at %s: %s, want %s", tt.window, tt.at, got, want)
		}
	}
	for _, bad := range []string{"22", "22:00", "22:00-", "22:00-22:00", "25:00-06:00", "22:61-06:00", "22:00-06:00 x", "a-b", "-1:00-02:00"} {
		if w, err := ParseWindow(bad); err == nil {
			t.Errorf("%q is %v", bad, w)
		}
	}
}

// TestWindowZone goes by the clock on the wall, summer and winter: in Berlin the
// night of 31 March 2024 has an hour less, that of 27 October one more.
func TestWindowZone(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	w, err := ParseWindow("22:00-06:00")
	if err != nil {
		t.Fatal(err)
	}
	w.Zone = berlin
	for at, next := range map[string]string{
		"2024-01-10T20:59:00Z": "2024-01-10T21:00:00Z", "2024-07-10T19:59:00Z": "2024-07-10T20:00:00Z",
		"2024-03-31T03:59:00Z": "2024-03-31T03:59:00Z", "2024-03-31T04:00:00Z": "2024-03-31T20:00:00Z",
		"2024-10-27T04:59:00Z": "2024-10-27T04:59:00Z", "2024-10-27T05:00:00Z": "2024-10-27T21:00:00Z",
	} {
		from, err := time.Parse(time.RFC3339, at)
		if err != nil {
			t.Fatal(err)
		}
		if got := w.Next(from).UTC().Format(time.RFC3339); got != next {
			t.Errorf("at %s: %s, want %s", at, got, next)
		}
	}
}

func TestNight(t *testing.T) {
	w := newWeb(t)
	home := w.serve("127.32.0.5:0", "www.a.gov.cn", "", map[string]page{"/": say(200, "ok")})
	night, err := ParseWindow("22:00-22:01")
	if err != nil {
		t.Fatal(err)
	}
	v := w.visit(func(o *Options) { o.Window = night })
	var e *Error
	n := 0
	for ; err == nil; n++ {
		_, err = get(t, v, fmt.Sprint(home, "/", n))
	}
	if !errors.As(err, &e) || e.Class != ClassNight || !e.Until.Equal(evening.AddDate(0, 0, 1)) || len(w.requests()) != n-1 {
		t.Errorf("%v after %d requests", err, n)
	}
	if w.clock.Now().After(evening.Add(time.Minute + minDelay)) {
		t.Errorf("it is %s", w.clock.Now())
	}
}

func TestBudget(t *testing.T) {
	w := newWeb(t)
	home := w.serve("127.32.0.6:0", "www.a.gov.cn", "", map[string]page{"/": say(200, strings.Repeat("a", 1000))})
	for _, tt := range []struct {
		name, path string
		budget     Budget
		want       int
	}{
		{"pages", "/%d", Budget{Pages: 8}, 8},
		{"bytes", "/%d", Budget{Bytes: 4500}, 5},
		{"minutes", "/%d", Budget{Time: time.Minute}, 20},
		{"a wide trap", "/a/b/%d/", Budget{Pages: 50}, 15},
		{"a deep trap", "/a/b/%[1]d/%[1]d/c.html", Budget{Pages: 50}, 15},
		{"a part of a small budget", "/a/b/%d", Budget{Pages: 12}, minShare},
		{"no bound", "/%d", Budget{}, 40},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w.clock.Sleep(context.Background(), time.Minute)
			v := w.client().Visit(Site{Allow: loopback, Budget: tt.budget})
			n := 0
			for ; n < 40; n++ {
				p, err := get(t, v, home+fmt.Sprintf(tt.path, n))
				if err == nil {
					continue
				}
				if outcome(p, err) != "!budget" {
					t.Fatal(err)
				}
				break
			}
			if n != tt.want {
				t.Errorf("%d pages, want %d", n, tt.want)
			}
		})
	}
}

// TestRobots asks sites that answer for their robots file in different ways.
func TestRobots(t *testing.T) {
	for _, tt := range []struct {
		name  string
		rules string
		robot page // instead of the rules
		old   *robots.State
		want  string // of /a, and whether it was asked
	}{
		{name: "none", want: "ok"},
		{name: "all", rules: "User-agent: *\nDisallow: /", want: "!declined"},
		{name: "a folder", rules: "User-agent: *\nDisallow: /a", want: "!declined"},
		{name: "another folder", rules: "User-agent: *\nDisallow: /b", want: "ok"},
		{name: "too slow", rules: "User-agent: *\nCrawl-delay: 301", want: "!declined"},
		{name: "500", robot: say(500, "User-agent: *\nAllow: /"), want: "!unreachable"},
		{name: "503", robot: say(503, "", "Retry-After: 10"), want: "!unreachable"},
		{name: "429", robot: say(429, ""), want: "!unreachable"},
		{name: "403", robot: say(403, "no"), want: "ok"},
		{name: "a web page", robot: say(200, "<html>Disallow: /"), want: "ok"},
		{name: "a challenge", robot: say(200, "<html><script>$_ts=window['$_ts']</script>"), want: "!unreachable"},
		{name: "a redirect to another host", robot: say(302, "", "Location: OTHER/robots.txt"), want: "!declined"},
		{name: "a redirect to a private address", robot: say(302, "", "Location: http://10.0.0.1/robots.txt"), want: "!unreachable"},
		{name: "larger than is read", robot: say(200, "User-agent: *\nDisallow: /a\n"+strings.Repeat("# 23456\n", 100_000)), want: "!declined"},
		{name: "503, with a copy of three weeks", robot: say(503, ""), want: "ok", old: &robots.State{Outcome: robots.File, Copy: []byte("User-agent: *\nDisallow: /b"), Good: evening.AddDate(0, 0, -21)}},
		{name: "503, with a copy that disallows", robot: say(503, ""), want: "!declined", old: &robots.State{Outcome: robots.File, Copy: []byte("User-agent: *\nDisallow: /a"), Good: evening.AddDate(0, 0, -21)}},
		{name: "503, with a copy of five weeks", robot: say(503, ""), want: "!unreachable", old: &robots.State{Outcome: robots.File, Good: evening.AddDate(0, 0, -35)}},
		{name: "fresh in the memory", robot: say(500, ""), want: "ok", old: &robots.State{Outcome: robots.File, Good: evening, Checked: evening, Expires: evening.Add(time.Hour)}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := newWeb(t)
			other := w.serve("127.32.0.8:0", "www.b.gov.cn", "User-agent: *\nDisallow: /a", nil)
			pages := map[string]page{"/a": say(200, "ok")}
			if tt.robot != nil {
				pages["/robots.txt"] = func(out http.ResponseWriter, r *http.Request) {
					tt.robot(replacing{out, other}, r)
				}
			}
			home := w.serve("127.32.0.7:0", "www.a.gov.cn", tt.rules, pages)
			m := newMemory()
			if tt.old != nil {
				tt.old.Origin = home
				m.robots[home] = *tt.old
			}
			p, err := get(t, w.visit(func(o *Options) { o.Memory = m }), home+"/a")
			if got := outcome(p, err); got != tt.want {
				t.Errorf("%s, want %s (%v)", got, tt.want, err)
			}
			if asked := len(w.requests()) == 1; asked != (tt.want == "ok") {
				t.Errorf("asked %v", w.requests())
			}
			if state := m.robots[home]; state.Origin != home || state.Checked.IsZero() {
				t.Errorf("remembered %+v", state)
			}
		})
	}
}

// replacing writes an address for OTHER in a Location.
type replacing struct {
	http.ResponseWriter
	other string
}

func (r replacing) WriteHeader(status int) {
	r.Header().Set("Location", strings.Replace(r.Header().Get("Location"), "OTHER", r.other, 1))
	r.ResponseWriter.WriteHeader(status)
}

// TestRobotsAgain holds that a failure to read the file is not for ever, and
// that a file is asked for once a day.
func TestRobotsAgain(t *testing.T) {
	w := newWeb(t)
	status := 500
	home := w.serve("127.32.0.9:0", "www.a.gov.cn", "", map[string]page{"/a": say(200, "ok"), "/robots.txt": func(out http.ResponseWriter, _ *http.Request) {
		out.WriteHeader(status)
	}})
	v := w.visit()
	var got []string
	for range 5 {
		p, err := get(t, v, home+"/a")
		got = append(got, outcome(p, err))
		w.clock.Sleep(context.Background(), 4*time.Minute)
		status = 200
	}
	w.clock.Sleep(context.Background(), 24*time.Hour)
	get(t, v, home+"/a")
	asked := 0
	for _, a := range w.asked {
		if strings.HasSuffix(a, "robots.txt") {
			asked++
		}
	}
	if want := []string{"!unreachable", "!unreachable", "ok", "ok", "ok"}; !slices.Equal(got, want) || asked != 3 {
		t.Errorf("%v, asked for the file %d times", got, asked)
	}
}

// TestDown holds that a host that does not answer is asked a few times in a
// night, and what is remembered of it.
func TestDown(t *testing.T) {
	w := newWeb(t)
	home := w.serve("127.32.0.10:0", "www.a.gov.cn", "", map[string]page{"/": say(200, "ok")})
	m := newMemory()
	v := w.visit(func(o *Options) { o.Memory = m })
	get(t, v, home+"/")
	dialed := 0
	v.client.o.Dial = dialer(func() { dialed++ })
	for _, l := range v.client.lanes {
		l.hangUp()
	}
	began := w.clock.Now()
	for w.clock.Now().Before(began.Add(8 * time.Hour)) {
		if p, err := get(t, v, home+"/"); outcome(p, err) != "!unreachable" {
			t.Fatal(outcome(p, err), err)
		}
		w.clock.Sleep(context.Background(), 3*time.Second)
	}
	if s := m.hosts["www.a.gov.cn"]; dialed < 3 || dialed > 12 || s.Failures != dialed || s.Failing.After(began.Add(minDelay)) || s.Class != list.ClassUnreachable {
		t.Errorf("%d connections in eight hours, remembered %+v", dialed, s)
	}
	v.client.o.Dial = nil
	w.clock.Sleep(context.Background(), 4*time.Hour)
	if p, err := get(t, v, home+"/"); outcome(p, err) != "ok" || m.hosts["www.a.gov.cn"].Failures != 0 {
		t.Errorf("up again: %v, remembered %+v", err, m.hosts)
	}
}
