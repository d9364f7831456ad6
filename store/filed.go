package store

import (
	"context"
	"database/sql"

	"nianbao/report"
)

// A Filed is a document as it lies in the database: with its figures, checks,
// proposals and issues, and what the database says of it.
type Filed struct {
	*report.Document
	Version    string // what read it
	RegionName string // of the division in the report's year; "" where there is none
	FirstSeen  string // when its bytes were first found at its source, in UTC
	LastSeen   string
	Keys       []string // of its figures: names that outlive re-extraction
}

// Filed calls f with every document that a query asks for, in the order of
// [DB.Documents].
func (db *DB) Filed(ctx context.Context, q Query, f func(*Filed) error) error {
	return db.documents(ctx, q, func(tx *sql.Tx, id int64, d *report.Document) error {
		file, err := fileOf(ctx, tx, id, d)
		if err != nil {
			return explain(db.path, err)
		}
		return f(file)
	})
}

// fileOf adds to a document what the database says of it.
func fileOf(ctx context.Context, tx *sql.Tx, id int64, d *report.Document) (*Filed, error) {
	file := &Filed{Document: d}
	err := tx.QueryRowContext(ctx, `SELECT d.version, d.detail, d.encoding, d.level, d.scope, d.period, `+regionName+`,
		coalesce(v.first_seen_at, ''), coalesce(v.last_seen_at, '')
		FROM document d LEFT JOIN source_version v ON v.source_id = d.source_id AND v.sha256 = d.sha256 WHERE d.id = ?`, id).
		Scan(&file.Version, &d.Detail, &d.Encoding, &d.Level, &d.Scope, &d.Period, &file.RegionName, &file.FirstSeen, &file.LastSeen)
	if err != nil {
		return nil, err
	}
	err = eachOf(ctx, tx, `SELECT key FROM figure WHERE document_id = ? ORDER BY n`, id, func(rows *sql.Rows) error {
		var key string
		err := rows.Scan(&key)
		file.Keys = append(file.Keys, key)
		return err
	})
	return file, err
}

// regionName is the name that a document's division had in its year.
const regionName = `coalesce((SELECT r.name FROM region r WHERE r.code = d.region AND d.year BETWEEN r.valid_from AND r.valid_to
	ORDER BY r.valid_from DESC LIMIT 1), '')`

// An Entry is a line of the ledger: a source with bytes that it has held, as
// read by one version of the program. Every source has a line; it is without
// SHA256 where there never were any bytes, and without Status where they were
// not read.
type Entry struct {
	Source                string
	SourceReason          report.Reason // why the last look brought no bytes; "" where it did
	SourceDetail          string
	SHA256                string
	Size                  int64
	FirstSeen, LastSeen   string // of the bytes there; of the source, where there are none
	Status                report.Status
	Reason                report.Reason
	Detail                string
	Current               bool // its figures are those of its report
	Version, ReadAt       string
	Format                report.Format
	Encoding              string
	Reader                report.Reader
	Script                report.Script
	Title, Body, BodyID   string
	Region, RegionName    string
	RegionBasis           report.RegionBasis
	RegionConfidence      float64
	Level                 report.BodyLevel
	Scope                 report.Scope
	Year                  int // 0 where unknown
	Period, Published     string
	Era                   report.Era
	Figures, Issues       int
	ChecksHeld, ChecksBad int
	Residual              float64
}

// Ledger calls f with every line of the ledger, in the order of the sources'
// names. Where the query narrows bodies or years, it has their documents alone;
// it always has replaced ones too.
func (db *DB) Ledger(ctx context.Context, q Query, f func(*Entry) error) error {
	q = ofDocuments(q)
	q.All = true
	tx, err := db.r.BeginTx(ctx, nil)
	if err != nil {
		return explain(db.path, err)
	}
	defer tx.Rollback()
	c, err := q.documents(ctx, tx)
	if err != nil {
		return explain(db.path, err)
	}
	rows, err := tx.QueryContext(ctx, `SELECT s.name, s.reason, s.detail, coalesce(v.sha256, ''), coalesce(w.size, 0),
			coalesce(v.first_seen_at, s.first_seen_at), coalesce(v.last_seen_at, s.last_seen_at),
			coalesce(d.status, ''), coalesce(d.reason, ''), coalesce(d.detail, ''), coalesce(d.is_current, 0), coalesce(d.version, ''), coalesce(d.read_at, ''),
			coalesce(d.format, ''), coalesce(d.encoding, ''), coalesce(d.reader, ''), coalesce(d.script, ''),
			coalesce(d.title, ''), coalesce(d.body, ''), coalesce(`+filedUnder+`, ''), coalesce(d.region, ''), `+regionName+`,
			coalesce(d.region_basis, ''), coalesce(d.region_confidence, 0),
			coalesce(d.level, ''), coalesce(d.scope, ''), coalesce(d.year, 0), coalesce(d.period, ''), coalesce(d.published, ''), coalesce(d.era, ''),
			(SELECT count(*) FROM figure f WHERE f.document_id = d.id), (SELECT count(*) FROM issue i WHERE i.document_id = d.id),
			(SELECT count(*) FROM check_result k WHERE k.document_id = d.id AND k.ok = 1),
			(SELECT count(*) FROM check_result k WHERE k.document_id = d.id AND k.ok = 0), coalesce(d.residual, 0)
		FROM source s LEFT JOIN source_version v ON v.source_id = s.id LEFT JOIN raw w ON w.sha256 = v.sha256
		LEFT JOIN document d ON d.sha256 = v.sha256 WHERE true`+c.and()+` ORDER BY s.name, v.n, d.id`, c.args...)
	if err != nil {
		return explain(db.path, err)
	}
	defer rows.Close()
	for rows.Next() {
		var e Entry
		err := rows.Scan(&e.Source, &e.SourceReason, &e.SourceDetail, &e.SHA256, &e.Size, &e.FirstSeen, &e.LastSeen,
			&e.Status, &e.Reason, &e.Detail, &e.Current, &e.Version, &e.ReadAt, &e.Format, &e.Encoding, &e.Reader, &e.Script,
			&e.Title, &e.Body, &e.BodyID, &e.Region, &e.RegionName, &e.RegionBasis, &e.RegionConfidence, &e.Level, &e.Scope, &e.Year, &e.Period, &e.Published, &e.Era,
			&e.Figures, &e.Issues, &e.ChecksHeld, &e.ChecksBad, &e.Residual)
		if err != nil {
			return explain(db.path, err)
		}
		if err := f(&e); err != nil {
			return err
		}
	}
	return explain(db.path, rows.Err())
}
