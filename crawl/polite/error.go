package polite

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"nianbao/crawl/list"
	"nianbao/report"
)

// Classes beside those of package list: our own reasons for not asking.
const (
	ClassBudget list.Class = "budget" // the site's share of the night is spent
	ClassNight  list.Class = "window" // outside the window of the night
)

// An Error says why a request brought no page.
type Error struct {
	Class   list.Class
	URL     string // of the step that failed
	Status  int    // of the answer; 0 where there was none
	Product string // of a blocked request: what keeps robots out
	Why     string
	Until   time.Time  // when it makes sense to ask again; zero where nobody knows
	Page    *list.Page // what was answered instead of what was asked for, if anything
	Err     error      // the cause

	lost bool // no connection, or it broke before an answer
	next bool // it is worth to try again soon
}

func (e *Error) Error() string {
	out := []string{string(e.Class)}
	if e.Status != 0 {
		out = append(out, fmt.Sprintf("HTTP status %d", e.Status))
	}
	for _, s := range []string{e.Product, e.Why} {
		if s != "" {
			out = append(out, s)
		}
	}
	if e.Err != nil && e.Why == "" {
		out = append(out, e.Err.Error())
	}
	if !e.Until.IsZero() {
		out = append(out, "until "+e.Until.In(China).Format("2006-01-02 15:04"))
	}
	return strings.Join(out, ": ")
}

// FailureClass makes it a list.Failure.
func (e *Error) FailureClass() list.Class { return e.Class }

// Unwrap gives its cause, and its kind among report's errors.
func (e *Error) Unwrap() []error {
	kind := report.ErrUnavailable
	switch e.Class {
	case list.ClassDeclined, list.ClassBlocked:
		kind = report.ErrForbidden
	case list.ClassRefused:
		kind = report.ErrRefused
	case list.ClassTooLarge:
		kind = report.ErrTooLarge
	case list.ClassTimeout:
		kind = report.ErrTimedOut
	case list.ClassStatus:
		switch e.Status {
		case http.StatusNotFound, http.StatusGone:
			kind = report.ErrNotFound
		case http.StatusUnauthorized, http.StatusForbidden, http.StatusUnavailableForLegalReasons:
			kind = report.ErrForbidden
		}
	}
	if e.Err == nil || errors.Is(e.Err, context.DeadlineExceeded) || errors.Is(e.Err, context.Canceled) {
		return []error{kind} // whoever asks for a context's error means the caller's own
	}
	return []error{kind, e.Err}
}
