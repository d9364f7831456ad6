package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/pflag"

	"nianbao/eval"
	"nianbao/needle"
	"nianbao/report"
)

// A page is a Markdown file of a person's words with blocks that eval writes.
// The first line of a block's head names its flags, the others its sets of
// labels, with paths from the page's folder:
//
//	<!-- nianbao eval --by era --where text
//	GOLD
//	NAME | GOLD
//	NAME | GOLD | DOCS
//	-->
//	…what eval writes…
//	<!-- /nianbao eval -->
var blocks = needle.MustCompile(`(?s)(<!-- nianbao eval([^\n]*)\n(.*?)-->\n)(.*?)(<!-- /nianbao eval -->)`)

// bySet groups by the sets of labels that a block names.
const bySet = "set"

// evalPage writes the blocks of a page anew; a page that is not there is made
// for the labels named.
func (c *cli) evalPage(ctx context.Context, o evalOptions, args []string) error {
	old, err := os.ReadFile(o.page)
	switch {
	case errors.Is(err, fs.ErrNotExist) && len(args) > 0:
		old = nil
	case errors.Is(err, fs.ErrNotExist):
		return c.usage(c.say("eval.no_page", o.page), c.say("hint.page"))
	case err != nil:
		return err
	case len(args) > 0:
		return c.usage(c.say("eval.page_there", o.page), c.say("hint.page_there"))
	}
	text := string(old)
	if old == nil {
		text = c.newPage(o, newGoldSet(args))
	}
	p := &evalPage{c: c, o: o, read: map[string]*eval.Report{}}
	text, err = p.write(ctx, text)
	if err != nil {
		return err
	}
	switch {
	case text == string(old):
		c.log.info(c.say("eval.page_same", o.page))
	case o.dry:
		c.log.error(c.say("eval.page_stale", o.page, p.changed), c.say("hint.page_stale", o.page))
		return errShort
	default:
		if err := replaceFile(o.page, []byte(text)); err != nil {
			return err
		}
		c.log.info(c.say("eval.page_written", o.page, p.changed))
	}
	return p.short
}

// newPage is a page with a block for every way of grouping.
func (c *cli) newPage(o evalOptions, set goldSet) string {
	from := func(path string) string { return filepath.ToSlash(fromFolder(filepath.Dir(o.page), path)) }
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n\n%s\n", c.say("eval.page_title"), c.say("eval.page_intro"))
	flags := " --lang " + c.lang
	if o.where != "" {
		flags += " --where " + o.where
	}
	for _, pattern := range o.skip {
		flags += " --skip " + pattern
	}
	for _, by := range append([]string{bySet}, groupingNames()...) {
		fmt.Fprintf(&b, "\n## %s\n\n<!-- nianbao eval --by %s%s\n%s | %s | %s\n-->\n<!-- /nianbao eval -->\n",
			c.say("eval.page_by", c.say("by."+by)), by, flags, filepath.ToSlash(set.gold), from(set.gold), from(set.docs))
	}
	return b.String()
}

// fromFolder is the path as it is named from a folder: the page stays right
// where both are moved together.
func fromFolder(dir, path string) string {
	absDir, err := filepath.Abs(dir)
	absPath, err2 := filepath.Abs(path)
	rel, err3 := filepath.Rel(absDir, absPath)
	if errors.Join(err, err2, err3) != nil {
		return path // another drive
	}
	return rel
}

func groupingNames() []string {
	var out []string
	for _, by := range eval.Groupings {
		out = append(out, string(by))
	}
	return out
}

// An evalPage is a page being written.
type evalPage struct {
	c       *cli
	o       evalOptions
	read    map[string]*eval.Report // sets that have been compared, by what was asked
	changed int                     // blocks
	short   error                   // errShort where a document could not be read
}

func (p *evalPage) write(ctx context.Context, text string) (string, error) {
	found := blocks.FindAllStringSubmatchIndex(text, -1)
	if len(found) == 0 {
		return "", p.c.fault(p.c.say("eval.no_blocks", p.o.page), p.c.say("hint.no_blocks"))
	}
	var b strings.Builder
	at := 0
	for _, m := range found {
		piece := func(i int) string { return text[m[2*i]:m[2*i+1]] }
		line := 1 + strings.Count(text[:m[0]], "\n")
		block, err := p.block(ctx, line, piece(2), piece(3))
		if err != nil {
			return "", err
		}
		if block != piece(4) {
			p.changed++
		}
		b.WriteString(text[at:m[0]] + piece(1) + block + piece(5))
		at = m[1]
	}
	b.WriteString(text[at:])
	return b.String(), nil
}

