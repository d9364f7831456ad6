package main

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"maps"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"nianbao/normalize"
	"nianbao/report"
	"nianbao/store"
	"nianbao/tabular"
)

// searchFlags are the flags of search as they were given.
type searchFlags struct {
	indicator, body, region, year   string
	level, role, method, status     string
	min, max, part                  string
	dims                            []string
	own, failed, all, texts, counts bool
	sort, after                     string
	limit                           int
	outputFlags
}

// outputFlags say how rows are written.
type outputFlags struct {
	format string
	excel  bool
}

// tableFormats are those of rows.
func tableFormats() []string {
	out := []string{"table"}
	for _, f := range tabular.Formats() {
		out = append(out, string(f))
	}
	return out
}

func (c *cli) searchCommand() *cobra.Command {
	o := searchFlags{outputFlags: outputFlags{format: "table"}}
	cmd := &cobra.Command{
		Use:   "search [flags] [WORDS...]",
		Short: c.say("search.short"),
		Long:  c.say("search.long"),
		Example: "  nianbao search 微博\n  nianbao search 东城区 微博 --year 2017\n  nianbao search --indicator requests.received --year 2015-2018 --sort -value\n" +
			"  nianbao search --indicator 'requests.*' --body 街道 --min 100 --format csv\n  nianbao search --texts '\"不予公开\" -微博'",
		Args: cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			query, err := c.query(o, args)
			if err != nil {
				return err
			}
			if o.texts {
				for _, name := range []string{"indicator", "dim", "min", "max", "role", "method", "status", "part", "own", "sort"} {
					if cmd.Flags().Changed(name) {
						return c.usage(c.say("usage.not_texts", name))
					}
				}
				return c.searchTexts(cmd.Context(), query, o)
			}
			return c.search(cmd.Context(), query, o)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&o.indicator, "indicator", "", c.say("flag.indicator"))
	flags.StringArrayVar(&o.dims, "dim", nil, c.say("flag.dim"))
	flags.StringVar(&o.body, "body", "", c.say("flag.body"))
	flags.StringVar(&o.region, "region", "", c.say("flag.region"))
	flags.Var(printedChoice{choice{&o.level, levelWords()}, "level."}, "level", c.say("flag.level"))
	flags.StringVar(&o.year, "year", "", c.say("flag.year"))
	flags.StringVar(&o.min, "min", "", c.say("flag.min"))
	flags.StringVar(&o.max, "max", "", c.say("flag.max"))
	flags.Var(printedChoice{choice{&o.role, roleWords()}, "role."}, "role", c.say("flag.role"))
	flags.Var(printedChoice{choice{&o.method, wordsOf(report.Methods())}, "method."}, "method", c.say("flag.method"))
	flags.Var(printedChoice{choice{&o.status, statusWords()}, "value."}, "status", c.say("flag.status"))
	flags.StringVar(&o.part, "part", "", c.say("flag.part"))
	flags.BoolVar(&o.own, "own", false, c.say("flag.own"))
	flags.BoolVar(&o.failed, "failed", false, c.say("flag.failed"))
	flags.BoolVar(&o.texts, "texts", false, c.say("flag.texts"))
	flags.Var(choice{&o.sort, sortWords()}, "sort", c.say("flag.sort"))
	flags.IntVar(&o.limit, "limit", 50, c.say("flag.limit"))
	flags.StringVar(&o.after, "after", "", c.say("flag.after"))
	flags.BoolVar(&o.counts, "count", false, c.say("flag.count"))
	flags.BoolVar(&o.all, "all", false, c.say("flag.all"))
	flags.Var(choice{&o.format, tableFormats()}, "format", c.say("flag.format"))
	flags.BoolVar(&o.excel, "excel", false, c.say("flag.excel"))
	return cmd
}

func roleWords() []string   { return wordsOf(report.Roles()) }
func levelWords() []string  { return wordsOf(report.BodyLevels()) }
func statusWords() []string { return wordsOf(report.ValueStatuses()) }
func sortWords() []string   { return wordsOf(store.Sorts()) }

func wordsOf[T ~string](list []T) []string {
	out := make([]string, len(list))
	for i, w := range list {
		out[i] = string(w)
	}
	return out
}

// query turns the flags into a query of the database.
func (c *cli) query(o searchFlags, words []string) (store.Query, error) {
	q := store.Query{
		Words: strings.Join(words, " "), Simplify: normalize.Form, Indicator: o.indicator, Body: o.body, Part: normalize.Form(o.part),
		Level: report.BodyLevel(o.level), Role: report.Role(o.role), Method: report.Method(o.method), Status: report.ValueStatus(o.status),
		Own: o.own, Failed: o.failed, All: o.all, Sort: store.Sort(o.sort), Limit: o.limit, After: o.after, Count: o.counts,
	}
	if o.limit < 0 {
		return q, c.usage(c.say("usage.bad_value", c.flagWords("limit"), strconv.Itoa(o.limit)))
	}
	for _, d := range o.dims {
		key, value, ok := strings.Cut(d, "=")
		if !ok || key == "" || value == "" {
			return q, c.usage(c.say("usage.bad_value", c.flagWords("dim"), d), c.say("hint.dim"))
		}
		if q.Dims == nil {
			q.Dims = map[string]string{}
		}
		q.Dims[key] = value
	}
	var ok bool
	if q.YearFrom, q.YearTo, ok = years(o.year); !ok {
		return q, c.blame("year", c.usage(c.say("usage.year", o.year)))
	}
	for _, bound := range []struct {
		flag, text string
		to         **report.Decimal
	}{{"min", o.min, &q.Min}, {"max", o.max, &q.Max}} {
		if bound.text == "" {
			continue
		}
		v, ok := report.ParseDecimal(bound.text)
		if !ok {
			return q, c.usage(c.say("usage.bad_value", c.flagWords(bound.flag), bound.text))
		}
		*bound.to = &v
	}
	return q, nil
}

