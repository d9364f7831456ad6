package main

import (
	"cmp"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"time"

	"nianbao/compare"
	"nianbao/crawl"
	"nianbao/report"
)

// A nightRecord is the summary of a night for programs: of --summary, and of a
// webhook. docs/design.md describes it.
type nightRecord struct {
	Schema     int             `json:"schema"`
	Program    string          `json:"program"` // version
	Run        int64           `json:"run"`     // of the database's table run; 0 where the night stalled
	Began      string          `json:"began_at"`
	Ended      string          `json:"ended_at"`
	Ending     crawl.Ending    `json:"ending"`
	Exit       int             `json:"exit"`
	Sites      nightSites      `json:"sites"`
	Account    nightAccount    `json:"account"`
	Alarms     []nightAlarm    `json:"alarms"`
	New        []nightReport   `json:"new"`
	Revised    []revisedReport `json:"revised"`
	Unreadable []unreadReport  `json:"unreadable"`
	Removed    []nightReport   `json:"removed"`
}

type nightSites struct {
	Visited  int            `json:"visited"`
	Outcomes map[string]int `json:"outcomes"`
	Left     []string       `json:"left"` // names of those that the night did not come to
}

// A nightAccount adds up: discovered is the sum of all the others.
type nightAccount struct {
	Discovered int            `json:"discovered"`
	Fetched    int            `json:"fetched"`
	Unchanged  int            `json:"unchanged"`
	Failed     map[string]int `json:"failed"`  // by class
	Blocked    map[string]int `json:"blocked"` // by product
	Skipped    map[string]int `json:"skipped"` // by reason
}

type nightAlarm struct {
	Site    string `json:"site"`
	Outcome string `json:"outcome"`
	Why     string `json:"why"`
}

type nightReport struct {
	Site string `json:"site"`
	URL  string `json:"url"`
	Body string `json:"body"`
	Year int    `json:"year"` // 0 where it is not known
}

type revisedReport struct {
	nightReport
	Figures []revisedFigure `json:"figures"` // empty where only bytes changed
}

type revisedFigure struct {
	Change compare.Fate `json:"change"` // changed, added, gone
	Fields []string     `json:"fields"` // what changed
	Old    *nightFigure `json:"old"`    // null where it is added
	New    *nightFigure `json:"new"`    // null where it is gone
}

type nightFigure struct {
	Code string `json:"code"`
	report.Figure
}

type unreadReport struct {
	nightReport
	Reason string `json:"reason"`
}

// nightRecordOf is a summary with its exit code.
func nightRecordOf(s *crawl.Summary, exit int) nightRecord {
	total := s.Total()
	r := nightRecord{Schema: 1, Program: version, Run: s.Run, Began: inUTC(s.Began), Ended: inUTC(s.Ended), Ending: s.Ending, Exit: exit,
		Sites:   nightSites{s.Sites, s.Outcomes, orEmpty(s.Left)},
		Account: nightAccount{total.Discovered, total.Fetched, total.Unchanged, total.Failed, total.Blocked, total.Skipped},
		Alarms:  []nightAlarm{}, New: []nightReport{}, Revised: []revisedReport{}, Unreadable: []unreadReport{}, Removed: []nightReport{}}
	if r.Sites.Outcomes == nil {
		r.Sites.Outcomes = map[string]int{}
	}
	for _, a := range s.Alarms {
		r.Alarms = append(r.Alarms, nightAlarm{a.Site, a.Outcome, a.Why})
	}
	for _, n := range s.New {
		r.New = append(r.New, nightReportOf(n))
	}
	for _, n := range s.Revised {
		figures := []revisedFigure{}
		for _, change := range n.Changes {
			figures = append(figures, revisedFigure{change.Fate, orEmpty(change.Fields), nightFigureOf(change.Old), nightFigureOf(change.New)})
		}
		r.Revised = append(r.Revised, revisedReport{nightReportOf(n), figures})
	}
	for _, n := range s.Unread {
		r.Unreadable = append(r.Unreadable, unreadReport{nightReportOf(n), n.Reason})
	}
	for _, n := range s.Removed {
		r.Removed = append(r.Removed, nightReportOf(n))
	}
	return r
}

