package parse

import (
	"strings"

	"golang.org/x/net/html"
)

const raisedDigits = "⁰¹²³⁴⁵⁶⁷⁸⁹"

// isRaised reports a raised figure: a note's mark or a power, which must not
// become a digit of the number before it.
func isRaised(n *html.Node) bool {
	s := collapse(cellWords(n))
	return s != "" && len(s) <= 3 && strings.Trim(s, "0123456789") == ""
}

func raised(r rune) rune {
	if r >= '0' && r <= '9' {
		return []rune(raisedDigits)[r-'0']
	}
	return r
}

// keepsLines reports an element whose own style keeps its line ends.
func keepsLines(n *html.Node) bool {
	style := strings.Map(dropSpace, strings.ToLower(attrOf(n, "style")))
	return strings.Contains(style, "white-space:pre") || strings.Contains(style, "white-space:break-spaces")
}

// attrOf gives an attribute, or "".
func attrOf(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func holdsBlock(n *html.Node) bool {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == html.ElementNode && (blocks[c.Data] || holdsBlock(c)) {
			return true
		}
	}
	return false
}

// verbatim is the text of an element with its white space.
func verbatim(n *html.Node) string {
	var b strings.Builder
	for c := range n.Descendants() {
		switch {
		case c.Type == html.TextNode:
			b.WriteString(strings.Map(dropInvisible, c.Data))
		case c.Data == "br":
			b.WriteByte('\n')
		}
	}
	return strings.ReplaceAll(strings.ReplaceAll(b.String(), "\r\n", "\n"), "\r", "\n")
}

// fieldText is what a form field shows.
func fieldText(n *html.Node) string {
	switch n.Data {
	case "textarea":
		return cellWords(n)
	case "select":
		shown := ""
		for o := range n.Descendants() {
			if o.Data != "option" {
				continue
			}
			for _, a := range o.Attr {
				if a.Key == "selected" {
					return verbatim(o)
				}
			}
			if shown == "" {
				shown = verbatim(o)
			}
		}
		return shown
	}
	switch strings.ToLower(attrOf(n, "type")) {
	case "", "text", "number":
		return attrOf(n, "value")
	}
	return ""
}

// caption adds the caption of a table, which stands above it.
func (c *collector) caption(table *html.Node) {
	for k := table.FirstChild; k != nil; k = k.NextSibling {
		if k.Data == "caption" {
			c.block(k)
		}
	}
}
