package store

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"slices"

	"nianbao/report"
)

// A Sentence is the passage that a figure stands in, as far as a reader needs it:
// of a table, the figure's own words.
type Sentence struct {
	report.Span        // in the document's text
	Text        string // what stands there
	Cut         bool   // the passage goes on before or behind
}

// A Browsed is what people see of a search: hits with their sentences, and what
// else is among the figures that were found.
type Browsed struct {
	Found
	Sentences []Sentence // of the hits
	Facets    Facets
}

// Facets count the figures that were found, or the first of them.
type Facets struct {
	Of         int  // figures that were counted
	All        bool // these are all there are
	Years      []Count
	Levels     []Count
	Provinces  []Count // first two digits of the division's code
	Indicators []Count // codes
}

// A Count is how many figures have a word.
type Count struct {
	Word string
	N    int
}

// sentenceRoom is how many characters of a sentence are shown.
const sentenceRoom = 160

// Browse searches, gives each hit its sentence, and counts the first most figures
// that were found by what they are of. It counts no more than it reads anyway:
// in a large database facets tell of those that match best.
func (db *DB) Browse(ctx context.Context, q Query, most int) (Browsed, error) {
	tx, err := db.r.BeginTx(ctx, nil) // all of one state of the database
	if err != nil {
		return Browsed{}, explain(db.path, err)
	}
	defer tx.Rollback()
	b, err := db.browseIn(ctx, tx, q, most)
	return b, explain(db.path, err)
}

func (db *DB) browseIn(ctx context.Context, tx *sql.Tx, q Query, most int) (b Browsed, err error) {
	q.Enough = q.Limit
	first := q
	first.After, first.Limit = "", max(most, q.Limit)
	keys, s, err := db.keysIn(ctx, tx, &first)
	if err != nil {
		return b, err
	}
	b.Found = s.sofar()
	if b.Facets, err = facetsOf(ctx, tx, keys[:min(most, len(keys))]); err != nil {
		return b, err
	}
	b.Facets.All = !s.more && len(keys) <= most && s.total <= len(keys)
	if q.After != "" {
		if keys, s, err = db.keysIn(ctx, tx, &q); err != nil {
			return b, err
		}
		b.Total = max(b.Total, s.total)
	}
	if q.Limit > 0 && len(keys) > q.Limit {
		keys = keys[:q.Limit]
	}
	if b.Hits, err = s.hits(keys); err != nil {
		return b, err
	}
	for i, k := range keys {
		sentence, err := sentenceOf(ctx, tx, k.id, &b.Hits[i])
		if err != nil {
			return b, err
		}
		b.Sentences = append(b.Sentences, sentence)
	}
	return b, nil
}

func facetsOf(ctx context.Context, tx *sql.Tx, keys []found) (Facets, error) {
	out := Facets{Of: len(keys)}
	pairs := make([][2]int64, len(keys))
	for i, k := range keys {
		pairs[i] = [2]int64{k.id, int64(k.n)}
	}
	list, err := json.Marshal(pairs)
	if err != nil {
		return out, err // unreachable: numbers
	}
	years, levels, provinces, codes := map[string]int{}, map[string]int{}, map[string]int{}, map[string]int{}
	err = eachRow(ctx, tx, `SELECT coalesce(d.year, ''), d.level, substr(d.region, 1, 2), c.code, count(*)
		FROM json_each(?) j CROSS JOIN figure_row f ON f.document_id = j.value ->> 0 AND f.n = j.value ->> 1
		JOIN document d ON d.id = f.document_id JOIN code c ON c.id = f.code_id GROUP BY 1, 2, 3, 4`, func(rows *sql.Rows) error {
		var year, level, province, code string
		var n int
		err := rows.Scan(&year, &level, &province, &code, &n)
		years[year] += n
		levels[level] += n
		provinces[province] += n
		codes[code] += n
		return err
	}, string(list))
	out.Years, out.Levels, out.Provinces, out.Indicators = counts(years), counts(levels), counts(provinces), counts(codes)
	slices.SortFunc(out.Years, func(a, b Count) int { return -cmp.Compare(a.Word, b.Word) })
	return out, err
}

// counts gives what is known, the most frequent first.
func counts(of map[string]int) []Count {
	var out []Count
	for word, n := range of {
		if word != "" {
			out = append(out, Count{word, n})
		}
	}
	slices.SortFunc(out, func(a, b Count) int { return cmp.Or(-cmp.Compare(a.N, b.N), cmp.Compare(a.Word, b.Word)) })
	return out
}

// sentenceOf gives the sentence of a figure; where it is long, what stands around
// the figure.
func sentenceOf(ctx context.Context, tx *sql.Tx, document int64, h *Hit) (Sentence, error) {
	out := Sentence{Span: h.Span, Text: h.Quote}
	if h.Table > 0 {
		return out, nil
	}
	var p report.Span
	err := tx.QueryRowContext(ctx, `SELECT p.span_start, p.span_end FROM document d JOIN passage p ON p.id >= d.passage_id AND p.id < d.passage_id + d.passage_count
		WHERE d.id = ? AND p.span_start <= ? AND p.span_end >= ? ORDER BY p.span_start DESC LIMIT 1`, document, h.Start, h.End).Scan(&p.Start, &p.End)
	if err == sql.ErrNoRows {
		return out, nil
	}
	if err != nil {
		return out, err
	}
	if room := sentenceRoom - (h.End - h.Start); p.End-p.Start > sentenceRoom {
		room = max(room, 40)
		start := max(p.Start, h.Start-room/2)
		end := min(p.End, start+max(sentenceRoom, h.End-start+room/2))
		out.Cut = start > p.Start || end < p.End
		p = report.Span{Start: start, End: end}
	}
	out.Span = p
	err = tx.QueryRowContext(ctx, `SELECT substr(text, ?, ?) FROM document_text WHERE document_id = ?`, p.Start+1, p.End-p.Start, document).Scan(&out.Text)
	return out, err
}

// BodiesLike gives at most n bodies whose id or printed name holds words, those
// of the shortest names first.
func (db *DB) BodiesLike(ctx context.Context, words string, n int) (list []Body, err error) {
	err = db.each(ctx, `SELECT id, name, region, level FROM body WHERE instr(name, ?1) > 0 OR instr(id, ?1) > 0 ORDER BY length(name), id LIMIT ?2`, func(rows *sql.Rows) error {
		var b Body
		err := rows.Scan(&b.ID, &b.Name, &b.Region, &b.Level)
		list = append(list, b)
		return err
	}, words, n)
	return list, err
}
