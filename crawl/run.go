package crawl

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"nianbao/crawl/list"
	"nianbao/crawl/polite"
	"nianbao/fetch"
	"nianbao/pipeline"
	"nianbao/store"
)

// A Reader reads a document: [pipeline.Reader] is one.
type Reader interface {
	Read(ctx context.Context, item fetch.Item) pipeline.Reading
}

// Options are the parts of a night.
type Options struct {
	DB      *store.DB
	Visit   func(polite.Site) list.Getter // begins a site's night: of a [polite.Client], or a [Replay]
	Sync    func() error                  // of the archive, before what it holds is acknowledged in the database; nil where there is none
	Reader  Reader
	Version string // of what reads
	Program string // version of the program
	Command string // as given
	Clock   polite.Clock
	Owner   string                  // names this process among those that share the database
	Gone    func(owner string) bool // tells that the process of an owner has ended; nil where nobody knows
	Workers int                     // sites at a time
	Budget  polite.Budget
	Again   bool        // ask for what is not due as well
	Tell    func(Alarm) // what became of each site; nil where nobody wants to know. It is called by one goroutine at a time.
	// Over tells whether the night is to end, [WindowClosed] or [ArchiveFull], or
	// "" while it goes on; nil for never. What is at work then comes to its end.
	Over     func(now time.Time) (Ending, error)
	Answers  func() int64 // of servers so far; nil where nobody counts them
	Progress func()       // something was done; nil where nobody watches
}

// lease is how long a site is held without a sign of life.
const lease = 30 * time.Minute

// A Crawler makes nights.
type Crawler struct {
	o   Options
	run int64

	mu      sync.Mutex
	summary Summary
	over    Ending // "" while the night goes on
	lost    int    // requests that nobody answered
	// Sites that answered, and those of them that are blocked.
	answered, blocked int
}

// A Summary is what a night brought.
type Summary struct {
	Run      int64
	Began    time.Time
	Ended    time.Time
	Ending   Ending
	Sites    int            // visited
	Left     []string       // sites that the night did not come to
	Outcomes map[string]int // of sites
	Alarms   []Alarm        // sites of which something is to be said
	New      []Report       // that were not there
	Revised  []Report       // whose bytes are others than before
	Unread   []Report       // that could not be read
	Removed  []Report       // that were there and are gone
	Accounts []store.Account
}

// Taken is how long the night was.
func (s *Summary) Taken() time.Duration { return s.Ended.Sub(s.Began) }

// An Alarm says what is the matter with a site.
type Alarm struct{ Site, Outcome, Why string }

// A Report is one that the night met.
type Report struct {
	Site, URL, Body string
	Year            int
	Reason          string   // why it could not be read
	Changes         []Change // of figures, where it was revised
}

// Total is the sum of all sites' accounts.
func (s *Summary) Total() store.Account {
	t := store.Account{Failed: map[string]int{}, Blocked: map[string]int{}, Skipped: map[string]int{}}
	for _, a := range s.Accounts {
		t.Discovered, t.Fetched, t.Unchanged = t.Discovered+a.Discovered, t.Fetched+a.Fetched, t.Unchanged+a.Unchanged
		for _, both := range []struct{ to, from map[string]int }{{t.Failed, a.Failed}, {t.Blocked, a.Blocked}, {t.Skipped, a.Skipped}} {
			for reason, n := range both.from {
				both.to[reason] += n
			}
		}
	}
	return t
}

// New gives a crawler.
func New(o Options) *Crawler { return &Crawler{o: o} }

