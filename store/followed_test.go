package store

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"nianbao/report"
)

// receivedBy gives what reports say of requests received, by body and year, as
// persons decided.
func receivedBy(t *testing.T, db *DB) map[string]report.Decimal {
	t.Helper()
	reports, cells, err := db.Panel(t.Context(), Panel{Codes: []string{"requests.received"}, Reviewed: true})
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]report.Decimal{}
	for _, r := range reports {
		key := fmt.Sprint(r.Body, " ", r.Year)
		if _, twice := out[key]; twice {
			t.Errorf("%s is there twice", key)
		}
		out[key] = ""
	}
	for _, c := range cells {
		r := reports[c.Report]
		out[fmt.Sprint(r.Body, " ", r.Year)] = c.Value
	}
	return out
}

func ofYear(it Item, year int) Item {
	it.Document.Year = year
	return it
}

// TestDecisionsFollow holds that a decision on a report holds for the other
// versions of it at its source, and that none is counted twice.
func TestDecisionsFollow(t *testing.T) {
	const body = "江北市第1街道办事处"
	year := func(it Item, year string) Review {
		return Review{SHA256: it.Document.SHA256, Decision: OfReport, Accepted: map[string]string{"year": year}}
	}
	first, second := sample(1), changed(sample(1), "修订")
	for _, tt := range []struct {
		name  string
		do    func(t *testing.T, db *DB)
		want  map[string]report.Decimal
		stand []Standing
	}{
		{"the source changes", func(t *testing.T, db *DB) {
			put(t, db, first)
			decide(t, db, year(first, "2015"))
			put(t, db, second)
		}, map[string]report.Decimal{body + " 2015": "99"}, []Standing{Holds}},
		{"and changes back", func(t *testing.T, db *DB) {
			put(t, db, first)
			decide(t, db, year(first, "2015"))
			put(t, db, second, first)
		}, map[string]report.Decimal{body + " 2015": "21"}, []Standing{Holds}},
		{"it had changed before", func(t *testing.T, db *DB) {
			put(t, db, first, second)
			decide(t, db, year(second, "2015"))
		}, map[string]report.Decimal{body + " 2015": "99"}, []Standing{Holds}},
		{"only one of two sources changes", func(t *testing.T, db *DB) {
			put(t, db, first)
			mirror, other := sample(1), changed(sample(1), "修订")
			mirror.Document.Source, other.Document.Source = "mirror.html", "mirror.html"
			put(t, db, mirror)
			decide(t, db, year(first, "2015"))
			put(t, db, other)
		}, map[string]report.Decimal{body + " 2015": "21"}, []Standing{Holds}},
		{"the new version is read rightly", func(t *testing.T, db *DB) {
			put(t, db, first)
			decide(t, db, year(first, "2015"))
			put(t, db, ofYear(changed(sample(1), "修订"), 2015))
		}, map[string]report.Decimal{body + " 2015": "99"}, []Standing{Holds}},
		{"the address has another report now", func(t *testing.T, db *DB) {
			put(t, db, first)
			decide(t, db, year(first, "2015"))
			put(t, db, ofYear(changed(sample(1), "修订"), 2018))
		}, map[string]report.Decimal{body + " 2015": "21", body + " 2018": "99"}, []Standing{Holds}},
		{"what was decided on counts nowhere", func(t *testing.T, db *DB) {
			nameless := sample(1)
			nameless.Document.Body, nameless.Document.BodyID, nameless.Document.BodyName = "", "", ""
			put(t, db, nameless)
			decide(t, db, Review{SHA256: first.Document.SHA256, Decision: OfReport, Accepted: map[string]string{"body": "江南市", "body_id": "江南市", "body_name": "江南市"}})
			put(t, db, second)
		}, map[string]report.Decimal{body + " 2017": "99"}, []Standing{Orphan}},
		{"a later decision is on the new version", func(t *testing.T, db *DB) {
			put(t, db, first)
			decide(t, db, year(first, "2015"))
			put(t, db, second)
			decide(t, db, year(second, "2014"))
		}, map[string]report.Decimal{body + " 2014": "99"}, []Standing{Replaced, Holds}},
		{"it is taken back on the new version", func(t *testing.T, db *DB) {
			put(t, db, first)
			decide(t, db, year(first, "2015"))
			put(t, db, second)
			decide(t, db, Review{SHA256: second.Document.SHA256, Decision: Undo})
		}, map[string]report.Decimal{body + " 2017": "99"}, []Standing{Withdrew, ""}},
		{"a figure of which the new version says the same", func(t *testing.T, db *DB) {
			put(t, db, second)
			decide(t, db, Review{Key: keyOf(second, 0), Decision: Correct, Accepted: map[string]string{FieldValue: "98"}})
			more := changed(sample(1), "修订")
			w := &writer{Document: *more.Document}
			w.Figures, w.Blocks = nil, nil
			w.say("另有说明")
			w.say("修订，收到申请99件", "requests.received=>99件")
			put(t, db, w.item())
		}, map[string]report.Decimal{body + " 2017": "98"}, []Standing{Holds}},
		{"a figure that the new version does not have", func(t *testing.T, db *DB) {
			put(t, db, first)
			decide(t, db, Review{Key: keyOf(first, 0), Decision: Correct, Accepted: map[string]string{FieldValue: "98"}})
			put(t, db, second)
		}, map[string]report.Decimal{body + " 2017": "99"}, []Standing{Orphan}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := path(t)
			db := open(t, p)
			tt.do(t, db)
			if diff := cmp.Diff(tt.want, receivedBy(t, db)); diff != "" {
				t.Errorf("as decided (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(tt.stand, standings(t, db)); diff != "" {
				t.Errorf("standings (-want +got):\n%s", diff)
			}
			copied := p + ".copy"
			if err := Snapshot(t.Context(), p, copied); err != nil {
				t.Fatal(err)
			}
			if err := ApplyReviews(t.Context(), copied); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, plain(t, open(t, copied))); diff != "" {
				t.Errorf("the copy (-want +got):\n%s", diff)
			}
		})
	}
}

