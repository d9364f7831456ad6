package main

import (
	"encoding/csv"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"nianbao/web"
)

// pageText gives the text of a node and all in it.
func pageText(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// withClass gives the elements of a name that have a class; "" for any name.
func withClass(doc *html.Node, name, class string) (out []*html.Node) {
	for d := range doc.Descendants() {
		if d.Type != html.ElementNode || name != "" && d.Data != name {
			continue
		}
		for _, a := range d.Attr {
			if a.Key == "class" && strings.Contains(" "+a.Val+" ", " "+class+" ") {
				out = append(out, d)
			}
		}
	}
	return out
}

func searchFor(q string, more ...string) string {
	v := url.Values{"q": {q}}
	for i := 0; i+1 < len(more); i += 2 {
		v.Set(more[i], more[i+1])
	}
	return "/search?" + v.Encode()
}

// TestSearchPage finds figures with their sentences, from one box.
func TestSearchPage(t *testing.T) {
	server := pagesOf(t, samples(t))
	for _, c := range []struct {
		path  string
		value string // of the first result
		want  []string
	}{
		{searchFor("围溪县 2019 微博"), "911条", []string{"<mark>微博</mark>", "围溪县人民政府", "2019"}},
		{searchFor("圍溪縣 2019 微博"), "911条", []string{"<mark>微博</mark>"}}, // traditional finds simplified
		{searchFor("requests.received 2012-2015", "sort", "-value", "own", "1", "role", "level"), "3,946件", []string{"Requests received", "衡安市人民政府"}},
		{searchFor("申请", "region", "漳州"), "", []string{"3506 福建省漳州市", "云溪縣"}},
		{searchFor("漳州市 申请"), "", []string{"Only", `region=3506`}},
		{searchFor("国家秘密", "texts", "1"), "", []string{"<mark>国家秘密</mark>"}},
	} {
		page := visit(t, server.URL+c.path)
		if page.StatusCode != http.StatusOK {
			t.Errorf("%s: status %d", c.path, page.StatusCode)
			continue
		}
		for _, want := range c.want {
			if !strings.Contains(page.body, want) {
				t.Errorf("%s lacks %q", c.path, want)
			}
		}
		if values := withClass(page.doc, "td", "value"); c.value != "" && (len(values) == 0 || strings.ReplaceAll(pageText(values[0]), " ", "") != c.value) {
			t.Errorf("%s: the first value is not %s", c.path, c.value)
		}
	}
}

// TestSearchPages goes from page to page: each figure once, all of them.
func TestSearchPages(t *testing.T) {
	server := pagesOf(t, samples(t))
	seenOnce := map[string]bool{}
	path, pages := searchFor("申请", "year", "2017"), 0
	for path != "" && pages < 50 {
		page := visit(t, server.URL+path)
		pages++
		for _, td := range withClass(page.doc, "td", "value") {
			href := td.FirstChild.Attr[0].Val
			if seenOnce[href] {
				t.Fatalf("%s twice", href)
			}
			seenOnce[href] = true
		}
		path = ""
		if next := withClass(page.doc, "a", "next"); len(next) > 0 {
			for _, a := range next[0].Attr {
				if a.Key == "href" {
					path = a.Val
				}
			}
		}
	}
	var records []map[string]any
	if err := json.Unmarshal([]byte(visit(t, server.URL+searchFor("申请", "year", "2017", "format", "json")).body), &records); err != nil {
		t.Fatal(err)
	}
	if len(seenOnce) != len(records) || pages < 2 {
		t.Errorf("%d figures on %d pages, %d in the file", len(seenOnce), pages, len(records))
	}
}

func TestSearchFiles(t *testing.T) {
	server := pagesOf(t, samples(t))
	page := visit(t, server.URL+searchFor("微博", "year", "2017", "format", "csv"))
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(page.body, "\ufeff"))).ReadAll()
	if err != nil || len(rows) != 8 || !strings.Contains(page.Header.Get("Content-Disposition"), "attachment") {
		t.Errorf("%d rows, %v, %v", len(rows), err, page.Header)
	}
	page = visit(t, server.URL+searchFor("微博", "format", "xlsx"))
	if !strings.HasPrefix(page.body, "PK") || page.StatusCode != http.StatusOK {
		t.Errorf("status %d, no workbook", page.StatusCode)
	}
	if page = visit(t, server.URL+searchFor("微博", "format", "exe")); page.StatusCode != http.StatusBadRequest {
		t.Errorf("status %d", page.StatusCode)
	}
}

