package web

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"nianbao/report"
	"nianbao/store"
)

// hostiles are texts that were written to break pages: three hundred, of things
// that browsers have run and the places that they were put in.
func hostiles() []string {
	acts := []string{
		"<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<svg onload=alert(1)>", "<svg><script>alert(1)</script></svg>", "<iframe src=javascript:alert(1)>",
		"<body onload=alert(1)>", "<a href=javascript:alert(1)>x</a>", "<details open ontoggle=alert(1)>", "<math><mtext><style><img src onerror=alert(1)>", "<base href=//evil.example/>",
		"<meta http-equiv=refresh content=0;url=//evil.example>", "<link rel=stylesheet href=//evil.example/x.css>", "<form action=//evil.example><input name=q>", "<object data=//evil.example>", "<template><script>alert(1)</script></template>",
		"<style>*{display:none}</style>", "<textarea>", "<plaintext>", "<!--", "<![CDATA[", "</", "onmouseover=alert(1) ", "javascript:alert(1)", "data:text/html,<script>alert(1)</script>",
		"{{.}}", "{{template \"x\"}}", "${alert(1)}", "%3Cscript%3E", "&lt;script&gt;", "&#60;script&#62;", "\u202egpj.exe", "\u2066\u2069\u200b\ufeff", "a\x00b", "\x1b[31m", "\xff\xfe\xfd", "ＦＵＬＬ＜script＞",
		strings.Repeat("长", 150), strings.Repeat("a", 200), strings.Repeat("<b>", 60), "𠀀\U000e0041", "../../etc/passwd", "//evil.example/", "=cmd|' /C calc'!A0", "+1", "-1+1", "@SUM(1)", "\t=1", "' OR 1=1 --", "\"); DROP TABLE figure; --", "\u2028\u2029",
	}
	frames := []string{"%s", "\"'>%s", "</title></textarea></script>%s", "'%s'", "微博 %s 2017", "` %s `"}
	var out []string
	for _, f := range frames {
		for _, a := range acts {
			out = append(out, fmt.Sprintf(f, a))
		}
	}
	return out
}

// echo is a source that says one text wherever it says one.
type echo struct {
	empty
	text string
}

func (e *echo) Start(context.Context) (Start, error) {
	return Start{Reports: 1, Figures: 1, From: 2017, To: 2017, New: []store.Recent{{SHA256: strings.Repeat("a", 64), Title: e.text, Body: e.text, Source: e.text, ReadAt: "2026-01-01T00:00:00Z", Of: e.text}},
		Series: []Series{{Headline: "posts", Code: e.text, Name: e.text, English: e.text, Unit: e.text, Level: report.Town, Years: []YearSum{{Year: 2017, Total: "1", Reported: 1, Reports: 1}}}}}, nil
}

func (e *echo) figure() report.Figure {
	return report.Figure{Indicator: e.text, Part: e.text, Label: e.text, Unit: e.text, Printed: "1", Quote: "1", Status: report.Printed, Value: "1", Role: report.Level, Place: e.text, Rule: e.text,
		Page: 1, Box: &report.Box{1, 1, 2, 2}, Span: report.Span{Start: 0, End: 1}}
}

func (e *echo) Search(_ context.Context, _ string, a Ask) (Answer, error) {
	if a.Texts {
		return Answer{Ask: a, Total: 1, Texts: []TextHit{{TextHit: store.TextHit{SHA256: strings.Repeat("a", 64), Body: e.text, Title: e.text, Source: e.text, Of: e.text}, Pieces: Cut(e.text, [][2]int{{1, 3}}, [2]int{})}}}, nil
	}
	if a.Words == "none" {
		return Answer{Ask: a, Without: []Without{{Name: "q", Word: e.text, Total: 1, Address: a.With("q", e.text).Address()}}, Near: []Suggestion{{Text: e.text, Kind: e.text, Href: a.With("q", e.text).Address()}}}, nil
	}
	return Answer{Ask: a, Total: 1, Next: e.text, Name: e.text, English: e.text, Region: e.text, Taken: e.text, Places: []Suggestion{{Text: e.text, Kind: e.text, Href: a.With("q", e.text).Address()}},
		Facets: store.Facets{Of: 2, Provinces: []store.Count{{Word: e.text, N: 1}, {Word: "x", N: 1}}, Indicators: []store.Count{{Word: e.text, N: 1}, {Word: "x", N: 1}}},
		Hits: []Hit{{Hit: store.Hit{Key: "a-b", Figure: e.figure(), Name: e.text, English: e.text, Body: e.text, Title: e.text, Source: e.text, Of: e.text, SHA256: strings.Repeat("a", 64),
			Review: &store.Mark{Decision: store.Decision(e.text), Note: e.text}}, What: e.text, Value: e.text, Remarks: e.text, Pieces: Cut(e.text, [][2]int{{1, 3}}, [2]int{2, 5})}}}, nil
}

