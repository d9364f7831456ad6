package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/spf13/cobra"

	"nianbao/fetch"
	"nianbao/pipeline"
	"nianbao/report"
)

func (c *cli) extractCommand() *cobra.Command {
	format, text := "", false
	cmd := &cobra.Command{
		Use:   "extract [flags] FILE|DIR|URL|MANIFEST|-...",
		Short: c.say("extract.short"),
		Long:  c.say("extract.long"),
		Example: "  nianbao extract report.pdf\n  nianbao extract --format jsonl reports/ > figures.jsonl\n" +
			"  nianbao extract --text report.html\n  cat report.txt | nianbao extract -",
		Args: c.atLeast(1),
	}
	s := c.sourceFlags(cmd)
	c.indicatorsFlag(cmd)
	cmd.Flags().Var(choice{&format, []string{"jsonl", "csv", "table"}}, "format", c.say("flag.extract_format"))
	cmd.Flags().BoolVar(&text, "text", false, c.say("flag.text"))
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		fetcher, err := c.fetcher(s)
		if err != nil {
			return err
		}
		items := fetcher.Discover(args)
		if format == "" {
			format = "jsonl"
			if _, ok := c.terminal(c.stdout); ok {
				format = "table"
			}
		}
		if text {
			format = "text"
		}
		return c.extract(cmd.Context(), s.workers, items, c.output(format, len(items)))
	}
	return cmd
}

// extract reads the items and prints them in their order.
func (c *cli) extract(ctx context.Context, workers int, items []fetch.Item, out output) error {
	unreadable := 0
	err := c.readAll(ctx, workers, items, func(d *report.Document) error {
		if d.Status != report.OK {
			c.complain(d)
		}
		if d.Status == report.Unreadable {
			unreadable++
		}
		return out.document(d)
	})
	if err := errors.Join(err, out.end()); err != nil {
		return err
	}
	if unreadable > 0 {
		return errShort
	}
	return nil
}

// readAll gives the documents of the items in order, read by bounded workers.
func (c *cli) readAll(ctx context.Context, workers int, items []fetch.Item, each func(*report.Document) error) (err error) {
	extractor, err := c.extractor()
	if err != nil {
		return err
	}
	reader, closeReader, err := c.reader(workers, extractor)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, closeReader()) }()
	err = pipeline.Run(ctx, workers, slices.Values(items), reader.Read, func(_ context.Context, r pipeline.Reading) error {
		if r.Err != nil {
			return r.Err
		}
		return each(r.Document)
	})
	if errors.Is(err, context.Canceled) {
		return &failure{text: c.say("interrupted"), code: exitShort}
	}
	return err
}

// An output prints documents one by one.
type output interface {
	document(*report.Document) error
	end() error
}

func (c *cli) output(format string, documents int) output {
	switch format {
	case "csv":
		return newCSVOutput(c.stdout)
	case "table":
		return &tableOutput{c: c}
	case "text":
		return &textOutput{c: c, headings: documents > 1}
	}
	return newJSONLOutput(c.stdout)
}

// A textOutput prints the text that offsets count in, to the character; on a
// terminal without what could rewrite the screen.
type textOutput struct {
	c        *cli
	headings bool // more than one document
}

func (o *textOutput) document(d *report.Document) error {
	if d.Status == report.Unreadable {
		return nil
	}
	text := d.Text
	if _, ok := o.c.terminal(o.c.stdout); ok {
		text = cleanLines(text)
	}
	if o.headings {
		if _, err := fmt.Fprintf(o.c.stdout, "==> %s <==\n", clean(d.Source)); err != nil {
			return err
		}
		text += "\n"
	}
	_, err := io.WriteString(o.c.stdout, text)
	return err
}

func (o *textOutput) end() error { return nil }
