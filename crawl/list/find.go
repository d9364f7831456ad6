package list

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Find goes from a source's home page to its annual reports. Its error is that
// of ctx; what a site did stands in the listing's outcome.
func Find(ctx context.Context, g Getter, s Source, hint Hint) (*Listing, error) {
	w := newWalker(g, s, hint.Year)
	run := &search{w: w, seen: map[string]bool{}}
	home, err := w.get(ctx, Request{URL: s.Home, Kind: KindPage})
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if err == nil {
		w.home = home
	}
	for _, guess := range []string{hint.Column, s.Column} {
		if guess != "" {
			run.queue = append(run.queue, link{url: guess, referer: s.Home, score: 200, depth: 1})
		}
	}
	if w.home != nil {
		run.seen[pageKey(s.Home)] = true
		if err := run.look(ctx, home, link{url: s.Home, score: homeScore(s, home)}); err != nil {
			return nil, err
		}
	}
	if err := run.run(ctx); err != nil {
		return nil, err
	}
	if len(run.found)+len(run.maybe) == 0 && run.best != nil && !w.columns[pageKey(run.best.url.String())] {
		// No column by name: the page with most reports on it stands for one.
		c, err := w.list(ctx, run.best)
		if err != nil {
			return nil, err
		}
		if c != nil && c.holdsReports() {
			run.found = append(run.found, c)
			w.note("no column of annual reports was found by its name; reports stand on %s", run.best.url)
		}
	}
	l := gather(run)
	judge(l, w, run, err, hint)
	return l, nil
}

// homeScore makes the home page a column where sources.yaml names it as one.
func homeScore(s Source, home *view) int {
	if s.Column != "" && pageKey(s.Column) == pageKey(s.Home) || named(home) {
		return sure
	}
	return 0
}

// list reads a column's page as a list, with the columns inside it. It gives
// nil for a page that was listed before.
func (w *walker) list(ctx context.Context, v *view) (*column, error) {
	if w.columns[pageKey(v.url.String())] {
		return nil, nil
	}
	w.columns[pageKey(v.url.String())] = true
	c := newColumn(w, v)
	if err := c.run(ctx); err != nil {
		return nil, err
	}
	subs := c.subcolumns(v)
	for i := 0; i < len(subs); i++ {
		l := subs[i]
		if w.columns[pageKey(l.url)] {
			continue
		}
		w.columns[pageKey(l.url)] = true
		inner, err := w.page(ctx, l.url, l.referer)
		if err != nil {
			if ctx.Err() != nil {
				return nil, ctx.Err()
			}
			if classOf(err) != "" && !lost(err) && c.short == "" {
				c.short, c.stopped = "a column inside", l.text+": "+err.Error()
			}
			continue
		}
		if w.isHome(inner) || pageKey(inner.url.String()) != pageKey(l.url) && w.columns[pageKey(inner.url.String())] {
			continue
		}
		w.columns[pageKey(inner.url.String())] = true
		sub := newColumn(w, inner)
		if err := sub.run(ctx); err != nil {
			return nil, err
		}
		if sub.holdsReports() {
			c.inner = append(c.inner, sub)
			if l.depth == 0 {
				for _, deeper := range sub.subcolumns(inner) {
					deeper.depth = 1
					subs = append(subs, deeper)
				}
			}
		}
	}
	return c, nil
}

// run lists by the page's family, and by the generic rules what that could not.
func (c *column) run(ctx context.Context) error {
	f := c.w.family(c.first)
	if f.name == generic.name && reportsOnly(c.first.listRows(c.first.url)) == nil {
		if err := c.withScripts(ctx); err != nil {
			return err
		}
		f = c.w.family(c.first)
	}
	c.family = f.name
	if err := f.list(ctx, c); err != nil {
		return err
	}
	c.cut = c.cut || c.first.cut
	if len(c.listed) == 0 && f.name != generic.name && f.name != ucap.name && f.name != trs.name {
		off := c.off
		if err := listGeneric(ctx, c); err != nil {
			return err
		}
		if len(c.listed) > 0 {
			c.off = off
		}
	}
	return nil
}

// holdsReports reports that a list shows titles of reports, itself or inside.
func (c *column) holdsReports() bool {
	return len(c.inner) > 0 || slices.ContainsFunc(c.entries, func(e Entry) bool { return likelyReport(e.Title) })
}

