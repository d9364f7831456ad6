package crawl

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"runtime/debug"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"nianbao/crawl/list"
	"nianbao/crawl/polite"
	"nianbao/report"
	"nianbao/store"
)

// A visit is a site's night.
type visit struct {
	*Crawler
	site *Site
	get  list.Getter
	v    store.Visit
	stop string      // why the rest is not come to; "" while it is
	shut atomic.Bool // a request was too late for the window of the night

	walled atomic.Bool // a firewall's page was met
	spent  atomic.Bool // a request was beyond the site's budget

	had, blocked, failures int // addresses
	lapses                 []lapse
	listed                 map[string]bool // addresses that tonight's list shows
	absent                 map[string]bool // pages that are gone
}

// visit makes a site's night. Its error is one of the machine.
func (c *Crawler) visit(ctx context.Context, s *Site) error {
	n := &visit{Crawler: c, site: s, v: store.Visit{RunID: c.run, Site: s.Name, Owner: c.o.Owner, Again: c.o.Again, Started: c.o.Clock.Now()}}
	begun, err := c.o.DB.BeginVisit(ctx, c.run, s.Name, n.lease())
	if err != nil {
		return err
	}
	if !begun { // another process is at it, or was: its lease has not ended
		c.leave(s.Name)
		return nil
	}
	n.get = watched{c.o.Visit(s.scope(c.o.Budget)), n}
	rest, err := n.guarded(ctx)
	switch {
	case errors.Is(err, store.ErrLeaseLost):
		return nil // it was slow, and another process goes on
	case ctx.Err() != nil:
		n.v.Outcome, n.v.Good, rest = store.Interrupted, false, store.Interrupted
	case err != nil:
		return err
	}
	now := c.o.Clock.Now()
	n.v.Ended = now
	due := now.Add(recheck(now))
	if n.v.Outcome != string(list.OK) {
		due = now.Add(night)
	}
	if n.v.Outcome == string(list.Unreachable) && c.nobody() { // that is no news of the site
		due = now
	}
	if n.v.Outcome == store.Interrupted || n.stop == string(WindowClosed) || n.stop == string(ArchiveFull) {
		due = now
	}
	if err := c.o.DB.FinishVisit(context.WithoutCancel(ctx), n.v, rest, due); err != nil {
		return err
	}
	c.count(n.v.Outcome, n.walled.Load())
	c.tell(s.Name, n.v.Outcome, n.v.Why)
	return nil
}

// guarded makes the site's night. A page that brings our own program down ends
// this site's night alone.
func (n *visit) guarded(ctx context.Context) (rest string, err error) {
	defer func() {
		if p := recover(); p != nil {
			rest, err = crashed, nil
			n.v.Outcome, n.v.Good = string(list.Unsupported), false
			n.v.Why = fmt.Sprintf("the program failed: %v\n%s", p, debug.Stack())
			n.v.Why = n.v.Why[:min(len(n.v.Why), maxWhy)]
		}
	}()
	return n.night(ctx)
}

// crashed is why the rest of a site's addresses were not come to, maxWhy what is
// kept of where it happened, in bytes.
const (
	crashed = "crashed"
	maxWhy  = 2000
)

func (n *visit) lease() store.Lease {
	now := n.o.Clock.Now()
	return store.Lease{Owner: n.o.Owner, Now: now, Until: now.Add(lease), Gone: n.o.Gone}
}

// night is the shortest time between two looks at one place: a little less than
// a day, so that a night that begins a little earlier is not left out.
const night = 20 * time.Hour

// recheck is when to look again: each night in the months in which reports come
// and are corrected, else once a week.
func recheck(now time.Time) time.Duration {
	if now.In(polite.China).Month() <= time.April {
		return night
	}
	return 6*24*time.Hour + night
}

