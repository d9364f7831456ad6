package warc

import (
	"bufio"
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httputil"
	"net/textproto"
	"strconv"
	"strings"
	"time"

	"github.com/andybalholm/brotli"

	"nianbao/report"
)

// Limits on an answer.
const (
	maxHead   = 256 << 10
	maxRatio  = 100       // of unpacked to packed bytes
	ratioFrom = 100 << 10 // unpacked bytes below which the ratio is not looked at
)

// An Answer is what a server said, as an archive has it.
type Answer struct {
	URL       string // that was asked for
	At        time.Time
	Status    int
	Header    http.Header // of the server; X-Crawl- before the names of what was undone
	Body      []byte      // decoded; nil for a revisit
	Address   string      // of the server; "" where the archive does not say
	TLS       string      // "" for plain HTTP or where the archive does not say
	Truncated string      // why the body was cut off; "" where it is whole
	Digest    string      // of the body, as stated: sha256:…; "" where it is not
	// Revisit tells that the body is that of another record, and is not here.
	Revisit bool
}

// IsAnswer tells whether a record holds the answer to a request over HTTP.
func (r *Record) IsAnswer() bool {
	kind := strings.ToLower(r.Get("WARC-Type"))
	if kind != typeResponse && kind != typeRevisit {
		return false
	}
	media, _, _ := strings.Cut(strings.ToLower(r.Get("Content-Type")), ";")
	return strings.TrimSpace(media) == "application/http" && isHTTP(r.target())
}

func isHTTP(url string) bool {
	return strings.HasPrefix(url, "http://") || strings.HasPrefix(url, "https://")
}

// target is the address that the record is of. Some writers put it in angle
// brackets, as the standard of 2009 had it.
func (r *Record) target() string {
	return strings.TrimSuffix(strings.TrimPrefix(r.Get("WARC-Target-URI"), "<"), ">")
}

// Head reads the answer of a record but for its body.
func (r *Record) Head() (*Answer, error) {
	a, _, err := r.head()
	return a, err
}

// Answer reads the answer of a record, with a body of at most so many bytes.
func (r *Record) Answer(most int64) (*Answer, error) {
	a, body, err := r.head()
	if err != nil || a.Revisit {
		return a, err
	}
	var whole bool
	if a.Body, whole, err = decode(body, a.Header, most); !whole && a.Truncated == "" {
		a.Truncated = "unspecified"
	}
	return a, err
}

func (r *Record) head() (*Answer, *bufio.Reader, error) {
	if !r.IsAnswer() {
		return nil, nil, ErrNoAnswer
	}
	a := &Answer{URL: r.target(), Address: r.Get("WARC-IP-Address"), TLS: tlsOf(r.Fields), Truncated: r.Get("WARC-Truncated"),
		Digest: r.Get("WARC-Payload-Digest"), Revisit: strings.EqualFold(r.Get("WARC-Type"), typeRevisit)}
	var err error
	if a.At, err = time.Parse(time.RFC3339Nano, r.Get("WARC-Date")); err != nil {
		return nil, nil, fmt.Errorf("date %q: %w", clip(r.Get("WARC-Date")), ErrDamaged)
	}
	block := bufio.NewReader(r.Block)
	if a.Status, a.Header, err = readHead(block); err != nil {
		return nil, nil, fmt.Errorf("%s: %w", clip(a.URL), err)
	}
	return a, block, nil
}