// plain gives what reports say of requests received as the tables have it.
func plain(t *testing.T, db *DB) map[string]report.Decimal {
	t.Helper()
	reports, cells, err := db.Panel(t.Context(), Panel{Codes: []string{"requests.received"}})
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]report.Decimal{}
	for _, r := range reports {
		out[fmt.Sprint(r.Body, " ", r.Year)] = ""
	}
	for _, c := range cells {
		out[fmt.Sprint(reports[c.Report].Body, " ", reports[c.Report].Year)] = c.Value
	}
	return out
}

// TestMarks holds that a search shows what was decided on a report, also where
// its source has changed since.
func TestMarks(t *testing.T) {
	db := open(t, path(t))
	first, second := sample(1), changed(sample(1), "修订")
	put(t, db, first, sample(2))
	decide(t, db, Review{SHA256: first.Document.SHA256, Decision: OfReport, Accepted: map[string]string{"year": "2015"}, Note: "见封面"})
	for _, it := range []Item{first, second} {
		put(t, db, it)
		found, err := db.Search(t.Context(), Query{Indicator: "requests.received[]", Method: report.InText})
		if err != nil || len(found.Hits) != 2 {
			t.Fatalf("%d hits, %v", len(found.Hits), err)
		}
		for _, h := range found.Hits {
			if h.Source != first.Document.Source {
				if h.Filed != nil {
					t.Errorf("%s has the mark %+v", h.Source, h.Filed)
				}
			} else if h.Filed == nil || h.Filed.Accepted["year"] != "2015" || h.Filed.Note != "见封面" || h.Year != 2017 {
				t.Errorf("year %d, mark %+v", h.Year, h.Filed)
			}
		}
	}
}

