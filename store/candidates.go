package store

import (
	"cmp"
	"iter"
	"math"
	"slices"
	"strings"
)

// A stretch is where figures are sought in a document: in some of its passages,
// or in all of it.
type stretch struct {
	document int64
	found    []*passage // that an index gave, the last first; nil for all of the document
	lines    []placed   // the figures asked for that are in them and may be of the stream
}

// A placed is a line with the passage that it is in.
type placed struct {
	line
	in *passage
}

// size is the number of passages that an expression has, as far as bounds.passages+1.
func (w *words) size(e expression) (int, error) {
	if n, ok := w.sizes[e]; ok {
		return n, nil
	}
	var n int
	err := w.tx.QueryRowContext(w.ctx, `SELECT count(*) FROM (`+e.rows()+` LIMIT ?4)`, e.fts, math.MinInt64, math.MaxInt64, w.passages+1).Scan(&n)
	w.sizes[e] = n
	return n, err
}

// isFew tells whether a stream is of few passages.
func (w *words) isFew(st stream) (bool, error) {
	e, err := w.expr(st)
	if list, known, err := w.among(st); err != nil || known && len(list) <= w.bounds.whole {
		return true, err
	}
	switch {
	case err != nil || e.none:
		return true, err
	case e.fts != "":
		n, err := w.size(e)
		return n <= w.passages, err
	case st.names != 0:
		return false, nil
	}
	var n int
	err = w.tx.QueryRowContext(w.ctx, `SELECT count(*) FROM (SELECT 1 FROM character_search WHERE character_search MATCH ? LIMIT ?)`,
		w.characters(st), w.bounds.whole+1).Scan(&n)
	return n <= w.bounds.whole, err
}

// isMany tells whether a stream is of too many passages to be sorted where enough
// hits will do. Those of the few documents asked
// for are read all at once.
func (w *words) isMany(st stream) (bool, error) {
	e, documents, err := w.sought(st)
	if err != nil || e.fts == "" || documents != nil && (w.search.few != nil || len(documents) <= w.bounds.whole) {
		return false, err
	}
	var n int
	err = w.tx.QueryRowContext(w.ctx, `SELECT count(*) FROM (`+e.rows()+` LIMIT ?4)`, e.fts, math.MinInt64, math.MaxInt64, w.bounds.sorted+1).Scan(&n)
	return n > w.bounds.sorted, err
}

// characters is what documents of a stream must have of single characters.
func (w *words) characters(st stream) string {
	var out []string
	for _, g := range w.rest(st.names) {
		out = append(out, `"`+g.single+`"`)
	}
	return strings.Join(out, " AND ")
}

// among gives the documents that a stream's figures are in, those stored last
// first, where they are known: those that have its words in their names, and no
// other words that are names, and those that are asked for.
func (w *words) among(st stream) (list []int64, known bool, err error) {
	if list, known := w.lists[st.names]; known {
		return list, list != nil, nil
	}
	var least map[int64]bool
	for i, n := range w.named {
		if st.names.has(i) && n.documents != nil && (least == nil || len(n.documents) < len(least)) {
			least = n.documents
		}
	}
	switch {
	case least != nil && (w.search.few == nil || len(least) < len(w.search.few)):
		for id := range least {
			if _, asked := w.facts[id]; w.search.few == nil || asked {
				list = append(list, id)
			}
		}
	case w.search.few != nil:
		list = idsOf(w.search.few)
	default:
		w.lists[st.names] = nil
		return nil, false, nil
	}
	kept := []int64{}
	for _, id := range list {
		s, err := w.namesOf(id)
		if err != nil {
			return nil, false, err
		}
		if s == st.names {
			kept = append(kept, id)
		}
	}
	slices.SortFunc(kept, func(a, b int64) int { return cmp.Compare(b, a) })
	w.lists[st.names] = kept
	return kept, true, nil
}

// batches gives what may hold the figures of a stream, documents stored last
// first.
func (w *words) batches(st stream) iter.Seq2[stretch, error] {
	e, list, err := w.sought(st)
	switch {
	case err != nil:
		return func(yield func(stretch, error) bool) { yield(stretch{}, err) }
	case e.none:
		return each(nil)
	case list != nil && (e.fts == "" || len(list) <= w.bounds.whole):
		return each(list)
	case list != nil && w.search.few != nil && st.tier <= counted:
		return w.figuresIn(list, st)
	case e.fts != "":
		return w.seek(e, st, list)
	case st.names != 0:
		return w.wholes(`SELECT rowid FROM document_search WHERE document_search MATCH ? ORDER BY rowid DESC`, w.namePhrases(st))
	}
	return w.wholes(`SELECT rowid FROM character_search WHERE character_search MATCH ? ORDER BY rowid DESC`, w.characters(st))
}

// sought is what passages of a stream must have, and the documents that they are
// in, nil where these are not known.
func (w *words) sought(st stream) (expression, []int64, error) {
	e, err := w.expr(st)
	if err != nil {
		return e, nil, err
	}
	list, _, err := w.among(st)
	return e, list, err
}

// namePhrases is what documents of a stream must have in their names.
func (w *words) namePhrases(st stream) string {
	var out []string
	for i := range w.want {
		if st.names.has(i) {
			out = append(out, w.named[i].phrase)
		}
	}
	return strings.Join(out, " AND ")
}

func idsOf(list []*facts) []int64 {
	out := make([]int64, len(list))
	for i, f := range list {
		out[i] = f.id
	}
	return out
}

// each gives documents whole.
func each(documents []int64) iter.Seq2[stretch, error] {
	return func(yield func(stretch, error) bool) {
		for _, id := range documents {
			if !yield(stretch{document: id}, nil) {
				return
			}
		}
	}
}

// wholes gives documents that a query finds, whole.
func (w *words) wholes(query string, args ...any) iter.Seq2[stretch, error] {
	return func(yield func(stretch, error) bool) {
		for id, err := range w.numbers(query, args...) {
			if !yield(stretch{document: id}, err) || err != nil {
				return
			}
		}
	}
}

// numbers gives the one column of a query.
func (w *words) numbers(query string, args ...any) iter.Seq2[int64, error] {
	return func(yield func(int64, error) bool) {
		rows, err := w.tx.QueryContext(w.ctx, query, args...)
		if err != nil {
			yield(0, err)
			return
		}
		defer rows.Close()
		for rows.Next() {
			var n int64
			err := rows.Scan(&n)
			if !yield(n, err) || err != nil {
				return
			}
		}
		if err := rows.Err(); err != nil {
			yield(0, err)
		}
	}
}
