package main

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"nianbao/normalize"
	"nianbao/report"
	"nianbao/store"
	"nianbao/tabular"
)

// documentsFlags are the flags of documents as they were given.
type documentsFlags struct {
	body, region, year string
	diff               bool
	limit              int
	outputFlags
}

func (c *cli) documentsCommand() *cobra.Command {
	o := documentsFlags{outputFlags: outputFlags{format: "table"}}
	cmd := &cobra.Command{
		Use:     "documents [flags] [SOURCE|HASH...]",
		Short:   c.say("documents.short"),
		Long:    c.say("documents.long"),
		Example: "  nianbao documents --body 东城区 --year 2017\n  nianbao documents reports/a.html\n  nianbao documents --diff 3f2a90c1 77b0c2d4\n  nianbao documents --diff 3f2a90c1@0.9.0 3f2a90c1",
		RunE: func(cmd *cobra.Command, args []string) error {
			if o.diff {
				return c.documentsDiff(cmd.Context(), args, o)
			}
			return c.documents(cmd.Context(), args, o)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&o.body, "body", "", c.say("flag.body"))
	flags.StringVar(&o.region, "region", "", c.say("flag.region"))
	flags.StringVar(&o.year, "year", "", c.say("flag.year"))
	flags.BoolVar(&o.diff, "diff", false, c.say("flag.diff"))
	flags.IntVar(&o.limit, "limit", 50, c.say("flag.table_limit"))
	flags.Var(choice{&o.format, tableFormats()}, "format", c.say("flag.format"))
	flags.BoolVar(&o.excel, "excel", false, c.say("flag.excel"))
	return cmd
}

// A versionRecord is one reading of bytes that a source has held.
type versionRecord struct {
	Document  string        `json:"document"` // for documents --diff: hash@version, "" where nothing was had or read
	Body      string        `json:"body"`
	BodyID    string        `json:"body_id"`
	Region    string        `json:"region"`
	Year      *int          `json:"year"`
	Period    string        `json:"report_period"`
	Current   bool          `json:"current"`
	Status    report.Status `json:"status"`
	Reason    report.Reason `json:"reason"`
	Figures   int           `json:"figures"`
	Failed    int           `json:"checks_failed"`
	Version   string        `json:"version"`
	ReadAt    string        `json:"read_at"`
	FirstSeen string        `json:"first_seen"`
	LastSeen  string        `json:"last_seen"`
	Source    string        `json:"source"`
	SHA256    string        `json:"sha256"`
	Format    report.Format `json:"format"`
	Title     string        `json:"title"`
}

var versionColumns = []tabular.Column{
	{Name: "document", Kind: tabular.Text}, {Name: "body", Kind: tabular.Text}, {Name: "body_id", Kind: tabular.Text}, {Name: "region", Kind: tabular.Text},
	{Name: "year", Kind: tabular.Integer}, {Name: "report_period", Kind: tabular.Text}, {Name: "current", Kind: tabular.Bool},
	{Name: "status", Kind: tabular.Text}, {Name: "reason", Kind: tabular.Text}, {Name: "figures", Kind: tabular.Integer}, {Name: "checks_failed", Kind: tabular.Integer},
	{Name: "version", Kind: tabular.Text}, {Name: "read_at", Kind: tabular.Text}, {Name: "first_seen", Kind: tabular.Text}, {Name: "last_seen", Kind: tabular.Text},
	{Name: "source", Kind: tabular.Text}, {Name: "sha256", Kind: tabular.Text}, {Name: "format", Kind: tabular.Text}, {Name: "title", Kind: tabular.Text},
}

func (c *cli) documents(ctx context.Context, names []string, o documentsFlags) (err error) {
	q := store.Query{Body: o.body, Simplify: normalize.Form}
	var ok bool
	if q.YearFrom, q.YearTo, ok = years(o.year); !ok {
		return c.blame("year", c.usage(c.say("usage.year", o.year)))
	}
	db, err := store.OpenReader(ctx, c.db)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if err := c.inRegion(ctx, db, o.region, &q); err != nil {
		return err
	}
	var found []versionRecord
	err = db.Ledger(ctx, q, func(e *store.Entry) error {
		if len(names) == 0 || slices.ContainsFunc(names, func(n string) bool { return isCalled(e, n) }) {
			found = append(found, newVersionRecord(e))
		}
		return nil
	})
	if err != nil {
		return err
	}
	slices.SortStableFunc(found, byReport)
	if err := c.writeVersions(found, o); err != nil {
		return err
	}
	if len(found) == 0 {
		c.log.error(c.say("documents.none"), c.say("hint.documents"))
		return errShort
	}
	return nil
}

// leastHash is how much of a hash names a document.
const leastHash = 6

// isCalled tells whether a line of the ledger is of a source, or of bytes whose
// hash begins so.
func isCalled(e *store.Entry, name string) bool {
	sha, version, _ := strings.Cut(strings.ToLower(name), "@")
	return e.Source == name || len(sha) >= leastHash && strings.HasPrefix(e.SHA256, sha) && (version == "" || strings.EqualFold(version, e.Version))
}

// byReport sorts versions by body and year, the oldest first.
func byReport(a, b versionRecord) int {
	year := func(r versionRecord) int { return *cmp.Or(r.Year, new(int)) }
	return cmp.Or(cmp.Compare(a.Body, b.Body), cmp.Compare(year(a), year(b)),
		cmp.Compare(a.FirstSeen, b.FirstSeen), cmp.Compare(a.ReadAt, b.ReadAt))
}

func newVersionRecord(e *store.Entry) versionRecord {
	r := versionRecord{Body: e.Body, BodyID: e.BodyID, Region: e.Region, Period: e.Period, Current: e.Current, Status: e.Status, Reason: cmp.Or(e.Reason, e.SourceReason),
		Figures: e.Figures, Failed: e.ChecksBad, Version: e.Version, ReadAt: e.ReadAt, FirstSeen: e.FirstSeen, LastSeen: e.LastSeen,
		Source: e.Source, SHA256: e.SHA256, Format: e.Format, Title: e.Title}
	if e.Year != 0 {
		r.Year = &e.Year
	}
	if e.Version != "" {
		r.Document = e.SHA256[:12] + "@" + e.Version
	}
	return r
}

func (c *cli) writeVersions(list []versionRecord, o documentsFlags) error {
	switch o.format {
	case "json", "jsonl":
		return writeRecords(c.stdout, list, func(r versionRecord) any { return r }, o.format == "jsonl")
	case "table":
		return c.printVersions(list, o.limit)
	}
	w, err := tabular.New(c.stdout, tabular.Format(o.format), versionColumns, tabular.Options{Excel: o.excel, Title: "documents"})
	if err != nil {
		return err
	}
	for _, r := range list {
		var year any
		if r.Year != nil {
			year = *r.Year
		}
		err := w.Row(r.Document, r.Body, r.BodyID, r.Region, year, r.Period, r.Current, r.Status, r.Reason, r.Figures, r.Failed, r.Version, r.ReadAt,
			r.FirstSeen, r.LastSeen, r.Source, r.SHA256, r.Format, r.Title)
		if err != nil {
			return err
		}
	}
	return w.Close()
}

func (c *cli) printVersions(list []versionRecord, limit int) error {
	if len(list) == 0 {
		return nil
	}
	t := &table{titles: c.list("documents.columns"), right: 4, keep: 5}
	for _, r := range list {
		current, status := "", ""
		if r.Current {
			current = c.say("documents.current")
		}
		if r.Status != "" {
			status = c.say("status." + string(r.Status))
		}
		t.add(r.Body, cmp.Or(r.Period, number(*cmp.Or(r.Year, new(int)))), current, status, strconv.Itoa(r.Figures), r.Document, day(r.FirstSeen), day(r.LastSeen), r.Source)
	}
	all := len(t.rows)
	if limit > 0 && all > limit {
		t.rows = t.rows[:limit]
	}
	if err := t.write(c.stdout, c.columns()); err != nil {
		return err
	}
	if len(t.rows) < all {
		c.log.info(c.say("difference.more", len(t.rows), all))
	}
	return nil
}

// day is the date of a time as the database has it.
func day(stamp string) string {
	date, _, _ := strings.Cut(stamp, "T")
	return date
}

// documentsDiff shows what two versions of a report do not have alike.
func (c *cli) documentsDiff(ctx context.Context, names []string, o documentsFlags) (err error) {
	if len(names) != 2 {
		return c.usage(c.say("usage.diff"), c.say("hint.documents"))
	}
	if !slices.Contains([]string{"table", "json", "jsonl", "csv"}, o.format) {
		return c.usage(c.say("usage.choice", c.flagWords("format"), o.format, "table, json, jsonl, csv"))
	}
	db, err := store.OpenReader(ctx, c.db)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	var files [2]*store.Filed
	for i, name := range names {
		if files[i], err = c.named(ctx, db, name); err != nil {
			return err
		}
	}
	found := &differences{}
	found.add(files[0], files[1].Document, files[1].Keys, files[1].Version)
	if err := c.writeDifferences(found, differenceFlags{format: o.format, limit: o.limit}); err != nil {
		return err
	}
	c.log.info(c.say("documents.diff", found.changed, found.added, found.gone))
	return nil
}

// named finds a document by its hash, or the one that a source holds now.
func (c *cli) named(ctx context.Context, db *store.DB, name string) (*store.Filed, error) {
	d, err := db.Named(ctx, name)
	switch {
	case errors.Is(err, report.ErrNotFound):
		return nil, c.fault(c.say("documents.unknown", name), c.say("hint.documents"))
	case errors.Is(err, store.ErrAmbiguous):
		return nil, c.fault(c.say("documents.ambiguous", name), c.say("hint.documents"))
	}
	return d, err
}
