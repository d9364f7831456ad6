package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"nianbao/crawl"
	"nianbao/crawl/list"
	"nianbao/crawl/polite"
	"nianbao/division"
	"nianbao/report"
)

// crawlAddFlags are the flags of crawl add as they were given.
type crawlAddFlags struct {
	name, division, file string
	allow                []string
	off                  bool
	page, mail           string
}

// noDivision is what --division says of a site of no division.
const noDivision = "none"

func (c *cli) crawlAddCommand() *cobra.Command {
	o := crawlAddFlags{}
	cmd := &cobra.Command{
		Use:   "add URL [flags]",
		Short: c.say("crawl.add_short"),
		Long:  c.say("crawl.add_long"),
		Example: "  nianbao crawl add www.x.gov.cn --contact-page https://example.org/crawl --contact-mail crawl@example.org\n" +
			"  nianbao crawl add https://www.x.gov.cn/zwgk/zfxxgknb/ --division 110101 -w sources.yaml",
		Args: c.between(1, 1),
		RunE: func(cmd *cobra.Command, args []string) error { return c.crawlAdd(cmd.Context(), args[0], o) },
	}
	flags := cmd.Flags()
	flags.StringVar(&o.name, "name", "", c.say("flag.site_name"))
	flags.StringVar(&o.division, "division", "", c.say("flag.site_division"))
	flags.StringVarP(&o.file, "write", "w", "", c.say("flag.site_write"))
	flags.StringArrayVar(&o.allow, "allow-address", nil, c.say("flag.allow_address"))
	flags.BoolVar(&o.off, "off", false, c.say("flag.site_off"))
	flags.StringVar(&o.page, "contact-page", "", c.say("flag.contact_page"))
	flags.StringVar(&o.mail, "contact-mail", "", c.say("flag.contact_mail"))
	return cmd
}

// crawlAdd looks at a site and writes its entry.
func (c *cli) crawlAdd(ctx context.Context, raw string, o crawlAddFlags) (err error) {
	known, err := c.knownOfSite(o)
	if err != nil {
		return err
	}
	if err := c.notThereYet(o.file, raw, known.Name); err != nil {
		return err
	}
	contact := polite.Contact{Name: "nianbao", Version: version, URL: o.page, Mail: o.mail}
	if err := contact.Validate(); err != nil {
		return &failure{text: c.say("crawl.contact", err), hint: c.say("hint.crawl_contact"), code: exitConfig}
	}
	client, err := polite.New(polite.Options{Contact: contact, Clock: clock{c.env}})
	if err != nil {
		return err
	}
	defer client.Close()
	extractor, err := c.extractor()
	if err != nil {
		return err
	}
	reader, closeReader, err := c.reader(1, extractor)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, closeReader()) }()
	c.log.info(c.say("crawl.looking", raw))
	year := c.now().In(polite.China).Year()
	x, err := crawl.Explore(ctx, func(s polite.Site) list.Getter { return client.Visit(s) }, reader, raw, year, known)
	if err != nil {
		return c.notLookedAt(ctx, raw, o, known, err)
	}
	named, err := c.divisionOf(&known, o, x.Name, year)
	if err != nil {
		return err
	}
	look, err := x.Find(ctx)
	if look != nil {
		look.Site.Division = known.Division
	}
	switch {
	case errors.Is(err, crawl.ErrNoReports):
		return c.noReports(raw, o, look)
	case err != nil:
		return c.notLookedAt(ctx, raw, o, known, err)
	}
	var open []string
	if !named {
		var several *failure
		if _, err := c.divisionOf(&look.Site, o, look.Site.Name, year); errors.As(err, &several) {
			open = append(open, several.text) // it was looked at: the choice is left in the file
			c.log.warn(several.text)
		} else if err != nil {
			return err
		}
	}
	e := c.entryOf(look, len(open) > 0)
	e.Open = append(e.Open, open...)
	return c.writeEntry(o, e)
}

// knownOfSite is what the flags say of a site.
func (c *cli) knownOfSite(o crawlAddFlags) (crawl.Site, error) {
	s := crawl.Site{Name: o.name}
	for _, raw := range o.allow {
		p, err := crawl.ParsePrefix(raw)
		if err != nil {
			return s, c.usage(c.say("usage.bad_value", c.flagWords("allow-address"), raw))
		}
		s.Allow = append(s.Allow, p)
	}
	if o.division != "" && o.division != noDivision {
		if !crawl.KnownDivision(o.division) {
			return s, c.usage(c.say("region.no_code", o.division), c.say("hint.region"))
		}
		s.Division = o.division
	}
	return s, nil
}

// notThereYet refuses a site that the file has, before anyone is asked.
func (c *cli) notThereYet(file, raw, name string) error {
	if file == "" {
		return nil
	}
	sites, err := crawl.LoadSources(file)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case errors.Is(err, crawl.ErrSources) && !crawl.EmptySources(file):
		return &failure{text: c.say("crawl.bad_sources", err), hint: c.say("hint.sources"), code: exitConfig}
	case err != nil && !errors.Is(err, crawl.ErrSources):
		return err
	}
	same := func(a string) bool {
		return a != "" && strings.TrimRight(bareAddress(a), "/") == strings.TrimRight(bareAddress(raw), "/")
	}
	for _, s := range sites {
		if name != "" && s.Name == name || same(s.Home) || same(s.List) {
			return c.usage(c.say("crawl.there_already", s.Name, cmp.Or(s.Home, s.List), file, s.Line))
		}
	}
	return nil
}

