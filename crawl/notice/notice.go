// Package notice brings the summary of a night to whoever wants to know: by
// HTTP to an address of the user's own ([Webhook]) and by mail ([Mailer]).
//
// Both are the user's own settings, not a crawled site's: private addresses are
// as good as public ones here.
package notice

import (
	"context"
	"errors"
	"time"
)

const (
	tries   = 3
	timeout = 10 * time.Second // of one try
)

// pauses are between the tries.
var pauses = []time.Duration{time.Second, 5 * time.Second}

// A Wait waits for a time, or gives the error of ctx that ended before.
type Wait func(ctx context.Context, d time.Duration) error

// errFinal wraps an error that another try would bring again.
var errFinal = errors.New("refused")

// try sends until it is sent, a few times.
func try(ctx context.Context, wait Wait, send func(context.Context) error) error {
	for n := 0; ; n++ {
		one, cancel := context.WithTimeout(ctx, timeout)
		err := send(one)
		cancel()
		if err == nil || errors.Is(err, errFinal) || n == tries-1 || ctx.Err() != nil {
			return err
		}
		if waited := wait(ctx, pauses[n]); waited != nil {
			return errors.Join(err, waited)
		}
	}
}
