package list

import (
	"context"
	"errors"
	"net/http"
	"net/url"
)

// A Kind is what a request is for: the limits of size and time differ.
type Kind string

// Kinds of requests.
const (
	KindPage       Kind = "page"
	KindList       Kind = "list"
	KindAttachment Kind = "attachment"
	KindRobots     Kind = "robots"
)

// A Request is one that a page makes. It is a GET unless Method says else.
type Request struct {
	Method  string
	URL     string
	Form    url.Values // body of a POST, as a form
	JSON    []byte     // body of a POST, as JSON
	Referer string
	Kind    Kind
	Whole   bool // the body is needed, whether or not it is what it was
}

// A Page is an answer with a body.
type Page struct {
	URL         string // after redirects
	Asked       string
	Status      int
	Header      http.Header
	Body        []byte
	NotModified bool
	TLS         string // how the connection was made, where not as it should be
	SHA256      string // of the body
}

// A Getter sends requests under the rules of the crawl. Its errors are
// [Failure]s where the site, a rule or a limit is the cause.
type Getter interface {
	Get(ctx context.Context, r Request) (*Page, error)
}

// A Class says how a request ended that brought no page.
type Class string

// Classes of failures.
const (
	ClassBlocked     Class = "blocked"     // a page of a firewall, which is never solved
	ClassDeclined    Class = "declined"    // robots.txt
	ClassUnreachable Class = "unreachable" // names, connections, TLS
	ClassTimeout     Class = "timeout"
	ClassStatus      Class = "status"  // an answer that is no page: 404, 500
	ClassRate        Class = "rate"    // the site asks to wait
	ClassRefused     Class = "refused" // an address or scheme that is never asked
	ClassTooLarge    Class = "too_large"
	ClassTruncated   Class = "truncated"
	ClassLoop        Class = "loop"
)

// A Failure is an error with a class; *polite.Error is one.
type Failure interface {
	error
	FailureClass() Class
}

// classOf gives an error's class, "" for one that has none.
func classOf(err error) Class {
	var f Failure
	if errors.As(err, &f) {
		return f.FailureClass()
	}
	return ""
}
