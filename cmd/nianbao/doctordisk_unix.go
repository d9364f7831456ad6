//go:build linux || darwin

package main

import "golang.org/x/sys/unix"

// freeBytes is what is left of the disk that a path lies on.
func freeBytes(path string) (int64, bool) {
	var s unix.Statfs_t
	if err := unix.Statfs(path, &s); err != nil {
		return 0, false
	}
	return int64(s.Bavail) * int64(s.Bsize), true
}

// mayUse tells whether a file or folder may be read and written. It does not
// open it: closing a database's file gives up the locks on it.
func mayUse(path string) (read, write bool) {
	return unix.Access(path, unix.R_OK) == nil, unix.Access(path, unix.W_OK) == nil
}
