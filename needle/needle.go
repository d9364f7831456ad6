// Package needle spares the cost of regular expressions: of compiling them before
// they are used, and of running them on texts that cannot match, which it tells by
// the words that a text must hold.
package needle

import (
	"regexp"
	"regexp/syntax"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"unicode/utf8"
)

// A Regexp is a regular expression that looks for its needed words first.
type Regexp struct {
	src   string
	once  sync.Once
	re    *regexp.Regexp
	need  [][]string  // of each list a text that matches holds at least one word
	trees []*wordList // of the same lists; nil for one so short that looking for its words is faster
	words *wordList   // where the expression is no more than a list of words

	asked  atomic.Int32 // how often a text was searched, until it is worth knowing where matches begin
	know   sync.Once
	starts *starts // nil where it does not suit the expression
}

// Compile parses an expression in the syntax of package regexp.
func Compile(src string) (*Regexp, error) {
	re, err := regexp.Compile(src)
	if err != nil {
		return nil, err
	}
	r := &Regexp{src: src}
	r.once.Do(func() { r.compile(re) })
	return r, nil
}

// MustCompile is Compile for expressions of the program's own. They are compiled
// when they are first used, where one at fault panics: commands that read no
// report need not wait for hundreds of them.
func MustCompile(src string) *Regexp { return &Regexp{src: src} }

// ready gives the expression compiled.
func (r *Regexp) ready() *Regexp {
	r.once.Do(func() { r.compile(regexp.MustCompile(r.src)) })
	return r
}

func (r *Regexp) compile(re *regexp.Regexp) {
	r.re, r.need, r.words = re, needs(r.src), wordsOf(r.src)
	for _, words := range r.need {
		var tree *wordList
		if len(words) > fewWords {
			tree = newWordList(words)
		}
		r.trees = append(r.trees, tree)
	}
}

// String is the expression as it was written.
func (r *Regexp) String() string { return r.src }

// Bare is the expression alone, for texts that a [Set] has looked at.
func (r *Regexp) Bare() *regexp.Regexp { return r.ready().re }

func (r *Regexp) Split(s string, n int) []string {
	if n != 0 && s != "" && !r.MatchString(s) {
		return []string{s}
	}
	return r.Bare().Split(s, n)
}

// MayMatch is false where the text lacks every word of a list that is needed, but
// for long lists where all that matches is soon known.
func (r *Regexp) MayMatch(text string) bool {
	r.ready()
	searched := r.asked.Load() >= oftenAsked && r.begin(text) != nil
	for i, words := range r.need {
		if tree := r.trees[i]; tree != nil {
			if searched {
				continue // the search for starts sees as much at once
			}
			if _, _, ok := tree.find(text, 0); !ok {
				return false
			}
			continue
		}
		if !slices.ContainsFunc(words, func(w string) bool { return strings.Contains(text, w) }) {
			return false
		}
	}
	return true
}

// fewWords are looked for one after the other rather than by a tree.
const fewWords = 6

// begin gives what finds where matches begin; nil where that is not worth it.
func (r *Regexp) begin(s string) *starts {
	if len(s) > longText {
		return nil
	}
	if r.asked.Load() < oftenAsked {
		r.asked.Add(1)
		return nil
	}
	r.know.Do(func() { r.starts = startsOf(r.src) })
	return r.starts
}

const (
	// oftenAsked is after how many texts an expression's starts are worth being
	// made: most runs of the program read few.
	oftenAsked = 40
	// longText is one in which a match may be met long before all of it is seen.
	longText = 1 << 14
)

// first finds the first match, with n numbers.
func (r *Regexp) first(s string, find func(re *regexp.Regexp, s string) []int) []int {
	d := r.begin(s)
	if d == nil {
		return find(r.re, s)
	}
	var space [64]int
	at, ok := d.find(s, false, space[:0])
	switch {
	case !ok:
		return find(r.re, s)
	case len(at) == 0:
		return nil
	case d.anchors:
		return find(r.re, s)
	}
	from := at[len(at)-1]
	return shift(find(r.re, s[from:]), from)
}

// all finds the matches that do not overlap.
func (r *Regexp) all(s string, n int, find func(re *regexp.Regexp, s string) []int, every func(re *regexp.Regexp, s string, n int) [][]int) [][]int {
	d := r.begin(s)
	if d == nil {
		return every(r.re, s, n)
	}
	var space [64]int
	at, ok := d.find(s, false, space[:0])
	switch {
	case !ok:
		return every(r.re, s, n)
	case len(at) == 0:
		return nil
	case d.anchors:
		return every(r.re, s, n)
	}
	var out [][]int
	end := 0
	for i := len(at) - 1; i >= 0 && (n < 0 || len(out) < n); i-- {
		if at[i] < end {
			continue
		}
		m := shift(find(r.re, s[at[i]:]), at[i])
		out = append(out, m)
		end = m[1]
	}
	return out
}

