package store

import (
	"context"
	"database/sql"
	"sort"
	"strings"

	"nianbao/report"
)

// A Passage is a sentence or a table of a document: what a search finds as a
// whole. Passages follow one another; what stands in none is not found.
type Passage struct {
	report.Span
	Words string // what stands there, in simplified normal form
	Table bool
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
	figures := it.figuresOf()
	for n, p := range it.Passages {
		_, err := tx.ExecContext(ctx, `INSERT INTO passage (id, document_id, span_start, span_end, figure_n, figure_end) VALUES (?, ?, ?, ?, ?, ?)`,
			last+1+int64(n), id, p.Start, p.End, figures[n].first, figures[n].end)
		if err != nil {
			return err
		}
	}
	_, err := tx.ExecContext(ctx, `UPDATE document SET passage_id = ?, passage_count = ? WHERE id = ?`, last+1, len(it.Passages), id)
	return err
}

// A figureRange is from the first figure of a passage to the one behind its
// last; the zero figureRange is of none.
type figureRange struct{ first, end int }

// figuresOf tells which figures are in each passage.
func (it *Item) figuresOf() []figureRange {
	out := make([]figureRange, len(it.Passages))
	for i := range it.Document.Figures {
		k := it.passageOf(i)
		switch {
		case k < 0:
		case out[k].end == 0:
			out[k] = figureRange{i, i + 1}
		default:
			out[k].end = i + 1
		}
	}
	return out
}

// passageOf finds the passage of a figure, -1 for none.
func (it *Item) passageOf(figure int) int {
	return passageAt(len(it.Passages), it.Document.Figures[figure].Start, func(k int) (int, int) { return it.Passages[k].Start, it.Passages[k].End })
}

// The indexes of passages: each passage is in one of them.
const (
	inProse = "prose_search" // with figures
	inTable = "table_search" // with figures
	inText  = "text_search"  // without
)

// indexDocument makes a document searchable. It comes last in a batch: every
// savepoint makes FTS5 write out what it has gathered.
func (d *dictionary) indexDocument(ctx context.Context, tx *sql.Tx, id int64, it *Item) error {
	var first int64
	if err := tx.QueryRowContext(ctx, `SELECT passage_id FROM document WHERE id = ?`, id).Scan(&first); err != nil {
		return err
	}
	labels, err := d.labels(ctx, tx, it)
	if err != nil {
		return err
	}
	figures := it.figuresOf()
	for n := range it.Passages {
		id, index := first+int64(n), inText
		switch {
		case figures[n].end > 0 && it.Passages[n].Table:
			index = inTable
		case figures[n].end > 0:
			index = inProse
		}
		if _, err := tx.ExecContext(ctx, `INSERT INTO `+index+` (rowid, words) VALUES (?, ?)`, id, wordsOf(&it.Passages[n], labels[n])); err != nil {
			return err
		}
		if len(labels[n]) == 0 {
			continue
		}
		if _, err := tx.ExecContext(ctx, `INSERT INTO label_search (rowid, labels) VALUES (?, ?)`, id, between(labels[n])); err != nil {
			return err
		}
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO document_search (rowid, names) VALUES (?, ?)`, id, cut(it.Names))
	if err == nil {
		_, err = tx.ExecContext(ctx, `INSERT INTO character_search (rowid, characters) VALUES (?, ?)`, id, characters(it, labels))
	}
	return err
}

// labels gives for each passage what its figures are said to count, each once.
func (d *dictionary) labels(ctx context.Context, tx *sql.Tx, it *Item) ([][]string, error) {
	if d.names == nil {
		var err error
		if d.names, err = readCodebook(ctx, tx); err != nil {
			return nil, err
		}
	}
	out := make([][]string, len(it.Passages))
	seen := make([]map[string]bool, len(it.Passages))
	for i := range it.Document.Figures {
		f := &it.Document.Figures[i]
		k := it.passageOf(i)
		if k < 0 {
			continue
		}
		if seen[k] == nil {
			seen[k] = map[string]bool{"": true}
		}
		for _, l := range sayings(f.Label, f.Part, f.Table > 0, d.names.of(f.Code())) {
			if !seen[k][l] {
				seen[k][l] = true
				out[k] = append(out[k], l)
			}
		}
	}
	return out, nil
}

// passageAt finds which of n passages, whose places are in order, begins before
// a character and ends behind it; -1 for none.
func passageAt(n, at int, place func(int) (start, end int)) int {
	k := sort.Search(n, func(k int) bool {
		_, end := place(k)
		return end > at
	})
	if k < n {
		if start, _ := place(k); start <= at {
			return k
		}
	}
	return -1
}

// sayings are the names of what a figure counts, cut: its label, that of a
// table without the column that stands behind it in brackets, the words that
// narrow it, and what the codebook calls it. The index of labels has just these,
// so that whatever is told by them is found there.
func sayings(label, part string, inTable bool, called []string) []string {
	if inTable {
		label = stem(label)
	}
	return append([]string{cut(label), cut(part)}, called...)
}

// wordsOf is a passage as the index has it: what stands there and, behind it,
// what its figures count in other words.
func wordsOf(p *Passage, labels []string) string {
	words := cut(p.Words)
	var b strings.Builder
	b.WriteString(words)
	words = " " + words + " "
	for i, l := range labels {
		if i >= mostCompared || !strings.Contains(words, " "+l+" ") {
			b.WriteString(" " + gap + " " + l)
		}
	}
	return b.String()
}

// mostCompared bounds the labels that are compared with the words of their
// passage: those beyond are added whether they stand there or not.
const mostCompared = 200

// between joins labels so that each stands between gaps.
func between(labels []string) string {
	return gap + " " + strings.Join(labels, " "+gap+" ") + " " + gap
}

// characters are the different characters of a document's passages.
func characters(it *Item, labels [][]string) string {
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
	for i, p := range it.Passages {
		add(p.Words)
		for _, l := range labels[i] {
			add(l)
		}
	}
	return b.String()
}
