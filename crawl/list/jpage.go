package list

import (
	"context"
	"net/url"
	"strconv"
	"strings"

	"nianbao/needle"
)

// jpage is Hanweb's list in XML: some pages' records stand in the page itself,
// the rest come from a proxy, by row numbers, by page numbers, or by a link that
// must be followed to the letter because its numbers are encrypted.
var jpage = family{
	name: "jpage",
	sniff: func(v *view) bool {
		return strings.Contains(v.text, "dataproxy.jsp") || recordSet.MatchString(v.text) && strings.Contains(v.text, "<record>")
	},
	list: listJpage,
}

var (
	recordSet   = needle.MustCompile(`(?i)<datastore|<recordset`)
	nextGroup   = needle.MustCompile(`(?is)<nextgroup>\s*(?:<!\[CDATA\[)?\s*<a[^>]*?href=["']([^"']+)["']`)
	proxyURL    = needle.MustCompile(`["'(=]\s*([^"'()\s<>]*dataproxy\.jsp[^"'()\s<>]*)`)
	totalRecord = needle.MustCompile(`(?i)["']?total_?records?["']?\s*(?:[:=]|>)\s*["']?(\d+)`)
	perPage     = needle.MustCompile(`(?i)["']?perPage["']?\s*[:=]\s*["']?(\d+)`)
	colInPath   = needle.MustCompile(`/col/col(\d+)`)
)

// A store is one list of records of a page; a page may hold several.
type store struct {
	rows  []row
	total int
	next  string
	proxy string
	per   int
}

// stores reads the lists of records of a page. What a list is drawn by stands
// after it, up to the next.
func (v *view) stores() []store {
	text := v.text
	at := recordSet.FindAllStringIndex(text, 40)
	var starts []int
	for _, m := range at {
		if strings.EqualFold(text[m[0]:m[1]], "<datastore") || !strings.Contains(text, "<datastore") {
			starts = append(starts, m[0])
		}
	}
	var all []store
	for i, start := range starts {
		end := len(text)
		if i+1 < len(starts) {
			end = starts[i+1]
		}
		all = append(all, v.store(text[start:end]))
	}
	if len(all) == 0 {
		all = append(all, v.store(text))
	}
	return all
}

func (v *view) store(text string) store {
	var s store
	s.rows = v.records(text)
	s.total = firstNumber(totalRecord.FindStringSubmatch(text))
	s.per = firstNumber(perPage.FindStringSubmatch(text))
	if m := nextGroup.FindStringSubmatch(text); m != nil {
		s.next = strings.ReplaceAll(m[1], "&amp;", "&")
	}
	for _, m := range proxyURL.FindAllStringSubmatch(nextGroup.ReplaceAllString(text, ""), 10) {
		if s.proxy == "" || strings.Contains(m[1], "?") && !strings.Contains(s.proxy, "?") {
			s.proxy = strings.ReplaceAll(m[1], "&amp;", "&")
		}
	}
	return s
}

// records reads the rows in CDATA.
func (v *view) records(text string) []row {
	var rows []row
	for range maxRows {
		_, rest, ok := strings.Cut(text, "<record>")
		body, after, closed := strings.Cut(rest, "</record>")
		if !ok || !closed {
			break
		}
		text = after
		body = strings.TrimSpace(body)
		body = strings.TrimSuffix(strings.TrimPrefix(body, "<![CDATA["), "]]>")
		if !strings.Contains(body, "<a") && strings.Contains(body, "&lt;a") {
			body = strings.NewReplacer("&lt;", "<", "&gt;", ">", "&quot;", `"`, "&amp;", "&").Replace(body)
		}
		f := v.fragment(body)
		links := f.links()
		if len(links) == 0 {
			continue
		}
		best := links[0]
		for _, l := range links[1:] {
			if isFile(l.url) && !isFile(best.url) {
				best.files = append(best.files, l.url.String())
			} else if len([]rune(l.title)) > len([]rune(best.title)) && !isFile(l.url) {
				l.files = best.files
				best = l
			}
		}
		if best.date == "" {
			best.date = date(f.visible())
		}
		rows = append(rows, best)
	}
	return rows
}

func listJpage(ctx context.Context, c *column) error {
	col := ""
	if m := colInPath.FindStringSubmatch(c.first.url.Path); m != nil {
		col = m[1]
	}
	for i, s := range c.ownStores(col) {
		list := c
		if i > 0 { // a second list of the page counts for itself
			list = newColumn(c.w, c.first)
			list.family = c.family
			c.inner = append(c.inner, list)
		}
		if err := list.listStore(ctx, s, col); err != nil {
			return err
		}
	}
	return nil
}

// ownStores are the lists of a page that hold this column's articles: those
// beside it are of other columns.
func (c *column) ownStores(col string) []store {
	all := c.first.stores()
	var own []store
	for _, s := range all {
		for _, r := range s.rows {
			if r.isReport() || col != "" && inColumn(r.url, col) {
				own = append(own, s)
				break
			}
		}
	}
	if len(own) == 0 && len(all) > 0 {
		own = all[:1]
	}
	return own
}

// inColumn reports that an article's address carries the column's number.
func inColumn(u *url.URL, col string) bool {
	return strings.Contains(u.Path, "/art_"+col+"_") || strings.Contains(u.Path, "/col"+col+"/")
}

