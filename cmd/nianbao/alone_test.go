package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"nianbao/report"
)

// TestAlone builds the program and runs it in an empty folder, with nothing of
// this machine's Go: all that it needs is in it.
func TestAlone(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the program")
	}
	dir := t.TempDir()
	binary := filepath.Join(dir, "nianbao")
	build := exec.Command("go", "build", "-trimpath", "-tags", "sqlite_fts5 sqlite_math_functions", "-o", binary, ".")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if err := setUp(dir); err != nil {
		t.Fatal(err)
	}
	alone := func(args ...string) *exec.Cmd {
		cmd := exec.Command(binary, args...)
		cmd.Dir = dir
		cmd.Env = []string{"HOME=/nowhere", "GOPATH=/nowhere", "GOMODCACHE=/nowhere", "GOROOT=/nowhere", "PATH=/nowhere"}
		return cmd
	}
	out, err := alone("extract", "--format", "jsonl", "report.txt", "whole.pdf").Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	lines := strings.Split(strings.TrimSpace(string(out)), "\n")
	if len(lines) != 2 {
		t.Fatalf("%d lines, want 2", len(lines))
	}
	for _, line := range lines {
		var r report.Record
		if err := json.Unmarshal([]byte(line), &r); err != nil {
			t.Fatal(err)
		}
		if r.Status != report.OK || len(r.Figures) == 0 {
			t.Errorf("%s: %s %s, %d figures", r.Source, r.Status, r.Reason, len(r.Figures))
		}
	}
	if out, err := alone("ingest", "report.txt").CombinedOutput(); err != nil {
		t.Errorf("ingest: %v\n%s", err, out)
	}
	if out, err := alone("doctor").CombinedOutput(); err != nil {
		t.Errorf("doctor: %v\n%s", err, out)
	}
}

// TestPeer scores the fixtures and, where they are at hand, further labelled
// documents with `eval` and with another program that reads extract's lines.
func TestPeer(t *testing.T) {
	shared := filepath.Join("..", "..", "..", "shared", "gold")
	script := filepath.Join(shared, "score.py")
	if _, err := os.Stat(script); err != nil {
		t.Skip("../shared is needed")
	}
	python, err := exec.LookPath("python3")
	if err != nil {
		if os.Getenv("NIANBAO_TEST_ALL") != "" {
			t.Fatal("python3 is needed")
		}
		t.Skip("python3 is needed")
	}
	for _, set := range []string{filepath.Join("..", "..", "fixtures"), filepath.Join(shared, "real"), filepath.Join(shared, "dev")} {
		t.Run(filepath.Base(set), func(t *testing.T) {
			gold := filepath.Join(set, "gold")
			ours := call(t, "eval", "--skip", "*.docx", gold)
			extracted := call(t, "extract", "--format", "jsonl", filepath.Join(set, "docs"))
			peer := exec.Command(python, script, gold, "--skip", "*.docx")
			peer.Stdin = strings.NewReader(extracted.stdout)
			theirs, err := peer.Output()
			if err != nil {
				t.Fatalf("%v\n%s", err, theirs)
			}
			if !strings.Contains(ours.stdout, "\n"+string(theirs)) { // what it prints behind is eval's own
				t.Errorf("eval:\n%s\n%s\nthe other program:\n%s", ours.stdout, ours.stderr, theirs)
			}
		})
	}
}
