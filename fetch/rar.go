package fetch

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"sync"

	"github.com/nwaples/rardecode/v2"

	"nianbao/fetch/guard"
	"nianbao/report"
)

// maxDictionary bounds what unpacking a member keeps in memory; WinRAR's own
// default is a quarter of it.
const maxDictionary = 128 << 20

// listRAR lists the members of a RAR archive.
func listRAR(name string) (members []member, err error) {
	defer recovered(&err)
	r, err := rardecode.OpenReader(name, rardecode.MaxDictionarySize(maxDictionary))
	if err != nil {
		return nil, rarError(err)
	}
	defer r.Close()
	all := &solidRAR{name: name}
	for i := 0; len(members) <= maxMembers; i++ {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			return members, nil
		}
		if err != nil {
			return nil, rarError(err)
		}
		if h.IsDir {
			continue
		}
		m := member{name: h.Name, size: h.UnPackedSize, locked: h.Encrypted}
		if h.UnKnownSize {
			m.size = -1
		}
		m.open = func() (io.ReadCloser, int64, error) { return openRAR(name, i) }
		if h.Solid || i > 0 && all.solid {
			m.open = func() (io.ReadCloser, int64, error) { return all.open(i) }
		}
		all.solid = all.solid || h.Solid
		members = append(members, m)
	}
	return members, nil
}

func recovered(err *error) {
	if x := recover(); x != nil { // of a library for a format with many corners
		*err = fmt.Errorf("%v: %w", x, ErrDamaged)
	}
}

func rarError(err error) error {
	if errors.Is(err, rardecode.ErrArchiveEncrypted) || errors.Is(err, rardecode.ErrArchivedFileEncrypted) {
		return ErrPassword
	}
	return archiveError(err)
}

// openRAR goes to the i-th entry of an archive.
func openRAR(name string, i int) (io.ReadCloser, int64, error) {
	r, err := rardecode.OpenReader(name, rardecode.MaxDictionarySize(maxDictionary))
	if err != nil {
		return nil, 0, rarError(err)
	}
	var h *rardecode.FileHeader
	for range i + 1 {
		if h, err = r.Next(); err != nil {
			r.Close()
			return nil, 0, rarError(err)
		}
	}
	return r, h.PackedSize, nil
}

// A solidRAR is an archive whose members are packed as one: to read one, all
// before it are unpacked. It unpacks all at once and keeps each until it is
// asked for.
type solidRAR struct {
	name  string
	solid bool

	mu   sync.Mutex
	kept map[int][]byte
}

func (s *solidRAR) open(i int) (io.ReadCloser, int64, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.kept[i] == nil {
		if err := s.unpack(); err != nil {
			return nil, 0, err
		}
	}
	body := s.kept[i]
	delete(s.kept, i)
	return io.NopCloser(bytes.NewReader(body)), int64(len(body)), nil
}

func (s *solidRAR) unpack() error {
	r, err := rardecode.OpenReader(s.name, rardecode.MaxDictionarySize(maxDictionary))
	if err != nil {
		return rarError(err)
	}
	defer r.Close()
	s.kept = map[int][]byte{}
	total, packed := int64(0), int64(0)
	for i := 0; ; i++ {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return rarError(err)
		}
		packed += h.PackedSize
		in := &guard.Ratio{Unpacked: io.LimitReader(r, maxArchiveBytes-total+1), Packed: func() int64 { return packed }}
		body, err := io.ReadAll(in)
		total += int64(len(body))
		switch {
		case total > maxArchiveBytes:
			return fmt.Errorf("an archive that unpacks to more than %d MB: %w", maxArchiveBytes>>20, report.ErrTooLarge)
		case errors.Is(err, report.ErrTooLarge):
			return err
		case err != nil:
			return rarError(err)
		}
		s.kept[i] = append([]byte{}, body...)
	}
}
