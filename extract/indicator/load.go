package indicator

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io/fs"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"nianbao/report"
)

// Bounds of a user's folder: far above what people write, far below what would
// make every document slow to read. Go's regular expressions take time in
// proportion to the text and to their own length, whatever they say.
const (
	maxFiles = 1000
	maxBytes = 64 << 10 // of a file
)

// wordsFile holds a folder's word lists.
const wordsFile = "words.txt"

// A loader reads one folder into a book.
type loader struct {
	book   *Book
	fsys   fs.FS
	folder string
	own    bool
	faults *Faults
}

func (l *loader) at(name string, line int) Place {
	if l.own {
		name = strings.TrimRight(l.folder, `/\`) + "/" + name
	}
	return Place{name, line}
}

// read gives a file's text with plain line ends; false where it has a fault.
func (l *loader) read(name string) (string, bool) {
	info, err := fs.Stat(l.fsys, name)
	switch {
	case err != nil:
		l.faults.Add(l.at(name, 0), Unreachable, cause(err))
		return "", false
	case !info.Mode().IsRegular(): // a pipe would never end
		l.faults.Add(l.at(name, 0), Unreachable, "not a file")
		return "", false
	case l.own && info.Size() > maxBytes:
		l.faults.Add(l.at(name, 0), TooLarge, strconv.FormatInt(info.Size(), 10), strconv.Itoa(maxBytes))
		return "", false
	}
	data, err := fs.ReadFile(l.fsys, name)
	if err != nil {
		l.faults.Add(l.at(name, 0), Unreachable, cause(err))
		return "", false
	}
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	if !utf8.Valid(data) {
		l.faults.Add(l.at(name, 0), NotUTF8, name)
		return "", false
	}
	return strings.ReplaceAll(string(data), "\r\n", "\n"), true
}

// cause is an error without the path, which stands before it.
func cause(err error) string {
	var path *fs.PathError
	if errors.As(err, &path) {
		return path.Err.Error()
	}
	return err.Error()
}

// words reads the folder's word lists on top of known ones.
func (l *loader) words(known map[string]string) map[string]string {
	if _, err := fs.Stat(l.fsys, wordsFile); errors.Is(err, fs.ErrNotExist) {
		return known
	}
	text, ok := l.read(wordsFile)
	if !ok {
		return known
	}
	own := map[string]string{}
	for _, n := range lines(text, 1) {
		name, words, ok := strings.Cut(n.text, "=")
		name, words = strings.TrimSpace(name), strings.TrimSpace(words)
		switch {
		case !ok || words == "" || !macroName.MatchString(name):
			l.faults.Add(l.at(wordsFile, n.n), BadMacro, n.text)
			continue
		case known[name] != "":
			l.faults.Add(l.at(wordsFile, n.n), TakenMacro, name)
			continue
		case own[name] != "":
			words = own[name] + "|" + words
		}
		own[name] = words
	}
	all := maps.Clone(known)
	if all == nil {
		all = map[string]string{}
	}
	maps.Copy(all, own)
	return all
}

var (
	macroName = regexp.MustCompile(`^[a-z_]+$`)
	idShape   = regexp.MustCompile(`^[a-z][a-z0-9_]*(?:\.[a-z0-9_]+)*$`)
)

// files reads the folder's indicator files, which may use the word lists.
func (l *loader) files(words map[string]string) {
	names, err := fs.Glob(l.fsys, "*.txtar")
	if err == nil {
		_, err = fs.Stat(l.fsys, ".")
	}
	switch {
	case err != nil:
		l.faults.Add(Place{File: l.folder}, Unreachable, cause(err))
		return
	case len(names) == 0:
		l.faults.Add(Place{File: l.folder}, NoFiles, l.folder)
		return
	case l.own && len(names) > maxFiles:
		l.faults.Add(Place{File: l.folder}, TooMany, strconv.Itoa(len(names)), strconv.Itoa(maxFiles))
		return
	}
	for _, name := range names {
		if text, ok := l.read(name); ok {
			l.file(name, text, words)
		}
	}
}

// file reads one indicator's file, or a user's addition to one of the program's.
func (l *loader) file(name, text string, words map[string]string) {
	id := strings.TrimSuffix(name, ".txtar")
	if !idShape.MatchString(id) || id == "open" {
		l.faults.Add(l.at(name, 0), BadID, id)
		return
	}
	p := &fileParser{loader: l, name: name, words: words, file: File{Indicator: report.Indicator{ID: id}, Own: l.own}}
	head, sections := split(text)
	at, known := l.book.byID[id]
	switch {
	case known && l.book.files[at].Own:
		l.faults.Add(l.at(name, 0), Twice, id)
		return
	case known && len(lines(head.Text, 1)) > 0:
		l.faults.Add(l.at(name, 1), Taken, id)
		return
	case known:
		p.file = l.book.files[at]
		p.file.Dim, p.file.Read, p.file.breaks = slices.Clone(p.file.Dim), slices.Clone(p.file.Read), slices.Clone(p.file.breaks)
	default:
		p.head(head)
	}
	p.sections(sections)
	if !known {
		if len(p.file.Read)+len(p.file.Labels) == 0 {
			l.faults.Add(l.at(name, 0), NoPattern, id)
		}
		l.book.byID[id] = len(l.book.files)
		l.book.files = append(l.book.files, p.file)
	} else {
		l.book.files[at] = p.file
	}
	if l.own {
		l.book.digests = append(l.book.digests, digest(id, head, sections, words))
	}
}

// digest names what a file reads by.
func digest(id string, head Section, sections []namedSection, words map[string]string) string {
	h := sha256.New()
	part := func(name, text string) {
		h.Write([]byte("\x00" + name))
		for _, n := range lines(text, 1) {
			h.Write([]byte("\n" + n.text))
		}
	}
	part(id, head.Text)
	for _, s := range sections {
		if s.name != "example" && s.name != "breaks" {
			part(s.name, s.Text)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(words)) {
		part(name, words[name])
	}
	return hex.EncodeToString(h.Sum(nil))
}
