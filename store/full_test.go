package store

import (
	"errors"
	"flag"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestDiskFull fills a database up to many different sizes: every time what was
// stored stays whole, and with room the work goes on to the same end.
func TestDiskFull(t *testing.T) {
	const n = 40
	clean := open(t, path(t))
	put(t, clean, samples(n)...)
	want := dump(t, clean)
	pages, empty := pages(t, clean), pages(t, open(t, path(t)))
	for limit := empty; limit < pages; limit += max(1, (pages-empty)/12) {
		db := open(t, path(t))
		if _, err := db.w.Exec("PRAGMA max_page_count = " + strconv.Itoa(limit)); err != nil {
			t.Fatal(err)
		}
		stored := 0
		var err error
		for ; stored < n && err == nil; stored++ {
			_, err = db.Put(t.Context(), sample(stored))
		}
		if !errors.Is(err, ErrDiskFull) || !strings.Contains(err.Error(), "free some space") {
			t.Fatalf("at %d pages: %v, want %v", limit, err, ErrDiskFull)
		}
		check(t, db)
		if got := value[int](t, db, "SELECT count(*) FROM source"); got != stored-1 {
			t.Errorf("at %d pages: %d documents are there, %d were acknowledged", limit, got, stored-1)
		}
		if _, err := db.w.Exec("PRAGMA max_page_count = 1000000"); err != nil {
			t.Fatal(err)
		}
		put(t, db, samples(n)...)
		if diff := cmp.Diff(want, dump(t, db)); diff != "" {
			t.Errorf("at %d pages: goes on to another end (-clean +resumed):\n%.1000s", limit, diff)
		}
	}
}

func pages(t *testing.T, db *DB) (n int) {
	t.Helper()
	if err := db.w.QueryRow("PRAGMA page_count").Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

var sizes = flag.Int("sizes", 6, "how many limits TestFileLimit tries")

// TestFileLimit does the same to a process whose files may grow only so far,
// where the write itself fails.
func TestFileLimit(t *testing.T) {
	if testing.Short() {
		t.Skip("starts processes")
	}
	shell, err := exec.LookPath("sh")
	if err != nil {
		t.Skip("no sh here")
	}
	const n = 40
	clean, failed := path(t), 0
	finish(t, clean, n)
	want := dump(t, open(t, clean))
	for i := range *sizes {
		blocks := 50 + i*2950 / *sizes // of 512 bytes
		p := path(t)
		cmd := exec.Command(shell, "-c", `ulimit -f `+strconv.Itoa(blocks)+`; exec "$0"`, os.Args[0])
		cmd.Env = append(os.Environ(), childEnv+"="+p, countEnv+"="+strconv.Itoa(n))
		out, err := cmd.CombinedOutput()
		if err != nil {
			failed++
			if !strings.Contains(string(out), "disk is full") {
				t.Errorf("%d blocks: %v, %s", blocks, err, out)
			}
		}
		finish(t, p, n)
		db := open(t, p)
		check(t, db)
		if diff := cmp.Diff(want, dump(t, db)); diff != "" {
			t.Errorf("%d blocks: goes on to another end (-clean +resumed):\n%.1000s", blocks, diff)
		}
	}
	t.Logf("%d of %d runs met the limit", failed, *sizes)
	if failed < *sizes/2 {
		t.Errorf("only %d runs met the limit", failed)
	}
}
