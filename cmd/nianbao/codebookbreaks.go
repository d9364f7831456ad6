package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"nianbao/needle"
	"nianbao/report"
	"nianbao/tabular"
)

func (c *cli) codebookBreaksCommand() *cobra.Command {
	format, page, dry := "table", "", false
	cmd := &cobra.Command{
		Use:     "breaks [CODE...]",
		Short:   c.say("codebook.breaks"),
		Long:    c.say("codebook.breaks_long"),
		Example: "  nianbao codebook breaks\n  nianbao codebook breaks requests.outcome[outcome=denied]\n  nianbao codebook breaks --format csv > breaks.csv",
		Args:    cobra.ArbitraryArgs,
		RunE: func(_ *cobra.Command, args []string) error {
			if page != "" {
				return c.codebookPage(page, dry)
			}
			return c.codebookBreaks(format, args)
		},
	}
	c.indicatorsFlag(cmd)
	cmd.Flags().Var(choice{&format, []string{"table", "csv", "json", "markdown"}}, "format", c.say("flag.format"))
	cmd.Flags().StringVar(&page, "report", "", c.say("flag.codebook_page"))
	cmd.Flags().BoolVarP(&dry, "dry-run", "n", false, c.say("flag.report_dry"))
	return cmd
}

// breaksOf gives what the codes named, or all, have of breaks.
func (c *cli) breaksOf(names []string) ([]report.Break, error) {
	book, err := c.book()
	if err != nil {
		return nil, err
	}
	list, err := c.askedFor(book.All(), names)
	if err != nil {
		return nil, err
	}
	if len(names) == 0 {
		for _, i := range book.All() {
			list = append(list, asked{Indicator: i})
		}
	}
	var out []report.Break
	for _, a := range list {
		for _, b := range a.statements() {
			if a.code != nil {
				b.Said = a.code.String()
			}
			if b.Kind != report.SameMeaning {
				out = append(out, b)
			}
		}
	}
	return out, nil
}

func (c *cli) codebookBreaks(format string, names []string) error {
	list, err := c.breaksOf(names)
	if err != nil {
		return err
	}
	switch format {
	case "json":
		records := []breakRecord{}
		for _, b := range list {
			records = append(records, newBreakRecord(b))
		}
		return writeJSON(c.stdout, records)
	case "csv":
		return writeBreaks(c.stdout, list)
	case "markdown":
		_, err := io.WriteString(c.stdout, c.breaksMarkdown(list))
		return err
	}
	if len(list) == 0 {
		c.log.info(c.say("codebook.no_breaks"))
		return nil
	}
	return c.printBreaks(list)
}

// printBreaks writes breaks one below the other: their codes, bridges and notes
// are too long for columns.
func (c *cli) printBreaks(list []report.Break) error {
	const indent = "    "
	var b strings.Builder
	for n, br := range list {
		row := c.breakRow(br)
		if n > 0 {
			b.WriteString("\n")
		}
		b.WriteString(wrapped(row[0], c.columns(), indent))
		b.WriteString(wrapped(indent+row[1]+": "+row[2]+" · "+c.list("codebook.break_columns")[3]+": "+row[3], c.columns(), indent))
		for _, words := range row[4:] {
			if words != "" {
				b.WriteString(wrapped(indent+words, c.columns(), indent))
			}
		}
	}
	_, err := io.WriteString(c.stdout, b.String())
	return err
}

// breakRow is a break for people to read.
func (c *cli) breakRow(b report.Break) []string {
	return []string{b.Said, string(b.From) + "→" + string(b.To), c.say("break." + string(b.Kind)), c.say("comparable." + string(b.Compare())),
		b.Bridge.String(), c.note(b)}
}

// writeBreaks writes the table as the database has it, a row a code.
func writeBreaks(w io.Writer, list []report.Break) error {
	var columns []tabular.Column
	for _, name := range []string{"code", "from_era", "to_era", "kind", "comparable", "basis", "bridge", "note_zh", "note_en"} {
		columns = append(columns, tabular.Column{Name: name, Kind: tabular.Text})
	}
	out, err := tabular.New(w, tabular.CSV, columns, tabular.Options{})
	if err != nil {
		return err
	}
	for _, b := range list {
		for _, code := range b.Codes {
			err := out.Row(code.String(), string(b.From), string(b.To), string(b.Kind), string(b.Compare()), string(b.Basis),
				b.BridgeOf(code).String(), b.Note, b.NoteEN)
			if err != nil {
				return err
			}
		}
	}
	return out.Close()
}

// breaksMarkdown is the table for a page.
func (c *cli) breaksMarkdown(list []report.Break) string {
	var b strings.Builder
	titles := c.list("codebook.break_columns")
	b.WriteString("| " + strings.Join(titles, " | ") + " |\n|" + strings.Repeat("---|", len(titles)) + "\n")
	for _, br := range list {
		row := c.breakRow(br)
		for _, i := range []int{0, 4} { // codes
			if row[i] != "" {
				row[i] = "`" + row[i] + "`"
			}
		}
		if br.Basis == report.ByJudgment {
			row[5] += c.say("codebook.judged")
		}
		for i := range row {
			row[i] = strings.ReplaceAll(row[i], "|", `\|`)
		}
		b.WriteString("| " + strings.Join(row, " | ") + " |\n")
	}
	return b.String()
}

// breakBlocks are the blocks of a page that codebook breaks writes:
//
//	<!-- nianbao codebook breaks requests.outcome -->
//	…the table…
//	<!-- /nianbao codebook breaks -->
var breakBlocks = needle.MustCompile(`(?s)(<!-- nianbao codebook breaks([^\n]*?)-->\n)(.*?)(<!-- /nianbao codebook breaks -->)`)

// codebookPage writes the tables of a page anew, in English.
func (c *cli) codebookPage(path string, dry bool) error {
	old, err := os.ReadFile(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return c.usage(c.say("eval.no_page", path), c.say("hint.codebook_page"))
	case err != nil:
		return err
	}
	found := breakBlocks.FindAllStringSubmatch(string(old), -1)
	if len(found) == 0 {
		return c.fault(c.say("codebook.no_blocks", path), c.say("hint.codebook_page"))
	}
	in := *c
	in.lang, in.words = "en", catalogue["en"]
	text, changed := string(old), 0
	for _, m := range found {
		list, err := in.breaksOf(strings.Fields(m[2]))
		if err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		block := m[1] + in.breaksMarkdown(list) + m[4]
		if block != m[0] {
			changed++
			text = strings.Replace(text, m[0], block, 1)
		}
	}
	switch {
	case changed == 0:
		c.log.info(c.say("eval.page_same", path))
	case dry:
		c.log.error(c.say("eval.page_stale", path, changed), c.say("hint.codebook_stale", path))
		return errShort
	default:
		if err := replaceFile(path, []byte(text)); err != nil {
			return err
		}
		c.log.info(c.say("eval.page_written", path, changed))
	}
	return nil
}
