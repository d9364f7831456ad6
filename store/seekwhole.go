package store

import "math"

// byIndex finds out by the indexes whether a passage of a document that is read
// whole has a stream's words, which takes less than to read its text, and notes
// that in it: told is false where only the text tells.
func (w *words) byIndex(p *passage, names subset) (told bool, err error) {
	if p.found || p.id == 0 || w.plain {
		return false, nil
	}
	rest := w.rest(names)
	for _, g := range rest {
		if g.single != "" {
			return false, nil
		}
	}
	has, ok := w.told[p.document]
	if !ok {
		has = map[int64]bool{}
		for _, index := range []string{inProse, inTable} {
			if err := w.passagesWith(expression{index: index, fts: join(rest, said, " AND ")}, p.document, has); err != nil {
				return false, err
			}
		}
		w.told[p.document] = has
	}
	p.found = has[p.id]
	return true, nil
}

// passagesWith notes which passages of a document an expression has.
func (w *words) passagesWith(e expression, document int64, has map[int64]bool) error {
	d, err := w.document(document)
	if err != nil || d == nil {
		return err
	}
	n, err := w.size(e)
	if err != nil || n == 0 {
		return err
	}
	// To look for passages from one on FTS5 first looks for the first of all: where
	// there are few, that may take as long as to find them all.
	from, to := d.first, d.end
	if n <= w.passages {
		from, to = math.MinInt64, math.MaxInt64
		if list, ok := w.all[e]; ok {
			for _, id := range list {
				has[id] = true
			}
			return nil
		}
	}
	list, err := ids(w.ctx, w.tx, e.rows(), e.fts, from, to)
	if n <= w.passages {
		w.all[e] = list
	}
	for _, id := range list {
		has[id] = true
	}
	return err
}