func (e *echo) Report(context.Context, string, string, string) (Report, error) {
	d := &report.Document{Title: e.text, Body: e.text, Source: e.text, Text: "1" + strings.ReplaceAll(e.text, "\n", " "), SHA256: strings.Repeat("a", 64), Status: report.OK, Level: report.Town, Period: e.text, Published: e.text,
		Figures: []report.Figure{e.figure()}, Issues: []report.Issue{{Kind: report.IssueBody, Detail: e.text}}}
	filed := &store.Filed{Document: d, Version: e.text, Keys: []string{"a-b"}, FirstSeen: "2026-01-01T00:00:00Z"}
	return Report{Filed: filed, RegionPath: e.text, Against: filed, Changes: []Change{{Fate: "changed", What: e.text, Old: e.text, New: e.text, ID: "f-b"}}, Proposed: []Proposed{{Name: e.text, English: e.text, Value: e.text}}, Facts: []Change{{Fate: "changed", What: e.text, Old: e.text, New: e.text}},
		Sheet:   store.Sheet{Kept: true, Fetched: e.text, Final: e.text, URL: "x", TLS: e.text, Versions: []store.Version{{SHA256: strings.Repeat("b", 64), Version: e.text, FirstSeen: "2026-01-01T00:00:00Z", Source: e.text}}},
		Figures: []ReportFigure{{ID: "f-b", Code: e.text, Name: e.text, English: e.text, What: e.text, Value: e.text, Remarks: e.text, Failed: []int{0}, Proposals: []string{e.text}, Review: &store.Mark{Decision: store.Accept, Note: e.text, By: e.text, At: "2026-01-01T00:00:00Z"}}},
		Failed:  []ReportCheck{{Name: e.text, Verdict: e.text, Delta: e.text, Reading: e.text, Note: e.text, Figures: []int{0}}}}, nil
}

func (e *echo) Page(context.Context, string, int) (Picture, error) {
	return Picture{Width: 10, Height: 10}, nil
}

// shape are the elements of a page with their attributes, and what no page of
// ours has: an address that is a script or another host, a handler, a style.
func shape(t *testing.T, body string) (all map[string]bool, wrong []string) {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	all = map[string]bool{}
	for n := range doc.Descendants() {
		if n.Type == html.CommentNode {
			wrong = append(wrong, "comment "+n.Data)
		}
		if n.Type == html.TextNode && strings.ContainsFunc(n.Data, func(r rune) bool { return hidden(r) && r != '\n' && r != '\t' }) {
			wrong = append(wrong, fmt.Sprintf("hidden characters in %q", n.Data))
		}
		if n.Type != html.ElementNode {
			continue
		}
		all[n.Data] = true
		for _, a := range n.Attr {
			all[n.Data+" "+a.Key] = true
			switch {
			case strings.HasPrefix(a.Key, "on"), a.Key == "style", a.Key == "srcdoc":
				wrong = append(wrong, n.Data+" "+a.Key)
			case a.Key == "href" || a.Key == "src" || a.Key == "action":
				u, err := url.Parse(a.Val)
				if err != nil || u.Scheme != "" && u.Scheme != "http" && u.Scheme != "https" || u.Host != "" && !strings.Contains(attribute(n, "rel"), "noreferrer noopener nofollow") {
					wrong = append(wrong, n.Data+" "+a.Key+"="+a.Val)
				}
			}
		}
	}
	return all, wrong
}