func nightReportOf(r crawl.Report) nightReport { return nightReport{r.Site, r.URL, r.Body, r.Year} }

func nightFigureOf(f *report.Figure) *nightFigure {
	if f == nil {
		return nil
	}
	g := *f
	if g.Dims == nil {
		g.Dims = map[string]string{}
	}
	return &nightFigure{g.Code().String(), g}
}

// orEmpty is a list that JSON writes as one even where it is empty.
func orEmpty[T any](l []T) []T {
	if l == nil {
		return []T{}
	}
	return l
}

// tellSite says what became of a site.
func (c *cli) tellSite(a crawl.Alarm) {
	c.log.info(c.alarmWords(a), slog.String("site", a.Site), slog.String("outcome", a.Outcome), slog.String("why", a.Why))
}

func (c *cli) alarmWords(a crawl.Alarm) string {
	text := c.say("crawl.site", a.Site, c.say("outcome."+a.Outcome))
	if a.Why != "" {
		text = c.say("document.detail", text, c.whyWords(a.Why))
	}
	return text
}

// summarize says what the night brought.
func (c *cli) summarize(s *crawl.Summary) {
	for _, r := range s.Revised {
		lines := c.revisedLines(r)
		c.log.warn(lines[0], slog.String("site", r.Site), slog.String("url", r.URL), slog.Int("figures", len(r.Changes)))
		for _, line := range lines[1:] {
			c.log.warn(line)
		}
	}
	for _, r := range s.Removed {
		c.log.warn(c.removedWords(r), slog.String("site", r.Site), slog.String("url", r.URL))
	}
	for _, r := range s.Unread {
		c.log.warn(c.unreadWords(r))
	}
	total := s.Total()
	c.log.info(c.say("crawl.account", total.Discovered, total.Fetched, total.Unchanged, addUp(total.Failed), addUp(total.Blocked), addUp(total.Skipped)),
		slog.Int("discovered", total.Discovered), slog.Int("fetched", total.Fetched), slog.Int("unchanged", total.Unchanged),
		slog.Any("failed", total.Failed), slog.Any("blocked", total.Blocked), slog.Any("skipped", total.Skipped))
	c.log.info(c.summaryWords(s), slog.Int("sites", s.Sites), slog.Int("ok", s.Outcomes["ok"]), slog.Int("new", len(s.New)), slog.Int("revised", len(s.Revised)),
		slog.Int("unread", len(s.Unread)), slog.String("ending", string(s.Ending)))
}

func (c *cli) removedWords(r crawl.Report) string {
	return c.say("crawl.removed", r.Site, r.Body, r.Year, r.URL)
}

func (c *cli) unreadWords(r crawl.Report) string {
	return c.say("crawl.unread", r.Site, r.URL, c.say("reason."+r.Reason))
}

func (c *cli) summaryWords(s *crawl.Summary) string {
	return c.say("crawl.summary", s.Sites, s.Outcomes["ok"], len(s.Alarms), len(s.New), len(s.Revised), len(s.Unread), s.Taken().Round(time.Second))
}

// What is shown to people at most, of the figures of a report and of the lines of
// a mail's section; programs get all of them.
const (
	mostChanges = 20
	mostLines   = 200
)

// revisedLines say that a report was revised, and each figure with what it was
// before.
func (c *cli) revisedLines(r crawl.Report) []string {
	if len(r.Changes) == 0 {
		return []string{c.say("crawl.revised_bytes", r.Site, r.Body, r.Year, r.URL)}
	}
	lines := []string{c.say("crawl.revised", r.Site, r.Body, r.Year, len(r.Changes), r.URL)}
	for _, change := range r.Changes[:min(len(r.Changes), mostChanges)] {
		lines = append(lines, "  "+c.figureChangeWords(change))
	}
	if more := len(r.Changes) - mostChanges; more > 0 {
		lines = append(lines, "  "+c.say("crawl.more", more))
	}
	return lines
}

