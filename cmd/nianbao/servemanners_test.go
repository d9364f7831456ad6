package main

import (
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// pagePaths are addresses of pages of every kind.
func pagePaths(t testing.TB) []string {
	report := "/report/" + hashOf(t, "../../fixtures/docs/a11_district_2025.html")[:16]
	return append(comparePaths(), "/", "/?level=county", "/search", searchFor("微博"), searchFor("围溪县 2011 微博"), searchFor("微博", "region", "鼓楼区"), searchFor("国家秘密", "texts", "1"),
		searchFor("申请", "year", "2017", "own", "1", "sort", "-value"), report, "/report/"+hashOf(t, "../../fixtures/docs/x1_county_trad_2017.txt")[:16], "/nothing")
}

// TestAccessible holds what a reader by ear or keyboard needs of every page: a
// language, a title, one main part with one heading of the first order, headings
// that leave out no order, names for all that is used, tables with headings,
// names of places that are there once.
func TestAccessible(t *testing.T) {
	server := pagesOf(t, samples(t))
	for _, path := range pagePaths(t) {
		page := visit(t, server.URL+path)
		count, ids := map[string]int{}, map[string]bool{}
		labelled := map[string]bool{}
		for n := range page.doc.Descendants() {
			if n.Type == html.ElementNode && n.Data == "label" {
				labelled[attr(n, "for")] = true
			}
		}
		order := 1
		for n := range page.doc.Descendants() {
			if n.Type != html.ElementNode {
				continue
			}
			count[n.Data]++
			if id := attr(n, "id"); id != "" {
				if ids[id] {
					t.Errorf("%s: two places are called %s", path, id)
				}
				ids[id] = true
			}
			name := strings.TrimSpace(attr(n, "aria-label") + pageText(n))
			switch n.Data {
			case "html":
				if attr(n, "lang") != "en" {
					t.Errorf("%s: language %q", path, attr(n, "lang"))
				}
			case "title", "button", "summary", "h1", "h2", "h3", "th", "option":
				if name == "" && !(n.Data == "th" && attr(n, "scope") == "col") {
					t.Errorf("%s: %s without a name", path, n.Data)
				}
			case "a":
				if class := attr(n, "class"); name == "" && !strings.Contains(class, "empty") {
					t.Errorf("%s: a link to %s without a name", path, attr(n, "href"))
				}
			case "input", "select":
				if attr(n, "type") != "hidden" && !labelled[attr(n, "id")] && (n.Parent == nil || n.Parent.Data != "label") {
					t.Errorf("%s: a field %s without a label", path, attr(n, "name"))
				}
			case "img":
				if attr(n, "alt") == "" {
					t.Errorf("%s: a picture without words", path)
				}
			case "svg":
				if attr(n, "aria-hidden") != "true" && attr(n, "role") != "img" && attr(n, "role") != "group" {
					t.Errorf("%s: a drawing without words", path)
				}
			case "nav", "aside":
				if attr(n, "aria-label") == "" {
					t.Errorf("%s: %s without a name", path, n.Data)
				}
			}
			if len(n.Data) == 2 && n.Data[0] == 'h' && n.Data[1] >= '1' && n.Data[1] <= '6' {
				if at := int(n.Data[1] - '0'); at > order+1 {
					t.Errorf("%s: %s behind h%d", path, n.Data, order)
				} else {
					order = at
				}
			}
		}
		if count["main"] != 1 || count["h1"] != 1 || count["title"] != 1 {
			t.Errorf("%s: %d main, %d h1, %d title", path, count["main"], count["h1"], count["title"])
		}
	}
}

var asset = regexp.MustCompile(`(?:href|src)="(/static/[^"]+)"`)

// TestPageWeight holds that a page with all that it loads comes in less than 300
// kB, and that what is packed unpacks to the same.
func TestPageWeight(t *testing.T) {
	server := pagesOf(t, samples(t))
	for _, path := range pagePaths(t) {
		page := visit(t, server.URL+path)
		weight := 0
		for _, m := range append(asset.FindAllStringSubmatch(page.body, -1), []string{"", path}) {
			resp := visit(t, server.URL+m[1], "Accept-Encoding", "gzip") // asked for by name, it is left packed
			if weight += len(resp.body); resp.StatusCode != page.StatusCode && resp.StatusCode != http.StatusOK {
				t.Errorf("%s: %s has status %d", path, m[1], resp.StatusCode)
			}
		}
		if weight > 300_000 || weight < 1000 {
			t.Errorf("%s weighs %d bytes", path, weight)
		}
	}
}

// TestSearchSyntax asks with five hundred texts that mean something to a search
// engine: none is an error of the program.
func TestSearchSyntax(t *testing.T) {
	server := pagesOf(t, samples(t))
	pieces := []string{`"`, `""`, "AND", "a OR", "NEAR(", "NEAR(a b, 5)", "col:x", "body:微博", "*", "^", "^微", "-x", "-", "(", ")", "x'y", "微博*", "微*博", "{a b}: c", "a + b", "~", "a ~ b", "\\", ";", "%", "_"}
	n := 0
	for i, a := range pieces {
		for j, b := range pieces[:20] {
			q := a + " " + b
			if (i+j)%3 == 0 {
				q = "微博" + a + b + "申请"
			}
			path := searchFor(q)
			if (i+j)%2 == 0 {
				path = searchFor(q, "texts", "1")
			}
			if page := visit(t, server.URL+path); page.StatusCode != http.StatusOK {
				t.Errorf("%q: status %d", q, page.StatusCode)
			}
			n++
		}
	}
	for _, q := range []string{strings.Repeat("(", 200), strings.Repeat(`"`, 200), strings.Repeat("a ", 100), strings.Repeat("微博 ", 60)} {
		if page := visit(t, server.URL+"/search?q="+url.QueryEscape(q)); page.StatusCode != http.StatusOK {
			t.Errorf("%q: status %d", q, page.StatusCode)
		}
		n++
	}
	if n < 500 {
		t.Errorf("%d texts", n)
	}
}

// TestFormulas holds that what is taken along is no formula to a spreadsheet.
func TestFormulas(t *testing.T) {
	server := pagesOf(t, samples(t))
	for _, q := range []string{"申请", "微博", "会议"} {
		for line := range strings.SplitSeq(visit(t, server.URL+searchFor(q, "format", "csv")).body, "\n") {
			for _, cell := range strings.Split(line, ",") {
				if strings.HasPrefix(cell, "=") || strings.HasPrefix(cell, "@") || strings.HasPrefix(cell, "+") {
					t.Errorf("%s: cell %s", q, cell)
				}
			}
		}
	}
}

// TestMethods refuses what changes something: no page here does.
func TestMethods(t *testing.T) {
	server := pagesOf(t, samples(t))
	for _, method := range []string{http.MethodPost, http.MethodPut, http.MethodDelete, "TRACE"} {
		for _, path := range []string{"/", "/search", "/report/0123456789abcdef"} {
			req, err := http.NewRequest(method, server.URL+path, strings.NewReader("q=1"))
			if err != nil {
				t.Fatal(err)
			}
			req.Header.Set("Origin", "https://evil.example")
			resp, err := http.DefaultClient.Do(req)
			if err != nil {
				t.Fatal(err)
			}
			resp.Body.Close()
			if resp.StatusCode < 400 || resp.StatusCode >= 500 || resp.Header.Get("Content-Security-Policy") == "" {
				t.Errorf("%s %s: %s", method, path, fmt.Sprint(resp.Status))
			}
		}
	}
}

// TestPagesTellNothingOfTheMachine holds that no page and no file says where the
// reports lie on this machine.
func TestPagesTellNothingOfTheMachine(t *testing.T) {
	dir := t.TempDir()
	db, file := filepath.Join(dir, "n.db"), filepath.Join(dir, "report.txt")
	if err := os.WriteFile(file, []byte(sample), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "empty.txt"), []byte("没有内容"), 0o644); err != nil {
		t.Fatal(err)
	}
	call(t, "--db", db, "ingest", dir) // one cannot be read
	if err := os.WriteFile(file, []byte(strings.Replace(sample, "120条", "121条", 1)), 0o644); err != nil {
		t.Fatal(err)
	}
	old := hashOf(t, file)
	call(t, "--db", db, "ingest", dir) // and one takes the place of another
	server := pagesOf(t, db, serveFlags{tokenFile: tokenFile(t)})
	who := sitterAt(t, server.URL)
	who.post("/review/enter", url.Values{"token": {deskToken}, "name": {"王某"}})
	id := hashOf(t, file)[:16]
	paths := []string{"/", searchFor("微博"), searchFor("微博", "texts", "1"), "/report/" + id, "/report/" + old[:16], "/report/" + hashOf(t, filepath.Join(dir, "empty.txt"))[:16],
		"/compare", "/compare?view=ranking&year=2017&indicator=requests.received", "/district", "/coverage", "/coverage?reason=", "/coverage?rule=", "/accuracy", "/codebook", "/suggest?q=" + url.QueryEscape("戊己"),
		"/api/v1/", "/api/v1/figures", "/api/v1/reports", "/api/v1/reports/" + id, "/api/v1/checks", "/api/v1/feed.atom", "/api/v1/compare?indicator=requests.received&level=town", "/api/v1/reconcile?queries=" + url.QueryEscape(`{"a":{"query":"街道"}}`)}
	for _, format := range []string{"csv", "json", "xlsx"} {
		paths = append(paths, searchFor("微博", "format", format), searchFor("微博", "texts", "1", "format", format), "/compare?view=ranking&year=2017&level=town&indicator=requests.received&format="+format)
	}
	if status, body := who.get("/review"); status != http.StatusOK || strings.Contains(body, dir) {
		t.Errorf("the desk: status %d, or it says where the files are", status)
	}
	for _, path := range paths {
		page := visit(t, server.URL+path)
		if strings.Contains(path, "xlsx") {
			all, err := cells(page)
			if err != nil {
				t.Errorf("%s: %v", path, err)
			}
			page.body = strings.Join(all, "\n")
		}
		if page.StatusCode != http.StatusOK {
			t.Errorf("%s: status %d", path, page.StatusCode)
		}
		if strings.Contains(page.body, dir) || strings.Contains(page.body, filepath.Dir(dir)) {
			t.Errorf("%s says where the files are", path)
		}
	}
}
