package web

import (
	"io/fs"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var verb = regexp.MustCompile(`%[^%\s]`)

// TestWords holds that every text is there in both languages, with the same
// arguments.
func TestWords(t *testing.T) {
	for key, text := range words {
		if text.zh == "" || text.en == "" {
			t.Errorf("%q lacks a language", key)
		}
		a, b := verb.FindAllString(strings.ReplaceAll(text.zh, "%q", "%s"), -1), verb.FindAllString(strings.ReplaceAll(text.en, "%q", "%s"), -1)
		if !slices.Equal(a, b) {
			t.Errorf("%q: verbs %v in Chinese, %v in English", key, a, b)
		}
	}
}

var (
	said  = regexp.MustCompile(`\bSay "([a-z_.]+)"|\bSay\("([a-z_.]+)"|BadRequest\("([a-z_.]+)"|Key: +"([a-z_.]+)"`)
	begun = regexp.MustCompile(`(?:print "|Say\("|Say \(print ")([a-z_]+\.)"`)
)

// TestSaid holds that all that templates and handlers say is there, and that
// nothing is there that nobody says.
func TestSaid(t *testing.T) {
	used := map[string]bool{}
	var prefixes []string
	for _, pattern := range []string{"*.go", "templates/*.html"} {
		files, err := fs.Glob(os.DirFS("."), pattern)
		if err != nil || len(files) == 0 {
			t.Fatal(pattern, err)
		}
		for _, file := range files {
			if strings.HasSuffix(file, "_test.go") || file == "words.go" {
				continue
			}
			b, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range said.FindAllStringSubmatch(string(b), -1) {
				key := strings.Join(m[1:], "")
				if strings.HasPrefix(m[0], "BadRequest") || strings.HasPrefix(m[0], "Key") {
					key = "fail." + key
				}
				if used[key] = true; words[key] == (both{}) && !strings.HasSuffix(key, ".") {
					t.Errorf("%s says %q, which has no words", file, key)
				}
			}
			for _, m := range begun.FindAllStringSubmatch(string(b), -1) {
				prefixes = append(prefixes, m[1])
			}
		}
	}
	for key := range words {
		group, _, _ := strings.Cut(key, ".")
		if !used[key] && group != "fail" && !slices.Contains(prefixes, group+".") {
			t.Errorf("%q is never said", key)
		}
	}
}
