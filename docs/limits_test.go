package docs

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/printer"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// ofStrangers are the packages that read what comes from outside.
var ofStrangers = []string{"fetch", "fetch/guard", "parse", "sandbox", "extract", "extract/indicator", "pipeline", "crawl", "crawl/list", "crawl/robots",
	"crawl/polite", "crawl/warc", "store", "web", "web/api"}

// notLimits begin like a limit and bound nothing of a stranger's: they are
// reaches of rules.
var notLimits = []string{"extract.longestReach", "extract.longestQuote", "extract.longestCellQuote", "extract.longestTopic"}

var (
	limitName = regexp.MustCompile(`^(?:max|most|longest)(?:[A-Z]|$)|^Default(?:Max|Timeout)`)
	limitRow  = regexp.MustCompile("(?m)^\\| `([\\w/]+)\\.(\\w+)` \\| `([^`]+)` \\| ([^|]+) \\| ([\\w/.]+) \\| ([\\w/ ]*) \\|$")
)

// TestLimits holds docs/limits.md and the constants together, both ways.
func TestLimits(t *testing.T) {
	page, err := os.ReadFile("limits.md")
	if err != nil {
		t.Fatal(err)
	}
	type limit struct{ value, file string }
	told := map[string]limit{}
	for _, m := range limitRow.FindAllStringSubmatch(string(page), -1) {
		told[m[1]+"."+m[2]] = limit{m[3], m[5]}
		if m[6] == "" {
			continue
		}
		dir, name, _ := strings.Cut(m[6], " ")
		if !hasTest(t, dir, name) {
			t.Errorf("%s.%s: there is no test %s in %s", m[1], m[2], name, dir)
		}
	}
	if rows := bytes.Count(page, []byte("\n| `")); rows != len(told) {
		t.Errorf("%d rows, %d of them can be read", rows, len(told))
	}
	for _, dir := range ofStrangers {
		for file, node := range sources(t, dir) {
			for _, decl := range node.Decls {
				constants, ok := decl.(*ast.GenDecl)
				if !ok || constants.Tok != token.CONST {
					continue
				}
				for _, spec := range constants.Specs {
					v := spec.(*ast.ValueSpec)
					for i, name := range v.Names {
						key := dir + "." + name.Name
						if !limitName.MatchString(name.Name) || slices.Contains(notLimits, key) || i >= len(v.Values) {
							continue
						}
						if _, ok := told[key]; dir == "store" && !ok {
							continue // most there bound what the program does at once
						}
						want := limit{written(v.Values[i]), dir + "/" + file}
						if told[key] != want {
							t.Errorf("%s is %v, limits.md says %v", key, want, told[key])
						}
						delete(told, key)
					}
				}
			}
		}
	}
	for key := range told {
		t.Errorf("limits.md tells of %s, which is no constant", key)
	}
}

// written is an expression as it stands in the source.
func written(x ast.Expr) string {
	var b bytes.Buffer
	printer.Fprint(&b, token.NewFileSet(), x)
	return b.String()
}

// sources are the files of a package without its tests.
func sources(t *testing.T, dir string) map[string]*ast.File {
	t.Helper()
	names, err := filepath.Glob(filepath.Join("..", dir, "*.go"))
	if err != nil || len(names) == 0 {
		t.Fatalf("%s: %d files, %v", dir, len(names), err)
	}
	files := map[string]*ast.File{}
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		node, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		files[filepath.Base(name)] = node
	}
	return files
}

// hasTest tells whether a package has a test of that name.
func hasTest(t *testing.T, dir, name string) bool {
	t.Helper()
	names, err := filepath.Glob(filepath.Join("..", dir, "*_test.go"))
	if err != nil {
		t.Fatal(err)
	}
	return slices.ContainsFunc(names, func(file string) bool {
		b, err := os.ReadFile(file)
		return err == nil && bytes.Contains(b, []byte("\nfunc "+name+"("))
	})
}
