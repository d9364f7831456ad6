package polite

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"net/http/cookiejar"
	"net/netip"
	"net/url"
	"strings"
	"sync"
	"time"

	"golang.org/x/net/publicsuffix"

	"nianbao/crawl/address"
	"nianbao/crawl/list"
	"nianbao/fetch/guard"
)

const (
	maxRedirects = 10
	maxTries     = 3
	share        = 0.3 // of a budget's pages that one part of a site may take
	minShare     = 10  // pages that a part of a site may take of any budget
)

// A Site is what a visit may ask.
type Site struct {
	Hosts  []string       // beside all names under gov.cn, with what is below each
	Allow  []netip.Prefix // addresses that are connected to although they are private
	Budget Budget
}

// A Budget is what a site may cost in a night. Zeros are no bound.
type Budget struct {
	Pages int
	Bytes int64
	Time  time.Duration
}

// A Visit is a site's night. It is safe for concurrent use.
type Visit struct {
	client *Client
	site   Site
	jar    *cookiejar.Jar

	mu    sync.Mutex
	began time.Time
	pages int
	bytes int64
	parts map[string]int // pages by part of the site
}

// Visit begins a site's night.
func (c *Client) Visit(s Site) *Visit {
	jar, _ := cookiejar.New(&cookiejar.Options{PublicSuffixList: publicsuffix.List}) // never fails
	return &Visit{client: c, site: s, jar: jar, parts: map[string]int{}}
}

// Get sends a request and follows where it leads. What may pass by itself is
// tried again, a few times.
func (v *Visit) Get(ctx context.Context, r list.Request) (*list.Page, error) {
	q, err := newQuestion(r)
	if err != nil {
		return nil, &Error{Class: list.ClassRefused, URL: r.URL, Err: err}
	}
	for try := 1; ; try++ {
		page, err := v.follow(ctx, q)
		var e *Error
		if err == nil {
			page.Asked = r.URL
			return page, nil
		}
		if !errors.As(err, &e) || !e.next || try == maxTries {
			return nil, err
		}
		if e.lost || e.Class == list.ClassRate {
			continue // the host itself is left alone for a while
		}
		if err := v.client.o.Clock.Sleep(ctx, stops[try-1]); err != nil {
			return nil, err
		}
	}
}

func newQuestion(r list.Request) (question, error) {
	q := question{method: r.Method, referer: r.Referer, kind: r.Kind, whole: r.Whole}
	if q.method == "" {
		q.method = http.MethodGet
	}
	if _, known := limits[q.kind]; !known {
		q.kind = list.KindPage
	}
	switch {
	case r.JSON != nil:
		q.body, q.ctype = r.JSON, "application/json; charset=utf-8"
	case r.Form != nil:
		q.body, q.ctype = []byte(r.Form.Encode()), "application/x-www-form-urlencoded; charset=UTF-8"
	}
	var err error
	q.url, err = address.Parse(r.URL)
	return q, err
}

// follow asks a question, and the questions that redirects make of it.
func (v *Visit) follow(ctx context.Context, q question) (*list.Page, error) {
	first := q.url.Hostname()
	seen := map[string]bool{}
	cookie, spared := false, false // a redirect set one; a second look for its sake was taken
	for hop := 0; ; hop++ {
		where := q.url.String()
		q.strict = q.url.Hostname() != first
		if err := v.allowed(ctx, q.url, q.strict); err != nil {
			return nil, err
		}
		seen[q.method+" "+where] = true
		q.known = Validators{}
		switch {
		case q.method != http.MethodGet:
		case q.whole:
			kept, _, err := v.client.o.Pages.Page(where)
			if err != nil {
				return nil, errors.Join(errMemory, err)
			}
			q.kept, q.known = kept, kept.Known
		default:
			known, _, err := v.client.o.Memory.Validators(where)
			if err != nil {
				return nil, err
			}
			q.known = known
		}
		a, err := v.exchange(ctx, q)
		if err != nil {
			return nil, v.withPage(err, a, where)
		}
		location := a.header.Get("Location")
		if a.product != "" || !isRedirect(a.status) || location == "" {
			page, err := v.page(a, q)
			if err != nil {
				return nil, err
			}
			return v.recall(q, page)
		}
		cookie = cookie || len(a.header.Values("Set-Cookie")) > 0
		next, err := q.redirected(a.status, location)
		switch {
		case err != nil:
			return nil, &Error{Class: list.ClassStatus, URL: where, Status: a.status, Why: "a redirect to no address"}
		case challengeAddress(location) != "":
			return nil, v.withPage(&Error{Class: list.ClassBlocked, URL: where, Status: a.status, Product: challengeAddress(location)}, a, where)
		case hop == maxRedirects:
			return nil, &Error{Class: list.ClassLoop, URL: where, Why: fmt.Sprintf("more than %d redirects", maxRedirects)}
		case seen[next.method+" "+next.url.String()]:
			// "To yourself, with this cookie" is a way to count visitors.
			if !cookie || spared {
				return nil, &Error{Class: list.ClassLoop, URL: where, Why: "a redirect in a circle"}
			}
			spared = true
		}
		q = next
	}
}

func isRedirect(status int) bool {
	switch status {
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther, http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
		return true
	}
	return false
}

