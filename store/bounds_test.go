package store

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"nianbao/report"
)

// TestBounds holds that a search which reads only as much as is shown, as those
// in large databases do, gives page by page what one that reads all gives.
func TestBounds(t *testing.T) {
	db := open(t, path(t))
	if err := db.SyncCodebook(t.Context(), codebook); err != nil {
		t.Fatal(err)
	}
	put(t, db, samples(40)...)
	put(t, db, changed(sample(3), "修订"), changed(sample(5), "修订"))
	low := report.Decimal("10")
	tiny := []bounds{
		{step: 3, named: 30, sayings: 1},
		{documents: 20, figures: 10, scanned: 5, step: 7, passages: 3, whole: 2, named: 5, sayings: 3, counted: 5},
		{documents: 1000, figures: 1, scanned: 1, step: 1, passages: 1, named: 1000, sayings: 20, counted: 1},
	}
	for _, q := range []Query{
		{}, {Sort: ByYear}, {Sort: ByYearDown}, {Sort: ByValue}, {Sort: ByValueDown, Indicator: "requests.*"}, {Indicator: "requests.received"},
		{Indicator: "requests.received[]", Min: &low}, {Region: "320104"}, {YearFrom: 2018, YearTo: 2019}, {All: true, Words: "修订"}, {Level: report.Town},
		{Words: "申请"}, {Words: "收到申请"}, {Words: "件"}, {Words: "申请 公开"}, {Words: "公开 -网上"}, {Words: "第4街道"}, {Words: "第4街道 申请"}, {Words: "2018 申请"},
		{Words: "第4街道 2020"}, {Words: "江北市 申请", YearFrom: 2019}, {Words: "主动 ~ 宣传"}, {Words: `"条，开展"`}, {Words: "1004 条"}, {Words: "予以 公开"}, {Words: "办理结果"},
		{Words: "申请", Region: "320104"}, {Words: "场 宣"}, {Words: "申请", Sort: ByValueDown}, {Words: "不予", Sort: ByYear}, {Words: "没有这样的词"}, {Words: "20件"},
	} {
		db.bounds = usual
		whole, err := db.Search(t.Context(), q)
		if err != nil || whole.More || len(whole.Hits) != whole.Total {
			t.Fatalf("%+v: %d of %d, %v", q, len(whole.Hits), whole.Total, err)
		}
		texts, err := db.SearchTexts(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		for i, b := range tiny {
			db.bounds = b
			if got := paged(t, db, q); !slices.Equal(sortedKeys(whole.Hits), got) {
				t.Errorf("bounds %d, %+v: %d figures, want %d:\n%s", i, q, len(got), whole.Total, cmp.Diff(sortedKeys(whole.Hits), got))
			}
			counted := q
			counted.Count, counted.Limit = true, 2
			if got, err := db.Search(t.Context(), counted); err != nil || got.Total != whole.Total || got.More {
				t.Errorf("bounds %d, %+v: counts %d, %v, %v, want %d", i, q, got.Total, got.More, err, whole.Total)
			}
			if q.Words == "" {
				continue
			}
			if got := pagedTexts(t, db, q); got != texts.Total {
				t.Errorf("bounds %d, %+v: %d passages, want %d", i, q, got, texts.Total)
			}
		}
	}
}

func sortedKeys(hits []Hit) []string {
	keys := []string{}
	for _, h := range hits {
		keys = append(keys, h.Key+h.SHA256)
	}
	slices.Sort(keys)
	return keys
}

// paged gives the keys of all hits, page by page.
func paged(t *testing.T, db *DB, q Query) []string {
	t.Helper()
	var all []Hit
	for q.Limit = 3; ; q.After = all[len(all)-1].Cursor {
		found, err := db.Search(t.Context(), q)
		if err != nil {
			t.Fatalf("%+v: %v", q, err)
		}
		if len(found.Hits) > 3 || found.Total < len(found.Hits) {
			t.Errorf("%+v: %d hits of %d", q, len(found.Hits), found.Total)
		}
		all = append(all, found.Hits...)
		if len(found.Hits) < 3 {
			return sortedKeys(all)
		}
	}
}

func pagedTexts(t *testing.T, db *DB, q Query) int {
	t.Helper()
	n := 0
	for q.Limit = 3; ; {
		found, err := db.SearchTexts(t.Context(), q)
		if err != nil {
			t.Fatalf("%+v: %v", q, err)
		}
		n += len(found.Hits)
		if len(found.Hits) < 3 {
			return n
		}
		q.After = found.Hits[2].Cursor
	}
}
