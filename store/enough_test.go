package store

import (
	"slices"
	"testing"

	"nianbao/report"
)

// TestEnough holds that pages, of which each is ended when it has looked at
// enough, lose nothing; and that one which was broken off, or not sorted, says so.
func TestEnough(t *testing.T) {
	db := open(t, path(t))
	if err := db.SyncCodebook(t.Context(), codebook); err != nil {
		t.Fatal(err)
	}
	put(t, db, samples(40)...)
	small := bounds{documents: 20, figures: 10, scanned: 5, step: 7, passages: 3, whole: 2, named: 5, sayings: 3, counted: 5}
	patient, hasty := small, small
	patient.more, patient.most, patient.sorted = 1, 1<<30, 1<<30
	hasty.more, hasty.most, hasty.sorted = 1, 8, 4
	stopped, unsorted := 0, 0
	for _, q := range []Query{
		{}, {Sort: ByYearDown}, {Indicator: "requests.received"}, {Indicator: "requests.*", Sort: ByValueDown}, {Level: report.Town},
		{Words: "申请"}, {Words: "收到申请"}, {Words: "件"}, {Words: "申请 公开"}, {Words: "公开 -网上"}, {Words: "第4街道 申请"}, {Words: "2018 申请"},
		{Words: "申请", Region: "320104"}, {Words: "申请", Sort: ByValueDown}, {Words: "公开", Sort: ByYear}, {Words: "没有这样的词"}, {Words: `"条，开展"`},
	} {
		db.bounds = usual
		whole, err := db.Search(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		all := sortedKeys(whole.Hits)
		q.Enough = 3
		db.bounds = patient
		if got := paged(t, db, q); !slices.Equal(all, got) {
			t.Errorf("%+v: %d figures, want %d", q, len(got), len(all))
		}
		db.bounds = hasty
		q.Limit = 3
		for seen := map[string]bool{}; ; {
			f, err := db.Search(t.Context(), q)
			if err != nil {
				t.Fatalf("%+v: %v", q, err)
			}
			for _, key := range sortedKeys(f.Hits) {
				if _, is := slices.BinarySearch(all, key); !is || seen[key] {
					t.Errorf("%+v: %s is found again or wrongly", q, key)
				}
				seen[key] = true
			}
			if f.Unsorted {
				unsorted++
				q.Sort = ByMatch
			}
			if f.Stopped {
				stopped++
			}
			if len(f.Hits) < 3 {
				if !f.Stopped && len(seen) < len(all) {
					t.Errorf("%+v: ends with %d of %d figures and does not say so", q, len(seen), len(all))
				}
				break
			}
			q.After = f.Hits[2].Cursor
		}
	}
	if stopped == 0 || unsorted == 0 {
		t.Errorf("%d were broken off, %d not sorted", stopped, unsorted)
	}
}

// TestEnoughTexts holds the same of passages.
func TestEnoughTexts(t *testing.T) {
	db := open(t, path(t))
	put(t, db, samples(40)...)
	for _, words := range []string{"申请", "公开", "件", "申请 公开", "第4街道 申请"} {
		db.bounds = usual
		q := Query{Words: words}
		whole, err := db.SearchTexts(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		q.Enough = 3
		db.bounds.passages, db.bounds.whole, db.bounds.more, db.bounds.most = 3, 2, 1, 1<<30
		if got := pagedTexts(t, db, q); got != whole.Total {
			t.Errorf("%s: %d passages, want %d", words, got, whole.Total)
		}
	}
}
