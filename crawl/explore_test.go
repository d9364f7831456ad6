package crawl

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"nianbao/crawl/frozen"
	"nianbao/crawl/list"
	"nianbao/crawl/polite"
)

// TestExplore looks at every frozen site that shows reports: its entry is read
// without a fault, and from it alone the crawl finds all of its reports.
func TestExplore(t *testing.T) {
	all, err := loadFrozen()
	if err != nil {
		t.Fatal(err)
	}
	clock := frozen.NewStepClock(time.Date(2026, 2, 1, 2, 0, 0, 0, polite.China))
	web := frozen.Serve(t, all, frozen.WithClock(clock))
	r, _ := reader(t)
	explored := 0
	for _, f := range all {
		if len(f.Reports) == 0 || f.Outcome != "ok" && f.Outcome != "incomplete" {
			continue
		}
		t.Run(f.File, func(t *testing.T) {
			client, err := polite.New(polite.Options{Contact: contact, Clock: clock, Lookup: web.Lookup, Dial: web.DialContext, Roots: web.Roots})
			if err != nil {
				t.Fatal(err)
			}
			defer client.Close()
			visit := func(s polite.Site) list.Getter { return client.Visit(s) }
			explore := func(raw string) *Look {
				x, err := Explore(t.Context(), visit, r, raw, 2026, Site{})
				if err != nil {
					t.Fatal(err)
				}
				look, err := x.Find(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				return look
			}
			look := explore(f.Home)
			for _, raw := range []string{f.Column, f.Reports[0].URL} {
				other := explore(raw)
				if other.Site.Home != look.Site.Home || other.Site.Assert.MinReports != look.Site.Assert.MinReports || other.Site.Name != look.Site.Name {
					t.Errorf("from %s: %+v\nfrom the home page: %+v", raw, other.Site, look.Site)
				}
			}
			explored++
			e := Entry{Site: look.Site}
			if e.Name == "" {
				e.Name = "无名"
			}
			t.Logf("name %s, want %s; %+v; oldest %d, newest %d, others %d", look.Site.Name, f.Name, look.Site.Reports, look.Oldest, look.Newest, look.Others)
			if look.Site.Name != f.Name {
				t.Errorf("name %q, want %q", look.Site.Name, f.Name)
			}
			sites, err := ParseSources("f", []byte(e.String()))
			if err != nil {
				t.Fatal(err)
			}
			s := sites[0]
			l, err := list.Find(t.Context(), visit(s.scope(polite.Budget{})), s.Source(), list.Hint{Year: 2026})
			if err != nil {
				t.Fatal(err)
			}
			var found []string
			for _, entry := range l.Entries {
				for _, u := range append(entry.Attachments, entry.URL) {
					_, bare, _ := strings.Cut(list.Key(u), ":")
					found = append(found, bare)
				}
			}
			newest, oldest := 0, 0
			for _, want := range f.Reports {
				_, bare, _ := strings.Cut(list.Key(want.URL), ":")
				if !slices.Contains(found, bare) {
					t.Errorf("misses %s", want.URL)
				}
				newest = max(newest, want.Year)
				if want.Body == f.Name && (oldest == 0 || want.Year < oldest) {
					oldest = want.Year
				}
			}
			if oldest != 0 && look.Oldest > oldest { // it may be older: not every title has its report
				t.Errorf("the oldest report is on %d, want %d", look.Oldest, oldest)
			}
			if s.Family != l.Family {
				t.Errorf("family %s in the entry, %s in the crawl", s.Family, l.Family)
			}
			if n := s.Assert.MinReports; n == 0 || n > len(l.Entries) {
				t.Errorf("min_reports %d of %d", n, len(l.Entries))
			}
			if y := s.Assert.MinYear; y == 0 || y > newest {
				t.Errorf("min_year %d, the newest is %d", y, newest)
			}
		})
	}
	if explored < 40 {
		t.Errorf("only %d sites have reports to explore", explored)
	}
	for what, requests := range map[string][]string{"must never be asked": web.Never(), "is forbidden by robots.txt": web.Disallowed("nianbao")} {
		for _, r := range requests {
			t.Errorf("%s: %s", what, r)
		}
	}
}

// TestExploreOtherwise looks at sites by their host's name alone, and at those
// that cannot be read: what is the matter is told, and no entry comes of it.
func TestExploreOtherwise(t *testing.T) {
	all, err := loadFrozen()
	if err != nil {
		t.Fatal(err)
	}
	clock := frozen.NewStepClock(time.Date(2026, 2, 1, 2, 0, 0, 0, polite.China))
	web := frozen.Serve(t, all, frozen.WithClock(clock))
	explore := func(raw string) (*Look, error) {
		client, err := polite.New(polite.Options{Contact: contact, Clock: clock, Lookup: web.Lookup, Dial: web.DialContext, Roots: web.Roots})
		if err != nil {
			t.Fatal(err)
		}
		defer client.Close()
		x, err := Explore(t.Context(), func(s polite.Site) list.Getter { return client.Visit(s) }, nil, raw, 2026, Site{})
		if err != nil {
			return nil, err
		}
		return x.Find(t.Context())
	}
	for _, f := range all {
		t.Run(f.File, func(t *testing.T) {
			host, _, _ := strings.Cut(strings.TrimPrefix(strings.TrimPrefix(f.Home, "http://"), "https://"), "/")
			secure := strings.HasPrefix(f.Home, "https://")
			look, err := explore(host)
			var refused *polite.Error
			switch f.Outcome {
			case "ok", "incomplete", "pagination_ignored":
				if err != nil {
					t.Fatal(err)
				}
				odd := f.TLS != "none" && f.TLS != "modern"
				if look.Plain == secure || (look.TLS != "" && look.TLS != "http") != odd || !strings.HasPrefix(look.Site.Home, f.Home[:strings.Index(f.Home, ":")]+"://") {
					t.Errorf("home %s, by http alone %v, TLS %q (%s)", look.Site.Home, look.Plain, look.TLS, f.TLS)
				}
			case "blocked", "declined", "unreachable":
				if errors.As(err, &refused) && (string(refused.Class) == f.Outcome) {
					return
				}
				fallthrough
			default:
				if !errors.Is(err, ErrNoReports) || string(look.Listing.Outcome) != f.Outcome {
					t.Errorf("%v, want %s: %+v", err, f.Outcome, look)
				}
			}
		})
	}
	for _, raw := range []string{"", "ftp://www.x.gov.cn/", "http://", "http://a b/", "http://u:p@x.gov.cn/"} {
		if _, err := explore(raw); !errors.Is(err, ErrSources) {
			t.Errorf("%q: %v", raw, err)
		}
	}
}
