package main

import (
	"cmp"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"io"
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
	indicator, body, region, year string
	min, max                      string
	role, method, format          string
	limit                         int
	all                           bool
}

func (c *cli) searchCommand() *cobra.Command {
	o := searchFlags{format: "table"}
	cmd := &cobra.Command{
		Use:   "search [flags] [WORDS...]",
		Short: c.say("search.short"),
		Long:  c.say("search.long"),
		Example: "  nianbao search 微博\n  nianbao search --indicator requests.received --year 2015-2018\n" +
			"  nianbao search --indicator 'requests.*' --body 街道 --min 100 --format csv",
		Args: cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			query, err := c.query(o, args)
			if err != nil {
				return err
			}
			return c.search(cmd.Context(), query, o.region, o.format)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&o.indicator, "indicator", "", c.say("flag.indicator"))
	flags.StringVar(&o.body, "body", "", c.say("flag.body"))
	flags.StringVar(&o.region, "region", "", c.say("flag.region"))
	flags.StringVar(&o.year, "year", "", c.say("flag.year"))
	flags.StringVar(&o.min, "min", "", c.say("flag.min"))
	flags.StringVar(&o.max, "max", "", c.say("flag.max"))
	flags.Var(choice{&o.role, roleWords()}, "role", c.say("flag.role"))
	flags.Var(choice{&o.method, []string{"text", "table"}}, "method", c.say("flag.method"))
	flags.IntVar(&o.limit, "limit", 50, c.say("flag.limit"))
	flags.BoolVar(&o.all, "all", false, c.say("flag.all"))
	flags.Var(choice{&o.format, []string{"table", "csv", "json", "jsonl"}}, "format", c.say("flag.format"))
	return cmd
}

func roleWords() []string {
	var out []string
	for _, r := range report.Roles() {
		out = append(out, string(r))
	}
	return out
}

// query turns the flags into a query of the database.
func (c *cli) query(o searchFlags, words []string) (store.Query, error) {
	q := store.Query{
		Words: normal(strings.Join(words, " ")), Indicator: o.indicator, Body: o.body,
		Role: report.Role(o.role), Method: report.Method(o.method), All: o.all, Limit: o.limit,
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

// normal gives words as the database's index holds them.
func normal(s string) string {
	if s == "" {
		return ""
	}
	return normalize.New(s, 0).String()
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

func (c *cli) search(ctx context.Context, q store.Query, region, format string) (err error) {
	db, err := store.OpenReader(ctx, c.db)
	if err != nil {
		_, misspelt := c.codeOf(ctx, q.Indicator, nil)
		return cmp.Or(c.blame("indicator", misspelt), err)
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if q.Indicator, err = c.codeOf(ctx, q.Indicator, db); err != nil {
		return c.blame("indicator", err)
	}
	if err := c.inRegion(ctx, db, region, &q); err != nil {
		return err
	}
	hits, total, err := db.Search(ctx, q)
	if err != nil {
		return err
	}
	if err := c.writeHits(hits, format); err != nil {
		return err
	}
	if total == 0 {
		c.log.error(c.say("search.none"), c.say("hint.search"))
		return errShort
	}
	if len(hits) < total {
		c.log.info(c.say("search.more", len(hits), total))
	}
	return nil
}

func (c *cli) writeHits(hits []store.Hit, format string) error {
	switch format {
	case "json", "jsonl":
		return writeHitsJSON(c.stdout, hits, format == "jsonl")
	case "csv":
		return writeHitsCSV(c.stdout, hits)
	}
	if len(hits) == 0 {
		return nil
	}
	t := table{titles: c.list("search.columns"), right: 3, keep: 5}
	var figures []report.Figure
	for _, h := range hits {
		figures = append(figures, h.Figure)
		code := report.Code{Indicator: h.Indicator, Dims: h.Dims}.String()
		t.add(h.Body, cmp.Or(h.Of, number(h.Year)), c.what(h.Figure), c.value(h.Figure), c.remarks(h.Figure), code, h.Quote)
	}
	t.focus(c.columns(), figures)
	return t.write(c.stdout, c.columns())
}

// A hitRecord is a hit as JSON: null where a year or a place does not apply.
type hitRecord struct {
	store.Hit
	Code  string `json:"code"`
	Year  *int   `json:"year"`
	Page  *int   `json:"page"`
	Table *int   `json:"table"`
	Row   *int   `json:"row"`
	Col   *int   `json:"col"`
}

func newHitRecord(h store.Hit) hitRecord {
	r := hitRecord{Hit: h, Code: report.Code{Indicator: h.Indicator, Dims: h.Dims}.String()}
	if h.Year != 0 {
		r.Year = &h.Year
	}
	if h.Page != 0 {
		r.Page = &h.Page
	}
	if h.Table != 0 {
		r.Table, r.Row, r.Col = &h.Table, &h.Row, &h.Col
	}
	if r.Dims == nil {
		r.Dims = map[string]string{}
	}
	return r
}

func writeHitsJSON(w io.Writer, hits []store.Hit, lines bool) error {
	records := []hitRecord{}
	for _, h := range hits {
		records = append(records, newHitRecord(h))
	}
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	if !lines {
		e.SetIndent("", "  ")
		return e.Encode(records)
	}
	for _, r := range records {
		if err := e.Encode(r); err != nil {
			return err
		}
	}
	return nil
}

func writeHitsCSV(w io.Writer, hits []store.Hit) error {
	out := csv.NewWriter(w)
	out.Write(append([]string{"key", "region", "title", "indicator_zh"}, csvColumns...))
	for _, h := range hits {
		d := &report.Document{Source: h.Source, Body: h.Body, Year: h.Year}
		out.Write(append([]string{h.Key, h.Region, tabular.Guard(h.Title), h.Name}, csvRow(d, h.Figure)...))
	}
	out.Flush()
	return out.Error() // of any write above
}
