package store

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"nianbao/report"
)

// A Tombstone stands for a source that was taken down.
type Tombstone struct {
	Source string   `json:"source"`
	SHA256 []string `json:"sha256"` // of the bytes that went with it
	Reason string   `json:"reason"`
	By     string   `json:"by"`
	At     string   `json:"at"` // UTC
}

// Takedown is what a source's going takes with it.
type Takedown struct {
	Documents int      `json:"documents"` // readings of bytes
	Figures   int      `json:"figures"`
	Bytes     int      `json:"files"`     // different bytes
	Decisions int      `json:"decisions"` // by persons
	Shared    []string `json:"shared"`    // other sources that hold some of its bytes: these stay
}

// Forget takes down a source: what only it held is deleted - bytes, text,
// figures, cells, decisions, the entries of the search indexes, words that
// nothing else has, and what the crawl knows of it - and a tombstone stays, by which neither the source nor
// those bytes are read in again. Another document of a report becomes current.
// The file is then made anew, so that no free page holds the words: where that
// was cut short, the same call does it. [report.ErrNotFound] where there never
// was such a source.
func (db *DB) Forget(ctx context.Context, source, reason, by string, at time.Time) (Takedown, error) {
	var taken Takedown
	err := db.write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		// Rows refer to each other in circles on the way.
		if _, err := tx.ExecContext(ctx, `PRAGMA defer_foreign_keys = ON`); err != nil {
			return err
		}
		src, err := lookUp(ctx, tx, source)
		if err != nil {
			return err
		}
		if src.id == 0 {
			forgotten := false
			err := tx.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM tombstone WHERE source = ? AND undone = 0)`, source).Scan(&forgotten)
			if err == nil && !forgotten {
				err = fmt.Errorf("source %s: %w", source, report.ErrNotFound)
			}
			return err
		}
		gone, err := goneWith(ctx, tx, src.id)
		if err != nil {
			return err
		}
		if taken, err = takenWith(ctx, tx, src.id, gone); err != nil {
			return err
		}
		for _, sha := range append([]string{""}, gone...) {
			_, err := tx.ExecContext(ctx, `INSERT INTO tombstone (source, sha256, reason, forgotten_by, forgotten_at) VALUES (?, ?, ?, ?, ?)
				ON CONFLICT DO UPDATE SET reason = excluded.reason, forgotten_by = excluded.forgotten_by, forgotten_at = excluded.forgotten_at, undone = 0, wiped = 0`,
				source, sha, reason, by, stamp(at))
			if err != nil {
				return err
			}
		}
		if err := erase(ctx, tx, src.id, gone); err != nil {
			return err
		}
		db.words.forget(0)
		return nil
	})
	if err != nil {
		return taken, err
	}
	return taken, db.wipe(ctx)
}

// Forgettable is what Forget would take.
func (db *DB) Forgettable(ctx context.Context, source string) (Takedown, error) {
	tx, err := db.r.BeginTx(ctx, nil)
	if err != nil {
		return Takedown{}, explain(db.path, err)
	}
	defer tx.Rollback()
	src, err := lookUp(ctx, tx, source)
	if err != nil {
		return Takedown{}, explain(db.path, err)
	}
	if src.id == 0 {
		return Takedown{}, fmt.Errorf("source %s: %w", source, report.ErrNotFound)
	}
	gone, err := goneWith(ctx, tx, src.id)
	if err != nil {
		return Takedown{}, explain(db.path, err)
	}
	taken, err := takenWith(ctx, tx, src.id, gone)
	return taken, explain(db.path, err)
}

// Remember lets a source that was taken down be read in again.
// [report.ErrNotFound] where it was not.
func (db *DB) Remember(ctx context.Context, source string) error {
	return db.write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		r, err := tx.ExecContext(ctx, `UPDATE tombstone SET undone = 1 WHERE source = ? AND undone = 0`, source)
		if err != nil {
			return err
		}
		if n, err := r.RowsAffected(); err != nil || n == 0 {
			return errors.Join(err, fmt.Errorf("source %s: %w", source, report.ErrNotFound))
		}
		return nil
	})
}

// Tombstones gives the sources that were taken down and may not be read in
// again, by their names.
func (db *DB) Tombstones(ctx context.Context) ([]Tombstone, error) {
	var out []Tombstone
	err := db.each(ctx, `SELECT source, sha256, reason, forgotten_by, forgotten_at FROM tombstone WHERE undone = 0 ORDER BY source, sha256`, func(rows *sql.Rows) error {
		t := Tombstone{SHA256: []string{}}
		var sha string
		err := rows.Scan(&t.Source, &sha, &t.Reason, &t.By, &t.At)
		if len(out) == 0 || out[len(out)-1].Source != t.Source {
			out = append(out, t)
		}
		if sha != "" {
			last := &out[len(out)-1]
			last.SHA256 = append(last.SHA256, sha)
		}
		return err
	})
	return out, err
}

// forgotten tells whether a source or bytes were taken down.
func forgotten(ctx context.Context, tx *sql.Tx, source, sha string) (is bool, err error) {
	err = tx.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM tombstone WHERE undone = 0 AND (source = ?1 OR sha256 = ?2 AND sha256 <> ''))`, source, sha).Scan(&is)
	return is, err
}

