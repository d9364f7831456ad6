package store

import (
	"cmp"
	"database/sql"
	"iter"
	"math"
	"slices"
	"strconv"
	"strings"
)

// Passages that an index gives are read by the hundred with all that is asked
// of their documents and figures: a statement for each would take longer than
// what it reads.
const (
	firstRead  = 64 // enough for a page, mostly
	mostAtOnce = 512
)

// unsure is after how many passages, if few of them were of a stream, the index
// is asked for less.
const unsure = 400

// seek gives the passages of an expression that hold figures of a stream, of
// some documents only unless these are nil, those stored last first.
func (w *words) seek(e expression, st stream, documents []int64) iter.Seq2[stretch, error] {
	return func(yield func(stretch, error) bool) {
		var b stretch
		read, kept, before := 0, 0, w.before
		for again := true; again; {
			again = false
			for ids, err := range chunks(w.passagesOf(e, documents, before)) {
				var list []stretch
				if err == nil {
					list, err = w.readPassages(ids, st)
				}
				if err != nil {
					yield(stretch{}, err)
					return
				}
				for _, next := range list {
					if next.document == b.document { // a chunk may end within a document
						b.found, b.lines = append(b.found, next.found...), append(b.lines, next.lines...)
						continue
					}
					if b.document != 0 && !yield(b, nil) {
						return
					}
					b = next
				}
				if read, kept = read+len(ids), kept+len(list); e.sure != "" && documents == nil && read > unsure && kept*20 < read {
					e.fts, e.sure, before, again = e.sure, "", ids[len(ids)-1], true
					break
				}
			}
		}
		if b.document != 0 {
			yield(b, nil)
		}
	}
}

// chunks gathers numbers: few at first, for often these are enough.
func chunks(all iter.Seq2[int64, error]) iter.Seq2[[]int64, error] {
	return func(yield func([]int64, error) bool) {
		size := firstRead
		var chunk []int64
		for id, err := range all {
			if err != nil {
				yield(nil, err)
				return
			}
			if chunk = append(chunk, id); len(chunk) == size {
				if !yield(chunk, nil) {
					return
				}
				chunk, size = nil, min(2*size, mostAtOnce)
			}
		}
		if len(chunk) > 0 {
			yield(chunk, nil)
		}
	}
}

// passagesOf gives the passages of an expression, the last first: those before one,
// unless that is 0, where no documents are given.
func (w *words) passagesOf(e expression, documents []int64, before int64) iter.Seq2[int64, error] {
	if documents == nil {
		from, to, err := w.passageLimits()
		if err != nil {
			return none(err)
		}
		if before > 0 {
			to = min(to, before)
		}
		return w.numbers(e.rows()+` ORDER BY id DESC`, e.fts, from, to)
	}
	// Passages follow one another as documents do: none but those between the
	// first and the last of these need be met.
	last, err := w.withPassages(slices.Values(documents))
	if err != nil || last == nil {
		return none(err)
	}
	first, err := w.withPassages(backward(documents))
	if err != nil || first == nil {
		return none(err)
	}
	if w.search.few != nil {
		return w.passagesWithin(e, documents, first.first, last.end)
	}
	return w.numbers(`SELECT s.id FROM (`+e.rows()+`) s CROSS JOIN passage p WHERE p.id = s.id AND p.document_id IN (SELECT value FROM json_each(?4)) ORDER BY s.id DESC`,
		e.fts, first.first, last.end, jsonList(documents))
}

// passageLimits are the first passage of the documents asked for and the one
// behind their last.
func (w *words) passageLimits() (from, to int64, err error) {
	if !w.narrowed() {
		return math.MinInt64, math.MaxInt64, nil
	}
	if w.limits == nil {
		w.limits = new([2]int64)
		err = w.tx.QueryRowContext(w.ctx, `WITH asked AS (SELECT min(d.id) AS first, max(d.id) AS last FROM document d WHERE true`+w.of.and()+`)
			SELECT coalesce((SELECT passage_id FROM document, asked WHERE id >= first AND passage_count > 0 ORDER BY id LIMIT 1), 0),
				coalesce((SELECT passage_id + passage_count FROM document, asked WHERE id <= last AND passage_count > 0 ORDER BY id DESC LIMIT 1), 0)`, w.of.args...).
			Scan(&w.limits[0], &w.limits[1])
	}
	return w.limits[0], w.limits[1], err
}

