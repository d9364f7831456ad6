package sandbox

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"nianbao/parse"
	"nianbao/report"
)

// Parent and child speak in frames: four bytes that say so, four of length, the
// higher first, then so many bytes. A request is a frame of JSON and one with the document's
// bytes; an answer is one frame of JSON. Before its answer a child may ask for
// the characters in pictures, as often as it needs, with an answer that has a
// recognition instead of a document: it gets a frame of JSON and one with
// Tesseract's table of words. Once it may ask in the same way what further
// readers have on some pages: it gets a frame of JSON. A request for a page is
// answered with its picture instead of a document.

// childOptions are what a parser's child is started with.
type childOptions struct{ Parse parse.Options }

// A hello is the first frame of a child.
type hello struct {
	Isolation Isolation `json:"isolation"`
}

// A request asks a child to read one document.
type request struct {
	N        int           `json:"n"` // numbers the requests to one child from 1
	Source   string        `json:"source"`
	Declared string        `json:"declared"`
	CPU      time.Duration `json:"cpu"`            // processor time that it may take
	Page     int           `json:"page,omitempty"` // only this one is to be drawn, counted from 1
}

// An answer is what a child read, or needs to be read.
type answer struct {
	N           int                `json:"n"` // of the request
	Document    *report.Document   `json:"document"`
	Spent       bool               `json:"spent"` // the child is to read no further document
	Recognition *parse.Recognition `json:"recognition,omitempty"`
	Reread      *pageRange         `json:"reread,omitempty"`
	Picture     *parse.PagePicture `json:"picture,omitempty"`
	Error       string             `json:"error,omitempty"` // why there is no picture
}

// A pageRange is from First to Last.
type pageRange struct {
	First int `json:"first"`
	Last  int `json:"last"`
}

// A recognized says how a recognition ended.
type recognized struct {
	Error  string `json:"error,omitempty"`
	Absent bool   `json:"absent,omitempty"` // there is nothing here that recognises it
}

const frameMark = "nbf1"

var (
	errFrameTooLong = errors.New("frame too long")
	errNoAnswer     = errors.New("its answer is none")
)

func writeFrame(w io.Writer, b []byte) error {
	head := binary.BigEndian.AppendUint32([]byte(frameMark), uint32(len(b)))
	if _, err := w.Write(head); err != nil {
		return err
	}
	_, err := w.Write(b)
	return err
}

// readFrame reads a frame of at most limit bytes. Room is made as they arrive.
func readFrame(r io.Reader, limit int64) ([]byte, error) {
	var head [8]byte
	if _, err := io.ReadFull(r, head[:]); err != nil {
		return nil, err
	}
	if string(head[:4]) != frameMark {
		return nil, fmt.Errorf("%w: it begins with %q", errNoAnswer, head)
	}
	n := int64(binary.BigEndian.Uint32(head[4:]))
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
