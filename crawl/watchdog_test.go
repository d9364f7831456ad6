package crawl

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"nianbao/crawl/polite"
)

// TestWatchdog holds what is a stall, and when it is one.
func TestWatchdog(t *testing.T) {
	for _, tt := range []struct {
		name string
		do   func(dog *Watchdog, clock polite.Clock)
		want time.Duration // until it barks
	}{
		{"nothing at all", func(*Watchdog, polite.Clock) {}, 10 * time.Minute},
		{"something, then nothing", func(dog *Watchdog, _ polite.Clock) {
			for range 20 {
				time.Sleep(9 * time.Minute)
				dog.Progress()
			}
		}, 20*9*time.Minute + 10*time.Minute},
		{"a wait on purpose", func(_ *Watchdog, clock polite.Clock) {
			clock.Sleep(context.Background(), 3*time.Hour)
		}, 3*time.Hour + 10*time.Minute},
		{"a wait on purpose in the middle of another", func(_ *Watchdog, clock polite.Clock) {
			go clock.Sleep(context.Background(), time.Hour)
			clock.Sleep(context.Background(), time.Minute)
		}, time.Hour + 10*time.Minute},
		{"a wait of nobody's", func(*Watchdog, polite.Clock) { time.Sleep(time.Hour) }, 10 * time.Minute},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				dog := NewWatchdog(polite.Wall{}, StallPatience)
				began := time.Now()
				var work sync.WaitGroup
				work.Go(func() { tt.do(dog, dog.Clock(polite.Wall{})) })
				if err := dog.Watch(t.Context()); !errors.Is(err, ErrStalled) {
					t.Error(err)
				}
				if got := time.Since(began); got != tt.want {
					t.Errorf("it barked after %s, want %s", got, tt.want)
				}
				work.Wait()
			})
		})
	}
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		if err := NewWatchdog(polite.Wall{}, StallPatience).Watch(ctx); err != nil {
			t.Errorf("the night is over, and %v", err)
		}
	})
}
