package store

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"nianbao/report"
)

// TestLibraryVersion refuses a SQLite that has the fault.
func TestLibraryVersion(t *testing.T) {
	for name, n := range map[string]int{"3.50.4": 3050004, "3.51.2": 3051002} {
		if checkVersion(name, n) == nil {
			t.Errorf("SQLite %s is taken", name)
		}
	}
	if err := checkVersion("3.51.3", 3051003); err != nil {
		t.Error(err)
	}
}

// TestReaderPool holds that every connection of a pool is guarded, all at once and
// when they are given out again, and has the settings of readers.
func TestReaderPool(t *testing.T) {
	p := path(t)
	put(t, open(t, p), sample(1))
	db, err := OpenReader(t.Context(), p)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	evil := filepath.Join(t.TempDir(), "evil.db")
	for range 2 {
		var conns []*sql.Conn
		for range readers(Options{}) {
			c, err := db.r.Conn(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			conns = append(conns, c)
		}
		waiting, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		if c, err := db.r.Conn(waiting); err == nil {
			t.Error("there are more connections than are bounded")
			c.Close()
		}
		cancel()
		for i, c := range conns {
			for _, q := range []string{`ATTACH '` + evil + `' AS evil`, `DETACH main`, `VACUUM`, `VACUUM INTO '` + evil + `'`, `PRAGMA query_only = 0`, `PRAGMA mmap_size = 1000000`, `PRAGMA trusted_schema = 1`,
				`SELECT * FROM pragma_table_info('figure_row')`, `DELETE FROM term`, `CREATE TEMP TABLE x (y)`} {
				if rows, err := c.QueryContext(t.Context(), q); err == nil {
					rows.Next()
					if rows.Err() == nil {
						t.Errorf("connection %d may %s", i, q)
					}
					rows.Close()
				}
			}
			var n int
			if err := c.QueryRowContext(t.Context(), `SELECT count(*) FROM document`).Scan(&n); err != nil || n != 1 {
				t.Errorf("connection %d reads %d documents, %v", i, n, err)
			}
		}
		for _, c := range conns {
			c.Close()
		}
	}
	if _, err := os.Stat(evil); err == nil {
		t.Error("a file was made")
	}
}

// TestEndless holds that what never ends is ended with its context, and that the
// connection works then.
func TestEndless(t *testing.T) {
	p := path(t)
	put(t, open(t, p), samples(3)...)
	db, err := OpenReader(t.Context(), p)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, q := range []string{
		`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n`,
		`SELECT count(*) FROM figure_row a, figure_row b, figure_row c, figure_row d, figure_row e, figure_row f, figure_row g, figure_row h, figure_row i`,
	} {
		for range readers(Options{}) + 1 {
			ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
			done := make(chan error, 1)
			go func() {
				var n int
				done <- explain(p, db.r.QueryRowContext(ctx, q).Scan(&n))
			}()
			select {
			case err := <-done:
				if !errors.Is(err, context.DeadlineExceeded) && !errors.Is(err, report.ErrTimedOut) {
					t.Errorf("it ends with %v", err)
				}
			case <-time.After(time.Minute):
				t.Fatalf("it does not end: %s", q)
			}
			cancel()
		}
	}
	if s, err := db.Stats(t.Context()); err != nil || s.Sources != 3 {
		t.Errorf("then there are %d sources, %v", s.Sources, err)
	}
}
