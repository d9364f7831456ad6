package check

import (
	"cmp"
	"hash/fnv"
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"nianbao/report"
)

// Reports that repeat one another (雷同) share sentences with figures in them,
// word for word. What every report says is no sign: a sentence without a count
// above zero, or one that many reports have.
const (
	leastCommon   = 5   // sentences that two reports must share
	commonShare   = 0.8 // of those of the shorter one
	commonPhrase  = 20  // reports that have a sentence make it a common phrase
	leastSentence = 12  // runes
)

// Copies finds reports that repeat others. The zero value is ready.
type Copies struct {
	sentences []int            // of each report
	having    map[uint64][]int // sentence -> indexes of reports
}

// A Copy is a pair of reports, by their place among those added, and how many
// sentences with figures they share, of how many the shorter one has.
type Copy struct {
	A, B          int
	Shared, Least int
}

var years4 = regexp.MustCompile(`(?:19|20)\d\d|[一二]〇[〇一二三四五六七八九]{2}`)

// Add takes one more report.
func (c *Copies) Add(d *report.Document) {
	if c.having == nil {
		c.having = map[uint64][]int{}
	}
	seen, end := map[uint64]bool{}, utf8.RuneCountInString(d.Text)
	for i := range d.Figures {
		g := &d.Figures[i]
		if g.Method != report.InText || g.Value == "" || g.Value == "0" {
			continue
		}
		if s := sentenceAt(d, g.Start, end); utf8.RuneCountInString(s) >= leastSentence {
			h := fnv.New64a()
			h.Write([]byte(years4.ReplaceAllString(strings.ReplaceAll(s, d.Body, ""), "#")))
			seen[h.Sum64()] = true
		}
	}
	for h := range seen {
		c.having[h] = append(c.having[h], len(c.sentences))
	}
	c.sentences = append(c.sentences, len(seen))
}

// Pairs gives the reports that repeat each other, in order.
func (c *Copies) Pairs() []Copy {
	shared := map[[2]int]int{}
	for _, having := range c.having {
		if len(having) > commonPhrase {
			continue
		}
		for i, a := range having {
			for _, b := range having[i+1:] {
				shared[[2]int{a, b}]++
			}
		}
	}
	var out []Copy
	for _, pair := range slices.SortedFunc(maps.Keys(shared), func(a, b [2]int) int { return cmp.Or(a[0]-b[0], a[1]-b[1]) }) {
		least := min(c.sentences[pair[0]], c.sentences[pair[1]])
		if n := shared[pair]; n >= leastCommon && float64(n) >= commonShare*float64(least) {
			out = append(out, Copy{pair[0], pair[1], n, least})
		}
	}
	return out
}

// sentenceAt gives the sentence of a document's text that a place is in,
// without white space; end is where the text ends.
func sentenceAt(d *report.Document, at, end int) string {
	const reach = 200
	from := max(0, at-reach)
	before := d.Slice(report.Span{Start: from, End: at})
	if i := strings.LastIndexAny(before, "。；;\n"); i >= 0 {
		_, size := utf8.DecodeRuneInString(before[i:])
		before = before[i+size:]
	}
	after := d.Slice(report.Span{Start: at, End: min(at+reach, end)})
	if i := strings.IndexAny(after, "。；;\n"); i >= 0 {
		after = after[:i]
	}
	return strings.Join(strings.Fields(before+after), "")
}
