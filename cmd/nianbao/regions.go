package main

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"nianbao/division"
	"nianbao/report"
	"nianbao/store"
)

func (c *cli) regionCommand() *cobra.Command {
	format := "table"
	cmd := &cobra.Command{
		Use:     "region [flags] NAME|CODE...",
		Short:   c.say("region.short"),
		Long:    c.say("region.long"),
		Example: "  nianbao region 东城区\n  nianbao region 公主岭市 110228\n  nianbao region 城关镇 --format json",
		Args:    c.atLeast(1),
		RunE:    func(cmd *cobra.Command, args []string) error { return c.regions(cmd.Context(), args, format) },
	}
	cmd.Flags().Var(choice{&format, []string{"table", "json"}}, "format", c.say("flag.format"))
	return cmd
}

// A regionRecord is a division that a word means, or a body that it means where
// no division is called so.
type regionRecord struct {
	Asked   string                   `json:"asked"`
	Code    string                   `json:"code"`
	Name    string                   `json:"name"`
	Path    string                   `json:"path"`
	From    int                      `json:"from"` // 0 where no source reaches back that far
	To      int                      `json:"to"`   // 0 where it is in force
	History []report.Division        `json:"history"`
	Reports map[report.BodyLevel]int `json:"reports"` // of it and all below it, by level; null without a database
	Bodies  []string                 `json:"bodies,omitempty"`
}

// regions looks divisions up. It needs no database, and counts where there is one.
func (c *cli) regions(ctx context.Context, words []string, format string) (err error) {
	db, err := store.OpenReader(ctx, c.db)
	switch {
	case errors.Is(err, report.ErrNotFound):
		db = nil
	case err != nil:
		return err
	default:
		defer func() { err = errors.Join(err, db.Close()) }()
	}
	counts, err := reportsOf(ctx, db)
	if err != nil {
		return err
	}
	t := divisions()
	records := []regionRecord{}
	for _, word := range words {
		found := meanings(t, word)
		for _, m := range found {
			records = append(records, regionRecord{word, m.Code, m.Name, t.Path(m.Division), m.From, m.To, m.History, counts.of(m), nil})
		}
		if len(found) > 0 {
			continue
		}
		where, err := c.regionOf(ctx, db, word)
		if err != nil {
			return err
		}
		c.log.info(where.taken)
		if len(where.bodies) > 0 {
			records = append(records, regionRecord{Asked: word, History: []report.Division{}, Bodies: where.bodies})
		}
	}
	if format == "json" {
		e := json.NewEncoder(c.stdout)
		e.SetEscapeHTML(false)
		e.SetIndent("", "  ")
		return e.Encode(records)
	}
	return c.writeRegions(t, records)
}

func (c *cli) writeRegions(t *division.Table, records []regionRecord) error {
	tab := table{titles: c.list("region.columns"), right: -1}
	for _, r := range records {
		for _, b := range r.Bodies {
			tab.add("", b, "", "", "")
		}
		if r.Code == "" {
			continue
		}
		d := report.Division{Code: r.Code, Name: r.Name, From: r.From, To: r.To}
		tab.add(r.Code, r.Path, yearsOf(d), c.others(t, d, r.History), levels(r.Reports))
	}
	if len(tab.rows) == 0 {
		return nil
	}
	return tab.write(c.stdout, c.columns())
}

// others are the codes and names that a division had besides.
func (c *cli) others(t *division.Table, d report.Division, history []report.Division) string {
	var out []string
	for _, h := range history {
		if h != d {
			out = append(out, h.Code+" "+t.Path(h)+c.inForce(h))
		}
	}
	return strings.Join(out, c.say("region.comma"))
}

// levels are counts by level, with their sum: 12: county 1, town 11.
func levels(reports map[report.BodyLevel]int) string {
	var out []string
	sum := 0
	for level, n := range reports {
		sum += n
		if level == "" {
			level = "?"
		}
		out = append(out, string(level)+" "+strconv.Itoa(n))
	}
	switch {
	case reports == nil:
		return ""
	case sum == 0:
		return "0"
	}
	slices.Sort(out)
	return strconv.Itoa(sum) + ": " + strings.Join(out, ", ")
}

// yearsOf gives the years of a division as -2010 or 2016-; "" where no bound is
// known.
func yearsOf(d report.Division) string {
	if d.From == 0 && d.To == 0 {
		return ""
	}
	return number(d.From) + "-" + number(d.To)
}
