package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func merge(t *testing.T, db *DB, from string) Merged {
	t.Helper()
	m, err := db.Merge(t.Context(), from, nil)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// halves are items of two folders: some of the second are bytes that the first
// has elsewhere, twins of its reports, and other versions of its sources.
func halves() (a, b []Item) {
	all := samples(30)
	a, b = all[:18], all[18:]
	twin := sample(2)
	twin.Document.Source = "b/twin.html"
	other := changed(sample(3), "另一份")
	other.Document.Source = "b/other.html"
	later := changed(sample(4), "修订")
	b = append(b, twin, other, later)
	lost := sample(40)
	lost.Document.SHA256, lost.Raw, lost.Passages = "", nil, nil
	lost.Document.Fail("fetch_failed", "HTTP 503")
	lost.Document.Figures, lost.Document.Checks, lost.Document.Proposals = nil, nil, nil
	lost.Fetch = &Fetch{URL: "u", Status: 503}
	b = append(b, lost)
	for i := range b {
		b[i].At = noon.Add(time.Hour)
	}
	return a, b
}

// searches are what is asked of two databases that must answer alike.
func searches(t *testing.T, db *DB) string {
	t.Helper()
	var out strings.Builder
	for _, words := range []string{"申请", "网上申请", "街", "宣传活动", "江北市 结转", `"予以公开" -网上`, "不予公开", "另一份", "修订", "第3街道", "项目"} {
		found, err := db.Search(t.Context(), Query{Words: words})
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&out, "%s: %d\n", words, found.Total)
		for _, h := range found.Hits {
			fmt.Fprintf(&out, "  %s %s %d %s\n", h.Key, h.Body, h.Year, h.Quote)
		}
	}
	return out.String()
}

