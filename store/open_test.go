package store

import (
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/mattn/go-sqlite3"

	"nianbao/report"
)

func TestOpenErrors(t *testing.T) {
	dir := t.TempDir()
	file := func(name, content string) string {
		p := filepath.Join(dir, name)
		if err := os.WriteFile(p, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		return p
	}
	foreign := filepath.Join(dir, "foreign.db")
	raw := pool(foreign, "?mode=rwc", nil, 1)
	if _, err := raw.Exec(`CREATE TABLE bookmark (url TEXT)`); err != nil {
		t.Fatal(err)
	}
	raw.Close()
	foreignBytes, _ := os.ReadFile(foreign)
	for _, tt := range []struct{ name, path, want string }{
		{"no name", "", "no database named"},
		{"a folder", dir, "is a folder: name a file in it"},
		{"no folder", filepath.Join(dir, "none", "x.db"), "does not exist: make it first"},
		{"below a file", filepath.Join(file("plain", "x"), "x.db"), "not a folder"},
		{"no database", file("report.txt", strings.Repeat("本年度收到申请12件。", 100)), "is not a database"},
		{"another program's", foreign, "another program"},
	} {
		for kind, open := range map[string]func() (*DB, error){
			"Open":       func() (*DB, error) { return Open(t.Context(), tt.path, Options{}) },
			"OpenReader": func() (*DB, error) { return OpenReader(t.Context(), tt.path) },
		} {
			if _, err := open(); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("%s of %s: %v, want ...%s...", kind, tt.name, err, tt.want)
			}
		}
	}
	if now, _ := os.ReadFile(foreign); string(now) != string(foreignBytes) {
		t.Error("another program's database was changed")
	}
	if left, _ := filepath.Glob(filepath.Join(dir, "*-wal")); len(left) > 0 {
		t.Errorf("%v is left", left)
	}
	if _, err := OpenReader(t.Context(), filepath.Join(dir, "none.db")); !errors.Is(err, report.ErrNotFound) {
		t.Errorf("OpenReader of nothing: %v", err)
	}
	if _, err := OpenReader(t.Context(), file("empty.db", "")); err == nil || !strings.Contains(err.Error(), "nianbao ingest") {
		t.Errorf("OpenReader of an empty file: %v", err)
	}
	db, err := Open(t.Context(), filepath.Join(dir, "empty.db"), Options{})
	if err != nil {
		t.Fatalf("Open of an empty file: %v", err)
	}
	db.Close()
}

func TestPermission(t *testing.T) {
	if os.Geteuid() == 0 {
		t.Skip("root may do everything")
	}
	p := path(t)
	db, err := Open(t.Context(), p, Options{})
	if err != nil {
		t.Fatal(err)
	}
	db.Close()
	os.Chmod(p, 0o400)
	if _, err := Open(t.Context(), p, Options{}); !errors.Is(err, report.ErrForbidden) {
		t.Errorf("a file that may only be read: %v", err)
	}
	os.Chmod(p, 0)
	if _, err := OpenReader(t.Context(), p); !errors.Is(err, report.ErrForbidden) {
		t.Errorf("a file that may not be read: %v", err)
	}
	os.Chmod(filepath.Dir(p), 0o500)
	defer os.Chmod(filepath.Dir(p), 0o700)
	if _, err := Open(t.Context(), filepath.Join(filepath.Dir(p), "new.db"), Options{}); !errors.Is(err, report.ErrForbidden) {
		t.Errorf("a folder that may not be written: %v", err)
	}
}

func TestNewerDatabase(t *testing.T) {
	p := path(t)
	db, err := Open(t.Context(), p, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.w.Exec(`INSERT INTO goose_db_version (version_id, is_applied) VALUES (?, 1)`, schemaVersion+1); err != nil {
		t.Fatal(err)
	}
	db.Close()
	for _, open := range []func() (*DB, error){
		func() (*DB, error) { return Open(t.Context(), p, Options{}) },
		func() (*DB, error) { return OpenReader(t.Context(), p) },
	} {
		if _, err := open(); err == nil || !strings.Contains(err.Error(), "newer nianbao") {
			t.Errorf("a newer database: %v", err)
		}
	}
}

func TestDamaged(t *testing.T) {
	p := path(t)
	db, err := Open(t.Context(), p, Options{})
	if err != nil {
		t.Fatal(err)
	}
	put(t, db, samples(200)...)
	if _, err := db.w.Exec(`UPDATE prose_search_data SET block = x'00' WHERE id > 10`); err != nil {
		t.Fatal(err)
	}
	if err := db.Check(t.Context()); err == nil {
		t.Error("a damaged search index is not found")
	}
	db.Close()
	b, err := os.ReadFile(p)
	if err != nil {
		t.Fatal(err)
	}
	for i := len(b) * 3 / 4 &^ 4095; i < len(b); i += 4096 {
		copy(b[i:], "garbage garbage garbage")
	}
	if err := os.WriteFile(p, b, 0o600); err != nil {
		t.Fatal(err)
	}
	if db, err = OpenReader(t.Context(), p); err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.Check(t.Context()); err == nil {
		t.Error("a damaged file is not found")
	}
	if _, err := db.Search(t.Context(), Query{All: true}); err == nil || !strings.Contains(err.Error(), "is damaged: restore it") {
		t.Errorf("Search in a damaged file: %v", err)
	}
}

func TestCheckFinds(t *testing.T) {
	for _, spoil := range []string{
		`DELETE FROM passage WHERE id = 3`,
		`DELETE FROM term WHERE id = 3`,
		`INSERT INTO prose_search (rowid, words) VALUES (999, 'x')`,
		`PRAGMA foreign_keys = 0; UPDATE document SET source_id = 99`,
	} {
		db := open(t, path(t))
		put(t, db, samples(2)...)
		check(t, db)
		if _, err := db.w.Exec(spoil); err != nil {
			t.Fatal(err)
		}
		if err := db.Check(t.Context()); err == nil {
			t.Errorf("Check finds nothing after %s", spoil)
		}
	}
}

// TestNames holds that a path is taken as it stands.
func TestNames(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"年报 2024.db", "a?b=c.db", "a#b.db", "100%25.db", ":memory:", "file:x.db", "a;b'c\".db"} {
		db, err := Open(t.Context(), filepath.Join(dir, name), Options{})
		if err != nil {
			t.Errorf("Open(%q): %v", name, err)
			continue
		}
		db.Close()
		if _, err := os.Stat(filepath.Join(dir, name)); err != nil {
			t.Error(err)
		}
	}
	t.Chdir(dir)
	db, err := Open(t.Context(), "relative.db", Options{})
	if err != nil {
		t.Fatal(err)
	}
	db.Close()
	if _, err := os.Stat(filepath.Join(dir, "relative.db")); err != nil {
		t.Error(err)
	}
}

