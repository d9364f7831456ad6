package frozen

import (
	"context"
	"sync"
	"time"
)

// A Clock tells the time of requests and waits where an answer is slow.
type Clock interface {
	Now() time.Time
	Sleep(ctx context.Context, d time.Duration) error
}

// wall is the machine's own clock.
type wall struct{}

func (wall) Now() time.Time { return time.Now() }

func (wall) Sleep(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(d):
		return nil
	}
}

// A StepClock moves only when somebody sleeps, or sets it.
type StepClock struct {
	mu  sync.Mutex
	now time.Time
}

// NewStepClock gives a clock that stands at a time.
func NewStepClock(t time.Time) *StepClock { return &StepClock{now: t} }

// Now is where it stands.
func (c *StepClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// Sleep moves it on at once.
func (c *StepClock) Sleep(ctx context.Context, d time.Duration) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(max(d, 0))
	return ctx.Err()
}

// Set moves it on or back.
func (c *StepClock) Set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = t
}
