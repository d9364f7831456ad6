package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"nianbao/fault"
)

// A Copy says what a backup holds.
type Copy struct {
	Path      string `json:"path"`
	Bytes     int64  `json:"bytes"`
	Documents int64  `json:"documents"`
	Figures   int64  `json:"figures"`
	SHA256    string `json:"figures_sha256"` // over all figures, of every version of a document
	// Compared says that the rows of every table and the hash were those of the
	// database. Where somebody wrote while the copy was made nobody can say so:
	// it is one state of the database, and sound.
	Compared bool `json:"compared"`
}

// ErrBadCopy is a copy that is not what it was made from.
var ErrBadCopy = errors.New("the copy is not what the database is")

// unfinishedEnd is behind the name of a backup that is being made.
const unfinishedEnd = ".unfinished"

// Backup copies the database at path, in one state of it, to a file that is not
// there yet. It is made beside under another name, and has its own once it was
// found sound and is on the disk: a file of that name is a backup. Others may
// read and write the database meanwhile.
func Backup(ctx context.Context, path, to string) (_ Copy, err error) {
	if _, err := os.Lstat(to); err == nil {
		return Copy{}, fmt.Errorf("%s: %w", to, fs.ErrExist)
	}
	work := filepath.Join(filepath.Dir(to), "."+filepath.Base(to)+unfinishedEnd)
	if _, err := os.Lstat(work); err == nil { // of a run that was killed
		if err := os.Remove(work); err != nil {
			return Copy{}, err
		}
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, removeAll(work))
		}
	}()
	from, before, still, err := copyOf(ctx, path, work)
	if err != nil {
		return Copy{}, err
	}
	defer func() { err = errors.Join(err, from.Close()) }()
	fault.Point(fault.BackupCopied)
	defer before.Rollback()
	c := Copy{Path: to, Compared: still}
	if err := c.verify(ctx, work, from, before); err != nil {
		return Copy{}, err
	}
	if err := syncAs(work, path); err != nil {
		return Copy{}, err
	}
	fault.Point(fault.BackupChecked)
	info, err := os.Stat(work)
	if err != nil {
		return Copy{}, err
	}
	c.Bytes = info.Size()
	if err := moveNew(work, to); err != nil {
		return Copy{}, err
	}
	fault.Point(fault.BackupPlaced)
	return c, syncDir(filepath.Dir(to))
}

// copyOf copies a database and gives a state of it to compare the copy with,
// which is the copied one if nobody has written meanwhile.
func copyOf(ctx context.Context, path, to string) (_ *DB, _ *sql.Tx, still bool, err error) {
	from, err := OpenReader(ctx, path)
	if err != nil {
		return nil, nil, false, err
	}
	// Copying needs what the guard of readers denies; the database itself is
	// still opened for reading alone.
	one := pool(path, strings.Replace(dsnFor(path), "&_query_only=1", "", 1), nil, 1)
	defer func() { err = errors.Join(err, one.Close()) }()
	var state *sql.Tx
	defer func() {
		if err == nil {
			return
		}
		if state != nil {
			state.Rollback() // else its connection, and with it the state, would stay
		}
		err = errors.Join(explain(to, err), from.Close())
	}()
	writes := func() (n int64) {
		if err == nil {
			err = one.QueryRowContext(ctx, `PRAGMA data_version`).Scan(&n)
		}
		return n
	}
	first := writes()
	if err != nil {
		return nil, nil, false, err
	}
	if state, err = from.r.BeginTx(ctx, nil); err != nil {
		return nil, nil, false, err
	}
	var n int
	if err = state.QueryRowContext(ctx, `SELECT count(*) FROM sqlite_schema`).Scan(&n); err != nil { // the state begins with its first question
		return nil, nil, false, err
	}
	if _, err = one.ExecContext(ctx, `VACUUM INTO ?`, to); err != nil {
		return nil, nil, false, err
	}
	last := writes()
	return from, state, first == last, err
}

