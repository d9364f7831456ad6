package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"nianbao/fault"
	"nianbao/report"
)

// Put stores a document with all that was read from it, or only notes that its
// source still shows it. It is done whole or not at all.
func (db *DB) Put(ctx context.Context, it Item) (Result, error) {
	results, err := db.PutBatch(ctx, []Item{it})
	if err != nil {
		return Result{}, err
	}
	return results[0], results[0].Err
}

// PutBatch puts items in their order, in one transaction. An item that cannot
// be stored leaves the others alone: see its result. An error means that
// nothing was stored.
func (db *DB) PutBatch(ctx context.Context, items []Item) ([]Result, error) {
	return db.putBatch(ctx, items, nil)
}

func (db *DB) putBatch(ctx context.Context, items []Item, beside Beside) ([]Result, error) {
	results := make([]Result, len(items))
	err := db.writeBeside(ctx, func(ctx context.Context, tx *sql.Tx) error {
		fault.Point(fault.StorePut)
		for i := range items {
			var err error
			if results[i], err = db.putWhole(ctx, tx, &items[i]); err != nil {
				return err
			}
		}
		for i := range items {
			if !results[i].added {
				continue
			}
			if err := db.words.indexDocument(ctx, tx, results[i].Document, &items[i]); err != nil {
				return err
			}
		}
		if err := db.words.index(ctx, tx); err != nil {
			return err
		}
		fault.Point(fault.StoreInserted)
		return nil
	}, beside)
	if err != nil {
		return nil, err
	}
	fault.Point(fault.StoreCommitted)
	return results, nil
}

// putWhole puts an item or, where the item is at fault, nothing of it. Its
// error is a fault of the machine.
func (db *DB) putWhole(ctx context.Context, tx *sql.Tx, it *Item) (Result, error) {
	refuse := func(err error) (Result, error) {
		return Result{Err: fmt.Errorf("put %s: %w", it.Document.Source, err)}, nil
	}
	if err := it.check(); err != nil {
		return refuse(err)
	}
	if _, err := tx.ExecContext(ctx, `SAVEPOINT item`); err != nil {
		return Result{}, err
	}
	terms := len(db.words.fresh)
	r, err := db.putItem(ctx, tx, it)
	if err == nil {
		_, err = tx.ExecContext(ctx, `RELEASE item`)
		return r, err
	}
	if machine(err) {
		return Result{}, err
	}
	db.words.forget(terms) // of what is taken back
	if _, err := tx.ExecContext(ctx, `ROLLBACK TO item; RELEASE item`); err != nil {
		return Result{}, err
	}
	return refuse(err)
}

// putItem stores one item.
func (db *DB) putItem(ctx context.Context, tx *sql.Tx, it *Item) (Result, error) {
	d := it.Document
	if gone, err := forgotten(ctx, tx, d.Source, d.SHA256); gone || err != nil {
		return Result{Outcome: Refused}, err
	}
	bytes, err := putBytes(ctx, tx, it)
	if err != nil {
		return Result{}, err
	}
	src, err := lookUp(ctx, tx, d.Source)
	if err != nil {
		return Result{}, err
	}
	before := src.sha
	if src.id == 0 {
		if err := src.add(ctx, tx, d.Source, it.At); err != nil {
			return Result{}, err
		}
	}
	if !bytes {
		return Result{Outcome: Failed}, errors.Join(src.miss(ctx, tx, d, it.RunID), src.request(ctx, tx, it, ""))
	}
	if err := errors.Join(src.see(ctx, tx, d.SHA256, it.At, it.Past, it.RunID), src.request(ctx, tx, it, d.SHA256)); err != nil {
		return Result{}, err
	}
	id, added, err := db.putDocument(ctx, tx, it, src.id)
	if err != nil {
		return Result{}, err
	}
	r := Result{Outcome: Unchanged, Document: id, added: added}
	switch {
	case !before.Valid:
		r.Outcome = New
	case added || before.String != d.SHA256:
		r.Outcome = NewVersion
	default:
		return r, nil
	}
	return r, settle(ctx, tx, d.SHA256, before.String)
}

