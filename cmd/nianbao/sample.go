package main

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"math"
	"os"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"nianbao/eval"
	"nianbao/extract/indicator"
	"nianbao/report"
	"nianbao/store"
)

type sampleOptions struct {
	seed   uint64
	score  string
	by     string
	format string
}

func (c *cli) sampleCommand() *cobra.Command {
	o := sampleOptions{by: string(eval.ByIndicator), format: "table"}
	cmd := &cobra.Command{
		Use:     "sample [flags] N",
		Short:   c.say("sample.short"),
		Long:    c.say("sample.long"),
		Example: "  nianbao sample 300 > sheet.csv\n  nianbao sample --score sheet.csv\n  nianbao sample --score sheet.csv --by era",
		Args:    c.between(0, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			switch {
			case o.score != "" && len(args) > 0:
				return c.usage(c.say("usage.extra", args[0], cmd.UseLine()), c.say("hint.help", cmd.CommandPath()))
			case o.score != "":
				return c.score(o)
			}
			if err := c.atLeast(1)(cmd, args); err != nil {
				return err
			}
			n, err := strconv.Atoi(args[0])
			if err != nil || n < 1 {
				return c.usage(c.say("sample.bad_n", args[0]), c.say("hint.help", cmd.CommandPath()))
			}
			return c.sample(cmd.Context(), n, o.seed)
		},
	}
	var bys []string
	for _, by := range eval.SheetGroupings {
		bys = append(bys, string(by))
	}
	flags := cmd.Flags()
	flags.Uint64Var(&o.seed, "seed", 1, c.say("flag.seed"))
	flags.StringVar(&o.score, "score", "", c.say("flag.score"))
	flags.Var(choice{&o.by, bys}, "by", c.say("flag.by"))
	ownTwin(flags, "by", "NIANBAO_SAMPLE_BY")
	flags.Var(choice{&o.format, []string{"table", "json"}}, "format", c.say("flag.format"))
	return cmd
}

// sample prints a sheet.
func (c *cli) sample(ctx context.Context, n int, seed uint64) (err error) {
	db, err := store.OpenReader(ctx, c.db)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	draw, err := db.Draw(ctx, n, seed)
	if err != nil {
		return err
	}
	if len(draw.Drawn) == 0 {
		return c.fault(c.say("sample.nothing", c.db))
	}
	if err := c.writeSheet(c.stdout, draw); err != nil {
		return err
	}
	p := draw.Population
	c.log.info(c.say("sample.drawn", len(draw.Drawn), p[store.Taken]+p[store.Rejected]+p[store.Leftover],
		p[store.Taken], p[store.Rejected], p[store.Leftover], draw.Strata))
	c.log.info(c.say("hint.fill"))
	return nil
}

// mostFaults are the bad cells that are listed.
const mostFaults = 30

// score prints what a filled sheet says.
func (c *cli) score(o sampleOptions) error {
	var raw []byte
	var err error
	if o.score == "-" {
		raw, err = io.ReadAll(c.stdin)
	} else {
		raw, err = os.ReadFile(o.score)
	}
	if err != nil {
		return err
	}
	book, err := indicator.Load()
	if err != nil {
		return err
	}
	s, err := c.filledSheet(raw, book.All())
	if err != nil {
		return err
	}
	if o.format == "json" {
		return c.writeEstimatesJSON(s)
	}
	if err := c.writeEstimates(s, eval.By(o.by)); err != nil {
		return err
	}
	c.log.info(c.say("sample.rows", s.Filled()+s.Unfilled, s.Filled()-s.Skipped, s.Skipped, s.Unfilled))
	if s.Unseen > 0 {
		c.log.warn(c.say("sample.unseen", s.Unseen))
	}
	return nil
}

// filledSheet reads a filled sheet, and lists what it cannot take.
func (c *cli) filledSheet(raw []byte, book []report.Indicator) (*eval.Sheet, error) {
	rows, faults, err := c.readSheet(raw, book)
	if err != nil {
		return nil, err
	}
	if len(faults) > 0 {
		for _, f := range faults[:min(len(faults), mostFaults)] {
			c.log.error(f, "")
		}
		return nil, c.fault(c.say("sample.faults", len(faults)))
	}
	s := eval.NewSheet(rows)
	if s.Filled() == 0 {
		return nil, c.fault(c.say("sample.empty"), c.say("hint.fill"))
	}
	return s, nil
}

func (c *cli) writeEstimates(s *eval.Sheet, by eval.By) error {
	t := table{titles: append([]string{c.say("by." + string(by))}, c.list("sample.estimates")...), right: -1, keep: 0}
	groups := s.Groups(by)
	all, coded, open := s.Whole()
	coded.Name, open.Name, all.Name = c.say("sample.coded"), c.say("sample.open"), c.say("eval.all")
	for _, e := range append(groups, coded, open, all) {
		name := e.Name
		if name == "" {
			name = c.say("eval.unknown")
		}
		p, pAt := estimated(e.Precision, e.PrecisionAt)
		r, rAt := estimated(e.Recall, e.RecallAt)
		f1, _ := estimated(e.F1(), eval.Interval{})
		t.add(name, p, pAt, r, rAt, f1, strings.Join([]string{strconv.Itoa(e.Right), strconv.Itoa(e.Taken), strconv.Itoa(e.Missed)}, "/"),
			strconv.FormatFloat(e.Figures, 'f', 0, 64))
	}
	return t.write(c.stdout, uncut)
}

func estimated(v float64, at eval.Interval) (value, between string) {
	if math.IsNaN(v) {
		return none, none
	}
	return thousandths(v), interval(at)
}

type estimateRecord struct {
	Name      string    `json:"name"`
	Right     int       `json:"right"`
	Taken     int       `json:"taken"`
	Missed    int       `json:"missed"`
	Figures   float64   `json:"figures"`
	Precision *measured `json:"precision"`
	Recall    *measured `json:"recall"`
	F1        *measured `json:"f1"`
}

func newEstimateRecord(e eval.Estimate) estimateRecord {
	known := func(v float64, at *eval.Interval) *measured {
		if math.IsNaN(v) {
			return nil
		}
		return &measured{v, at}
	}
	return estimateRecord{e.Name, e.Right, e.Taken, e.Missed, e.Figures,
		known(e.Precision, &e.PrecisionAt), known(e.Recall, &e.RecallAt), known(e.F1(), nil)}
}

// writeEstimatesJSON prints everything in one object.
func (c *cli) writeEstimatesJSON(s *eval.Sheet) error {
	all, coded, open := s.Whole()
	out := struct {
		Schema   int                          `json:"schema"`
		Judged   int                          `json:"judged"`
		Skipped  int                          `json:"skipped"`
		Unfilled int                          `json:"unfilled"`
		Unseen   float64                      `json:"unseen"`
		All      estimateRecord               `json:"all"`
		Coded    estimateRecord               `json:"coded"`
		Open     estimateRecord               `json:"open"`
		By       map[eval.By][]estimateRecord `json:"by"`
	}{1, s.Filled() - s.Skipped, s.Skipped, s.Unfilled, s.Unseen, newEstimateRecord(all), newEstimateRecord(coded), newEstimateRecord(open),
		map[eval.By][]estimateRecord{}}
	for _, by := range eval.SheetGroupings {
		for _, e := range s.Groups(by) {
			out.By[by] = append(out.By[by], newEstimateRecord(e))
		}
	}
	e := json.NewEncoder(c.stdout)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(out)
}
