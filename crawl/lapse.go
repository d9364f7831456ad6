package crawl

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"nianbao/crawl/list"
	"nianbao/report"
	"nianbao/store"
)

// Outcomes of a site whose list looks whole and whose reports are not what they
// were: what no answer's status tells.
const (
	shrunk        = "shrunk"     // its list has far fewer rows than on the last good night
	otherBodies   = "other_body" // its list shows the reports of others
	reportsLapsed = "reports"    // reports that could be read are there no more, or cannot be read
)

// Reasons of an address that brought a report before and tonight something that
// is not stored: what was had before stays.
const (
	otherYear   = "other_year"   // a report on another year than the title says
	figuresLost = "figures_lost" // the same report with less than half of its figures
)

// A lapse is a report that was there and is not now.
type lapse struct{ url, why string }

// hadGood tells an address that brought a report that could be read.
func hadGood(u store.CrawlURL) bool {
	return u.SHA256 != "" && u.State == store.URLGood && u.Class == ""
}

// patient is how many nights an address may fail before it is said of its site:
// a server that hiccups is no news.
const patient = 3

// lapsed notes that what an address brought before is not there now.
func (n *visit) lapsed(u store.CrawlURL, why string) {
	if hadGood(u) {
		n.lapses = append(n.lapses, lapse{u.Key, why})
	}
}

// listedIn are the addresses that a list shows.
func listedIn(l *list.Listing) map[string]bool {
	listed := map[string]bool{}
	for _, e := range l.Entries {
		listed[list.Key(e.URL)] = true
		for _, a := range e.Attachments {
			listed[list.Key(a)] = true
		}
	}
	return listed
}

// linked tells an address that the site still shows: a report that was taken
// off with its link was removed on purpose, and the ledger says so. Pages are
// asked for before their files.
func (n *visit) linked(u store.CrawlURL) bool {
	if u.Kind == string(list.KindAttachment) && !n.listed[u.Key] {
		page := list.Key(u.Page)
		return !n.absent[page] && n.listed[page]
	}
	return n.listed[u.Key]
}

// displaced gives the reason for which a report is not taken for a new version
// of the one that its address held: "" where it may be one.
func displaced(u store.CrawlURL, old, d *report.Document) string {
	if old == nil || old.Status == report.Unreadable || d.Status == report.Unreadable {
		return ""
	}
	years := yearsIn(u.Title)
	switch {
	case d.Year != 0 && old.Year != 0 && d.Year != old.Year && !slices.Contains(years, d.Year) && (len(years) == 0 || slices.Contains(years, old.Year)):
		return otherYear
	case d.BodyName != "" && old.BodyName != "" && d.BodyID != old.BodyID && !oneBody(d.BodyName, old.BodyName):
		return otherBody
	case len(old.Figures) >= 10 && 2*len(d.Figures) < len(old.Figures):
		return figuresLost
	}
	return ""
}

var asGovernment = regexp.MustCompile(`(?:人民)?政府(?:办公[室厅])?$`)

// oneBody tells names that may be of one body, however they are printed: 甲县政府,
// 甲县人民政府办公室.
func oneBody(a, b string) bool {
	a, b = asGovernment.ReplaceAllString(a, ""), asGovernment.ReplaceAllString(b, "")
	return strings.Contains(a, b) || strings.Contains(b, a)
}

var fourDigits = regexp.MustCompile(`20[0-4]\d`)

// yearsIn are the years that a title names.
func yearsIn(title string) (years []int) {
	for _, s := range fourDigits.FindAllString(title, -1) {
		years = append(years, atoi(s))
	}
	return years
}

// judgeList compares a list that is whole as far as it tells with that of the
// last good night. Whoever finds fewer rows right says so by min_reports.
func (n *visit) judgeList(l *list.Listing, before store.CrawlSite) {
	lost := before.Listed - l.Listed
	if !n.v.Good || lost <= max(1, before.Listed/5) || n.site.Assert.MinReports > 0 && len(l.Entries) >= n.site.Assert.MinReports {
		return
	}
	n.v.Outcome, n.v.Good = shrunk, false
	n.v.Why = fmt.Sprintf("%d rows in the list, %d on the last good night", l.Listed, before.Listed)
}

// judgeBodies looks whether a list shows the reports of others and none of its
// own. own are the bodies whose reports are to be found here, or were before;
// before are the addresses of earlier nights.
func (n *visit) judgeBodies(ctx context.Context, l *list.Listing, before []store.CrawlURL, own []string) error {
	if !n.v.Good || len(own) == 0 {
		return nil
	}
	good := 0
	for _, u := range before {
		if hadGood(u) {
			good++
		}
	}
	if good < leastGood {
		return nil // a site that was never known well
	}
	shows, err := n.shows(ctx, l)
	if err != nil || len(shows) == 0 || slices.ContainsFunc(shows, func(body string) bool { return slices.Contains(own, body) }) {
		return err
	}
	n.v.Outcome, n.v.Good = otherBodies, false
	n.v.Why = "the list shows none of its reports but those of " + strings.Join(shows, ", ")
	return nil
}

// leastGood are the reports that must be known of a site before its list can be
// said to be another's.
const leastGood = 3

// shows are the bodies of the reports in a list, as far as they are known.
func (n *visit) shows(ctx context.Context, l *list.Listing) ([]string, error) {
	listed := listedIn(l)
	urls, err := n.o.DB.CrawlURLs(ctx, n.site.Name)
	if err != nil {
		return nil, err
	}
	for _, u := range urls { // a file belongs to its page
		if u.Kind == string(list.KindAttachment) && listed[list.Key(u.Page)] {
			listed[u.Key] = true
		}
	}
	lines, err := n.o.DB.Owed(ctx, store.OwedFilter{Site: n.site.Name}, n.o.Clock.Now())
	var bodies []string
	for _, o := range lines {
		if listed[o.URL] && !slices.Contains(bodies, o.Body) {
			bodies = append(bodies, o.Body)
		}
	}
	return bodies, err
}

// shown is how many lapses a site's reason names.
const shown = 3

// judgeReports says of a site whose list is good which of its reports are not:
// those of tonight, and those of earlier nights that are not mended.
func (n *visit) judgeReports(ctx context.Context) error {
	if !n.v.Good {
		return nil
	}
	broken, err := n.o.DB.Lapsed(ctx, n.site.Name, patient)
	if err != nil {
		return err
	}
	for _, u := range broken {
		if !slices.ContainsFunc(n.lapses, func(l lapse) bool { return l.url == u.Key }) {
			n.lapses = append(n.lapses, lapse{u.Key, u.Class})
		}
	}
	if len(n.lapses) == 0 {
		return nil
	}
	var whys []string
	for i, l := range n.lapses {
		if i == shown {
			whys = append(whys, "…")
			break
		}
		whys = append(whys, l.url+" ("+l.why+")")
	}
	n.v.Outcome, n.v.Good = reportsLapsed, false
	n.v.Why = fmt.Sprintf("%d reports that are not what they were: %s", len(n.lapses), strings.Join(whys, "; "))
	return nil
}

// bodiesOf are the bodies whose reports are to be found on a site: those that
// sources.yaml names, else those whose reports were found before.
func (n *visit) bodiesOf(lines []store.Owed) (bodies []string) {
	for _, e := range n.site.Reports {
		bodies = append(bodies, e.Body)
	}
	if len(bodies) > 0 {
		return bodies
	}
	for _, o := range lines {
		if !o.First.IsZero() && !slices.Contains(bodies, o.Body) {
			bodies = append(bodies, o.Body)
		}
	}
	return bodies
}
