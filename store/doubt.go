package store

import (
	"context"
	"database/sql"
	"encoding/json"
)

// A Doubt is why a person should look at a figure.
type Doubt string

const (
	Unsure      Doubt = "unsure" // the number could not be read surely: it has no value
	CheckFailed Doubt = "failed" // a check that it is part of does not hold
	Low         Doubt = "low"    // with such evidence few figures are right
)

// Doubts are all there are.
func Doubts() []Doubt { return []Doubt{Unsure, CheckFailed, Low} }

// A Doubtful is a figure that a person should look at.
type Doubtful struct {
	Hit
	Why []Doubt `json:"why"`
}

// Doubtful gives figures of the documents that a query asks for - and of its
// indicator - that nobody has decided about, for some reasons or all where none
// is given: by body and year, so many as the query's Limit. below is the
// confidence below which a figure is doubtful.
func (db *DB) Doubtful(ctx context.Context, q Query, why []Doubt, below float64) ([]Doubtful, error) {
	tx, err := db.r.BeginTx(ctx, nil)
	if err != nil {
		return nil, explain(db.path, err)
	}
	defer tx.Rollback()
	names, err := readNames(ctx, tx)
	if err != nil {
		return nil, explain(db.path, err)
	}
	_, codes := names.asked(&q)
	narrow := ofDocuments(q)
	c, err := narrow.documents(ctx, tx)
	if err != nil {
		return nil, explain(db.path, err)
	}
	reasons, err := json.Marshal(append([]Doubt{}, why...))
	if err != nil {
		return nil, err // unreachable: words
	}
	documents, err := ids(ctx, tx, "SELECT d.id FROM document d WHERE true"+c.and()+" ORDER BY d.body, d.year, d.id", c.args...)
	if err != nil {
		return nil, explain(db.path, err)
	}
	m := marks{any: true, of: map[int64]*ruling{}}
	var out []Doubtful
	for _, id := range documents {
		found, err := doubtsOf(ctx, tx, id, below, codes, string(reasons))
		if err != nil {
			return nil, explain(db.path, err)
		}
		for _, f := range found {
			h, err := hitOf(ctx, tx, id, f.n)
			if err != nil {
				return nil, explain(db.path, err)
			}
			if h.Review, h.Filed, err = m.mark(ctx, tx, id, f.n, h.SHA256); err != nil {
				return nil, explain(db.path, err)
			}
			if h.Review != nil {
				continue
			}
			if out = append(out, Doubtful{h, f.why}); q.Limit > 0 && len(out) >= q.Limit {
				return out, nil
			}
		}
	}
	return out, nil
}

type doubted struct {
	n   int
	why []Doubt
}

func doubtsOf(ctx context.Context, tx *sql.Tx, document int64, below float64, codes, reasons string) ([]doubted, error) {
	var out []doubted
	err := eachRow(ctx, tx, `SELECT n, unsure, failed, low FROM (
			SELECT f.n, k.status = 'unsure' AS unsure, f.confidence < ?2 AS low,
				EXISTS (SELECT 1 FROM check_result x, json_each(x.figures) j WHERE x.document_id = f.document_id AND x.ok = 0 AND j.value = f.n) AS failed
			FROM figure_row f JOIN figure_kind k ON k.id = f.kind_id
			WHERE f.document_id = ?1 AND f.code_id IN (SELECT value FROM json_each(?3)))
		WHERE unsure AND (?4 = '[]' OR 'unsure' IN (SELECT value FROM json_each(?4)))
			OR failed AND (?4 = '[]' OR 'failed' IN (SELECT value FROM json_each(?4)))
			OR low AND (?4 = '[]' OR 'low' IN (SELECT value FROM json_each(?4)))
		ORDER BY n`, func(rows *sql.Rows) error {
		var d doubted
		var has [3]bool
		if err := rows.Scan(&d.n, &has[0], &has[1], &has[2]); err != nil {
			return err
		}
		for i, why := range Doubts() {
			if has[i] {
				d.why = append(d.why, why)
			}
		}
		out = append(out, d)
		return nil
	}, document, below*certain, codes, reasons)
	return out, err
}
