package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"strings"

	"nianbao/report"
	"nianbao/store/postgres"
)

// Merged is what a merge brought, and what it left.
type Merged struct {
	Sources   int      // that were not there
	Documents int      // readings that were not there
	Known     int      // readings that were
	Decisions int      // by persons
	Refused   int      // readings of what was taken down here
	Held      []string // sources that were taken down there and are held here
	Owed      int      // lines of the ledger there
	Crawled   bool     // whether there is a crawl's state there, which is not copied
	Total     int      // readings there
}

// ErrOlder is a database of an older schema, which must be brought up to date
// before it is merged.
var ErrOlder = errors.New("was made by an older nianbao")

// ErrSelf is a database that is to be merged into itself.
var ErrSelf = errors.New("is the database itself")

// mergeBatch is how many documents are copied in one transaction.
const mergeBatch = 200

// A MergePart is a part of the work of merging, in their order.
type MergePart string

const (
	MergeFiles     MergePart = "files"     // bytes
	MergeSources   MergePart = "sources"   // and what they have held
	MergeWords     MergePart = "words"     // taken out of the search indexes, a passage at a time; the first takes longest
	MergeDocuments MergePart = "documents" // readings
)

// MergeParts are all there are.
func MergeParts() []MergePart {
	return []MergePart{MergeFiles, MergeSources, MergeWords, MergeDocuments}
}

// A merger copies from the database attached as other.
type merger struct {
	db   *DB
	ctx  context.Context // of the caller: where it ends, nothing further is copied
	told func(part MergePart, done, total int)
	out  Merged
}

// Merge copies into the database what another one holds, as if it had been read
// in here after what is there. Where ctx ends it stops at the next document, and
// keeps those that are copied; the same call goes on. told, if any, is told how
// far each part of the work is, first that it begins.
func (db *DB) Merge(ctx context.Context, from string, told func(part MergePart, done, total int)) (_ Merged, err error) {
	if postgres.Is(from) {
		return db.mergeServer(ctx, from, told)
	}
	if err := db.mergeable(ctx, from); err != nil {
		return Merged{}, err
	}
	uncancelled := context.WithoutCancel(ctx)
	mode := "?mode=ro"
	if dsnFor(from) == immutableDSN {
		mode += "&immutable=1"
	}
	if _, err := db.w.ExecContext(uncancelled, `ATTACH DATABASE ? AS other`, address(from)+mode); err != nil {
		return Merged{}, explain(from, err)
	}
	if told == nil {
		told = func(MergePart, int, int) {}
	}
	m := &merger{db: db, ctx: ctx, told: told}
	defer func() {
		err = errors.Join(err, m.end(uncancelled))
		_, detached := db.w.ExecContext(uncancelled, `DETACH DATABASE other`)
		err = errors.Join(err, explain(from, detached))
	}()
	for _, step := range []func(context.Context) error{m.begin, m.raws, m.sources, m.documents, m.people, m.owed} {
		err := step(uncancelled)
		if ctx.Err() != nil {
			return m.out, ctx.Err()
		}
		if err != nil {
			return m.out, err
		}
	}
	return m.out, nil
}

func (db *DB) mergeable(ctx context.Context, from string) error {
	if err := checkPath(from); err != nil {
		return err
	}
	here, err := os.Stat(db.path)
	if err != nil {
		return err
	}
	there, err := os.Stat(from)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return fmt.Errorf("%s: %w", from, report.ErrNotFound)
	case err != nil:
		return err
	case os.SameFile(here, there):
		return fmt.Errorf("%s: %w", from, ErrSelf)
	}
	version, err := inspect(ctx, from)
	if err == nil && version < schemaVersion {
		err = fmt.Errorf("%s: %w", from, ErrOlder)
	}
	return err
}

// exec runs statements in one transaction.
func (m *merger) exec(ctx context.Context, statements ...string) error {
	return m.db.write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		for _, s := range statements {
			if _, err := tx.ExecContext(ctx, s); err != nil {
				return err
			}
		}
		return nil
	})
}

