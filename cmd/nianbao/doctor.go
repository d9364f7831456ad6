package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"runtime/debug"

	"github.com/mattn/go-sqlite3"
	"github.com/spf13/cobra"

	"nianbao/extract"
	"nianbao/normalize"
	"nianbao/parse"
	"nianbao/report"
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
		{"doctor.pdf", c.lookAtPDF},
		{"doctor.database", c.lookAtDatabase},
	} {
		facts, err := check.look(ctx)
		state := c.say("doctor.ok")
		if err != nil {
			state, facts, sick = c.say("doctor.bad"), err.Error(), true
		}
		if _, err := fmt.Fprintf(c.stdout, "%s%s%s\n", pad(c.say(check.name), 16), pad(state, 8), clean(facts)); err != nil {
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

// onePage is a PDF of one empty page.
const onePage = "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n" +
	"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"

// lookAtPDF reads a PDF, which starts the reader.
func (c *cli) lookAtPDF(context.Context) (string, error) {
	dir := cacheDir()
	p := parse.New(parse.Options{CacheDir: dir})
	d := p.Document("", []byte(onePage), "")
	err := p.Close()
	if d.Reason == report.Crashed {
		err = errors.Join(err, errors.New(d.Detail))
	}
	if dir == "" {
		return c.say("doctor.no_cache"), err
	}
	return dir, err
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
	err = errors.Join(err, db.Check(ctx), db.Close())
	return c.say("doctor.holds", c.db, stats.Sources, stats.Reports, stats.Figures), err
}
