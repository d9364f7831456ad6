package division

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"nianbao/report"
)

// History gives a division under every code and name that it has had, as far as
// the table tells, the oldest first: 怀柔县 was 110227 and is 怀柔区, 110116.
// Where one was merged into another of another name the table does not tell.
func (t *Table) History(d report.Division) []report.Division {
	links := t.links()
	out := []report.Division{d}
	for i := 0; i < len(out); i++ {
		for _, next := range links[out[i]] {
			if !slices.Contains(out, next) {
				out = append(out, next)
			}
		}
	}
	slices.SortFunc(out, func(a, b report.Division) int {
		return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(lastYear(a), lastYear(b)), strings.Compare(a.Code, b.Code))
	})
	return out
}

func lastYear(d report.Division) int { return cmp.Or(d.To, 9999) }

// linked finds which divisions followed which: each that ended with one of its
// level that began in the same revision of the sources, in the same province.
// That is the one of the same name or of the same name with another word for
// what it is (密云县, 密云区), else the one that has its code (襄樊市, 襄阳市),
// else the one of a county of one character (蓟县, 蓟州区). A code may have been
// given to another division in the same revision: the name goes first.
func (t *Table) linked() map[report.Division][]report.Division {
	links := map[report.Division][]report.Division{}
	forms := map[string][]string{} // of names, which are asked for many times
	sameName := func(a, b report.Division) bool {
		for _, d := range []report.Division{a, b} {
			if _, ok := forms[d.Name]; !ok {
				forms[d.Name] = shortForms(d.Name)
			}
		}
		return sameName(a, b, forms)
	}
	followed := map[report.Division]bool{}
	var begun []report.Division
	for i := range t.upper {
		if d := t.upper[i].Division; d.From != 0 {
			begun = append(begun, d)
		}
	}
	for _, same := range []func(a, b report.Division) bool{sameName, sameCode, longerName} {
		for i := range t.upper {
			a := t.upper[i].Division
			if a.To == 0 || slices.ContainsFunc(links[a], func(b report.Division) bool { return lastYear(b) > a.To }) {
				continue
			}
			b, ok := t.follower(a, begun, func(b report.Division) bool { return !followed[b] && same(a, b) })
			if ok {
				links[a], links[b] = append(links[a], b), append(links[b], a)
				followed[b] = true
			}
		}
	}
	return links
}

// follower gives the earliest division of some that can have followed a.
func (t *Table) follower(a report.Division, begun []report.Division, same func(b report.Division) bool) (best report.Division, ok bool) {
	for _, b := range begun {
		if b.From <= a.From || b.From > a.To || a.To > t.nextRevision(b.From) || len(b.Code) != len(a.Code) || b.Code[:2] != a.Code[:2] {
			continue
		}
		if (!ok || b.From < best.From) && same(b) {
			best, ok = b, true
		}
	}
	return best, ok
}

// nextRevision gives the next year after one in which the sources have a list.
func (t *Table) nextRevision(year int) int {
	i, _ := slices.BinarySearch(t.revisions, year+1)
	if i == len(t.revisions) {
		return year
	}
	return t.revisions[i]
}

func sameCode(a, b report.Division) bool { return a.Code == b.Code }

func sameName(a, b report.Division, forms map[string][]string) bool {
	if a.Name == b.Name || b.Name == a.Name+"区" { // 梅县, 梅县区
		return true
	}
	for _, s := range forms[a.Name] {
		if slices.Contains(forms[b.Name], s) {
			return true
		}
	}
	return false
}

// longerName tells a county of one character from the district or city of the
// same city whose name begins with it: one character would be too short for
// the name of a city or a district.
func longerName(a, b report.Division) bool {
	first, ok := strings.CutSuffix(a.Name, "县")
	return ok && utf8.RuneCountInString(first) == 1 && len(a.Code) == 6 && strings.HasPrefix(b.Name, first) &&
		(a.Code[:4] == b.Code[:4] || slices.Contains(municipalities, a.Code[:2]))
}

// municipalities are the provinces without cities: 蓟县 was 120225 and is 120119.
var municipalities = []string{"11", "12", "31", "50"}

// kinds are the words for what a division down to counties is.
var kinds = []string{"省", "维吾尔自治区", "壮族自治区", "回族自治区", "自治区", "特别行政区", "自治旗", "特别区", "地区", "新区", "林区", "特区", "市", "区", "县", "旗", "盟"}

// shortForms gives a name without the word for what the division is, in each
// way that it can be taken off: 清新区 is 清新 or 清; and, of an autonomous
// division, without its peoples.
func shortForms(name string) []string {
	var out []string
	for _, w := range kinds {
		if s, ok := strings.CutSuffix(name, w); ok && s != "" {
			out = append(out, s)
		}
	}
	if loc := peoples.FindStringIndex(name); loc != nil && loc[0] > 0 {
		out = append(out, name[:loc[0]])
	}
	return out
}
