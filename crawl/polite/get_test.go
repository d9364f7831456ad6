package polite

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"nianbao/crawl/list"
	"nianbao/crawl/warc"
	"nianbao/report"
)

func packed(t testing.TB, s string) string {
	t.Helper()
	var out bytes.Buffer
	z := gzip.NewWriter(&out)
	z.Write([]byte(s))
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestGet(t *testing.T) {
	hop := func(w http.ResponseWriter, r *http.Request) {
		n := 0
		fmt.Sscan(r.PathValue("n"), &n)
		if n == 0 {
			fmt.Fprint(w, "arrived")
			return
		}
		http.Redirect(w, r, fmt.Sprintf("/hop/%d", n-1), http.StatusFound)
	}
	cookie := func(again bool) page {
		return func(w http.ResponseWriter, r *http.Request) {
			if c, err := r.Cookie("CT6T"); err == nil && !again {
				fmt.Fprint(w, "with ", c.Value)
				return
			}
			w.Header().Set("Set-Cookie", "CT6T=1; path=/")
			http.Redirect(w, r, r.URL.Path, http.StatusFound)
		}
	}
	zeros := strings.Repeat("\x00", 1<<20)
	for _, tt := range []struct {
		path string
		want string
		kind list.Kind
		page page
	}{
		{"/agent", "nianbao/1.2 (+https://example.org/about; crawl@example.org) crawl@example.org gzip", "", func(w http.ResponseWriter, r *http.Request) {
			fmt.Fprint(w, r.UserAgent(), " ", r.Header.Get("From"), " ", r.Header.Get("Accept-Encoding"))
		}},
		{"/203", "transformed", "", say(203, "transformed")},
		{"/204", "!status", "", say(204, "")},
		{"/304", "!status", "", say(304, "")},
		{"/400", "!status", "", say(400, "")},
		{"/404", "!status", "", say(404, "gone")},
		{"/410", "!status", "", say(410, "")},
		{"/500", "!status", "", say(500, "")},
		{"/501", "!status", "", say(501, "")},
		{"/403", "!status", "", say(403, "")},

		{"/hop/{n}", "arrived", "", hop},
		{"/circle", "!loop", "", say(302, "", "Location: /circle")},
		{"/cookie", "with 1", "", cookie(false)},
		{"/cookies", "!loop", "", cookie(true)},
		{"/to-secret", "!declined", "", say(302, "", "Location: /secret/a")},
		{"/to-file", "!refused", "", say(302, "", "Location: file:///etc/passwd")},
		{"/to-script", "!refused", "", say(302, "", "Location: javascript:alert(1)")},
		{"/to-private", "!refused", "", say(302, "", "Location: http://10.0.0.1/")},
		{"/to-password", "!refused", "", say(302, "", "Location: http://u:p@www.a.gov.cn/")},
		{"/to-outside", "!refused", "", say(302, "", "Location: http://www.example.com/")},
		{"/to-nowhere", "!status", "", say(302, "")},
		{"/to-nonsense", "!status", "", say(302, "", "Location: http://[a")},
		{"/to-riddle", "!blocked", "", say(302, "", "Location: /wzws-waf-cgi/?a=b")},

		{"/gzip", "unpacked", "", say(200, packed(t, "unpacked"), "Content-Encoding: gzip")},
		{"/gzip-unsaid", "unpacked", "", say(200, packed(t, "unpacked"))},
		{"/gzip-not", "plain", "", say(200, "plain", "Content-Encoding: gzip")},
		{"/file.gz", packed(t, "unpacked"), list.KindAttachment, say(200, packed(t, "unpacked"))},
		{"/gzip-twice.gz", packed(t, "inner"), list.KindAttachment, say(200, packed(t, packed(t, "inner")), "Content-Encoding: gzip")},
		{"/gzip-short", "!truncated", "", say(200, packed(t, strings.Repeat("unpacked", 100))[:30], "Content-Encoding: gzip")},
		{"/br", "!status", "", say(200, "x", "Content-Encoding: br")},
		{"/bomb", "!too_large", "", say(200, packed(t, zeros), "Content-Encoding: gzip")},
		{"/bomb-unsaid", "!too_large", "", say(200, packed(t, zeros))},
		{"/short", "!truncated", "", say(200, "not a hundred", "Content-Length: 100")},
		{"/two", "ab", "", say(200, "ab")},
		{"/none", "", "", say(200, "")},
		{"/large", "!too_large", list.KindList, say(200, strings.Repeat("a", 4<<20+1))},
		{"/large-page", strings.Repeat("a", 4<<20+1), list.KindPage, say(200, strings.Repeat("a", 4<<20+1))},
		{"/large-said", "!too_large", list.KindPage, say(200, "", "Content-Length: 8388609")},

		{"/429", "!rate", "", say(429, "", "Retry-After: 3600")},
	} {
		t.Run(tt.path, func(t *testing.T) {
			w := newWeb(t)
			home := w.serve("127.31.0.1:0", "www.a.gov.cn", "User-agent: *\nDisallow: /secret/", map[string]page{tt.path: tt.page, "/secret/": say(200, "secret")})
			p, err := w.visit().Get(context.Background(), list.Request{URL: home + strings.Replace(tt.path, "{n}", "10", 1), Kind: tt.kind})
			if got := outcome(p, err); got != tt.want {
				t.Errorf("%.100q, want %.100q (%v)", got, tt.want, err)
			}
			if n, known := map[string]int{"/circle": 1, "/cookie": 2, "/cookies": 2, "/404": 1, "/500": maxTries, "/501": 1, "/short": maxTries}[tt.path]; known && len(w.requests()) != n {
				t.Errorf("asked %v, want %d requests", w.requests(), n)
			}
		})
	}
}

func TestGetTooManyRedirects(t *testing.T) {
	w := newWeb(t)
	home := w.serve("127.31.0.2:0", "www.a.gov.cn", "", map[string]page{"/{n}": func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, r.URL.Path+"1", http.StatusFound)
	}})
	p, err := get(t, w.visit(), home+"/1")
	if got := outcome(p, err); got != "!loop" || len(w.requests()) != maxRedirects+1 {
		t.Errorf("%s after %d requests", got, len(w.requests()))
	}
}

