package crawl

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"nianbao/crawl/list"
	"nianbao/crawl/polite"
	"nianbao/fetch"
	"nianbao/pipeline"
	"nianbao/report"
	"nianbao/store"
)

// none are the reasons of a document that is no report, whatever the list calls
// it: nothing of it is stored but that it was seen.
var none = []report.Reason{report.NotAReport, report.ListPage, report.ErrorPage, report.Login}

// RefusedByDatabase is why an address fails whose document the database does not
// take.
const RefusedByDatabase = "refused_by_database"

// read reads what an address brought, unless it is what it brought before, and
// stores it. Of a page with files the files may be the report.
func (n *visit) read(ctx context.Context, u store.CrawlURL, page *list.Page, attached bool) error {
	now := n.o.Clock.Now()
	known := polite.ValidatorsOf(page)
	r := store.URLResult{Key: u.Key, Outcome: store.Fetched, State: store.URLGood, At: now, Due: now.Add(recheck(now)), SHA256: page.SHA256,
		Final: page.URL, ETag: known.ETag, Modified: known.Modified, Encoding: known.Encoding, Version: n.o.Version}
	if page.NotModified || page.SHA256 == u.SHA256 && u.Version == n.o.Version {
		r.Outcome = store.NotChanged
		r.State = u.State // with its reason
		if u.State == store.URLFailed || u.State == store.URLBlocked || u.State == store.URLGone {
			r.State = store.URLGood
		}
		if page.NotModified {
			r.SHA256, r.Version = "", "" // those of the copy
		}
		if r.State == store.URLGood {
			if err := n.still(ctx, u); err != nil {
				return err
			}
		}
		if u.State == store.URLGone {
			if err := n.o.DB.Returned(ctx, u.Key, now); err != nil {
				return err
			}
		}
		return n.o.DB.FinishURL(ctx, n.v, r)
	}
	reading := n.o.Reader.Read(ctx, n.item(u, page))
	if reading.Err != nil {
		return reading.Err
	}
	d := reading.Document
	if d.Status == report.Unreadable && (slices.Contains(none, d.Reason) || d.Reason == report.Stub && attached) {
		r.State, r.Reason, r.Why = store.URLSkipped, string(d.Reason), d.Detail
		if err := n.replaced(ctx, u, d.Reason); err != nil {
			return err
		}
		return n.o.DB.FinishURL(ctx, n.v, r)
	}
	if d.Status != report.Unreadable && n.site.above(d) {
		r.State, r.Reason, r.Why = store.URLSkipped, otherBody, d.Body
		return n.o.DB.FinishURL(ctx, n.v, r)
	}
	if d.Status == report.Unreadable {
		r.Reason, r.Why = string(d.Reason), d.Detail // had, and no use: the account says why
		n.lapsed(u, r.Reason)
	}
	old, err := n.before(ctx, u, page)
	if err != nil {
		return err
	}
	if why := displaced(u, old, d); why != "" {
		r.State, r.Reason, r.Why = store.URLSkipped, why, d.Title
		n.lapsed(u, why)
		return n.o.DB.FinishURL(ctx, n.v, r)
	}
	results, err := n.o.DB.PutBatch(ctx, []store.Item{n.stored(u, page, reading)})
	if err != nil {
		return err
	}
	if err := results[0].Err; err != nil {
		r.Outcome, r.State, r.Reason, r.Why = store.URLFail, store.URLFailed, RefusedByDatabase, err.Error()
		return n.o.DB.FinishURL(ctx, n.v, r)
	}
	if results[0].Outcome == store.Refused { // taken down here, or the same bytes elsewhere
		return n.o.DB.FinishURL(ctx, n.v, store.URLResult{Key: u.Key, Outcome: store.Skip, State: store.URLSkipped, Reason: string(report.Forgotten), At: now, Due: r.Due})
	}
	if err := n.arrived(ctx, u, old, d, results[0].Outcome); err != nil {
		return err
	}
	return n.o.DB.FinishURL(ctx, n.v, r)
}

// replaced notes that an address that brought a report shows something else: a
// login says nothing of the report, what is none says that it is gone.
func (n *visit) replaced(ctx context.Context, u store.CrawlURL, reason report.Reason) error {
	if n.linked(u) || reason == report.Login {
		n.lapsed(u, string(reason))
	}
	if !hadGood(u) || reason == report.Login {
		return nil
	}
	return n.removed(ctx, u)
}

// removed notes that a report is gone from its address, and tells it once.
func (n *visit) removed(ctx context.Context, u store.CrawlURL) error {
	now := n.o.Clock.Now()
	lines, err := n.o.DB.Owed(ctx, store.OwedFilter{Site: n.site.Name}, now)
	if err != nil {
		return err
	}
	for _, o := range lines {
		if o.URL == u.Key && o.Removed.IsZero() {
			n.mu.Lock()
			n.summary.Removed = append(n.summary.Removed, Report{Site: n.site.Name, URL: u.Key, Body: o.Body, Year: o.Year})
			n.mu.Unlock()
		}
	}
	return n.o.DB.Removed(ctx, u.Key, now)
}