func shift(m []int, by int) []int {
	for i := range m {
		if m[i] >= 0 {
			m[i] += by
		}
	}
	return m
}

// matches is as MatchString where the text has the needed words.
func (r *Regexp) matches(s string) bool {
	if d := r.begin(s); d != nil {
		var space [1]int
		if at, ok := d.find(s, true, space[:0]); ok {
			return len(at) > 0
		}
	}
	return r.re.MatchString(s)
}

// MatchString is as that of package regexp, as are the methods below.
func (r *Regexp) MatchString(s string) bool {
	r.ready()
	if r.words != nil {
		_, _, ok := r.words.find(s, 0)
		return ok
	}
	return r.MayMatch(s) && r.matches(s)
}

func (r *Regexp) FindStringIndex(s string) []int {
	r.ready()
	if r.words != nil {
		if at, end, ok := r.words.find(s, 0); ok {
			return []int{at, end}
		}
		return nil
	}
	if !r.MayMatch(s) {
		return nil
	}
	return r.FindNeeded(s)
}

// FindNeeded is as FindStringIndex, for a text that a [Set] has looked at.
func (r *Regexp) FindNeeded(s string) []int {
	r.ready()
	return r.first(s, (*regexp.Regexp).FindStringIndex)
}

// FindNeededSubmatch is as FindStringSubmatchIndex, for a text that a [Set] has
// looked at.
func (r *Regexp) FindNeededSubmatch(s string) []int {
	r.ready()
	return r.first(s, (*regexp.Regexp).FindStringSubmatchIndex)
}

func (r *Regexp) FindString(s string) string {
	if loc := r.FindStringIndex(s); loc != nil {
		return s[loc[0]:loc[1]]
	}
	return ""
}

func (r *Regexp) FindStringSubmatch(s string) []string {
	r.ready()
	if !r.MayMatch(s) {
		return nil
	}
	return texts(s, r.FindNeededSubmatch(s))
}

// texts are the texts that a match's numbers stand for.
func texts(s string, m []int) []string {
	if m == nil {
		return nil
	}
	out := make([]string, len(m)/2)
	for i := range out {
		if m[2*i] >= 0 {
			out[i] = s[m[2*i]:m[2*i+1]]
		}
	}
	return out
}

func (r *Regexp) FindStringSubmatchIndex(s string) []int {
	r.ready()
	if r.words != nil {
		return r.FindStringIndex(s)
	}
	if !r.MayMatch(s) {
		return nil
	}
	return r.FindNeededSubmatch(s)
}

func (r *Regexp) FindAllStringIndex(s string, n int) [][]int {
	r.ready()
	if r.words != nil {
		return r.words.findAll(s, n)
	}
	if !r.MayMatch(s) {
		return nil
	}
	return r.all(s, n, (*regexp.Regexp).FindStringIndex, (*regexp.Regexp).FindAllStringIndex)
}

func (r *Regexp) FindAllString(s string, n int) []string {
	var out []string
	for _, loc := range r.FindAllStringIndex(s, n) {
		out = append(out, s[loc[0]:loc[1]])
	}
	return out
}

func (r *Regexp) FindAllStringSubmatch(s string, n int) [][]string {
	var out [][]string
	for _, m := range r.FindAllStringSubmatchIndex(s, n) {
		out = append(out, texts(s, m))
	}
	return out
}

func (r *Regexp) FindAllStringSubmatchIndex(s string, n int) [][]int {
	r.ready()
	if r.words != nil {
		return r.words.findAll(s, n)
	}
	if !r.MayMatch(s) {
		return nil
	}
	return r.all(s, n, (*regexp.Regexp).FindStringSubmatchIndex, (*regexp.Regexp).FindAllStringSubmatchIndex)
}

func (r *Regexp) ReplaceAllString(s, with string) string {
	r.ready()
	if r.words != nil && !strings.Contains(with, "$") {
		return r.replace(s, func(string) string { return with })
	}
	if !r.MayMatch(s) || !r.matches(s) {
		return s
	}
	return r.re.ReplaceAllString(s, with)
}

func (r *Regexp) ReplaceAllStringFunc(s string, f func(string) string) string {
	r.ready()
	if r.words != nil {
		return r.replace(s, f)
	}
	if !r.MayMatch(s) || !r.matches(s) {
		return s
	}
	return r.re.ReplaceAllStringFunc(s, f)
}

func (r *Regexp) replace(s string, f func(string) string) string {
	all := r.words.findAll(s, -1)
	if all == nil {
		return s
	}
	var b strings.Builder
	last := 0
	for _, loc := range all {
		b.WriteString(s[last:loc[0]])
		b.WriteString(f(s[loc[0]:loc[1]]))
		last = loc[1]
	}
	b.WriteString(s[last:])
	return b.String()
}

