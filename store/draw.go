package store

import (
	"cmp"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"fmt"
	"math"
	"slices"
	"strings"

	"nianbao/report"
)

// A Fate says what became of a numeral of a document.
type Fate string

const (
	Taken    Fate = "figure"   // it is a figure with a value
	Rejected Fate = "rejected" // it is no figure, for a reason
	Leftover Fate = "leftover" // neither
)

// A Draw is a random sample of what the current documents say in numerals: to
// be judged by a person.
type Draw struct {
	Drawn      []Drawn
	Population map[Fate]int
	Strata     int
}

// A Drawn is a numeral that was drawn. Of one that is no figure the Hit has the
// document, the numeral as Quote and Printed, and its place.
type Drawn struct {
	Fate Fate
	ID   string // outlives re-reading of the database, not of the document
	Hit
	Reason  report.RejectReason // of what was rejected
	Era     report.Era
	Before  string // the words before and after Quote; "" for a cell of a table
	After   string
	Stratum string  // what it was drawn among
	Weight  float64 // how many numerals of the population it stands for
}

// population has a row for each numeral of the current documents. A blank cell
// is none: it claims no value.
const population = `SELECT 'figure' AS fate, d.id AS document, d.sha256 AS sha, f.n AS n, d.era AS era, f.method AS method, f.indicator AS kind
		FROM document d JOIN figure f ON f.document_id = d.id WHERE d.is_current = 1 AND f.value IS NOT NULL
	UNION ALL SELECT 'rejected', d.id, d.sha256, r.n, d.era, 'text', r.reason
		FROM document d JOIN reject r ON r.document_id = d.id WHERE d.is_current = 1
	UNION ALL SELECT 'leftover', d.id, d.sha256, i.n, d.era, 'text', ''
		FROM document d JOIN issue i ON i.document_id = d.id WHERE d.is_current = 1 AND i.kind = 'leftover'`

// A cell of the population: the finest stratum.
type cell struct {
	fate              Fate
	era, method, kind string // kind is the indicator, or why it was rejected
}

// strata name a cell's stratum, the finest first.
var strata = []func(cell) string{
	func(c cell) string { return strings.Join([]string{string(c.fate), c.era, c.method, c.kind}, "/") },
	func(c cell) string { return strings.Join([]string{string(c.fate), c.method, c.kind}, "/") },
	func(c cell) string { return strings.Join([]string{string(c.fate), c.era, c.method}, "/") },
	func(c cell) string { return strings.Join([]string{string(c.fate), c.method}, "/") },
	func(c cell) string { return string(c.fate) },
	func(cell) string { return "" },
}

// Draw draws n numerals, or all where there are fewer, by lots that depend on
// the seed and the documents' bytes alone: two databases of the same documents
// give the same. Strata are of fate, era, method and indicator, or as many of
// these as n numerals can cover twice; each gives at least one, larger ones
// more, as the square root of their size, so that the rare is seen.
func (db *DB) Draw(ctx context.Context, n int, seed uint64) (Draw, error) {
	tx, err := db.r.BeginTx(ctx, nil) // all of one state of the database
	if err != nil {
		return Draw{}, explain(db.path, err)
	}
	defer tx.Rollback()
	draw, err := drawFrom(ctx, tx, n, seed)
	return draw, explain(db.path, err)
}

func drawFrom(ctx context.Context, tx *sql.Tx, n int, seed uint64) (Draw, error) {
	cells := map[cell]int{}
	draw := Draw{Population: map[Fate]int{}}
	err := eachRow(ctx, tx, "SELECT fate, era, method, kind, count(*) FROM ("+population+") GROUP BY 1, 2, 3, 4", func(rows *sql.Rows) error {
		var c cell
		var size int
		err := rows.Scan(&c.fate, &c.era, &c.method, &c.kind, &size)
		cells[c] = size
		draw.Population[c.fate] += size
		return err
	})
	if err != nil {
		return Draw{}, err
	}
	stratum, sizes := stratify(cells, n)
	shares := allot(sizes, n)
	draw.Strata = len(sizes)
	lots := map[string][]lot{}
	err = eachRow(ctx, tx, population, func(rows *sql.Rows) error {
		var l lot
		var c cell
		if err := rows.Scan(&l.fate, &l.document, &l.sha, &l.n, &c.era, &c.method, &c.kind); err != nil {
			return err
		}
		c.fate = l.fate
		l.number = lotNumber(seed, l.sha, string(l.fate), l.n)
		s := stratum(c)
		lots[s] = append(lots[s], l)
		if len(lots[s]) > 2*shares[s]+1000 {
			lots[s] = lowest(lots[s], shares[s])
		}
		return nil
	})
	if err != nil {
		return Draw{}, err
	}
	for s, drawn := range lots {
		for _, l := range lowest(drawn, shares[s]) {
			d, err := l.read(ctx, tx)
			if err != nil {
				return Draw{}, err
			}
			d.Stratum, d.Weight = s, float64(sizes[s])/float64(shares[s])
			draw.Drawn = append(draw.Drawn, d)
		}
	}
	// Documents in the order of lots: who judges only the first rows has judged
	// documents drawn at random.
	slices.SortFunc(draw.Drawn, func(a, b Drawn) int {
		return cmp.Or(cmp.Compare(lotNumber(seed, a.SHA256, "", 0), lotNumber(seed, b.SHA256, "", 0)),
			cmp.Compare(a.SHA256, b.SHA256), cmp.Compare(a.Start, b.Start), cmp.Compare(a.End, b.End), cmp.Compare(a.ID, b.ID))
	})
	return draw, nil
}

