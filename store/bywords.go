package store

import (
	"cmp"
	"database/sql"
	"iter"
	"math/bits"
	"slices"
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

// mostNames bounds the words that may be names: each doubles the streams.
const mostNames = 3

// words are the words of a search on its way.
type words struct {
	*search
	want   []group
	not    []group
	named  map[int]name       // the words that may be names, by their place in want
	has    map[int64]subset   // the names of documents looked at
	lists  map[subset][]int64 // the documents with some names, nil where they are not known
	read   map[int64][]judged // the figures of documents read whole
	denied map[int64]bool     // documents looked at: whether their names have what must not be there
	textOf int64              // the document whose text is at hand
	runes  []rune
	// The document whose figures are at hand for what they count, and these.
	sayingsOf int64
	sayingsAt []line
	sizes     map[expression]int // passages, as far as bounds.passages+1
	exprs     map[stream]expression
	counts    map[stream]condition
	limits    *[2]int64 // of passages, see passageLimits
	masks     map[saying]mask
	terms     map[int64]string         // simplified
	shown     int                      // hits so far
	restless  bool                     // the stream at hand need not be read to its end, see tired
	before    int64                    // passages from this one on are passed over in the stream at hand; 0 for none
	texts     bool                     // passages are sought, with figures or without
	plain     bool                     // passages are judged by their texts alone: a test compares the indexes with that
	told      map[int64]map[int64]bool // see byIndex
	all       map[expression][]int64   // the passages of expressions that have few
}

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
		list, err := w.sorted()
		if err != nil || !s.unsorted {
			return list, err
		}
		s.q.Sort, s.total, s.more, s.looked = ByMatch, 0, false, 0
	}
	return w.page()
}

// words reads the words, and finds which of them may be names.
func (s *search) words() (*words, error) {
	w := &words{search: s, named: map[int]name{}, has: map[int64]subset{}, lists: map[subset][]int64{}, read: map[int64][]judged{}, denied: map[int64]bool{}, sizes: map[expression]int{}, exprs: map[stream]expression{}, counts: map[stream]condition{}, told: map[int64]map[int64]bool{}, all: map[expression][]int64{}, masks: map[saying]mask{}, terms: map[int64]string{}}
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
	if s.narrowed() {
		if err := s.findFew(); err != nil {
			return nil, err
		}
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
	after, err := w.after(matched)
	if err != nil {
		return nil, err
	}
	from := -1 // the stream to go on in
	if after != nil {
		from = after.at.stream
	}
	var out []found
	for i, st := range w.streams() {
		few, err := w.isFew(st)
		if err != nil {
			return nil, err
		}
		if !few && !w.q.Count && (i < from || w.full(len(out))) || w.tired(len(out)) {
			w.more = true // not counted
			continue
		}
		var list []found
		w.shown, w.restless = len(out), !few
		w.passOver(after, i == from && !few)
		for f, err := range w.figures(st, i) {
			if err != nil {
				return nil, err
			}
			w.total++
			switch {
			case i < from:
				continue
			case few:
				list = append(list, f)
				continue
			case i == from && !behindIn(f, after):
				continue
			case w.full(len(out)):
				w.more = !w.q.Count
			default:
				out = append(out, f)
				w.shown = len(out)
			}
			if w.more && w.full(len(out)) {
				break
			}
		}
		slices.SortFunc(list, byYearDown)
		for _, f := range list {
			if !w.full(len(out)) && (i != from || byYearDown(f, *after) > 0) {
				out = append(out, f)
			}
		}
	}
	return out, nil
}

// passOver has the stream at hand begin with the document of a cursor, where
// enough hits will do: what comes before is not counted.
func (w *words) passOver(after *found, is bool) {
	w.before = 0
	if is && w.q.Enough > 0 && after.end > 0 {
		w.before, w.more = after.end, true
	}
}

// behindIn tells whether a figure of a stream of many comes after a place.
func behindIn(f found, after *found) bool {
	return f.id < after.id || f.id == after.id && f.n > after.n
}

func byYearDown(a, b found) int {
	return cmp.Or(-cmp.Compare(a.year, b.year), cmp.Compare(a.body, b.body), cmp.Compare(a.id, b.id), cmp.Compare(a.n, b.n))
}

// sorted gives the hits of one page in another order than that of streams. By
// value as much is read of each stream as is shown; else all figures are.
func (w *words) sorted() ([]found, error) {
	after, err := w.after(matched)
	if err != nil {
		return nil, err
	}
	compare := func(a, b found) int {
		if w.q.Sort.byValue() {
			return w.compareValues(a, b)
		}
		return cmp.Or(w.compare(a.facts, b.facts), cmp.Compare(a.n, b.n))
	}
	var out []found
	for _, st := range w.streams() {
		if w.q.Enough > 0 {
			if many, err := w.isMany(st); err != nil || many {
				w.unsorted = many
				return nil, err
			}
		}
		list, inOrder, err := w.figuresByValue(st, after)
		if err != nil {
			return nil, err
		}
		if !inOrder {
			list = w.figures(st, 0)
		}
		n := 0 // of the stream that are shown or might be
		for f, err := range list {
			if err != nil {
				return nil, err
			}
			if w.q.Sort.byValue() && f.value == nil {
				continue
			}
			w.total++
			if w.q.Enough > 0 && w.looked > w.bounds.sorted {
				w.unsorted = true
				return nil, nil
			}
			if after != nil && compare(f, *after) <= 0 {
				continue
			}
			if inOrder && !w.q.Count && w.full(n) {
				w.more = true
				break
			}
			out = append(out, f)
			n++
		}
	}
	slices.SortFunc(out, compare)
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
			if w.restless && w.tired(w.shown) {
				return
			}
		}
	}
}

