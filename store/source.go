package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"nianbao/report"
)

// Known says whether a source shows the bytes of this hash, as far as we know,
// and whether this version has read them: then there is nothing to do but
// [DB.Seen]. What could not be read is never known: a tool that was missing may
// be there now, and the user is told again. A reading by this version and a
// manifest's words or a user's own indicators, version+…, serves one who has no
// such: they stay. A reading that another one with other indicators has followed
// is done again, for the newest counts.
func (db *DB) Known(ctx context.Context, source, sha, version string) (known bool, err error) {
	err = db.r.QueryRowContext(ctx, `SELECT EXISTS (
		SELECT 1 FROM source s JOIN document d ON d.sha256 = s.sha256
		WHERE s.name = :source AND s.sha256 = :sha AND s.reason = '' AND d.status <> 'unreadable'
			AND `+readBy+` AND NOT `+followed+`)`,
		sql.Named("source", source), sql.Named("sha", sha), sql.Named("version", version), sql.Named("reader", readerOf(version))).Scan(&known)
	return known, explain(db.path, err)
}

// KnownAt says of what an archive has from an earlier time whether a fetch of
// that time brought these bytes to the source, and this version has read them.
// The source may show others since.
func (db *DB) KnownAt(ctx context.Context, source, sha, version string, at time.Time) (known bool, err error) {
	err = db.r.QueryRowContext(ctx, `SELECT EXISTS (
		SELECT 1 FROM source s JOIN fetch f ON f.source_id = s.id JOIN document d ON d.sha256 = f.sha256
		WHERE s.name = :source AND f.sha256 = :sha AND f.fetched_at = :at AND d.status <> 'unreadable'
			AND `+readBy+` AND NOT `+followed+`)`,
		sql.Named("source", source), sql.Named("sha", sha), sql.Named("version", version), sql.Named("at", stamp(at)),
		sql.Named("reader", readerOf(version))).Scan(&known)
	return known, explain(db.path, err)
}

// readBy tells of a document d whether the version :version, or it and more
// words, has read it: as it stands, or later with the same result.
const readBy = `(d.version = :version OR substr(d.version, 1, length(:version) + 1) = :version || '+'
	OR EXISTS (SELECT 1 FROM confirmed c WHERE c.document_id = d.id
		AND (c.version = :version OR substr(c.version, 1, length(:version) + 1) = :version || '+')))`

// followed tells of a document d whether a later reading of the same bytes is
// none of the reader :reader.
const followed = `EXISTS (SELECT 1 FROM document n WHERE n.sha256 = d.sha256 AND (n.standing, n.id) > (d.standing, d.id)
	AND n.version <> :reader AND substr(n.version, 1, length(:reader) + 1) <> :reader || '+')`

// readerOf is a version without the manifest's words.
func readerOf(version string) string {
	reader, _, _ := strings.Cut(version, "+manifest")
	return reader
}

// Seen notes that the sources still hold the bytes that they held.
// [report.ErrNotFound], and nothing is noted, if one of them is not stored.
func (db *DB) Seen(ctx context.Context, at time.Time, runID int64, sources ...string) error {
	return db.write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		for _, name := range sources {
			s, err := lookUp(ctx, tx, name)
			if err != nil {
				return err
			}
			if !s.sha.Valid {
				return fmt.Errorf("source %s: %w", name, report.ErrNotFound)
			}
			if err := s.see(ctx, tx, s.sha.String, at, false, runID); err != nil {
				return err
			}
		}
		return nil
	})
}

// A place is a row of source.
type place struct {
	id  int64          // 0 where the source is new
	sha sql.NullString // the bytes last found there
}

func lookUp(ctx context.Context, tx *sql.Tx, name string) (s place, err error) {
	err = tx.QueryRowContext(ctx, `SELECT id, sha256 FROM source WHERE name = ?`, name).Scan(&s.id, &s.sha)
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return s, err
}

// add stores a new source, which has no bytes yet.
func (s *place) add(ctx context.Context, tx *sql.Tx, name string, at time.Time) error {
	return tx.QueryRowContext(ctx, `INSERT INTO source (name, first_seen_at, last_seen_at) VALUES (?, ?, ?) RETURNING id`,
		name, stamp(at), stamp(at)).Scan(&s.id)
}

// see notes that a source held these bytes then. Of the past, which an archive
// tells, only what is later than the last look is of the present too.
func (s place) see(ctx context.Context, tx *sql.Tx, sha string, at time.Time, past bool, runID int64) error {
	_, err := tx.ExecContext(ctx, `UPDATE source SET sha256 = ?1, reason = '', detail = '', last_seen_at = max(source.last_seen_at, ?2), run_id = ?3
		WHERE id = ?4 AND (?5 = 0 OR sha256 IS NULL OR last_seen_at <= ?2)`,
		sha, stamp(at), null(runID), s.id, past)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO source_version (source_id, n, sha256, first_seen_at, last_seen_at)
		VALUES (?1, (SELECT count(*) + 1 FROM source_version WHERE source_id = ?1), ?2, ?3, ?3)
		ON CONFLICT (source_id, sha256) DO UPDATE SET last_seen_at = max(source_version.last_seen_at, excluded.last_seen_at)`,
		s.id, sha, stamp(at))
	return err
}

// miss notes why the last look at a source brought no bytes. What was found
// there before stays.
func (s place) miss(ctx context.Context, tx *sql.Tx, d *report.Document, runID int64) error {
	_, err := tx.ExecContext(ctx, `UPDATE source SET reason = ?, detail = ?, run_id = ? WHERE id = ?`,
		d.Reason, d.Detail, null(runID), s.id)
	return err
}

// request records a fetch; sha is "" where it brought no bytes.
func (s place) request(ctx context.Context, tx *sql.Tx, it *Item, sha string) error {
	f := it.Fetch
	if f == nil {
		return nil
	}
	_, err := tx.ExecContext(ctx, `INSERT INTO fetch (source_id, run_id, fetched_at, url, final_url, http_status,
		content_type, etag, last_modified, tls, sha256, error) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		s.id, null(it.RunID), stamp(it.At), f.URL, f.Final, null(f.Status), f.Type, f.ETag, f.Modified, f.TLS, null(sha), f.Err)
	return err
}

// null keeps a zero value as NULL.
func null[T comparable](v T) any {
	var zero T
	if v == zero {
		return nil
	}
	return v
}
