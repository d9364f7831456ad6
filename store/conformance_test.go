package store

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"nianbao/report"
	"nianbao/store/pgtest"
)

// conformance is what every engine must do, whatever it is: each is run on a new
// database, which may be opened several times.
var conformance = []struct {
	name string
	run  func(t *testing.T, open func() *DB)
}{
	{"outcomes", conformOutcomes},
	{"figures", conformFigures},
	{"concurrent", conformConcurrent},
	{"refused", conformRefused},
	{"bodies", conformBodies},
	{"codebook", conformCodebook},
	{"crawl", conformCrawl},
	{"ledger", conformLedger},
	{"readings", conformReadings},
}

func TestConformance(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) {
		for _, c := range conformance {
			t.Run(c.name, func(t *testing.T) {
				p := path(t)
				c.run(t, func() *DB { return open(t, p) })
			})
		}
	})
	t.Run("postgres", func(t *testing.T) {
		server := pgtest.Start(t)
		for _, c := range conformance {
			t.Run(c.name, func(t *testing.T) {
				address := server.Database(t)
				c.run(t, func() *DB { return open(t, address) })
			})
		}
		t.Run("schema", func(t *testing.T) {
			here, there := open(t, path(t)), open(t, server.Database(t))
			want := columnList(t, here, `SELECT m.name || '.' || c.name || ' ' || c.type FROM sqlite_schema m JOIN pragma_table_info(m.name) c
				WHERE m.type = 'table' AND m.name NOT LIKE '%\_search%' ESCAPE '\' AND m.name NOT LIKE 'sqlite\_%' ESCAPE '\' AND m.name <> 'goose_db_version'`)
			have := columnList(t, there, `SELECT table_name || '.' || column_name || ' ' || CASE data_type WHEN 'text' THEN 'TEXT' WHEN 'bigint' THEN 'INTEGER'
				WHEN 'double precision' THEN 'REAL' WHEN 'bytea' THEN 'BLOB' ELSE data_type END FROM information_schema.columns c
				WHERE table_schema = current_schema() AND table_name NOT LIKE '%\_search' AND table_name <> 'goose_db_version'
				AND EXISTS (SELECT 1 FROM information_schema.tables t WHERE t.table_schema = c.table_schema AND t.table_name = c.table_name AND t.table_type = 'BASE TABLE')`)
			if diff := cmp.Diff(want, have); diff != "" {
				t.Errorf("a migration is missing in store/postgres/schema (-sqlite +postgres):\n%s", diff)
			}
		})
		t.Run("dump", func(t *testing.T) {
			here, there := open(t, path(t)), open(t, server.Database(t))
			for _, db := range []*DB{here, there} {
				story(t, db)
			}
			if diff := cmp.Diff(strings.Split(dump(t, here), "\n"), strings.Split(dump(t, there), "\n")); diff != "" {
				t.Errorf("the same story gives other content (-sqlite +postgres):\n%.4000s", diff)
			}
		})
		t.Run("merge", func(t *testing.T) {
			address := server.Database(t)
			there := open(t, address)
			story(t, there)
			copied, merged := open(t, path(t)), open(t, path(t))
			put(t, merged, sample(1))
			for _, db := range []*DB{copied, merged} {
				if m, err := db.Merge(t.Context(), address, nil); err != nil || m.Total != 13 {
					t.Fatalf("%+v, %v", m, err)
				}
				check(t, db)
				if diff := cmp.Diff(dump(t, there), dump(t, db)); diff != "" {
					t.Errorf("the copy has other content (-server +copy):\n%.3000s", diff)
				}
			}
			alone := open(t, path(t))
			story(t, alone)
			for _, words := range []string{"申请", "网上申请", "不予公开", "金水", "修订"} {
				var all [3][]string
				for i, db := range []*DB{alone, copied, merged} {
					found, err := db.Search(t.Context(), Query{Words: words})
					if err != nil {
						t.Fatal(err)
					}
					for _, h := range found.Hits {
						all[i] = append(all[i], h.Key)
					}
				}
				if len(all[0]) == 0 || !slices.Equal(all[0], all[1]) {
					t.Errorf("%s finds %d, in the copy %d, or in another order", words, len(all[0]), len(all[1]))
				}
				if len(all[0]) != len(all[2]) {
					t.Errorf("%s finds %d, merged %d", words, len(all[0]), len(all[2]))
				}
			}
		})
	})
}

// columnList gives what a query says of columns, in their order.
func columnList(t *testing.T, db *DB, query string) (out []string) {
	t.Helper()
	rows, err := db.w.QueryContext(t.Context(), query)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			t.Fatal(err)
		}
		out = append(out, s)
	}
	slices.Sort(out)
	return out
}

