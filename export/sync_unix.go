//go:build unix

package export

import (
	"errors"
	"os"
)

// syncDir makes what lies in a folder outlive a power cut.
func syncDir(dir string) error {
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
