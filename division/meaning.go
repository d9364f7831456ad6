package division

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"nianbao/report"
)

// A Meaning is one division that a name or a code means.
type Meaning struct {
	report.Division                   // the one of that name or code
	History         []report.Division // under every code and name that it has had, the oldest first, itself among them
	Other           []report.Division // those that had one of its codes and are none of these: codes are given anew
}

// Covers tells whether a code is one of the division's or of one below it.
func (m Meaning) Covers(code string) bool {
	return slices.ContainsFunc(m.History, func(d report.Division) bool { return strings.HasPrefix(code, d.Code) })
}

// Means gives the divisions that a name can mean as people write it when they
// ask, in simplified characters: 东城区, 北京市东城区, 北京东城, 东城, 崇文区. A whole
// name goes before a short one, and a short one down to counties before that of
// a town; a name with other divisions in front means one within them. What was
// renamed or got another code is one division.
func (t *Table) Means(name string) []Meaning {
	if utf8.RuneCountInString(name) < 2 {
		return nil // no name is of one character
	}
	found, _ := t.meant(nil, name)
	return t.meanings(found)
}

// Split parts the longest name of divisions down to counties that a name begins
// with from the rest of it: 成都 from 锦川区, which no table has.
func (t *Table) Split(name string) (found []Meaning, rest string) {
	ends := runeEnds(name, longestName)
	for k := len(ends) - 2; k > 0; k-- {
		if d, how := t.meant(nil, name[:ends[k-1]]); how <= shortName && len(d[0].Code) <= 6 {
			return t.meanings(d), name[ends[k-1]:]
		}
	}
	return nil, name
}

// Coded gives the divisions that had a code, one after the other: mostly one.
func (t *Table) Coded(code string) []Meaning {
	if len(code) == 9 {
		if d, ok := t.Get(code, 0); ok {
			return t.meanings([]report.Division{d})
		}
		return nil
	}
	var found []report.Division
	for i := range t.upper {
		if t.upper[i].Code == code {
			found = append(found, t.upper[i].Division)
		}
	}
	return t.meanings(found)
}

// Holds tells whether a division's code begins with one: 1101 is no division but
// holds the districts of 北京市.
func (t *Table) Holds(code string) bool {
	return slices.ContainsFunc(t.upper, func(e entry) bool { return strings.HasPrefix(e.Code, code) })
}

// Path gives a division's name with those above it, as they were called when it
// was last called so.
func (t *Table) Path(d report.Division) string {
	name := ""
	for _, above := range t.Chain(d.Code, d.To) {
		if above.Code != d.Code {
			name += above.Name
		}
	}
	return name + d.Name
}

// meanings puts the names of one division together and leaves out those that
// lie in another of the same name: 嘉峪关市 is a city and the county in it.
func (t *Table) meanings(found []report.Division) []Meaning {
	var out []Meaning
	for _, d := range found {
		if !slices.ContainsFunc(out, func(m Meaning) bool { return slices.Contains(m.History, d) }) {
			out = append(out, t.meaning(d, found))
		}
	}
	return slices.DeleteFunc(out, func(m Meaning) bool {
		return slices.ContainsFunc(out, func(other Meaning) bool {
			return other.Name == m.Name && slices.ContainsFunc(other.History, func(d report.Division) bool {
				return len(d.Code) < len(m.Code) && strings.HasPrefix(m.Code, d.Code)
			})
		})
	})
}

// meaning gives a division of those found by the last of its names among them.
func (t *Table) meaning(d report.Division, found []report.Division) Meaning {
	m := Meaning{History: t.History(d)}
	for _, h := range m.History {
		if slices.Contains(found, h) {
			m.Division = h
		}
		for i := range t.upper {
			if e := t.upper[i].Division; e.Code == h.Code && !slices.Contains(m.History, e) && !slices.Contains(m.Other, e) {
				m.Other = append(m.Other, e)
			}
		}
	}
	return m
}

// How a name matches a division's, the best first.
const (
	wholeName = iota
	shortName
	farName // without its peoples, where the county is rarely called so
	townName
	noName
)