// readHead reads the head of an answer. Lines that are no header are left out:
// servers send such.
func readHead(r *bufio.Reader) (status int, h http.Header, err error) {
	line, err := readLine(r, maxLine)
	if err != nil {
		return 0, nil, damage(unexpected(err))
	}
	proto, rest, _ := strings.Cut(line, " ")
	code, _, _ := strings.Cut(strings.TrimLeft(rest, " "), " ")
	if status, err = strconv.Atoi(code); !strings.HasPrefix(proto, "HTTP/") || err != nil || status < 100 || status > 999 {
		return 0, nil, fmt.Errorf("status line %q: %w", clip(line), ErrDamaged)
	}
	h = http.Header{}
	for size := 0; ; {
		line, err := readLine(r, maxLine)
		switch {
		case errors.Is(err, io.EOF): // a server that sent no body, nor the line before it
			return status, h, nil
		case err != nil:
			return 0, nil, damage(err)
		case line == "":
			return status, h, nil
		}
		if size += len(line); size > maxHead {
			return 0, nil, fmt.Errorf("a head of more than %d bytes: %w", maxHead, ErrDamaged)
		}
		if name, value, ok := strings.Cut(line, ":"); ok && line[0] != ' ' && line[0] != '\t' {
			name = textproto.CanonicalMIMEHeaderKey(strings.TrimSpace(name))
			h[name] = append(h[name], strings.TrimSpace(value))
		}
	}
}

// decode gives the bytes of a body, and whether they are all. What is said of
// its form holds only where the bytes show it: many archives keep the decoded
// body beside the header that the server sent.
func decode(r io.Reader, h http.Header, most int64) (body []byte, whole bool, err error) {
	raw, whole, err := limited(r, most, most)
	if err != nil {
		return nil, false, err
	}
	if strings.Contains(strings.ToLower(h.Get("Transfer-Encoding")), "chunked") {
		chunks, err := io.ReadAll(httputil.NewChunkedReader(bytes.NewReader(raw)))
		switch {
		case err == nil:
			raw = chunks
		case errors.Is(err, io.ErrUnexpectedEOF) && len(chunks) > 0:
			raw, whole = chunks, false
		}
	}
	z := unpacker(strings.ToLower(strings.TrimSpace(h.Get("Content-Encoding"))), raw)
	if z == nil {
		return raw, whole, nil
	}
	body, all, err := limited(z, most, max(ratioFrom, maxRatio*int64(len(raw))))
	return body, whole && all, err
}

// unpacker gives a reader of a packed body, nil for one that is not.
func unpacker(encoding string, raw []byte) io.Reader {
	open := func() io.Reader { return nil }
	switch {
	case len(raw) == 0:
	case encoding == "gzip", encoding == "x-gzip":
		open = func() io.Reader {
			z, err := gzip.NewReader(bytes.NewReader(raw))
			if err != nil {
				return nil
			}
			return z
		}
	case encoding == "deflate": // by the letter with a header, in fact often without
		open = func() io.Reader {
			z, err := zlib.NewReader(bytes.NewReader(raw))
			if err != nil {
				return flate.NewReader(bytes.NewReader(raw))
			}
			return z
		}
	case encoding == "br":
		open = func() io.Reader { return brotli.NewReader(bytes.NewReader(raw)) }
	}
	if z := open(); z != nil && readable(z) {
		return open()
	}
	return nil
}

// readable tries whether bytes are packed as is said: some forms have no first
// bytes to tell them by.
func readable(z io.Reader) bool {
	n, err := io.ReadFull(z, make([]byte, 512))
	return n > 0 || errors.Is(err, io.EOF)
}

// limited reads all of r: at most so many bytes by the limit of the user, and
// enough of them for anything that is no bomb. What ends too early is not whole.
func limited(r io.Reader, most, enough int64) (body []byte, whole bool, err error) {
	var out bytes.Buffer
	n, err := out.ReadFrom(io.LimitReader(r, min(most, enough)+1))
	switch {
	case n > most:
		return nil, false, fmt.Errorf("more than %d bytes: %w", most, report.ErrTooLarge)
	case n > enough:
		return nil, false, fmt.Errorf("unpacks to more than %d times its size: %w", maxRatio, report.ErrTooLarge)
	}
	return out.Bytes(), err == nil, nil
}

// damage makes an error of reading one of this package's, once.
func damage(err error) error {
	if errors.Is(err, ErrDamaged) {
		return err
	}
	return fmt.Errorf("%v: %w", err, ErrDamaged)
}
