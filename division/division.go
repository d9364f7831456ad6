// Package division finds administrative divisions by name, as the names of
// public bodies write them: 北京市东城区人民政府北新桥街道办事处 is a body of
// 110101005. It knows the table of third_party/divisions and nothing of
// documents; what a name leaves open, its caller decides from elsewhere.
package division

import (
	"slices"
	"sort"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"

	"nianbao/report"
	"nianbao/third_party/divisions"
)

// A Table finds divisions. It is safe for concurrent use.
type Table struct {
	text      string
	upper     []entry                                      // down to counties, in order of their codes
	names     map[string][]int                             // in upper
	short     map[string][]int                             // likewise, by the form in which a zone's name begins: 合肥
	towns     func() map[string][]report.Division          // all of them by name: few documents name a town alone
	links     func() map[report.Division][]report.Division // of divisions with those before and after them: only people ask
	revisions []int                                        // the years in which a name began or ended, sorted
}

// An entry is a division with the place of all lines at and below it.
type entry struct {
	report.Division
	start, end int
}

// New reads the table. The lines of towns stay as they are: most documents name
// the county, and then only its own few are looked at.
func New() *Table {
	t := &Table{text: divisions.Text, names: map[string][]int{}, short: map[string][]int{}}
	for at := 0; at < len(t.text); {
		size := strings.IndexByte(t.text[at:], '\n') + 1
		if size == 0 {
			size = len(t.text) - at
		}
		if at+9 < len(t.text) && t.text[at+9] != '\t' {
			t.upper = append(t.upper, entry{parse(strings.TrimSuffix(t.text[at:at+size], "\n")), at, len(t.text)})
		}
		at += size
	}
	t.towns = sync.OnceValue(func() map[string][]report.Division { return allTowns(t.text) })
	t.links = sync.OnceValue(t.linked)
	t.bound()
	for i := range t.upper {
		d := &t.upper[i].Division
		t.revisions = append(t.revisions, d.From, d.To)
		t.names[d.Name] = append(t.names[d.Name], i)
		if name := withoutPeoples(d.Name); name != "" {
			t.names[name] = append(t.names[name], i)
		}
		if name := shortOf(d); name != "" {
			t.short[name] = append(t.short[name], i)
		}
	}
	slices.Sort(t.revisions)
	t.revisions = slices.Compact(t.revisions)
	return t
}

// bound finds where the lines below each entry end: before the next whose code
// does not begin with its own.
func (t *Table) bound() {
	var open []int
	for i := range t.upper {
		for len(open) > 0 && !strings.HasPrefix(t.upper[i].Code, t.upper[open[len(open)-1]].Code) {
			t.upper[open[len(open)-1]].end = t.upper[i].start
			open = open[:len(open)-1]
		}
		open = append(open, i)
	}
}

// parse reads a line: code, name and, where they are bounded, years.
func parse(line string) report.Division {
	f := strings.Split(line, "\t")
	d := report.Division{Code: f[0], Name: f[1]}
	if len(f) == 4 {
		d.From, _ = strconv.Atoi(f[2])
		d.To, _ = strconv.Atoi(f[3])
	}
	return d
}

// Chain gives the divisions that a code lies in as they were called in a year,
// the widest first and the code's own last; those not in force then are left
// out, and where names changed within the year the later one stands.
func (t *Table) Chain(code string, year int) []report.Division {
	var out []report.Division
	for _, c := range report.CodesAbove(code) {
		if d, ok := t.Get(c, year); ok && (len(out) == 0 || out[len(out)-1].Code != d.Code) {
			out = append(out, d)
		}
	}
	return out
}

// Get finds a division by its code.
func (t *Table) Get(code string, year int) (d report.Division, ok bool) {
	for i := range t.upper {
		if e := &t.upper[i]; e.Code == code && e.In(year) {
			d, ok = e.Division, true
		}
	}
	if len(code) != 9 {
		return d, ok
	}
	_, line, ok := strings.Cut(t.block(report.DivisionCode(code[:6])), "\n"+code+"\t")
	if !ok {
		return d, false
	}
	name, _, _ := strings.Cut(line, "\n")
	return report.Division{Code: code, Name: name}, true
}

// Provinces gives the widest divisions.
func (t *Table) Provinces() []report.Division {
	var out []report.Division
	for i := range t.upper {
		if len(t.upper[i].Code) == 2 {
			out = append(out, t.upper[i].Division)
		}
	}
	return out
}

