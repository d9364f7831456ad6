package robots

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

const (
	maxRedirects = 5
	maxTTL       = 24 * time.Hour
	minTTL       = time.Minute         // whatever Cache-Control says: a site is not asked before each page
	keepCopy     = 30 * 24 * time.Hour // how long the last good copy holds while the site does not answer
	firstRetry   = 5 * time.Minute
	lastRetry    = 4 * time.Hour
	alarmAfter   = 44 * time.Hour // the third night without an answer
)

// An Outcome is what came of asking for a file the last time.
type Outcome string

const (
	Unasked     Outcome = ""
	File        Outcome = "file"
	Absent      Outcome = "absent"   // 4xx, or redirects without end
	SoftError   Outcome = "web_page" // a web page where the file should be
	Unreachable Outcome = "unreachable"
)

// A State is what is known of a site's robots file. Its fields are plain values,
// which a database keeps; the zero State but for its Origin is that of a site
// never asked.
type State struct {
	Origin   string // scheme://host[:port]
	Outcome  Outcome
	Status   int       // of the last answer; 0 where there was none
	Product  string    // what challenged us instead of answering
	Note     string    // the error, where there was no answer
	Checked  time.Time // when the site was asked last
	Expires  time.Time // when it is to be asked again
	Copy     []byte    // the last file
	Good     time.Time // when it was read; zero where there was none, or it is gone
	Failures int       // since the last answer
	Failing  time.Time // when the first of them was
}

// Fresh tells that the site need not be asked now.
func (s State) Fresh(now time.Time) bool {
	return s.Outcome != Unasked && now.Before(s.Expires) && !now.Before(s.Checked)
}

// Alarm tells that the site has not answered for three nights.
func (s State) Alarm(now time.Time) bool {
	return s.Failures > 0 && now.Sub(s.Failing) >= alarmAfter
}

// Rules are those that hold now.
func (s State) Rules(now time.Time) *Rules {
	switch s.Outcome {
	case File:
		return Parse(s.Copy)
	case Absent, SoftError:
		return everything
	}
	if s.Stale(now) {
		return Parse(s.Copy)
	}
	return nothing
}

// Stale tells that an older copy holds because the site does not answer.
func (s State) Stale(now time.Time) bool {
	return s.Outcome == Unreachable && !s.Good.IsZero() && now.Sub(s.Good) <= keepCopy
}

// An Answer is what a server said to one request.
type Answer struct {
	Status  int
	Header  http.Header
	Body    []byte // MaxBytes of it and one more are enough
	Product string // what challenged us instead of answering, "" where nothing did
}

// A Hop asks for one URL, without following redirects.
type Hop func(ctx context.Context, url string) (Answer, error)

// Next asks a site for its file and gives the state after it. The error is the
// context's; any other is part of the state.
func (s State) Next(ctx context.Context, now time.Time, hop Hop) (State, error) {
	answer, hops, err := follow(ctx, s.Origin+"/robots.txt", hop)
	if ctx.Err() != nil {
		return s, ctx.Err()
	}
	s.Checked, s.Status, s.Product, s.Note = now, answer.Status, answer.Product, ""
	s.Outcome = outcome(answer, hops, err)
	if s.Outcome == Unreachable {
		return s.failed(err, now), nil
	}
	s.Failures, s.Failing = 0, time.Time{}
	s.Expires = now.Add(ttl(answer.Header))
	s.Copy, s.Good = nil, time.Time{}
	if s.Outcome == File {
		s.Copy, s.Good = bytes.Clone(answer.Body[:min(len(answer.Body), MaxBytes+1)]), now
	}
	return s, nil
}

// follow asks for a URL and for those that it leads to, on any host.
func follow(ctx context.Context, raw string, hop Hop) (answer Answer, hops int, err error) {
	for ; hops <= maxRedirects; hops++ {
		answer, err = hop(ctx, raw)
		location := answer.Header.Get("Location")
		if err != nil || answer.Product != "" || answer.Status < 300 || answer.Status > 399 || location == "" {
			return answer, hops, err
		}
		from, err := url.Parse(raw)
		if err != nil {
			return answer, hops, err // untested: it was fetched
		}
		to, err := from.Parse(location)
		if err != nil {
			return answer, hops, fmt.Errorf("redirect to no address")
		}
		to.Fragment = ""
		raw = to.String()
	}
	return answer, hops, nil
}

func outcome(a Answer, hops int, err error) Outcome {
	switch {
	case err != nil, a.Product != "", a.Status == http.StatusTooManyRequests:
		return Unreachable
	case hops > maxRedirects, a.Status >= 400 && a.Status <= 499:
		return Absent
	case a.Status < 200 || a.Status > 299:
		return Unreachable
	case isPage(a.Body):
		return SoftError
	}
	return File
}

// isPage tells a web page from a file of rules by its first bytes.
func isPage(body []byte) bool {
	head := bytes.ToLower(body[:min(len(body), 1<<10)])
	return bytes.Contains(head, []byte("<html")) || bytes.Contains(head, []byte("<!doctype html"))
}

// failed is the state after no answer: asked again soon, then less often.
func (s State) failed(err error, now time.Time) State {
	if err != nil {
		s.Note = err.Error()
	}
	if s.Failures == 0 {
		s.Failing = now
	}
	s.Expires = now.Add(min(lastRetry, firstRetry<<min(s.Failures, 10)))
	s.Failures++
	return s
}

// ttl is how long an answer holds: as long as Cache-Control says, a day at most.
func ttl(h http.Header) time.Duration {
	age := maxTTL
	for directive := range strings.SplitSeq(strings.ToLower(h.Get("Cache-Control")), ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(directive), "=")
		switch name {
		case "no-cache", "no-store":
			age = 0
		case "max-age":
			if n, err := strconv.ParseInt(strings.Trim(value, `"`), 10, 32); err == nil && n >= 0 {
				age = min(age, time.Duration(n)*time.Second)
			}
		}
	}
	return max(age, minTTL)
}
