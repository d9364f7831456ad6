package warc

import (
	"bufio"
	"compress/gzip"
	"errors"
	"io"
)

// A source counts the bytes that were taken from a file.
type source struct {
	r *bufio.Reader
	n int64
}

func (s *source) Read(p []byte) (int, error) {
	n, err := s.r.Read(p)
	s.n += int64(n)
	return n, err
}

// ReadByte makes gzip take no byte beyond a member.
func (s *source) ReadByte() (byte, error) {
	b, err := s.r.ReadByte()
	if err == nil {
		s.n++
	}
	return b, err
}

// members unpacks one gzip member after the other, and says where in what is
// unpacked each begins.
type members struct {
	in     *source
	z      *gzip.Reader
	within bool    // within a member
	out    int64   // bytes unpacked
	whole  int64   // in the file, behind the last member that was read to its end
	starts []start // of the members from which bytes may not have been taken yet
}

// A start is that of a member in the file, and in what is unpacked.
type start struct{ file, out int64 }

func (m *members) Read(p []byte) (int, error) {
	for {
		if !m.within {
			if err := m.open(); err != nil {
				return 0, err
			}
		}
		n, err := m.z.Read(p)
		m.out += int64(n)
		if errors.Is(err, io.EOF) {
			m.whole, m.within, err = m.in.n, false, nil
		}
		if n > 0 || err != nil {
			return n, err
		}
	}
}

// open begins the next member. [io.EOF] where there is none.
func (m *members) open() (err error) {
	if _, err := m.in.r.Peek(1); err != nil {
		return err
	}
	m.starts = append(m.starts, start{m.in.n, m.out})
	if m.z == nil {
		m.z, err = gzip.NewReader(m.in)
	} else {
		err = m.z.Reset(m.in)
	}
	if err != nil {
		if errors.Is(err, io.EOF) {
			err = io.ErrUnexpectedEOF
		}
		return err
	}
	m.z.Multistream(false)
	m.within = true
	return nil
}

// at gives where in the file what stands at out in the unpacked bytes begins a
// member; -1 where it begins none.
func (m *members) at(out int64) int64 {
	for len(m.starts) > 0 && m.starts[0].out < out {
		m.starts = m.starts[1:]
	}
	if len(m.starts) > 0 && m.starts[0].out == out {
		return m.starts[0].file
	}
	return -1
}
