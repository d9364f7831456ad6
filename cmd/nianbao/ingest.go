package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"iter"
	"log/slog"
	"strings"

	"github.com/spf13/cobra"

	"nianbao/extract"
	"nianbao/fetch"
	"nianbao/pipeline"
	"nianbao/report"
	"nianbao/store"
)

func (c *cli) ingestCommand() *cobra.Command {
	dry := false
	cmd := &cobra.Command{
		Use:   "ingest [flags] FILE|DIR|URL|MANIFEST|-...",
		Short: c.say("ingest.short"),
		Long:  c.say("ingest.long"),
		Example: "  nianbao ingest reports/\n  nianbao ingest --db 2017.db manifest.csv\n" +
			"  nianbao ingest -n reports/",
		Args: c.atLeast(1),
	}
	s := c.sourceFlags(cmd)
	c.indicatorsFlag(cmd)
	cmd.Flags().BoolVarP(&dry, "dry-run", "n", false, c.say("flag.dry_run"))
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		fetcher, err := c.fetcher(s)
		if err != nil {
			return err
		}
		items, err := nameStdin(cmd.Context(), fetcher.Discover(args))
		if err != nil {
			return err
		}
		if n := addresses(items); n > 1 && s.contact == "" {
			c.log.info(c.say("hint.contact", n))
		}
		extractor, err := c.extractor()
		if err != nil {
			return err
		}
		in := &ingest{c: c, extractor: extractor, workers: s.workers, command: "ingest " + strings.Join(args, " ")}
		if dry {
			return in.dryRun(cmd.Context(), items)
		}
		return in.run(cmd.Context(), items)
	}
	return cmd
}

// addresses counts the items that are fetched over the network.
func addresses(items []fetch.Item) int {
	n := 0
	for _, item := range items {
		if strings.Contains(item.Source, "://") && item.At.IsZero() {
			n++
		}
	}
	return n
}

// nameStdin reads standard input and names it by its bytes: "-" would make every
// document that ever came that way a version of the one before.
func nameStdin(ctx context.Context, items []fetch.Item) ([]fetch.Item, error) {
	for i := range items {
		if items[i].Source != "-" {
			continue
		}
		content, err := items[i].Open(ctx)
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		sum := sha256.Sum256(content.Body)
		items[i].Source = "stdin:" + hex.EncodeToString(sum[:8])
		items[i].Open = func(context.Context) (fetch.Content, error) { return content, err }
	}
	return items, nil
}

// An ingest is one run of the command.
type ingest struct {
	c         *cli
	extractor *extract.Extractor
	workers   int
	command   string
	db        *store.DB
	runID     int64
	counts    store.Counts
	read      int // documents whose figures were read or are known
	reasons   map[report.Reason]int
	seen      []string // sources that have not changed, still to be noted
	progress  *progress
}

// seenBatch is how many unchanged sources are noted in one transaction.
const seenBatch = 200

// run reads the items into the database.
func (in *ingest) run(ctx context.Context, items []fetch.Item) (err error) {
	c := in.c
	uncancelled := context.WithoutCancel(ctx)
	if in.db, err = store.Open(uncancelled, c.db, store.Options{Readers: in.workers}); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, in.db.Close()) }()
	renamed, err := in.db.Renamed(uncancelled, in.extractor.Book().All())
	if err != nil {
		return err
	}
	if len(renamed) > 0 {
		c.log.warn(c.say("ingest.renamed", strings.Join(renamed, ", ")))
	}
	if err := in.db.SyncCodebook(uncancelled, in.extractor.Book().All()); err != nil {
		return err
	}
	stones, err := in.db.Tombstones(uncancelled)
	if err != nil {
		return err
	}
	items = refusing(items, stones)
	in.runID, err = in.db.StartRun(uncancelled, store.Run{Command: in.command, Version: version, StartedAt: c.now()})
	if err != nil {
		return err
	}
	err = in.all(ctx, items, in.known, in.commit)
	err = errors.Join(err, in.noteSeen(uncancelled))
	ended := err
	if ended == nil && ctx.Err() != nil {
		ended = ctx.Err()
	}
	if err := errors.Join(err, in.db.FinishRun(uncancelled, in.runID, c.now(), in.counts, ended)); err != nil {
		return err
	}
	return in.conclude(ctx, len(items))
}

// dryRun reads the items and keeps nothing.
func (in *ingest) dryRun(ctx context.Context, items []fetch.Item) error {
	err := in.all(ctx, items, nil, func(_ context.Context, r pipeline.Reading) error {
		in.counts.Documents++
		in.counts.Figures += len(r.Document.Figures)
		in.judge(r.Document)
		return nil
	})
	if err != nil {
		return err
	}
	return in.conclude(ctx, len(items))
}

type knownFunc = func(ctx context.Context, item fetch.Item, sha256 string) (bool, error)