const (
	mostWords = 400 // of a list; a longer one costs more than it spares
	mostLists = 6   // of an expression
)

// needs gives lists of words of each of which at least one stands in every text
// that the expression matches; none where it cannot tell. The most telling list
// comes first.
func needs(src string) [][]string {
	re, err := syntax.Parse(src, syntax.Perl)
	if err != nil {
		return nil
	}
	lists := needed(re)
	slices.SortStableFunc(lists, func(a, b []string) int {
		if better(a, b) {
			return -1
		}
		if better(b, a) {
			return 1
		}
		return 0
	})
	lists = slices.CompactFunc(lists, slices.Equal)
	for i := range lists {
		if i > 0 && weight(lists[i]) == 0 || i == mostLists {
			return lists[:i]
		}
	}
	return lists
}

// needed gives the lists that a piece of an expression needs.
func needed(re *syntax.Regexp) [][]string {
	if words := language(re, mostWords); words != nil {
		return telling(words)
	}
	switch re.Op {
	case syntax.OpCapture, syntax.OpPlus:
		return needed(re.Sub[0])
	case syntax.OpRepeat:
		if re.Min > 0 {
			return needed(re.Sub[0])
		}
	case syntax.OpConcat:
		return neededOfAll(re.Sub)
	case syntax.OpAlternate:
		return neededOfOne(re.Sub)
	}
	return nil
}

// neededOfAll are the lists of pieces that follow one another. Pieces that have
// few words each are taken together: 收 and 到 or 悉 as 收到 and 收悉.
func neededOfAll(subs []*syntax.Regexp) [][]string {
	var lists [][]string
	run := []string{""}
	flush := func() {
		if len(run) > 1 || run[0] != "" {
			lists = append(lists, telling(run)...)
		}
		run = []string{""}
	}
	for _, sub := range subs {
		words := language(sub, mostWords)
		switch {
		case words == nil:
			flush()
			lists = append(lists, needed(sub)...)
		case len(run)*len(words) > mostWords:
			flush()
			run = words
		default:
			run = cross(run, words)
		}
	}
	flush()
	return lists
}

// neededOfOne is the list of pieces of which one stands: the best list of each.
func neededOfOne(subs []*syntax.Regexp) [][]string {
	var all []string
	for _, sub := range subs {
		var best []string
		for _, words := range needed(sub) {
			if best == nil || better(words, best) {
				best = words
			}
		}
		if best == nil {
			return nil
		}
		all = append(all, best...)
	}
	return telling(all)
}

// language gives all texts that a piece matches, where they are no more than
// most; nil otherwise.
func language(re *syntax.Regexp, most int) []string {
	switch re.Op {
	case syntax.OpEmptyMatch:
		return []string{""}
	case syntax.OpLiteral:
		if re.Flags&syntax.FoldCase == 0 {
			return []string{string(re.Rune)}
		}
	case syntax.OpCharClass:
		return classRunes(re.Rune)
	case syntax.OpCapture:
		return language(re.Sub[0], most)
	case syntax.OpQuest:
		if words := language(re.Sub[0], most); words != nil && len(words) < most {
			if re.Flags&syntax.NonGreedy != 0 {
				return append([]string{""}, words...)
			}
			return append(slices.Clone(words), "")
		}
	case syntax.OpConcat:
		out := []string{""}
		for _, sub := range re.Sub {
			words := language(sub, most)
			if words == nil || len(out)*len(words) > most {
				return nil
			}
			out = cross(out, words)
		}
		return out
	case syntax.OpAlternate:
		var out []string
		for _, sub := range re.Sub {
			words := language(sub, most)
			if words == nil || len(out)+len(words) > most {
				return nil
			}
			out = append(out, words...)
		}
		return out
	}
	return nil
}

func cross(heads, tails []string) []string {
	out := make([]string, 0, len(heads)*len(tails))
	for _, h := range heads {
		for _, t := range tails {
			out = append(out, h+t)
		}
	}
	return out
}

// telling is a list of words without those that hold another of them; none
// where one is empty, for it stands in every text.
func telling(words []string) [][]string {
	words = slices.Clone(words)
	slices.SortFunc(words, func(a, b string) int {
		if len(a) != len(b) {
			return len(a) - len(b)
		}
		return strings.Compare(a, b)
	})
	words = slices.Compact(words)
	if len(words) == 0 || words[0] == "" || len(words) > mostWords {
		return nil
	}
	var out []string
	for _, w := range words {
		if !slices.ContainsFunc(out, func(o string) bool { return strings.Contains(w, o) }) {
			out = append(out, w)
		}
	}
	return [][]string{out}
}

// better prefers lists whose shortest word has more characters beyond ASCII, then
// shorter lists: digits and marks stand in most texts and tell little.
func better(a, b []string) bool {
	wa, wb := weight(a), weight(b)
	return wa > wb || wa == wb && len(a) < len(b)
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
