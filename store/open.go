package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"

	"github.com/mattn/go-sqlite3"

	"nianbao/report"
	"nianbao/store/postgres"
)

// A DB is a database of documents and figures. Its methods may be called from
// several goroutines; writes wait for one another, reads for nobody.
type DB struct {
	path string
	w    *sql.DB // one connection; nil where opened by OpenReader
	r    *sql.DB
	// What the writing connection knows: used under it alone.
	words  dictionary
	others int64 // data_version at its last transaction

	bounds bounds

	tidy bool // takes away, when closed, the log that reading makes

	server bool // PostgreSQL; path is then its address, without password
}

// Options are how a database is opened.
type Options struct {
	Readers int // connections for reading at most; 0 means 4
}

// The settings of every connection stand in its address, so that no pooled
// connection lacks them. FULL makes a commit outlive a power cut.
const (
	writerDSN = "?mode=rwc&_busy_timeout=5000&_foreign_keys=1&_journal_mode=WAL&_synchronous=FULL&_txlock=immediate&_stmt_cache_size=64"
	readerDSN = "?mode=ro&_busy_timeout=5000&_foreign_keys=1&_query_only=1&_stmt_cache_size=64"
	// immutableDSN reads a file that nobody can be writing to by its log: SQLite
	// makes no log beside it then, and takes no locks.
	immutableDSN = "?mode=ro&immutable=1&_foreign_keys=1&_query_only=1&_stmt_cache_size=64"
	// rollbackDSN lets SQLite take back what a process left unfinished.
	rollbackDSN = "?mode=rw&_busy_timeout=5000&_query_only=1"
)

// Open opens the database at path for writing and reading, makes it where there
// is none, and brings its schema up to date. A path may be the address of a
// PostgreSQL server: see server.go.
func Open(ctx context.Context, path string, o Options) (*DB, error) {
	if postgres.Is(path) {
		return openServer(ctx, path, o)
	}
	if err := checkPath(path); err != nil {
		return nil, err
	}
	version, err := inspect(ctx, path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	db := &DB{path: path, bounds: usual, w: pool(path, writerDSN, nil, 1)}
	if err := db.prepare(ctx, version); err != nil {
		return nil, errors.Join(explain(path, err), db.w.Close())
	}
	db.r = pool(path, readerDSN, guardReader, readers(o))
	return db, nil
}

func (db *DB) prepare(ctx context.Context, version int64) error {
	if err := migrate(ctx, db.w); err != nil {
		return err
	}
	if err := checkWriter(ctx, db.w); err != nil || version == 0 {
		return err
	}
	// The migration that made the index of terms left it empty, and may have been
	// the last thing that a killed process did.
	var lags bool
	err := db.w.QueryRowContext(ctx, `SELECT coalesce((SELECT max(id) FROM term), 0) > coalesce((SELECT max(id) FROM term_search_docsize), 0)`).Scan(&lags)
	if err != nil || !lags {
		return err
	}
	return db.write(ctx, indexTerms)
}

// OpenReader opens the database at path for reading. It never changes it; while
// it is open SQLite keeps a log beside it, except where nothing may be written.
func OpenReader(ctx context.Context, path string) (_ *DB, err error) {
	if postgres.Is(path) {
		return openServer(ctx, path, Options{})
	}
	if err := checkPath(path); err != nil {
		return nil, err
	}
	db := &DB{path: path, bounds: usual, tidy: mayKeepLog(path) && !hasLog(path)}
	defer func() {
		if err != nil {
			db.tidyUp()
		}
	}()
	version, err := inspect(ctx, path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("%s: %w: make it with `nianbao ingest`", path, report.ErrNotFound)
	case err != nil:
		return nil, err
	case version == 0:
		return nil, fmt.Errorf("%s holds nothing yet: fill it with `nianbao ingest`", path)
	case version < schemaVersion:
		return nil, fmt.Errorf("%s was made by an older nianbao (schema %d, here %d): "+
			"`nianbao ingest` with any source brings it up to date", path, version, schemaVersion)
	}
	db.r = pool(path, dsnFor(path), guardReader, readers(Options{}))
	return db, nil
}

// dsnFor gives the settings by which a database can be read. Reading by a log
// takes the right to write it: where that is missing, and there is none, the
// file is all there is.
func dsnFor(path string) string {
	if mayKeepLog(path) || hasLog(path) {
		return readerDSN
	}
	return immutableDSN
}

// mayKeepLog tells whether SQLite may keep a log beside a database.
func mayKeepLog(path string) bool { return mayWrite(path) && mayWrite(filepath.Dir(path)) }

// hasLog tells whether something is written beside a database that is not yet
// in it.
func hasLog(path string) bool {
	for _, end := range []string{"-wal", "-journal"} {
		if i, err := os.Stat(path + end); err == nil && i.Size() > 0 {
			return true
		}
	}
	return false
}

// tidyUp takes away the empty log that reading made: only a connection that may
// write does so, when it is the last one to close. Where that fails, nothing is
// lost.
func (db *DB) tidyUp() {
	if _, err := os.Stat(db.path + "-wal"); err != nil || !db.tidy || hasLog(db.path) {
		return
	}
	last := pool(db.path, rollbackDSN, nil, 1)
	defer last.Close()
	versionOf(context.Background(), last)
}

// Close closes the database. The last one to do so folds the log into the file.
func (db *DB) Close() error {
	err := db.r.Close()
	if db.w != nil {
		err = errors.Join(err, db.w.Close())
	}
	db.tidyUp()
	return explain(db.path, err)
}

func readers(o Options) int {
	if o.Readers > 0 {
		return o.Readers
	}
	return 4
}

// checkPath finds out early what SQLite would say obscurely.
func checkPath(path string) error {
	if err := CheckBuild(); err != nil {
		return err
	}
	if err := CheckLibrary(); err != nil {
		return err
	}
	if path == "" {
		return errors.New("no database named")
	}
	if i, err := os.Stat(path); err == nil && i.IsDir() {
		return fmt.Errorf("%s is a folder: name a file in it, such as %s", path, filepath.Join(path, "nianbao.db"))
	}
	dir := filepath.Dir(path)
	if i, err := os.Stat(dir); errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%s: the folder %s does not exist: make it first", path, dir)
	} else if err == nil && !i.IsDir() {
		return fmt.Errorf("%s: %s is not a folder", path, dir)
	}
	return nil
}

