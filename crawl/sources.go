package crawl

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/netip"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"nianbao/crawl/list"
	"nianbao/crawl/polite"
	"nianbao/division"
	"nianbao/extract"
	"nianbao/extract/indicator"
	"nianbao/report"
)

// maxSources bounds a file of sources.
const maxSources = 16 << 20

// ErrSources is a file of sources that cannot be used.
var ErrSources = errors.New("unusable sources")

// A Site is an entry of sources.yaml.
type Site struct {
	Name     string // known by it for ever: a new name is a new site
	Division string // code of the division whose site it is; "" where it is of none
	Home     string // the home page
	List     string // the column of annual reports, where it is known
	Family   string // that its lists are of, where it is known
	Hosts    []string
	Reports  []Expected
	Assert   Assert
	Allow    []netip.Prefix // addresses that are connected to although they are private: hosts of tests
	Off      string         // why it is not visited; "" where it is
	Line     int            // in the file
}

// An Expected is a body whose reports are to be found on a site.
type Expected struct {
	Body  string // the site's name where the file says nothing
	Level report.BodyLevel
	From  int // the first year reported on; 0 for 2008
	Until int // the last one; 0 where there is none yet
}

// An Assert is what must hold every night: else something is broken that looks
// like an empty list.
type Assert struct {
	MinReports int      // in the list
	MinYear    int      // a report on this year or a later one is in the list
	NoFewer    bool     // on the last year that was due there are no fewer reports than on the year before
	Figures    []string // codes of which each report on the newest year has a figure
}

// Source is the site as package list knows it.
func (s *Site) Source() list.Source {
	return list.Source{Name: s.Name, Home: s.Home, Column: s.List, Hosts: s.Hosts, Family: s.Family}
}

// scope is what a visit of the site may ask: its own hosts, and those it names.
func (s *Site) scope(b polite.Budget) polite.Site {
	hosts := slices.Clone(s.Hosts)
	for _, raw := range []string{s.Home, s.List} {
		if u, err := url.Parse(raw); err == nil && u.Hostname() != "" {
			hosts = append(hosts, u.Hostname())
		}
	}
	return polite.Site{Hosts: hosts, Allow: s.Allow, Budget: b}
}

// A SourceError says what is wrong with a file of sources, and where.
type SourceError struct {
	File string
	Line int
	Site string // "" where no entry is meant
	Text string
}

func (e *SourceError) Error() string {
	where := fmt.Sprintf("%s:%d: ", e.File, e.Line)
	if e.Site != "" {
		where += e.Site + ": "
	}
	return where + e.Text
}

// Unwrap makes it an [ErrSources].
func (e *SourceError) Unwrap() error { return ErrSources }

// LoadSources reads a file of sources. All that is wrong with it is told at
// once, in the order of the file.
func LoadSources(path string) ([]Site, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	raw, err := io.ReadAll(io.LimitReader(file, maxSources+1))
	if err != nil {
		return nil, err
	}
	return ParseSources(path, raw)
}

// ParseSources reads what stands in the file of that name.
func ParseSources(name string, raw []byte) ([]Site, error) {
	l := &loader{file: name}
	if len(raw) > maxSources {
		return nil, &SourceError{File: name, Line: 1, Text: fmt.Sprintf("more than %d bytes", maxSources)}
	}
	var doc yaml.Node
	decoder := yaml.NewDecoder(bytes.NewReader(raw))
	if err := decoder.Decode(&doc); errors.Is(err, io.EOF) {
		return nil, &SourceError{File: name, Line: 1, Text: "no sites"}
	} else if err != nil {
		return nil, l.syntax(err)
	}
	if err := decoder.Decode(&yaml.Node{}); !errors.Is(err, io.EOF) {
		l.fail(&doc, "a second document: want one list of sites")
	}
	l.fields(doc.Content[0], map[string]func(*yaml.Node){"sites": func(n *yaml.Node) { l.each(n, l.site) }})
	if len(l.errs) == 0 && len(l.sites) == 0 {
		l.fail(&doc, "no sites")
	}
	l.lint()
	if len(l.errs) > 0 {
		return nil, errors.Join(l.errs...)
	}
	return l.sites, nil
}

// A loader reads the tree of a file. It notes what is wrong and goes on.
type loader struct {
	file  string
	entry string // the name of the entry being read
	sites []Site
	errs  []error
}

func (l *loader) fail(n *yaml.Node, format string, args ...any) {
	l.errs = append(l.errs, &SourceError{File: l.file, Line: max(1, n.Line), Site: l.entry, Text: fmt.Sprintf(format, args...)})
}

// syntax makes an error of the YAML reader, "yaml: line 3: ...", one of ours.
func (l *loader) syntax(err error) error {
	text := strings.TrimPrefix(err.Error(), "yaml: ")
	line := 1
	if rest, ok := strings.CutPrefix(text, "line "); ok {
		number, words, _ := strings.Cut(rest, ": ")
		if n, err := strconv.Atoi(number); err == nil {
			line, text = n, words
		}
	}
	return &SourceError{File: l.file, Line: line, Text: "not YAML: " + text}
}

