package parse

import (
	"bytes"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"nianbao/report"
)

// What an element that is open at the end of a page says of it.
var (
	// These are always closed.
	closedAlways = map[atom.Atom]bool{atom.Table: true, atom.Div: true, atom.Section: true, atom.Article: true, atom.Main: true, atom.Ul: true, atom.Ol: true}
	// The ends of these may be left out: a page that closes all but the last one
	// does not do so.
	closedMostly = map[atom.Atom]bool{atom.P: true, atom.Td: true, atom.Th: true, atom.Tr: true, atom.Li: true, atom.Span: true}
)

// cutOff tells a page whose end is missing: it stops within a tag, a comment or
// a script, or an element is open that this page closes elsewhere, and neither
// the body nor the page is ever closed.
func cutOff(source string) bool {
	z := html.NewTokenizer(strings.NewReader(source))
	open, closed := map[atom.Atom]int{}, map[atom.Atom]int{}
	last := len(source) // how much of the source is not yet read
	raw := atom.Atom(0) // the script or style that is open
	for {
		kind := z.Next()
		if kind == html.ErrorToken {
			break
		}
		token := z.Raw()
		last -= len(token)
		if kind == html.CommentToken && last == 0 && bytes.HasPrefix(token, []byte("<!--")) && !bytes.HasSuffix(token, []byte(">")) {
			return true
		}
		if kind != html.StartTagToken && kind != html.EndTagToken {
			continue
		}
		name, _ := z.TagName()
		a := atom.Lookup(name)
		switch {
		case kind == html.EndTagToken && (a == atom.Body || a == atom.Html || a == atom.Frameset):
			return false
		case kind == html.StartTagToken && (a == atom.Script || a == atom.Style):
			raw = a
		case kind == html.EndTagToken && a == raw:
			raw = 0
		}
		if kind == html.StartTagToken {
			open[a]++
		} else {
			closed[a]++
		}
	}
	if last > 0 || raw != 0 { // a tag that is not whole is no token
		return true
	}
	for a := range open {
		missing := open[a] - closed[a]
		if closedAlways[a] && missing > 0 || closedMostly[a] && missing == 1 && closed[a] > 0 {
			return true
		}
	}
	return false
}

// noteCut says of a document that its page ends within it. What is cut off
// behind it, such as a footer, is no loss.
func (pg *page) noteCut(d *report.Document, main *html.Node) {
	if d.Status != report.OK || !cutOff(pg.source) {
		return
	}
	for n := pg.body; n != nil; n = n.LastChild {
		if n == main {
			d.Status, d.Reason, d.Detail = report.Partial, report.Truncated, "the end of the page is missing: fetch it again"
			return
		}
	}
}
