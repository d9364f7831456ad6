package main

import (
	"archive/tar"
	"compress/gzip"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
)

// unpack reads the files of an npm package and prints its hash for README.md.
// The large ones that are not needed are left out.
func unpack(path string) (map[string][]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	sum := sha256.New()
	z, err := gzip.NewReader(io.TeeReader(f, sum))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	out := map[string][]byte{}
	for t := tar.NewReader(z); ; {
		h, err := t.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		if strings.Contains(h.Name, "villages") || filepath.Ext(h.Name) == ".sqlite" {
			continue
		}
		if out[h.Name], err = io.ReadAll(t); err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
	}
	if _, err := io.Copy(sum, f); err != nil {
		return nil, err
	}
	fmt.Printf("%x  %s\n", sum.Sum(nil), filepath.Base(path))
	return out, nil
}
