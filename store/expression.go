package store

import (
	"database/sql"
	"slices"
	"strings"
)

// An expression is what passages of a stream must have.
type expression struct {
	index string // label_search, one of passages or, where any passage will do, ""
	fts   string // in FTS5's language; "" for nothing, or for single characters, which the index has not
	none  bool   // there are no such passages
	sure  string // what fewer passages have, and the index takes longer to tell; "" for none
}

func (w *words) expr(st stream) (expression, error) {
	if e, ok := w.exprs[st]; ok {
		return e, nil
	}
	e, err := w.newExpr(st)
	if err == nil {
		w.exprs[st] = e
	}
	return e, err
}

func (w *words) newExpr(st stream) (expression, error) {
	rest := w.rest(st.names)
	switch {
	case st.tier == named:
		return expression{}, nil
	case len(rest) == 0:
		for i := range w.want {
			rest = append(rest, &w.want[i])
		}
		if st.tier == whole {
			return w.saidWhole(rest)
		}
		return labelled(join(rest, st.tier, " OR ")), nil
	case st.tier == whole:
		return w.saidWhole(rest)
	case st.tier == said:
		return w.stated(rest, inProse)
	case st.tier == inRow && slices.ContainsFunc(rest, isNumber): // the other words may be of label and column
		return w.stated(slices.DeleteFunc(rest, func(g *group) bool { return !isNumber(g) }), inTable)
	case st.tier == counted && len(rest) == 1 && rest[0].single == "":
		return labelled(join(rest, counted, "")), nil
	}
	sayings, more, err := w.sayings(rest, st.tier == inRow)
	switch {
	case err != nil:
		return expression{}, err
	case len(sayings) == 0 && !more:
		return expression{none: true}, nil
	case len(sayings) <= w.bounds.sayings && !more:
		return labelled(strings.Join(sayings, " OR ")), nil
	case st.tier == inRow:
		return w.stated(rest, inTable)
	}
	return labelled(join(rest, counted, " AND ")), nil
}

func isNumber(g *group) bool { return g.number }

// saidWhole gives passages with figures that count just what a word says; none
// where no figure does, which the dictionary tells sooner.
func (w *words) saidWhole(rest []*group) (expression, error) {
	g := rest[0]
	if g.near != nil {
		return expression{none: true}, nil
	}
	for _, id := range w.search.names.list {
		if slices.ContainsFunc(w.search.names.codes[id].words, g.is) {
			return wholly(g), nil
		}
	}
	var said bool
	err := w.tx.QueryRowContext(w.ctx, `SELECT EXISTS (SELECT 1 FROM term WHERE text = ?1)
		OR EXISTS (SELECT 1 FROM term WHERE text >= ?1 || '（' AND text < ?1 || '）')`, g.letters).Scan(&said)
	if err != nil || !said {
		return expression{none: true}, err
	}
	return wholly(g), nil
}

// wholly is what counts just what a word says. Gaps stand around a label, but to
// ask for them, which every label has, mostly takes longer than to look.
func wholly(g *group) expression {
	e := labelled(`"` + g.label() + `"`)
	e.sure = `"` + gap + " " + g.label() + " " + gap + `"`
	return e
}

func labelled(fts string) expression { return expression{index: "label_search", fts: fts} }

// stated gives passages of prose or tables with figures.
func (w *words) stated(rest []*group, index string) (expression, error) {
	if w.texts {
		index = ""
	}
	e := expression{index: index, fts: join(rest, said, " AND ")}
	if e.fts == "" {
		return e, nil
	}
	n, err := w.size(e)
	e.none = n == 0
	return e, err
}

// rows is a statement for the passages of an expression, which is its first
// parameter, from one (?2) on and before another (?3).
func (e expression) rows() string {
	indexes := []string{e.index}
	if e.index == "" {
		indexes = []string{inProse, inTable, inText}
	}
	var out []string
	for _, index := range indexes {
		out = append(out, `SELECT rowid AS id FROM `+index+` WHERE `+index+` MATCH ?1 AND rowid >= ?2 AND rowid < ?3`)
	}
	return strings.Join(out, " UNION ALL ")
}

// sayings gives phrases for what is said of figures that has all of some words,
// as far as bounds.sayings+1, and whether there is more; where only the column of
// their table makes labels have them, and columns are asked for, phrases for the
// labels without it.
func (w *words) sayings(rest []*group, columns bool) (list []string, more bool, err error) {
	var exprs, out []string
	for _, g := range rest {
		exprs = append(exprs, g.expr())
	}
	has := func(name string) bool { return !slices.ContainsFunc(rest, func(g *group) bool { return !g.in(name) }) }
	seen := map[string]bool{}
	add := func(name string) {
		if !seen[name] && name != "" {
			seen[name] = true
			out = append(out, `"`+name+`"`)
		}
	}
	if !columns {
		for _, id := range w.search.names.list {
			for _, name := range w.search.names.codes[id].words {
				if has(name) {
					add(name)
				}
			}
		}
	}
	n := 0 // terms with all words: where there are more than are asked for, nothing is known of the others
	err = eachRow(w.ctx, w.tx, `SELECT t.text FROM term_search s CROSS JOIN term t WHERE term_search MATCH ? AND t.id = s.rowid LIMIT ?`,
		func(rows *sql.Rows) error {
			n++
			var text string
			err := rows.Scan(&text)
			text = w.q.simplify(text)
			full, short := cut(text), cut(stem(text))
			switch {
			case has(short) && !columns:
				add(full)
				add(short)
			case has(full) && !has(short):
				add(short)
				if !columns {
					add(full) // of prose
				}
			}
			return err
		}, strings.Join(exprs, " AND "), w.bounds.sayings+1)
	return out, n > w.bounds.sayings, err
}

func join(list []*group, t tier, by string) string {
	var out []string
	for _, g := range list {
		switch {
		case g.single != "":
		case t == said:
			out = append(out, g.inPassage())
		default:
			out = append(out, g.expr())
		}
	}
	return strings.Join(out, by)
}
