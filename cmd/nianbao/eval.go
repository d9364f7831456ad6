package main

import (
	"errors"
	"path"
	"path/filepath"
	"runtime"
	"slices"

	"github.com/spf13/cobra"

	"nianbao/eval"
	"nianbao/fetch"
	"nianbao/report"
)

type evalOptions struct {
	where   string
	skip    []string
	tables  bool
	verbose bool
	workers int
}

func (c *cli) evalCommand() *cobra.Command {
	var o evalOptions
	cmd := &cobra.Command{
		Use:     "eval [flags] GOLDDIR [DOCDIR]",
		Short:   c.say("eval.short"),
		Long:    c.say("eval.long"),
		Example: "  nianbao eval fixtures/gold\n  nianbao eval --where table --skip '*.docx' labels/ reports/",
		Args:    c.between(1, 2),
		RunE: func(cmd *cobra.Command, args []string) error {
			docs := filepath.Join(args[0], "..", "docs")
			if len(args) > 1 {
				docs = args[1]
			}
			return c.eval(cmd, o, args[0], docs)
		},
	}
	c.indicatorsFlag(cmd)
	flags := cmd.Flags()
	flags.Var(choice{&o.where, []string{"text", "table"}}, "where", c.say("flag.where"))
	flags.StringArrayVar(&o.skip, "skip", nil, c.say("flag.skip"))
	flags.BoolVar(&o.tables, "tables", false, c.say("flag.tables"))
	flags.BoolVarP(&o.verbose, "verbose", "v", false, c.say("flag.verbose"))
	flags.IntVarP(&o.workers, "workers", "j", runtime.NumCPU(), c.say("flag.workers"))
	return cmd
}

func (c *cli) eval(cmd *cobra.Command, o evalOptions, gold, docs string) error {
	labels, err := eval.ReadLabels(gold)
	if errors.Is(err, report.ErrNotFound) {
		return c.fault(c.say("eval.no_labels", gold), c.say("hint.eval"))
	}
	if err != nil {
		return err
	}
	if err := o.check(c); err != nil {
		return err
	}
	labels = slices.DeleteFunc(labels, func(l eval.Labels) bool {
		return slices.ContainsFunc(o.skip, func(pattern string) bool { ok, _ := path.Match(pattern, l.Doc); return ok })
	})
	var items []fetch.Item
	fetcher := fetch.New(fetch.Options{Version: version})
	for _, l := range labels {
		items = append(items, fetcher.Discover([]string{filepath.Join(docs, l.Doc)})...)
	}
	score := eval.Score{Where: report.Method(o.where)}
	var cells eval.CellScore
	unreadable := 0
	err = c.readAll(cmd.Context(), max(1, o.workers), items, func(d *report.Document) error {
		l := labels[len(score.Rows)]
		if d.Status == report.Unreadable {
			c.complain(d)
			unreadable++
		}
		score.Add(l, d)
		cells.Add(l, d)
		return nil
	})
	if err != nil {
		return err
	}
	if err := c.writeScore(&score, o.verbose); err != nil {
		return err
	}
	if o.tables {
		if err := cells.Write(c.stdout, o.verbose); err != nil {
			return err
		}
	}
	if unreadable > 0 {
		return errShort
	}
	return nil
}

func (o evalOptions) check(c *cli) error {
	for _, pattern := range o.skip {
		if _, err := path.Match(pattern, "x"); err != nil {
			return c.usage(c.say("usage.bad_value", "--skip", pattern))
		}
	}
	return nil
}

func (c *cli) writeScore(s *eval.Score, verbose bool) error {
	if verbose {
		if err := s.WriteFaults(c.stdout); err != nil {
			return err
		}
	}
	return errors.Join(s.WriteDocuments(c.stdout), s.WriteIndicators(c.stdout), s.WriteSummary(c.stdout))
}
