package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"nianbao/report"
)

// A Panel asks what the reports of some bodies and years say of some codes.
type Panel struct {
	Codes    []string
	Places   []Place  // any of these; everywhere where there are none
	Bodies   []string // or any of these by their ids
	Level    report.BodyLevel
	YearFrom int // 0 for no bound
	YearTo   int
	// Body and Simplify are those of Query: they do not narrow what is given, but
	// tell which reports are asked for among those they are compared with.
	Body     string
	Simplify func(string) string
	Reviewed bool // as persons decided: see ApplyReviews
}

// A PanelReport is the current document of a report.
type PanelReport struct {
	document int64
	Body     string // its id
	Name     string
	Region   string
	Level    report.BodyLevel
	Scope    report.Scope
	Year     int
	Era      report.Era
	Status   report.Status
	Asked    bool // by Panel.Body
}

// A PanelCell is what a report says of a code: its own figure in the view
// panel_figure.
type PanelCell struct {
	Report    int // index into the reports
	Code      string
	Value     report.Decimal // "" where Status is not Printed
	Status    report.ValueStatus
	Qualifier report.Qualifier
	Unit      string
	Key       string // of the figure
}

// Panel gives the annual reports that are asked for, sorted by body and year,
// and what they say of the codes. A code that a report does not speak of has no
// cell.
func (db *DB) Panel(ctx context.Context, q Panel) (reports []PanelReport, cells []PanelCell, err error) {
	if q.Reviewed {
		err = db.asReviewed(ctx, q.Codes, func(tx *sql.Tx, but []int64, filed map[int64]*report.Document) error {
			some, theirs, err := readPanel(ctx, tx, q, but, filed)
			reports, cells = together(reports, some, cells, theirs)
			return explain(db.path, err)
		})
		return reports, cells, err
	}
	tx, err := db.r.BeginTx(ctx, nil) // one state of the database
	if err != nil {
		return nil, nil, explain(db.path, err)
	}
	defer tx.Rollback()
	reports, cells, err = readPanel(ctx, tx, q, nil, nil)
	return reports, cells, explain(db.path, err)
}

// readPanel reads all but some documents; filed are those that a person gave
// another name, by which they are to be found.
func readPanel(ctx context.Context, tx *sql.Tx, q Panel, but []int64, filed map[int64]*report.Document) ([]PanelReport, []PanelCell, error) {
	reports, err := panelReports(ctx, tx, q, but)
	if err != nil || len(reports) == 0 {
		return nil, nil, err
	}
	for i := range reports {
		d, ok := filed[reports[i].document]
		if !ok || q.Body == "" {
			continue
		}
		names, err := namesOf(ctx, tx, d)
		if err != nil {
			return nil, nil, err
		}
		names = cut(names)
		wanted := groups(q.Body, (&Query{Simplify: q.Simplify}).simplify)
		reports[i].Asked = len(wanted) > 0 && !slices.ContainsFunc(wanted, func(g group) bool { return !g.in(names) })
	}
	cells, err := panelCells(ctx, tx, q, reports)
	return reports, cells, err
}

