package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// smallSite serves a county's site of a home page, a column and two reports,
// which robots.txt may forbid.
func smallSite(t *testing.T, name, robots string) string {
	t.Helper()
	report := func(year string) string {
		return "<title>" + year + "</title><h1>" + name + year + "年政府信息公开工作年度报告</h1>" + strings.Repeat("<p>"+strings.ReplaceAll(sample, "2017", year)+"</p>", 2)
	}
	pages := map[string]string{
		"/":             "<title>" + name + "门户网站</title><a href='/nb/'>政府信息公开年报</a>",
		"/nb/":          fmt.Sprintf("<title>政府信息公开年报</title><ul><li><a href='/nb/2017.html'>%[1]s2017年政府信息公开工作年度报告</a></li><li><a href='/nb/2016.html'>%[1]s2016年政府信息公开工作年度报告</a></li></ul>", name),
		"/nb/2017.html": report("2017"),
		"/nb/2016.html": report("2016"),
	}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		page, ok := pages[r.URL.Path]
		switch {
		case r.URL.Path == "/robots.txt" && robots != "":
			fmt.Fprint(w, robots)
		case !ok:
			http.NotFound(w, r)
		default:
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			fmt.Fprint(w, "<html><body>"+page+"</body></html>")
		}
	}))
	t.Cleanup(s.Close)
	return s.URL
}

// TestCrawlAddDivision adds sites whose names mean one division, several and
// none: of several it asks back, and writes nothing.
func TestCrawlAddDivision(t *testing.T) {
	file := filepath.Join(t.TempDir(), "sources.yaml")
	add := func(url string, more ...string) result {
		args := append([]string{"crawl", "add", url + "/nb/", "-w", file, "--allow-address", "127.0.0.1", "--contact-page", "https://example.org/crawl",
			"--contact-mail", "crawl@example.org"}, more...)
		return call(t, args...)
	}
	written := func() string {
		raw, _ := os.ReadFile(file) // "" where it was not written
		return string(raw)
	}
	several := smallSite(t, "鼓楼区人民政府", "")
	got := add(several)
	if got.code != exitUsage || !strings.Contains(got.stderr, "320106     江苏省南京市鼓楼区") || !strings.Contains(got.stderr, "--division") || written() != "" {
		t.Errorf("several: code %d\n%s\n%s", got.code, got.stderr, written())
	}
	if got := add(several, "--division", "320106"); got.code != exitOK || !strings.Contains(written(), "name: 鼓楼区人民政府\n    division: \"320106\"\n    home: "+several+"/\n") {
		t.Errorf("named: code %d\n%s\n%s", got.code, got.stderr, written())
	}
	if got := add(several); got.code != exitUsage || !strings.Contains(got.stderr, "there already: 鼓楼区人民政府") {
		t.Errorf("twice: code %d\n%s", got.code, got.stderr)
	}
	if got := add(smallSite(t, "密云区人民政府", "")); got.code != exitOK || !strings.Contains(written(), "division: \"110118\"") {
		t.Errorf("one: code %d\n%s\n%s", got.code, got.stderr, written())
	}
	if got := add(smallSite(t, "甲乙县人民政府", ""), "--name", "甲乙"); got.code != exitOK || !strings.Contains(written(), "- name: 甲乙\n    home: ") || !strings.Contains(written(), "# division: no table has it") {
		t.Errorf("none: code %d\n%s\n%s", got.code, got.stderr, written())
	}
	before := written()
	closed := smallSite(t, "甲丙县人民政府", "User-agent: *\nDisallow: /\n")
	if got := add(closed); got.code != exitFailed || !strings.Contains(got.stderr, "declined by robots.txt") || written() != before {
		t.Errorf("declined: code %d\n%s", got.code, got.stderr)
	}
	if got := add(closed, "--off", "--name", "甲丙"); got.code != exitOK || !strings.Contains(written(), "- name: 甲丙\n    home: "+closed+"/nb/\n    allow_address:\n      - 127.0.0.1\n    off: ") {
		t.Errorf("off: code %d\n%s\n%s", got.code, got.stderr, written())
	}
	if got := call(t, "crawl", "check", file); got.code != exitOK || !strings.Contains(got.stderr, "sites 4, to be visited 3") {
		t.Errorf("check: code %d\n%s", got.code, got.stderr)
	}
}