// goneWith are the bytes that no other source has held.
func goneWith(ctx context.Context, tx *sql.Tx, source int64) ([]string, error) {
	return texts(ctx, tx, `SELECT sha256 FROM source_version v WHERE source_id = ?1
		AND NOT EXISTS (SELECT 1 FROM source_version o WHERE o.sha256 = v.sha256 AND o.source_id <> ?1) ORDER BY n`, source)
}

func takenWith(ctx context.Context, tx *sql.Tx, source int64, gone []string) (t Takedown, err error) {
	t.Bytes = len(gone)
	for _, sha := range gone {
		var documents, figures, decisions int
		err := tx.QueryRowContext(ctx, `SELECT (SELECT count(*) FROM document WHERE sha256 = ?1),
			(SELECT count(*) FROM document d JOIN figure_row f ON f.document_id = d.id WHERE d.sha256 = ?1),
			(SELECT count(*) FROM review WHERE sha256 = ?1)`, sha).Scan(&documents, &figures, &decisions)
		if err != nil {
			return t, err
		}
		t.Documents, t.Figures, t.Decisions = t.Documents+documents, t.Figures+figures, t.Decisions+decisions
	}
	t.Shared, err = texts(ctx, tx, `SELECT DISTINCT s.name FROM source_version v JOIN source_version o ON o.sha256 = v.sha256 AND o.source_id <> v.source_id
		JOIN source s ON s.id = o.source_id WHERE v.source_id = ? ORDER BY s.name`, source)
	return t, err
}

// ofDocumentRows are the tables whose rows are of one document, but for those
// of figures and passages.
var ofDocumentRows = []string{"document_text", "table_cell_row", "check_result", "proposal", "issue", "reject", "link"}

