package store

import (
	"database/sql"
	"iter"
)

// figuresIn gives figures that may be of a stream of what is counted, of some
// documents whose facts are known: the figures alone tell, without an index of
// passages.
func (w *words) figuresIn(documents []int64, st stream) iter.Seq2[stretch, error] {
	return func(yield func(stretch, error) bool) {
		for ids, err := range chunks(numbered(documents)) {
			var list []stretch
			if err == nil {
				list, err = w.readFigures(ids, st)
			}
			if err != nil {
				yield(stretch{}, err)
				return
			}
			for _, b := range list {
				if !yield(b, nil) {
					return
				}
			}
		}
	}
}

// readFigures reads the figures of documents, in their order, that may be of a
// stream of what is counted.
func (w *words) readFigures(documents []int64, st stream) ([]stretch, error) {
	asking, err := w.asking(st)
	if err != nil {
		return nil, err
	}
	var out []stretch
	var lines []line
	done := func() error {
		if len(lines) == 0 {
			return nil
		}
		b := &out[len(out)-1]
		b.lines, err = w.place(w.facts[b.document], lines, len(w.not) > 0)
		lines = nil
		return err
	}
	err = eachRow(w.ctx, w.tx, `SELECT f.document_id, `+lineColumns+` FROM json_each(?) j CROSS JOIN figure_row f`+withTerms+
		` WHERE f.document_id = j.value`+asking.and(), func(rows *sql.Rows) error {
		var id int64
		var l line
		if err := rows.Scan(append([]any{&id}, l.dest()...)...); err != nil {
			return err
		}
		if len(out) == 0 || out[len(out)-1].document != id {
			if err := done(); err != nil {
				return err
			}
			out = append(out, stretch{document: id, found: []*passage{}})
		}
		lines = append(lines, l)
		return nil
	}, append([]any{jsonList(documents)}, asking.args...)...)
	if err == nil {
		err = done()
	}
	return out, err
}

// place puts figures of a document into its passages or, where these do not
// matter, each into one of its own.
func (w *words) place(d *facts, list []line, matters bool) ([]placed, error) {
	var passages []*passage
	if matters {
		var err error
		if passages, err = w.spans(d); err != nil {
			return nil, err
		}
	}
	out := make([]placed, len(list))
	for i, l := range list {
		k := passageAt(len(passages), l.start, func(k int) (int, int) { return passages[k].start, passages[k].end })
		if out[i].line = l; k >= 0 {
			out[i].in = passages[k]
		} else { // in none: it has only its own words
			out[i].in = &passage{document: d.id, start: l.start, end: l.start}
		}
	}
	return out, nil
}

// numbered gives numbers as what may fail does.
func numbered(list []int64) iter.Seq2[int64, error] {
	return func(yield func(int64, error) bool) {
		for _, n := range list {
			if !yield(n, nil) {
				return
			}
		}
	}
}
