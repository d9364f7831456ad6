package main

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"nianbao/needle"
	"nianbao/normalize"
	"nianbao/report"
	"nianbao/store"
)

func (c *cli) reviewCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "review",
		Short: c.say("review.short"),
		Long:  c.say("review.long"),
		Example: "  nianbao review list --year 2017\n  nianbao review accept KEY --by 王某\n  nianbao review correct KEY --value 35 --note 见附表 --by 王某\n" +
			"  nianbao review dismiss KEY --by 王某\n  nianbao review report reports/a.html --year 2017 --by 王某\n  nianbao review show",
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				return c.usage(c.say("usage.command", args[0]), c.didYouMean(args[0],
					[]string{"list", "accept", "correct", "dismiss", "report", "undo", "show"}, c.say("hint.help", cmd.CommandPath())))
			}
			return cmd.Help()
		},
		Args: cobra.ArbitraryArgs,
	}
	cmd.AddCommand(c.reviewListCommand(), c.decideCommand(store.Accept), c.decideCommand(store.Dismiss), c.correctCommand(),
		c.reviewReportCommand(), c.decideCommand(store.Undo), c.reviewShowCommand())
	return cmd
}

// decisionFlags say who decides, and why.
type decisionFlags struct {
	by, note string
	dry      bool
}

func (c *cli) decisionFlags(cmd *cobra.Command) *decisionFlags {
	d := &decisionFlags{}
	cmd.Flags().StringVar(&d.by, "by", "", c.say("flag.reviewer"))
	cmd.Flags().StringVar(&d.note, "note", "", c.say("flag.note"))
	cmd.Flags().BoolVarP(&d.dry, "dry-run", "n", false, c.say("flag.write_dry"))
	return d
}

// decideCommand is a decision that needs no more words.
func (c *cli) decideCommand(decision store.Decision) *cobra.Command {
	cmd := &cobra.Command{
		Use:   string(decision) + " [flags] KEY...",
		Short: c.say("review." + string(decision)),
		Args:  c.atLeast(1),
	}
	if decision == store.Undo {
		cmd.Use = "undo [flags] KEY|SOURCE|HASH..."
	}
	o := c.decisionFlags(cmd)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		return c.decide(cmd.Context(), o, args, func(context.Context, *store.DB, string) (store.Review, error) {
			return store.Review{Decision: decision}, nil
		})
	}
	return cmd
}

func (c *cli) correctCommand() *cobra.Command {
	var value, unit, role, code, status string
	cmd := &cobra.Command{
		Use:     "correct [flags] KEY",
		Short:   c.say("review.correct"),
		Example: "  nianbao review correct KEY --value 35 --unit 件 --by 王某\n  nianbao review correct KEY --code requests.received[channel=online] --by 王某\n  nianbao review correct KEY --status blank --by 王某",
		Args:    c.between(1, 1),
	}
	o := c.decisionFlags(cmd)
	flags := cmd.Flags()
	flags.StringVar(&value, "value", "", c.say("flag.right_value"))
	flags.StringVar(&unit, "unit", "", c.say("flag.right_unit"))
	flags.Var(printedChoice{choice{&role, roleWords()}, "role."}, "role", c.say("flag.role"))
	flags.StringVar(&code, "code", "", c.say("flag.indicator"))
	flags.Var(printedChoice{choice{&status, statusWords()}, "value."}, "status", c.say("flag.status"))
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		accepted := map[string]string{}
		for field, word := range map[string]string{store.FieldUnit: unit, store.FieldRole: role, store.FieldStatus: status} {
			if word != "" {
				accepted[field] = word
			}
		}
		if value != "" {
			v, ok := report.ParseDecimal(value)
			if !ok {
				return c.usage(c.say("usage.bad_value", c.flagWords("value"), value), c.say("hint.value"))
			}
			accepted[store.FieldValue] = string(v)
			if status == "" {
				accepted[store.FieldStatus] = string(report.Printed)
			}
		} else if status != "" && status != string(report.Printed) {
			accepted[store.FieldValue] = ""
		}
		if _, known := report.UnitMeasure(unit); unit != "" && !known {
			return c.usage(c.say("usage.bad_value", c.flagWords("unit"), unit), c.say("hint.unit"))
		}
		if len(accepted) == 0 && code == "" {
			return c.usage(c.say("usage.nothing_corrected"), c.say("hint.help", cmd.CommandPath()))
		}
		return c.decide(cmd.Context(), o, args, func(ctx context.Context, db *store.DB, _ string) (store.Review, error) {
			if code != "" {
				known, err := c.codeOf(ctx, code, db)
				if err != nil {
					return store.Review{}, c.blame("code", err)
				}
				accepted[store.FieldCode] = report.ParseCode(known).String()
			}
			return store.Review{Decision: store.Correct, Accepted: accepted}, nil
		})
	}
	return cmd
}

