package report

import "errors"

// Errors by what the caller does next.
var (
	ErrNotFound    = errors.New("not found")              // nothing there; do not retry
	ErrForbidden   = errors.New("forbidden")              // may not be read; ask
	ErrUnavailable = errors.New("unavailable")            // retry later
	ErrTooLarge    = errors.New("above the size limit")   // raise the limit or leave it
	ErrTimedOut    = errors.New("above the time limit")   // retry or raise the limit
	ErrRefused     = errors.New("refused by this policy") // an address that is not fetched
	ErrForgotten   = errors.New("taken down")             // by the user: it is not read until that is undone
)

// ReasonFor tells which reason an error becomes on a document.
func ReasonFor(err error) Reason {
	switch {
	case errors.Is(err, ErrNotFound):
		return Missing
	case errors.Is(err, ErrForbidden), errors.Is(err, ErrRefused):
		return Forbidden
	case errors.Is(err, ErrForgotten):
		return Forgotten
	case errors.Is(err, ErrTooLarge):
		return TooLarge
	case errors.Is(err, ErrTimedOut):
		return TimedOut
	}
	return FetchFailed
}
