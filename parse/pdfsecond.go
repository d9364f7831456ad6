package parse

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/ledongthuc/pdf"

	"nianbao/report"
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

var claimedCount = regexp.MustCompile(`/Size\s+(\d{6,20})|(\d{6,20})\s+beginbf`)

// claimsTooMuch tells a file that claims more objects, or entries of a table of
// characters, than it has bytes: the second reader would make room for them all.
func claimsTooMuch(body []byte) bool {
	for _, m := range claimedCount.FindAllSubmatch(body, -1) {
		if n, err := strconv.ParseInt(string(m[1])+string(m[2]), 10, 64); err != nil || n > int64(len(body)) {
			return true
		}
	}
	return false
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
			texts[n] = strings.Join(strings.Fields(text), "")
		}
	}
	return texts
}

var numeral = regexp.MustCompile(`[0-9０-９]+(?:[.,．，][0-9０-９]+)*`)

// A pdfNumeral is a numeral of the text, its place, and the characters beside
// it in its line or cell.
type pdfNumeral struct {
	text   string
	span   report.Span
	beside string
}

// numeralsOf finds the numerals in a piece of the text.
func numeralsOf(s string, start int) (out []pdfNumeral) {
	for _, m := range numeral.FindAllStringIndex(s, -1) {
		at := start + utf8.RuneCountInString(s[:m[0]])
		n := pdfNumeral{text: s[m[0]:m[1]], span: report.Span{Start: at, End: at + utf8.RuneCountInString(s[m[0]:m[1]])}}
		before, after := []rune(s[:m[0]]), []rune(s[m[1]:])
		if len(before) > 0 {
			n.beside = string(before[max(0, len(before)-3):])
		} else {
			n.beside = string(after[:min(3, len(after))])
		}
		out = append(out, n)
	}
	return out
}

// compare records the numerals that the second reader does not have on a page
// whose other numerals and words it has.
func (w *pdfWriter) compare(second map[int]string) {
	byPage := map[int][]pdfPiece{}
	var pages []int
	for _, p := range w.pages {
		if byPage[p.page] == nil {
			pages = append(pages, p.page)
		}
		byPage[p.page] = append(byPage[p.page], p)
	}
	for _, page := range pages {
		text := second[page]
		if text == "" {
			continue
		}
		var numerals []pdfNumeral
		var first strings.Builder
		for _, p := range byPage[page] {
			s := w.d.Slice(p.Span)
			first.WriteString(s)
			numerals = append(numerals, numeralsOf(s, p.Start)...)
		}
		missing := missingNumerals(numerals, text)
		if len(missing)*4 > len(numerals) || coverage(first.String(), text) < 0.8 {
			continue
		}
		for _, n := range missing {
			if strings.Contains(text, strings.Join(strings.Fields(n.beside), "")) { // else it misses the whole line
				w.d.Note(report.IssueReaders, n.span, fmt.Sprintf("the second PDF reader does not read %s on page %d", n.text, page))
			}
		}
	}
}

// missingNumerals gives the numerals that text has less often. Longer ones take
// their place in text first, so that a digit is not found within another number.
func missingNumerals(numerals []pdfNumeral, text string) (missing []pdfNumeral) {
	if len(numerals)*len(text) > maxComparison {
		return nil
	}
	left := []byte(text)
	for _, n := range slices.SortedStableFunc(slices.Values(numerals), func(a, b pdfNumeral) int { return len(b.text) - len(a.text) }) {
		at := placeOf(left, n.text)
		if at < 0 {
			missing = append(missing, n)
			continue
		}
		for i := range len(n.text) {
			left[at+i] = ' '
		}
	}
	slices.SortFunc(missing, func(a, b pdfNumeral) int { return a.span.Start - b.span.Start })
	return missing
}

// placeOf finds a numeral in text: one that stands by itself, else any, since
// the numbers of neighbouring cells may have run together.
func placeOf(text []byte, numeral string) int {
	first := -1
	for from := 0; ; {
		i := bytes.Index(text[from:], []byte(numeral))
		if i < 0 {
			return first
		}
		i += from
		end := i + len(numeral)
		if (i == 0 || !isNumberPart(rune(text[i-1]))) && (end == len(text) || !isNumberPart(rune(text[end]))) {
			return i
		}
		if first < 0 {
			first = i
		}
		from = i + 1
	}
}

// coverage is the share of the characters of a that b has too.
func coverage(a, b string) float64 {
	count := map[rune]int{}
	for _, r := range b {
		count[r]++
	}
	all, found := 0, 0
	for _, r := range a {
		if unicode.IsSpace(r) || r == '|' {
			continue
		}
		all++
		if count[r] > 0 {
			count[r]--
			found++
		}
	}
	return float64(found) / float64(max(1, all))
}
