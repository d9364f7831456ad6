package main

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"nianbao/compare"
	"nianbao/report"
)

// mostGroups is how many groups the foot of a table has.
const mostGroups = 6

// A groupName is a level and scope.
type groupName struct {
	level report.BodyLevel
	scope report.Scope
}

// groups are those of the bodies that are shown, from the top down.
func (t *comparisonTable) groups() []groupName {
	var out []groupName
	for _, g := range t.m.groups[t.m.codes[0].code] {
		name := groupName{g.Level, g.Scope}
		if !slices.Contains(out, name) && slices.ContainsFunc(t.m.bodies, func(b body) bool { return b.in(name) }) {
			out = append(out, name)
		}
	}
	slices.SortFunc(out, func(a, b groupName) int {
		return cmp.Or(cmp.Compare(compare.Depth(a.level), compare.Depth(b.level)), cmp.Compare(a.scope, b.scope))
	})
	if len(out) > mostGroups {
		t.groupsLeft = len(out) - mostGroups
		out = out[:mostGroups]
	}
	return out
}

func (b *body) in(g groupName) bool {
	for _, points := range b.points {
		for _, p := range points {
			if p.Level == g.level && p.Scope == g.scope {
				return true
			}
		}
	}
	return false
}

func (t *comparisonTable) group(name groupName, code string, year int) *compare.Group {
	for i := range t.m.groups[code] {
		if g := &t.m.groups[code][i]; g.Year == year && g.Level == name.level && g.Scope == name.scope {
			return g
		}
	}
	return nil
}

// sums adds a group's rows below the bodies': the total that shares are of, the
// median, and how many of its reports state the figure.
func (t *comparisonTable) sums(g *grid, name groupName, n, spare int, group func(int) *compare.Group) {
	words := t.groupWords(name)
	if t.m.by != compare.ByValue && (len(t.m.years) > 1 || len(t.m.codes) > 1) { // the cells above are others
		words += t.say("compare.of_values")
	}
	rows := [][]string{{t.say("compare.total", words)}, {"  " + t.say("compare.median")}, {"  " + t.say("compare.stated")}}
	measured, stated := false, false
	for i := range n {
		s := group(i)
		if s == nil {
			s = &compare.Group{}
		}
		total, median := string(s.Total), string(s.Median)
		measured = measured || total != ""
		if s.Inexact > 0 && total != "" {
			total = t.say("qualifier.approx", total)
		}
		stated = stated || median != ""
		parts := ""
		if s.Reports > 0 {
			parts = fmt.Sprintf("%d/%d", s.Reported(), s.Reports)
		}
		rows[0], rows[1], rows[2] = append(rows[0], total), append(rows[1], median), append(rows[2], parts)
	}
	switch {
	case !stated:
		rows[2][0] = words + " " + t.say("compare.stated")
		rows = rows[2:]
	case !measured: // nothing is summed: percentages, an unknown level
		rows[1][0] = words + " " + t.say("compare.median")
		rows = rows[1:]
	}
	for _, row := range rows {
		g.add(append(row, make([]string, spare)...)...)
	}
}

func (c *cli) groupWords(g groupName) string {
	if g.level == "" {
		return c.say("level.unknown")
	}
	words := c.say("level." + string(g.level))
	if g.scope != "" {
		words += " " + c.say("scope."+string(g.scope))
	}
	return words
}

// together is a space at which no line is broken.
const together = "\u00a0"

// foot says what the marks of the table mean, and how numbers were made.
func (t *comparisonTable) foot(notes []string) error {
	var legend []string
	for _, s := range compare.States() {
		if t.states[s] {
			legend = append(legend, strings.ReplaceAll(marks[s]+" "+t.say("state."+string(s)), " ", together))
		}
	}
	var b strings.Builder
	line := func(s string) { b.WriteString(strings.ReplaceAll(wrapped(clean(s), t.columns(), "  "), together, " ")) }
	if len(legend) > 0 {
		line(strings.Join(legend, "   "))
	}
	for _, s := range t.sumLines() {
		line(s)
	}
	for _, s := range t.breakLines() {
		line(s)
	}
	for _, n := range notes {
		line(n)
	}
	if t.groupsLeft > 0 {
		line(t.say("compare.groups_left", t.groupsLeft))
	}
	if t.shares {
		line(t.say("compare.shares"))
	}
	if t.computed {
		line(t.say("compare.rounding", shownDigits))
	}
	if b.Len() == 0 {
		return nil
	}
	_, err := io.WriteString(t.stdout, "\n"+b.String()) // apart, so that it is not taken for rows
	return err
}

// breakLines say what the marks before figures mean, each thing once.
func (t *comparisonTable) breakLines() []string {
	var out []string
	for k, of := range t.breaks {
		words := k.mark + " "
		if titles := strings.Join(slices.DeleteFunc(of, func(s string) bool { return s == "" }), ", "); titles != "" {
			words += titles + ": "
		}
		out = append(out, words+k.note)
	}
	slices.Sort(out)
	return out
}

// sumLines say what numbers that no cell states are the sums of.
func (t *comparisonTable) sumLines() []string {
	var out []string
	for _, n := range t.m.codes {
		var eras []string // of one sum
		var last *comparedSum
		flush := func() {
			if last == nil {
				return
			}
			key := "compare.sum"
			if !last.Exact {
				key = "compare.sum_near"
			}
			out = append(out, t.say(key, t.sumTitle(n.code), strings.Join(eras, ", "), t.partWords(last)))
			last, eras = nil, nil
		}
		for _, era := range report.Eras() {
			if !t.sumsShown[n.code][era] {
				continue
			}
			s := t.m.sums[n.code][era]
			if last != nil && s.called != last.called {
				flush()
			}
			last, eras = &s, append(eras, t.eraWords(era))
		}
		flush()
	}
	return out
}

// sumTitle is a code's name in the foot.
func (t *comparisonTable) sumTitle(code string) string {
	if len(t.m.codes) == 1 {
		return code
	}
	return t.titles[slices.IndexFunc(t.m.codes, func(n subject) bool { return n.code == code })]
}

// partWords name the parts of a sum.
func (t *comparisonTable) partWords(s *comparedSum) string {
	var parts []subject
	for _, code := range s.parts {
		i, _ := t.m.book.Find(report.ParseCode(code).Indicator)
		parts = append(parts, subject{code, i})
	}
	var words []string
	for i, p := range parts {
		word := t.dimWords(p)
		if word == "" {
			word = t.label(p.indicator)
		}
		if p.indicator.ID != parts[0].indicator.ID {
			word = s.parts[i]
		}
		words = append(words, word)
	}
	return strings.Join(words, " + ")
}

// eraWords are the years of an era's form.
func (t *comparisonTable) eraWords(e report.Era) string {
	eras := report.Eras()
	i := slices.Index(eras, e)
	if i+1 == len(eras) {
		return string(e) + "-"
	}
	next, _ := strconv.Atoi(string(eras[i+1]))
	return string(e) + "-" + strconv.Itoa(next-1)
}

func sortedKeys[V any](m map[string]V) []string {
	var out []string
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}
