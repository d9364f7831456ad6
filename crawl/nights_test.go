package crawl

import (
	"database/sql"
	"flag"
	"net/http"
	"path"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"nianbao/crawl/frozen"
	"nianbao/crawl/list"
	"nianbao/store"
)

// pattern picks frozen sites by their files' names.
var pattern = flag.String("sites", "*", "frozen sites that TestNights crawls")

// TestNights crawls each frozen site for three nights: all reports are found,
// with the right body and year, and nothing else; no request breaks a rule;
// every account adds up. What is new and revised in the second night is told,
// what is gone is kept. The third night, in which nothing changed, asks only
// whether something did, and adds nothing.
func TestNights(t *testing.T) {
	if testing.Short() {
		t.Skip("reads some thousand pages")
	}
	sites, err := loadFrozen()
	if err != nil {
		t.Fatal(err)
	}
	reader, version := reader(t)
	var mu sync.Mutex
	requests := map[string]int{} // of third nights
	t.Cleanup(func() { t.Logf("requests of nights in which nothing changed: %v", requests) })
	for _, f := range sites {
		if ok, err := path.Match(*pattern, f.File); err != nil {
			t.Fatal(err)
		} else if !ok {
			continue
		}
		t.Run(f.File, func(t *testing.T) {
			t.Parallel()
			w := newWorldOf(t, f.File, reader, version)
			w.first(f, w.night(1))
			w.second(f, w.night(2))
			before, rows, asked := w.dump(), w.rows(), len(w.net.Requests(""))
			third := w.night(3)
			if total := third.Total(); total.Fetched > 0 || len(third.New)+len(third.Revised) > 0 {
				t.Errorf("the third night, in which nothing changed, brought %+v, new %v, revised %v", total, third.New, third.Revised)
			}
			if diff := cmp.Diff(before, w.dump()); diff != "" {
				t.Errorf("the third night, in which nothing changed, changed (-before +after):\n%.2000s", diff)
			}
			if diff := cmp.Diff(rows, w.rows()); diff != "" {
				t.Errorf("the third night, in which nothing changed, added rows (-before +after):\n%s", diff)
			}
			for kind, n := range w.conditional(asked) {
				mu.Lock()
				requests[kind] += n
				mu.Unlock()
			}
		})
	}
}

// first holds a first night to what a site's head says.
func (w *world) first(f *frozen.Site, night *Summary) {
	w.t.Helper()
	had := w.had(f.Name)
	for _, r := range f.Reports {
		if !has(had, r) {
			w.t.Errorf("night 1 misses %s", r.URL)
		}
	}
	w.stored(f, 1)
	if got := w.outcome(night.Run, f.Name); got != f.Outcome {
		w.t.Errorf("night 1 is %s, want %s", got, f.Outcome)
	}
}

// second holds a second night to it.
func (w *world) second(f *frozen.Site, night *Summary) {
	w.t.Helper()
	w.stored(f, 2)
	if got, want := w.outcome(night.Run, f.Name), f.OutcomeOf(2); got != want {
		w.t.Errorf("night 2 is %s, want %s: %v", got, want, night.Alarms)
	}
	if f.Night2 == nil {
		return
	}
	good := w.good(f.Name)
	for _, r := range f.Night2.New {
		if !has(good, r) || !told(night.New, r) {
			w.t.Errorf("night 2 misses the new %s", r.URL)
		}
	}
	for _, r := range f.Night2.Changed {
		if !told(night.Revised, r) {
			w.t.Errorf("night 2 does not tell that %s was revised", r.URL)
		}
	}
	for _, r := range f.Night2.Removed {
		kept := false
		for _, key := range keys(r) {
			_, err := w.db.Named(w.t.Context(), key)
			kept = kept || err == nil
		}
		if !kept {
			w.t.Errorf("what was removed is not kept: %s", r.URL)
		}
	}
}

// stored holds that what could be read is on the bodies and years that the
// site's reports are on, and that nothing is stored but these.
func (w *world) stored(f *frozen.Site, night int) {
	w.t.Helper()
	reports := map[string]frozen.Report{}
	for _, r := range f.Expected(night) {
		for _, k := range keys(r) {
			reports[k] = r
		}
	}
	w.query(`SELECT s.name, d.body_name, d.year FROM document d JOIN source s ON s.id = d.source_id WHERE d.status <> 'unreadable'`, func(rows *sql.Rows) error {
		var source, body string
		var year int
		if err := rows.Scan(&source, &body, &year); err != nil {
			return err
		}
		r, ok := reports[source]
		switch {
		case !ok:
			w.t.Errorf("night %d stored what is no report of the site: %s", night, source)
		case body != r.Body || year != r.Year:
			w.t.Errorf("night %d: %s is of %s on %d, want %s on %d", night, source, body, year, r.Body, r.Year)
		}
		return nil
	})
}

// query reads the database past the store's methods.
func (w *world) query(statement string, row func(*sql.Rows) error) {
	w.t.Helper()
	rows, err := w.direct.QueryContext(w.t.Context(), statement)
	if err != nil {
		w.t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		if err := row(rows); err != nil {
			w.t.Fatal(err)
		}
	}
	if err := rows.Err(); err != nil {
		w.t.Fatal(err)
	}
}

