package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// help prints what a command does, its flags and their environment twins.
func (c *cli) help(cmd *cobra.Command, _ []string) {
	var b strings.Builder
	text := cmd.Long
	if text == "" {
		text = cmd.Short
	}
	fmt.Fprintf(&b, "%s\n\n%s\n  %s\n", strings.TrimSpace(text), c.say("help.usage"), cmd.UseLine())
	if cmd.HasAvailableSubCommands() {
		fmt.Fprintf(&b, "\n%s\n", c.say("help.commands"))
		for _, sub := range cmd.Commands() {
			if sub.IsAvailableCommand() || sub.Name() == "help" {
				fmt.Fprintf(&b, "  %s  %s\n", pad(sub.Name(), 12), sub.Short)
			}
		}
	}
	if cmd.HasExample() {
		fmt.Fprintf(&b, "\n%s\n%s\n", c.say("help.examples"), strings.Trim(cmd.Example, "\n"))
	}
	c.flagHelp(&b, c.say("help.flags"), cmd.LocalNonPersistentFlags())
	c.flagHelp(&b, c.say("help.global"), cmd.Root().PersistentFlags())
	fmt.Fprintf(&b, "\n%s%s\n", c.exitHelp(cmd.CommandPath() == "nianbao crawl"), c.say("help.names"))
	io.WriteString(cmd.OutOrStdout(), b.String())
}

func (c *cli) flagHelp(b *strings.Builder, title string, flags *pflag.FlagSet) {
	if !flags.HasAvailableFlags() {
		return
	}
	fmt.Fprintf(b, "\n%s\n", title)
	flags.VisitAll(func(f *pflag.Flag) {
		if f.Hidden {
			return
		}
		kind, usage := pflag.UnquoteUsage(f)
		name := "    --" + f.Name
		if f.Shorthand != "" {
			name = "-" + f.Shorthand + ", --" + f.Name
		}
		if kind != "" {
			name += " " + kind
		}
		var notes []string
		if f.DefValue != "" && f.DefValue != "false" && f.DefValue != "0" && f.DefValue != "0s" && f.DefValue != "[]" {
			notes = append(notes, c.say("help.default", f.DefValue))
		}
		if f.Name != "help" {
			notes = append(notes, twinOf(f))
		}
		if len(notes) > 0 {
			usage += " [" + strings.Join(notes, "; ") + "]"
		}
		fmt.Fprintf(b, "  %s  %s\n", pad(name, 26), usage)
	})
}

func (c *cli) helpCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "help [COMMAND]",
		Short: c.say("help.short"),
		RunE: func(cmd *cobra.Command, args []string) error {
			target, rest, err := cmd.Root().Find(args)
			if err != nil || len(rest) > 0 {
				return c.unknownCommand(cmd.Root(), args)
			}
			return target.Help()
		},
	}
}
