//go:build unix

package store

import (
	"errors"
	"os"
	"syscall"
)

// mayWrite tells whether a file or folder may be written. It does not open it:
// closing a file gives up this process's locks on it, SQLite's too.
func mayWrite(path string) bool { return syscall.Access(path, 2) == nil }

// syncDir makes what lies in a folder outlive a power cut.
func syncDir(dir string) error {
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
