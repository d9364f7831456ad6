package store

import (
	"context"
	"strings"
	"testing"

	"nianbao/report"
)

// TestDivisions holds that a document's division has a name in its year, and
// that what lies below a division is found by the division's code, with or
// without zeros.
func TestDivisions(t *testing.T) {
	db := open(t, path(t))
	it := sample(1)
	it.Document.Region, it.Document.Level, it.Document.Year = "110103", report.County, 2009
	it.Divisions = []report.Division{{Code: "11", Name: "北京市"}, {Code: "110103", Name: "崇文区", To: 2010}}
	other := sample(2)
	other.Document.Region, other.Document.Year = "110103", 2015
	put(t, db, it, other)
	if got := value[string](t, db, `SELECT region_name || level FROM figures WHERE year = 2009 LIMIT 1`); got != "崇文区county" {
		t.Errorf("region and level are %q", got)
	}
	if got := value[int](t, db, `SELECT count(*) FROM figures WHERE year = 2015 AND region_name IS NOT NULL`); got != 0 {
		t.Errorf("%d figures of 2015 have the name of a division that was no more", got)
	}
	if got := value[string](t, db, `SELECT group_concat(code || valid_from || '-' || valid_to, ' ') FROM region`); got != "110-9999 1101030-2010" {
		t.Errorf("the divisions are %q", got)
	}
	for region, want := range map[string]bool{"11": true, "110000": true, "110103": true, "110103000000": true, "12": false, "1101030001": false} {
		found, err := db.Search(t.Context(), Query{Region: region})
		if err != nil || (found.Total > 0) != want {
			t.Errorf("region %s: %d figures, %v", region, found.Total, err)
		}
	}
}

// TestHalfYear holds that a report on half of a year is none on the year.
func TestHalfYear(t *testing.T) {
	db := open(t, path(t))
	year, half := sample(1), changed(sample(1), "上半年")
	half.Document.Source, half.Document.Period = "reports/half.html", "2017H1"
	put(t, db, year, half)
	if got := value[int](t, db, `SELECT count(*) FROM document WHERE is_current = 1`); got != 2 {
		t.Errorf("%d of 2 documents are current: neither replaces the other", got)
	}
	if got := value[string](t, db, `SELECT group_concat(kind) FROM (SELECT kind FROM report ORDER BY kind)`); got != "annual,first_half" {
		t.Errorf("the reports are %s", got)
	}
}

// TestPanelHasYearsOnly holds that the panel, a row a body and year, has no half
// of one.
func TestPanelHasYearsOnly(t *testing.T) {
	db := open(t, path(t))
	if err := db.SyncCodebook(t.Context(), codebook); err != nil {
		t.Fatal(err)
	}
	half := changed(sample(1), "上半年")
	half.Document.Source, half.Document.Period = "reports/half.html", "2017H1"
	put(t, db, sample(1), half)
	if got := value[int](t, db, `SELECT count(*) FROM panel`); got != 1 {
		t.Errorf("%d rows for one year", got)
	}
}

// TestBodyByAnyScript holds that a body printed in traditional characters is
// found by simplified ones, and by its id.
func TestBodyByAnyScript(t *testing.T) {
	db := open(t, path(t))
	it := sample(1)
	it.Document.Body, it.Document.BodyName, it.Document.BodyID = "雲溪縣人民政府", "云溪县人民政府", "3506/云溪县人民政府"
	it.Names = "云溪县人民政府\n3506/云溪县人民政府"
	simplify := strings.NewReplacer("雲", "云", "縣", "县").Replace
	put(t, db, it)
	for _, body := range []string{"雲溪縣", "云溪县", "3506/云溪县人民政府"} {
		if found, err := db.Search(context.Background(), Query{Body: body, Simplify: simplify}); found.Total == 0 || err != nil {
			t.Errorf("%s: %d figures, %v", body, found.Total, err)
		}
	}
	if it.Document.Level = "village"; it.check() == nil {
		t.Error("a level that is none is taken")
	}
}
