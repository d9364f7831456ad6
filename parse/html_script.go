package parse

import (
	"encoding/json"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/net/html"

	"nianbao/needle"
)

// What a page's scripts may hold.
const (
	maxScript    = 8 << 20 // bytes of all scripts that are searched
	maxLiterals  = 20_000  // string literals of one of them
	maxArticles  = 50      // that are weighed
	articleShare = 4       // an article in a script has that many times the text that the page shows
)

// An embeddedArticle is an article that a page does not show itself: a script
// puts it there, from its data or from a part of the page that is hidden.
type embeddedArticle struct {
	box                         *html.Node // what it is made of
	title, published, publisher string
	size                        measure
}

// reveal adds to a page that shows next to nothing the article that its
// scripts or its hidden parts hold, if one is there.
func (pg *page) reveal() {
	shown := pg.sizes[pg.body]
	if shown == nil || shown.sections >= 2 || shown.values >= 10 || shown.prose > 400 {
		return
	}
	pg.scriptArticles()
	for _, n := range pg.hidden {
		if !isSmall(n) {
			dropHiding(n)
			pg.weigh(embeddedArticle{}, n)
		}
	}
	best := &pg.embedded
	if !best.isArticle() || best.size.score() < articleShare*shown.score() {
		*best = embeddedArticle{}
		return
	}
	if best.title != "" {
		heading := element("h1")
		heading.AppendChild(&html.Node{Type: html.TextNode, Data: best.title})
		best.box.InsertBefore(heading, best.box.FirstChild)
		if !isTitle(pg.title) {
			pg.title = best.title
		}
	}
	pg.body.AppendChild(best.box)
	pg.measure()
}

// isArticle asks for what a report holds: sections, sentences, values.
func (a *embeddedArticle) isArticle() bool {
	m := &a.size
	return m.sections >= 3 || m.values >= 20 || m.prose >= 200 && (m.sections > 0 || m.values > 0 || isTitle(a.title))
}

// weigh measures an article made of nodes, and keeps the best one.
func (pg *page) weigh(a embeddedArticle, nodes ...*html.Node) {
	if pg.weighed++; pg.weighed > maxArticles {
		return
	}
	a.box = element("div")
	for _, n := range nodes {
		if n.Parent != nil {
			n.Parent.RemoveChild(n)
		}
		a.box.AppendChild(n)
	}
	prune(a.box, nil)
	tabulate(a.box, nil)
	m := &meter{pg: pg}
	m.element(a.box, false)
	a.size = *pg.sizes[a.box]
	if pg.embedded.box == nil || a.size.score() > pg.embedded.size.score() {
		pg.embedded = a
	}
}

// weighMarkup weighs an article that is written as markup.
func (pg *page) weighMarkup(a embeddedArticle, markup string) {
	const little = 200 // bytes, of no article
	if len(markup) < little || census(markup).han < 40 {
		return
	}
	root, err := parseHTML(markup)
	if err != nil {
		return
	}
	for n := range root.Descendants() {
		if n.Data == "body" {
			pg.weigh(a, children(n)...)
			return
		}
	}
}

func children(n *html.Node) (all []*html.Node) {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		all = append(all, c)
	}
	return all
}

// dropHiding shows a hidden element, but not what is hidden within it.
func dropHiding(n *html.Node) {
	n.Attr = slices.DeleteFunc(n.Attr, func(a html.Attribute) bool {
		return a.Key == "style" || a.Key == "hidden" || a.Key == "class" || a.Key == "id"
	})
}

// scriptArticles weighs the articles in script, template and textarea elements:
// markup that stands there as it is, and string literals of markup.
func (pg *page) scriptArticles() {
	var holders []*html.Node
	for n := range pg.doc.Nodes[0].Descendants() {
		if n.Data == "script" || n.Data == "textarea" || n.Data == "template" {
			holders = append(holders, n)
		}
	}
	size := 0
	for _, n := range holders {
		if n.Data == "template" {
			pg.weigh(embeddedArticle{}, children(n)...)
			continue
		}
		text := verbatim(n)
		if size += len(text); size > maxScript {
			return
		}
		if markup := strings.TrimSpace(text); strings.HasPrefix(markup, "<") {
			pg.weighMarkup(embeddedArticle{}, markup)
		} else if n.Data == "script" {
			pg.weighCode(text)
		}
	}
}

// A literal is a string of a script, with the name that it has in its object.
type literal struct{ name, text string }

var (
	titleNames     = words("title articletitle doctitle doc_title subject headline infotitle showtitle")
	dateNames      = words("date pubdate publishdate publishtime publish_time pubtime releasetime releasedate datepublished first_publish_time display_publish_time docreltime docpubtime createtime created_at")
	publisherNames = words("publisher source contentsource author_source infosource docsource organ publish_org")
)

