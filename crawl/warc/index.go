package warc

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// A Place is where in an archive an answer stands.
type Place struct {
	File   string // in the folder of the archive
	Offset int64  // of the record
	Length int64  // of it, packed
	ID     string // of the record
	URL    string
	At     time.Time
	Method string
	Form   string // SHA-256 of the request's body; "" for one without
	Status int
	Type   string // Content-Type
	SHA256 string // of the answer's body; "" for one without
	// Revisit tells that the body is in another record, that of SHA256.
	Revisit bool
}

// A line of an index is one of CDXJ: the address turned round, the time, and the
// rest as JSON. Lines stand in the order of the file; sorted, they are an index
// that replay programs read.
type line struct {
	URL      string `json:"url"`
	Mime     string `json:"mime"`
	Status   int    `json:"status,string"`
	Digest   string `json:"digest,omitempty"`
	Length   int64  `json:"length,string"`
	Offset   int64  `json:"offset,string"`
	Filename string `json:"filename"`
	Method   string `json:"method,omitempty"`
	Form     string `json:"form,omitempty"` // SHA-256 of the request's body
	ID       string `json:"id"`
}

const (
	indexTime   = "20060102150405"
	mimeRevisit = "warc/revisit"
)

func (p *Place) line() []byte {
	l := line{URL: p.URL, Mime: p.Type, Status: p.Status, Length: p.Length, Offset: p.Offset, Filename: p.File, Method: p.Method,
		Form: p.Form, ID: p.ID}
	if p.SHA256 != "" {
		l.Digest = digestName + p.SHA256
	}
	if p.Revisit {
		l.Mime = mimeRevisit
	}
	if l.Method == "GET" {
		l.Method = ""
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s %s ", turned(p.URL), p.At.UTC().Format(indexTime))
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.Encode(l) // strings and numbers
	return b.Bytes()
}

func parseLine(b []byte) (p Place, err error) {
	parts := bytes.SplitN(b, []byte(" "), 3)
	if len(parts) < 3 {
		return p, ErrDamaged
	}
	var l line
	if err := json.Unmarshal(parts[2], &l); err != nil {
		return p, damage(err)
	}
	p = Place{File: l.Filename, Offset: l.Offset, Length: l.Length, ID: l.ID, URL: l.URL, Method: l.Method, Form: l.Form, Status: l.Status,
		Type: l.Mime, SHA256: strings.TrimPrefix(l.Digest, digestName), Revisit: l.Mime == mimeRevisit}
	if p.Method == "" {
		p.Method = "GET"
	}
	if p.At, err = time.Parse(indexTime, string(parts[1])); err != nil || p.Offset < 0 || p.Length <= 0 {
		return p, ErrDamaged
	}
	return p, nil
}

// turned writes an address with its host from the right, as indexes of archives
// have it: cn,gov,x)/nb/index.html.
func turned(raw string) string {
	u, err := url.Parse(raw)
	if err != nil || u.Host == "" {
		return strings.ReplaceAll(raw, " ", "%20")
	}
	labels := strings.Split(strings.ToLower(u.Hostname()), ".")
	slices.Reverse(labels)
	host := strings.Join(labels, ",")
	if port := u.Port(); port != "" {
		host += ":" + port
	}
	return strings.ReplaceAll(host+")"+u.RequestURI(), " ", "%20")
}

// indexOf names the index of a file.
func indexOf(file string) string { return strings.TrimSuffix(file, ".warc.gz") + ".cdxj" }

// load reads the index of a file and what of the file it does not have. The
// index is a copy of what the file says: where it is torn or gone it is made
// again. whole is the end of the last record that is whole.
func load(dir, file string, yield func(Place)) (indexed, whole int64, missing []Place, err error) {
	f, err := os.Open(filepath.Join(dir, file))
	if err != nil {
		return 0, 0, nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return 0, 0, nil, err
	}
	indexed, whole, err = loadIndex(dir, file, info.Size(), yield)
	if err != nil || info.Size() == whole {
		return indexed, whole, nil, err
	}
	missing, whole, err = scan(f, file, whole)
	return indexed, whole, missing, err
}

// loadIndex reads an index up to the first line that is not whole, or tells of
// more than the file has: a power cut may take the end of either. size is that
// of the lines read, end the end in the file of the last record that they have.
func loadIndex(dir, file string, most int64, yield func(Place)) (size, end int64, err error) {
	f, err := os.Open(filepath.Join(dir, indexOf(file)))
	if errors.Is(err, os.ErrNotExist) {
		return 0, 0, nil
	}
	if err != nil {
		return 0, 0, err
	}
	defer f.Close()
	r := bufio.NewReaderSize(f, 64<<10)
	for {
		b, err := r.ReadBytes('\n')
		if errors.Is(err, io.EOF) {
			return size, end, nil
		}
		if err != nil {
			return 0, 0, err
		}
		p, err := parseLine(b)
		if err != nil || p.File != file || p.Offset < end || p.Offset+p.Length > most {
			return size, end, nil
		}
		yield(p)
		size += int64(len(b))
		end = p.Offset + p.Length
	}
}

// scan lists the answers of a file from a record on, and gives the end of the
// last record that is whole.
func scan(f io.ReadSeeker, file string, from int64) (places []Place, end int64, err error) {
	if _, err := f.Seek(from, io.SeekStart); err != nil {
		return nil, 0, err
	}
	r := NewReader(f)
	if r.members == nil {
		return nil, from, nil // not a single record, or rubbish that a crash left
	}
	var open *Place // the last answer, whose end is not known yet
	var post requestKey
	for {
		rec, err := r.Next()
		end = from + r.members.whole
		if open != nil && end > open.Offset {
			open.Length = end - open.Offset
			if rec != nil && rec.Offset >= 0 {
				open.Length = from + rec.Offset - open.Offset
			}
			places = append(places, *open)
		}
		open = nil
		if err != nil {
			return places, end, nil // what is torn is left to the caller
		}
		switch {
		case rec.Offset < 0:
			return nil, 0, fmt.Errorf("%s: records that are not packed each by itself: %w", file, ErrDamaged)
		case rec.Get("WARC-Type") == typeRequest:
			post = keyOf(rec)
		case rec.IsAnswer():
			if open, err = placeOf(rec, file, from); err != nil {
				open = nil
				continue
			}
			if post.answer == open.ID {
				open.Method, open.Form = post.method, post.form
			}
		}
	}
}

// A requestKey is what a request says that its answer's record does not.
type requestKey struct{ answer, method, form string }

func keyOf(rec *Record) requestKey {
	first, _ := readLine(bufio.NewReader(rec.Block), maxLine)
	method, _, _ := strings.Cut(first, " ")
	return requestKey{rec.Get("WARC-Concurrent-To"), method, strings.TrimPrefix(rec.Get("WARC-Payload-Digest"), digestName)}
}

func placeOf(rec *Record, file string, from int64) (*Place, error) {
	a, err := rec.Head()
	if err != nil {
		return nil, err
	}
	return &Place{File: file, Offset: from + rec.Offset, ID: rec.Get("WARC-Record-ID"), URL: a.URL, At: a.At, Method: "GET",
		Status: a.Status, Type: a.Header.Get("Content-Type"), SHA256: strings.TrimPrefix(a.Digest, digestName), Revisit: a.Revisit}, nil
}