// erase deletes a source with the bytes that are gone with it.
func erase(ctx context.Context, tx *sql.Tx, source int64, gone []string) error {
	shas := jsonList(gone)
	documents, err := ids(ctx, tx, `SELECT id FROM document WHERE sha256 IN (SELECT value FROM json_each(?)) ORDER BY id`, shas)
	if err != nil {
		return err
	}
	bodies, err := bodiesOf(ctx, tx, documents)
	if err != nil {
		return err
	}
	reports, err := ids(ctx, tx, `SELECT DISTINCT report_id FROM document WHERE report_id IS NOT NULL AND sha256 IN (SELECT value FROM json_each(?)) ORDER BY report_id`, shas)
	if err != nil {
		return err
	}
	if err := eraseDocuments(ctx, tx, documents); err != nil {
		return err
	}
	if err := eraseCrawled(ctx, tx, source, shas); err != nil {
		return err
	}
	shared, err := texts(ctx, tx, `SELECT sha256 FROM source_version WHERE source_id = ? AND sha256 NOT IN (SELECT value FROM json_each(?)) ORDER BY sha256`, source, shas)
	if err != nil {
		return err
	}
	for _, step := range []string{
		`DELETE FROM review WHERE sha256 IN (SELECT value FROM json_each(?2))`,
		`DELETE FROM fetch WHERE source_id = ?1`,
		`DELETE FROM source_version WHERE source_id = ?1`,
		// What another source holds too was first found there, as far as anyone may know.
		`UPDATE document SET source_id = (SELECT min(v.source_id) FROM source_version v WHERE v.sha256 = document.sha256) WHERE source_id = ?1`,
		`DELETE FROM source WHERE id = ?1`,
		`UPDATE fetch SET sha256 = NULL WHERE sha256 IN (SELECT value FROM json_each(?2))`,
		`DELETE FROM raw WHERE sha256 IN (SELECT value FROM json_each(?2))`,
	} {
		args := []any{source, shas}
		if !strings.Contains(step, "?2") {
			args = args[:1]
		} else if !strings.Contains(step, "?1") {
			step, args = strings.ReplaceAll(step, "?2", "?1"), args[1:]
		}
		if _, err := tx.ExecContext(ctx, step, args...); err != nil {
			return err
		}
	}
	for _, r := range reports {
		if err := settleReport(ctx, tx, r); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `DELETE FROM report WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM document WHERE report_id = ?1)`, r); err != nil {
			return err
		}
	}
	for _, sha := range shared {
		if err := settle(ctx, tx, sha, ""); err != nil {
			return err
		}
	}
	for id, canonical := range bodies {
		if err := eraseBody(ctx, tx, id, canonical); err != nil {
			return err
		}
	}
	return nil
}

// eraseCrawled takes out of what the crawl knows whatever came from a source: an
// address stays, so that it is known and not asked for again, and a line of the
// ledger, for the body owes the report all the same.
func eraseCrawled(ctx context.Context, tx *sql.Tx, source int64, shas string) error {
	var name string
	if err := tx.QueryRowContext(ctx, `SELECT name FROM source WHERE id = ?`, source).Scan(&name); err != nil {
		return err
	}
	const these = `(?1 IN (key, url, final_url) OR sha256 <> '' AND sha256 IN (SELECT value FROM json_each(?2)))`
	for _, step := range []string{
		// What a page says of the files that it leads to is the page's.
		`UPDATE crawl_url SET title = '' WHERE page = ?1 OR page IN (SELECT url FROM crawl_url WHERE ` + these + `)`,
		`UPDATE crawl_url SET title = '', state = 'skipped', class = 'forgotten', why = '', etag = '', last_modified = '', encoding = '', sha256 = '', final_url = '',
			version = '', fetched_at = NULL WHERE ` + these,
		`UPDATE ledger SET url = '', sha256 = '', published = '', unreadable = '' WHERE url = ?1 OR sha256 <> '' AND sha256 IN (SELECT value FROM json_each(?2))`,
	} {
		if _, err := tx.ExecContext(ctx, step, name, shas); err != nil {
			return err
		}
	}
	return nil
}

