package main

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"nianbao/export"
	"nianbao/extract"
	"nianbao/normalize"
	"nianbao/store"
	"nianbao/tabular"
)

// exportFlags are the flags of export as they were given.
type exportFlags struct {
	formats                       []string
	excel, withRaw, dry, reviewed bool
	indicator, body, region, year string
	title, author, license, sheet string
}

func (c *cli) exportCommand() *cobra.Command {
	var o exportFlags
	cmd := &cobra.Command{
		Use:   "export [flags] DIR",
		Short: c.say("export.short"),
		Long:  c.say("export.long"),
		Example: "  nianbao export data/\n  nianbao export --format csv --excel data/\n  nianbao export --region 东城区 --year 2015-2024 dongcheng/\n" +
			"  nianbao export -n data/",
		Args: c.between(1, 1),
		RunE: func(cmd *cobra.Command, args []string) error { return c.export(cmd.Context(), o, args[0]) },
	}
	c.indicatorsFlag(cmd)
	flags := cmd.Flags()
	flags.StringSliceVar(&o.formats, "format", nil, c.say("flag.export_format"))
	flags.BoolVar(&o.excel, "excel", false, c.say("flag.excel"))
	flags.BoolVar(&o.withRaw, "with-raw", false, c.say("flag.with_raw"))
	flags.StringVar(&o.indicator, "indicator", "", c.say("flag.indicator"))
	flags.StringVar(&o.body, "body", "", c.say("flag.body"))
	flags.StringVar(&o.region, "region", "", c.say("flag.region"))
	flags.StringVar(&o.year, "year", "", c.say("flag.year"))
	flags.BoolVar(&o.reviewed, "reviewed", false, c.say("flag.reviewed"))
	flags.StringVar(&o.sheet, "sheet", "", c.say("flag.sheet"))
	flags.StringVar(&o.title, "title", "", c.say("flag.title"))
	flags.StringVar(&o.author, "author", "", c.say("flag.author"))
	flags.StringVar(&o.license, "license", "", c.say("flag.license"))
	flags.BoolVarP(&o.dry, "dry-run", "n", false, c.say("flag.export_dry"))
	return cmd
}

func (c *cli) export(ctx context.Context, flags exportFlags, dir string) error {
	o, err := c.exportOptions(ctx, flags)
	if err != nil {
		return err
	}
	if err := c.refused(export.Check(c.db, dir)); err != nil {
		return err
	}
	if flags.dry {
		return c.writePlan(export.Plan(o))
	}
	o.Begin = func(documents int) (func(int), func()) {
		p := c.newProgress(documents)
		return p.step, p.end
	}
	result, err := export.Write(ctx, c.db, dir, o)
	switch {
	case errors.Is(err, export.ErrNothing):
		c.log.error(c.say("export.nothing"), c.say("hint.export_nothing"))
		return errShort
	case ctx.Err() != nil:
		return c.fault(c.say("export.interrupted"))
	case err != nil:
		return c.refused(err)
	}
	return c.writeResult(result, dir)
}

// exportOptions makes of the flags what they ask for.
func (c *cli) exportOptions(ctx context.Context, flags exportFlags) (o export.Options, err error) {
	o = export.Options{Excel: flags.excel, WithRaw: flags.withRaw, Title: flags.title, Author: flags.author, License: flags.license,
		Program: version, Extractor: extract.Version}
	if flags.reviewed {
		o.Prepare = store.ApplyReviews
	}
	if o.Formats, err = c.exportFormats(flags.formats); err != nil {
		return o, err
	}
	if o.Query, err = c.exportQuery(ctx, flags); err != nil {
		return o, err
	}
	if flags.indicator+flags.body+flags.region+flags.year != "" {
		// The copy of the database is whole: it is no part of a part.
		if slices.Contains(o.Formats, export.SQLite) {
			return o, c.usage(c.say("usage.export_part"), c.say("hint.export_part"))
		}
		if o.Formats == nil {
			o.Formats = slices.DeleteFunc(export.Formats(), func(f tabular.Format) bool { return f == export.SQLite })
		}
	}
	if flags.withRaw && o.Formats != nil && !slices.Contains(o.Formats, export.SQLite) {
		return o, c.usage(c.say("usage.export_raw"), c.say("hint.export_part"))
	}
	book, err := c.book()
	if err != nil {
		return o, err
	}
	rates, on, err := c.measured(flags.sheet, book.All())
	if err != nil {
		return o, err
	}
	o.Measured = on
	for _, f := range book.Files() {
		o.Indicators = append(o.Indicators, export.Indicator{Indicator: f.Indicator, Patterns: len(f.Read), Accuracy: rates[f.ID]})
	}
	return o, nil
}

