package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime/debug"
	"slices"
	"strings"

	"github.com/mattn/go-sqlite3"

	"nianbao/extract"
	"nianbao/normalize"
	"nianbao/parse"
	"nianbao/sandbox"
	"nianbao/store"
)

func (c *cli) lookAtTags(context.Context) part {
	tags := ""
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, s := range info.Settings {
			if s.Key == "-tags" {
				tags = s.Value
			}
		}
	}
	if err := store.CheckBuild(); err != nil {
		return broken(err, c.say("doctor.do_build"))
	}
	return fine(tags)
}

// lookAtSQLite tells the version that is built in, and the settings that every
// database is opened with: store makes sure of them.
func (c *cli) lookAtSQLite(context.Context) part {
	name, _, _ := sqlite3.Version()
	if err := store.CheckLibrary(); err != nil {
		return broken(err, c.say("doctor.do_build"))
	}
	return fine(name + ", " + store.Settings)
}

func (c *cli) lookAtCodebook(context.Context) part {
	x, err := extract.New()
	if err != nil {
		return broken(err, c.say("doctor.do_build"))
	}
	return fine(c.say("doctor.indicators", len(x.Book().All())))
}

// lookAtDictionaries cuts a sentence: the dictionaries are read on first use.
func (c *cli) lookAtDictionaries(context.Context) part {
	seg, err := normalize.OpenSegmenter()
	if err != nil {
		return broken(err, c.say("doctor.do_temp", os.TempDir()))
	}
	t := normalize.New("依申请公开政府信息3件", 0)
	seg.Segment(t)
	if len(t.Words) < 3 {
		err = fmt.Errorf("a sentence was cut into %d words", len(t.Words))
	}
	if err := errors.Join(err, seg.Close()); err != nil {
		return broken(err, c.say("doctor.do_temp", os.TempDir()))
	}
	return fine(c.say("doctor.cut", len(t.Words)))
}

// lookAtIsolation starts a child of those that read documents.
func (c *cli) lookAtIsolation(context.Context) part {
	here, err := sandbox.Probe()
	if err != nil {
		return broken(err, c.say("doctor.do_children"))
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
		return lesser(facts+c.say("doctor.unbounded", strings.Join(lacking, ", ")), c.say("doctor.do_kernel"))
	}
	return fine(facts)
}

// lookAtPDF starts the PDF reader.
func (c *cli) lookAtPDF(context.Context) part {
	dir := cacheDir()
	p, err := sandbox.Open(sandbox.Options{Parse: parse.Options{CacheDir: dir}})
	if err != nil {
		return broken(err, c.say("doctor.do_children"))
	}
	if err := errors.Join(p.Prepare(), p.Close()); err != nil {
		return broken(err, c.say("doctor.do_children"))
	}
	if dir == "" {
		return lesser(c.say("doctor.no_cache"), c.say("doctor.do_cache"))
	}
	return fine(c.say("doctor.cache", dir))
}

// lookAtReaders looks for the programs that decide between the two PDF readers.
// The program works without: what they disagree in stays in doubt.
func (c *cli) lookAtReaders(context.Context) part {
	installed, missing := sandbox.Rereaders()
	if len(missing) == 0 {
		return fine(strings.Join(installed, ", ") + c.say("doctor.readers_give"))
	}
	facts := c.say("doctor.no_readers", strings.Join(missing, ", "))
	if len(installed) > 0 {
		facts = strings.Join(installed, ", ") + "; " + facts
	}
	return lesser(facts, c.say("doctor.do_install", "poppler-utils mupdf-tools"))
}

// lookAtOffice looks for LibreOffice. The program works without, but for old
// office formats.
func (c *cli) lookAtOffice(context.Context) part {
	switch installed, workbooks := sandbox.Office(); {
	case !installed:
		return lesser(c.say("doctor.no_office"), c.say("doctor.do_install", "libreoffice-writer libreoffice-calc"))
	case !workbooks:
		return lesser(c.say("doctor.no_calc"), c.say("doctor.do_install", "libreoffice-calc"))
	}
	return fine("LibreOffice" + c.say("doctor.office_gives"))
}

// lookAtOCR asks Tesseract for its languages. The program works without, but
// for scans.
func (c *cli) lookAtOCR(context.Context) part {
	const packages = "tesseract-ocr tesseract-ocr-chi-sim tesseract-ocr-chi-tra"
	installed, err := sandbox.RecognizedLanguages()
	switch {
	case errors.Is(err, parse.ErrNoRecognizer):
		return lesser(c.say("doctor.no_ocr"), c.say("doctor.do_install", packages))
	case err != nil:
		return broken(err, c.say("doctor.do_install", packages))
	}
	var missing []string
	for _, l := range []parse.Language{parse.Simplified, parse.Traditional, parse.Latin} {
		if !slices.Contains(installed, string(l)) {
			missing = append(missing, string(l))
		}
	}
	if len(missing) > 0 {
		return lesser(c.say("doctor.no_language", strings.Join(missing, ", ")), c.say("doctor.do_install", packages))
	}
	return fine("Tesseract" + c.say("doctor.ocr_gives"))
}

// popplerData is where pdftotext finds the tables of Chinese characters.
const popplerData = "/usr/share/poppler"

// lookAtFonts looks for what characters need: pictures of comparisons have a
// font with them, pdftotext needs tables for files that name none.
func (c *cli) lookAtFonts(context.Context) part {
	installed, _ := sandbox.Rereaders()
	_, err := os.Stat(popplerData)
	if slices.Contains(installed, "pdftotext") && err != nil {
		return lesser(c.say("doctor.font")+"; "+c.say("doctor.no_tables"), c.say("doctor.do_install", "poppler-data"))
	}
	return fine(c.say("doctor.font"))
}
