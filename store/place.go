package store

import (
	"context"
	"database/sql"
	"encoding/json"

	"nianbao/report"
)

// A Place is a division and all below it, under a code that it had.
type Place struct {
	Code string
	From int // years in which the code was this division's; 0 for no bound
	To   int
}

// place asks of a document d that its body is in one of the query's places or
// is one of its bodies.
func (q *Query) place(ctx context.Context, tx *sql.Tx) (c condition, err error) {
	bodies := q.Bodies
	for _, p := range q.Places {
		year, args := "", []any{p.Code, p.Code + ":"} // ":" is the character after 9
		joined, err := texts(ctx, tx, `SELECT a.id FROM body_alias a JOIN body b ON b.id = a.body WHERE b.region >= ? AND b.region < ?`, args...)
		if err != nil {
			return c, err
		}
		bodies = append(bodies[:len(bodies):len(bodies)], joined...)
		if p.From != 0 {
			year, args = year+" AND d.year >= ?", append(args, p.From)
		}
		if p.To != 0 {
			year, args = year+" AND d.year <= ?", append(args, p.To)
		}
		c.add("d.region >= ? AND d.region < ?"+year, args...)
	}
	c.addBodies(bodies)
	return c, nil
}

// addBodies asks of a document d that its body is one of some; nothing where
// there are none.
func (c *condition) addBodies(ids []string) {
	if len(ids) == 0 {
		return
	}
	list, err := json.Marshal(ids)
	if err != nil {
		list = []byte("[]") // unreachable: words
	}
	c.add("d.body_id IN (SELECT value FROM json_each(?))", string(list))
}

// A Body is one that issued a report.
type Body struct {
	ID     string           `json:"id"`
	Name   string           `json:"name"` // as printed
	Region string           `json:"region"`
	Level  report.BodyLevel `json:"level"`
}

// BodiesCalled gives the bodies whose id holds words: what a name has behind
// the division that a code covers stands there in simplified characters.
func (db *DB) BodiesCalled(ctx context.Context, words string) ([]Body, error) {
	var out []Body
	err := db.each(ctx, `SELECT id, name, region, level FROM body WHERE instr(id, ?) > 0 ORDER BY id`, func(rows *sql.Rows) error {
		var b Body
		err := rows.Scan(&b.ID, &b.Name, &b.Region, &b.Level)
		out = append(out, b)
		return err
	}, words)
	return out, err
}

// A RegionCount is how many reports the bodies of a division have, of one level.
type RegionCount struct {
	Region string           `json:"region"`
	Level  report.BodyLevel `json:"level"`
	N      int              `json:"n"`
}

// ReportsByRegion counts the current documents by level and by the division of
// the body under which they lie.
func (db *DB) ReportsByRegion(ctx context.Context) ([]RegionCount, error) {
	out := []RegionCount{}
	err := db.each(ctx, `SELECT coalesce((SELECT b.region FROM body_alias a JOIN body b ON b.id = a.body WHERE a.id = d.body_id), d.region) AS place,
		level, count(*) FROM document d WHERE is_current = 1 GROUP BY place, level ORDER BY place, level`,
		func(rows *sql.Rows) error {
			var r RegionCount
			err := rows.Scan(&r.Region, &r.Level, &r.N)
			out = append(out, r)
			return err
		})
	return out, err
}