// years reads "2017" and "2015-2018"; "" is no bound.
func years(s string) (from, to int, ok bool) {
	if s == "" {
		return 0, 0, true
	}
	first, last, ranged := strings.Cut(s, "-")
	from, err := strconv.Atoi(first)
	if err != nil {
		return 0, 0, false
	}
	if !ranged {
		return from, from, true
	}
	to, err = strconv.Atoi(last)
	return from, to, err == nil && from <= to
}

// searched opens the database and lets f search it, with what of the query
// depends on the database.
func (c *cli) searched(ctx context.Context, q store.Query, o searchFlags, f func(*store.DB, store.Query) error) (err error) {
	db, err := store.OpenReader(ctx, c.db)
	if err != nil {
		_, misspelt := c.codeOf(ctx, q.Indicator, nil)
		return cmp.Or(c.blame("indicator", misspelt), err)
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if q.Indicator, err = c.codeOf(ctx, q.Indicator, db); err != nil {
		return c.blame("indicator", err)
	}
	if q.Dims, err = c.dimsOf(ctx, q.Dims, q.Indicator, db); err != nil {
		return c.blame("dim", err)
	}
	if err := c.inRegion(ctx, db, o.region, &q); err != nil {
		return err
	}
	if q.Words != "" {
		switch n, err := db.Unindexed(ctx); {
		case err != nil:
			return err
		case n > 0:
			c.log.warn(c.say("search.unindexed", n)+"; "+c.say("hint.unindexed"), slog.Int("documents", n))
		}
	}
	return f(db, q)
}

func (c *cli) search(ctx context.Context, q store.Query, o searchFlags) error {
	return c.searched(ctx, q, o, func(db *store.DB, q store.Query) error {
		found, err := db.Search(ctx, q)
		if err != nil {
			return err
		}
		if err := c.writeHits(found.Hits, q, o.outputFlags); err != nil {
			return err
		}
		last := ""
		if n := len(found.Hits); n > 0 {
			last = found.Hits[n-1].Cursor
		}
		return c.told(len(found.Hits), found.Total, found.More, last)
	})
}

// told says how many were found, and how to see the others.
func (c *cli) told(shown, total int, more bool, last string) error {
	switch {
	case total == 0:
		c.log.error(c.say("search.none"), c.say("hint.search"))
		return errShort
	case shown == 0:
		c.log.info(c.say("search.end", total))
	case more:
		c.log.info(c.say("search.more_than", shown, total, last))
	case shown < total:
		c.log.info(c.say("search.more", shown, total, last))
	}
	return nil
}

func (c *cli) writeHits(hits []store.Hit, q store.Query, o outputFlags) error {
	switch o.format {
	case "json", "jsonl":
		return writeRecords(c.stdout, hits, func(h store.Hit) any { return newHitRecord(h, q) }, o.format == "jsonl")
	case "table":
		return c.printHits(hits, q)
	}
	w, err := tabular.New(c.stdout, tabular.Format(o.format), hitColumns, tabular.Options{Excel: o.excel, Title: "figures"})
	if err != nil {
		return err
	}
	for _, h := range hits {
		if err := w.Row(hitRow(h)...); err != nil {
			return err
		}
	}
	return w.Close()
}

func (c *cli) printHits(hits []store.Hit, q store.Query) error {
	if len(hits) == 0 {
		return nil
	}
	t := table{titles: c.list("search.columns"), right: 3, keep: 5, mark: c.marker(q.Words)}
	var figures []report.Figure
	for _, h := range hits {
		figures = append(figures, h.Figure)
		code := report.Code{Indicator: h.Indicator, Dims: h.Dims}.String()
		t.add(h.Body, cmp.Or(h.Of, number(h.Year)), c.what(h.Figure), c.value(h.Figure), strings.Join(strings.Fields(c.remarks(h.Figure)+" "+c.mark(h.Review)+" "+c.mark(h.Filed)), " "), code, h.Quote)
	}
	t.focus(c.columns(), figures)
	return t.write(c.stdout, c.columns())
}

// mark is a person's decision on a figure, or on its report, in brackets.
func (c *cli) mark(m *store.Mark) string {
	if m == nil {
		return ""
	}
	words := c.say("decision." + string(m.Decision))
	switch m.Decision {
	case store.Correct:
		shown := maps.Clone(m.Accepted)
		if shown[store.FieldValue] != "" { // then it is printed
			delete(shown, store.FieldStatus)
		}
		words += " " + fieldWords(m.Accepted, shown)
	case store.OfReport:
		words += " " + fieldWords(m.Accepted, filedFields(m.Accepted))
	}
	return "[" + words + "]"
}

// filedFields are those fields of a decision on a report that a person gave: its
// id, level and simplified name follow from them.
func filedFields(accepted map[string]string) map[string]string {
	out := map[string]string{}
	for _, field := range []string{"body", "region", "year"} {
		if word, ok := accepted[field]; ok {
			out[field] = word
		}
	}
	return out
}
