package main

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"os"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"nianbao/fetch"
	"nianbao/normalize"
	"nianbao/pipeline"
	"nianbao/report"
	"nianbao/store"
)

// reextractFlags are the flags of reextract as they were given.
type reextractFlags struct {
	body, region, year string
	write              bool
	workers            int
	differenceFlags
}

func (c *cli) reextractCommand() *cobra.Command {
	o := reextractFlags{differenceFlags: differenceFlags{format: "table"}}
	cmd := &cobra.Command{
		Use:     "reextract [flags]",
		Short:   c.say("reextract.short"),
		Long:    c.say("reextract.long"),
		Example: "  nianbao reextract\n  nianbao reextract --year 2017 --format csv > differences.csv\n  nianbao reextract -w",
		Args:    c.between(0, 0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			q := store.Query{Body: o.body, Simplify: normalize.Form}
			var ok bool
			if q.YearFrom, q.YearTo, ok = years(o.year); !ok {
				return c.blame("year", c.usage(c.say("usage.year", o.year)))
			}
			if o.workers < 1 {
				return c.usage(c.say("usage.bad_value", c.flagWords("workers"), strconv.Itoa(o.workers)))
			}
			return c.reextract(cmd.Context(), q, o)
		},
	}
	flags := cmd.Flags()
	flags.BoolVarP(&o.write, "write", "w", false, c.say("flag.write"))
	flags.StringVar(&o.body, "body", "", c.say("flag.body"))
	flags.StringVar(&o.region, "region", "", c.say("flag.region"))
	flags.StringVar(&o.year, "year", "", c.say("flag.year"))
	c.workersFlag(cmd, &o.workers)
	c.indicatorsFlag(cmd)
	c.differenceFlags(cmd, &o.differenceFlags)
	return cmd
}

// A reextraction reads stored bytes again.
type reextraction struct {
	*ingest
	readings map[string]store.Reading  // by hash
	decided  map[string][]store.Review // by hash: what persons decided about a document
	found    *differences
	write    bool
	alike    int // read as they were before
	others   int // figures and facts are as before, something around them is not: checks, issues, passages
	missing  int // bytes are not kept
	worse    int // could be read before and cannot now: left as they were
}

func (c *cli) reextract(ctx context.Context, q store.Query, o reextractFlags) (err error) {
	extractor, err := c.extractor()
	if err != nil {
		return err
	}
	uncancelled := context.WithoutCancel(ctx)
	db, err := c.stored(uncancelled, o.write, o.workers)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if err := c.inRegion(ctx, db, o.region, &q); err != nil {
		return err
	}
	list, err := db.Readings(ctx, q, extractor.Version())
	if err != nil {
		return err
	}
	r := &reextraction{
		ingest:   &ingest{c: c, extractor: extractor, workers: o.workers, command: "reextract", db: db},
		readings: map[string]store.Reading{}, decided: map[string][]store.Review{}, found: &differences{}, write: o.write,
	}
	reviews, err := db.Reviews(ctx, "")
	if err != nil {
		return err
	}
	for _, decision := range reviews {
		r.decided[decision.SHA256] = append(r.decided[decision.SHA256], decision)
	}
	items, known, others := r.items(list)
	if others > 0 {
		c.log.warn(c.say("reextract.others", others))
	}
	if o.write {
		if err := db.SyncCodebook(uncancelled, extractor.Book().All()); err != nil {
			return err
		}
		if r.runID, err = db.StartRun(uncancelled, store.Run{Command: r.command, Version: version, StartedAt: c.now()}); err != nil {
			return err
		}
	}
	err = r.all(ctx, items, nil, r.commit)
	ended := cmp.Or(err, ctx.Err())
	if o.write {
		err = errors.Join(err, db.FinishRun(uncancelled, r.runID, c.now(), r.counts, ended))
	}
	if err != nil {
		return err
	}
	if err := c.writeDifferences(r.found, o.differenceFlags); err != nil {
		return err
	}
	return r.conclude(ctx, len(list), known, others)
}

// stored opens the database that there is, for reading or for writing.
func (c *cli) stored(ctx context.Context, write bool, readers int) (*store.DB, error) {
	if _, err := os.Stat(c.db); write && err == nil {
		return store.Open(ctx, c.db, store.Options{Readers: readers})
	}
	return store.OpenReader(ctx, c.db)
}

