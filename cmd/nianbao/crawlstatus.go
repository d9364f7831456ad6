package main

import (
	"context"
	"encoding/csv"
	"errors"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"nianbao/crawl/polite"
	"nianbao/store"
	"nianbao/tabular"
)

// crawlStatusFlags are the flags of crawl status as they were given.
type crawlStatusFlags struct {
	site, body string
	year       int
	reports    bool
	format     string
}

func (c *cli) crawlStatusCommand() *cobra.Command {
	o := crawlStatusFlags{format: "table"}
	cmd := &cobra.Command{
		Use:     "status [flags]",
		Short:   c.say("crawl.status_short"),
		Long:    c.say("crawl.status_long"),
		Example: "  nianbao crawl status\n  nianbao crawl status --reports --year 2024\n  nianbao crawl status --format json",
		Args:    c.between(0, 0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if o.reports || o.body != "" || o.year != 0 {
				return c.owed(cmd.Context(), o)
			}
			return c.crawlStatus(cmd.Context(), o)
		},
	}
	flags := cmd.Flags()
	flags.BoolVar(&o.reports, "reports", false, c.say("flag.owed"))
	flags.StringVar(&o.site, "source", "", c.say("flag.crawl_source"))
	flags.StringVar(&o.body, "body", "", c.say("flag.owed_body"))
	flags.IntVar(&o.year, "year", 0, c.say("flag.owed_year"))
	flags.Var(choice{&o.format, []string{"table", "json", "csv"}}, "format", c.say("flag.format"))
	return cmd
}

// A siteRecord is a site as the last nights left it.
type siteRecord struct {
	Site     string `json:"site"`
	Outcome  string `json:"outcome"` // of the last night; "" before the first
	Why      string `json:"why"`
	Checked  string `json:"checked_at"` // the last night; "" for none, as the following
	Good     string `json:"good_at"`    // the last good night
	Failing  string `json:"failing_at"` // the first bad night since
	Failures int    `json:"failures"`   // nights since
	Due      string `json:"due_at"`
	Column   string `json:"column"`
	Family   string `json:"family"`
	Listed   int    `json:"listed"`
	Leased   bool   `json:"at_work"` // a process is at it
}

func (c *cli) crawlStatus(ctx context.Context, o crawlStatusFlags) (err error) {
	db, err := store.OpenReader(ctx, c.db)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	sites, err := db.CrawlSites(ctx, c.now())
	if err != nil {
		return err
	}
	var list []siteRecord
	for _, s := range sites {
		if o.site == "" || o.site == s.Site {
			list = append(list, siteRecord{s.Site, s.Outcome, s.Why, inUTC(s.Checked), inUTC(s.Good), inUTC(s.Failing), s.Failures, inUTC(s.Due), s.Column, s.Family, s.Listed, s.Leased})
		}
	}
	if len(list) == 0 {
		c.log.error(c.say("crawl.no_sites"), c.say("hint.crawl"))
		return errShort
	}
	if o.format == "json" {
		return writeRecords(c.stdout, list, func(r siteRecord) any { return r }, false)
	}
	if o.format == "csv" {
		return c.sitesCSV(list)
	}
	t := table{titles: c.list("crawl.columns"), right: 4, keep: 1, whole: []int{2, 3}}
	for i, r := range list {
		outcome := ""
		if r.Outcome != "" {
			outcome = c.say("outcome." + r.Outcome)
		}
		t.add(r.Site, outcome, inChina(sites[i].Checked), inChina(sites[i].Good), strconv.Itoa(r.Listed), c.whyWords(r.Why))
	}
	return t.write(c.stdout, c.columns())
}

// sitesCSV writes what JSON has, a row a site.
func (c *cli) sitesCSV(list []siteRecord) error {
	w := csv.NewWriter(c.stdout)
	w.Write([]string{"site", "outcome", "why", "checked_at", "good_at", "failing_at", "failures", "due_at", "column", "family", "listed", "at_work"})
	for _, r := range list {
		w.Write([]string{tabular.Guard(r.Site), r.Outcome, tabular.Guard(r.Why), r.Checked, r.Good, r.Failing, strconv.Itoa(r.Failures), r.Due,
			tabular.Guard(r.Column), r.Family, strconv.Itoa(r.Listed), strconv.FormatBool(r.Leased)})
	}
	w.Flush()
	return w.Error()
}