// inspect reads the version of an existing database's schema without changing
// the file: it may belong to another program. 0 means that it is still empty.
func inspect(ctx context.Context, path string) (int64, error) {
	if _, err := os.Stat(path); err != nil {
		return 0, err
	}
	db := pool(path, dsnFor(path), nil, 1)
	defer db.Close()
	version, err := versionOf(ctx, db)
	if unfinished(err) {
		again := pool(path, rollbackDSN, nil, 1)
		defer again.Close()
		version, err = versionOf(ctx, again)
	}
	switch {
	case err != nil:
		return 0, explain(path, err)
	case version < 0:
		return 0, fmt.Errorf("%s is a database of another program: name another file", path)
	case version > schemaVersion:
		return 0, fmt.Errorf("%s was written by a newer nianbao (schema %d, this one knows %d): use that one", path, version, schemaVersion)
	}
	return version, nil
}

// pool opens connections to path lazily; nothing is registered globally.
func pool(path, dsn string, hook func(*sqlite3.SQLiteConn) error, n int) *sql.DB {
	db := sql.OpenDB(&connector{address(path) + dsn, &sqlite3.SQLiteDriver{ConnectHook: hook}})
	db.SetMaxOpenConns(n)
	db.SetMaxIdleConns(n)
	return db
}

type connector struct {
	dsn string
	drv *sqlite3.SQLiteDriver
}

func (c *connector) Connect(context.Context) (driver.Conn, error) { return c.drv.Open(c.dsn) }
func (c *connector) Driver() driver.Driver                        { return c.drv }

// address is path as a SQLite URI, in which ?, # and % have meanings.
func address(path string) string {
	abs, err := filepath.Abs(path)
	if err != nil {
		abs = path // no working directory: SQLite will say so
	}
	abs = filepath.ToSlash(abs)
	if abs[0] != '/' {
		abs = "/" + abs // C:/x
	}
	return (&url.URL{Scheme: "file", OmitHost: true, Path: abs}).String()
}
