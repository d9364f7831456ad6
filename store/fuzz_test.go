package store

import (
	"testing"

	"nianbao/report"
)

// FuzzSearch holds that no words, as people or others write them, are SQL or
// the full-text search's language: a search finds or finds nothing.
func FuzzSearch(f *testing.F) {
	db := open(f, path(f))
	put(f, db, samples(3)...)
	for _, s := range hostile {
		f.Add(s, s)
	}
	f.Add(`公开 -"申请`, `北京 OR 1=1`)
	f.Fuzz(func(t *testing.T, words, name string) {
		for _, q := range []Query{{Words: words}, {Words: words, All: true, Sort: ByValue}, {Words: words, Body: name}, {Body: name}, {Region: name}, {Indicator: name}, {Part: name},
			{Dims: map[string]string{name: words}}, {Role: report.Role(name)}, {Method: report.Method(name)}} {
			q.Limit = 5
			found, err := db.Search(t.Context(), q)
			if err != nil || len(found.Hits) < min(5, found.Total) {
				t.Errorf("Search(%+v): %d of %d hits, %v", q, len(found.Hits), found.Total, err)
			}
		}
		if texts, err := db.SearchTexts(t.Context(), Query{Words: words, Limit: 5}); err != nil || len(texts.Hits) < min(5, texts.Total) {
			t.Errorf("SearchTexts(%q): %d of %d, %v", words, len(texts.Hits), texts.Total, err)
		}
	})
}