// night finds the list and asks for what is in it. rest is why addresses were
// not come to.
func (n *visit) night(ctx context.Context) (rest string, err error) {
	db, now := n.o.DB, n.o.Clock.Now()
	if err := n.expect(ctx, now); err != nil {
		return "", err
	}
	state, err := db.CrawlSite(ctx, n.site.Name, now)
	if err != nil {
		return "", err
	}
	source := n.site.Source()
	if source.Home == "" {
		source.Home = source.Column
	}
	listing, err := list.Find(ctx, n.get, source, list.Hint{Column: state.Column, Listed: state.Listed, Year: now.In(polite.China).Year()})
	if err != nil {
		return "", err
	}
	n.v.Outcome, n.v.Why, n.v.Stopped = string(listing.Outcome), listing.Why, listing.Stopped
	n.v.Column, n.v.Family, n.v.Listed, n.v.Stated = listing.Column, listing.Family, listing.Listed, listing.Stated
	n.v.Good = listing.Outcome == list.OK
	if n.shut.Load() { // what was not asked for any more says nothing of the site
		n.stop = string(WindowClosed)
		n.v.Outcome, n.v.Why, n.v.Good = outOfBudget, n.stop, false
		return n.stop, n.discover(ctx, listing)
	}
	if n.spent.Load() && !n.v.Good {
		n.stop = string(polite.ClassBudget)
		n.v.Outcome = outOfBudget
		return n.stop, n.discover(ctx, listing)
	}
	answers := listing.Outcome != list.Unreachable && listing.Outcome != list.Blocked && listing.Outcome != list.Declined
	if err := db.SiteAnswers(ctx, n.site.Name, answers, now); err != nil {
		return "", err
	}
	n.listed, n.absent = listedIn(listing), map[string]bool{}
	n.judgeList(listing, state)
	before, err := db.CrawlURLs(ctx, n.site.Name)
	if err != nil {
		return "", err
	}
	owed, err := db.Owed(ctx, store.OwedFilter{Site: n.site.Name}, now)
	if err != nil {
		return "", err
	}
	if err := n.discover(ctx, listing); err != nil {
		return "", err
	}
	if answers {
		if err := n.known(ctx, before); err != nil {
			return "", err
		}
	}
	if err := n.fetchAll(ctx); err != nil {
		return "", err
	}
	if err := n.expect(ctx, now); err != nil { // of bodies that were met tonight
		return "", err
	}
	if n.stop != "" && n.v.Good {
		n.v.Outcome, n.v.Why, n.v.Good = outOfBudget, n.stop, false
	}
	switch {
	case n.v.Good && n.blocked > n.had: // the list is shown, the pages are not
		n.v.Outcome, n.v.Why, n.v.Good = string(list.Blocked), fmt.Sprintf("%d pages of %d are blocked", n.blocked, n.blocked+n.had+n.failures), false
	case n.v.Good && n.failures > 0 && n.had == 0:
		n.v.Outcome, n.v.Why, n.v.Good = string(list.Incomplete), fmt.Sprintf("none of %d pages of the list could be had", n.failures), false
	}
	if err := n.judgeBodies(ctx, listing, before, n.bodiesOf(owed)); err != nil {
		return "", err
	}
	if err := n.judgeReports(ctx); err != nil {
		return "", err
	}
	if err := n.assert(ctx, len(listing.Entries)); err != nil {
		return "", err
	}
	return n.stop, nil
}

// discover notes the entries of the list and their attachments.
func (n *visit) discover(ctx context.Context, l *list.Listing) error {
	var found []store.Sighting
	for _, e := range l.Entries {
		found = append(found, store.Sighting{Key: list.Key(e.URL), URL: e.URL, Kind: string(list.KindPage), Page: e.Page, Title: e.Title})
		for _, a := range e.Attachments {
			found = append(found, store.Sighting{Key: list.Key(a), URL: a, Kind: string(list.KindAttachment), Page: e.URL, Title: e.Title})
		}
	}
	return n.o.DB.Discover(ctx, n.v, n.o.Clock.Now(), found)
}

// known notes what earlier nights found here and this list does not show: reports
// go from lists before they go, and attachments stand on pages only, which are
// not read again while they do not change. What was never had is among it: the
// night that found it may have been killed. So is what may come back.
func (n *visit) known(ctx context.Context, urls []store.CrawlURL) error {
	var found []store.Sighting
	for _, u := range urls {
		if u.State != store.URLSkipped && (u.State != store.URLGone || u.SHA256 != "") || passing[u.Class] {
			found = append(found, u.Sighting)
		}
	}
	return n.o.DB.Discover(ctx, n.v, n.o.Clock.Now(), found)
}

// passing are the reasons of what is skipped that pass by themselves.
var passing = map[string]bool{string(report.Login): true, string(report.ErrorPage): true, otherYear: true, otherBody: true, figuresLost: true}

