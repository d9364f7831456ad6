package crawl

import (
	"context"
	"errors"
	"sync"
	"time"

	"nianbao/crawl/polite"
)

// ErrStalled says that a night made no progress for too long.
var ErrStalled = errors.New("the night has stalled")

// StallPatience is how long a night may be without progress.
const StallPatience = 10 * time.Minute

// A Watchdog knows whether a night makes progress. A wait on purpose, by a clock
// that it gives, is none that it minds: not between requests, not where a site
// asks for one.
type Watchdog struct {
	clock    polite.Clock
	patience time.Duration

	mu   sync.Mutex
	last time.Time // progress, or the end of the last wait that is planned
}

// NewWatchdog gives one that begins to wait now, by a clock.
func NewWatchdog(clock polite.Clock, patience time.Duration) *Watchdog {
	return &Watchdog{clock: clock, patience: patience, last: clock.Now()}
}

// Progress notes that something was done.
func (w *Watchdog) Progress() { w.until(w.clock.Now()) }

// until notes that nothing needs to be done before a time.
func (w *Watchdog) until(t time.Time) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if t.After(w.last) {
		w.last = t
	}
}

// Last is when something was done last or, if that is later, until when somebody
// waits on purpose.
func (w *Watchdog) Last() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.last
}

// Watch waits until nothing was done for too long, and then gives [ErrStalled];
// nil where ctx ends before.
func (w *Watchdog) Watch(ctx context.Context) error {
	for {
		left := w.patience - w.clock.Now().Sub(w.Last())
		if left <= 0 {
			return ErrStalled
		}
		if err := w.clock.Sleep(ctx, left); err != nil {
			return nil
		}
	}
}

// Clock gives a clock to those who are watched.
func (w *Watchdog) Clock(clock polite.Clock) polite.Clock { return planned{clock, w} }

// A planned clock tells the watchdog of waits.
type planned struct {
	polite.Clock
	w *Watchdog
}

func (p planned) Sleep(ctx context.Context, d time.Duration) error {
	p.w.until(p.w.clock.Now().Add(max(d, 0)))
	return p.Clock.Sleep(ctx, d)
}
