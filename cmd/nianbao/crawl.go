package main

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/spf13/cobra"

	"nianbao/crawl"
	"nianbao/crawl/meter"
	"nianbao/crawl/polite"
	"nianbao/extract"
)

// crawlFlags are the flags of crawl as they were given.
type crawlFlags struct {
	sources    string
	only       []string
	once, due  bool
	again      bool
	archive    string
	replay     bool
	page, mail string
	window     string
	zone       string
	every      time.Duration
	maxArchive size
	sites      int
	workers    int
	pages      int
	time       time.Duration
	notice     noticeFlags
}

func (c *cli) crawlCommand() *cobra.Command {
	o := crawlFlags{}
	cmd := &cobra.Command{
		Use:   "crawl [flags]",
		Short: c.say("crawl.short"),
		Long:  c.say("crawl.long"),
		Example: "  nianbao crawl --once --contact-page https://example.org/crawl --contact-mail crawl@example.org\n" +
			"  nianbao crawl --due --window 22:00-06:00\n  nianbao crawl --every 24h --window 22:00-06:00\n  nianbao crawl --source 乙县人民政府\n  nianbao crawl status",
		Args: c.between(0, 0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if !o.once && !o.due && o.every == 0 && len(o.only) == 0 {
				return c.usage(c.say("crawl.which"), c.say("hint.help", cmd.CommandPath()))
			}
			return c.crawl(cmd.Context(), o)
		},
	}
	flags := cmd.Flags()
	c.sourcesFlag(cmd, &o.sources)
	flags.BoolVar(&o.once, "once", false, c.say("flag.once"))
	flags.BoolVar(&o.due, "due", false, c.say("flag.due"))
	flags.BoolVar(&o.again, "again", false, c.say("flag.again"))
	flags.StringArrayVar(&o.only, "source", nil, c.say("flag.crawl_source"))
	flags.StringVar(&o.archive, "archive", "archive", c.say("flag.archive"))
	flags.BoolVar(&o.replay, "replay", false, c.say("flag.replay"))
	flags.StringVar(&o.page, "contact-page", "", c.say("flag.contact_page"))
	flags.StringVar(&o.mail, "contact-mail", "", c.say("flag.contact_mail"))
	flags.StringVar(&o.window, "window", "", c.say("flag.window"))
	flags.StringVar(&o.zone, "time-zone", "Asia/Shanghai", c.say("flag.time_zone"))
	flags.DurationVar(&o.every, "every", 0, c.say("flag.every"))
	flags.Var(&o.maxArchive, "max-archive", c.say("flag.max_archive"))
	flags.IntVar(&o.sites, "sites", 16, c.say("flag.sites"))
	flags.IntVar(&o.pages, "max-pages", 600, c.say("flag.max_pages"))
	flags.DurationVar(&o.time, "max-time", 2*time.Hour, c.say("flag.max_time"))
	c.noticeFlags(cmd, &o.notice)
	c.workersFlag(cmd, &o.workers)
	c.indicatorsFlag(cmd)
	cmd.AddCommand(c.crawlStatusCommand(), c.crawlAddCommand(), c.crawlCheckCommand())
	return cmd
}

func (c *cli) sourcesFlag(cmd *cobra.Command, to *string) {
	cmd.Flags().StringVar(to, "sources", "sources.yaml", c.say("flag.sources"))
}

// sitesOf reads the file of sources. What is wrong with it is said line by line.
func (c *cli) sitesOf(path string) ([]crawl.Site, error) {
	sites, err := crawl.LoadSources(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, &failure{text: c.say("crawl.no_sources", path), hint: c.say("hint.sources"), code: exitConfig}
	case errors.Is(err, crawl.ErrSources):
		return nil, &failure{text: c.say("crawl.bad_sources", err), hint: c.say("hint.sources"), code: exitConfig}
	}
	return sites, err
}

