//go:build unix

package sandbox

import (
	"os/signal"
	"syscall"
)

// ignoreFileSize makes a write above the limit of file size an error, not an end.
func ignoreFileSize() { signal.Ignore(syscall.SIGXFSZ) }
