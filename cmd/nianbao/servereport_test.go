package main

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"nianbao/store"
)

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

// hashOf is the hash of a file.
func hashOf(t testing.TB, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// TestReportPages holds for every sample report that each of its figures is at
// one place, that what is marked there is what is printed, and that text and list
// lead to each other.
func TestReportPages(t *testing.T) {
	path := samples(t)
	server := pagesOf(t, path)
	db, err := store.OpenReader(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var files []*store.Filed
	if err := db.Filed(t.Context(), store.Query{}, func(f *store.Filed) error { files = append(files, f); return nil }); err != nil {
		t.Fatal(err)
	}
	marked, elsewhere := 0, 0
	for _, f := range files {
		page := visit(t, server.URL+"/report/"+f.SHA256[:16])
		if page.StatusCode != http.StatusOK {
			t.Fatalf("%s: status %d", f.Source, page.StatusCode)
		}
		ids := map[string]*html.Node{}
		places := map[string]string{} // what is marked of a figure, by its name
		for n := range page.doc.Descendants() {
			if n.Type != html.ElementNode {
				continue
			}
			if id := attr(n, "id"); id != "" {
				if ids[id] != nil {
					t.Errorf("%s: two %s", f.Source, id)
				}
				ids[id] = n
			}
			for _, key := range strings.Fields(attr(n, "data-figures")) {
				places[key] += pageText(n)
			}
		}
		for n := range page.doc.Descendants() {
			if href := attr(n, "href"); strings.HasPrefix(href, "#") && ids[href[1:]] == nil && href != "#main" {
				t.Errorf("%s: nothing is at %s", f.Source, href)
			}
		}
		for i := range f.Figures {
			_, key, _ := strings.Cut(f.Keys[i], "-")
			if ids["l-f-"+key] == nil {
				t.Errorf("%s: figure %d is not in the list", f.Source, i)
			}
			place, ok := places["f-"+key]
			if !ok {
				elsewhere++
				continue
			}
			marked++
			squeeze := func(s string) string { return strings.Join(strings.Fields(s), "") }
			if g := f.Figures[i]; !strings.Contains(squeeze(place), squeeze(g.Printed)) {
				t.Errorf("%s: figure %d is %q, but %q is marked", f.Source, i, g.Printed, place)
			}
		}
	}
	if len(files) != 32 || marked == 0 || elsewhere > 0 {
		t.Errorf("%d reports, %d figures marked, %d without a place", len(files), marked, elsewhere)
	}
}

// TestReportChecks shows what contradicts itself, whose error it is, and what
// should stand there.
func TestReportChecks(t *testing.T) {
	server := pagesOf(t, samples(t))
	page := visit(t, server.URL+"/report/"+hashOf(t, "../../fixtures/docs/a11_district_2025.html")[:16])
	for _, want := range []string{"3 contradictions", "sum of a column", "off by", "in the report", "by the sums of the table: 33", `class="fig bad"`} {
		if !strings.Contains(page.body, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
}

// TestOriginal gives the bytes as they were, never as a page of this site.
func TestOriginal(t *testing.T) {
	server := pagesOf(t, samples(t))
	for file, kind := range map[string]string{"a11_district_2025.html": "text/plain", "a08_bureau_2020.pdf": "application/pdf", "a01_town_2008.txt": "text/plain"} {
		path := filepath.Join("..", "..", "fixtures", "docs", file)
		page := visit(t, server.URL+"/original/"+hashOf(t, path))
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if page.body != string(want) || page.Header.Get("Content-Type") != kind {
			t.Errorf("%s: %d bytes as %s", file, len(page.body), page.Header.Get("Content-Type"))
		}
		if got := page.Header.Get("Content-Security-Policy"); got != "sandbox; default-src 'none'" {
			t.Errorf("%s: policy %s", file, got)
		}
		if got := page.Header.Get("Content-Disposition"); !strings.HasPrefix(got, "attachment;") {
			t.Errorf("%s: %s", file, got)
		}
	}
	for _, path := range []string{"/original/" + strings.Repeat("0", 64), "/original/x", "/report/x", "/report/" + strings.Repeat("0", 16), "/report/%27%22%3E%3Cscript%3E"} {
		if page := visit(t, server.URL+path); page.StatusCode != http.StatusNotFound {
			t.Errorf("%s: status %d", path, page.StatusCode)
		}
	}
}

// TestReportVersions shows the versions of a report and what two of them do not
// have alike.
func TestReportVersions(t *testing.T) {
	dir := t.TempDir()
	db, file := filepath.Join(dir, "n.db"), filepath.Join(dir, "report.txt")
	for _, text := range []string{sample, strings.ReplaceAll(sample, "120条", "121条")} {
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		ok(t, "--db", db, "ingest", file)
	}
	server := pagesOf(t, db)
	page := visit(t, server.URL+"/report/"+hashOf(t, file)[:16])
	if !strings.Contains(page.body, "Other versions") {
		t.Fatal("no other version")
	}
	var compare string
	for n := range page.doc.Descendants() {
		if href := attr(n, "href"); strings.Contains(href, "?against=") {
			compare = href
		}
	}
	page = visit(t, server.URL+compare)
	text := pageText(page.doc)
	for _, want := range []string{"Differences from the version", "changed", "120 条", "121 条"} {
		if !strings.Contains(text, want) {
			t.Errorf("%s lacks %q", compare, want)
		}
	}
}

// TestPagePicture shows a page of a PDF with a box where each of its figures
// stands.
func TestPagePicture(t *testing.T) {
	server := pagesOf(t, samples(t))
	sha := hashOf(t, "../../fixtures/docs/a08_bureau_2020.pdf")
	report := visit(t, server.URL+"/report/"+sha[:16])
	var first string
	for n := range report.doc.Descendants() {
		if href := attr(n, "href"); strings.Contains(href, "/page/") && strings.Contains(href, "#f-") && first == "" {
			first = href
		}
	}
	path, place, _ := strings.Cut(first, "#")
	var page seen
	for range 60 { // where the reader of PDFs was never compiled, it takes a while
		if page = visit(t, server.URL+path); page.StatusCode != http.StatusServiceUnavailable {
			break
		}
	}
	if page.StatusCode != http.StatusOK {
		t.Fatalf("%s: status %d", path, page.StatusCode)
	}
	box := false
	for n := range page.doc.Descendants() {
		box = box || n.Data == "rect" && attr(n, "id") == place
	}
	if !box {
		t.Errorf("no box at %s", first)
	}
	picture := visit(t, server.URL+"/page/"+sha+"/1")
	if !strings.HasPrefix(picture.body, "\x89PNG") || picture.Header.Get("Content-Type") != "image/png" {
		t.Errorf("status %d, %s", picture.StatusCode, picture.Header.Get("Content-Type"))
	}
	for _, path := range []string{"/page/" + sha + "/99", "/page/" + sha + "/0", "/page/" + hashOf(t, "../../fixtures/docs/a01_town_2008.txt") + "/1", "/report/" + sha[:16] + "/page/x"} {
		if page := visit(t, server.URL+path); page.StatusCode != http.StatusNotFound {
			t.Errorf("%s: status %d", path, page.StatusCode)
		}
	}
}
