package store

import (
	"context"
	"database/sql"
	"errors"
	"strings"

	"nianbao/report"
)

// document copies a reading, unless it is here already, or a reading here says
// the same.
func (m *merger) document(ctx context.Context, tx *sql.Tx, there int64) error {
	var version, digest, readAt string
	d := &report.Document{}
	err := tx.QueryRowContext(ctx, `SELECT o.sha256, o.version, o.digest, o.read_at, s.name, o.body, o.body_id, o.region, o.region_basis, o.level, coalesce(o.year, 0), o.period
		FROM other.document o JOIN other.source s ON s.id = o.source_id WHERE o.id = ?`, there).
		Scan(&d.SHA256, &version, &digest, &readAt, &d.Source, &d.Body, &d.BodyID, &d.Region, &d.RegionBasis, &d.Level, &d.Year, &d.Period)
	if err != nil {
		return err
	}
	id, err := m.here(ctx, tx, d.SHA256, version, digest, readAt)
	if err != nil {
		return err
	}
	if id != 0 {
		m.out.Known++
		return m.confirmed(ctx, tx, there, id)
	}
	m.out.Documents++
	for kind, to := range map[string]*[]string{"may_be": &d.MayBe, "was": &d.Was} {
		if *to, err = texts(ctx, tx, `SELECT other FROM other.body_link WHERE body = ? AND kind = ? ORDER BY n`, bodyOf(d), kind); err != nil {
			return err
		}
	}
	rep, err := reportOf(ctx, tx, d)
	if err != nil {
		return err
	}
	if id, err = m.row(ctx, tx, there, d, rep, readAt); err != nil {
		return err
	}
	for _, copies := range []func(context.Context, *sql.Tx, int64, int64) error{m.rows, m.figures, m.passages, m.confirmed} {
		if err := copies(ctx, tx, there, id); err != nil {
			return err
		}
	}
	return settle(ctx, tx, d.SHA256, "")
}

// here finds a reading here that is the one there: of the same bytes by the same
// version, or the one that counts where it says the same by another version of
// the extractor alone, which it then confirms.
func (m *merger) here(ctx context.Context, tx *sql.Tx, sha, version, digest, readAt string) (id int64, err error) {
	err = tx.QueryRowContext(ctx, `SELECT id FROM main.document WHERE sha256 = ? AND version = ?`, sha, version).Scan(&id)
	if !errors.Is(err, sql.ErrNoRows) {
		return id, err
	}
	var counts, same string
	err = tx.QueryRowContext(ctx, `SELECT id, version, digest FROM main.document WHERE sha256 = ? ORDER BY standing DESC, id DESC LIMIT 1`, sha).Scan(&id, &counts, &same)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	if err != nil || digest == "" || same != digest || tail(counts) != tail(version) {
		return 0, err
	}
	_, err = tx.ExecContext(ctx, `INSERT OR IGNORE INTO main.confirmed (document_id, version, read_at) VALUES (?, ?, ?)`, id, version, readAt)
	return id, err
}

// row copies the row of a document. Where a later reading of the bytes is here,
// it comes before that one.
func (m *merger) row(ctx context.Context, tx *sql.Tx, there int64, d *report.Document, rep int64, readAt string) (int64, error) {
	columns, err := columnsOf(ctx, tx, "document", "id", "source_id", "report_id", "is_current", "passage_id", "passage_count", "standing")
	if err != nil {
		return 0, err
	}
	r, err := tx.ExecContext(ctx, `INSERT INTO main.document (`+columns+`, source_id, report_id, standing)
		SELECT `+columns+`, coalesce((SELECT s.id FROM main.source s WHERE s.name = ?2), (SELECT min(v.source_id) FROM main.source_version v WHERE v.sha256 = ?3)), ?4,
			coalesce((SELECT min(h.standing) - 1 FROM main.document h WHERE h.sha256 = ?3 AND h.read_at > ?5), 0)
		FROM other.document WHERE id = ?1`, there, d.Source, d.SHA256, null(rep), readAt)
	if err != nil {
		return 0, err
	}
	return r.LastInsertId()
}

// columnsOf lists a table's columns but for some.
func columnsOf(ctx context.Context, tx *sql.Tx, table string, but ...string) (string, error) {
	list, err := texts(ctx, tx, `SELECT name FROM pragma_table_info(?1, 'main') WHERE name NOT IN (SELECT value FROM json_each(?2))`, table, jsonList(but))
	return strings.Join(list, ", "), err
}