// TestSearchNothing says why nothing was found and what is near.
func TestSearchNothing(t *testing.T) {
	server := pagesOf(t, samples(t))
	for _, c := range []struct {
		path string
		want []string
	}{
		{searchFor("围溪县 2011 微博"), []string{"Nothing was found", "without “2011”"}},
		{searchFor("微博", "year", "1999"), []string{"whatever the Year", "results"}},
		{searchFor("微博", "region", "鼓楼区"), []string{"may mean several places", "福建省福州市鼓楼区", "region=350102"}},
		{searchFor("微博", "region", "无此地方"), []string{"region", "nianbao region"}},
		{searchFor("微博", "indicator", "requests.recieved"), []string{"requests.received"}},
		{searchFor("微博", "year", "never"), []string{"never"}},
		{searchFor(`"`, "texts", "1"), []string{"words"}},
		{"/search", []string{"Type a body"}},
	} {
		page := visit(t, server.URL+c.path)
		if page.StatusCode != http.StatusOK {
			t.Errorf("%s: status %d", c.path, page.StatusCode)
		}
		for _, want := range c.want {
			if !strings.Contains(pageText(page.doc)+page.body, want) {
				t.Errorf("%s lacks %q in %q", c.path, want, pageText(page.doc))
			}
		}
	}
	for _, path := range []string{searchFor("微博", "after", "w.1.2"), searchFor("微博", "sort", "up"), searchFor("微博", "level", "none"), searchFor(strings.Repeat("字", 10_000))} {
		if page := visit(t, server.URL+path); page.StatusCode != http.StatusBadRequest {
			t.Errorf("%.60s: status %d", path, page.StatusCode)
		}
	}
}

func TestSuggest(t *testing.T) {
	server := pagesOf(t, samples(t))
	for _, c := range []struct {
		words string
		want  web.Suggestion
	}{
		{"东城区 微博", web.Suggestion{Kind: "indicator", Href: "/search?indicator=disclosure.items%5Bchannel%3Dweibo%5D&q=%E4%B8%9C%E5%9F%8E%E5%8C%BA"}},
		{"东城区", web.Suggestion{Text: "北京市东城区", Kind: "place", Href: "/search?region=110101"}},
		{"围溪", web.Suggestion{Text: "围溪县人民政府", Kind: "body", Href: "/search?q=%E5%9B%B4%E6%BA%AA%E5%8E%BF%E4%BA%BA%E6%B0%91%E6%94%BF%E5%BA%9C"}},
	} {
		var got []web.Suggestion
		if err := json.Unmarshal([]byte(visit(t, server.URL+"/suggest?q="+url.QueryEscape(c.words)).body), &got); err != nil {
			t.Fatal(err)
		}
		found := false
		for _, g := range got {
			found = found || g.Href == c.want.Href && g.Kind == c.want.Kind && (c.want.Text == "" || g.Text == c.want.Text)
		}
		if !found {
			t.Errorf("%s: %+v is not in %+v", c.words, c.want, got)
		}
	}
	for _, words := range []string{"", "\"", "-", "%", "啊"} {
		if page := visit(t, server.URL+"/suggest?q="+url.QueryEscape(words)); page.StatusCode != http.StatusOK || !strings.HasPrefix(page.body, "[") {
			t.Errorf("%q: %d %s", words, page.StatusCode, page.body)
		}
	}
}
