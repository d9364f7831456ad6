package store

import (
	"cmp"
	"iter"
	"math/bits"
	"slices"
	"strings"
)

// A search by words goes through streams of passages, the best first:
//
//  1. what is counted is just the words
//  2. what is counted has them all
//  3. the sentence has them
//  4. the row of a table has them together, its label, its column and its number
//  5. only the names of the body have them
//
// A word that is in the names of few bodies and divisions, or is a year, may be
// meant as such: 东城区 2017 微博. So each of these has a stream for every way of parting the words
// into names and others; a figure is in one of them alone, for its document's
// names decide. A stream of few passages is sorted. Of one of many the documents
// stored last go first, and only as much is read as is asked for.

// A tier is how well a figure matches.
type tier int

const (
	whole tier = iota
	counted
	said
	inRow
	named
	unmatched
)

const matched = "words" // the search by words

const (
	fewNamed    = 10000 // documents: a word that more have in their names says nothing of them
	mostNames   = 3     // words that may be names
	fewPassages = 100   // of a stream that is sorted
	fewToProbe  = 50    // one in so many documents: passages are sought one by one in as few
)

// words are the words of a search on its way.
type words struct {
	*search
	want      []group
	not       []group
	named     map[int]set        // of the words that may be names, by their place in want: the documents
	sizes     map[expression]int // passages, as far as fewPassages+1
	exprs     map[stream]expression
	masks     map[saying]mask
	terms     map[int64]string // simplified
	documents int              // there are about so many
	texts     bool             // passages are sought, with figures or without
}

type set map[int64]bool

// A subset of the words: bit i for want[i].
type subset uint32

func (s subset) has(i int) bool { return s&(1<<i) != 0 }

// A stream is the figures of one tier in the documents that have just some of
// the words in their names.
type stream struct {
	tier  tier
	names subset
}

func (s *search) byWords() ([]found, error) {
	w, err := s.words()
	if err != nil || len(w.want) == 0 {
		return nil, err // only punctuation: nothing holds it
	}
	if s.q.Sort != ByMatch {
		return w.sorted()
	}
	return w.page()
}

// words reads the words, and finds which of them may be names.
func (s *search) words() (*words, error) {
	w := &words{search: s, named: map[int]set{}, sizes: map[expression]int{}, exprs: map[stream]expression{}, masks: map[saying]mask{}, terms: map[int64]string{}}
	for _, g := range groups(s.q.Words, s.q.simplify) {
		if g.not {
			w.not = append(w.not, g)
		} else if len(w.want) < maxWords {
			w.want = append(w.want, g)
		}
	}
	if err := w.findNames(); err != nil {
		return nil, err
	}
	if len(s.of.sql) > 1 || s.q.All { // more than is_current
		if err := s.findFew(); err != nil {
			return nil, err
		}
		slices.SortFunc(s.few, func(a, b *facts) int { return cmp.Compare(b.id, a.id) })
	}
	if err := s.tx.QueryRowContext(s.ctx, `SELECT coalesce(max(id), 0) FROM document`).Scan(&w.documents); err != nil {
		return nil, err
	}
	return w, nil
}

// Phrases gives the words of a search as they are sought in a text: letters and
// digits of its normal form. Those to be left out are not among them.
func Phrases(words string, simplify func(string) string) []string {
	var out []string
	for _, g := range groups(words, simplify) {
		for p := &g; p != nil && !g.not; p = p.near {
			out = append(out, p.letters)
		}
	}
	return out
}

// maxWords bounds the words of a search; those beyond are not looked for.
const maxWords = 32

// findNames finds the words that may be names.
func (w *words) findNames() error {
	var sizes []int
	for i := range w.want {
		g := &w.want[i]
		if g.near != nil || g.single != "" {
			continue
		}
		list, err := ids(w.ctx, w.tx, `SELECT rowid FROM document_search WHERE document_search MATCH ? LIMIT ?`, g.phrase(), fewNamed+1)
		if err != nil {
			return err
		}
		if year := g.year(); year != 0 && len(list) > fewNamed && len(w.want) > 1 {
			w.of.add("d.year = ?", year)
			w.want = slices.Delete(w.want, i, i+1)
			return w.findNames()
		}
		if len(list) == 0 || len(list) > fewNamed {
			continue
		}
		w.named[i] = set{}
		for _, id := range list {
			w.named[i][id] = true
		}
		sizes = append(sizes, i)
	}
	slices.SortFunc(sizes, func(a, b int) int { return cmp.Or(cmp.Compare(len(w.named[a]), len(w.named[b])), cmp.Compare(a, b)) })
	for _, i := range sizes[min(len(sizes), mostNames):] {
		delete(w.named, i)
	}
	return nil
}

// namesOf are the words that a document has in its names.
func (w *words) namesOf(document int64) (s subset) {
	for i, documents := range w.named {
		if documents[document] {
			s |= 1 << i
		}
	}
	return s
}

