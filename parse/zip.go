package parse

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"

	"nianbao/report"
)

// Limits on what a zip archive may unpack to. Honest office documents stay far
// below them; what the archive itself says of its sizes is not believed.
const (
	maxEntries    = 2000
	maxEntryBytes = 64 << 20
	maxZipBytes   = 200 << 20
	maxRatio      = 100       // of unpacked to packed bytes of an entry
	ratioFrom     = 100 << 10 // unpacked bytes below which the ratio is not looked at
)

// A zipParts reads the parts of a document that is a zip archive, and counts
// what they unpack to.
type zipParts struct {
	files map[string]*zip.File // by cleaned name
	read  int64                // bytes unpacked so far
	size  int64                // of the archive
}

func openZip(body []byte) (*zipParts, *readError) {
	z, err := zip.NewReader(bytes.NewReader(body), int64(len(body)))
	switch {
	case err != nil && !bytes.Contains(body, []byte("PK\x05\x06")):
		return nil, &readError{report.Truncated, "the end of the file is missing: fetch it again"}
	case err != nil:
		return nil, &readError{report.Malformed, "the file is a damaged zip archive: " + err.Error()}
	case len(z.File) > maxEntries:
		return nil, &readError{report.TooLarge, fmt.Sprintf("the file has %d parts, no document has more than %d", len(z.File), maxEntries)}
	}
	p := &zipParts{files: map[string]*zip.File{}, size: int64(len(body))}
	for _, f := range z.File {
		name := partName(f.Name)
		if f.Flags&1 != 0 {
			return nil, &readError{report.Encrypted, "the file needs a password: save it without one"}
		}
		if p.files[name] == nil {
			p.files[name] = f
		}
	}
	return p, nil
}

// partName cleans the name of a part; some writers use backslashes, some begin
// with a slash. Names are compared without regard to case, as OPC says.
func partName(name string) string {
	name = path.Clean("/" + strings.ReplaceAll(name, `\`, "/"))
	return strings.ToLower(name[1:])
}

func (p *zipParts) has(name string) bool { return p.files[partName(name)] != nil }

// part unpacks a part; a missing one is nil. Of a damaged one it gives what
// stands before the damage, of one that is too large nothing.
func (p *zipParts) part(name string) ([]byte, *readError) {
	f := p.files[partName(name)]
	if f == nil {
		return nil, nil
	}
	var out bytes.Buffer
	err := p.unpack(f, &out)
	if err != nil && err.reason == report.TooLarge {
		return nil, err
	}
	return out.Bytes(), err
}

// check unpacks every part to nothing: for a library that unpacks by itself.
func (p *zipParts) check() *readError {
	for _, f := range p.files {
		if err := p.unpack(f, io.Discard); err != nil {
			return err
		}
	}
	return nil
}

func (p *zipParts) unpack(f *zip.File, to io.Writer) *readError {
	r, err := f.Open()
	if err != nil {
		return zipError(f, err)
	}
	defer r.Close()
	packed := min(int64(min(f.CompressedSize64, 1<<62)), p.size)
	buf := make([]byte, 32<<10)
	for n := int64(0); ; {
		k, err := r.Read(buf)
		n += int64(k)
		p.read += int64(k)
		if n > maxEntryBytes || p.read > maxZipBytes || n > ratioFrom && n > maxRatio*packed {
			return &readError{report.TooLarge, fmt.Sprintf("%q unpacks to more than a document holds", f.Name)}
		}
		if k > 0 {
			to.Write(buf[:k]) // to memory or to nothing: it does not fail
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return zipError(f, err)
		}
	}
}

func zipError(f *zip.File, err error) *readError {
	if errors.Is(err, io.ErrUnexpectedEOF) {
		return &readError{report.Truncated, fmt.Sprintf("%q is cut off: fetch the file again", f.Name)}
	}
	return &readError{report.Malformed, fmt.Sprintf("%q cannot be unpacked: %v", f.Name, err)}
}
