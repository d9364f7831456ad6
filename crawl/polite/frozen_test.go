package polite_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"nianbao/crawl/frozen"
	"nianbao/crawl/list"
	"nianbao/crawl/polite"
	"nianbao/crawl/robots"
)

// A memory keeps what the first night learnt for the second.
type memory struct {
	hosts  map[string]polite.HostState
	robots map[string]robots.State
	known  map[string]polite.Validators
	turns  map[polite.Turn]polite.Turn // by kind and name
}

func (m *memory) Host(name string) (polite.HostState, bool, error) {
	s, ok := m.hosts[name]
	return s, ok, nil
}
func (m *memory) Robots(origin string) (robots.State, bool, error) {
	s, ok := m.robots[origin]
	return s, ok, nil
}
func (m *memory) Validators(url string) (polite.Validators, bool, error) {
	v, ok := m.known[url]
	return v, ok, nil
}
func (m *memory) PutHost(s polite.HostState) error { m.hosts[s.Host] = s; return nil }
func (m *memory) PutRobots(s robots.State) error   { m.robots[s.Origin] = s; return nil }
func (m *memory) Turn(kind polite.TurnKind, name string) (polite.Turn, bool, error) {
	t, ok := m.turns[polite.Turn{Kind: kind, Name: name}]
	return t, ok, nil
}
func (m *memory) PutTurns(turns ...polite.Turn) error {
	for _, t := range turns {
		m.turns[polite.Turn{Kind: t.Kind, Name: t.Name}] = t
	}
	return nil
}

// TestFrozenSites asks every site of fixtures/sites, in two nights, for its home
// page, its reports and for what must never be asked. Whatever comes of it, no
// rule is broken.
func TestFrozenSites(t *testing.T) {
	sites, err := frozen.Load("../../fixtures/sites")
	if err != nil {
		t.Fatal(err)
	}
	clock := frozen.NewStepClock(time.Date(2024, 3, 1, 22, 0, 0, 0, polite.China))
	web := frozen.Serve(t, sites, frozen.WithClock(clock))
	m := &memory{map[string]polite.HostState{}, map[string]robots.State{}, map[string]polite.Validators{}, map[polite.Turn]polite.Turn{}}
	unchanged := 0
	chance := rand.New(rand.NewPCG(1, 2))
	for night := 1; night <= 2; night++ {
		web.Night(night)
		client, err := polite.New(polite.Options{
			Contact: polite.Contact{Name: "nianbao", Version: "0", URL: "https://example.org/about", Mail: "crawl@example.org"},
			Clock:   clock, Random: chance.Float64, Memory: m, Lookup: web.Lookup, Dial: web.DialContext, Roots: web.Roots,
		})
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range sites {
			v := client.Visit(polite.Site{Hosts: s.Hosts})
			ask := func(url string) (string, *list.Page) {
				p, err := v.Get(context.Background(), list.Request{URL: url, Referer: s.Column, Kind: list.KindAttachment})
				var e *polite.Error
				switch {
				case errors.As(err, &e):
					return string(e.Class), p
				case err != nil:
					t.Fatal(err)
				case p.NotModified:
					unchanged++
					return "not modified", p
				}
				return "ok", p
			}
			home, _ := ask(s.Home)
			if want := map[string]string{"declined": "declined", "unreachable": "unreachable"}[s.OutcomeOf(night)]; want != "" && home != want {
				t.Errorf("night %d, %s: home page %s, want %s", night, s.File, home, want)
			}
			gone := map[string]bool{}
			if s.Night2 != nil && night == 2 {
				for _, r := range s.Night2.Removed {
					gone[r.URL] = true
				}
			}
			for _, r := range s.Expected(night) {
				for _, url := range append([]string{r.URL}, r.Attachments...) {
					got, p := ask(url)
					if gone[r.URL] && got == "status" {
						continue
					}
					if got != "ok" && got != "not modified" {
						t.Errorf("night %d, %s: report %s: %s", night, s.File, url, got)
						continue
					}
					m.known[p.URL] = polite.ValidatorsOf(p)
					if irregular := s.TLS != "none" && s.TLS != "modern"; irregular != strings.HasPrefix(p.TLS, "TLS") && strings.HasPrefix(url, "https:") {
						t.Errorf("%s: %s: state %q of a site with TLS %s", s.File, url, p.TLS, s.TLS)
					}
				}
			}
			for _, url := range s.Never {
				if strings.HasPrefix(url, "http") && !strings.Contains(url, ".gov.cn/") {
					if got, _ := ask(url); got == "ok" {
						t.Errorf("%s: %s was fetched", s.File, url)
					}
				}
			}
		}
		client.Close()
		clock.Sleep(context.Background(), 24*time.Hour)
	}
	for _, broken := range [][]string{web.Never(), web.Disallowed(robots.Agent), web.TooFast(robots.Agent, 3*time.Second), web.Strays()} {
		if len(broken) > 0 {
			t.Errorf("%d rules broken: %s", len(broken), fmt.Sprint(broken[:min(len(broken), 20)]))
		}
	}
	if unchanged == 0 {
		t.Error("no report was unchanged in the second night")
	}
	t.Logf("%d requests to %d sites, %d unchanged, %s on the clock", len(web.Requests("")), len(sites), unchanged, clock.Now().Sub(time.Date(2024, 3, 1, 22, 0, 0, 0, polite.China)))
}
