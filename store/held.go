package store

import (
	"context"
	"database/sql"
	"encoding/json"

	"nianbao/report"
)

// A Held is a report that is there, by its current document.
type Held struct {
	SHA256    string
	Body      string // its id
	Name      string
	Region    string
	Level     report.BodyLevel
	Year      int
	Kind      string // annual, half, quarter
	Published string // as printed
	Status    report.Status
	Reason    report.Reason
}

// Held gives the reports of the bodies of some divisions, by body and year, so
// many at most: of those below the divisions too, where below is said.
func (db *DB) Held(ctx context.Context, codes []string, below bool, most int) (list []Held, err error) {
	asked, err := json.Marshal(codes)
	if err != nil {
		return nil, err // unreachable: words
	}
	is := "b.region = c.value"
	if below {
		is = "b.region >= c.value AND b.region < c.value || ':'" // ":" is the character after 9
	}
	err = db.each(ctx, `SELECT d.sha256, b.id, b.name, b.region, `+panelLevel+`, r.year, r.kind, d.published, d.status, d.reason
		FROM body b JOIN report r ON r.body = b.id JOIN document d ON d.report_id = r.id AND d.is_current = 1
		WHERE EXISTS (SELECT 1 FROM json_each(?) c WHERE `+is+`) ORDER BY b.id, r.year LIMIT ?`, func(rows *sql.Rows) error {
		var h Held
		var year sql.NullInt64
		err := rows.Scan(&h.SHA256, &h.Body, &h.Name, &h.Region, &h.Level, &year, &h.Kind, &h.Published, &h.Status, &h.Reason)
		h.Year = int(year.Int64)
		list = append(list, h)
		return err
	}, string(asked), most)
	return list, err
}