// A nightPlan is what the flags ask for, looked at before anything is begun.
type nightPlan struct {
	crawlFlags
	sites     []crawl.Site
	window    polite.Window
	contact   polite.Contact
	extractor *extract.Extractor
	notices   notices
	*watch
}

// A watch is what is known of the nights of this process.
type watch struct {
	meter *meter.Meter
	dog   atomic.Pointer[crawl.Watchdog] // of the night that goes on; nil between nights
}

// progress is when the night that goes on did something last.
func (w *watch) progress() time.Time {
	if dog := w.dog.Load(); dog != nil {
		return dog.Last()
	}
	return time.Time{}
}

// plan looks at the flags. What is wrong with them is said at once.
func (c *cli) plan(o crawlFlags) (p nightPlan, err error) {
	p.crawlFlags, p.watch = o, &watch{meter: meter.New(version)}
	if o.every != 0 && (o.once || o.replay) {
		return p, c.usage(c.say("crawl.every_once"))
	}
	if o.every != 0 && o.every < time.Minute {
		return p, c.usage(c.say("usage.bad_value", c.flagWords("every"), o.every.String()))
	}
	if p.window, err = polite.ParseWindow(o.window); err != nil {
		return p, c.usage(c.say("usage.bad_value", c.flagWords("window"), o.window))
	}
	if p.window.Zone, err = time.LoadLocation(o.zone); err != nil || o.zone == "" {
		return p, c.usage(c.say("usage.bad_value", c.flagWords("time-zone"), o.zone))
	}
	if o.sites < 1 || o.workers < 1 {
		return p, c.usage(c.say("usage.bad_value", c.flagWords("sites"), strconv.Itoa(o.sites)))
	}
	if p.sites, err = c.sitesOf(o.sources); err != nil {
		return p, err
	}
	if p.sites, err = c.chosen(p.sites, o.only); err != nil {
		return p, err
	}
	p.contact = polite.Contact{Name: "nianbao", Version: version, URL: o.page, Mail: o.mail}
	if err := p.contact.Validate(); err != nil && !o.replay {
		return p, &failure{text: c.say("crawl.contact", err), hint: c.say("hint.crawl_contact"), code: exitConfig}
	}
	if p.notices, err = c.notices(o); err != nil {
		return p, err
	}
	if _, err := os.Stat(o.archive); o.replay && errors.Is(err, fs.ErrNotExist) {
		return p, &failure{text: c.say("crawl.no_archive", o.archive), hint: c.say("hint.archive"), code: exitConfig}
	}
	p.extractor, err = c.extractor()
	return p, err
}

// crawl makes a night, or one after another.
func (c *cli) crawl(ctx context.Context, o crawlFlags) error {
	p, err := c.plan(o)
	if err != nil {
		return err
	}
	if o.every > 0 {
		return c.nights(ctx, p)
	}
	_, err = c.night(ctx, p)
	return err
}

// crawlWords are the command as it is kept with the run. Whom to reach is not.
func (c *cli) crawlWords(o crawlFlags) string {
	words := []string{"crawl"}
	switch {
	case o.once:
		words = append(words, "--once")
	case o.due:
		words = append(words, "--due")
	case o.every > 0:
		words = append(words, "--every", o.every.String())
	}
	for _, name := range o.only {
		words = append(words, "--source", name)
	}
	return strings.Join(words, " ")
}

// chosen are the sites that were named, all where none was.
func (c *cli) chosen(sites []crawl.Site, only []string) ([]crawl.Site, error) {
	if len(only) == 0 {
		return sites, nil
	}
	var names []string
	for _, s := range sites {
		names = append(names, s.Name)
	}
	var out []crawl.Site
	for _, name := range only {
		i := slices.Index(names, name)
		if i < 0 {
			return nil, c.usage(c.say("crawl.unknown_site", name), c.didYouMean(name, names, ""))
		}
		out = append(out, sites[i])
	}
	return out, nil
}
