package store

import (
	"context"
	"database/sql"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"nianbao/report"
)

// value reads one value, for tests that look behind the API.
func value[T any](t testing.TB, db *DB, query string, args ...any) (v T) {
	t.Helper()
	if err := db.r.QueryRowContext(context.Background(), query, args...).Scan(&v); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return v
}

// count is how many figures a search finds.
func count(t *testing.T, db *DB, q Query) int {
	t.Helper()
	found, err := db.Search(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	return found.Total
}

func TestRoundTrip(t *testing.T) {
	db := open(t, path(t))
	it := sample(4)
	if r := put(t, db, it)[0]; r.Outcome != New {
		t.Errorf("Put says %s, want new", r.Outcome)
	}
	found, err := db.Search(t.Context(), Query{})
	hits, total := found.Hits, found.Total
	if err != nil || total != len(it.Document.Figures) {
		t.Fatalf("Search finds %d, %v, want %d", total, err, len(it.Document.Figures))
	}
	var got []report.Figure
	for _, h := range hits {
		got = append(got, h.Figure)
		if h.Body != it.Document.Body || h.Year != 2020 || h.Source != it.Document.Source || h.Title != it.Document.Title || !h.Current {
			t.Errorf("hit %+v is not of its document", h)
		}
	}
	if diff := cmp.Diff(it.Document.Figures, got, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("figures (-put +found):\n%s", diff)
	}
	raw, err := db.Raw(t.Context(), it.Document.SHA256)
	if err != nil || string(raw) != string(it.Raw) {
		t.Errorf("Raw gives %q, %v", raw, err)
	}
	if _, err := db.Raw(t.Context(), "none"); !errors.Is(err, report.ErrNotFound) {
		t.Errorf("Raw of an unknown hash: %v", err)
	}
	for query, want := range map[string]int{
		"SELECT count(*) FROM table_cell":                                       8,
		"SELECT count(*) FROM table_cell WHERE status IS NULL":                  5,
		"SELECT count(*) FROM table_cell WHERE status = 'blank'":                1,
		"SELECT count(*) FROM check_result WHERE figures = '[]'":                1,
		"SELECT count(*) FROM check_result WHERE ok = 1":                        1,
		"SELECT count(*) FROM issue":                                            1,
		"SELECT count(*) FROM reject":                                           1,
		"SELECT count(*) FROM link":                                             1,
		"SELECT count(*) FROM figure WHERE value IS NULL":                       1,
		"SELECT count(*) FROM figures WHERE status = 'blank' AND value IS NULL": 1,
		"SELECT count(*) FROM figures WHERE typeof(value) = 'integer'":          7,
		"SELECT count(*) FROM figure f JOIN document_text d ON d.document_id = f.document_id WHERE substr(d.text, span_start + 1, span_end - span_start) = quote": 8,
	} {
		if got := value[int](t, db, query); got != want {
			t.Errorf("%s gives %d, want %d", query, got, want)
		}
	}
	check(t, db)
}

func TestSameTwice(t *testing.T) {
	db := open(t, path(t))
	put(t, db, samples(5)...)
	before, seen := dump(t, db), value[string](t, db, "SELECT max(last_seen_at) FROM source")
	items := samples(5)
	for i := range items {
		items[i].At = noon.Add(time.Hour)
	}
	for i, r := range put(t, db, items...) {
		if r.Outcome != Unchanged || r.Document == 0 {
			t.Errorf("item %d: %+v, want unchanged", i, r)
		}
	}
	if diff := cmp.Diff(before, dump(t, db)); diff != "" {
		t.Errorf("putting the same twice changes (-once +twice):\n%s", diff)
	}
	if got := value[string](t, db, "SELECT min(last_seen_at) FROM source"); got <= seen {
		t.Errorf("last_seen_at stays %s", got)
	}
	check(t, db)
}

func TestKnownAndSeen(t *testing.T) {
	db := open(t, path(t))
	it := sample(1)
	put(t, db, it)
	scan := sample(2)
	scan.Document.Fail(report.NeedsOCR, "")
	put(t, db, scan)
	told := sample(3)
	told.Version = "v1+manifest|a"
	put(t, db, told)
	for _, tt := range []struct {
		source, sha, version string
		want                 bool
	}{
		{it.Document.Source, it.Document.SHA256, "v1", true},
		{it.Document.Source, it.Document.SHA256, "v2", false},
		{it.Document.Source, "0000", "v1", false},
		{"elsewhere", it.Document.SHA256, "v1", false},
		{scan.Document.Source, scan.Document.SHA256, "v1", false},
		{told.Document.Source, told.Document.SHA256, "v1", true},
		{told.Document.Source, told.Document.SHA256, "v1+manifest|b", false},
	} {
		if got, err := db.Known(t.Context(), tt.source, tt.sha, tt.version); got != tt.want || err != nil {
			t.Errorf("Known(%q, %.4s, %q) = %v, %v", tt.source, tt.sha, tt.version, got, err)
		}
	}
	if err := db.Seen(t.Context(), noon.Add(time.Hour), 0, it.Document.Source); err != nil {
		t.Error(err)
	}
	if got := value[string](t, db, "SELECT last_seen_at FROM source_version"); got != "2024-04-01T13:00:00Z" {
		t.Errorf("seen at %s", got)
	}
	if err := db.Seen(t.Context(), noon, 0, "elsewhere"); !errors.Is(err, report.ErrNotFound) {
		t.Errorf("Seen of an unknown source: %v", err)
	}
}

// changed is the same report with other words at the same source.
func changed(it Item, text string) Item {
	w := &writer{Document: *it.Document}
	w.Figures, w.Tables, w.Blocks, w.Checks, w.Rejects, w.Issues = nil, nil, nil, nil, nil, nil
	w.Proposals = nil
	w.say(text+"，收到申请99件", "requests.received=>99件")
	return w.item()
}

func TestNewVersion(t *testing.T) {
	db := open(t, path(t))
	first := sample(1)
	put(t, db, first)
	second := changed(first, "本年度报告已修订")
	if r := put(t, db, second)[0]; r.Outcome != NewVersion {
		t.Errorf("new bytes: %s, want new_version", r.Outcome)
	}
	current, all := count(t, db, Query{}), count(t, db, Query{All: true})
	if current != 1 || all != 9 {
		t.Errorf("%d current figures of %d, want 1 of 9", current, all)
	}
	if got := value[int](t, db, "SELECT n FROM source_version WHERE sha256 = ?", second.Document.SHA256); got != 2 {
		t.Errorf("the new bytes are version %d of the source", got)
	}
	if raw, err := db.Raw(t.Context(), first.Document.SHA256); err != nil || len(raw) == 0 {
		t.Errorf("the old bytes are gone: %v", err)
	}
	if r := put(t, db, first)[0]; r.Outcome != NewVersion {
		t.Errorf("the old bytes again: %s, want new_version", r.Outcome)
	}
	if n := count(t, db, Query{}); n != 8 {
		t.Errorf("%d current figures once the old bytes are back, want 8", n)
	}
	check(t, db)
}

func TestReread(t *testing.T) {
	db := open(t, path(t))
	it := sample(1)
	put(t, db, it)
	keysBefore := value[string](t, db, "SELECT group_concat(key) FROM (SELECT key FROM figure ORDER BY key)")
	again := sample(1)
	again.Version, again.Raw = "v2", nil // as re-extraction does: the bytes are kept
	again.Document.Title = "修订"
	if r := put(t, db, again)[0]; r.Outcome != NewVersion {
		t.Errorf("another reading: %s, want new_version", r.Outcome)
	}
	if got := value[string](t, db, "SELECT group_concat(key) FROM (SELECT key FROM figure WHERE document_id = 2 ORDER BY key)"); got != keysBefore {
		t.Errorf("keys changed from %s to %s", keysBefore, got)
	}
	if got := value[string](t, db, "SELECT version FROM document WHERE is_current = 1"); got != "v2" {
		t.Errorf("current is the reading of %s", got)
	}
	other := sample(1)
	other.Version, other.Document.Year = "v3", 2030
	put(t, db, other)
	if got := value[int](t, db, "SELECT count(*) FROM document WHERE is_current = 1 AND year = 2030"); got != 1 {
		t.Errorf("%d current documents of the year that the last reading found", got)
	}
	if got := value[int](t, db, "SELECT count(*) FROM document WHERE is_current = 1"); got != 1 {
		t.Errorf("%d current readings of the same bytes", got)
	}
	check(t, db)
}

// TestOtherIndicators holds that the reading by the indicators of the last run
// counts, also where they are those of a run before it, and that a run without
// any of the user's leaves it.
func TestOtherIndicators(t *testing.T) {
	db := open(t, path(t))
	first := sample(1)
	sha := first.Document.SHA256
	for i, tt := range []struct {
		version string
		known   bool
		current string
	}{
		{"v1", false, "v1"},
		{"v1+own.a", false, "v1+own.a"},
		{"v1", true, "v1+own.a"},
		{"v1+own.b", false, "v1+own.b"},
		{"v1+own.a", false, "v1+own.a+again.1"},
		{"v1+own.a", true, "v1+own.a+again.1"},
		{"v1+own.b+manifest|x", false, "v1+own.b+manifest|x"},
		{"v1+own.b", true, "v1+own.b+manifest|x"},
		{"v1+own.a", false, "v1+own.a+again.2"},
		{"v1+own.b+manifest|x", false, "v1+own.b+manifest|x+again.1"},
		{"v1+own.b+manifest|y", false, "v1+own.b+manifest|y"},
		{"v1+own.b+manifest|x", true, "v1+own.b+manifest|y"}, // of the same indicators: nothing is to be done
	} {
		known, err := db.Known(t.Context(), first.Document.Source, sha, tt.version)
		if known != tt.known || err != nil {
			t.Errorf("%d: Known(%s) = %v, %v", i, tt.version, known, err)
		}
		if !known {
			it := sample(1)
			it.Version = tt.version
			put(t, db, it)
		}
		if got := value[string](t, db, "SELECT version FROM document WHERE is_current = 1"); got != tt.current {
			t.Errorf("%d: after %s the reading of %s is current, want %s", i, tt.version, got, tt.current)
		}
	}
	again := sample(1)
	again.Version = "v1+own.b+manifest|y"
	if r := put(t, db, again)[0]; r.Outcome != Unchanged {
		t.Errorf("the newest reading once more: %s", r.Outcome)
	}
	check(t, db)
}

func TestCurrentOfTwins(t *testing.T) {
	full, thin := sample(1), changed(sample(1), "仅有摘要")
	thin.Document.Source = "reports/001.pdf"
	partial := changed(sample(1), "第三页无法读取")
	partial.Document.Source, partial.Document.Status, partial.Document.Reason = "reports/001-scan.pdf", report.Partial, report.NeedsOCR
	broken := changed(sample(1), "乱码")
	broken.Document.Status, broken.Document.Reason = report.Unreadable, report.Mojibake
	moved := changed(sample(1), "已迁移")
	moved.Document.Body, moved.Document.BodyID = "江北市第二机关", ""
	for _, tt := range []struct {
		name  string
		items []Item
		want  Item
	}{
		{"more figures", []Item{full, thin}, full},
		{"in the other order", []Item{thin, full}, full},
		{"read whole", []Item{partial, thin}, thin},
		{"readable stays when the source breaks", []Item{full, broken}, full},
		{"what stands at a source", []Item{full, partial, moved}, partial},
	} {
		db := open(t, path(t))
		put(t, db, tt.items...)
		got := value[string](t, db, "SELECT d.sha256 FROM document d JOIN report r ON r.id = d.report_id WHERE r.body = ? AND is_current = 1", "江北市第1街道办事处")
		if got != tt.want.Document.SHA256 {
			t.Errorf("%s: the wrong document is current", tt.name)
		}
		check(t, db)
	}
}

func TestUnknownReport(t *testing.T) {
	db := open(t, path(t))
	it := sample(1)
	it.Document.Year = 0
	twin := it
	d := *it.Document
	d.Source = "copy.html"
	twin.Document = &d
	for i, r := range put(t, db, it, twin) {
		if r.Outcome != New {
			t.Errorf("item %d: %s", i, r.Outcome)
		}
	}
	if n := count(t, db, Query{}); n != 8 {
		t.Errorf("the same bytes at two places give %d figures, want 8", n)
	}
	for _, source := range []string{it.Document.Source, "copy.html"} {
		next := changed(it, "改版")
		next.Document.Source = source
		put(t, db, next)
	}
	if n := count(t, db, Query{}); n != 1 {
		t.Errorf("%d current figures after both places changed, want 1", n)
	}
}

func TestFailedSource(t *testing.T) {
	db := open(t, path(t))
	it := sample(1)
	put(t, db, it)
	gone := &report.Document{Source: it.Document.Source}
	gone.Fail(report.FetchFailed, "no answer")
	never := &report.Document{Source: "never.html"}
	never.Fail(report.Missing, "no such file")
	for _, d := range []*report.Document{gone, never} {
		r := put(t, db, Item{Document: d, Version: "v1", At: noon, Fetch: &Fetch{URL: d.Source, Err: d.Detail}})[0]
		if r.Outcome != Failed || r.Document != 0 {
			t.Errorf("%s: %+v, want failed", d.Source, r)
		}
	}
	if n := count(t, db, Query{}); n != 8 {
		t.Errorf("a failed fetch leaves %d figures of 8", n)
	}
	if known, _ := db.Known(t.Context(), it.Document.Source, it.Document.SHA256, "v1"); known {
		t.Error("Known before the source answers again")
	}
	s, err := db.Stats(t.Context())
	want := Stats{Sources: 2, Failed: map[report.Reason]int{report.FetchFailed: 1, report.Missing: 1},
		Documents: map[report.Status]int{report.OK: 1}, Reports: 1, Figures: 8}
	if diff := cmp.Diff(want, s); diff != "" || err != nil {
		t.Errorf("Stats (-want +got): %v\n%s", err, diff)
	}
	if r := put(t, db, it)[0]; r.Outcome != Unchanged {
		t.Errorf("the same bytes after a failure: %s, want unchanged", r.Outcome)
	}
	if got := value[int](t, db, "SELECT count(*) FROM fetch"); got != 2 {
		t.Errorf("%d fetches recorded", got)
	}
}

func TestUnreadable(t *testing.T) {
	db := open(t, path(t))
	empty := &report.Document{Source: "empty.txt", SHA256: sum(nil)}
	empty.Fail(report.Empty, "no bytes")
	r := put(t, db, Item{Document: empty, Version: "v1", At: noon})[0]
	if r.Outcome != New || r.Document == 0 {
		t.Errorf("an empty file: %+v", r)
	}
	if got := value[string](t, db, "SELECT status || reason || detail FROM document"); got != "unreadableemptyno bytes" {
		t.Errorf("stored as %s", got)
	}
}

func TestKeys(t *testing.T) {
	f := report.Figure{Indicator: "a.b", Printed: "1件"}
	g := f
	g.Dims = map[string]string{"channel": "online"}
	h := f
	h.Part = "x"
	all := keys([]report.Figure{f, f, g, h})
	seen := map[string]bool{}
	for _, k := range all {
		seen[string(k)] = true
	}
	if len(seen) != 4 {
		t.Errorf("keys %x are not all different", all)
	}
	later := keys([]report.Figure{g, f, h, f})
	if string(later[0]) != string(all[2]) || string(later[1]) != string(all[0]) || string(later[3]) != string(all[1]) {
		t.Errorf("keys depend on the order of other figures: %x and %x", all, later)
	}
	db := open(t, path(t))
	it := sample(1)
	put(t, db, it)
	if got, want := value[string](t, db, "SELECT min(key) FROM figure"), it.Document.SHA256[:16]+"-"; !strings.HasPrefix(got, want) || len(got) != 33 {
		t.Errorf("key %s does not begin with %s", got, want)
	}
}

// rowsInto reads rows of two columns.
func rowsInto(m map[string]string) func(*sql.Rows) error {
	return func(rows *sql.Rows) error {
		var k, v string
		err := rows.Scan(&k, &v)
		m[k] = v
		return err
	}
}

// TestPast holds that what an archive says a source held once does not replace
// what stands there now.
func TestPast(t *testing.T) {
	db := open(t, path(t))
	now, then := sample(1), changed(sample(1), "旧")
	then.At, then.Past = now.At.AddDate(-1, 0, 0), true
	put(t, db, now, then)
	if got := value[string](t, db, "SELECT s.sha256 FROM source s JOIN document d ON d.sha256 = s.sha256 AND d.is_current = 1"); got != now.Document.SHA256 {
		t.Errorf("%s stands there now, want %s", got, now.Document.SHA256)
	}
	if got := value[int](t, db, "SELECT count(*) FROM source_version"); got != 2 {
		t.Errorf("%d versions", got)
	}
}
