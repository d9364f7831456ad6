package parse

import (
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/net/html"
)

// A pruner takes out of a page what a browser does not show, so that all that
// follows reads what a person sees.
type pruner struct {
	sheets map[*html.Node]string // declarations of the page's own style sheets
	hidden []*html.Node          // what was taken out: a script may show it
}

// prune takes out hidden elements and the readings above ruby text.
func prune(root *html.Node, sheets map[*html.Node]string) (hidden []*html.Node) {
	p := &pruner{sheets: sheets}
	p.children(root, look{})
	return p.hidden
}

// A look is what a style says of an element's being seen. Text of no size and
// invisible text are shown again by an element inside that says so.
type look struct{ gone, tiny, invisible bool }

func (p *pruner) children(n *html.Node, outer look) {
	var next *html.Node
	for c := n.FirstChild; c != nil; c = next {
		next = c.NextSibling
		switch c.Type {
		case html.TextNode:
			if (outer.tiny || outer.invisible) && !blank(c.Data) {
				n.RemoveChild(c)
			}
		case html.ElementNode:
			p.element(c, outer)
		}
	}
}

func (p *pruner) element(n *html.Node, outer look) {
	if skipped[n.Data] {
		return
	}
	own := p.look(n, outer)
	if own.gone && n.Data != "body" && n.Data != "html" { // whose script shows them when it has run
		n.Parent.RemoveChild(n)
		p.hidden = append(p.hidden, n)
		return
	}
	p.children(n, own)
}

// unread are the elements that hold another form of the text beside them:
// readings above Chinese characters, deleted words.
var unread = words("rt rp rtc del")

// hidingClasses are the names that style sheets outside the page give to what
// they hide. They are believed of small elements only: scripts show others.
var hidingClasses = words("hidden hide d-none sr-only sr_only visually-hidden layui-hide is-hidden screen-reader-text")

func (p *pruner) look(n *html.Node, outer look) look {
	if unread[n.Data] {
		return look{gone: true}
	}
	l := outer
	style := p.sheets[n]
	for _, a := range n.Attr {
		switch a.Key {
		case "hidden":
			l.gone = true
		case "style":
			style += ";" + a.Val
		case "aria-hidden":
			l.gone = l.gone || strings.EqualFold(a.Val, "true") && !hasWords(n)
		case "class":
			for _, name := range strings.Fields(a.Val) {
				l.gone = l.gone || hidingClasses[strings.ToLower(name)] && isSmall(n)
			}
		}
	}
	if style != "" {
		l.apply(style)
	}
	return l
}

// hasWords reports whether an element holds letters or digits: what is hidden
// from readers by ear only is seen by all others, but for decorations.
func hasWords(n *html.Node) bool {
	return anyText(n, func(s string) bool {
		return strings.IndexFunc(s, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) >= 0
	})
}

// isSmall reports an element with little text and no table.
func isSmall(n *html.Node) bool {
	const most = 300 // bytes
	size := 0
	return !anyText(n, func(s string) bool {
		size += len(s)
		return size > most
	}) && !holds(n, "table")
}

// anyText reports whether found is true for a piece of text in n.
func anyText(n *html.Node, found func(string) bool) bool {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == html.TextNode && found(c.Data) || c.Type == html.ElementNode && !skipped[c.Data] && anyText(c, found) {
			return true
		}
	}
	return false
}

// holds reports an element of the name inside n.
func holds(n *html.Node, name string) bool {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == html.ElementNode && (c.Data == name || holds(c, name)) {
			return true
		}
	}
	return false
}

// Offsets, in pixels, from which on a text stands beside the page. Margins of
// some hundreds centre a page.
const (
	away    = -400
	farAway = -2000
)

// apply reads declarations; later ones win.
func (l *look) apply(style string) {
	var none, faded, beside, absolute, off, clipped, flat, narrow bool
	for d := range strings.SplitSeq(strings.ToLower(style), ";") {
		name, value, ok := strings.Cut(d, ":")
		if !ok {
			continue
		}
		value = strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(value), "!important"))
		switch strings.TrimSpace(name) {
		case "display":
			none = value == "none"
		case "visibility":
			l.invisible = value == "hidden" || value == "collapse"
		case "font-size":
			l.tiny = isZero(value)
		case "opacity":
			faded = isZero(value)
		case "mso-hide":
			beside = beside || value == "all"
		case "position":
			absolute = value == "absolute" || value == "fixed"
		case "left", "top", "right", "bottom":
			off = off || pixels(value) <= away
		case "text-indent":
			beside = beside || pixels(value) <= away
		case "margin-left", "margin-top", "margin-right":
			beside = beside || pixels(value) <= farAway
		case "overflow", "overflow-x", "overflow-y":
			clipped = value == "hidden" || value == "clip"
		case "height", "max-height":
			flat = isSliver(value)
		case "width":
			narrow = isSliver(value)
		case "clip":
			box := strings.Map(dropSpace, value)
			beside = beside || strings.HasPrefix(box, "rect(0") || strings.HasPrefix(box, "rect(1px,1px,1px")
		case "transform":
			beside = beside || strings.Map(dropSpace, value) == "scale(0)"
		}
	}
	l.gone = l.gone || none || faded || beside || absolute && (off || clipped && narrow) || clipped && flat
}

// isZero reads "0", "0px", "0.0em".
func isZero(value string) bool {
	v, err := strconv.ParseFloat(strings.TrimRight(value, "abcdefghijklmnopqrstuvwxyz% "), 64)
	return err == nil && v == 0
}

// isSliver reads a length of at most one pixel.
func isSliver(value string) bool { return isZero(value) || value == "1px" }

// pixels reads a length, roughly in other units; 0 where it is none.
func pixels(value string) float64 {
	v, err := strconv.ParseFloat(strings.TrimRight(value, "abcdefghijklmnopqrstuvwxyz% "), 64)
	switch {
	case err != nil:
		return 0
	case strings.HasSuffix(value, "em"):
		return v * 16
	case strings.HasSuffix(value, "%"):
		return v * 10
	}
	return v
}
