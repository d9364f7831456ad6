package frozen

import (
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"
)

// site reads a site from the head's further lines and its sections.
func site(t *testing.T, name, head, sections string) *Site {
	t.Helper()
	scheme := "http"
	if strings.Contains(head, "tls:") {
		scheme = "https"
	}
	s, err := Parse(name, []byte("name: "+name+"\nhome: "+scheme+"://www."+name+".gov.cn/\nhosts: [www."+name+".gov.cn, xxgk."+name+".gov.cn]\n"+head+sections))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// get is the status and body of an answer; the status is 0 where there is none.
func get(t *testing.T, c *http.Client, url string, header ...string) (int, string) {
	t.Helper()
	req, err := http.NewRequest(http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	resp, err := c.Do(req)
	if err != nil {
		return 0, err.Error()
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		return resp.StatusCode, err.Error()
	}
	return resp.StatusCode, string(body)
}

func TestAnswers(t *testing.T) {
	s := site(t, "lu", "", `-- GET / --

home
-- GET /list?cat=1 --

one
-- GET /list?cat=1&page=2 --

two
-- GET /list?cat=1&p=%7B%22pageNo%22%3A3%7D --

three
-- GET /busy --
Status: 503
Retry-After: 2

busy
-- GET /busy #2 --

ready
-- GET /self --
Status: 302
Set-Cookie: k=1; path=/
Location: /self

-- GET /self --
Need-Cookie: k=1

in
-- GET /ref --
Status: 403

no
-- GET /ref --
Need-Referer: yes

yes
-- GET /etag --
ETag: W/"5"
Last-Modified: Mon, 02 Mar 2026 00:00:00 GMT

text
-- GET /gbk --
Encoding: gbk
Content-Type: text/html

年报
-- GET /gz --
Gzip: yes

plain
-- GET /cut --
Truncate: 4

long enough
-- GET /big --
Size: 25

0123456789
-- POST /api?a=1 --

form or query
-- POST /api?a=1&f.b=x --

json
-- GET http://xxgk.lu.gov.cn/ --

other host
-- night2 GET / --

new home
-- night2 GET /new --

new
`)
	n := Serve(t, []*Site{s})
	c := n.Client()
	c.Transport.(*http.Transport).DisableCompression = true
	c.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	const home = "http://www.lu.gov.cn"
	for _, test := range []struct {
		path, header, value string
		status              int
		body                string
	}{
		{path: "/", status: 200, body: "home"},
		{path: "", status: 200, body: "home"},
		{path: "/list?cat=1", status: 200, body: "one"},
		{path: "/list?x=y&page=2&cat=1", status: 200, body: "two"},
		{path: "/list?page=2", status: 404, body: notFound},
		{path: "/list?cat=1&p=" + url.QueryEscape(`{"pageSize": 10, "pageNo": 3}`), status: 200, body: "three"},
		{path: "/list?cat=1&p=" + url.QueryEscape(`{"pageNo": 4}`), status: 200, body: "one"},
		{path: "/list;jsessionid=A1?cat=1", status: 200, body: "one"},
		{path: "/busy", status: 503, body: "busy"},
		{path: "/busy", status: 200, body: "ready"},
		{path: "/busy", status: 200, body: "ready"},
		{path: "/self", status: 302},
		{"/self", "Cookie", "a=b; k=1", 200, "in"},
		{path: "/ref", status: 403, body: "no"},
		{"/ref", "Referer", home, 200, "yes"},
		{"/etag", "If-None-Match", `"4"`, 200, "text"},
		{"/etag", "If-None-Match", `W/"5"`, 304, ""},
		{"/etag", "If-Modified-Since", "Mon, 02 Mar 2026 00:00:00 GMT", 304, ""},
		{"/etag", "If-Modified-Since", "Sun, 01 Mar 2026 00:00:00 GMT", 200, "text"},
		{path: "/gbk", status: 200, body: "\xc4\xea\xb1\xa8"},
		{path: "/cut", status: 200, body: "unexpected EOF"},
		{path: "/big", status: 200, body: "0123456789012345678901234"},
		{path: "/none", status: 404, body: notFound},
		{path: "/new", status: 404, body: notFound},
	} {
		var header []string
		if test.header != "" {
			header = []string{test.header, test.value}
		}
		if status, body := get(t, c, home+test.path, header...); status != test.status || body != test.body {
			t.Errorf("%s %s: %d %q, not %d %q", test.path, test.value, status, body, test.status, test.body)
		}
	}
	if _, body := get(t, c, home+"/gz"); !strings.HasPrefix(body, "\x1f\x8b") {
		t.Errorf("not gzipped: %q", body)
	}
	if _, body := get(t, c, "http://xxgk.lu.gov.cn/"); body != "other host" {
		t.Errorf("the other host answers %q", body)
	}
	post := func(kind, body string) string {
		resp, err := c.Post(home+"/api", kind, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		out, _ := io.ReadAll(resp.Body)
		return string(out)
	}
	if got := post("application/x-www-form-urlencoded", "a=1&b=2"); got != "form or query" {
		t.Errorf("a form gets %q", got)
	}
	if got := post("application/json", `{"a": 1, "f": {"b": "x", "list": [1]}}`); got != "json" {
		t.Errorf("an object gets %q", got)
	}
	n.Night(2)
	if _, body := get(t, c, home+"/"); body != "new home" {
		t.Errorf("home in the second night: %q", body)
	}
	if status, _ := get(t, c, home+"/busy"); status != 503 {
		t.Errorf("requests are not counted anew in the second night: %d", status)
	}
	if status, _ := get(t, c, home+"/new"); status != 200 {
		t.Errorf("a page of the second night: %d", status)
	}
	if all := n.Requests(""); all[0].Night != 1 || all[len(all)-1].Night != 2 {
		t.Errorf("recorded in nights %d and %d", all[0].Night, all[len(all)-1].Night)
	}
	var posts []Request
	for _, r := range n.Requests("www.lu.gov.cn") {
		if r.Method == http.MethodPost {
			posts = append(posts, r)
		}
	}
	if len(posts) != 2 || posts[0].Form.Get("b") != "2" || posts[1].Section != "POST /api?a=1&f.b=x" || posts[1].Status != 200 {
		t.Errorf("posts recorded: %+v", posts)
	}
}

// TestSchemes holds which scheme a section answers by.
func TestSchemes(t *testing.T) {
	n := Serve(t, []*Site{site(t, "lu", "tls: modern\n", `-- GET / --

home
-- GET /a --

a
-- GET http://www.lu.gov.cn/a --

twin
-- GET http://www.lu.gov.cn/b --

b
`)})
	for url, want := range map[string]string{
		"https://www.lu.gov.cn/": "home", "http://www.lu.gov.cn/": "home", "https://www.lu.gov.cn/a": "a",
		"http://www.lu.gov.cn/a": "twin", "http://www.lu.gov.cn/b": "b", "https://www.lu.gov.cn/b": notFound,
	} {
		if _, got := get(t, n.Client(), url); got != want {
			t.Errorf("%s: %q, not %q", url, got, want)
		}
	}
}

func TestTLS(t *testing.T) {
	legacy := func(c *http.Transport) {
		c.TLSClientConfig.MinVersion = 0x0301
		c.TLSClientConfig.CipherSuites = allSuites()
	}
	blind := func(c *http.Transport) { c.TLSClientConfig.InsecureSkipVerify = true }
	for _, test := range []struct {
		mode  string
		needs func(*http.Transport) // nil where an ordinary client gets in
	}{{"modern", nil}, {"expired", blind}, {"self-signed", blind}, {"tls10", legacy}, {"rsa-kx", legacy}} {
		t.Run(test.mode, func(t *testing.T) {
			n := Serve(t, []*Site{site(t, "lu", "tls: "+test.mode+"\n", "-- GET / --\n\nhome\n")})
			status, said := get(t, n.Client(), "https://www.lu.gov.cn/")
			if (status == 200) != (test.needs == nil) {
				t.Errorf("an ordinary client gets %d %s", status, said)
			}
			if test.needs != nil {
				c := n.Client()
				test.needs(c.Transport.(*http.Transport))
				if status, said := get(t, c, "https://www.lu.gov.cn/"); status != 200 {
					t.Errorf("a client made for it gets %d %s", status, said)
				}
			}
			if status, _ := get(t, n.Client(), "http://www.lu.gov.cn/"); status != 0 {
				t.Errorf("http answers %d", status)
			}
		})
	}
}

// TestNowhereElse holds that nothing leaves the sites, and that attempts are kept.
func TestNowhereElse(t *testing.T) {
	s := site(t, "lu", "never: [\"http://10.0.0.5:8080/oa\", \"http://www.elsewhere.gov.cn/\", \"ftp://files.lu.cn/\", \"http://www.lu.gov.cn/logout\", \"http://www.lu.gov.cn/login\"]\n", "-- GET / --\n\nhome\n")
	n := Serve(t, []*Site{s})
	c := n.Client()
	for _, u := range []string{"http://10.0.0.5:8080/oa", "http://www.elsewhere.gov.cn/", "https://www.lu.gov.cn/", "http://127.0.0.1:22/", "http://[::1]/"} {
		if status, _ := get(t, c, u); status != 0 {
			t.Errorf("%s answers %d", u, status)
		}
	}
	get(t, c, "http://www.lu.gov.cn/logout#top")
	want := []string{"10.0.0.5:8080", "www.elsewhere.gov.cn:80", "www.lu.gov.cn:443", "127.0.0.1:22", "[::1]:80"}
	if got := n.Strays(); !slices.Equal(got, want) {
		t.Errorf("attempts %v, not %v", got, want)
	}
	never := []string{"GET http://www.lu.gov.cn/logout", "an attempt at 10.0.0.5:8080", "an attempt at www.elsewhere.gov.cn:80"}
	if got := n.Never(); !slices.Equal(got, never) {
		t.Errorf("never %q, not %q", got, never)
	}
	var missing *net.DNSError
	if _, err := n.Lookup(t.Context(), "nobody.gov.cn"); !errors.As(err, &missing) {
		t.Errorf("an unknown name: %v", err)
	}
	ips, err := n.Lookup(t.Context(), "www.lu.gov.cn")
	if err != nil || len(ips) != 1 || ips[0].IsPrivate() || ips[0].IsLoopback() {
		t.Fatalf("%v, %v", ips, err)
	}
	conn, err := n.DialContext(t.Context(), "tcp", ips[0].String()+":80")
	if err != nil {
		t.Fatal(err)
	}
	conn.Close()
}

func TestTooFast(t *testing.T) {
	lu := site(t, "lu", "", "-- GET / --\nDelay: 2s\n\nhome\n-- GET http://xxgk.lu.gov.cn/ --\n\nhome\n")
	he := site(t, "he", "", "-- GET / --\n\nhome\n-- GET /robots.txt --\nContent-Type: text/plain\n\nUser-agent: *\nCrawl-delay: 9\n")
	lu.Address, he.Address = "127.9.9.9", "127.9.9.9"
	clock := NewStepClock(time.Date(2026, 3, 1, 1, 0, 0, 0, time.UTC))
	n := Serve(t, []*Site{lu, he}, WithClock(clock))
	c := n.Client()
	for _, step := range []struct {
		url  string
		wait time.Duration // since the last answer
	}{
		{"http://www.lu.gov.cn/", 0},
		{"http://xxgk.lu.gov.cn/", time.Second}, // and two that the answer took
		{"http://xxgk.lu.gov.cn/", 2 * time.Second},
		{"http://www.he.gov.cn/", 3 * time.Second},
		{"http://www.he.gov.cn/", 9 * time.Second},
		{"http://www.lu.gov.cn/", time.Second},
	} {
		clock.Sleep(t.Context(), step.wait)
		get(t, c, step.url)
	}
	want := []string{
		"GET http://xxgk.lu.gov.cn/: 2s after http://xxgk.lu.gov.cn/, not 3s (127.9.9.9)",
		"GET http://www.he.gov.cn/: 3s after http://xxgk.lu.gov.cn/, not 9s (127.9.9.9)",
		"GET http://www.lu.gov.cn/: 1s after http://www.he.gov.cn/, not 3s (127.9.9.9)",
	}
	if got := n.TooFast("nianbao", 3*time.Second); !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
}

func TestForbids(t *testing.T) {
	text := "\ufeffUser-agent: Other\nDisallow: /\n\nUser-Agent: *\nDisallow: /uc/\nDisallow: /*.do$\nAllow: /uc/open/\nDisallow: /查询/\nDisallow:\nCrawl-delay: 5\n\nuser-agent: nianbao # ours\nUser-agent: twin\nDisallow: /twin\n\nUser-agent: *\nDisallow: /late\nAllow: /la\nDisallow: /tie\nAllow: /tie\n"
	for _, test := range []struct {
		agent, path string
		want        bool
	}{
		{"x", "/", false}, {"x", "/uc/", true}, {"x", "/uc", false}, {"x", "/uc/open/a", false}, {"x", "/a/b.do", true}, {"x", "/a/b.do?c=1", false},
		{"x", "/%E6%9F%A5%E8%AF%A2/a", true}, {"x", "/late", true}, {"x", "/lake", false}, {"x", "/tie", false}, {"x", "/robots.txt", false}, {"other", "/", true}, {"other", "/robots.txt", false},
		{"nianbao", "/uc/", false}, {"nianbao", "/twin", true}, {"twin", "/twins", true},
	} {
		if got := rulingFor(strings.TrimPrefix(text, "\ufeff"), test.agent).forbids("http://a.gov.cn" + test.path); got != test.want {
			t.Errorf("%s %s: forbidden %v", test.agent, test.path, got)
		}
	}
	if d := rulingFor(text, "x").delay; d != 5*time.Second {
		t.Errorf("delay %v", d)
	}
	for _, test := range []struct {
		sections string
		want     bool
	}{
		{"-- GET / --\n\nhome\n", false},
		{"-- GET /robots.txt --\nStatus: 500\n\nUser-agent: *\nAllow: /\n", true},
		{"-- GET /robots.txt --\nStatus: 429\n\n", true},
		{"-- GET /robots.txt --\nStatus: 403\n\n", false},
		{"-- GET /robots.txt --\n\n<html>Disallow: /</html>\n", false},
		{"-- GET /robots.txt --\n\n<html><script>$_ts=1</script></html>\n", true},
		{"-- GET /robots.txt --\nContent-Type: text/plain\n\nUser-agent: *\nDisallow: /a\n", true},
	} {
		n := Serve(t, []*Site{site(t, "lu", "", test.sections)})
		get(t, n.Client(), "http://www.lu.gov.cn/a")
		if got := n.Disallowed("nianbao"); (len(got) > 0) != test.want {
			t.Errorf("%q: %q", test.sections, got)
		}
	}
}

func TestParseRefuses(t *testing.T) {
	const head = "name: a\nhome: http://a.gov.cn/\nhosts: [a.gov.cn]\n"
	for _, bad := range []string{
		"name: a\nhome: http://b.gov.cn/\nhosts: [a.gov.cn]\n",
		head + "reprots: []\n",
		head + "-- PUT / --\n\na\n",
		head + "-- GET / --\nCotent-Type: text/plain\n\na\n",
		head + "-- GET / --\nEncoding: koi8-r\n\na\n",
		head + "-- GET / --\nBody: odt\n\na\n",
		head + "-- GET / --\nGzip: no\n\na\n",
		head + "-- GET / --\n\na\n-- GET / --\n\nb\n",
		head + "-- GET http://c.gov.cn/ --\n\na\n",
	} {
		if _, err := Parse("a", []byte(bad)); err == nil {
			t.Errorf("no error: %q", bad)
		}
	}
	s, err := Parse("a", []byte(head+"-- GET / --\n\n{{report 青岚市 x}}\n"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Answers[0].Bytes(); err == nil {
		t.Error("a slip in a macro is no error")
	}
}

func allSuites() []uint16 {
	var out []uint16
	for _, s := range slices.Concat(tls.CipherSuites(), tls.InsecureCipherSuites()) {
		out = append(out, s.ID)
	}
	return out
}
