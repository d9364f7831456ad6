package store

import (
	"errors"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"nianbao/report"
)

// decide stores decisions one minute after the other.
func decide(t *testing.T, db *DB, list ...Review) {
	t.Helper()
	n := value[int](t, db, "SELECT count(*) FROM review")
	for i, r := range list {
		if r.By == "" {
			r.By = "王某"
		}
		if _, err := db.Decide(t.Context(), r, noon.Add(time.Duration(n+i)*time.Minute)); err != nil {
			t.Fatalf("%s %s: %v", r.Decision, r.Key, err)
		}
	}
}

func standings(t *testing.T, db *DB) (out []Standing) {
	t.Helper()
	list, err := db.Reviews(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	slices.SortStableFunc(list, func(a, b Review) int { return strings.Compare(a.At, b.At) })
	for _, r := range list {
		out = append(out, r.Standing)
	}
	return out
}

func keyOf(it Item, n int) string { return Keys(it.Document.SHA256, it.Document.Figures)[n] }

func TestDecisions(t *testing.T) {
	db := open(t, path(t))
	it := sample(1)
	put(t, db, it)
	before := dump(t, db)
	key := keyOf(it, 0)
	decide(t, db, Review{Key: key, Decision: Accept},
		Review{Key: key, Decision: Correct, Accepted: map[string]string{FieldValue: "77"}, Note: "见附表"},
		Review{Key: keyOf(it, 1), Decision: Dismiss})
	if diff := cmp.Diff([]Standing{Replaced, Holds, Holds}, standings(t, db)); diff != "" {
		t.Errorf("the last decision holds (-want +got):\n%s", diff)
	}
	found, err := db.Search(t.Context(), Query{})
	if err != nil {
		t.Fatal(err)
	}
	for i, h := range found.Hits {
		switch {
		case i == 0 && (h.Review == nil || h.Review.Decision != Correct || h.Review.Accepted[FieldValue] != "77" || h.Value != it.Document.Figures[0].Value):
			t.Errorf("the hit is %s with the mark %+v", h.Value, h.Review)
		case i > 1 && h.Review != nil:
			t.Errorf("figure %d has a mark: %+v", i, h.Review)
		}
	}
	decide(t, db, Review{Key: key, Decision: Undo})
	if diff := cmp.Diff([]Standing{Holds, Withdrew, Holds, ""}, standings(t, db)); diff != "" {
		t.Errorf("after undo (-want +got):\n%s", diff)
	}
	decide(t, db, Review{Key: key, Decision: Undo})
	if diff := cmp.Diff([]Standing{Withdrew, Withdrew, Holds, "", ""}, standings(t, db)); diff != "" {
		t.Errorf("after another undo (-want +got):\n%s", diff)
	}
	for _, r := range []Review{
		{Key: key, Decision: Undo, By: "王某"}, // nothing is left
		{Key: "0000000000000000-0000000000000000", Decision: Accept, By: "王某"},
		{Key: key[:17] + "0000000000000000", Decision: Accept, By: "王某"},
		{SHA256: "0000", Decision: OfReport, By: "王某"},
	} {
		if _, err := db.Decide(t.Context(), r, noon); !errors.Is(err, report.ErrNotFound) {
			t.Errorf("%+v: %v", r, err)
		}
	}
	for _, words := range []map[string]string{{FieldValue: ""}, {FieldValue: "1e5"}, {FieldStatus: "blank"}, {FieldRole: "none"}} {
		if _, err := db.Decide(t.Context(), Review{Key: key, Decision: Correct, By: "王某", Accepted: words}, noon); err == nil {
			t.Errorf("%v is accepted", words)
		}
	}
	if _, err := db.Decide(t.Context(), Review{Key: key, Decision: Accept}, noon); err == nil {
		t.Error("a decision by nobody")
	}
	if _, err := db.w.Exec(`DELETE FROM review`); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(before, dump(t, db)); diff != "" {
		t.Errorf("decisions change more than their table (-before +after):\n%s", diff)
	}
}

// TestDecisionsOutlive holds that decisions find their figures in later readings
// of the same bytes, also where these read more of the kind, and that those
// which do not are kept.
func TestDecisionsOutlive(t *testing.T) {
	db := open(t, path(t))
	it := sample(1)
	put(t, db, it)
	decide(t, db, Review{Key: keyOf(it, 0), Decision: Correct, Accepted: map[string]string{FieldValue: "77"}},
		Review{Key: keyOf(it, 2), Decision: Dismiss})
	again := sample(1)
	again.Version, again.Raw = "v2", nil
	figures := again.Document.Figures
	twin := figures[0] // the same words, read before it in another place
	twin.Quote, twin.Span = again.Document.Title, report.Span{Start: 0, End: len([]rune(again.Document.Title))}
	figures = append([]report.Figure{twin}, figures...)
	figures = append(figures[:3], figures[4:]...) // the one that was dismissed is no longer read
	again.Document.Figures, again.Document.Checks, again.Document.Proposals = figures, nil, nil
	reread(t, db, again)
	if diff := cmp.Diff([]Standing{Holds, Orphan}, standings(t, db)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	found, err := db.Search(t.Context(), Query{Indicator: "requests.received[]", Method: report.InText})
	if err != nil || len(found.Hits) != 2 {
		t.Fatalf("%d hits, %v", len(found.Hits), err)
	}
	if found.Hits[0].Review != nil || found.Hits[1].Review == nil {
		t.Errorf("the marks are %v, %v, want that on the figure in its old words", found.Hits[0].Review, found.Hits[1].Review)
	}
	again.Version, again.Document.Figures = "v3", sample(1).Document.Figures
	reread(t, db, again)
	if diff := cmp.Diff([]Standing{Holds, Holds}, standings(t, db)); diff != "" {
		t.Errorf("once it is read again (-want +got):\n%s", diff)
	}
}

// TestApplied holds that decisions stand in the place of what was read where
// that is asked for, and nowhere else.
func TestApplied(t *testing.T) {
	p := path(t)
	db := open(t, p)
	items := samples(3)
	put(t, db, items...)
	it := items[1] // of 2017: figures 0 and 5 are requests.received, 5 in the table
	decide(t, db, Review{Key: keyOf(it, 5), Decision: Dismiss},
		Review{Key: keyOf(it, 0), Decision: Correct, Accepted: map[string]string{FieldValue: "77"}},
		Review{Key: keyOf(it, 3), Decision: Correct, Accepted: map[string]string{FieldCode: "meetings", FieldUnit: "次"}})
	before := dump(t, db)
	received := func(reviewed bool) map[int]report.Decimal {
		t.Helper()
		reports, cells, err := db.Panel(t.Context(), Panel{Codes: []string{"requests.received", "meetings"}, Reviewed: reviewed})
		if err != nil {
			t.Fatal(err)
		}
		out := map[int]report.Decimal{}
		for _, c := range cells {
			if c.Code == "meetings" {
				out[-1] = c.Value
			} else {
				out[reports[c.Report].Year] = c.Value
			}
		}
		return out
	}
	if diff := cmp.Diff(map[int]report.Decimal{2016: "20", 2017: "21", 2018: "22"}, received(false)); diff != "" {
		t.Errorf("as read (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(map[int]report.Decimal{2016: "20", 2017: "77", 2018: "22", -1: "4"}, received(true)); diff != "" {
		t.Errorf("as decided (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(before, dump(t, db)); diff != "" {
		t.Errorf("reading as decided changes the database (-before +after):\n%s", diff)
	}

	// A report of another body and year; the one that it stood in the place of is current again.
	wrong := changed(sample(0), "别处的报告") // of the body and year of the first
	wrong.Document.Source = "elsewhere.html"
	put(t, db, wrong)
	if _, err := db.w.Exec(`UPDATE document SET is_current = (sha256 = ?) WHERE year = 2016`, wrong.Document.SHA256); err != nil {
		t.Fatal(err)
	}
	decide(t, db, Review{SHA256: wrong.Document.SHA256, Decision: OfReport, Accepted: map[string]string{"body": "江南市", "body_id": "江南市", "region": "", "year": "2015"}},
		Review{SHA256: wrong.Document.SHA256, Decision: OfReport, Accepted: map[string]string{"year": "2014"}})
	if diff := cmp.Diff(map[int]report.Decimal{2014: "99", 2016: "20", 2017: "77", 2018: "22", -1: "4"}, received(true)); diff != "" {
		t.Errorf("a report moved (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(map[int]report.Decimal{2016: "99", 2017: "21", 2018: "22"}, received(false)); diff != "" {
		t.Errorf("as read (-want +got):\n%s", diff)
	}

	copied := p + ".copy"
	if err := Snapshot(t.Context(), p, copied); err != nil {
		t.Fatal(err)
	}
	if err := ApplyReviews(t.Context(), copied); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(copied + "-wal"); err == nil {
		t.Error("a log is left beside the copy")
	}
	applied := open(t, copied)
	check(t, applied)
	if diff := cmp.Diff(map[int]report.Decimal{2014: "99", 2016: "20", 2017: "77", 2018: "22", -1: "4"}, func() map[int]report.Decimal { db = applied; return received(false) }()); diff != "" {
		t.Errorf("the copy (-want +got):\n%s", diff)
	}
	var got *report.Document
	err := applied.Documents(t.Context(), Query{YearFrom: 2017, YearTo: 2017}, func(d *report.Document) error { got = d; return nil })
	if err != nil || len(got.Figures) != len(it.Document.Figures)-1 {
		t.Fatalf("%v, %d figures", err, len(got.Figures))
	}
	if diff := cmp.Diff([]int{0}, got.Checks[0].Figures); diff != "" {
		t.Errorf("the check on the figure that is gone (-want +got):\n%s", diff)
	}
	if got.Proposals[0].Figure != -1 {
		t.Errorf("the proposal for it is for figure %d", got.Proposals[0].Figure)
	}
}
