package robots

import (
	"bytes"
	"fmt"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
)

const (
	// MaxBytes of a file are read; the RFC asks for 500 KiB at least.
	MaxBytes = 512 << 10
	// maxRule is the length of a path in a rule: more than any address has.
	maxRule = 4 << 10
	// maxStars is the number of stars in all rules together: each costs a pass
	// over every path that is tested.
	maxStars = 500
)

// A group is what a file says to one agent, with its paths in letters.
type group struct {
	allow, disallow []string
	delay           float64 // seconds
}

// canonical writes a file anew, so that robotstxt answers as the RFC wants:
//
//   - It refuses a whole file for one line that it does not understand, and
//     calls an agent by any beginning of its name: only well-formed rules for
//     our name and for * are written.
//   - It compares paths octet by octet, finds a pattern anywhere in a path, and
//     weighs a pattern by the length of a regular expression: see ruleLetters.
//   - Of rules of one length it takes the first: what is allowed stands first.
func canonical(body []byte) []byte {
	r := reader{groups: map[string]*group{}, agents: []string{"*"}}
	for line := range strings.FieldsFuncSeq(text(body), func(c rune) bool { return c == '\n' || c == '\r' || c == '\u2028' }) {
		r.line(line)
	}
	var out bytes.Buffer
	for _, agent := range []string{Agent, "*"} {
		g := r.groups[agent]
		if g == nil {
			continue
		}
		// A group without rules is one too: it keeps those for * from us.
		fmt.Fprintf(&out, "User-agent: %s\nCrawl-delay: %g\n", agent, g.delay)
		for _, path := range g.allow {
			fmt.Fprintf(&out, "Allow: %s\n", path)
		}
		for _, path := range g.disallow {
			fmt.Fprintf(&out, "Disallow: %s\n", path)
		}
	}
	return out.Bytes()
}

// text gives the part of a file that is read, without its byte order mark.
// Windows writes UTF-16 where one asks it for "Unicode".
func text(body []byte) string {
	if len(body) > MaxBytes {
		body = body[:MaxBytes]
		body = body[:bytes.LastIndexAny(body, "\r\n")+1]
	}
	if bytes.HasPrefix(body, []byte("\xff\xfe")) || bytes.HasPrefix(body, []byte("\xfe\xff")) {
		if decoded, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder().Bytes(body); err == nil {
			body = decoded
		}
	}
	return strings.TrimPrefix(string(body), "\ufeff")
}

// A reader sorts the lines of a file into the groups that concern us.
type reader struct {
	groups map[string]*group
	// agents are those that the lines being read speak to. Rules before the
	// first name are meant for somebody: they are taken as meant for everyone.
	agents []string
	naming bool // no rule since the last name: a further name joins it
	stars  int
}

// token is the product token at the start of an agent's line.
var token = regexp.MustCompile(`^(?:\*|[A-Za-z_-]+)`)

// number is what a Crawl-delay begins with.
var number = regexp.MustCompile(`^[0-9]{1,9}(?:\.[0-9]{1,9})?`)

func (r *reader) line(line string) {
	line, _, _ = strings.Cut(line, "#")
	key, value, ok := cutKey(line)
	if !ok {
		return
	}
	switch strings.ToLower(strings.Join(strings.Fields(key), "-")) {
	case "user-agent", "useragent":
		if !r.naming {
			r.agents, r.naming = nil, true
		}
		r.agents = append(r.agents, strings.ToLower(token.FindString(value)))
		r.current()
	case "allow":
		r.rule(value, true)
	case "disallow", "dissallow", "disalow", "dissalow", "diasllow", "disallaw":
		r.rule(value, false)
	case "crawl-delay", "crawldelay":
		seconds, err := strconv.ParseFloat(number.FindString(value), 64)
		for _, g := range r.current() {
			if err == nil {
				g.delay = max(g.delay, seconds)
			}
		}
	}
}

// cutKey parts a line at its colon, which may be a full-width one, or where
// there is none at its first space.
func cutKey(line string) (key, value string, ok bool) {
	line = strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(line), "\ufeff"))
	key, value, ok = strings.Cut(strings.Replace(line, "：", ":", 1), ":")
	if !ok || strings.ContainsAny(strings.TrimSpace(key), "/*") {
		key, value, ok = strings.Cut(strings.Replace(line, "\t", " ", 1), " ")
	}
	return strings.TrimSpace(key), strings.TrimSpace(value), ok
}

// current are the groups of the agents that concern us; a name makes one.
func (r *reader) current() (groups []*group) {
	for _, agent := range r.agents {
		if agent != Agent && agent != "*" {
			continue
		}
		if r.groups[agent] == nil {
			r.groups[agent] = &group{}
		}
		groups = append(groups, r.groups[agent])
	}
	return groups
}

// rule adds a rule. An empty one says nothing but ends the names before it.
func (r *reader) rule(value string, allow bool) {
	r.naming = false
	for _, path := range paths(value, allow) {
		if stars := strings.Count(path, "*"); r.stars+stars > maxStars || len(path) > maxRule {
			if allow {
				continue
			}
			path, _, _ = strings.Cut(path[:min(len(path), maxRule)], "*") // forbids more, never less
		}
		r.stars += strings.Count(path, "*")
		for _, g := range r.current() {
			if allow {
				g.allow = append(g.allow, ruleLetters(path))
			} else {
				g.disallow = append(g.disallow, ruleLetters(path))
			}
		}
	}
}

// paths are those that a rule names: a file in GBK may mean the path in its own
// bytes or in UTF-8, and "Disallow: /a /b" means both.
func paths(value string, allow bool) []string {
	values := []string{value}
	if fields := strings.Fields(value); !allow && len(fields) > 1 && allPaths(fields) {
		values = fields
	}
	var out []string
	for _, v := range values {
		if u, err := url.Parse(v); err == nil && u.Host != "" && u.Scheme != "" {
			_, v, _ = strings.Cut(v, "://")
			v = strings.TrimPrefix(v, u.Host)
		}
		if v == "" {
			continue
		}
		if v[0] != '/' && v[0] != '*' {
			v = "/" + v
		}
		out = append(out, v)
		if !utf8.ValidString(v) {
			if decoded, err := simplifiedchinese.GB18030.NewDecoder().String(v); err == nil {
				out = append(out, decoded)
			}
		}
	}
	return out
}

func allPaths(fields []string) bool {
	for _, f := range fields {
		if f[0] != '/' && f[0] != '*' {
			return false
		}
	}
	return true
}
