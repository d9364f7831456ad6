package store

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"nianbao/report"
)

// TestSearchIndexes holds that the list of search indexes is whole.
func TestSearchIndexes(t *testing.T) {
	db := open(t, path(t))
	tx, err := db.w.Begin()
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback()
	there, err := texts(t.Context(), tx, `SELECT name FROM sqlite_schema WHERE sql LIKE 'CREATE VIRTUAL TABLE % USING fts5%' ORDER BY name`)
	if err != nil {
		t.Fatal(err)
	}
	var listed []string
	for _, i := range searchIndexes {
		listed = append(listed, i.name)
	}
	slices.Sort(listed)
	if diff := cmp.Diff(there, listed); diff != "" {
		t.Errorf("(-there +listed):\n%s", diff)
	}
}

// distinct is a report whose words nothing else has.
func distinct(i int) Item {
	it := sample(i)
	w := &writer{Document: *it.Document}
	w.Source = "secret/" + w.Source
	w.Figures, w.Tables, w.Blocks, w.Checks, w.Rejects, w.Issues, w.Proposals = nil, nil, nil, nil, nil, nil, nil
	w.Body, w.BodyName, w.BodyID = "蓬莱仙岛管理委员会", "蓬莱仙岛管理委员会", "蓬莱仙岛管理委员会"
	w.say("全年麒麟踏雪99瓮", "麒麟踏雪=>99瓮")
	f := &w.Figures[0]
	f.Label, f.Part, f.Place, f.Unit, f.Verb = "麒麟踏雪", "朱雀分部", "玄武分部", "瓮", "腾云"
	return w.item()
}

var distinctWords = []string{"蓬莱", "麒麟", "踏雪", "朱雀", "玄武", "99瓮", "瓮", "腾云", "secretly"}

// holding tells which words the files of a database hold.
func holding(t *testing.T, path string) []string {
	t.Helper()
	return holdingAny(t, path, distinctWords...)
}

func holdingAny(t *testing.T, path string, words ...string) []string {
	t.Helper()
	files, err := filepath.Glob(path + "*")
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, file := range files {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, w := range words {
			if bytes.Contains(b, []byte(w)) {
				out = append(out, filepath.Base(file)+": "+w)
			}
		}
	}
	return out
}

// TestForget holds that nothing of a source stays but its tombstone: not in the
// tables, not in the indexes, not in free pages or the log.
func TestForget(t *testing.T) {
	p := path(t)
	db := open(t, p)
	put(t, db, samples(20)...)
	secret := distinct(3)
	secret.Fetch = &Fetch{URL: secret.Document.Source}
	put(t, db, secret)
	for i := range 40 { // so that the indexes are merged and pages freed
		put(t, db, changed(sample(i%20), strings.Repeat("修订", i+1)))
	}
	after := dump(t, db)
	decide(t, db, Review{Key: keyOf(secret, 0), Decision: Dismiss, Note: "secretly"})
	if len(holding(t, p)) == 0 {
		t.Fatal("the words are nowhere to begin with")
	}
	would, err := db.Forgettable(t.Context(), secret.Document.Source)
	if err != nil {
		t.Fatal(err)
	}
	got, err := db.Forget(t.Context(), secret.Document.Source, "应来函要求", "王某", noon)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(Takedown{Documents: 1, Figures: 1, Bytes: 1, Decisions: 1}, got); diff != "" || cmp.Diff(would, got) != "" {
		t.Errorf("taken %+v, would be %+v (-want +got):\n%s", got, would, diff)
	}
	if held := holding(t, p); len(held) > 0 {
		t.Errorf("still there: %v", held)
	}
	check(t, db)
	if n := count(t, db, Query{Words: "麒麟"}) + count(t, db, Query{Words: "蓬莱"}); n != 0 {
		t.Errorf("%d hits", n)
	}
	if n := value[int](t, db, `SELECT (SELECT count(*) FROM fetch) + (SELECT count(*) FROM body WHERE name LIKE '蓬莱%') + (SELECT count(*) FROM term WHERE text LIKE '%麒麟%')`); n != 0 {
		t.Errorf("%d rows are left", n)
	}

	// Neither the source nor its bytes come back, until that is undone.
	if r := put(t, db, secret)[0]; r.Outcome != Refused {
		t.Errorf("the source again: %s", r.Outcome)
	}
	twin := distinct(3)
	twin.Document.Source = "elsewhere.html"
	if r := put(t, db, twin)[0]; r.Outcome != Refused {
		t.Errorf("the bytes elsewhere: %s", r.Outcome)
	}
	stones, err := db.Tombstones(t.Context())
	if err != nil || len(stones) != 1 || stones[0].By != "王某" || stones[0].Reason != "应来函要求" || len(stones[0].SHA256) != 1 {
		t.Errorf("tombstones %+v, %v", stones, err)
	}
	if _, err := db.Forget(t.Context(), secret.Document.Source, "", "", noon); err != nil {
		t.Errorf("forgotten twice: %v", err)
	}
	if _, err := db.Forget(t.Context(), "nowhere", "", "", noon); !errors.Is(err, report.ErrNotFound) {
		t.Errorf("a source that never was: %v", err)
	}
	if err := db.Remember(t.Context(), secret.Document.Source); err != nil {
		t.Fatal(err)
	}
	if err := db.Remember(t.Context(), secret.Document.Source); !errors.Is(err, report.ErrNotFound) {
		t.Errorf("undone twice: %v", err)
	}
	if r := put(t, db, secret)[0]; r.Outcome != New {
		t.Errorf("after undoing: %s", r.Outcome)
	}
	if n := count(t, db, Query{Words: "麒麟"}); n != 1 {
		t.Errorf("%d hits after undoing", n)
	}
	if _, err := db.w.Exec(`DELETE FROM tombstone`); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(after, dump(t, db)); diff != "" {
		t.Errorf("read in again it is otherwise (-before +after):\n%.2000s", diff)
	}
	check(t, db)
}