// streams are all there are, in their order.
func (w *words) streams() []stream {
	subsets := []subset{0}
	for i := range w.named {
		for _, s := range subsets {
			subsets = append(subsets, s|1<<i)
		}
	}
	slices.SortFunc(subsets, func(a, b subset) int {
		return cmp.Or(-cmp.Compare(bits.OnesCount32(uint32(a)), bits.OnesCount32(uint32(b))), cmp.Compare(a, b))
	})
	var out []stream
	for t := whole; t <= named; t++ {
		for _, s := range subsets {
			rest := len(w.rest(s))
			switch {
			case t == whole && (rest == 1 || rest == 0 && len(w.want) == 1),
				t == counted, t == said && rest > 0, t == inRow && rest > 0, t == named && rest == 0:
				out = append(out, stream{t, s})
			}
		}
	}
	return out
}

// rest are the words that are not names in a subset.
func (w *words) rest(names subset) []*group {
	var out []*group
	for i := range w.want {
		if !names.has(i) {
			out = append(out, &w.want[i])
		}
	}
	return out
}

// page gives the hits of one page.
func (w *words) page() ([]found, error) {
	after := position{Stream: -1, Key: ""}
	if w.q.After != "" {
		var err error
		if after, err = positionOf(w.q.After, matched); err != nil {
			return nil, err
		}
	}
	var out []found
	for i, st := range w.streams() {
		few, err := w.isFew(st)
		if err != nil {
			return nil, err
		}
		if !few && !w.q.Count && (i < after.Stream || w.full(len(out))) {
			w.more = true // not counted
			continue
		}
		var list []found
		for f, err := range w.figures(st, i) {
			if err != nil {
				return nil, err
			}
			w.total++
			switch {
			case i < after.Stream:
				continue
			case few:
				list = append(list, f)
				continue
			case i == after.Stream && !behindIn(f, after):
				continue
			case w.full(len(out)):
				w.more = !w.q.Count
			default:
				out = append(out, f)
			}
			if w.more && w.full(len(out)) {
				break
			}
		}
		slices.SortFunc(list, byYearDown)
		for _, f := range list {
			if !w.full(len(out)) && (i != after.Stream || byYearDown(f, found{&facts{id: after.Document, body: after.body(), year: after.Year}, after.N, after, nil}) > 0) {
				out = append(out, f)
			}
		}
	}
	return out, nil
}

func (p position) body() string {
	s, _ := p.Key.(string)
	return s
}

// behindIn tells whether a figure of a stream of many comes after a place.
func behindIn(f found, after position) bool {
	return f.id < after.Document || f.id == after.Document && f.n > after.N
}

func byYearDown(a, b found) int {
	return cmp.Or(-cmp.Compare(a.year, b.year), cmp.Compare(a.body, b.body), cmp.Compare(a.id, b.id), cmp.Compare(a.n, b.n))
}

// sorted gives the hits of one page in another order than that of streams: all
// figures are read.
func (w *words) sorted() ([]found, error) {
	name := string(matched + w.q.Sort)
	var out []found
	for _, st := range w.streams() {
		for f, err := range w.figures(st, 0) {
			if err != nil {
				return nil, err
			}
			f.at.Search = name
			if w.q.Sort == ByValue || w.q.Sort == ByValueDown {
				if f.value == nil {
					continue
				}
				f.at.Key = *f.value
			}
			out = append(out, f)
		}
	}
	compare := func(a, b found) int {
		switch w.q.Sort {
		case ByValue, ByValueDown:
			return w.compareValues(a, b)
		}
		return cmp.Or(w.compare(a.facts, b.facts), cmp.Compare(a.n, b.n))
	}
	slices.SortFunc(out, compare)
	w.total = len(out)
	if w.q.After != "" {
		after, err := positionOf(w.q.After, name)
		if err != nil {
			return nil, err
		}
		if _, ok := after.Key.(float64); ok != (w.q.Sort == ByValue || w.q.Sort == ByValueDown) {
			return nil, errCursor
		}
		last := found{facts: &facts{id: after.Document, body: after.body(), year: after.Year}, n: after.N, at: after}
		out = slices.DeleteFunc(out, func(f found) bool { return compare(f, last) <= 0 })
	}
	if w.full(len(out)) {
		out = out[:w.q.Limit]
	}
	return out, nil
}

// figures gives the figures of a stream, those of a document in their order.
func (w *words) figures(st stream, i int) iter.Seq2[found, error] {
	return func(yield func(found, error) bool) {
		for b, err := range w.batches(st) {
			var list []found
			if err == nil {
				list, err = w.judge(b, st, i)
			}
			if err != nil {
				yield(found{}, err)
				return
			}
			for _, f := range list {
				if !yield(f, nil) {
					return
				}
			}
		}
	}
}

