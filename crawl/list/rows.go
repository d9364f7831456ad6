package list

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/PuerkitoBio/goquery"
	"golang.org/x/net/html"

	"nianbao/needle"
)

// Limits on what is read of one page or answer: its rows, and the siblings that
// are looked at for a heading.
const (
	maxRows     = maxLinks
	maxSiblings = 300
	maxHeading  = 200 // bytes: what is longer is text
)

// A row is a line of a list.
type row struct {
	url    *url.URL
	title  string
	date   string
	body   string
	files  []string
	block  string // where on the page it stands
	text   string // of the link alone
	apart  bool   // in a part that every page of a site has
	beside bool   // not in the page's main list
	judged bool   // report says what isReport says
	report bool
	box    *html.Node
}

var (
	dateIn = needle.MustCompile(`((?:19|20)\d\d)(?:[-./]|年)(\d{1,2})(?:[-./]|月)(\d{1,2})`)
	quoted = needle.MustCompile(`['"]((?:https?:/)?/[^'"\s]+)['"]`)
	dotted = needle.MustCompile(`(?:…|\.\.\.?)$`)
)

// date gives the first date of a text, yyyy-mm-dd.
func date(text string) string {
	m := dateIn.FindStringSubmatch(squeeze(text))
	if m == nil {
		return ""
	}
	return fmt.Sprintf("%s-%02s-%02s", m[1], m[2], m[3])
}

// isLine are the elements that hold one row of a list.
var isLine = map[string]bool{"li": true, "tr": true, "dl": true, "dd": true, "p": true}

// aside are the parts of a page that every page of a site has.
var aside = needle.MustCompile(`(?i)(?:^|[\s_-])(?:nav|navbar|menu|head|header|top|topbar|foot|footer|bottom|crumbs?|breadcrumb|position|location|dqwz|path|links?|friend|yqlj|share|sidebar|side|leftnav|left-nav|subnav|pager|page|pages|pagination|paging|fenye|hot|recommend|tuijian|related|search)(?:$|[\s_-]|\d|bar|box|wrap|list\b)`)

// isReport reports that a row's title is that of a report.
func (r *row) isReport() bool {
	if r.judged {
		return r.report
	}
	return likelyReport(r.title)
}

// A reader reads the links of one page, what it learns of its elements once.
type reader struct {
	apart map[*html.Node]bool
	lines map[*html.Node]lineInfo
	block map[*html.Node]string
}

// isApart reports that an element belongs to a part that every page has.
func (k *reader) isApart(n *html.Node) bool {
	if n == nil {
		return false
	}
	if is, ok := k.apart[n]; ok {
		return is
	}
	is := n.Type == html.ElementNode && apartHere(n) || k.isApart(n.Parent)
	k.apart[n] = is
	return is
}

func apartHere(n *html.Node) bool {
	switch n.Data {
	case "nav", "header", "footer", "aside":
		return true
	case "body", "html":
		return false
	}
	for _, a := range n.Attr {
		if (a.Key == "class" || a.Key == "id") && len(a.Val) < 200 && aside.MatchString(a.Val) {
			return true
		}
	}
	return false
}

// apart reports that of one element.
func apart(n *html.Node) bool {
	return (&reader{apart: map[*html.Node]bool{}}).isApart(n)
}

// links gives every link of a page as a row, each address once.
func (v *view) links() []row {
	if v.rows == nil {
		v.rows = v.readLinks()
	}
	return slices.Clone(v.rows)
}

func (v *view) readLinks() []row {
	k := &reader{apart: map[*html.Node]bool{}, lines: map[*html.Node]lineInfo{}, block: map[*html.Node]string{}}
	all := []row{}
	at := map[string]int{}
	lineOf := map[*html.Node]int{} // the first row of a line
	seen := 0
	v.doc.Find("a, area, li[onclick], div[onclick], tr[onclick], td[onclick], span[onclick], p[onclick]").EachWithBreak(func(_ int, a *goquery.Selection) bool {
		if seen++; seen > maxRows {
			v.cut = true
			return false
		}
		r, line, ok := v.readLink(k, a)
		if !ok {
			return true
		}
		first, hasFirst := lineOf[line]
		if line != nil && hasFirst && isFile(r.url) && !isFile(all[first].url) && first == len(all)-1 {
			all[first].files = append(all[first].files, r.url.String())
			return true
		}
		key := Key(r.url.String())
		if i, ok := at[key]; ok { // a second link to one page: a picture and its title
			all[i].merge(r)
			return true
		}
		at[key] = len(all)
		if line != nil && !hasFirst {
			lineOf[line] = len(all)
		}
		all = append(all, r)
		return true
	})
	for i := range all { // once: each is asked many times
		all[i].report, all[i].judged = likelyReport(all[i].title), true
	}
	return all
}

