package twins

import (
	"strings"

	"golang.org/x/net/html"
)

// A style says how a tree is written: what a browser forgives.
type style struct {
	upper    bool            // names of elements and attributes in capitals
	unquoted bool            // attributes without quotes where none are needed
	open     map[string]bool // elements whose end is left out
}

var void = map[string]bool{"area": true, "base": true, "br": true, "col": true, "embed": true, "hr": true, "img": true, "input": true, "link": true, "meta": true, "param": true, "wbr": true}

// page writes a whole tree.
func (s style) page(n *html.Node) string {
	var b strings.Builder
	s.write(&b, n)
	return b.String()
}

func (s style) write(b *strings.Builder, n *html.Node) {
	switch n.Type {
	case html.TextNode:
		if n.Parent.Data == "script" || n.Parent.Data == "style" || n.Parent.Data == "noscript" {
			b.WriteString(n.Data)
		} else {
			b.WriteString(esc(n.Data))
		}
	case html.CommentNode:
		b.WriteString("<!--" + n.Data + "-->")
	case html.ElementNode:
		s.element(b, n)
	default:
		s.children(b, n)
	}
}

func (s style) children(b *strings.Builder, n *html.Node) {
	for c := range n.ChildNodes() {
		s.write(b, c)
	}
}

func (s style) element(b *strings.Builder, n *html.Node) {
	name := s.name(n.Data)
	b.WriteString("<" + name)
	for _, a := range n.Attr {
		b.WriteString(" " + s.name(a.Key) + "=")
		if s.unquoted && a.Val != "" && !strings.ContainsAny(a.Val, " \t\n\"'`=<>/") {
			b.WriteString(esc(a.Val))
		} else {
			b.WriteString(`"` + esc(a.Val) + `"`)
		}
	}
	b.WriteString(">")
	if void[n.Data] {
		return
	}
	s.children(b, n)
	if !s.open[n.Data] {
		b.WriteString("</" + name + ">")
	}
}

func (s style) name(name string) string {
	if s.upper {
		return strings.ToUpper(name)
	}
	return name
}

// charset is the page with one declaration of its encoding, or none for "".
func charset(page, name string) string {
	for {
		i := strings.Index(strings.ToLower(page), "<meta ")
		found := false
		for i >= 0 {
			end := i + strings.Index(page[i:], ">") + 1
			if tag := strings.ToLower(page[i:end]); strings.Contains(tag, "charset") {
				page, found = page[:i]+page[end:], true
				break
			}
			next := strings.Index(strings.ToLower(page[end:]), "<meta ")
			if next < 0 {
				break
			}
			i = end + next
		}
		if !found {
			break
		}
	}
	if name == "" {
		return page
	}
	i := strings.Index(strings.ToLower(page), "<head>") + len("<head>")
	return page[:i] + `<meta http-equiv="Content-Type" content="text/html; charset=` + name + `">` + page[i:]
}
