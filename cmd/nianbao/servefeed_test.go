package main

import (
	"encoding/xml"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

type feedLink struct {
	Rel  string `xml:"rel,attr"`
	Type string `xml:"type,attr"`
	Href string `xml:"href,attr"`
}

type feedEntry struct {
	ID      string     `xml:"id"`
	Title   string     `xml:"title"`
	Updated string     `xml:"updated"`
	Summary string     `xml:"summary"`
	Links   []feedLink `xml:"link"`
}

type feed struct {
	XMLName xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
	ID      string      `xml:"id"`
	Title   string      `xml:"title"`
	Updated string      `xml:"updated"`
	Author  string      `xml:"author>name"`
	Links   []feedLink  `xml:"link"`
	Entries []feedEntry `xml:"entry"`
}

var urn = regexp.MustCompile(`^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`)

// feedAt reads a feed and holds it to what RFC 4287 asks of one: names that are
// there once, times, titles, an author, a link to itself and one from each entry;
// and that the newest come first.
func feedAt(t *testing.T, address string, header ...string) (feed, seen) {
	t.Helper()
	page := visit(t, address, header...)
	var f feed
	if page.StatusCode == http.StatusNotModified {
		return f, page
	}
	if err := xml.Unmarshal([]byte(page.body), &f); err != nil || page.StatusCode != http.StatusOK || !strings.HasPrefix(page.Header.Get("Content-Type"), "application/atom+xml") {
		t.Fatalf("%s: status %d, %v", address, page.StatusCode, err)
	}
	ids := map[string]bool{}
	named := func(id, title, updated string) {
		if !urn.MatchString(id) || ids[id] {
			t.Errorf("%s: the name %q", address, id)
		}
		ids[id] = true
		if _, err := time.Parse(time.RFC3339, updated); err != nil || strings.TrimSpace(title) == "" {
			t.Errorf("%s: %s is called %q, updated %s", address, id, title, updated)
		}
	}
	named(f.ID, f.Title, f.Updated)
	if f.Author == "" || len(f.Links) != 2 || f.Links[0].Rel != "self" || f.Links[0].Href != address || f.Links[1].Type != "text/html" {
		t.Errorf("%s is by %q, with the links %v", address, f.Author, f.Links)
	}
	last := f.Updated
	for i, e := range f.Entries {
		named(e.ID, e.Title, e.Updated)
		if e.Updated > last {
			t.Errorf("%s: %s is newer than what stands before it", address, e.ID)
		}
		last = e.Updated
		if len(e.Links) != 1 || e.Links[0].Rel != "alternate" || i < 2 && visit(t, e.Links[0].Href).StatusCode != http.StatusOK {
			t.Errorf("%s: %s leads to %v", address, e.ID, e.Links)
		}
	}
	return f, page
}

// TestFeed holds that a feed has an entry a report, and nothing where nothing is
// found.
func TestFeed(t *testing.T) {
	server := pagesOf(t, samples(t))
	v1 := server.URL + "/api/v1/feed.atom"
	if f, _ := feedAt(t, v1); len(f.Entries) != 32 || f.Updated < "2020" {
		t.Errorf("%d entries, updated %s", len(f.Entries), f.Updated)
	}
	for _, q := range []string{"?q=" + url.QueryEscape("绝无此词"), "?year=1999", "?q=" + url.QueryEscape("微博") + "&year=1999"} {
		if f, _ := feedAt(t, v1+q); len(f.Entries) != 0 {
			t.Errorf("%s: %d entries", q, len(f.Entries))
		}
	}
	all, _ := feedAt(t, v1+"?q="+url.QueryEscape("微博"))
	if n := len(all.Entries); n == 0 || n == 32 {
		t.Errorf("of 微博 there are %d entries", n)
	}
	other := visit(t, strings.Replace(v1, "127.0.0.1", "localhost", 1))
	if f, _ := feedAt(t, v1); !strings.Contains(other.body, f.ID) || !strings.Contains(other.body, f.Entries[0].ID) {
		t.Error("what is asked for under another name has other names")
	}
}

// TestFeedFollows follows a search while its reports come, change and lose
// figures: the feed of each search tells what changed of what it is about.
func TestFeedFollows(t *testing.T) {
	dir := t.TempDir()
	docs, db := filepath.Join(dir, "docs"), filepath.Join(dir, "n.db")
	if err := os.Mkdir(docs, 0o755); err != nil {
		t.Fatal(err)
	}
	put := func(name, text string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(docs, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	put("a.txt", sample)
	for i := range 3 {
		put(fmt.Sprintf("other%d.txt", i), strings.NewReplacer("戊己", fmt.Sprintf("庚%c", "子丑寅"[i*3]), "120条", "77条").Replace(sample))
	}
	ok(t, "--db", db, "ingest", docs)
	server := pagesOf(t, db)
	of := func(q string) string { return server.URL + "/api/v1/feed.atom?lang=en&" + q }
	received, posts := of("indicator=requests.received"), of("q="+url.QueryEscape("戊己街道 微博"))
	before, page := feedAt(t, received)
	if len(before.Entries) < 2 || slices.ContainsFunc(before.Entries, func(e feedEntry) bool { return e.Summary != "" }) {
		t.Errorf("at first the feed has %+v", before.Entries)
	}
	tag := page.Header.Get("ETag")
	if _, again := feedAt(t, received, "If-None-Match", tag); tag == "" || again.StatusCode != http.StatusNotModified {
		t.Errorf("status %d for the tag %q", again.StatusCode, tag)
	}

	put("a.txt", strings.NewReplacer("120条", "130条", "申请3件", "申请4件").Replace(sample))
	ok(t, "--db", db, "ingest", docs)
	after, page := feedAt(t, received, "If-None-Match", tag)
	if page.StatusCode != http.StatusOK || page.Header.Get("ETag") == tag {
		t.Fatalf("status %d with the old tag, new %q", page.StatusCode, page.Header.Get("ETag"))
	}
	if len(after.Entries) != len(before.Entries) || after.ID != before.ID || after.Updated < before.Updated {
		t.Errorf("the feed has %d entries, updated %s, and before %d, %s", len(after.Entries), after.Updated, len(before.Entries), before.Updated)
	}
	first := after.Entries[0]
	if !strings.Contains(first.Summary, "3 件 → 4 件") || strings.Contains(first.Summary, "130") || slices.ContainsFunc(before.Entries, func(e feedEntry) bool { return e.ID == first.ID }) {
		t.Errorf("of requests it tells %q", first.Summary)
	}
	for _, e := range after.Entries[1:] {
		if !slices.ContainsFunc(before.Entries, func(o feedEntry) bool { return o.ID == e.ID && o.Updated == e.Updated }) {
			t.Errorf("%s was not there, or changed its time", e.ID)
		}
	}
	if f, _ := feedAt(t, posts); len(f.Entries) != 1 || !strings.Contains(f.Entries[0].Summary, "120 条 → 130 条") {
		t.Errorf("of posts it tells %+v", f.Entries)
	}
	if f, _ := feedAt(t, of("year=2017")); len(f.Entries) == 0 || !strings.Contains(f.Entries[0].Summary, "3 件 → 4 件") || !strings.Contains(f.Entries[0].Summary, "120 条 → 130 条") {
		t.Errorf("of all it tells %+v", f.Entries)
	}

	put("a.txt", strings.Replace(sample, "通过政务微博发布各类信息120条,", "", 1))
	ok(t, "--db", db, "ingest", docs)
	if f, _ := feedAt(t, posts); len(f.Entries) != 1 || !strings.Contains(f.Entries[0].Summary, "− ") || !strings.Contains(f.Entries[0].Summary, "130 条") {
		t.Errorf("when the figure is gone it tells %+v", f.Entries)
	}
}

// TestFeedIsNamed holds that the pages of searches name their feed, and that it is
// one.
func TestFeedIsNamed(t *testing.T) {
	server := pagesOf(t, samples(t))
	for path, want := range map[string]bool{"/": true, searchFor("微博"): true, searchFor("微博 2017", "sort", "-value"): true, searchFor("微博", "texts", "1"): false, searchFor("绝无此词"): false, "/codebook": false} {
		found := ""
		page := visit(t, server.URL+path)
		for n := range page.doc.Descendants() {
			if n.Data == "link" && attr(n, "type") == "application/atom+xml" {
				found = attr(n, "href")
			}
		}
		if (found != "") != want {
			t.Errorf("%s names the feed %q", path, found)
			continue
		}
		if found == "" {
			continue
		}
		if f, _ := feedAt(t, server.URL+found); len(f.Entries) == 0 || strings.Contains(found, "sort") {
			t.Errorf("%s: the feed %s has %d entries", path, found, len(f.Entries))
		}
	}
}
