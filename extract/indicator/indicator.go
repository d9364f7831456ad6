// Package indicator is the codebook: one file an indicator, read from the
// embedded files beside this one.
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
//	-- dims --                            words that tell a dimension, where the indicator is already known
//	channel=in_person 当面|现场|窗口
//	-- read --                            patterns that tell the indicator in prose
//	{receive}~{request}~#{case}
//	-- example --                         sentences with every figure in them, and sentences without any
//
// Lines that begin with # and a space are comments. An unknown key, section or dimension is an error.
package indicator

import (
	"embed"
	"fmt"
	"io/fs"
	"path"
	"sort"
	"strings"

	"golang.org/x/tools/txtar"

	"nianbao/report"
)

//go:embed *.txtar *.txt
var files embed.FS

// A File is one indicator's file.
type File struct {
	report.Indicator
	Dim     []DimWord
	Read    []Pattern
	Example string // the section as it stands; ParseExamples reads it
}

// A DimWord is a regular expression over the words of an item that gives one
// value to one dimension.
type DimWord struct {
	Key, Value string
	Words      string
}

// A Pattern is one line of a read section.
type Pattern struct {
	Indicator string
	N         int // 1-based within its file
	Dims      map[string]string
	Options   map[string]string // role, part … set on what it reads
	Source    string            // the regular expression with {macros} and ~
}

// A Book is the whole codebook.
type Book struct {
	files  []File
	byID   map[string]int
	Macros map[string]string // words.txt: name -> alternatives
}

// Load reads the embedded codebook.
func Load() (*Book, error) { return load(files) }

func load(fsys fs.FS) (*Book, error) {
	names, err := fs.Glob(fsys, "*.txtar")
	if err != nil {
		return nil, err
	}
	b := &Book{byID: map[string]int{}}
	sort.Strings(names)
	for _, name := range names {
		data, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, err
		}
		f, err := parseFile(strings.TrimSuffix(path.Base(name), ".txtar"), data)
		if err != nil {
			return nil, fmt.Errorf("indicator file %s: %w", name, err)
		}
		b.byID[f.ID] = len(b.files)
		b.files = append(b.files, f)
	}
	data, err := fs.ReadFile(fsys, "words.txt")
	if err != nil {
		return nil, err
	}
	b.Macros, err = parseWords(string(data))
	return b, err
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

func parseFile(id string, data []byte) (File, error) {
	f := File{Indicator: report.Indicator{ID: id}}
	a := txtar.Parse(data)
	for _, line := range lines(string(a.Comment)) {
		key, value, ok := strings.Cut(line, ":")
		if !ok {
			return f, fmt.Errorf("line %q is no key: value", line)
		}
		value = strings.TrimSpace(value)
		switch key {
		case "zh":
			f.Name = value
		case "en":
			f.English = value
		case "define":
			f.Definition = value
		case "define-en":
			f.DefinitionEN = value
		case "unit":
			f.Unit = value
			m, ok := report.UnitMeasure(value)
			if !ok {
				return f, fmt.Errorf("unknown unit %q", value)
			}
			f.Measure = m
		case "dims":
			f.Dims = strings.Fields(value)
		case "headline":
			f.Headline = value
		default:
			return f, fmt.Errorf("unknown key %q", key)
		}
	}
	if f.Name == "" || f.English == "" || f.Definition == "" || f.DefinitionEN == "" {
		return f, fmt.Errorf("zh, en, define and define-en must be given")
	}
	for _, section := range a.Files {
		body := string(section.Data)
		var err error
		switch section.Name {
		case "form":
			err = f.parseForm(lines(body))
		case "dims":
			err = f.parseDims(lines(body))
		case "read":
			err = f.parseRead(lines(body))
		case "example":
			f.Example = body
		default:
			err = fmt.Errorf("unknown section %q", section.Name)
		}
		if err != nil {
			return f, err
		}
	}
	return f, nil
}

