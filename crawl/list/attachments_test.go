package list_test

import (
	"slices"
	"testing"
	"time"

	"nianbao/crawl/frozen"
	"nianbao/crawl/list"
	"nianbao/crawl/polite"
)

// TestAttachmentsOfSites finds the attachments of every report of the frozen
// sites, on its page or in its row of the list.
func TestAttachmentsOfSites(t *testing.T) {
	sites, err := frozen.Load("../../fixtures/sites")
	if err != nil {
		t.Fatal(err)
	}
	clock := frozen.NewStepClock(time.Date(2026, 3, 1, 22, 0, 0, 0, polite.China))
	web := frozen.Serve(t, sites, frozen.WithClock(clock))
	client, err := polite.New(polite.Options{
		Contact: polite.Contact{Name: "nianbao", Version: "0", URL: "https://example.org/about", Mail: "crawl@example.org"},
		Clock:   clock, Lookup: web.Lookup, Dial: web.DialContext, Roots: web.Roots,
	})
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	found, all := 0, 0
	for _, s := range sites {
		visit := client.Visit(polite.Site{Hosts: s.Hosts})
		l, err := list.Find(t.Context(), visit, list.Source{Name: s.Name, Home: s.Home, Hosts: s.Hosts}, list.Hint{Year: 2026})
		if err != nil {
			t.Fatal(err)
		}
		var listed []string // files that the list itself shows: of a row, or a row of their own
		for _, e := range l.Entries {
			listed = append(append(listed, e.URL), e.Attachments...)
		}
		for _, r := range s.Reports {
			p, err := visit.Get(t.Context(), list.Request{URL: r.URL, Referer: s.Column, Kind: list.KindAttachment})
			if err != nil {
				t.Logf("%s: %v", s.File, err)
				continue
			}
			var want []string
			for _, a := range r.Attachments {
				want = append(want, bare(a))
			}
			have := slices.Clone(listed)
			for _, a := range list.Attachments(p) {
				have = append(have, a.URL)
			}
			for _, a := range have {
				if i := slices.Index(want, bare(a)); i >= 0 {
					want = slices.Delete(want, i, i+1)
					found++
				}
			}
			for _, a := range want {
				t.Errorf("%s: missed %s of %s", s.File, a, r.URL)
			}
			all += len(r.Attachments)
		}
	}
	t.Logf("SCORE %d of %d", found, all)
}
