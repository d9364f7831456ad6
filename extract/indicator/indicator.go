// Package indicator is the codebook: one file an indicator, read from the
// embedded files beside this one and from the folders of users who count
// things of their own.
//
// A file is named by the indicator's id and holds everything about it, so that
// adding an indicator is adding a file:
//
//	zh: 收到政府信息公开申请数              Chinese label
//	en: Requests received                English label
//	define: 本年度新收到的政府信息公开申请  what is counted
//	define-en: …
//	unit: 件                              the usual unit
//	dims: channel applicant               the dimensions it may carry
//	headline: requests                    where it is a headline series
//	-- form --                            its places in the official tables
//	2014.1 当面申请数 [channel=in_person]
//	2019.3 本年新收政府信息公开申请数量
//	2019.2 规章 / 本年新公开数量 [kind=regulation]
//	2019.3 * / 自然人 [applicant=natural_person]    a column that all its rows have
//	2014.1 电话申请数 [channel=phone] local         a row that provinces and cities added
//	-- breaks --                          what became of its codes from form to form: see series.go
//	2014>2019 prose_only forms [channel=*]
//	zh: 2019年表不再分渠道
//	en: the form of 2019 has no channels
//	-- dims --                            words that tell a dimension, where the indicator is already known
//	channel=in_person 当面|现场|窗口
//	-- read --                            patterns that tell the indicator in prose
//	{receive}~{request}~#{case}
//	-- example --                         sentences with every figure in them, and sentences without any
//
// Lines that begin with # and a space are comments. An unknown key, section or
// dimension is a [Fault].
//
// The values of dimensions have their names in values.txt, a line
// "channel=online 网络 | online".
//
// A user's own folder holds such files, and word lists of its own in words.txt;
// docs/indicators.md shows how they are written. Its patterns go before those
// of the program. A file with the id of an embedded one that has no head adds
// words, patterns and examples to it.
package indicator

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"sort"
	"strings"

	"nianbao/report"
)

//go:embed *.txtar *.txt
var files embed.FS

// A File is one indicator's file.
type File struct {
	report.Indicator
	Dim      []DimWord
	Read     []Pattern
	breaks   []statement
	Examples []Section // of the program's file, then of the user's
	Own      bool      // a user's indicator
}

// A Section is a part of a file as it stands.
type Section struct {
	Place // of its first line
	Text  string
	Own   bool
}

// A DimWord is a regular expression over the words of an item that gives one
// value to one dimension.
type DimWord struct {
	Place
	Key, Value string
	Words      string
	Macros     map[string]string
}

// A Pattern is one line of a read section.
type Pattern struct {
	Place
	Indicator string
	N         int // 1-based within its indicator
	Dims      map[string]string
	Options   map[string]string // role, part … set on what it reads
	Source    string            // the regular expression with {macros} and ~
	Macros    map[string]string // words.txt: name -> alternatives
	Own       bool              // a user's, which goes before the program's
}

// A Book is the whole codebook.
type Book struct {
	files   []File
	byID    map[string]int
	names   map[string]report.DimValue // of the values of dimensions, by key=value
	digests []string                   // of a user's files
}

// A Folder is a user's folder of indicator files.
type Folder struct {
	Name string // for errors
	FS   fs.FS
}

// Load reads the embedded codebook and a user's folders. Its error is of type
// [Faults] where the files are to blame.
func Load(own ...Folder) (*Book, error) {
	b := &Book{byID: map[string]int{}, names: map[string]report.DimValue{}}
	var faults Faults
	l := loader{book: b, fsys: files, faults: &faults}
	words := l.words(nil)
	l.values()
	l.files(words)
	if len(faults) > 0 {
		return nil, faults
	}
	for _, folder := range own {
		l := loader{book: b, fsys: folder.FS, folder: folder.Name, own: true, faults: &faults}
		l.values()
		l.files(l.words(words))
	}
	sort.SliceStable(b.files, func(i, j int) bool { return b.files[i].ID < b.files[j].ID })
	for i := range b.files {
		b.byID[b.files[i].ID] = i
	}
	for i := range b.files {
		b.files[i].Values = b.valuesOf(&b.files[i])
	}
	b.tellSeries(&faults)
	if err := faults.Err(); err != nil {
		return nil, err
	}
	return b, nil
}

// Files gives every indicator's file, by id.
func (b *Book) Files() []File { return b.files }

// All gives every indicator, by id.
func (b *Book) All() []report.Indicator {
	out := make([]report.Indicator, len(b.files))
	for i, f := range b.files {
		out[i] = f.Indicator
	}
	return out
}

// Find gives the indicator with an id.
func (b *Book) Find(id string) (report.Indicator, bool) {
	i, ok := b.byID[id]
	if !ok {
		return report.Indicator{}, false
	}
	return b.files[i].Indicator, true
}

// Own names the user's files by what they hold, wherever they lie: "" where
// there are none. Comments and examples, by which nothing is read, do not count.
func (b *Book) Own() string {
	if len(b.digests) == 0 {
		return ""
	}
	sort.Strings(b.digests)
	sum := sha256.Sum256([]byte(strings.Join(b.digests, "\n")))
	return hex.EncodeToString(sum[:4])
}