// TestError holds that an error says what it is in the words of package report.
func TestError(t *testing.T) {
	w := newWeb(t)
	home := w.serve("127.31.0.3:0", "www.a.gov.cn", "User-agent: *\nDisallow: /secret/", map[string]page{
		"/404": say(404, "gone"), "/403": say(403, ""), "/short": say(200, "x", "Content-Length: 9"), "/busy": say(503, "", "Retry-After: 7200"),
	})
	v := w.visit()
	for _, tt := range []struct {
		url, want string
		kind      error
	}{
		{home + "/404", "status: HTTP status 404", report.ErrNotFound},
		{home + "/403", "status: HTTP status 403", report.ErrForbidden},
		{home + "/secret/", "declined: robots.txt", report.ErrForbidden},
		{home + "/short", "truncated: HTTP status 200: unexpected EOF", report.ErrUnavailable},
		{"http://www.none.gov.cn/", "unreachable: robots.txt unreachable: unreachable: DNS: no such host: until 2024-02-28 22:05", report.ErrUnavailable},
		{"http://www.example.com/", "refused: outside of the site", report.ErrRefused},
		{"gopher://www.a.gov.cn/", `refused: scheme "gopher", only http and https are fetched: refused by this policy`, report.ErrRefused},
		{"http://[", "refused: not an address", report.ErrRefused},
		{home + "/busy", "rate: HTTP status 503: until 2024-02-29 00:00", report.ErrUnavailable},
		{home + "/404", "rate: Service Unavailable: until 2024-02-29 00:00", report.ErrUnavailable},
	} {
		_, err := get(t, v, tt.url)
		got := fmt.Sprint(err)
		if tt.want != "" && cutMinutes(got) != cutMinutes(tt.want) || !errors.Is(err, tt.kind) {
			t.Errorf("%s: %s, want %s, a kind of %v", tt.url, got, tt.want, tt.kind)
		}
		var failure list.Failure
		if !errors.As(err, &failure) {
			t.Errorf("%s: no list.Failure", tt.url)
		}
	}
	_, err := get(t, w.visit(), home+"/404")
	var e *Error
	if !errors.As(err, &e) || e.Page == nil || string(e.Page.Body) != "gone" {
		t.Errorf("the page of a 404: %+v", e)
	}
}

// cutMinutes drops the time of day, which depends on what was asked before.
func cutMinutes(s string) string {
	before, _, _ := strings.Cut(s, "until ")
	return before
}