// eraseDocuments deletes readings, with words that only they have.
func eraseDocuments(ctx context.Context, tx *sql.Tx, documents []int64) error {
	list := jsonList(documents)
	const these = `(SELECT value FROM json_each(?))`
	if _, err := tx.ExecContext(ctx, `CREATE TEMP TABLE erased (rows TEXT NOT NULL, id INTEGER NOT NULL, PRIMARY KEY (rows, id)) WITHOUT ROWID`); err != nil {
		return err
	}
	for _, step := range []string{
		`INSERT INTO temp.erased SELECT 'document', value FROM json_each(?)`,
		`INSERT INTO temp.erased SELECT 'passage', id FROM passage WHERE document_id IN ` + these,
		`INSERT OR IGNORE INTO temp.erased SELECT 'term', t.value FROM figure_row f, json_each(json_array(f.label_id, f.part_id, f.place_id, f.verb_id, f.period_id)) t
			WHERE f.document_id IN ` + these + ` AND t.value <> 0`,
		`INSERT OR IGNORE INTO temp.erased SELECT 'kind', kind_id FROM figure_row WHERE document_id IN ` + these,
		`INSERT OR IGNORE INTO temp.erased SELECT 'code', code_id FROM figure_row WHERE document_id IN ` + these,
		`DELETE FROM figure_row WHERE document_id IN ` + these,
	} {
		if _, err := tx.ExecContext(ctx, step, list); err != nil {
			return err
		}
	}
	// One look through all figures, for the dictionaries have no index of who uses them.
	if _, err := tx.ExecContext(ctx, `DELETE FROM temp.erased WHERE rows IN ('term', 'kind', 'code') AND (rows, id) IN (
		SELECT 'term', f.label_id FROM figure_row f UNION ALL SELECT 'term', f.part_id FROM figure_row f UNION ALL SELECT 'term', f.place_id FROM figure_row f
		UNION ALL SELECT 'term', f.verb_id FROM figure_row f UNION ALL SELECT 'term', f.period_id FROM figure_row f
		UNION ALL SELECT 'kind', f.kind_id FROM figure_row f UNION ALL SELECT 'code', f.code_id FROM figure_row f)`); err != nil {
		return err
	}
	for _, index := range searchIndexes {
		if err := unindex(ctx, tx, index.name, index.column, `SELECT id FROM temp.erased WHERE rows = '`+string(index.rows)+`'`); err != nil {
			return err
		}
	}
	steps := []string{
		`DELETE FROM passage WHERE id IN (SELECT id FROM temp.erased WHERE rows = 'passage')`,
		`DELETE FROM term WHERE id IN (SELECT id FROM temp.erased WHERE rows = 'term')`,
		`DELETE FROM figure_kind WHERE id IN (SELECT id FROM temp.erased WHERE rows = 'kind')`,
		`DELETE FROM code WHERE id IN (SELECT id FROM temp.erased WHERE rows = 'code')`,
		`DELETE FROM confirmed WHERE document_id IN (SELECT id FROM temp.erased WHERE rows = 'document')`,
	}
	for _, table := range ofDocumentRows {
		steps = append(steps, `DELETE FROM `+table+` WHERE document_id IN (SELECT id FROM temp.erased WHERE rows = 'document')`)
	}
	steps = append(steps, `DELETE FROM document WHERE id IN (SELECT id FROM temp.erased WHERE rows = 'document')`, `DROP TABLE temp.erased`)
	for _, step := range steps {
		if _, err := tx.ExecContext(ctx, step); err != nil {
			return err
		}
	}
	return nil
}

// bodiesOf gives the bodies of documents as they are kept, each with the id that
// its documents have.
func bodiesOf(ctx context.Context, tx *sql.Tx, documents []int64) (map[string]string, error) {
	out := map[string]string{}
	err := eachRow(ctx, tx, `SELECT s.name, d.body, d.body_id, d.region, d.region_basis FROM document d JOIN source s ON s.id = d.source_id
		WHERE d.id IN (SELECT value FROM json_each(?))`, func(rows *sql.Rows) error {
		d := &report.Document{}
		err := rows.Scan(&d.Source, &d.Body, &d.BodyID, &d.Region, &d.RegionBasis)
		if id := bodyOf(d); id != "" {
			out[id] = d.BodyID
		}
		return err
	}, jsonList(documents))
	return out, err
}

