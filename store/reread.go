package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"nianbao/report"
)

// A Reading is what the database has of bytes that a document stands for: the
// reading of them that counts.
type Reading struct {
	id      int64
	SHA256  string
	Source  string // where the bytes were first found
	Version string // of the extractor that made it
	Type    string // that the server declared; "" for what did not come over the network
	Kept    bool   // whether the bytes are there
	Read    bool   // whether the version that was asked about has read them
	Status  report.Status
	digest  string
}

// Same tells whether an item says just what the reading does.
func (r Reading) Same(it Item) bool {
	d, err := digest(&it)
	return err == nil && d == r.digest
}

// Readings lists the readings of all bytes that a query asks for - body,
// region, years - and that stand at a source or are the current document of a
// report: in the order in which they were put. Of each it says whether the given
// version of the extractor, with a manifest's words or without, has read it,
// whole enough to be searched: documents of databases older than the index of
// passages are not in it.
func (db *DB) Readings(ctx context.Context, q Query, version string) ([]Reading, error) {
	q = ofDocuments(q)
	q.All = true
	tx, err := db.r.BeginTx(ctx, nil)
	if err != nil {
		return nil, explain(db.path, err)
	}
	defer tx.Rollback()
	c, err := q.documents(ctx, tx)
	if err != nil {
		return nil, explain(db.path, err)
	}
	var out []Reading
	err = eachRow(ctx, tx, `SELECT d.id, d.sha256, s.name, d.version, d.status, d.digest, length(r.gz) > 0,
			coalesce((SELECT f.content_type FROM fetch f WHERE f.source_id = d.source_id AND f.sha256 = d.sha256 ORDER BY f.id DESC LIMIT 1), ''),
			`+readBy+` AND d.status <> 'unreadable' AND (d.digest <> '' OR d.passage_count > 0)
		FROM document d JOIN source s ON s.id = d.source_id JOIN raw r ON r.sha256 = d.sha256
		WHERE (d.is_current = 1 OR EXISTS (SELECT 1 FROM source o WHERE o.sha256 = d.sha256))
			AND NOT EXISTS (SELECT 1 FROM document n WHERE n.sha256 = d.sha256 AND (n.standing, n.id) > (d.standing, d.id))`+c.and()+`
		ORDER BY d.id`, func(rows *sql.Rows) error {
		var r Reading
		err := rows.Scan(&r.id, &r.SHA256, &r.Source, &r.Version, &r.Status, &r.digest, &r.Kept, &r.Type, &r.Read)
		out = append(out, r)
		return err
	}, append([]any{sql.Named("version", version)}, c.args...)...)
	return out, explain(db.path, err)
}

// Unindexed counts the documents that no search by words finds: those stored by
// a program whose index was another, until they are read again.
func (db *DB) Unindexed(ctx context.Context) (n int, err error) {
	err = db.r.QueryRowContext(ctx, `SELECT count(*) FROM document INDEXED BY document_unindexed
		WHERE passage_count = 0 AND digest = '' AND status <> 'unreadable' AND is_current = 1`).Scan(&n)
	return n, explain(db.path, err)
}

// Stored gives the document of a reading.
func (db *DB) Stored(ctx context.Context, r Reading) (*Filed, error) {
	return db.filed(ctx, r.id)
}

// ErrAmbiguous is a name that several documents have.
var ErrAmbiguous = errors.New("several documents are called so")

// Named gives the document of a source's bytes, or of bytes by the beginning of
// their hash and, behind @, the version that read them: 3f2a90c1@0.9.0; without
// it the reading that counts.
func (db *DB) Named(ctx context.Context, name string) (*Filed, error) {
	sha, version, _ := strings.Cut(name, "@")
	if sha == "" || strings.Trim(strings.ToLower(sha), "0123456789abcdef") != "" {
		sha = "none"
	}
	var ids []int64
	var first string
	err := db.each(ctx, `SELECT d.id, d.sha256 FROM document d
		WHERE d.sha256 >= ?1 AND d.sha256 < ?1 || 'g' AND (?2 = '' OR d.version = ?2) OR d.sha256 = (SELECT s.sha256 FROM source s WHERE s.name = ?3)
		ORDER BY d.sha256, d.standing DESC, d.id DESC`, func(rows *sql.Rows) error {
		var id int64
		var hash string
		err := rows.Scan(&id, &hash)
		if len(ids) > 0 && hash != first {
			return ErrAmbiguous
		}
		ids, first = append(ids, id), hash
		return err
	}, strings.ToLower(sha), version, name)
	if err != nil {
		return nil, fmt.Errorf("document %s: %w", name, err)
	}
	if len(ids) == 0 {
		return nil, fmt.Errorf("document %s: %w", name, report.ErrNotFound)
	}
	return db.filed(ctx, ids[0])
}

func (db *DB) filed(ctx context.Context, id int64) (*Filed, error) {
	tx, err := db.r.BeginTx(ctx, nil)
	if err != nil {
		return nil, explain(db.path, err)
	}
	defer tx.Rollback()
	d, err := readDocument(ctx, tx, id)
	if err != nil {
		return nil, explain(db.path, err)
	}
	file, err := fileOf(ctx, tx, id, d)
	if err == nil { // as it was read, whatever its reports are filed under
		err = tx.QueryRowContext(ctx, `SELECT body_id FROM document WHERE id = ?`, id).Scan(&d.BodyID)
	}
	return file, explain(db.path, err)
}

// Keys names figures of bytes as the database does: names that outlive row ids
// and re-extraction.
func Keys(sha string, figures []report.Figure) []string {
	names := keys(figures)
	out := make([]string, len(names))
	for i, k := range names {
		out[i] = fmt.Sprintf("%.16s-%x", sha, k)
	}
	return out
}

// Reread stores another reading of bytes that are stored, whatever stands at
// their source now. What is read as it stands already is only confirmed.
func (db *DB) Reread(ctx context.Context, it Item) (Result, error) { return db.reread(ctx, it, nil) }

func (db *DB) reread(ctx context.Context, it Item, beside Beside) (Result, error) {
	it.anew = true
	var r Result
	err := db.writeBeside(ctx, func(ctx context.Context, tx *sql.Tx) error {
		if err := it.check(); err != nil {
			return fmt.Errorf("%s: %w", it.Document.Source, err)
		}
		src, err := lookUp(ctx, tx, it.Document.Source)
		if err != nil {
			return err
		}
		kept, err := hasRaw(ctx, tx, it.Document.SHA256)
		if err == nil && (!kept || src.id == 0) { // forgotten meanwhile
			err = fmt.Errorf("%s: %w", it.Document.Source, report.ErrNotFound)
		}
		if err != nil {
			return err
		}
		r = Result{Outcome: Unchanged}
		if r.Document, r.added, err = db.putDocument(ctx, tx, &it, src.id); err != nil || !r.added {
			return err
		}
		r.Outcome = NewVersion
		if err := errors.Join(db.words.indexDocument(ctx, tx, r.Document, &it), db.words.index(ctx, tx)); err != nil {
			return err
		}
		return settle(ctx, tx, it.Document.SHA256, "")
	}, beside)
	return r, err
}
