package list

import (
	"context"
	"slices"
	"strings"

	"github.com/PuerkitoBio/goquery"

	"nianbao/needle"
)

// Limits on the way from the home page to the column.
const (
	maxSteps = 5  // links from the home page
	maxHubs  = 40 // pages that are looked at for the column
)

// A link is a way to go on.
type link struct {
	url     string
	text    string
	referer string
	score   int
	depth   int
}

// A search goes from the home page to the column, the likeliest link first.
type search struct {
	w     *walker
	queue []link
	seen  map[string]bool
	found []*column
	maybe []*column // columns by name whose lists show no report
	hubs  int
	best  *view // the page with most titles of reports, where no column is found
	most  int
}

// run looks at links until no sure one is left and a column was found, or
// nothing is left.
func (s *search) run(ctx context.Context) error {
	for len(s.queue) > 0 {
		slices.SortStableFunc(s.queue, func(a, b link) int { return b.score - a.score })
		l := s.queue[0]
		s.queue = s.queue[1:]
		if l.score < sure && len(s.found) > 0 || s.hubs >= maxHubs {
			return nil
		}
		key := pageKey(l.url)
		if s.seen[key] {
			continue
		}
		s.seen[key] = true
		s.hubs++
		v, err := s.w.page(ctx, l.url, l.referer)
		if err != nil {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			continue
		}
		if err := s.look(ctx, v, l); err != nil {
			return err
		}
	}
	return nil
}

// look lists a page that is the column, and takes the links of one that is not.
func (s *search) look(ctx context.Context, v *view, l link) error {
	s.seen[pageKey(v.url.String())] = true
	if l.depth > 0 && s.w.isHome(v) {
		return nil // sent back: the address leads nowhere
	}
	if l.score >= sure || named(v) || cataloguesReports(v) {
		c, err := s.w.list(ctx, v)
		if err != nil {
			return err
		}
		switch {
		case c == nil:
		case c.holdsReports():
			s.found = append(s.found, c)
			s.passRows(c)
			s.push(ctx, v, l.depth, sure)
			return nil
		case l.score >= sure:
			s.maybe = append(s.maybe, c)
		}
	}
	s.remember(v)
	s.push(ctx, v, l.depth, 0)
	return nil
}

// passRows keeps the search from a column's own rows, whose titles are like the
// names of columns. A short one without year or date may be a column.
func (s *search) passRows(c *column) {
	for _, e := range c.entries {
		if e.Date != "" || yearIn.MatchString(e.Title) || len([]rune(e.Title)) > 12 {
			s.seen[pageKey(e.URL)] = true
		}
	}
	for _, inner := range c.inner {
		s.passRows(inner)
	}
}

// named reports that a page calls itself the column of annual reports.
func named(v *view) bool {
	t := v.title()
	for _, part := range strings.FieldsFunc(t, func(r rune) bool { return strings.ContainsRune("-_|—–>·", r) }) {
		if columnScore(part, "") >= sure {
			return true
		}
	}
	return false
}

func (s *search) remember(v *view) {
	n := 0
	for _, r := range v.links() {
		if r.isReport() && isArticle(r.url) {
			n++
		}
	}
	if n > s.most {
		s.best, s.most = v, n
	}
}

var dated = needle.MustCompile(`^(.+?/)(?:(?:19|20)\d{2}(?:\d{2}){0,2}/)?(?:\d{1,2}/){0,2}[^/]*$`)

// folders are the places of articles with titles of reports: the column is
// often the folder that they lie in.
func folders(v *view) []string {
	var all []string
	for _, r := range v.links() {
		if !r.isReport() || !yearIn.MatchString(r.title) || isFile(r.url) || len(all) >= 3 {
			continue
		}
		if m := dated.FindStringSubmatch(r.url.Path); m != nil && len(m[1]) > 1 {
			u := *r.url
			u.Path, u.RawPath, u.RawQuery = m[1], "", ""
			if !slices.Contains(all, u.String()) {
				all = append(all, u.String())
			}
		}
	}
	return all
}

// push takes the links of a page that score at least the least.
func (s *search) push(ctx context.Context, v *view, depth, least int) {
	if depth >= maxSteps {
		return
	}
	add := func(l link) {
		if l.score < max(least, 1) || s.seen[pageKey(l.url)] {
			return
		}
		l.referer, l.depth = v.url.String(), depth+1
		l.score -= depth // of two alike the nearer first
		if l.score < sure && l.score+depth >= sure {
			l.score = sure
		}
		s.queue = append(s.queue, l)
	}
	for _, r := range v.links() {
		if s.w.beside(r) {
			s.w.doors[r.url.Hostname()] = true
		}
		if !s.w.ours(r.url) || isFile(r.url) || r.isReport() && isArticle(r.url) && yearIn.MatchString(r.title) || onlyYear.MatchString(r.text) {
			continue
		}
		score := columnScore(r.title, r.url.RequestURI())
		if score == 0 && depth < 2 && len([]rune(r.title)) <= 6 && isColumn(r.url) && !aboutReports.MatchString(r.title) {
			score = 5 // a menu's column: where nothing better is left
		}
		add(link{url: r.url.String(), text: r.title, score: score})
	}
	for _, folder := range folders(v) {
		add(link{url: folder, score: 70})
	}
	v.doc.Find("option[value]").Each(func(_ int, o *goquery.Selection) {
		if u := join(v.base, o.AttrOr("value", "")); u != nil && s.w.ours(u) && strings.ContainsAny(o.AttrOr("value", ""), "/?") {
			add(link{url: u.String(), score: columnScore(words(o.Nodes...), u.RequestURI())})
		}
	})
	v.doc.Find("iframe[src], frame[src]").Each(func(_ int, f *goquery.Selection) {
		if u := join(v.base, f.AttrOr("src", "")); u != nil && s.w.ours(u) && !noMenu.MatchString(u.RequestURI()) && !isFile(u) {
			add(link{url: u.String(), score: 42})
		}
	})
	if least > 0 {
		return
	}
	if u := refresh(v); u != "" {
		add(link{url: u, score: 80})
	}
	for _, l := range s.w.trees(ctx, v) {
		add(l)
	}
}

var (
	refreshed = needle.MustCompile(`(?i)url\s*=\s*['"]?([^'";>\s]+)`)
	moved     = needle.MustCompile(`(?i)(?:window\.|self\.|top\.|document\.)?location(?:\.href)?\s*=\s*["']([^"'\s]+)["']|location\.replace\(\s*["']([^"'\s]+)["']\s*\)`)
)

// refresh is where a page without links of its own sends its readers.
func refresh(v *view) string {
	if s := v.doc.Find(`meta[http-equiv]`).FilterFunction(func(_ int, m *goquery.Selection) bool {
		return strings.EqualFold(m.AttrOr("http-equiv", ""), "refresh")
	}).AttrOr("content", ""); s != "" {
		if m := refreshed.FindStringSubmatch(s); m != nil {
			if u := join(v.base, m[1]); u != nil {
				return u.String()
			}
		}
	}
	if v.doc.Find("a[href]").Length() > 3 {
		return ""
	}
	if m := moved.FindStringSubmatch(v.text); m != nil {
		if u := join(v.base, m[1]+m[2]); u != nil {
			return u.String()
		}
	}
	return ""
}

// isHome reports that a page is the home page, wherever it was asked for.
func (w *walker) isHome(v *view) bool {
	if w.home == nil {
		return false
	}
	if pageKey(v.url.String()) == pageKey(w.home.url.String()) {
		return true
	}
	return v.text != "" && v.text == w.home.text
}
