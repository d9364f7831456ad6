package store

import (
	"context"
	"errors"
	"fmt"
	"syscall"

	"github.com/mattn/go-sqlite3"

	"nianbao/report"
	"nianbao/store/postgres"
)

// ErrDiskFull means that a write found no room. What was stored before is
// intact, and the same command goes on once there is room.
var ErrDiskFull = errors.New("the disk is full")

// errReadOnly is what writing to a database from OpenReader gives.
var errReadOnly = errors.New("opened for reading only")

// errNoBytes is a document that was read from bytes nobody has.
var errNoBytes = errors.New("neither its bytes are given nor are they stored")

// unfinished tells that a process was killed in the middle of a write before
// the database had a write-ahead log: when it was being made. Only a connection
// that may write can read it then.
func unfinished(err error) bool {
	var e sqlite3.Error
	return errors.As(err, &e) && e.ExtendedCode == sqlite3.ErrReadonlyRollback
}

// machine tells a fault of the machine, after which nothing else should be
// tried, from one of the data.
func machine(err error) bool {
	if data, known := postgres.OfData(err); known {
		return !data
	}
	var e sqlite3.Error
	if !errors.As(err, &e) {
		return !errors.Is(err, errNoBytes) // the others come from the driver
	}
	switch e.Code {
	case sqlite3.ErrConstraint, sqlite3.ErrTooBig, sqlite3.ErrMismatch, sqlite3.ErrRange:
		return false
	}
	return true
}

// explain puts a database's error into words for people.
func explain(path string, err error) error {
	if postgres.Is(path) {
		return explainServer(path, err)
	}
	var e sqlite3.Error
	if err == nil || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) || !errors.As(err, &e) {
		return err
	}
	switch {
	case e.Code == sqlite3.ErrFull, e.Code == sqlite3.ErrIoErr && outOfRoom(e.SystemErrno):
		return fmt.Errorf("%s: %w: free some space and run again; what was stored is kept (%v)", path, ErrDiskFull, err)
	case e.Code == sqlite3.ErrNotADB:
		return fmt.Errorf("%s is not a database of this program: name another file", path)
	case e.Code == sqlite3.ErrCorrupt:
		return fmt.Errorf("%s is damaged: restore it from a backup, or make it again from its sources (%w)", path, err)
	case e.Code == sqlite3.ErrReadonly, e.Code == sqlite3.ErrPerm, e.Code == sqlite3.ErrCantOpen:
		return fmt.Errorf("%s: %w: it and its folder must be readable and writable by you, for SQLite keeps its log beside it (%v)",
			path, report.ErrForbidden, err)
	case e.Code == sqlite3.ErrBusy, e.Code == sqlite3.ErrLocked:
		return fmt.Errorf("%s: %w: another program is writing to it; run again when it is done (%v)", path, report.ErrUnavailable, err)
	}
	return fmt.Errorf("%s: %w", path, err)
}

func outOfRoom(n syscall.Errno) bool {
	return n == syscall.ENOSPC || n == syscall.EDQUOT || n == syscall.EFBIG
}
