package crawl

import (
	"context"
	"errors"
	"syscall"
	"time"

	"nianbao/crawl/list"
	"nianbao/crawl/polite"
	"nianbao/store"
)

// An Ending says how a night ended as a whole, whatever became of single sites.
type Ending string

// Endings. What was written before any of them stays.
const (
	Whole         Ending = "whole"         // it came to every site
	WindowClosed  Ending = "window"        // the hours of the night were over
	ArchiveFull   Ending = "archive_share" // the archive has reached its share of the disk
	DiskFull      Ending = "disk_full"
	Signalled     Ending = "signal" // the process was asked to end
	Stalled       Ending = "stalled"
	Unreached     Ending = "unreached" // nobody answered: this machine's network is down
	TooManyBlocks Ending = "blocks"    // sites keep this machine out
	BadAccount    Ending = "account"   // an account does not add up
	Broken        Ending = "failed"    // a fault of the machine or of the program
)

// Endings are all there are.
func Endings() []Ending {
	return []Ending{Whole, WindowClosed, ArchiveFull, DiskFull, Signalled, Stalled, Unreached, TooManyBlocks, BadAccount, Broken}
}

// A night has met too many blocks where at least leastBlocks sites, and one of
// blockShare of those that answered, showed the page of a firewall: then it is
// not the sites but this machine that is kept out, and to go on every night
// makes it worse.
const (
	leastBlocks = 3
	blockShare  = 4
)

// tooManyBlocks judges how many of the sites that answered are blocked.
func tooManyBlocks(blocked, answered int) bool {
	return blocked >= leastBlocks && blocked*blockShare >= answered
}

// count counts a site's night among those that answered, and that are blocked: a
// firewall before its robots file keeps out of all of it.
func (c *Crawler) count(outcome string, walled bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch outcome {
	case string(list.Declined), off, store.Interrupted:
		return
	case string(list.Unreachable):
		if !walled {
			return
		}
		c.blocked++
	case string(list.Blocked):
		c.blocked++
	}
	c.answered++
}

// IsDiskFull tells an error of the database or of the archive that found no room.
func IsDiskFull(err error) bool {
	for _, full := range []error{store.ErrDiskFull, syscall.ENOSPC, syscall.EDQUOT, syscall.EFBIG} {
		if errors.Is(err, full) {
			return true
		}
	}
	return false
}

// ending says how a night ended: the worst that holds.
func (c *Crawler) ending(ctx context.Context, err error) Ending {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case IsDiskFull(err):
		return DiskFull
	case errors.Is(context.Cause(ctx), ErrStalled):
		return Stalled
	case ctx.Err() != nil:
		return Signalled
	case errors.Is(err, store.ErrAccount):
		return BadAccount
	case err != nil:
		return Broken
	case c.over != "":
		return c.over
	case c.summary.Outcomes[string(list.Unreachable)] > 0 && c.lost > 0 && c.nobody():
		return Unreached
	case tooManyBlocks(c.blocked, c.answered):
		return TooManyBlocks
	}
	return Whole
}

// nobody tells that no server at all has answered tonight so far.
func (c *Crawler) nobody() bool { return c.o.Answers != nil && c.o.Answers() == 0 }

// ended tells whether no more may be asked for tonight. Once it is so it stays
// so: a night that ended does not begin again.
func (c *Crawler) ended(now time.Time) (Ending, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.over != "" || c.o.Over == nil {
		return c.over, nil
	}
	var err error
	c.over, err = c.o.Over(now)
	return c.over, err
}

// end ends the night for a reason that a visit met.
func (c *Crawler) end(why Ending) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.over == "" {
		c.over = why
	}
}

// leave notes a site that the night did not come to. It stays due.
func (c *Crawler) leave(site string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.summary.Left = append(c.summary.Left, site)
}

// noteLost notes a request that nobody answered.
func (c *Crawler) noteLost() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.lost++
}

// A watched getter is a visit's own: it notes what an error says of the night
// and of this machine, not of the site.
type watched struct {
	list.Getter
	n *visit
}

func (w watched) Get(ctx context.Context, r list.Request) (*list.Page, error) {
	page, err := w.Getter.Get(ctx, r)
	var e *polite.Error
	if errors.As(err, &e) {
		if e.Product != "" {
			w.n.walled.Store(true)
		}
		switch e.Class {
		case polite.ClassNight:
			w.n.shut.Store(true)
			w.n.end(WindowClosed)
		case polite.ClassBudget:
			w.n.spent.Store(true)
		case list.ClassUnreachable, list.ClassTimeout:
			w.n.noteLost()
		}
	}
	w.n.progress()
	return page, err
}

// progress tells whoever watches that the night is not stuck.
func (c *Crawler) progress() {
	if c.o.Progress != nil {
		c.o.Progress()
	}
}
