package list_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"nianbao/crawl/frozen"
	"nianbao/crawl/list"
	"nianbao/crawl/polite"
	"nianbao/crawl/robots"
)

// A memory keeps what the first night learnt of robots.txt for the second.
type memory struct{ robots map[string]robots.State }

func (memory) Host(string) (polite.HostState, bool, error) { return polite.HostState{}, false, nil }
func (memory) PutHost(polite.HostState) error              { return nil }
func (memory) Validators(string) (polite.Validators, bool, error) {
	return polite.Validators{}, false, nil
}
func (m memory) Robots(origin string) (robots.State, bool, error) {
	s, ok := m.robots[origin]
	return s, ok, nil
}
func (m memory) PutRobots(s robots.State) error { m.robots[s.Origin] = s; return nil }
func (memory) Turn(polite.TurnKind, string) (polite.Turn, bool, error) {
	return polite.Turn{}, false, nil
}
func (memory) PutTurns(...polite.Turn) error { return nil }

// TestSites finds the reports of every frozen site in two nights, says of each
// what its lists are, and asks for nothing that must never be asked.
func TestSites(t *testing.T) {
	sites, err := frozen.Load("../../fixtures/sites")
	if err != nil {
		t.Fatal(err)
	}
	clock := frozen.NewStepClock(time.Date(2026, 3, 1, 22, 0, 0, 0, polite.China))
	web := frozen.Serve(t, sites, frozen.WithClock(clock))
	known := memory{map[string]robots.State{}}
	hints := map[*frozen.Site]list.Hint{}
	for night := 1; night <= 2; night++ {
		web.Night(night)
		client, err := polite.New(polite.Options{
			Contact: polite.Contact{Name: "nianbao", Version: "0", URL: "https://example.org/about", Mail: "crawl@example.org"},
			Clock:   clock, Memory: known, Lookup: web.Lookup, Dial: web.DialContext, Roots: web.Roots,
		})
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range sites {
			t.Run(fmt.Sprintf("%s/%d", s.File, night), func(t *testing.T) {
				before := len(web.Requests(""))
				hint := hints[s]
				hint.Year = 2026
				l, err := list.Find(t.Context(), client.Visit(polite.Site{Hosts: s.Hosts}), list.Source{Name: s.Name, Home: s.Home, Hosts: s.Hosts}, hint)
				if err != nil {
					t.Fatal(err)
				}
				if l.Outcome == list.OK {
					hints[s] = list.Hint{Column: l.Column, Listed: l.Listed}
				}
				judge(t, s, night, l)
				t.Logf("SCORE %s night %d: %d entries, %s (%s), stated %d, listed %d, family %s, %d requests, stopped: %s, %q",
					s.File, night, len(l.Entries), l.Outcome, l.Why, l.Stated, l.Listed, l.Family, len(web.Requests(""))-before, l.Stopped, l.Notes)
			})
		}
		client.Close()
	}
	for _, asked := range web.Never() {
		t.Errorf("asked for what is never to be asked: %s", asked)
	}
	for _, asked := range web.Disallowed("nianbao") {
		t.Errorf("asked for what robots.txt forbids: %s", asked)
	}
}

// judge compares a listing with what its site says must be found.
func judge(t *testing.T, s *frozen.Site, night int, l *list.Listing) {
	// A site whose list opens and whose reports are all blocked is the run's to tell.
	behind := s.OutcomeOf(night) == string(list.Blocked) && len(l.Entries) > 0
	if want := s.OutcomeOf(night); string(l.Outcome) != want && !behind {
		t.Errorf("outcome %s (%s), want %s", l.Outcome, l.Why, want)
	}
	if s.Counts != nil && night == 1 && (l.Stated != s.Counts.Stated || l.Listed != s.Counts.Listed) {
		t.Errorf("stated %d, listed %d, want %d, %d", l.Stated, l.Listed, s.Counts.Stated, s.Counts.Listed)
	}
	got := map[string]bool{}
	for _, e := range l.Entries {
		got[bare(e.URL)] = true
		for _, a := range e.Attachments {
			got[bare(a)] = true
		}
	}
	if l.Outcome == list.OK || l.Outcome == list.Incomplete || l.Outcome == list.PaginationIgnored {
		for _, r := range s.Expected(night) {
			if !got[bare(r.URL)] && !removed(s, night, r) {
				t.Errorf("missed %s", r.URL)
			}
		}
	}
	for _, u := range s.NoReports(night) {
		if got[bare(u)] {
			t.Logf("left to what it holds: %s", u)
		}
	}
}

// removed tells a report that the site took off its list: what was stored stays.
func removed(s *frozen.Site, night int, r frozen.Report) bool {
	return night == 2 && s.Night2 != nil && slices.ContainsFunc(s.Night2.Removed, func(x frozen.Report) bool { return x.URL == r.URL })
}

// bare is an address's key without its scheme: lists mix http and https.
func bare(raw string) string {
	_, rest, _ := strings.Cut(list.Key(raw), ":")
	return rest
}