// eraseBody makes a body what the documents that are left say of it, and takes
// it away where there are none: it no longer has a say in which others are one.
func eraseBody(ctx context.Context, tx *sql.Tx, id, documentsHave string) error {
	known := false
	if err := tx.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM body WHERE id = ?)`, id).Scan(&known); err != nil || !known {
		return err
	}
	var name, region, level string
	left, apart := 0, false
	linked, told := map[string][]string{}, true // by the documents that are left; whether all of them tell
	err := eachRow(ctx, tx, `SELECT s.name, d.body, d.body_id, d.region, d.region_basis, d.level, d.body_links FROM document d JOIN source s ON s.id = d.source_id
		WHERE d.body_id = ? AND d.year IS NOT NULL`, func(rows *sql.Rows) error {
		d := &report.Document{}
		var list string
		if err := rows.Scan(&d.Source, &d.Body, &d.BodyID, &d.Region, &d.RegionBasis, &d.Level, &list); err != nil || bodyOf(d) != id {
			return err
		}
		left++
		others := map[string][]string{}
		if err := json.Unmarshal([]byte(cmp.Or(list, "{}")), &others); err != nil {
			return err
		}
		told = told && list != ""
		for kind, ids := range others {
			linked[kind] = append(linked[kind], ids...)
		}
		if n := len([]rune(d.Body)) - len([]rune(name)); left == 1 || n > 0 || n == 0 && d.Body < name {
			name = d.Body
		}
		region, level = max(region, d.Region), max(level, string(d.Level))
		apart = apart || d.RegionBasis == report.NotHere
		return nil
	}, documentsHave)
	if err != nil {
		return err
	}
	around, err := bodiesAround(ctx, tx, id)
	if err != nil {
		return err
	}
	if left > 0 {
		_, err = tx.ExecContext(ctx, `UPDATE body SET name = coalesce(nullif(?, ''), id), region = ?, level = ?, is_apart = ? WHERE id = ?`, name, region, level, apart, id)
		if err == nil && told {
			err = keepLinks(ctx, tx, id, linked)
		}
	} else {
		for _, step := range []string{`DELETE FROM body_link WHERE body = ?`, `DELETE FROM body_alias WHERE id = ?`, `DELETE FROM body WHERE id = ?`} {
			if _, err := tx.ExecContext(ctx, step, id); err != nil {
				return err
			}
		}
	}
	if err != nil {
		return err
	}
	for _, b := range around {
		if b == id && left == 0 {
			continue
		}
		if err := rejoin(ctx, tx, b); err != nil {
			return err
		}
	}
	return nil
}

// keepLinks leaves a body those of its other ids that documents still give it.
func keepLinks(ctx context.Context, tx *sql.Tx, id string, linked map[string][]string) error {
	for _, kind := range []string{"may_be", "was"} {
		_, err := tx.ExecContext(ctx, `DELETE FROM body_link WHERE body = ? AND kind = ? AND other NOT IN (SELECT value FROM json_each(?))`, id, kind, jsonList(linked[kind]))
		if err != nil {
			return err
		}
	}
	_, err := tx.ExecContext(ctx, `UPDATE body SET is_open = ? WHERE id = ?`, len(linked["may_be"]) > 0, id)
	return err
}

// ErrInUse means that others read the database, so that what was taken out of
// it may still be in its log.
var ErrInUse = errors.New("other programs are reading the database: its log still has what was taken out; run the same command again when they are done")

// wipe makes the file anew where something was taken out of it since: free
// pages and the log keep words for a while otherwise.
func (db *DB) wipe(ctx context.Context) error {
	due := false
	if err := db.w.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM tombstone WHERE wiped = 0)`).Scan(&due); err != nil || !due {
		return explain(db.path, err)
	}
	if _, err := db.w.ExecContext(ctx, `VACUUM`); err != nil {
		return explain(db.path, err)
	}
	if err := db.emptyLog(ctx); err != nil {
		return err
	}
	if _, err := db.w.ExecContext(ctx, `UPDATE tombstone SET wiped = 1 WHERE wiped = 0`); err != nil {
		return explain(db.path, err)
	}
	return nil
}

// emptyLog folds the log into the file and cuts it to nothing.
func (db *DB) emptyLog(ctx context.Context) error {
	var busy, frames, folded int
	err := db.w.QueryRowContext(ctx, `PRAGMA wal_checkpoint(TRUNCATE)`).Scan(&busy, &frames, &folded)
	if err != nil {
		return explain(db.path, err)
	}
	if busy != 0 {
		return fmt.Errorf("%s: %w", db.path, ErrInUse)
	}
	return nil
}
