package crawl

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"syscall"
	"testing"
	"time"

	"nianbao/crawl/list"
	"nianbao/crawl/polite"
	"nianbao/crawl/warc"
	"nianbao/store"
)

func TestTooManyBlocks(t *testing.T) {
	ok, blocked, unreachable := string(list.OK), string(list.Blocked), string(list.Unreachable)
	for _, tt := range []struct {
		name     string
		outcomes []string
		walled   bool // a firewall's page was met
		want     bool
	}{
		{"two of two", []string{blocked, blocked}, true, false},
		{"three of three", []string{blocked, blocked, blocked}, true, true},
		{"three of twelve", slices.Concat(slices.Repeat([]string{blocked}, 3), slices.Repeat([]string{ok}, 9)), true, true},
		{"three of thirteen", slices.Concat(slices.Repeat([]string{blocked}, 3), slices.Repeat([]string{ok}, 10)), true, false},
		{"silent ones do not count", slices.Concat(slices.Repeat([]string{blocked}, 3), slices.Repeat([]string{ok}, 9), []string{string(list.Declined), off, store.Interrupted}), true, true},
		{"robots files behind a firewall", []string{unreachable, unreachable, unreachable}, true, true},
		{"unreachable", []string{unreachable, unreachable, unreachable}, false, false},
	} {
		c := New(Options{})
		for _, o := range tt.outcomes {
			c.count(o, tt.walled)
		}
		if got := tooManyBlocks(c.blocked, c.answered); got != tt.want {
			t.Errorf("%s: %v (%d of %d)", tt.name, got, c.blocked, c.answered)
		}
	}
}

