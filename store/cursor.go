package store

import (
	"database/sql"
	"errors"
	"fmt"
)

// A position is a hit's in the order of its search.
type position struct {
	search   string // which one, and how sorted
	stream   int
	document int64
	n        int // the figure; of a passage where it begins
}

// The searches, as cursors name them.
const (
	ordered = "o" // without words
	valued  = "v" // without words, by value
	matched = "w" // by words
	inTexts = "t"
)

// cursor names the position: w.0.41.10.
func (p position) cursor() string {
	return fmt.Sprintf("%s.%d.%d.%d", p.search, p.stream, p.document, p.n)
}

// after reads the query's cursor: the figure that hits come after, nil where
// there is none.
func (s *search) after(search string) (*found, error) {
	if s.q.After == "" {
		return nil, nil
	}
	f := &found{facts: &facts{}}
	name := search + string(s.q.Sort)
	n, err := fmt.Sscanf(s.q.After, name+".%d.%d.%d", &f.at.stream, &f.at.document, &f.at.n)
	if err != nil || n != 3 || s.q.After != (position{name, f.at.stream, f.at.document, f.at.n}).cursor() {
		return nil, ErrCursor
	}
	f.at.search, f.n = name, f.at.n
	err = s.tx.QueryRowContext(s.ctx, `SELECT `+factColumns+`, (SELECT CAST(f.value AS NUMERIC) FROM figure_row f WHERE f.document_id = d.id AND f.n = ?)
		FROM document d WHERE d.id = ?`, f.n, f.at.document).Scan(append(f.dest(), &f.value)...)
	if errors.Is(err, sql.ErrNoRows) || err == nil && s.q.Sort.byValue() && f.value == nil {
		return nil, ErrCursor
	}
	return f, err
}

// position gives a figure's place in the order of the search.
func (s *search) position(search string, stream int, document int64, n int) position {
	return position{search + string(s.q.Sort), stream, document, n}
}
