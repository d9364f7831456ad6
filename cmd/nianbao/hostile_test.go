package main

import (
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"nianbao/normalize"
	"nianbao/store"
)

// hostile are strings that someone wrote who had not seen this program's code,
// to break a search with.
func hostile(t *testing.T) []string {
	t.Helper()
	var out []string
	for line := range strings.Lines(read(t, filepath.Join("testdata", "search", "hostile.txt"))) {
		s, err := strconv.Unquote(strings.TrimSuffix(line, "\n"))
		if err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		out = append(out, s)
	}
	if len(out) != 500 {
		t.Errorf("%d strings", len(out))
	}
	return out
}

// fixtureDatabase has the sample reports in it.
func fixtureDatabase(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "fixtures.db")
	if got := call(t, "ingest", "--db", path, filepath.Join("..", "..", "fixtures", "docs")); got.code != exitOK {
		t.Fatalf("ingest: %+v", got)
	}
	return path
}

// TestHostile holds that whatever is searched for gives figures or none: as
// words, as a part of a body's name, and as a region and an indicator, of which
// it may be said that there is no such one.
func TestHostile(t *testing.T) {
	path := fixtureDatabase(t)
	db, err := store.OpenReader(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	strange := hostile(t)
	for _, s := range strange {
		for _, q := range []store.Query{{Words: s}, {Words: s, Simplify: normalize.Form}, {Words: s, Sort: store.ByValue}, {Body: s, Simplify: normalize.Form}, {Region: s}, {Indicator: s}, {Part: s}} {
			q.Limit = 5
			got, err := db.Search(t.Context(), q)
			if err != nil || len(got.Hits) < min(5, got.Total) {
				t.Errorf("Search(%+v): %d of %d hits, %v", q, len(got.Hits), got.Total, err)
			}
		}
		for _, words := range []string{s, "公开 -" + s, "公开 ~ " + s, `"公开` + s} {
			q := store.Query{Words: words, Simplify: normalize.Form, Limit: 5}
			if _, err := db.Search(t.Context(), q); err != nil {
				t.Errorf("Search(%q): %v", words, err)
			}
			texts, err := db.SearchTexts(t.Context(), q)
			if err != nil || len(texts.Hits) < min(5, texts.Total) {
				t.Errorf("SearchTexts(%q): %d of %d hits, %v", words, len(texts.Hits), texts.Total, err)
			}
		}
	}
	for name, may := range map[string][]int{
		"--": {exitOK, exitShort}, "--body=": {exitOK, exitShort},
		"--region=": {exitOK, exitShort, exitUsage}, "--indicator=": {exitOK, exitShort, exitUsage},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			found, step := 0, 1
			if name != "--" {
				step = 5 // the store has seen all of them above
			}
			for i := 0; i < len(strange); i += step {
				s := strange[i]
				args := []string{"search", "--db", path, "--limit", "5", name + s}
				if name == "--" {
					args = append(args[:5], name, s)
				}
				got := call(t, args...)
				if !slices.Contains(may, got.code) || (got.code == exitOK) != (got.stdout != "") {
					t.Errorf("nianbao %q: exit code %d, %s", args, got.code, got.stderr)
				}
				if got.code == exitOK {
					found++
				}
			}
			if found == 0 || found >= len(strange)/step {
				t.Errorf("%d of %d strings find something", found, len(strange))
			}
		})
	}
}