// ofNights are the tables that have rows of each night by its nature: that it
// was, and its account.
var ofNights = []string{"run", "crawl_visit", "crawl_account"}

// rows counts the rows of all other tables; those of indexes are in tables too.
func (w *world) rows() map[string]int {
	w.t.Helper()
	var tables []string
	w.query(`SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND sql NOT LIKE 'CREATE VIRTUAL %'`, func(rows *sql.Rows) error {
		var name string
		err := rows.Scan(&name)
		if !slices.Contains(ofNights, name) {
			tables = append(tables, name)
		}
		return err
	})
	counts := map[string]int{}
	for _, table := range tables {
		w.query(`SELECT count(*) FROM "`+table+`"`, func(rows *sql.Rows) error {
			var n int
			err := rows.Scan(&n)
			counts[table] = n
			return err
		})
	}
	return counts
}

// conditional holds that of the requests since some number of them each asked
// only whether something changed, where the last answer allows to ask so: it
// came with validators. robots.txt has an age of its own. It gives how many
// requests were of which kind.
func (w *world) conditional(since int) map[string]int {
	w.t.Helper()
	last, asked := map[string]*frozen.Answer{}, map[string]int{}
	for i, r := range w.net.Requests("") {
		key := r.Method + " " + r.URL
		before := last[key]
		switch r.Status {
		case http.StatusOK:
			last[key] = answerOf(r)
		case http.StatusNotModified:
		default:
			delete(last, key)
		}
		if i < since {
			continue
		}
		etag, modified := headerOf(before, "ETag"), headerOf(before, "Last-Modified")
		known := etag != "" || modified != ""
		switch {
		case strings.HasSuffix(r.URL, "/robots.txt"):
			asked["robots.txt"]++
		case before == nil:
			asked["no good answer before"]++
		case !known:
			asked["no validators"]++
		case r.Header.Get("If-None-Match") == etag && r.Header.Get("If-Modified-Since") == modified:
			asked["conditional"]++
		default:
			w.t.Errorf("%s had ETag %q, Last-Modified %q, and is asked with %q, %q", key, etag, modified,
				r.Header.Get("If-None-Match"), r.Header.Get("If-Modified-Since"))
		}
	}
	return asked
}

// answerOf is what answered a request, nil where nothing did.
func answerOf(r frozen.Request) *frozen.Answer {
	for _, a := range r.Site.Answers {
		if a.Name == r.Section {
			return a
		}
	}
	return nil
}

// headerOf is a header of an answer, "" of none.
func headerOf(a *frozen.Answer, key string) string {
	if a == nil {
		return ""
	}
	for _, h := range a.Header {
		if h[0] == key {
			return h[1]
		}
	}
	return ""
}

// good are the addresses of a site that were had and could be read.
func (w *world) good(site string) map[string]bool {
	w.t.Helper()
	urls, err := w.db.CrawlURLs(w.t.Context(), site)
	if err != nil {
		w.t.Fatal(err)
	}
	good := map[string]bool{}
	for _, u := range urls {
		if u.State == store.URLGood && u.Class == "" {
			good[u.Key] = true
		}
	}
	return good
}

// had are the addresses of a site that were had, read or not: pictures are had.
func (w *world) had(site string) map[string]bool {
	w.t.Helper()
	urls, err := w.db.CrawlURLs(w.t.Context(), site)
	if err != nil {
		w.t.Fatal(err)
	}
	had := map[string]bool{}
	for _, u := range urls {
		had[u.Key] = u.State == store.URLGood
	}
	return had
}

// keys are the forms of the addresses of a report.
func keys(r frozen.Report) []string {
	out := []string{list.Key(r.URL)}
	for _, a := range r.Attachments {
		out = append(out, list.Key(a))
	}
	for _, key := range out { // a list may have the other scheme
		if rest, ok := strings.CutPrefix(key, "http://"); ok {
			out = append(out, "https://"+rest)
		}
	}
	return out
}

// has tells whether one of the files of a report was had.
func has(good map[string]bool, r frozen.Report) bool {
	return slices.ContainsFunc(keys(r), func(k string) bool { return good[k] })
}

// told tells whether a report is among those of a summary.
func told(reports []Report, r frozen.Report) bool {
	return slices.ContainsFunc(reports, func(got Report) bool { return slices.Contains(keys(r), list.Key(got.URL)) })
}

// outcome is what a run says of a site.
func (w *world) outcome(run int64, site string) string {
	w.t.Helper()
	visits, err := w.db.Visits(w.t.Context(), run)
	if err != nil {
		w.t.Fatal(err)
	}
	for _, v := range visits {
		if v.Site == site {
			return v.Outcome
		}
	}
	return "not visited"
}

// lawful holds that no request broke a rule.
func (w *world) lawful() {
	w.t.Helper()
	for what, requests := range map[string][]string{"must never be asked": w.net.Never(), "is forbidden by robots.txt": w.net.Disallowed("nianbao"),
		"came too soon": w.net.TooFast("nianbao", 3*time.Second), "is no site": w.net.Strays()} {
		for _, r := range requests {
			if strings.HasPrefix(r, "61.128.") {
				continue // a site's own address, where nothing listens by that scheme
			}
			w.t.Errorf("%s: %s", what, r)
		}
	}
}
