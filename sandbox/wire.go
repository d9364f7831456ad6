package sandbox

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"nianbao/parse"
	"nianbao/report"
)

// Parent and child speak in frames: four bytes of length, the higher first,
// then so many bytes. A request is a frame of JSON and one with the document's
// bytes; an answer is one frame of JSON.

// childOptions are what a parser's child is started with.
type childOptions struct{ Parse parse.Options }

// A hello is the first frame of a child.
type hello struct {
	Isolation Isolation `json:"isolation"`
}

// A request asks a child to read one document.
type request struct {
	N        int    `json:"n"` // numbers the requests to one child from 1
	Source   string `json:"source"`
	Declared string `json:"declared"`
	CPU      int    `json:"cpu"` // seconds of processor time
}

// An answer is what a child read.
type answer struct {
	N        int              `json:"n"` // of the request
	Document *report.Document `json:"document"`
	Spent    bool             `json:"spent"` // the child is to read no further document
}

// errFrameTooLong is a frame above the limit.
var errFrameTooLong = errors.New("frame too long")

func writeFrame(w io.Writer, b []byte) error {
	var size [4]byte
	binary.BigEndian.PutUint32(size[:], uint32(len(b)))
	if _, err := w.Write(size[:]); err != nil {
		return err
	}
	_, err := w.Write(b)
	return err
}

// readFrame reads a frame of at most limit bytes. Room is made as they arrive.
func readFrame(r io.Reader, limit int64) ([]byte, error) {
	var size [4]byte
	if _, err := io.ReadFull(r, size[:]); err != nil {
		return nil, err
	}
	n := int64(binary.BigEndian.Uint32(size[:]))
	if n > limit {
		return nil, fmt.Errorf("%w: %d bytes", errFrameTooLong, n)
	}
	var b bytes.Buffer
	_, err := io.CopyN(&b, r, n)
	return b.Bytes(), err
}

func writeJSON(w io.Writer, v any) error {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return err
	}
	return writeFrame(w, b.Bytes())
}

func readJSON(r io.Reader, limit int64, v any) error {
	b, err := readFrame(r, limit)
	if err != nil {
		return err
	}
	return json.Unmarshal(b, v)
}
