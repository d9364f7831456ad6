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
	BeforeRow int64            `json:"-"`      // 0 where it is the first
}

// Listed gives documents that a query asks for, in the order in which they were
// put, behind a row; or the last ones first, where down is said, before a row
// unless that is 0.
func (db *DB) Listed(ctx context.Context, q Query, after int64, most int, down bool) (list []Listed, err error) {
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
	switch {
	case !down:
		c.add("d.id > ?", after)
	case after != 0:
		order = "d.id DESC"
		c.add("d.id < ?", after)
	default:
		order = "d.id DESC"
	}
	list = []Listed{}
	err = eachRow(ctx, tx, `SELECT d.id, d.sha256, d.title, d.body, `+filedUnder+`, d.region, d.level, d.year, coalesce(r.kind, ''), d.published, d.status, d.reason, s.name, d.read_at,
			coalesce(o.sha256, ''), coalesce((SELECT b.id FROM document b WHERE b.sha256 = o.sha256 ORDER BY b.standing DESC, b.id DESC LIMIT 1), 0)
		FROM (SELECT d.id FROM document d WHERE true`+c.and()+` ORDER BY `+order+` LIMIT ?) few CROSS JOIN document d ON d.id = few.id JOIN source s ON s.id = d.source_id LEFT JOIN report r ON r.id = d.report_id
		LEFT JOIN source_version v ON v.source_id = d.source_id AND v.sha256 = d.sha256
		LEFT JOIN source_version o ON o.source_id = v.source_id AND o.n = v.n - 1 ORDER BY `+order, func(rows *sql.Rows) error {
		var l Listed
		err := rows.Scan(&l.Row, &l.SHA256, &l.Title, &l.Body, &l.BodyID, &l.Region, &l.Level, &l.Year, &l.Kind, &l.Published, &l.Status, &l.Reason, &l.Source, &l.ReadAt, &l.Before, &l.BeforeRow)
		list = append(list, l)
		return err
	}, append(c.args, most)...)
	return list, explain(db.path, err)
}

// RowsOf gives the rows of documents by their hashes: of several readings of the
// same bytes all.
func (db *DB) RowsOf(ctx context.Context, shas []string) (rows []int64, err error) {
	err = db.each(ctx, `SELECT d.id FROM json_each(?) j JOIN document d ON d.sha256 = j.value`, func(rs *sql.Rows) error {
		var row int64
		err := rs.Scan(&row)
		rows = append(rows, row)
		return err
	}, jsonList(shas))
	return rows, err
}