// story is all that documents go through: new, unchanged, other bytes, another
// version's reading, unreadable, two bodies that are one, a ledger.
func story(t *testing.T, db *DB) {
	t.Helper()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(db.SyncCodebook(t.Context(), codebook))
	put(t, db, samples(8)...)
	put(t, db, samples(3)...)
	other := changed(sample(2), "另有修订")
	put(t, db, other)
	second := sample(4)
	second.Version = "v2"
	put(t, db, second)
	third := sample(4)
	third.Version, third.Document.Title = "v3", "改"
	put(t, db, third)
	scan := sample(6)
	scan.Raw = []byte("scan")
	scan.Document.SHA256 = sum(scan.Raw)
	scan.Document.Fail(report.NeedsOCR, "no text")
	scan.Document.Figures, scan.Document.Checks, scan.Document.Proposals, scan.Passages = nil, nil, nil, nil
	put(t, db, scan)
	put(t, db, issued("金水街道办事处", "金水街道办事处", "", 2019, 3, "410105/金水街道办事处"), issued("郑州市金水区金水街道办事处", "410105/金水街道办事处", "410105", 2020, 3))
	must(db.Expect(t.Context(), noon, Due{Body: "a", Year: 2023, Site: "s", On: "2024-03-31"}))
	must(db.Arrived(t.Context(), Arrival{Due: Due{Body: "a", Year: 2023, Site: "s", On: "2024-03-31"}, URL: "https://a/", SHA256: "x", At: noon.Add(48 * time.Hour)}))
}

func conformOutcomes(t *testing.T, open func() *DB) {
	db := open()
	for i, tt := range []struct {
		item Item
		want Outcome
	}{
		{sample(1), New},
		{sample(1), Unchanged},
		{changed(sample(1), "修订"), NewVersion},
		{sample(1), NewVersion},
		{sample(2), New},
	} {
		if r := put(t, db, tt.item)[0]; r.Outcome != tt.want || r.Document == 0 {
			t.Errorf("put %d: %+v, want %s", i, r, tt.want)
		}
	}
	gone := sample(2)
	gone.Raw = nil
	gone.Document.SHA256 = ""
	gone.Document.Fail(report.FetchFailed, "timeout")
	if r := put(t, db, gone)[0]; r.Outcome != Failed {
		t.Errorf("a source without bytes: %+v", r)
	}
	if got := query(t, db, `SELECT count(*) FROM document WHERE is_current = 1`); got != "2" {
		t.Errorf("%s current documents, want 2", got)
	}
	if got := query(t, db, `SELECT sha256 FROM document d WHERE is_current = 1 AND EXISTS (SELECT 1 FROM source s WHERE s.id = d.source_id AND s.name = ?)`,
		sample(1).Document.Source); got != sample(1).Document.SHA256 {
		t.Errorf("of source 1 %s is current", got)
	}
	known, err := db.Known(t.Context(), sample(1).Document.Source, sample(1).Document.SHA256, "v1")
	if err != nil || !known {
		t.Errorf("Known says %v, %v", known, err)
	}
	if raw, err := db.Raw(t.Context(), sample(1).Document.SHA256); err != nil || string(raw) != string(sample(1).Raw) {
		t.Errorf("Raw gives %q, %v", raw, err)
	}
}

// query gives the first value of a query in words.
func query(t *testing.T, db *DB, q string, args ...any) string {
	t.Helper()
	var v any
	if err := db.r.QueryRowContext(context.Background(), q, args...).Scan(&v); err != nil {
		t.Fatalf("%s: %v", q, err)
	}
	if b, ok := v.([]byte); ok {
		v = string(b)
	}
	return fmt.Sprint(v)
}

func conformFigures(t *testing.T, open func() *DB) {
	db := open()
	it := sample(4)
	put(t, db, it)
	file, err := db.Named(t.Context(), it.Document.SHA256)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(it.Document.Figures, file.Figures, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("figures (-put +found):\n%s", diff)
	}
	if diff := cmp.Diff(Keys(it.Document.SHA256, it.Document.Figures), file.Keys); diff != "" {
		t.Errorf("keys (-put +found):\n%s", diff)
	}
	if diff := cmp.Diff(it.Document.Checks, file.Checks, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("checks (-put +found):\n%s", diff)
	}
}

