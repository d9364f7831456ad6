package main

import (
	"context"
	"errors"
	"log/slog"
	"runtime"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/spf13/cobra"

	"nianbao/fetch"
	"nianbao/pipeline"
	"nianbao/report"
	"nianbao/store"
	"nianbao/work"
)

func (c *cli) workerCommand() *cobra.Command {
	var threads int
	var drain bool
	var delay time.Duration
	cmd := &cobra.Command{
		Use:     "worker [flags]",
		Short:   c.say("worker.short"),
		Long:    c.say("worker.long"),
		Example: "  nianbao worker add --db postgres://host/nianbao reports/\n  nianbao worker --db postgres://host/nianbao --threads 4",
		Args:    c.between(0, 0),
	}
	s := c.sourceFlags(cmd)
	cmd.Flags().Lookup("workers").Hidden = true
	c.indicatorsFlag(cmd)
	cmd.Flags().IntVar(&threads, "threads", runtime.NumCPU(), c.say("flag.threads"))
	cmd.Flags().BoolVar(&drain, "drain", false, c.say("flag.drain"))
	cmd.Flags().DurationVar(&delay, "delay", 3*time.Second, c.say("flag.delay"))
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		if threads < 1 {
			return c.usage(c.say("usage.bad_value", c.flagWords("threads"), "0"))
		}
		fetcher, err := c.fetcher(s)
		if err != nil {
			return err
		}
		return c.work(cmd.Context(), fetcher, threads, drain, delay, s.timeout+5*time.Second)
	}
	cmd.AddCommand(c.workerAddCommand(), c.workerRereadCommand(), c.workerStatusCommand())
	return cmd
}

// queueNeeded refuses a database that has no queue.
func (c *cli) queueNeeded() error {
	if store.OnServer(c.db) {
		return nil
	}
	return c.usage(c.say("worker.no_server", c.db), c.say("hint.worker_server"))
}

// patiently opens the database, however long its server is away.
func (c *cli) patiently(ctx context.Context, open func() error) error {
	for wait := time.Second; ; wait = min(2*wait, 30*time.Second) {
		err := open()
		if !errors.Is(err, report.ErrUnavailable) {
			return err
		}
		c.log.warn(c.say("worker.away", c.errorWords(err)))
		if c.sleep(ctx, wait) != nil {
			return &failure{text: c.say("interrupted"), code: exitShort}
		}
	}
}

// work does jobs until it is told to end, or there are none left.
func (c *cli) work(ctx context.Context, fetcher *fetch.Fetcher, threads int, drain bool, delay, longest time.Duration) (err error) {
	if err := c.queueNeeded(); err != nil {
		return err
	}
	extractor, err := c.extractor()
	if err != nil {
		return err
	}
	uncancelled := context.WithoutCancel(ctx)
	in := &ingest{c: c, extractor: extractor, command: "worker", reasons: map[report.Reason]int{}}
	err = c.patiently(ctx, func() (err error) {
		in.db, err = store.Open(uncancelled, c.db, store.Options{Readers: threads + 1})
		return err
	})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, in.db.Close()) }()
	err = c.patiently(ctx, func() (err error) {
		if err := in.db.SyncCodebook(uncancelled, extractor.Book().All()); err != nil {
			return err
		}
		in.runID, err = in.db.StartRun(uncancelled, store.Run{Command: in.command, Version: version, StartedAt: c.now()})
		return err
	})
	if err != nil {
		return err
	}
	reader, closeReader, err := c.reader(threads, extractor)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, closeReader()) }()
	stopping := context.AfterFunc(ctx, func() { c.log.info(c.say("ingest.stopping")) })
	defer stopping()
	c.log.info(c.say("worker.begins", threads))
	var mu sync.Mutex
	again := 0
	parts := work.Parts{
		Reader: reader, Version: in.version, RunID: in.runID, Longest: longest,
		Fetch: func(ctx context.Context, url string) (fetch.Content, error) {
			items := fetcher.Discover([]string{url})
			return items[0].Open(ctx)
		},
		Delay: func(took time.Duration) time.Duration { return min(max(delay, 5*took), max(delay, 30*time.Second)) },
		Tell: func(d work.Done) {
			mu.Lock()
			defer mu.Unlock()
			if d.Err != nil {
				again++
				c.log.warn(c.say("worker.again", d.Source, c.errorWords(d.Err)))
				return
			}
			if d.Outcome == "" {
				return
			}
			in.counts.Documents++
			in.count(d.Outcome, d.Reading.Document)
			in.judge(d.Reading.Document)
		},
	}
	err = work.Run(ctx, in.db, c.db, threads, parts, drain, func(err error) {
		if err != nil {
			c.log.warn(c.say("worker.away", c.errorWords(err)))
		} else {
			c.log.info(c.say("worker.back"))
		}
	})
	mu.Lock()
	defer mu.Unlock()
	n := in.counts
	c.log.info(c.say("worker.summary", n.Documents, n.New, n.Versions, n.Unchanged, n.Documents-in.read, n.Figures, again),
		slog.Int("documents", n.Documents), slog.Int("new", n.New), slog.Int("versions", n.Versions), slog.Int("unchanged", n.Unchanged),
		slog.Int("unread", n.Documents-in.read), slog.Int("figures", n.Figures), slog.Int("again", again))
	return errors.Join(err, in.db.FinishRun(uncancelled, in.runID, c.now(), n, err))
}

