package main

import (
	"context"
	"database/sql"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	_ "github.com/mattn/go-sqlite3"

	"nianbao/compare"
	"nianbao/extract"
	"nianbao/fetch"
	"nianbao/store"
)

// edit changes a database behind the program's back.
func edit(t testing.TB, path string, statements ...string) {
	t.Helper()
	db, err := sql.Open("sqlite3", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, s := range statements {
		if _, err := db.Exec(s); err != nil {
			t.Fatalf("%s: %v", s, err)
		}
	}
}

// olden makes all readings of a database those of an older version.
const olden = `UPDATE document SET version = '0.0.1' || substr(version, length('` + extract.Version + `') + 1), digest = 'older'`

// ok runs the program in this process, where it must end well.
func ok(t testing.TB, args ...string) result {
	t.Helper()
	r := call(t, args...)
	if r.code != exitOK {
		t.Fatalf("%v: exit code %d\n%s%s", args, r.code, r.stdout, r.stderr)
	}
	return r
}

// TestReextract reads stored bytes again, by a version that reads otherwise what
// an older one had read.
func TestReextract(t *testing.T) {
	dir := t.TempDir()
	db := filepath.Join(dir, "n.db")
	docs := generate(t, 3)
	manifest := filepath.Join(dir, "m.csv")
	if err := os.WriteFile(manifest, []byte("path,body,year\n"+filepath.Join(docs, "0002.txt")+",清单街道办事处,1999\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	ok(t, "--db", db, "ingest", filepath.Join(docs, "0000.txt"), filepath.Join(docs, "0001.txt"), manifest)
	fresh := dump(t, db)
	edit(t, db, olden,
		`UPDATE figure_row SET value = '999' WHERE document_id = 1 AND printed = '100条'`,
		`DELETE FROM figure_row WHERE document_id = 2 AND printed = '86条'`,
		`UPDATE document SET year = 2001 WHERE id = 3`)
	older := dump(t, db)

	// Without -w nothing is written.
	r := ok(t, "--db", db, "reextract", "--format", "json")
	var found differences
	if err := json.Unmarshal([]byte(r.stdout), &found); err != nil {
		t.Fatal(err)
	}
	if len(found.Figures) != 2 || found.Figures[0].Fate != compare.Changed || found.Figures[0].Old.Value != "999" || found.Figures[0].New.Value != "100" ||
		!slices.Equal(found.Figures[0].Fields, []string{"value"}) || found.Figures[1].Fate != compare.Added || found.Figures[1].New.Printed != "86条" {
		t.Errorf("figures %s", r.stdout)
	}
	if len(found.Documents) != 1 || found.Documents[0].Field != "year" || found.Documents[0].Old != "2001" || found.Documents[0].New != "1999" {
		t.Errorf("documents %+v", found.Documents)
	}
	if got := dump(t, db); got != older {
		t.Error("reextract without -w changed the database")
	}
	for format, want := range map[string]string{"csv": "changed,value,甲乙市丙丁区甲子街道办事处,2008,", "jsonl": `"fate":"changed"`, "table": "999条 → 100条"} {
		if r := ok(t, "--db", db, "reextract", "--format", format); !strings.Contains(r.stdout, want) {
			t.Errorf("%s lacks %q:\n%s", format, want, r.stdout)
		}
	}
	if r := ok(t, "--db", db, "reextract", "--year", "2009"); !strings.Contains(r.stderr, "documents 1: ") {
		t.Errorf("of one year: %s", r.stderr)
	}

	// With it the new readings are current, and the old ones stay.
	if r := ok(t, "--db", db, "reextract", "-w"); !strings.Contains(r.stderr, "read again 3: as before 0, with other details only (checks, issues, search index) 0; figures changed 1, added 1, gone 0; stored") {
		t.Errorf("stored: %s", r.stderr)
	}
	after := dump(t, db)
	for _, line := range strings.Split(fresh, "\n") { // all of the fresh database is there again, but for readings that are current no more
		if strings.Contains(line, extract.Version) && !strings.Contains(after, line) {
			t.Errorf("lacks %s", line)
			break
		}
	}
	if r := ok(t, "--db", db, "search", "--all", "--indicator", "disclosure.items[channel=weibo]", "--format", "csv"); strings.Count(r.stdout, ",100条,exact,") != 2 {
		t.Errorf("old and new reading:\n%s", r.stdout)
	}
	if r := ok(t, "--db", db, "search", "--body", "清单街道", "--year", "1999", "--format", "csv"); !strings.Contains(r.stdout, ",1999,") {
		t.Errorf("the manifest's words:\n%s", r.stdout)
	}

	// Once more there is nothing to do.
	if r := ok(t, "--db", db, "reextract", "-w"); !strings.Contains(r.stderr, "read by this version before 3, read again 0") {
		t.Errorf("once more: %s", r.stderr)
	}
	if got := dump(t, db); got != after {
		t.Error("reextract -w twice changes something")
	}
	if r := ok(t, "--db", db, "ingest", filepath.Join(docs, "0000.txt"), filepath.Join(docs, "0001.txt"), manifest); !strings.Contains(r.stderr, "unchanged 3") {
		t.Errorf("ingest afterwards: %s", r.stderr)
	}
}

// TestReextractUnchanged holds that what a new version reads alike gets no row.
func TestReextractUnchanged(t *testing.T) {
	db := filepath.Join(t.TempDir(), "n.db")
	ok(t, "--db", db, "ingest", generate(t, 2))
	edit(t, db, `UPDATE document SET version = '0.0.1'`)
	if r := ok(t, "--db", db, "reextract"); !strings.Contains(r.stderr, "read again 2: as before 2") {
		t.Errorf("dry: %s", r.stderr)
	}
	ok(t, "--db", db, "reextract", "-w")
	if r := ok(t, "--db", db, "reextract"); !strings.Contains(r.stderr, "before 2, read again 0") {
		t.Errorf("afterwards: %s", r.stderr)
	}
	if got := dump(t, db); strings.Count(got, "政府信息公开工作年度报告\\n") != 2 {
		t.Error("texts were stored twice")
	}
}

// TestReextractOwn holds that readings by a user's own indicators wait for these.
func TestReextractOwn(t *testing.T) {
	dir := t.TempDir()
	db := filepath.Join(dir, "n.db")
	ok(t, "--db", db, "ingest", generate(t, 2))
	edit(t, db, `UPDATE document SET version = '0.0.1+own.abc' WHERE id = 1`)
	before := dump(t, db)
	r := call(t, "--db", db, "reextract", "-w")
	if r.code != exitShort || !strings.Contains(r.stderr, "indicators of your own, left out: 1;") {
		t.Errorf("exit %d: %s", r.code, r.stderr)
	}
	if dump(t, db) != before {
		t.Error("they were read without these")
	}
}

// TestReextractWorse holds that a document that cannot be read any longer stays.
func TestReextractWorse(t *testing.T) {
	db := filepath.Join(t.TempDir(), "n.db")
	ok(t, "--db", db, "ingest", generate(t, 1), filepath.Join("..", "..", "fixtures", "docs", "a01_town_2008.txt"))
	edit(t, db, olden, `UPDATE raw SET gz = x'' WHERE sha256 = (SELECT sha256 FROM document WHERE id = 2)`)
	r := call(t, "--db", db, "reextract", "-w")
	if r.code != exitShort || !strings.Contains(r.stderr, "bytes this database does not keep: 1") {
		t.Errorf("exit %d: %s", r.code, r.stderr)
	}
	if got := dump(t, db); !strings.Contains(got, `"0.0.1"`) {
		t.Error("the reading without bytes is gone")
	}
}

func TestWordsOfVersion(t *testing.T) {
	for _, tt := range []struct {
		version string
		own     bool
		want    fetch.Hint
	}{
		{"1.0", false, fetch.Hint{}},
		{"1.0+own.a", true, fetch.Hint{}},
		{"1.0+own.a+again.2", true, fetch.Hint{}},
		{"1.0+manifest|甲|11|2017", false, fetch.Hint{Body: "甲", Region: "11", Year: 2017}},
		{"1.0+manifest|甲|乙|11|+again.1", false, fetch.Hint{Body: "甲|乙", Region: "11"}},
		{"1.0+own.a+manifest||11|", true, fetch.Hint{Region: "11"}},
	} {
		if own, got := wordsOfVersion(tt.version); own != tt.own || got != tt.want {
			t.Errorf("wordsOfVersion(%q) = %v, %+v", tt.version, own, got)
		}
	}
	x, err := extract.New()
	if err != nil {
		t.Fatal(err)
	}
	in := &ingest{extractor: x}
	h := fetch.Hint{Body: "甲|乙", Region: "北京", Year: 2017}
	if _, got := wordsOfVersion(in.version(h)); got != h {
		t.Errorf("what ingest writes is read as %+v", got)
	}
}

// TestReextractEmpty tries it on what is no database of documents.
func TestReextractEmpty(t *testing.T) {
	dir := t.TempDir()
	for _, args := range [][]string{{"reextract"}, {"reextract", "-w"}} {
		db := filepath.Join(dir, "none.db")
		if r := call(t, append([]string{"--db", db}, args...)...); r.code != exitFailed || !strings.Contains(r.stderr, "make it with `nianbao ingest`") {
			t.Errorf("%v: exit %d: %s", args, r.code, r.stderr)
		}
		if _, err := os.Stat(db); err == nil {
			t.Fatalf("%v made a database", args)
		}
	}
	empty := filepath.Join(dir, "empty.db")
	made, err := store.Open(context.Background(), empty, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	made.Close()
	if r := ok(t, "--db", empty, "reextract", "-w"); !strings.Contains(r.stderr, "documents 0: ") {
		t.Errorf("an empty one: %s", r.stderr)
	}
	if r := call(t, "--db", empty, "reextract", "--year", "x"); r.code != exitUsage {
		t.Errorf("a bad year: exit %d: %s", r.code, r.stderr)
	}
}