// longestName is the most runes that the name of a division has.
const longestName = 26

// within gives the divisions in force in a year that s begins with the name of,
// those of the longest name, and the name's length in bytes. They lie below
// one of above, or anywhere where there is none.
func (t *Table) within(names map[string][]int, above []report.Division, s string, year int) (found []report.Division, size int) {
	ends := runeEnds(s, longestName)
	for k := len(ends) - 1; k >= 1; k-- { // no name is of one character
		for _, i := range names[s[:ends[k]]] {
			if d := t.upper[i].Division; d.In(year) && below(d.Code, above) {
				found = append(found, d)
			}
		}
		if len(found) > 0 {
			return unique(found), ends[k]
		}
	}
	return nil, 0
}

// unique leaves of divisions of one name those that lie in none of the others:
// 嘉峪关市 is a city and, for the statistical office, the county in it.
func unique(found []report.Division) []report.Division {
	var out []report.Division
	for i, d := range found {
		inside := false
		for k, other := range found {
			if k != i && strings.HasPrefix(d.Code, other.Code) && (d.Code != other.Code || k < i) {
				inside = true
			}
		}
		if !inside {
			out = append(out, d)
		}
	}
	return out
}

func below(code string, above []report.Division) bool {
	for _, d := range above {
		if len(code) > len(d.Code) && strings.HasPrefix(code, d.Code) {
			return true
		}
	}
	return len(above) == 0
}

// block gives the lines at and below a division down to counties; all for "".
func (t *Table) block(code string) string {
	if code == "" {
		return t.text
	}
	i := sort.Search(len(t.upper), func(i int) bool { return t.upper[i].Code >= code })
	for ; i < len(t.upper) && t.upper[i].Code == code; i++ {
		if e := &t.upper[i]; i+1 == len(t.upper) || t.upper[i+1].Code != code {
			return t.text[e.start:e.end]
		}
	}
	return ""
}

// towns gives those in lines of the table that are called a name with one of some
// words behind it, by the order of the words.
func towns(lines, name string, words ...string) []report.Division {
	found := make([][]report.Division, len(words))
	for at := 0; ; {
		k := strings.Index(lines[at:], "\t"+name)
		if k < 0 {
			return slices.Concat(found...)
		}
		k += at
		rest, _, _ := strings.Cut(lines[k+1+len(name):], "\n")
		if i := slices.Index(words, rest); i >= 0 {
			if code := lines[strings.LastIndexByte(lines[:k], '\n')+1 : k]; len(code) == 9 {
				found[i] = append(found[i], report.Division{Code: code, Name: name + rest})
			}
		}
		at = k + 1
	}
}

// allTowns arranges the towns in lines of the table by name.
func allTowns(lines string) map[string][]report.Division {
	out := map[string][]report.Division{}
	for line := range strings.Lines(lines) {
		if code, name, ok := strings.Cut(strings.TrimSuffix(line, "\n"), "\t"); ok && len(code) == 9 {
			out[name] = append(out[name], report.Division{Code: code, Name: name})
		}
	}
	return out
}

// townsWithin is within for towns, and tries each length at which a name may end.
func (t *Table) townsWithin(above []report.Division, s string) (found []report.Division, size int) {
	ends := runeEnds(s, longestName)
	for k := len(ends) - 1; k >= 1; k-- {
		name := s[:ends[k]]
		if len(above) == 0 && !isTown(name) {
			continue
		}
		if found = t.townsIn(above, name); len(found) > 0 {
			return found, ends[k]
		}
	}
	return nil, 0
}

// townsIn gives the towns of a name below one of above, or anywhere.
func (t *Table) townsIn(above []report.Division, name string) (found []report.Division) {
	if len(above) == 0 {
		return t.towns()[name]
	}
	for _, d := range above {
		found = append(found, towns(t.block(d.Code), name, "")...)
	}
	return found
}

// isTown tells a name that only a town has, of several characters before the word.
func isTown(name string) bool {
	for _, w := range []string{"街道", "镇", "乡", "苏木"} {
		if strings.HasSuffix(name, w) {
			return utf8.RuneCountInString(name) > utf8.RuneCountInString(w)
		}
	}
	return false
}

// runeEnds gives the byte offsets at which the first n runes of s end.
func runeEnds(s string, n int) []int {
	var out []int
	for i, r := range s {
		if len(out) == n {
			break
		}
		out = append(out, i+utf8.RuneLen(r))
	}
	return out
}
