package main

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"nianbao/check"
	"nianbao/report"
	"nianbao/store"
	"nianbao/tabular"
)

// checkFlags are the flags of check as they were given.
type checkFlags struct {
	body, region, year string
	rule, format       string
	limit              int
}

func (c *cli) checkCommand() *cobra.Command {
	o := checkFlags{format: "table"}
	cmd := &cobra.Command{
		Use:     "check [flags]",
		Short:   c.say("check.short"),
		Long:    c.say("check.long"),
		Example: "  nianbao check\n  nianbao check --year 2023 --rule years\n  nianbao check --body 街道 --format csv > contradictions.csv",
		Args:    c.between(0, 0),
		RunE: func(cmd *cobra.Command, args []string) error {
			q := store.Query{Body: o.body}
			var ok bool
			if q.YearFrom, q.YearTo, ok = years(o.year); !ok {
				return c.blame("year", c.usage(c.say("usage.year", o.year)))
			}
			if rules := check.Rules(); !slices.ContainsFunc(rules, func(r string) bool { return strings.Contains(r, o.rule) }) {
				return c.blame("rule", c.usage(c.say("usage.rule", o.rule), c.didYouMean(o.rule, rules, c.say("hint.rule", strings.Join(rules, ", ")))))
			}
			return c.check(cmd.Context(), q, o)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&o.body, "body", "", c.say("flag.body"))
	flags.StringVar(&o.region, "region", "", c.say("flag.region"))
	flags.StringVar(&o.year, "year", "", c.say("flag.year"))
	flags.StringVar(&o.rule, "rule", "", c.say("flag.rule"))
	flags.IntVar(&o.limit, "limit", 200, c.say("flag.limit"))
	flags.Var(choice{&o.format, []string{"table", "csv", "json", "jsonl"}}, "format", c.say("flag.format"))
	return cmd
}

// A finding is a contradiction, with the figures that make it.
type finding struct {
	Body      string            `json:"body"`
	Year      int               `json:"year"`
	Region    string            `json:"region"`
	Source    string            `json:"source"`
	Rule      string            `json:"rule"`
	Note      string            `json:"note"`
	Delta     report.Decimal    `json:"delta"`
	Verdict   report.Verdict    `json:"verdict"`
	Reading   string            `json:"reading"`
	Figures   []foundFigure     `json:"figures"`
	Proposals []report.Proposal `json:"proposals"`
	Other     *otherReport      `json:"other"` // of two reports, the earlier or other one
}

type foundFigure struct {
	Code  string         `json:"code"`
	Label string         `json:"label"`
	Value report.Decimal `json:"value"`
	Unit  string         `json:"unit"`
	Role  report.Role    `json:"role"`
	Quote string         `json:"quote"`
}

type otherReport struct {
	Body    string        `json:"body"`
	Year    int           `json:"year"`
	Source  string        `json:"source"`
	Figures []foundFigure `json:"figures"`
}

// An audit compares the reports of a database, in the order of body and year.
type audit struct {
	from, to int // years asked for; 0 for no bound
	rule     string
	copies   check.Copies
	seen     []*report.Document // what is left of each report
	last     *report.Document
	found    []finding
	reports  int
	held     int
}

func (c *cli) check(ctx context.Context, q store.Query, o checkFlags) (err error) {
	db, err := store.OpenReader(ctx, c.db)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if err := c.inRegion(ctx, db, o.region, &q); err != nil {
		return err
	}
	a := audit{from: q.YearFrom, to: q.YearTo, rule: o.rule}
	if q.YearFrom > 0 {
		q.YearFrom-- // the year before, to compare with
	}
	if err := db.Documents(ctx, q, a.add); err != nil {
		return err
	}
	a.addCopies()
	found := a.found
	if o.limit > 0 && len(found) > o.limit {
		found = found[:o.limit]
	}
	if err := c.writeFindings(found, o.format); err != nil {
		return err
	}
	if len(found) < len(a.found) {
		c.log.info(c.say("check.more", len(found), len(a.found)))
	}
	c.log.info(c.say("check.summary", a.reports, a.held, len(a.found)))
	return nil
}

// add checks one more document, with the one before it where that is the same
// body's of the year before.
func (a *audit) add(d *report.Document) error {
	if d.Status == report.Unreadable {
		return nil
	}
	before := a.last
	a.last = d
	if a.from == 0 || d.Year >= a.from {
		a.reports++
		for _, k := range d.Checks {
			f := a.finding(d, k)
			for _, p := range d.Proposals {
				if p.Verdict != "" && slices.Contains(k.Figures, p.Figure) {
					f.Proposals = append(f.Proposals, p)
				}
			}
			a.keep(f, k.OK)
		}
		if before != nil && bodyOf(before) == bodyOf(d) && d.Year != 0 && before.Year == d.Year-1 {
			for _, k := range check.Years(before, d) {
				f := a.finding(d, k.Check)
				f.Other = other(before, k.Others)
				a.keep(f, k.OK)
			}
		}
	}
	a.copies.Add(d)
	a.seen = append(a.seen, &report.Document{Source: d.Source, Body: d.Body, BodyID: d.BodyID, Region: d.Region, Year: d.Year})
	return nil
}

// bodyOf is what a body is known by.
func bodyOf(d *report.Document) string {
	if d.BodyID != "" {
		return d.BodyID
	}
	return d.Body
}

// addCopies keeps the pairs of reports that repeat each other.
func (a *audit) addCopies() {
	for _, p := range a.copies.Pairs() {
		early, late := a.seen[p.A], a.seen[p.B]
		if early.Year > late.Year {
			early, late = late, early
		}
		if a.from > 0 && late.Year < a.from || bodyOf(early) == bodyOf(late) && early.Year == late.Year {
			continue
		}
		f := a.finding(late, report.Check{Rule: "copy", Note: fmt.Sprintf("%d/%d", p.Shared, p.Least), Verdict: report.SourceInconsistent})
		f.Other = other(early, nil)
		a.keep(f, false)
	}
}

func (a *audit) keep(f finding, ok bool) {
	if !strings.Contains(f.Rule, a.rule) {
		return
	}
	if ok {
		a.held++
		return
	}
	a.found = append(a.found, f)
}

func (a *audit) finding(d *report.Document, k report.Check) finding {
	return finding{Body: d.Body, Year: d.Year, Region: d.Region, Source: d.Source, Rule: k.Rule, Note: k.Note, Delta: k.Delta,
		Verdict: k.Verdict, Reading: k.Reading, Figures: figuresOf(d, k.Figures), Proposals: []report.Proposal{}}
}

func other(d *report.Document, figures []int) *otherReport {
	return &otherReport{Body: d.Body, Year: d.Year, Source: d.Source, Figures: figuresOf(d, figures)}
}

func figuresOf(d *report.Document, indexes []int) []foundFigure {
	out := []foundFigure{}
	for _, i := range indexes {
		if i >= 0 && i < len(d.Figures) {
			g := &d.Figures[i]
			out = append(out, foundFigure{g.Code().String(), g.Label, g.Value, g.Unit, g.Role, g.Quote})
		}
	}
	return out
}

func (c *cli) writeFindings(found []finding, format string) error {
	switch format {
	case "json":
		e := json.NewEncoder(c.stdout)
		e.SetEscapeHTML(false)
		e.SetIndent("", "  ")
		return e.Encode(append([]finding{}, found...))
	case "jsonl":
		e := json.NewEncoder(c.stdout)
		e.SetEscapeHTML(false)
		for _, f := range found {
			if err := e.Encode(f); err != nil {
				return err
			}
		}
		return nil
	case "csv":
		w := csv.NewWriter(c.stdout)
		w.Write([]string{"body", "year", "region", "source", "rule", "note", "delta", "verdict", "reading", "proposal", "figures", "other_body", "other_year", "other_source"})
		for _, f := range found {
			o := otherReport{}
			if f.Other != nil {
				o = *f.Other
			}
			w.Write([]string{tabular.Guard(f.Body), number(f.Year), f.Region, tabular.Guard(f.Source), f.Rule, tabular.Guard(f.Note), string(f.Delta), string(f.Verdict),
				tabular.Guard(f.Reading), tabular.Guard(proposed(f)), tabular.Guard(quotes(f)), tabular.Guard(o.Body), number(o.Year), tabular.Guard(o.Source)})
		}
		w.Flush()
		return w.Error()
	}
	if len(found) == 0 {
		return nil
	}
	t := table{titles: c.list("check.columns"), right: 4, keep: 2}
	for _, f := range found {
		t.add(f.Body, number(f.Year), c.ruleName(f.Rule), f.Note, short(f.Delta), c.verdictName(f.Verdict), better(f), quotes(f))
	}
	return t.write(c.stdout, c.columns())
}

// short rounds a difference to what a reader wants to see: two places.
func short(d report.Decimal) string {
	if _, places, ok := strings.Cut(string(d), "."); !ok || len(places) <= 2 {
		return string(d)
	}
	return strconv.FormatFloat(d.Float(), 'f', 2, 64)
}

// ruleName says what was compared.
func (c *cli) ruleName(rule string) string {
	names := map[string]string{
		"column_total": c.say("check.column_total"), "column_balance": c.say("check.column_balance"), "row_total": c.say("check.row_total"),
		"cases_total": c.say("check.cases_total"), "table": c.say("check.table"), "sum": c.say("check.sum"), "share": c.say("check.share"),
		"change": c.say("check.change"), "carry_over": c.say("check.carry_over"), "stock": c.say("check.stock"),
		"items": c.say("check.items"), "previous": c.say("check.previous"), "jump": c.say("check.jump"), "copy": c.say("check.copy"),
	}
	if rule == "years.change" {
		return c.say("check.years_change")
	}
	if name, ok := names[rule[strings.LastIndex(rule, ".")+1:]]; ok {
		return name
	}
	return c.say("check.list") // the sums of the single table of before 2019
}

// verdictName says whose error it is.
func (c *cli) verdictName(v report.Verdict) string {
	names := map[report.Verdict]string{report.Misread: c.say("check.misread"), report.SourceInconsistent: c.say("check.source_inconsistent"),
		report.Unsettled: c.say("check.unsettled")}
	return names[v]
}

// better says what would make it hold: another reading of the words, or another
// number in a cell.
func better(f finding) string {
	var out []string
	if f.Reading != "" {
		out = append(out, f.Reading)
	}
	for _, p := range f.Proposals {
		out = append(out, "→"+string(p.Value))
	}
	return strings.Join(out, " ")
}

// proposed gives what should stand in the cells, by their codes.
func proposed(f finding) string {
	var out []string
	for _, p := range f.Proposals {
		out = append(out, p.Code+" → "+string(p.Value))
	}
	return strings.Join(out, ", ")
}

// quotes gives the words that do not agree: of a table's cells their numbers.
func quotes(f finding) string {
	var out []string
	for _, g := range f.Figures {
		out = append(out, brief(f, g))
	}
	text := strings.Join(out, " ≠ ")
	if len(out) > 2 {
		text = out[0] + " ≠ " + strings.Join(out[1:], " ")
	}
	if f.Other == nil {
		return text
	}
	var others []string
	for _, g := range f.Other.Figures {
		others = append(others, brief(f, g))
	}
	who := number(f.Other.Year)
	if f.Other.Body != f.Body {
		who = f.Other.Body + " " + who
	}
	return strings.TrimSpace(text + " | " + who + ": " + strings.Join(others, " "))
}

func brief(f finding, g foundFigure) string {
	if len(f.Figures) > 3 && f.Other == nil && !strings.HasPrefix(f.Rule, "text") {
		return string(g.Value)
	}
	return g.Quote
}
