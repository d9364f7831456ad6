package extract

import (
	"regexp/syntax"
	"unicode/utf8"
)

// literals gives words of which at least one stands in every text that the
// expression matches, or nil where it cannot tell. It spares the cost of
// running most patterns on most sentences.
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

// better prefers sets whose shortest word is longer, then smaller sets; marks
// such as # and > stand in every view and tell nothing.
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