// TestMerge holds that a merged database is the one that read in everything,
// and that merging again changes nothing.
func TestMerge(t *testing.T) {
	a, b := halves()
	whole, into, from := open(t, path(t)), open(t, path(t)), open(t, path(t))
	put(t, whole, append(append([]Item{}, a...), b...)...)
	put(t, into, a...)
	put(t, from, b...)
	decide(t, from, Review{Key: keyOf(b[0], 0), Decision: Accept})
	decide(t, whole, Review{Key: keyOf(b[0], 0), Decision: Accept})
	got := merge(t, into, from.path)
	if diff := cmp.Diff(Merged{Sources: 15, Documents: 14, Known: 1, Decisions: 1, Total: 15}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	want := dump(t, whole)
	if diff := cmp.Diff(want, dump(t, into)); diff != "" {
		t.Errorf("(-read in +merged):\n%.3000s", diff)
	}
	if diff := cmp.Diff(searches(t, whole), searches(t, into)); diff != "" {
		t.Errorf("searches (-read in +merged):\n%.3000s", diff)
	}
	check(t, into)
	again := merge(t, into, from.path)
	if diff := cmp.Diff(Merged{Known: 15, Total: 15}, again); diff != "" {
		t.Errorf("once more (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(want, dump(t, into)); diff != "" {
		t.Errorf("once more (-once +twice):\n%.3000s", diff)
	}
	if n := value[int](t, into, `SELECT count(*) FROM fetch`); n != 1 {
		t.Errorf("%d fetches", n)
	}
	check(t, into)
}

// TestMergeReadings holds that of readings of the same bytes the one made last
// counts, in whichever database it was.
func TestMergeReadings(t *testing.T) {
	for _, newer := range []string{"here", "there"} {
		t.Run(newer, func(t *testing.T) {
			into, from := open(t, path(t)), open(t, path(t))
			old, new := sample(1), sample(1)
			new.Version, new.At = "v2", noon.Add(time.Hour)
			new.Document.Title = "重读"
			here, there := old, new
			if newer == "here" {
				here, there = new, old
			}
			put(t, into, here)
			put(t, from, there)
			merge(t, into, from.path)
			if got := value[string](t, into, `SELECT version FROM document WHERE is_current = 1`); got != "v2" {
				t.Errorf("current is the reading of %s", got)
			}
			before := dump(t, into)
			merge(t, into, from.path)
			if diff := cmp.Diff(before, dump(t, into)); diff != "" {
				t.Errorf("once more:\n%s", diff)
			}
			if r := put(t, into, new)[0]; r.Outcome != Unchanged {
				t.Errorf("the newer reading is %s", r.Outcome)
			}
			check(t, into)
		})
	}
}

// TestMergeForgotten holds that what was taken down here is not brought back,
// and that what was taken down there is named.
func TestMergeForgotten(t *testing.T) {
	into, from := open(t, path(t)), open(t, path(t))
	put(t, into, sample(1), sample(2))
	put(t, from, sample(2), sample(3), sample(4))
	for _, f := range []struct {
		db     *DB
		source string
	}{{into, sample(2).Document.Source}, {from, sample(3).Document.Source}} {
		if _, err := f.db.Forget(t.Context(), f.source, "", "", noon); err != nil {
			t.Fatal(err)
		}
	}
	put(t, into, sample(3))
	got := merge(t, into, from.path)
	if diff := cmp.Diff(Merged{Sources: 1, Documents: 1, Refused: 1, Total: 2, Held: []string{sample(3).Document.Source}}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if n := value[int](t, into, `SELECT count(*) FROM source WHERE name = ?`, sample(2).Document.Source); n != 0 {
		t.Error("what was taken down is back")
	}
	if n := count(t, into, Query{Body: "第2街道"}); n != 0 {
		t.Errorf("%d of its figures are back", n)
	}
	check(t, into)
}

// TestMergeStopped holds that a merge that is stopped wherever it is, at once,
// keeps what it has copied, and is finished by the next call.
func TestMergeStopped(t *testing.T) {
	a, b := halves()
	for i := 50; i < 200; i++ {
		b = append(b, sample(i))
	}
	whole, into, from := open(t, path(t)), open(t, path(t)), open(t, path(t))
	put(t, whole, append(append([]Item{}, a...), b...)...)
	put(t, into, a...)
	put(t, from, b...)
	for _, stop := range []struct {
		part MergePart
		at   int
	}{{MergeFiles, 0}, {MergeFiles, 7}, {MergeSources, 30}, {MergeWords, 0}, {MergeWords, 100}, {MergeDocuments, 1}, {MergeDocuments, 54}, {MergeWords, 5}, {MergeDocuments, 107}} {
		before := value[int](t, into, `SELECT count(*) FROM document`)
		ctx, cancel := context.WithCancel(t.Context())
		more := 0 // told after it was stopped
		got, err := into.Merge(ctx, from.path, func(part MergePart, done, _ int) {
			if ctx.Err() != nil {
				more++
			}
			if part == stop.part && done == stop.at {
				cancel()
			}
		})
		if !errors.Is(err, context.Canceled) || more > 0 {
			t.Fatalf("stopped at %v: %v, and %d things more", stop, err, more)
		}
		if n := value[int](t, into, `SELECT count(*) FROM document`); n != before+got.Documents || stop.part == MergeDocuments && got.Documents+got.Known != stop.at {
			t.Errorf("stopped at %v: %d documents of %d are there: %+v", stop, n-before, stop.at, got)
		}
		check(t, into)
	}
	merge(t, into, from.path)
	if diff := cmp.Diff(dump(t, whole), dump(t, into)); diff != "" {
		t.Errorf("(-read in +merged):\n%.3000s", diff)
	}
	check(t, into)
}

// TestMergeLedger holds that of what bodies owe the later find counts, and the
// earlier look; the state of a crawl is not taken over, and that is said.
func TestMergeLedger(t *testing.T) {
	ctx := t.Context()
	into, from := open(t, path(t)), open(t, path(t))
	day := func(n int) time.Time { return night.AddDate(0, 0, n) }
	due := func(body string) Due { return Due{Body: body, Year: 2025, Site: "x", On: "2026-03-31"} }
	arrived := func(db *DB, body, sha string, n int) {
		t.Helper()
		do(t, db.Arrived(ctx, Arrival{Due: due(body), URL: "http://x/" + sha, SHA256: sha, At: day(n)}))
	}
	do(t, into.Expect(ctx, day(5), due("both"), due("here")))
	do(t, from.Expect(ctx, day(0), due("both"), due("there"), due("later")))
	arrived(into, "both", "old", 6)
	arrived(from, "both", "new", 9)
	arrived(into, "later", "last", 20)
	arrived(from, "later", "first", 1)
	arrived(from, "there", "found", 1)
	visit(t, from, "a", night)
	got := merge(t, into, from.path)
	if got.Owed != 3 || !got.Crawled {
		t.Errorf("%+v", got)
	}
	if n := value[int](t, into, `SELECT count(*) FROM crawl_site`); n != 0 {
		t.Error("the state of the crawl is copied")
	}
	lines, err := into.Owed(ctx, OwedFilter{}, day(30))
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, o := range lines {
		out = append(out, fmt.Sprint(o.Body, " ", o.SHA256, " ", o.First.Format("01-02"), " ", o.Last.Format("01-02"), " ", o.Expected.Format("01-02")))
	}
	want := []string{"both new 02-07 02-10 02-01", "here  01-01 01-01 02-06", "later last 02-02 02-21 02-01", "there found 02-02 02-02 02-01"}
	if diff := cmp.Diff(want, out); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	before := dump(t, into)
	merge(t, into, from.path)
	if diff := cmp.Diff(before, dump(t, into)); diff != "" {
		t.Errorf("merged twice (-once +twice):\n%s", diff)
	}
}

func TestMergeErrors(t *testing.T) {
	into := open(t, path(t))
	old, newer, foreign := path(t), path(t), path(t)+".txt"
	if err := os.WriteFile(foreign, []byte(strings.Repeat("no database", 100)), 0o600); err != nil {
		t.Fatal(err)
	}
	for p, version := range map[string]int{old: schemaVersion - 1, newer: schemaVersion + 1} {
		db, err := Open(t.Context(), p, Options{})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := db.w.Exec(`UPDATE goose_db_version SET version_id = ? WHERE version_id = ?`, version, schemaVersion); err != nil {
			t.Fatal(err)
		}
		if version < schemaVersion {
			if _, err := db.w.Exec(`DELETE FROM goose_db_version WHERE version_id = ? AND id < (SELECT max(id) FROM goose_db_version)`, version); err != nil {
				t.Fatal(err)
			}
		}
		db.Close()
	}
	for _, tt := range []struct{ path, want string }{
		{into.path, "is the database itself"},
		{old, "was made by an older nianbao"},
		{newer, "was written by a newer nianbao"},
		{foreign, "is not a database of this program"},
		{path(t) + ".none", "not found"},
	} {
		if _, err := into.Merge(t.Context(), tt.path, nil); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v, want %s", tt.path, err, tt.want)
		}
	}
}
