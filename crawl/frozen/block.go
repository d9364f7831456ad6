package frozen

import (
	"fmt"
	"html"
	"strings"
)

// A block is a paragraph, or a table where rows is not nil.
type block struct {
	kind string // "", title, heading, signature
	text string
	rows [][]cell
}

// A cell stands where it begins; what it covers has none.
type cell struct {
	text       string
	rows, cols int // that it spans; 0 for 1
}

func label(text string) cell { return cell{text: text} }

func wide(text string, cols int) cell { return cell{text: text, cols: cols} }

func number(n int) cell { return cell{text: fmt.Sprint(n)} }

// asHTML writes blocks without quotes and line ends, so that they can stand in
// a page, in a record of an XML answer and in a string of JSON or a script.
func asHTML(blocks []block) string {
	var b strings.Builder
	for _, bl := range blocks {
		switch {
		case bl.rows != nil:
			b.WriteString("<table border=1>")
			for _, row := range bl.rows {
				b.WriteString("<tr>")
				for _, c := range row {
					b.WriteString("<td")
					if c.rows > 1 {
						fmt.Fprintf(&b, " rowspan=%d", c.rows)
					}
					if c.cols > 1 {
						fmt.Fprintf(&b, " colspan=%d", c.cols)
					}
					b.WriteString(">" + html.EscapeString(c.text) + "</td>")
				}
				b.WriteString("</tr>")
			}
			b.WriteString("</table>")
		case bl.kind == "title":
			// A page has its own.
		case bl.kind == "heading":
			b.WriteString("<p><strong>" + html.EscapeString(bl.text) + "</strong></p>")
		case bl.kind == "signature":
			b.WriteString("<p align=right>" + html.EscapeString(bl.text) + "</p>")
		default:
			b.WriteString("<p>　　" + html.EscapeString(bl.text) + "</p>")
		}
	}
	return b.String()
}

// asText writes them as lines, the cells of tables between pipes.
func asText(blocks []block) string {
	var b strings.Builder
	for _, bl := range blocks {
		switch {
		case bl.rows != nil:
			for _, row := range bl.rows {
				for i, c := range row {
					if i > 0 {
						b.WriteString(" | ")
					}
					b.WriteString(c.text)
				}
				b.WriteString("\n")
			}
		case bl.kind == "":
			b.WriteString("　　" + bl.text + "\n")
		default:
			b.WriteString(bl.text + "\n")
		}
	}
	return b.String()
}

// fromText reads lines as paragraphs; the first is the title.
func fromText(text string) []block {
	var out []block
	for line := range strings.SplitSeq(text, "\n") {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		b := block{text: line}
		if len(out) == 0 {
			b.kind = "title"
		}
		out = append(out, b)
	}
	return out
}

// A placed cell knows the line and column of the grid it begins at.
type placed struct {
	cell
	row, col int
}

// layout puts the cells of a table on its grid.
func layout(rows [][]cell) (cells []placed, cols int) {
	taken := map[[2]int]bool{}
	for r, row := range rows {
		at := 0
		for _, c := range row {
			for taken[[2]int{r, at}] {
				at++
			}
			c.rows, c.cols = max(c.rows, 1), max(c.cols, 1)
			for i := range c.rows {
				for j := range c.cols {
					taken[[2]int{r + i, at + j}] = true
				}
			}
			cells = append(cells, placed{c, r, at})
			at += c.cols
			cols = max(cols, at)
		}
	}
	return cells, cols
}
