package store

import (
	"context"
	"database/sql"
	"fmt"
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
	BodyID    string        `json:"body_id"`
	Region    string        `json:"region"`
	Year      int           `json:"year"`          // 0 where unknown
	Of        string        `json:"report_period"` // the year, or the part of it that the report is of: 2018H1, 2024-05
	Title     string        `json:"title"`
	Published string        `json:"published"`
	Source    string        `json:"source"`
	SHA256    string        `json:"sha256"` // of the document
	State     report.Status `json:"document_status"`
	Current   bool          `json:"current"`
	Cursor    string        `json:"-"` // for Query.After
}

// Search gives the figures that a query asks for, and how many there are
// without Limit and After. With words the hits whose label is just these come
// first and then the best matches; otherwise, and among equals, they are sorted
// by body, year and their order in the document.
func (db *DB) Search(ctx context.Context, q Query) (hits []Hit, total int, err error) {
	from, o, c := "figure f JOIN document d ON d.id = f.document_id", byPlace, q.condition()
	if strings.TrimSpace(q.Words) != "" {
		query, ok := match(q.Words)
		if !ok {
			return nil, 0, nil // only punctuation: nothing holds it
		}
		from, o = found+" JOIN document d ON d.id = f.document_id", byWords
		c.args = append([]any{strings.TrimSpace(q.Words), query}, c.args...)
	}
	tx, err := db.r.BeginTx(ctx, nil) // hits and total of one state of the database
	if err != nil {
		return nil, 0, explain(db.path, err)
	}
	defer tx.Rollback()
	if err := tx.QueryRowContext(ctx, "SELECT count(*) FROM "+from+c.where(), c.args...).Scan(&total); err != nil {
		return nil, 0, explain(db.path, err)
	}
	if err := o.after(&c, q.After); err != nil {
		return nil, 0, err
	}
	if total > 0 {
		hits, err = findHits(ctx, tx, from, o, c, q.Limit)
	}
	return hits, total, explain(db.path, err)
}

// found joins figures to their match of the words. bm25 counts the best match
// lowest.
const found = `(SELECT rowid AS id, bm25(figure_search) AS rank, ? AS words FROM figure_search WHERE figure_search MATCH ?) m
	JOIN figure f ON f.id = m.id`

const hitColumns = `f.key, ` + figureColumns + `, coalesce(c.name, i.name, ''), coalesce(c.english, i.english, ''),
	d.body, d.body_id, d.region, d.year, d.period, d.title, d.published, s.name, d.sha256, d.status, d.is_current`

// findHits sorts by keys alone and reads whole rows only of the hits it gives.
func findHits(ctx context.Context, tx *sql.Tx, from string, o order, c condition, limit int) ([]Hit, error) {
	if limit <= 0 {
		limit = -1 // SQLite's word for no bound
	}
	var named, sorted []string
	for i, expr := range o {
		named = append(named, fmt.Sprintf("%s AS k%d", expr, i))
		sorted = append(sorted, fmt.Sprintf("k%d", i))
	}
	keys := strings.Join(sorted, ", ")
	rows, err := tx.QueryContext(ctx, "SELECT "+keys+", "+hitColumns+" FROM ("+
		"SELECT f.id, "+strings.Join(named, ", ")+" FROM "+from+c.where()+" ORDER BY "+keys+fmt.Sprintf(" LIMIT %d", limit)+`) k
		JOIN figure f ON f.id = k.id
		JOIN document d ON d.id = f.document_id
		JOIN source s ON s.id = d.source_id
		LEFT JOIN indicator c ON c.code = f.code
		LEFT JOIN indicator i ON i.code = f.indicator
		ORDER BY `+keys, c.args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var hits []Hit
	for rows.Next() {
		h, err := scanHit(rows, len(o))
		if err != nil {
			return nil, err
		}
		hits = append(hits, h)
	}
	return hits, rows.Err()
}

// scanHit reads a row of n sort keys and hitColumns.
func scanHit(rows *sql.Rows, n int) (h Hit, err error) {
	keys := make([]any, n)
	var dest []any
	for i := range keys {
		dest = append(dest, &keys[i])
	}
	var r figureRow
	var year sql.NullInt64
	dest = append(append(dest, &h.Key), r.dest()...)
	err = rows.Scan(append(dest, &h.Name, &h.English, &h.Body, &h.BodyID, &h.Region, &year, &h.Of, &h.Title, &h.Published, &h.Source,
		&h.SHA256, &h.State, &h.Current)...)
	if err != nil {
		return h, err
	}
	h.Year = int(year.Int64)
	if h.Figure, err = r.figure(); err != nil {
		return h, err
	}
	h.Cursor, err = cursor(keys)
	return h, err
}
