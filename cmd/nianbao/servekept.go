package main

import (
	"context"
	"sync"
	"time"
)

// A kept is something about the whole database that takes long to make: it is
// made in the background, and again some time after the database changed. Who
// asks gets the last one at once.
type kept[T any] struct {
	now   func() time.Time
	stamp func(context.Context) (string, error)
	make  func(context.Context) (T, error)
	ctx   context.Context
	stop  context.CancelFunc
	work  sync.WaitGroup

	mu      sync.Mutex
	value   T
	has     bool
	of      string    // the stamp that it was made of
	next    time.Time // not before, a change is looked for
	working bool
}

// keptFor is how often a change of the database is looked for, and how long after
// a failure the making is tried again. Where the making takes long, so many times
// as long goes by before the next one: while others write for hours, the server
// must not make all the time.
const (
	keptFor   = 30 * time.Second
	keptTimes = 20
)

func keep[T any](ctx context.Context, now func() time.Time, stamp func(context.Context) (string, error), make func(context.Context) (T, error)) *kept[T] {
	k := &kept[T]{now: now, stamp: stamp, make: make}
	k.ctx, k.stop = context.WithCancel(ctx)
	return k
}

// get gives the last value, and false where there is none yet.
func (k *kept[T]) get() (T, bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if !k.working && k.ctx.Err() == nil && !k.now().Before(k.next) {
		k.working = true
		k.work.Go(k.renew)
	}
	return k.value, k.has
}

func (k *kept[T]) renew() {
	began := k.now()
	stamp, err := k.stamp(k.ctx)
	k.mu.Lock()
	same := k.has && stamp == k.of
	k.mu.Unlock()
	var value T
	if err == nil && !same {
		value, err = k.make(k.ctx)
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	now := k.now()
	k.next, k.working = now.Add(max(keptFor, keptTimes*now.Sub(began))), false
	if err == nil && !same {
		k.value, k.has, k.of = value, true, stamp
	}
}

// end stops the making and waits for it.
func (k *kept[T]) end() {
	k.stop()
	k.work.Wait()
}
