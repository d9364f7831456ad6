package parse

import (
	"bytes"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/ledongthuc/pdf"
)

// Bounds on the second reader, which crafted files make hang and grow.
const (
	maxSecondBytes  = 8 << 20
	maxSecondGlyphs = 500_000         // of the first reader
	maxSecondTime   = 2 * time.Second // then what it read so far must do
	maxHangTime     = 1 * time.Second // beyond that; then it is left behind
	maxComparison   = 100_000_000     // numerals of a page times the length of its text
	maxAbandoned    = 2               // readings that hang; then the second reader is left alone
)

// A pdfSecond is a second, independent reader: github.com/ledongthuc/pdf. It
// knows neither Chinese encodings nor forms, but a numeral that it reads
// differently is worth a look.
type pdfSecond struct{ abandoned atomic.Int32 }

// read gives the text of each page that holds numerals, without white space, or
// nil where it cannot read the file.
func (s *pdfSecond) read(body []byte, f *pdfFile) map[int]string {
	glyphs := 0
	var pages []int
	for i := range f.pages {
		glyphs += len(f.pages[i].glyphs)
		if !f.pages[i].scanned && hasNumeral(f.pages[i].glyphs) {
			pages = append(pages, f.pages[i].num)
		}
	}
	if len(pages) == 0 || len(body) > maxSecondBytes || glyphs > maxSecondGlyphs || claimsTooMuch(body) || s.abandoned.Load() >= maxAbandoned {
		return nil
	}
	result := make(chan map[int]string, 1)
	stop := make(chan struct{})
	go func() {
		defer func() {
			if recover() != nil {
				result <- nil
			}
		}()
		result <- secondTexts(body, pages, stop)
	}()
	select {
	case texts := <-result:
		return texts
	case <-time.After(maxSecondTime):
		close(stop)
	}
	select {
	case texts := <-result:
		return texts
	case <-time.After(maxHangTime):
		s.abandoned.Add(1)
		go func() { // slow is not hung
			<-result
			s.abandoned.Add(-1)
		}()
		return nil
	}
}

func hasNumeral(glyphs []pdfGlyph) bool {
	for _, g := range glyphs {
		if isNumeral(g.r) {
			return true
		}
	}
	return false
}

// claimsTooMuch tells a file that claims more objects, or entries of a table of
// characters, than it has bytes: the second reader would make room for them all.
func claimsTooMuch(body []byte) bool {
	size, table := []byte("/Size"), []byte("beginbf")
	for rest := body; ; {
		_, after, found := bytes.Cut(rest, size)
		if !found {
			break
		}
		rest = after
		number := bytes.TrimLeft(after, pdfBlanks)
		if len(number) < len(after) && tooMany(number[:len(number)-len(bytes.TrimLeft(number, digits))], len(body)) {
			return true
		}
	}
	for rest := body; ; {
		before, after, found := bytes.Cut(rest, table)
		if !found {
			return false
		}
		rest = after
		number := bytes.TrimRight(before, pdfBlanks)
		if len(number) < len(before) && tooMany(number[len(bytes.TrimRight(number, digits)):], len(body)) {
			return true
		}
	}
}

const (
	pdfBlanks = " \t\r\n\f"
	digits    = "0123456789"
)

// tooMany tells a number that is above most, as one of more digits than any
// number has.
func tooMany(number []byte, most int) bool {
	if len(number) < 6 {
		return false // no room worth speaking of
	}
	n, err := strconv.ParseInt(string(number[:min(len(number), 30)]), 10, 64)
	return err != nil || n > int64(most)
}

func secondTexts(body []byte, pages []int, stop <-chan struct{}) map[int]string {
	r, err := pdf.NewReader(bytes.NewReader(body), int64(len(body)))
	if err != nil {
		return nil
	}
	texts := map[int]string{}
	for _, n := range pages {
		select {
		case <-stop:
			return texts
		default:
		}
		if text, err := r.Page(n).GetPlainText(nil); err == nil {
			texts[n] = unspaced(text)
		}
	}
	return texts
}

func unspaced(text string) string { return strings.Join(strings.Fields(text), "") }
