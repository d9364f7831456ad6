package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"

	"github.com/spf13/cobra"

	"nianbao/fetch"
	"nianbao/pipeline"
	"nianbao/report"
)

func (c *cli) extractCommand() *cobra.Command {
	format, text, null, warc := "", false, false, false
	cmd := &cobra.Command{
		Use:   "extract [flags] FILE|DIR|URL|MANIFEST|-...",
		Short: c.say("extract.short"),
		Long:  c.say("extract.long"),
		Example: "  nianbao extract report.pdf\n  nianbao extract --format jsonl reports/ > figures.jsonl\n" +
			"  nianbao extract --text report.html\n  cat report.txt | nianbao extract -\n" +
			"  find reports -type f -print0 | nianbao extract -0 > figures.jsonl\n  nianbao extract --warc < crawl.warc.gz > figures.jsonl",
		Args: func(cmd *cobra.Command, args []string) error { return c.extractArgs(cmd, args, null, warc) },
	}
	s := c.sourceFlags(cmd)
	c.indicatorsFlag(cmd)
	cmd.Flags().Var(choice{&format, []string{"jsonl", "csv", "table"}}, "format", c.say("flag.extract_format"))
	cmd.Flags().BoolVar(&text, "text", false, c.say("flag.text"))
	cmd.Flags().BoolVarP(&null, "null", "0", false, c.say("flag.null"))
	cmd.Flags().BoolVar(&warc, "warc", false, c.say("flag.warc"))
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		fetcher, err := c.fetcher(s)
		if err != nil {
			return err
		}
		if format == "" {
			format = "jsonl"
			if _, ok := c.terminal(c.stdout); ok {
				format = "table"
			}
		}
		if text {
			format = "text"
		}
		if null {
			return c.extract(cmd.Context(), s.workers, fetcher.Names, c.output(format, many))
		}
		if warc {
			return c.extract(cmd.Context(), s.workers, fetcher.Records, c.output(format, many))
		}
		items := fetcher.Discover(args)
		return c.extract(cmd.Context(), s.workers, listed(items), c.output(format, len(items)))
	}
	return cmd
}

// many stands for how many documents come in, which is not known.
const many = 2

// An incoming gives documents, until its context ends.
type incoming func(context.Context) iter.Seq[fetch.Item]

// listed are documents that are known beforehand.
func listed(items []fetch.Item) incoming {
	return func(context.Context) iter.Seq[fetch.Item] { return slices.Values(items) }
}

// extractArgs holds that documents come by names or by standard input.
func (c *cli) extractArgs(cmd *cobra.Command, args []string, null, warc bool) error {
	switch {
	case !null && !warc:
		return c.atLeast(1)(cmd, args)
	case null && warc:
		return c.usage(c.say("usage.stdin_twice"), c.say("hint.help", cmd.CommandPath()))
	case len(args) > 0 && (len(args) > 1 || args[0] != "-"):
		name := "--warc"
		if null {
			name = "-0"
		}
		return c.usage(c.say("usage.stdin_names", name, args[0]), c.say("hint.help", cmd.CommandPath()))
	}
	return nil
}

// extract reads the items and prints them in their order.
func (c *cli) extract(ctx context.Context, workers int, items incoming, out output) error {
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
func (c *cli) readAll(ctx context.Context, workers int, items incoming, each func(*report.Document) error) (err error) {
	extractor, err := c.extractor()
	if err != nil {
		return err
	}
	reader, closeReader, err := c.reader(workers, extractor)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, closeReader()) }()
	ending, stop := context.WithCancel(ctx)
	defer stop()
	err = pipeline.Run(ctx, workers, items(ending), reader.Read, func(_ context.Context, r pipeline.Reading) error {
		err := r.Err
		if err == nil {
			err = each(r.Document)
		}
		if err != nil {
			stop() // what comes in may have no end
		}
		return err
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
