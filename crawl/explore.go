package crawl

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"nianbao/crawl/list"
	"nianbao/crawl/polite"
	"nianbao/fetch"
	"nianbao/report"
)

// A Look is what a first look at a site found out for its entry in the file of
// sources. What is empty was not found.
type Look struct {
	Site    Site          // the entry, without Division
	Listing *list.Listing // of its reports
	Oldest  int           // year of the site's own reports, as the titles have it
	Newest  int
	Others  int    // reports in the list that are of other bodies
	TLS     string // how the connection was made, where not as it should be
	Plain   bool   // it was asked for by https and answers by http alone
}

// ErrNoReports says that a site was looked at and its reports were not found;
// the outcome of the [Look] says why.
var ErrNoReports = errors.New("no annual reports were found")

// office is in titles of reports of departments, streets and towns.
var office = regexp.MustCompile(`[局委厅办署院]\d|[局委厅署]20|(?:局|厅|署|委员会|办公室|街道|街道办事处|镇|乡|医院|学校|中心|银保监|公司)(?:人民政府)?[-（(]?(?:关于)?(?:20\d\d|政府信息|信息公开)`)

// maxRead is how many reports are read to learn whose they are.
const maxRead = 3

// An Explorer looks at a site for the first time: see [Explore].
type Explorer struct {
	Name string // what the site calls itself; "" where its first page does not tell

	visit  func(polite.Site) list.Getter
	reader Reader
	year   int
	look   *Look
	get    list.Getter
	first  *list.Page
	sight  list.Sight   // of the home page
	own    []list.Entry // that are reports by their titles
}

// Explore begins to look at a site: from a home page, a column, a page of a list
// or a report to its home page. visit begins a site's night; reader may be nil:
// then nobody reads whose the reports are. known is what needs no finding: a
// name, hosts, addresses that are allowed. Call [Explorer.Find] next.
func Explore(ctx context.Context, visit func(polite.Site) list.Getter, reader Reader, raw string, year int, known Site) (*Explorer, error) {
	x := &Explorer{Name: known.Name, visit: visit, reader: reader, year: year, look: &Look{Site: known}}
	if err := x.ask(ctx, raw); err != nil {
		return nil, err
	}
	return x, x.home(ctx)
}

// Find goes on to the column, and to what must be in it. Beside ErrNoReports,
// with which it gives what it saw, its errors are of the machine.
func (x *Explorer) Find(ctx context.Context) (*Look, error) {
	if err := x.find(ctx); err != nil {
		return nil, err
	}
	l := x.look
	x.count()
	if len(l.Listing.Entries) == 0 {
		return l, ErrNoReports
	}
	if err := x.whose(ctx); err != nil {
		return nil, err
	}
	return l, nil
}

// again begins a visit in whose scope the site's hosts are.
func (x *Explorer) again() {
	x.get = x.visit(x.look.Site.scope(polite.Budget{}))
}

// ask asks for the page that was named, by https where no scheme was, and by
// http where nothing answers there.
func (x *Explorer) ask(ctx context.Context, raw string) error {
	schemes := []string{""}
	if !strings.Contains(raw, "://") {
		schemes = []string{"https://", "http://"}
	}
	var last error
	for i, scheme := range schemes {
		u, err := url.Parse(scheme + raw)
		if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" || u.User != nil {
			return fmt.Errorf("%w: want an address like https://www.x.gov.cn/, have %q", ErrSources, clip(raw))
		}
		if u.Path == "" {
			u.Path = "/"
		}
		x.look.Site.Home = u.String()
		x.again()
		page, err := x.get.Get(ctx, list.Request{URL: u.String(), Kind: list.KindPage})
		if err == nil {
			x.look.Plain = i > 0
			x.look.TLS = page.TLS
			x.first = page
			return nil
		}
		last = err
		var failure *polite.Error
		if !errors.As(err, &failure) || failure.Class != list.ClassUnreachable {
			break
		}
	}
	return last
}