// meant gives the divisions below some, or anywhere, that s means, and how well
// it matches.
func (t *Table) meant(above []report.Division, s string) (found []report.Division, best int) {
	best = noName
	add := func(d []report.Division, how int) {
		if how < best && len(d) > 0 {
			found, best = nil, how
		}
		if how == best {
			found = append(found, d...)
		}
	}
	for i := range t.upper {
		if d := t.upper[i].Division; strings.HasPrefix(d.Name, s) && below(d.Code, above) {
			add([]report.Division{d}, matches(d, s))
		}
	}
	for _, i := range t.names[s] { // 恩施州
		if d := t.upper[i].Division; d.Name != s && below(d.Code, above) {
			add([]report.Division{d}, wholeName)
		}
	}
	if isTown(s) {
		add(t.townsBelow(above, s), wholeName)
	}
	ends := runeEnds(s, longestName)
	for k := 1; k < len(ends)-2; k++ { // two characters are left at least
		if heads := t.heads(above, s[:ends[k]]); len(heads) > 0 {
			add(t.meant(heads, s[ends[k]:]))
		}
	}
	if best > townName {
		add(t.townsCalled(above, s), townName)
	}
	return uniqueEntries(found), best
}

func (t *Table) townsBelow(above []report.Division, name string) []report.Division {
	if len(above) == 0 {
		return towns(t.text, name, "")
	}
	return t.townsIn(above, name)
}

// townsCalled gives the towns that a name means without the word for what they are.
func (t *Table) townsCalled(above []report.Division, name string) (found []report.Division) {
	words := []string{"", "街道", "镇", "乡", "苏木"}
	if len(above) == 0 {
		return towns(t.text, name, words...) // one look at a megabyte rather than five
	}
	for _, w := range words {
		found = append(found, t.townsIn(above, name+w)...)
	}
	return found
}

// heads gives the divisions down to counties that s is the whole or the short
// name of.
func (t *Table) heads(above []report.Division, s string) (found []report.Division) {
	for i := range t.upper {
		if d := t.upper[i].Division; strings.HasPrefix(d.Name, s) && below(d.Code, above) && matches(d, s) <= shortName {
			found = append(found, d)
		}
	}
	for _, i := range t.names[s] {
		if d := t.upper[i].Division; d.Name != s && below(d.Code, above) {
			found = append(found, d)
		}
	}
	return found
}

// matches tells how s, with which the name of a division begins, names it.
func matches(d report.Division, s string) int {
	rest := d.Name[len(s):]
	switch {
	case rest == "":
		return wholeName
	case utf8.RuneCountInString(s) < 2:
		return noName
	case slices.Contains(kinds, rest):
		return shortName
	}
	if loc := peoples.FindStringIndex(d.Name); loc == nil || loc[0] != len(s) {
		return noName
	}
	if strings.HasSuffix(rest, "州") {
		return shortName
	}
	return farName
}

// uniqueEntries leaves out what was found in several ways: 吉林市 is that in
// 吉林省 and that in 吉林.
func uniqueEntries(found []report.Division) []report.Division {
	slices.SortFunc(found, func(a, b report.Division) int {
		return cmp.Or(cmp.Compare(len(a.Code), len(b.Code)), strings.Compare(a.Code, b.Code), cmp.Compare(lastYear(a), lastYear(b)))
	})
	return slices.Compact(found)
}

// Near gives at most n names that differ from one in a character or begin or
// end with it, of the divisions down to counties.
func (t *Table) Near(name string, n int) []string {
	var out []string
	asked := []rune(name)
	if len(asked) < 2 {
		return nil
	}
	for _, exact := range []bool{true, false} {
		for i := range t.upper {
			d := t.upper[i].Division
			near := oneApart(asked, []rune(d.Name))
			if !exact {
				near = strings.HasPrefix(d.Name, name) || strings.HasSuffix(d.Name, name)
			}
			if near && !slices.Contains(out, d.Name) && len(out) < n {
				out = append(out, d.Name)
			}
		}
	}
	return out
}

// oneApart tells whether one name becomes the other by changing, adding or
// leaving out one character.
func oneApart(a, b []rune) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	switch len(b) - len(a) {
	case 0:
		return i < len(a) && slices.Equal(a[i+1:], b[i+1:])
	case 1:
		return slices.Equal(a[i:], b[i+1:])
	}
	return false
}