// block gives what stands in a block, by its head.
func (p *evalPage) block(ctx context.Context, line int, head, list string) (string, error) {
	c := *p.c
	o := evalOptions{by: string(eval.ByIndicator), workers: p.o.workers}
	flags := pflag.NewFlagSet("", pflag.ContinueOnError)
	flags.Var(choice{&o.by, append([]string{bySet}, groupingNames()...)}, "by", "")
	flags.Var(printedChoice{choice{&o.where, wordsOf(report.Methods())}, "method."}, "where", "")
	flags.Var(choice{&c.lang, []string{"zh", "en"}}, "lang", "")
	flags.StringArrayVar(&o.skip, "skip", nil, "")
	c.lang = "en"
	if err := flags.Parse(strings.Fields(head)); err != nil || flags.NArg() > 0 {
		return "", c.fault(p.c.say("eval.bad_block", p.o.page, line, strings.TrimSpace(head)))
	}
	if err := o.check(&c); err != nil {
		return "", err
	}
	c.words = catalogue[c.lang]
	whole := eval.NewReport(report.Method(o.where))
	var sets []eval.Group
	for entry := range strings.Lines(list) {
		if strings.TrimSpace(entry) == "" {
			continue
		}
		name, set := p.set(entry)
		r, err := p.compare(ctx, o, set)
		if err != nil {
			return "", err
		}
		whole.Merge(r)
		g := r.Whole()
		g.Name = name
		sets = append(sets, g)
	}
	if o.by == bySet {
		return c.markdown(bySet, sets), nil
	}
	return c.markdown(o.by, whole.Groups(eval.By(o.by))), nil
}

// set reads a line of a block's head.
func (p *evalPage) set(line string) (name string, set goldSet) {
	fields := strings.SplitN(line, "|", 3)
	for i := range fields {
		fields[i] = strings.TrimSpace(fields[i])
	}
	name = fields[0]
	paths := fields[min(1, len(fields)-1):]
	for i, path := range paths {
		if !filepath.IsAbs(path) {
			paths[i] = filepath.Join(filepath.Dir(p.o.page), filepath.FromSlash(path))
		}
	}
	return name, newGoldSet(paths)
}

func (p *evalPage) compare(ctx context.Context, o evalOptions, set goldSet) (*eval.Report, error) {
	asked := strings.Join(append([]string{set.gold, set.docs, o.where}, o.skip...), "\n")
	if r, ok := p.read[asked]; ok {
		return r, nil
	}
	r, _, err := p.c.compare(ctx, o, set)
	if errors.Is(err, errShort) {
		p.short, err = errShort, nil
	}
	p.read[asked] = r
	return r, err
}

// markdown is a table of groups.
func (c *cli) markdown(by string, groups []eval.Group) string {
	titles := c.list("eval.page_columns")
	if by == string(eval.ByIndicator) {
		titles = c.list("eval.page_indicator")
	}
	var b strings.Builder
	fmt.Fprintf(&b, "| %s | %s |\n|%s\n", c.say("by."+by), strings.Join(titles, " | "), strings.Repeat("---|", len(titles)+1))
	for _, g := range groups {
		cells := c.groupCells(g)
		with := func(i int) string {
			if cells[i+1] == none {
				return cells[i]
			}
			return cells[i] + " (" + cells[i+1] + ")"
		}
		row := []string{cells[0], cells[8], with(1), with(3), with(5), cells[7]}
		if by != string(eval.ByIndicator) {
			row = append(row, f1Of(g.Counts[eval.Open]), f1Of(g.Counts[eval.Counts]), cells[9])
		}
		fmt.Fprintf(&b, "| %s |\n", strings.Join(row, " | "))
	}
	return b.String()
}

func f1Of(n eval.Count) string {
	if n.Given+n.Labelled == 0 {
		return none
	}
	return thousandths(n.F1())
}

// replaceFile puts a file in the place of another at once: what a person wrote
// there outlives a crash.
func replaceFile(path string, content []byte) error {
	mode := fs.FileMode(0o644)
	if info, err := os.Stat(path); err == nil {
		mode = info.Mode().Perm()
	}
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+"-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name()) // fails where it was renamed
	_, err = bytes.NewReader(content).WriteTo(f)
	if err := errors.Join(err, f.Chmod(mode), f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}
