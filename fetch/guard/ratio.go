package guard

import (
	"fmt"
	"io"

	"nianbao/report"
)

const (
	maxRatio  = 100       // of unpacked to packed bytes; a page of tables reaches 30
	ratioFrom = 100 << 10 // unpacked bytes below which the ratio is not looked at
)

// A Ratio stops a packed body that unpacks to more than any report does.
type Ratio struct {
	Unpacked io.Reader
	Packed   func() int64 // bytes of it that were read so far
	out      int64
}

func (r *Ratio) Read(p []byte) (int, error) {
	n, err := r.Unpacked.Read(p)
	r.out += int64(n)
	if r.out > ratioFrom && r.out > maxRatio*r.Packed() {
		return n, fmt.Errorf("unpacks to more than %d times its size: %w", maxRatio, report.ErrTooLarge)
	}
	return n, err
}

// A Counter counts what is read through it.
type Counter struct {
	Reader io.Reader
	N      int64
}

func (c *Counter) Read(p []byte) (int, error) {
	n, err := c.Reader.Read(p)
	c.N += int64(n)
	return n, err
}