// runColumns tell a run from another.
const runColumns = `command, version, started_at, ended_at, documents, new, versions, unchanged, failed, unreadable, figures, error`

// qualified names columns with their table.
func qualified(table, columns string) string {
	return table + "." + strings.ReplaceAll(columns, ", ", ", "+table+".")
}

// begin notes what is left out - what was taken down here - and copies what all
// the rest refers to.
func (m *merger) begin(ctx context.Context) error {
	const stones = `SELECT %s FROM main.tombstone WHERE undone = 0`
	return m.db.write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		for _, s := range []string{
			`CREATE TEMP TABLE refused_source AS SELECT id FROM other.source WHERE name IN (` + fmt.Sprintf(stones, "source") + `)`,
			`CREATE TEMP TABLE refused_bytes AS SELECT sha256 FROM other.raw r WHERE sha256 IN (` + fmt.Sprintf(stones, "sha256") + `)
				OR sha256 IN (SELECT sha256 FROM other.source_version WHERE source_id IN (SELECT id FROM temp.refused_source))
				AND NOT EXISTS (SELECT 1 FROM other.source_version v WHERE v.sha256 = r.sha256 AND v.source_id NOT IN (SELECT id FROM temp.refused_source))`,
			`CREATE TEMP TABLE new_document (id INTEGER PRIMARY KEY)`,
			`CREATE TEMP TABLE words_of (name TEXT NOT NULL, id INTEGER NOT NULL, words TEXT NOT NULL, PRIMARY KEY (name, id)) WITHOUT ROWID`,
			`INSERT INTO main.indicator_label SELECT * FROM other.indicator_label WHERE indicator NOT IN (SELECT indicator FROM main.indicator)`,
			`INSERT INTO main.indicator_break SELECT * FROM other.indicator_break WHERE indicator NOT IN (SELECT indicator FROM main.indicator)`,
			`INSERT INTO main.indicator SELECT * FROM other.indicator WHERE indicator NOT IN (SELECT indicator FROM main.indicator)`,
			`INSERT INTO main.region SELECT * FROM other.region WHERE true ON CONFLICT DO UPDATE SET name = excluded.name, valid_to = excluded.valid_to`,
			`INSERT INTO main.run (` + runColumns + `) SELECT ` + runColumns + ` FROM other.run o
				WHERE NOT EXISTS (SELECT 1 FROM main.run r WHERE (` + qualified("r", runColumns) + `) IS (` + qualified("o", runColumns) + `)) ORDER BY id`,
		} {
			if _, err := tx.ExecContext(ctx, s); err != nil {
				return err
			}
		}
		return syncPanel(ctx, tx)
	})
}

// end drops what was noted.
func (m *merger) end(ctx context.Context) error {
	var statements []string
	for _, t := range []string{"refused_source", "refused_bytes", "new_document", "words_of"} {
		statements = append(statements, `DROP TABLE IF EXISTS temp.`+t)
	}
	return m.exec(ctx, statements...)
}

// batches calls f with every so many of a list, each time in a transaction.
func batches[T any](m *merger, ctx context.Context, part MergePart, list []T, f func(context.Context, *sql.Tx, T) error) error {
	done, total := 0, len(list)
	m.told(part, done, total)
	for len(list) > 0 && m.ctx.Err() == nil {
		n := min(mergeBatch, len(list))
		err := m.db.write(ctx, func(ctx context.Context, tx *sql.Tx) error {
			for i, v := range list[:n] {
				if m.ctx.Err() != nil { // what is done so far stays
					n = i
					break
				}
				if err := f(ctx, tx, v); err != nil {
					return err
				}
				done++
				m.told(part, done, total)
			}
			return m.db.words.index(ctx, tx)
		})
		if err != nil {
			return err
		}
		list = list[n:]
	}
	return nil
}

