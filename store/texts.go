package store

import (
	"cmp"
	"context"
	"database/sql"
	"slices"
	"strings"

	"nianbao/report"
)

// A TextHit is a passage of a document that has the words asked for.
type TextHit struct {
	Body      string `json:"body"` // as printed
	BodyID    string `json:"body_id"`
	Region    string `json:"region"`
	Level     string `json:"level"`
	Year      int    `json:"year"` // 0 where unknown
	Of        string `json:"report_period"`
	Title     string `json:"title"`
	Published string `json:"published"`
	Source    string `json:"source"`
	SHA256    string `json:"sha256"`
	report.Span
	Text   string `json:"text"` // what stands there, in the source's own characters
	Cursor string `json:"-"`
}

// FoundTexts is what a search in texts gives.
type FoundTexts struct {
	Hits  []TextHit
	Total int  // passages found, whatever Limit and After
	More  bool // Total is only as far as was counted
	// Stopped tells that the search was broken off before there were Query.Enough
	// hits: there may be more.
	Stopped bool
}

// SearchTexts gives the passages, sentences and tables, that have the words of
// a query, of the documents that it asks for; of figures it hears nothing. The
// newest year goes first or, where very many were found, what was stored last.
func (db *DB) SearchTexts(ctx context.Context, q Query) (FoundTexts, error) {
	tx, err := db.r.BeginTx(ctx, nil) // all of one state of the database
	if err != nil {
		return FoundTexts{}, explain(db.path, err)
	}
	defer tx.Rollback()
	f, err := db.textsIn(ctx, tx, ofDocuments(q))
	return f, explain(db.path, err)
}

func (db *DB) textsIn(ctx context.Context, tx *sql.Tx, q Query) (FoundTexts, error) {
	s, err := newSearch(ctx, tx, &q, db.bounds)
	if err != nil {
		return FoundTexts{}, err
	}
	w, err := s.words()
	if err != nil || len(w.want) == 0 {
		return FoundTexts{}, err
	}
	if len(w.named) == len(w.want) { // only names: they are sought as words
		w.named, w.has = nil, map[int64]subset{}
	}
	w.texts = true
	after, err := w.after(inTexts)
	if err != nil {
		return FoundTexts{}, err
	}
	var hits []textFound
	for i, st := range w.streams() {
		if st.tier != said {
			continue
		}
		if err := w.sentences(st, i, after, &hits); err != nil {
			return FoundTexts{}, err
		}
	}
	out := FoundTexts{Total: w.total, More: w.more, Stopped: w.stopped}
	for _, h := range hits {
		hit, err := h.read(ctx, tx)
		if err != nil {
			return FoundTexts{}, err
		}
		out.Hits = append(out.Hits, hit)
	}
	return out, nil
}

// A textFound is a passage on its way to be a hit.
type textFound struct {
	*facts
	report.Span
	at position
}

// sentences adds a stream's passages to hits.
func (w *words) sentences(st stream, i int, after *found, hits *[]textFound) error {
	few, err := w.isFew(st)
	if err != nil {
		return err
	}
	from := -1 // the stream to go on in
	if after != nil {
		from = after.at.stream
	}
	if !few && !w.q.Count && (i < from || w.full(len(*hits))) || w.tired(len(*hits)) {
		w.more = true
		return nil
	}
	var list []textFound
	w.passOver(after, i == from && !few)
	for b, err := range w.batches(st) {
		if err != nil {
			return err
		}
		found, err := w.textsOf(b, st, i)
		if err != nil {
			return err
		}
		w.total += len(found)
		if i < from {
			continue
		}
		if few {
			list = append(list, found...)
			continue
		}
		for _, f := range found {
			if i == from && (f.id > after.id || f.id == after.id && f.Start <= after.n) {
				continue
			}
			if w.full(len(*hits)) {
				w.more = !w.q.Count
				break
			}
			*hits = append(*hits, f)
		}
		w.looked++
		if w.more && w.full(len(*hits)) || !few && w.tired(len(*hits)) {
			break
		}
	}
	order := func(a, b textFound) int {
		return cmp.Or(-cmp.Compare(a.year, b.year), cmp.Compare(a.body, b.body), cmp.Compare(a.id, b.id), cmp.Compare(a.Start, b.Start))
	}
	slices.SortFunc(list, order)
	for _, f := range list {
		if !w.full(len(*hits)) && (i != from || order(f, textFound{facts: after.facts, Span: report.Span{Start: after.n}}) > 0) {
			*hits = append(*hits, f)
		}
	}
	return nil
}

// textsOf gives the passages of a stretch that have the words.
func (w *words) textsOf(b stretch, st stream, i int) ([]textFound, error) {
	d, err := w.in(b.document, st)
	if err != nil || d == nil {
		return nil, err
	}
	passages := b.found
	if passages == nil {
		if passages, err = w.spans(d); err != nil {
			return nil, err
		}
	}
	var out []textFound
	slices.SortFunc(passages, func(a, b *passage) int { return cmp.Compare(a.start, b.start) })
	for _, p := range passages {
		text, err := p.text(w)
		if err != nil {
			return nil, err
		}
		if w.allIn(text, st.names) {
			out = append(out, textFound{d, report.Span{Start: p.start, End: p.end}, w.position(inTexts, i, d.id, p.start)})
		}
	}
	return out, nil
}

// allIn tells whether a text has the words but for names: the index of passages
// has labels as well.
func (w *words) allIn(text string, names subset) bool {
	for i := range w.not {
		if w.not[i].in(text) {
			return false
		}
	}
	for _, g := range w.rest(names) {
		if !g.in(text) {
			return false
		}
	}
	return true
}

func (f *textFound) read(ctx context.Context, tx *sql.Tx) (h TextHit, err error) {
	var year sql.NullInt64
	err = tx.QueryRowContext(ctx, `SELECT d.body, `+filedUnder+`, d.region, d.level, d.year, d.period, d.title, d.published, s.name, d.sha256,
			substr(t.text, ? + 1, ? - ?)
		FROM document d JOIN source s ON s.id = d.source_id JOIN document_text t ON t.document_id = d.id WHERE d.id = ?`,
		f.Start, f.End, f.Start, f.id).
		Scan(&h.Body, &h.BodyID, &h.Region, &h.Level, &year, &h.Of, &h.Title, &h.Published, &h.Source, &h.SHA256, &h.Text)
	h.Year, h.Span, h.Text, h.Cursor = int(year.Int64), f.Span, strings.TrimRight(h.Text, " \t\r\n"), f.at.cursor()
	return h, err
}
