// Package warc keeps answers of servers in WARC/1.1 files (ISO 28500:2017) and
// reads such files from anywhere.
//
// An [Archive] is a folder that is only added to. Bytes are kept once: an answer
// with a body that is there already is a revisit record that names it. A body is
// kept decoded, so that its digest is the hash by which the database knows it;
// the header lines that no longer hold begin with X-Crawl-, as Common Crawl does
// it.
//
// A [Reader] takes a gzip member a record, a file packed whole, and plain ones,
// of versions 0.17 to 1.1. It believes no size that a file states.
package warc

import (
	"errors"
	"strings"
)

// Errors of this package, besides those of package report.
var (
	// ErrDamaged is a file that is none of WARC, or ends within a record. What
	// was read before is good.
	ErrDamaged = errors.New("a damaged archive")
	// ErrNoAnswer is a record that holds no answer over HTTP.
	ErrNoAnswer = errors.New("not an answer")
)

// A Field is a named value of a record.
type Field struct{ Name, Value string }

// Fields are in the order of the file.
type Fields []Field

// Get gives the first value of a name, whatever its case, or "".
func (f Fields) Get(name string) string {
	for _, field := range f {
		if strings.EqualFold(field.Name, name) {
			return field.Value
		}
	}
	return ""
}

// Types of records, of which more exist.
const (
	typeInfo     = "warcinfo"
	typeRequest  = "request"
	typeResponse = "response"
	typeRevisit  = "revisit"
	typeMetadata = "metadata"
)

// Profiles of revisit records: why a body is not in them.
const (
	profileSame        = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
	profileNotModified = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
)
