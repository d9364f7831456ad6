package store

import (
	"context"
	"database/sql"
	"time"

	"nianbao/report"
)

// A PastRun is a run that is recorded.
type PastRun struct {
	ID int64
	Run
	Ended time.Time // zero while it goes on, and for ever where it was killed
	Counts
	Error string
}

// Runs gives the last n runs, the last one first.
func (db *DB) Runs(ctx context.Context, n int) (list []PastRun, err error) {
	err = db.each(ctx, `SELECT id, command, version, started_at, ended_at, documents, new, versions, unchanged, failed, unreadable, figures, error
		FROM run ORDER BY id DESC LIMIT ?`, func(rows *sql.Rows) error {
		var r PastRun
		err := rows.Scan(&r.ID, &r.Command, &r.Version, at{&r.StartedAt}, at{&r.Ended}, &r.Documents, &r.New, &r.Versions, &r.Unchanged, &r.Failed, &r.Unreadable, &r.Figures, &r.Error)
		list = append(list, r)
		return err
	}, n)
	return list, err
}

// A ReadCount is how many current documents were read so.
type ReadCount struct {
	Status report.Status
	Reason report.Reason
	N      int
}

// ReadCounts counts the current documents by what came of reading them.
func (db *DB) ReadCounts(ctx context.Context) (list []ReadCount, err error) {
	err = db.each(ctx, `SELECT status, reason, count(*) FROM document WHERE is_current = 1 GROUP BY status, reason ORDER BY count(*) DESC, status, reason`, func(rows *sql.Rows) error {
		var r ReadCount
		err := rows.Scan(&r.Status, &r.Reason, &r.N)
		list = append(list, r)
		return err
	})
	return list, err
}

// NotRead gives the current documents that were not or not wholly read, the last
// one first, for a reason or all where it is "": so many at most.
func (db *DB) NotRead(ctx context.Context, reason report.Reason, most int) (list []Recent, reasons []report.Reason, err error) {
	err = db.each(ctx, `SELECT d.sha256, d.title, d.body, d.region, coalesce(d.year, 0), d.period, s.name, d.status, d.read_at, d.reason
		FROM document d JOIN source s ON s.id = d.source_id WHERE d.is_current = 1 AND d.status <> 'ok' AND (?1 = '' OR d.reason = ?1) ORDER BY d.id DESC LIMIT ?2`, func(rows *sql.Rows) error {
		var r Recent
		var why report.Reason
		err := rows.Scan(&r.SHA256, &r.Title, &r.Body, &r.Region, &r.Year, &r.Of, &r.Source, &r.Status, &r.ReadAt, &why)
		list, reasons = append(list, r), append(reasons, why)
		return err
	}, reason, most)
	return list, reasons, err
}

// A CheckCount is how many comparisons of current documents came out so.
type CheckCount struct {
	Rule    string
	Held    int
	Failed  int
	Misread int // of those that failed, by this program's fault
}

// CheckCounts counts the comparisons within documents by their rule.
func (db *DB) CheckCounts(ctx context.Context) (list []CheckCount, err error) {
	err = db.each(ctx, `SELECT x.rule, sum(x.ok), sum(1 - x.ok), sum(x.ok = 0 AND x.verdict = 'misread') FROM check_result x
		WHERE x.document_id IN (SELECT id FROM document WHERE is_current = 1) GROUP BY x.rule ORDER BY 3 DESC, x.rule`, func(rows *sql.Rows) error {
		var c CheckCount
		err := rows.Scan(&c.Rule, &c.Held, &c.Failed, &c.Misread)
		list = append(list, c)
		return err
	})
	return list, err
}

// A Contradiction is a comparison of a current document that failed.
type Contradiction struct {
	Document int64          `json:"-"`
	N        int            `json:"-"`
	SHA256   string         `json:"sha256"`
	Body     string         `json:"body"`
	Year     int            `json:"year"`
	Region   string         `json:"region"`
	Rule     string         `json:"rule"`
	Delta    report.Decimal `json:"delta"`
	Note     string         `json:"note"`
	Verdict  report.Verdict `json:"verdict"`
}

// Contradictions gives those behind a document and a number, in their order: of
// a rule, or all where it is "".
func (db *DB) Contradictions(ctx context.Context, rule string, document int64, n, most int) (list []Contradiction, err error) {
	list = []Contradiction{}
	err = db.each(ctx, `SELECT d.id, x.n, d.sha256, d.body, coalesce(d.year, 0), d.region, x.rule, coalesce(x.delta, ''), x.note, x.verdict
		FROM check_result x JOIN document d ON d.id = x.document_id AND d.is_current = 1
		WHERE x.ok = 0 AND (?1 = '' OR x.rule = ?1) AND (x.document_id, x.n) > (?2, ?3) ORDER BY x.document_id, x.n LIMIT ?4`, func(rows *sql.Rows) error {
		var c Contradiction
		err := rows.Scan(&c.Document, &c.N, &c.SHA256, &c.Body, &c.Year, &c.Region, &c.Rule, &c.Delta, &c.Note, &c.Verdict)
		list = append(list, c)
		return err
	}, rule, document, n, most)
	return list, err
}
