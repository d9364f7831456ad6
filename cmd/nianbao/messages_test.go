package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"nianbao/compare"
	"nianbao/crawl"
	"nianbao/report"
	"nianbao/store"
)

var verbs = regexp.MustCompile(`%[^%\s]`)

func TestCatalogues(t *testing.T) {
	for key, zh := range wordsZH {
		en, ok := wordsEN[key]
		if !ok {
			t.Errorf("%q has no English", key)
			continue
		}
		if a, b := verbs.FindAllString(zh, -1), verbs.FindAllString(en, -1); !slices.Equal(a, b) {
			t.Errorf("%q: verbs %v in Chinese, %v in English", key, a, b)
		}
		if a, b := strings.Count(zh, "|"), strings.Count(en, "|"); a != b {
			t.Errorf("%q: %d columns in Chinese, %d in English", key, a+1, b+1)
		}
	}
	for key, en := range wordsEN {
		if _, ok := wordsZH[key]; !ok {
			t.Errorf("%q has no Chinese", key)
		}
		if en == "" {
			t.Errorf("%q is empty", key)
		}
	}
}

// TestKeys holds that every key that is said is in the catalogue, and that
// every key of the catalogue is said. A key that ends with a dot in the code is
// completed by a word of one of the closed lists.
func TestKeys(t *testing.T) {
	said, begun := saidKeys(t)
	for key := range said {
		if _, ok := wordsEN[key]; !ok {
			t.Errorf("%q is said, but not in the catalogue", key)
		}
	}
	closed := map[string]bool{"": true}
	for _, m := range closedWords(t) {
		closed[m[2]] = true
	}
	for _, word := range slices.Concat(wordsOf(compare.Measures()), wordsOf(compare.States()), wordsOf(compare.Reasons()), wordsOf(report.BodyLevels()), wordsOf(report.Methods()), wordsOf(store.MergeParts()),
		[]string{sortRank, string(report.OwnOffice), string(report.WholeRegion)}) {
		closed[word] = true
	}
	for _, word := range append(groupingNames(), bySet, string(store.Taken), string(store.Rejected), string(store.Leftover)) {
		closed[word] = true
	}
	for _, w := range slices.Concat(wordsOf(store.Decisions()), wordsOf(store.Standings()), wordsOf(store.Doubts())) {
		closed[w] = true
	}
	for _, w := range slices.Concat(crawl.Outcomes(), store.OwedStates(), wordsOf(crawl.Endings())) {
		closed[w] = true
	}
	for _, w := range classesOf(t) {
		closed[w] = true
	}
	for _, f := range compare.Fates() {
		closed[string(f)] = true
	}
	for _, f := range compare.FactFields() {
		closed[f] = true
	}
	for key := range wordsEN {
		group, word, _ := strings.Cut(key, ".")
		if !said[key] && !(slices.Contains(begun, group+".") && closed[word]) {
			t.Errorf("%q is in the catalogue, but never said", key)
		}
	}
}

// saidKeys gives the string literals of this package's code that look like
// keys, and those that begin one.
func saidKeys(t *testing.T) (said map[string]bool, begun []string) {
	said = map[string]bool{}
	looks := regexp.MustCompile(`^(root|backup|by|check|fate|help|flag|usage|hint|document|reason|status|value|qualifier|role|method|standing|break|comparable|extract|ingest|reextract|difference|documents|review|decision|decided|doubt|forget|crawl|serve|owed|outcome|exit|ending|class|mail|merge|merging|merged|progress|search|codebook|region|indicators|eval|export|sample|doctor|version|completion|compare|panel|plot|column|measure|why|state|level|scope|server|worker)\.[a-z_]*$|^interrupted$`)
	inspect(t, func(_ string, n ast.Node) {
		lit, ok := n.(*ast.BasicLit)
		if !ok || lit.Kind != token.STRING {
			return
		}
		s, _ := strconv.Unquote(lit.Value)
		switch {
		case !looks.MatchString(s):
		case strings.HasSuffix(s, "."):
			begun = append(begun, s)
		default:
			said[s] = true
		}
	})
	return said, begun
}

