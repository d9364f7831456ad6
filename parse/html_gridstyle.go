package parse

import (
	"strconv"
	"strings"

	"golang.org/x/net/html"

	"nianbao/needle"
)

var (
	gridColumns = needle.MustCompile(`grid-template-columns:([^;]+)`)
	gridRepeat  = needle.MustCompile(`repeat\((\d+),([^()]*(?:\([^()]*\))?[^()]*)\)`)
	gridTrack   = needle.MustCompile(`minmax\([^)]*\)|fit-content\([^)]*\)|auto|(?:min|max)-content|[\d.]+(?:px|fr|%|em|rem|vw)`)
	gridPlace   = needle.MustCompile(`grid-(column|row):([^;]+)`)
)

// grid turns an element whose children are laid out by "display: grid" in
// columns into a table, if they are short texts with values.
func (t *tabler) grid(n *html.Node) bool {
	style := t.styleOf(n)
	if !strings.Contains(style, "display:grid") {
		return false
	}
	cols := gridWidth(style)
	var cells []*html.Node
	values := 0
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == html.TextNode && !blank(c.Data) {
			return false
		}
		if c.Type != html.ElementNode || skipped[c.Data] {
			continue
		}
		text := collapse(cellWords(c))
		if len(text) > longCell || holds(c, "table") {
			return false
		}
		if isValue(text) {
			values++
		}
		cells = append(cells, c)
	}
	if cols < 2 || cols > maxColSpan || len(cells) < 2*cols || 4*values < len(cells) {
		return false
	}
	t.fillGrid(n, cells, cols)
	return true
}

// gridWidth counts the columns that a style lays out.
func gridWidth(style string) int {
	m := gridColumns.FindAllStringSubmatch(style, -1)
	if m == nil {
		return 0
	}
	columns, n := m[len(m)-1][1], 0
	for _, r := range gridRepeat.FindAllStringSubmatch(columns, -1) {
		n += leadingInt(r[1]) * max(1, len(gridTrack.FindAllString(r[2], -1)))
	}
	return n + len(gridTrack.FindAllString(gridRepeat.ReplaceAllString(columns, ""), -1))
}

// fillGrid puts cells into rows as a browser does: each in the next free place,
// or in the column that it names.
func (t *tabler) fillGrid(n *html.Node, cells []*html.Node, cols int) {
	busy := make([]int, cols) // rows that a cell above still takes
	tr, col := element("tr"), 0
	rows := []*html.Node{tr}
	next := func() {
		for i := range busy {
			busy[i] = max(0, busy[i]-1)
		}
		tr, col = element("tr"), 0
		rows = append(rows, tr)
	}
	for _, c := range cells {
		at, colspan, rowspan := gridSpans(t.styleOf(c))
		colspan = min(colspan, cols)
		if at > 0 && at <= cols {
			if at-1 < col {
				next()
			}
			col = at - 1
		}
		for !fits(busy, col, colspan) {
			if col++; col >= cols {
				next()
			}
		}
		n.RemoveChild(c)
		td := element("td")
		td.AppendChild(c)
		td.Attr = []html.Attribute{{Key: "colspan", Val: strconv.Itoa(colspan)}, {Key: "rowspan", Val: strconv.Itoa(rowspan)}}
		tr.AppendChild(td)
		for k := col; k < col+colspan; k++ {
			busy[k] = rowspan
		}
		col += colspan
	}
	table := element("table")
	for _, r := range rows {
		table.AppendChild(r)
	}
	n.AppendChild(table)
}

func fits(busy []int, col, n int) bool {
	if col+n > len(busy) {
		return false
	}
	for _, rows := range busy[col : col+n] {
		if rows > 0 {
			return false
		}
	}
	return true
}

// gridSpans reads "grid-column: 2 / span 3" and the like; at is the first
// column, from 1, or 0 where it is the next free one.
func gridSpans(style string) (at, colspan, rowspan int) {
	colspan, rowspan = 1, 1
	for _, m := range gridPlace.FindAllStringSubmatch(style, -1) {
		first, last, _ := strings.Cut(m[2], "/")
		start, span := leadingInt(first), leadingInt(strings.TrimPrefix(first, "span"))
		switch {
		case strings.HasPrefix(last, "span"):
			span = leadingInt(strings.TrimPrefix(last, "span"))
		case last != "":
			span = leadingInt(last) - start
		case start > 0:
			span = 1
		}
		span = min(max(span, 1), maxColSpan)
		if m[1] == "column" {
			at, colspan = start, span
		} else {
			rowspan = span
		}
	}
	return at, colspan, rowspan
}
