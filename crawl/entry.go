package crawl

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// An Entry is a site as it is written into a file of sources.
type Entry struct {
	Site
	Notes []string // comments that stand above it
	Open  []string // comments in it: what was not found
}

// lines writes an entry as an item of a list that is indented so far.
func (e Entry) lines(indent string) string {
	var b strings.Builder
	for _, n := range e.Notes {
		fmt.Fprintf(&b, "%s# %s\n", indent, oneLine(n))
	}
	first := "- "
	line := func(depth int, text string) {
		fmt.Fprintf(&b, "%s%s%s%s\n", indent, first, strings.Repeat("  ", depth), text)
		first = "  "
	}
	field := func(key, value string) {
		if value != "" {
			line(0, key+": "+scalar(value))
		}
	}
	field("name", e.Name)
	field("division", e.Division)
	field("home", e.Home)
	field("list", e.List)
	field("family", e.Family)
	if len(e.Hosts) > 0 {
		line(0, "hosts:")
		for _, h := range e.Hosts {
			line(1, "- "+scalar(h))
		}
	}
	if len(e.Reports) > 0 {
		line(0, "reports:")
	}
	for _, r := range e.Reports {
		line(1, "- body: "+scalar(r.Body))
		if r.Level != "" {
			line(2, "level: "+string(r.Level))
		}
		if r.From != 0 {
			line(2, "from: "+strconv.Itoa(r.From))
		}
		if r.Until != 0 {
			line(2, "until: "+strconv.Itoa(r.Until))
		}
	}
	if fields := e.Assert.fields(); len(fields) > 0 {
		line(0, "assert:")
		for _, a := range fields {
			line(1, a)
		}
	}
	if len(e.Allow) > 0 {
		line(0, "allow_address:")
		for _, p := range e.Allow {
			line(1, "- "+written(p))
		}
	}
	field("off", e.Off)
	for _, o := range e.Open {
		line(0, "# "+oneLine(o))
	}
	return b.String()
}

// written gives a range of one address as that address.
func written(p netip.Prefix) string {
	if p.IsSingleIP() {
		return p.Addr().String()
	}
	return p.String()
}

// fields are the assertions that are set, as they are written.
func (a Assert) fields() (out []string) {
	if a.MinReports > 0 {
		out = append(out, "min_reports: "+strconv.Itoa(a.MinReports))
	}
	if a.MinYear > 0 {
		out = append(out, "min_year: "+strconv.Itoa(a.MinYear))
	}
	if a.NoFewer {
		out = append(out, "no_fewer: true")
	}
	return out
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// scalar writes words so that YAML reads them as words.
func scalar(s string) string {
	raw, err := yaml.Marshal(s)
	if err != nil {
		return strconv.Quote(s) // untested: strings have a form
	}
	text := strings.TrimRight(string(raw), "\n")
	if strings.Contains(text, "\n") {
		return strconv.Quote(s)
	}
	return text
}

// String is the entry as a file of its own would have it.
func (e Entry) String() string { return "sites:\n" + e.lines("  ") }

// AddSource writes an entry behind those of a file of sources, which is made
// where it is missing. All that stands in it stays, comments and order too; the
// file is replaced at once or not at all. A name or a beginning that is there
// already is an error of the file, as is everything that LoadSources refuses.
func AddSource(path string, e Entry) error {
	if target, err := filepath.EvalSymlinks(path); err == nil {
		path = target
	}
	old, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	fresh, err := appended(path, old, e)
	if err != nil {
		return err
	}
	return replaceFile(path, fresh)
}

// appended gives a file's text with an entry more.
func appended(name string, old []byte, e Entry) ([]byte, error) {
	var before []Site
	text := string(old)
	indent := "  "
	switch {
	case len(bytes.TrimSpace(old)) == 0:
		text = "sites:\n"
	default:
		var err error
		if before, err = ParseSources(name, old); err != nil {
			return nil, err
		}
		if indent, err = indentOf(name, old); err != nil {
			return nil, err
		}
		if !strings.HasSuffix(text, "\n") {
			text += "\n"
		}
		if slices.ContainsFunc(before, func(s Site) bool { return s.Home != "" && s.Home == e.Home }) {
			return nil, &SourceError{File: name, Line: lineOfHome(before, e.Home), Site: e.Name, Text: "home is there already: " + e.Home}
		}
		if len(e.Notes) == 0 && !strings.HasSuffix(text, "\n\n") && strings.Contains(text, "\n\n") {
			text += "\n" // the entries there have a line between them
		}
	}
	text += e.lines(indent)
	after, err := ParseSources(name, []byte(text))
	if err != nil {
		return nil, err
	}
	if len(after) != len(before)+1 || after[len(after)-1].Name != e.Name {
		return nil, &SourceError{File: name, Line: 1, Text: "an entry cannot be added at the end of it"}
	}
	return []byte(text), nil
}

func lineOfHome(sites []Site, home string) int {
	return sites[slices.IndexFunc(sites, func(s Site) bool { return s.Home == home })].Line
}

// indentOf is what stands before the dashes of a file's entries.
func indentOf(name string, raw []byte) (string, error) {
	var doc yaml.Node
	if err := yaml.Unmarshal(raw, &doc); err != nil {
		return "", err // untested: it was read before
	}
	for i, key := range doc.Content[0].Content {
		if key.Value != "sites" || i%2 != 0 {
			continue
		}
		list := doc.Content[0].Content[i+1]
		if list.Style&yaml.FlowStyle != 0 {
			return "", &SourceError{File: name, Line: list.Line, Text: "sites stands in brackets: write each entry on lines of its own, with a dash"}
		}
		return strings.Repeat(" ", list.Column-1), nil
	}
	return "", &SourceError{File: name, Line: 1, Text: "no sites"} // untested: it was read before
}

// replaceFile writes a file beside the old one and moves it there when it is
// whole.
func replaceFile(path string, content []byte) (err error) {
	mode := fs.FileMode(0o644)
	if info, err := os.Stat(path); err == nil {
		mode = info.Mode().Perm()
	}
	temp, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(temp.Name()))
		}
	}()
	_, err = temp.Write(content)
	if err == nil {
		err = temp.Chmod(mode)
	}
	if err == nil {
		err = temp.Sync()
	}
	if err = errors.Join(err, temp.Close()); err != nil {
		return err
	}
	return os.Rename(temp.Name(), path)
}