func (c *cli) reviewReportCommand() *cobra.Command {
	var body, region string
	year := 0
	cmd := &cobra.Command{
		Use:     "report [flags] SOURCE|HASH",
		Short:   c.say("review.report"),
		Example: "  nianbao review report reports/a.html --body 北京市东城区人民政府 --year 2017 --by 王某\n  nianbao review report 3f2a90c1 --region 东城区 --by 王某",
		Args:    c.between(1, 1),
	}
	o := c.decisionFlags(cmd)
	cmd.Flags().StringVar(&body, "body", "", c.say("flag.right_body"))
	cmd.Flags().IntVar(&year, "year", 0, c.say("flag.right_year"))
	cmd.Flags().StringVar(&region, "region", "", c.say("flag.right_region"))
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if body == "" && year == 0 && region == "" {
			return c.usage(c.say("usage.nothing_corrected"), c.say("hint.help", cmd.CommandPath()))
		}
		if year != 0 && (year < 1990 || year > c.now().Year()+1) {
			return c.usage(c.say("usage.bad_value", c.flagWords("year"), strconv.Itoa(year)))
		}
		return c.decide(cmd.Context(), o, args, func(ctx context.Context, db *store.DB, sha string) (store.Review, error) {
			accepted, err := c.refiled(ctx, db, sha, body, region, year)
			return store.Review{Decision: store.OfReport, Accepted: accepted}, err
		})
	}
	return cmd
}

// refiled is what a person's words on a report mean: the body's id and level
// follow from its name and division, as they do where a report is read.
func (c *cli) refiled(ctx context.Context, db *store.DB, sha, body, region string, year int) (map[string]string, error) {
	accepted := map[string]string{}
	if year != 0 {
		accepted["year"] = strconv.Itoa(year)
	}
	if body == "" && region == "" {
		return accepted, nil
	}
	old, err := db.Named(ctx, sha)
	if err != nil {
		return nil, err
	}
	d := &report.Document{Status: report.OK, Body: old.Body, Year: old.Year}
	if year != 0 {
		d.Year = year
	}
	if body != "" {
		d.Body = body
	}
	d.BodyName = normalize.Form(d.Body)
	code := ""
	if region != "" {
		meant, err := c.regionOf(ctx, nil, region)
		if err != nil {
			return nil, c.blame("region", err)
		}
		if meant.meaning == nil {
			return nil, c.usage(c.say("usage.bad_value", c.flagWords("region"), region), c.say("hint.division"))
		}
		code = meant.meaning.Code
		for _, h := range meant.meaning.History { // as it was in the year
			if h.From <= d.Year && (h.To == 0 || d.Year <= h.To) {
				code = h.Code
			}
		}
	}
	extractor, err := c.extractor()
	if err != nil {
		return nil, err
	}
	extractor.Place(d, code)
	if body != "" {
		accepted["body"], accepted["body_name"] = d.Body, d.BodyName
	}
	accepted["body_id"], accepted["region"], accepted["level"] = d.BodyID, d.Region, string(d.Level)
	return accepted, nil
}

