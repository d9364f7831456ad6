package store

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"nianbao/report"
)

// issued makes a report of a body: as extract names it, in a year. More words make
// another document of the same report, with more figures.
func issued(name, id, region string, year, words int, mayBe ...string) Item {
	w := begin(1)
	w.Source = fmt.Sprintf("%s/%s/%d/%d.html", region, name, year, words)
	w.Body, w.BodyName, w.BodyID, w.Region, w.Year = name, name, id, region, year
	w.Title, w.Level, w.RegionBasis, w.MayBe = name+"年报", report.Town, report.ByPath, mayBe
	if region == "" {
		w.RegionBasis = report.NotAlone
	}
	w.say(name + fmt.Sprint(year, region))
	for i := range words {
		w.say(fmt.Sprintf("公开信息%d条", i+1), fmt.Sprintf("disclosure.items=>%d条", i+1))
	}
	return w.item()
}

// aliases writes what bodies are as id>body.
func aliases(t *testing.T, db *DB) string {
	t.Helper()
	return value[string](t, db, `SELECT coalesce(group_concat(id || '>' || body, ' '), '') FROM (SELECT * FROM body_alias ORDER BY id)`)
}

const full, street = "北京市东城区北新桥街道办事处", "北新桥街道办事处"

// TestOneBody holds that a town which one report names alone and another in
// full has one series, found by either name, until something says that there
// may be two.
func TestOneBody(t *testing.T) {
	db := open(t, path(t))
	put(t, db, issued(street, street, "", 2016, 2, "110101005/街道办事处"))
	if got := aliases(t, db); got != "" {
		t.Errorf("before there is another: %s", got)
	}
	put(t, db, issued(full, "110101005/街道办事处", "110101005", 2017, 2))
	if got := aliases(t, db); got != street+">110101005/街道办事处" {
		t.Errorf("aliases: %s", got)
	}
	if got := value[string](t, db, `SELECT group_concat(body || year, ' ') FROM (SELECT * FROM report ORDER BY year)`); got != "110101005/街道办事处2016 110101005/街道办事处2017" {
		t.Errorf("the reports are %s", got)
	}
	for _, q := range []Query{{Body: full}, {Places: []Place{{Code: "110101"}}}, {Places: []Place{{Code: "11", From: 2016, To: 2017}}}} {
		found, err := db.Search(t.Context(), q)
		hits := found.Hits
		if err != nil || len(hits) != 4 || hits[0].BodyID != "110101005/街道办事处" || hits[3].BodyID != "110101005/街道办事处" {
			t.Errorf("%+v: %d figures, %v", q, len(hits), err)
		}
	}
	if found, err := db.Search(t.Context(), Query{Places: []Place{{Code: "11"}}, YearFrom: 2017}); found.Total != 2 || err != nil {
		t.Errorf("since 2017: %d figures, %v; want 2", found.Total, err)
	}

	// A year of which both names have a report is one report with two documents.
	put(t, db, issued(street, street, "", 2017, 1, "110101005/街道办事处"))
	if got := value[int](t, db, `SELECT count(*) FROM document WHERE is_current = 1 AND year = 2017`); got != 1 {
		t.Errorf("%d current documents of one report", got)
	}

	// A district that no table has has a street of the name.
	put(t, db, issued("曲靖市麒东区北新桥街道办事处", "5303/麒东区北新桥街道办事处", "5303", 2017, 1))
	if got := aliases(t, db); got != "" {
		t.Errorf("with two of the name: %s", got)
	}
	if got := value[int](t, db, `SELECT count(*) FROM document WHERE is_current = 1 AND year = 2017`); got != 3 {
		t.Errorf("%d current documents of three reports", got)
	}
	check(t, db)
}

// TestApart holds that a body whose own text speaks against the only division
// of its name is not taken for that division's.
func TestApart(t *testing.T) {
	db := open(t, path(t))
	put(t, db, issued(full, "110101005/街道办事处", "110101005", 2017, 1), issued(street, street, "", 2016, 1, "110101005/街道办事处"))
	if aliases(t, db) == "" {
		t.Error("not joined")
	}
	other := issued(street, street, "", 2015, 1)
	other.Document.RegionBasis = report.NotHere
	put(t, db, other)
	if got := aliases(t, db); got != "" {
		t.Errorf("joined all the same: %s", got)
	}
}

