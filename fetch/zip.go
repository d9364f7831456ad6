package fetch

import (
	"archive/zip"
	"errors"
	"io"
)

// listZip lists the members of a zip archive.
func listZip(name string) ([]member, error) {
	z, err := zip.OpenReader(name)
	if err != nil {
		return nil, archiveError(err)
	}
	defer z.Close()
	var members []member
	for i, file := range z.File {
		if file.FileInfo().IsDir() {
			continue
		}
		members = append(members, member{
			name: file.Name, utf8: file.Flags&0x800 != 0, size: int64(min(file.UncompressedSize64, 1<<62)), locked: file.Flags&1 != 0,
			open: func() (io.ReadCloser, int64, error) { return openZip(name, i) },
		})
	}
	return members, nil
}

// openZip opens the i-th entry of an archive, which it opens anew: a list of
// many archives must not keep them all open.
func openZip(name string, i int) (io.ReadCloser, int64, error) {
	z, err := zip.OpenReader(name)
	if err != nil {
		return nil, 0, err
	}
	if i >= len(z.File) {
		z.Close()
		return nil, 0, errors.New("the archive has changed")
	}
	r, err := z.File[i].Open()
	if err != nil {
		z.Close()
		return nil, 0, err
	}
	return &entryReader{r, z}, int64(min(z.File[i].CompressedSize64, 1<<62)), nil
}

// An entryReader closes the archive with its entry.
type entryReader struct {
	io.ReadCloser
	archive io.Closer
}

func (e *entryReader) Close() error { return errors.Join(e.ReadCloser.Close(), e.archive.Close()) }
