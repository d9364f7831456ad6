//go:build !linux

package normalize

import "io"

func newDictFile(name string, data io.Reader) (*dictFile, error) {
	return tempFile(name, data)
}