// lines gives the lines of s that are neither empty nor comments.
func lines(s string) []string {
	var out []string
	for _, l := range strings.Split(s, "\n") {
		if l = strings.TrimSpace(l); l != "" && l != "#" && !strings.HasPrefix(l, "# ") {
			out = append(out, l)
		}
	}
	return out
}

// parseForm reads "2019.2 规章 / 本年新公开数量 [kind=regulation] role=cumulative".
func (f *File) parseForm(ls []string) error {
	for _, l := range ls {
		place, rest, _ := strings.Cut(l, " ")
		era, table, ok := strings.Cut(place, ".")
		if !ok || report.Era(era).Validate() != nil || era == "" {
			return fmt.Errorf("form line %q does not begin with era.table", l)
		}
		label := report.FormLabel{Era: report.Era(era), Table: table}
		if before, role, ok := strings.Cut(rest, " role="); ok {
			label.Role, rest = report.Role(strings.TrimSpace(role)), before
			if err := label.Role.Validate(); err != nil {
				return fmt.Errorf("form line %q: %w", l, err)
			}
		}
		if before, dims, ok := strings.Cut(rest, "["); ok {
			label.Dims, rest = report.ParseCode("x["+dims).Dims, before
			if err := f.checkDims(label.Dims); err != nil {
				return fmt.Errorf("form line %q: %w", l, err)
			}
		}
		row, col, _ := strings.Cut(rest, " / ")
		label.Row, label.Col = strings.TrimSpace(row), strings.TrimSpace(col)
		f.Labels = append(f.Labels, label)
	}
	return nil
}

func (f *File) checkDims(dims map[string]string) error {
	for k := range dims {
		if !contains(f.Dims, k) {
			return fmt.Errorf("dimension %q is not among dims: %v", k, f.Dims)
		}
	}
	return nil
}

// parseDims reads "channel=in_person 当面|现场".
func (f *File) parseDims(ls []string) error {
	for _, l := range ls {
		pair, words, ok := strings.Cut(l, " ")
		key, value, eq := strings.Cut(pair, "=")
		if !ok || !eq || !contains(f.Dims, key) {
			return fmt.Errorf("dims line %q", l)
		}
		f.Dim = append(f.Dim, DimWord{key, value, strings.TrimSpace(words)})
	}
	return nil
}

// parseRead reads "[channel=fax] role=level 传真~#{case}".
func (f *File) parseRead(ls []string) error {
	for _, l := range ls {
		p := Pattern{Indicator: f.ID, N: len(f.Read) + 1, Options: map[string]string{}}
		if strings.HasPrefix(l, "[") && strings.Contains(l, "=") {
			dims, rest, ok := strings.Cut(l, "] ")
			if ok && !strings.ContainsAny(dims, "^，") {
				p.Dims = report.ParseCode("x" + dims + "]").Dims
				if err := f.checkDims(p.Dims); err != nil {
					return fmt.Errorf("read line %q: %w", l, err)
				}
				l = rest
			}
		}
		for {
			word, rest, ok := strings.Cut(l, " ")
			k, v, eq := strings.Cut(word, "=")
			if !ok || !eq || strings.Trim(k, "abcdefghijklmnopqrstuvwxyz") != "" {
				break
			}
			p.Options[k], l = v, rest
		}
		p.Source = strings.TrimSpace(l)
		f.Read = append(f.Read, p)
	}
	return nil
}

// parseWords reads "receive = 收到|受理|接到" lines; a macro may use earlier ones.
func parseWords(s string) (map[string]string, error) {
	m := map[string]string{}
	for _, l := range lines(s) {
		name, words, ok := strings.Cut(l, "=")
		name, words = strings.TrimSpace(name), strings.TrimSpace(words)
		if !ok || words == "" {
			return nil, fmt.Errorf("words.txt: line %q", l)
		}
		if m[name] != "" {
			words = m[name] + "|" + words
		}
		m[name] = words
	}
	return m, nil
}

func contains(list []string, v string) bool {
	for _, x := range list {
		if x == v {
			return true
		}
	}
	return false
}
