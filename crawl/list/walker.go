package list

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
)

// maxRequests bounds what one site's lists may cost in a night.
const maxRequests = 600

// A walker asks one site for pages.
type walker struct {
	g        Getter
	source   Source
	thisYear int
	families []family
	hosts    map[string]bool
	home     *view
	requests int
	read     int             // bytes of answers
	spent    string          // why no more of them are read
	columns  map[string]bool // listed, by page key
	menus    map[string]bool // asked for
	failures []error
	foreign  map[string]int  // hosts out of scope that rows led to
	doors    map[string]bool // hosts out of scope but of the site's domain, to which columns lead
	notes    []string
}

func newWalker(g Getter, s Source, thisYear int) *walker {
	w := &walker{g: g, source: s, thisYear: thisYear, families: families, hosts: map[string]bool{}, columns: map[string]bool{}, menus: map[string]bool{}, foreign: map[string]int{}, doors: map[string]bool{}}
	for _, raw := range []string{s.Home, s.Column} {
		if u, err := url.Parse(raw); err == nil {
			w.allow(u.Host)
		}
	}
	for _, h := range s.Hosts {
		w.allow(h)
	}
	return w
}

// allow takes a host into the site, with and without www.
func (w *walker) allow(host string) {
	if host = strings.ToLower(host); host != "" {
		w.hosts[strings.TrimPrefix(host, "www.")] = true
	}
}

// ours reports that an address is of the site.
func (w *walker) ours(u *url.URL) bool {
	return w.hosts[strings.TrimPrefix(strings.ToLower(u.Host), "www.")] || w.hosts[strings.TrimPrefix(strings.ToLower(u.Hostname()), "www.")]
}

// opens is the score of links that lead nearer to the reports by their name.
const opens = 45

// beside reports that a link leads out of the site's hosts but not out of its
// domain, and by its name to a column on the way to reports.
func (w *walker) beside(r row) bool {
	return !w.ours(r.url) && w.home != nil && domain(r.url) == domain(w.home.url) && (r.url.Scheme == "http" || r.url.Scheme == "https") &&
		columnScore(r.title, r.url.RequestURI()) >= opens
}

// A fault is an answer that is of no use, though it came.
type fault string

func (f fault) Error() string { return string(f) }

// get asks for a page and reads the answer.
func (w *walker) get(ctx context.Context, r Request) (*view, error) {
	u, err := url.Parse(r.URL)
	if err != nil {
		return nil, fault("not an address: " + r.URL)
	}
	if !w.ours(u) {
		return nil, fault("on another host: " + u.Host)
	}
	if w.requests++; w.requests > maxRequests {
		return nil, fault(fmt.Sprintf("more than %d requests for the lists of one site", maxRequests))
	}
	if w.read > maxRead {
		w.spent = fmt.Sprintf("more than %d MB of lists", maxRead>>20)
		return nil, fault(w.spent)
	}
	if r.Kind == "" {
		r.Kind = KindList
	}
	r.Whole = true // a page that did not change still says where to go on
	p, err := w.g.Get(ctx, r)
	if err != nil {
		w.failures = append(w.failures, err)
		return nil, err
	}
	if p.Status >= http.StatusBadRequest {
		return nil, fault(fmt.Sprintf("status %d: %s", p.Status, r.URL))
	}
	v := look(p)
	w.read += len(v.text)
	if !w.ours(v.url) {
		if w.home != nil && domain(v.url) == domain(w.home.url) {
			w.doors[v.url.Hostname()] = true
		}
		return nil, fault("led to another host: " + v.url.Host)
	}
	return v, nil
}

// page asks for a page that a link leads to.
func (w *walker) page(ctx context.Context, raw, referer string) (*view, error) {
	u, err := url.Parse(raw)
	if err != nil {
		return nil, err
	}
	if why := trapped(u, w.thisYear); why != "" {
		return nil, fault("not followed, " + why + ": " + raw)
	}
	return w.get(ctx, Request{URL: raw, Referer: referer, Kind: KindPage})
}

func (w *walker) note(format string, args ...any) {
	w.notes = append(w.notes, fmt.Sprintf(format, args...))
}

// worst gives the class of failure that explains best why nothing was found.
func (w *walker) worst() (Class, error) {
	for _, want := range []Class{ClassBlocked, ClassDeclined, ClassRate, ClassUnreachable, ClassTimeout} {
		for _, err := range w.failures {
			if classOf(err) == want {
				return want, err
			}
		}
	}
	return "", nil
}
