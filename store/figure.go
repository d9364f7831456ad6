package store

import (
	"database/sql"
	"encoding/json"
	"fmt"

	"nianbao/report"
)

// figureColumns are the columns of a figure f as a figureRow takes them.
const figureColumns = `f.indicator, f.code, f.part, f.label, f.verb, f.value, f.unit, f.measure, f.printed, f.qualifier, f.role,
	f.period, f.place, f.status, f.method, f.reader, f.quote, f.span_start, f.span_end, f.page, f.box, f.table_no, f.row, f.col,
	f.confidence, f.rule`

// A figureRow is a figure as it is stored.
type figureRow struct {
	f                     report.Figure
	code                  string
	value, box            sql.NullString
	page, table, row, col sql.NullInt64
}

// dest is where a row of figureColumns goes.
func (r *figureRow) dest() []any {
	f := &r.f
	return []any{&f.Indicator, &r.code, &f.Part, &f.Label, &f.Verb, &r.value, &f.Unit, &f.Measure, &f.Printed, &f.Qualifier, &f.Role,
		&f.Period, &f.Place, &f.Status, &f.Method, &f.Reader, &f.Quote, &f.Start, &f.End, &r.page, &r.box, &r.table, &r.row, &r.col,
		&f.Confidence, &f.Rule}
}

// figure is the figure that was scanned.
func (r *figureRow) figure() (report.Figure, error) {
	f := r.f
	f.Dims = report.ParseCode(r.code).Dims
	f.Value = report.Decimal(r.value.String)
	f.Page, f.Table, f.Row, f.Col = int(r.page.Int64), int(r.table.Int64), int(r.row.Int64), int(r.col.Int64)
	if r.box.Valid {
		if err := json.Unmarshal([]byte(r.box.String), &f.Box); err != nil {
			return f, fmt.Errorf("figure %s: box: %w", f.Quote, err)
		}
	}
	return f, nil
}