// list gives the first column of a query.
func list[T any](m *merger, ctx context.Context, query string) (out []T, err error) {
	err = m.db.write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		return eachRow(ctx, tx, query, func(rows *sql.Rows) error {
			var v T
			err := rows.Scan(&v)
			out = append(out, v)
			return err
		})
	})
	return out, err
}

func (m *merger) raws(ctx context.Context) error {
	shas, err := list[string](m, ctx, `SELECT o.sha256 FROM other.raw o LEFT JOIN main.raw r ON r.sha256 = o.sha256
		WHERE (r.sha256 IS NULL OR r.gz = x'' AND o.gz <> x'') AND o.sha256 NOT IN (SELECT sha256 FROM temp.refused_bytes) ORDER BY o.sha256`)
	if err != nil {
		return err
	}
	return batches(m, ctx, MergeFiles, shas, func(ctx context.Context, tx *sql.Tx, sha string) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO main.raw (sha256, size, gz) SELECT sha256, size, gz FROM other.raw WHERE sha256 = ?
			ON CONFLICT DO UPDATE SET gz = excluded.gz`, sha)
		return err
	})
}

func (m *merger) sources(ctx context.Context) error {
	sources, err := list[int64](m, ctx, `SELECT id FROM other.source WHERE id NOT IN (SELECT id FROM temp.refused_source) ORDER BY id`)
	if err != nil {
		return err
	}
	return batches(m, ctx, MergeSources, sources, m.source)
}

// runHere is the run here that is the run x of a row o there.
const runHere = `(SELECT r.id FROM main.run r JOIN other.run x ON (r.command, r.version, r.started_at, r.ended_at, r.documents, r.figures) IS
	(x.command, x.version, x.started_at, x.ended_at, x.documents, x.figures) WHERE x.id = o.run_id LIMIT 1)`

// source copies a source, the bytes that it has held and the requests for them.
// Of what both databases know of it, what was seen last holds.
func (m *merger) source(ctx context.Context, tx *sql.Tx, there int64) error {
	var name string
	if err := tx.QueryRowContext(ctx, `SELECT name FROM other.source WHERE id = ?`, there).Scan(&name); err != nil {
		return err
	}
	src, err := lookUp(ctx, tx, name)
	if err != nil {
		return err
	}
	if src.id == 0 {
		m.out.Sources++
	}
	const kept = `CASE WHEN o.sha256 IN (SELECT sha256 FROM temp.refused_bytes) THEN NULL ELSE o.sha256 END`
	_, err = tx.ExecContext(ctx, `INSERT INTO main.source (name, sha256, reason, detail, first_seen_at, last_seen_at, run_id)
		SELECT o.name, `+kept+`, o.reason, o.detail, o.first_seen_at, o.last_seen_at, `+runHere+` FROM other.source o WHERE o.id = ?
		ON CONFLICT (name) DO UPDATE SET
			sha256 = CASE WHEN excluded.last_seen_at > last_seen_at OR source.sha256 IS NULL THEN coalesce(excluded.sha256, source.sha256) ELSE source.sha256 END,
			reason = CASE WHEN excluded.last_seen_at > last_seen_at THEN excluded.reason ELSE reason END,
			detail = CASE WHEN excluded.last_seen_at > last_seen_at THEN excluded.detail ELSE detail END,
			run_id = CASE WHEN excluded.last_seen_at > last_seen_at THEN excluded.run_id ELSE run_id END,
			first_seen_at = min(first_seen_at, excluded.first_seen_at),
			last_seen_at = max(last_seen_at, excluded.last_seen_at)`, there)
	if err != nil {
		return err
	}
	now, err := lookUp(ctx, tx, name)
	if err != nil {
		return err
	}
	versions, err := texts(ctx, tx, `SELECT sha256 FROM other.source_version WHERE source_id = ? AND sha256 NOT IN (SELECT sha256 FROM temp.refused_bytes) ORDER BY n`, there)
	if err != nil {
		return err
	}
	for _, sha := range versions {
		_, err := tx.ExecContext(ctx, `INSERT INTO main.source_version (source_id, n, sha256, first_seen_at, last_seen_at)
			SELECT ?1, (SELECT count(*) + 1 FROM main.source_version WHERE source_id = ?1), sha256, first_seen_at, last_seen_at
			FROM other.source_version WHERE source_id = ?2 AND sha256 = ?3
			ON CONFLICT (source_id, sha256) DO UPDATE SET first_seen_at = min(first_seen_at, excluded.first_seen_at), last_seen_at = max(last_seen_at, excluded.last_seen_at)`,
			now.id, there, sha)
		if err != nil {
			return err
		}
	}
	const columns = `fetched_at, url, final_url, http_status, content_type, etag, last_modified, tls, sha256, error`
	_, err = tx.ExecContext(ctx, `INSERT INTO main.fetch (source_id, run_id, `+columns+`) SELECT ?1, `+runHere+`, `+qualified("o", columns)+`
		FROM other.fetch o WHERE o.source_id = ?2 AND coalesce(o.sha256, '') NOT IN (SELECT sha256 FROM temp.refused_bytes)
			AND NOT EXISTS (SELECT 1 FROM main.fetch f WHERE f.source_id = ?1 AND (`+qualified("f", columns)+`) IS (`+qualified("o", columns)+`)) ORDER BY o.id`, now.id, there)
	if err != nil || now.sha == src.sha {
		return err
	}
	return settle(ctx, tx, now.sha.String, src.sha.String)
}

func (m *merger) documents(ctx context.Context) error {
	documents, err := list[int64](m, ctx, `SELECT id FROM other.document WHERE sha256 NOT IN (SELECT sha256 FROM temp.refused_bytes) ORDER BY id`)
	if err != nil {
		return err
	}
	all, err := list[int](m, ctx, `SELECT count(*) FROM other.document`)
	if err != nil {
		return err
	}
	m.out.Total, m.out.Refused = all[0], all[0]-len(documents)
	if err := m.exec(ctx, `INSERT INTO temp.new_document SELECT o.id FROM other.document o WHERE o.sha256 NOT IN (SELECT sha256 FROM temp.refused_bytes)
		AND NOT EXISTS (SELECT 1 FROM main.document d WHERE d.sha256 = o.sha256 AND d.version = o.version)`); err != nil {
		return err
	}
	if err := m.noteWords(ctx); err != nil {
		return err
	}
	return batches(m, ctx, MergeDocuments, documents, m.document)
}

// noteWords takes the words of the documents to be copied from the search
// indexes: nothing else has them. It writes to temporary tables alone, so that it
// may be cancelled anywhere.
func (m *merger) noteWords(ctx context.Context) error {
	counts, err := list[int](m, ctx, `SELECT coalesce(sum(d.passage_count), 0) + 2 * count(*) FROM temp.new_document n JOIN other.document d ON d.id = n.id`)
	if err != nil {
		return err
	}
	done, total := 0, counts[0]
	m.told(MergeWords, done, total)
	for _, index := range searchIndexes {
		wanted := `SELECT id FROM temp.new_document`
		switch index.rows {
		case byTerm: // terms are made searchable as they are met
			continue
		case byPassage:
			wanted = `SELECT id FROM other.passage WHERE document_id IN (SELECT id FROM temp.new_document)`
		}
		err := m.db.write(ctx, func(_ context.Context, tx *sql.Tx) error {
			return eachIndexed(m.ctx, tx, "other", index.name, wanted, func(row int64, words string) error {
				// Of a passage that counts something two indexes have words.
				if index.name != "label_search" && done < total {
					done++
					m.told(MergeWords, done, total)
				}
				_, err := tx.ExecContext(ctx, `INSERT INTO temp.words_of (name, id, words) VALUES (?, ?, ?)`, index.name, row, words)
				return err
			})
		})
		if err != nil {
			return err
		}
	}
	return nil
}
