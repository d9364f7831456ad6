package twins

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
	"golang.org/x/text/encoding/simplifiedchinese"
)

// A Page is a sample report as a tree of HTML.
type Page struct {
	Name string // file name without extension: t01_bureau_2014
	Root *html.Node
}

// Load reads a page in UTF-8 or GB18030, whatever it declares.
func Load(path string) (*Page, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	if !utf8.Valid(raw) {
		if raw, err = simplifiedchinese.GB18030.NewDecoder().Bytes(raw); err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
	}
	root, err := html.Parse(bytes.NewReader(raw))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	name := filepath.Base(path)
	return &Page{Name: strings.TrimSuffix(name, filepath.Ext(name)), Root: root}, nil
}

// marks are words that only an official table has, without their blanks.
var marks = []string{"第二十条第", "申请人情况", "未经复议直接起诉", "统计指标", "指标名称"}

// Tables are the page's official tables, in order: those that hold no other
// table and have one of the words of the forms.
func (p *Page) Tables() []*html.Node {
	var out []*html.Node
	for _, t := range Find(p.Root, "table") {
		if len(Find(t, "table")) == 0 && Mark(Text(t)) {
			out = append(out, t)
		}
	}
	return out
}

// Mark tells whether a text has one of the words that only an official table has.
func Mark(text string) bool {
	text = strings.Join(strings.Fields(text), "")
	return slices.ContainsFunc(marks, func(m string) bool { return strings.Contains(text, m) })
}

// Find gives the elements of a name below n, in order, without n itself.
func Find(n *html.Node, name string) []*html.Node {
	var out []*html.Node
	for c := range n.Descendants() {
		if c.Type == html.ElementNode && c.Data == name {
			out = append(out, c)
		}
	}
	return out
}

// Text is all text below n, with the blanks it has.
func Text(n *html.Node) string {
	var b strings.Builder
	for c := range n.Descendants() {
		if c.Type == html.TextNode && c.Parent.DataAtom != atom.Script && c.Parent.DataAtom != atom.Style {
			b.WriteString(c.Data)
		}
	}
	return b.String()
}

// Line is Text on one line, without blanks around it.
func Line(n *html.Node) string { return strings.Join(strings.Fields(Text(n)), " ") }

// A Cell is one cell of a table with the place it has in the grid.
type Cell struct {
	Node             *html.Node
	Row, Col         int
	RowSpan, ColSpan int
}

// Rows are the rows of a table that holds no other table.
func Rows(table *html.Node) []*html.Node { return Find(table, "tr") }

// Cells are the cells of a row.
func Cells(row *html.Node) []*html.Node {
	var out []*html.Node
	for c := range row.ChildNodes() {
		if c.Data == "td" || c.Data == "th" {
			out = append(out, c)
		}
	}
	return out
}

// Grid lays out the cells of a table, and gives its number of columns.
func Grid(table *html.Node) (cells []Cell, cols int) {
	taken := map[[2]int]bool{}
	for r, row := range Rows(table) {
		col := 0
		for _, n := range Cells(row) {
			for taken[[2]int{r, col}] {
				col++
			}
			c := Cell{n, r, col, Span(n, "rowspan"), Span(n, "colspan")}
			for i := range c.RowSpan {
				for k := range c.ColSpan {
					taken[[2]int{r + i, col + k}] = true
				}
			}
			col += c.ColSpan
			cols = max(cols, col)
			cells = append(cells, c)
		}
	}
	return cells, cols
}

// Span is the number in a cell's rowspan or colspan, 1 where there is none.
func Span(n *html.Node, key string) int {
	for _, a := range n.Attr {
		if v, err := strconv.Atoi(a.Val); a.Key == key && err == nil && v > 0 {
			return v
		}
	}
	return 1
}

// SetAttr sets an attribute, or takes it away where val is "".
func SetAttr(n *html.Node, key, val string) {
	for i, a := range n.Attr {
		if a.Key == key {
			n.Attr = append(n.Attr[:i:i], n.Attr[i+1:]...)
			break
		}
	}
	if val != "" {
		n.Attr = append(n.Attr, html.Attribute{Key: key, Val: val})
	}
}
