package store

import (
	"context"
	"database/sql"

	"nianbao/report"
)

// A WideColumn is a code's column of the panel.
type WideColumn struct {
	Code string
	Name string // requests_received_channel_online
}

// A WideRow is what a body's report for a year says: a row of the panel.
type WideRow struct {
	BodyID, Body       string
	Region, RegionName string
	Level              report.BodyLevel
	Year               int
	Scope              report.Scope
	Period             string
	Source, SHA256     string            // of the report's current document
	Values             []*report.Decimal // a column each; nil where the report prints none
}

// WideColumns gives the columns of the view panel, in its order.
func (db *DB) WideColumns(ctx context.Context) ([]WideColumn, error) {
	var out []WideColumn
	err := db.each(ctx, `SELECT code, panel_column FROM indicator WHERE panel_column IS NOT NULL
		ORDER BY indicator, length(code) > length(indicator), code`, func(rows *sql.Rows) error {
		var c WideColumn
		err := rows.Scan(&c.Code, &c.Name)
		out = append(out, c)
		return err
	})
	return out, err
}

// Wide calls f with every row of the panel that a query asks for - body,
// region, years - by body and year. It is the view panel with values to the
// last digit. What f is given is valid until it returns.
func (db *DB) Wide(ctx context.Context, q Query, columns []WideColumn, f func(*WideRow) error) error {
	at := map[string]int{}
	for i, c := range columns {
		at[c.Code] = i
	}
	q = ofDocuments(q)
	tx, err := db.r.BeginTx(ctx, nil)
	if err != nil {
		return explain(db.path, err)
	}
	defer tx.Rollback()
	c, err := q.documents(ctx, tx)
	if err != nil {
		return explain(db.path, err)
	}
	c.add("r.kind = ?", Annual)
	rows, err := tx.QueryContext(ctx, `SELECT r.id, r.body, b.name, b.region, `+regionName+`, b.level, r.year, d.scope, d.period, s.name, d.sha256,
			coalesce(p.code, ''), coalesce(p.value, '')
		FROM report r JOIN body b ON b.id = r.body JOIN document d ON d.report_id = r.id AND d.is_current = 1
		JOIN source s ON s.id = d.source_id LEFT JOIN panel_figure p ON p.report_id = r.id WHERE true`+c.and()+`
		ORDER BY r.body, r.year, r.id`, c.args...)
	if err != nil {
		return explain(db.path, err)
	}
	defer rows.Close()
	var last int64
	row := &WideRow{}
	for rows.Next() {
		var id int64
		var code string
		var value report.Decimal
		next := WideRow{}
		err := rows.Scan(&id, &next.BodyID, &next.Body, &next.Region, &next.RegionName, &next.Level, &next.Year, &next.Scope, &next.Period,
			&next.Source, &next.SHA256, &code, &value)
		if err != nil {
			return explain(db.path, err)
		}
		if id != last {
			if last != 0 {
				if err := f(row); err != nil {
					return err
				}
			}
			last, row = id, &next
			row.Values = make([]*report.Decimal, len(columns))
		}
		if i, ok := at[code]; ok {
			row.Values[i] = &value
		}
	}
	if err := rows.Err(); err != nil {
		return explain(db.path, err)
	}
	if last == 0 {
		return nil
	}
	return f(row)
}

// A CodeEntry is a row of the database's codebook: an indicator, or one of its
// codes with dimensions.
type CodeEntry struct {
	Code, Indicator          string
	Name, English            string
	Definition, DefinitionEN string
	Unit                     string
	Measure                  report.Measure
	Headline, Column         string // Column is the panel's, "" where it has none
}

// Codes gives the database's codebook, sorted by code.
func (db *DB) Codes(ctx context.Context) ([]CodeEntry, error) {
	var out []CodeEntry
	err := db.each(ctx, `SELECT code, indicator, name, english, definition, definition_en, unit, measure, headline, coalesce(panel_column, '')
		FROM indicator ORDER BY code`, func(rows *sql.Rows) error {
		var c CodeEntry
		err := rows.Scan(&c.Code, &c.Indicator, &c.Name, &c.English, &c.Definition, &c.DefinitionEN, &c.Unit, &c.Measure, &c.Headline, &c.Column)
		out = append(out, c)
		return err
	})
	return out, err
}

// A Relation is a table or view as the schema writes it, with its comments.
type Relation struct {
	Name, SQL string
	Columns   []string
}

// Relations gives the tables and views that people read, by name.
func (db *DB) Relations(ctx context.Context) ([]Relation, error) {
	var out []Relation
	err := db.each(ctx, `SELECT name, sql FROM sqlite_schema WHERE type IN ('table', 'view') AND sql IS NOT NULL
		AND sql NOT LIKE 'CREATE VIRTUAL%' AND name NOT LIKE 'sqlite\_%' ESCAPE '\' AND name <> 'goose_db_version'
		AND NOT EXISTS (SELECT 1 FROM sqlite_schema v WHERE v.sql LIKE 'CREATE VIRTUAL%' AND sqlite_schema.name LIKE v.name || '\_%' ESCAPE '\')
		ORDER BY name`, func(rows *sql.Rows) error {
		var r Relation
		err := rows.Scan(&r.Name, &r.SQL)
		out = append(out, r)
		return err
	})
	for i := range out {
		if err == nil {
			out[i].Columns, err = db.columnsOf(ctx, out[i].Name)
		}
	}
	return out, err
}

func (db *DB) columnsOf(ctx context.Context, relation string) ([]string, error) {
	rows, err := db.r.QueryContext(ctx, `SELECT * FROM "`+relation+`" LIMIT 0`) // a name of our own schema
	if err != nil {
		return nil, explain(db.path, err)
	}
	defer rows.Close()
	return rows.Columns()
}
