package list

import (
	"context"
	"net/url"
	"strconv"
	"strings"

	"github.com/PuerkitoBio/goquery"

	"nianbao/needle"
)

// byCalls turns pages as the functions that many makers' pagers are drawn by do.
func (c *column) byCalls(ctx context.Context) (bool, error) {
	call, ok := pagerCall(c.first.text)
	if !ok || call.total < 2 && call.rows == 0 {
		if ok {
			c.pages, c.stated = max(c.pages, call.total), max(c.stated, call.rows)
		}
		return false, nil
	}
	c.pages, c.stated = max(c.pages, call.total), max(c.stated, call.rows)
	return true, c.turn(ctx, 2, func(n int) Request {
		return Request{URL: call.address(c.first.base, n)}
	}, c.batch)
}

var nextWords = needle.MustCompile(`^(?:下一?页|后一?页|下一頁|next|[>›»]|[>›»]?下一?页[>›»]*|[>›»]{1,2})$`)

// nextLink is the address of page n as the pager of a page links to it.
func (c *column) nextLink(v *view, n int) string {
	next, number := "", ""
	v.doc.Find("a[href]").Each(func(_ int, a *goquery.Selection) {
		text := strings.ToLower(words(a.Nodes...))
		if text == "" {
			text = squeeze(a.AttrOr("title", ""))
		}
		isNext, isNumber := nextWords.MatchString(text), text == strconv.Itoa(n)
		if !isNext && !isNumber {
			return
		}
		u := join(v.base, a.AttrOr("href", ""))
		if u == nil || !c.w.ours(u) || trapped(u, c.w.thisYear) != "" || Key(u.String()) == Key(v.url.String()) || !sameList(v.url, u) {
			return
		}
		if isNext && next == "" {
			next = u.String()
		}
		if isNumber && number == "" {
			number = u.String()
		}
	})
	if next != "" {
		return next
	}
	return number
}

// sameList reports that an address may be another page of a list: in the same
// folder, or below it.
func sameList(of, u *url.URL) bool {
	dir := of.Path[:strings.LastIndex(of.Path, "/")+1]
	return strings.HasPrefix(u.Path, dir) || dir == u.Path || strings.HasPrefix(dir, u.Path[:strings.LastIndex(u.Path, "/")+1]) && len(u.Path) > 1
}

// byLinks follows the pager's links from page to page.
func (c *column) byLinks(ctx context.Context) (bool, error) {
	next := c.nextLink(c.first, 2)
	if next == "" {
		return false, nil
	}
	asked := map[string]bool{}
	n := 2
	return true, c.turn(ctx, 2, func(int) Request {
		if asked[Key(next)] {
			return Request{}
		}
		asked[Key(next)] = true
		return Request{URL: next}
	}, func(v *view) batch {
		b := c.batch(v)
		n++
		next = c.nextLink(v, n)
		return b
	})
}

const pageNames = `page|pageindex|pageno|pagenum|currpage|curpage|cur_page|currentpage|page_no|page_num|pn|p`

var (
	pageParameter = needle.MustCompile(`(?i)^(?:` + pageNames + `)$`)
	addedQuery    = needle.MustCompile(`(?i)["'\x60]([^"'\x60\s]*[?&](?:` + pageNames + `)=)(?:["'\x60]\s*\+\s*\(?\s*\w+[^"'\x60;\n]{0,12}?(?:\+\s*["'\x60]([^"'\x60\s]*)["'\x60])?|\$\{\w+\}([^"'\x60\s]*))`)
	addedName     = needle.MustCompile(`(?i)["'\x60]([\w./:-]*[_-])["'\x60]\s*\+\s*\(?\s*\w+(\s*-\s*1)?\s*\)?\s*\+\s*["'\x60](\.(?:s?html?|jsp))["'\x60]`)
)

// byScripts turns pages by the addresses that the page's scripts, or its
// links, put page numbers into.
func (c *column) byScripts(ctx context.Context) (bool, error) {
	for _, address := range c.templates() {
		if u, err := url.Parse(address(2)); err != nil || !c.w.ours(u) || acting.MatchString(u.EscapedPath()) || acting.MatchString("?"+u.RawQuery) {
			continue
		}
		before := c.read
		if err := c.turn(ctx, 2, func(n int) Request { return Request{URL: address(n)} }, c.batch); err != nil {
			return true, err
		}
		if c.read > before || c.ignored {
			return true, nil
		}
	}
	return false, nil
}

// templates are the addresses of page n that the first page gives away.
func (c *column) templates() []func(int) string {
	var all []func(int) string
	v := c.first
	for _, m := range addedQuery.FindAllStringSubmatch(v.text, 5) {
		tail := m[2] + m[3]
		if u := join(v.base, m[1]+"2"+tail); u != nil {
			all = append(all, func(n int) string { return join(v.base, m[1]+strconv.Itoa(n)+tail).String() })
		}
	}
	for _, m := range addedName.FindAllStringSubmatch(v.text, 5) {
		less := 0
		if m[2] != "" {
			less = 1
		}
		if u := join(v.base, m[1]+"2"+m[3]); u != nil {
			all = append(all, func(n int) string { return join(v.base, m[1]+strconv.Itoa(n-less)+m[3]).String() })
		}
	}
	for _, r := range v.links() {
		if r.url.Path != v.url.Path {
			continue
		}
		for name := range r.url.Query() {
			if pageParameter.MatchString(name) && sameQuery(v.url, r.url, name) {
				all = append(all, func(n int) string { return withParameter(r.url, name, n) })
				break
			}
		}
	}
	for name := range v.url.Query() {
		if pageParameter.MatchString(name) {
			all = append(all, func(n int) string { return withParameter(v.url, name, n) })
		}
	}
	return all[:min(len(all), 4)]
}

