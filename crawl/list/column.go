package list

import (
	"context"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
)

// A column is one column's list while it is read.
type column struct {
	w       *walker
	first   *view
	family  string
	guard   guard
	entries []Entry
	at      map[string]int  // entries, by key
	listed  map[string]bool // rows, by key
	front   map[string]bool // rows of page 1
	stated  int             // rows
	pages   int             // pages that the site says there are
	read    int             // pages read
	echoed  bool            // an interface gave the rows of the page itself
	ignored bool            // a later page was page 1 again
	short   string          // why the list is not whole
	stopped string
	last    int       // rows of the last page read
	off     string    // why no program can read the list
	cut     bool      // a page was longer than what is read of one
	inner   []*column // columns inside this one
}

func newColumn(w *walker, v *view) *column {
	return &column{w: w, first: v, at: map[string]int{}, listed: map[string]bool{}, front: map[string]bool{}}
}

// copy gives a column that can be listed further without touching this one.
func (c *column) copy() *column {
	t := *c
	t.entries = slices.Clone(c.entries)
	t.at, t.listed, t.front = maps.Clone(c.at), maps.Clone(c.listed), maps.Clone(c.front)
	t.guard.scopes = maps.Clone(c.guard.scopes)
	t.short, t.stopped, t.ignored, t.echoed = "", "", false, false
	return &t
}

func (c *column) countReports() (n int) {
	for _, e := range c.entries {
		if likelyReport(e.Title) {
			n++
		}
	}
	return n
}

// A batch is what one answer holds of a list.
type batch struct {
	rows   []row
	others []row // all that the answer holds, where it mixes columns
	stated int
	pages  int
}

// A guard keeps a list in its column: CMS front ends answer a page number they
// do not know with news of the home page, or with another body's list.
type guard struct {
	scopes map[string]bool
	strict bool // all reports of page 1 lie in the column's own folder
}

// learn takes the places of page 1's rows as those of the column.
func (g *guard) learn(at *url.URL, rows []row) {
	if g.scopes == nil {
		g.scopes = map[string]bool{scope(at): true}
	}
	known := false
	g.strict = true
	for _, r := range rows {
		if r.isReport() && !r.beside {
			g.strict = g.strict && scope(r.url) == scope(at)
			g.scopes[shape(r.url)], known = true, true
		}
	}
	g.strict = g.strict && known
	for _, r := range rows {
		if !known {
			g.scopes[shape(r.url)] = true
		}
	}
}

// drifted reports that none of a page's rows is of the column.
func (g *guard) drifted(rows []row) bool {
	for _, r := range rows {
		if r.isReport() && !g.strict || g.scopes[shape(r.url)] || g.scopes[scope(r.url)] {
			return false
		}
	}
	return len(rows) > 0
}

// shape is an address's scope with the numbers of years and months taken out,
// and with the column's number where the address carries it.
func shape(u *url.URL) string {
	if m := ofColumn.FindStringSubmatch(u.Path); m != nil {
		return strings.ToLower(u.Hostname()) + "/art_" + m[1]
	}
	parts := strings.Split(scope(u), "/")
	for i, p := range parts[1:] {
		if digits.MatchString(p) {
			parts[i+1] = "#"
		}
	}
	return strings.Join(parts, "/")
}

// add takes rows into the list and says how many were new. Rows of a page that
// drifted out of the column are not taken.
func (c *column) add(page string, rows []row) (fresh int) {
	for _, r := range rows {
		key := Key(r.url.String())
		if len(c.listed) >= maxRows {
			c.cut = true
			return fresh
		}
		if !c.listed[key] && !r.beside {
			c.listed[key] = true
			fresh++
		}
		if _, ok := c.at[key]; !ok {
			c.enter(page, key, r)
		}
	}
	return fresh
}

// enter makes a row an entry, if it may be a report.
func (c *column) enter(page, key string, r row) {
	switch {
	case surelyNone(r.title):
		return
	case !c.w.ours(r.url):
		if r.isReport() {
			c.w.foreign[r.url.Host]++
		}
		return
	case acting.MatchString(r.url.EscapedPath()) || acting.MatchString("?"+r.url.RawQuery):
		return
	}
	c.at[key] = len(c.entries)
	c.entries = append(c.entries, Entry{URL: r.url.String(), Title: r.title, Date: r.date, Body: r.body, Attachments: r.files, Page: page})
}

// open takes the rows of page 1.
func (c *column) open(b batch) {
	c.guard.learn(c.first.url, b.rows)
	c.take(c.first.url.String(), b)
	for _, r := range b.rows {
		if !r.beside {
			c.front[Key(r.url.String())] = true
		}
	}
	c.read, c.last = max(c.read, 1), len(c.front)
}

func (c *column) take(page string, b batch) (fresh int) {
	c.stated, c.pages = max(c.stated, b.stated), max(c.pages, b.pages)
	return c.add(page, b.rows)
}

// whole reports that nothing is missing of what the site states.
func (c *column) whole() bool {
	return c.stated > 0 && len(c.listed) >= c.stated
}

