package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"nianbao/normalize"
)

// twin is the environment's name for a flag: --max-size is NIANBAO_MAX_SIZE.
func twin(flag string) string {
	return "NIANBAO_" + strings.ToUpper(strings.ReplaceAll(flag, "-", "_"))
}

// ownTwin gives a flag another name in the environment: NIANBAO_BY is who
// decides, not what is counted by.
func ownTwin(flags *pflag.FlagSet, name, environment string) {
	flags.Lookup(name).Annotations = map[string][]string{"twin": {environment}}
}

func twinOf(f *pflag.Flag) string {
	if own := f.Annotations["twin"]; len(own) > 0 {
		return own[0]
	}
	return twin(f.Name)
}

// fromEnvironment sets the flags that the command line leaves out.
func (c *cli) fromEnvironment(cmd *cobra.Command) error {
	var err error
	cmd.Flags().VisitAll(func(f *pflag.Flag) {
		value := c.getenv(twinOf(f))
		if err != nil || f.Changed || value == "" || f.Name == "help" {
			return
		}
		c.inherited[f.Name] = twinOf(f)
		if e := cmd.Flags().Set(f.Name, value); e != nil {
			err = c.badValue(f, value, c.say("hint.help", cmd.CommandPath()))
		}
	})
	return err
}

// flagWords name a flag, or the variable of the environment that set it.
func (c *cli) flagWords(name string) string {
	if variable := c.inherited[name]; variable != "" {
		return c.say("usage.environment", variable)
	}
	return c.say("usage.the_flag", "--"+name)
}

// blame says of a flag's value what err says, with the variable where the
// environment set it: such a value is not before the user's eyes.
func (c *cli) blame(flag string, err error) error {
	var f *failure
	if c.inherited[flag] == "" || !errors.As(err, &f) {
		return err
	}
	return &failure{text: c.say("usage.from", c.flagWords(flag), f.text), hint: f.hint, code: f.code}
}

// badValue is a flag's value that its type does not take.
func (c *cli) badValue(f *pflag.Flag, value, hint string) error {
	typed := f.Value
	if o, ok := typed.(*once); ok {
		typed = o.Value
	}
	known, closed := typed.(choice)
	words := known.words
	if p, ok := typed.(printedChoice); ok {
		known, closed, words = p.choice, true, nil
		for _, w := range p.words {
			if printed := c.words[p.group+w]; printed != "" && printed != w {
				w += " (" + printed + ")"
			}
			words = append(words, w)
		}
	}
	if closed {
		return c.usage(c.say("usage.choice", c.flagWords(f.Name), value, strings.Join(words, ", ")), c.didYouMean(value, known.words, hint))
	}
	return c.usage(c.say("usage.bad_value", c.flagWords(f.Name), value), hint)
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
	case errors.As(err, &invalid) && errors.Is(err, errTwice):
		return c.usage(c.say("usage.twice", "--"+invalid.GetFlag().Name), hint)
	case errors.As(err, &invalid):
		return c.badValue(invalid.GetFlag(), invalid.GetValue(), hint)
	}
	return c.usage(err.Error(), hint)
}

// unknownCommand finds a first word that is no command, and a flag before it
// that is not every command's, before cobra reads what is behind them as the
// root's.
func (c *cli) unknownCommand(root *cobra.Command, args []string) error {
	for i := 0; i < len(args); i++ {
		arg := args[i]
		if len(arg) > 1 && arg[0] == '-' {
			f := lookup(root.PersistentFlags(), arg)
			if f == nil {
				return c.strayFlag(root, arg, args[i+1:])
			}
			if f.NoOptDefVal == "" && !strings.Contains(arg, "=") {
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

// lookup finds the flag that an argument sets.
func lookup(flags *pflag.FlagSet, arg string) *pflag.Flag {
	if name, long := strings.CutPrefix(arg, "--"); long {
		name, _, _ = strings.Cut(name, "=")
		return flags.Lookup(name)
	}
	return flags.ShorthandLookup(arg[1:2])
}

// strayFlag is a flag that stands before the command: one of the command's own
// belongs behind it.
func (c *cli) strayFlag(root *cobra.Command, arg string, rest []string) error {
	name, _, _ := strings.Cut(arg, "=")
	var known []string
	for _, sub := range root.Commands() {
		if lookup(sub.Flags(), arg) != nil && slices.Contains(rest, sub.Name()) {
			return c.usage(c.say("usage.flag_before", name, sub.Name()), c.say("hint.flag_before", sub.CommandPath(), name))
		}
	}
	for _, sub := range root.Commands() {
		if "--"+sub.Name() == name { // --version
			return c.usage(c.say("usage.flag", name), c.say("hint.mean", sub.CommandPath()))
		}
	}
	root.PersistentFlags().VisitAll(func(f *pflag.Flag) { known = append(known, "--"+f.Name) })
	return c.usage(c.say("usage.flag", name), c.didYouMean(name, known, c.say("hint.help", root.Name())))
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

// A printedChoice may be said by the words that are printed for it too, in
// either language: those of a group of the catalogue.
type printedChoice struct {
	choice
	group string // role.
}

func (v printedChoice) Set(s string) error {
	for _, w := range v.words {
		if printedAs(v.group+w, s) {
			return v.choice.Set(w)
		}
	}
	return v.choice.Set(s)
}

// printedAs tells whether a word is printed as s in one of the languages.
func printedAs(key, s string) bool {
	for _, words := range catalogue {
		if printed := words[key]; printed != "" && strings.EqualFold(printed, normalize.Form(s)) {
			return true
		}
	}
	return false
}

// A once is a flag that has one value: said twice, nobody knows which is meant.
type once struct {
	pflag.Value
	said bool
}

var errTwice = errors.New("said twice")

func (v *once) Set(s string) error {
	if v.said {
		return errTwice
	}
	v.said = true
	return v.Value.Set(s)
}

// sayOnce lets every flag of a command and of those below it that has one value
// be said once.
func sayOnce(cmd *cobra.Command) {
	for _, flags := range []*pflag.FlagSet{cmd.Flags(), cmd.PersistentFlags()} {
		flags.VisitAll(func(f *pflag.Flag) {
			_, many := f.Value.(pflag.SliceValue)
			if _, done := f.Value.(*once); !many && !done && f.NoOptDefVal == "" {
				f.Value = &once{Value: f.Value}
			}
		})
	}
	for _, sub := range cmd.Commands() {
		sayOnce(sub)
	}
}