// home finds the home page of the site that a page is of.
func (x *Explorer) home(ctx context.Context) error {
	first := x.first
	at, err := url.Parse(first.URL)
	if err != nil {
		return err // untested: it was asked for
	}
	asked, err := url.Parse(x.look.Site.Home)
	if err != nil {
		return err // untested: it was asked for
	}
	x.sight = list.SightOf(first)
	x.named(x.sight.Site)
	if list.IsRoot(asked) || list.IsRoot(at) {
		if asked.Host != at.Host || asked.Scheme != at.Scheme { // sent on
			x.look.Site.Home = (&url.URL{Scheme: at.Scheme, Host: at.Host, Path: "/"}).String()
		}
		return nil
	}
	candidates := []string{(&url.URL{Scheme: at.Scheme, Host: at.Host, Path: "/"}).String()}
	switch u, err := url.Parse(x.sight.Home); {
	case err != nil || x.sight.Home == "" || x.sight.Home == candidates[0]:
	case u.Host != at.Host && list.IsRoot(u): // the page is of a part of the site
		candidates = slices.Insert(candidates, 0, x.sight.Home)
	default:
		candidates = append(candidates, x.sight.Home)
	}
	for _, home := range candidates {
		x.look.Site.Home = home
		x.again()
		page, err := x.get.Get(ctx, list.Request{URL: home, Kind: list.KindPage, Referer: first.URL})
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err == nil {
			x.sight = list.SightOf(page)
			x.named(x.sight.Site)
			return nil
		}
	}
	x.look.Site.Home, x.look.Site.List = "", first.URL // it has none that answers
	return nil
}

func (x *Explorer) named(name string) {
	if x.Name == "" {
		x.Name = name
	}
}

// find looks for the column: by itself, with the column that was named, and
// with the hosts of the domain that the site leads to.
func (x *Explorer) find(ctx context.Context) error {
	first := x.first
	s := &x.look.Site
	sight := list.SightOf(first)
	try := func(column string, hosts []string) (bool, error) {
		site := *s
		site.List, site.Hosts = cmp.Or(column, s.List), merged(s.Hosts, hosts)
		x.get = x.visit(site.scope(polite.Budget{}))
		source := site.Source()
		source.Home = cmp.Or(source.Home, source.Column)
		listing, err := list.Find(ctx, x.get, source, list.Hint{Year: x.year})
		if err != nil {
			return false, err
		}
		if x.look.Listing == nil || likely(listing) > likely(x.look.Listing) || column != "" && likely(listing) > 0 {
			x.look.Listing, s.Hosts = listing, site.Hosts
		}
		return len(listing.Entries) > 0 && len(listing.Foreign)+len(listing.Beside) == 0, nil
	}
	done, err := try("", nil)
	if err != nil {
		return err
	}
	if o := x.look.Listing.Outcome; o == list.Blocked || o == list.Declined || o == list.Unreachable {
		return nil // it would be asked the same again
	}
	beside := slices.Clone(x.look.Listing.Beside)
	for _, host := range x.look.Listing.Foreign {
		if name, _, _ := strings.Cut(host, ":"); besideHost(name, s.Home) {
			beside = merged(beside, []string{name})
		}
	}
	if !done && len(beside) > 0 {
		if _, err = try("", beside); err != nil {
			return err
		}
	}
	if first.URL != s.Home && !x.covers(first.URL, sight) {
		_, err = try(first.URL, beside)
	}
	return err
}

// covers tells whether the list found has the page that was named, or what
// stands on it.
func (x *Explorer) covers(named string, s list.Sight) bool {
	l := x.look.Listing
	if len(l.Entries) == 0 {
		return false
	}
	in := map[string]bool{list.Key(l.Column): true}
	for _, e := range l.Entries {
		in[list.Key(e.URL)] = true
		for _, a := range e.Attachments {
			in[list.Key(a)] = true
		}
	}
	return in[list.Key(named)] || !slices.ContainsFunc(s.Reports, func(u string) bool { return !in[list.Key(u)] })
}

// besideHost tells a host of the home page's domain.
func besideHost(host, home string) bool {
	u, err := url.Parse(home)
	if err != nil {
		return false
	}
	own := strings.TrimPrefix(u.Hostname(), "www.")
	return strings.HasSuffix(host, "."+own)
}

