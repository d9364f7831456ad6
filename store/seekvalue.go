package store

import (
	"iter"
	"slices"
)

// figuresByValue gives the figures of a stream that have a value in the order of
// these, those behind the cursor unless all are counted: inOrder is false where
// the stream is of few passages, its documents are read whole or for what they
// count, or another order is asked for.
func (w *words) figuresByValue(st stream, after *found) (list iter.Seq2[found, error], inOrder bool, err error) {
	if !w.q.Sort.byValue() {
		return nil, false, nil
	}
	if few, err := w.isFew(st); err != nil || few {
		return nil, false, err
	}
	e, documents, err := w.sought(st)
	if err != nil || e.fts == "" || documents != nil && w.search.few != nil && st.tier <= counted {
		return nil, false, err
	}
	from, c, err := w.passageSource(e, documents)
	if err != nil {
		return nil, false, err
	}
	stated, err := w.stating(st)
	if err != nil {
		return nil, false, err
	}
	c.join(stated)
	c.add(`f.value IS NOT NULL`)
	down, than := "", ">"
	if w.q.Sort == ByValueDown {
		down, than = " DESC", "<"
	}
	if after != nil && !w.q.Count {
		w.more = true // what comes before is not counted
		c.add(`(CAST(f.value AS NUMERIC), f.document_id, f.n) `+than+` (?, ?, ?)`, *after.value, after.id, after.n)
	}
	query := `SELECT p.span_start, p.span_end, p.document_id, ` + lineColumns + from + ` CROSS JOIN figure_row f` + withTerms + ` WHERE true` + c.and() +
		` ORDER BY CAST(f.value AS NUMERIC)` + down + `, f.document_id` + down + `, f.n` + down
	return func(yield func(found, error) bool) {
		// SQLite sorts the first of many sooner than all, and mostly these will do.
		for from, size := 0, mostAtOnce; ; from, size = from+size, 8*size {
			n, going, err := w.eachByValue(query+` LIMIT ? OFFSET ?`, append(slices.Clone(c.args), size, from), st, yield)
			if err != nil {
				yield(found{}, err)
			}
			if err != nil || !going || n < size {
				return
			}
		}
	}, true, nil
}

// eachByValue yields the figures of a stream that a query finds, and tells how
// many it found and whether more are wanted.
func (w *words) eachByValue(query string, args []any, st stream, yield func(found, error) bool) (n int, going bool, err error) {
	rows, err := w.tx.QueryContext(w.ctx, query, args...)
	if err != nil {
		return 0, false, err
	}
	defer rows.Close()
	for ; rows.Next(); n++ {
		l, p := line{}, passage{found: true}
		if err := rows.Scan(append([]any{&p.start, &p.end, &p.document}, l.dest()...)...); err != nil {
			return n, false, err
		}
		f, ok, err := w.foundIn(&l, &p, st)
		if err != nil {
			return n, false, err
		}
		if ok && !yield(f, nil) {
			return n, false, nil
		}
	}
	return n, true, rows.Err()
}

// foundIn tells whether a figure of a passage is of a stream.
func (w *words) foundIn(l *line, p *passage, st stream) (found, bool, error) {
	d, err := w.in(p.document, st)
	if err != nil || d == nil {
		return found{}, false, err
	}
	names, err := w.namesOf(d.id)
	if err != nil {
		return found{}, false, err
	}
	t, err := w.tierOf(l, p, names)
	return found{d, l.n, w.position(matched, 0, d.id, l.n), l.value}, t == st.tier, err
}

// passageSource is where a statement finds the passages p of an expression, and
// what it must ask of them. Those of replaced documents are few, and passed over
// when they are met (foundIn).
func (w *words) passageSource(e expression, documents []int64) (from string, c condition, err error) {
	if documents == nil {
		first, end, err := w.passageLimits()
		if err != nil {
			return "", c, err
		}
		c.add(`p.id = s.id`, e.fts, first, end)
		if w.narrowed() {
			c.add(`d.id = p.document_id`)
			c.join(w.of)
			return ` FROM (` + e.rows() + `) s CROSS JOIN passage p CROSS JOIN document d`, c, nil
		}
		return ` FROM (` + e.rows() + `) s CROSS JOIN passage p`, c, nil
	}
	ids := []int64{}
	for id, err := range w.passagesOf(e, documents, 0) {
		if err != nil {
			return "", c, err
		}
		ids = append(ids, id)
	}
	c.add(`p.id = s.value`, jsonList(ids))
	return ` FROM json_each(?) s CROSS JOIN passage p`, c, nil
}
