package store

import (
	"cmp"
	"database/sql"
	"slices"
)

// byValue gives the figures that have a value by its size: of each code the
// first by their index, put together.
func (s *search) byValue() ([]found, error) {
	after, err := s.after(valued)
	if err != nil {
		return nil, err
	}
	codes := s.codes
	if !s.q.asksCode() {
		codes = s.names.list
	}
	if err := s.findFew(); err != nil {
		return nil, err
	}
	var out []found
	if s.few != nil && len(s.few) <= s.scanned {
		out, err = s.valuesOf(s.few, after)
	} else {
		s.more = after != nil && !s.q.Count // what comes before is not counted
		var last *float64                   // what comes behind this value is not shown
		for _, c := range codes {
			for _, r := range s.q.roles() {
				list, err := s.valuesOfCode(c, r, after, last)
				if err != nil {
					return nil, err
				}
				out = append(out, list...)
				s.total += len(list)
				if s.q.Limit > 0 && !s.q.Count && len(out) > s.q.Limit {
					slices.SortFunc(out, s.compareValues)
					out, s.more = out[:s.q.Limit+1], true
					last = out[s.q.Limit].value
				}
			}
		}
	}
	if err != nil {
		return nil, err
	}
	slices.SortFunc(out, s.compareValues)
	if s.full(len(out)) {
		out = out[:s.q.Limit]
	}
	return out, nil
}

func (s *search) compareValues(a, b found) int {
	c := cmp.Or(cmp.Compare(*a.value, *b.value), cmp.Compare(a.id, b.id), cmp.Compare(a.n, b.n))
	if s.q.Sort == ByValueDown {
		return -c
	}
	return c
}

// valuesOf gives all the values of documents whose facts are known.
func (s *search) valuesOf(documents []*facts, after *found) ([]found, error) {
	var out []found
	query := `SELECT f.document_id, f.n, CAST(f.value AS NUMERIC) FROM json_each(?) j CROSS JOIN figure_row f` + withTerms +
		` WHERE f.document_id = j.value AND f.value IS NOT NULL` + s.with.and()
	args := append([]any{jsonList(idsOf(documents))}, s.with.args...)
	if s.q.asksCode() {
		query += ` AND f.code_id IN (SELECT value FROM json_each(?))`
		args = append(args, s.list)
	}
	err := eachRow(s.ctx, s.tx, query, func(rows *sql.Rows) error {
		var id int64
		var n int
		var v float64
		err := rows.Scan(&id, &n, &v)
		f := found{s.facts[id], n, s.position(valued, 0, id, n), &v}
		s.total++
		if after == nil || s.compareValues(f, *after) > 0 {
			out = append(out, f)
		}
		return err
	}, args...)
	return out, err
}

// valuesOfCode gives as many values of a code and a role as are wanted of all, and
// one more; none behind the last, unless that is nil.
func (s *search) valuesOfCode(code int64, role int, after *found, last *float64) ([]found, error) {
	down, than := "", ">"
	if s.q.Sort == ByValueDown {
		down, than = " DESC", "<"
	}
	c := condition{slices.Clone(s.with.sql), slices.Clone(s.with.args)}
	c.add("CAST(f.value AS NUMERIC) IS NOT NULL") // so, for the index has it
	if after != nil {
		c.add("CAST(f.value AS NUMERIC) "+than+"= ?", *after.value)
		c.add("(CAST(f.value AS NUMERIC), f.document_id, f.n) "+than+" (?, ?, ?)", *after.value, after.id, after.n)
	}
	if last != nil {
		before := map[string]string{"<": ">=", ">": "<="}[than]
		c.add("CAST(f.value AS NUMERIC) "+before+" ?", *last)
	}
	limit := -1 // SQLite's word for no bound
	if s.q.Limit > 0 && !s.q.Count {
		limit = s.q.Limit + 1
	}
	query := `SELECT f.document_id, f.n, CAST(f.value AS NUMERIC), d.body, coalesce(d.year, 0) FROM figure_row f
		LEFT JOIN term part ON part.id = f.part_id
		LEFT JOIN term place ON place.id = f.place_id
		CROSS JOIN document d
		WHERE d.id = f.document_id AND f.code_id = ? AND f.role_id = ?` + s.of.and() + c.and() +
		` ORDER BY CAST(f.value AS NUMERIC)` + down + `, f.document_id` + down + `, f.n` + down + ` LIMIT ?`
	args := append([]any{code, role}, s.of.args...)
	args = append(append(args, c.args...), limit)
	var out []found
	err := eachRow(s.ctx, s.tx, query, func(rows *sql.Rows) error {
		d := &facts{}
		var n int
		var v float64
		err := rows.Scan(&d.id, &n, &v, &d.body, &d.year)
		out = append(out, found{d, n, s.position(valued, 0, d.id, n), &v})
		return err
	}, args...)
	return out, err
}
