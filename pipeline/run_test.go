package pipeline

import (
	"context"
	"errors"
	"slices"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

func count(n int) func(func(int) bool) {
	return func(yield func(int) bool) {
		for i := range n {
			if !yield(i) {
				return
			}
		}
	}
}

func TestRunKeepsOrder(t *testing.T) {
	for _, n := range []int{0, 1, 2, 7} {
		synctest.Test(t, func(t *testing.T) {
			var now, most atomic.Int32
			var got, want []int
			work := func(_ context.Context, i int) int {
				most.Store(max(most.Load(), now.Add(1)))
				time.Sleep(time.Duration((i*37)%11) * time.Millisecond) // later items are often done earlier
				now.Add(-1)
				return i
			}
			err := Run(t.Context(), n, count(50), work, func(_ context.Context, i int) error {
				got = append(got, i)
				return nil
			})
			for i := range 50 {
				want = append(want, i)
			}
			if err != nil || !slices.Equal(got, want) {
				t.Errorf("n=%d: committed %v, error %v", n, got, err)
			}
			if int(most.Load()) != max(n, 1) {
				t.Errorf("n=%d: %d at a time", n, most.Load())
			}
		})
	}
}

func TestRunStopsOnCommitError(t *testing.T) {
	full := errors.New("disk full")
	var committed, worked atomic.Int32
	err := Run(t.Context(), 3, count(1000),
		func(_ context.Context, i int) int { worked.Add(1); return i },
		func(_ context.Context, i int) error {
			if i == 5 {
				return full
			}
			committed.Add(1)
			return nil
		})
	if !errors.Is(err, full) || committed.Load() != 5 || worked.Load() > 12 {
		t.Errorf("error %v after %d commits and %d works", err, committed.Load(), worked.Load())
	}
}

func TestRunStopsWhenCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	n := 0
	err := Run(ctx, 2, count(1000), func(_ context.Context, i int) int { return i }, func(_ context.Context, i int) error {
		if n++; n == 10 {
			cancel()
		}
		return nil
	})
	if !errors.Is(err, context.Canceled) || n > 11 {
		t.Errorf("error %v after %d commits", err, n)
	}
}

func TestRunNothing(t *testing.T) {
	err := Run(t.Context(), 4, count(0), func(_ context.Context, i int) int { return i }, func(context.Context, int) error {
		t.Error("commit called")
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}
