package parse

import (
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// A tabler turns what a page lays out as a table without table elements into
// table elements, so that all that follows knows one kind of table: elements
// styled or named as rows and cells, grids, rows of equal shape, definition
// lists of values.
type tabler struct {
	sheets map[*html.Node]string // declarations of the page's own style sheets
	names  map[*html.Node]string // of elements: row, cell or group, as style, role or class say
}

func tabulate(root *html.Node, sheets map[*html.Node]string) {
	t := &tabler{sheets: sheets, names: map[*html.Node]string{}}
	t.visit(root)
}

// visit goes from the inside to the outside: rows are made before what holds them.
func (t *tabler) visit(n *html.Node) {
	for c := n.FirstChild; c != nil; {
		next := c.NextSibling
		if c.Type == html.ElementNode && !skipped[c.Data] {
			t.visit(c)
		}
		c = next
	}
	switch n.Data {
	case "table", "tbody", "thead", "tfoot", "tr", "html", "head", "ruby":
	case "dl":
		listTable(n)
	default:
		if !t.grid(n) {
			t.rows(n)
		}
	}
}

// styleOf gives what style sheets and the element itself declare.
func (t *tabler) styleOf(n *html.Node) string {
	style := t.sheets[n]
	for _, a := range n.Attr {
		if a.Key == "style" {
			style += ";" + strings.ToLower(a.Val)
		}
	}
	return strings.Map(dropSpace, style)
}

var (
	rowClasses   = words("tr row table-row tablerow tbl-row div-tr div_tr divtr")
	cellClasses  = words("td th cell table-cell tablecell tbl-cell div-td div_td divtd col column")
	groupClasses = words("tbody thead tfoot table-row-group rowgroup")
	roleNames    = map[string]string{"row": "row", "cell": "cell", "gridcell": "cell", "columnheader": "cell", "rowheader": "cell", "rowgroup": "group"}
)

// nameOf tells what an element is called: row, cell, group or "".
func (t *tabler) nameOf(n *html.Node) string {
	name, ok := t.names[n]
	if !ok {
		if name = displayName(t.styleOf(n)); name == "" {
			name = calledName(n)
		}
		t.names[n] = name
	}
	return name
}

func displayName(style string) string {
	_, display, ok := strings.Cut(style, "display:table-")
	switch {
	case !ok:
	case strings.HasPrefix(display, "cell"):
		return "cell"
	case strings.HasPrefix(display, "row-group"), strings.HasPrefix(display, "header-group"), strings.HasPrefix(display, "footer-group"):
		return "group"
	case strings.HasPrefix(display, "row"):
		return "row"
	}
	return ""
}

// calledName goes by role and class.
func calledName(n *html.Node) string {
	for _, a := range n.Attr {
		switch a.Key {
		case "role":
			if name := roleNames[strings.ToLower(a.Val)]; name != "" {
				return name
			}
		case "class":
			for _, class := range strings.Fields(strings.ToLower(a.Val)) {
				switch {
				case rowClasses[class]:
					return "row"
				case cellClasses[class]:
					return "cell"
				case groupClasses[class]:
					return "group"
				}
			}
		}
	}
	return ""
}

// A divRow is an element that may be a row, with those that may be its cells.
type divRow struct {
	node  *html.Node
	cells []*html.Node
	named bool // it or its cells are called so
	sure  bool // by what says nothing else
	value bool // it ends with a value
}

// rows turns each run of rows in n into a table.
func (t *tabler) rows(n *html.Node) {
	var run []divRow
	flush := func() {
		if isDivTable(run) {
			makeTable(run)
		}
		run = nil
	}
	var visit func(n *html.Node)
	visit = func(n *html.Node) {
		for c := n.FirstChild; c != nil; {
			next := c.NextSibling
			switch {
			case c.Type == html.TextNode && !blank(c.Data):
				flush()
			case c.Type != html.ElementNode || skipped[c.Data]:
			case t.nameOf(c) == "group" && !tableTags[c.Data]:
				visit(c)
			default:
				row, ok := t.row(c)
				if !ok || len(run) > 0 && !sameKind(run[len(run)-1], row) {
					flush()
				}
				if ok {
					run = append(run, row)
				}
			}
			c = next
		}
	}
	visit(n)
	flush()
}

// cellLength is how many characters a cell has that nothing calls a cell.
const cellLength = 60

// row reads an element as a row: it holds nothing but elements with short texts.
func (t *tabler) row(n *html.Node) (row divRow, ok bool) {
	const most = 40 // cells
	if tableTags[n.Data] {
		return row, false
	}
	row.node, row.named, row.sure = n, t.nameOf(n) == "row", t.isSure(n)
	inline := 0
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		switch {
		case c.Type == html.TextNode && !blank(c.Data):
			return row, false
		case c.Type != html.ElementNode || skipped[c.Data]:
			continue
		case c.Data == "br", c.Data == "img", c.Data == "a", tableTags[c.Data], len(row.cells) == most:
			return row, false
		}
		if !blocks[c.Data] {
			inline++
		}
		row.named = row.named || t.nameOf(c) == "cell"
		row.cells = append(row.cells, c)
	}
	k := len(row.cells)
	if k == 0 || !row.named && (k < 2 || inline > 0 && k < 3) {
		return row, false
	}
	for _, c := range row.cells {
		text := collapse(cellWords(c))
		size := utf8.RuneCountInString(text)
		if size > 3*cellLength || size > cellLength && !row.named || holds(c, "table") || holds(c, "a") {
			return row, false
		}
		row.value = isValue(text)
	}
	return row, true
}

