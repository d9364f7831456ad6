package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"strings"

	"nianbao/report"
)

// Documents calls f with every document that a query asks for - body, region,
// years, All - in the order of body and year, with its text, figures, checks
// and proposals and with issues, as far as the database keeps them. What f
// keeps of a document is its own affair; an error of f ends it.
func (db *DB) Documents(ctx context.Context, q Query, f func(*report.Document) error) error {
	return db.documents(ctx, q, func(_ *sql.Tx, _ int64, d *report.Document) error { return f(d) })
}

// documents calls f with every document and its row, in one state of the
// database.
func (db *DB) documents(ctx context.Context, q Query, f func(*sql.Tx, int64, *report.Document) error) error {
	tx, err := db.r.BeginTx(ctx, nil)
	if err != nil {
		return explain(db.path, err)
	}
	defer tx.Rollback()
	c, err := q.documents(ctx, tx)
	if err != nil {
		return explain(db.path, err)
	}
	all, err := ids(ctx, tx, "SELECT d.id FROM document d WHERE true"+c.and()+` ORDER BY coalesce(nullif(`+filedUnder+`, ''), d.body), d.year, d.id`, c.args...)
	if err != nil {
		return explain(db.path, err)
	}
	for _, id := range all {
		d, err := readDocument(ctx, tx, id)
		if err != nil {
			return explain(db.path, err)
		}
		if err := f(tx, id, d); err != nil {
			return err
		}
	}
	return nil
}

// ofDocuments is what of a query narrows documents.
func ofDocuments(q Query) Query {
	q.Indicator, q.Dims, q.Min, q.Max, q.Role, q.Method, q.Status, q.Part, q.Own, q.Sort = "", nil, nil, nil, "", "", "", "", false, ByMatch
	return q
}

func readDocument(ctx context.Context, tx *sql.Tx, id int64) (*report.Document, error) {
	d := &report.Document{}
	var year sql.NullInt64
	err := tx.QueryRowContext(ctx, `SELECT s.name, d.sha256, d.status, d.reason, d.format, d.reader, d.script, d.title, d.body, `+filedUnder+`,
		d.region, d.region_basis, d.region_confidence, d.year, d.published, d.era, d.residual, coalesce(t.text, '')
		FROM document d JOIN source s ON s.id = d.source_id LEFT JOIN document_text t ON t.document_id = d.id WHERE d.id = ?`, id).
		Scan(&d.Source, &d.SHA256, &d.Status, &d.Reason, &d.Format, &d.Reader, &d.Script, &d.Title, &d.Body, &d.BodyID,
			&d.Region, &d.RegionBasis, &d.RegionConfidence, &year, &d.Published, &d.Era, &d.Residual, &d.Text)
	if err != nil {
		return nil, err
	}
	d.Year = int(year.Int64)
	for _, part := range []func(context.Context, *sql.Tx, int64, *report.Document) error{readFigures, readChecks, readProposals, readIssues} {
		if err := part(ctx, tx, id, d); err != nil {
			return nil, err
		}
	}
	return d, nil
}

func readFigures(ctx context.Context, tx *sql.Tx, id int64, d *report.Document) error {
	columns := figureColumns
	if d.Text != "" { // the quotes are cut from it: the view reads it anew for each
		columns = strings.Replace(columns, "f.quote", "''", 1)
	}
	return eachOf(ctx, tx, "SELECT "+columns+" FROM figure f WHERE f.document_id = ? ORDER BY f.n", id, func(rows *sql.Rows) error {
		var r figureRow
		if err := rows.Scan(r.dest()...); err != nil {
			return err
		}
		g, err := r.figure()
		if d.Text != "" {
			g.Quote = d.Slice(g.Span)
		}
		d.Figures = append(d.Figures, g)
		return err
	})
}

func readChecks(ctx context.Context, tx *sql.Tx, id int64, d *report.Document) error {
	const query = `SELECT rule, ok, figures, coalesce(delta, ''), note, verdict, reading FROM check_result WHERE document_id = ? ORDER BY n`
	return eachOf(ctx, tx, query, id, func(rows *sql.Rows) error {
		var c report.Check
		var figures string
		if err := rows.Scan(&c.Rule, &c.OK, &figures, &c.Delta, &c.Note, &c.Verdict, &c.Reading); err != nil {
			return err
		}
		if err := json.Unmarshal([]byte(figures), &c.Figures); err != nil {
			return fmt.Errorf("check %s: figures: %w", c.Rule, err)
		}
		d.Checks = append(d.Checks, c)
		return nil
	})
}

func readProposals(ctx context.Context, tx *sql.Tx, id int64, d *report.Document) error {
	const query = `SELECT coalesce(figure_n, -1), code, table_no, row, value, kind, verdict FROM proposal WHERE document_id = ? ORDER BY n`
	return eachOf(ctx, tx, query, id, func(rows *sql.Rows) error {
		var p report.Proposal
		err := rows.Scan(&p.Figure, &p.Code, &p.Table, &p.Row, &p.Value, &p.Kind, &p.Verdict)
		d.Proposals = append(d.Proposals, p)
		return err
	})
}

func readIssues(ctx context.Context, tx *sql.Tx, id int64, d *report.Document) error {
	const query = `SELECT kind, span_start, span_end, detail FROM issue WHERE document_id = ? ORDER BY n`
	return eachOf(ctx, tx, query, id, func(rows *sql.Rows) error {
		var i report.Issue
		err := rows.Scan(&i.Kind, &i.Start, &i.End, &i.Detail)
		d.Issues = append(d.Issues, i)
		return err
	})
}

// eachOf calls f on every row that a query gives for one document.
func eachOf(ctx context.Context, tx *sql.Tx, query string, id int64, f func(*sql.Rows) error) error {
	rows, err := tx.QueryContext(ctx, query, id)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := f(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}