func bareAddress(raw string) string {
	if _, rest, ok := strings.Cut(raw, "://"); ok {
		return rest
	}
	return raw
}

// divisionOf finds the division of a site by its name. Where the name means
// several, it asks back. named says that the name settled it, one way or other.
func (c *cli) divisionOf(s *crawl.Site, o crawlAddFlags, name string, year int) (named bool, err error) {
	if s.Division != "" || o.division == noDivision {
		return true, nil
	}
	if name == "" {
		return false, nil
	}
	t := division.New()
	steps := t.Find(name, year)
	if len(steps) == 0 {
		return true, nil
	}
	found := steps[len(steps)-1].Divisions
	if len(found) == 1 {
		s.Division = found[0].Code
		return true, nil
	}
	var b strings.Builder
	b.WriteString(c.say("region.several", name, len(found)))
	for i, d := range found {
		if i == choices {
			b.WriteString("\n  " + c.say("region.more", len(found)-choices))
			break
		}
		b.WriteString("\n  " + pad(d.Code, 11) + t.Path(d))
	}
	return true, c.usage(b.String(), c.say("hint.site_division", found[0].Code, noDivision))
}

// notLookedAt is a site whose first page cannot be had.
func (c *cli) notLookedAt(ctx context.Context, raw string, o crawlAddFlags, known crawl.Site, err error) error {
	var e *polite.Error
	switch {
	case ctx.Err() != nil:
		return &failure{text: c.say("interrupted"), code: exitSignal}
	case errors.Is(err, crawl.ErrSources):
		return c.usage(c.say("crawl.no_address", raw))
	case !errors.As(err, &e):
		return err
	}
	outcome := list.Unreachable
	switch e.Class {
	case list.ClassBlocked:
		outcome = list.Blocked
	case list.ClassDeclined:
		outcome = list.Declined
	}
	known.Home = raw
	if !strings.Contains(raw, "://") {
		known.Home = "http://" + raw
	}
	return c.withoutReports(raw, o, known, outcome, err.Error())
}

func (c *cli) noReports(raw string, o crawlAddFlags, look *crawl.Look) error {
	s := look.Site
	s.List, s.Family, s.Hosts, s.Assert = "", "", nil, crawl.Assert{}
	return c.withoutReports(raw, o, s, look.Listing.Outcome, look.Listing.Why)
}

// withoutReports says that there is nothing to add, or with --off adds a site
// that is not visited, with the reason.
func (c *cli) withoutReports(raw string, o crawlAddFlags, s crawl.Site, outcome list.Outcome, why string) error {
	text := c.say("outcome." + string(outcome))
	if why != "" {
		text = c.say("document.detail", text, why)
	}
	if !o.off {
		return c.fault(c.say("crawl.not_added", raw, text), c.say("hint.site_off"))
	}
	if s.Name == "" {
		u, err := url.Parse(s.Home)
		if err != nil || u.Hostname() == "" {
			return c.usage(c.say("crawl.no_address", raw))
		}
		s.Name = u.Hostname()
	}
	s.Off = fmt.Sprintf("%s %s", c.now().In(polite.China).Format(time.DateOnly), text)
	return c.writeEntry(o, crawl.Entry{Site: s})
}

// entryOf makes an entry of what was seen, with remarks for whoever reads it.
// chosen says that something is said of the division already.
func (c *cli) entryOf(l *crawl.Look, chosen bool) crawl.Entry {
	e := crawl.Entry{Site: l.Site}
	open := func(key string, args ...any) { e.Open = append(e.Open, c.say(key, args...)) }
	if e.Name == "" {
		u, _ := url.Parse(cmp.Or(e.Home, e.List)) // it was asked for
		e.Name = u.Hostname()
		open("crawl.open_name")
	}
	if e.Division == "" && !chosen {
		open("crawl.open_division")
	}
	switch {
	case len(e.Reports) == 0:
		open("crawl.open_body")
	case e.Reports[0].Level == "":
		open("crawl.open_level", strings.Join(levelNames(), ", "))
	}
	if l.Others > 0 {
		open("crawl.open_others", l.Others)
	}
	if e.Assert.MinYear == 0 {
		open("crawl.open_year")
	}
	if e.Home == "" {
		open("crawl.open_home")
	}
	switch {
	case l.Plain:
		open("crawl.open_http")
	case l.TLS != "" && l.TLS != "http":
		open("crawl.open_tls", l.TLS)
	}
	if l.Listing.Outcome != list.OK {
		open("crawl.open_outcome", c.say("outcome."+string(l.Listing.Outcome)), l.Listing.Why)
	}
	return e
}

func levelNames() (names []string) {
	for _, l := range report.BodyLevels() {
		names = append(names, string(l))
	}
	return names
}

// writeEntry prints an entry, or puts it behind those of a file.
func (c *cli) writeEntry(o crawlAddFlags, e crawl.Entry) error {
	if o.file == "" {
		_, err := fmt.Fprint(c.stdout, e)
		return err
	}
	if err := crawl.AddSource(o.file, e); errors.Is(err, crawl.ErrSources) {
		return &failure{text: c.say("crawl.bad_sources", err), hint: c.say("hint.sources"), code: exitConfig}
	} else if err != nil {
		return err
	}
	reports := e.Assert.MinReports
	c.log.info(c.say("crawl.added", e.Name, o.file, reports))
	return nil
}