func merged(a, b []string) []string {
	out := slices.Clone(a)
	for _, s := range b {
		if !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}

func likely(l *list.Listing) (n int) {
	for _, e := range l.Entries {
		if e.Likely() {
			n++
		}
	}
	return n
}

// count says what the list has, of which a later night may not have less.
func (x *Explorer) count() {
	l := x.look
	l.Site.List, l.Site.Family = l.Listing.Column, l.Listing.Family
	l.Site.Assert = Assert{}
	for _, e := range l.Listing.Entries {
		if !e.Likely() {
			continue
		}
		l.Site.Assert.MinReports++
		x.own = append(x.own, e)
	}
	if l.Site.Home != "" && l.Site.List == l.Site.Home {
		l.Site.List = ""
	}
	if len(l.Site.Hosts) > 0 { // those alone that something of the list lies on
		needed := []string{}
		for _, h := range l.Site.Hosts {
			uses := func(raw string) bool {
				u, err := url.Parse(raw)
				return err == nil && (u.Host == h || u.Hostname() == h)
			}
			if uses(l.Listing.Column) || slices.ContainsFunc(l.Listing.Entries, func(e list.Entry) bool { return uses(e.URL) || slices.ContainsFunc(e.Attachments, uses) }) {
				needed = append(needed, h)
			}
		}
		l.Site.Hosts = needed
	}
}

// whose reads the newest reports, to learn whose they are, and counts the years
// of those that are of the same body.
func (x *Explorer) whose(ctx context.Context) error {
	l := x.look
	name := x.Name
	if len(x.own) == 0 {
		x.own = l.Listing.Entries
	}
	stem := strings.TrimSuffix(name, "人民政府")
	rank := func(e list.Entry) int { // the site's own before those that name nobody, and before others
		title := e.Title
		for _, own := range []string{name, stem} {
			if own == "" || !strings.Contains(title, own) {
				continue
			}
			if rest := strings.Replace(title, own, "", 1); !office.MatchString(rest) {
				return 0
			}
		}
		if !office.MatchString(title) {
			return 1
		}
		return 2
	}
	order := slices.Clone(x.own)
	slices.SortStableFunc(order, func(a, b list.Entry) int { return cmp.Or(rank(a)-rank(b), b.Year()-a.Year()) })
	var years []int
	for i, e := range order {
		if i == maxRead || x.reader == nil {
			break
		}
		d, err := x.read(ctx, e)
		if err != nil {
			return err
		}
		if d == nil || d.Year == 0 && d.BodyName == "" {
			continue
		}
		if d.Year != 0 {
			years = append(years, d.Year)
		}
		expected := Expected{Body: d.BodyName, Level: d.Level}
		if name != "" && expected.Body != "" && (strings.HasPrefix(name, expected.Body) || expected.Body+"人民政府" == name) {
			expected.Body = name
		}
		l.Site.Reports = []Expected{expected}
		if expected.Body != "" && (name == "" || strings.Contains(expected.Body, stem)) {
			break
		}
	}
	x.years(rank, years)
	if l.Site.Name != "" {
		return nil // it was given
	}
	l.Site.Name = name
	if len(l.Site.Reports) > 0 && (name == "" || l.Site.Reports[0].Body == name+"人民政府") {
		l.Site.Name = l.Site.Reports[0].Body
	}
	return nil
}

// years bounds the years of the site's own reports.
func (x *Explorer) years(rank func(list.Entry) int, read []int) {
	l := x.look
	best := 2
	for _, e := range x.own {
		best = min(best, rank(e))
	}
	for _, e := range x.own {
		if rank(e) > max(best, 1) {
			l.Others++
			continue
		}
		if year := e.Year(); year >= firstYear && year < x.year {
			l.Oldest, l.Newest = min(cmp.Or(l.Oldest, year), year), max(l.Newest, year)
		}
	}
	l.Site.Assert.MinYear = l.Newest
	if len(read) > 0 { // a title alone proves no report
		l.Site.Assert.MinYear = slices.Max(read)
		l.Newest = max(l.Newest, l.Site.Assert.MinYear)
	}
	for i := range l.Site.Reports {
		l.Site.Reports[i].From = l.Oldest
	}
}

// read asks for a report and reads it; nil for one that cannot be.
func (x *Explorer) read(ctx context.Context, e list.Entry) (*report.Document, error) {
	page, err := x.get.Get(ctx, list.Request{URL: e.URL, Referer: e.Page, Kind: list.KindPage})
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if err != nil {
		return nil, nil // the list counts, whose it is stays open
	}
	reading := x.reader.Read(ctx, fetch.Item{Source: e.URL, Open: func(context.Context) (fetch.Content, error) {
		return fetch.Content{Body: page.Body, Response: &fetch.Response{URL: page.URL, Status: page.Status, Type: page.Header.Get("Content-Type")}}, nil
	}})
	if reading.Err != nil {
		return nil, reading.Err
	}
	if reading.Document.Status == report.Unreadable {
		return nil, nil
	}
	return reading.Document, nil
}