// all reads the items, several at a time, and commits them in order. The first
// Ctrl-C ends the waiting for servers and the taking of further items; what is
// being read is read to its end and committed.
func (in *ingest) all(ctx context.Context, items []fetch.Item, known knownFunc, commit func(context.Context, pipeline.Reading) error) (err error) {
	c := in.c
	reader, closeReader, err := c.reader(in.workers, in.extractor)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, closeReader()) }()
	reader.Known = known
	in.reasons = map[report.Reason]int{}
	in.progress = c.newProgress(len(items))
	defer in.progress.end()
	defer context.AfterFunc(ctx, func() { c.log.info(c.say("ingest.stopping")) })()
	return pipeline.Run(context.WithoutCancel(ctx), in.workers, until(ctx, items),
		func(_ context.Context, item fetch.Item) pipeline.Reading { return reader.Read(ctx, item) },
		func(uncancelled context.Context, r pipeline.Reading) error {
			if r.Err != nil && ctx.Err() != nil {
				return nil // not read: the next run will
			}
			if r.Err != nil {
				return r.Err
			}
			err := commit(uncancelled, r)
			in.progress.step(len(r.Document.Figures))
			return err
		})
}

// until yields the items until ctx is done.
func until(ctx context.Context, items []fetch.Item) iter.Seq[fetch.Item] {
	return func(yield func(fetch.Item) bool) {
		for _, item := range items {
			if ctx.Err() != nil || !yield(item) {
				return
			}
		}
	}
}

func (in *ingest) known(ctx context.Context, item fetch.Item, sha256 string) (bool, error) {
	if !item.At.IsZero() {
		return in.db.KnownAt(ctx, item.Source, sha256, in.version(item.Hint), item.At)
	}
	return in.db.Known(ctx, item.Source, sha256, in.version(item.Hint))
}

// version names what a reading depends on besides the bytes: the extractor, the
// user's own indicators and the manifest's words.
func (in *ingest) version(h fetch.Hint) string {
	v := in.extractor.Version()
	if h == (fetch.Hint{}) {
		return v
	}
	return strings.Join([]string{v + "+manifest", h.Body, h.Region, number(h.Year)}, "|")
}

// commit stores one document, in a transaction of its own.
func (in *ingest) commit(ctx context.Context, r pipeline.Reading) error {
	in.counts.Documents++
	d := r.Document
	if r.Known {
		in.counts.Unchanged++
		in.read++
		in.seen = append(in.seen, d.Source)
		if len(in.seen) >= seenBatch {
			return in.noteSeen(ctx)
		}
		return nil
	}
	item := store.Item{Document: d, Raw: r.Body, Version: in.version(r.Hint), Passages: r.Passages, Names: r.Names, Called: r.Called, Divisions: r.Divisions, At: in.c.now(), RunID: in.runID}
	if r.Response != nil {
		item.Fetch = request(d, r.Response)
		if !r.Response.At.IsZero() {
			item.At, item.Past = r.Response.At, true
		}
	}
	results, err := in.db.PutBatch(ctx, []store.Item{item})
	if err != nil {
		return err
	}
	if err := results[0].Err; err != nil {
		in.counts.Failed++
		d.Fail(report.Crashed, err.Error())
		in.judge(d)
		return nil
	}
	if results[0].Outcome == store.Refused {
		d.Fail(report.Forgotten, "")
	}
	in.count(results[0].Outcome, d)
	in.judge(d)
	return nil
}

func (in *ingest) count(o store.Outcome, d *report.Document) {
	switch o {
	case store.New:
		in.counts.New++
	case store.NewVersion:
		in.counts.Versions++
	case store.Unchanged:
		in.counts.Unchanged++
	case store.Failed, store.Refused:
		in.counts.Failed++
		return
	}
	if d.Status == report.Unreadable {
		in.counts.Unreadable++
	}
	if o != store.Unchanged {
		in.counts.Figures += len(d.Figures)
	}
}

// judge says what a document lacks.
func (in *ingest) judge(d *report.Document) {
	if d.Status != report.OK {
		in.c.complain(d)
	}
	if d.Status == report.Unreadable {
		in.reasons[d.Reason]++
		return
	}
	in.read++
}

func request(d *report.Document, r *fetch.Response) *store.Fetch {
	f := &store.Fetch{URL: d.Source, Final: r.URL, Status: r.Status, Type: r.Type, ETag: r.ETag, Modified: r.Modified, TLS: r.TLS}
	if d.Status == report.Unreadable {
		f.Err = d.Detail
	}
	return f
}

func (in *ingest) noteSeen(ctx context.Context) error {
	if len(in.seen) == 0 {
		return nil
	}
	err := in.db.Seen(ctx, in.c.now(), in.runID, in.seen...)
	in.seen = in.seen[:0]
	return err
}

// conclude prints the summary and says whether something fell short.
func (in *ingest) conclude(ctx context.Context, total int) error {
	c, n := in.c, in.counts
	unread := n.Documents - in.read
	if in.db == nil {
		c.log.info(c.say("ingest.dry", n.Documents, in.read, unread, n.Figures))
	} else {
		c.log.info(c.say("ingest.summary", n.Documents, n.New, n.Versions, n.Unchanged, n.Failed, unread, n.Figures),
			slog.Int("documents", n.Documents), slog.Int("new", n.New), slog.Int("versions", n.Versions),
			slog.Int("unchanged", n.Unchanged), slog.Int("failed", n.Failed), slog.Int("unread", unread), slog.Int("figures", n.Figures))
	}
	if unread > 0 {
		c.log.info(c.say("ingest.reasons", c.reasonCounts(in.reasons)))
	}
	if ctx.Err() != nil {
		return &failure{text: c.say("ingest.interrupt", n.Documents, total), hint: c.say("hint.resume"), code: exitShort}
	}
	if unread > 0 {
		return errShort
	}
	return nil
}