// fields reads a mapping by its keys. An unknown key is an error: a word that is
// misspelt would otherwise be silently without effect.
func (l *loader) fields(n *yaml.Node, known map[string]func(*yaml.Node)) {
	if n.Kind != yaml.MappingNode {
		l.fail(n, "want keys and values, have %s", kindOf(n))
		return
	}
	seen := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		read, ok := known[key.Value]
		switch {
		case !ok:
			names := make([]string, 0, len(known))
			for name := range known {
				names = append(names, name)
			}
			slices.Sort(names)
			l.fail(key, "unknown key %q: want one of %s", clip(key.Value), strings.Join(names, ", "))
		case seen[key.Value]:
			l.fail(key, "%s twice", key.Value)
		default:
			seen[key.Value] = true
			read(value)
		}
	}
}

func (l *loader) each(n *yaml.Node, read func(*yaml.Node)) {
	if n.Kind != yaml.SequenceNode {
		l.fail(n, "want a list, have %s", kindOf(n))
		return
	}
	for _, item := range n.Content {
		read(item)
	}
}

func kindOf(n *yaml.Node) string {
	switch n.Kind {
	case yaml.MappingNode:
		return "keys and values"
	case yaml.SequenceNode:
		return "a list"
	case yaml.AliasNode:
		return "an alias"
	}
	return fmt.Sprintf("%q", clip(n.Value))
}

// clip shortens what is quoted in a message.
func clip(s string) string {
	if r := []rune(s); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return s
}

// text reads a string, which is not empty and stands in one line.
func (l *loader) text(to *string, what string) func(*yaml.Node) {
	return func(n *yaml.Node) {
		switch {
		case n.Kind != yaml.ScalarNode:
			l.fail(n, "%s: want words, have %s", what, kindOf(n))
		case strings.TrimSpace(n.Value) == "":
			l.fail(n, "%s is empty", what)
		case strings.ContainsFunc(n.Value, func(r rune) bool { return r < ' ' || r == 0x7f }):
			l.fail(n, "%s has a line break or another control character", what)
		default:
			*to = strings.TrimSpace(n.Value)
		}
	}
}

func (l *loader) number(to *int, what string, least, most int) func(*yaml.Node) {
	return func(n *yaml.Node) {
		v, err := strconv.Atoi(n.Value)
		if n.Kind != yaml.ScalarNode || err != nil || v < least || v > most {
			l.fail(n, "%s: want a number from %d to %d, have %s", what, least, most, kindOf(n))
			return
		}
		*to = v
	}
}

// truth reads yes or no.
func (l *loader) truth(to *bool, what string) func(*yaml.Node) {
	return func(n *yaml.Node) {
		if n.Kind != yaml.ScalarNode || n.Tag != "!!bool" || n.Decode(to) != nil {
			l.fail(n, "%s: want true or false, have %s", what, kindOf(n))
		}
	}
}

// address reads an address of the web.
func (l *loader) address(to *string, what string) func(*yaml.Node) {
	return func(n *yaml.Node) {
		var s string
		l.text(&s, what)(n)
		if s == "" {
			return
		}
		u, err := url.Parse(s)
		if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" || u.User != nil {
			l.fail(n, "%s: want an address beginning with http:// or https://, have %q", what, clip(s))
			return
		}
		*to = s
	}
}

func (l *loader) site(n *yaml.Node) {
	s := Site{Line: n.Line}
	l.entry = nameOf(n)
	defer func() { l.entry = "" }()
	before := len(l.errs)
	l.fields(n, map[string]func(*yaml.Node){
		"name":     l.text(&s.Name, "name"),
		"division": l.text(&s.Division, "division"),
		"home":     l.address(&s.Home, "home"),
		"list":     l.address(&s.List, "list"),
		"family": func(n *yaml.Node) {
			l.text(&s.Family, "family")(n)
			if s.Family != "" && !slices.Contains(list.Families(), s.Family) {
				l.fail(n, "family: want one of %s, have %q", strings.Join(list.Families(), ", "), clip(s.Family))
			}
		},
		"off": l.text(&s.Off, "off"),
		"hosts": func(n *yaml.Node) {
			l.each(n, func(n *yaml.Node) {
				var host string
				l.text(&host, "hosts")(n)
				if strings.ContainsAny(host, "/:@ ") {
					l.fail(n, "hosts: want the name of a host, have %q", clip(host))
				}
				s.Hosts = append(s.Hosts, strings.ToLower(host))
			})
		},
		"reports": func(n *yaml.Node) { l.each(n, func(n *yaml.Node) { s.Reports = append(s.Reports, l.expected(n)) }) },
		"assert": func(n *yaml.Node) {
			l.fields(n, map[string]func(*yaml.Node){
				"min_reports": l.number(&s.Assert.MinReports, "min_reports", 1, 100_000),
				"min_year":    l.number(&s.Assert.MinYear, "min_year", firstYear, lastYear),
				"no_fewer":    l.truth(&s.Assert.NoFewer, "no_fewer"),
				"figures": func(n *yaml.Node) {
					l.each(n, func(n *yaml.Node) {
						var code string
						l.text(&code, "figures")(n)
						s.Assert.Figures = append(s.Assert.Figures, code)
					})
				},
			})
		},
		"allow_address": func(n *yaml.Node) {
			l.each(n, func(n *yaml.Node) {
				prefix, err := ParsePrefix(n.Value)
				if err != nil {
					l.fail(n, "allow_address: want an IP address or a range like 127.0.0.0/8, have %s", kindOf(n))
				}
				s.Allow = append(s.Allow, prefix)
			})
		},
	})
	if len(l.errs) > before {
		return
	}
	if s.Name == "" {
		l.fail(n, "no name")
	}
	if s.Home == "" && s.List == "" {
		l.fail(n, "neither home nor list: one of them is where the crawl begins")
	}
	for i := range s.Reports {
		if s.Reports[i].Body == "" {
			s.Reports[i].Body = s.Name
		}
	}
	l.sites = append(l.sites, s)
}

