package store

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"nianbao/report"
)

// A Hit is a figure that was asked for, with all that a reader needs to judge it.
type Hit struct {
	Key string `json:"key"` // names the figure over re-extractions
	report.Figure
	Name      string        `json:"name"`    // of the indicator, Chinese; "" for an open figure
	English   string        `json:"english"` // of the indicator
	Body      string        `json:"body"`    // as printed
	BodyID    string        `json:"body_id"` // under which the body's reports lie
	Region    string        `json:"region"`
	Level     string        `json:"level"`
	Year      int           `json:"year"`          // 0 where unknown
	Of        string        `json:"report_period"` // the year, or the part of it that the report is of: 2018H1, 2024-05
	Title     string        `json:"title"`
	Published string        `json:"published"`
	Source    string        `json:"source"`
	SHA256    string        `json:"sha256"` // of the document
	State     report.Status `json:"document_status"`
	Current   bool          `json:"current"`
	Review    *Mark         `json:"review"` // nil where nobody decided about it
	Filed     *Mark         `json:"filed"`  // what was decided of its report's body, year or region; nil where nothing was
	Cursor    string        `json:"-"`      // for Query.After
}

// Found is what a search gives.
type Found struct {
	Hits  []Hit
	Total int  // figures found, whatever Limit and After
	More  bool // Total is only as far as was counted: there are more
	// Where Query.Enough hits were asked for:
	Unsorted bool // too many were found to be sorted: the order is that of Sort ""
	Stopped  bool // the search was broken off before there were enough: there may be more
}

// Search gives the figures that a query asks for.
//
// With words the order is: a label or indicator that is just these; what is
// counted has them all; the sentence has them; the body's name has them. Among
// equals the newest year goes first, or, where very many were found, what was
// stored last. Without words the order is by body and year. The same database
// gives the same order.
func (db *DB) Search(ctx context.Context, q Query) (Found, error) {
	tx, err := db.r.BeginTx(ctx, nil) // all of one state of the database
	if err != nil {
		return Found{}, explain(db.path, err)
	}
	defer tx.Rollback()
	f, err := db.searchIn(ctx, tx, &q)
	return f, explain(db.path, err)
}

func (db *DB) searchIn(ctx context.Context, tx *sql.Tx, q *Query) (Found, error) {
	keys, s, err := db.keysIn(ctx, tx, q)
	if err != nil {
		return Found{}, err
	}
	out := s.sofar()
	out.Hits, err = s.hits(keys)
	return out, err
}

// sofar is what is known of the hits without them.
func (s *search) sofar() Found {
	return Found{Total: s.total, More: s.more, Unsorted: s.unsorted, Stopped: s.stopped}
}

// keysIn finds the figures of a query without reading them.
func (db *DB) keysIn(ctx context.Context, tx *sql.Tx, q *Query) ([]found, *search, error) {
	s, err := newSearch(ctx, tx, q, db.bounds)
	if err != nil {
		return nil, nil, err
	}
	var keys []found
	switch {
	case strings.TrimSpace(q.Words) != "":
		keys, err = s.byWords()
	case q.Sort == ByValue || q.Sort == ByValueDown:
		keys, err = s.byValue()
	default:
		keys, err = s.byPlace()
	}
	return keys, s, err
}

// hits reads figures that were found, with what persons decided about them.
func (s *search) hits(keys []found) (list []Hit, err error) {
	m := marks{of: map[int64]*ruling{}}
	if err := s.tx.QueryRowContext(s.ctx, `SELECT EXISTS (SELECT 1 FROM review)`).Scan(&m.any); err != nil {
		return nil, err
	}
	for _, k := range keys {
		h, err := s.hit(k)
		if err != nil {
			return nil, err
		}
		if h.Review, h.Filed, err = m.mark(s.ctx, s.tx, k.id, k.n, h.SHA256); err != nil {
			return nil, err
		}
		list = append(list, h)
	}
	return list, nil
}

// A search is one query on its way.
type search struct {
	ctx context.Context
	tx  *sql.Tx
	q   *Query
	bounds
	names *names
	codes []int64 // that are asked for; nil for all
	list  string  // of codes, as JSON
	of    condition
	with  condition
	facts map[int64]*facts // of documents looked at; nil for those that are not asked for
	few   []*facts         // the documents asked for, nil where they are no few: then facts has them all
	total int
	more  bool

	looked            int // figures and passages looked at
	unsorted, stopped bool
}

// facts are what a document is sorted by.
type facts struct {
	id   int64
	body string
	year int // 0 where unknown
	// Its passages are from the first on to before the end.
	first, end int64
}

const factColumns = `d.id, d.body, coalesce(d.year, 0), d.passage_id, d.passage_id + d.passage_count`

func (f *facts) dest() []any { return []any{&f.id, &f.body, &f.year, &f.first, &f.end} }

// A found is a figure on its way to be a hit.
type found struct {
	*facts
	n     int
	at    position
	value *float64 // nil where none is printed
}

func newSearch(ctx context.Context, tx *sql.Tx, q *Query, b bounds) (*search, error) {
	s := &search{bounds: b, ctx: ctx, tx: tx, q: q, with: q.figures(), facts: map[int64]*facts{}}
	var err error
	if s.of, err = q.documents(ctx, tx); err != nil {
		return nil, err
	}
	if s.names, err = readNames(ctx, tx); err != nil {
		return nil, err
	}
	if q.asksCode() {
		s.codes, s.list = s.names.asked(q)
	}
	return s, nil
}

// narrowed tells whether other documents are asked for than all that are current.
func (s *search) narrowed() bool { return len(s.of.sql) > 1 || s.q.All }