func inUTC(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

func inChina(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(polite.China).Format(time.DateOnly)
}

// An owedRecord is a report that a body owes.
type owedRecord struct {
	Body        string `json:"body"`
	Year        int    `json:"year"`
	State       string `json:"state"`
	Due         string `json:"due_on"`
	Found       string `json:"first_found_at"`
	LateDays    *int   `json:"late_days"` // null where it is not known
	Changes     int    `json:"changes"`
	Changed     string `json:"changed_at"`
	Removed     string `json:"removed_at"`
	Unreachable string `json:"unreachable_at"`
	Unreadable  string `json:"unreadable"`
	Site        string `json:"site"`
	URL         string `json:"url"`
	SHA256      string `json:"sha256"`
}

// owed shows which reports are owed, and what became of them.
func (c *cli) owed(ctx context.Context, o crawlStatusFlags) (err error) {
	db, err := store.OpenReader(ctx, c.db)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	lines, err := db.Owed(ctx, store.OwedFilter{Site: o.site, Body: o.body, Year: o.year}, c.now())
	if err != nil {
		return err
	}
	if len(lines) == 0 {
		c.log.error(c.say("crawl.nothing_owed"), c.say("hint.owed"))
		return errShort
	}
	if o.format == "json" {
		return writeRecords(c.stdout, lines, func(l store.Owed) any { return newOwedRecord(l) }, false)
	}
	if o.format == "csv" {
		return c.owedCSV(lines)
	}
	t := table{titles: c.list("owed.columns"), right: 1, keep: 5, least: leastCell, whole: []int{3, 4}}
	for _, l := range lines {
		t.add(l.Body, strconv.Itoa(l.Year), c.say("owed."+l.State), l.On, inChina(l.First), strings.Join(c.owedRemarks(l), c.say("owed.comma")), l.URL)
	}
	return t.write(c.stdout, c.columns())
}

// owedRemarks say what the state of a line leaves open: since when, how often,
// why.
func (c *cli) owedRemarks(l store.Owed) (remarks []string) {
	if l.LateDays > 0 {
		remarks = append(remarks, c.say("owed.late_days", l.LateDays))
	}
	if l.Changes > 0 {
		remarks = append(remarks, c.say("owed.changed", l.Changes, inChina(l.Changed)))
	}
	if !l.Removed.IsZero() {
		remarks = append(remarks, c.say("owed.since", inChina(l.Removed)))
	}
	if l.Unreadable != "" && l.SHA256 != "" { // what was had before can be read
		remarks = append(remarks, c.say("owed.now", c.say("reason."+l.Unreadable)))
	} else if l.Unreadable != "" {
		remarks = append(remarks, c.say("reason."+l.Unreadable))
	}
	if !l.Unreachable.IsZero() {
		remarks = append(remarks, c.say("owed.site_away", inChina(l.Unreachable)))
	}
	return remarks
}

// owedCSV writes what JSON has, a row a report.
func (c *cli) owedCSV(lines []store.Owed) error {
	w := csv.NewWriter(c.stdout)
	w.Write([]string{"body", "year", "state", "due_on", "first_found_at", "late_days", "changes", "changed_at", "removed_at", "unreachable_at", "unreadable", "site", "url", "sha256"})
	for _, l := range lines {
		r, late := newOwedRecord(l), ""
		if r.LateDays != nil {
			late = strconv.Itoa(*r.LateDays)
		}
		w.Write([]string{tabular.Guard(r.Body), strconv.Itoa(r.Year), r.State, r.Due, r.Found, late, strconv.Itoa(r.Changes), r.Changed, r.Removed, r.Unreachable,
			r.Unreadable, tabular.Guard(r.Site), tabular.Guard(r.URL), r.SHA256})
	}
	w.Flush()
	return w.Error()
}

func newOwedRecord(l store.Owed) owedRecord {
	r := owedRecord{Body: l.Body, Year: l.Year, State: l.State, Due: l.On, Found: inUTC(l.First), Changes: l.Changes, Changed: inUTC(l.Changed),
		Removed: inUTC(l.Removed), Unreachable: inUTC(l.Unreachable), Unreadable: l.Unreadable, Site: l.Site, URL: l.URL, SHA256: l.SHA256}
	if l.LateDays >= 0 {
		r.LateDays = &l.LateDays
	}
	return r
}