// putBytes keeps the item's bytes. It gives false where there are none.
func putBytes(ctx context.Context, tx *sql.Tx, it *Item) (bool, error) {
	d := it.Document
	if sum(it.Raw) == d.SHA256 { // also of an empty file
		return true, putRaw(ctx, tx, d.SHA256, it.Raw)
	}
	kept, err := hasRaw(ctx, tx, d.SHA256)
	if err == nil && !kept && d.Status != report.Unreadable {
		err = errNoBytes
	}
	return kept, err
}

// putDocument stores the document, unless the reading of the bytes that counts
// is the same by an older version: then only that this one confirms it. A reading by this
// version that is stored already stays the only one of it, but for three: one
// that other indicators' readings followed, one that could not be read and now
// can, and one that is made anew on purpose.
func (db *DB) putDocument(ctx context.Context, tx *sql.Tx, it *Item, source int64) (id int64, added bool, err error) {
	d := it.Document
	if it.digest, err = digest(it); err != nil {
		return 0, false, err
	}
	if id, err = confirm(ctx, tx, it); id != 0 || err != nil {
		return id, false, err
	}
	times, old := 0, false
	var status report.Status
	err = tx.QueryRowContext(ctx, `SELECT d.id, d.status, count(*) OVER (), `+followed+` FROM document d
		WHERE d.sha256 = :sha AND (d.version = :version OR substr(d.version, 1, length(:version) + 7) = :version || '+again.')
		ORDER BY d.standing DESC, d.id DESC LIMIT 1`,
		sql.Named("sha", d.SHA256), sql.Named("version", it.Version), sql.Named("reader", readerOf(it.Version))).Scan(&id, &status, &times, &old)
	readable := status == report.Unreadable && d.Status != report.Unreadable
	if err == nil && (old || it.anew || readable) {
		it.Version += again + strconv.Itoa(times)
	} else if !errors.Is(err, sql.ErrNoRows) {
		return id, false, err
	}
	rep, err := reportOf(ctx, tx, d)
	if err != nil {
		return 0, false, err
	}
	if id, err = insertDocument(ctx, tx, it, source, rep); err != nil {
		return 0, false, err
	}
	for _, insert := range []func(context.Context, *sql.Tx, int64, *Item) error{
		insertDivisions, insertText, db.words.insertFigures, insertPassages, insertCells, insertChecks, insertProposals, insertIssues, insertRejects, insertLinks,
	} {
		if err := insert(ctx, tx, id, it); err != nil {
			return 0, false, err
		}
	}
	return id, true, nil
}

// again ends the version of a reading that its version made once more, with how
// often it had before.
const again = "+again."

// tail is what a version has besides the extractor's own: a user's indicators
// and a manifest's words.
func tail(version string) string {
	version, _, _ = strings.Cut(version, again)
	_, rest, _ := strings.Cut(version, "+")
	return rest
}

// confirm notes that a version reads bytes as they are stored, by the same
// indicators and manifest, and gives the document; 0 where it reads them
// otherwise, or they were not read before.
func confirm(ctx context.Context, tx *sql.Tx, it *Item) (id int64, err error) {
	var version, same string
	err = tx.QueryRowContext(ctx, `SELECT id, version, digest FROM document WHERE sha256 = ? ORDER BY standing DESC, id DESC LIMIT 1`,
		it.Document.SHA256).Scan(&id, &version, &same)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	if err != nil || same != it.digest || tail(version) != tail(it.Version) {
		return 0, err
	}
	if first, _, _ := strings.Cut(version, again); first != it.Version {
		_, err = tx.ExecContext(ctx, `INSERT INTO confirmed (document_id, version, read_at) VALUES (?, ?, ?)
			ON CONFLICT (document_id, version) DO UPDATE SET read_at = excluded.read_at`, id, it.Version, stamp(it.At))
	}
	return id, err
}
