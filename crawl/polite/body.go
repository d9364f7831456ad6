package polite

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"path"
	"strings"
	"time"

	"nianbao/crawl/list"
	"nianbao/crawl/robots"
	"nianbao/fetch/guard"
	"nianbao/report"
)

// A limit is what one kind of request may cost.
type limit struct {
	bytes int64 // of the body, unpacked
	time  time.Duration
}

var limits = map[list.Kind]limit{
	list.KindPage:       {8 << 20, 60 * time.Second},
	list.KindList:       {4 << 20, 60 * time.Second},
	list.KindAttachment: {64 << 20, 300 * time.Second},
	list.KindRobots:     {robots.MaxBytes + 1, 60 * time.Second},
}

// errIdle ends a request whose body stands still.
var errIdle = fmt.Errorf("no byte for %s", idleTimeout)

var errEncoding = errors.New("a content encoding that was not asked for")

// An idleReader ends a request when nothing comes for a while.
type idleReader struct {
	io.Reader
	timer *time.Timer
}

func newIdleReader(r io.Reader, cancel context.CancelCauseFunc) *idleReader {
	return &idleReader{r, time.AfterFunc(idleTimeout, func() { cancel(errIdle) })}
}

func (r *idleReader) Read(p []byte) (int, error) {
	n, err := r.Reader.Read(p)
	r.timer.Reset(idleTimeout)
	return n, err
}

// readBody reads and unpacks a body within the limit of its kind: what a server
// says of its size is not believed. Of an error it gives what came before it.
func readBody(resp *http.Response, in io.Reader, kind list.Kind) ([]byte, error) {
	most := limits[kind].bytes
	if resp.ContentLength > most && kind != list.KindRobots {
		return nil, fmt.Errorf("%d bytes, more than %d: %w", resp.ContentLength, most, report.ErrTooLarge)
	}
	packed := &guard.Counter{Reader: in}
	whole := bufio.NewReader(packed)
	var out io.Reader = whole
	encoding := strings.ToLower(strings.TrimSpace(resp.Header.Get("Content-Encoding")))
	switch encoding {
	case "", "identity", "gzip", "x-gzip":
		// Some servers pack unasked and unsaid, others say so and do not: the
		// first bytes tell. What is named .gz is a packed file, not a packed answer.
		head, _ := whole.Peek(3) // an error comes again when it is read
		if string(head) == "\x1f\x8b\x08" && (encoding != "" && encoding != "identity" || kind != list.KindAttachment || !isPackedFile(resp)) {
			z, err := gzip.NewReader(whole)
			if err != nil {
				return nil, err
			}
			out = &guard.Ratio{Unpacked: z, Packed: func() int64 { return packed.N }}
		}
	default:
		return nil, fmt.Errorf("%w: %q", errEncoding, encoding[:min(len(encoding), 40)])
	}
	var body bytes.Buffer
	n, err := body.ReadFrom(io.LimitReader(out, most+1))
	if err == nil && n > most && kind != list.KindRobots {
		err = fmt.Errorf("more than %d bytes: %w", most, report.ErrTooLarge)
	}
	return body.Bytes()[:min(n, most)], err
}

func isPackedFile(resp *http.Response) bool {
	switch strings.ToLower(path.Ext(resp.Request.URL.Path)) {
	case ".gz", ".tgz":
		return true
	}
	return strings.Contains(strings.ToLower(resp.Header.Get("Content-Type")), "gzip")
}

// bodyError gives the error of a body its class.
func bodyError(err error) *Error {
	switch {
	case errors.Is(err, report.ErrTooLarge):
		return &Error{Class: list.ClassTooLarge, Err: err}
	case errors.Is(err, errEncoding):
		return &Error{Class: list.ClassStatus, Err: err}
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF), errors.Is(err, gzip.ErrChecksum), errors.Is(err, gzip.ErrHeader):
		return &Error{Class: list.ClassTruncated, Err: err, next: true}
	}
	e := connectionError(err)
	if e.lost {
		e.Class, e.lost = list.ClassTruncated, false // the connection broke while it was read
	}
	return e
}
