package frozen

import (
	"fmt"
	"net"
	"net/url"
	"time"
)

// Never are the requests and attempts at addresses that a site's head says must
// never be asked.
func (n *Net) Never() []string {
	return n.never(n.sites)
}

func (n *Net) never(sites []*Site) []string {
	var out []string
	requests, attempts := n.Requests(""), n.Attempts()
	for _, s := range sites {
		asked := map[string]bool{}
		for _, u := range s.Never {
			asked[canonical(u)] = true
		}
		seen := map[string]bool{}
		for _, r := range requests {
			if u := canonical(r.URL); asked[u] && !seen[u] {
				seen[u] = true
				out = append(out, r.Method+" "+r.URL)
			}
		}
		for _, raw := range s.Never {
			u, err := url.Parse(raw)
			if err != nil || n.hosts[u.Host] != nil {
				continue
			}
			port := u.Port()
			if port == "" {
				port = map[string]string{"http": "80", "https": "443", "ftp": "21"}[u.Scheme]
			}
			for _, a := range attempts {
				if (a.Address == net.JoinHostPort(u.Hostname(), port) || a.Address == u.Hostname()) && !seen[raw] {
					seen[raw] = true
					out = append(out, "an attempt at "+a.Address)
				}
			}
		}
	}
	return out
}

// Disallowed are the requests that robots.txt forbids an agent: the file that
// the host gives in the request's night, wherever a redirect may have led from.
func (n *Net) Disallowed(agent string) []string {
	rulings := n.rulings(agent)
	var out []string
	for _, r := range n.Requests("") {
		if rulings(r).forbids(r.URL) {
			out = append(out, fmt.Sprintf("%s %s in night %d", r.Method, r.URL, r.Night))
		}
	}
	return out
}

// rulings reads each robots.txt once.
func (n *Net) rulings(agent string) func(Request) ruling {
	type of struct {
		scheme, host string
		night        int
	}
	known := map[of]ruling{}
	return func(r Request) ruling {
		k := of{r.Scheme, r.Host, r.Night}
		if _, ok := known[k]; !ok {
			known[k] = newBook(r.Site, r.Night).rulingOf(r.Scheme, r.Host, agent)
		}
		return known[k]
	}
}

// TooFast are the requests that came too soon after another to the same address,
// which all its hosts share: sooner than least or than the Crawl-delay that the
// host gives an agent, from beginning to beginning, or before that was answered.
func (n *Net) TooFast(agent string, least time.Duration) []string {
	rulings := n.rulings(agent)
	var out []string
	last := map[string]Request{} // by address
	for _, r := range n.Requests("") {
		if before, ok := last[r.Address]; ok {
			gap, want := r.Time.Sub(before.Time), max(least, rulings(r).delay)
			switch {
			case gap < want:
				out = append(out, fmt.Sprintf("%s %s: %v after %s, not %v (%s)", r.Method, r.URL, gap, before.URL, want, r.Address))
			case before.Answered.IsZero() || r.Time.Before(before.Answered):
				out = append(out, fmt.Sprintf("%s %s: before %s was answered (%s)", r.Method, r.URL, before.URL, r.Address))
			}
		}
		last[r.Address] = r
	}
	return out
}

// Strays are the attempts at what no site is.
func (n *Net) Strays() []string {
	var out []string
	for _, a := range n.Attempts() {
		out = append(out, a.Address)
	}
	return out
}
