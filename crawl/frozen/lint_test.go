package frozen

import (
	"maps"
	"net/url"
	"slices"
	"strings"
	"testing"
)

const fixtures = "../../fixtures/sites"

func load(t *testing.T) []*Site {
	t.Helper()
	sites, err := Load(fixtures)
	if err != nil {
		t.Fatal(err)
	}
	return sites
}

// TestSites holds the sites to FORMAT.md, and their heads to their answers.
func TestSites(t *testing.T) {
	sites := load(t)
	families := map[string]int{}
	hosts := map[string]string{}
	for _, s := range sites {
		families[s.Family]++
		for _, h := range s.Hosts {
			if hosts[h] != "" {
				t.Errorf("%s: %s is a host of %s too", s.File, h, hosts[h])
			}
			hosts[h] = s.File
		}
	}
	for _, family := range []string{"1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12"} {
		if families[family] < 3 {
			t.Errorf("family %s has %d sites, not three", family, families[family])
		}
	}
	for _, s := range sites {
		t.Run(s.File, func(t *testing.T) {
			t.Parallel()
			lintHead(t, s, hosts)
			for _, a := range s.Answers {
				body, err := a.Bytes()
				if err != nil {
					t.Error(err)
				}
				if a.Truncate > 0 && a.Truncate >= len(body) {
					t.Errorf("%s: has %d bytes, is cut after %d", a.Name, len(body), a.Truncate)
				}
			}
			lintAnswered(t, s)
			lintLinked(t, s)
		})
	}
}

func lintHead(t *testing.T, s *Site, hosts map[string]string) {
	if len(s.Traps) == 0 {
		t.Error("no trap")
	}
	for _, trap := range s.Traps {
		if trap.Name == "" || trap.Naive == "" {
			t.Errorf("trap %+v says not all", trap)
		}
	}
	if !slices.Contains(tlsModes, s.TLS) {
		t.Errorf("tls %q", s.TLS)
	}
	for night := range 2 {
		if o := s.OutcomeOf(night + 1); !slices.Contains(outcomes, o) {
			t.Errorf("outcome %q", o)
		}
	}
	if (s.TLS == "none") != strings.HasPrefix(s.Home, "http://") {
		t.Errorf("home %s with tls %s", s.Home, s.TLS)
	}
	known := map[string]string{}
	once := func(list, u string) {
		if before := known[canonical(u)]; before != "" {
			t.Errorf("%s: in %s and in %s", u, before, list)
		}
		known[canonical(u)] = list
		if _, err := url.Parse(u); err != nil {
			t.Errorf("%s: %v", list, err)
		}
	}
	for _, r := range s.Expected(2) {
		once("reports", r.URL)
		if r.Body == "" || r.Year < 2008 || r.Year > 2026 {
			t.Errorf("%s is of %q and %d", r.URL, r.Body, r.Year)
		}
		for _, u := range r.Attachments {
			once("attachments", u)
		}
	}
	for _, u := range s.NoReports(2) {
		once("not_reports", u)
	}
	for _, u := range s.Never {
		once("never", u)
		if v, err := url.Parse(u); err == nil && hosts[v.Host] != "" && hosts[v.Host] != s.File {
			t.Errorf("never %s: is of %s, which may be crawled for itself", u, hosts[v.Host])
		}
	}
	if s.Night2 != nil {
		for _, r := range slices.Concat(s.Night2.Changed, s.Night2.Removed) {
			if !slices.ContainsFunc(s.Reports, func(before Report) bool { return before.URL == r.URL }) {
				t.Errorf("night2: %s was no report", r.URL)
			}
		}
	}
}

// lintAnswered holds that every report can be had, with its attachments, in the
// nights it is there.
func lintAnswered(t *testing.T, s *Site) {
	for night := 1; night <= 2; night++ {
		b := newBook(s, night)
		for _, r := range s.Expected(night) {
			for _, u := range append([]string{r.URL}, r.Attachments...) {
				a, status := b.visit(u)
				if !s.removed(night, r) && (a == nil || status != 200) {
					t.Errorf("night %d: %s answers %d", night, u, status)
				}
			}
		}
		if s.Night2 == nil {
			return
		}
	}
}

// removed says whether a site has taken a report away in a night.
func (s *Site) removed(night int, r Report) bool {
	return night == 2 && s.Night2 != nil && slices.ContainsFunc(s.Night2.Removed, func(x Report) bool { return x.URL == r.URL })
}

// visit asks as a patient browser does: with referer and cookies, again where it
// is told to come back, over redirects.
func (b *book) visit(raw string) (*Answer, int) {
	var cookies []string
	for range 5 {
		u, err := url.Parse(raw)
		if err != nil {
			return nil, 0
		}
		a := b.find(ask{"GET", u.Scheme, u.Host, u.Path, paramsOf(u.Query()), cookies, true})
		if a == nil {
			return nil, 404
		}
		if c := a.header1("Set-Cookie"); c != "" {
			value, _, _ := strings.Cut(c, ";")
			cookies = append(cookies, value)
		}
		switch {
		case a.Status >= 300 && a.Status < 400 && a.header1("Location") != "":
			next, err := u.Parse(a.header1("Location"))
			if err != nil {
				return nil, 0
			}
			raw = next.String()
		case a.header1("Retry-After") != "" || a.Size == 11912: // family 12's page of a server that is busy
		default:
			if a == b.rest["GET "+a.Host] {
				return nil, a.Status
			}
			return a, a.Status
		}
	}
	return nil, 0
}

// lintLinked holds that what must never be asked, and what is no report, is
// named somewhere: else nobody could be tempted.
func lintLinked(t *testing.T, s *Site) {
	known := map[string]bool{canonical(s.Home): true, canonical(s.Column): true}
	for _, a := range s.Answers {
		for _, u := range linked(a.address(), a) {
			known[u] = true
		}
	}
	// What answers everything names things relative to what was asked.
	b := newBook(s, 1)
	for range 2 {
		for at := range maps.Clone(known) {
			u, err := url.Parse(at)
			if err != nil || !slices.Contains(s.Hosts, u.Host) {
				continue
			}
			if rest := b.rest["GET "+u.Host]; rest != nil && b.find(ask{method: "GET", scheme: u.Scheme, host: u.Host, path: u.Path, params: paramsOf(u.Query())}) == rest {
				for _, v := range linked(u, rest) {
					known[v] = true
				}
			}
		}
	}
	for _, u := range slices.Concat(s.Never, s.NotReports) {
		if !known[canonical(u)] {
			t.Errorf("nothing names %s", u)
		}
	}
}
