package main

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// A question is what a journalist wants to know, and how he asks it.
type question struct {
	chinese, english string
	args             []string
}

// questions are fifty, by someone who had not seen the program's code.
func questions(t *testing.T) []question {
	t.Helper()
	var out []question
	for line := range strings.Lines(read(t, filepath.Join("testdata", "search", "searches.txt"))) {
		f := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if len(f) != 3 {
			t.Fatalf("%q has %d columns", line, len(f))
		}
		out = append(out, question{f[0], f[1], shellWords(f[2])})
	}
	if len(out) != 50 {
		t.Errorf("%d questions", len(out))
	}
	return out
}

// shellWords parts a command line at blanks outside quotation marks.
func shellWords(line string) []string {
	var out []string
	var word strings.Builder
	quoted, begun := rune(0), false
	for _, r := range line {
		switch {
		case r == quoted:
			quoted = 0
		case quoted == 0 && (r == '\'' || r == '"'):
			quoted, begun = r, true
		case quoted == 0 && r == ' ':
			if begun {
				out = append(out, word.String())
			}
			word.Reset()
			begun = false
		default:
			word.WriteRune(r)
			begun = true
		}
	}
	if begun {
		out = append(out, word.String())
	}
	return out
}

// TestSearches holds that the questions are asked in the command's own grammar.
// One is for a county that there is not, which the command says.
func TestSearches(t *testing.T) {
	path := fixtureDatabase(t)
	found := 0
	for _, q := range questions(t) {
		got := call(t, append([]string{"search", "--db", path}, q.args...)...)
		switch got.code {
		case exitOK:
			found++
		case exitShort:
		case exitUsage:
			if !strings.Contains(q.chinese, "不存在") || !strings.Contains(got.stderr, "no division") {
				t.Errorf("nianbao search %q is refused: %s", q.args, got.stderr)
			}
		default:
			t.Errorf("nianbao search %q: exit code %d, %s", q.args, got.code, got.stderr)
		}
	}
	if found == 0 {
		t.Error("no question finds anything in the fixtures")
	}
}

func TestShellWords(t *testing.T) {
	for line, want := range map[string][]string{
		`微博`:                          {"微博"},
		`'"不予公开"'`:                    {`"不予公开"`},
		`  a 'b c'  --region "d e"f `: {"a", "b c", "--region", "d ef"},
		`''`:                          {""},
		``:                            nil,
	} {
		if got := shellWords(line); !slices.Equal(got, want) {
			t.Errorf("shellWords(%s) = %q, want %q", line, got, want)
		}
	}
}