// still notes that what an address brought is still there.
func (n *visit) still(ctx context.Context, u store.CrawlURL) error {
	err := n.o.DB.Seen(ctx, n.o.Clock.Now(), n.run, u.Key)
	if errors.Is(err, report.ErrNotFound) {
		return nil // never stored: the night before was killed in between
	}
	return err
}

// item is a page as the reader takes it. Its source is the address in one form:
// as the site writes it, it may have the number of a session that is another
// one each night.
func (n *visit) item(u store.CrawlURL, page *list.Page) fetch.Item {
	response := &fetch.Response{URL: page.URL, Status: page.Status, Type: page.Header.Get("Content-Type"), ETag: page.Header.Get("ETag"),
		Modified: page.Header.Get("Last-Modified"), TLS: page.TLS}
	return fetch.Item{Source: u.Key, Open: func(context.Context) (fetch.Content, error) {
		return fetch.Content{Body: page.Body, Response: response}, nil
	}}
}

func (n *visit) stored(u store.CrawlURL, page *list.Page, r pipeline.Reading) store.Item {
	d := r.Document
	f := &store.Fetch{URL: u.URL, Final: page.URL, Status: page.Status, Type: page.Header.Get("Content-Type"), ETag: page.Header.Get("ETag"),
		Modified: page.Header.Get("Last-Modified"), TLS: page.TLS}
	if d.Status == report.Unreadable {
		f.Err = d.Detail
	}
	return store.Item{Document: d, Raw: r.Body, Version: n.o.Version, Passages: r.Passages, Names: r.Names, Called: r.Called, Divisions: r.Divisions, Fetch: f,
		At: n.o.Clock.Now(), RunID: n.run}
}

// arrived writes a report into the ledger and the summary. old is what its
// address held before; nil where it held nothing.
func (n *visit) arrived(ctx context.Context, u store.CrawlURL, old, d *report.Document, outcome store.Outcome) error {
	year := yearOf(d, u.Title)
	body, level := n.bodyOf(d)
	seen := Report{Site: n.site.Name, URL: u.Key, Body: body, Year: year}
	a := store.Arrival{Due: store.Due{Body: body, Year: year, Site: n.site.Name, On: DueOn(level, year)}, URL: u.Key, SHA256: d.SHA256,
		Published: d.Published, At: n.o.Clock.Now()}
	if d.Status == report.Unreadable {
		seen.Reason = string(d.Reason)
		a.Unreadable = seen.Reason
	} else if old != nil {
		seen.Changes = changes(old, d)
	}
	lines, err := n.o.DB.Owed(ctx, store.OwedFilter{Site: n.site.Name, Body: body, Year: year}, n.o.Clock.Now())
	if err != nil {
		return err
	}
	last := u.SHA256                                                                                  // of what could be read
	if unread := u.Class != "" && (u.State == store.URLGood || u.State == store.URLSkipped); unread { // else it is why nothing was had
		last = ""
		if len(lines) == 1 && lines[0].URL == u.Key {
			last = lines[0].SHA256
		}
	}
	n.mu.Lock()
	switch {
	case seen.Reason != "":
		n.summary.Unread = append(n.summary.Unread, seen)
	case outcome == store.New, outcome == store.NewVersion && last == "": // or it could not be read before
		n.summary.New = append(n.summary.New, seen)
	case outcome == store.NewVersion && last != d.SHA256:
		n.summary.Revised = append(n.summary.Revised, seen)
	}
	n.mu.Unlock()
	if year == 0 {
		return nil // nobody knows which one it is
	}
	if err := n.o.DB.Arrived(ctx, a); err != nil {
		return fmt.Errorf("ledger: %w", err)
	}
	return nil
}

// bodyOf finds the body that a document is of among those that are expected, by
// its name. Of a site of one body everything that names none is its.
func (n *visit) bodyOf(d *report.Document) (string, report.BodyLevel) {
	for _, e := range n.site.Reports {
		if e.Body == d.Body || e.Body == d.BodyName {
			return e.Body, e.Level
		}
	}
	switch {
	case len(n.site.Reports) == 1 && (d.Body == "" || strings.Contains(d.Body, n.site.Reports[0].Body) || strings.Contains(n.site.Reports[0].Body, d.Body)):
		return n.site.Reports[0].Body, n.site.Reports[0].Level
	case d.BodyID != "":
		return d.BodyID, d.Level
	case d.Body != "":
		return d.Body, d.Level
	}
	return n.site.Name, d.Level
}
