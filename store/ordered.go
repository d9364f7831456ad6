package store

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"iter"
	"slices"
	"strings"
)

// byPlace gives figures by body and year, or by year and body, and by their
// order in the document.
func (s *search) byPlace() ([]found, error) {
	after, err := s.after(ordered)
	if err != nil {
		return nil, err
	}
	documents, err := s.inOrder(after)
	if err != nil {
		return nil, err
	}
	var out []found
	for some, err := range gathered(documents) {
		if err != nil {
			return nil, err
		}
		lines, err := s.linesIn(some)
		if err != nil {
			return nil, err
		}
		for _, d := range some {
			if s.done(len(out)) || s.tired(len(out)) {
				s.more = true
				return out, nil
			}
			s.total += len(lines[d.id])
			s.looked += 1 + len(lines[d.id])
			for _, l := range lines[d.id] {
				if !s.full(len(out)) && s.behind(d, l.n, after) {
					out = append(out, found{d, l.n, s.position(ordered, 0, d.id, l.n), l.value})
				}
			}
		}
	}
	return out, nil
}

// firstDocuments and mostDocuments are how many documents' figures are read at
// once: few at first, for often these are enough.
const (
	firstDocuments = 4
	mostDocuments  = 64
)

// gathered gives documents some at a time.
func gathered(all iter.Seq2[*facts, error]) iter.Seq2[[]*facts, error] {
	return func(yield func([]*facts, error) bool) {
		size := firstDocuments
		var some []*facts
		for d, err := range all {
			if err != nil {
				yield(nil, err)
				return
			}
			if some = append(some, d); len(some) == size {
				if !yield(some, nil) {
					return
				}
				some, size = nil, min(2*size, mostDocuments)
			}
		}
		if len(some) > 0 {
			yield(some, nil)
		}
	}
}

func (s *search) compare(a, b *facts) int {
	body, year := cmp.Compare(a.body, b.body), cmp.Compare(a.year, b.year)
	switch s.q.Sort {
	case ByYear:
		return cmp.Or(year, body, cmp.Compare(a.id, b.id))
	case ByYearDown:
		return cmp.Or(-year, body, cmp.Compare(a.id, b.id))
	}
	return cmp.Or(body, year, cmp.Compare(a.id, b.id))
}

// behind tells whether a figure comes after another, if there is one.
func (s *search) behind(d *facts, n int, after *found) bool {
	return after == nil || cmp.Or(s.compare(d, after.facts), cmp.Compare(n, after.n)) > 0
}

// inOrder gives the documents that are asked for. Where they are many, those
// before the cursor are passed over, and not counted.
func (s *search) inOrder(after *found) (iter.Seq2[*facts, error], error) {
	list, err := s.documentsOfCodes()
	if err == nil && list == nil {
		err = s.findFew()
		list = s.few
	}
	if err != nil {
		return nil, err
	}
	if list == nil {
		s.more = after != nil
		return s.walk(after), nil
	}
	slices.SortFunc(list, s.compare)
	return func(yield func(*facts, error) bool) {
		for _, d := range list {
			if !yield(d, nil) {
				return
			}
		}
	}, nil
}

// documentsOfCodes gives the documents with figures of the codes asked for, in
// the bounds of value, nil where these are no few.
func (s *search) documentsOfCodes() ([]*facts, error) {
	if !s.q.asksCode() {
		return nil, nil
	}
	c := s.q.between()
	roles, err := json.Marshal(s.q.roles())
	if err != nil {
		return nil, err // unreachable: numbers
	}
	all, err := ids(s.ctx, s.tx, `SELECT f.document_id FROM figure_row f
		WHERE f.code_id IN (SELECT value FROM json_each(?)) AND f.role_id IN (SELECT value FROM json_each(?))`+c.and()+` LIMIT ?`,
		append(append([]any{s.list, string(roles)}, c.args...), s.figures+1)...)
	if err != nil || len(all) > s.figures {
		return nil, err
	}
	slices.Sort(all)
	out := []*facts{}
	for _, id := range slices.Compact(all) {
		d, err := s.document(id)
		if err != nil {
			return nil, err
		}
		if d != nil {
			out = append(out, d)
		}
	}
	return out, nil
}

// factsOf reads documents; it gives no nil.
func factsOf(ctx context.Context, tx *sql.Tx, query string, args ...any) ([]*facts, error) {
	out := []*facts{}
	err := eachRow(ctx, tx, query, func(rows *sql.Rows) error {
		f := &facts{}
		err := rows.Scan(f.dest()...)
		out = append(out, f)
		return err
	}, args...)
	return out, err
}

// firstStep is how many documents are read first: mostly there are enough figures
// in them.
const firstStep = 64

// walk gives the documents in their order, from that of a figure on.
func (s *search) walk(after *found) iter.Seq2[*facts, error] {
	keys := []string{"d.body", "coalesce(d.year, 0)", "d.id"}
	order, behind := "d.body, d.year, d.id", "d.body >= ? AND (%s) > (?, ?, ?)"
	switch s.q.Sort {
	case ByYear:
		keys = []string{"coalesce(d.year, 0)", "d.body", "d.id"}
		order, behind = strings.Join(keys, ", "), "coalesce(d.year, 0) >= ? AND (%s) > (?, ?, ?)"
	case ByYearDown:
		keys = []string{"-coalesce(d.year, 0)", "d.body", "d.id"}
		order, behind = strings.Join(keys, ", "), "-coalesce(d.year, 0) >= ? AND (%s) > (?, ?, ?)"
	}
	values := func(f *facts) []any {
		switch s.q.Sort {
		case ByYear:
			return []any{f.year, f.year, f.body, f.id}
		case ByYearDown:
			return []any{-f.year, -f.year, f.body, f.id}
		}
		return []any{f.body, f.body, f.year, f.id}
	}
	return func(yield func(*facts, error) bool) {
		step := min(firstStep, s.step)
		var last *facts
		if after != nil {
			first := *after.facts
			first.id-- // itself again: it may have more
			last = &first
		}
		for {
			c := condition{slices.Clone(s.of.sql), slices.Clone(s.of.args)}
			if last != nil {
				c.add(fmt.Sprintf(behind, strings.Join(keys, ", ")), values(last)...)
			}
			list, err := factsOf(s.ctx, s.tx, `SELECT `+factColumns+` FROM document d WHERE true`+c.and()+` ORDER BY `+order+` LIMIT ?`,
				append(c.args, step)...)
			if err != nil {
				yield(nil, err)
				return
			}
			for _, f := range list {
				if !yield(f, nil) {
					return
				}
			}
			if len(list) < step {
				return
			}
			last, step = list[len(list)-1], min(4*step, s.step)
		}
	}
}
