package main

import (
	"database/sql"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"golang.org/x/net/html"
)

// sampleDatabase is one of the sample reports, made once for all tests that only
// read it.
var sampleDatabase = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "nianbao-pages")
	return filepath.Join(dir, "n.db"), err
})

var fillSample sync.Once

// samples gives the path of a database of the sample reports.
func samples(t testing.TB) string {
	t.Helper()
	path, err := sampleDatabase()
	if err != nil {
		t.Fatal(err)
	}
	fillSample.Do(func() {
		if r := call(t, "--db", path, "ingest", filepath.Join("..", "..", "fixtures", "docs")); r.code != exitOK {
			t.Fatalf("exit code %d\n%s", r.code, r.stderr)
		}
	})
	return path
}

// pagesOf serves a database within a test.
func pagesOf(t testing.TB, path string, flags ...serveFlags) *httptest.Server {
	t.Helper()
	c := &cli{env: env{stdout: io.Discard, stderr: io.Discard, getenv: func(string) string { return "" }, now: processEnv().now}, lang: "en", words: catalogue["en"], db: path}
	c.log = &logger{w: io.Discard, now: c.now}
	shelf, err := c.openShelf(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { shelf.Close() })
	shelf.sums.get()
	shelf.sums.work.Wait() // the series are made up in the background
	s, err := c.webServer(shelf, append(flags, serveFlags{})[0])
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(s.Handler())
	t.Cleanup(server.Close)
	return server
}

// A seen is an answer of the pages with its document, where it is one.
type seen struct {
	*http.Response
	body string
	doc  *html.Node
}

// visit asks for a page in English, or as the headers say: name, value ...
func visit(t testing.TB, address string, header ...string) seen {
	t.Helper()
	req, err := http.NewRequest(http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Accept-Language", "en")
	for i := 0; i+1 < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	out := seen{Response: resp, body: string(b)}
	if strings.HasPrefix(resp.Header.Get("Content-Type"), "text/html") {
		if out.doc, err = html.Parse(strings.NewReader(out.body)); err != nil {
			t.Fatal(err)
		}
	}
	return out
}

func TestStartPage(t *testing.T) {
	server := pagesOf(t, samples(t))
	page := visit(t, server.URL+"/")
	for _, want := range []string{"32 reports", "4,066 figures", "2008–2025", "Requests received", "<polyline points="} {
		if !strings.Contains(page.body, want) {
			t.Errorf("the start page lacks %q", want)
		}
	}
}

// TestServeUsage says what is wrong with an address, a token or a database, in both
// languages.
func TestServeUsage(t *testing.T) {
	dir := t.TempDir()
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	file := func(name, content string, mode os.FileMode) string {
		t.Helper()
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(content), mode); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
		return path
	}
	other := func(change int) string {
		t.Helper()
		path := filepath.Join(dir, fmt.Sprintf("schema%d.db", change))
		ok(t, "--db", path, "ingest", filepath.Join("..", "..", "fixtures", "docs", "x1_county_trad_2017.txt"))
		db, err := sql.Open("sqlite3", path)
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		if _, err := db.Exec(`UPDATE goose_db_version SET version_id = version_id + ? WHERE id = (SELECT max(id) FROM goose_db_version)`, change); err != nil {
			t.Fatal(err)
		}
		return path
	}
	with := func(more ...string) []string { return append([]string{"serve", "--db", samples(t)}, more...) }
	for _, c := range []struct {
		args   []string
		code   int
		en, zh string
	}{
		{[]string{"serve", "--db", filepath.Join(dir, "none.db")}, exitFailed, "make it with", "不存在"},
		{[]string{"serve", "--db", file("empty.db", "", 0o600)}, exitFailed, "holds nothing yet", "还是空的"},
		{[]string{"serve", "--db", file("text.db", "no database at all, but text", 0o600)}, exitFailed, "not a database", "不是本程序的数据库"},
		{[]string{"serve", "--db", dir}, exitFailed, "is a folder", "是文件夹"},
		{[]string{"serve", "--db", other(-1)}, exitFailed, "older nianbao", "旧版"},
		{[]string{"serve", "--db", other(1)}, exitFailed, "newer", "新"},
		{with("--addr", "127.0.0.1:99999"), exitUsage, "such as 127.0.0.1:8080", "如 127.0.0.1:8080"},
		{with("--addr", "localhost"), exitUsage, "such as 127.0.0.1:8080", "如 127.0.0.1:8080"},
		{with("--addr", ""), exitUsage, "such as 127.0.0.1:8080", "如 127.0.0.1:8080"},
		{with("--addr", taken.Addr().String()), exitFailed, "another program listens", "已被别的程序占用"},
		{with("--addr", "192.0.2.1:8080"), exitFailed, "does not have the address", "本机没有地址"},
		{with("--public-url", "example.org"), exitUsage, "https://nianbao.example.org", "https://nianbao.example.org"},
		{with("--public-url", "https://"), exitUsage, "public-url", "public-url"},
		{with("--public-url", "https://example.org/?x=1"), exitUsage, "public-url", "public-url"},
		{with("--public-url", "https://u:p@example.org"), exitUsage, "public-url", "public-url"},
		{with("--public-url", "https://example.org/sub"), exitUsage, "without a path", "不带路径"},
		{with("--review-token-file", filepath.Join(dir, "none")), exitFailed, "no file", "没有口令文件"},
		{with("--review-token-file", dir), exitFailed, "cannot be read", "无法读取"},
		{with("--review-token-file", file("nothing", "\n", 0o600)), exitUsage, "16 characters", "不足 16 个字符"},
		{with("--review-token-file", file("short", "short", 0o600)), exitUsage, "16 characters", "不足 16 个字符"},
		{with("--review-token-file", file("open", deskToken, 0o644)), exitFailed, "chmod 600", "chmod 600"},
		{[]string{"serve", "words"}, exitUsage, "one too many", "多余"},
	} {
		for lang, want := range map[string]string{"en": c.en, "zh": c.zh} {
			if r := call(t, append([]string{"--lang", lang}, c.args...)...); r.code != c.code || !strings.Contains(r.stderr, want) {
				t.Errorf("%v in %s: exit code %d, want %d with %q: %q", c.args, lang, r.code, c.code, want, r.stderr)
			}
		}
	}
}
