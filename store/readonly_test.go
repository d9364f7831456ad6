package store

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"nianbao/report"
)

// beside lists what lies in a database's folder.
func beside(t *testing.T, p string) []string {
	t.Helper()
	entries, err := os.ReadDir(filepath.Dir(p))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

// made gives the path of a closed database with a few documents.
func made(t *testing.T) string {
	t.Helper()
	p := path(t)
	db, err := Open(t.Context(), p, Options{})
	if err != nil {
		t.Fatal(err)
	}
	put(t, db, samples(3)...)
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	return p
}

// readAll opens a database for reading and searches it.
func readAll(t *testing.T, p string) error {
	t.Helper()
	db, err := OpenReader(t.Context(), p)
	if err != nil {
		return err
	}
	found, err := db.Search(t.Context(), Query{All: true})
	hits := found.Hits
	if err == nil && len(hits) == 0 {
		t.Error("nothing is found")
	}
	return errors.Join(err, db.Close())
}

// TestReaderLeavesNothing holds that reading leaves no log behind, and takes
// away none that another process writes to.
func TestReaderLeavesNothing(t *testing.T) {
	p := made(t)
	if err := readAll(t, p); err != nil {
		t.Fatal(err)
	}
	if left := beside(t, p); len(left) != 1 {
		t.Errorf("reading leaves %q", left)
	}
	w := open(t, p)
	put(t, w, sample(7))
	if err := readAll(t, p); err != nil {
		t.Fatal(err)
	}
	put(t, w, sample(8))
	if s, err := w.Stats(t.Context()); err != nil || s.Sources != 5 {
		t.Errorf("Stats %+v, %v, want 5 sources", s, err)
	}
	check(t, w)
}

// TestReadOnlyPlace reads a database where nothing may be written.
func TestReadOnlyPlace(t *testing.T) {
	if os.Geteuid() == 0 {
		t.Skip("root may do everything")
	}
	for _, tt := range []struct {
		name         string
		folder, file os.FileMode
	}{{"both", 0o500, 0o400}, {"the folder", 0o500, 0o600}, {"the file", 0o700, 0o400}} {
		t.Run(tt.name, func(t *testing.T) {
			p := made(t)
			os.Chmod(p, tt.file)
			os.Chmod(filepath.Dir(p), tt.folder)
			defer os.Chmod(filepath.Dir(p), 0o700)
			if err := readAll(t, p); err != nil {
				t.Error(err)
			}
			if left := beside(t, p); len(left) != 1 {
				t.Errorf("reading leaves %q", left)
			}
		})
	}
}

// TestReadOnlyLog holds that a database is not read without the log beside it,
// which has what was stored last.
func TestReadOnlyLog(t *testing.T) {
	if os.Geteuid() == 0 {
		t.Skip("root may do everything")
	}
	from, to := path(t), path(t)
	w := open(t, from)
	put(t, w, samples(3)...)
	for _, end := range []string{"", "-wal"} {
		b, err := os.ReadFile(from + end)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(to+end, b, 0o400); err != nil {
			t.Fatal(err)
		}
	}
	os.Chmod(filepath.Dir(to), 0o500)
	defer os.Chmod(filepath.Dir(to), 0o700)
	if err := readAll(t, to); !errors.Is(err, report.ErrForbidden) {
		t.Errorf("a log that cannot be read: %v", err)
	}
	os.Chmod(filepath.Dir(to), 0o700)
	if err := readAll(t, to); err != nil {
		t.Errorf("a log in a folder that may be written: %v", err)
	}
}
