package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"slices"
	"strings"

	"nianbao/report"
)

// asReviewed lets f read the database as persons decided, without writing to it:
// a reader must not keep writers waiting, nor wait for them. Of decisions on
// figures only those are looked at that are about some codes. f is called twice in
// one state of the database: for all documents but some that decisions have a
// say about, and for these, which then stand in temporary tables that have the
// names of the database's own and are found before them. They are few, however
// large the database is.
func (db *DB) asReviewed(ctx context.Context, codes []string, f func(tx *sql.Tx, but []int64, filed map[int64]*report.Document) error) (err error) {
	w := pool(db.path, strings.Replace(dsnFor(db.path), "&_query_only=1", "", 1), guardReader, 1)
	defer func() { err = errors.Join(err, w.Close()) }()
	tx, err := w.BeginTx(ctx, nil)
	if err != nil {
		return explain(db.path, err)
	}
	defer tx.Rollback()
	list, err := rulings(ctx, tx)
	if err != nil {
		return explain(db.path, err)
	}
	list = slices.DeleteFunc(list, func(r *ruling) bool { return !r.about(codes) })
	touched, bodies, err := touchedBy(ctx, tx, list)
	if err != nil {
		return explain(db.path, err)
	}
	if err := f(tx, touched, nil); err != nil || len(touched) == 0 {
		return err
	}
	if err := shadow(ctx, tx, touched, bodies); err != nil {
		return explain(db.path, err)
	}
	filed, err := apply(ctx, tx, list)
	if err != nil {
		return explain(db.path, err)
	}
	return f(tx, nil, filed)
}

// touchedBy gives the documents that decisions have a say about - those decided
// on, and all of the reports that these leave or join - and the bodies under
// which they are to lie.
func touchedBy(ctx context.Context, tx *sql.Tx, list []*ruling) (documents []int64, bodies []string, err error) {
	for _, r := range list {
		documents = append(documents, r.id)
		if len(r.accepted) == 0 {
			continue
		}
		d, body, before, err := refiled(ctx, tx, r)
		if err != nil {
			return nil, nil, err
		}
		others, err := ids(ctx, tx, `SELECT d.id FROM report r JOIN document d ON d.report_id = r.id WHERE r.id = ?1 OR r.body = ?2 AND r.year = ?3 AND r.kind = ?4`,
			before, body, d.Year, kind(d))
		if err != nil {
			return nil, nil, err
		}
		documents, bodies = append(documents, others...), append(bodies, body)
	}
	slices.Sort(documents)
	slices.Sort(bodies)
	return slices.Compact(documents), slices.Compact(bodies), nil
}

