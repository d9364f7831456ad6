package main

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"nianbao/fetch"
	"nianbao/report"
	"nianbao/store"
)

// forgetFlags are the flags of forget as they were given.
type forgetFlags struct {
	note, by, format string
	dry, undo        bool
}

func (c *cli) forgetCommand() *cobra.Command {
	o := forgetFlags{format: "table"}
	cmd := &cobra.Command{
		Use:     "forget [flags] [SOURCE...]",
		Short:   c.say("forget.short"),
		Long:    c.say("forget.long"),
		Example: "  nianbao forget -n reports/a.html\n  nianbao forget reports/a.html --note 应来函要求 --by 王某\n  nianbao forget\n  nianbao forget --undo reports/a.html",
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return c.tombstones(cmd.Context(), o)
			}
			return c.forget(context.WithoutCancel(cmd.Context()), args, o)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&o.by, "by", "", c.say("flag.taker"))
	flags.StringVar(&o.note, "note", "", c.say("flag.reason"))
	flags.BoolVar(&o.undo, "undo", false, c.say("flag.undo"))
	flags.BoolVarP(&o.dry, "dry-run", "n", false, c.say("flag.write_dry"))
	flags.Var(choice{&o.format, []string{"table", "json"}}, "format", c.say("flag.format"))
	return cmd
}

// forget takes sources down, one after the other.
func (c *cli) forget(ctx context.Context, sources []string, o forgetFlags) (err error) {
	if named := strings.TrimSpace(o.by) != "" && strings.TrimSpace(o.note) != ""; !named && !o.undo && !o.dry {
		return c.usage(c.say("usage.taker"), c.say("hint.taker"))
	}
	db, err := c.stored(ctx, !o.dry, 1)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	for _, source := range sources {
		if o.undo {
			err = c.undoForget(ctx, db, source, o.dry)
		} else {
			err = c.forgetOne(ctx, db, source, o)
		}
		switch {
		case errors.Is(err, report.ErrNotFound) && o.undo:
			return c.fault(c.say("forget.not_forgotten", source), c.say("hint.forget_list"))
		case errors.Is(err, report.ErrNotFound):
			return c.fault(c.say("forget.unknown", source), c.say("hint.forget_source"))
		case errors.Is(err, store.ErrInUse):
			return c.fault(c.say("forget.in_use"), c.say("hint.forget_in_use"))
		case err != nil:
			return err
		}
	}
	if !o.undo && !o.dry {
		c.log.info(c.say("forget.exports"))
	}
	return nil
}

func (c *cli) forgetOne(ctx context.Context, db *store.DB, source string, o forgetFlags) error {
	take := func() (store.Takedown, error) { return db.Forget(ctx, source, o.note, o.by, c.now()) }
	key := "forget.done"
	if o.dry {
		key = "forget.dry"
		take = func() (store.Takedown, error) { return db.Forgettable(ctx, source) }
	}
	t, err := take()
	if err != nil {
		return err
	}
	c.log.info(c.say(key, source, t.Bytes, t.Documents, t.Figures, t.Decisions))
	if len(t.Shared) > 0 {
		c.log.warn(c.say("forget.shared", source, strings.Join(t.Shared, ", ")))
	}
	return nil
}

func (c *cli) undoForget(ctx context.Context, db *store.DB, source string, dry bool) error {
	if dry {
		stones, err := db.Tombstones(ctx)
		if err != nil {
			return err
		}
		for _, s := range stones {
			if s.Source == source {
				c.log.info(c.say("forget.undo_dry", source))
				return nil
			}
		}
		return fmt.Errorf("source %s: %w", source, report.ErrNotFound)
	}
	if err := db.Remember(ctx, source); err != nil {
		return err
	}
	c.log.info(c.say("forget.undone", source))
	return nil
}

// tombstones lists what was taken down.
func (c *cli) tombstones(ctx context.Context, o forgetFlags) (err error) {
	if o.undo {
		return c.usage(c.say("usage.missing", "nianbao forget --undo SOURCE..."), c.say("hint.forget_list"))
	}
	db, err := store.OpenReader(ctx, c.db)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	list, err := db.Tombstones(ctx)
	if err != nil {
		return err
	}
	if o.format == "json" {
		return writeRecords(c.stdout, list, func(s store.Tombstone) any { return s }, false)
	}
	if len(list) == 0 {
		c.log.info(c.say("forget.none"))
		return nil
	}
	t := table{titles: c.list("forget.columns"), right: -1}
	for _, s := range list {
		t.add(s.Source, day(s.At), s.By, strconv.Itoa(len(s.SHA256)), s.Reason)
	}
	return t.write(c.stdout, c.columns())
}

// refusing lets the items that were taken down fail when they are opened: they
// are not even fetched.
func refusing(items []fetch.Item, stones []store.Tombstone) []fetch.Item {
	gone := map[string]bool{}
	for _, s := range stones {
		gone[s.Source] = true
	}
	if len(gone) == 0 {
		return items
	}
	for i := range items {
		if gone[items[i].Source] {
			items[i].Open = func(context.Context) (fetch.Content, error) { return fetch.Content{}, report.ErrForgotten }
		}
	}
	return items
}
