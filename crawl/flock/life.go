// Package flock takes locks of files. The system lets go of them when their
// process ends, however it ends: a lock is a sign of life.
package flock

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// A Life is the sign of life of a process: a file that it has locked.
type Life struct {
	Name   string // of this process, among those with the same prefix
	prefix string
	file   *os.File
}

// Live begins a sign of life in a file whose path begins with prefix. Files of
// processes that have ended are taken away.
func Live(prefix string) (*Life, error) {
	dir, begin := filepath.Split(prefix)
	entries, err := os.ReadDir(filepath.Clean(dir))
	if err != nil {
		return nil, err
	}
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), begin) && e.Type().IsRegular() {
			bury(filepath.Join(dir, e.Name()))
		}
	}
	for {
		l := &Life{Name: fmt.Sprintf("%d-%d", os.Getpid(), time.Now().UnixNano()), prefix: prefix}
		if l.file, err = os.OpenFile(prefix+l.Name, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600); err != nil {
			return nil, err
		}
		free, err := Try(l.file)
		if err != nil {
			return nil, errors.Join(err, l.Close())
		}
		if free && l.stands() {
			return l, nil
		}
		l.file.Close() // another process took it for a dead one's, and away
	}
}

// stands tells whether the file is still where others look for it.
func (l *Life) stands() bool {
	ours, err := l.file.Stat()
	there, err2 := os.Stat(l.file.Name())
	return err == nil && err2 == nil && os.SameFile(ours, there)
}

// Gone tells whether the process of a name has ended. Of one that cannot be known
// it is taken to live.
func (l *Life) Gone(name string) bool {
	if name == l.Name || name != filepath.Base(name) {
		return false
	}
	return bury(l.prefix + name)
}

// bury takes away the file of a process that has ended. It is false where that
// lives.
func bury(path string) bool {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return errors.Is(err, os.ErrNotExist)
	}
	free, err := Try(f)
	if free && err == nil {
		os.Remove(path) // while it is locked: whoever is just beginning sees that it went
	}
	f.Close()
	if free && err == nil {
		os.Remove(path) // where open files cannot be taken away
	}
	return free && err == nil
}

// Close ends the sign of life.
func (l *Life) Close() error {
	err := l.file.Close()
	if removed := os.Remove(l.file.Name()); !errors.Is(removed, os.ErrNotExist) {
		err = errors.Join(err, removed)
	}
	return err
}
