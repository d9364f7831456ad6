package main

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// likeAddresses is how many addresses of a kind are looked at: of one page, with
// one thing asked.
const likeAddresses = 10

// kindsOf are what an address has in common with others: its page with each of
// the things that it asks.
func kindsOf(u *url.URL) []string {
	page, rest, _ := strings.Cut(strings.TrimPrefix(u.Path, "/"), "/")
	switch {
	case strings.Contains(rest, "/page/"):
		page += "/page"
	case rest != "":
		page += "/…"
	}
	kinds := []string{}
	for key := range u.Query() {
		kinds = append(kinds, page+"?"+key)
	}
	if len(kinds) == 0 {
		return []string{page}
	}
	return kinds
}

// leads gives where a page leads to: its links, pictures and forms as they are
// sent without a word more.
func leads(doc *html.Node) (out []string) {
	for n := range doc.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		switch n.Data {
		case "a", "link":
			out = append(out, attr(n, "href"))
		case "img", "script", "source":
			out = append(out, attr(n, "src"))
		case "form":
			if method := attr(n, "method"); method == "" || strings.EqualFold(method, "get") {
				out = append(out, attr(n, "action")+"?"+sent(n).Encode())
			}
		}
	}
	return out
}

// sent are the fields of a form as a browser sends them.
func sent(form *html.Node) url.Values {
	v := url.Values{}
	for n := range form.Descendants() {
		if n.Type != html.ElementNode || attr(n, "name") == "" {
			continue
		}
		switch n.Data {
		case "input":
			kind := attr(n, "type")
			if (kind == "checkbox" || kind == "radio") && !hasAttr(n, "checked") || kind == "submit" {
				continue
			}
			v.Add(attr(n, "name"), attr(n, "value"))
		case "select":
			value := ""
			for i, o := range options(n) {
				if i == 0 || hasAttr(o, "selected") {
					value = attr(o, "value")
				}
			}
			v.Add(attr(n, "name"), value)
		}
	}
	return v
}

func options(n *html.Node) (out []*html.Node) {
	for o := range n.Descendants() {
		if o.Type == html.ElementNode && o.Data == "option" {
			out = append(out, o)
		}
	}
	return out
}

func hasAttr(n *html.Node, key string) bool {
	return slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == key })
}

// TestLinks goes wherever the pages lead, in both languages: everything is there,
// every page is one, and every place on a page that is led to is on it.
func TestLinks(t *testing.T) {
	server := pagesOf(t, samples(t), serveFlags{tokenFile: tokenFile(t)})
	for _, lang := range []string{"zh", "en"} {
		accept, htmlLang := map[string]string{"zh": "zh-CN", "en": "en"}[lang], map[string]string{"zh": "zh-Hans", "en": "en"}[lang]
		type lead struct{ to, from string }
		queue := []lead{{"/", ""}, {"/review", ""}}
		asked, kinds := map[string]bool{}, map[string]int{}
		ids, wanted := map[string]map[string]bool{}, map[string]lead{} // by page; by page and place
		for len(queue) > 0 {
			next := queue[0]
			queue = queue[1:]
			u, err := url.Parse(next.to)
			if err != nil {
				t.Errorf("%s leads to %q: %v", next.from, next.to, err)
				continue
			}
			if u.Host != "" || u.Query().Get("lang") != "" && u.Query().Get("lang") != lang {
				continue
			}
			place := u.Fragment
			u.Fragment, u.RawFragment = "", ""
			address := u.RequestURI()
			if place != "" {
				wanted[address+"#"+place] = next
			}
			if asked[address] || !slices.ContainsFunc(kindsOf(u), func(kind string) bool { return kinds[kind] < likeAddresses }) {
				continue
			}
			asked[address] = true
			for _, kind := range kindsOf(u) {
				kinds[kind]++
			}
			page := visit(t, server.URL+address, "Accept-Language", accept)
			if page.StatusCode != http.StatusOK {
				t.Errorf("%s leads to %s: status %d", next.from, address, page.StatusCode)
				continue
			}
			if page.doc == nil {
				if page.body == "" {
					t.Errorf("%s leads to %s: nothing", next.from, address)
				}
				continue
			}
			here := map[string]int{}
			ids[address] = map[string]bool{}
			for n := range page.doc.Descendants() {
				if n.Type != html.ElementNode {
					continue
				}
				here[n.Data]++
				ids[address][attr(n, "id")] = true
				if n.Data == "html" && attr(n, "lang") != htmlLang {
					t.Errorf("%s is in %q", address, attr(n, "lang"))
				}
				if (n.Data == "title" || n.Data == "h1") && strings.TrimSpace(pageText(n)) == "" {
					t.Errorf("%s has an empty %s", address, n.Data)
				}
			}
			for _, one := range []string{"html", "title", "h1", "main"} {
				if here[one] != 1 {
					t.Errorf("%s has %d %s", address, here[one], one)
				}
			}
			for _, to := range leads(page.doc) {
				if abs, err := u.Parse(to); err == nil {
					to = abs.String()
				}
				queue = append(queue, lead{to, address})
			}
		}
		for at, l := range wanted {
			address, place, _ := strings.Cut(at, "#")
			if there, seen := ids[address]; seen && !there[place] {
				t.Errorf("%s leads to %s, which has no such place", l.from, at)
			}
		}
		t.Logf("%s: %d addresses of %d kinds", lang, len(asked), len(kinds))
		if len(asked) < 200 {
			t.Errorf("%s: only %d addresses", lang, len(asked))
		}
	}
}