// rows copies what stands in tables as it is.
func (m *merger) rows(ctx context.Context, tx *sql.Tx, there, id int64) error {
	for _, table := range ofDocumentRows {
		columns, err := columnsOf(ctx, tx, table, "document_id")
		if err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `INSERT INTO main.`+table+` (document_id, `+columns+`) SELECT ?2, `+columns+` FROM other.`+table+` WHERE document_id = ?1`, there, id)
		if err != nil {
			return err
		}
	}
	return nil
}

func (m *merger) confirmed(ctx context.Context, tx *sql.Tx, there, id int64) error {
	_, err := tx.ExecContext(ctx, `INSERT OR IGNORE INTO main.confirmed (document_id, version, read_at)
		SELECT ?2, version, read_at FROM other.confirmed WHERE document_id = ?1 AND version <> (SELECT version FROM main.document WHERE id = ?2)`, there, id)
	return err
}

// figures copies figures, whose words have other numbers here.
func (m *merger) figures(ctx context.Context, tx *sql.Tx, there, id int64) error {
	const columns = `n, value, printed, span_start, span_end, page, box, table_no, row, col, confidence, key, is_own, role_id`
	type figure struct {
		n int64
		report.Figure
	}
	var list []figure
	err := eachRow(ctx, tx, `SELECT f.n, c.code, k.unit, k.measure, k.qualifier, k.role, k.status, k.method, k.reader, k.rule,
			label.text, part.text, place.text, verb.text, period.text
		FROM other.figure_row f JOIN other.code c ON c.id = f.code_id JOIN other.figure_kind k ON k.id = f.kind_id
		JOIN other.term label ON label.id = f.label_id JOIN other.term part ON part.id = f.part_id JOIN other.term place ON place.id = f.place_id
		JOIN other.term verb ON verb.id = f.verb_id JOIN other.term period ON period.id = f.period_id
		WHERE f.document_id = ? ORDER BY f.n`, func(rows *sql.Rows) error {
		var f figure
		var code string
		err := rows.Scan(&f.n, &code, &f.Unit, &f.Measure, &f.Qualifier, &f.Role, &f.Status, &f.Method, &f.Reader, &f.Rule,
			&f.Label, &f.Part, &f.Place, &f.Verb, &f.Period)
		c := report.ParseCode(code)
		f.Indicator, f.Dims = c.Indicator, c.Dims
		list = append(list, f)
		return err
	}, there)
	if err != nil {
		return err
	}
	for i := range list {
		r, err := m.db.words.figure(ctx, tx, &list[i].Figure)
		if err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `INSERT INTO main.figure_row (document_id, code_id, kind_id, label_id, part_id, place_id, verb_id, period_id, `+columns+`)
			SELECT ?, ?, ?, ?, ?, ?, ?, ?, `+columns+` FROM other.figure_row WHERE document_id = ? AND n = ?`,
			id, r.code, r.kind, r.label, r.part, r.place, r.verb, r.period, there, list[i].n)
		if err != nil {
			return err
		}
	}
	return nil
}

// passages copies passages, which have other numbers here, with the words by
// which they and the document are found.
func (m *merger) passages(ctx context.Context, tx *sql.Tx, there, id int64) error {
	var first, count, last int64
	err := tx.QueryRowContext(ctx, `SELECT passage_id, passage_count, (SELECT coalesce(max(id), 0) FROM main.passage) FROM other.document WHERE id = ?`, there).
		Scan(&first, &count, &last)
	if err != nil {
		return err
	}
	for _, s := range []string{
		`INSERT INTO main.passage (id, document_id, span_start, span_end, figure_n, figure_end) SELECT id - ?3 + ?4, ?2, span_start, span_end, figure_n, figure_end FROM other.passage WHERE id >= ?3 AND id < ?3 + ?5 ORDER BY id`,
		`UPDATE main.document SET passage_id = CASE ?5 WHEN 0 THEN 0 ELSE ?4 END, passage_count = ?5 WHERE id = ?2`,
	} {
		if _, err := tx.ExecContext(ctx, s, there, id, first, last+1, count); err != nil {
			return err
		}
	}
	for _, index := range searchIndexes {
		shift, from, to := id-there, there, there+1
		switch index.rows {
		case byTerm:
			continue
		case byPassage: // those of a document follow one another
			shift, from, to = last+1-first, first, first+count
		}
		_, err := tx.ExecContext(ctx, `INSERT INTO main.`+index.name+` (rowid, `+index.column+`) SELECT id + ?1, words FROM temp.words_of
			WHERE name = '`+index.name+`' AND id >= ?2 AND id < ?3 ORDER BY id`, shift, from, to)
		if err != nil {
			return err
		}
	}
	return nil
}