// verify looks at a copy, and compares it with the state that it was made from.
func (c *Copy) verify(ctx context.Context, work string, from *DB, before *sql.Tx) (err error) {
	db := pool(work, immutableDSN, nil, 1)
	defer func() { err = errors.Join(err, db.Close()) }()
	var said string
	if err := db.QueryRowContext(ctx, `PRAGMA quick_check(1)`).Scan(&said); err != nil {
		return explain(work, err)
	}
	if said != "ok" {
		return fmt.Errorf("%w: %s", ErrBadCopy, said)
	}
	copied, err := db.BeginTx(ctx, nil)
	if err != nil {
		return explain(work, err)
	}
	defer copied.Rollback()
	have, err := countRows(ctx, copied)
	if err != nil {
		return explain(work, err)
	}
	if c.SHA256, err = hashFigures(ctx, copied); err != nil {
		return explain(work, err)
	}
	c.Documents, c.Figures = have["document"], have["figure_row"]
	if !c.Compared {
		return nil
	}
	want, err := countRows(ctx, before)
	if err != nil {
		return explain(from.path, err)
	}
	for table, n := range want {
		if have[table] != n {
			return fmt.Errorf("%w: table %s has %d rows, not %d", ErrBadCopy, table, have[table], n)
		}
	}
	hash, err := hashFigures(ctx, before)
	if err == nil && hash != c.SHA256 {
		err = fmt.Errorf("%w: other figures", ErrBadCopy)
	}
	return explain(from.path, err)
}

// countRows counts the rows of every table of ours.
func countRows(ctx context.Context, tx *sql.Tx) (map[string]int64, error) {
	tables, err := texts(ctx, tx, `SELECT name FROM sqlite_schema
		WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' AND name NOT LIKE 'sqlite\_%' ESCAPE '\'`)
	if err != nil {
		return nil, err
	}
	counts := map[string]int64{}
	for _, table := range tables {
		var n int64
		if err := tx.QueryRowContext(ctx, `SELECT count(*) FROM "`+table+`"`).Scan(&n); err != nil {
			return nil, err
		}
		counts[table] = n
	}
	return counts, nil
}

// hashFigures stands for all figures: what is printed, what it is worth, and
// where it stands. Row ids are the same in a copy.
func hashFigures(ctx context.Context, tx *sql.Tx) (string, error) {
	h := sha256.New()
	err := eachRow(ctx, tx, `SELECT json_array(document_id, n, code_id, kind_id, label_id, part_id, place_id, verb_id, period_id, value, printed,
		span_start, span_end, page, table_no, row, col, confidence, hex(key), is_own, role_id) FROM figure_row ORDER BY document_id, n`,
		func(rows *sql.Rows) error {
			var line sql.RawBytes
			if err := rows.Scan(&line); err != nil {
				return err
			}
			h.Write(line)
			h.Write([]byte{'\n'})
			return nil
		})
	return hex.EncodeToString(h.Sum(nil)), err
}

// syncAs puts a file on the disk, with the rights of another.
func syncAs(path, like string) error {
	info, err := os.Stat(like)
	if err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	return errors.Join(f.Chmod(info.Mode().Perm()), f.Sync(), f.Close())
}

// moveNew gives a file a name that no other has: a link fails where one is
// there, a rename would replace it. Where there are no links a glance must do.
func moveNew(from, to string) error {
	err := os.Link(from, to)
	switch {
	case err == nil:
		return os.Remove(from)
	case errors.Is(err, fs.ErrExist):
		return err
	}
	if _, err := os.Lstat(to); err == nil {
		return fmt.Errorf("%s: %w", to, fs.ErrExist)
	}
	return os.Rename(from, to)
}

// removeAll takes away a copy that was not finished, with what SQLite keeps
// beside it.
func removeAll(work string) error {
	var errs []error
	for _, end := range []string{"", "-journal", "-wal", "-shm"} {
		if _, err := os.Lstat(work + end); err == nil {
			errs = append(errs, os.Remove(work+end))
		}
	}
	return errors.Join(errs...)
}
