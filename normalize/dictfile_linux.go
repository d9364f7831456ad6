package normalize

import (
	"fmt"
	"io"
	"os"

	"golang.org/x/sys/unix"
)

// newDictFile keeps data in memory, under a path in /proc; where there is no
// /proc, in a temporary file.
func newDictFile(name string, data io.Reader) (*dictFile, error) {
	fd, err := unix.MemfdCreate(name, unix.MFD_CLOEXEC)
	if err != nil {
		return tempFile(name, data)
	}
	f := os.NewFile(uintptr(fd), name)
	path := fmt.Sprintf("/proc/self/fd/%d", fd)
	if _, err := os.Stat(path); err != nil {
		f.Close()
		return tempFile(name, data)
	}
	if _, err := io.Copy(f, data); err != nil {
		f.Close()
		return nil, err
	}
	return &dictFile{path, f.Close}, nil
}