// conformConcurrent puts the same documents over several connections at once.
func conformConcurrent(t *testing.T, open func() *DB) {
	const writers = 4
	var all []*DB
	for range writers {
		all = append(all, open())
	}
	outcomes := make([][]Result, writers)
	var g sync.WaitGroup
	for w, db := range all {
		g.Go(func() {
			items := samples(12)
			for i := range items {
				k := (i + 3*w) % len(items) // each in another order
				r, err := db.Put(context.Background(), items[k])
				if err != nil {
					t.Error(err)
				}
				outcomes[w] = append(outcomes[w], r)
			}
		})
	}
	g.Wait()
	fresh := 0
	for _, list := range outcomes {
		for _, r := range list {
			if r.Outcome == New {
				fresh++
			}
		}
	}
	if fresh != 12 {
		t.Errorf("%d puts say that a document is new, want 12", fresh)
	}
	for q, want := range map[string]string{
		`SELECT count(*) FROM document`:                            "12",
		`SELECT count(*) FROM figure`:                              "96",
		`SELECT count(*) FROM report`:                              "12",
		`SELECT count(*) - count(DISTINCT text) FROM term`:         "0",
		`SELECT count(*) - count(DISTINCT id) FROM passage`:        "0",
		`SELECT count(*) FROM document WHERE is_current = 1`:       "12",
		`SELECT count(*) FROM source_version`:                      "12",
		`SELECT count(*) - count(DISTINCT sha256) FROM document`:   "0",
		`SELECT count(*) FROM code`:                                query(t, all[0], `SELECT count(DISTINCT code) FROM figure`),
		`SELECT count(*) FROM figure WHERE code IS NULL`:           "0",
		`SELECT count(*) FROM table_cell WHERE status = 'blank'`:   "12",
		`SELECT count(*) FROM figure WHERE quote IS NULL`:          "0",
		`SELECT count(*) FROM document_search`:                     "12",
		`SELECT count(*) FROM passage WHERE figure_end > figure_n`: query(t, all[0], `SELECT count(*) FROM label_search`),
	} {
		if got := query(t, all[1], q); got != want {
			t.Errorf("%s gives %s, want %s", q, got, want)
		}
	}
	alone := open0(t)
	put(t, alone, samples(12)...)
	if diff := cmp.Diff(dump(t, alone), dump(t, all[2])); diff != "" {
		t.Errorf("together they wrote other content than one alone (-alone +together):\n%.3000s", diff)
	}
}

func open0(t *testing.T) *DB { return open(t, path(t)) }

// conformRefused holds that one bad item of a batch leaves the others alone.
func conformRefused(t *testing.T, open func() *DB) {
	db := open()
	bad := sample(2)
	bad.Document.SHA256 = strings.Repeat("0", 64) // whose bytes nobody has
	bad.Raw = nil
	results, err := db.PutBatch(t.Context(), []Item{sample(1), bad, sample(3)})
	if err != nil {
		t.Fatal(err)
	}
	if results[0].Err != nil || results[1].Err == nil || results[2].Err != nil {
		t.Errorf("results %+v", results)
	}
	if got := query(t, db, `SELECT count(*) FROM source`); got != "2" {
		t.Errorf("%s sources, want 2", got)
	}
	put(t, db, sample(2))
}

func conformBodies(t *testing.T, open func() *DB) {
	db := open()
	put(t, db, issued("金水街道办事处", "金水街道办事处", "", 2019, 3, "410105/金水街道办事处"))
	put(t, db, issued("郑州市金水区金水街道办事处", "410105/金水街道办事处", "410105", 2020, 3))
	if got := query(t, db, `SELECT count(*) FROM report WHERE body = '410105/金水街道办事处'`); got != "2" {
		t.Errorf("%s reports of the one body, want 2", got)
	}
}

func conformCodebook(t *testing.T, open func() *DB) {
	db := open()
	for range 2 {
		if err := db.SyncCodebook(t.Context(), codebook); err != nil {
			t.Fatal(err)
		}
	}
	put(t, db, sample(1))
	if renamed, err := db.Renamed(t.Context(), codebook); err != nil || len(renamed) > 0 {
		t.Errorf("Renamed gives %v, %v", renamed, err)
	}
	run, err := db.StartRun(t.Context(), Run{Command: "x", Version: "v", StartedAt: noon})
	if err != nil {
		t.Fatal(err)
	}
	if err := db.FinishRun(t.Context(), run, noon, Counts{Documents: 3}, nil); err != nil {
		t.Fatal(err)
	}
	if err := db.Seen(t.Context(), noon.Add(time.Hour), run, sample(1).Document.Source); err != nil {
		t.Fatal(err)
	}
	if got := query(t, db, `SELECT last_seen_at FROM source`); got != stamp(noon.Add(time.Hour)) {
		t.Errorf("last seen %s", got)
	}
}

