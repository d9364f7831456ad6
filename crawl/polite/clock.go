package polite

import (
	"context"
	"fmt"
	"time"
)

// A Clock tells the time and waits.
type Clock interface {
	Now() time.Time
	Sleep(ctx context.Context, d time.Duration) error
}

// Wall is the machine's clock.
type Wall struct{}

func (Wall) Now() time.Time { return time.Now() }

func (Wall) Sleep(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}

// China is the time zone of all sites: one, without summer time.
var China = time.FixedZone("UTC+8", 8*3600)

// A Window is the part of a day in which requests are sent. It may lie across
// midnight. A Window that begins when it ends is the whole day.
type Window struct {
	From, To time.Duration  // by the clock on the wall: since a midnight without summer time
	Zone     *time.Location // nil for China
}

// ParseWindow reads "22:30-06:00"; "" is the whole day.
func ParseWindow(s string) (Window, error) {
	if s == "" {
		return Window{}, nil
	}
	var h, m, h2, m2 int
	var rest string
	n, _ := fmt.Sscanf(s+" .", "%d:%d-%d:%d %s", &h, &m, &h2, &m2, &rest)
	w := Window{From: time.Duration(h)*time.Hour + time.Duration(m)*time.Minute, To: time.Duration(h2)*time.Hour + time.Duration(m2)*time.Minute}
	if n != 5 || rest != "." || min(h, m, h2, m2) < 0 || max(m, m2) > 59 || max(w.From, w.To) > 24*time.Hour || w.From == w.To {
		return Window{}, fmt.Errorf("window %q: want a form like 22:00-06:00", s)
	}
	return w, nil
}

// Next is when requests may be sent again: t itself where they may be now.
func (w Window) Next(t time.Time) time.Time {
	zone := w.Zone
	if zone == nil {
		zone = China
	}
	t = t.In(zone)
	at := time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute + time.Duration(t.Second())*time.Second + time.Duration(t.Nanosecond())
	opens := func(day int) time.Time {
		return time.Date(t.Year(), t.Month(), day, 0, 0, int(w.From/time.Second), 0, zone)
	}
	switch {
	case w.From == w.To, w.From < w.To && at >= w.From && at < w.To, w.From > w.To && (at >= w.From || at < w.To):
		return t
	case at < w.From:
		return opens(t.Day())
	}
	return opens(t.Day() + 1)
}
