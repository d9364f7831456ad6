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
	Labels []string // what its figures count, in their own words and in those of the codebook
}

// mostPassages bounds the passages of one document; the last takes the rest.
const mostPassages = 1 << 16

// passageRow is the row of the index passage_search for a passage.
func passageRow(document int64, n int) int64 { return document*mostPassages + int64(n) }

func insertPassages(ctx context.Context, tx *sql.Tx, id int64, it *Item) error {
	for n, p := range it.Passages {
		_, err := tx.ExecContext(ctx, `INSERT INTO passage (document_id, n, span_start, span_end) VALUES (?, ?, ?, ?)`, id, n, p.Start, p.End)
		if err != nil {
			return err
		}
	}
	return nil
}

// index makes a document searchable. It comes last in a batch: every savepoint
// makes FTS5 write out what it has gathered.
func index(ctx context.Context, tx *sql.Tx, id int64, it *Item) error {
	for n, p := range it.Passages {
		_, err := tx.ExecContext(ctx, `INSERT INTO passage_search (rowid, words, labels) VALUES (?, ?, ?)`,
			passageRow(id, n), cut(p.Words), cutLabels(p.Labels))
		if err != nil {
			return err
		}
	}
	_, err := tx.ExecContext(ctx, `INSERT INTO document_search (rowid, names) VALUES (?, ?)`, id, cut(it.Names))
	if err == nil {
		_, err = tx.ExecContext(ctx, `INSERT INTO character_search (rowid, characters) VALUES (?, ?)`, id, characters(it))
	}
	return err
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

// characters are the different characters of a document's passages and names.
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
	add(it.Names)
	for _, p := range it.Passages {
		add(p.Words)
		for _, l := range p.Labels {
			add(l)
		}
	}
	return b.String()
}
