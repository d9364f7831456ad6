package main

import (
	"context"
	"encoding/csv"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"nianbao/store"
)

// keyOf finds the key of the one figure of an indicator.
func keyOf(t *testing.T, db, code, year string) string {
	t.Helper()
	rows, err := csv.NewReader(strings.NewReader(ok(t, "--db", db, "search", "--indicator", code, "--year", year, "--format", "csv").stdout)).ReadAll()
	if err != nil || len(rows) != 2 {
		t.Fatalf("%d rows of %s, %v", len(rows), code, err)
	}
	return rows[1][0]
}

// TestReview takes decisions through search, panel and export, and through a
// re-extraction.
func TestReview(t *testing.T) {
	dir := t.TempDir()
	db, docs := filepath.Join(dir, "n.db"), generate(t, 3) // of 2008 to 2010
	ok(t, "--db", db, "ingest", docs)
	weibo, received := "disclosure.items[channel=weibo]", "requests.received[]"
	before := dump(t, db)
	key := keyOf(t, db, weibo, "2008")
	source := filepath.Join(docs, "0002.txt")

	if r := ok(t, "--db", db, "review", "correct", key, "--value", "140", "--by", "王某", "-n"); !strings.Contains(r.stderr, `value: "100" → "140"; nothing written`) {
		t.Errorf("dry: %s", r.stderr)
	}
	if dump(t, db) != before {
		t.Error("a dry run wrote")
	}
	ok(t, "--db", db, "review", "accept", key, "--by", "李某")
	ok(t, "--db", db, "review", "correct", key, "--value", "140", "--by", "王某", "--note", "见附表")
	ok(t, "--db", db, "review", "dismiss", keyOf(t, db, received, "2009"), "--by", "王某")
	ok(t, "--db", db, "review", "report", source, "--body", "子丑市人民政府", "--year", "2011", "--by", "王某")

	if r := ok(t, "--db", db, "search", "--indicator", weibo, "--year", "2008", "--format", "json"); !strings.Contains(r.stdout, `"by": "王某"`) || !strings.Contains(r.stdout, `"value": 100`) {
		t.Errorf("search shows what was read with the decision:\n%s", r.stdout)
	}
	panel := func(args ...string) string {
		return ok(t, append([]string{"--db", db, "panel", weibo, received, "--format", "csv"}, args...)...).stdout
	}
	if asRead := panel(); strings.Contains(asRead, "140") || !strings.Contains(asRead, "100") || strings.Contains(asRead, "子丑市") {
		t.Errorf("as read:\n%s", asRead)
	}
	asDecided := panel("--reviewed")
	if !strings.Contains(asDecided, "140") || strings.Contains(asDecided, "100") || !strings.Contains(asDecided, "子丑市人民政府") || !strings.Contains(asDecided, "2011") {
		t.Errorf("as decided:\n%s", asDecided)
	}
	for _, reviewed := range []bool{false, true} {
		to := filepath.Join(dir, "set")
		args := []string{"--db", db, "export", to, "--format", "csv"}
		if reviewed {
			to += "2"
			args = []string{"--db", db, "export", to, "--format", "csv", "--reviewed"}
		}
		ok(t, args...)
		long, err := os.ReadFile(filepath.Join(to, "figures.csv"))
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Contains(string(long), "子丑市人民政府"); got != reviewed {
			t.Errorf("the export with --reviewed=%v has the corrected body: %v", reviewed, got)
		}
	}

	// A newer version reads otherwise: the decisions stay where their figures are.
	edit(t, db, olden, `DELETE FROM figure_row WHERE printed = '2次'`,
		`UPDATE passage SET (figure_n, figure_end) = (SELECT coalesce(min(n), 0), coalesce(max(n) + 1, 0) FROM figure_row f
			WHERE f.document_id = passage.document_id AND f.span_start >= passage.span_start AND f.span_start < passage.span_end)`)
	ok(t, "--db", db, "reextract", "-w")
	if again := panel("--reviewed"); again != asDecided {
		t.Errorf("after re-extraction:\n%s\nbefore:\n%s", again, asDecided)
	}
	if r := ok(t, "--db", db, "review", "show", key); strings.Count(r.stdout, "\n") != 3 || !strings.Contains(r.stdout, "replaced") || !strings.Contains(r.stdout, "holds") {
		t.Errorf("show:\n%s", r.stdout)
	}
	if r := ok(t, "--db", db, "review", "list", "--orphans"); r.stdout != "" {
		t.Errorf("orphans:\n%s", r.stdout)
	}

	// A figure that is no longer read leaves its decision, which is said before
	// anything is stored, and listed afterwards.
	edit(t, db, olden, `INSERT INTO figure_row SELECT document_id, 100, code_id, kind_id, label_id, part_id, place_id, verb_id, period_id, value, '7条', 0, 4,
		page, box, table_no, row, col, confidence, x'0123456789abcdef', 0, role_id FROM figure_row
		WHERE document_id = (SELECT max(id) FROM document WHERE year = 2008) AND printed = '100条'`)
	ok(t, "--db", db, "review", "dismiss", key[:17]+"0123456789abcdef", "--by", "王某")
	if r := ok(t, "--db", db, "reextract"); !strings.Contains(r.stderr, "a decision loses its figure: dismissed "+key[:17]+"0123456789abcdef by 王某: ") {
		t.Errorf("re-extraction: %s", r.stderr)
	}
	ok(t, "--db", db, "reextract", "-w")
	if r := ok(t, "--db", db, "review", "list", "--orphans"); !strings.Contains(r.stdout, key[:17]+"0123456789abcdef") || strings.Count(r.stdout, "\n") != 2 {
		t.Errorf("orphans:\n%s", r.stdout)
	}
	ok(t, "--db", db, "review", "undo", source, "--by", "王某")
	if got := panel("--reviewed"); strings.Contains(got, "子丑市") {
		t.Errorf("after undo:\n%s", got)
	}
	if r := call(t, "--db", db, "review", "undo", source, "--by", "王某"); r.code != exitFailed {
		t.Errorf("undo of nothing: %d %s", r.code, r.stderr)
	}
	reader, err := store.OpenReader(context.Background(), db)
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	if err := reader.Check(context.Background()); err != nil {
		t.Error(err)
	}
}