// stratify chooses the finest strata that n numerals can cover with two each:
// finer ones would leave nothing to give the large their due.
func stratify(cells map[cell]int, n int) (name func(cell) string, sizes map[string]int) {
	for _, name = range strata {
		sizes = map[string]int{}
		for c, size := range cells {
			sizes[name(c)] += size
		}
		if 2*len(sizes) <= n {
			break
		}
	}
	return name, sizes
}

// allot shares n numerals among strata: one each, then always to the one with
// the fewest for the square root of its size.
func allot(sizes map[string]int, n int) map[string]int {
	type share struct {
		name   string
		size   int
		weight float64
		n      int
	}
	var shares []share
	for name, size := range sizes {
		shares = append(shares, share{name, size, math.Sqrt(float64(size)), 1})
		n--
	}
	slices.SortFunc(shares, func(a, b share) int { return cmp.Compare(a.name, b.name) })
	for ; n > 0; n-- {
		best, most := -1, 0.0
		for i, s := range shares {
			if s.n < s.size && s.weight/float64(s.n) > most {
				best, most = i, s.weight/float64(s.n)
			}
		}
		if best < 0 {
			break // all are taken whole
		}
		shares[best].n++
	}
	out := map[string]int{}
	for _, s := range shares {
		out[s.name] = s.n
	}
	return out
}

// A lot is a numeral's place in the draw: the lowest numbers of a stratum win.
type lot struct {
	number   uint64
	sha      string
	fate     Fate
	n        int
	document int64
}

func lotNumber(seed uint64, sha, fate string, n int) uint64 {
	sum := sha256.Sum256(fmt.Appendf(nil, "%d %s %s %d", seed, sha, fate, n))
	return binary.BigEndian.Uint64(sum[:8])
}

func lowest(lots []lot, n int) []lot {
	slices.SortFunc(lots, func(a, b lot) int {
		return cmp.Or(cmp.Compare(a.number, b.number), cmp.Compare(a.sha, b.sha), cmp.Compare(a.fate, b.fate), cmp.Compare(a.n, b.n))
	})
	return lots[:min(n, len(lots))]
}

// Words around a quote, in characters.
const wordsBefore, wordsAfter = 40, 20

// read gives all about the numeral that a lot fell on.
func (l *lot) read(ctx context.Context, tx *sql.Tx) (Drawn, error) {
	d := Drawn{Fate: l.fate, ID: fmt.Sprintf("%s-%s-%d", l.sha[:16], l.fate, l.n)}
	var err error
	switch l.fate {
	case Taken:
		d.Hit, err = hitOf(ctx, tx, l.document, int(l.n))
		d.ID = d.Key
	case Rejected:
		err = tx.QueryRowContext(ctx, `SELECT span_start, span_end, reason FROM reject WHERE document_id = ? AND n = ?`, l.document, l.n).
			Scan(&d.Start, &d.End, &d.Reason)
	case Leftover:
		err = tx.QueryRowContext(ctx, `SELECT span_start, span_end FROM issue WHERE document_id = ? AND n = ?`, l.document, l.n).
			Scan(&d.Start, &d.End)
	}
	if err != nil {
		return d, err
	}
	if l.fate != Taken {
		if err := l.place(ctx, tx, &d); err != nil {
			return d, err
		}
	}
	err = tx.QueryRowContext(ctx, `SELECT era FROM document WHERE id = ?`, l.document).Scan(&d.Era)
	if err != nil || d.Table > 0 {
		return d, err
	}
	return d, tx.QueryRowContext(ctx, `SELECT substr(text, max(1, ? + 1 - ?), min(?, ?)), substr(text, ? + 1, ?) FROM document_text WHERE document_id = ?`,
		d.Start, wordsBefore, d.Start, wordsBefore, d.End, wordsAfter, l.document).Scan(&d.Before, &d.After)
}

// place reads the document and the words of a numeral that is no figure.
func (l *lot) place(ctx context.Context, tx *sql.Tx, d *Drawn) error {
	var year sql.NullInt64
	err := tx.QueryRowContext(ctx, `SELECT d.body, d.body_id, d.region, d.year, d.title, d.published, s.name, d.sha256, d.status, d.is_current,
			substr(t.text, ? + 1, ?)
		FROM document d JOIN source s ON s.id = d.source_id JOIN document_text t ON t.document_id = d.id WHERE d.id = ?`,
		d.Start, d.End-d.Start, l.document).
		Scan(&d.Body, &d.BodyID, &d.Region, &year, &d.Title, &d.Published, &d.Source, &d.SHA256, &d.State, &d.Current, &d.Quote)
	d.Year, d.Printed, d.Method = int(year.Int64), d.Quote, report.InText
	return err
}

// eachRow calls f on every row of a query.
func eachRow(ctx context.Context, tx *sql.Tx, query string, f func(*sql.Rows) error, args ...any) error {
	rows, err := tx.QueryContext(ctx, query, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := f(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}
