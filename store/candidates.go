package store

import (
	"cmp"
	"database/sql"
	"iter"
	"math"
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
	switch {
	case err != nil || e.none:
		return true, err
	case e.fts != "":
		n, err := w.size(e)
		return n <= w.passages, err
	case st.names != 0:
		list, many, err := w.documentsOf(st)
		return !many && len(list) <= w.bounds.whole, err
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

// documentsOf are those that have a stream's words in their names, and no other
// words that are names: the ones stored last first. many says that they are too
// many to be given.
func (w *words) documentsOf(st stream) (list []int64, many bool, err error) {
	var least map[int64]bool
	for i, n := range w.named {
		if st.names.has(i) && n.documents != nil && (least == nil || len(n.documents) < len(least)) {
			least = n.documents
		}
	}
	for id := range least {
		s, err := w.namesOf(id)
		if err != nil {
			return nil, false, err
		}
		if s == st.names {
			list = append(list, id)
		}
	}
	slices.SortFunc(list, func(a, b int64) int { return cmp.Compare(b, a) })
	return list, least == nil, nil
}

// batches gives what may hold the figures of a stream, documents stored last
// first.
func (w *words) batches(st stream) iter.Seq2[stretch, error] {
	few, err := w.isFew(st)
	var list []int64
	many := true
	if err == nil && st.names != 0 {
		list, many, err = w.documentsOf(st)
	}
	if err != nil {
		return func(yield func(stretch, error) bool) { yield(stretch{}, err) }
	}
	switch e := w.exprs[st]; {
	case e.none:
		return each(nil)
	case e.fts != "" && !few && !many && w.isRare(len(list)):
		return w.probe(e, list)
	case e.fts != "" && !few && w.few != nil && w.isRare(len(w.few)):
		return w.probe(e, idsOf(w.few))
	case e.fts != "":
		return w.scan(e)
	case !many:
		return each(list)
	case w.few != nil:
		return each(idsOf(w.few))
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

// isRare tells whether so few documents are sooner looked into one by one than
// met among all.
func (w *words) isRare(n int) bool { return n*w.probed < w.documents }

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

// probe seeks passages in one document after the other.
func (w *words) probe(e expression, documents []int64) iter.Seq2[stretch, error] {
	return func(yield func(stretch, error) bool) {
		for _, id := range documents {
			b := stretch{document: id}
			d, err := w.document(id)
			if err == nil && d == nil {
				continue // not asked for
			}
			if err == nil {
				b.passages, err = ids(w.ctx, w.tx, `SELECT rowid FROM `+e.index+` WHERE `+e.index+` MATCH ? AND rowid >= ? AND rowid < ?`,
					e.fts, d.first, d.end)
			}
			if err != nil {
				yield(b, err)
				return
			}
			if len(b.passages) > 0 && !yield(b, nil) {
				return
			}
		}
	}
}

// scan gives the passages that have an expression, those stored last first.
func (w *words) scan(e expression) iter.Seq2[stretch, error] {
	return func(yield func(stretch, error) bool) {
		rows, err := w.tx.QueryContext(w.ctx, `SELECT p.document_id, p.id FROM `+e.index+` s CROSS JOIN passage p
			WHERE `+e.index+` MATCH ? AND p.id = s.rowid ORDER BY s.rowid DESC`, e.fts)
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
	whole      bool    // a whole document rather than one sentence
	cut        *string // its text, as the index has it
}

// spans gives the passages of a stretch.
func (w *words) spans(b stretch) ([]*passage, error) {
	if b.passages == nil && len(w.singles()) == 0 && len(w.not) == 0 {
		return []*passage{{document: b.document, end: math.MaxInt, whole: true}}, nil
	}
	d, err := w.document(b.document)
	if err != nil || d == nil {
		return nil, err
	}
	from, to := d.first, d.end
	if b.passages != nil {
		from, to = slices.Min(b.passages), slices.Max(b.passages)+1
	}
	var out []*passage
	err = eachRow(w.ctx, w.tx, `SELECT id, span_start, span_end FROM passage WHERE id >= ? AND id < ? ORDER BY id`, func(rows *sql.Rows) error {
		p := &passage{document: b.document}
		var id int64
		err := rows.Scan(&id, &p.start, &p.end)
		if b.passages == nil || slices.Contains(b.passages, id) {
			out = append(out, p)
		}
		return err
	}, from, to)
	return out, err
}

// singles are the words of one character, which the index of passages does not
// find.
func (w *words) singles() (s []int) {
	for i := range w.want {
		if w.want[i].single != "" {
			s = append(s, i)
		}
	}
	return s
}

// holds tells whether a passage has words: the index has said so of all but
// single characters.
func (p *passage) holds(w *words, rest subset) (bool, error) {
	for _, i := range w.singles() {
		if !rest.has(i) {
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
	var s string
	err := w.tx.QueryRowContext(w.ctx, `SELECT substr(text, ? + 1, ? - ?) FROM document_text WHERE document_id = ?`,
		p.start, p.end, p.start, p.document).Scan(&s)
	if err != nil {
		return "", err
	}
	s = cut(w.q.simplify(s))
	p.cut = &s
	return s, nil
}