// inspect calls see on every node of this package's code but the catalogues.
func inspect(t *testing.T, see func(file string, n ast.Node)) {
	t.Helper()
	entries, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		name := e.Name()
		if !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") || strings.HasPrefix(name, "messages_") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			see(name, n)
			return true
		})
	}
}

// TestArguments holds that every message is said with as many arguments as it
// has verbs.
func TestArguments(t *testing.T) {
	calls := 0
	inspect(t, func(name string, n ast.Node) {
		call, ok := n.(*ast.CallExpr)
		if !ok || len(call.Args) == 0 {
			return
		}
		fun, ok := call.Fun.(*ast.SelectorExpr)
		if !ok || fun.Sel.Name != "say" {
			return
		}
		lit, ok := call.Args[0].(*ast.BasicLit)
		if !ok {
			return
		}
		key, _ := strconv.Unquote(lit.Value)
		calls++
		if want := len(verbs.FindAllString(wordsEN[key], -1)); len(call.Args)-1 != want {
			t.Errorf("%s: %q is said with %d arguments, has %d verbs", name, key, len(call.Args)-1, want)
		}
	})
	if calls < 80 {
		t.Errorf("only %d calls found", calls)
	}
}

// closedWords gives the words of the domain's closed lists: type and word.
func closedWords(t *testing.T) [][]string {
	t.Helper()
	var found [][]string
	for _, file := range []string{"lists.go", "series.go"} {
		source, err := os.ReadFile("../../report/" + file)
		if err != nil {
			t.Fatal(err)
		}
		list := regexp.MustCompile(`(?m)^\s+\w+\s+(Status|Reason|Role|Qualifier|ValueStatus|Standing|BreakKind|Comparability)\s+= "(\w+)"`)
		found = append(found, list.FindAllStringSubmatch(string(source), -1)...)
	}
	if len(found) < 40 {
		t.Fatalf("only %d words found in the closed lists", len(found))
	}
	return found
}

// classesOf gives all reasons that an account has, but for those of documents and
// the names of products: the classes of the packages that give them.
func classesOf(t *testing.T) (classes []string) {
	t.Helper()
	for _, file := range []string{"list/web.go", "polite/error.go"} {
		source, err := os.ReadFile("../../crawl/" + file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(`(?m)^\s+Class\w+\s+(?:list\.)?Class = "(\w+)"`).FindAllStringSubmatch(string(source), -1) {
			classes = append(classes, m[1])
		}
	}
	if len(classes) < 12 {
		t.Fatalf("only %d classes found", len(classes))
	}
	return append(classes, store.NotDue, store.Interrupted, string(crawl.ArchiveFull), crawl.RefusedByDatabase)
}

// TestCrawlWords holds that what a night can say of sites, addresses and itself
// has words for people, in both languages.
func TestCrawlWords(t *testing.T) {
	groups := map[string][]string{"outcome.": crawl.Outcomes(), "class.": classesOf(t), "ending.": wordsOf(crawl.Endings()), "owed.": store.OwedStates(), "exit.": nil}
	for _, e := range exitCodes {
		groups["exit."] = append(groups["exit."], strings.TrimPrefix(e.words, "exit."))
	}
	for group, words := range groups {
		for _, w := range words {
			for lang, catalogue := range catalogue {
				if catalogue[group+w] == "" {
					t.Errorf("%s%s is not said in %s", group, w, lang)
				}
			}
		}
	}
	for _, ending := range crawl.Endings() {
		if ending != crawl.Broken && exitOf(ending) == exitFailed {
			t.Errorf("%s has no exit code", ending)
		}
	}
}

// TestClosedLists holds that every word of the domain's closed lists has words
// for people.
func TestClosedLists(t *testing.T) {
	prefixes := map[string][]string{"Status": {"status.", "document."}, "Reason": {"reason.", "hint."},
		"Role": {"role."}, "Qualifier": {"qualifier."}, "ValueStatus": {"value."},
		"Standing": {"standing."}, "BreakKind": {"break."}, "Comparability": {"comparable."}}
	for _, m := range closedWords(t) {
		for _, p := range prefixes[m[1]] {
			if _, ok := wordsEN[p+m[2]]; !ok && m[2] != "printed" {
				t.Errorf("%s %q has no words %q", m[1], m[2], p+m[2])
			}
		}
	}
}