func TestCancelled(t *testing.T) {
	w := newWeb(t)
	ctx, cancel := context.WithCancel(context.Background())
	home := w.serve("127.31.0.4:0", "www.a.gov.cn", "", map[string]page{"/": func(_ http.ResponseWriter, r *http.Request) {
		cancel()
		<-r.Context().Done()
	}})
	if _, err := w.visit().Get(ctx, list.Request{URL: home + "/"}); !errors.Is(err, context.Canceled) {
		t.Errorf("%v, want %v", err, context.Canceled)
	}
}

func TestPost(t *testing.T) {
	w := newWeb(t)
	echo := func(w http.ResponseWriter, r *http.Request) {
		var body bytes.Buffer
		body.ReadFrom(r.Body)
		fmt.Fprint(w, r.Method, " ", r.URL.RequestURI(), " ", r.Header.Get("Content-Type"), " ", r.Referer(), " ", body.String())
	}
	home := w.serve("127.31.0.5:0", "www.a.gov.cn", "", map[string]page{"/echo": echo,
		"/see": say(303, "", "Location: /echo"), "/keep": say(307, "", "Location: /echo")})
	v := w.visit()
	form := url.Values{"page": {"2"}, "名": {"年报"}}
	for _, tt := range []struct {
		r    list.Request
		want string
	}{
		{list.Request{Method: "POST", URL: home + "/echo", Form: form, Referer: "http://www.a.gov.cn/"},
			"POST /echo application/x-www-form-urlencoded; charset=UTF-8 http://www.a.gov.cn/ page=2&%E5%90%8D=%E5%B9%B4%E6%8A%A5"},
		{list.Request{Method: "POST", URL: home + "/echo", JSON: []byte(`{"a":1}`)}, `POST /echo application/json; charset=utf-8  {"a":1}`},
		{list.Request{Method: "POST", URL: home + "/keep", JSON: []byte(`{"a":1}`)}, `POST /echo application/json; charset=utf-8  {"a":1}`},
		{list.Request{Method: "POST", URL: home + "/see", Form: form}, "GET /echo   "},
		{list.Request{URL: home + "/echo?名=%B1%A8 a&b=%e5#x"}, "GET /echo?%E5%90%8D=%B1%A8%20a&b=%e5   "},
	} {
		p, err := v.Get(context.Background(), tt.r)
		if got := outcome(p, err); got != tt.want {
			t.Errorf("%s, want %s", got, tt.want)
		}
	}
}

func TestConditional(t *testing.T) {
	w := newWeb(t)
	const etag, modified = `W/"x1:gz"`, "Mon, 26 Feb 2024 08:00:00 GMT"
	fresh := func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("If-None-Match") == etag && r.Header.Get("If-Modified-Since") == modified {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		w.Header().Set("ETag", etag)
		w.Header().Set("Last-Modified", modified)
		fmt.Fprint(w, "new")
	}
	home := w.serve("127.31.0.6:0", "www.a.gov.cn", "", map[string]page{"/a": fresh, "/b": fresh, "/old": say(302, "", "Location: /a")})
	m := newMemory()
	v := w.visit(func(o *Options) { o.Memory = m })
	p, err := get(t, v, home+"/old")
	if got := outcome(p, err); got != "new" {
		t.Fatal(got, err)
	}
	m.known[p.URL] = ValidatorsOf(p)
	if want := (Validators{etag, modified, "gzip"}); m.known[home+"/a"] != want {
		t.Errorf("%+v, want %+v", m.known, want)
	}
	m.known[home+"/b"] = Validators{etag, modified, "br"} // of a request that asked for something else
	for path, want := range map[string]string{"/a": "not modified", "/old": "not modified", "/b": "new"} {
		if p, err := get(t, v, home+path); outcome(p, err) != want || p.Asked != home+path {
			t.Errorf("%s: %s, want %s (%+v)", path, outcome(p, err), want, p)
		}
	}
	if p, err := v.Get(context.Background(), list.Request{URL: home + "/a", Whole: true}); outcome(p, err) != "new" {
		t.Errorf("the body is needed: %s", outcome(p, err))
	}
}

