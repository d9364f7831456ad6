package warc

import (
	"bytes"
	"compress/gzip"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// An Exchange is a request and what came of it, as the crawl saw it.
type Exchange struct {
	URL       string // that was asked for, without a fragment; of a redirect each step is one exchange
	At        time.Time
	Method    string // "" for GET
	Request   http.Header
	Form      []byte // the body of the request
	Status    int
	Header    http.Header // of the server, as it sent it
	Body      []byte      // decoded
	Address   string      // of the server
	TLS       string      // what was negotiated and whether it was valid; "" for plain HTTP
	Truncated Truncated
	Notes     Fields // of the crawl on this exchange: a record of metadata
}

// Truncated says why the end of a body is missing.
type Truncated string

// Reasons of the standard.
const (
	Whole      Truncated = ""
	ByLength   Truncated = "length"     // a limit on bytes
	ByTime     Truncated = "time"       // a limit on time
	Disconnect Truncated = "disconnect" // the connection broke
)

func (x *Exchange) method() string {
	if x.Method == "" {
		return http.MethodGet
	}
	return x.Method
}

// member is a record as it is written: packed by itself.
func member(fields Fields, block []byte) []byte {
	var out bytes.Buffer
	z := gzip.NewWriter(&out) // writing to memory does not fail
	fmt.Fprint(z, "WARC/1.1\r\n")
	for _, f := range fields {
		fmt.Fprintf(z, "%s: %s\r\n", f.Name, oneLine(f.Value))
	}
	fmt.Fprintf(z, "Content-Length: %d\r\n\r\n", len(block))
	z.Write(block)
	fmt.Fprint(z, "\r\n\r\n")
	z.Close()
	return out.Bytes()
}

// oneLine keeps a value from being more than one field.
func oneLine(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return ' '
		}
		return r
	}, s)
}

// newID names a record.
func newID() string {
	var b [16]byte
	rand.Read(b[:]) // never fails
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("<urn:uuid:%x-%x-%x-%x-%x>", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}

// digestName is how the standard writes which digest one is.
const digestName = "sha256:"

func digest(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// date is to the second: version 1.1 has finer ones, which older readers refuse.
func date(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05Z") }

// infoRecord begins a file.
func infoRecord(id, name string, at time.Time, software, operator string) []byte {
	var b strings.Builder
	for _, f := range []Field{{"software", software}, {"operator", operator}, {"format", "WARC File Format 1.1"},
		{"conformsTo", "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/"}, {"robots", "RFC 9309"}} {
		if f.Value != "" {
			fmt.Fprintf(&b, "%s: %s\r\n", f.Name, oneLine(f.Value))
		}
	}
	return member(Fields{{"WARC-Type", typeInfo}, {"WARC-Record-ID", id}, {"WARC-Date", date(at)}, {"WARC-Filename", name},
		{"Content-Type", "application/warc-fields"}}, []byte(b.String()))
}

// common are the fields of each record of an exchange.
func (x *Exchange) common(kind, id, info string) Fields {
	f := Fields{{"WARC-Type", kind}, {"WARC-Record-ID", id}, {"WARC-Target-URI", x.URL}, {"WARC-Date", date(x.At)}, {"WARC-Warcinfo-ID", info}}
	if kind != typeMetadata && x.Address != "" {
		f = append(f, Field{"WARC-IP-Address", x.Address})
	}
	return f
}

// requestRecord is the request; response is the id of its answer.
func (x *Exchange) requestRecord(info, response string) []byte {
	f := x.common(typeRequest, newID(), info)
	f = append(f, Field{"WARC-Concurrent-To", response}, Field{"Content-Type", "application/http; msgtype=request"})
	if len(x.Form) > 0 {
		f = append(f, Field{"WARC-Payload-Digest", digestName + digest(x.Form)})
	}
	var b bytes.Buffer
	path, host := "/", ""
	if u, err := url.Parse(x.URL); err == nil {
		path, host = u.RequestURI(), u.Host
	}
	fmt.Fprintf(&b, "%s %s HTTP/1.1\r\nHost: %s\r\n", oneLine(x.method()), oneLine(path), oneLine(host))
	writeHeader(&b, x.Request)
	if len(x.Form) > 0 {
		fmt.Fprintf(&b, "Content-Length: %d\r\n", len(x.Form))
	}
	b.WriteString("\r\n")
	b.Write(x.Form)
	return member(f, b.Bytes())
}

// answerRecord is the answer: a response, or a revisit of the record of the
// same bytes.
func (x *Exchange) answerRecord(id, info, sum string, same *Place) []byte {
	kind := typeResponse
	if same != nil || x.Status == http.StatusNotModified {
		kind = typeRevisit
	}
	f := x.common(kind, id, info)
	f = append(f, tlsFields(x.TLS)...)
	f = append(f, Field{"Content-Type", "application/http; msgtype=response"})
	if sum != "" {
		f = append(f, Field{"WARC-Payload-Digest", digestName + sum})
	}
	switch {
	case x.Status == http.StatusNotModified:
		f = append(f, Field{"WARC-Profile", profileNotModified})
	case same != nil:
		f = append(f, Field{"WARC-Profile", profileSame}, Field{"WARC-Refers-To", same.ID},
			Field{"WARC-Refers-To-Target-URI", same.URL}, Field{"WARC-Refers-To-Date", date(same.At)})
	}
	if x.Truncated != Whole {
		f = append(f, Field{"WARC-Truncated", string(x.Truncated)})
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, "HTTP/1.1 %d %s\r\n", x.Status, http.StatusText(x.Status))
	writeHeader(&b, undone(x.Header))
	if kind == typeResponse {
		fmt.Fprintf(&b, "Content-Length: %d\r\n", len(x.Body))
	}
	b.WriteString("\r\n")
	if kind == typeResponse {
		b.Write(x.Body)
	}
	return member(f, b.Bytes())
}

// metadataRecord has the notes of the crawl.
func (x *Exchange) metadataRecord(info, response string) []byte {
	f := x.common(typeMetadata, newID(), info)
	f = append(f, Field{"WARC-Concurrent-To", response}, Field{"Content-Type", "application/warc-fields"})
	var b bytes.Buffer
	for _, note := range x.Notes {
		fmt.Fprintf(&b, "%s: %s\r\n", oneLine(note.Name), oneLine(note.Value))
	}
	return member(f, b.Bytes())
}

// undone renames the lines of a header that no longer hold of a body that was
// decoded.
func undone(h http.Header) http.Header {
	h = h.Clone()
	for _, name := range []string{"Content-Encoding", "Transfer-Encoding", "Content-Length"} {
		if values := h.Values(name); len(values) > 0 {
			h.Del(name)
			h["X-Crawl-"+name] = values
		}
	}
	return h
}

// writeHeader writes lines in the order of their names.
func writeHeader(b *bytes.Buffer, h http.Header) {
	names := make([]string, 0, len(h))
	for name := range h {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		for _, value := range h[name] {
			fmt.Fprintf(b, "%s: %s\r\n", oneLine(name), oneLine(value))
		}
	}
}
