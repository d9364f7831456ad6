package normalize

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/yanyiwu/gojieba"

	"nianbao/report"
	"nianbao/third_party/jieba"
)

// wordsText is the domain's dictionary: a word a line, # for comments.
//
//go:embed words.txt
var wordsText string

// A Segmenter cuts text into words. It may be used by several goroutines.
type Segmenter struct {
	files []*dictFile
	once  sync.Once
	jieba *gojieba.Jieba
}

// OpenSegmenter unpacks the embedded dictionaries to where the jieba library
// can open them: to memory on Linux, else to the folder for temporary files.
// The library reads them on first use, which takes half a second and 130 MB.
func OpenSegmenter() (*Segmenter, error) {
	s := &Segmenter{}
	for _, d := range []struct {
		name string
		data io.Reader
	}{
		{"words", unzip(jieba.Dict)},
		{"model", unzip(jieba.HMM)},
		{"domain", strings.NewReader(userDictionary(wordsText))},
		// For keyword extraction, which is not used; the library wants a line.
		{"idf", strings.NewReader("公开 1.0\n")},
		{"stop", strings.NewReader("的\n")},
	} {
		f, err := newDictFile("nianbao-"+d.name, d.data)
		if err != nil {
			return nil, errors.Join(fmt.Errorf("unpack the dictionaries for segmentation: %w", err), s.Close())
		}
		s.files = append(s.files, f)
	}
	return s, nil
}

// Close frees what the segmenter holds. It must not be used afterwards.
func (s *Segmenter) Close() error {
	s.once.Do(func() {}) // never load from here on
	if s.jieba != nil {
		s.jieba.Free()
	}
	return s.closeFiles()
}

func (s *Segmenter) closeFiles() error {
	var errs []error
	for _, f := range s.files {
		errs = append(errs, f.close())
	}
	s.files = nil
	return errors.Join(errs...)
}

// load reads the dictionaries and lets go of their files.
func (s *Segmenter) load() {
	var paths []string
	for _, f := range s.files {
		paths = append(paths, f.path)
	}
	s.jieba = gojieba.NewJieba(paths...)
	s.closeFiles() // a file that cannot be removed is no reason to stop
}

// Segment sets t.Words: words that cover t.Norm without gaps. A numeral is one
// word (12,345, 二百三十), and so are digits and Latin letters that stand
// together, which the library cuts apart.
func (s *Segmenter) Segment(t *report.Text) {
	s.once.Do(s.load)
	in, runeAt := encode(t.Norm)
	starts := make([]bool, len(t.Norm)+1)
	for _, w := range s.jieba.Tokenize(in, gojieba.DefaultMode, true) {
		starts[runeAt[w.Start]] = true
	}
	joinNumerals(t.Norm, starts)
	t.Words = make([]report.Word, 0, len(t.Norm)/2)
	for start, i := 0, 1; i <= len(t.Norm); i++ {
		if i == len(t.Norm) || starts[i] {
			t.Words = append(t.Words, report.Word{Start: start, End: i})
			start = i
		}
	}
}

// joinNumerals makes every numeral, and every run of digits and Latin letters,
// a word: starts[i] tells whether a word starts at rune i.
func joinNumerals(s []rune, starts []bool) {
	for i := 0; i < len(s); {
		start := i
		for i < len(s) && (isWordy(s[i]) || i > start && isInnerMark(s, i)) {
			i++
		}
		if i > start {
			clear(starts[start+1 : i])
			continue
		}
		for i < len(s) && isChineseNumeral(s[i]) {
			i++
		}
		if i > start+1 {
			clear(starts[start:i])
			starts[start], starts[i] = true, true
			continue
		}
		i = start + 1
	}
}

// isInnerMark tells the point or comma of a numeral.
func isInnerMark(s []rune, i int) bool {
	return (s[i] == '.' || s[i] == ',') && i > 0 && isDigit(s[i-1]) && i+1 < len(s) && isDigit(s[i+1])
}

// encode gives runes as UTF-8 that the library accepts, and for every byte at
// which a rune starts the rune's index. The library drops what follows a NUL
// and everything where one byte is no UTF-8.
func encode(runes []rune) (string, []int) {
	b := make([]byte, 0, 3*len(runes))
	runeAt := make([]int, 3*len(runes)+len(runes)+1)
	for i, r := range runes {
		if r == 0 {
			r = utf8.RuneError
		}
		runeAt[len(b)] = i
		b = utf8.AppendRune(b, r)
	}
	runeAt[len(b)] = len(runes)
	return string(b), runeAt
}

// unzip reads embedded data.
func unzip(b []byte) io.Reader {
	r, err := gzip.NewReader(bytes.NewReader(b))
	if err != nil {
		panic(err) // a bug: the data is embedded
	}
	return r
}

// userDictionary gives words in the form of jieba's user dictionary. Their
// frequency is that of a common word, so that they win over their parts.
func userDictionary(words string) string {
	var b strings.Builder
	for line := range strings.Lines(words) {
		if w := strings.TrimSpace(line); w != "" && !strings.HasPrefix(w, "#") {
			b.WriteString(w + " 20000 n\n")
		}
	}
	return b.String()
}