// merge takes from a second link to a page what the first does not say.
func (r *row) merge(second row) {
	if len([]rune(second.title)) > len([]rune(r.title)) {
		r.title = second.title
	}
	if r.date == "" {
		r.date = second.date
	}
	if r.apart && !second.apart {
		r.block, r.box, r.apart = second.block, second.box, false
	}
}

// readLink reads one link, and gives the line that it stands in.
func (v *view) readLink(k *reader, a *goquery.Selection) (row, *html.Node, bool) {
	n := a.Get(0)
	u := v.target(a)
	if u == nil {
		return row{}, nil, false
	}
	r := row{url: u, title: linkTitle(a), apart: k.isApart(n), box: n.Parent}
	if n.Data != "a" && n.Data != "area" { // a line that is a link as a whole
		info := k.line(n)
		if info.links > 0 || info.cut {
			return row{}, nil, false
		}
		r.title = longestPart(a)
	}
	r.text = r.title
	if onlyYear.MatchString(r.title) {
		heading := headingOf(n)
		if heading == "" && named(v) { // the page is the column: a year alone is a report's
			heading = "政府信息公开年报"
		}
		r.title = heading + r.title
	}
	line := n
	for line != nil && !(line.Type == html.ElementNode && isLine[line.Data]) {
		line = line.Parent
	}
	near, most := line, 4
	if line != nil {
		r.box = line.Parent
	} else if r.box != nil {
		near, most = r.box.Parent, 2
	}
	if near != nil {
		if info := k.line(near); !info.cut && info.links <= most {
			r.date = info.date
		}
	}
	name, ok := k.block[r.box]
	if !ok {
		name = blockOf(r.box)
		k.block[r.box] = name
	}
	r.block = name
	return r, line, true
}

// target is where a link leads, by its address or by the one its script names.
func (v *view) target(a *goquery.Selection) *url.URL {
	href, _ := a.Attr("href")
	if u := join(v.base, href); u != nil {
		return u
	}
	if low := strings.ToLower(strings.TrimSpace(href)); low != "" && low != "#" && !strings.HasPrefix(low, "javascript:") {
		return nil
	}
	click, _ := a.Attr("onclick")
	for _, s := range []string{click, href} {
		if m := quoted.FindStringSubmatch(s); m != nil {
			return join(v.base, m[1])
		}
	}
	return nil
}

// linkTitle is a link's text, or its title where the text is cut short.
func linkTitle(a *goquery.Selection) string {
	text := words(a.Nodes...)
	title := squeeze(clip(a.AttrOr("title", "")))
	bare := dotted.ReplaceAllString(text, "")
	switch {
	case text == "":
		if title == "" {
			title = squeeze(clip(a.Find("img").AttrOr("alt", "")))
		}
		return title
	case title != "" && (bare != text || strings.Contains(title, text)) && len(title) > len(bare):
		return title
	}
	// Dates inside the link are no part of the title.
	if m := dateIn.FindStringIndex(text); m != nil && (m[1] == len(text) || m[0] == 0) && len(text) > m[1]-m[0] {
		return strings.Trim(text[:m[0]]+text[m[1]:], "[]【】()（）·•")
	}
	return text
}

// A lineInfo is what is read once of a line with links in it.
type lineInfo struct {
	links int
	date  string
	cut   bool // too large for a line
}

// maxLine bounds the elements of a line.
const maxLine = 400

func (k *reader) line(n *html.Node) lineInfo {
	info, ok := k.lines[n]
	if !ok {
		var text strings.Builder
		nodes := 0
		var walk func(n *html.Node) bool
		walk = func(n *html.Node) bool {
			if nodes++; nodes > maxLine || text.Len() > 1<<14 {
				return false
			}
			if n.Type == html.TextNode {
				text.WriteString(n.Data)
			}
			if n.Type == html.ElementNode && n.Data == "a" {
				info.links++
			}
			for c := n.FirstChild; c != nil; c = c.NextSibling {
				if !walk(c) {
					return false
				}
			}
			return true
		}
		info.cut = !walk(n)
		if info.links <= 4 && !info.cut {
			info.date = date(text.String())
		}
		k.lines[n] = info
	}
	return info
}

// longestPart is the title among the parts of a line that is a link as a whole.
func longestPart(line *goquery.Selection) string {
	title := ""
	line.Find("*").Each(func(_ int, part *goquery.Selection) {
		if part.Children().Length() > 0 {
			return
		}
		if t := words(part.Nodes...); len(t) > len(title) {
			title = t
		}
	})
	if title == "" {
		title = words(line.Nodes...)
	}
	return title
}

