package store

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"math"
	"strings"

	"nianbao/report"
)

// Annual is the kind of report that a body owes once a year. Some give one of
// a half of the year besides, and bulletins come every month or quarter, of a
// kind that is named as their period: their figures are none of the year's.
const (
	Annual     = "annual"
	FirstHalf  = "first_half"
	SecondHalf = "second_half"
)

func kind(d *report.Document) string {
	switch {
	case strings.HasSuffix(d.Period, "H1"):
		return FirstHalf
	case strings.HasSuffix(d.Period, "H2"):
		return SecondHalf
	case len(d.Period) > len("2024"):
		return d.Period
	}
	return Annual
}

// reportOf finds or makes the report that a document is of. It is 0 where the
// body or the year is unknown.
func reportOf(ctx context.Context, tx *sql.Tx, d *report.Document) (id int64, err error) {
	if cmp.Or(d.BodyID, d.Body) == "" || d.Year == 0 {
		return 0, nil
	}
	body, err := putBody(ctx, tx, d)
	if err != nil {
		return 0, err
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO report (body, year, kind) VALUES (?, ?, ?) ON CONFLICT DO NOTHING`, body, d.Year, kind(d))
	if err != nil {
		return 0, err
	}
	err = tx.QueryRowContext(ctx, `SELECT id FROM report WHERE body = ? AND year = ? AND kind = ?`, body, d.Year, kind(d)).Scan(&id)
	return id, err
}

func insertDocument(ctx context.Context, tx *sql.Tx, it *Item, source, rep int64) (int64, error) {
	d := it.Document
	var id int64
	err := tx.QueryRowContext(ctx, `INSERT INTO document (sha256, version, source_id, report_id, status, reason, detail, format,
		encoding, reader, script, title, body, body_name, body_id, region, level, scope, year, period, published, era, residual,
		meta_title, meta_published, meta_publisher, meta_column, read_at, region_basis, region_confidence, digest, body_links)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id`,
		d.SHA256, it.Version, source, null(rep), d.Status, d.Reason, d.Detail, d.Format,
		d.Encoding, d.Reader, d.Script, d.Title, d.Body, d.BodyName, d.BodyID, d.Region, d.Level, d.Scope, null(d.Year), d.Period, d.Published, d.Era, d.Residual,
		d.Meta.Title, d.Meta.Published, d.Meta.Publisher, d.Meta.Column, stamp(it.At), d.RegionBasis, d.RegionConfidence, it.digest, linksJSON(d)).Scan(&id)
	return id, err
}

// lastYear stands for no end in the table region.
const lastYear = 9999

// insertDivisions keeps how the document's division and those above it are
// called.
func insertDivisions(ctx context.Context, tx *sql.Tx, _ int64, it *Item) error {
	for _, d := range it.Divisions {
		_, err := tx.ExecContext(ctx, `INSERT INTO region (code, name, valid_from, valid_to) VALUES (?, ?, ?, ?)
			ON CONFLICT (code, valid_from) DO UPDATE SET name = excluded.name, valid_to = excluded.valid_to`, d.Code, d.Name, d.From, cmp.Or(d.To, lastYear))
		if err != nil {
			return err
		}
	}
	return nil
}

func insertText(ctx context.Context, tx *sql.Tx, id int64, it *Item) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO document_text (document_id, text) VALUES (?, ?)`, id, it.Document.Text)
	return err
}

const insertFigure = `INSERT INTO figure_row (document_id, n, code_id, kind_id, label_id, part_id, place_id, verb_id, period_id,
	value, printed, span_start, span_end, page, box, table_no, row, col, confidence, key, is_own, role_id)
	VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`

// certain is a confidence of 1 as the table figure_row has it.
const certain = 10000

func (w *dictionary) insertFigures(ctx context.Context, tx *sql.Tx, id int64, it *Item) error {
	d := it.Document
	names, own := keys(d.Figures), owned(d.Figures, nil)
	for i := range d.Figures {
		f := &d.Figures[i]
		r, err := w.figure(ctx, tx, f)
		if err != nil {
			return err
		}
		var row, col any
		if f.Table > 0 {
			row, col = f.Row, f.Col
		}
		_, err = tx.ExecContext(ctx, insertFigure, id, i, r.code, r.kind, r.label, r.part, r.place, r.verb, r.period,
			null(f.Value), f.Printed, f.Start, f.End, null(f.Page), box(f.Box), null(f.Table), row, col,
			int64(math.Round(f.Confidence*certain)), names[i], own[i], roleID(f.Role))
		if err != nil {
			return err
		}
	}
	return nil
}

