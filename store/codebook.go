package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"sort"
	"strings"
	"unicode"

	"nianbao/report"
)

// SyncCodebook makes the table indicator hold the codebook - a row for every
// indicator and for every code that an official table has a place for -, the
// tables indicator_label and indicator_break the places and what became of each
// code from form to form, and gives the view panel its columns. A codebook that is there already changes
// nothing. What the codebook lacks stays as long as current documents have
// figures of it: they were read by a user's own indicators, and this run is
// not.
func (db *DB) SyncCodebook(ctx context.Context, indicators []report.Indicator) error {
	entries := codes(indicators)
	if err := twins(entries); err != nil {
		return err
	}
	return db.write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		db.words.names = nil
		if err := syncEntries(ctx, tx, entries); err != nil {
			return err
		}
		if err := syncSeries(ctx, tx, indicators); err != nil {
			return err
		}
		if db.server { // no such view there
			return nil
		}
		return syncPanel(ctx, tx)
	})
}

// Renamed gives the indicators that figures are of and that another codebook calls
// otherwise: documents that were stored before are found by the old names, until
// they are read again.
func (db *DB) Renamed(ctx context.Context, indicators []report.Indicator) ([]string, error) {
	now := map[string][2]string{}
	entries := codes(indicators)
	for i := range entries {
		e := &entries[i]
		now[e.code.String()] = [2]string{e.name(), e.english()}
	}
	var out []string
	err := db.each(ctx, `SELECT i.code, i.indicator, i.name, i.english FROM indicator i
		WHERE EXISTS (SELECT 1 FROM code c WHERE c.indicator = i.indicator) ORDER BY i.code`, func(rows *sql.Rows) error {
		var code, id string
		var old [2]string
		err := rows.Scan(&code, &id, &old[0], &old[1])
		if is, there := now[code]; there && is != old && !slices.Contains(out, id) {
			out = append(out, id)
		}
		return err
	})
	return out, err
}

// syncPanel gives the view panel the columns of the codebook.
func syncPanel(ctx context.Context, tx *sql.Tx) error {
	view, err := panel(ctx, tx)
	if err != nil {
		return err
	}
	var now string
	err = tx.QueryRowContext(ctx, `SELECT sql FROM main.sqlite_schema WHERE type = 'view' AND name = 'panel'`).Scan(&now)
	if err != nil || now == view {
		return err // a changed schema would make every reader prepare anew
	}
	_, err = tx.ExecContext(ctx, `DROP VIEW main.panel; `+view)
	return err
}

// An entry is a row of the table indicator.
type entry struct {
	code  report.Code
	of    *report.Indicator
	place report.FormLabel // where the newest form states it
}

// codes lists the indicators in their order, each before its codes with
// dimensions, which are sorted.
func codes(indicators []report.Indicator) []entry {
	var out []entry
	for i := range indicators {
		ind := &indicators[i]
		byCode := map[string]entry{}
		for _, l := range ind.Labels {
			c := report.Code{Indicator: ind.ID, Dims: l.Dims}
			if e, ok := byCode[c.String()]; len(l.Dims) > 0 && (!ok || l.Era > e.place.Era) {
				byCode[c.String()] = entry{c, ind, l}
			}
		}
		crossed := map[string]entry{} // by the columns that all rows of a table have
		for _, p := range ind.Places() {
			name := p.Code.String()
			if _, row := byCode[name]; row || len(p.Code.Dims) == 0 {
				continue
			}
			if e, ok := crossed[name]; !ok || p.Era > e.place.Era {
				crossed[name] = entry{p.Code, ind, p.FormLabel}
			}
		}
		maps.Copy(byCode, crossed)
		out = append(out, entry{code: report.Code{Indicator: ind.ID}, of: ind})
		names := make([]string, 0, len(byCode))
		for c := range byCode {
			names = append(names, c)
		}
		sort.Strings(names)
		for _, c := range names {
			out = append(out, byCode[c])
		}
	}
	return out
}

// name is the Chinese label: 收到申请：网上申请数.
func (e *entry) name() string {
	name := e.of.Name
	if e.place.Row != "" {
		name += "：" + e.place.Row
	}
	if e.place.Col != "" {
		name += "/" + e.place.Col
	}
	return name
}

func (e *entry) english() string {
	return e.of.English + strings.TrimPrefix(e.code.String(), e.code.Indicator)
}

// column is the entry's column in the panel, or "": indicators as such have
// one, and the headline series their parts by a single dimension.
func (e *entry) column() string {
	if len(e.code.Dims) > 1 || len(e.code.Dims) == 1 && e.of.Headline == "" {
		return ""
	}
	words := strings.FieldsFunc(e.code.String(), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) })
	return strings.Join(words, "_")
}