// isSure reports a row that is called so by what says nothing else.
func (t *tabler) isSure(n *html.Node) bool {
	return attrOf(n, "role") == "row" || slices.Contains(strings.Fields(attrOf(n, "class")), "tr") || strings.Contains(t.styleOf(n), "display:table-row")
}

var tableTags = words("table tbody thead tfoot tr td th caption colgroup col")

// sameKind reports whether two rows may be of one table: both are called rows,
// or they are the same element with as many cells.
func sameKind(a, b divRow) bool {
	return a.named && b.named || a.node.Data == b.node.Data && len(a.cells) == len(b.cells)
}

// isDivTable asks of rows that are called so that some end with a value, unless
// that is sure; of others that most do.
func isDivTable(rows []divRow) bool {
	values, named, cells, sure := 0, 0, 0, len(rows) > 0
	for _, r := range rows {
		sure = sure && r.sure
		if r.value {
			values++
		}
		if r.named {
			named++
		}
		cells = max(cells, len(r.cells))
	}
	if named == len(rows) {
		return len(rows) >= 2 && cells >= 2 && (values > 0 || sure)
	}
	return len(rows) >= 3 && 2*values > len(rows)
}

// makeTable puts rows into a table element where the first one stands.
func makeTable(rows []divRow) {
	first := rows[0].node
	table := element("table")
	first.Parent.InsertBefore(table, first)
	for _, r := range rows {
		r.node.Parent.RemoveChild(r.node)
		table.AppendChild(r.node)
		rename(r.node, "tr")
		for _, c := range r.cells {
			rename(c, "td")
			c.Attr = append(c.Attr, spansOf(c)...)
		}
	}
}

func element(name string) *html.Node {
	return &html.Node{Type: html.ElementNode, Data: name, DataAtom: atom.Lookup([]byte(name))}
}

func rename(n *html.Node, name string) { n.Data, n.DataAtom = name, atom.Lookup([]byte(name)) }

// spansOf gives the spans that an element states in the ways of pages without
// table elements.
func spansOf(n *html.Node) (spans []html.Attribute) {
	for _, a := range n.Attr {
		switch a.Key {
		case "data-colspan", "aria-colspan":
			spans = append(spans, html.Attribute{Key: "colspan", Val: a.Val})
		case "data-rowspan", "aria-rowspan":
			spans = append(spans, html.Attribute{Key: "rowspan", Val: a.Val})
		}
	}
	return spans
}

// listTable turns a definition list of terms and values into a table.
func listTable(dl *html.Node) {
	var rows []*html.Node
	values := 0
	for c := dl.FirstChild; c != nil; c = c.NextSibling {
		switch {
		case c.Type == html.TextNode && !blank(c.Data):
			return
		case c.Type != html.ElementNode:
		case c.Data == "dt":
			rows = append(rows, element("tr"))
		case c.Data == "dd" && len(rows) > 0:
			if isValue(collapse(cellWords(c))) {
				values++
			}
		default:
			return
		}
	}
	if len(rows) < 2 || 2*values < len(rows) {
		return
	}
	for c, r := dl.FirstChild, -1; c != nil; {
		next := c.NextSibling
		dl.RemoveChild(c)
		if c.Type == html.ElementNode {
			if c.Data == "dt" {
				r++
			}
			rename(c, "td")
			rows[r].AppendChild(c)
		}
		c = next
	}
	rename(dl, "table")
	for _, r := range rows {
		dl.AppendChild(r)
	}
}
