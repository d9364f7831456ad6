package main

import (
	"context"
	"errors"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"nianbao/report"
	"nianbao/store"
	"nianbao/store/postgres"
)

func (c *cli) mergeCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "merge [flags] INTO.db FROM.db...",
		Short:   c.say("merge.short"),
		Long:    c.say("merge.long"),
		Example: "  nianbao merge all.db north.db south.db\n  nianbao merge copy.db postgres://host/nianbao",
		Args:    c.atLeast(2),
		RunE:    func(cmd *cobra.Command, args []string) error { return c.merge(cmd.Context(), args[0], args[1:]) },
	}
}

// merge copies databases into one. All are looked at before anything is written.
func (c *cli) merge(ctx context.Context, into string, others []string) (err error) {
	if store.OnServer(into) {
		return c.usage(c.say("merge.server", postgres.Redacted(into)))
	}
	for _, from := range others {
		if store.OnServer(from) {
			continue
		}
		if _, err := os.Stat(from); err != nil {
			return c.fault(c.say("merge.missing", from))
		}
	}
	uncancelled := context.WithoutCancel(ctx)
	db, err := store.Open(uncancelled, into, store.Options{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	for _, from := range others {
		if err := c.mergeOne(ctx, db, from); err != nil {
			return err
		}
	}
	return nil
}

func (c *cli) mergeOne(ctx context.Context, db *store.DB, from string) error {
	var shown *progress
	var at store.MergePart
	done, all := 0, 0
	got, err := db.Merge(ctx, from, func(part store.MergePart, n, total int) {
		if part != at {
			if shown != nil {
				shown.end()
			}
			at, shown = part, nil
			if total > 0 {
				shown = c.newProgressOf(total, c.say("merging."+string(part), total), c.say("merged."+string(part)))
			}
		}
		if shown != nil && n > 0 {
			shown.step(0)
		}
		if part == store.MergeDocuments {
			done, all = n, total
		}
	})
	if shown != nil {
		shown.end()
	}
	switch {
	case errors.Is(err, context.Canceled):
		return &failure{text: c.say("merge.interrupt", done, all), hint: c.say("hint.resume"), code: exitShort}
	case errors.Is(err, store.ErrOlder):
		return c.fault(c.say("merge.old", from), c.say("hint.merge_old", from))
	case errors.Is(err, store.ErrSelf):
		return c.usage(c.say("merge.same", from))
	case errors.Is(err, report.ErrNotFound):
		return c.fault(c.say("merge.missing", from))
	case err != nil:
		return err
	}
	if store.OnServer(from) {
		from = postgres.Redacted(from)
	}
	c.log.info(c.say("merge.done", from, got.Sources, got.Documents, got.Known, got.Decisions))
	if got.Owed > 0 {
		c.log.info(c.say("merge.owed", from, got.Owed))
	}
	if got.Crawled {
		c.log.warn(c.say("merge.crawled", from))
	}
	if got.Refused > 0 {
		c.log.warn(c.say("merge.refused", from, got.Refused))
	}
	if len(got.Held) > 0 {
		c.log.warn(c.say("merge.held", from, strings.Join(got.Held, ", ")))
	}
	return nil
}
