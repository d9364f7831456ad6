package twins

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// fragment parses HTML as it stands inside an element.
func fragment(inside, src string) []*html.Node {
	context := &html.Node{Type: html.ElementNode, Data: inside, DataAtom: atom.Lookup([]byte(inside))}
	nodes, err := html.ParseFragment(strings.NewReader(src), context)
	if err != nil {
		panic(fmt.Sprintf("a mangling's own HTML: %v", err))
	}
	return nodes
}

func clear(n *html.Node) {
	for n.FirstChild != nil {
		n.RemoveChild(n.FirstChild)
	}
}

func adopt(n *html.Node, nodes []*html.Node) {
	for _, c := range nodes {
		if c.Parent != nil {
			c.Parent.RemoveChild(c)
		}
		n.AppendChild(c)
	}
}

func insertBefore(n *html.Node, src string) {
	for _, c := range fragment(n.Parent.Data, src) {
		n.Parent.InsertBefore(c, n)
	}
}

func insertAfter(n *html.Node, src string) {
	for _, c := range fragment(n.Parent.Data, src) {
		n.Parent.InsertBefore(c, n.NextSibling)
		n = c
	}
}

// wrap puts n where src has the comment <!--here-->.
func wrap(n *html.Node, src string) {
	nodes := fragment(n.Parent.Data, src)
	for _, c := range nodes {
		n.Parent.InsertBefore(c, n)
	}
	n.Parent.RemoveChild(n)
	at := here(nodes)
	at.Parent.InsertBefore(n, at)
	at.Parent.RemoveChild(at)
}

func here(nodes []*html.Node) *html.Node {
	for _, n := range nodes {
		if n.Type == html.CommentNode && n.Data == "here" {
			return n
		}
		for c := range n.Descendants() {
			if c.Type == html.CommentNode && c.Data == "here" {
				return c
			}
		}
	}
	panic("a mangling without a place for what it wraps")
}

func clone(n *html.Node) *html.Node {
	out := &html.Node{Type: n.Type, Data: n.Data, DataAtom: n.DataAtom, Namespace: n.Namespace, Attr: slices.Clone(n.Attr)}
	for c := range n.ChildNodes() {
		out.AppendChild(clone(c))
	}
	return out
}

// inner is the innermost element that holds all of a cell: td > p > span.
func inner(n *html.Node) *html.Node {
	for {
		only := n.FirstChild
		if only == nil || only.NextSibling != nil || only.Type != html.ElementNode || only.Data == "br" {
			return n
		}
		n = only
	}
}

// setInner puts HTML in the place of a cell's content, inside what wraps it.
func setInner(cell *html.Node, src string) {
	n := inner(cell)
	clear(n)
	adopt(n, fragment(n.Data, src))
}

var esc = html.EscapeString

// texts are the text nodes below n.
func texts(n *html.Node) []*html.Node {
	var out []*html.Node
	for c := range n.Descendants() {
		if c.Type == html.TextNode && c.Parent.DataAtom != atom.Script && c.Parent.DataAtom != atom.Style {
			out = append(out, c)
		}
	}
	return out
}

// body is the page's body.
func (p *Page) body() *html.Node { return Find(p.Root, "body")[0] }

// article is the innermost element that holds all official tables and the
// report's paragraphs.
func (p *Page) article() *html.Node {
	tables := p.Tables()
	n := tables[0].Parent
	holds := func(n, t *html.Node) bool {
		for a := range t.Ancestors() {
			if a == n {
				return true
			}
		}
		return false
	}
	for slices.ContainsFunc(tables, func(t *html.Node) bool { return !holds(n, t) }) || len(Find(n, "p")) < 4+len(Find(tables[0], "p")) {
		n = n.Parent
	}
	return n
}

// contain strips every id and class of the page, and puts the report's content
// where src has <!--here-->.
func (p *Page) contain(src string) {
	for n := range p.Root.Descendants() {
		SetAttr(n, "id", "")
		SetAttr(n, "class", "")
	}
	article := p.article()
	var children []*html.Node
	for c := range article.ChildNodes() {
		children = append(children, c)
	}
	nodes := fragment(article.Data, src)
	at := here(nodes)
	for _, c := range children {
		article.RemoveChild(c)
		at.Parent.InsertBefore(c, at)
	}
	at.Parent.RemoveChild(at)
	adopt(article, nodes)
}

var (
	measureWord = regexp.MustCompile(`^(条|件|次|篇|人|人次|个|元|万元)$`)
	valueWords  = strings.NewReplacer("万元", "", "元", "", "条", "", "增", "", "减", "", "不适用", "", "详见附表", "", "详见附件", "", "持平", "")
	han         = regexp.MustCompile(`\p{Han}`)
	digit       = regexp.MustCompile(`[0-9０-９]`)
)

// isValue tells the cells that hold what the body filled in, blanks too.
func isValue(cell *html.Node) bool {
	text := Line(cell)
	return !measureWord.MatchString(text) && !han.MatchString(valueWords.Replace(text))
}

func isNumber(cell *html.Node) bool { return isValue(cell) && digit.MatchString(Text(cell)) }

func isLabel(cell *html.Node) bool { return !isValue(cell) && !measureWord.MatchString(Line(cell)) }

// cells calls do with every cell of the official tables that is.
func (p *Page) cells(is func(*html.Node) bool, do func(cell *html.Node)) {
	for _, t := range p.Tables() {
		for _, row := range Rows(t) {
			for _, c := range Cells(row) {
				if is(c) {
					do(c)
				}
			}
		}
	}
}

func every(*html.Node) bool { return true }

// relabel rewrites the text of every label; what becomes of it is HTML.
func (p *Page) relabel(change func(string) string) {
	p.cells(isLabel, func(c *html.Node) {
		old := Line(c)
		if src := change(old); src != esc(old) {
			setInner(c, src)
		}
	})
}

// renumber rewrites every number; what becomes of it is HTML.
func (p *Page) renumber(change func(string) string) {
	p.cells(isNumber, func(c *html.Node) { setInner(c, change(Line(c))) })
}
