package parse

import (
	"strings"

	"golang.org/x/net/html"

	"nianbao/needle"
)

// A piece is a part of a page in reading order: a block of text, a table or a
// picture.
type piece struct {
	text     string // with the spaces of its source around; lines parted by "\n"
	level    int    // of a heading element, else 0
	centered bool
	table    *html.Node
	grid     *htmlGrid // of the table, once it was laid out
	plain    bool      // lines as they stand, with tables written with characters
	image    bool
	chrome   bool // stands for a part of the page that was left out
}

func (p *piece) trimmed() string { return strings.TrimFunc(p.text, isSpace) }

// A collector gathers the pieces of an element.
type collector struct {
	pg       *page
	stop     *html.Node // where to end
	stopped  bool
	all      *measure // of the element
	pieces   []piece
	buf      []byte
	space    byte // white space that was met and not yet written, or 0
	level    int
	centered bool
	pre      bool // line ends of the source are line breaks
	fields   bool // what form fields show is text
}

// pieces gives what stands in from, up to stop. Without a stop the page's
// chrome is left out.
func (pg *page) pieces(from, stop *html.Node) []piece {
	if from == stop {
		return nil
	}
	c := &collector{pg: pg, stop: stop, all: pg.sizes[from]}
	c.children(from)
	c.flush()
	return c.pieces
}

func (c *collector) children(n *html.Node) {
	for k := n.FirstChild; k != nil && !c.stopped; k = k.NextSibling {
		switch {
		case k == c.stop:
			c.stopped = true
		case k.Type == html.TextNode:
			c.text(k.Data)
		case c.fields && (k.Data == "input" || k.Data == "select" || k.Data == "textarea"):
			c.text(fieldText(k))
		case k.Type == html.ElementNode && !isSkipped(k):
			c.element(k)
		}
	}
}

func (c *collector) element(n *html.Node) {
	switch {
	case n.Data == "br":
		c.lineBreak()
	case n.Data == "sup" && isRaised(n):
		c.text(strings.Map(raised, cellWords(n)))
	case n.Data == "img":
		if isPicture(n) {
			c.flush()
			c.pieces = append(c.pieces, piece{image: true})
		}
	case c.stop == nil && c.isChrome(n):
		c.flush()
		c.pieces = append(c.pieces, piece{chrome: true})
	case c.pg.isDataTable(n):
		c.flush()
		c.caption(n)
		if c.stop != nil || !c.pg.isInfoTable(n) {
			c.pieces = append(c.pieces, piece{table: n})
		}
	case n.Data == "pre" && !holdsBlock(n):
		c.flush()
		if text := strings.Trim(verbatim(n), "\n"); !blank(text) {
			c.pieces = append(c.pieces, piece{text: text, plain: true})
		}
	case blocks[n.Data]:
		c.block(n)
	default:
		c.children(n)
	}
}

func (c *collector) block(n *html.Node) {
	c.flush()
	level, centered, pre := c.level, c.centered, c.pre
	if len(n.Data) == 2 && n.Data[0] == 'h' && n.Data[1] >= '1' && n.Data[1] <= '6' {
		c.level = int(n.Data[1] - '0')
	}
	c.centered = centered && n.Data != "table" || isCentered(n)
	c.pre = pre || n.Data == "pre" || keepsLines(n)
	c.children(n)
	c.flush()
	c.level, c.centered, c.pre = level, centered, pre
}

// text collapses white space as a browser does; full-width and no-break spaces
// stay, and so do tabs between words, which may part the cells of a table. What
// has no width goes.
func (c *collector) text(s string) {
	for i := 0; i < len(s); {
		end := i + 1
		for end < len(s) && asciiSpace(s[end]) == asciiSpace(s[i]) {
			end++
		}
		if asciiSpace(s[i]) {
			c.white(s[i:end])
		} else if word := strings.Map(dropInvisible, s[i:end]); word != "" {
			if c.space != 0 && len(c.buf) > 0 && c.buf[len(c.buf)-1] != '\n' {
				c.buf = append(c.buf, c.space)
			}
			c.space = 0
			c.buf = append(c.buf, word...)
		}
		i = end
	}
}

// white takes in a run of white space of the source.
func (c *collector) white(s string) {
	lines := strings.Count(s, "\n")
	switch {
	case c.pre && lines > 0:
		for range lines {
			c.lineBreak()
		}
	case lines == 0 && strings.Contains(s, "\t"):
		c.space = '\t'
	case c.space == 0:
		c.space = ' '
	}
}

// dropInvisible takes out characters without width: joiners, marks of
// direction and of where a line may break.
func dropInvisible(r rune) rune {
	switch {
	case r < 0xad:
		return r
	case r == 0xad, r == 0x180e, r == 0xfeff, r >= 0x200b && r <= 0x200f, r >= 0x202a && r <= 0x202e, r >= 0x2060 && r <= 0x206f:
		return -1
	}
	return r
}