func (c *cli) exportFormats(words []string) ([]tabular.Format, error) {
	var out []tabular.Format
	for _, word := range words {
		f := tabular.Format(strings.TrimSpace(word))
		if !slices.Contains(export.Formats(), f) {
			var known []string
			for _, f := range export.Formats() {
				known = append(known, string(f))
			}
			return nil, c.usage(c.say("usage.choice", c.flagWords("format"), word, strings.Join(known, ", ")))
		}
		out = append(out, f)
	}
	return out, nil
}

// exportQuery is what the flags narrow the data set to.
func (c *cli) exportQuery(ctx context.Context, flags exportFlags) (q store.Query, err error) {
	q = store.Query{Body: normalize.Form(flags.body)}
	var ok bool
	if q.YearFrom, q.YearTo, ok = years(flags.year); !ok {
		return q, c.blame("year", c.usage(c.say("usage.year", flags.year)))
	}
	db, err := store.OpenReader(ctx, c.db)
	if err != nil {
		return q, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if q.Indicator, err = c.codeOf(ctx, flags.indicator, db); err != nil {
		return q, c.blame("indicator", err)
	}
	return q, c.inRegion(ctx, db, flags.region, &q)
}

// refused says why a folder is not written to.
func (c *cli) refused(err error) error {
	var r *export.Refusal
	if !errors.As(err, &r) {
		return err
	}
	switch r.Why {
	case export.NotAFolder:
		return c.usage(c.say("export.not_a_folder", r.Dir), c.say("hint.export_dir"))
	case export.NoParent:
		return c.usage(c.say("export.no_parent", r.Dir, r.Name), c.say("hint.export_parent"))
	case export.Within:
		return c.usage(c.say("export.within", r.Dir, r.Name), c.say("hint.export_dir"))
	case export.InTheWay:
		return c.usage(c.say("export.in_the_way", r.Name), c.say("hint.export_dir"))
	}
	return c.usage(c.say("export.occupied", r.Dir, r.Name), c.say("hint.export_dir"))
}

func (c *cli) writePlan(files []export.File) error {
	t := table{titles: c.list("export.plan"), right: -1}
	for _, f := range files {
		t.add(f.Name, c.of(f))
	}
	return t.write(c.stdout, c.columns())
}

func (c *cli) of(f export.File) string {
	if c.lang == "zh" {
		return f.Zh
	}
	return f.En
}

func (c *cli) writeResult(r *export.Result, dir string) error {
	t := table{titles: c.list("export.columns"), right: 1}
	for _, f := range r.Files {
		rows := ""
		if f.Rows >= 0 {
			rows = strconv.Itoa(f.Rows)
		}
		t.add(f.Name, rows, strconv.FormatInt(f.Size, 10), c.of(f))
	}
	if err := t.write(c.stdout, c.columns()); err != nil {
		return err
	}
	for _, f := range r.Files {
		if f.Replaced > 0 {
			c.log.warn(c.say("export.replaced", f.Name, f.Replaced))
		}
		if f.Cut > 0 {
			c.log.warn(c.say("export.cut", f.Name, f.Cut))
		}
	}
	c.log.info(c.say("export.done", dir, r.Figures, r.Documents))
	return nil
}
