//go:build unix

package store

import "syscall"

// mayWrite tells whether a file or folder may be written. It does not open it:
// closing a file gives up this process's locks on it, SQLite's too.
func mayWrite(path string) bool { return syscall.Access(path, 2) == nil }
