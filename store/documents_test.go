package store

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"nianbao/report"
)

// TestDocuments holds that documents come back as they were put, in the order of
// body and year, and only those that were asked for.
func TestDocuments(t *testing.T) {
	db := open(t, path(t))
	items := samples(4)
	put(t, db, items...)
	var got []*report.Document
	if err := db.Documents(t.Context(), Query{}, func(d *report.Document) error { got = append(got, d); return nil }); err != nil {
		t.Fatal(err)
	}
	if len(got) != len(items) {
		t.Fatalf("%d documents, want %d", len(got), len(items))
	}
	byHash := map[string]*report.Document{}
	for i := range items {
		byHash[items[i].Document.SHA256] = items[i].Document
	}
	for i, d := range got {
		if i > 0 && (got[i-1].Body > d.Body || got[i-1].Body == d.Body && got[i-1].Year > d.Year) {
			t.Errorf("%s %d comes after %s %d", d.Body, d.Year, got[i-1].Body, got[i-1].Year)
		}
		put := byHash[d.SHA256]
		if diff := cmp.Diff(put, d, cmpopts.IgnoreUnexported(report.Document{}), cmpopts.IgnoreFields(report.Document{},
			"Size", "Encoding", "Meta", "Blocks", "Tables", "Links", "Rejects", "Recognized", "Detail"), cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("%s (-put +got):\n%s", d.Source, diff)
		}
	}
	n := 0
	err := db.Documents(t.Context(), Query{YearFrom: got[0].Year, YearTo: got[0].Year, Body: got[0].Body}, func(d *report.Document) error {
		n++
		return nil
	})
	if err != nil || n != 1 {
		t.Errorf("%d documents of one body and year, %v", n, err)
	}
}