// people copies persons' decisions and tombstones. What was taken down there
// and is held here is only named: taking it down here is its own decision.
func (m *merger) people(ctx context.Context) error {
	const columns = `sha256, figure_key, decision, original, accepted, note, reviewer, reviewed_at`
	return m.db.write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		r, err := tx.ExecContext(ctx, `INSERT INTO main.review (`+columns+`) SELECT `+columns+` FROM other.review o WHERE sha256 IN (SELECT sha256 FROM main.raw)
			AND NOT EXISTS (SELECT 1 FROM main.review r WHERE (`+qualified("r", columns)+`) = (`+qualified("o", columns)+`)) ORDER BY id`)
		if err != nil {
			return err
		}
		decisions, err := r.RowsAffected()
		if err != nil {
			return err
		}
		m.out.Decisions = int(decisions)
		const held = `(source IN (SELECT name FROM main.source) OR sha256 IN (SELECT sha256 FROM main.raw))`
		if m.out.Held, err = texts(ctx, tx, `SELECT DISTINCT source FROM other.tombstone WHERE undone = 0 AND `+held+` ORDER BY source`); err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `INSERT OR IGNORE INTO main.tombstone SELECT * FROM other.tombstone o WHERE NOT `+held+`
			AND source NOT IN (SELECT source FROM other.tombstone WHERE `+held+`)`)
		return err
	})
}

// owed copies the ledger of what bodies owe: lines that are not here, and of
// those that are what was found later. The state of the crawl is its machine's
// and is not copied; Crawled tells that there is one.
func (m *merger) owed(ctx context.Context) error {
	const gone = `(o.url IN (SELECT source FROM main.tombstone WHERE undone = 0) OR o.sha256 <> '' AND o.sha256 IN (SELECT sha256 FROM main.tombstone WHERE undone = 0))`
	const kept = `CASE WHEN ` + gone + ` THEN '' ELSE `
	return m.db.write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		const later = `coalesce(excluded.last_found_at, '') > coalesce(last_found_at, '')`
		newer := func(column string) string {
			return column + ` = CASE WHEN ` + later + ` THEN excluded.` + column + ` ELSE ` + column + ` END`
		}
		earliest := func(column string) string {
			return column + ` = min(coalesce(excluded.` + column + `, ` + column + `), coalesce(` + column + `, excluded.` + column + `))`
		}
		latest := func(column string) string {
			return column + ` = max(coalesce(excluded.` + column + `, ` + column + `), coalesce(` + column + `, excluded.` + column + `))`
		}
		r, err := tx.ExecContext(ctx, `INSERT INTO main.ledger (body, year, site, due_on, url, sha256, published, late_days, changes, unreadable,
				expected_at, first_found_at, last_found_at, changed_at, removed_at, unreachable_at)
			SELECT body, year, site, due_on, `+kept+`url END, `+kept+`sha256 END, `+kept+`published END, late_days, changes, `+kept+`unreadable END,
				expected_at, first_found_at, last_found_at, changed_at, removed_at, unreachable_at FROM other.ledger o WHERE true ORDER BY body, year
			ON CONFLICT DO UPDATE SET `+strings.Join([]string{
			newer("url"), newer("sha256"), newer("published"), newer("unreadable"), newer("removed_at"), newer("unreachable_at"),
			`late_days = CASE WHEN excluded.expected_at < expected_at THEN coalesce(excluded.late_days, late_days) ELSE coalesce(late_days, excluded.late_days) END`,
			`changes = max(excluded.changes, changes)`,
			earliest("expected_at"), earliest("first_found_at"), latest("last_found_at"), latest("changed_at")}, ", "))
		if err != nil {
			return err
		}
		lines, err := r.RowsAffected()
		if err != nil {
			return err
		}
		m.out.Owed = int(lines)
		return tx.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM other.crawl_site)`).Scan(&m.out.Crawled)
	})
}
