package synth

import (
	"embed"
	"fmt"
	"strconv"
	"strings"
)

// The grammar is in phrases: lists of words, sentences with figures, sentences
// without. In a sentence
//
//	(甲|乙|)     is one of these
//	<topic>      is a word of a list
//	{year}       is a word of the report: body, short, brand, year, last, next
//	{place}      is a division near the body, {person} and {project} are names made up
//	{posts}      is a number of the body in the year, {posts 万} in ten thousands
//	{posts<}     is that of the year before
//	{posts+}     is by how much it rose, {posts-} fell; {posts^} {posts_} in percent
//	{web/posts}  is a share in percent
//	{=req}       is nothing, where the words around it say that there are none
//	{#3-40}      is a number that no codebook knows, {!3-40} one that counts nothing
//
// and a heading gives the section and what must hold: years as 2011-, -2018 or
// 2020; up:x, down:x, some:x, none:x of a number; rare:n for one report in n.
//
//go:embed phrases/*.txt
var phrases embed.FS

type grammar struct {
	words     map[string][]string
	sentences map[string][]sentence
}

type sentence struct {
	holds []string
	phrase
}

type phrase []part

// A part is one of: text, a choice, a slot, a word of a list.
type part struct {
	text, slot, list string
	choice           []phrase
}

// readGrammar reads phrases. A fault in them is one of this program.
func readGrammar() *grammar {
	g := &grammar{words: map[string][]string{}, sentences: map[string][]sentence{}}
	for line := range lines("words.txt") {
		name, words, _ := strings.Cut(line, ":")
		g.words[name] = strings.Fields(words)
	}
	for _, file := range []string{"plain.txt", "figures.txt"} {
		kind := strings.TrimSuffix(file, ".txt")
		section, holds := "", []string(nil)
		for line := range lines(file) {
			if strings.HasPrefix(line, "[") {
				heading := strings.Fields(strings.Trim(line, "[]"))
				section, holds = heading[0]+" "+kind, heading[1:]
				continue
			}
			p, rest := readPhrase(line)
			if rest != "" {
				panic(fmt.Sprintf("phrases: %s: unpaired in %s", line, rest))
			}
			g.sentences[section] = append(g.sentences[section], sentence{holds, p})
		}
	}
	return g
}

// lines yields those of a file that are neither empty nor comments.
func lines(name string) func(func(string) bool) {
	b, err := phrases.ReadFile("phrases/" + name)
	if err != nil {
		panic(err) // embedded: unreachable
	}
	return func(yield func(string) bool) {
		for line := range strings.Lines(string(b)) {
			if line = strings.TrimSpace(line); line != "" && line[0] != '#' && !yield(line) {
				return
			}
		}
	}
}

// readPhrase reads a phrase up to its end or to a mark that ends it.
func readPhrase(s string) (p phrase, rest string) {
	for s != "" {
		i := strings.IndexAny(s, "(|)<{")
		if i < 0 {
			return append(p, part{text: s}), ""
		}
		if i > 0 {
			p = append(p, part{text: s[:i]})
		}
		switch s = s[i:]; s[0] {
		case '|', ')':
			return p, s
		case '<':
			var list string
			list, s, _ = strings.Cut(s[1:], ">")
			p = append(p, part{list: list})
		case '{':
			var slot string
			slot, s, _ = strings.Cut(s[1:], "}")
			p = append(p, part{slot: slot})
		case '(':
			var choice []phrase
			for s[0] != ')' {
				var one phrase
				one, s = readPhrase(s[1:])
				choice = append(choice, one)
				if s == "" {
					panic("phrases: a choice without an end")
				}
			}
			s = s[1:]
			p = append(p, part{choice: choice})
		}
	}
	return p, ""
}

// holds tells whether a sentence can stand in a report.
func (w *writer) holds(s *sentence) bool {
	for _, h := range s.holds {
		what, name, of := strings.Cut(h, ":")
		n, before := w.now[name], w.before[name]
		ok := false
		switch {
		case !of:
			ok = inYears(h, w.year)
		case what == "rare":
			ok = w.d.below(number(name)) == 0
		case what == "up":
			ok = w.before != nil && n > before && before > 0
		case what == "down":
			ok = w.before != nil && n < before && n > 0
		case what == "some":
			ok = n > 0
		case what == "none":
			ok = n == 0
		}
		if !ok {
			return false
		}
	}
	return true
}

func inYears(years string, year int) bool {
	from, to, ranged := strings.Cut(years, "-")
	if !ranged {
		return year == number(years)
	}
	return (from == "" || year >= number(from)) && (to == "" || year <= number(to))
}

// number reads one in the grammar.
func number(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		panic("phrases: " + s + " is no number")
	}
	return n
}
