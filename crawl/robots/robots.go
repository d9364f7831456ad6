// Package robots decides what a site's robots.txt lets this program fetch
// (RFC 9309), and says so of every answer that a server can give to the question:
//
//	a file                          its rules; the longest match wins, Allow wins a tie
//	4xx but 429                     no file: everything may be fetched
//	a web page with status 200      no file either (a soft 404)
//	more than five redirects        no file either
//	429, 5xx, no answer, a
//	challenge, anything else        unreachable: the last copy for 30 days, else nothing may be fetched
//
// A [State] holds what is known of a site between two runs; [State.Next] asks
// again, [State.Rules] says what holds now. Reading lines and matching patterns
// is temoto/robotstxt's part, which is given the file in a form (see
// canonical) in which its answers are those of the RFC.
package robots

import (
	"net/url"
	"path"
	"strings"
	"time"

	"github.com/temoto/robotstxt"
)

// Agent is the product token that rules name this program by.
const Agent = "nianbao"

// MaxDelay is the longest Crawl-delay that is kept to. A site that wants a
// longer one is left alone: a list of twenty pages would take the whole night.
const MaxDelay = 300 * time.Second

// maxPath is the length of a path that is still compared with rules.
const maxPath = 4 << 10

// Rules are what a site lets this program do.
type Rules struct {
	file  *robotstxt.RobotsData // nil: see all
	all   bool                  // where there is no file: whether everything is allowed, or nothing
	Delay time.Duration         // the Crawl-delay; 0 where there is none
}

var (
	everything = &Rules{all: true}
	nothing    = &Rules{all: false}
)

// Parse reads a robots file. It never fails: what it cannot read says nothing.
func Parse(body []byte) *Rules {
	file, err := robotstxt.FromBytes(canonical(body))
	if err != nil {
		return nothing // untested: canonical writes no line that the library refuses
	}
	return &Rules{file: file, Delay: file.FindGroup(Agent).CrawlDelay}
}

// TooSlow tells that the site wants a longer delay than is kept to.
func (r *Rules) TooSlow() bool { return r.Delay > MaxDelay }

// Allowed tells whether a URL may be fetched. The robots file itself always may.
func (r *Rules) Allowed(u *url.URL) bool {
	p := u.EscapedPath()
	if p == "/robots.txt" {
		return true
	}
	if r.file == nil {
		return r.all
	}
	if !strings.HasPrefix(p, "/") {
		p = "/" + p
	}
	return r.test(p, u.RawQuery) && r.test(withoutDots(p), u.RawQuery)
}

// withoutDots resolves the segments . and .. as the server will: a path may not
// get round a rule by them.
func withoutDots(p string) string {
	if !strings.Contains(p, "/.") {
		return p
	}
	clean := path.Clean(p)
	if clean != "/" && (strings.HasSuffix(p, "/") || strings.HasSuffix(p, "/.") || strings.HasSuffix(p, "/..")) {
		clean += "/"
	}
	return clean
}

func (r *Rules) test(path, query string) bool {
	if query != "" {
		path += "?" + query
	}
	return len(path) <= maxPath && r.file.TestAgent(pathLetters(path), Agent)
}
