package frozen

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// A ruling is what a host's robots.txt says in a night, read strictly and
// without the crawler's own reader, which it is there to judge.
type ruling struct {
	none  bool // nothing may be asked
	rules []rule
	delay time.Duration // Crawl-delay; 0 for none
}

type rule struct {
	allow bool
	path  string
}

// rulingOf reads the robots.txt of a host for an agent.
func (b *book) rulingOf(scheme, host, agent string) ruling {
	a := b.peek(scheme, host, "/robots.txt")
	switch {
	case a == nil || a.Status >= 400 && a.Status < 500 && a.Status != http.StatusTooManyRequests:
		return ruling{}
	case a.Status != http.StatusOK:
		return ruling{none: true}
	}
	raw, err := a.Bytes()
	if err != nil {
		return ruling{none: true}
	}
	text := strings.TrimPrefix(string(raw), "\ufeff")
	if head := strings.ToLower(text[:min(len(text), 1024)]); strings.Contains(head, "<html") || strings.Contains(head, "<!doctype") {
		return ruling{none: strings.Contains(text, "$_ts")} // a challenge; else a page that is no robots.txt
	}
	return rulingFor(text, agent)
}

// peek is the first answer to a plain request, which it does not count.
func (b *book) peek(scheme, host, path string) *Answer {
	for _, a := range b.byPath["GET "+host+path] {
		if a.Nth == 1 && len(a.Params) == 0 && (a.Bare || a.Scheme == scheme) {
			return a
		}
	}
	return b.rest["GET "+host]
}

// rulingFor reads the groups that name the agent, else those of everyone.
func rulingFor(text, agent string) ruling {
	var own, all ruling
	named := false
	var group []*ruling
	open := false // whether the last line named an agent
	for line := range strings.Lines(text) {
		line, _, _ = strings.Cut(line, "#")
		key, value, ok := strings.Cut(line, ":")
		if !ok {
			continue
		}
		key, value = strings.ToLower(strings.TrimSpace(key)), strings.TrimSpace(value)
		if key == "user-agent" {
			if !open {
				group = nil
			}
			open = true
			switch {
			case value == "*":
				group = append(group, &all)
			case strings.EqualFold(value, agent):
				group, named = append(group, &own), true
			}
			continue
		}
		open = false
		for _, r := range group {
			switch key {
			case "allow", "disallow":
				if value != "" {
					r.rules = append(r.rules, rule{key == "allow", value})
				}
			case "crawl-delay":
				if s, err := strconv.ParseFloat(value, 64); err == nil {
					r.delay = time.Duration(s * float64(time.Second))
				}
			}
		}
	}
	if named {
		return own
	}
	return all
}

// forbids says whether an address may not be asked: the longest rule that fits
// decides, and of two as long the one that allows.
func (r ruling) forbids(raw string) bool {
	u, err := url.Parse(raw)
	if err != nil {
		return true
	}
	if u.Path == "/robots.txt" {
		return false
	}
	if r.none {
		return true
	}
	path := plain(u.RequestURI())
	longest, allow := -1, true
	for _, rule := range r.rules {
		if n := len(rule.path); fits(plain(rule.path), path) && (n > longest || n == longest && rule.allow) {
			longest, allow = n, rule.allow
		}
	}
	return !allow
}

// plain undoes %-encoding, so that both ways of writing a path are one.
func plain(path string) string {
	if s, err := url.PathUnescape(path); err == nil {
		return s
	}
	return path
}

// fits says whether a path begins as a rule says: * is any text, $ at the end
// of the rule the path's end.
func fits(rule, path string) bool {
	end := strings.HasSuffix(rule, "$")
	pieces := strings.Split(strings.TrimSuffix(rule, "$"), "*")
	if !strings.HasPrefix(path, pieces[0]) {
		return false
	}
	path = path[len(pieces[0]):]
	for i, piece := range pieces[1:] {
		if end && i == len(pieces)-2 {
			return strings.HasSuffix(path, piece)
		}
		at := strings.Index(path, piece)
		if at < 0 {
			return false
		}
		path = path[at+len(piece):]
	}
	return !end || path == ""
}
