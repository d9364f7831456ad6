package tabular

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"hash"
	"hash/crc32"
	"io"
	"io/fs"
	"slices"
	"strings"
)

// An orderedZip is a zip file whose parts are in the order of their names and
// have no times: excelize gives the sheets in the order of a map.
type orderedZip struct {
	w     io.Writer
	parts []*zipPart
}

type zipPart struct {
	name  string
	data  bytes.Buffer // compressed
	flate *flate.Writer
	sum   hash.Hash32
	size  uint64
}

func newOrderedZip(w io.Writer) *orderedZip { return &orderedZip{w: w} }

func (z *orderedZip) Create(name string) (io.Writer, error) {
	p := &zipPart{name: name, sum: crc32.NewIEEE()}
	var err error
	p.flate, err = flate.NewWriter(&p.data, flate.DefaultCompression)
	z.parts = append(z.parts, p)
	return p, err
}

func (p *zipPart) Write(b []byte) (int, error) {
	p.sum.Write(b)
	p.size += uint64(len(b))
	return p.flate.Write(b)
}

// AddFS is part of excelize's interface; it calls it for nothing.
func (z *orderedZip) AddFS(fs.FS) error { return fs.ErrInvalid }

// Close writes the parts. The list of content types is first, where programs
// that tell files by their beginning look for it.
func (z *orderedZip) Close() error {
	const first = "[Content_Types].xml"
	slices.SortFunc(z.parts, func(a, b *zipPart) int {
		if (a.name == first) != (b.name == first) {
			if a.name == first {
				return -1
			}
			return 1
		}
		return strings.Compare(a.name, b.name)
	})
	out := zip.NewWriter(z.w)
	for _, p := range z.parts {
		if err := p.flate.Close(); err != nil {
			return err
		}
		w, err := out.CreateRaw(&zip.FileHeader{Name: p.name, Method: zip.Deflate, CRC32: p.sum.Sum32(),
			CompressedSize64: uint64(p.data.Len()), UncompressedSize64: p.size, CreatorVersion: 20, ReaderVersion: 20})
		if err != nil {
			return err
		}
		if _, err := p.data.WriteTo(w); err != nil {
			return err
		}
	}
	return out.Close()
}
