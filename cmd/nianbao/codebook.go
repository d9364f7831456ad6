package main

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"nianbao/report"
)

func (c *cli) codebookCommand() *cobra.Command {
	format, headline, era := "table", false, ""
	list := func(*cobra.Command, []string) error { return c.codebookList(format, headline, report.Era(era)) }
	cmd := &cobra.Command{
		Use:     "codebook",
		Short:   c.say("codebook.short"),
		Long:    c.say("codebook.long"),
		Example: "  nianbao codebook list\n  nianbao codebook show requests.received\n  nianbao codebook list --era 2021\n  nianbao codebook breaks requests.outcome[outcome=denied]\n  nianbao codebook --headline --format json",
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				return c.usage(c.say("usage.command", args[0]), c.didYouMean(args[0], []string{"list", "show", "breaks", "check"}, c.say("hint.help", cmd.CommandPath())))
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
		sub.Flags().Var(choice{&era, eraNames()}, "era", c.say("flag.era"))
	}
	cmd.AddCommand(all, show, c.codebookBreaksCommand(), c.codebookCheckCommand())
	return cmd
}

func eraNames() []string {
	var out []string
	for _, e := range report.Eras() {
		out = append(out, string(e))
	}
	return out
}

func (c *cli) codebookList(format string, headline bool, era report.Era) error {
	book, err := c.book()
	if err != nil {
		return err
	}
	list := book.All()
	if headline {
		list = slices.DeleteFunc(list, func(i report.Indicator) bool { return i.Headline == "" })
	}
	if era != "" {
		list = slices.DeleteFunc(list, func(i report.Indicator) bool {
			return !slices.ContainsFunc(i.Labels, func(l report.FormLabel) bool { return l.Era == era })
		})
	}
	if format == "json" {
		return writeIndicators(c.stdout, list)
	}
	if era != "" {
		return c.formList(list, era)
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

// formList prints a form: its rows, and the columns that all rows of a table
// have, each with its code.
func (c *cli) formList(list []report.Indicator, era report.Era) error {
	t := table{titles: c.list("codebook.form_columns"), right: -1, keep: 2}
	places := 0
	add := func(i report.Indicator, l report.FormLabel, row string) {
		t.add(l.Table, place(row, l.Col), report.Code{Indicator: i.ID, Dims: l.Dims}.String(), c.placeRemarks(l))
	}
	for _, i := range list {
		for _, l := range i.Labels {
			if l.Era == era {
				add(i, l, l.Row)
			}
		}
		for _, l := range i.Columns {
			if l.Era == era {
				add(i, l, "*")
			}
		}
		for _, p := range i.Places() {
			if p.Era == era && !p.Local {
				places++
			}
		}
	}
	slices.SortStableFunc(t.rows, func(a, b []string) int { return strings.Compare(a[0], b[0]) })
	if err := t.write(c.stdout, c.columns()); err != nil {
		return err
	}
	if era != report.Era2008 {
		c.log.info(c.say("codebook.form_cells", places))
	}
	return nil
}

// place is a row with its column.
func place(row, col string) string {
	if col == "" {
		return row
	}
	return row + " / " + col
}

// placeRemarks say what a place is beside its code.
func (c *cli) placeRemarks(l report.FormLabel) string {
	var out []string
	if l.Role != "" && l.Role != report.Level {
		out = append(out, c.say("role."+string(l.Role)))
	}
	if l.Local {
		out = append(out, c.say("codebook.local"))
	}
	return strings.Join(out, c.say("codebook.and"))
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