// figureKey is what a key looks like.
var figureKey = needle.MustCompile(`^[0-9a-f]{16}-[0-9a-f]{16}$`)

// decide stores a decision on each of the things named.
func (c *cli) decide(ctx context.Context, o *decisionFlags, names []string,
	words func(ctx context.Context, db *store.DB, sha string) (store.Review, error)) (err error) {
	if strings.TrimSpace(o.by) == "" {
		return c.usage(c.say("usage.by"), c.say("hint.by"))
	}
	ctx = context.WithoutCancel(ctx)
	db, err := c.stored(ctx, !o.dry, 1)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	for _, name := range names {
		sha := ""
		if !figureKey.MatchString(name) {
			d, err := c.named(ctx, db, name)
			if err != nil {
				return err
			}
			sha = d.SHA256
		}
		r, err := words(ctx, db, sha)
		if err != nil {
			return err
		}
		if r.Decision != store.Undo && (sha == "") == (r.Decision == store.OfReport) {
			return c.usage(c.say("usage.figure_key", name), c.say("hint.figure_key"))
		}
		if r.SHA256, r.By, r.Note = sha, o.by, o.note; sha == "" {
			r.Key = name
		}
		if o.dry {
			r, err = db.Prepared(ctx, r)
		} else {
			r, err = db.Decide(ctx, r, c.now())
		}
		switch {
		case errors.Is(err, report.ErrNotFound) && r.Decision == store.Undo:
			return c.fault(c.say("review.nothing_holds", name), c.say("hint.review_show"))
		case errors.Is(err, report.ErrNotFound):
			return c.fault(c.say("review.no_figure", name), c.say("hint.figure_key"))
		case errors.Is(err, store.ErrNoFigure):
			return c.usage(c.say("usage.no_such_figure"), c.say("hint.value"))
		case err != nil:
			return err
		}
		key := "review.stored"
		if o.dry {
			key = "review.dry"
		}
		on := name
		if words := c.changeWords(r); words != "" {
			on += ": " + words
		}
		c.log.info(c.say(key, c.say("decision."+string(r.Decision)), on))
	}
	return nil
}

// changeWords say what of a thing was read, and what is to stand instead.
func (c *cli) changeWords(r store.Review) string {
	var out []string
	if r.Key != "" && r.Decision != store.Undo {
		out = append(out, r.Original["label"]+" "+r.Original["printed"])
	}
	for _, field := range sortedKeys(r.Accepted) {
		if old, now := r.Original[field], r.Accepted[field]; old != now {
			out = append(out, c.say("review.change", field, old, now))
		}
	}
	return strings.Join(out, "; ")
}