// TestReviewedWaitsForNobody holds that reading as decided neither waits for a
// writer nor keeps one waiting.
func TestReviewedWaitsForNobody(t *testing.T) {
	p := path(t)
	db, other := open(t, p), open(t, p)
	it := sample(1)
	put(t, db, it, sample(2))
	decide(t, db, Review{Key: keyOf(it, 5), Decision: Correct, Accepted: map[string]string{FieldValue: "77"}})
	tx, err := other.w.BeginTx(t.Context(), nil) // takes the lock
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback()
	ctx, cancel := context.WithTimeout(t.Context(), 4*time.Second) // less than a lock is waited for
	defer cancel()
	_, cells, err := db.Panel(ctx, Panel{Codes: []string{"requests.received"}, Reviewed: true})
	if err != nil {
		t.Fatalf("beside a writer: %v", err)
	}
	if len(cells) != 2 || cells[0].Value != "77" && cells[1].Value != "77" {
		t.Errorf("cells %+v", cells)
	}
}

// TestReviewedPanels holds that a panel as decided is that of a copy into which
// the decisions were put, whatever is asked for.
func TestReviewedPanels(t *testing.T) {
	p := path(t)
	db := open(t, p)
	items := samples(24)
	put(t, db, items...)
	var list []Review
	for i, it := range items {
		switch i % 6 {
		case 0:
			list = append(list, Review{Key: keyOf(it, 5), Decision: Dismiss})
		case 1:
			list = append(list, Review{Key: keyOf(it, 1), Decision: Correct, Accepted: map[string]string{FieldCode: "meetings", FieldUnit: "次"}})
		case 2: // the year of another report of nobody, and then of one that is there
			list = append(list, Review{SHA256: it.Document.SHA256, Decision: OfReport, Accepted: map[string]string{"year": fmt.Sprint(2010 + i%3)}})
		case 3:
			to := items[i+1].Document
			list = append(list, Review{SHA256: it.Document.SHA256, Decision: OfReport, Accepted: map[string]string{"body": to.Body, "body_name": to.Body, "body_id": to.BodyID,
				"region": to.Region, "level": "town", "year": fmt.Sprint(to.Year)}})
		case 4:
			list = append(list, Review{SHA256: it.Document.SHA256, Decision: OfReport, Accepted: map[string]string{"body": "江南市人民政府", "body_name": "江南市人民政府",
				"body_id": "3299", "region": "3299", "level": "city"}})
		}
	}
	decide(t, db, list...)
	put(t, db, changed(sample(2), "修订"), changed(sample(4), "修订"), changed(sample(6), "修订"))
	copied := p + ".copy"
	if err := Snapshot(t.Context(), p, copied); err != nil {
		t.Fatal(err)
	}
	if err := ApplyReviews(t.Context(), copied); err != nil {
		t.Fatal(err)
	}
	applied := open(t, copied)
	check(t, applied)
	codes := []string{"requests.received", "meetings", "disclosure.items", "requests.received[channel=online]"}
	for _, q := range []Panel{
		{Codes: codes}, {Codes: codes[:1]}, {Codes: codes[1:2]}, {Codes: codes, YearFrom: 2010, YearTo: 2016}, {Codes: codes, Level: report.City},
		{Codes: codes, Level: report.Town}, {Codes: codes, Places: []Place{{Code: "3299"}}}, {Codes: codes, Places: []Place{{Code: "3201"}}},
		{Codes: codes, Places: []Place{{Code: "320105"}}, YearFrom: 2012}, {Codes: codes, Bodies: []string{"3299"}}, {Codes: codes, Body: "江南市"},
		{Codes: codes, Body: "第4街道"}, {Codes: codes, Body: "第10街道"}, {Codes: codes, Body: "没有"},
	} {
		want, wantCells, err := applied.Panel(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		q.Reviewed = true
		got, gotCells, err := db.Panel(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(panelRows(want, wantCells), panelRows(got, gotCells)); diff != "" {
			t.Errorf("%+v (-copy +got):\n%.1500s", q, diff)
		}
	}
}

// panelRows are the cells of a panel with their reports, sorted by these; those of
// one report by code.
func panelRows(reports []PanelReport, cells []PanelCell) []string {
	var out []string
	for i, r := range reports {
		of := map[string]string{}
		for _, c := range cells {
			if c.Report == i {
				of[c.Code] += fmt.Sprint(c.Value, c.Status, c.Unit, " ")
			}
		}
		out = append(out, fmt.Sprint(r.Body, r.Name, r.Region, r.Level, r.Year, r.Asked, of))
	}
	return out
}
