package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestProgressLines(t *testing.T) {
	var out bytes.Buffer
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	c := &cli{words: wordsEN, env: env{stderr: &out, now: func() time.Time { return now }, terminal: func(any) (int, bool) { return 0, false }}}
	c.log = &logger{w: &out, now: c.now}
	p := c.newProgress(100)
	for range 8 {
		now = now.Add(time.Second)
		p.step(3)
	}
	p.end()
	want := "nianbao: documents to read: 100\nnianbao: documents 5 of 100, figures 15, documents a second 1.0, time left 1m35s\n"
	if out.String() != want {
		t.Errorf("lines:\n%s\nwant:\n%s", &out, want)
	}
}

// onTerminal runs the program in this process as on a terminal of 100 columns.
func onTerminal(t *testing.T, args ...string) result {
	t.Helper()
	var stdout, stderr bytes.Buffer
	e := env{
		stdin: strings.NewReader(""), stdout: &stdout, stderr: &stderr, now: time.Now,
		getenv:   func(string) string { return "" },
		terminal: func(any) (int, bool) { return 100, true },
	}
	code := run(context.Background(), e, args)
	return result{code, stdout.String(), stderr.String()}
}

func TestTerminal(t *testing.T) {
	docs := generate(t, 12)
	escaping := filepath.Join(docs, "escape.txt")
	if err := os.WriteFile(escaping, []byte(strings.Replace(sample, "街道通过", "街道\x1b[2J通过", 1)), 0o644); err != nil {
		t.Fatal(err)
	}
	db := filepath.Join(t.TempDir(), "a.db")
	got := onTerminal(t, "--db", db, "ingest", docs, filepath.Join(docs, "gone.txt"))
	if got.code != exitShort || got.stdout != "" {
		t.Errorf("exit code %d, standard output %q\n%s", got.code, got.stdout, got.stderr)
	}
	for _, want := range []string{"figures ", "14 documents", "gone.txt: not read: nothing is there", "documents 14: new 13"} {
		if !strings.Contains(strings.ReplaceAll(got.stderr, "/14, ", "14 documents "), want) {
			t.Errorf("standard error has no %q:\n%q", want, got.stderr)
		}
	}
	if got := onTerminal(t, "extract", escaping); !strings.HasPrefix(got.stdout, docs) || strings.Contains(got.stdout, "\x1b") {
		t.Errorf("not a table fit for a terminal:\n%q", got.stdout)
	}
	for line := range strings.Lines(onTerminal(t, "--db", db, "search", "微博").stdout) {
		bold := strings.Count(line, "\x1b[1m")
		line = strings.NewReplacer("\x1b[1m", "", "\x1b[22m", "").Replace(strings.TrimSuffix(line, "\n"))
		if bold != strings.Count(line, "微博发布") || strings.Contains(line, "\x1b") {
			t.Errorf("the word does not stand out: %q", line)
		}
		if n := columnsOf(line); n > 100 {
			t.Errorf("%d columns: %s", n, line)
		}
	}
	if got := onTerminal(t, "extract", "--text", escaping); strings.Contains(got.stdout, "\x1b") || !strings.Contains(got.stdout, "街道[2J通过") {
		t.Errorf("text on a terminal: %q", got.stdout)
	}
	if got := call(t, "extract", "--text", escaping); !strings.Contains(got.stdout, "街道\x1b[2J通过") {
		t.Errorf("text elsewhere is not to the character: %q", got.stdout)
	}
}
