package parse

import (
	"math/bits"
	"strings"

	"golang.org/x/net/html"

	"nianbao/needle"
)

// A measure is what an element holds, counted in one walk over the page.
type measure struct {
	han      int // Chinese characters
	prose    int // of these, in blocks with sentences
	linked   int // of these, in links
	links    int // links with words
	sections int // blocks that begin like 一、
	official int // a bit for each of the six sections of an annual report that has its heading here
	values   int // table cells that hold a number
	dated    int // blocks with a date
	tables   int // tables
	rows     int // of the tables
	cells    int // of the tables
	long     int // of the cells, those with more text than a table's cell has
	widest   int // cells of the longest row
}

func (m *measure) add(o *measure) {
	m.han += o.han
	m.prose += o.prose
	m.linked += o.linked
	m.links += o.links
	m.sections += o.sections
	m.official |= o.official
	m.values += o.values
	m.dated += o.dated
	m.tables += o.tables
	m.rows += o.rows
	m.cells += o.cells
	m.long += o.long
	m.widest = max(m.widest, o.widest)
}

// score weighs how much of the report an element holds. A cell with a number
// counts as a few words.
func (m *measure) score() int { return m.prose + 4*m.values }

var (
	skipped = words("script style xml noscript template svg head select option button textarea input object embed map audio video canvas iframe frame link meta title datalist")
	blocks  = words("address article aside blockquote body caption center dd details div dl dt fieldset figcaption figure footer form frameset h1 h2 h3 h4 h5 h6 header hr html legend li main nav ol p pre section table tbody td tfoot th thead tr ul")
)

func isSkipped(n *html.Node) bool {
	return n.Type == html.CommentNode || n.Type == html.ElementNode && skipped[n.Data]
}

// A meter measures elements. It gathers the inline text of a block until the
// block ends.
type meter struct {
	pg *page
	measure
	han, linked, stops int
	head               []byte // the first bytes of the block's text
	size               int    // bytes of it in all, without white space
}

const headBytes = 160

// element measures n and what it holds, and keeps the result for blocks.
func (m *meter) element(n *html.Node, inLink bool) {
	block := blocks[n.Data]
	var outer measure
	if block {
		m.settle(nil)
		outer, m.measure = m.measure, measure{}
	}
	switch n.Data {
	case "a":
		inLink = true
		m.links++
	case "br":
		m.stop()
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		switch {
		case c.Type == html.TextNode:
			m.text(c.Data, inLink)
		case c.Type == html.ElementNode && !isSkipped(c):
			m.element(c, inLink)
		}
	}
	if !block {
		return
	}
	m.settle(n)
	switch n.Data {
	case "table":
		m.tables++
	case "tr":
		m.rows++
		m.widest = max(m.widest, cellsOf(n))
	}
	own := m.measure
	m.pg.sizes[n] = &own
	m.measure = outer
	m.add(&own)
}

// officialSections are the headings of the six sections that annual reports
// have had since 2019, and of their like before.
var officialSections = []*needle.Regexp{
	needle.MustCompile(`[总總][体體]情[况況]|概[述况況]|基本情[况況]`),
	needle.MustCompile(`主[动動]公[开開]`),
	needle.MustCompile(`收到和[处處]理|申[请請]公[开開]|公[开開]申[请請]`),
	needle.MustCompile(`[复復複][议議]|[诉訴][讼訟]`),
	needle.MustCompile(`[问問][题題]|不足|改[进進]`),
	needle.MustCompile(`其他.{0,6}事[项項]|附[表件]`),
}

func sectionsIn(heading string) (bits int) {
	for i, s := range officialSections {
		if s.MatchString(heading) {
			bits |= 1 << i
		}
	}
	return bits
}

func cellsOf(tr *html.Node) (n int) {
	for c := tr.FirstChild; c != nil; c = c.NextSibling {
		if c.Data == "td" || c.Data == "th" {
			n++
		}
	}
	return n
}