// sameQuery reports that two addresses agree in what they both name, but for the page.
func sameQuery(a, b *url.URL, page string) bool {
	qa, qb := a.Query(), b.Query()
	for name := range qa {
		if name != page && qb.Has(name) && qa.Get(name) != qb.Get(name) {
			return false
		}
	}
	return true
}

func withParameter(u *url.URL, name string, n int) string {
	copied := *u
	copied.RawQuery = setParameter(u.RawQuery, name, n)
	return copied.String()
}

// setParameter leaves the rest of a query as it is written.
func setParameter(query, name string, n int) string {
	var pairs []string
	done := false
	for pair := range strings.SplitSeq(query, "&") {
		if got, _, _ := strings.Cut(pair, "="); got == name {
			pair, done = name+"="+strconv.Itoa(n), true
		}
		if pair != "" {
			pairs = append(pairs, pair)
		}
	}
	if !done {
		pairs = append(pairs, name+"="+strconv.Itoa(n))
	}
	return strings.Join(pairs, "&")
}

// byForm turns pages by a form that carries the page's number.
func (c *column) byForm(ctx context.Context) (bool, error) {
	var ask func(n int) Request
	c.first.doc.Find("form").EachWithBreak(func(_ int, f *goquery.Selection) bool {
		fields, name := url.Values{}, ""
		f.Find("input[name]").Each(func(_ int, in *goquery.Selection) {
			key := in.AttrOr("name", "")
			if kind := strings.ToLower(in.AttrOr("type", "text")); kind == "submit" || kind == "button" || kind == "password" {
				return
			}
			fields.Set(key, in.AttrOr("value", ""))
			if pageParameter.MatchString(key) {
				name = key
			}
		})
		action := c.first.url
		if s := f.AttrOr("action", ""); s != "" {
			action = join(c.first.base, s)
		}
		if name == "" || f.Find(`input[type="password"]`).Length() > 0 || action == nil || !c.w.ours(action) || acting.MatchString(action.EscapedPath()) {
			return true
		}
		ask = func(n int) Request {
			fields.Set(name, strconv.Itoa(n))
			if strings.EqualFold(f.AttrOr("method", "get"), "post") {
				return Request{Method: "POST", URL: action.String(), Form: fields}
			}
			u := *action
			u.RawQuery = fields.Encode()
			return Request{URL: u.String()}
		}
		return false
	})
	if ask == nil {
		return false, nil
	}
	return true, c.turn(ctx, 2, ask, c.batch)
}

// byAddress tries the addresses that second pages usually have, and goes on
// with the one that has new rows of this column.
func (c *column) byAddress(ctx context.Context) (bool, error) {
	mayHaveMore := c.stated > len(c.listed) || c.pages > 1 || c.pages != 1 && c.stated == 0 && pagerWords.MatchString(c.first.visible())
	if c.pages == 1 || !mayHaveMore && len(c.front) < 2*fullPage {
		return false, nil
	}
	stated, ignored, short, stopped := c.stated, c.ignored, c.short, c.stopped
	for _, address := range usual(c.first.url) {
		before := c.read
		c.short = ""
		if err := c.turn(ctx, 2, func(n int) Request { return Request{URL: address(n)} }, c.batch); err != nil {
			return true, err
		}
		if c.read > before {
			return true, nil
		}
		c.ignored = ignored
	}
	c.stated, c.short, c.stopped = stated, short, stopped
	return false, nil
}

var trailing = needle.MustCompile(`([_-])1(\.s?html?)$`)

// usual are the addresses of page n that static pages have.
func usual(u *url.URL) []func(int) string {
	at := func(path string) string {
		copied := *u
		copied.Path, copied.RawPath = path, ""
		return copied.String()
	}
	p := u.Path
	if m := trailing.FindStringSubmatch(p); m != nil {
		stem := strings.TrimSuffix(p, m[0])
		return []func(int) string{func(n int) string { return at(stem + m[1] + strconv.Itoa(n) + m[2]) }}
	}
	if u.RawQuery != "" {
		return []func(int) string{
			func(n int) string { return withParameter(u, "page", n) },
			func(n int) string { return withParameter(u, "pageNo", n) },
		}
	}
	var all []func(int) string
	under := func(stem, ext string) {
		all = append(all,
			func(n int) string { return at(stem + "_" + strconv.Itoa(n-1) + ext) },
			func(n int) string { return at(stem + "_" + strconv.Itoa(n) + ext) })
	}
	slash, dot := strings.LastIndex(p, "/"), strings.LastIndex(p, ".")
	switch {
	case dot > slash:
		under(p[:dot], p[dot:])
	case slash == len(p)-1:
		under(p+"index", ".html")
		under(p+"index", ".shtml")
		all = append(all, func(n int) string { return at(p + strconv.Itoa(n)) })
	default:
		all = append(all, func(n int) string { return at(p + "/" + strconv.Itoa(n)) })
	}
	return all
}
