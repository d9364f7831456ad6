//go:build linux

package main

import (
	"crypto/sha256"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestFailedRename lets moves fail with which an export and a backup come to
// their place, one or all from one on: what stood there before is whole, there or
// where the message says, and the next run puts all right.
func TestFailedRename(t *testing.T) {
	strace, err := exec.LookPath("strace")
	if err == nil {
		err = exec.Command(strace, "-f", "-o", os.DevNull, "true").Run()
	}
	if err != nil {
		t.Skipf("no process can be traced here: %v", err)
	}
	db := filepath.Join(t.TempDir(), "a.db")
	ok(t, "--db", db, "ingest", generate(t, 2))
	const calls = "link,linkat,rename,renameat,renameat2"
	for _, test := range []struct{ command, name, when string }{
		{"export", "set", "1"}, {"export", "set", "2"}, {"export", "set", "1+"}, {"export", "set", "2+"},
		{"backup", "copy.db", "1"}, {"backup", "copy.db", "1+"},
	} {
		t.Run(test.command+" "+test.when, func(t *testing.T) {
			dir := t.TempDir()
			target := filepath.Join(dir, test.name)
			before := ""
			if test.command == "export" { // which replaces what is there
				ok(t, "export", "--db", db, target)
				before = hashes(t, target)
			}
			cmd := program(dir, test.command, "--db", db, target)
			traced := exec.Command(strace, append([]string{"-f", "-qq", "-o", os.DevNull, "-e", "trace=" + calls, "-e", "inject=" + calls + ":error=EIO:when=" + test.when}, cmd.Args...)...)
			traced.Dir, traced.Env = cmd.Dir, cmd.Env
			out, err := traced.CombinedOutput()
			if err == nil || !strings.Contains(string(out), "input/output error") {
				t.Errorf("%v, %s", err, out)
			}
			if before != "" && hashes(t, target) != before {
				aside := filepath.Join(dir, "."+test.name+".replaced")
				if hashes(t, aside) != before || !strings.Contains(string(out), aside) {
					t.Errorf("what was there is lost: %s", out)
				}
			}
			ok(t, test.command, "--db", db, target)
			if before != "" && hashes(t, target) != before {
				t.Error("the next run makes another data set")
			}
			if left, err := filepath.Glob(filepath.Join(dir, ".*")); err != nil || len(left) > 0 {
				t.Errorf("left beside: %v, %v", left, err)
			}
		})
	}
}

// hashes stands for the files of a folder; "" where there is none.
func hashes(t *testing.T, dir string) string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	var out strings.Builder
	for _, e := range entries {
		b, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&out, "%s %x\n", e.Name(), sha256.Sum256(b))
	}
	return out.String()
}
