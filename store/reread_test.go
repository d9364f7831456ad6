package store

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"nianbao/report"
)

func readings(t *testing.T, db *DB, version string) []Reading {
	t.Helper()
	list, err := db.Readings(t.Context(), Query{}, version)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func reread(t *testing.T, db *DB, it Item) Result {
	t.Helper()
	r, err := db.Reread(t.Context(), it)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// TestConfirmed holds that what a later version reads alike is stored once, and
// known to have been read by it.
func TestConfirmed(t *testing.T) {
	db := open(t, path(t))
	items := samples(3)
	put(t, db, items...)
	for i := range items {
		items[i].Version, items[i].Raw = "v2", nil
		if i == 1 {
			items[i].Document.Figures[0].Value = "77"
		}
	}
	for _, r := range readings(t, db, "v2") {
		if r.Read || r.Version != "v1" || !r.Kept {
			t.Errorf("before: %+v", r)
		}
	}
	for i, want := range []Outcome{Unchanged, NewVersion, Unchanged} {
		if r := reread(t, db, items[i]); r.Outcome != want || r.Document == 0 {
			t.Errorf("%d: %+v, want %s", i, r, want)
		}
	}
	for i, r := range readings(t, db, "v2") {
		if want := []string{"v1", "v1", "v2"}[i]; !r.Read || r.Version != want { // the new row is the last
			t.Errorf("after: %d: %+v, want %s", i, r, want)
		}
	}
	for _, it := range items {
		if known, err := db.Known(t.Context(), it.Document.Source, it.Document.SHA256, "v2"); !known || err != nil {
			t.Errorf("%s is not known: %v", it.Document.Source, err)
		}
	}
	before := dump(t, db)
	for i := range items {
		items[i].At = items[i].At.Add(time.Hour)
		if r := reread(t, db, items[i]); r.Outcome != Unchanged {
			t.Errorf("%d once more: %s", i, r.Outcome)
		}
	}
	if diff := cmp.Diff(before, dump(t, db)); diff != "" {
		t.Errorf("reading once more changes (-before +after):\n%s", diff)
	}
	check(t, db)
}

// TestRereadKeepsPlaces holds that reading again says nothing of what stands at
// the source now: it may hold other bytes.
func TestRereadKeepsPlaces(t *testing.T) {
	db := open(t, path(t))
	old := sample(1)
	newer := changed(sample(1), "修订")
	put(t, db, old, newer)
	if list := readings(t, db, "v2"); len(list) != 1 || list[0].SHA256 != newer.Document.SHA256 {
		t.Errorf("readings of %v, want only of the bytes that stand there", list)
	}
	old.Version, old.Document.Title = "v2", "x"
	reread(t, db, old)
	if got := value[string](t, db, "SELECT sha256 FROM source"); got != newer.Document.SHA256 {
		t.Errorf("the source now holds %.8s, want %.8s", got, newer.Document.SHA256)
	}
	if got := value[string](t, db, "SELECT sha256 FROM document WHERE is_current = 1"); got != newer.Document.SHA256 {
		t.Errorf("current is %.8s, want %.8s", got, newer.Document.SHA256)
	}
	gone := sample(2)
	if _, err := db.Reread(t.Context(), gone); !errors.Is(err, report.ErrNotFound) {
		t.Errorf("bytes that are not stored: %v", err)
	}
}

// TestWithoutPassages holds that a document from before the index of passages
// counts as not read, and is read into it once.
func TestWithoutPassages(t *testing.T) {
	db := open(t, path(t))
	it := sample(1)
	put(t, db, it)
	for _, s := range []string{`DELETE FROM passage`, `UPDATE document SET passage_id = 0, passage_count = 0`, `INSERT INTO prose_search (prose_search) VALUES ('delete-all')`,
		`INSERT INTO table_search (table_search) VALUES ('delete-all')`, `INSERT INTO text_search (text_search) VALUES ('delete-all')`, `INSERT INTO label_search (label_search) VALUES ('delete-all')`,
		`UPDATE document SET digest = ''`} { // as migrations leave it
		if _, err := db.w.Exec(s); err != nil {
			t.Fatal(err)
		}
	}
	if list := readings(t, db, "v1"); len(list) != 1 || list[0].Read {
		t.Errorf("readings %+v, want one that is to be read", list)
	}
	if n, err := db.Unindexed(t.Context()); n != 1 || err != nil {
		t.Errorf("%d documents are not found by words, %v, want 1", n, err)
	}
	if r := reread(t, db, it); r.Outcome != NewVersion {
		t.Errorf("read again: %s", r.Outcome)
	}
	if n, err := db.Unindexed(t.Context()); n != 0 || err != nil {
		t.Errorf("%d documents are not found by words, %v, want none", n, err)
	}
	if n := count(t, db, Query{Words: "申请"}); n == 0 {
		t.Error("nothing is found")
	}
	if list := readings(t, db, "v1"); len(list) != 1 || !list[0].Read || list[0].Version != "v1+again.1" {
		t.Errorf("readings %+v, want one that is read", list)
	}
	if r := reread(t, db, it); r.Outcome != Unchanged {
		t.Errorf("read once more: %s", r.Outcome)
	}
	check(t, db)
}

// TestReadableAtLast holds that a document that could not be read is stored
// again by the same version once it can be: a tool was missing.
func TestReadableAtLast(t *testing.T) {
	db := open(t, path(t))
	scan := sample(2)
	whole := sample(2)
	scan.Document.Fail(report.NeedsOCR, "")
	scan.Document.Figures, scan.Document.Checks, scan.Document.Proposals = nil, nil, nil
	put(t, db, scan)
	if r := put(t, db, whole)[0]; r.Outcome != NewVersion {
		t.Errorf("put: %s, want new_version", r.Outcome)
	}
	if got := value[string](t, db, "SELECT status FROM document WHERE is_current = 1"); got != "ok" {
		t.Errorf("current is %s", got)
	}
	if r := put(t, db, scan)[0]; r.Outcome != Unchanged {
		t.Errorf("without the tool again: %s", r.Outcome)
	}
	check(t, db)
}

// TestRenamed holds that a report which is read as before, but whose figures the
// codebook calls otherwise, is found by the new names once it is read again.
func TestRenamed(t *testing.T) {
	db := open(t, path(t))
	book := func(name string) []report.Indicator {
		return []report.Indicator{{ID: "requests.received", Name: name, English: "x", Unit: "件", Measure: "件"}}
	}
	if err := db.SyncCodebook(t.Context(), book("旧名称")); err != nil {
		t.Fatal(err)
	}
	it := sample(1)
	it.Called = []string{"旧名称"}
	put(t, db, it, sample(2))
	if n := count(t, db, Query{Words: "旧名称"}); n != 6 {
		t.Fatalf("%d by the old name", n)
	}
	for name, want := range map[string]int{"旧名称": 0, "新称呼": 1} {
		renamed, err := db.Renamed(t.Context(), book(name))
		if err != nil || len(renamed) != want {
			t.Errorf("renamed %q, %v", renamed, err)
		}
	}
	if err := db.SyncCodebook(t.Context(), book("新称呼")); err != nil {
		t.Fatal(err)
	}
	again := sample(1)
	again.Version, again.Called = "v2", []string{"新称呼"}
	if r := reread(t, db, again); r.Outcome != NewVersion {
		t.Errorf("the same reading under other names: %s", r.Outcome)
	}
	again.Version = "v3"
	if r := reread(t, db, again); r.Outcome != Unchanged {
		t.Errorf("the same under the same names: %s", r.Outcome)
	}
	if n := count(t, db, Query{Words: "新称呼"}); n != 3 {
		t.Errorf("%d by the new name", n)
	}
	check(t, db)
}