// TestSeveralOfOneName holds that reports of which only a name is known that
// several divisions have do not take each other's place where two sites have
// them, and that those of one site do.
func TestSeveralOfOneName(t *testing.T) {
	db := open(t, path(t))
	var items []Item
	for i, source := range []string{"https://www.a.gov.cn/1.html", "https://www.a.gov.cn/1.pdf", "https://b.gov.cn:8080/1.html"} {
		it := issued("城关镇人民政府", "城关镇人民政府", "", 2017, i+1)
		it.Document.Source, it.Document.RegionBasis = source, report.NotSeveral
		items = append(items, it)
	}
	put(t, db, items...)
	if got := value[int](t, db, `SELECT count(*) FROM document WHERE is_current = 1`); got != 2 {
		t.Errorf("%d documents are current, want one of each site", got)
	}
	if got := value[string](t, db, `SELECT group_concat(DISTINCT body_id) FROM (SELECT body_id FROM figures ORDER BY body_id)`); got != "城关镇人民政府@b.gov.cn,城关镇人民政府@www.a.gov.cn" {
		t.Errorf("the bodies are %s", got)
	}
	if got := value[int](t, db, `SELECT count(DISTINCT body_id) FROM document`); got != 1 {
		t.Errorf("documents have %d ids, want the one that extract gave", got)
	}
}

// TestBodyOfNewCode holds that a body is found by the name that its division
// has now, and keeps its own series.
func TestBodyOfNewCode(t *testing.T) {
	db := open(t, path(t))
	now := issued("密云区人民政府", "110118/人民政府", "110118", 2018, 1)
	now.Document.Was = []string{"110228/人民政府"}
	put(t, db, issued("密云县人民政府", "110228/人民政府", "110228", 2014, 1), now)
	for _, name := range []string{"密云区人民政府", "密云县人民政府"} {
		if found, err := db.Search(t.Context(), Query{Body: name}); found.Total != 2 || err != nil {
			t.Errorf("%s: %d figures, %v; want 2", name, found.Total, err)
		}
	}
	if got := value[int](t, db, `SELECT count(DISTINCT body) FROM report`); got != 2 {
		t.Errorf("%d series, want 2", got)
	}
	// A name that stands for both is the newer's.
	put(t, db, issued("密云人民政府", "11/密云人民政府", "11", 2015, 1, "110228/人民政府", "110118/人民政府"))
	if got := aliases(t, db); got != "11/密云人民政府>110118/人民政府" {
		t.Errorf("aliases: %s", got)
	}
}

// TestAnyOrder holds that the same documents make the same database in whatever
// order and batches they come.
func TestAnyOrder(t *testing.T) {
	var items []Item
	for town := range 12 {
		name := fmt.Sprintf("第%d镇人民政府", town)
		code := fmt.Sprintf("1101011%02d", town)
		sure := code + "/人民政府"
		for year := 2015; year < 2019; year++ {
			items = append(items,
				issued(name, name, "", year, 1, sure),
				issued("东城区"+name, "11/东城区"+name, "11", year, 2, sure),
				issued("北京市东城区"+name, sure, code, year+2, 3))
			if town%3 == 0 { // another of the name, in no table
				items = append(items, issued("吉林省松北区"+name, "22/松北区"+name, "22", year, 4))
			}
			if town%4 == 1 {
				it := issued(name, name, "", year+4, 1)
				it.Document.RegionBasis = report.NotHere
				items = append(items, it)
			}
		}
	}
	if len(items) < 160 {
		t.Fatalf("only %d documents", len(items))
	}
	want := ""
	for seed := range uint64(3) {
		r := rand.New(rand.NewPCG(seed, 7))
		if seed > 0 {
			r.Shuffle(len(items), func(i, k int) { items[i], items[k] = items[k], items[i] })
		}
		db := open(t, path(t))
		for rest := items; len(rest) > 0; {
			n := min(len(rest), 1+r.IntN(20))
			put(t, db, rest[:n]...)
			rest = rest[n:]
		}
		if got := strings.Count(aliases(t, db), ">"); got != 12+6 {
			t.Errorf("%d bodies are others, want 18: %s", got, aliases(t, db))
		}
		got := dump(t, db)
		if want == "" {
			want = got
		}
		if got != want {
			t.Errorf("order %d makes another database: %s", seed, firstDifference(want, got))
		}
		check(t, db)
	}
}

func firstDifference(a, b string) string {
	x, y := strings.Split(a, "\n"), strings.Split(b, "\n")
	for i := range x {
		if i >= len(y) || x[i] != y[i] {
			return x[i] + "\nbecomes\n" + y[min(i, len(y)-1)]
		}
	}
	return "more lines"
}