// withQueue opens the database and its queue.
func (c *cli) withQueue(ctx context.Context, f func(*store.DB, *work.Queue) error) (err error) {
	if err := c.queueNeeded(); err != nil {
		return err
	}
	uncancelled := context.WithoutCancel(ctx)
	db, err := store.Open(uncancelled, c.db, store.Options{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	queue, err := work.Open(uncancelled, c.db)
	if err != nil {
		return err
	}
	defer queue.Close()
	return f(db, queue)
}

func (c *cli) workerAddCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:     "add [flags] FILE|DIR|URL|MANIFEST|-...",
		Short:   c.say("worker.add_short"),
		Long:    c.say("worker.add_long"),
		Example: "  nianbao worker add --db postgres://host/nianbao reports/ manifest.csv",
		Args:    c.atLeast(1),
	}
	s := c.sourceFlags(cmd)
	cmd.Flags().Lookup("workers").Hidden = true
	c.indicatorsFlag(cmd)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		fetcher, err := c.fetcher(s)
		if err != nil {
			return err
		}
		extractor, err := c.extractor()
		if err != nil {
			return err
		}
		items, err := nameStdin(cmd.Context(), fetcher.Discover(args))
		if err != nil {
			return err
		}
		return c.withQueue(cmd.Context(), func(db *store.DB, queue *work.Queue) error {
			in := &ingest{c: c, extractor: extractor, command: "worker add " + strings.Join(args, " "), db: db}
			return in.queue(cmd.Context(), queue, items)
		})
	}
	return cmd
}