// Run visits the sites: all of them, or those that are due. A site's trouble is
// in the summary; the error is one of the machine, a cancelled ctx, or
// [store.ErrAccount].
func (c *Crawler) Run(ctx context.Context, sites []Site, onlyDue bool) (_ *Summary, err error) {
	began := c.o.Clock.Now()
	uncancelled := context.WithoutCancel(ctx)
	if c.run, err = c.o.DB.StartRun(uncancelled, store.Run{Command: c.o.Command, Version: c.o.Program, StartedAt: began}); err != nil {
		return nil, err
	}
	c.summary = Summary{Run: c.run, Began: began, Outcomes: map[string]int{}}
	err = c.visitAll(ctx, sites, onlyDue)
	whole := err == nil || ctx.Err() != nil // after a fault visits stay open, and add up to nothing
	if err == nil {
		err = ctx.Err()
	}
	s := &c.summary
	var sumErr error
	if s.Accounts, sumErr = c.o.DB.Accounts(uncancelled, c.run); sumErr == nil && whole {
		sumErr = c.o.DB.CheckAccounts(uncancelled, c.run)
	}
	now := c.o.Clock.Now()
	s.Ended = now
	s.Ending = c.ending(ctx, errors.Join(err, sumErr))
	s.sort()
	total := s.Total()
	counts := store.Counts{Documents: total.Discovered, New: len(s.New), Versions: len(s.Revised), Unchanged: total.Unchanged, Unreadable: len(s.Unread)}
	for _, n := range total.Failed {
		counts.Failed += n
	}
	return s, errors.Join(err, sumErr, c.o.DB.FinishRun(uncancelled, c.run, now, counts, err))
}

func (c *Crawler) visitAll(ctx context.Context, sites []Site, onlyDue bool) error {
	now := c.o.Clock.Now()
	names := make([]string, 0, len(sites))
	for _, s := range sites {
		names = append(names, s.Name)
	}
	if err := c.o.DB.SyncSites(ctx, now, names...); err != nil {
		return err
	}
	turn, err := c.inTurn(ctx, sites, onlyDue, now)
	if err != nil {
		return err
	}
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(max(1, c.o.Workers))
	for _, s := range turn {
		if ctx.Err() != nil {
			break
		}
		if s.Off != "" {
			c.tell(s.Name, off, s.Off)
			continue
		}
		group.Go(func() error {
			over, err := c.ended(c.o.Clock.Now())
			if over != "" || err != nil {
				c.leave(s.Name)
				return err
			}
			return c.visit(ctx, s)
		})
	}
	return group.Wait()
}

// inTurn are the sites to be visited: those that have been due for longest
// first, so that nights that are too short leave out others each time.
func (c *Crawler) inTurn(ctx context.Context, sites []Site, onlyDue bool, now time.Time) (turn []*Site, err error) {
	due := map[*Site]time.Time{}
	for i := range sites {
		s := &sites[i]
		state, err := c.o.DB.CrawlSite(ctx, s.Name, now)
		if err != nil {
			return nil, err
		}
		if s.Off == "" && onlyDue && !state.IsDue(now) {
			continue
		}
		due[s] = state.Due
		turn = append(turn, s)
	}
	slices.SortStableFunc(turn, func(a, b *Site) int { return due[a].Compare(due[b]) })
	return turn, nil
}

// tell notes a site's outcome, and an alarm where it is not ok.
func (c *Crawler) tell(site, outcome, why string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.summary.Sites++
	c.summary.Outcomes[outcome]++
	if outcome != string(list.OK) && outcome != off {
		c.summary.Alarms = append(c.summary.Alarms, Alarm{site, outcome, why})
	}
	if c.o.Tell != nil {
		c.o.Tell(Alarm{site, outcome, why})
	}
}

func (s *Summary) sort() {
	slices.Sort(s.Left)
	slices.SortFunc(s.Alarms, func(a, b Alarm) int { return strings.Compare(a.Site, b.Site) })
	for _, reports := range [][]Report{s.New, s.Revised, s.Unread, s.Removed} {
		slices.SortFunc(reports, func(a, b Report) int { return strings.Compare(a.Site+"\n"+a.URL, b.Site+"\n"+b.URL) })
	}
}

// Outcomes of a site beside those of package list.
const (
	shortOfReports = "assertion" // its list is whole, and has less than must be there
	outOfBudget    = "budget"    // not all of it was come to
	off            = "off"       // sources.yaml says not to visit it
)

// Outcomes are all that a site's night may end in.
func Outcomes() []string {
	return []string{string(list.OK), string(list.Incomplete), string(list.PaginationIgnored), string(list.Unsupported), string(list.ColumnLost), string(list.Emptied),
		string(list.Blocked), string(list.Declined), string(list.Unreachable), shrunk, otherBodies, reportsLapsed, shortOfReports, outOfBudget, off, store.Interrupted}
}