// redirected is the question that a redirect makes of one.
func (q question) redirected(status int, location string) (question, error) {
	to, err := q.url.Parse(location)
	if err != nil {
		return q, err
	}
	to = address.Tidy(to)
	if q.method != http.MethodGet && status != http.StatusTemporaryRedirect && status != http.StatusPermanentRedirect {
		q.method, q.body, q.ctype = http.MethodGet, nil, ""
	}
	if to.Host != q.url.Host || to.Scheme != q.url.Scheme {
		q.referer = ""
	}
	q.url = to
	return q, nil
}

// allowed refuses what is not asked for: every rule that needs no answer of the
// site itself but its robots file.
func (v *Visit) allowed(ctx context.Context, u *url.URL, strict bool) error {
	where := u.String()
	if err := guard.URL(u); err != nil {
		return &Error{Class: list.ClassRefused, URL: where, Err: err}
	}
	if !v.inScope(u.Hostname()) {
		return &Error{Class: list.ClassRefused, URL: where, Why: "outside of the site"}
	}
	if err := v.robots(ctx, u, strict); err != nil {
		return err
	}
	return v.afford(u)
}

// inScope tells the hosts of public bodies and those that the site names.
func (v *Visit) inScope(host string) bool {
	if host == "gov.cn" || strings.HasSuffix(host, ".gov.cn") {
		return true
	}
	for _, h := range v.site.Hosts {
		if name, err := address.Host(h); err == nil && (host == name || strings.HasSuffix(host, "."+name)) {
			return true
		}
	}
	return false
}

// page gives the page of an answer, or the error that it is.
func (v *Visit) page(a *answer, q question) (*list.Page, error) {
	where := q.url.String()
	p := pageOf(a, q.url)
	switch {
	case a.product != "":
		return nil, &Error{Class: list.ClassBlocked, URL: where, Status: a.status, Product: a.product, Page: p}
	case a.status == http.StatusNotModified && q.known != (Validators{}):
		p.NotModified = true
		return p, nil
	case a.status == http.StatusOK, a.status == http.StatusNonAuthoritativeInfo:
		return p, nil
	case a.status == http.StatusTooManyRequests, a.status == http.StatusServiceUnavailable:
		h, err := v.client.host(q.url.Hostname())
		if err != nil {
			return nil, err
		}
		h.mu.Lock()
		defer h.mu.Unlock()
		until := h.state.Until
		return nil, &Error{Class: list.ClassRate, URL: where, Status: a.status, Until: until, Page: p, next: until.Sub(v.client.o.Clock.Now()) <= patience}
	}
	return nil, &Error{Class: list.ClassStatus, URL: where, Status: a.status, Page: p, next: a.status >= 500 && a.status != http.StatusNotImplemented}
}

// withPage adds to an error what was answered before it.
func (v *Visit) withPage(err error, a *answer, where string) error {
	var e *Error
	if a == nil || !errors.As(err, &e) {
		return err
	}
	u, parseErr := url.Parse(where)
	if parseErr != nil {
		return err // untested: it was asked for
	}
	e.Page = pageOf(a, u)
	return err
}

func pageOf(a *answer, u *url.URL) *list.Page {
	sum := sha256.Sum256(a.body)
	p := &list.Page{URL: u.String(), Asked: u.String(), Status: a.status, Header: a.header, Body: a.body, SHA256: hex.EncodeToString(sum[:])}
	switch {
	case u.Scheme == "http":
		p.TLS = "http"
	case !a.sound:
		p.TLS = a.tls
	}
	return p
}

// ValidatorsOf are those that a page came with.
func ValidatorsOf(p *list.Page) Validators {
	return Validators{ETag: p.Header.Get("ETag"), Modified: p.Header.Get("Last-Modified"), Encoding: acceptEncoding}
}

// afford takes a page off the site's budget, and off its part's share: a wide
// trap below one folder would take all of it.
func (v *Visit) afford(u *url.URL) error {
	now := v.client.o.Clock.Now()
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.began.IsZero() {
		v.began = now
	}
	b, part := v.site.Budget, partOf(u)
	why := ""
	switch {
	case b.Pages > 0 && v.pages >= b.Pages:
		why = fmt.Sprintf("%d pages", b.Pages)
	case b.Bytes > 0 && v.bytes >= b.Bytes:
		why = fmt.Sprintf("%d bytes", b.Bytes)
	case b.Time > 0 && now.Sub(v.began) >= b.Time:
		why = b.Time.String()
	case b.Pages > 0 && v.parts[part] >= max(minShare, int(share*float64(b.Pages))):
		why = fmt.Sprintf("%d pages below %s", v.parts[part], part)
	}
	if why != "" {
		return &Error{Class: ClassBudget, URL: u.String(), Why: why}
	}
	v.pages++
	v.parts[part]++
	return nil
}

func (v *Visit) spent(bytes int) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.bytes += int64(bytes)
}

// partOf is a host with the first two folders of a path.
func partOf(u *url.URL) string {
	folders := strings.SplitN(strings.TrimPrefix(u.EscapedPath(), "/"), "/", 3)
	return u.Host + "/" + strings.Join(folders[:min(2, len(folders)-1)], "/")
}