// twins refuses codes that would be one column of the panel.
func twins(entries []entry) error {
	seen := map[string]bool{}
	for i := range entries {
		column := entries[i].column()
		if column != "" && seen[column] {
			return fmt.Errorf("codebook: two codes would be the column %s of the panel", column)
		}
		seen[column] = true
	}
	return nil
}

// panel is the definition of the view: a row for a body and year, a column for
// a code.
func panel(ctx context.Context, tx *sql.Tx) (string, error) {
	var b strings.Builder
	b.WriteString("CREATE VIEW panel AS -- one row a body and year, one column an indicator: table indicator, panel_column\n" +
		"SELECT r.body AS body_id, b.name AS body, b.region, b.level, r.year")
	rows, err := tx.QueryContext(ctx, `SELECT code, panel_column FROM indicator WHERE panel_column IS NOT NULL ORDER BY indicator, length(code) > length(indicator), code`)
	if err != nil {
		return "", err
	}
	defer rows.Close()
	for rows.Next() {
		var code, column string
		if err := rows.Scan(&code, &column); err != nil {
			return "", err
		}
		fmt.Fprintf(&b, ",\n    max(CASE p.code WHEN '%s' THEN CAST(p.value AS NUMERIC) END) AS %s",
			strings.ReplaceAll(code, "'", "''"), column)
	}
	b.WriteString("\nFROM report r\nJOIN body b ON b.id = r.body\nLEFT JOIN panel_figure p ON p.report_id = r.id\n" +
		"WHERE r.kind = '" + Annual + "' AND EXISTS (SELECT 1 FROM document d WHERE d.report_id = r.id AND d.is_current = 1)\n" +
		"GROUP BY r.id, r.body, b.name, b.region, b.level, r.year")
	return b.String(), rows.Err()
}

func syncEntries(ctx context.Context, tx *sql.Tx, entries []entry) error {
	var ids []string
	for i := range entries {
		ids = append(ids, entries[i].of.ID)
	}
	given, err := json.Marshal(ids)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `DELETE FROM indicator WHERE indicator IN (SELECT value FROM json_each(?)) OR NOT EXISTS (
		SELECT 1 FROM figure f JOIN document d ON d.id = f.document_id WHERE f.indicator = indicator.indicator AND d.is_current = 1)`, string(given))
	if err != nil {
		return err
	}
	for i := range entries {
		e := &entries[i]
		if _, err := tx.ExecContext(ctx, `UPDATE indicator SET panel_column = NULL WHERE panel_column = ?`, e.column()); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, `INSERT INTO indicator
			(code, indicator, name, english, definition, definition_en, unit, measure, headline, panel_column)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
			e.code.String(), e.of.ID, e.name(), e.english(), e.of.Definition, e.of.DefinitionEN, e.of.Unit, e.of.Measure,
			e.of.Headline, null(e.column()))
		if err != nil {
			return fmt.Errorf("codebook: %s: %w", e.code, err)
		}
	}
	return nil
}

// Values gives the values that the dimensions of an indicator have in the
// database's figures, by key; of all indicators where "" is asked for.
func (db *DB) Values(ctx context.Context, indicator string) (map[string][]string, error) {
	rows, err := db.r.QueryContext(ctx, `SELECT code FROM code WHERE ?1 = '' OR indicator = ?1 ORDER BY code`, indicator)
	if err != nil {
		return nil, explain(db.path, err)
	}
	defer rows.Close()
	out := map[string][]string{}
	for rows.Next() {
		var code string
		if err := rows.Scan(&code); err != nil {
			return nil, explain(db.path, err)
		}
		for k, v := range report.ParseCode(code).Dims {
			if !slices.Contains(out[k], v) {
				out[k] = append(out[k], v)
			}
		}
	}
	return out, explain(db.path, rows.Err())
}

// Indicators gives the indicators that the database's figures were read by,
// with their labels.
func (db *DB) Indicators(ctx context.Context) ([]report.Indicator, error) {
	rows, err := db.r.QueryContext(ctx, `SELECT indicator, name, english FROM indicator WHERE code = indicator ORDER BY indicator`)
	if err != nil {
		return nil, explain(db.path, err)
	}
	defer rows.Close()
	var out []report.Indicator
	for rows.Next() {
		var i report.Indicator
		if err := rows.Scan(&i.ID, &i.Name, &i.English); err != nil {
			return nil, explain(db.path, err)
		}
		out = append(out, i)
	}
	return out, explain(db.path, rows.Err())
}
