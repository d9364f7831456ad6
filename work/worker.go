package work

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"

	"nianbao/crawl/polite"
	"nianbao/fetch"
	"nianbao/pipeline"
	"nianbao/report"
	"nianbao/store"
)

// A worker that says nothing for so long is dead, and others do what it had
// begun. Of one that comes back nothing is stored that somebody else was given.
const (
	pulse = 2 * time.Second
	dead  = 15 * time.Second
)

// longestRead is how long reading a document may take; children have limits of
// their own below it.
const longestRead = 30 * time.Minute

// A Worker does jobs until it is stopped.
type Worker struct {
	db    *store.DB
	queue *Queue
	parts Parts
	id    string
}

// Run does jobs of the database, so many at a time, until ctx ends: what is being
// done is done to its end then. With drain it ends when the queue is empty.
// Where the server is away it waits; away is told so, and that it is back.
func Run(ctx context.Context, db *store.DB, address string, threads int, parts Parts, drain bool, away func(error)) error {
	q, err := connect(address, int32(threads)+4)
	if err != nil {
		return err
	}
	defer q.Close()
	if err := q.migrate(ctx); err != nil {
		return err
	}
	host, _ := os.Hostname()
	w := &Worker{db: db, queue: q, parts: parts, id: fmt.Sprintf("%s-%d-%d", host, os.Getpid(), time.Now().UnixNano())}
	workers := river.NewWorkers()
	river.AddWorker(workers, river.WorkFunc(w.fetch))
	river.AddWorker(workers, river.WorkFunc(w.extract))
	river.AddWorker(workers, river.WorkFunc(w.reread))
	q.client, err = river.NewClient(riverpgxv5.New(q.pool), &river.Config{
		ID: w.id, Workers: workers, Logger: slog.New(slog.DiscardHandler), JobTimeout: longestRead, RescueStuckJobsAfter: 2 * longestRead,
		Queues:            map[string]river.QueueConfig{river.QueueDefault: {MaxWorkers: threads}},
		FetchPollInterval: time.Second, CompletedJobRetentionPeriod: 7 * 24 * time.Hour, SoftStopTimeout: longestRead,
	})
	if err != nil {
		return err
	}
	if _, err := q.beat(ctx, w.id, dead); err != nil { // before the first job
		return err
	}
	if err := q.client.Start(context.WithoutCancel(ctx)); err != nil {
		return err
	}
	w.live(ctx, drain, away)
	uncancelled := context.WithoutCancel(ctx)
	return errors.Join(q.client.Stop(uncancelled), q.leave(uncancelled, w.id))
}

// live gives signs of life until there is nothing left to do.
func (w *Worker) live(ctx context.Context, drain bool, away func(error)) {
	tick := time.NewTicker(pulse)
	defer tick.Stop()
	gone := false
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		short, cancel := context.WithTimeout(ctx, dead)
		_, err := w.queue.beat(short, w.id, dead)
		left := 1
		if err == nil && drain {
			left, err = w.queue.Left(short)
		}
		cancel()
		if ctx.Err() == nil && (err != nil) != gone {
			gone = err != nil
			away(err)
		}
		if err == nil && left == 0 {
			return
		}
	}
}

// errLost is a job that was given to somebody else meanwhile.
var errLost = errors.New("another worker does this job now")

// complete completes a job in the transaction of its result, if it is still ours:
// an attempt is one worker's.
func complete[T river.JobArgs](job *river.Job[T]) store.Beside {
	return func(ctx context.Context, tx pgx.Tx) error {
		var ours bool
		err := tx.QueryRow(ctx, `SELECT true FROM river_job WHERE id = $1 AND state = 'running' AND attempt = $2 FOR UPDATE`, job.ID, job.Attempt).Scan(&ours)
		if errors.Is(err, pgx.ErrNoRows) {
			return errLost
		}
		if err != nil {
			return err
		}
		_, err = river.JobCompleteTx[*riverpgxv5.Driver](ctx, tx, job)
		return err
	}
}

// ended tells what became of a job, and says to River what is to be done.
func (w *Worker) ended(d Done, err error) error {
	if errors.Is(err, errLost) {
		return nil // whoever has it now completes it
	}
	d.Err = err
	w.parts.Tell(d)
	return err
}

