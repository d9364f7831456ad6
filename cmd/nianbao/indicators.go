package main

import (
	"errors"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"nianbao/extract"
	"nianbao/extract/indicator"
)

// indicatorsFlag lets a command read by the user's own indicators.
func (c *cli) indicatorsFlag(cmd *cobra.Command) {
	cmd.Flags().StringSliceVar(&c.own, "indicators", nil, c.say("flag.indicators"))
}

// book is the program's codebook with the user's own indicators.
func (c *cli) book() (*indicator.Book, error) {
	book, err := indicator.Load(folders(c.own)...)
	return book, c.faulty(err)
}

func folders(dirs []string) []indicator.Folder {
	var out []indicator.Folder
	for _, dir := range dirs {
		out = append(out, indicator.Folder{Name: dir, FS: os.DirFS(dir)})
	}
	return out
}

// extractor compiles the codebook with the user's own indicators.
func (c *cli) extractor() (*extract.Extractor, error) {
	book, err := c.book()
	if err != nil {
		return nil, err
	}
	x, err := extract.By(book)
	return x, c.faulty(err)
}

// faultWords are what is said of each mistake in a user's files.
var faultWords = map[indicator.FaultKind]string{
	indicator.NoFiles:        "indicators.no_files",
	indicator.Unreachable:    "indicators.unreachable",
	indicator.TooLarge:       "indicators.too_large",
	indicator.TooMany:        "indicators.too_many",
	indicator.NotUTF8:        "indicators.not_utf",
	indicator.BadID:          "indicators.bad_id",
	indicator.Taken:          "indicators.taken",
	indicator.Twice:          "indicators.twice",
	indicator.NoKey:          "indicators.no_key",
	indicator.UnknownKey:     "indicators.unknown_key",
	indicator.NoName:         "indicators.no_name",
	indicator.UnknownUnit:    "indicators.unknown_unit",
	indicator.UnknownSection: "indicators.unknown_section",
	indicator.BadForm:        "indicators.bad_form",
	indicator.BadDims:        "indicators.bad_dims",
	indicator.UnknownDim:     "indicators.unknown_dim",
	indicator.NoPattern:      "indicators.no_pattern",
	indicator.NoNumber:       "indicators.no_number",
	indicator.BadPattern:     "indicators.bad_pattern",
	indicator.TooLong:        "indicators.too_long",
	indicator.UnknownMacro:   "indicators.unknown_macro",
	indicator.TakenMacro:     "indicators.taken_macro",
	indicator.BadMacro:       "indicators.bad_macro",
	indicator.UnknownOption:  "indicators.unknown_option",
	indicator.BadOption:      "indicators.bad_option",
	indicator.BadValue:       "indicators.bad_value",
	indicator.BadBreak:       "indicators.bad_break",
	indicator.UnknownEras:    "indicators.unknown_eras",
	indicator.NoWords:        "indicators.no_words",
	indicator.UnknownKind:    "indicators.unknown_kind",
	indicator.UnknownBasis:   "indicators.unknown_basis",
	indicator.UnknownCode:    "indicators.unknown_code",
	indicator.BadBridge:      "indicators.bad_bridge",
	indicator.SaidTwice:      "indicators.said_twice",
	indicator.UnfitBreak:     "indicators.unfit_break",
	indicator.BadExample:     "indicators.bad_example",
}

// faulty says the mistakes in a user's files, a line each, with the place and
// what to do.
func (c *cli) faulty(err error) error {
	var faults indicator.Faults
	if !errors.As(err, &faults) {
		return err
	}
	var lines []string
	for _, f := range faults {
		lines = append(lines, c.faultLine(f))
	}
	return c.usage(strings.Join(lines, "\n"), c.say("hint.indicators"))
}

func (c *cli) faultLine(f *indicator.Fault) string {
	line := c.say("indicators.at", f.Place.String(), c.say(faultWords[f.Kind], f.What))
	if len(f.Known) == 0 {
		return line
	}
	return c.say("indicators.known", line, c.didYouMean(f.What, f.Known, c.say("indicators.among", strings.Join(f.Known, " "))))
}