func TestEnding(t *testing.T) {
	cancelled, cancel := context.WithCancelCause(t.Context())
	cancel(nil)
	stalled, cancel := context.WithCancelCause(t.Context())
	cancel(ErrStalled)
	none := func() int64 { return 0 }
	for _, tt := range []struct {
		name string
		ctx  context.Context
		err  error
		c    *Crawler
		want Ending
	}{
		{"nothing special", t.Context(), nil, &Crawler{}, Whole},
		{"the database has no room", t.Context(), fmt.Errorf("x: %w", store.ErrDiskFull), &Crawler{}, DiskFull},
		{"the archive has no room", t.Context(), &os.PathError{Op: "write", Path: "x", Err: syscall.ENOSPC}, &Crawler{}, DiskFull},
		{"the quota is used", t.Context(), errors.Join(errors.New("x"), syscall.EDQUOT), &Crawler{}, DiskFull},
		{"a file may grow no more", cancelled, errors.Join(store.ErrAccount, syscall.EFBIG), &Crawler{over: WindowClosed}, DiskFull},
		{"a signal", cancelled, context.Canceled, &Crawler{over: WindowClosed}, Signalled},
		{"a stall", stalled, context.Canceled, &Crawler{}, Stalled},
		{"an account", t.Context(), store.ErrAccount, &Crawler{over: WindowClosed}, BadAccount},
		{"a fault", t.Context(), errors.New("x"), &Crawler{}, Broken},
		{"the window", t.Context(), nil, &Crawler{over: WindowClosed, blocked: 9}, WindowClosed},
		{"the share", t.Context(), nil, &Crawler{over: ArchiveFull}, ArchiveFull},
		{"nobody", t.Context(), nil, &Crawler{o: Options{Answers: none}, lost: 3}, Unreached},
		{"nobody, and nothing was sent", t.Context(), nil, &Crawler{o: Options{Answers: none}}, Whole},
		{"nobody counted", t.Context(), nil, &Crawler{lost: 3}, Whole},
		{"somebody", t.Context(), nil, &Crawler{o: Options{Answers: func() int64 { return 1 }}, lost: 3}, Whole},
		{"blocks", t.Context(), nil, &Crawler{blocked: 3, answered: 4}, TooManyBlocks},
	} {
		tt.c.summary.Outcomes = map[string]int{string(list.Unreachable): 1}
		if got := tt.c.ending(tt.ctx, tt.err); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
}

// TestNightsTooShort gives frozen sites nights of three minutes each: every night
// ends in order and adds up, goes on where the last one ended, and in the end
// all reports are there.
func TestNightsTooShort(t *testing.T) {
	w := newWorld(t, "20-[ailq]*")
	window := polite.Window{From: 2 * time.Hour, To: 2*time.Hour + 3*time.Minute}
	left := 0
	for n := 1; n <= 6; n++ {
		s := w.shortNight(n, window)
		left += len(s.Left)
		if got, want := len(s.Left)+s.Sites, len(w.sites); n == 1 && got != want {
			t.Errorf("night 1: %d sites left and visited, want %d", got, want)
		}
		if s.Taken() > 4*time.Minute || s.Ending != WindowClosed {
			t.Errorf("night %d ended by %s after %s", n, s.Ending, s.Taken())
		}
		if total := s.Total(); total.Discovered != total.Sum() || n == 1 && total.Skipped[string(WindowClosed)] == 0 {
			t.Errorf("night %d: %+v", n, total)
		}
	}
	if left == 0 {
		t.Error("no site was left for another night")
	}
	for _, f := range w.frozen {
		had := w.had(f.Name)
		for _, r := range f.Reports {
			if !has(had, r) {
				t.Errorf("%s: %s is missing", f.File, r.URL)
			}
		}
	}
	w.lawful()
}

// shortNight crawls the sites that are due within a window.
func (w *world) shortNight(n int, window polite.Window) *Summary {
	w.t.Helper()
	w.clock.Set(time.Date(2026, 2, n, 2, 0, 0, 0, polite.China))
	client, err := polite.New(polite.Options{
		Contact: polite.Contact{Name: "nianbao", Version: "1.0", URL: "https://example.org/about", Mail: "crawl@example.org"}, Window: window,
		Clock: w.clock, Memory: Memory(w.t.Context(), w.db), Lookup: w.net.Lookup, Dial: w.net.DialContext, Roots: w.net.Roots,
	})
	if err != nil {
		w.t.Fatal(err)
	}
	defer client.Close()
	s, err := New(Options{DB: w.db, Visit: func(s polite.Site) list.Getter { return client.Visit(s) }, Reader: w.reader, Version: w.version,
		Clock: w.clock, Owner: fmt.Sprint("night ", n), Workers: 1, Over: func(now time.Time) (Ending, error) {
			if window.Next(now).After(now) {
				return WindowClosed, nil
			}
			return "", nil
		}}).Run(w.t.Context(), w.sites, true)
	if err != nil {
		w.t.Fatal(err)
	}
	return s
}

// TestTwiceAtOnce crawls a second time right after the first, as another
// process: no host and no address is asked too soon.
func TestTwiceAtOnce(t *testing.T) {
	w := newWorld(t, "20-allyears*") // one site: the last host that was asked is the first one
	w.night(1)
	asked := len(w.net.Requests(""))
	client, err := polite.New(polite.Options{
		Contact: polite.Contact{Name: "nianbao", Version: "1.0", URL: "https://example.org/about", Mail: "crawl@example.org"},
		Clock:   w.clock, Memory: Memory(t.Context(), w.db), Lookup: w.net.Lookup, Dial: w.net.DialContext, Roots: w.net.Roots,
	})
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	w.crawl(2, w.db, func(s polite.Site) list.Getter { return client.Visit(s) }, nil)
	if n := len(w.net.Requests("")) - asked; n < len(w.sites) {
		t.Errorf("%d requests the second time", n)
	}
	if early := w.net.TooFast("nianbao", 3*time.Second); len(early) > 0 {
		t.Errorf("too soon: %v", early)
	}
}

// TestDiskFullNight fills the disk in the middle of a night: that is how it
// ended, and not that its accounts are open. The next night goes on.
func TestDiskFullNight(t *testing.T) {
	w := newWorld(t, "20-[aq]*")
	client, err := polite.New(polite.Options{
		Contact: polite.Contact{Name: "nianbao", Version: "1.0", URL: "https://example.org/about", Mail: "crawl@example.org"},
		Clock:   w.clock, Lookup: w.net.Lookup, Dial: w.net.DialContext, Roots: w.net.Roots, Archive: func() func(*warc.Exchange) error {
			n := 0
			return func(*warc.Exchange) error {
				if n++; n > 9 {
					return &os.PathError{Op: "write", Path: "archive", Err: syscall.ENOSPC}
				}
				return nil
			}
		}(),
	})
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	s, err := New(Options{DB: w.db, Visit: func(s polite.Site) list.Getter { return client.Visit(s) }, Reader: w.reader, Version: w.version,
		Clock: w.clock, Owner: "a", Workers: 1}).Run(t.Context(), w.sites, false)
	if s.Ending != DiskFull || !errors.Is(err, syscall.ENOSPC) || errors.Is(err, store.ErrAccount) {
		t.Errorf("ended by %s: %v", s.Ending, err)
	}
	s = w.night(2)
	for _, f := range w.frozen {
		had := w.had(f.Name)
		for _, r := range f.Reports {
			if !has(had, r) {
				t.Errorf("%s: %s is missing", f.File, r.URL)
			}
		}
	}
	if s.Ending != Whole {
		t.Errorf("the next night ended by %s", s.Ending)
	}
}