func asciiSpace(b byte) bool {
	return b == ' ' || b == '\n' || b == '\t' || b == '\r' || b == '\f'
}

func (c *collector) lineBreak() {
	c.space = 0
	c.buf = append(c.buf, '\n')
}

// flush ends a block of text.
func (c *collector) flush() {
	if len(c.buf) > 0 {
		eachParagraph(string(c.buf), c.push)
	}
	c.buf, c.space = c.buf[:0], 0
}

// eachParagraph parts a text with line breaks. Its lines are one paragraph, but
// for those that begin one: after an empty line, with an indent, a number, or
// after a heading.
func eachParagraph(text string, yield func(string)) {
	start, prev := -1, ""
	lines := strings.Split(text, "\n")
	for i, l := range lines {
		text := strings.TrimFunc(l, isSpace)
		if start >= 0 && (text == "" || beginsParagraph(l, prev)) {
			yield(strings.Join(lines[start:i], "\n"))
			start = -1
		}
		if start < 0 && text != "" {
			start = i
		}
		prev = text
	}
	if start >= 0 {
		yield(strings.Join(lines[start:], "\n"))
	}
}

func (c *collector) push(text string) {
	c.pieces = append(c.pieces, piece{text: text, level: c.level, centered: c.centered})
}

func beginsParagraph(line, prev string) bool {
	return strings.HasPrefix(line, "\u3000") || strings.HasPrefix(line, "\u00a0\u00a0") ||
		startsItem(strings.TrimFunc(line, isSpace)) || isHeading(prev)
}

func isCentered(n *html.Node) bool {
	if n.Data == "center" {
		return true
	}
	for _, a := range n.Attr {
		if a.Key == "align" && strings.EqualFold(a.Val, "center") ||
			a.Key == "style" && strings.Contains(strings.Map(dropSpace, strings.ToLower(a.Val)), "text-align:center") {
			return true
		}
	}
	return false
}

var (
	chromeTags  = words("nav footer aside header")
	chromeNames = words("nav navbar navigation menu footer foot copyright crumb crumbs breadcrumb breadcrumbs position weizhi dqwz mbx location sidebar side share bdsharebuttonbox toolbar tools tool related relate relation xgxx xgwz xgnr xgyd recommend hot rank prev next prevnext pager login search topbar banner header logo print qrcode ewm erweima comment sitemap popup modal pagination")
	nameParts   = needle.MustCompile(`[A-Za-z]+`)
)

// isChrome reports an element of the page around the report: one that calls
// itself so, or a list of links, if it holds none of the report.
func (c *collector) isChrome(n *html.Node) bool {
	if !blocks[n.Data] {
		return false
	}
	m := c.pg.sizes[n]
	if m == nil || m.sections > 0 || c.all != nil && 5*m.prose > c.all.prose {
		return false
	}
	const few = 4 // values, of which a report's tables have more
	switch {
	case m.values < few && m.links >= 3 && 10*m.linked >= 7*m.han && m.prose == 0:
		return true
	case m.values >= ranked || m.values >= few && officialWords.MatchString(cellWords(n)):
		return false
	}
	return (chromeTags[n.Data] || hasChromeName(n)) && !holdsHeading(n)
}

// holdsHeading reports a heading element inside, which may be the title.
func holdsHeading(n *html.Node) bool {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Data == "h1" || c.Data == "h2" || holdsHeading(c) {
			return true
		}
	}
	return false
}

func hasChromeName(n *html.Node) bool {
	for _, a := range n.Attr {
		if a.Key == "id" || a.Key == "class" {
			for _, name := range nameParts.FindAllString(a.Val, -1) {
				if chromeNames[strings.ToLower(name)] {
					return true
				}
			}
		}
	}
	return false
}

// officialWords are of the tables that reports have.
var officialWords = needle.MustCompile(`申[请請]|复[议議]|[诉訴][讼訟]|公开|公開|[规規]章|行政|[条條件]|指[标標]`)

var infoLabels = needle.MustCompile(`索\s*引\s*号|发文机关|发文字号|主题分类|主题词|信息分类|生成日期|成文日期|有\s*效\s*性|公开方式|发布机构|公开日期`)

// isInfoTable reports the table over an article that states its index number,
// publisher and date.
func (pg *page) isInfoTable(n *html.Node) bool {
	return pg.sizes[n] != nil && pg.sizes[n].cells <= 40 && len(infoLabels.FindAllString(pg.flatText(n), 3)) >= 2
}

// flatText is the text of an element with spaces between its blocks.
func (pg *page) flatText(n *html.Node) string {
	var parts []string
	c := &collector{pg: pg, stop: n}
	c.children(n)
	c.flush()
	for i := range c.pieces {
		parts = append(parts, c.pieces[i].trimmed())
	}
	return strings.Join(parts, " ")
}
