package warc

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"nianbao/crawl/flock"
	"nianbao/fault"
)

// DefaultMaxFile is the size from which on another file is begun.
const DefaultMaxFile = 1 << 30

// Options say where an archive is and who fills it.
type Options struct {
	Dir      string // made where it is missing
	MaxFile  int64  // 0 for DefaultMaxFile
	Software string // with its version
	Operator string // how to reach whoever runs it
	Now      func() time.Time
}

// An Archive is a folder of files to which answers are added. One that is
// killed at any moment leaves whole records and at most one torn one, which the
// next one takes away. Several processes may add to one folder at a time: each
// has a file of its own. It is safe for concurrent use.
type Archive struct {
	o  Options
	mu sync.Mutex
	// bodies are the records with bytes, by their hash.
	bodies map[string]Place
	file   *os.File // locked; nil before the first answer
	index  *os.File
	name   string
	size   int64
	info   string // the id of the file's first record
	broken error  // of a write: nothing is added after it
}

// Open opens an archive.
func Open(o Options) (*Archive, error) {
	if o.MaxFile <= 0 {
		o.MaxFile = DefaultMaxFile
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if err := os.MkdirAll(o.Dir, 0o777); err != nil {
		return nil, err
	}
	a := &Archive{o: o, bodies: map[string]Place{}}
	files, err := filesOf(o.Dir)
	if err != nil {
		return nil, err
	}
	for _, file := range files {
		_, _, missing, err := load(o.Dir, file, a.know)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", filepath.Join(o.Dir, file), err)
		}
		for _, p := range missing {
			a.know(p)
		}
	}
	return a, nil
}

func (a *Archive) know(p Place) {
	if !p.Revisit && p.SHA256 != "" {
		if _, known := a.bodies[p.SHA256]; !known {
			a.bodies[p.SHA256] = p
		}
	}
}

// filesOf lists the files of an archive in the order in which they were begun.
func filesOf(dir string) ([]string, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	var files []string
	for _, e := range entries {
		if ours.MatchString(e.Name()) && e.Type().IsRegular() {
			files = append(files, e.Name())
		}
	}
	return files, nil
}

var ours = regexp.MustCompile(`^nianbao-\d{8}-\d{5}\.warc\.gz$`)

// night names the files of a run: by the day in China at its beginning.
func night(t time.Time) string { return "nianbao-" + t.In(china).Format("20060102") + "-" }

var china = time.FixedZone("UTC+8", 8*3600)

// Put adds an exchange. The record is in the file when it returns, safe from
// the end of this process; [Archive.Sync] makes it safe from that of the machine.
func (a *Archive) Put(x *Exchange) (Place, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.broken != nil {
		return Place{}, a.broken
	}
	if a.file == nil || a.size >= a.o.MaxFile {
		if err := a.begin(); err != nil {
			return Place{}, err
		}
	}
	p, err := a.put(x)
	if err != nil {
		a.broken = fmt.Errorf("%s: %w", filepath.Join(a.o.Dir, a.name), err)
		return Place{}, a.broken
	}
	return p, nil
}

func (a *Archive) put(x *Exchange) (Place, error) {
	p := Place{File: a.name, ID: newID(), URL: x.URL, At: x.At.UTC().Truncate(time.Second), Method: x.method(), Status: x.Status,
		Type: x.Header.Get("Content-Type")}
	if len(x.Form) > 0 {
		p.Form = digest(x.Form)
	}
	var same *Place
	if x.Status != http.StatusNotModified && len(x.Body) > 0 && x.Truncated == Whole {
		p.SHA256 = digest(x.Body)
		if known, ok := a.bodies[p.SHA256]; ok {
			same = &known
		}
	}
	p.Revisit = same != nil || x.Status == http.StatusNotModified
	out := x.requestRecord(a.info, p.ID)
	p.Offset = a.size + int64(len(out))
	answer := x.answerRecord(p.ID, a.info, p.SHA256, same)
	p.Length = int64(len(answer))
	out = append(out, answer...)
	if len(x.Notes) > 0 {
		out = append(out, x.metadataRecord(a.info, p.ID)...)
	}
	fault.Point(fault.ArchiveBody)
	if err := a.write(out); err != nil {
		return p, err
	}
	fault.Point(fault.ArchiveBytes)
	if _, err := a.index.Write(p.line()); err != nil {
		return p, err
	}
	fault.Point(fault.ArchiveIndexed)
	a.know(p)
	return p, nil
}

func (a *Archive) write(b []byte) error {
	_, err := a.file.Write(b)
	a.size += int64(len(b))
	return err
}