func panelReports(ctx context.Context, tx *sql.Tx, q Panel, but []int64) ([]PanelReport, error) {
	of := Query{Places: q.Places, Bodies: q.Bodies, YearFrom: q.YearFrom, YearTo: q.YearTo}
	c, err := of.documents(ctx, tx)
	if err != nil {
		return nil, err
	}
	if q.Level != "" {
		c.add(panelLevel+" = ?", q.Level)
	}
	if len(but) > 0 {
		c.add("d.id NOT IN (SELECT value FROM json_each(?))", jsonList(but))
	}
	body := Query{Body: q.Body, Simplify: q.Simplify}
	asked, err := body.documents(ctx, tx)
	if err != nil {
		return nil, err
	}
	rows, err := tx.QueryContext(ctx, `SELECT d.id, b.id, b.name, b.region, `+panelLevel+`, d.scope, r.year, d.era, d.status, `+strings.Join(asked.sql, " AND ")+`
		FROM document d JOIN report r ON r.id = d.report_id JOIN body b ON b.id = r.body
		WHERE r.kind = '`+Annual+`'`+c.and()+` ORDER BY b.id, r.year`, append(asked.args, c.args...)...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []PanelReport
	for rows.Next() {
		var r PanelReport
		if err := rows.Scan(&r.document, &r.Body, &r.Name, &r.Region, &r.Level, &r.Scope, &r.Year, &r.Era, &r.Status, &r.Asked); err != nil {
			return nil, err
		}
		out = append(out, r)
	}
	return out, rows.Err()
}

// panelLevel is the level of a body b as its document d tells it, or another.
const panelLevel = "coalesce(nullif(d.level, ''), b.level)"

// fewCodes are those whose figures are sooner found one by one than by reading
// all figures of the reports.
const fewCodes = 2

// panelCells goes from the reports to their figures or, where everything is
// asked for, from the codes.
func panelCells(ctx context.Context, tx *sql.Tx, q Panel, reports []PanelReport) ([]PanelCell, error) {
	codes, err := codeIDs(ctx, tx, q.Codes)
	if err != nil {
		return nil, err
	}
	at := make(map[int64]int, len(reports))
	documents := make([]int64, len(reports))
	for i, r := range reports {
		at[r.document], documents[i] = i, r.document
	}
	slices.Sort(documents) // as their figures lie
	wanted, err := json.Marshal(slices.Sorted(maps.Keys(codes)))
	if err != nil {
		return nil, err
	}
	from, and, args := "document d JOIN figure_row f ON f.document_id = d.id", "f.code_id", []any{string(wanted)}
	if len(q.Places)+len(q.Bodies) > 0 || q.Level != "" || q.YearFrom != 0 || q.YearTo != 0 || len(codes) > fewCodes {
		chosen, err := json.Marshal(documents)
		if err != nil {
			return nil, err
		}
		// "+" keeps SQLite from looking through all figures of a code for each report.
		from, and = "json_each(?) o CROSS JOIN document d ON d.id = o.value CROSS JOIN figure_row f ON f.document_id = d.id", "+f.code_id"
		args = []any{string(chosen), string(wanted)}
	}
	is := " IN "
	if len(codes) == 1 { // which is told sooner
		is = " = "
	}
	// The code comes first: it lies at the beginning of a row.
	rows, err := tx.QueryContext(ctx, `SELECT f.document_id, f.code_id, f.value, k.status, k.qualifier, k.unit, substr(d.sha256, 1, 16) || '-' || lower(hex(f.key))
		FROM `+from+` JOIN figure_kind k ON k.id = f.kind_id
		WHERE `+and+is+`(SELECT value FROM json_each(?)) AND f.is_own = 1`, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []PanelCell
	for rows.Next() {
		var c PanelCell
		var document, code int64
		var value sql.NullString
		if err := rows.Scan(&document, &code, &value, &c.Status, &c.Qualifier, &c.Unit, &c.Key); err != nil {
			return nil, err
		}
		i, ok := at[document]
		if !ok {
			continue // replaced, or of no report
		}
		c.Report, c.Code, c.Value = i, codes[code], report.Decimal(value.String)
		out = append(out, c)
	}
	return out, rows.Err()
}

// codeIDs gives the codes of the table code that are asked for, by their rows.
func codeIDs(ctx context.Context, tx *sql.Tx, codes []string) (map[int64]string, error) {
	asked, err := json.Marshal(codes)
	if err != nil {
		return nil, err
	}
	rows, err := tx.QueryContext(ctx, `SELECT id, code FROM code WHERE code IN (SELECT value FROM json_each(?))`, string(asked))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := map[int64]string{}
	for rows.Next() {
		var id int64
		var code string
		if err := rows.Scan(&id, &code); err != nil {
			return nil, err
		}
		out[id] = code
	}
	return out, rows.Err()
}

// Indicator gives what the database's codebook says of an indicator.
func (db *DB) Indicator(ctx context.Context, id string) (report.Indicator, error) {
	i := report.Indicator{ID: id}
	err := db.r.QueryRowContext(ctx, `SELECT name, english, definition, definition_en, unit, measure, headline FROM indicator WHERE code = ?`, id).
		Scan(&i.Name, &i.English, &i.Definition, &i.DefinitionEN, &i.Unit, &i.Measure, &i.Headline)
	if errors.Is(err, sql.ErrNoRows) {
		return i, fmt.Errorf("indicator %s: %w", id, report.ErrNotFound)
	}
	return i, explain(db.path, err)
}