// weighCode weighs the articles in the string literals of a script. The title,
// date and publisher are those of the literals nearest to it.
func (pg *page) weighCode(code string) {
	literals := literalsOf(code)
	for i, l := range literals {
		content := unescaped(l.text)
		if !strings.Contains(content, "<") && len(content) < 2000 {
			continue
		}
		var a embeddedArticle
		const near = 40 // literals
		for d := 1; d <= near; d++ {
			for _, k := range [2]int{i - d, i + d} {
				if k < 0 || k >= len(literals) {
					continue
				}
				name, text := strings.ToLower(literals[k].name), literals[k].text
				switch {
				case a.title == "" && titleNames[name] && utf8.RuneCountInString(text) <= 100:
					a.title = collapse(text)
				case a.published == "" && dateNames[name]:
					a.published = dateOf(text)
				case a.publisher == "" && publisherNames[name] && utf8.RuneCountInString(text) <= 40:
					a.publisher = collapse(text)
				}
			}
		}
		pg.weighMarkup(a, content)
	}
}

// dateOf reads a date, or seconds or milliseconds since 1970.
func dateOf(s string) string {
	if n, err := strconv.ParseInt(s, 10, 64); err == nil && len(s) >= 10 && len(s) <= 13 {
		if len(s) == 13 {
			n /= 1000
		}
		const beijing = 8 * 60 * 60
		return time.Unix(n+beijing, 0).UTC().Format(time.DateOnly)
	}
	return firstDate(s)
}

var (
	escapedMarkup = needle.MustCompile(`^\s*&(?:lt|#0*60|#x0*3c);`)
	percentMarkup = needle.MustCompile(`^\s*%3[Cc]`)
)

// unescaped takes off the escapes under which a page hides markup from itself.
func unescaped(s string) string {
	if percentMarkup.MatchString(s) {
		if plain, err := url.PathUnescape(s); err == nil {
			s = plain
		}
	}
	if escapedMarkup.MatchString(s) {
		s = html.UnescapeString(s)
	}
	return s
}

// literalsOf finds the string literals of a script, and the numbers that have a
// name. It knows strings and comments, not the language.
func literalsOf(code string) (out []literal) {
	name := "" // the last name before a colon or an equals sign
	last := "" // the last word or string
	for i := 0; i < len(code) && len(out) < maxLiterals; {
		switch c := code[i]; {
		case c == '"', c == '\'', c == '`':
			text, end := stringAt(code, i)
			out = append(out, literal{name, text})
			last, name, i = text, "", end
		case strings.HasPrefix(code[i:], "/*"):
			i = skipTo(code, i+2, "*/")
		case strings.HasPrefix(code[i:], "//"):
			i = skipTo(code, i, "\n")
		case c == ':' || c == '=':
			name = last
			i++
		case isWordByte(c):
			end := i
			for end < len(code) && isWordByte(code[end]) {
				end++
			}
			last = code[i:end]
			if name != "" && c >= '0' && c <= '9' {
				out = append(out, literal{name, last})
				name = ""
			}
			i = end
		default:
			i++
		}
	}
	return out
}

func isWordByte(c byte) bool {
	return c == '_' || c == '$' || c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'z'
}

func skipTo(s string, from int, mark string) int {
	if i := strings.Index(s[min(from, len(s)):], mark); i >= 0 {
		return from + i + len(mark)
	}
	return len(s)
}

// stringAt reads the string literal that begins at i, and gives the place after it.
func stringAt(code string, i int) (text string, end int) {
	quote := code[i]
	end = i + 1
	for end < len(code) && code[end] != quote {
		if code[end] == '\\' {
			end++
		}
		end++
	}
	end = min(end, len(code))
	return unquote(code[i+1 : end]), min(end+1, len(code))
}

// unquote takes off the escapes of a JavaScript string.
func unquote(s string) string {
	if !strings.Contains(s, `\`) {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); {
		if s[i] != '\\' || i+1 == len(s) {
			b.WriteByte(s[i])
			i++
			continue
		}
		switch c := s[i+1]; c {
		case 'u':
			end := i
			for end+6 <= len(s) && s[end] == '\\' && s[end+1] == 'u' { // pairs of surrogates stand together
				end += 6
			}
			var text string
			if end == i || json.Unmarshal([]byte(`"`+s[i:end]+`"`), &text) != nil {
				b.WriteByte('u')
				i += 2
				continue
			}
			b.WriteString(text)
			i = end
		case 'x':
			n, err := strconv.ParseUint(s[min(i+2, len(s)):min(i+4, len(s))], 16, 8)
			if err == nil {
				b.WriteRune(rune(n))
			}
			i += 4
		case 'n', 't', 'r':
			b.WriteByte(map[byte]byte{'n': '\n', 't': '\t', 'r': '\n'}[c])
			i += 2
		case 'b', 'f', 'v', '0', '\n':
			i += 2
		default:
			_, size := utf8.DecodeRuneInString(s[i+1:])
			b.WriteString(s[i+1 : i+1+size])
			i += 1 + size
		}
	}
	return b.String()
}