// begin takes the last file of the night, if nobody else has it and there is
// room in it, or makes another.
func (a *Archive) begin() error {
	if err := a.leave(); err != nil {
		return err
	}
	prefix := night(a.o.Now())
	files, err := filesOf(a.o.Dir)
	if err != nil {
		return err
	}
	files = slices.DeleteFunc(files, func(name string) bool { return !strings.HasPrefix(name, prefix) })
	if len(files) > 0 {
		took, err := a.take(files[len(files)-1])
		if took || err != nil {
			return err
		}
	}
	for n := len(files) + 1; n <= 99999; n++ {
		took, err := a.make(fmt.Sprintf("%s%05d.warc.gz", prefix, n))
		if took || err != nil {
			return err
		}
	}
	return errors.New("more files of one night than can be numbered")
}

// take goes on with a file: what is torn at its end is cut off, and the index
// is made to have all of it.
func (a *Archive) take(name string) (took bool, err error) {
	file, err := os.OpenFile(filepath.Join(a.o.Dir, name), os.O_RDWR|os.O_APPEND, 0)
	if err != nil {
		return false, err
	}
	defer func() {
		if !took {
			file.Close()
		}
	}()
	if free, err := flock.Try(file); !free || err != nil {
		return false, err
	}
	if info, err := file.Stat(); err != nil || info.Size() >= a.o.MaxFile {
		return false, err
	}
	indexed, whole, missing, err := load(a.o.Dir, name, func(Place) {})
	if err != nil {
		return false, err
	}
	if err := file.Truncate(whole); err != nil {
		return false, err
	}
	index, err := os.OpenFile(filepath.Join(a.o.Dir, indexOf(name)), os.O_RDWR|os.O_CREATE|os.O_APPEND, 0o666)
	if err != nil {
		return false, err
	}
	if err := index.Truncate(indexed); err != nil {
		return false, errors.Join(err, index.Close())
	}
	for _, p := range missing {
		if _, err := index.Write(p.line()); err != nil {
			return false, errors.Join(err, index.Close())
		}
	}
	a.file, a.index, a.name, a.size = file, index, name, whole
	return true, a.describe(whole == 0)
}

func (a *Archive) make(name string) (took bool, err error) {
	file, err := os.OpenFile(filepath.Join(a.o.Dir, name), os.O_RDWR|os.O_APPEND|os.O_CREATE|os.O_EXCL, 0o666)
	if errors.Is(err, os.ErrExist) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	if err := file.Close(); err != nil {
		return false, err
	}
	return a.take(name) // who made it may not be the first to lock it
}

// describe writes the record that begins a file, or reads it.
func (a *Archive) describe(empty bool) error {
	if empty {
		a.info = newID()
		return a.write(infoRecord(a.info, a.name, a.o.Now(), a.o.Software, a.o.Operator))
	}
	rec, err := NewReader(io.NewSectionReader(a.file, 0, a.size)).Next()
	if err != nil {
		return err
	}
	a.info = rec.Get("WARC-Record-ID")
	return nil
}

// Find gives where the bytes of a hash are kept.
func (a *Archive) Find(sha256 string) (Place, bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	p, ok := a.bodies[sha256]
	return p, ok
}

// Read gives the answer at a place, with a body of at most so many bytes.
func (a *Archive) Read(p Place, most int64) (*Answer, error) { return readPlace(a.o.Dir, p, most) }

func readPlace(dir string, p Place, most int64) (*Answer, error) {
	f, err := os.Open(filepath.Join(dir, filepath.Base(p.File)))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var a *Answer
	rec, err := NewReader(io.NewSectionReader(f, p.Offset, p.Length)).Next()
	if err == nil {
		a, err = rec.Answer(most)
	}
	if err != nil {
		return nil, fmt.Errorf("%s at %d: %w", f.Name(), p.Offset, unexpected(err))
	}
	return a, nil
}

// Size is how many bytes the files of the archive have, with their indexes.
func (a *Archive) Size() (n int64, err error) {
	entries, err := os.ReadDir(a.o.Dir)
	if err != nil {
		return 0, err
	}
	for _, e := range entries {
		info, err := e.Info()
		switch {
		case errors.Is(err, fs.ErrNotExist): // it was taken away meanwhile
		case err != nil:
			return 0, err
		case info.Mode().IsRegular():
			n += info.Size()
		}
	}
	return n, nil
}

// Sync makes what was put safe from a power cut.
func (a *Archive) Sync() error {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.file == nil {
		return nil
	}
	return a.file.Sync() // the index is made again from it
}

// Close ends the adding.
func (a *Archive) Close() error {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.leave()
}

// leave closes the file that is added to.
func (a *Archive) leave() error {
	if a.file == nil {
		return nil
	}
	err := errors.Join(a.file.Sync(), a.file.Close(), a.index.Close())
	a.file, a.index = nil, nil
	return err
}
