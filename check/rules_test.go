package check

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestRules holds that no check has a name that Rules lacks.
func TestRules(t *testing.T) {
	said := regexp.MustCompile(`(?:note\(|equation\{)"([a-z_.]+)"`)
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	names := []string{}
	for _, file := range files {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range said.FindAllStringSubmatch(string(b), -1) {
			names = append(names, m[1])
		}
	}
	for _, r := range listSums {
		names = append(names, r.rule)
	}
	if len(names) < 20 {
		t.Fatalf("only %d names found", len(names))
	}
	for _, name := range names {
		if !slices.ContainsFunc(Rules(), func(r string) bool { return r == name || strings.HasSuffix(r, "."+name) }) {
			t.Errorf("%s is in no list", name)
		}
	}
}
