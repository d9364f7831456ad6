package frozen

import (
	"bytes"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
	"golang.org/x/tools/txtar"
)

// A Site is what one government web site answers, and what a crawl of it must say.
type Site struct {
	File       string // its file's name without the ending
	Name       string
	Family     string // number of the family of list pages, or generic, or hostile
	Region     string
	Home       string
	TLS        string   // one of tlsModes
	Hosts      []string // the first is that of Home
	Column     string   // of the annual reports, for people
	Traps      []Trap
	Reports    []Report // all that must be found
	NotReports []string `yaml:"not_reports"` // look like it, are none
	Never      []string // must not be asked
	Outcome    string   // one of outcomes
	Counts     *Counts  // nil where the site states no total
	Night2     *Night2  // nil where the second night is like the first

	// Address is where it is served; "" for one of its own. Sites with the same
	// one stand behind the same machine.
	Address string `yaml:"-"`

	Answers []*Answer `yaml:"-"`
}

// A Trap is something that a careless crawler falls into.
type Trap struct {
	Name  string
	Naive string // what such a crawler does
}

// A Report is one that a body published for a year.
type Report struct {
	URL         string
	Body        string
	Year        int
	Attachments []string // the same report in other files
}

// Counts are the rows of the list, notices and all: as the site states them,
// and as it lets them be had.
type Counts struct{ Stated, Listed int }

// Night2 is what is otherwise in the second night.
type Night2 struct {
	New     []Report `yaml:"reports_new"`
	Changed []Report `yaml:"reports_changed"`
	Removed []Report `yaml:"reports_removed"`
	Outcome string
}

var (
	tlsModes = []string{"none", "modern", "expired", "self-signed", "tls10", "rsa-kx"}
	outcomes = []string{"ok", "incomplete", "pagination_ignored", "blocked", "declined", "unreachable", "unsupported", "column_lost", "emptied"}
)

// Load reads the sites of a folder, in the order of their files' names.
func Load(dir string) ([]*Site, error) {
	paths, err := filepath.Glob(filepath.Join(dir, "*.txtar"))
	if err != nil {
		return nil, err
	}
	if len(paths) == 0 {
		return nil, fmt.Errorf("no sites in %s", dir)
	}
	var out []*Site
	for _, path := range paths {
		raw, err := os.ReadFile(path)
		if err != nil {
			return nil, err
		}
		name := strings.TrimSuffix(filepath.Base(path), ".txtar")
		s, err := Parse(name, raw)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		out = append(out, s)
	}
	return out, nil
}

// Demo are the sites that are served to be shown: pages by number, files beneath
// a page, and a list that is empty in the second night.
var Demo = []string{"05-zezhixian", "20-attach-fengduzhen", "30-emptied-yujianxian"}

// Moved reads a site's file as if its home were at an address of loopback,
// 127.0.0.1:18801: every client can come there by its address alone. The site
// must have one host, by http.
func Moved(path, address string) (*Site, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	name := strings.TrimSuffix(filepath.Base(path), ".txtar")
	s, err := Parse(name, raw)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if len(s.Hosts) != 1 || !strings.HasPrefix(s.Home, "http://") {
		return nil, fmt.Errorf("%s: want a site of one host, by http", name)
	}
	if s, err = Parse(name, bytes.ReplaceAll(raw, []byte(s.Hosts[0]), []byte(address))); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	s.Address = address
	return s, nil
}

// Parse reads a site's file. What is not of the format is an error: a header
// with a slip in its name would be a page that no test looks at.
func Parse(name string, raw []byte) (*Site, error) {
	archive := txtar.Parse(raw)
	s := &Site{File: name}
	dec := yaml.NewDecoder(bytes.NewReader(archive.Comment))
	dec.KnownFields(true)
	if err := dec.Decode(s); err != nil {
		return nil, err
	}
	home, err := url.Parse(s.Home)
	if err != nil {
		return nil, err
	}
	if !slices.Contains(s.Hosts, home.Host) {
		return nil, fmt.Errorf("home %s is on none of hosts", s.Home)
	}
	known := map[string]bool{}
	for _, f := range archive.Files {
		a, err := parseAnswer(f.Name, string(f.Data), home)
		if err != nil {
			return nil, fmt.Errorf("section %q: %w", f.Name, err)
		}
		if !slices.Contains(s.Hosts, a.Host) {
			return nil, fmt.Errorf("section %q: %s is none of hosts", f.Name, a.Host)
		}
		if key := fmt.Sprint(f.Name, a.NeedCookie, a.NeedReferer); known[key] {
			return nil, fmt.Errorf("section %q: twice", f.Name)
		} else {
			known[key] = true
		}
		s.Answers = append(s.Answers, a)
	}
	return s, nil
}

// Expected are the reports that must be known after a night: those of the
// second one too, and those that the site has removed.
func (s *Site) Expected(night int) []Report {
	if night < 2 || s.Night2 == nil {
		return s.Reports
	}
	return slices.Concat(s.Reports, s.Night2.New)
}

// NoReports are the addresses that must not be taken for reports in a night: a
// page that breaks off in the first one may be a report in the second.
func (s *Site) NoReports(night int) []string {
	if night < 2 || s.Night2 == nil {
		return s.NotReports
	}
	return slices.DeleteFunc(slices.Clone(s.NotReports), func(u string) bool {
		return slices.ContainsFunc(s.Night2.New, func(r Report) bool { return r.URL == u })
	})
}

// OutcomeOf is what a run must say of the site after a night.
func (s *Site) OutcomeOf(night int) string {
	if night < 2 || s.Night2 == nil {
		return s.Outcome
	}
	return s.Night2.Outcome
}
