package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestRestore is the drill: a database is damaged while a log lies beside it,
// and comes back from its backup as help says.
func TestRestore(t *testing.T) {
	dir := t.TempDir()
	db, backup := filepath.Join(dir, "a.db"), filepath.Join(dir, "backup.db")
	docs := generate(t, 40)
	must := func(args ...string) string {
		t.Helper()
		got := call(t, args...)
		if got.code != exitOK {
			t.Fatalf("%v: exit code %d, %s", args, got.code, got.stderr)
		}
		return got.stdout
	}
	must("ingest", "--db", db, docs)
	search := []string{"search", "--db", db, "--all", "--format", "csv", "--limit", "500", "微博"}
	want, whole := must(search...), dump(t, db)
	if strings.Count(want, "\n") < 20 {
		t.Fatalf("the search finds too little to tell anything: %s", want)
	}
	must("backup", "--db", db, backup)

	b, err := os.ReadFile(db)
	if err != nil {
		t.Fatal(err)
	}
	for i := 3 * 4096; i < len(b); i += 2 * 4096 {
		copy(b[i:], "garbage garbage garbage")
	}
	for name, bytes := range map[string][]byte{db: b, db + "-wal": []byte("what another database wrote")} {
		if err := os.WriteFile(name, bytes, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if got := call(t, "doctor", "--db", db); got.code != exitFailed || !strings.Contains(got.stdout, "backup") {
		t.Errorf("doctor of a damaged database: exit code %d, says nothing of a backup:\n%s", got.code, got.stdout)
	}
	for _, args := range [][]string{search, {"ingest", "--db", db, docs}, {"backup", "--db", db, filepath.Join(dir, "bad.db")}} {
		got := call(t, args...)
		if got.code != exitFailed || !strings.Contains(got.stderr, "damaged") {
			t.Errorf("%s of a damaged database: exit code %d, %s", args[0], got.code, got.stderr)
		}
	}

	for _, end := range []string{"", "-wal", "-shm"} {
		if err := os.Rename(db+end, db+end+".damaged"); err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
	}
	if b, err = os.ReadFile(backup); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(db, b, 0o644); err != nil {
		t.Fatal(err)
	}
	must("doctor", "--db", db)
	if got := must(search...); got != want {
		t.Error("a search finds something else after the restore")
	}
	if dump(t, db) != whole {
		t.Error("the restored database holds something else")
	}
	if got := call(t, "ingest", "--db", db, docs); got.code != exitOK || !strings.Contains(got.stderr, "unchanged 40") {
		t.Errorf("ingest after the restore: exit code %d, %s", got.code, got.stderr)
	}
}