func conformCrawl(t *testing.T, open func() *DB) {
	db := open()
	v := visit(t, db, "a", noon)
	do(t, db.Discover(t.Context(), v, noon, sightings(0, 5)))
	urls, err := db.LeaseURLs(t.Context(), v, lease("a", noon), 10)
	if err != nil || len(urls) != 5 {
		t.Fatalf("%d addresses, %v", len(urls), err)
	}
	for _, u := range urls[:4] {
		do(t, db.FinishURL(t.Context(), v, URLResult{Key: u.Key, Outcome: Fetched, State: "good", At: noon, Due: noon, SHA256: "x"}))
	}
	if begun, err := db.BeginVisit(t.Context(), v.RunID, v.Site, lease("b", noon)); begun || err != nil {
		t.Errorf("two have the lease: %v", err)
	}
	v.Outcome, v.Ended = "ok", noon
	do(t, db.FinishVisit(t.Context(), v, "window", noon.Add(time.Hour)))
	do(t, db.CheckAccounts(t.Context(), v.RunID))
	if a := accountOf(t, db, v.RunID); a.Discovered != 5 || a.Fetched != 4 || a.Skipped["window"] != 1 {
		t.Errorf("account %+v", a)
	}
	for i := range 2 {
		do(t, db.PutCrawlHost(t.Context(), CrawlHost{Host: "h", Until: noon, Class: "c", Failures: i}))
		do(t, db.PutCrawlTurns(t.Context(), CrawlTurn{Kind: "host", Name: "h", Ended: noon, Next: noon.Add(time.Duration(i) * time.Second)}))
		do(t, db.PutCrawlRobots(t.Context(), CrawlRobots{Origin: "o", Status: 200 + i, Copy: []byte{0, 255}}))
		do(t, db.PutCrawlPage(t.Context(), CrawlPage{URL: "u", ETag: fmt.Sprint(i), Seen: noon}))
	}
	if h, ok, err := db.CrawlHost(t.Context(), "h"); !ok || err != nil || h.Failures != 1 || !h.Until.Equal(noon) {
		t.Errorf("host %+v, %v, %v", h, ok, err)
	}
	if r, ok, err := db.CrawlRobots(t.Context(), "o"); !ok || err != nil || r.Status != 201 || !bytes.Equal(r.Copy, []byte{0, 255}) {
		t.Errorf("robots %+v, %v, %v", r, ok, err)
	}
	if turn, ok, err := db.CrawlTurn(t.Context(), "host", "h"); !ok || err != nil || !turn.Next.Equal(noon.Add(time.Second)) {
		t.Errorf("turn %+v, %v, %v", turn, ok, err)
	}
}

func conformLedger(t *testing.T, open func() *DB) {
	db := open()
	due := Due{Body: "a", Year: 2023, Site: "s", On: "2024-03-31"}
	do(t, db.Expect(t.Context(), noon.AddDate(0, -1, 0), due, Due{Body: "b", Year: 2023, Site: "s", On: "2024-03-31"}))
	do(t, db.Arrived(t.Context(), Arrival{Due: due, URL: "https://a/", SHA256: "x", At: noon.Add(72 * time.Hour)}))
	lines, err := db.Owed(t.Context(), OwedFilter{Site: "s"}, noon.Add(96*time.Hour))
	if err != nil || len(lines) != 2 {
		t.Fatalf("%d lines, %v", len(lines), err)
	}
	if lines[0].State != OwedLate || lines[0].LateDays != 4 || lines[1].State != OwedMissing {
		t.Errorf("lines %+v", lines)
	}
	do(t, db.Removed(t.Context(), "https://a/", noon))
	do(t, db.SiteAnswers(t.Context(), "s", false, noon))
}

func conformReadings(t *testing.T, open func() *DB) {
	db := open()
	put(t, db, samples(3)...)
	list, err := db.Readings(t.Context(), Query{}, "v2")
	if err != nil || len(list) != 3 || list[0].Read || !list[0].Kept {
		t.Fatalf("readings %+v, %v", list, err)
	}
	again := sample(1)
	again.Raw, again.Version = nil, "v2"
	if r, err := db.Reread(t.Context(), again); err != nil || r.Outcome != Unchanged {
		t.Errorf("the same reading: %+v, %v", r, err)
	}
	again.Document.Title = "改"
	if r, err := db.Reread(t.Context(), again); err != nil || r.Outcome != NewVersion {
		t.Errorf("another reading: %+v, %v", r, err)
	}
	if list, err = db.Readings(t.Context(), Query{}, "v2"); err != nil || !list[2].Read {
		t.Errorf("readings then %+v, %v", list, err)
	}
}
