package main

import (
	"encoding/json"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"nianbao/report"
)

func (c *cli) codebookCommand() *cobra.Command {
	format, headline := "table", false
	list := func(*cobra.Command, []string) error { return c.codebookList(format, headline) }
	cmd := &cobra.Command{
		Use:     "codebook",
		Short:   c.say("codebook.short"),
		Long:    c.say("codebook.long"),
		Example: "  nianbao codebook list\n  nianbao codebook show requests.received\n  nianbao codebook --headline --format json",
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				return c.usage(c.say("usage.command", args[0]), c.didYouMean(args[0], []string{"list", "show", "check"}, c.say("hint.help", cmd.CommandPath())))
			}
			return list(cmd, args)
		},
		Args: cobra.ArbitraryArgs,
	}
	show := &cobra.Command{
		Use:   "show CODE...",
		Short: c.say("codebook.show"),
		Args:  c.atLeast(1),
		RunE:  func(_ *cobra.Command, args []string) error { return c.codebookShow(format, args) },
	}
	all := &cobra.Command{Use: "list", Short: c.say("codebook.list"), Args: c.between(0, 0), RunE: list}
	for _, sub := range []*cobra.Command{cmd, all, show} {
		c.indicatorsFlag(sub)
		sub.Flags().Var(choice{&format, []string{"table", "json"}}, "format", c.say("flag.format"))
	}
	for _, sub := range []*cobra.Command{cmd, all} {
		sub.Flags().BoolVar(&headline, "headline", false, c.say("flag.headline"))
	}
	cmd.AddCommand(all, show, c.codebookCheckCommand())
	return cmd
}

func (c *cli) codebookList(format string, headline bool) error {
	book, err := c.book()
	if err != nil {
		return err
	}
	list := book.All()
	if headline {
		list = slices.DeleteFunc(list, func(i report.Indicator) bool { return i.Headline == "" })
	}
	if format == "json" {
		return writeIndicators(c.stdout, list)
	}
	t := table{titles: c.list("codebook.columns"), right: -1}
	if headline {
		t = table{titles: c.list("codebook.headlines"), right: -1, keep: 1}
	}
	for _, i := range list {
		row := []string{i.ID, i.Name, i.Unit, strings.Join(i.Dims, " "), i.Definition}
		if c.lang == "en" {
			row[1], row[4] = i.English, i.DefinitionEN
		}
		if headline {
			row = append([]string{i.Headline}, row...)
		}
		t.add(row...)
	}
	return t.write(c.stdout, c.columns())
}

func (c *cli) codebookShow(format string, codes []string) error {
	book, err := c.book()
	if err != nil {
		return err
	}
	var list []report.Indicator
	for _, code := range codes {
		i, err := c.findIndicator(book.All(), code)
		if err != nil {
			return err
		}
		list = append(list, i)
	}
	if format == "json" {
		return writeIndicators(c.stdout, list)
	}
	for _, i := range list {
		if err := c.describeIndicator(i); err != nil {
			return err
		}
	}
	return nil
}

// findIndicator looks an indicator up by its code, with or without dimensions.
func (c *cli) findIndicator(all []report.Indicator, code string) (report.Indicator, error) {
	id := report.ParseCode(code).Indicator
	var known []string
	for _, i := range all {
		known = append(known, i.ID)
		if id == i.ID || id == i.Name || strings.EqualFold(id, i.English) {
			return i, nil
		}
	}
	return report.Indicator{}, c.usage(c.say("usage.indicator", code), c.didYouMean(id, known, c.say("hint.codebook")))
}

func (c *cli) describeIndicator(i report.Indicator) error {
	var b strings.Builder
	b.WriteString(i.ID + "\n")
	facts := []string{i.Name, i.English, i.Definition, i.DefinitionEN, i.Unit, string(i.Measure), strings.Join(i.Dims, " "), i.Headline}
	for n, title := range c.list("codebook.facts") {
		if facts[n] != "" {
			b.WriteString("  " + pad(title, 14) + facts[n] + "\n")
		}
	}
	if len(i.Labels) > 0 {
		b.WriteString("  " + c.say("codebook.labels") + "\n")
	}
	for _, l := range i.Labels {
		place := l.Row
		if l.Col != "" {
			place += " / " + l.Col
		}
		b.WriteString("    " + pad(string(l.Era)+" "+c.say("codebook.table", l.Table), 14) + place + notes(l) + "\n")
	}
	_, err := io.WriteString(c.stdout, b.String())
	return err
}

// notes are what a place of a table means beside its indicator.
func notes(l report.FormLabel) string {
	var out []string
	for _, k := range slices.Sorted(maps.Keys(l.Dims)) {
		out = append(out, k+"="+l.Dims[k])
	}
	if l.Role != "" && l.Role != report.Level {
		out = append(out, "role="+string(l.Role))
	}
	if len(out) == 0 {
		return ""
	}
	return " [" + strings.Join(out, ",") + "]"
}

// An indicatorRecord is an indicator as `codebook --format json` prints it.
type indicatorRecord struct {
	ID           string         `json:"id"`
	Label        string         `json:"label"`
	LabelEN      string         `json:"label_en"`
	Definition   string         `json:"definition"`
	DefinitionEN string         `json:"definition_en"`
	Unit         string         `json:"unit"`
	Measure      report.Measure `json:"measure"`
	Dims         []string       `json:"dims"`
	Headline     string         `json:"headline"`
	Forms        []formRecord   `json:"forms"`
}

type formRecord struct {
	Era   report.Era        `json:"era"`
	Table string            `json:"table"`
	Row   string            `json:"row"`
	Col   string            `json:"col"`
	Dims  map[string]string `json:"dims"`
	Role  report.Role       `json:"role"`
}

func writeIndicators(w io.Writer, list []report.Indicator) error {
	out := []indicatorRecord{}
	for _, i := range list {
		r := indicatorRecord{i.ID, i.Name, i.English, i.Definition, i.DefinitionEN, i.Unit, i.Measure, []string{}, i.Headline, []formRecord{}}
		r.Dims = append(r.Dims, i.Dims...)
		for _, l := range i.Labels {
			role := l.Role
			if role == "" {
				role = report.Level
			}
			dims := map[string]string{}
			maps.Copy(dims, l.Dims)
			r.Forms = append(r.Forms, formRecord{l.Era, l.Table, l.Row, l.Col, dims, role})
		}
		out = append(out, r)
	}
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(out)
}
