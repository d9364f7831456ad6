package parse

import (
	"strings"
	"unicode/utf8"

	"github.com/PuerkitoBio/goquery"
	"golang.org/x/net/html"

	"nianbao/report"
)

// readHTML fills d from a decoded page: the report's own text and tables,
// without the page around them.
func readHTML(d *report.Document, text string) {
	root, err := parseHTML(text)
	if err != nil {
		d.Fail(err.reason, err.detail)
		return
	}
	pg := newPage(root, text)
	pg.reveal()
	main := pg.container()
	before, inside := pg.joinTitle(pg.pieces(pg.body, main), false), pg.joinTitle(pg.pieces(main, nil), true)
	inside = pg.layTables(plainTables(inside))
	pg.readMeta(d, before, inside)
	d.Links = pg.links(d.Source)
	w := &htmlWriter{d: d, pg: pg}
	w.write(pg.titlePiece(before, inside), inside)
	pg.judge(d, main, inside)
	pg.noteCut(d, main)
	noteReplaced(d)
}

// A page is a parsed HTML page with what was measured of its elements.
type page struct {
	doc    *goquery.Document
	body   *html.Node
	source string       // the page as decoded
	title  string       // as the head states it, without the name of the site
	hidden []*html.Node // what a browser does not show
	sizes  map[*html.Node]*measure

	dataTables map[*html.Node]bool // known of the tables asked for so far
	embedded   embeddedArticle     // what a script would show, if anything
	weighed    int                 // articles weighed for that
}

func newPage(root *html.Node, source string) *page {
	pg := &page{doc: goquery.NewDocumentFromNode(root), source: source, sizes: map[*html.Node]*measure{}, dataTables: map[*html.Node]bool{}}
	sheets := sheetStyles(pg.doc)
	pg.hidden = prune(root, sheets)
	tabulate(root, sheets)
	pg.body = root
	if b := pg.doc.Find("body, frameset").First(); b.Length() > 0 {
		pg.body = b.Nodes[0]
	}
	pg.title = pg.headTitle()
	pg.measure()
	return pg
}

// measure counts what each block of the page holds.
func (pg *page) measure() {
	m := &meter{pg: pg}
	m.element(pg.body, false)
}

// collapse writes runs of white space as one space.
func collapse(s string) string { return strings.Join(strings.FieldsFunc(s, isSpace), " ") }

// squeeze drops all white space: for comparing titles.
func squeeze(s string) string { return strings.Map(dropSpace, s) }

// titlePiece gives the visible title, from the container or from above it, or
// nil. Where it stands in the container, the writer meets it there again.
func (pg *page) titlePiece(before, inside []piece) *piece {
	for i := range inside {
		p := &inside[i]
		if p.table != nil && p.grid.rows > 2 || isProse(p.text) {
			break
		}
		if pg.isTitle(p) {
			return p
		}
	}
	var best *piece
	wanted := squeeze(pg.title)
	for i := range before {
		p := &before[i]
		if pg.isTitle(p) && (best == nil || p.level > 0 || squeeze(p.text) == wanted) {
			best = p
		}
	}
	return best
}

// joinTitle joins the pieces over which a title is spread: one title broken
// over lines or, inside the container, a line each for the body's name and the
// kind of report.
func (pg *page) joinTitle(pieces []piece, inside bool) []piece {
	const most = 4 // lines of a title
	for i := range pieces {
		if isProse(pieces[i].text) {
			break
		}
		joined := pieces[i]
		for j := i + 1; j < min(len(pieces), i+most); j++ {
			next := &pieces[j]
			if !titleLike(&joined) || !titleLike(next) || next.chrome {
				break
			}
			joined.text += "\n" + next.text
			joined.level = max(joined.level, next.level)
			if s := squeeze(joined.text); s == squeeze(pg.title) || (inside || joined.level > 0 && pieces[i].level == next.level) && j == i+1 && bodyName.MatchString(pieces[i].trimmed()) && pg.isTitle(next) {
				return append(append(append([]piece{}, pieces[:i]...), joined), pieces[j+1:]...)
			}
		}
	}
	return pieces
}

func titleLike(p *piece) bool {
	s := p.trimmed()
	return p.table == nil && !p.image && s != "" && utf8.RuneCountInString(s) <= 60 && !endsSentence(s) && !furnitureLine(s)
}

// isTitle reports whether a piece is the report's title: what the head says,
// or a heading about a report.
func (pg *page) isTitle(p *piece) bool {
	s, wanted := squeeze(p.text), squeeze(pg.title)
	n := utf8.RuneCountInString(s)
	switch {
	case p.table != nil || p.image || n < 4 || n > 80 || furnitureLine(p.trimmed()):
		return false
	case s == wanted:
		return true
	case n >= 8 && titleWords.MatchString(s) && strings.Contains(wanted, s):
		return true
	}
	style, _ := numbering(p.trimmed())
	return n >= 8 && style == unnumbered && isTitle(s) && (p.level > 0 && p.level < 4 || p.centered)
}