func (m *meter) text(s string, inLink bool) {
	for _, r := range s {
		if r <= ' ' || r == '\u00a0' || r == '\u3000' {
			continue
		}
		if isHan(r) {
			m.han++
			if inLink {
				m.linked++
			}
		} else if strings.ContainsRune("，。；", r) {
			m.stops++
		}
		if m.size < headBytes {
			m.head = append(m.head, string(r)...)
		}
		m.size++
	}
}

// stop parts the words around a line break.
func (m *meter) stop() {
	if len(m.head) < headBytes {
		m.head = append(m.head, ' ')
	}
}

var anyDate = needle.MustCompile(`[12][0-9]{3}[-年/.][0-9]{1,2}[-月/.][0-9]{1,2}`)

// settle ends a block's text. n is the block where the block itself ends, nil
// where another begins inside it.
func (m *meter) settle(n *html.Node) {
	head := strings.TrimSpace(string(m.head))
	m.measure.han += m.han
	m.measure.linked += m.linked
	if m.stops > 0 && m.han >= 10 && 2*m.linked < m.han {
		m.prose += m.han
	}
	if m.han > 0 && m.han <= 60 && 2*m.linked < m.han {
		if style, _ := numbering(head); style == chineseNumber {
			m.sections++
			m.official |= sectionsIn(head)
		}
	}
	if m.size > 0 && m.size < headBytes && anyDate.MatchString(head) {
		m.dated++
	}
	if n != nil && (n.Data == "td" || n.Data == "th") {
		m.cells++
		if m.measure.han > 150 {
			m.long++
		}
		if m.size > 0 && isValue(head) {
			m.values++
		}
	}
	m.han, m.linked, m.stops, m.size, m.head = 0, 0, 0, 0, m.head[:0]
}

// container gives the deepest element that holds nearly all of the report: its
// sentences, sections and tables.
func (pg *page) container() *html.Node {
	all := pg.sizes[pg.body]
	at := pg.body
	for all != nil {
		next := pg.narrower(at, all)
		if next == nil {
			break
		}
		at = next
	}
	return at
}

// ranked is how many values the rankings beside an article hold.
const ranked = 12

// narrower gives the child of n that holds nearly all of the report, or nil.
func (pg *page) narrower(n *html.Node, all *measure) *html.Node {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type != html.ElementNode || isSkipped(c) || narrowest[c.Data] {
			continue
		}
		m := pg.sizes[c]
		if m == nil { // an inline element around blocks
			if found := pg.narrower(c, all); found != nil {
				return found
			}
			continue
		}
		share, outside := 85, 0 // values outside that do not count
		switch {
		case m.official == all.official && bits.OnesCount(uint(m.official)) >= 3: // beside it are other articles
			share, outside = 10, ranked
		case isKnownContainer(c):
			share = 50
		}
		if all.score() > 0 && 100*m.score() >= share*all.score() && m.sections >= all.sections && 10*(m.values+outside) >= 9*all.values && !pg.isDataTable(c) {
			return c
		}
	}
	return nil
}

// narrowest are the elements that hold one paragraph and never a report.
var narrowest = words("p h1 h2 h3 h4 h5 h6 li dt dd caption a pre")

var knownContainer = needle.MustCompile(`(?i)^(?:trs_editor|trs_ueditor|trs_editor_view|custom_unionstyle|zoom|ucap-?content|ivs_content|vsb_content|xxgk_content|article-?(?:content|conter|body|con)|content|news_content|detail|maincontent|bt-content|conter?|wz)$`)

// isKnownContainer reports an element with a name that content management
// systems give to an article's text: a hint, never enough by itself.
func isKnownContainer(n *html.Node) bool {
	for _, a := range n.Attr {
		if a.Key == "id" || a.Key == "class" {
			for _, name := range strings.Fields(a.Val) {
				if knownContainer.MatchString(name) {
					return true
				}
			}
		}
	}
	return false
}