func TestOpenAtOnce(t *testing.T) {
	p := path(t)
	var wg sync.WaitGroup
	for i := range 6 {
		wg.Go(func() {
			db, err := Open(t.Context(), p, Options{})
			if err != nil {
				t.Errorf("Open: %v", err)
				return
			}
			defer db.Close()
			if _, err := db.Put(t.Context(), sample(i)); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	db := open(t, p)
	if s, err := db.Stats(t.Context()); err != nil || s.Sources != 6 {
		t.Errorf("Stats %+v, %v, want 6 sources", s, err)
	}
	check(t, db)
}

// TestReaderGuard holds that a reading connection can neither write, nor reach
// another file, nor lift its own limits.
func TestReaderGuard(t *testing.T) {
	p := path(t)
	w := open(t, p)
	put(t, w, sample(1))
	r, err := OpenReader(t.Context(), p)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	before, _ := os.ReadDir(filepath.Dir(p))
	evil := filepath.Join(filepath.Dir(p), "evil.db")
	for _, db := range []*sql.DB{r.r, w.r} {
		for _, q := range []string{
			`ATTACH '` + evil + `' AS evil`,
			`VACUUM INTO '` + evil + `'`,
			`VACUUM`,
			`DETACH main`,
			`PRAGMA query_only = 0`,
			`PRAGMA journal_mode = DELETE`,
			`PRAGMA wal_checkpoint`,
			`PRAGMA writable_schema = 1`,
			`DELETE FROM figure_row`,
			`INSERT INTO prose_search (prose_search) VALUES ('delete-all')`,
			`CREATE TABLE x (y)`,
			`SELECT load_extension('x')`,
		} {
			if _, err := db.Exec(q); err == nil {
				t.Errorf("a reading connection may %s", q)
			}
		}
	}
	after, _ := os.ReadDir(filepath.Dir(p))
	if len(after) != len(before) {
		t.Errorf("files are left: %v", after)
	}
	if _, err := r.Put(t.Context(), sample(2)); !errors.Is(err, errReadOnly) {
		t.Errorf("Put into a reader: %v", err)
	}
	check(t, w)
	check(t, r)
}

func TestWriterSettings(t *testing.T) {
	db := open(t, path(t))
	if err := CheckLibrary(); err != nil {
		t.Error(err)
	}
	if err := checkWriter(t.Context(), db.w); err != nil {
		t.Error(err)
	}
	if _, err := db.w.Exec(`PRAGMA synchronous = NORMAL`); err != nil {
		t.Fatal(err)
	}
	if err := checkWriter(t.Context(), db.w); err == nil {
		t.Error("checkWriter lets synchronous=NORMAL pass")
	}
}

// TestHotJournal opens a database that a process left in the middle of a write
// in the mode that SQLite begins with: so does one that is killed while it
// makes the database.
func TestHotJournal(t *testing.T) {
	from, to := path(t), path(t)
	w := sql.OpenDB(&connector{address(from), &sqlite3.SQLiteDriver{}})
	defer w.Close()
	w.SetMaxOpenConns(1)
	for _, q := range []string{
		fmt.Sprintf("PRAGMA application_id = %d", applicationID), "PRAGMA cache_size = 5", "BEGIN", "CREATE TABLE x (a)",
		"INSERT INTO x WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000) SELECT hex(randomblob(500)) FROM n",
	} {
		if _, err := w.Exec(q); err != nil {
			t.Fatal(q, err)
		}
	}
	for _, end := range []string{"", "-journal"} {
		b, err := os.ReadFile(from + end)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(to+end, b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	db := open(t, to)
	if got := value[int](t, db, "SELECT count(*) FROM sqlite_schema WHERE name = 'x'"); got != 0 {
		t.Error("what was never committed is there")
	}
}
