// Package fetch finds documents and brings their bytes: from files, folders,
// manifests, standard input and addresses on the web.
//
// Discovery and reading are apart: [Fetcher.Discover] turns what a user named
// into a list of items without reading any of them, so that a total is known;
// [Item.Open] reads one, within the limits of [Options]. Whatever cannot be read
// is an item that fails when it is opened: one bad name does not stop a run.
package fetch

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/netip"
	"os"
	"strings"
	"time"

	"nianbao/report"
)

// Defaults for the zero values of [Options].
const (
	DefaultMaxBytes = 64 << 20
	DefaultTimeout  = 60 * time.Second
)

// Errors of this package that are about more than one place.
var (
	ErrArchive   = errors.New("archives of this kind are not read") // .7z, .tar: unpack them first
	ErrManifest  = errors.New("malformed manifest")                 // a header or a line that cannot be used
	ErrNotFile   = errors.New("a pipe, a socket or a device, not a file")
	ErrNoFiles   = errors.New("a folder without any file to read") // nothing there, or only hidden files
	ErrTruncated = errors.New("its end is missing")                // an answer that an archive of the web has in part
)

// Options are the limits of reading and how the program introduces itself.
type Options struct {
	MaxBytes     int64          // of one document, decoded; 0 for DefaultMaxBytes
	Timeout      time.Duration  // of one address, from the first packet to the last byte; 0 for DefaultTimeout
	Version      string         // of this program, for the User-Agent
	Contact      string         // page or mail address of whoever runs it, for the User-Agent
	AllowAddress []netip.Prefix // addresses that are fetched although they are private
	Stdin        io.Reader      // what "-" means; nil for os.Stdin
}

// A Hint is what a manifest says of a document. Zero values say nothing.
type Hint struct {
	Body   string
	Region string
	Year   int
}

// An Item is a document that can be read: a place and how to open it.
type Item struct {
	Source string // path or URL, as given
	Hint   Hint
	At     time.Time // when an archive of the web found it; zero for what is found now
	// Open reads it. Where an address answered but brought no document, the
	// content has the response and the error says why.
	Open func(context.Context) (Content, error)
}

// Content is what was found at a place.
type Content struct {
	Body     []byte
	Response *Response // nil for what did not come over the network
}

// A Response is what a server said of a document.
type Response struct {
	URL      string // after redirects
	Status   int
	Type     string // Content-Type
	ETag     string
	Modified string    // Last-Modified
	Retry    string    // Retry-After
	TLS      string    // the version negotiated, its certificate valid; "" for plain HTTP
	At       time.Time // when an archive of the web had it; zero for now
}

// A Fetcher reads items. It is safe for concurrent use.
type Fetcher struct {
	opts   Options
	client *http.Client
}

// New gives a fetcher with the limits of o.
func New(o Options) *Fetcher {
	if o.MaxBytes <= 0 {
		o.MaxBytes = DefaultMaxBytes
	}
	if o.Timeout <= 0 {
		o.Timeout = DefaultTimeout
	}
	if o.Stdin == nil {
		o.Stdin = os.Stdin
	}
	return &Fetcher{opts: o, client: newClient(o)}
}

// Discover lists the documents that the arguments name, in order: "-" is
// standard input; an address is itself; a folder is every file below it; a
// .csv or .jsonl file is a manifest, a .zip or .rar file is its members, a .warc
// or .warc.gz file is the answers in it; anything else is a file. A source named
// twice is listed once, but for answers of several times.
func (f *Fetcher) Discover(args []string) []Item {
	var items []Item
	type place struct {
		source string
		at     time.Time
	}
	at := map[place]int{}
	for _, arg := range args {
		for _, item := range f.discover(arg) {
			this := place{item.Source, item.At}
			if i, twice := at[this]; twice {
				if items[i].Hint == (Hint{}) {
					items[i].Hint = item.Hint
				}
				continue
			}
			at[this] = len(items)
			items = append(items, item)
		}
	}
	return items
}

func (f *Fetcher) discover(arg string) []Item {
	switch {
	case arg == "-":
		return []Item{f.stdin()}
	case strings.Contains(arg, "://"):
		return []Item{f.address(arg)}
	}
	info, err := os.Stat(arg)
	switch {
	case err != nil:
		return []Item{failing(arg, pathError(err))}
	case info.IsDir():
		return f.folder(arg)
	case isManifest(arg):
		return f.manifest(arg)
	}
	return f.files(arg)
}

// failing is an item whose reading fails with err.
func failing(source string, err error) Item {
	return Item{Source: source, Open: func(context.Context) (Content, error) { return Content{}, err }}
}

// pathError turns an error of the file system into one of report's.
func pathError(err error) error {
	switch {
	case errors.Is(err, os.ErrNotExist):
		return report.ErrNotFound
	case errors.Is(err, os.ErrPermission):
		return report.ErrForbidden
	}
	return err
}