// shadow makes the temporary tables, with as much of the database's own as
// concerns some documents.
func shadow(ctx context.Context, tx *sql.Tx, documents []int64, bodies []string) error {
	const these = `(SELECT value FROM json_each(?1))`
	list := jsonList(documents)
	for _, step := range []struct {
		sql  string
		args []any
	}{
		{`CREATE TEMP TABLE document AS SELECT * FROM main.document WHERE id IN ` + these, []any{list}},
		{`CREATE TEMP TABLE report (id INTEGER PRIMARY KEY, body TEXT, year INTEGER, kind TEXT, UNIQUE (body, year, kind))`, nil},
		{`INSERT INTO temp.report SELECT id, body, year, kind FROM main.report WHERE id IN (SELECT report_id FROM temp.document)`, nil},
		{`CREATE TEMP TABLE body (id TEXT PRIMARY KEY, name TEXT, region TEXT, level TEXT, office TEXT, tail TEXT)`, nil},
		// With those that a search for a body finds it by (kin).
		{`INSERT INTO temp.body SELECT id, name, region, level, office, tail FROM main.body WHERE id IN (
			WITH mine AS (SELECT body AS id FROM temp.report UNION SELECT body_id FROM temp.document UNION SELECT value FROM json_each(?1))
			SELECT id FROM mine UNION SELECT l.body FROM main.body_link l JOIN mine ON mine.id = l.other UNION SELECT l.other FROM main.body_link l JOIN mine ON mine.id = l.body)`,
			[]any{jsonList(bodies)}},
		{`CREATE TEMP TABLE figure_row AS SELECT * FROM main.figure_row WHERE document_id IN ` + these, []any{list}},
		{`CREATE INDEX temp.figure_row_place ON figure_row (document_id, n)`, nil},
		{`CREATE TEMP TABLE code (id INTEGER PRIMARY KEY, code TEXT UNIQUE, indicator TEXT)`, nil},
		{`INSERT INTO temp.code SELECT id, code, indicator FROM main.code WHERE id IN (SELECT code_id FROM temp.figure_row)`, nil},
		{`CREATE TEMP TABLE figure_kind (id INTEGER PRIMARY KEY, unit TEXT, measure TEXT, qualifier TEXT, role TEXT, status TEXT, method TEXT, reader TEXT, rule TEXT)`, nil},
		{`INSERT INTO temp.figure_kind SELECT id, unit, measure, qualifier, role, status, method, reader, rule FROM main.figure_kind
			WHERE id IN (SELECT kind_id FROM temp.figure_row)`, nil},
		{`CREATE TEMP TABLE passage AS SELECT p.* FROM temp.document d CROSS JOIN main.passage p WHERE p.id >= d.passage_id AND p.id < d.passage_id + d.passage_count`, nil},
		{`CREATE TEMP TABLE check_result AS SELECT * FROM main.check_result WHERE document_id IN ` + these, []any{list}},
		{`CREATE TEMP TABLE proposal AS SELECT * FROM main.proposal WHERE document_id IN ` + these, []any{list}},
	} {
		if _, err := tx.ExecContext(ctx, step.sql, step.args...); err != nil {
			return err
		}
	}
	return nil
}

// together joins what was read of two parts of a database.
func together(reports, more []PanelReport, cells, moreCells []PanelCell) ([]PanelReport, []PanelCell) {
	if len(more) == 0 {
		return reports, cells
	}
	for _, c := range moreCells {
		c.Report += len(reports)
		cells = append(cells, c)
	}
	reports = append(reports, more...)
	order := make([]int, len(reports))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		return cmp.Or(cmp.Compare(reports[a].Body, reports[b].Body), cmp.Compare(reports[a].Year, reports[b].Year))
	})
	sorted, at := make([]PanelReport, len(reports)), make([]int, len(reports))
	for to, from := range order {
		sorted[to], at[from] = reports[from], to
	}
	for i := range cells {
		cells[i].Report = at[cells[i].Report]
	}
	return sorted, cells
}

// namesOf are the words by which a body that a person named is found.
func namesOf(ctx context.Context, tx *sql.Tx, d *report.Document) (string, error) {
	regions, err := texts(ctx, tx, `SELECT name FROM main.region WHERE length(code) <= length(?1) AND substr(?1, 1, length(code)) = code
		AND ?2 BETWEEN valid_from AND valid_to ORDER BY code`, d.Region, d.Year)
	list := append([]string{d.BodyName, d.BodyID}, regions...)
	if d.Year != 0 {
		list = append(list, yearWords(d.Year)+"年")
	}
	return strings.Join(list, "\n"), err
}

// indexNames lets documents be found by the names that they were given.
func indexNames(ctx context.Context, tx *sql.Tx, filed map[int64]*report.Document) error {
	if len(filed) == 0 {
		return nil
	}
	var list []int64
	for id := range filed {
		list = append(list, id)
	}
	slices.Sort(list)
	if err := unindex(ctx, tx, "document_search", "names", `SELECT value FROM json_each('`+jsonList(list)+`')`); err != nil {
		return err
	}
	for _, id := range list {
		words, err := namesOf(ctx, tx, filed[id])
		if err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `INSERT INTO document_search (rowid, names) VALUES (?, ?)`, id, cut(words)); err != nil {
			return err
		}
	}
	return nil
}
