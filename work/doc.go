// Package work shares reading among machines: a queue of jobs in the PostgreSQL
// database that the results go to, by River.
//
// A job is completed in the transaction that stores its result, so that a result
// is there once, whenever a worker is killed or a connection is cut. Bytes are in
// the database before anyone reads them: a worker needs no folder but its own.
package work

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"time"

	"nianbao/fetch"
	"nianbao/pipeline"
	"nianbao/store"
)

// FetchArgs are a job that asks an address for its bytes and, when they are
// there, queues reading them.
type FetchArgs struct {
	URL  string `json:"url" river:"unique"`
	Hint fetch.Hint
}

// ExtractArgs are a job that reads bytes of the database for the first time.
type ExtractArgs struct {
	Source  string          `json:"source" river:"unique"`
	SHA256  string          `json:"sha256" river:"unique"`
	Hint    fetch.Hint      `json:"hint"`
	Fetched *fetch.Response `json:"fetched"` // nil for what did not come over the network
	At      time.Time       `json:"at"`
}

// RereadArgs are a job that reads stored bytes once more.
type RereadArgs struct {
	Reading store.Reading `json:"reading"`
	SHA256  string        `json:"sha256" river:"unique"`
	Version string        `json:"version" river:"unique"` // of the extractor that is to read
	Hint    fetch.Hint    `json:"hint"`
}

func (FetchArgs) Kind() string   { return "fetch" }
func (ExtractArgs) Kind() string { return "extract" }
func (RereadArgs) Kind() string  { return "reextract" }

// Parts are what a worker reads with.
type Parts struct {
	Reader  *pipeline.Reader
	Version func(fetch.Hint) string // of a reading
	Fetch   func(ctx context.Context, url string) (fetch.Content, error)
	Longest time.Duration                          // of a request, with all that comes with it: so long a killed worker keeps its host's turn
	Delay   func(took time.Duration) time.Duration // before a host is asked again
	RunID   int64
	Tell    func(Done) // of each job that ended; it is called by several goroutines
}

// Done is what became of a job.
type Done struct {
	Kind    string
	Source  string
	Outcome store.Outcome // "" where nothing was put
	Reading pipeline.Reading
	Err     error // the job is tried again, or given up
}

// Hash names bytes.
func Hash(b []byte) string {
	h := sha256.Sum256(b)
	return hex.EncodeToString(h[:])
}
