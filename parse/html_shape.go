package parse

import "golang.org/x/net/html"

// A tableShape is what a table element holds in its own cells, apart from the
// tables within them.
type tableShape struct {
	rows, widest, cells int
	filled              int  // cells with text of their own
	long                int  // with more text than a table's cell has
	values              int  // with a number
	inner               int  // that hold nothing but another table
	nested              bool // some cell holds a table of several cells
	linked              bool // some cell holds a link
}

// longCell is how many bytes of text a table's cell has at most: 150 Chinese
// characters.
const longCell = 3 * 150

func shapeOf(table *html.Node) (s tableShape) {
	for c := table.FirstChild; c != nil; c = c.NextSibling {
		switch c.Data {
		case "tr":
			s.row(c)
		case "tbody", "thead", "tfoot":
			for k := c.FirstChild; k != nil; k = k.NextSibling {
				if k.Data == "tr" {
					s.row(k)
				}
			}
		}
	}
	return s
}

func (s *tableShape) row(tr *html.Node) {
	width := 0
	for c := tr.FirstChild; c != nil; c = c.NextSibling {
		if c.Data != "td" && c.Data != "th" {
			continue
		}
		width++
		if soleTable(c) != nil {
			s.inner++
			continue
		}
		s.nested = s.nested || holds(c, "table") && countCells(c, 2) > 1
		s.linked = s.linked || holds(c, "a")
		text := collapse(cellWords(c))
		if text != "" {
			s.filled++
		}
		if len(text) > longCell {
			s.long++
		}
		if isValue(text) {
			s.values++
		}
	}
	if width > 0 {
		s.rows++
	}
	s.cells += width
	s.widest = max(s.widest, width)
}

// cellWords is the text of an element, up to somewhat more than a cell has.
func cellWords(n *html.Node) string {
	var b []byte
	anyText(n, func(s string) bool {
		b = append(b, s...)
		return len(b) > 4*longCell
	})
	return string(b)
}

// isDataTable reports a table of rows and columns with short texts; other
// tables lay out the page. One row may be the last of a split table; one that
// holds tables must have values of its own.
func (pg *page) isDataTable(n *html.Node) bool {
	if n.Data != "table" {
		return false
	}
	is, known := pg.dataTables[n]
	if !known {
		s := shapeOf(n)
		switch {
		case s.widest < 2 || 10*s.long > s.cells:
		case s.inner > 0 || s.nested:
			is = s.rows >= 2 && 4*s.inner <= s.cells && 4*s.filled >= s.cells && s.values >= 2
		case s.rows == 1:
			is = (s.values > 0 || s.widest > 2) && !s.linked
		default:
			is = s.cells >= 4
		}
		pg.dataTables[n] = is
	}
	return is
}