// gather puts the columns' lists together.
func gather(run *search) *Listing {
	l := &Listing{Outcome: OK}
	columns := run.found
	if len(columns) == 0 && len(run.maybe) > 0 {
		best := slices.MaxFunc(run.maybe, func(a, b *column) int { return len(a.entries) - len(b.entries) })
		columns = []*column{best}
	}
	seen, listed := map[string]bool{}, map[string]bool{}
	var take func(c *column)
	take = func(c *column) {
		if l.Column == "" {
			l.Column, l.Family = c.first.url.String(), c.family
		}
		fresh := 0
		for key := range c.listed {
			if !listed[key] {
				listed[key] = true
				fresh++
			}
		}
		for _, e := range c.entries {
			if !seen[Key(e.URL)] {
				seen[Key(e.URL)] = true
				l.Entries = append(l.Entries, e)
			}
		}
		if fresh > 0 || len(c.listed) == 0 {
			l.Stated += c.stated
		}
		l.Listed += fresh
		l.Stopped = c.stopped
		outcome, why := c.verdict()
		if outcome != OK && (l.Outcome == OK || severity[outcome] > severity[l.Outcome]) {
			l.Outcome, l.Why = outcome, why
		}
		for _, inner := range c.inner {
			take(inner)
		}
	}
	for _, c := range columns {
		take(c)
	}
	return l
}

var severity = map[Outcome]int{Incomplete: 1, PaginationIgnored: 2, Unsupported: 3}

// judge says what became of the site where its lists alone do not.
func judge(l *Listing, w *walker, run *search, home error, hint Hint) {
	if w.spent != "" {
		l.Outcome, l.Why = Incomplete, w.spent
	}
	l.Notes = w.notes
	l.Beside = slices.Sorted(maps.Keys(w.doors))
	l.Foreign = slices.Sorted(maps.Keys(w.foreign))
	for _, host := range l.Foreign {
		l.Notes = append(l.Notes, fmt.Sprintf("%d titles of reports lead to %s, which is none of the site's hosts", w.foreign[host], host))
	}
	if len(run.found) > 0 {
		if class, err := w.worst(); class == ClassBlocked && l.Outcome != OK {
			l.Outcome, l.Why = Blocked, err.Error()
		}
		return
	}
	class, err := w.worst()
	if err == nil {
		err = home
	}
	switch {
	case w.spent != "": // it is said already
	case class == ClassBlocked:
		l.Outcome, l.Why = Blocked, err.Error()
	case class == ClassDeclined:
		l.Outcome, l.Why = Declined, err.Error()
	case w.home == nil:
		l.Outcome, l.Why = Unreachable, fmt.Sprint("the home page: ", home)
	case l.Outcome == Unsupported:
	case len(run.maybe) > 0:
		judgeEmpty(l, run, hint)
	case class != "" && len(w.failures) > 0:
		l.Outcome, l.Why = Unreachable, err.Error()
	default:
		l.Outcome, l.Why = ColumnLost, fmt.Sprintf("no column of annual reports was found from the home page (%d pages looked at)", run.hubs)
	}
}

// judgeEmpty tells a column whose list is empty from a list that cannot be
// read and from an address that leads to a page that says it is none.
func judgeEmpty(l *Listing, run *search, hint Hint) {
	for _, c := range run.maybe {
		text := c.first.visible()
		switch {
		case c.cut: // the list may stand behind what was read
			l.Outcome, l.Why = Incomplete, tooLong
			return
		case gonePage.MatchString(c.first.title()) || len([]rune(text)) < 2000 && gonePage.MatchString(text):
			continue
		case len(c.listed) > 0:
			l.Outcome, l.Why = Emptied, "the column lists nothing that may be an annual report"
			if hint.Listed == 0 && len(l.Entries) > 0 {
				l.Outcome, l.Why = OK, ""
			}
			return
		case emptyWords.MatchString(text) || hint.Listed > 0:
			l.Outcome, l.Why = Emptied, "the column is there, its list is empty"
			return
		case c.off != "":
			l.Outcome, l.Why = Unsupported, c.off
			return
		case strings.Contains(c.first.text, "<script"):
			l.Outcome, l.Why = Unsupported, "the column's list is not on its page and no known interface gives it"
			return
		}
		l.Outcome, l.Why = Emptied, "the column is there, its list is empty"
		return
	}
	l.Outcome, l.Why = ColumnLost, "the address of the column leads to a page that says that it is not there"
}