// nameOf looks for an entry's name before the entry is read, for messages.
func nameOf(n *yaml.Node) string {
	for i := 0; n.Kind == yaml.MappingNode && i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == "name" {
			return clip(n.Content[i+1].Value)
		}
	}
	return ""
}

// Years that a report may be on.
const (
	firstYear = 2008
	lastYear  = 2100
)

func (l *loader) expected(n *yaml.Node) (e Expected) {
	l.fields(n, map[string]func(*yaml.Node){
		"body": l.text(&e.Body, "body"),
		"level": func(n *yaml.Node) {
			e.Level = report.BodyLevel(n.Value)
			if n.Kind != yaml.ScalarNode || e.Level == "" || e.Level.Validate() != nil {
				l.fail(n, "level: want one of %v, have %s", report.BodyLevels(), kindOf(n))
			}
		},
		"from":  l.number(&e.From, "from", firstYear, lastYear),
		"until": l.number(&e.Until, "until", firstYear, lastYear),
	})
	if e.Until != 0 && e.Until < e.From {
		l.fail(n, "until %d is before from %d", e.Until, e.From)
	}
	return e
}

// ParsePrefix reads an address, or a range of them like 127.0.0.0/8.
func ParsePrefix(s string) (netip.Prefix, error) {
	if a, err := netip.ParseAddr(s); err == nil {
		return netip.PrefixFrom(a, a.BitLen()), nil
	}
	return netip.ParsePrefix(s)
}

// lint compares the sites with each other, and with what is known.
func (l *loader) lint() {
	var divisions *division.Table
	var book *indicator.Book
	names, begins := map[string]int{}, map[string]string{}
	for _, s := range l.sites {
		l.entry = s.Name
		at := &yaml.Node{Line: s.Line}
		if line, twice := names[s.Name]; twice {
			l.fail(at, "the name is that of line %d", line)
		}
		names[s.Name] = s.Line
		begin := s.List
		if begin == "" {
			begin = s.Home
		}
		if other, twice := begins[begin]; twice {
			l.fail(at, "begins where %s begins: %s", other, begin)
		}
		begins[begin] = s.Name
		if s.Division != "" {
			if divisions == nil {
				divisions = division.New()
			}
			if !knownDivision(divisions, s.Division) {
				l.fail(at, "division: no division has the code %q", clip(s.Division))
			}
		}
		for _, code := range s.Assert.Figures {
			if book == nil {
				x, err := extract.New()
				if err != nil {
					l.fail(at, "assert: figures: %v", err)
					break
				}
				book = x.Book()
			}
			if _, known := book.Find(code); !known {
				l.fail(at, "assert: figures: no indicator has the id %q", clip(code))
			}
		}
		bodies := map[string]bool{}
		for _, e := range s.Reports {
			if bodies[e.Body] {
				l.fail(at, "reports: %s twice", e.Body)
			}
			bodies[e.Body] = true
		}
	}
	l.entry = ""
	slices.SortStableFunc(l.errs, func(a, b error) int { return lineOf(a) - lineOf(b) })
}

// knownDivision tells whether a code was a division's in any year of reports.
func knownDivision(t *division.Table, code string) bool {
	for year := firstYear - 6; year < firstYear+30; year++ {
		if _, ok := t.Get(code, year); ok {
			return true
		}
	}
	return false
}

// KnownDivision tells whether a code is or was that of a division.
func KnownDivision(code string) bool { return knownDivision(division.New(), code) }

// EmptySources tells a file without any entry, to which one may be added.
func EmptySources(path string) bool {
	raw, err := os.ReadFile(path)
	return err == nil && len(bytes.TrimSpace(raw)) == 0
}

func lineOf(err error) int {
	var e *SourceError
	if errors.As(err, &e) {
		return e.Line
	}
	return 0
}
