package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
)

// A part is one thing that the program needs, or does more with, and what was
// found of it.
type part struct {
	Name  string    `json:"part"`
	State partState `json:"state"`
	Facts string    `json:"facts"`
	Do    string    `json:"do"` // what can be done about it; "" where nothing need be
}

// A partState is how a part is.
type partState string

const (
	partOK    partState = "ok"
	partNote  partState = "note"  // the program works, but less well, or not for long
	partFault partState = "fault" // something is broken
)

// stateWords are the messages that say a state.
var stateWords = map[partState]string{partOK: "doctor.is_ok", partNote: "doctor.is_note", partFault: "doctor.is_fault"}

// fine, lesser and broken make parts.
func fine(facts string) part           { return part{State: partOK, Facts: facts} }
func lesser(facts, do string) part     { return part{State: partNote, Facts: facts, Do: do} }
func broken(err error, do string) part { return part{State: partFault, Facts: err.Error(), Do: do} }

// doctorFlags are the flags of doctor as they were given.
type doctorFlags struct{ format, archive string }

func (c *cli) doctorCommand() *cobra.Command {
	o := doctorFlags{format: "table"}
	cmd := &cobra.Command{
		Use:     "doctor [flags]",
		Short:   c.say("doctor.short"),
		Long:    c.say("doctor.long"),
		Example: "  nianbao doctor\n  nianbao doctor --db /var/lib/nianbao/nianbao.db --archive /var/lib/nianbao/archive --format json",
		Args:    c.between(0, 0),
		RunE:    func(cmd *cobra.Command, _ []string) error { return c.doctor(cmd.Context(), o) },
	}
	cmd.Flags().Var(choice{&o.format, []string{"table", "json"}}, "format", c.say("flag.format"))
	cmd.Flags().StringVar(&o.archive, "archive", "archive", c.say("flag.archive"))
	return cmd
}

// doctor looks at each part that the program needs, and says what it found.
func (c *cli) doctor(ctx context.Context, o doctorFlags) error {
	found := []part{}
	for _, look := range []struct {
		name string
		at   func(context.Context) part
	}{
		{"doctor.tags", c.lookAtTags},
		{"doctor.sqlite", c.lookAtSQLite},
		{"doctor.codebook", c.lookAtCodebook},
		{"doctor.dictionaries", c.lookAtDictionaries},
		{"doctor.isolation", c.lookAtIsolation},
		{"doctor.pdf", c.lookAtPDF},
		{"doctor.readers", c.lookAtReaders},
		{"doctor.ocr", c.lookAtOCR},
		{"doctor.office", c.lookAtOffice},
		{"doctor.fonts", c.lookAtFonts},
		{"doctor.disk", c.lookAtDisk},
		{"doctor.permissions", c.lookAtPermissions},
		{"doctor.database", c.lookAtDatabase},
		{"doctor.ledger", c.lookAtLedger},
		{"doctor.archive", func(ctx context.Context) part { return c.lookAtArchive(ctx, o.archive) }},
	} {
		if ctx.Err() != nil {
			return c.fault(c.say("doctor.interrupted"))
		}
		p := look.at(ctx)
		p.Name = strings.TrimPrefix(look.name, "doctor.")
		p.Facts, p.Do = clean(p.Facts), clean(p.Do)
		found = append(found, p)
		if o.format == "table" {
			if err := c.writePart(c.say(look.name), p); err != nil {
				return err
			}
		}
	}
	if o.format == "json" {
		e := json.NewEncoder(c.stdout)
		e.SetEscapeHTML(false)
		e.SetIndent("", "  ")
		if err := e.Encode(found); err != nil {
			return err
		}
	}
	for _, p := range found {
		if p.State == partFault {
			return &failure{text: c.say("doctor.sick"), code: exitFailed}
		}
	}
	return nil
}

// writePart writes a line, and below it what to do.
func (c *cli) writePart(title string, p part) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s%s%s\n", pad(title, 18), pad(c.say(stateWords[p.State]), 8), p.Facts)
	if p.Do != "" {
		fmt.Fprintf(&b, "%s%s\n", pad("", 26), c.say("doctor.do", p.Do))
	}
	_, err := fmt.Fprint(c.stdout, strings.ReplaceAll(b.String(), " \n", "\n"))
	return err
}

// joined is an error of several in one line.
func joined(err error) error {
	if err == nil {
		return nil
	}
	return errors.New(strings.ReplaceAll(err.Error(), "\n", "; "))
}
