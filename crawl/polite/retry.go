package polite

import (
	"net/http"
	"strconv"
	"strings"
	"time"
)

// RetryAfter reads how long a server asks to wait: a number of seconds or a
// date, a day at most. Where the server's clock is behind ours, a date counts
// from its own.
func RetryAfter(h http.Header, now time.Time) (d time.Duration, ok bool) {
	value := strings.TrimSpace(h.Get("Retry-After"))
	if value == "" {
		return 0, false
	}
	if n, err := strconv.ParseUint(value, 10, 63); err == nil {
		return min(maxWait, time.Duration(min(n, uint64(maxWait/time.Second)))*time.Second), true
	}
	until, err := http.ParseTime(value)
	if err != nil {
		if strings.Trim(value, "0123456789") == "" {
			return maxWait, true // more digits than a number has
		}
		return 0, false
	}
	if date, err := http.ParseTime(h.Get("Date")); err == nil && date.Before(now) {
		now = date
	}
	return min(maxWait, max(0, until.Sub(now))), true
}