// blockOf names the kind of place that a list stands in: lists that pages break
// into several of the same make are one.
func blockOf(n *html.Node) string {
	var parts []string
	for ; n != nil && len(parts) < 3; n = n.Parent {
		if n.Type != html.ElementNode {
			continue
		}
		if n.Data == "tbody" || n.Data == "thead" {
			continue
		}
		parts = append(parts, n.Data+"."+attribute(n, "class"))
	}
	if len(parts) == 0 {
		return "page"
	}
	return strings.Join(parts, "<")
}

func attribute(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

var headings = map[string]bool{"h1": true, "h2": true, "h3": true, "h4": true, "h5": true, "h6": true, "dt": true, "th": true, "caption": true, "strong": true, "b": true, "legend": true}

// headingOf is the heading that a link stands under.
func headingOf(n *html.Node) string {
	for up, steps := n, 0; up != nil && steps < 6; up, steps = up.Parent, steps+1 {
		s := up.PrevSibling
		for i := 0; s != nil && i < maxSiblings; i, s = i+1, s.PrevSibling {
			if s.Type != html.ElementNode || !headings[s.Data] {
				continue
			}
			if t := words(s); t != "" && len(t) < maxHeading {
				return t
			}
		}
	}
	return ""
}

// A place is where on a page links of one kind stand.
type place struct{ reports, dated, within, articles int }

// listRows gives the rows of a page's list: of the places that hold links to
// articles, the one with most titles of reports, else the one that looks most
// like a list of this column. Reports that stand elsewhere on the page are
// given too, as beside the list. What every page has counts only where nothing
// else does: some call their lists menus.
func (v *view) listRows(column *url.URL) []row {
	all := v.links()
	rows := listOf(all, column, false)
	if reportsOnly(rows) == nil {
		if more := listOf(all, column, true); reportsOnly(more) != nil {
			return more
		}
	}
	return rows
}

func listOf(all []row, column *url.URL, aparts bool) []row {
	places := map[string]*place{}
	var order []string
	for _, r := range all {
		if r.apart && !aparts {
			continue
		}
		p := places[r.block]
		if p == nil {
			p = &place{}
			places[r.block] = p
			order = append(order, r.block)
		}
		p.count(r, column)
	}
	best, score := "", 0
	for _, name := range order {
		p := places[name]
		if s := p.reports*1000 + p.within*4 + min(p.dated, p.articles)*3 + p.articles; (p.articles > 0 || p.reports > 0) && s > score {
			best, score = name, s
		}
	}
	inBest := slices.DeleteFunc(slices.Clone(all), func(r row) bool { return r.block != best })
	foreign, beside := foreignBoxes(inBest), besideReports(inBest)
	var rows []row
	for _, r := range all {
		if foreign[r.box] && r.block == best || r.apart && !aparts || pageNumber.MatchString(r.text) || isColumn(r.url) && columnScore(r.text, "") >= sure {
			continue
		}
		p := places[r.block]
		switch {
		case r.block != best:
			if r.beside = true; r.isReport() {
				rows = append(rows, r)
			}
		case r.isReport() || isArticle(r.url) || r.date != "" && p.dated > 0 || beside(r):
			rows = append(rows, r)
		}
	}
	return rows
}

func (p *place) count(r row, column *url.URL) {
	if column != nil && domain(r.url) != domain(column) {
		return // of another site
	}
	if r.isReport() {
		p.reports++
	}
	if r.date != "" {
		p.dated++
	}
	if isArticle(r.url) {
		p.articles++
		if column != nil && scope(r.url) == scope(column) {
			p.within++
		}
	}
}

// reportShapes are the places where the reports among rows lie.
func reportShapes(rows []row) map[string]bool {
	shapes := map[string]bool{}
	for _, r := range rows {
		if r.isReport() {
			shapes[shape(r.url)] = true
		}
	}
	return shapes
}

// foreignBoxes are lists none of whose rows is a report or lies where the
// reports of other lists lie: of news, of other columns.
func foreignBoxes(rows []row) map[*html.Node]bool {
	shapes, foreign := reportShapes(rows), map[*html.Node]bool{}
	if len(shapes) == 0 {
		return foreign
	}
	for _, r := range rows {
		ours, seen := foreign[r.box]
		foreign[r.box] = (!seen || ours) && !r.isReport() && !shapes[shape(r.url)]
	}
	return foreign
}

// besideReports tells rows that stand in one list with reports and lie where
// they do: a notice among them, whatever its address looks like.
func besideReports(rows []row) func(row) bool {
	shapes, boxes := reportShapes(rows), map[*html.Node]bool{}
	for _, r := range rows {
		boxes[r.box] = boxes[r.box] || r.isReport()
	}
	return func(r row) bool { return boxes[r.box] && shapes[shape(r.url)] }
}
