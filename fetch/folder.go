package fetch

import (
	"os"
	"path/filepath"
	"strings"
)

// folder lists every file below a folder in the order of their names. Hidden
// files and folders are left out. Symbolic links are followed, each folder is entered once: a loop of
// links ends.
func (f *Fetcher) folder(root string) []Item {
	w := walk{f: f, seen: map[string]bool{}}
	w.enter(root)
	if len(w.items) == 0 {
		return []Item{failing(root, ErrNoFiles)}
	}
	return w.items
}

type walk struct {
	f     *Fetcher
	seen  map[string]bool // folders entered, by their real path
	items []Item
}

func (w *walk) enter(dir string) {
	actual, err := filepath.EvalSymlinks(dir)
	if err == nil {
		actual, err = filepath.Abs(actual)
	}
	if err != nil {
		w.items = append(w.items, failing(dir, pathError(err)))
		return
	}
	if w.seen[actual] {
		return
	}
	w.seen[actual] = true
	entries, err := os.ReadDir(dir) // sorted by name
	if err != nil {
		w.items = append(w.items, failing(dir, pathError(err)))
		return
	}
	for _, entry := range entries {
		if !strings.HasPrefix(entry.Name(), ".") {
			w.visit(filepath.Join(dir, entry.Name()))
		}
	}
}

func (w *walk) visit(path string) {
	info, err := os.Stat(path)
	switch {
	case err != nil:
		w.items = append(w.items, failing(path, pathError(err)))
	case info.IsDir():
		w.enter(path)
	case strings.HasSuffix(path, ".cdxj"): // tells where in an archive of the web what stands
	default:
		w.items = append(w.items, w.f.files(path)...)
	}
}
