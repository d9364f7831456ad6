package store

import (
	"context"
	"database/sql"

	"nianbao/report"
)

// A Listed is a document in a list of them.
type Listed struct {
	Row       int64            `json:"-"`
	SHA256    string           `json:"sha256"`
	Title     string           `json:"title"`
	Body      string           `json:"body"`
	BodyID    string           `json:"body_id"` // under which its reports lie
	Region    string           `json:"region"`
	Level     report.BodyLevel `json:"level"`
	Year      *int             `json:"year"`
	Kind      string           `json:"kind"` // annual, half, quarter; "" where it is no report of a known body and year
	Published string           `json:"published"`
	Status    report.Status    `json:"status"`
	Reason    report.Reason    `json:"reason"`
	Source    string           `json:"source"`
	ReadAt    string           `json:"read_at"`
	Before    string           `json:"before"` // the hash of the document that it took the place of; "" where it is the first
}

// Listed gives documents that a query asks for, in the order in which they were
// put, behind a row; or the last ones first, where down is said. Where shas is
// not nil, only these.
func (db *DB) Listed(ctx context.Context, q Query, after int64, most int, down bool, shas []string) (list []Listed, err error) {
	tx, err := db.r.BeginTx(ctx, nil)
	if err != nil {
		return nil, explain(db.path, err)
	}
	defer tx.Rollback()
	narrow := ofDocuments(q)
	c, err := narrow.documents(ctx, tx)
	if err != nil {
		return nil, explain(db.path, err)
	}
	order := "d.id"
	if down {
		order = "d.id DESC"
	} else {
		c.add("d.id > ?", after)
	}
	if shas != nil {
		c.add("d.sha256 IN (SELECT value FROM json_each(?))", jsonList(shas))
	}
	list = []Listed{}
	err = eachRow(ctx, tx, `SELECT d.id, d.sha256, d.title, d.body, `+filedUnder+`, d.region, d.level, d.year, coalesce(r.kind, ''), d.published, d.status, d.reason, s.name, d.read_at,
			coalesce((SELECT o.sha256 FROM document o WHERE o.source_id = d.source_id AND o.id < d.id AND o.sha256 <> d.sha256 ORDER BY o.id DESC LIMIT 1), '')
		FROM document d JOIN source s ON s.id = d.source_id LEFT JOIN report r ON r.id = d.report_id WHERE true`+c.and()+` ORDER BY `+order+` LIMIT ?`, func(rows *sql.Rows) error {
		var l Listed
		err := rows.Scan(&l.Row, &l.SHA256, &l.Title, &l.Body, &l.BodyID, &l.Region, &l.Level, &l.Year, &l.Kind, &l.Published, &l.Status, &l.Reason, &l.Source, &l.ReadAt, &l.Before)
		list = append(list, l)
		return err
	}, append(c.args, most)...)
	return list, explain(db.path, err)
}