// fetchAll asks for what is due, until there is nothing more or no more may be
// asked for.
func (n *visit) fetchAll(ctx context.Context) error {
	for n.stop == "" {
		if err := ctx.Err(); err != nil {
			return err
		}
		if over, err := n.ended(n.o.Clock.Now()); over != "" || err != nil {
			n.stop = string(over)
			return err
		}
		l := n.lease()
		if err := n.o.DB.Renew(ctx, n.site.Name, l); err != nil {
			return err
		}
		urls, err := n.o.DB.LeaseURLs(ctx, n.v, l, 1)
		if err != nil || len(urls) == 0 {
			return err
		}
		if err := n.fetch(ctx, urls[0]); err != nil {
			return err
		}
	}
	return nil
}

// fetch asks for one address and writes down what came of it.
func (n *visit) fetch(ctx context.Context, u store.CrawlURL) error {
	request := list.Request{URL: u.URL, Kind: list.Kind(u.Kind), Referer: u.Page}
	page, err := n.get.Get(ctx, request)
	if twin, ok := plainTwin(u, err); ok {
		request.URL = twin
		if p, err2 := n.get.Get(ctx, request); err2 == nil {
			page, err = p, nil
		}
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	var failure *polite.Error
	switch {
	case errors.As(err, &failure):
		return n.failed(ctx, u, failure)
	case err != nil:
		return err // of the machine: the archive, the database
	}
	if n.o.Sync != nil && !page.NotModified {
		if err := n.o.Sync(); err != nil {
			return err
		}
	}
	attached := 0
	if u.Kind == string(list.KindPage) && !page.NotModified {
		if attached, err = n.attachments(ctx, u, page); err != nil {
			return err
		}
	}
	n.had++
	return n.read(ctx, u, page, attached > 0)
}

// plainTwin is the address by http of one that does not answer by https: sites
// that have http alone link so by mistake. A page by https leads to no such.
func plainTwin(u store.CrawlURL, err error) (string, bool) {
	var failure *polite.Error
	rest, secure := strings.CutPrefix(u.URL, "https://")
	return "http://" + rest, secure && strings.HasPrefix(u.Page, "http://") && errors.As(err, &failure) && failure.Class == list.ClassUnreachable
}

// attachments notes the files that belong to a page.
func (n *visit) attachments(ctx context.Context, u store.CrawlURL, page *list.Page) (int, error) {
	var found []store.Sighting
	for _, a := range list.Attachments(page) {
		found = append(found, store.Sighting{Key: list.Key(a.URL), URL: a.URL, Kind: string(list.KindAttachment), Page: u.URL, Title: a.Name})
	}
	return len(found), n.o.DB.Discover(ctx, n.v, n.o.Clock.Now(), found)
}

// failed writes down why an address brought nothing. What was had before stays.
func (n *visit) failed(ctx context.Context, u store.CrawlURL, e *polite.Error) error {
	now := n.o.Clock.Now()
	r := store.URLResult{Key: u.Key, Outcome: store.URLFail, Reason: string(e.Class), Why: e.Error(), State: store.URLFailed, At: now, Due: now.Add(backOff(u.Tries))}
	switch e.Class {
	case list.ClassBlocked:
		n.blocked++
	default:
		n.failures++
	}
	switch e.Class {
	case polite.ClassBudget, polite.ClassNight:
		n.stop = string(e.Class)
		return nil // it stays to be done, and is skipped with the rest
	case list.ClassBlocked:
		r.Outcome, r.Reason, r.State = store.Block, e.Product, store.URLBlocked
	case list.ClassDeclined, list.ClassRefused:
		r.Outcome, r.State = store.Skip, store.URLSkipped
	case list.ClassStatus:
		if e.Status == http.StatusNotFound || e.Status == http.StatusGone {
			r.State = store.URLGone
			n.absent[u.Key] = true
			if n.linked(u) {
				n.lapsed(u, fmt.Sprintf("HTTP status %d", e.Status))
			}
			if err := n.removed(ctx, u); err != nil {
				return err
			}
		}
	}
	if e.Until.After(r.Due) {
		r.Due = e.Until
	}
	return n.o.DB.FinishURL(ctx, n.v, r)
}

// backOff is when to ask again for what failed so many times before.
func backOff(tries int) time.Duration {
	return min(30*24*time.Hour, night<<min(tries, 6))
}

// inTitle finds the year that a title names.
var inTitle = regexp.MustCompile(`(20[0-4]\d)\s*年`)

func yearOf(d *report.Document, title string) int {
	if d.Year != 0 {
		return d.Year
	}
	for _, s := range []string{d.Title, title} {
		if m := inTitle.FindStringSubmatch(s); m != nil {
			return atoi(m[1])
		}
	}
	return 0
}

func atoi(s string) int {
	n, _ := strconv.Atoi(s) // digits, by a pattern
	return n
}
