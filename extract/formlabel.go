package extract

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"nianbao/extract/indicator"
	"nianbao/needle"
	"nianbao/report"
)

// A place is where an official table states an indicator.
type place struct {
	indicator report.Indicator
	report.FormLabel
}

// A formTable is everything known of the tables with one number: "1" the
// single table of before 2019, "2", "3" and "4" the sections since. The eras
// share most labels, so that they are matched together and told apart after.
type formTable struct {
	rows   map[string][]place // by key of the row's label
	cols   map[string][]place // by key of the column's label
	rowSet []string           // the keys of rows and of cols, in the order of the codebook
	colSet []string
}

// placesOf arranges the codebook's form labels by table.
func placesOf(book *indicator.Book) map[string]*formTable {
	out := map[string]*formTable{}
	for _, ind := range book.All() {
		for _, l := range ind.Labels {
			t := out[l.Table]
			if t == nil {
				t = &formTable{rows: map[string][]place{}, cols: map[string][]place{}}
				out[l.Table] = t
			}
			p, row := place{ind, l}, labelKey(l.Row)
			if t.rows[row] == nil {
				t.rowSet = append(t.rowSet, row)
			}
			t.rows[row] = append(t.rows[row], p)
			if col := labelKey(l.Col); col != "" {
				if t.cols[col] == nil {
					t.colSet = append(t.colSet, col)
				}
				t.cols[col] = append(t.cols[col], p)
			}
		}
	}
	return out
}

var (
	// numbering in front of a label: 一、 （一） 1. (1) ① 其中：
	numbering = needle.MustCompile(`^(?:第?[一二三四五六七八九十]{1,3}[、.．:：,，]|[（(【\[][一二三四五六七八九十\d]{1,3}[)）】\]][、.]?|\d{1,2}[、.．:：)）]|[①-⑳⑴-⒛]|其中[:：,，]?|[-—·•*●])`)
	// a row number without a sign behind it: 01主动公开信息数
	bareNumber = needle.MustCompile(`^\d{1,2}(\p{Han})`)
	bracketed  = needle.MustCompile(`[（(【\[][^（）()【】\[\]]*[)）】\]]`)
	openEnded  = needle.MustCompile(`[（(][^（）()]*$`)
)

// stripNumbering takes the numbering from a label.
func stripNumbering(s string) string {
	for {
		t := numbering.ReplaceAllString(s, "")
		if t == s || t == "" {
			break
		}
		s = t
	}
	return bareNumber.ReplaceAllString(s, "$1")
}

// labelKey is a label for comparison: its characters alone, without numbering,
// notes in brackets and punctuation.
func labelKey(s string) string {
	s = stripNumbering(strings.Join(strings.Fields(s), ""))
	bare := openEnded.ReplaceAllString(bracketed.ReplaceAllString(s, ""), "")
	if bare == "" {
		bare = s
	}
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, bare)
}

const (
	exactLabel = 0.99 // confidence of a label that is the form's own
	leastAlike = 0.80 // likeness under which two labels are different things
	shortAlike = 0.88 // the same for labels of less than seven characters
	aheadBy    = 0.06 // how much liker the best label must be than one that means another thing
)

// matchRow finds the row label that a printed one is.
func (t *formTable) matchRow(key string) (string, float64) { return matchLabel(t.rowSet, t.rows, key) }

// matchCol finds the column label that a printed one is.
func (t *formTable) matchCol(key string) (string, float64) { return matchLabel(t.colSet, t.cols, key) }

// matchLabel finds the known label that a printed one is: the same, else the
// one that is clearly likest it.
func matchLabel(known []string, places map[string][]place, key string) (best string, confidence float64) {
	if places[key] != nil {
		return key, exactLabel
	}
	second := 0.0
	for _, k := range known {
		switch s := alike(k, key); {
		case s > confidence:
			if best != "" && !places[best][0].means(places[k][0]) {
				second = confidence
			}
			best, confidence = k, s
		case s > second && !places[best][0].means(places[k][0]):
			second = s
		}
	}
	least := leastAlike
	if min(utf8.RuneCountInString(best), utf8.RuneCountInString(key)) < 7 {
		least = shortAlike
	}
	if confidence < least || confidence-second < aheadBy {
		return "", 0
	}
	return best, confidence * 0.95
}

// means tells whether two places state the same.
func (p place) means(q place) bool { return p.code() == q.code() && p.Role == q.Role }

func (p place) code() string { return report.Code{Indicator: p.indicator.ID, Dims: p.Dims}.String() }

// alike measures the likeness of two keys: twice the length of their longest
// common subsequence over both lengths. A known label that stands whole within
// a longer one is as like as can be without being the same. Short labels must
// be the same: one character tells 当面 from 传真.
func alike(known, key string) float64 {
	a, b := []rune(known), []rune(key)
	if len(a) < 4 || len(b) < 4 {
		return 0
	}
	if len(a) >= 6 && len(b) <= 2*len(a) && strings.Contains(key, known) {
		return 0.97 - 0.1*float64(len(b)-len(a))/float64(len(b))
	}
	if min(len(a), len(b))*2 < max(len(a), len(b)) {
		return 0
	}
	prev := make([]int, len(b)+1)
	for _, x := range a {
		diag := 0
		for j, y := range b {
			up := prev[j+1]
			switch {
			case x == y:
				prev[j+1] = diag + 1
			case prev[j] > up:
				prev[j+1] = prev[j]
			}
			diag = up
		}
	}
	return 2 * float64(prev[len(b)]) / float64(len(a)+len(b))
}

// printedLabel is a label as a figure carries it: without numbering and notes.
func printedLabel(s string) string {
	s = stripNumbering(strings.TrimSpace(s))
	bare := strings.TrimRight(bracketed.ReplaceAllString(s, ""), ":：")
	if bare == "" {
		bare = s
	}
	if utf8.RuneCountInString(bare) > 60 {
		bare = string([]rune(bare)[:60])
	}
	return bare
}

// noteUnit is the measure word that a label names in brackets: 本年收费金额（单位：万元）.
func noteUnit(s string) (unit string, shift int) {
	for _, note := range bracketed.FindAllString(s, -1) {
		if unit, shift, ok := unitWord(note); ok {
			return unit, shift
		}
	}
	return "", 0
}