func attribute(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

// TestHostile holds that no text, of reports or of who asks, makes an element or
// an attribute that the page would not have.
func TestHostile(t *testing.T) {
	all := hostiles()
	if len(all) != 300 {
		t.Errorf("%d texts", len(all))
	}
	a := strings.Repeat("a", 16)
	paths := func(text string) []string {
		q := url.QueryEscape(text)
		return []string{"/?level=" + q, "/search?q=" + q, "/search?q=none&body=" + q, "/search?texts=1&q=" + q, "/search?q=x&region=" + q + "&indicator=" + q, "/report/" + a + "?against=" + a, "/report/" + a + "?at=" + q, "/report/" + a + "/page/1",
			"/report/" + url.PathEscape(text), "/?lang=" + q, "/suggest?q=" + q, "/" + url.PathEscape(text),
			"/compare", "/compare?view=series&indicator=" + q + "&region=" + q + "&body=" + q, "/compare?view=areas", "/compare?view=multiples&after=choices", "/compare?view=ranking&after=" + q, "/compare?level=" + q, "/compare?by=" + q, "/compare?view=" + q,
			"/district", "/district/110101", "/district/" + url.PathEscape(text), "/coverage", "/coverage?state=missing", "/coverage?reason=" + q, "/coverage?rule=" + q, "/coverage?state=" + q, "/coverage?year=" + q,
			"/codebook", "/codebook/" + url.PathEscape(text), "/accuracy", "/review", "/review?year=" + q + "&region=" + q + "&indicator=" + q, "/review?why=" + q, "/review?since=" + q, "/review?rule=" + q, "/review?after=" + q,
			"/review?show=decided", "/review?done=dismiss&key=" + q, "/review?fault=taken", "/original/" + url.PathEscape(text), "/page/" + a + "/" + url.PathEscape(text), "/static/" + url.PathEscape(text)}
	}
	source := &echo{text: "plain text of eight"}
	server := serving(t, source, func(o *Options) { o.ReviewToken = "0123456789abcdef" })
	cookie, form := seated(t, server.URL)
	forms := func(text string) []url.Values {
		return []url.Values{{"form": {form}, "decision": {"dismiss"}, "key": {text}, "note": {text}, "back": {text}}, {"form": {form}, "decision": {"correct"}, "key": {text}, "value": {text}, "unit": {text}, "back": {"year=" + url.QueryEscape(text)}},
			{"form": {text}, "decision": {text}, "back": {text}}, {"form": {form}, "decision": {text}}}
	}
	ask := func(path string, form url.Values, text string) (*http.Response, string) {
		if form == nil {
			return get(t, server.URL+path, "Accept-Language", url.PathEscape(text), "Cookie", cookie)
		}
		return post(t, server.URL+path, form, cookie)
	}
	may := map[string]bool{}
	for _, path := range append(paths("plain text of eight"), "/search?q=x", "/report/"+a+"?at=1", "/nothing/here", "/review/none") {
		_, body := ask(path, nil, "en")
		things, _ := shape(t, body)
		maps.Copy(may, things)
	}
	for _, form := range forms("plain") {
		_, body := ask("/review/decide", form, "")
		things, _ := shape(t, body)
		maps.Copy(may, things)
	}
	judge := func(text, path string, resp *http.Response, body string) {
		if resp.StatusCode >= 500 {
			t.Errorf("%q at %s: status %d", text, path, resp.StatusCode)
		}
		if resp.Header.Get("Content-Security-Policy") != policy || resp.Header.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%q at %s: no policy", text, path)
		}
		if to := resp.Header.Get("Location"); to != "" && (strings.HasPrefix(to, "//") || strings.Contains(to, "://") || strings.HasPrefix(to, "/\\")) {
			t.Errorf("%q at %s: sent to %s", text, path, to)
		}
		if !strings.HasPrefix(resp.Header.Get("Content-Type"), "text/html") {
			return
		}
		got, wrong := shape(t, body)
		if len(wrong) > 0 {
			t.Errorf("%q at %s: %v", text, path, wrong)
		}
		for thing := range got {
			if !may[thing] {
				t.Errorf("%q at %s makes %q", text, path, thing)
			}
		}
	}
	seen := map[string]bool{} // pages that were answered with what is on them
	for i, text := range all {
		source.text = text
		for k, path := range paths(text) {
			if k >= 12 && (i+k)%3 != 0 { // every page has a third of the texts, in other frames than its neighbours; the first ones have all
				continue
			}
			resp, body := ask(path, nil, text)
			judge(text, path, resp, body)
			if resp.StatusCode == http.StatusOK {
				first, _, _ := strings.Cut(strings.Trim(path, "/"), "?")
				seen[first] = true
			}
		}
		for _, form := range forms(text) {
			resp, body := ask("/review/decide", form, text)
			judge(text, "/review/decide", resp, body)
		}
	}
	for _, page := range []string{"", "search", "report/" + a, "report/" + a + "/page/1", "compare", "district", "district/110101", "coverage", "codebook", "accuracy", "review"} {
		if !seen[page] {
			t.Errorf("/%s never showed anything", page)
		}
	}
}

// seated comes in at the desk: a cookie, and the word of its forms.
func seated(t *testing.T, server string) (cookie, form string) {
	t.Helper()
	resp, _ := post(t, server+"/review/enter", url.Values{"token": {"0123456789abcdef"}, "name": {"王某"}}, "")
	cookie, _, _ = strings.Cut(resp.Header.Get("Set-Cookie"), ";")
	_, body := get(t, server+"/review", "Cookie", cookie)
	_, form, _ = strings.Cut(body, `name="form" value="`)
	form, _, _ = strings.Cut(form, `"`)
	if form == "" {
		t.Fatal("nobody is let in")
	}
	return cookie, form
}

func post(t *testing.T, address string, form url.Values, cookie string) (*http.Response, string) {
	t.Helper()
	req, err := http.NewRequest(http.MethodPost, address, strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Cookie", cookie)
	return fetched(t, req)
}

// TestLongQuery refuses a search that is longer than any question.
func TestLongQuery(t *testing.T) {
	server := serving(t, empty{}, nil)
	for _, n := range []int{201, 1000, 2500} {
		if resp, _ := get(t, server.URL+"/search?q="+url.QueryEscape(strings.Repeat("字", n))); resp.StatusCode != http.StatusBadRequest {
			t.Errorf("%d characters: status %d", n, resp.StatusCode)
		}
	}
	if resp, _ := get(t, server.URL+"/search?q="+url.QueryEscape(strings.Repeat("字", 10_000))); !slices.Contains([]int{400, 414, 431}, resp.StatusCode) {
		t.Errorf("10,000 characters: status %d", resp.StatusCode)
	}
}
