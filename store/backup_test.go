package store

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestBackup(t *testing.T) {
	p := path(t)
	db := open(t, p)
	put(t, db, samples(30)...)
	want := dump(t, db)
	do(t, os.Chmod(p, 0o640))
	to := filepath.Join(filepath.Dir(p), "copy.db")
	work := filepath.Join(filepath.Dir(p), ".copy.db"+unfinishedEnd)
	do(t, os.WriteFile(work, []byte("of a run that was killed"), 0o600))
	c, err := Backup(t.Context(), p, to)
	do(t, err)
	info, err := os.Stat(to)
	do(t, err)
	figures := value[int64](t, db, `SELECT count(*) FROM figure_row`)
	if c.Path != to || !c.Compared || c.Documents != 30 || c.Figures != figures || len(c.SHA256) != 64 || c.Bytes != info.Size() || info.Mode().Perm() != 0o640 {
		t.Errorf("%+v, mode %v; want 30 documents, %d figures", c, info.Mode(), figures)
	}
	if _, err := Backup(t.Context(), p, to); !errors.Is(err, fs.ErrExist) {
		t.Errorf("over a file that is there: %v", err)
	}
	again, err := Backup(t.Context(), p, filepath.Join(filepath.Dir(p), "again.db"))
	do(t, err)
	if again.SHA256 != c.SHA256 {
		t.Errorf("the same figures have hashes %s and %s", c.SHA256, again.SHA256)
	}
	if got := beside(t, p); slices.ContainsFunc(got, func(name string) bool { return strings.HasPrefix(name, ".") }) {
		t.Errorf("left beside: %v", got)
	}
	copied := open(t, to)
	check(t, copied)
	if diff := cmp.Diff(want, dump(t, copied)); diff != "" {
		t.Errorf("the copy holds something else:\n%.1000s", diff)
	}
	put(t, copied, sample(30)) // it goes on as any database
}

// TestBackupWhileWriting copies a database that is being written to.
func TestBackupWhileWriting(t *testing.T) {
	p := path(t)
	db := open(t, p)
	put(t, db, samples(20)...)
	var stop atomic.Bool
	wrote := make(chan int)
	go func() {
		n := 20
		for ; !stop.Load(); n++ {
			if _, err := db.Put(t.Context(), sample(n)); err != nil {
				t.Error(err)
				break
			}
		}
		wrote <- n
	}()
	last := int64(0)
	for i := range 5 {
		to := filepath.Join(t.TempDir(), "copy.db")
		c, err := Backup(t.Context(), p, to)
		if err != nil {
			t.Errorf("copy %d: %v", i, err)
			continue
		}
		if c.Documents < max(20, last) {
			t.Errorf("copy %d has %d documents, the one before %d", i, c.Documents, last)
		}
		last = c.Documents
		copied := open(t, to)
		check(t, copied)
		if got := value[int64](t, copied, `SELECT count(*) FROM document`); got != c.Documents {
			t.Errorf("copy %d has %d documents, said %d", i, got, c.Documents)
		}
		time.Sleep(20 * time.Millisecond)
	}
	stop.Store(true)
	if n := <-wrote; int64(n) < last || n <= 20 {
		t.Errorf("%d documents were put, a copy has %d", n, last)
	}
}

// TestBackupCompares holds that a copy that is not what it was made from is
// found.
func TestBackupCompares(t *testing.T) {
	for spoil, want := range map[string]string{
		`UPDATE figure_row SET value = '7' WHERE document_id = 2 AND n = 0`: "other figures",
		`DELETE FROM link WHERE document_id = 2`:                            "table link has",
		`DELETE FROM source_version WHERE source_id = 2`:                    "table source_version has",
		`SELECT 1`: "",
	} {
		p := path(t)
		put(t, open(t, p), samples(5)...)
		work := filepath.Join(t.TempDir(), "work.db")
		from, before, still, err := copyOf(t.Context(), p, work)
		do(t, err)
		spoiler := pool(work, "?mode=rw", nil, 1)
		_, err = spoiler.Exec(spoil)
		do(t, err)
		do(t, spoiler.Close())
		c := Copy{Compared: still}
		err = c.verify(t.Context(), work, from, before)
		if (want == "") != (err == nil) || want != "" && (!errors.Is(err, ErrBadCopy) || !strings.Contains(err.Error(), want)) {
			t.Errorf("%s: %v, want %q", spoil, err, want)
		}
		do(t, from.Close())
	}
}

// TestBackupOfDamaged holds that nothing is left of a copy of a file that
// cannot be read.
func TestBackupOfDamaged(t *testing.T) {
	p := path(t)
	db, err := Open(t.Context(), p, Options{})
	do(t, err)
	put(t, db, samples(50)...)
	do(t, db.Close())
	b, err := os.ReadFile(p)
	do(t, err)
	for i := len(b) / 2 &^ 4095; i < len(b); i += 4096 {
		copy(b[i:], "garbage garbage garbage")
	}
	do(t, os.WriteFile(p, b, 0o600))
	_, err = Backup(t.Context(), p, filepath.Join(filepath.Dir(p), "copy.db"))
	if err == nil || !strings.Contains(err.Error(), "damaged") {
		t.Errorf("Backup of a damaged file: %v", err)
	}
	if got := beside(t, p); !slices.Equal(got, []string{filepath.Base(p)}) {
		t.Errorf("left beside: %v", got)
	}
}
