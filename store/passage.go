package store

import (
	"context"
	"database/sql"
	"strings"

	"nianbao/report"
)

// A Passage is a sentence or a table of a document: what a search finds as a
// whole. Passages follow one another; what stands in none is not found.
type Passage struct {
	report.Span
	Words  string   // what stands there, in simplified normal form
	Labels []string // what its figures count, in their own words and in those of the codebook; nil where it has none
	Table  bool
}

// insertPassages keeps where a document's passages stand, and which they are.
func insertPassages(ctx context.Context, tx *sql.Tx, id int64, it *Item) error {
	if len(it.Passages) == 0 {
		return nil
	}
	var last int64
	if err := tx.QueryRowContext(ctx, `SELECT coalesce(max(id), 0) FROM passage`).Scan(&last); err != nil {
		return err
	}
	for n, p := range it.Passages {
		_, err := tx.ExecContext(ctx, `INSERT INTO passage (id, document_id, span_start, span_end) VALUES (?, ?, ?, ?)`,
			last+1+int64(n), id, p.Start, p.End)
		if err != nil {
			return err
		}
	}
	_, err := tx.ExecContext(ctx, `UPDATE document SET passage_id = ?, passage_count = ? WHERE id = ?`, last+1, len(it.Passages), id)
	return err
}

// index makes a document searchable. It comes last in a batch: every savepoint
// makes FTS5 write out what it has gathered.
func index(ctx context.Context, tx *sql.Tx, id int64, it *Item) error {
	var first int64
	if err := tx.QueryRowContext(ctx, `SELECT passage_id FROM document WHERE id = ?`, id).Scan(&first); err != nil {
		return err
	}
	for n := range it.Passages {
		p := &it.Passages[n]
		id := first + int64(n)
		if _, err := tx.ExecContext(ctx, `INSERT INTO passage_search (rowid, words) VALUES (?, ?)`, id, wordsOf(p)); err != nil {
			return err
		}
		if len(p.Labels) == 0 {
			continue
		}
		if _, err := tx.ExecContext(ctx, `INSERT INTO label_search (rowid, labels) VALUES (?, ?)`, id, cutLabels(p.Labels)); err != nil {
			return err
		}
	}
	_, err := tx.ExecContext(ctx, `INSERT INTO document_search (rowid, names) VALUES (?, ?)`, id, cut(it.Names))
	if err == nil {
		_, err = tx.ExecContext(ctx, `INSERT INTO character_search (rowid, characters) VALUES (?, ?)`, id, characters(it))
	}
	return err
}

// These stand in the index before the words of a passage with figures.
const (
	inProse = "\ue001"
	inTable = "\ue002"
)

// wordsOf is a passage as the index has it: what stands there and, behind it,
// what its figures count in other words.
func wordsOf(p *Passage) string {
	words := cut(p.Words)
	if len(p.Labels) == 0 {
		return words
	}
	var b strings.Builder
	b.WriteString(inProse + " ")
	if p.Table {
		b.Reset()
		b.WriteString(inTable + " ")
	}
	b.WriteString(words)
	for _, l := range p.Labels {
		if c := cut(l); !strings.Contains(" "+words+" ", " "+c+" ") {
			b.WriteString(" " + gap + " " + c)
		}
	}
	return b.String()
}

// cutLabels joins labels so that each stands between gaps: what stands right
// between two is a whole label.
func cutLabels(labels []string) string {
	if len(labels) == 0 {
		return ""
	}
	var b strings.Builder
	b.WriteString(gap)
	for _, l := range labels {
		if words := cut(l); words != "" {
			b.WriteString(" " + words + " " + gap)
		}
	}
	return b.String()
}

// characters are the different characters of a document's passages.
func characters(it *Item) string {
	seen := map[rune]bool{}
	var b strings.Builder
	add := func(s string) {
		for _, p := range pieces(s) {
			if p.class != han {
				continue
			}
			for _, r := range p.text {
				if !seen[r] {
					seen[r] = true
					b.WriteRune(r)
					b.WriteByte(' ')
				}
			}
		}
	}
	for _, p := range it.Passages {
		add(p.Words)
		for _, l := range p.Labels {
			add(l)
		}
	}
	return b.String()
}
