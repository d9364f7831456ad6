package store

import (
	"bufio"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"io"
	"strings"
)

// dumped are the tables of a dump: each by the names of its things, not by row
// ids, which depend on how often a run was killed. What is about runs and not
// about reports (run, fetch, the state of the crawl, when something was seen) is
// left out; the bytes are stood for by their hash. Of the crawl the ledger is
// about reports.
var dumped = []struct{ table, columns, from, order string }{
	{"body", "id, name, region, level, office, tail, is_open, is_apart", "body", "id"},
	{"body_link", "body, kind, n, other", "body_link", "body, kind, n"},
	{"body_alias", "id, body", "body_alias", "id"},
	{"region", "code, name, valid_from, valid_to", "region", "code, valid_from"},
	{"indicator", "code, indicator, name, english, definition, definition_en, unit, measure, headline, panel_column", "indicator", "code"},
	{"indicator_label", "code, era, table_no, row, col, role, standing, indicator", "indicator_label", "code, era, table_no, row, col"},
	{"indicator_break", "code, from_era, to_era, kind, comparable, basis, bridge, note_zh, note_en, indicator", "indicator_break", "code, from_era, to_era"},
	{"raw", "sha256, size", "raw", "sha256"},
	{"source", "name, sha256, reason, detail", "source", "name"},
	{"source_version", "s.name, v.n, v.sha256", "source_version v JOIN source s ON s.id = v.source_id", "s.name, v.n, v.sha256"},
	{"report", "body, year, kind", "report", "body, year, kind"},
	{"document", `d.sha256, d.version, s.name, r.body, r.year, r.kind, d.is_current, d.status, d.reason, d.detail, d.format, d.encoding,
		d.reader, d.script, d.title, d.body, d.body_name, d.body_id, d.region, d.level, d.scope, d.year, d.period, d.published, d.era, d.residual, d.passage_count,
		d.meta_title, d.meta_published, d.meta_publisher, d.meta_column, d.region_basis, d.region_confidence, d.digest, d.body_links`,
		"document d JOIN source s ON s.id = d.source_id LEFT JOIN report r ON r.id = d.report_id", "d.sha256, d.version"},
	{"confirmed", "d.sha256, d.version, t.version", ofDocument("confirmed"), "d.sha256, d.version, t.version"},
	{"document_text", "d.sha256, d.version, t.text", ofDocument("document_text"), "d.sha256, d.version"},
	{"figure", `d.sha256, d.version, t.n, t.key, t.indicator, t.code, t.part, t.label, t.verb, t.value, t.value_real, t.unit, t.measure,
		t.printed, t.qualifier, t.role, t.period, t.place, t.status, t.method, t.reader, t.quote, t.span_start, t.span_end,
		t.page, t.box, t.table_no, t.row, t.col, t.confidence, t.rule, t.is_own`, ofDocument("figure"), "d.sha256, d.version, t.n"},
	{"table_cell", `d.sha256, d.version, t.table_no, t.n, t.row, t.col, t.rowspan, t.colspan, t.text, t.status,
		t.span_start, t.span_end, t.page`, ofDocument("table_cell"), "d.sha256, d.version, t.table_no, t.n"},
	{"passage", "d.sha256, d.version, t.span_start, t.span_end, t.figure_n, t.figure_end", ofDocument("passage"), "d.sha256, d.version, t.id"},
	{"check_result", "d.sha256, d.version, t.n, t.rule, t.ok, t.figures, t.delta, t.note, t.verdict, t.reading", ofDocument("check_result"), "d.sha256, d.version, t.n"},
	{"proposal", "d.sha256, d.version, t.n, t.figure_n, t.code, t.table_no, t.row, t.value, t.kind, t.verdict", ofDocument("proposal"), "d.sha256, d.version, t.n"},
	{"issue", "d.sha256, d.version, t.n, t.kind, t.span_start, t.span_end, t.detail", ofDocument("issue"), "d.sha256, d.version, t.n"},
	{"reject", "d.sha256, d.version, t.n, t.span_start, t.span_end, t.reason", ofDocument("reject"), "d.sha256, d.version, t.n"},
	{"link", "d.sha256, d.version, t.n, t.url, t.text", ofDocument("link"), "d.sha256, d.version, t.n"},
	{"review", "sha256, figure_key, decision, original, accepted, note, reviewer", "review",
		"sha256, figure_key, reviewed_at, id"},
	{"ledger", "body, year, site, due_on, url, sha256, published, late_days, changes, unreadable", "ledger", "body, year"},
	{"tombstone", "source, sha256, reason, forgotten_by, undone", "tombstone", "source, sha256"},
}

func ofDocument(table string) string { return table + " t JOIN document d ON d.id = t.document_id" }

// Dump writes what the database says of reports, in an order of its own: two
// databases have the same content if and only if their dumps are equal. Each
// table begins with its name and columns; each row is a JSON list on a line.
func (db *DB) Dump(ctx context.Context, w io.Writer) error {
	tx, err := db.r.BeginTx(ctx, nil) // one state of the database, whatever is written meanwhile
	if err != nil {
		return explain(db.path, err)
	}
	defer tx.Rollback()
	out := bufio.NewWriter(w)
	for _, t := range dumped {
		fmt.Fprintf(out, "%s: %s\n", t.table, strings.Join(strings.Fields(t.columns), " "))
		rows, err := tx.QueryContext(ctx, "SELECT "+t.columns+" FROM "+t.from+" ORDER BY "+t.order)
		if err != nil {
			return explain(db.path, err)
		}
		if err := dumpRows(out, rows); err != nil {
			return explain(db.path, err)
		}
	}
	return out.Flush()
}

func dumpRows(w io.Writer, rows *sql.Rows) error {
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return err
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	row, dest := make([]any, len(columns)), make([]any, len(columns))
	for i := range row {
		dest[i] = &row[i]
	}
	for rows.Next() {
		if err := rows.Scan(dest...); err != nil {
			return err
		}
		if err := enc.Encode(row); err != nil {
			return err
		}
	}
	return rows.Err()
}
