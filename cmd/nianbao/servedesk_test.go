package main

import (
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
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
	token := filepath.Join(dir, "token")
	if err := os.WriteFile(token, []byte(deskToken+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return pagesOf(t, database, serveFlags{tokenFile: token}), database
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
	short := filepath.Join(t.TempDir(), "token")
	if err := os.WriteFile(short, []byte("short"), 0o600); err != nil {
		t.Fatal(err)
	}
	if r := call(t, "serve", "--db", samples(t), "--review-token-file", short); r.code != exitUsage || !strings.Contains(r.stderr, "16 characters") {
		t.Errorf("a short token: exit code %d, %s", r.code, r.stderr)
	}
	if r := call(t, "serve", "--db", samples(t), "--review-token-file", short+"x"); r.code != exitFailed || !strings.Contains(r.stderr, "cannot be read") {
		t.Errorf("no token: exit code %d, %s", r.code, r.stderr)
	}
}