func TestArchive(t *testing.T) {
	w := newWeb(t)
	home := w.serve("127.31.0.7:0", "www.a.gov.cn", "User-agent: *\nDisallow: /secret/", map[string]page{
		"/a": say(302, "", "Location: /b"), "/b": say(200, "body"), "/short": say(501, "x", "Content-Length: 9"),
	})
	kept := &archive{}
	v := w.visit(func(o *Options) { o.Archive = kept.keep })
	get(t, v, home+"/a")
	get(t, v, home+"/secret/")
	get(t, v, home+"/short")
	var got []string
	for _, x := range kept.kept {
		got = append(got, fmt.Sprintf("%s %s %d %q %s%s", x.Method, strings.TrimPrefix(x.URL, home), x.Status, x.Body, x.Address, x.Truncated))
	}
	want := `GET /robots.txt 200 "User-agent: *\nDisallow: /secret/" 127.31.0.7|GET /a 302 "" 127.31.0.7|GET /b 200 "body" 127.31.0.7|` +
		strings.TrimSuffix(strings.Repeat(`GET /short 501 "x" 127.31.0.7disconnect|`, maxTries), "|")
	if strings.Join(got, "|") != want {
		t.Errorf("archived %s", strings.Join(got, "|"))
	}

	w.clock.Sleep(context.Background(), minDelay)
	full := errors.New("disk full")
	v = w.visit(func(o *Options) { o.Archive = func(*warc.Exchange) error { return full } })
	if _, err := get(t, v, home+"/b"); !errors.Is(err, full) {
		t.Errorf("an archive that fails: %v", err)
	}
}

func TestContact(t *testing.T) {
	for _, tt := range []struct {
		c  Contact
		ok bool
	}{
		{contact, true},
		{Contact{"x", "", "http://example.org", "a@b.cn"}, true},
		{Contact{}, false},
		{Contact{"", "1", contact.URL, contact.Mail}, false},
		{Contact{"nianbao", "1", "", contact.Mail}, false},
		{Contact{"nianbao", "1", contact.URL, ""}, false},
		{Contact{"a b", "1", contact.URL, contact.Mail}, false},
		{Contact{"nianbao", "1\r\nX: y", contact.URL, contact.Mail}, false},
		{Contact{"nianbao", "1", "example.org", contact.Mail}, false},
		{Contact{"nianbao", "1", "ftp://example.org", contact.Mail}, false},
		{Contact{"nianbao", "1", "https://example.org/)x", contact.Mail}, false},
		{Contact{"nianbao", "1", contact.URL, "nobody"}, false},
		{Contact{"nianbao", "1", contact.URL, "A <a@example.org>"}, false},
	} {
		_, err := New(Options{Contact: tt.c})
		if (err == nil) != tt.ok || err != nil && !errors.Is(err, ErrContact) {
			t.Errorf("%+v: %v, want ok %v", tt.c, err, tt.ok)
		}
	}
}

// keptPages are pages in memory.
type keptPages map[string]KeptPage

func (k keptPages) Page(url string) (KeptPage, bool, error) { p, ok := k[url]; return p, ok, nil }

func (k keptPages) PutPage(url string, p KeptPage) error {
	p.Body = []byte("list") // the archive's
	k[url] = p
	return nil
}

// TestWhole has pages whose bodies are needed each time: where they did not
// change the one that is kept is given.
func TestWhole(t *testing.T) {
	w := newWeb(t)
	const etag = `"7"`
	conditional := 0
	home := w.serve("127.31.0.9:0", "www.a.gov.cn", "", map[string]page{"/old": say(302, "", "Location: /list"), "/plain": say(200, "plain"),
		"/list": func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("ETag", etag)
			w.Header().Set("Content-Type", "text/html; charset=gbk")
			if r.Header.Get("If-None-Match") == etag {
				conditional++
				w.Header().Del("Content-Type")
				w.WriteHeader(http.StatusNotModified)
				return
			}
			fmt.Fprint(w, "list")
		}})
	kept := keptPages{}
	v := w.visit(func(o *Options) { o.Pages = kept })
	for i := range 3 {
		for path, want := range map[string]string{"/old": "list", "/plain": "plain"} {
			p, err := v.Get(context.Background(), list.Request{URL: home + path, Whole: true})
			if outcome(p, err) != want || p.Status != http.StatusOK || p.NotModified || want == "list" && p.Header.Get("Content-Type") != "text/html; charset=gbk" {
				t.Errorf("time %d, %s: %s, %+v", i, path, outcome(p, err), p)
			}
		}
	}
	if conditional != 2 || len(kept) != 1 || kept[home+"/list"].SHA256 == "" {
		t.Errorf("%d conditional requests, kept %+v", conditional, kept)
	}
}
