package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/mattn/go-sqlite3"
)

// CheckBuild says whether the program was built with what this package needs
// of SQLite. A command that uses a database calls it at its start.
func CheckBuild() error {
	if !tagged {
		return errors.New("this program was built without SQLite's full-text search: build it with `make build`, " +
			`or with go build -tags "sqlite_fts5 sqlite_math_functions"`)
	}
	return nil
}

// applicationID stands in the header of every database of ours: "nian".
const applicationID = 1852399982

// minSQLite is the first version without the WAL-reset bug, 3.51.3.
const minSQLite = 3051003

// Settings are what every database is opened with for writing, for people.
const Settings = "WAL, synchronous=FULL, foreign_keys, FTS5"

// CheckLibrary refuses a SQLite that may lose data.
func CheckLibrary() error {
	name, n, _ := sqlite3.Version()
	return checkVersion(name, n)
}

func checkVersion(name string, n int) error {
	if n < minSQLite {
		return fmt.Errorf("SQLite %s may damage a database in WAL mode: build with 3.51.3 or later", name)
	}
	return nil
}

// checkWriter makes sure that the settings of the writing connection hold:
// some file systems quietly refuse WAL.
func checkWriter(ctx context.Context, db *sql.DB) error {
	for _, p := range []struct{ name, want string }{
		{"journal_mode", "wal"},
		{"synchronous", "2"}, // FULL
		{"foreign_keys", "1"},
		{"mmap_size", "0"},
	} {
		var got string
		err := db.QueryRowContext(ctx, "PRAGMA "+p.name).Scan(&got)
		if errors.Is(err, sql.ErrNoRows) && p.name == "mmap_size" {
			continue // a SQLite built without mmap answers nothing
		}
		if err != nil {
			return err
		}
		if got != p.want {
			return fmt.Errorf("SQLite's %s is %s here, not %s: put the database on a local disk", p.name, got, p.want)
		}
	}
	// A file that may only be read is opened so, without a word.
	_, err := db.ExecContext(ctx, `DELETE FROM run WHERE false`)
	return err
}

// readerPragmas are what a reading connection may ask: FTS5 itself asks for
// data_version, Check for the others.
var readerPragmas = map[string]bool{"data_version": true, "integrity_check": true, "foreign_key_check": true}

// guardReader denies a connection everything by which even a read-only one can
// write or reach another file: ATTACH makes files, VACUUM INTO attaches, and
// PRAGMA query_only=0 would stay on the pooled connection.
func guardReader(c *sqlite3.SQLiteConn) error {
	c.RegisterAuthorizer(func(op int, arg1, arg2, _ string) int {
		switch op {
		case sqlite3.SQLITE_ATTACH, sqlite3.SQLITE_DETACH:
			return sqlite3.SQLITE_DENY
		case sqlite3.SQLITE_PRAGMA:
			if arg2 != "" || !readerPragmas[arg1] {
				return sqlite3.SQLITE_DENY
			}
		}
		return sqlite3.SQLITE_OK
	})
	return nil
}
