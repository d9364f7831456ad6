package eval

import (
	"slices"
	"strconv"
	"strings"
	"unicode"

	"nianbao/report"
)

// A mark is a figure on either side of the comparison: labelled or given.
type mark struct {
	code      string
	value     float64
	unit      string
	label     string
	role      report.Role
	qualifier report.Qualifier
	period    string
	place     string
	quote     string
	printed   string
	table     bool
	alt       []string
	optional  bool
}

func labelMark(l Label) mark {
	return mark{
		code: l.Code, value: round(l.Value), unit: oneUnit(l.Unit), label: strip(l.Label), role: or(l.Role, report.Level),
		qualifier: or(l.Qual, report.Exact), period: strip(l.Period), place: strip(l.Place), quote: l.Quote,
		table: l.Where == report.InTable, alt: l.Alt, optional: l.Optional,
	}
}

// figureMark is false for a figure without a value: a blank cell is no claim.
func figureMark(f report.Figure) (mark, bool) {
	if f.Value == "" {
		return mark{}, false
	}
	return mark{
		code: report.Code{Indicator: f.Indicator, Dims: f.Dims}.String(), value: round(f.Value.Float()), unit: oneUnit(f.Unit),
		label: strip(f.Label), role: or(f.Role, report.Level), qualifier: or(f.Qualifier, report.Exact),
		period: strip(f.Period), place: strip(f.Place), quote: f.Quote, printed: f.Printed, table: f.Method == report.InTable,
	}, true
}

func or[T ~string](v, empty T) T {
	if v == "" {
		return empty
	}
	return v
}

// base is the indicator of a code, without its dimensions.
func base(code string) string {
	name, _, _ := strings.Cut(code, "[")
	return name
}

// freeZero tells a zero of an applicant column and an uncoded zero cell: neither
// asked for nor wrong.
func (m mark) freeZero() bool {
	return m.table && m.value == 0 && (strings.Contains(m.code, "applicant=") || m.code == "open")
}

// in tells whether the mark belongs to what is scored: "" is everything.
func (m mark) in(where report.Method) bool {
	return where == "" || (where == report.InTable) == m.table
}

type codeValue struct {
	code  string
	value float64
}

// adopt reads an equally good code as the label's own, unless the given code
// and value are labelled themselves.
func adopt(given, labelled []mark) {
	own := map[codeValue]bool{}
	for _, l := range labelled {
		own[codeValue{l.code, l.value}] = true
	}
	for i := range given {
		g := &given[i]
		if own[codeValue{g.code, g.value}] {
			continue
		}
		for _, l := range labelled {
			if l.value == g.value && slices.Contains(l.alt, g.code) {
				g.code = l.code
			}
		}
	}
}

// dropSpare removes the given figures that only an optional label explains.
func dropSpare(given, labelled []mark) []mark {
	due := map[codeValue]bool{}
	for _, l := range labelled {
		if !l.optional {
			due[codeValue{l.code, l.value}] = true
		}
	}
	spare := func(g mark) bool {
		return slices.ContainsFunc(labelled, func(l mark) bool {
			b := base(g.code)
			return l.optional && l.value == g.value && (b == "open" || b == base(l.code) || slices.Contains(l.alt, g.code))
		})
	}
	return slices.DeleteFunc(given, func(g mark) bool { return !due[codeValue{g.code, g.value}] && spare(g) })
}

// kin tells whether two labels name the same thing: two characters in a row are
// in both. A label of one character says nothing.
func kin(label, given string) bool {
	r := []rune(label)
	if len(r) < 2 {
		return true
	}
	for i := range len(r) - 1 {
		if strings.Contains(given, string(r[i:i+2])) {
			return true
		}
	}
	return false
}

// sameBody allows a higher division named in front, and refuses a bare tail.
func sameBody(label, given string) bool {
	label, given = strip(label), strip(given)
	if label == "" || given == "" {
		return label == given
	}
	l, g := len([]rune(label)), len([]rune(given))
	return (strings.HasSuffix(label, given) || strings.HasSuffix(given, label)) && min(l, g) >= min(6, l)
}

// isDecoy tells a given figure whose number stands inside a reject and is no
// labelled value.
func isDecoy(g mark, values map[float64]bool, rejects []string) bool {
	if values[g.value] {
		return false
	}
	quote, printed := strip(g.quote), strip(g.printed)
	return slices.ContainsFunc(rejects, func(r string) bool {
		r = strip(r)
		return quote != "" && strings.Contains(r, quote) ||
			printed != "" && strings.Contains(r, printed) && strings.Contains(quote, r)
	})
}

// sameUnit are measure words that say the same, and traditional ones.
var sameUnit = map[string]string{
	"宗": "件", "起": "件", "例": "件", "只": "件", "條": "条", "個": "个", "項": "项", "場": "场", "種": "种", "則": "则",
}

func oneUnit(u string) string {
	u = strip(u)
	if same, ok := sameUnit[u]; ok {
		return same
	}
	return u
}

func strip(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, s)
}

// round keeps four decimals: labels are written as JSON numbers.
func round(v float64) float64 {
	out, _ := strconv.ParseFloat(strconv.FormatFloat(v, 'f', 4, 64), 64)
	return out
}
