package main

import (
	"io"
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

// TestServeUsage says what is wrong with an address or a database.
func TestServeUsage(t *testing.T) {
	for _, c := range []struct {
		args []string
		code int
		want string
	}{
		{[]string{"serve", "--db", filepath.Join(t.TempDir(), "none.db")}, exitFailed, "make it with"},
		{[]string{"serve", "--db", samples(t), "--addr", "127.0.0.1:99999"}, exitFailed, "cannot be listened at"},
		{[]string{"serve", "--db", samples(t), "--public-url", "example.org"}, exitUsage, "public-url"},
		{[]string{"serve", "words"}, exitUsage, ""},
	} {
		if r := call(t, c.args...); r.code != c.code || !strings.Contains(r.stderr, c.want) {
			t.Errorf("%v: exit code %d, %q", c.args, r.code, r.stderr)
		}
	}
}