// judge gives the figures of a document's passages that belong to a stream.
func (w *words) judge(b stretch, st stream, i int) ([]found, error) {
	d, err := w.document(b.document)
	if err != nil || d == nil || w.namesOf(d.id) != st.names {
		return nil, err
	}
	passages, err := w.spans(b)
	if err != nil {
		return nil, err
	}
	var out []found
	for _, p := range passages {
		lines, err := w.lines(d.id, p.start, p.end)
		if err != nil {
			return nil, err
		}
		for _, l := range lines {
			t, err := w.tierOf(&l, p, st.names)
			if err != nil {
				return nil, err
			}
			if t == st.tier {
				out = append(out, found{d, l.n, position{matched, i, d.body, d.year, d.id, l.n}, l.value})
			}
		}
	}
	slices.SortFunc(out, func(a, b found) int { return cmp.Compare(a.n, b.n) })
	return out, nil
}

// tierOf tells how well a figure of a passage matches the words but for those
// that its document has in its names.
func (w *words) tierOf(l *line, p *passage, names subset) (tier, error) {
	m, err := w.mask(l)
	if err != nil {
		return unmatched, err
	}
	if m.not {
		return unmatched, nil
	}
	rest, held := subset(1<<len(w.want)-1)&^names, m.holds
	switch {
	case rest == 0 && len(w.want) == 1 && m.is != 0, bits.OnesCount32(uint32(rest)) == 1 && m.is&rest != 0:
		return w.unlessDenied(whole, l, p)
	case rest == 0 && slices.Max(m.each) != 0, rest != 0 && m.all(rest):
		return w.unlessDenied(counted, l, p)
	case rest == 0:
		return w.unlessDenied(named, l, p)
	case l.inTable: // the words may stand elsewhere in the table
		for i := range w.want {
			if w.want[i].number && w.want[i].in(cut(l.printed)) {
				held |= 1 << i
			}
		}
		if held&rest == rest {
			return inRow, nil
		}
		return unmatched, nil
	}
	ok, err := p.holds(w, rest&^held)
	if err != nil || !ok {
		return unmatched, err
	}
	return w.unlessDenied(said, l, p)
}

// unlessDenied leaves out a sentence that has what must not be there.
func (w *words) unlessDenied(t tier, l *line, p *passage) (tier, error) {
	if len(w.not) == 0 || l.inTable {
		return t, nil
	}
	text, err := p.text(w)
	for i := range w.not {
		if w.not[i].in(text) {
			return unmatched, err
		}
	}
	return t, err
}

// A saying is what figures are said to count. A mask tells which words it has.
type saying struct{ code, label, part, site int64 }

type mask struct {
	each  []subset // what each of its names has, without the column of a table's label
	holds subset   // what all have together, with it
	is    subset   // what one of them is
	not   bool     // has a word that must not be there
}

// all tells whether one of the names has all the words.
func (m *mask) all(rest subset) bool {
	return slices.ContainsFunc(m.each, func(s subset) bool { return s&rest == rest })
}

func (w *words) mask(l *line) (mask, error) {
	key := saying{l.code, l.label, l.part, l.site}
	if m, ok := w.masks[key]; ok {
		return m, nil
	}
	var called []string // the names, the label first
	for _, id := range []int64{l.label, l.part, l.site} {
		text, err := w.term(id)
		if err != nil {
			return mask{}, err
		}
		called = append(called, text)
	}
	label := cut(called[0])
	for i := range called {
		called[i] = cut(stem(called[i]))
	}
	called = append(called, w.search.names.codes[l.code].words...)
	m := mask{each: make([]subset, len(called))}
	for i := range w.want {
		g := &w.want[i]
		for k, name := range called {
			if g.in(name) {
				m.each[k] |= 1 << i
			}
			if k != 1 && k != 2 && g.is(name) {
				m.is |= 1 << i
			}
		}
		if g.in(label) {
			m.holds |= 1 << i
		}
		if g.is(label) {
			m.is |= 1 << i
		}
	}
	for _, s := range m.each {
		m.holds |= s
	}
	for i := range w.not {
		m.not = m.not || w.not[i].in(label) || slices.ContainsFunc(called, w.not[i].in)
	}
	w.masks[key] = m
	return m, nil
}

// stem is a label without the column of its table, which stands behind it in
// brackets.
func stem(label string) string {
	s, _, _ := strings.Cut(label, "（")
	return s
}

// term gives a term's words in normal form.
func (w *words) term(id int64) (string, error) {
	if id == 0 {
		return "", nil
	}
	if s, ok := w.terms[id]; ok {
		return s, nil
	}
	var s string
	err := w.tx.QueryRowContext(w.ctx, `SELECT text FROM term WHERE id = ?`, id).Scan(&s)
	if err == nil {
		s = w.q.simplify(s)
		w.terms[id] = s
	}
	return s, err
}
