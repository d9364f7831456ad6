package parse

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"nianbao/needle"
	"nianbao/report"
)

var numeral = needle.MustCompile(`[0-9０-９]+(?:[.,．，][0-9０-９]+)*`)

// A pdfNumeral is a numeral of the text, its place, and the characters beside
// it in its line or cell.
type pdfNumeral struct {
	text   string
	span   report.Span
	beside string
	after  bool // that is what stands after it: nothing does before
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
			n.beside, n.after = string(after[:min(3, len(after))]), true
		}
		out = append(out, n)
	}
	return out
}

// A pdfOpinion is what the first reader has on a page, to be compared with what
// others read there.
type pdfOpinion struct {
	page     int
	text     string
	numerals []pdfNumeral
	doubtful []pdfNumeral // the second reader does not have them
	second   string       // its text
	weak     bool         // it lacks so many that it may just read badly
}

// compare records the numerals that the second reader does not have on a page
// whose words it has, unless further readers have them.
func (w *pdfWriter) compare(second map[int]string, reread func(first, last int) []Rereading) {
	var doubtful []pdfOpinion
	for _, o := range w.opinions() {
		o.second = second[o.page]
		missing, ok := o.missing(o.second)
		if !ok {
			continue
		}
		o.weak = len(missing)*4 > len(o.numerals)
		for _, n := range missing {
			if strings.Contains(o.second, unspaced(n.beside)) { // else it misses the whole line
				o.doubtful = append(o.doubtful, n)
			}
		}
		if len(o.doubtful) > 0 {
			doubtful = append(doubtful, o)
		}
	}
	if len(doubtful) == 0 {
		return
	}
	first := doubtful[0].page
	readings := reread(first, doubtful[len(doubtful)-1].page)
	for _, o := range doubtful {
		w.settle(o, first, readings)
	}
}

// opinions gathers what was read page by page.
func (w *pdfWriter) opinions() (out []pdfOpinion) {
	at := map[int]int{}
	for _, p := range w.pages {
		i, ok := at[p.page]
		if !ok {
			i = len(out)
			at[p.page] = i
			out = append(out, pdfOpinion{page: p.page})
		}
		s := w.d.Slice(p.Span)
		out[i].text += s
		out[i].numerals = append(out[i].numerals, numeralsOf(s, p.Start)...)
	}
	slices.SortFunc(out, func(a, b pdfOpinion) int { return a.page - b.page })
	return out
}

// missing gives the numerals that another reader's text of the page lacks;
// false where that reader has not read the page well enough to be heard.
func (o *pdfOpinion) missing(text string) ([]pdfNumeral, bool) {
	return missingNumerals(o.numerals, text), coverage(o.text, text) >= 0.8
}

// settle lets further readers decide on what the first two disagree in. Where
// the second has another numeral in the same words the file itself says two
// things, and nobody decides.
func (w *pdfWriter) settle(o pdfOpinion, first int, readings []Rereading) {
	var heard []Rereading // with the text of this page only
	for _, r := range readings {
		if k := o.page - first; k < len(r.Pages) {
			text := unspaced(r.Pages[k])
			if _, ok := o.missing(text); ok {
				heard = append(heard, Rereading{r.Program, []string{text}})
			}
		}
	}
	if o.weak && len(heard) == 0 {
		return
	}
	for _, n := range o.doubtful {
		detail := fmt.Sprintf("the second PDF reader does not read %s on page %d", n.text, o.page)
		other := n.otherIn(o.second)
		if other != "" {
			detail = fmt.Sprintf("the second PDF reader reads %s, not %s, on page %d", other, n.text, o.page)
		}
		confirmed := 0
		for _, r := range heard {
			missing, _ := o.missing(r.Pages[0])
			if slices.ContainsFunc(missing, func(m pdfNumeral) bool { return m.span == n.span }) {
				detail += "; " + r.Program + " does not"
			} else {
				confirmed++
				detail += fmt.Sprintf("; %s reads %s", r.Program, n.text)
			}
		}
		if other != "" || confirmed == 0 || confirmed < len(heard) {
			w.d.Note(report.IssueReaders, n.span, detail)
		}
	}
}

// otherIn gives the numeral of the same length that stands after the same words
// in another text, if this one never does.
func (n *pdfNumeral) otherIn(text string) (other string) {
	before := unspaced(n.beside)
	if n.after || utf8.RuneCountInString(before) < 2 {
		return ""
	}
	for {
		_, rest, found := strings.Cut(text, before)
		if !found {
			return other
		}
		text = rest
		at := numeral.FindStringIndex(rest)
		switch {
		case at == nil || at[0] > 0:
		case rest[:at[1]] == n.text:
			return ""
		case at[1] == len(n.text): // else the figures of two cells may have run together
			other = rest[:at[1]]
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