// queue queues items: addresses to be asked, and bytes, which are kept in the
// database, to be read.
func (in *ingest) queue(ctx context.Context, queue *work.Queue, items []fetch.Item) (err error) {
	c, uncancelled := in.c, context.WithoutCancel(ctx)
	if in.runID, err = in.db.StartRun(uncancelled, store.Run{Command: in.command, Version: version, StartedAt: c.now()}); err != nil {
		return err
	}
	stones, err := in.db.Tombstones(uncancelled)
	if err != nil {
		return err
	}
	in.reasons = map[report.Reason]int{}
	progress := c.newProgress(len(items))
	defer progress.end()
	added, waiting := 0, 0
	for item := range until(ctx, refusing(items, stones)) {
		var fresh bool
		var err error
		if strings.Contains(item.Source, "://") && item.At.IsZero() {
			fresh, err = queue.AddFetch(uncancelled, work.FetchArgs{URL: item.Source, Hint: item.Hint})
		} else {
			fresh, err = in.queueBytes(uncancelled, queue, item)
		}
		if err != nil {
			return errors.Join(err, in.db.FinishRun(uncancelled, in.runID, c.now(), in.counts, err))
		}
		if fresh {
			added++
		} else {
			waiting++
		}
		progress.step(0)
	}
	err = errors.Join(in.noteSeen(uncancelled), in.db.FinishRun(uncancelled, in.runID, c.now(), in.counts, ctx.Err()))
	waiting -= in.counts.Documents
	c.log.info(c.say("worker.added", added, waiting, in.counts.Unchanged, in.counts.Failed),
		slog.Int("added", added), slog.Int("waiting", waiting), slog.Int("unchanged", in.counts.Unchanged), slog.Int("failed", in.counts.Failed))
	switch {
	case err != nil:
		return err
	case ctx.Err() != nil:
		return &failure{text: c.say("ingest.interrupt", added+waiting+in.counts.Documents, len(items)), hint: c.say("hint.resume"), code: exitShort}
	case in.counts.Failed > 0:
		return errShort
	}
	return nil
}

// queueBytes queues the bytes of an item. What cannot be opened is noted at once,
// and what this version has read is only seen again.
func (in *ingest) queueBytes(ctx context.Context, queue *work.Queue, item fetch.Item) (added bool, err error) {
	content, err := item.Open(ctx)
	if err != nil {
		failing := item
		failing.Open = func(context.Context) (fetch.Content, error) { return content, err }
		return false, in.commit(ctx, (&pipeline.Reader{}).Read(ctx, failing))
	}
	args := work.ExtractArgs{Source: item.Source, SHA256: work.Hash(content.Body), Hint: item.Hint, Fetched: content.Response, At: in.c.now()}
	known, err := in.known(ctx, item, args.SHA256)
	if err != nil {
		return false, err
	}
	if known {
		return false, in.commit(ctx, pipeline.Reading{Document: &report.Document{Source: item.Source}, Known: true})
	}
	err = in.db.KeepBeside(ctx, content.Body, func(ctx context.Context, tx pgx.Tx) (err error) {
		added, err = queue.AddExtract(ctx, tx, args)
		return err
	})
	return added, err
}

func (c *cli) workerRereadCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "reextract [flags]",
		Short: c.say("worker.reextract_short"),
		Long:  c.say("worker.reextract_long"),
		Args:  c.between(0, 0),
	}
	c.indicatorsFlag(cmd)
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		extractor, err := c.extractor()
		if err != nil {
			return err
		}
		return c.withQueue(cmd.Context(), func(db *store.DB, queue *work.Queue) error {
			list, err := db.Readings(cmd.Context(), store.Query{}, extractor.Version())
			if err != nil {
				return err
			}
			added, known := 0, 0
			for _, r := range list {
				own, hint := wordsOfVersion(r.Version)
				if r.Read || !r.Kept || own && len(c.own) == 0 {
					known++
					continue
				}
				fresh, err := queue.AddReread(cmd.Context(), work.RereadArgs{Reading: r, SHA256: r.SHA256, Version: extractor.Version(), Hint: hint})
				if err != nil {
					return err
				}
				if fresh {
					added++
				}
			}
			c.log.info(c.say("worker.reread", added, known), slog.Int("added", added), slog.Int("known", known))
			return nil
		})
	}
	return cmd
}

func (c *cli) workerStatusCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "status [flags]",
		Short: c.say("worker.status_short"),
		Long:  c.say("worker.status_long"),
		Args:  c.between(0, 0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return c.withQueue(cmd.Context(), func(_ *store.DB, queue *work.Queue) error {
				counts, err := queue.Counts(cmd.Context())
				if err != nil {
					return err
				}
				t := table{titles: c.list("worker.columns"), right: 2, keep: -1}
				for _, n := range counts {
					t.add(n.Kind, n.State, number(n.N))
				}
				return t.write(c.stdout, c.columns())
			})
		},
	}
}