// passagesWithin gives the passages of an expression that are of documents
// whose facts are known: to tell by these is quicker than to ask for each.
func (w *words) passagesWithin(e expression, documents []int64, from, to int64) iter.Seq2[int64, error] {
	var held []*facts // those with passages, the first first
	for _, id := range slices.Backward(documents) {
		if d := w.facts[id]; d.end > d.first {
			held = append(held, d)
		}
	}
	var list sql.NullString
	err := w.tx.QueryRowContext(w.ctx, `SELECT group_concat(id) FROM (`+e.rows()+`)`, e.fts, from, to).Scan(&list)
	if err != nil || !list.Valid {
		return none(err)
	}
	var within []int64
	for s := range strings.SplitSeq(list.String, ",") {
		id, err := strconv.ParseInt(s, 10, 64)
		if err != nil {
			return none(err) // unreachable: a number
		}
		k, _ := slices.BinarySearchFunc(held, id+1, func(d *facts, id int64) int { return cmp.Compare(d.first, id) })
		if k > 0 && id < held[k-1].end {
			within = append(within, id)
		}
	}
	slices.Sort(within)
	return func(yield func(int64, error) bool) {
		for _, id := range slices.Backward(within) {
			if !yield(id, nil) {
				return
			}
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

// none gives nothing, or an error.
func none(err error) iter.Seq2[int64, error] {
	return func(yield func(int64, error) bool) {
		if err != nil {
			yield(0, err)
		}
	}
}

// backward gives numbers, the last first.
func backward(list []int64) iter.Seq[int64] {
	return func(yield func(int64) bool) {
		for _, n := range slices.Backward(list) {
			if !yield(n) {
				return
			}
		}
	}
}

// readPassages reads passages, in their order, with the figures of a stream
// that are asked for or, where texts are sought, without.
func (w *words) readPassages(ids []int64, st stream) ([]stretch, error) {
	query := ` FROM json_each(?) j CROSS JOIN passage p CROSS JOIN document d`
	where := ` WHERE p.id = j.value AND d.id = p.document_id` + w.of.and()
	columns, args := `p.id, p.span_start, p.span_end, `+factColumns, append([]any{jsonList(ids)}, w.of.args...)
	if !w.texts {
		c, err := w.stating(st)
		if err != nil {
			return nil, err
		}
		columns += `, ` + lineColumns
		query += ` CROSS JOIN figure_row f` + withTerms
		where, args = where+c.and(), append(args, c.args...)
	}
	var out []stretch
	var in *passage
	last := int64(-1)
	err := eachRow(w.ctx, w.tx, `SELECT `+columns+query+where, func(rows *sql.Rows) error {
		var d facts
		var p passage
		var l line
		var id int64
		dest := append([]any{&id, &p.start, &p.end}, d.dest()...)
		if !w.texts {
			dest = append(dest, l.dest()...)
		}
		if err := rows.Scan(dest...); err != nil {
			return err
		}
		if len(out) == 0 || out[len(out)-1].document != d.id {
			if w.facts[d.id] == nil {
				w.facts[d.id] = &d
			}
			out = append(out, stretch{document: d.id})
		}
		b := &out[len(out)-1]
		if id != last {
			p.id, p.document, p.found = id, d.id, true
			in, last = &p, id
			b.found = append(b.found, in)
		}
		if !w.texts {
			b.lines = append(b.lines, placed{l, in})
		}
		return nil
	}, args...)
	return out, err
}

// stating asks of a figure f that it is in a passage p and may be of a stream.
func (w *words) stating(st stream) (condition, error) {
	var c condition
	c.add(`f.document_id = p.document_id AND f.n >= p.figure_n AND f.n < p.figure_end AND f.span_start >= p.span_start AND f.span_start < p.span_end`)
	asking, err := w.asking(st)
	c.join(asking)
	return c, err
}

// asking asks of a figure f that it is asked for and may be of a stream.
func (w *words) asking(st stream) (c condition, err error) {
	c.join(w.with)
	if w.q.asksCode() {
		c.add(`f.code_id IN (SELECT value FROM json_each(?))`, w.list)
	}
	counting, err := w.counting(st)
	c.join(counting)
	return c, err
}

// mostTerms bounds the terms by which figures are told: more are no help.
const mostTerms = 5000

// counting asks of a figure that what it counts may have a stream's words.
func (w *words) counting(st stream) (c condition, err error) {
	if st.tier > counted {
		return c, nil
	}
	if c, ok := w.counts[st]; ok {
		return c, nil
	}
	rest, by := w.rest(st.names), " AND "
	if len(rest) == 0 { // any of them
		by = " OR "
		for i := range w.want {
			rest = append(rest, &w.want[i])
		}
	}
	var exprs []string
	for _, g := range rest {
		exprs = append(exprs, g.expr())
	}
	is := (*group).in
	if st.tier == whole {
		is = (*group).is
	}
	has := func(name string) bool {
		if by == " OR " {
			return slices.ContainsFunc(rest, func(g *group) bool { return is(g, name) })
		}
		return !slices.ContainsFunc(rest, func(g *group) bool { return !is(g, name) })
	}
	var terms []int64
	if st.tier == whole { // one word, see streams
		terms, err = ids(w.ctx, w.tx, `SELECT id FROM term WHERE text = ?1 OR text >= ?1 || '（' AND text < ?1 || '）'`, rest[0].letters)
	} else {
		terms, err = ids(w.ctx, w.tx, `SELECT rowid FROM term_search WHERE term_search MATCH ? LIMIT ?`, strings.Join(exprs, by), mostTerms+1)
	}
	if err == nil && len(terms) <= mostTerms {
		codes := []int64{}
		for _, id := range w.search.names.list {
			if slices.ContainsFunc(w.search.names.codes[id].words, has) {
				codes = append(codes, id)
			}
		}
		var any condition
		if len(terms) > 0 {
			is := ` IN (SELECT value FROM json_each(?))`
			if len(terms) == 1 { // which is told sooner
				is = ` = json_extract(?, '$[0]')`
			}
			list := jsonList(terms)
			any.add(`f.label_id`+is, list)
			any.add(`f.part_id > 0 AND f.part_id`+is, list)
		}
		if len(codes) > 0 {
			any.add(`f.code_id IN (SELECT value FROM json_each(?))`, jsonList(codes))
		}
		if len(any.sql) == 0 {
			any.add(`false`)
		}
		sql, args := any.either()
		c.add(sql, args...)
	}
	w.counts[st] = c
	return c, err
}

// A passage is where figures are sought.
type passage struct {
	id         int64 // 0 where it is none of the table's
	document   int64
	start, end int
	found      bool    // by an index, and not only read
	cut        *string // its text, as the index has it
}

// holds tells whether a passage has words, in its text or in what its figures
// count: an index has said so of those that it can tell for certain.
func (p *passage) holds(w *words, rest subset) (bool, error) {
	var said subset
	known := false
	for i := range w.want {
		if !rest.has(i) || p.found && !w.want[i].looked() {
			continue
		}
		text, err := p.text(w)
		if err != nil {
			return false, err
		}
		if w.want[i].in(text) {
			continue
		}
		if !known {
			if said, err = p.said(w); err != nil {
				return false, err
			}
			known = true
		}
		if !said.has(i) {
			return false, nil
		}
	}
	return true, nil
}

// said are the words that are in the names of what the figures of a passage
// count, whether or not these figures are asked for.
func (p *passage) said(w *words) (subset, error) {
	if w.sayingsOf != p.document {
		w.sayingsOf, w.sayingsAt = p.document, nil
		err := eachRow(w.ctx, w.tx, `SELECT `+lineColumns+` FROM figure_row f WHERE f.document_id = ? ORDER BY f.n`, func(rows *sql.Rows) error {
			var l line
			err := rows.Scan(l.dest()...)
			w.sayingsAt = append(w.sayingsAt, l)
			return err
		}, p.document)
		if err != nil {
			return 0, err
		}
	}
	var out subset
	for i := range w.sayingsAt {
		if l := &w.sayingsAt[i]; l.start >= p.start && l.start < p.end {
			m, err := w.mask(l)
			if err != nil {
				return 0, err
			}
			out |= m.holds
		}
	}
	return out, nil
}

// textLooks is how many figures are looked at in the time that it takes to look
// at a passage's text.
const textLooks = 40

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
	w.looked += textLooks
	end := min(p.end, len(w.runes))
	s := cut(w.q.simplify(string(w.runes[min(p.start, end):end])))
	p.cut = &s
	return s, nil
}
