package main

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"nianbao/extract"
	"nianbao/extract/indicator"
	"nianbao/normalize"
	"nianbao/report"
)

func (c *cli) codebookCheckCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "check DIR...",
		Short:   c.say("codebook.check"),
		Long:    c.say("codebook.check_long"),
		Example: "  nianbao codebook check examples/indicators/court",
		Args:    c.atLeast(1),
		RunE:    func(_ *cobra.Command, dirs []string) error { return c.codebookCheck(dirs) },
	}
}

// codebookCheck reads the example sentences of a user's indicators, all the
// given folders together, and says which are not read as they should be.
func (c *cli) codebookCheck(dirs []string) error {
	c.own = dirs
	x, err := c.extractor()
	if err != nil {
		return err
	}
	segmenter, err := normalize.OpenSegmenter()
	if err != nil {
		return err
	}
	defer segmenter.Close() // it only read
	right, wrong := 0, 0
	var faults indicator.Faults
	for _, f := range x.Book().Files() {
		sentences := 0
		for _, s := range f.Examples {
			if !s.Own {
				continue
			}
			examples, bad := indicator.ParseExamples(s)
			faults = append(faults, bad...)
			for _, e := range examples {
				sentences++
				missing, extra := e.Diff(sentenceFigures(x, segmenter, e))
				if len(missing)+len(extra) == 0 {
					right++
					continue
				}
				wrong++
				if err := c.writeMisread(c.stdout, e, missing, extra); err != nil {
					return err
				}
			}
		}
		if f.Own && sentences == 0 {
			if _, err := fmt.Fprintln(c.stdout, c.say("codebook.no_examples", f.ID)); err != nil {
				return err
			}
		}
	}
	if err := c.faulty(faults.Err()); err != nil {
		return err
	}
	if _, err := fmt.Fprintln(c.stdout, c.say("codebook.checked", right+wrong, right, wrong)); err != nil {
		return err
	}
	if wrong > 0 {
		return errShort
	}
	return nil
}

// sentenceFigures reads a sentence as a report of one paragraph.
func sentenceFigures(x *extract.Extractor, segmenter *normalize.Segmenter, e indicator.Example) []report.Figure {
	d := &report.Document{Status: report.OK, Text: e.Sentence, Reader: report.ReadText, Year: e.Year}
	d.Blocks = []report.Block{{Kind: report.Paragraph, Span: report.Span{End: len([]rune(e.Sentence))}}}
	normalize.Document(d, segmenter)
	x.Figures(d)
	return d.Figures
}

// writeMisread prints a sentence that is not read as it says, in the form of
// the examples themselves.
func (c *cli) writeMisread(w io.Writer, e indicator.Example, missing, extra []string) error {
	if _, err := fmt.Fprintf(w, "%s\n  %s\n", e.Place, e.Sentence); err != nil {
		return err
	}
	for _, m := range missing {
		if _, err := fmt.Fprintf(w, "  %s %s\n", c.say("codebook.missing"), m); err != nil {
			return err
		}
	}
	for _, m := range extra {
		if _, err := fmt.Fprintf(w, "  %s %s\n", c.say("codebook.extra"), m); err != nil {
			return err
		}
	}
	return nil
}