// findFew finds the documents asked for, if these are few. Where nothing but
// current ones is asked for and there are many it does not look.
func (s *search) findFew() error {
	if !s.narrowed() {
		var last int
		err := s.tx.QueryRowContext(s.ctx, `SELECT coalesce(max(id), 0) FROM document`).Scan(&last)
		if err != nil || last > s.bounds.documents {
			return err
		}
	}
	args := append(slices.Clone(s.of.args), s.bounds.documents+1)
	var n int // an index tells it sooner than the documents could be read
	var ids string
	err := s.tx.QueryRowContext(s.ctx, `SELECT count(*), json_group_array(id) FROM (SELECT d.id FROM document d WHERE true`+s.of.and()+` LIMIT ?)`, args...).Scan(&n, &ids)
	if err != nil || n > s.bounds.documents {
		return err
	}
	list, err := factsOf(s.ctx, s.tx, `SELECT `+factColumns+` FROM json_each(?) j CROSS JOIN document d WHERE d.id = j.value`, ids)
	if err != nil {
		return err
	}
	s.few = list
	for _, f := range list {
		s.facts[f.id] = f
	}
	return nil
}

// document gives the facts of a document, nil where it is not asked for.
func (s *search) document(id int64) (*facts, error) {
	if f, ok := s.facts[id]; ok || s.few != nil {
		return f, nil
	}
	f := &facts{id: id}
	err := s.tx.QueryRowContext(s.ctx, `SELECT `+factColumns+` FROM document d WHERE d.id = ?`+s.of.and(),
		append([]any{id}, s.of.args...)...).Scan(f.dest()...)
	if err == sql.ErrNoRows {
		f, err = nil, nil
	}
	if err == nil {
		s.facts[id] = f
	}
	return f, err
}

// A line is as much of a figure as words are sought in.
type line struct {
	n                 int
	code, label, part int64
	printed           string
	inTable           bool
	start             int
	value             *float64
}

func (l *line) dest() []any {
	return []any{&l.n, &l.code, &l.label, &l.part, &l.printed, &l.inTable, &l.start, &l.value}
}

const lineColumns = `f.n, f.code_id, f.label_id, f.part_id, f.printed, f.table_no IS NOT NULL, f.span_start, CAST(f.value AS NUMERIC)`

const withTerms = `
	LEFT JOIN term part ON part.id = f.part_id
	LEFT JOIN term place ON place.id = f.place_id`

// lines gives the figures of a document that are asked for.
func (s *search) lines(document int64) ([]line, error) {
	of, err := s.linesIn([]*facts{{id: document}})
	return of[document], err
}

// linesIn gives the figures of documents that are asked for.
func (s *search) linesIn(documents []*facts) (map[int64][]line, error) {
	query := `SELECT f.document_id, ` + lineColumns + ` FROM json_each(?) j CROSS JOIN figure_row f` + withTerms +
		` WHERE f.document_id = j.value` + s.with.and()
	args := append([]any{jsonList(idsOf(documents))}, s.with.args...)
	if s.q.asksCode() {
		query += ` AND f.code_id IN (SELECT value FROM json_each(?))`
		args = append(args, s.list)
	}
	out := map[int64][]line{}
	err := eachRow(s.ctx, s.tx, query, func(rows *sql.Rows) error {
		var document int64
		var l line
		err := rows.Scan(append([]any{&document}, l.dest()...)...)
		out[document] = append(out[document], l)
		return err
	}, args...)
	for _, list := range out {
		slices.SortFunc(list, func(a, b line) int { return cmp.Compare(a.n, b.n) })
	}
	return out, err
}

// tired tells whether the search has looked at so much that it is to end with the
// hits that it has.
func (s *search) tired(hits int) bool {
	switch {
	case s.q.Enough == 0:
		return false
	case s.looked > s.bounds.most && hits < s.q.Enough:
		s.stopped = true
	case s.looked <= s.bounds.more || hits < s.q.Enough:
		return false
	}
	s.more = true
	return true
}

// full tells whether no more hits are wanted, and done whether no more are
// counted either.
func (s *search) full(n int) bool { return s.q.Limit > 0 && n >= s.q.Limit }
func (s *search) done(n int) bool { return !s.q.Count && s.full(n) && s.total >= max(s.counted, n) }

const hitColumns = `f.key, ` + figureColumns + `, coalesce(c.name, i.name, ''), coalesce(c.english, i.english, ''),
	d.body, ` + filedUnder + `, d.region, d.level, d.year, d.period, d.title, d.published, s.name, d.sha256, d.status, d.is_current`

const hitTables = ` FROM figure f
	JOIN document d ON d.id = f.document_id
	JOIN source s ON s.id = d.source_id
	LEFT JOIN indicator c ON c.code = f.code
	LEFT JOIN indicator i ON i.code = f.indicator`

// hit reads the whole of a figure that was found.
func (s *search) hit(k found) (h Hit, err error) {
	h, err = hitOf(s.ctx, s.tx, k.id, k.n)
	h.Cursor = k.at.cursor()
	return h, err
}

func hitOf(ctx context.Context, tx *sql.Tx, document int64, n int) (h Hit, err error) {
	var r figureRow
	var year sql.NullInt64
	dest := append([]any{&h.Key}, r.dest()...)
	err = tx.QueryRowContext(ctx, `SELECT `+hitColumns+hitTables+` WHERE f.document_id = ? AND f.n = ?`, document, n).
		Scan(append(dest, &h.Name, &h.English, &h.Body, &h.BodyID, &h.Region, &h.Level, &year, &h.Of, &h.Title, &h.Published, &h.Source,
			&h.SHA256, &h.State, &h.Current)...)
	if err != nil {
		return h, fmt.Errorf("figure %d of document %d: %w", n, document, err)
	}
	h.Year = int(year.Int64)
	h.Figure, err = r.figure()
	return h, err
}
