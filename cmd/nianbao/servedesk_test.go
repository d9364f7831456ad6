package main

import (
	"database/sql"
	"html"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"nianbao/store"
)

const deskToken = "0123456789abcdef"

// deskOf serves a copy of the sample database with a review desk.
func deskOf(t testing.TB) (server *httptest.Server, database string) {
	t.Helper()
	dir := t.TempDir()
	database = filepath.Join(dir, "n.db")
	if r := call(t, "--db", database, "ingest", filepath.Join("..", "..", "fixtures", "docs", "a11_district_2025.html")); r.code != exitOK {
		t.Fatal(r.stderr)
	}
	return pagesOf(t, database, serveFlags{tokenFile: tokenFile(t)}), database
}

// tokenFile is a file with the token of the desk.
func tokenFile(t testing.TB) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "token")
	if err := os.WriteFile(file, []byte(deskToken+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// A sitter is a browser of a person at the desk.
type sitter struct {
	t      testing.TB
	client *http.Client
	server string
}

func (s sitter) post(path string, form url.Values, header ...string) (status int, body string) {
	s.t.Helper()
	req, err := http.NewRequest(http.MethodPost, s.server+path, strings.NewReader(form.Encode()))
	if err != nil {
		s.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Accept-Language", "en")
	for i := 0; i+1 < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	return s.send(req)
}

func (s sitter) get(path string) (status int, body string) {
	s.t.Helper()
	req, err := http.NewRequest(http.MethodGet, s.server+path, nil)
	if err != nil {
		s.t.Fatal(err)
	}
	req.Header.Set("Accept-Language", "en")
	return s.send(req)
}

func (s sitter) send(req *http.Request) (int, string) {
	s.t.Helper()
	resp, err := s.client.Do(req)
	if err != nil {
		s.t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return resp.StatusCode, string(b)
}

func sitterAt(t testing.TB, server string) sitter {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return sitter{t, &http.Client{Jar: jar}, server}
}

var (
	hiddenForm = regexp.MustCompile(`name="form" value="([^"]+)"`)
	hiddenKey  = regexp.MustCompile(`name="key" value="([^"]+)"`)
)

// TestDesk lets in who knows the token, and stores what they decide: that it is
// right, something else, nothing, and that it is taken back.
func TestDesk(t *testing.T) {
	server, path := deskOf(t)
	who := sitterAt(t, server.URL)
	if status, body := who.get("/review"); status != http.StatusOK || hiddenKey.MatchString(body) || !strings.Contains(body, `type="password"`) {
		t.Fatalf("a stranger is shown %d with figures %v", status, hiddenKey.MatchString(body))
	}
	for _, c := range []struct{ token, name string }{{"0123456789abcdeX", "王"}, {"", "王"}, {deskToken, " "}} {
		if status, body := who.post("/review/enter", url.Values{"token": {c.token}, "name": {c.name}}); status != http.StatusForbidden || hiddenKey.MatchString(body) {
			t.Errorf("%q as %q is let in: %d", c.token, c.name, status)
		}
	}
	if status, _ := who.post("/review/decide", url.Values{"key": {"x"}, "decision": {"accept"}, "form": {""}}); status != http.StatusForbidden {
		t.Errorf("a stranger may decide: %d", status)
	}
	status, body := who.post("/review/enter", url.Values{"token": {deskToken}, "name": {"王某"}})
	if status != http.StatusOK || !strings.Contains(body, "as 王某") {
		t.Fatalf("who knows the token is not let in: %d", status)
	}
	form, keys := hiddenForm.FindStringSubmatch(body)[1], hiddenKey.FindAllStringSubmatch(body, -1)
	if len(keys) < 3 {
		t.Fatalf("%d figures to be looked at", len(keys))
	}
	decide := func(fields ...string) (int, string) {
		v := url.Values{"form": {form}}
		for i := 0; i < len(fields); i += 2 {
			v.Set(fields[i], fields[i+1])
		}
		return who.post("/review/decide", v)
	}
	first, second, third := keys[0][1], keys[1][1], keys[2][1]
	for _, c := range []struct {
		fields []string
		status int
		want   string
	}{
		{[]string{"key", first, "decision", "accept", "note", "看过"}, 200, "Stored: accepted"},
		{[]string{"key", second, "decision", "correct", "value", "１２", "unit", "件"}, 200, "Stored: corrected"},
		{[]string{"key", third, "decision", "dismiss"}, 200, "Stored: dismissed"},
		{[]string{"key", third, "decision", "undo"}, 200, "Stored: taken back"},
		{[]string{"key", third, "decision", "undo"}, 200, "Nothing was stored"},
		{[]string{"key", third, "decision", "correct", "value", "twelve"}, 200, "Nothing was stored"},
		{[]string{"key", third, "decision", "correct", "value", "1", "unit", "furlongs"}, 200, "Nothing was stored"},
		{[]string{"key", "0000000000000000-0000000000000000", "decision", "accept"}, 200, "Nothing was stored"},
		{[]string{"key", "x", "decision", "accept"}, 200, "Nothing was stored"},
		{[]string{"key", third, "decision", "report"}, 400, ""},
		{[]string{"key", third, "decision", "accept", "note", strings.Repeat("x", 600)}, 400, ""},
		{[]string{"key", third, "decision", "accept", "form", "guessed"}, 403, ""},
	} {
		if status, body := decide(c.fields...); status != c.status || !strings.Contains(body, c.want) {
			t.Errorf("%v: status %d, want %d with %q", c.fields, status, c.status, c.want)
		}
	}
	if status, _ := who.post("/review/decide", url.Values{"form": {form}, "key": {third}, "decision": {"accept"}}, "Sec-Fetch-Site", "cross-site", "Origin", "https://evil.example"); status != http.StatusForbidden {
		t.Errorf("another site may decide: %d", status)
	}
	db, err := store.OpenReader(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	list, err := db.Reviews(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, r := range list {
		got = append(got, string(r.Decision)+" "+string(r.Standing)+" "+r.By+" "+r.Note+" "+r.Accepted["value"])
	}
	want := "accept holds 王某 看过 |correct holds 王某  12|dismiss taken_back 王某  |undo  王某  "
	if strings.Join(got, "|") != want {
		t.Errorf("decided %q, want %q", strings.Join(got, "|"), want)
	}
	if _, body := who.get("/review"); strings.Contains(body, first) || !strings.Contains(body, third) {
		t.Error("the list has what is decided, or lacks what is not")
	}
	who.post("/review/leave", url.Values{"form": {form}})
	if _, body := who.get("/review"); hiddenKey.MatchString(body) {
		t.Error("who left still sees the figures")
	}
}

// TestDeskPages goes through all figures to be looked at: each is there once, on
// as many pages as it takes, and as many as are said to be left.
func TestDeskPages(t *testing.T) {
	path := filepath.Join(t.TempDir(), "n.db")
	ok(t, "--db", path, "ingest", filepath.Join("..", "..", "fixtures", "docs"))
	db, err := sql.Open("sqlite3", path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec(`UPDATE figure_row SET confidence = 3000 WHERE n % 40 = 7`); err != nil { // the samples are read well
		t.Fatal(err)
	}
	db.Close()
	server := pagesOf(t, path, serveFlags{tokenFile: tokenFile(t)})
	who := sitterAt(t, server.URL)
	who.post("/review/enter", url.Values{"token": {deskToken}, "name": {"王某"}})
	left := func(body string) int {
		m := regexp.MustCompile(`>([\d,]+) to be looked at<`).FindStringSubmatch(body)
		if m == nil {
			t.Fatal("the page does not say how many are left")
		}
		n, _ := strconv.Atoi(strings.ReplaceAll(m[1], ",", ""))
		return n
	}
	for path, least := range map[string]int{"/review": 61, "/review?why=failed": 1, "/review?why=low": 60, "/review?year=2017": 3, "/review?rule=2021.3.column_total": 1, "/review?indicator=requests.outcome": 1,
		"/review?since=2000-01-01": 61, "/review?since=2099-01-01": 0, "/review?region=350600": 1} {
		seen, said := map[string]bool{}, -1
		for next, pages := path, 0; next != ""; pages++ {
			if pages > 60 {
				t.Fatalf("%s does not end", path)
			}
			status, body := who.get(next)
			if status != http.StatusOK {
				t.Fatalf("%s: status %d", next, status)
			}
			if said < 0 {
				said = left(body)
			} else if left(body) != said {
				t.Errorf("%s: %d left, and on the first page %d", next, left(body), said)
			}
			for _, m := range hiddenKey.FindAllStringSubmatch(body, -1) {
				if seen[m[1]] {
					t.Errorf("%s: %s twice", path, m[1])
				}
				seen[m[1]] = true
			}
			next = ""
			if m := regexp.MustCompile(`rel="next" href="([^"]+)"`).FindStringSubmatch(body); m != nil {
				next = html.UnescapeString(m[1])
			}
		}
		if len(seen) != said || len(seen) < least || least == 0 && said > 0 {
			t.Errorf("%s: %d figures, said to be %d, at least %d", path, len(seen), said, least)
		}
	}
	for path, want := range map[string]int{"/review?why=hunger": 400, "/review?since=yesterday": 400, "/review?after=x": 400, "/review?after=d.9999999.1": 400, "/review?indicator=" + strings.Repeat("x", 300): 400,
		"/review?year=never": 200, "/review?region=" + url.QueryEscape("无此地方"): 200, "/review?indicator=no.such": 200, "/review?rule=no.such": 200} {
		if status, body := who.get(path); status != want || hiddenKey.MatchString(body) {
			t.Errorf("%s: status %d, want %d, with figures %v", path, status, want, hiddenKey.MatchString(body))
		}
	}
}

// TestDeskTwo has two people decide about one figure, one of them twice, and one
// whose time has run out.
func TestDeskTwo(t *testing.T) {
	server, path := deskOf(t)
	seat := func(name string) (sitter, string, string) {
		who := sitterAt(t, server.URL)
		_, body := who.post("/review/enter", url.Values{"token": {deskToken}, "name": {name}, "back": {"year=2025"}})
		if !strings.Contains(body, `name="year" value="2025"`) {
			t.Error("who comes in is not where they were")
		}
		return who, hiddenForm.FindStringSubmatch(body)[1], hiddenKey.FindStringSubmatch(body)[1]
	}
	wang, wangForm, key := seat("王某")
	li, liForm, _ := seat("李某")
	for range 2 {
		if _, body := wang.post("/review/decide", url.Values{"form": {wangForm}, "key": {key}, "decision": {"accept"}, "note": {"看过"}, "back": {"why=failed"}}); !strings.Contains(body, "Stored: accepted") || !strings.Contains(body, `<option value="failed" selected>`) {
			t.Error("王某 cannot accept, or is not back at the list")
		}
	}
	if _, body := li.post("/review/decide", url.Values{"form": {liForm}, "key": {key}, "decision": {"dismiss"}}); !strings.Contains(body, "王某 has decided already: accepted") {
		t.Error("李某 is not told that 王某 has decided")
	}
	if _, body := wang.post("/review/decide", url.Values{"form": {liForm}, "key": {key}, "decision": {"undo"}}); !strings.Contains(body, "come in and decide again") {
		t.Error("another person's form is taken")
	}
	last := func(who sitter) (rows int, body string) {
		_, body = who.get("/review?show=decided")
		return strings.Count(body, "<tr><td>"), body
	}
	if rows, body := last(li); rows != 1 || strings.Contains(body, `value="undo"`) || !strings.Contains(body, "看过") || !strings.Contains(body, "holds") {
		t.Errorf("李某 sees %d decisions, or may take back another's", rows)
	}
	if rows, body := last(wang); rows != 1 || !strings.Contains(body, `value="undo"`) {
		t.Errorf("王某 sees %d decisions, or may not take back", rows)
	}
	if _, body := wang.post("/review/decide", url.Values{"form": {wangForm}, "key": {key}, "decision": {"undo"}, "back": {"show=decided"}}); !strings.Contains(body, "Stored: taken back") || strings.Count(body, "<tr><td>") != 2 {
		t.Error("王某 cannot take it back")
	}
	if _, body := li.post("/review/decide", url.Values{"form": {liForm}, "key": {key}, "decision": {"dismiss"}}); !strings.Contains(body, "Stored: dismissed") {
		t.Error("李某 cannot decide after 王某 has taken it back")
	}
	gone := sitterAt(t, server.URL)
	status, body := gone.post("/review/decide", url.Values{"form": {wangForm}, "key": {key}, "decision": {"accept"}, "back": {"year=2025&after=x"}})
	if status != http.StatusForbidden || !strings.Contains(body, `type="password"`) || !strings.Contains(body, `name="back" value="after=x&amp;year=2025"`) {
		t.Errorf("who is not at the desk: %d, without a way back", status)
	}
	db, err := store.OpenReader(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if list, err := db.Reviews(t.Context(), ""); err != nil || len(list) != 3 {
		t.Errorf("%d decisions are stored, %v, want 3", len(list), err)
	}
}

// TestDeskBounds makes who guesses wait, and has no desk without a token.
func TestDeskBounds(t *testing.T) {
	server, _ := deskOf(t)
	who := sitterAt(t, server.URL)
	waits := 0
	for range 20 {
		if status, _ := who.post("/review/enter", url.Values{"token": {"guess"}, "name": {"x"}}); status == http.StatusTooManyRequests {
			waits++
		}
	}
	if waits < 5 {
		t.Errorf("of 20 guesses %d were told to wait", waits)
	}
	if status, body := who.post("/review/enter", url.Values{"token": {deskToken}, "name": {"王"}}); status != http.StatusOK || !hiddenForm.MatchString(body) {
		t.Errorf("who knows the token is kept out by who does not: %d", status)
	}
	none := pagesOf(t, samples(t))
	if page := visit(t, none.URL+"/review"); page.StatusCode != http.StatusNotFound {
		t.Errorf("a desk without a token: %d", page.StatusCode)
	}
	if status, _ := sitterAt(t, none.URL).post("/review/decide", url.Values{"key": {"x"}}); status != http.StatusNotFound {
		t.Errorf("a desk without a token decides: %d", status)
	}
}
