package parse

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// A mangling makes a page's source different without making a person read
// anything else.
type mangling struct {
	name   string
	tree   func(root *html.Node) // changes the page's tree, or nil
	source func(s string) string // then its source, or nil
	bytes  func(s string) []byte // then its bytes, or nil
}

// figureWord finds the cells that hold nothing but a number of two digits or more.
func isLongNumber(s string) bool {
	s = strings.TrimSpace(s)
	_, err := strconv.Atoi(s)
	return err == nil && len(s) > 1 && s[0] != '-' && s[0] != '+'
}

func eachText(root *html.Node, visit func(n *html.Node)) {
	var texts []*html.Node
	for n := range root.Descendants() {
		if n.Type == html.TextNode && n.Parent.Data != "script" && n.Parent.Data != "style" && n.Parent.Data != "title" {
			texts = append(texts, n)
		}
	}
	for _, n := range texts {
		visit(n)
	}
}

func each(root *html.Node, names string, visit func(n *html.Node)) {
	want := words(names)
	var found []*html.Node
	for n := range root.Descendants() {
		if n.Type == html.ElementNode && want[n.Data] {
			found = append(found, n)
		}
	}
	for _, n := range found {
		visit(n)
	}
}

// dataTables are the tables with more than ten cells and none within them.
func eachDataTable(root *html.Node, visit func(n *html.Node)) {
	each(root, "table", func(n *html.Node) {
		if countCells(n, 30) >= 12 && !holds(n, "table") {
			visit(n)
		}
	})
}

func setAttr(n *html.Node, key, val string) {
	for i := range n.Attr {
		if n.Attr[i].Key == key {
			n.Attr[i].Val = val
			return
		}
	}
	n.Attr = append(n.Attr, html.Attribute{Key: key, Val: val})
}

func dropAttr(n *html.Node, key string) {
	var kept []html.Attribute
	for _, a := range n.Attr {
		if a.Key != key {
			kept = append(kept, a)
		}
	}
	n.Attr = kept
}

// fragment parses markup into nodes.
func fragment(markup string) []*html.Node {
	nodes, err := html.ParseFragment(strings.NewReader(markup), element("div"))
	if err != nil {
		panic(err)
	}
	return nodes
}

func insertBefore(n *html.Node, markup string) {
	for _, f := range fragment(markup) {
		n.Parent.InsertBefore(f, n)
	}
}

func appendTo(n *html.Node, markup string) {
	for _, f := range fragment(markup) {
		n.AppendChild(f)
	}
}

// inCells changes the text of the number that fills a cell of two digits or more.
func inCells(change func(s string) string) func(root *html.Node) {
	return func(root *html.Node) {
		eachText(root, func(n *html.Node) {
			if !isLongNumber(n.Data) || !inCell(n) {
				return
			}
			s := strings.TrimSpace(n.Data)
			insertBefore(n, change(s))
			n.Parent.RemoveChild(n)
		})
	}
}

func inCell(n *html.Node) bool {
	for p := n.Parent; p != nil; p = p.Parent {
		if p.Data == "td" || p.Data == "th" {
			return true
		}
	}
	return false
}

func rowsIn(table *html.Node) (rows []*html.Node) {
	each(table, "tr", func(n *html.Node) { rows = append(rows, n) })
	return rows
}

func cellsIn(row *html.Node) (cells []*html.Node) {
	each(row, "td th", func(n *html.Node) { cells = append(cells, n) })
	return cells
}

func claimOf(n *html.Node, key string) int { return max(1, leadingInt(attrOf(n, key))) }

// splitTables parts each table after every few rows; head repeats its first
// rows up to the first value. Labels over several rows are cut as a template
// cuts them: begun again, with their words or without.
func splitTables(every int, head bool, label string) func(root *html.Node) {
	return func(root *html.Node) {
		eachDataTable(root, func(table *html.Node) {
			rows := rowsIn(table)
			first := 0 // row with the first value
			for first < len(rows) && !anyValue(rows[first]) {
				first++
			}
			if len(rows) < first+2*every || first == 0 {
				return
			}
			var heads []*html.Node
			for _, r := range rows[:first] {
				heads = append(heads, clone(r))
			}
			part := table
			for at := first + every; at < len(rows); at += every {
				next := element("table")
				part.Parent.InsertBefore(next, part.NextSibling)
				if head {
					for _, h := range heads {
						next.AppendChild(clone(h))
					}
				}
				cutSpans(rows, at, label)
				for _, r := range rows[at:] {
					r.Parent.RemoveChild(r)
					next.AppendChild(r)
				}
				part = next
			}
		})
	}
}

func anyValue(row *html.Node) bool {
	for _, c := range cellsIn(row) {
		if isValue(strings.TrimSpace(collapse(cellWords(c)))) {
			return true
		}
	}
	return false
}

func clone(n *html.Node) *html.Node {
	c := &html.Node{Type: n.Type, Data: n.Data, DataAtom: n.DataAtom, Attr: append([]html.Attribute{}, n.Attr...)}
	for k := n.FirstChild; k != nil; k = k.NextSibling {
		c.AppendChild(clone(k))
	}
	return c
}

