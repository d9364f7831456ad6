package store

import (
	"cmp"
	"database/sql"
	"encoding/json"
	"iter"
	"slices"
	"strings"
)

// A stretch is passages of one document in which figures are sought.
type stretch struct {
	document int64
	passages []int64 // nil for all of it
}

// size is the number of passages that an expression has, as far as bounds.passages+1.
func (w *words) size(e expression) (int, error) {
	if n, ok := w.sizes[e]; ok {
		return n, nil
	}
	var n int
	err := w.tx.QueryRowContext(w.ctx, `SELECT count(*) FROM (SELECT 1 FROM `+e.index+` WHERE `+e.index+` MATCH ? LIMIT ?)`,
		e.fts, w.passages+1).Scan(&n)
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
	e, err := w.expr(st)
	var list []int64
	known := false
	if err == nil {
		list, known, err = w.among(st)
	}
	switch {
	case err != nil:
		return func(yield func(stretch, error) bool) { yield(stretch{}, err) }
	case e.none:
		return each(nil)
	case known && (e.fts == "" || len(list) <= w.bounds.whole):
		return each(list)
	case e.fts != "" && known:
		return w.scan(e, list)
	case e.fts != "":
		return w.scan(e, nil)
	case st.names != 0:
		return w.wholes(`SELECT rowid FROM document_search WHERE document_search MATCH ? ORDER BY rowid DESC`, w.namePhrases(st))
	}
	return w.wholes(`SELECT rowid FROM character_search WHERE character_search MATCH ? ORDER BY rowid DESC`, w.characters(st))
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

// scan gives the passages that have an expression, those stored last first; of
// some documents only, unless these are nil.
func (w *words) scan(e expression, documents []int64) iter.Seq2[stretch, error] {
	query, args := `SELECT p.document_id, p.id FROM `+e.index+` s CROSS JOIN passage p
		WHERE `+e.index+` MATCH ? AND p.id = s.rowid`, []any{e.fts}
	if documents != nil {
		b, err := json.Marshal(documents)
		if err != nil {
			return each(nil) // unreachable: numbers
		}
		query, args = query+` AND p.document_id IN (SELECT value FROM json_each(?))`, append(args, string(b))
	}
	return func(yield func(stretch, error) bool) {
		// Passages follow one another as documents do: none but those between the
		// first and the last of these need be met.
		last, err := w.withPassages(slices.Values(documents))
		if err == nil && last != nil {
			query, args = query+` AND s.rowid < ?`, append(args, last.end)
			last, err = w.withPassages(func(yield func(int64) bool) {
				for _, id := range slices.Backward(documents) {
					if !yield(id) {
						return
					}
				}
			})
		}
		if err == nil && last != nil {
			query, args = query+` AND s.rowid >= ?`, append(args, last.first)
		}
		if err != nil {
			yield(stretch{}, err)
			return
		}
		rows, err := w.tx.QueryContext(w.ctx, query+` ORDER BY s.rowid DESC`, args...)
		if err != nil {
			yield(stretch{}, err)
			return
		}
		defer rows.Close()
		var b stretch
		for rows.Next() {
			var document, id int64
			if err := rows.Scan(&document, &id); err != nil {
				yield(b, err)
				return
			}
			if document != b.document {
				if len(b.passages) > 0 && !yield(b, nil) {
					return
				}
				b = stretch{document: document}
			}
			b.passages = append(b.passages, id)
		}
		if err := rows.Err(); err != nil {
			yield(b, err)
			return
		}
		if len(b.passages) > 0 {
			yield(b, nil)
		}
	}
}

// withPassages gives the first of some documents that has passages; nil for none.
func (w *words) withPassages(documents iter.Seq[int64]) (*facts, error) {
	for id := range documents {
		d, err := w.document(id)
		if err != nil || d != nil && d.end > d.first {
			return d, err
		}
	}
	return nil, nil
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

// A passage is where figures are sought.
type passage struct {
	document   int64
	start, end int
	found      bool    // by the index, and not only read
	cut        *string // its text, as the index has it
}

// spans gives the passages of a stretch.
func (w *words) spans(b stretch) ([]*passage, error) {
	d, err := w.document(b.document)
	if err != nil || d == nil {
		return nil, err
	}
	from, to := d.first, d.end
	if b.passages != nil {
		from, to = slices.Min(b.passages), slices.Max(b.passages)+1
	}
	wanted := map[int64]bool{}
	for _, id := range b.passages {
		wanted[id] = true
	}
	var out []*passage
	err = eachRow(w.ctx, w.tx, `SELECT id, span_start, span_end FROM passage WHERE id >= ? AND id < ? ORDER BY id`, func(rows *sql.Rows) error {
		p := &passage{document: b.document, found: b.passages != nil}
		var id int64
		err := rows.Scan(&id, &p.start, &p.end)
		if b.passages == nil || wanted[id] {
			out = append(out, p)
		}
		return err
	}, from, to)
	return out, err
}

// holds tells whether a passage has words: the index has said so of those that
// it can tell for certain.
func (p *passage) holds(w *words, rest subset) (bool, error) {
	for i := range w.want {
		if !rest.has(i) || p.found && !w.want[i].looked() {
			continue
		}
		text, err := p.text(w)
		if err != nil || !w.want[i].in(text) {
			return false, err
		}
	}
	return true, nil
}

// text is what stands there, as the index has it.
func (p *passage) text(w *words) (string, error) {
	if p.cut != nil {
		return *p.cut, nil
	}
	if w.textOf != p.document || w.runes == nil {
		var s string
		err := w.tx.QueryRowContext(w.ctx, `SELECT text FROM document_text WHERE document_id = ?`, p.document).Scan(&s)
		if err != nil {
			return "", err
		}
		w.textOf, w.runes = p.document, []rune(s)
	}
	end := min(p.end, len(w.runes))
	s := cut(w.q.simplify(string(w.runes[min(p.start, end):end])))
	p.cut = &s
	return s, nil
}
