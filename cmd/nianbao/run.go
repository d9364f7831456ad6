package main

import (
	"context"
	"errors"
	"strings"

	"github.com/spf13/cobra"
)

// A cli is one run of the program: its surroundings and the global flags.
type cli struct {
	env
	words  words
	lang   string // zh or en
	db     string
	own    []string // folders of the user's indicators
	format string   // of the log: text or json
	log    *logger
	// inherited are the flags that the environment set, by which variable.
	inherited map[string]string
}

// run is the program: it gives the exit code.
func run(ctx context.Context, e env, args []string) int {
	lang := language(e, args)
	c := &cli{env: e, lang: lang, words: catalogue[lang], format: "text", inherited: map[string]string{}}
	c.log = &logger{w: e.stderr, now: e.now}
	root := c.root()
	root.SetArgs(args)
	err := c.unknownCommand(root, args)
	if err == nil {
		err = root.ExecuteContext(ctx)
	}
	return c.finish(err)
}

func (c *cli) root() *cobra.Command {
	root := &cobra.Command{
		Use:           "nianbao",
		Short:         c.say("root.short"),
		Long:          c.say("root.long"),
		SilenceErrors: true,
		SilenceUsage:  true,
		RunE:          func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
		PersistentPreRunE: func(cmd *cobra.Command, _ []string) error {
			if err := c.fromEnvironment(cmd); err != nil {
				return err
			}
			c.setUp()
			return c.checkServer(cmd)
		},
	}
	root.SetIn(c.stdin)
	root.SetOut(c.stdout)
	root.SetErr(c.stderr)
	root.CompletionOptions.DisableDefaultCmd = true
	root.SetHelpFunc(c.help)
	root.SetFlagErrorFunc(c.flagError)
	root.SetHelpCommand(c.helpCommand())
	flags := root.PersistentFlags()
	flags.StringVar(&c.db, "db", "nianbao.db", c.say("flag.db"))
	flags.Var(choice{&c.lang, []string{"zh", "en"}}, "lang", c.say("flag.lang"))
	flags.Var(choice{&c.format, []string{"text", "json"}}, "log", c.say("flag.log"))
	flags.BoolP("help", "h", false, c.say("flag.help"))
	root.AddCommand(c.ingestCommand(), c.extractCommand(), c.searchCommand(), c.compareCommand(), c.panelCommand(), c.checkCommand(), c.codebookCommand(), c.regionCommand(), c.evalCommand(), c.sampleCommand(), c.exportCommand(), c.reextractCommand(), c.documentsCommand(), c.reviewCommand(), c.forgetCommand(), c.mergeCommand(), c.workerCommand(), c.crawlCommand(), c.serveCommand(),
		c.backupCommand(), c.doctorCommand(), c.versionCommand(), c.completionCommand())
	sayOnce(root)
	return root
}

// setUp looks at the global flags once they are known.
func (c *cli) setUp() {
	c.words = catalogue[c.lang]
	c.log.json = c.format == "json"
}

// language tells the language before any flag is parsed: help texts need it.
func language(e env, args []string) string {
	lang := e.getenv("NIANBAO_LANG")
	for i, arg := range args {
		if v, ok := strings.CutPrefix(arg, "--lang="); ok {
			lang = v
		} else if arg == "--lang" && i+1 < len(args) {
			lang = args[i+1]
		}
	}
	if _, ok := catalogue[lang]; ok {
		return lang
	}
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if v := e.getenv(name); v != "" {
			if strings.HasPrefix(strings.ToLower(v), "zh") {
				return "zh"
			}
			return "en"
		}
	}
	return "en"
}

// A failure is an error for people, with what they can do and the exit code.
type failure struct {
	text, hint string
	code       int
}

func (f *failure) Error() string { return f.text }

// errShort ends a run that has already said what fell short.
var errShort = errors.New("something fell short")

// usage is a mistake on the command line.
func (c *cli) usage(text string, hint ...string) error {
	return &failure{text: text, hint: strings.Join(hint, ""), code: exitUsage}
}

// fault is a failure of the run, with what can be done about it.
func (c *cli) fault(text string, hint ...string) error {
	return &failure{text: text, hint: strings.Join(hint, ""), code: exitFailed}
}

// finish says what went wrong and gives the exit code. An error joined to
// another, such as of closing the database, is said with it.
func (c *cli) finish(err error) int {
	code, said := codeOf(err)
	var f *failure
	switch {
	case said:
	case errors.As(err, &f) && err.Error() == f.text:
		c.log.error(f.text, f.hint)
	default:
		c.log.error(c.errorWords(err), "")
	}
	return code
}

// codeOf is the exit code of an error, and whether all is said of it.
func codeOf(err error) (code int, said bool) {
	var f *failure
	var only exitOnly
	switch {
	case err == nil:
		return exitOK, true
	case errors.Is(err, errShort) && err.Error() == errShort.Error():
		return exitShort, true
	case errors.As(err, &only) && err.Error() == only.Error():
		return int(only), true
	case errors.As(err, &f) && err.Error() == f.text:
		return f.code, false
	}
	return exitFailed, false
}