func (c *column) listStore(ctx context.Context, s store, col string) error {
	c.open(batch{rows: s.rows, stated: s.total})
	if s.total == 0 || c.whole() {
		c.stopped = "all rows stand on the page"
		return nil
	}
	for _, way := range c.proxyWays(s, col) {
		c.short, c.stopped, c.ignored = "", "", false
		if err := way(ctx); err != nil {
			return err
		}
		if c.whole() {
			break
		}
	}
	return nil
}

// groupPages is how many pages' records come at once, of which the page itself
// holds the first.
const groupPages = 3

// proxyWays are the ways to ask for the rest, the surest first.
func (c *column) proxyWays(s store, col string) []func(context.Context) error {
	per := s.per
	if per == 0 {
		per = 15
	}
	proxy := s.proxy
	if proxy == "" {
		proxy = s.next
	}
	var ways []func(context.Context) error
	query, base := c.proxyQuery(proxy, s.next, col)
	if base != nil && plainNumbers(query) {
		step := min(per*groupPages, 100)
		records := func(n int) url.Values {
			start := len(s.rows) + (n-1)*step + 1
			return url.Values{"startrecord": {strconv.Itoa(start)}, "endrecord": {strconv.Itoa(min(start+step-1, max(s.total, start)))}, "perpage": {strconv.Itoa(per)}}
		}
		page := func(n int) url.Values { return url.Values{"page": {strconv.Itoa(n)}} }
		held := max(1, len(s.rows)/per) // pages that the page itself holds
		for _, method := range []string{"GET", "POST"} {
			ways = append(ways, c.proxyWay(method, base, query, 1, records, col))
		}
		for _, method := range []string{"GET", "POST"} {
			ways = append(ways, c.proxyWay(method, base, query, held+1, page, col))
		}
	}
	if s.next != "" {
		ways = append(ways, func(ctx context.Context) error { return c.byNextGroup(ctx, s.next, col) })
	}
	return ways
}

// proxyWay asks with the numbers that place gives for the nth request.
func (c *column) proxyWay(method string, base *url.URL, query url.Values, from int, place func(int) url.Values, col string) func(context.Context) error {
	return func(ctx context.Context) error {
		return c.turn(ctx, from, func(n int) Request {
			q, at := clone(query), place(n)
			for _, name := range []string{"startrecord", "endrecord", "perpage", "page"} {
				q.Del(name)
			}
			u := *base
			if method == "POST" {
				u.RawQuery = encode(at)
				return Request{Method: method, URL: u.String(), Form: q}
			}
			for name, v := range at {
				q[name] = v
			}
			u.RawQuery = encode(q)
			return Request{URL: u.String()}
		}, func(v *view) batch { return c.recordBatch(v, col) })
	}
}

// byNextGroup follows the link to the next group of records as it stands.
func (c *column) byNextGroup(ctx context.Context, next, col string) error {
	return c.turn(ctx, 2, func(int) Request {
		u := join(c.first.base, next)
		if next == "" || u == nil {
			return Request{}
		}
		next = ""
		return Request{URL: u.String()}
	}, func(v *view) batch {
		if m := nextGroup.FindStringSubmatch(v.text); m != nil {
			next = strings.ReplaceAll(m[1], "&amp;", "&")
		}
		return c.recordBatch(v, col)
	})
}

// proxyQuery puts together what the proxy is asked with: what the page names
// in an address, else in the settings of the list.
func (c *column) proxyQuery(proxy, next, col string) (url.Values, *url.URL) {
	if proxy == "" {
		return nil, nil
	}
	u := join(c.first.base, proxy)
	if u == nil || !c.w.ours(u) {
		return nil, nil
	}
	query := u.Query()
	if n := join(c.first.base, next); n != nil && len(query) < 3 {
		query = n.Query()
	}
	h := c.first.harvest()
	for name, usual := range map[string]string{"col": "1", "appid": "1", "webid": "", "path": "/", "columnid": col, "sourceContentType": "1", "unitid": "", "webname": "", "permissiontype": "0"} {
		if query.Has(name) {
			continue
		}
		value := h.get(name)
		if value == "" {
			value = usual
		}
		query.Set(name, value)
	}
	base := *u
	base.RawQuery = ""
	return query, &base
}

// plainNumbers reports that a query's numbers are numbers: encrypted ones fit
// only the link that they stand in.
func plainNumbers(q url.Values) bool {
	for _, name := range []string{"columnid", "unitid"} {
		if s := q.Get(name); s != "" && !digits.MatchString(s) {
			return false
		}
	}
	return q.Get("columnid") != ""
}

// recordBatch reads the proxy's answer, and leaves out records of other columns.
func (c *column) recordBatch(v *view, col string) batch {
	b := batch{rows: v.records(v.text), stated: firstNumber(totalRecord.FindStringSubmatch(v.text))}
	if col == "" {
		return b
	}
	b.rows = c.ofColumn(b.rows, col)
	b.stated = 0 // what the page said holds: the proxy may answer for another list
	return b
}

func clone(q url.Values) url.Values {
	copied := url.Values{}
	for k, v := range q {
		copied[k] = v
	}
	return copied
}

// encode writes a query as these sites' own scripts do: a slash stays a slash.
func encode(q url.Values) string { return strings.ReplaceAll(q.Encode(), "%2F", "/") }
