package export

import (
	"bufio"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"nianbao/fault"
)

// A Refusal says why a folder is not written to.
type Refusal struct {
	Why  RefusalKind
	Dir  string
	Name string // of what is in the way
}

func (r *Refusal) Error() string { return fmt.Sprintf("%s: %s %s", r.Dir, r.Why, r.Name) }

// A RefusalKind is a reason to leave a folder alone.
type RefusalKind string

const (
	NotAFolder RefusalKind = "not_a_folder"
	Occupied   RefusalKind = "occupied" // it holds what is no data set of ours
	Within     RefusalKind = "within"   // the database itself lies in it
	NoParent   RefusalKind = "no_parent"
	InTheWay   RefusalKind = "in_the_way" // something of the working folder's name, not ours
)

// sumsFile lists every file of a data set but itself.
const sumsFile = "SHA256SUMS"

// readmeMark is the first line of a data set's README.md: who finds it may take
// the folder for one of ours.
const readmeMark = "<!-- nianbao export 1 -->"

// workMark is in a folder that is being made.
const workMark = ".nianbao-export-unfinished"

// Check tells whether the database at path can be written as the folder dir: a
// folder that is not there yet, is empty, or holds an earlier data set and
// nothing else.
func Check(path, dir string) error {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return err
	}
	if parent, err := os.Stat(filepath.Dir(abs)); err != nil || !parent.IsDir() {
		return &Refusal{NoParent, dir, filepath.Dir(abs)}
	}
	info, err := os.Stat(abs)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return err
	case !info.IsDir():
		return &Refusal{Why: NotAFolder, Dir: dir}
	}
	if db, err := os.Stat(filepath.Dir(path)); err == nil && os.SameFile(db, info) {
		return &Refusal{Within, dir, filepath.Base(path)}
	}
	entries, err := os.ReadDir(abs)
	if err != nil || len(entries) == 0 {
		return err
	}
	ours, err := listed(abs)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if !ours[e.Name()] || e.IsDir() {
			return &Refusal{Occupied, dir, e.Name()}
		}
	}
	return nil
}

// listed gives the files of the data set in a folder; none where it is not one.
func listed(dir string) (map[string]bool, error) {
	readme, err := os.Open(filepath.Join(dir, "README.md"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer readme.Close()
	first, _ := bufio.NewReader(readme).ReadString('\n')
	if strings.TrimSpace(first) != readmeMark {
		return nil, nil
	}
	sums, err := os.ReadFile(filepath.Join(dir, sumsFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	names := map[string]bool{sumsFile: true}
	for line := range strings.Lines(string(sums)) {
		if _, name, ok := strings.Cut(strings.TrimSpace(line), "  "); ok {
			names[name] = true
		}
	}
	return names, err
}

// A place is where a data set goes: it is made in a folder beside, with a mark
// in it, and moved when it is whole.
type place struct {
	dir  string
	work string
	old  string // where an earlier data set stands while it is replaced
	done bool
}

// newPlace makes the working folder. One that a killed run left is taken away.
func newPlace(dir string) (*place, error) {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	if real, err := filepath.EvalSymlinks(abs); err == nil {
		abs = real
	}
	beside := func(end string) string { return filepath.Join(filepath.Dir(abs), "."+filepath.Base(abs)+end) }
	p := &place{dir: abs, work: beside(".unfinished"), old: beside(".replaced")}
	if err := p.recover(); err != nil {
		return nil, err
	}
	if err := os.Mkdir(p.work, 0o755); err != nil {
		return nil, err
	}
	return p, os.WriteFile(filepath.Join(p.work, workMark), nil, 0o644)
}

// recover puts right what a killed run left: an earlier data set that was moved
// away goes back, a folder that was not finished goes.
func (p *place) recover() error {
	_, there := os.Stat(p.dir)
	switch old, err := listed(p.old); {
	case marked(p.old), err == nil && old != nil && there == nil:
		if err := discard(p.old); err != nil {
			return err
		}
	case err == nil && old != nil:
		if err := os.Rename(p.old, p.dir); err != nil {
			return err
		}
	}
	os.Remove(p.old) // an empty folder is all that can be left of it
	entries, err := os.ReadDir(p.work)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	whole, _ := listed(p.work) // it was about to be moved
	if err != nil || !marked(p.work) && whole == nil && len(entries) > 0 {
		return &Refusal{InTheWay, p.dir, p.work}
	}
	return discard(p.work)
}

// marked tells whether a folder may be taken away.
func marked(dir string) bool {
	_, err := os.Stat(filepath.Join(dir, workMark))
	return err == nil
}

// discard takes a folder away, its mark last: killed half way, the next run
// knows what is left for ours.
func discard(dir string) error {
	mark := filepath.Join(dir, workMark)
	if err := os.WriteFile(mark, nil, 0o644); err != nil {
		return err
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if e.Name() == workMark {
			continue
		}
		if err := os.RemoveAll(filepath.Join(dir, e.Name())); err != nil {
			return err
		}
	}
	return errors.Join(os.Remove(mark), os.Remove(dir))
}

// publish moves the folder to its place.
func (p *place) publish() error {
	mark := filepath.Join(p.work, workMark)
	if err := os.Remove(mark); err != nil {
		return err
	}
	if err := p.move(); err != nil {
		return errors.Join(err, os.WriteFile(mark, nil, 0o644))
	}
	p.done = true
	return nil
}

func (p *place) move() error {
	if err := syncDir(p.work); err != nil {
		return err
	}
	fault.Point(fault.ExportMade)
	moved := false
	if entries, err := os.ReadDir(p.dir); err == nil {
		if len(entries) == 0 {
			err = os.Remove(p.dir)
		} else {
			err, moved = os.Rename(p.dir, p.old), true
		}
		if err != nil {
			return err
		}
	}
	if moved {
		fault.Point(fault.ExportAside)
	}
	if err := os.Rename(p.work, p.dir); err != nil {
		if moved {
			err = errors.Join(err, os.Rename(p.old, p.dir))
		}
		return err
	}
	fault.Point(fault.ExportPlaced)
	if moved {
		if err := discard(p.old); err != nil {
			return err
		}
	}
	return syncDir(filepath.Dir(p.dir))
}

// leave takes the working folder away where it was not published.
func (p *place) leave() error {
	if p.done {
		return nil
	}
	return discard(p.work)
}
