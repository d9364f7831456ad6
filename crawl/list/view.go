package list

import (
	"bytes"
	"net/url"
	"strings"

	"github.com/PuerkitoBio/goquery"
	"golang.org/x/net/html"

	"nianbao/needle"
	"nianbao/parse"
)

// Limits on what is read of one answer: list pages are far shorter. What is
// beyond them is left out, and the list is said to be incomplete.
const (
	maxText    = 2 << 20  // bytes
	maxArticle = 8 << 20  // bytes of an article, which may have its pictures in it
	maxRead    = 64 << 20 // bytes of all answers of a site's lists in a night
	maxTitle   = 600      // bytes of what a link or a heading says
	maxLinks   = 10_000
)

// A view is a page's answer, read: its text, and its tree where it is HTML.
type view struct {
	page *Page
	url  *url.URL
	base *url.URL // what links are joined to
	text string
	doc  *goquery.Document // never nil; empty for what is no HTML
	rows []row             // its links, once they were read
	seen *string           // what is visible, once it was read
	name *string           // its title, once it was read
	cut  bool              // it is longer than what was read of it
}

// whole are signs that are no part of a letter in any encoding that is read.
const whole = "\n >;,\"'"

// look reads an answer. What cannot be read has no text and an empty tree.
func look(p *Page) *view { return lookAt(p, maxText) }

// lookAt reads so many bytes of one.
func lookAt(p *Page, most int) *view {
	v := &view{page: p, doc: emptyDocument()}
	v.url, _ = url.Parse(p.URL)
	if v.url == nil {
		v.url = &url.URL{}
	}
	v.base = v.url
	body := p.Body[:min(len(p.Body), most)]
	if i := bytes.LastIndexAny(body, whole); len(body) < len(p.Body) && i > 0 { // not in the middle of a letter
		body = body[:i+1]
	}
	text, ok := parse.Decode(body, p.Header.Get("Content-Type"))
	if !ok {
		return v
	}
	v.text, v.cut = text, len(p.Body) > most
	if markup.MatchString(text[:min(len(text), 1<<16)]) {
		if d := document(text); d != nil {
			v.doc = d
			if href, ok := d.Find("base[href]").First().Attr("href"); ok {
				if b := join(v.url, href); b != nil {
					v.base = b
				}
			}
		}
	}
	return v
}

var markup = needle.MustCompile(`(?i)<(?:html|head|body|div|ul|ol|li|table|tr|p|a|span|script|meta|title)\b`)

// document gives the tree of HTML, nil for what the parser's guards reject.
func document(text string) *goquery.Document {
	root, err := parse.Tree(text)
	if err != nil {
		return nil
	}
	return goquery.NewDocumentFromNode(root)
}

func emptyDocument() *goquery.Document {
	return goquery.NewDocumentFromNode(&html.Node{Type: html.DocumentNode})
}

// fragment is the view of HTML that an answer carries inside it.
func (v *view) fragment(text string) *view {
	f := &view{page: v.page, url: v.url, base: v.base, text: text, doc: emptyDocument()}
	if len(text) <= maxText {
		if d := document(text); d != nil {
			f.doc = d
		}
	}
	return f
}

// title is what a page calls itself: the name of its column before that of the page.
func (v *view) title() string {
	if v.name == nil {
		s := v.readTitle()
		v.name = &s
	}
	return *v.name
}

func (v *view) readTitle() string {
	for _, name := range []string{"ColumnName", "columnname", "Columnname"} {
		if s, _ := v.doc.Find(`meta[name="` + name + `"]`).First().Attr("content"); s != "" {
			return squeeze(s)
		}
	}
	return squeeze(v.doc.Find("title").First().Text())
}

// visible is what a reader sees of the page, without spaces.
func (v *view) visible() string {
	if v.seen == nil {
		var b strings.Builder
		for _, n := range v.doc.Nodes {
			writeText(&b, n)
		}
		s := squeeze(b.String())
		v.seen = &s
	}
	return *v.seen
}

// words is the text of elements, no more of it than a title may have.
func words(nodes ...*html.Node) string {
	var b strings.Builder
	var write func(n *html.Node)
	write = func(n *html.Node) {
		if n.Type == html.TextNode {
			b.WriteString(n.Data[:min(len(n.Data), maxTitle)])
		}
		for c := n.FirstChild; c != nil && b.Len() < maxTitle; c = c.NextSibling {
			write(c)
		}
	}
	for _, n := range nodes {
		write(n)
	}
	s := strings.ToValidUTF8(b.String(), "")
	return squeeze(clip(s))
}

// clip cuts a text to what a title may have.
func clip(s string) string {
	if len(s) > maxTitle {
		s = strings.ToValidUTF8(s[:maxTitle], "")
	}
	return s
}

func writeText(b *strings.Builder, n *html.Node) {
	switch {
	case n.Type == html.TextNode:
		b.WriteString(n.Data)
	case n.Type == html.ElementNode && (n.Data == "script" || n.Data == "style" || n.Data == "noscript" || n.Data == "title"):
		return
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		writeText(b, c)
	}
}

// squeeze drops all white space and makes full-width digits and letters plain.
func squeeze(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == ' ' || r == '\t' || r == '\n' || r == '\r' || r == '\u00a0' || r == '\u3000' || r >= '\u200b' && r <= '\u200f' || r == '\ufeff':
			return -1
		case r >= '０' && r <= '９' || r >= 'Ａ' && r <= 'Ｚ' || r >= 'ａ' && r <= 'ｚ':
			return r - '０' + '0'
		}
		return r
	}, s)
}