// owned tells of each figure whether it is the one of its code that is the
// body's own of the year: one that a person vouches for, a printed one before a
// blank, one of a table before one of prose, the first.
func owned(figures []report.Figure, vouched map[int]bool) []bool {
	best := map[string]int{}
	for i := range figures {
		f := &figures[i]
		level := f.Role == report.Level || f.Role == report.Rate && strings.HasSuffix(f.Indicator, "rate")
		if f.Indicator == "" || f.Part != "" || f.Place != "" || f.Period != "" || !level {
			continue
		}
		code := f.Code().String()
		if b, ok := best[code]; !ok || vouched[i] && !vouched[b] || vouched[i] == vouched[b] && rank(f) < rank(&figures[b]) {
			best[code] = i
		}
	}
	own := make([]bool, len(figures))
	for _, i := range best {
		own[i] = true
	}
	return own
}

func rank(f *report.Figure) (n int) {
	if f.Status != report.Printed {
		n += 2
	}
	if f.Method != report.InTable {
		n++
	}
	return n
}

func insertCells(ctx context.Context, tx *sql.Tx, id int64, it *Item) error {
	d := it.Document
	for t := range d.Tables {
		for n, c := range d.Tables[t].Cells {
			_, err := tx.ExecContext(ctx, `INSERT INTO table_cell_row (document_id, table_no, n, row, col, rowspan, colspan,
				span_start, span_end, page) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
				id, t+1, n, c.Row, c.Col, c.RowSpan, c.ColSpan, c.Start, c.End, null(c.Page))
			if err != nil {
				return err
			}
		}
	}
	return nil
}

func insertChecks(ctx context.Context, tx *sql.Tx, id int64, it *Item) error {
	for n, c := range it.Document.Checks {
		figures, err := json.Marshal(append([]int{}, c.Figures...)) // [] rather than null
		if err != nil {
			return err // unreachable: numbers
		}
		_, err = tx.ExecContext(ctx, `INSERT INTO check_result (document_id, n, rule, ok, figures, delta, note, verdict, reading)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`, id, n, c.Rule, c.OK, string(figures), null(c.Delta), c.Note, c.Verdict, c.Reading)
		if err != nil {
			return err
		}
	}
	return nil
}

func insertProposals(ctx context.Context, tx *sql.Tx, id int64, it *Item) error {
	for n, p := range it.Document.Proposals {
		var figure any
		if p.Figure >= 0 {
			figure = p.Figure
		}
		_, err := tx.ExecContext(ctx, `INSERT INTO proposal (document_id, n, figure_n, code, table_no, row, value, kind, verdict)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`, id, n, figure, p.Code, p.Table, p.Row, p.Value, p.Kind, p.Verdict)
		if err != nil {
			return err
		}
	}
	return nil
}

func insertIssues(ctx context.Context, tx *sql.Tx, id int64, it *Item) error {
	for n, i := range it.Document.Issues {
		_, err := tx.ExecContext(ctx, `INSERT INTO issue (document_id, n, kind, span_start, span_end, detail) VALUES (?, ?, ?, ?, ?, ?)`,
			id, n, i.Kind, i.Start, i.End, i.Detail)
		if err != nil {
			return err
		}
	}
	return nil
}

func insertRejects(ctx context.Context, tx *sql.Tx, id int64, it *Item) error {
	for n, r := range it.Document.Rejects {
		_, err := tx.ExecContext(ctx, `INSERT INTO reject (document_id, n, span_start, span_end, reason) VALUES (?, ?, ?, ?, ?)`,
			id, n, r.Start, r.End, r.Reason)
		if err != nil {
			return err
		}
	}
	return nil
}

func insertLinks(ctx context.Context, tx *sql.Tx, id int64, it *Item) error {
	for n, l := range it.Document.Links {
		if _, err := tx.ExecContext(ctx, `INSERT INTO link (document_id, n, url, text) VALUES (?, ?, ?, ?)`, id, n, l.URL, l.Text); err != nil {
			return err
		}
	}
	return nil
}

// box is a box as JSON, or NULL.
func box(b *report.Box) any {
	if b == nil {
		return nil
	}
	j, err := json.Marshal(b)
	if err != nil {
		return nil // unreachable: check has seen that these are numbers
	}
	return string(j)
}