func (w *Worker) fetch(ctx context.Context, job *river.Job[FetchArgs]) error {
	host := hostOf(job.Args.URL)
	wait, err := w.db.ClaimTurn(ctx, host, w.parts.Longest)
	if err != nil {
		return err
	}
	if wait > 0 {
		return river.JobSnooze(wait)
	}
	began := time.Now()
	ctx, cancel := context.WithTimeout(ctx, w.parts.Longest)
	defer cancel()
	content, err := w.parts.Fetch(ctx, job.Args.URL)
	after := w.parts.Delay(time.Since(began))
	asked := time.Duration(0)
	if r := content.Response; r != nil {
		asked, _ = polite.RetryAfter(http.Header{"Retry-After": {r.Retry}}, time.Now())
	}
	if turn := w.db.EndTurn(context.WithoutCancel(ctx), host, max(after, asked)); turn != nil {
		return turn
	}
	done := Done{Kind: "fetch", Source: job.Args.URL}
	at := time.Now()
	if err == nil {
		args := ExtractArgs{Source: job.Args.URL, SHA256: Hash(content.Body), Hint: job.Args.Hint, Fetched: content.Response, At: at}
		return w.ended(done, w.db.KeepBeside(ctx, content.Body, func(ctx context.Context, tx pgx.Tx) error {
			if _, err := w.queue.AddExtract(ctx, tx, args); err != nil {
				return err
			}
			return complete(job)(ctx, tx)
		}))
	}
	if (errors.Is(err, report.ErrUnavailable) || errors.Is(err, report.ErrTimedOut)) && job.Attempt < job.MaxAttempts {
		if asked > 0 { // the server said when: that is no failure
			return river.JobSnooze(asked)
		}
		return w.ended(done, err)
	}
	failed := w.parts.Reader.Read(ctx, fetch.Item{Source: job.Args.URL, Hint: job.Args.Hint, Open: func(context.Context) (fetch.Content, error) { return content, err }})
	return w.put(ctx, done, failed, at, complete(job))
}

func (w *Worker) extract(ctx context.Context, job *river.Job[ExtractArgs]) error {
	a := &job.Args
	body, err := w.db.Raw(ctx, a.SHA256)
	if err != nil {
		return w.ended(Done{Kind: "extract", Source: a.Source}, given(err))
	}
	r := w.parts.Reader.Read(ctx, fetch.Item{Source: a.Source, Hint: a.Hint, Open: opened(body, a.Fetched)})
	return w.put(ctx, Done{Kind: "extract", Source: a.Source}, r, a.At, complete(job))
}

// opened gives bytes of the database as they were found.
func opened(body []byte, from *fetch.Response) func(context.Context) (fetch.Content, error) {
	return func(context.Context) (fetch.Content, error) { return fetch.Content{Body: body, Response: from}, nil }
}

// given gives a job up whose bytes are not there any more.
func given(err error) error {
	if errors.Is(err, report.ErrNotFound) {
		return river.JobCancel(err)
	}
	return err
}

func (w *Worker) put(ctx context.Context, done Done, r pipeline.Reading, at time.Time, complete store.Beside) error {
	done.Reading = r
	if r.Err != nil {
		return w.ended(done, r.Err)
	}
	item := store.Item{Document: r.Document, Raw: r.Body, Version: w.parts.Version(r.Hint), Passages: r.Passages, Names: r.Names, Called: r.Called,
		Divisions: r.Divisions, At: at, RunID: w.parts.RunID}
	if r.Response != nil {
		item.Fetch = request(r.Document, r.Response)
	}
	result, err := w.db.PutBeside(ctx, item, complete)
	if err == nil && result.Err != nil { // it is at fault, and is so each time
		r.Document.Fail(report.Crashed, result.Err.Error())
		result.Outcome = store.Failed
	}
	done.Outcome = result.Outcome
	return w.ended(done, err)
}

func request(d *report.Document, r *fetch.Response) *store.Fetch {
	f := &store.Fetch{URL: d.Source, Final: r.URL, Status: r.Status, Type: r.Type, ETag: r.ETag, Modified: r.Modified, TLS: r.TLS}
	if d.Status == report.Unreadable {
		f.Err = d.Detail
	}
	return f
}

func (w *Worker) reread(ctx context.Context, job *river.Job[RereadArgs]) error {
	a := &job.Args
	done := Done{Kind: "reextract", Source: a.Reading.Source}
	if here := w.parts.Version(fetch.Hint{}); here != a.Version {
		return w.ended(done, fmt.Errorf("it is to be read by %s, and this program is %s", a.Version, here))
	}
	content := &fetch.Response{Type: a.Reading.Type}
	if a.Reading.Type == "" {
		content = nil
	}
	body, err := w.db.Raw(ctx, a.SHA256)
	if err != nil {
		return w.ended(done, given(err))
	}
	r := w.parts.Reader.Read(ctx, fetch.Item{Source: a.Reading.Source, Hint: a.Hint, Open: opened(body, content)})
	if done.Reading = r; r.Err != nil {
		return w.ended(done, r.Err)
	}
	if r.Document.Status == report.Unreadable && a.Reading.Status != report.Unreadable {
		done.Outcome = store.Unchanged // a tool or memory is missing here: what could be read stays
		return w.ended(done, w.db.KeepBeside(ctx, r.Body, complete(job)))
	}
	result, err := w.db.RereadBeside(ctx, store.Item{Document: r.Document, Version: w.parts.Version(r.Hint), Passages: r.Passages, Names: r.Names,
		Called: r.Called, Divisions: r.Divisions, At: time.Now(), RunID: w.parts.RunID}, complete(job))
	done.Outcome = result.Outcome
	return w.ended(done, err)
}

// hostOf is the host that an address is asked of.
func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Hostname() == "" {
		return address
	}
	return strings.ToLower(u.Host)
}
