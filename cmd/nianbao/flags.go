package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// twin is the environment's name for a flag: --max-size is NIANBAO_MAX_SIZE.
func twin(flag string) string {
	return "NIANBAO_" + strings.ToUpper(strings.ReplaceAll(flag, "-", "_"))
}

// fromEnvironment sets the flags that the command line leaves out.
func (c *cli) fromEnvironment(cmd *cobra.Command) error {
	var err error
	cmd.Flags().VisitAll(func(f *pflag.Flag) {
		value := c.getenv(twin(f.Name))
		if err != nil || f.Changed || value == "" || f.Name == "help" {
			return
		}
		if e := cmd.Flags().Set(f.Name, value); e != nil {
			err = c.usage(c.say("usage.environment", twin(f.Name), value), c.say("hint.help", cmd.CommandPath()))
		}
	})
	return err
}

// flagError says what is wrong with a flag, in the user's language.
func (c *cli) flagError(cmd *cobra.Command, err error) error {
	var (
		unknown *pflag.NotExistError
		missing *pflag.ValueRequiredError
		invalid *pflag.InvalidValueError
	)
	hint := c.say("hint.help", cmd.CommandPath())
	switch {
	case errors.As(err, &unknown):
		name := "--" + unknown.GetSpecifiedName()
		if short := unknown.GetSpecifiedShortnames(); short != "" {
			name = "-" + short
		}
		var known []string
		cmd.Flags().VisitAll(func(f *pflag.Flag) { known = append(known, "--"+f.Name) })
		return c.usage(c.say("usage.flag", name), c.didYouMean(name, known, hint))
	case errors.As(err, &missing):
		return c.usage(c.say("usage.flag_value", "--"+missing.GetSpecifiedName()), hint)
	case errors.As(err, &invalid):
		if known, ok := invalid.GetFlag().Value.(choice); ok {
			return c.usage(c.say("usage.choice", "--"+invalid.GetFlag().Name, invalid.GetValue(), strings.Join(known.words, ", ")), hint)
		}
		return c.usage(c.say("usage.bad_value", "--"+invalid.GetFlag().Name, invalid.GetValue()), hint)
	}
	return c.usage(err.Error(), hint)
}

// unknownCommand finds a first word that is no command before cobra reads the
// flags behind it as the root's.
func (c *cli) unknownCommand(root *cobra.Command, args []string) error {
	for i := 0; i < len(args); i++ {
		arg := args[i]
		if name, ok := strings.CutPrefix(arg, "-"); ok {
			f := root.PersistentFlags().Lookup(strings.TrimPrefix(name, "-"))
			if f != nil && f.NoOptDefVal == "" {
				i++ // its value
			}
			continue
		}
		if strings.HasPrefix(arg, cobra.ShellCompRequestCmd) {
			return nil
		}
		known := []string{"help"}
		for _, sub := range root.Commands() {
			known = append(known, sub.Name())
			if sub.Name() == arg || sub.HasAlias(arg) {
				return nil
			}
		}
		if arg == "help" {
			return nil
		}
		return c.usage(c.say("usage.command", arg), c.didYouMean(arg, known, c.say("hint.help", root.Name())))
	}
	return nil
}

// atLeast asks for arguments.
func (c *cli) atLeast(n int) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) < n {
			return c.usage(c.say("usage.missing", cmd.UseLine()), c.say("hint.help", cmd.CommandPath()))
		}
		return nil
	}
}

// between asks for so many arguments.
func (c *cli) between(least, most int) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) > most {
			return c.usage(c.say("usage.extra", args[most], cmd.UseLine()), c.say("hint.help", cmd.CommandPath()))
		}
		return c.atLeast(least)(cmd, args)
	}
}

// A choice is a flag whose value is one of a few words.
type choice struct {
	value *string
	words []string
}

func (v choice) String() string {
	if v.value == nil {
		return ""
	}
	return *v.value
}

func (v choice) Type() string { return strings.Join(v.words, "|") }

func (v choice) Set(s string) error {
	for _, w := range v.words {
		if s == w {
			*v.value = s
			return nil
		}
	}
	return fmt.Errorf("one of %s", strings.Join(v.words, ", "))
}
