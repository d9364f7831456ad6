package export

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestCheck holds which folders are written to.
func TestCheck(t *testing.T) {
	dir := t.TempDir()
	join := func(names ...string) string { return filepath.Join(append([]string{dir}, names...)...) }
	db := join("a.db")
	for name, content := range map[string]string{
		"a.db": "", "file": "x",
		"other/notes.txt":   "mine",
		"hidden/.git":       "",
		"earlier/README.md": readmeMark + "\n# x\n", "earlier/SHA256SUMS": "00  README.md\n00  figures.csv\n", "earlier/figures.csv": "x",
		"mine/README.md": "# mine\n", "mine/SHA256SUMS": "00  README.md\n",
		"added/README.md": readmeMark + "\n", "added/SHA256SUMS": "00  README.md\n", "added/notes.txt": "mine",
		"nosums/README.md": readmeMark + "\n",
		"within/a.db":      "", "within/README.md": readmeMark + "\n", "within/SHA256SUMS": "00  README.md\n00  a.db\n",
	} {
		if err := os.MkdirAll(filepath.Dir(join(name)), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(join(name), []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	os.Mkdir(join("empty"), 0o755)
	os.MkdirAll(join("folder", "README.md"), 0o755)
	for _, test := range []struct {
		db, dir string
		want    RefusalKind
	}{
		{db, "new", ""}, {db, "empty", ""}, {db, "earlier", ""},
		{db, "file", NotAFolder}, {db, "other", Occupied}, {db, "hidden", Occupied}, {db, "mine", Occupied}, {db, "added", Occupied},
		{db, "nosums", Occupied}, {db, "none/new", NoParent}, {db, ".", Within}, {join("within", "a.db"), "within", Within},
	} {
		err := Check(test.db, join(test.dir))
		var r *Refusal
		switch {
		case test.want == "" && err != nil:
			t.Errorf("%s: %v", test.dir, err)
		case test.want != "" && (!errors.As(err, &r) || r.Why != test.want):
			t.Errorf("%s: %v, want %s", test.dir, err, test.want)
		}
	}
	if err := Check(db, join("folder")); err == nil {
		t.Error("a folder called README.md is taken for a data set")
	}
}

// TestPlace holds what is left of a data set that is replaced, given up or was
// killed at any moment.
func TestPlace(t *testing.T) {
	whole := map[string]string{"README.md": readmeMark + "\n", sumsFile: "00  README.md\n"}
	fill := func(t *testing.T, dir, is string) {
		t.Helper()
		if err := os.MkdirAll(dir, 0o755); err != nil {
			t.Fatal(err)
		}
		for name, content := range whole {
			if err := os.WriteFile(filepath.Join(dir, name), []byte(content+is), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	for _, test := range []struct {
		name  string
		begin func(t *testing.T, dir string)
	}{
		{"new", func(*testing.T, string) {}},
		{"empty", func(_ *testing.T, dir string) { os.Mkdir(dir, 0o755) }},
		{"replaced", func(t *testing.T, dir string) { fill(t, dir, "old") }},
		{"killed", func(_ *testing.T, dir string) {
			newPlace(dir) // and no more
		}},
		{"killed before the mark", func(_ *testing.T, dir string) { os.Mkdir(filepath.Join(filepath.Dir(dir), ".out.unfinished"), 0o755) }},
		{"killed when whole", func(t *testing.T, dir string) { fill(t, filepath.Join(filepath.Dir(dir), ".out.unfinished"), "half") }},
		{"killed while it was taken away", func(_ *testing.T, dir string) {
			for _, end := range []string{".replaced", ".unfinished"} {
				half := filepath.Join(filepath.Dir(dir), ".out"+end)
				os.Mkdir(half, 0o755)
				os.WriteFile(filepath.Join(half, workMark), nil, 0o644)
				os.WriteFile(filepath.Join(half, "figures.csv"), nil, 0o644)
			}
		}},
		{"killed between", func(t *testing.T, dir string) {
			fill(t, filepath.Join(filepath.Dir(dir), ".out.replaced"), "old")
			fill(t, filepath.Join(filepath.Dir(dir), ".out.unfinished"), "half")
		}},
		{"killed after", func(t *testing.T, dir string) {
			fill(t, filepath.Join(filepath.Dir(dir), ".out.replaced"), "older")
			fill(t, dir, "old")
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "out")
			test.begin(t, dir)
			p, err := newPlace(dir)
			if err != nil {
				t.Fatal(err)
			}
			if b, err := os.ReadFile(filepath.Join(dir, sumsFile)); err == nil && string(b) != whole[sumsFile]+"old" {
				t.Errorf("before the new one there is %q", b)
			}
			fill(t, p.work, "new")
			if err := errors.Join(p.publish(), p.leave()); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(map[string]string{"README.md": whole["README.md"] + "new", sumsFile: whole[sumsFile] + "new"}, contents(t, dir)); diff != "" {
				t.Error(diff)
			}
			if left, err := os.ReadDir(filepath.Dir(dir)); err != nil || len(left) != 1 {
				t.Errorf("beside it lies %v, %v", left, err)
			}
		})
	}
	t.Run("given up", func(t *testing.T) {
		dir := filepath.Join(t.TempDir(), "out")
		fill(t, dir, "old")
		p, err := newPlace(dir)
		if err != nil {
			t.Fatal(err)
		}
		fill(t, p.work, "half")
		if err := p.leave(); err != nil {
			t.Fatal(err)
		}
		if left, err := os.ReadDir(filepath.Dir(dir)); err != nil || len(left) != 1 || contents(t, dir)["README.md"] != whole["README.md"]+"old" {
			t.Errorf("beside it lies %v, %v", left, err)
		}
	})
	t.Run("in the way", func(t *testing.T) {
		dir := filepath.Join(t.TempDir(), "out")
		other := filepath.Join(filepath.Dir(dir), ".out.unfinished")
		os.Mkdir(other, 0o755)
		os.WriteFile(filepath.Join(other, "mine.txt"), nil, 0o644)
		var r *Refusal
		if _, err := newPlace(dir); !errors.As(err, &r) || r.Why != InTheWay {
			t.Errorf("%v", err)
		}
		if _, err := os.Stat(filepath.Join(other, "mine.txt")); err != nil {
			t.Errorf("what was in the way is gone: %v", err)
		}
	})
}

// A data set that cannot be made leaves the folder as it was.
func TestFailed(t *testing.T) {
	parent := t.TempDir()
	if _, err := Write(t.Context(), filepath.Join(parent, "none.db"), filepath.Join(parent, "out"), Options{}); err == nil {
		t.Fatal("no database is no error")
	}
	if left, err := os.ReadDir(parent); err != nil || len(left) != 0 {
		t.Errorf("left: %v, %v", left, err)
	}
}
