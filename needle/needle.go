// Package needle spares the cost of running regular expressions on texts that
// cannot match: it tells which words a text must hold.
package needle

import (
	"regexp"
	"regexp/syntax"
	"strings"
	"unicode/utf8"
)

// A Regexp is a regular expression that looks for its needed words first.
type Regexp struct {
	*regexp.Regexp
	need []string
}

// Compile parses an expression in the syntax of package regexp.
func Compile(src string) (*Regexp, error) {
	re, err := regexp.Compile(src)
	if err != nil {
		return nil, err
	}
	return &Regexp{re, literals(src)}, nil
}

// MustCompile is Compile for expressions of the program's own.
func MustCompile(src string) *Regexp {
	re, err := Compile(src)
	if err != nil {
		panic(err)
	}
	return re
}

// MayMatch is false where the text lacks every needed word.
func (r *Regexp) MayMatch(text string) bool {
	if len(r.need) == 0 {
		return true
	}
	for _, w := range r.need {
		if strings.Contains(text, w) {
			return true
		}
	}
	return false
}

// literals gives words of which at least one stands in every text that the
// expression matches, or nil where it cannot tell.
func literals(src string) []string {
	re, err := syntax.Parse(src, syntax.Perl)
	if err != nil {
		return nil
	}
	return needed(re.Simplify())
}

func needed(re *syntax.Regexp) []string {
	switch re.Op {
	case syntax.OpLiteral:
		if re.Flags&syntax.FoldCase != 0 {
			return nil
		}
		return []string{string(re.Rune)}
	case syntax.OpCharClass:
		return classRunes(re.Rune)
	case syntax.OpCapture:
		return needed(re.Sub[0])
	case syntax.OpPlus:
		return needed(re.Sub[0])
	case syntax.OpRepeat:
		if re.Min > 0 {
			return needed(re.Sub[0])
		}
	case syntax.OpConcat:
		var best []string
		for _, sub := range re.Sub {
			if words := needed(sub); better(words, best) {
				best = words
			}
		}
		return best
	case syntax.OpAlternate:
		var all []string
		for _, sub := range re.Sub {
			words := needed(sub)
			if words == nil {
				return nil
			}
			all = append(all, words...)
		}
		return all
	}
	return nil
}

// better prefers sets whose shortest word has more characters beyond ASCII, then
// smaller sets: digits and marks stand in most texts and tell little.
func better(a, b []string) bool {
	wa, wb := weight(a), weight(b)
	return wa > wb || wa == wb && wa > 0 && len(a) < len(b)
}

func weight(words []string) int {
	least := 0
	for i, w := range words {
		n := 0
		for _, r := range w {
			if r >= utf8.RuneSelf {
				n++
			}
		}
		if i == 0 || n < least {
			least = n
		}
	}
	return least
}

func classRunes(ranges []rune) []string {
	var out []string
	for i := 0; i+1 < len(ranges); i += 2 {
		for r := ranges[i]; r <= ranges[i+1]; r++ {
			if len(out) > 40 {
				return nil
			}
			out = append(out, string(r))
		}
	}
	return out
}