// judge gives the figures of a document's passages that belong to a stream.
func (w *words) judge(b stretch, st stream, i int) ([]found, error) {
	d, err := w.in(b.document, st)
	if err != nil || d == nil {
		return nil, err
	}
	judged, err := w.lines(d, b)
	if err != nil {
		return nil, err
	}
	var out []found
	for _, l := range judged {
		if l.tier == st.tier {
			out = append(out, found{d, l.n, w.position(matched, i, d.id, l.n), l.value})
		}
	}
	slices.SortFunc(out, func(a, b found) int { return cmp.Compare(a.n, b.n) })
	return out, nil
}

// A judged is a line with how well it matches the words but for those that its
// document has in its names.
type judged struct {
	line
	tier tier
}

// lines judges the figures of a stretch. Those of a document that is read whole
// are kept: every stream asks for them.
func (w *words) lines(d *facts, b stretch) ([]judged, error) {
	if list, ok := w.read[d.id]; ok && b.found == nil {
		return list, nil
	}
	names, err := w.namesOf(d.id)
	if err != nil {
		return nil, err
	}
	if b.found == nil {
		if b.lines, err = w.linesOf(d); err != nil {
			return nil, err
		}
	}
	w.looked += 1 + len(b.lines)
	out := make([]judged, len(b.lines))
	for i := range b.lines {
		l := &b.lines[i]
		t, err := w.tierOf(&l.line, l.in, names)
		if err != nil {
			return nil, err
		}
		out[i] = judged{l.line, t}
	}
	if b.found == nil && len(w.read) < mostRead {
		w.read[d.id] = out
	}
	return out, nil
}

// linesOf gives all figures of a document that are asked for.
func (w *words) linesOf(d *facts) ([]placed, error) {
	list, err := w.search.lines(d.id)
	if err != nil {
		return nil, err
	}
	return w.place(d, list, true)
}

// spans gives the passages of a document.
func (w *words) spans(d *facts) ([]*passage, error) {
	var out []*passage
	err := eachRow(w.ctx, w.tx, `SELECT id, span_start, span_end FROM passage WHERE id >= ? AND id < ? ORDER BY id`, func(rows *sql.Rows) error {
		p := &passage{document: d.id}
		err := rows.Scan(&p.id, &p.start, &p.end)
		out = append(out, p)
		return err
	}, d.first, d.end)
	return out, err
}

// mostRead bounds the documents whose figures are kept.
const mostRead = 1000
