package nianbao

import (
	"os/exec"
	"path"
	"slices"
	"strings"
	"testing"
)

// allowed says which packages of this module each package may import: the house
// as docs/design.md draws it. Stage packages do not import one another; what
// composes them is above them. A package that is not here is not in the house.
var allowed = map[string][]string{
	"report":             {},
	"fault":              {}, // moments at which tests end the program
	"needle":             {},
	"division":           {"report", "third_party/divisions"},
	"crawl":              {"report", "compare", "division", "fetch", "extract", "extract/indicator", "pipeline", "store", "crawl/address", "crawl/list", "crawl/polite", "crawl/robots", "crawl/warc"},
	"crawl/flock":        {},
	"crawl/warc":         {"report", "fault", "crawl/flock"},
	"fetch":              {"report", "fetch/guard", "crawl/warc"},
	"fetch/guard":        {"report"},
	"parse":              {"report", "needle"},
	"normalize":          {"report", "needle", "third_party/*"},
	"extract/indicator":  {"report"},
	"extract":            {"report", "needle", "division", "extract/indicator"},
	"check":              {"report"},
	"compare":            {"report"},
	"chart":              {"third_party/font"},
	"check/calibrate":    {"report", "parse", "normalize", "extract", "check", "eval"},
	"store":              {"report", "fault", "store/postgres"},
	"store/postgres":     {},
	"store/pgtest":       {}, // test support: a server
	"export":             {"report", "fault", "tabular", "store"},
	"crawl/notice":       {},
	"crawl/meter":        {"crawl", "store"},
	"web":                {"report", "needle", "compare", "store", "third_party/d3"},
	"web/api":            {"report", "compare", "store", "web"},
	"crawl/frozen":       {}, // test support: web sites that nobody runs
	"crawl/frozen/demo":  {"crawl/frozen"},
	"docs":               {}, // pages that the program quotes
	"sandbox":            {"report", "parse"},
	"eval":               {"report"},
	"tabular":            {"report"},
	"crawl/robots":       {},
	"pipeline":           {"report", "fetch", "parse", "normalize", "extract", "check", "store"},
	"crawl/address":      {},
	"crawl/list":         {"report", "needle", "crawl/address", "parse"},
	"crawl/polite":       {"report", "fetch/guard", "crawl/address", "crawl/list", "crawl/robots", "crawl/warc"},
	"cmd/nianbao":        {"report", "needle", "fault", "division", "fetch", "parse", "normalize", "extract", "extract/indicator", "check", "compare", "chart", "store", "eval", "tabular", "export", "docs", "sandbox", "pipeline", "crawl", "crawl/flock", "crawl/list", "crawl/meter", "crawl/notice", "crawl/polite", "crawl/warc", "store/postgres", "work", "web", "web/api"},
	"work":               {"report", "fetch", "pipeline", "store", "store/postgres", "crawl/polite"},
	"synth":              {"report", "fetch", "parse", "normalize", "extract", "division", "store", "pipeline", "third_party/*"},
	"reliability":        {}, // runs tests and writes a page of what they measured
	"sbom":               {}, // the bill of materials of a program
	"synth/make":         {"synth"},
	"twins":              {}, // a test: the same figures from every container
	"twins/make":         {"twins"},
	"third_party":        {}, // a test of hashes
	"third_party/*":      {},
	"third_party/*/make": {"normalize"}, // writes a folder's files from those of others
}

// pure packages read neither clock nor disk nor network.
var pure = []string{"report", "division", "parse", "normalize", "extract", "check", "compare", "chart"}

var impure = []string{"net", "net/http", "os/exec"}

// mayRead are the exceptions: parse keeps the compiled PDF reader and waits for
// it, normalize unpacks dictionaries for a library that opens files by name.
var mayRead = []string{"parse", "normalize"}

func TestDirections(t *testing.T) {
	out, err := exec.Command("go", "list", "-tags", "sqlite_fts5 sqlite_math_functions",
		"-f", `{{.ImportPath}}:{{join .Imports " "}}`, "./...").Output()
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(out)) {
		name, imports, _ := strings.Cut(strings.TrimSpace(line), ":")
		from, ours := strings.CutPrefix(name, "nianbao/")
		if !ours {
			continue // this folder, which holds only this test
		}
		may, known := rule(from)
		if !known {
			t.Errorf("%s has no place in the house: add it to allowed and to docs/design.md", from)
			continue
		}
		for _, imported := range strings.Fields(imports) {
			to, ours := strings.CutPrefix(imported, "nianbao/")
			if ours && !matches(may, to) {
				t.Errorf("%s imports %s, may import %v", from, to, may)
			}
			if slices.Contains(pure, from) && impureFor(from, imported) {
				t.Errorf("%s imports %s, but is pure", from, imported)
			}
		}
	}
}

func rule(name string) (may []string, known bool) {
	for pattern, may := range allowed {
		if ok, _ := path.Match(pattern, name); ok {
			return may, true
		}
	}
	return nil, false
}

func matches(patterns []string, name string) bool {
	return slices.ContainsFunc(patterns, func(p string) bool { ok, _ := path.Match(p, name); return ok })
}

func impureFor(from, imported string) bool {
	if imported == "os" || imported == "time" {
		return !slices.Contains(mayRead, from)
	}
	return slices.Contains(impure, imported)
}
