package main

import (
	"context"
	"errors"
	"fmt"
	"os"
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
	by      string
	format  string
	page    string
	dry     bool
	skip    []string
	tables  bool
	verbose bool
	workers int
}

func (c *cli) evalCommand() *cobra.Command {
	o := evalOptions{by: string(eval.ByIndicator), format: "table"}
	cmd := &cobra.Command{
		Use:   "eval [flags] [GOLDDIR [DOCDIR]]",
		Short: c.say("eval.short"),
		Long:  c.say("eval.long"),
		Example: "  nianbao eval fixtures/gold\n  nianbao eval --by era fixtures/gold\n" +
			"  nianbao eval --where table --skip '*.docx' labels/ reports/\n  nianbao eval --report accuracy.md labels/ reports/\n" +
			"  nianbao eval --report accuracy.md",
		Args: c.between(0, 2),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := o.check(c); err != nil {
				return err
			}
			if o.page != "" {
				return c.evalPage(cmd.Context(), o, args)
			}
			if err := c.atLeast(1)(cmd, args); err != nil {
				return err
			}
			return c.eval(cmd.Context(), o, newGoldSet(args))
		},
	}
	c.indicatorsFlag(cmd)
	flags := cmd.Flags()
	flags.Var(choice{&o.by, groupingNames()}, "by", c.say("flag.by"))
	ownTwin(flags, "by", "NIANBAO_EVAL_BY")
	flags.Var(printedChoice{choice{&o.where, wordsOf(report.Methods())}, "method."}, "where", c.say("flag.where"))
	flags.StringArrayVar(&o.skip, "skip", nil, c.say("flag.skip"))
	flags.BoolVar(&o.tables, "tables", false, c.say("flag.tables"))
	flags.Var(choice{&o.format, []string{"table", "json"}}, "format", c.say("flag.format"))
	flags.StringVar(&o.page, "report", "", c.say("flag.report"))
	flags.BoolVarP(&o.dry, "dry-run", "n", false, c.say("flag.report_dry"))
	flags.BoolVarP(&o.verbose, "verbose", "v", false, c.say("flag.verbose"))
	flags.IntVarP(&o.workers, "workers", "j", runtime.NumCPU(), c.say("flag.workers"))
	return cmd
}

func (o evalOptions) check(c *cli) error {
	for _, pattern := range o.skip {
		if _, err := path.Match(pattern, "x"); err != nil {
			return c.usage(c.say("usage.bad_value", c.flagWords("skip"), pattern))
		}
	}
	return nil
}

// A goldSet is labels with the documents that they are of.
type goldSet struct {
	gold string // a folder, or a pattern of label files
	docs string // a folder
}

// newGoldSet takes the documents from the folder docs beside the labels where
// none is named.
func newGoldSet(args []string) goldSet {
	if len(args) > 1 {
		return goldSet{args[0], args[1]}
	}
	dir := args[0]
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		dir = filepath.Dir(dir)
	}
	return goldSet{args[0], filepath.Join(dir, "..", "docs")}
}

func (c *cli) eval(ctx context.Context, o evalOptions, set goldSet) error {
	r, cells, err := c.compare(ctx, o, set)
	if err != nil && !errors.Is(err, errShort) {
		return err
	}
	if o.format == "json" {
		return errors.Join(c.writeReportJSON(r), err)
	}
	if o.verbose {
		err = errors.Join(err, r.WriteFaults(c.stdout))
	}
	err = errors.Join(err, r.WriteDocuments(c.stdout), c.writeGroups(r, eval.By(o.by)), r.WriteSummary(c.stdout), c.writeResidual(r.Whole()))
	if o.tables {
		err = errors.Join(err, cells.Write(c.stdout, o.verbose))
	}
	return err
}

func (c *cli) writeResidual(g eval.Group) error {
	_, err := fmt.Fprintln(c.stdout, c.say("eval.residual", g.Residual(), g.Left, g.Numerals))
	return err
}

// compare reads the documents of a set and compares them with its labels. With
// errShort some could not be read.
func (c *cli) compare(ctx context.Context, o evalOptions, set goldSet) (*eval.Report, *eval.CellScore, error) {
	labels, err := eval.ReadLabels(set.gold)
	if errors.Is(err, report.ErrNotFound) {
		return nil, nil, c.fault(c.say("eval.no_labels", set.gold), c.say("hint.eval"))
	}
	if err != nil {
		return nil, nil, err
	}
	labels = slices.DeleteFunc(labels, func(l eval.Labels) bool {
		return slices.ContainsFunc(o.skip, func(pattern string) bool { ok, _ := path.Match(pattern, l.Doc); return ok })
	})
	var items []fetch.Item
	fetcher := fetch.New(fetch.Options{Version: version})
	for _, l := range labels {
		found := fetcher.Discover([]string{filepath.Join(set.docs, l.Doc)})
		if len(found) != 1 {
			return nil, nil, c.fault(c.say("eval.not_one", filepath.Join(set.docs, l.Doc)))
		}
		items = append(items, found...)
	}
	r, cells, unreadable := eval.NewReport(report.Method(o.where)), &eval.CellScore{}, false
	err = c.readAll(ctx, max(1, o.workers), listed(items), func(d *report.Document) error {
		l := labels[len(r.Rows)]
		if d.Status == report.Unreadable {
			c.complain(d)
			unreadable = true
		}
		r.Add(l, d)
		cells.Add(l, d)
		return nil
	})
	if err == nil && unreadable {
		err = errShort
	}
	return r, cells, err
}
