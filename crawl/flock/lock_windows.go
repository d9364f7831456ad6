package flock

import (
	"errors"
	"os"

	"golang.org/x/sys/windows"
)

// Try takes a file for this process, until it is closed or the process ends.
// The byte that is locked lies behind any file's end: others read meanwhile.
func Try(f *os.File) (free bool, err error) {
	err = windows.LockFileEx(windows.Handle(f.Fd()), windows.LOCKFILE_EXCLUSIVE_LOCK|windows.LOCKFILE_FAIL_IMMEDIATELY, 0, 1, 0,
		&windows.Overlapped{OffsetHigh: 1 << 30})
	if errors.Is(err, windows.ERROR_LOCK_VIOLATION) {
		return false, nil
	}
	return err == nil, err
}