// items are the readings to be made again: those that this version has not
// made. Readings by a user's own indicators wait until these are given.
func (r *reextraction) items(list []store.Reading) (items []fetch.Item, known, others int) {
	for _, old := range list {
		own, hint := wordsOfVersion(old.Version)
		switch {
		case old.Read:
			known++
			continue
		case own && len(r.c.own) == 0:
			others++
			continue
		}
		r.readings[old.SHA256] = old
		items = append(items, fetch.Item{Source: old.Source, Hint: hint, Open: func(ctx context.Context) (fetch.Content, error) {
			body, err := r.db.Raw(ctx, old.SHA256)
			content := fetch.Content{Body: body}
			if old.Type != "" {
				content.Response = &fetch.Response{Type: old.Type}
			}
			return content, err
		}})
	}
	return items, known, others
}

// wordsOfVersion reads from the version of a reading whether a user's own indicators had
// a say in it, and what the manifest said: see ingest.version.
func wordsOfVersion(version string) (own bool, h fetch.Hint) {
	reader, words, manifest := strings.Cut(version, "+manifest|")
	own = strings.Contains(reader, "+own.")
	if !manifest {
		return own, h
	}
	words, _, _ = strings.Cut(words, "+again.")
	parts := strings.Split(words, "|")
	if n := len(parts); n >= 3 {
		h.Body, h.Region = strings.Join(parts[:n-2], "|"), parts[n-2] // a name may have a bar
		h.Year, _ = strconv.Atoi(parts[n-1])                          // "" where the manifest has none
	}
	return own, h
}

// commit compares a reading with the one that is stored, and stores it where
// that was asked for. A document that could be read before stays as it is where
// it cannot be now: a tool or memory is missing here.
func (r *reextraction) commit(ctx context.Context, now pipeline.Reading) error {
	d := now.Document
	if now.Body == nil && d.Status == report.Unreadable && d.SHA256 == "" {
		r.missing++
		r.c.complain(d)
		return nil
	}
	r.counts.Documents++
	stored, ok := r.readings[d.SHA256]
	if !ok {
		return errors.New("bytes that were not asked for") // unreachable: Raw gives those of the hash
	}
	old, err := r.db.Stored(ctx, stored)
	if err != nil {
		return err
	}
	if d.Status == report.Unreadable && old.Status != report.Unreadable {
		r.worse++
		r.c.complain(d)
		return nil
	}
	item := store.Item{Document: d, Version: r.version(now.Hint), Passages: now.Passages, Names: now.Names, Called: now.Called, Divisions: now.Divisions,
		At: r.c.now(), RunID: r.runID}
	differs := r.found.add(old, d, store.Keys(d.SHA256, d.Figures), r.extractor.Version())
	r.found.Lost = append(r.found.Lost, store.Lost(r.decided[d.SHA256], d)...)
	switch {
	case stored.Same(item):
		r.alike++
	case !differs:
		r.others++
	}
	if !r.write {
		return nil
	}
	result, err := r.db.Reread(ctx, item)
	if err != nil {
		return err
	}
	if result.Outcome == store.Unchanged {
		r.counts.Unchanged++
		return nil
	}
	r.counts.Versions++
	r.counts.Figures += len(d.Figures)
	return nil
}

// conclude says what was done, and whether something fell short.
func (r *reextraction) conclude(ctx context.Context, total, known, others int) error {
	c, f := r.c, r.found
	read := r.counts.Documents - r.worse
	facts := []slog.Attr{slog.Int("documents", total), slog.Int("known", known), slog.Int("read", read), slog.Int("alike", r.alike),
		slog.Int("changed", f.changed), slog.Int("added", f.added), slog.Int("gone", f.gone)}
	key := "reextract.dry"
	if r.write {
		key = "reextract.summary"
	}
	c.log.info(c.say("reextract.done", total, known, read, r.alike, r.others, f.changed, f.added, f.gone)+c.say(key), facts...)
	for _, lost := range f.Lost {
		c.log.warn(c.say("reextract.lost", c.say("decision."+string(lost.Decision)), lost.Key, lost.By, lost.Original["quote"]))
	}
	if r.worse > 0 {
		c.log.warn(c.say("reextract.worse", r.worse))
	}
	if r.missing > 0 {
		c.log.warn(c.say("reextract.missing", r.missing))
	}
	if ctx.Err() != nil {
		return &failure{text: c.say("ingest.interrupt", r.counts.Documents+known, total), hint: c.say("hint.resume"), code: exitShort}
	}
	if r.worse+r.missing+others > 0 {
		return errShort
	}
	return nil
}
