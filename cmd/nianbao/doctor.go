package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"runtime/debug"
	"slices"
	"strings"

	"github.com/mattn/go-sqlite3"
	"github.com/spf13/cobra"

	"nianbao/extract"
	"nianbao/normalize"
	"nianbao/parse"
	"nianbao/sandbox"
	"nianbao/store"
)

func (c *cli) doctorCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "doctor",
		Short: c.say("doctor.short"),
		Args:  c.between(0, 0),
		RunE:  func(cmd *cobra.Command, _ []string) error { return c.doctor(cmd.Context()) },
	}
}

// doctor looks at each part that the program needs and prints a line for it.
func (c *cli) doctor(ctx context.Context) error {
	sick := false
	for _, check := range []struct {
		name string
		look func(context.Context) (string, error)
	}{
		{"doctor.tags", lookAtTags},
		{"doctor.sqlite", lookAtSQLite},
		{"doctor.codebook", c.lookAtCodebook},
		{"doctor.dictionaries", lookAtDictionaries},
		{"doctor.isolation", c.lookAtIsolation},
		{"doctor.pdf", c.lookAtPDF},
		{"doctor.readers", c.lookAtReaders},
		{"doctor.ocr", c.lookAtOCR},
		{"doctor.office", c.lookAtOffice},
		{"doctor.database", c.lookAtDatabase},
	} {
		facts, err := check.look(ctx)
		state := c.say("doctor.ok")
		if err != nil {
			state, facts, sick = c.say("doctor.bad"), err.Error(), true
		}
		if _, err := fmt.Fprintf(c.stdout, "%s%s%s\n", pad(c.say(check.name), 18), pad(state, 8), clean(facts)); err != nil {
			return err
		}
	}
	if sick {
		return &failure{text: c.say("doctor.sick"), code: exitFailed}
	}
	return nil
}

func lookAtTags(context.Context) (string, error) {
	tags := ""
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, s := range info.Settings {
			if s.Key == "-tags" {
				tags = s.Value
			}
		}
	}
	return tags, store.CheckBuild()
}

func lookAtSQLite(context.Context) (string, error) {
	name, _, _ := sqlite3.Version()
	return name, nil
}

func (c *cli) lookAtCodebook(context.Context) (string, error) {
	x, err := extract.New()
	if err != nil {
		return "", err
	}
	return c.say("doctor.indicators", len(x.Book().All())), nil
}

// lookAtDictionaries cuts a sentence: the dictionaries are read on first use.
func lookAtDictionaries(context.Context) (string, error) {
	seg, err := normalize.OpenSegmenter()
	if err != nil {
		return "", err
	}
	t := normalize.New("依申请公开政府信息3件", 0)
	seg.Segment(t)
	if len(t.Words) < 3 {
		err = fmt.Errorf("a sentence was cut into %d words", len(t.Words))
	}
	return "", errors.Join(err, seg.Close())
}

// lookAtIsolation starts a child of those that read documents.
func (c *cli) lookAtIsolation(context.Context) (string, error) {
	here, err := sandbox.Probe()
	if err != nil {
		return "", err
	}
	var held, lacking []string
	bounds := c.list("doctor.bounds")
	for i, holds := range []bool{here.Limits, here.Files, here.Network} {
		if holds {
			held = append(held, bounds[i])
		} else {
			lacking = append(lacking, bounds[i])
		}
	}
	facts := c.say("doctor.children")
	if len(held) > 0 {
		facts += c.say("doctor.bounded", strings.Join(held, ", "))
	}
	if len(lacking) > 0 {
		facts += c.say("doctor.unbounded", strings.Join(lacking, ", "))
	}
	return facts, nil
}

// lookAtPDF starts the PDF reader.
func (c *cli) lookAtPDF(context.Context) (string, error) {
	dir := cacheDir()
	p, err := sandbox.Open(sandbox.Options{Parse: parse.Options{CacheDir: dir}})
	if err != nil {
		return "", err
	}
	err = errors.Join(p.Prepare(), p.Close())
	if dir == "" {
		return c.say("doctor.no_cache"), err
	}
	return dir, err
}

// lookAtReaders looks for the programs that decide between the two PDF readers.
// The program works without: what they disagree in stays in doubt.
func (c *cli) lookAtReaders(context.Context) (string, error) {
	installed, missing := sandbox.Rereaders()
	facts := strings.Join(installed, ", ")
	if len(missing) > 0 {
		if facts != "" {
			facts += "; "
		}
		facts += c.say("doctor.no_readers", strings.Join(missing, ", "))
	}
	return facts, nil
}

// lookAtOffice looks for LibreOffice. The program works without, but for old
// office formats.
func (c *cli) lookAtOffice(context.Context) (string, error) {
	switch installed, workbooks := sandbox.Office(); {
	case !installed:
		return c.say("doctor.no_office"), nil
	case !workbooks:
		return c.say("doctor.no_calc"), nil
	}
	return "LibreOffice", nil
}

// lookAtOCR asks Tesseract for its languages. The program works without, but
// for scans.
func (c *cli) lookAtOCR(context.Context) (string, error) {
	installed, err := sandbox.RecognizedLanguages()
	if errors.Is(err, parse.ErrNoRecognizer) {
		return c.say("doctor.no_ocr"), nil
	}
	var missing []string
	for _, l := range []parse.Language{parse.Simplified, parse.Traditional, parse.Latin} {
		if !slices.Contains(installed, string(l)) {
			missing = append(missing, string(l))
		}
	}
	if len(missing) > 0 {
		return c.say("doctor.no_language", strings.Join(missing, ", ")), err
	}
	return "Tesseract", err
}

func (c *cli) lookAtDatabase(ctx context.Context) (string, error) {
	if _, err := os.Stat(c.db); errors.Is(err, fs.ErrNotExist) {
		return c.say("doctor.no_database", c.db), nil
	}
	db, err := store.OpenReader(ctx, c.db)
	if err != nil {
		return "", err
	}
	stats, err := db.Stats(ctx)
	unindexed, err2 := db.Unindexed(ctx)
	err = errors.Join(err, err2, db.Check(ctx), db.Close())
	holds := c.say("doctor.holds", c.db, stats.Sources, stats.Reports, stats.Figures)
	if unindexed > 0 {
		err = errors.Join(err, errors.New(c.say("search.unindexed", unindexed)+"; "+c.say("hint.unindexed")))
	}
	return holds, err
}
