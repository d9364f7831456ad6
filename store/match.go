package store

import (
	"math/bits"
	"slices"
	"strings"
)

// in gives a document that is asked for and has just a stream's words in its
// names; nil for another.
func (w *words) in(document int64, st stream) (*facts, error) {
	d, err := w.document(document)
	if err != nil || d == nil {
		return d, err
	}
	if denied, err := w.isDenied(document); err != nil || denied {
		return nil, err
	}
	if len(w.named) == 0 {
		return d, nil
	}
	if s, err := w.namesOf(document); err != nil || s != st.names {
		return nil, err
	}
	return d, nil
}

// isDenied tells whether a document has in its names what must not be there.
func (w *words) isDenied(document int64) (bool, error) {
	if len(w.not) == 0 {
		return false, nil
	}
	if denied, ok := w.denied[document]; ok {
		return denied, nil
	}
	var phrases []string
	for i := range w.not {
		phrases = append(phrases, w.not[i].phrase())
	}
	var denied bool
	err := w.tx.QueryRowContext(w.ctx, `SELECT EXISTS (SELECT 1 FROM document_search WHERE document_search MATCH ? AND rowid = ?)`,
		strings.Join(phrases, " OR "), document).Scan(&denied)
	w.denied[document] = denied
	return denied, err
}

// tierOf tells how well a figure of a passage matches the words but for those
// that its document has in its names.
func (w *words) tierOf(l *line, p *passage, names subset) (tier, error) {
	m, err := w.mask(l)
	if err != nil {
		return unmatched, err
	}
	if m.not {
		return unmatched, nil
	}
	rest, held := subset(1<<len(w.want)-1)&^names, m.holds
	switch {
	case rest == 0 && len(w.want) == 1 && m.is != 0, bits.OnesCount32(uint32(rest)) == 1 && m.is&rest != 0:
		return w.unlessDenied(whole, l, p)
	case rest == 0 && slices.Max(m.each) != 0, rest != 0 && m.all(rest):
		return w.unlessDenied(counted, l, p)
	case rest == 0:
		return w.unlessDenied(named, l, p)
	case l.inTable: // the words may stand elsewhere in the table
		held := m.full
		for i := range w.want {
			if w.want[i].number && w.want[i].in(cut(l.printed)) {
				held |= 1 << i
			}
		}
		if held&rest == rest {
			return inRow, nil
		}
		return unmatched, nil
	}
	if told, err := w.byIndex(p, names); err != nil || told && !p.found {
		return unmatched, err
	}
	ok, err := p.holds(w, rest&^held)
	if err != nil || !ok {
		return unmatched, err
	}
	return w.unlessDenied(said, l, p)
}

// unlessDenied leaves out a sentence that has what must not be there.
func (w *words) unlessDenied(t tier, l *line, p *passage) (tier, error) {
	if len(w.not) == 0 || l.inTable {
		return t, nil
	}
	text, err := p.text(w)
	for i := range w.not {
		if w.not[i].in(text) {
			return unmatched, err
		}
	}
	return t, err
}

// A saying is what figures are said to count. A mask tells which words it has.
type saying struct {
	code, label, part int64
	inTable           bool
}

type mask struct {
	each  []subset // what each of its names has (sayings)
	full  subset   // what its label has with the column of its table
	holds subset   // what its names have together
	is    subset   // what one of them is
	not   bool     // has a word that must not be there
}

// all tells whether one of the names has all the words.
func (m *mask) all(rest subset) bool {
	return slices.ContainsFunc(m.each, func(s subset) bool { return s&rest == rest })
}

func (w *words) mask(l *line) (mask, error) {
	key := saying{l.code, l.label, l.part, l.inTable}
	if m, ok := w.masks[key]; ok {
		return m, nil
	}
	label, err := w.term(l.label)
	if err != nil {
		return mask{}, err
	}
	part, err := w.term(l.part)
	if err != nil {
		return mask{}, err
	}
	full := cut(label)
	called := sayings(label, part, l.inTable, w.search.names.codes[l.code].words)
	m := mask{each: make([]subset, len(called))}
	for i := range w.want {
		g := &w.want[i]
		for k, name := range called {
			if g.in(name) {
				m.each[k] |= 1 << i
			}
			if k > 1 && g.is(name) { // of the codebook
				m.is |= 1 << i
			}
		}
		if g.in(full) {
			m.full |= 1 << i
		}
		if g.near == nil && (label == g.letters && !l.inTable || l.inTable && stem(label) == g.letters) {
			m.is |= 1 << i
		}
	}
	for _, s := range m.each {
		m.holds |= s
	}
	for i := range w.not {
		m.not = m.not || w.not[i].in(full) || slices.ContainsFunc(called, w.not[i].in)
	}
	w.masks[key] = m
	return m, nil
}

// stem is a label without the column of its table, which stands behind it in
// brackets.
func stem(label string) string {
	s, _, _ := strings.Cut(label, "（")
	return s
}

// term gives a term's words in normal form.
func (w *words) term(id int64) (string, error) {
	if id == 0 {
		return "", nil
	}
	if s, ok := w.terms[id]; ok {
		return s, nil
	}
	var s string
	err := w.tx.QueryRowContext(w.ctx, `SELECT text FROM term WHERE id = ?`, id).Scan(&s)
	if err == nil {
		s = w.q.simplify(s)
		w.terms[id] = s
	}
	return s, err
}