// TestForgetShared holds that what another source holds too stays, and that the
// next document of a report becomes current.
func TestForgetShared(t *testing.T) {
	db := open(t, path(t))
	it, twin := sample(1), sample(1)
	twin.Document.Source = "twin.html"
	other := changed(sample(1), "另一份")
	other.Document.Source = "other.html"
	put(t, db, it, twin, other)
	current := func() string {
		return value[string](t, db, `SELECT s.name FROM document d JOIN source s ON s.id = d.source_id WHERE d.is_current = 1`)
	}
	if got := current(); got != it.Document.Source {
		t.Fatalf("current is that of %s", got)
	}
	got, err := db.Forget(t.Context(), it.Document.Source, "", "", noon)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(Takedown{Shared: []string{"twin.html"}}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if got := current(); got != "twin.html" {
		t.Errorf("current is that of %s, want its twin", got)
	}
	if _, err := db.Forget(t.Context(), "twin.html", "", "", noon); err != nil {
		t.Fatal(err)
	}
	if got := current(); got != "other.html" {
		t.Errorf("current is that of %s, want the other document of the report", got)
	}
	if n := count(t, db, Query{}); n != 1 {
		t.Errorf("%d figures", n)
	}
	check(t, db)
}

// TestForgetCutShort holds that a take-down that was killed before the file was
// made anew is finished by the same call.
func TestForgetCutShort(t *testing.T) {
	p := path(t)
	db := open(t, p)
	put(t, db, append(samples(5), distinct(3))...)
	if _, err := db.Forget(t.Context(), distinct(3).Document.Source, "", "", noon); err != nil {
		t.Fatal(err)
	}
	if _, err := db.w.Exec(`UPDATE tombstone SET wiped = 0`); err != nil {
		t.Fatal(err)
	}
	if _, err := db.Forget(t.Context(), distinct(3).Document.Source, "", "", noon); err != nil {
		t.Fatal(err)
	}
	if n := value[int](t, db, `SELECT count(*) FROM tombstone WHERE wiped = 0`); n != 0 {
		t.Errorf("%d tombstones wait", n)
	}
	if held := holding(t, p); len(held) > 0 {
		t.Errorf("still there: %v", held)
	}
}

// TestForgetCrawled holds that of a source that the crawl found nothing stays but
// its address, which is not asked for again until that is undone.
func TestForgetCrawled(t *testing.T) {
	ctx, p := t.Context(), path(t)
	db := open(t, p)
	secret, other := distinct(3), sample(4)
	secret.Document.Source, other.Document.Source = "http://x.gov.cn/03", "http://x.gov.cn/04"
	found := sightings(3, 5)
	found[0].Title = "蓬莱仙岛年度报告"
	found = append(found, Sighting{Key: "http://x.gov.cn/05", URL: "http://x.gov.cn/05", Kind: "attachment", Page: found[0].URL, Title: "麒麟附件"})
	v := visit(t, db, "a", night)
	do(t, db.Discover(ctx, v, night, found))
	if _, err := db.LeaseURLs(ctx, v, lease("a", night), 9); err != nil {
		t.Fatal(err)
	}
	put(t, db, secret, other)
	for i, it := range []Item{secret, other} {
		do(t, db.FinishURL(ctx, v, URLResult{Key: it.Document.Source, Outcome: Fetched, State: URLGood, SHA256: it.Document.SHA256, ETag: `"secretly"`,
			Final: it.Document.Source + "/踏雪", At: night, Due: night}))
		do(t, db.Arrived(ctx, Arrival{Due: Due{Body: "x", Year: 2020 + i, Site: "x"}, URL: it.Document.Source, SHA256: it.Document.SHA256, Published: "朱雀", At: night}))
	}
	do(t, db.FinishVisit(ctx, v, "budget", night))
	if len(holding(t, p)) == 0 {
		t.Fatal("the words are nowhere to begin with")
	}
	if _, err := db.Forget(ctx, secret.Document.Source, "应来函要求", "王某", noon); err != nil {
		t.Fatal(err)
	}
	if _, err := db.Forget(ctx, other.Document.Source, "应来函要求", "王某", noon); err != nil {
		t.Fatal(err)
	}
	if held := holding(t, p); len(held) > 0 {
		t.Errorf("still there: %v", held)
	}
	if n := value[int](t, db, `SELECT count(*) FROM ledger WHERE url <> '' OR sha256 <> ''`); n != 0 {
		t.Errorf("the ledger names it in %d lines", n)
	}
	if n := value[int](t, db, `SELECT count(*) FROM ledger WHERE first_found_at IS NOT NULL`); n != 2 {
		t.Errorf("%d lines of the ledger, want 2", n)
	}
	check(t, db)

	next := night.AddDate(0, 0, 30)
	again := func(owner string) (Account, []CrawlURL) {
		t.Helper()
		next = next.AddDate(0, 0, 30)
		v := visit(t, db, owner, next)
		do(t, db.Discover(ctx, v, next, found))
		urls, err := db.LeaseURLs(ctx, v, lease(owner, next), 9)
		if err != nil {
			t.Fatal(err)
		}
		do(t, db.FinishVisit(ctx, v, "budget", next))
		do(t, db.CheckAccounts(ctx, v.RunID))
		return accountOf(t, db, v.RunID), urls
	}
	account, urls := again("b")
	if len(urls) != 1 || urls[0].Key != "http://x.gov.cn/05" {
		t.Errorf("asked for %+v", urls)
	}
	if account.Skipped["forgotten"] != 2 {
		t.Errorf("account %+v", account)
	}
	if n := value[int](t, db, `SELECT count(*) FROM crawl_url WHERE title LIKE '%蓬莱%'`); n != 0 {
		t.Error("its title is back")
	}
	do(t, db.Remember(ctx, secret.Document.Source))
	if _, urls := again("c"); len(urls) != 2 {
		t.Errorf("after undoing: asked for %+v", urls)
	}
}

// TestForgetLinks holds that a body keeps those other ids alone that documents
// which are left give it.
func TestForgetLinks(t *testing.T) {
	db := open(t, path(t))
	of := func(i int, source string, mayBe, was []string) Item {
		it := sample(i)
		d := it.Document
		d.Source, d.Body, d.BodyName, d.BodyID, d.Region = source, "梅花镇人民政府", "梅花镇人民政府", "梅花镇人民政府", ""
		d.MayBe, d.Was = mayBe, was
		return it
	}
	first := of(1, "a", []string{"440101001/人民政府"}, nil)
	put(t, db, first)
	only := dump(t, db)
	put(t, db, of(2, "b", []string{"440101001/人民政府", "450101001/人民政府"}, []string{"420101001/人民政府"}))
	if n := value[int](t, db, `SELECT count(*) FROM body_link`); n != 3 {
		t.Fatalf("%d links", n)
	}
	if _, err := db.Forget(t.Context(), "b", "试", "王某", noon); err != nil {
		t.Fatal(err)
	}
	if _, err := db.w.Exec(`DELETE FROM tombstone`); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(only, dump(t, db)); diff != "" {
		t.Errorf("(-before +after):\n%.2000s", diff)
	}
}