// cutSpans ends the cells that reach over the cut before row at, and begins
// them again below: "same" with their words, "blank" without, "none" not at all.
func cutSpans(rows []*html.Node, at int, label string) {
	var again []*html.Node
	for i, r := range rows[:at] {
		for _, c := range cellsIn(r) {
			if over := i + claimOf(c, "rowspan") - at; over > 0 {
				setAttr(c, "rowspan", strconv.Itoa(at-i))
				k := element("td")
				if label == "same" {
					k = clone(c)
				}
				setAttr(k, "colspan", strconv.Itoa(claimOf(c, "colspan")))
				setAttr(k, "rowspan", strconv.Itoa(over))
				again = append(again, k)
			}
		}
	}
	if label == "none" {
		return
	}
	for i := len(again) - 1; i >= 0; i-- {
		rows[at].InsertBefore(again[i], rows[at].FirstChild)
	}
}

// divTables makes tables of divs; style gives the attributes of table, row and cell.
func divTables(tag string, style [3]string, spans string) func(root *html.Node) {
	return func(root *html.Node) {
		eachDataTable(root, func(table *html.Node) {
			var b strings.Builder
			fmt.Fprintf(&b, "<%s %s>", "div", style[0])
			for _, r := range rowsIn(table) {
				fmt.Fprintf(&b, "\n<div %s>", style[1])
				for _, c := range cellsIn(r) {
					extra := style[2]
					if spans != "" {
						extra += fmt.Sprintf(` %scolspan="%d" %srowspan="%d"`, spans, claimOf(c, "colspan"), spans, claimOf(c, "rowspan"))
					}
					fmt.Fprintf(&b, "<%s %s>%s</%s>", tag, extra, html.EscapeString(strings.TrimSpace(allText(c))), tag)
				}
				b.WriteString("</div>")
			}
			b.WriteString("</div>")
			insertBefore(table, b.String())
			table.Parent.RemoveChild(table)
		})
	}
}

func allText(n *html.Node) string {
	var b strings.Builder
	for c := range n.Descendants() {
		if c.Type == html.TextNode {
			b.WriteString(c.Data)
		}
	}
	return b.String()
}

// script puts the article into a string of a script, quoted by Go's rules,
// which are JavaScript's here.
func inScript(format string) func(root *html.Node) {
	return func(root *html.Node) {
		body := bodyOf(root)
		var b bytes.Buffer
		for c := body.FirstChild; c != nil; c = c.NextSibling {
			if c.Data != "script" {
				if err := html.Render(&b, c); err != nil {
					panic(err)
				}
			}
		}
		for body.FirstChild != nil {
			body.RemoveChild(body.FirstChild)
		}
		content := b.String()
		if strings.Contains(format, "%s") { // within a string
			q := strconv.QuoteToASCII(content)
			content = strings.ReplaceAll(fmt.Sprintf(format, q), "</", `<\/`)
		} else {
			content = strings.ReplaceAll(format, "%v", strings.ReplaceAll(content, "</script>", ""))
		}
		s := element("script")
		if kind, rest, ok := strings.Cut(content, "|"); ok && strings.HasPrefix(kind, "text/") {
			setAttr(s, "type", kind)
			content = rest
		}
		s.AppendChild(&html.Node{Type: html.TextNode, Data: content})
		body.AppendChild(&html.Node{Type: html.TextNode, Data: "首页 政务公开"})
		app := element("div")
		setAttr(app, "id", "app")
		body.AppendChild(app)
		body.AppendChild(s)
	}
}

func bodyOf(root *html.Node) *html.Node {
	var body *html.Node
	each(root, "body", func(n *html.Node) { body = n })
	return body
}

// wrapTables puts markup around each data table.
func wrapTables(before, after string) func(root *html.Node) {
	return func(root *html.Node) {
		eachDataTable(root, func(table *html.Node) {
			w := fragment(before + `<i id="here"></i>` + after)
			var here *html.Node
			for _, n := range w {
				table.Parent.InsertBefore(n, table)
				each(n, "i", func(k *html.Node) {
					if attrOf(k, "id") == "here" {
						here = k
					}
				})
				if n.Data == "i" {
					here = n
				}
			}
			table.Parent.RemoveChild(table)
			here.Parent.InsertBefore(table, here)
			here.Parent.RemoveChild(here)
		})
	}
}

func hiddenRow() *html.Node {
	return fragment2("tr", "<td>作废</td><td>1</td><td>2</td>", html.Attribute{Key: "style", Val: "DISPLAY: none"})
}

// fragment2 makes an element that stands only in a table.
func fragment2(name, markup string, attrs ...html.Attribute) *html.Node {
	n := element(name)
	n.Attr = attrs
	nodes, err := html.ParseFragment(strings.NewReader(markup), element(name))
	if err != nil {
		panic(err)
	}
	for _, k := range nodes {
		n.AppendChild(k)
	}
	return n
}

func (m *mangling) apply(t *testing.T, source string) []byte {
	t.Helper()
	if m.tree != nil {
		root, err := html.Parse(strings.NewReader(source))
		if err != nil {
			t.Fatal(err)
		}
		m.tree(root)
		var b bytes.Buffer
		if err := html.Render(&b, root); err != nil {
			t.Fatal(err)
		}
		source = b.String()
	}
	if m.source != nil {
		source = m.source(source)
	}
	if m.bytes != nil {
		return m.bytes(source)
	}
	return []byte(source)
}