// figureChangeWords are a figure as it is now and as it was: applications_received
// 1200件 → 1248件.
func (c *cli) figureChangeWords(change crawl.Change) string {
	a, b := nightFigureOf(change.Old), nightFigureOf(change.New)
	shown := *cmp.Or(b, a)
	name := shown.Code
	for _, words := range []string{shown.Part, shown.Place, shown.Period} {
		if words != "" {
			name += " " + words
		}
	}
	if shown.Indicator == "" || name == shown.Code {
		name += " " + shown.Label
	}
	value := func(f *nightFigure) string {
		if f == nil {
			return c.say("crawl.no_figure")
		}
		text := c.value(f.Figure)
		if f.Code != shown.Code {
			text += " (" + f.Code + ")"
		}
		return text
	}
	return fmt.Sprintf("%s: %s → %s", name, value(a), value(b))
}

// nightText is the summary as a mail has it.
func (c *cli) nightText(s *crawl.Summary) string {
	var b strings.Builder
	section := func(title string, lines []string) {
		if len(lines) == 0 {
			return
		}
		fmt.Fprintf(&b, "%s\n", title)
		more := len(lines) - mostLines
		for _, line := range lines[:min(len(lines), mostLines)] {
			fmt.Fprintf(&b, "  %s\n", clean(line))
		}
		if more > 0 {
			fmt.Fprintf(&b, "  %s\n", c.say("crawl.more", more))
		}
		b.WriteByte('\n')
	}
	fmt.Fprintf(&b, "%s\n%s\n\n", c.say("ending."+string(s.Ending)), c.summaryWords(s))
	var alarms, revised, removed, unread, fresh []string
	for _, r := range s.Removed {
		removed = append(removed, c.removedWords(r))
	}
	for _, a := range s.Alarms {
		alarms = append(alarms, c.alarmWords(a))
	}
	for _, r := range s.Revised {
		revised = append(revised, c.revisedLines(r)...)
	}
	for _, r := range s.Unread {
		unread = append(unread, c.unreadWords(r))
	}
	for _, r := range s.New {
		fresh = append(fresh, c.say("crawl.new", r.Site, r.Body, r.Year, r.URL))
	}
	section(c.say("mail.alarms"), alarms)
	section(c.say("mail.left"), s.Left)
	section(c.say("mail.revised"), revised)
	section(c.say("mail.removed"), removed)
	section(c.say("mail.unread"), unread)
	section(c.say("mail.new"), fresh)
	section(c.say("mail.account"), c.accountLines(s))
	return b.String()
}

// accountLines say what became of the addresses, by reason.
func (c *cli) accountLines(s *crawl.Summary) []string {
	total := s.Total()
	lines := []string{c.say("crawl.account", total.Discovered, total.Fetched, total.Unchanged, addUp(total.Failed), addUp(total.Blocked), addUp(total.Skipped))}
	for _, part := range []struct {
		key     string
		reasons map[string]int
	}{{"mail.failed", total.Failed}, {"mail.blocked", total.Blocked}, {"mail.skipped", total.Skipped}} {
		for _, reason := range slices.Sorted(maps.Keys(part.reasons)) {
			lines = append(lines, c.say(part.key, c.classWords(reason), part.reasons[reason]))
		}
	}
	return lines
}

// classWords are why an address brought nothing: a class of package crawl, the
// reason of a document, or else a product of a firewall, which has a name.
func (c *cli) classWords(reason string) string {
	for _, group := range []string{"class.", "reason."} {
		if text, ok := c.words[group+reason]; ok {
			return text
		}
	}
	return reason
}

func addUp(by map[string]int) (n int) {
	for _, k := range by {
		n += k
	}
	return n
}
