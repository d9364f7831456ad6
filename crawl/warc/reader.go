package warc

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// Limits on what a file may say.
const (
	maxLine   = 64 << 10 // of a header
	maxFields = 200
	maxBlock  = 1 << 30 // of one record
	maxGap    = 1 << 10 // of empty lines between records; some writers put one too many, or none
)

// A Record is one of an archive.
type Record struct {
	Fields
	// Offset is where the record begins in the file; -1 where it cannot be read
	// from there alone, because the file is packed whole.
	Offset int64
	Length int64     // of its block, as stated
	Block  io.Reader // until the next record is read
}

// A Reader reads the records of a file one after the other.
type Reader struct {
	in      *source
	members *members // nil for a file that is not packed
	out     *bufio.Reader
	block   *block // of the record read last
	n       int    // records read
}

// NewReader reads a file, packed or not.
func NewReader(r io.Reader) *Reader {
	in := &source{r: bufio.NewReaderSize(r, 64<<10)}
	if head, _ := in.r.Peek(2); bytes.Equal(head, []byte{0x1f, 0x8b}) {
		m := &members{in: in}
		return &Reader{in: in, members: m, out: bufio.NewReaderSize(m, 4<<10)}
	}
	return &Reader{in: in, out: bufio.NewReaderSize(in, 4<<10)}
}

// Next gives the next record, [io.EOF] behind the last one. What it says is
// wrong with the file is [ErrDamaged]; other errors are those of reading it.
func (r *Reader) Next() (*Record, error) {
	rec, err := r.next()
	switch {
	case err == nil, errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF):
		return rec, err
	case errors.Is(err, ErrDamaged):
		return nil, fmt.Errorf("record %d: %w", r.n+1, err)
	}
	return nil, fmt.Errorf("record %d: %w", r.n+1, damage(err))
}

func (r *Reader) next() (*Record, error) {
	if err := r.skip(); err != nil {
		return nil, err
	}
	rec := &Record{Offset: r.offset()}
	line, err := r.line()
	if err != nil {
		return nil, unexpected(err)
	}
	if !strings.HasPrefix(line, "WARC/0.") && !strings.HasPrefix(line, "WARC/1.") {
		return nil, fmt.Errorf("begins with %q, not with WARC/1: %w", clip(line), ErrDamaged)
	}
	if rec.Fields, err = r.fields(); err != nil {
		return nil, unexpected(err)
	}
	rec.Length, err = strconv.ParseInt(rec.Get("Content-Length"), 10, 64)
	if err != nil || rec.Length < 0 || rec.Length > maxBlock {
		return nil, fmt.Errorf("length %q: %w", clip(rec.Get("Content-Length")), ErrDamaged)
	}
	r.block = &block{r.out, rec.Length}
	rec.Block = r.block
	return rec, nil
}

// A block is that of a record: it has the length that was stated, or fails.
type block struct {
	r    io.Reader
	left int64
}

func (b *block) Read(p []byte) (int, error) {
	if b.left == 0 {
		return 0, io.EOF
	}
	n, err := b.r.Read(p[:min(int64(len(p)), b.left)])
	if b.left -= int64(n); b.left > 0 {
		err = unexpected(err)
	}
	return n, err
}

// skip goes to the beginning of the next record.
func (r *Reader) skip() error {
	if r.block != nil {
		if _, err := io.Copy(io.Discard, r.block); err != nil {
			return err
		}
		r.block = nil
		r.n++
	}
	for range maxGap {
		b, err := r.out.Peek(1)
		if err != nil {
			return err
		}
		if b[0] != '\r' && b[0] != '\n' {
			return nil
		}
		r.out.Discard(1)
	}
	return fmt.Errorf("more than %d empty lines: %w", maxGap, ErrDamaged)
}

// offset is where in the file the byte stands that is read next.
func (r *Reader) offset() int64 {
	behind := int64(r.out.Buffered())
	if r.members == nil {
		return r.in.n - behind
	}
	return r.members.at(r.members.out - behind)
}

// fields reads the lines of a header up to the empty one.
func (r *Reader) fields() (Fields, error) {
	var f Fields
	for {
		line, err := r.line()
		switch {
		case err != nil:
			return nil, err
		case line == "":
			return f, nil
		case len(f) >= maxFields:
			return nil, fmt.Errorf("more than %d fields: %w", maxFields, ErrDamaged)
		}
		if line[0] == ' ' || line[0] == '\t' { // goes on with the line before
			if len(f) > 0 {
				last := &f[len(f)-1].Value
				*last = strings.TrimSpace(*last + " " + strings.TrimSpace(line))
			}
			continue
		}
		name, value, ok := strings.Cut(line, ":")
		if !ok {
			return nil, fmt.Errorf("a line without a name, %q: %w", clip(line), ErrDamaged)
		}
		f = append(f, Field{strings.TrimSpace(name), strings.TrimSpace(value)})
	}
}

func (r *Reader) line() (string, error) { return readLine(r.out, maxLine) }

// readLine reads a line of at most so many bytes, without its end.
func readLine(r *bufio.Reader, most int) (string, error) {
	var line []byte
	for {
		part, err := r.ReadSlice('\n')
		line = append(line, part...)
		switch {
		case len(line) > most:
			return "", fmt.Errorf("a line of more than %d bytes: %w", most, ErrDamaged)
		case err == nil:
			return strings.TrimRight(string(line), "\r\n"), nil
		case !errors.Is(err, bufio.ErrBufferFull):
			return "", err
		}
	}
}

// unexpected makes an end within a record one that is an error.
func unexpected(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

// clip shortens what is quoted in a message.
func clip(s string) string {
	if r := []rune(s); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return s
}