func (c *cli) reviewListCommand() *cobra.Command {
	o := struct {
		body, region, year, indicator, why string
		below                              float64
		orphans                            bool
		limit                              int
		outputFlags
	}{below: 0.5, limit: 50, outputFlags: outputFlags{format: "table"}}
	var why []string
	cmd := &cobra.Command{
		Use:     "list [flags]",
		Short:   c.say("review.list"),
		Example: "  nianbao review list --year 2017 --why failed\n  nianbao review list --indicator requests.received --below 0.7\n  nianbao review list --orphans",
		Args:    c.between(0, 0),
	}
	flags := cmd.Flags()
	flags.StringVar(&o.indicator, "indicator", "", c.say("flag.indicator"))
	flags.StringVar(&o.body, "body", "", c.say("flag.body"))
	flags.StringVar(&o.region, "region", "", c.say("flag.region"))
	flags.StringVar(&o.year, "year", "", c.say("flag.year"))
	flags.StringSliceVar(&why, "why", nil, c.say("flag.why"))
	flags.Float64Var(&o.below, "below", o.below, c.say("flag.below"))
	flags.BoolVar(&o.orphans, "orphans", false, c.say("flag.orphans"))
	flags.IntVar(&o.limit, "limit", o.limit, c.say("flag.limit"))
	flags.Var(choice{&o.format, []string{"table", "csv", "json", "jsonl"}}, "format", c.say("flag.format"))
	cmd.RunE = func(cmd *cobra.Command, _ []string) (err error) {
		ctx := cmd.Context()
		if o.orphans {
			return c.reviewShow(ctx, nil, true, o.format)
		}
		q := store.Query{Body: o.body, Simplify: normalize.Form, Indicator: o.indicator, Limit: o.limit}
		var ok bool
		if q.YearFrom, q.YearTo, ok = years(o.year); !ok {
			return c.blame("year", c.usage(c.say("usage.year", o.year)))
		}
		var reasons []store.Doubt
		for _, w := range why {
			if !slices.Contains(store.Doubts(), store.Doubt(w)) {
				return c.usage(c.say("usage.choice", c.flagWords("why"), w, strings.Join(wordsOf(store.Doubts()), ", ")))
			}
			reasons = append(reasons, store.Doubt(w))
		}
		db, err := store.OpenReader(ctx, c.db)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, db.Close()) }()
		if o.indicator != "" {
			if q.Indicator, err = c.codeOf(ctx, o.indicator, db); err != nil {
				return c.blame("indicator", err)
			}
		}
		if err := c.inRegion(ctx, db, o.region, &q); err != nil {
			return err
		}
		list, next, err := db.Doubtful(ctx, q, store.Doubting{Why: reasons, Below: o.below})
		if err != nil {
			return err
		}
		if err := c.writeDoubtful(list, o.outputFlags); err != nil {
			return err
		}
		if len(list) == 0 {
			c.log.info(c.say("review.none_open"))
		} else if next != "" {
			c.log.info(c.say("review.first", o.limit))
		}
		return nil
	}
	return cmd
}

func (c *cli) reviewShowCommand() *cobra.Command {
	format := "table"
	cmd := &cobra.Command{
		Use:   "show [flags] [KEY|SOURCE|HASH...]",
		Short: c.say("review.show"),
		RunE:  func(cmd *cobra.Command, args []string) error { return c.reviewShow(cmd.Context(), args, false, format) },
	}
	cmd.Flags().Var(choice{&format, []string{"table", "csv", "json", "jsonl"}}, "format", c.say("flag.format"))
	return cmd
}

// reviewShow prints the decisions on the things named, or all; orphans alone
// where these are asked for.
func (c *cli) reviewShow(ctx context.Context, names []string, orphans bool, format string) (err error) {
	db, err := store.OpenReader(ctx, c.db)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	list, err := c.decisions(ctx, db, names)
	if err != nil {
		return err
	}
	if orphans {
		list = slices.DeleteFunc(list, func(r store.Review) bool { return r.Standing != store.Orphan })
	}
	if err := c.writeReviews(list, format); err != nil {
		return err
	}
	if len(list) == 0 {
		c.log.info(c.say("review.no_decisions"))
	}
	return nil
}

// decisions are those on figures or documents that are named, or all. Of a
// document they are those too that were made on other editions of it.
func (c *cli) decisions(ctx context.Context, db *store.DB, names []string) ([]store.Review, error) {
	all, err := db.Reviews(ctx, "")
	if err != nil || len(names) == 0 {
		return all, err
	}
	var out []store.Review
	seen := map[string]bool{}
	for _, name := range names {
		var list []store.Review
		if figureKey.MatchString(name) {
			list = slices.DeleteFunc(slices.Clone(all), func(r store.Review) bool { return r.Key != name })
		} else {
			d, err := c.named(ctx, db, name)
			if err == nil {
				list, err = db.Reviews(ctx, d.SHA256)
			}
			if err != nil {
				return nil, err
			}
		}
		for _, r := range list {
			if key := r.SHA256 + r.Key + r.At + string(r.Decision); !seen[key] {
				seen[key] = true
				out = append(out, r)
			}
		}
	}
	return out, nil
}
