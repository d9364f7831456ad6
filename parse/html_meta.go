package parse

import (
	"cmp"
	"strings"
	"unicode/utf8"

	"github.com/PuerkitoBio/goquery"

	"nianbao/needle"
	"nianbao/report"
)

// metaContent gives the content of the first meta element of one of the names.
func (pg *page) metaContent(names ...string) string {
	for _, name := range names {
		found := ""
		pg.doc.Find("meta").EachWithBreak(func(_ int, s *goquery.Selection) bool {
			for _, key := range []string{"name", "property", "itemprop"} {
				if n, ok := s.Attr(key); ok && strings.EqualFold(n, name) {
					found = collapse(s.AttrOr("content", ""))
				}
			}
			return found == ""
		})
		if found != "" {
			return found
		}
	}
	return ""
}

// headTitle gives ArticleTitle, else <title> up to the site's name.
func (pg *page) headTitle() string {
	if t := pg.metaContent("ArticleTitle"); t != "" {
		return t
	}
	t := collapse(pg.doc.Find("title").First().Text())
	if shared := pg.metaContent("og:title"); !titleWords.MatchString(t) && titleWords.MatchString(shared) {
		t = shared
	}
	if at := titleWords.FindStringIndex(t); at != nil {
		if i := strings.IndexAny(t[at[1]:], "-_—–|"); i >= 0 {
			t = strings.TrimFunc(t[:at[1]+i], isSpace)
		}
	}
	return t
}

var linkedDate = needle.MustCompile(`"datePublished"\s*:\s*"([^"]{8,40})"`)

// readMeta reads what the page's head says of it, else the lines around the title.
func (pg *page) readMeta(d *report.Document, before, inside []piece) {
	d.Meta.Title = pg.title
	d.Meta.Column = pg.metaContent("ColumnName")
	d.Meta.Publisher = pg.metaContent("ContentSource")
	d.Meta.Published = firstDate(pg.metaContent("PubDate", "publishdate", "pubdate", "article:published_time", "DC.date", "datePublished"))
	if before == nil { // no element is the container: what is above the text is in it
		before = pg.pieces(pg.body, pg.doc.Nodes[0])
		before = before[:min(len(before), 40)]
	}
	pg.readAround(d, before, inside)
	if d.Meta.Published == "" {
		if m := linkedDate.FindStringSubmatch(pg.source); m != nil {
			d.Meta.Published = firstDate(m[1])
		}
	}
	d.Meta.Published = cmp.Or(d.Meta.Published, pg.embedded.published)
	d.Meta.Publisher = cmp.Or(d.Meta.Publisher, pg.embedded.publisher, pg.metaContent("SiteName"))
}

// readAround reads the path to the page and the line of information about it.
func (pg *page) readAround(d *report.Document, before, inside []piece) {
	const near = 80 // pieces before the text in which its information line stands
	around := append(append([]piece{}, before[max(0, len(before)-near):]...), inside[:min(len(inside), 5)]...)
	for i, p := range around {
		s := p.trimmed()
		if p.table != nil {
			s = pg.flatText(p.table)
		} else if i+1 < len(around) && endsSentence(s) { // label and value in two elements
			s += around[i+1].trimmed()
		}
		if d.Meta.Column == "" {
			d.Meta.Column = columnIn(s)
		}
		if utf8.RuneCountInString(s) > 200 || !infoWord.MatchString(s) && !dateLabel.MatchString(s) {
			continue
		}
		if d.Meta.Published == "" {
			d.Meta.Published = publishedIn(s)
		}
		if d.Meta.Publisher == "" {
			d.Meta.Publisher = publisherIn(s)
		}
	}
}

var (
	pathMark = needle.MustCompile(`[>＞›»→]+`)
	pathEnd  = needle.MustCompile(`^(?:正文|[内內]容|[详詳]情|文章|信息[内內]容|[查浏][看览].*|)$`)
)

// columnIn gives the column that a path to the page ends with, before the page
// itself: 首页 > 政务公开 > 政府信息公开年报 > 正文.
func columnIn(s string) string {
	if utf8.RuneCountInString(s) > 150 || !whereAmI.MatchString(s) && len(breadcrumb.FindAllString(s, 3)) < 2 {
		return ""
	}
	steps := pathMark.Split(s, -1)
	for i := len(steps) - 1; i > 0; i-- {
		step := strings.TrimFunc(steps[i], isSpace)
		if !pathEnd.MatchString(step) && utf8.RuneCountInString(step) <= 20 {
			return step
		}
	}
	return ""
}