// missing reports that the site states more than was listed.
func (c *column) missing() bool {
	return c.stated > len(c.listed) || c.stated == 0 && c.pages > c.read
}

// turn asks for the pages from number from on until the list ends, and says why
// it did. ask gives the request for a page, read what an answer holds.
func (c *column) turn(ctx context.Context, from int, ask func(n int) Request, read func(*view) batch) error {
	again := 0
	for n := from; ; n++ {
		switch {
		case c.whole():
			c.stopped = fmt.Sprintf("all %d rows that the site states", c.stated)
			return nil
		case c.pages > 0 && c.read >= c.pages:
			c.stopped = fmt.Sprintf("page %d of %d", c.read, c.pages)
			return nil
		case n > maxPage:
			c.stopped = fmt.Sprintf("page %d, the most that are asked for", maxPage)
			c.short = c.stopped
			return nil
		}
		req := ask(n)
		if req.URL == "" {
			c.stopped = fmt.Sprintf("page %d has no address", n)
			return nil
		}
		if req.Referer == "" {
			req.Referer = c.first.url.String()
		}
		v, err := c.w.get(ctx, req)
		if err != nil {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			c.stopped = fmt.Sprintf("page %d: %v", n, err)
			if c.pages == 0 && c.stated == 0 && lost(err) {
				return nil // the end of a list that states nothing
			}
			c.short = c.stopped
			return nil
		}
		b := read(v)
		c.cut = c.cut || v.cut
		if len(b.rows)+len(b.others) == 0 && c.missing() && again != n {
			again = n // a page of a throttle is empty once
			n--
			continue
		}
		if done := c.page(v, n, b); done {
			return nil
		}
	}
}

// page takes the answer for page n, and says whether the list ends there.
func (c *column) page(v *view, n int, b batch) (done bool) {
	mixed := 0 // rows of other columns in the answer
	own := map[*url.URL]bool{}
	for _, r := range b.rows {
		own[r.url] = true
	}
	for _, r := range b.others {
		if key := Key(r.url.String()); !c.listed[key] && !own[r.url] {
			c.listed[key] = true
			mixed++
		}
	}
	if len(b.others) > 0 && len(b.rows) == 0 {
		c.stated, c.pages = max(c.stated, b.stated), max(c.pages, b.pages)
		c.stopped = fmt.Sprintf("page %d has no new row", n)
		c.read++
		return mixed == 0
	}
	if len(b.rows) == 0 {
		c.stated, c.pages = max(c.stated, b.stated), max(c.pages, b.pages)
		c.stopped = fmt.Sprintf("page %d is empty", n)
		return true
	}
	if c.guard.scopes == nil {
		c.guard.learn(c.first.url, b.rows)
	}
	if c.guard.drifted(b.rows) {
		c.stopped = fmt.Sprintf("page %d is of another column", n)
		if c.stated == 0 && c.last < len(c.front) {
			c.pages = c.read // the page before was not full: the list ended there
		} else {
			c.short = c.stopped
		}
		return true
	}
	fresh := c.take(v.url.String(), b)
	if len(c.front) == 0 {
		for _, r := range b.rows {
			c.front[Key(r.url.String())] = true
		}
	} else if n == 1 && c.isFront(b.rows) {
		c.echoed = true
		return false // an interface begins with what the page shows
	} else if fresh+mixed == 0 {
		c.stopped = fmt.Sprintf("page %d has no new row", n)
		if c.isFront(b.rows) {
			c.ignored = true
			c.stopped = fmt.Sprintf("page %d is page 1 again", n)
		}
		return true
	}
	c.read++
	c.last = len(b.rows)
	return false
}

// isFront reports that rows are those of page 1.
func (c *column) isFront(rows []row) bool {
	for _, r := range rows {
		if !r.beside && !c.front[Key(r.url.String())] {
			return false
		}
	}
	return len(rows) > 0
}

// tooLong is why a list is not whole of which a page was not all read.
var tooLong = fmt.Sprintf("a page has more than %d MB or %d links: the rest was not read", maxText>>20, maxLinks)

// verdict says what became of the list.
func (c *column) verdict() (Outcome, string) {
	missing := ""
	switch {
	case c.stated > len(c.listed):
		missing = fmt.Sprintf("the site states %d rows, %d were listed", c.stated, len(c.listed))
	case c.stated == 0 && c.pages > c.read:
		missing = fmt.Sprintf("the site states %d pages, %d were read", c.pages, c.read)
	case c.short != "":
		missing = "the list broke off"
	case c.cut && !c.whole():
		missing = tooLong
	}
	switch {
	case c.off != "" && len(c.listed) == 0:
		return Unsupported, c.off
	case c.ignored && (missing != "" || c.stated == 0):
		return PaginationIgnored, c.stopped
	case missing != "" && c.stopped != "":
		return Incomplete, missing + "; " + c.stopped
	case missing != "":
		return Incomplete, missing
	case c.off != "":
		return Incomplete, c.off
	}
	return OK, ""
}

// lost reports that an error says that a page does not exist.
func lost(err error) bool {
	f, ok := err.(fault)
	return ok && strings.HasPrefix(string(f), "status 4") || classOf(err) == ClassStatus
}
