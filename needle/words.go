package needle

import (
	"regexp/syntax"
	"slices"
	"unicode/utf8"
)

// A wordList matches what an expression matches that is a list of words - 收到|接到,
// ^(?:共|共有)+, (?:为|达)+$ - by walking a tree of them: some ten times as fast as
// package regexp, with the same answers.
type wordList struct {
	nodes      []wordNode
	first      map[rune]int32 // the node of a word's first rune
	begins     [16]uint64     // a bit for each first rune, by its last ten bits: most runes begin no word
	start, end bool           // the match begins with the text, ends with it
	again      bool           // words may follow one another
	longest    int            // bytes of the longest word
}

// A wordNode is a place in the tree: which word ends here, -1 for none, and
// what goes on. Of words that begin alike the expression prefers the first.
type wordNode struct {
	word int32
	next []edge
}

// longestList is the most words of a list.
const longestList = 5000

// wordsOf gives the list that an expression is; nil where it is more than that.
func wordsOf(src string) *wordList {
	re, err := syntax.Parse(src, syntax.Perl)
	if err != nil || re.MaxCap() > 0 {
		return nil
	}
	w := &wordList{first: map[rune]int32{}}
	subs := []*syntax.Regexp{re}
	if re.Op == syntax.OpConcat {
		subs = slices.Clone(re.Sub)
	}
	if subs[0].Op == syntax.OpBeginText {
		w.start, subs = true, subs[1:]
	}
	if n := len(subs); n > 0 && subs[n-1].Op == syntax.OpEndText {
		w.end, subs = true, subs[:n-1]
	}
	if len(subs) == 0 {
		return nil
	}
	rest := &syntax.Regexp{Op: syntax.OpConcat, Sub: subs}
	if len(subs) == 1 {
		rest = subs[0]
		if rest.Op == syntax.OpPlus && rest.Flags&syntax.NonGreedy == 0 {
			w.again, rest = true, rest.Sub[0]
		}
	}
	words := language(rest, longestList)
	if len(words) == 0 || slices.Contains(words, "") {
		return nil
	}
	for i, word := range words {
		w.add(word, int32(i))
	}
	return w
}

func newWordList(words []string) *wordList {
	w := &wordList{first: map[rune]int32{}}
	for i, word := range words {
		w.add(word, int32(i))
	}
	return w
}

func (w *wordList) add(word string, i int32) {
	r, size := utf8.DecodeRuneInString(word)
	at, ok := w.first[r]
	if !ok {
		at = w.node()
		w.first[r] = at
		w.begins[r>>6&15] |= 1 << (r & 63)
	}
	for _, r := range word[size:] {
		to := follow(w.nodes[at].next, r)
		if to < 0 {
			to = w.node()
			w.nodes[at].next = append(w.nodes[at].next, edge{r, to})
		}
		at = to
	}
	if w.nodes[at].word < 0 {
		w.nodes[at].word = i
	}
	w.longest = max(w.longest, len(word))
}

func (w *wordList) node() int32 {
	w.nodes = append(w.nodes, wordNode{word: -1})
	return int32(len(w.nodes) - 1)
}

func follow(edges []edge, r rune) int32 {
	for _, e := range edges {
		if e.r == r {
			return e.to
		}
	}
	return -1
}

// ends calls f with the end and the number of every word that begins at a place.
func (w *wordList) ends(s string, from int, f func(end int, word int32)) {
	r, size := utf8.DecodeRuneInString(s[from:])
	if w.begins[r>>6&15]&(1<<(r&63)) == 0 {
		return
	}
	at, ok := w.first[r]
	for i := from + size; ok; i += size {
		if word := w.nodes[at].word; word >= 0 {
			f(i, word)
		}
		if i >= len(s) {
			return
		}
		r, size = utf8.DecodeRuneInString(s[i:])
		at = follow(w.nodes[at].next, r)
		ok = at >= 0
	}
}

// word gives the end of the word that the expression prefers at a place; -1
// where none begins there.
func (w *wordList) word(s string, from int) int {
	best, prefer := -1, int32(0)
	w.ends(s, from, func(end int, word int32) {
		if best < 0 || word < prefer {
			best, prefer = end, word
		}
	})
	return best
}

// find gives the first match at or behind a place.
func (w *wordList) find(s string, from int) (at, end int, ok bool) {
	if w.end {
		return w.findLast(s, from)
	}
	for at = from; at < len(s); {
		if end = w.word(s, at); end >= 0 {
			for w.again {
				next := -1
				if end < len(s) {
					next = w.word(s, end)
				}
				if next < 0 {
					break
				}
				end = next
			}
			return at, end, true
		}
		if w.start {
			return 0, 0, false
		}
		_, size := utf8.DecodeRuneInString(s[at:])
		at += size
	}
	return 0, 0, false
}

// findLast gives the first place from which a word, or words one after the
// other, reach the end of the text.
func (w *wordList) findLast(s string, from int) (at, end int, ok bool) {
	if from >= len(s) {
		return 0, 0, false
	}
	low := from
	if !w.again {
		low = max(from, len(s)-w.longest)
	}
	reach := make([]bool, len(s)-low+1) // whether the end is reached from a place
	reach[len(s)-low] = true
	found := -1
	for i := len(s) - 1; i >= low; i-- {
		if !utf8.RuneStart(s[i]) {
			continue
		}
		w.ends(s, i, func(end int, _ int32) {
			if w.again && reach[end-low] || end == len(s) {
				reach[i-low] = true
			}
		})
		if reach[i-low] {
			found = i
		}
		if w.again && i+w.longest < len(s) && !slices.Contains(reach[i-low:min(i-low+w.longest+1, len(reach))], true) {
			break // no word is long enough to bridge the gap
		}
	}
	if found < 0 || w.start && found != 0 {
		return 0, 0, false
	}
	return found, len(s), true
}

// findAll gives the matches one after the other.
func (w *wordList) findAll(s string, n int) [][]int {
	var out [][]int
	for from := 0; from < len(s) && (n < 0 || len(out) < n); {
		at, end, ok := w.find(s, from)
		if !ok {
			break
		}
		out = append(out, []int{at, end})
		if from = end; w.start {
			break
		}
	}
	return out
}
