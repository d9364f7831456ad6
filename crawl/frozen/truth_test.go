package frozen

import (
	"fmt"
	"path"
	"strings"
	"testing"

	"nianbao/report"
)

// TestTruth holds that what a head says of its reports stands in their pages
// and attachments.
func TestTruth(t *testing.T) {
	for _, s := range load(t) {
		for night := 1; night <= 2; night++ {
			b := newBook(s, night)
			for _, r := range s.Expected(night) {
				if !says(b, r) && !s.removed(night, r) {
					t.Errorf("%s, night %d: %s has nothing of %s and %d", s.File, night, r.URL, r.Body, r.Year)
				}
			}
		}
	}
}

// says looks for the macro of a report, or its words, in all its answers.
func says(b *book, r Report) bool {
	for _, u := range append([]string{r.URL}, r.Attachments...) {
		a, _ := b.visit(u)
		if a == nil {
			continue
		}
		for _, m := range macro.FindAllStringSubmatch(a.Body, -1) {
			if m[2] == r.Body && m[3] == fmt.Sprint(r.Year) {
				return true
			}
		}
		if strings.Contains(a.Body, r.Body) && strings.Contains(a.Body, fmt.Sprint(r.Year)) {
			return true
		}
	}
	return false
}

// TestReadable holds that the program reads body and year from the first page
// of each site that it can read at all: what a crawl is told of a report is no
// other than what a reader can know. All pages of all sites were so when they
// were written; to read them all takes half a minute.
func TestReadable(t *testing.T) {
	read := newReading(t)
	for _, s := range load(t) {
		b := newBook(s, 1)
		for _, r := range s.Reports {
			a, _ := b.visit(r.URL)
			if a == nil || a.Made != "" {
				continue
			}
			raw, err := a.Bytes()
			if err != nil {
				t.Fatal(err)
			}
			d := read.read(path.Base(a.Path), raw)
			if d.Status == report.Unreadable {
				continue // a page around an attachment
			}
			if d.Body != r.Body || d.Year != r.Year {
				t.Errorf("%s: %s is read as of %q and %d, not %s and %d", s.File, r.URL, d.Body, d.Year, r.Body, r.Year)
			}
			if strings.Contains(a.Body, "{{") {
				if got, want := total(d, "requests.received"), fmt.Sprint(Received(r.Body, r.Year)); got != want {
					t.Errorf("%s: %s received %q, written %s", s.File, r.URL, got, want)
				}
			}
			break
		}
	}
}
