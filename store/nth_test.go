//go:build linux

package store

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var nths = flag.Int("nths", 8, "how many moments TestNthFault tries of each fault")

// TestNthFault lets the n-th write, sync or removal of an ingest fail, for many
// n, or ends the process there: the database is never damaged, what was
// acknowledged is there, and the next run goes on to the same end. strace does
// it to the process from outside; it counts for each thread of its own.
func TestNthFault(t *testing.T) {
	if testing.Short() {
		t.Skip("starts processes")
	}
	strace, err := exec.LookPath("strace")
	if err == nil {
		err = exec.Command(strace, "-f", "-o", os.DevNull, "true").Run()
	}
	if err != nil {
		t.Skipf("no process can be traced here: %v", err)
	}
	const n = 20
	clean := path(t)
	finish(t, clean, n)
	want := dump(t, open(t, clean))
	for _, fault := range []struct {
		call, what string
		most       int // about as often as a run makes the call
	}{
		{"pwrite64", "error=ENOSPC", 700}, {"pwrite64", "error=EIO", 700}, {"pwrite64", "signal=KILL", 700},
		{"fsync,fdatasync", "error=EIO", 25}, {"fsync,fdatasync", "signal=KILL", 25},
		{"ftruncate", "error=EIO", 2}, {"unlink,unlinkat", "error=EIO", 2}, {"openat", "error=EMFILE", 6},
	} {
		t.Run(fault.call+" "+fault.what, func(t *testing.T) {
			failed, tried, last := 0, 0, 0
			for i := range *nths {
				nth := 1 + i*fault.most / *nths
				if nth == last {
					continue
				}
				last = nth
				tried++
				if !nthFault(t, strace, n, fault.call, fmt.Sprintf("inject=%s:%s:when=%d", fault.call, fault.what, nth), want) {
					failed++
				}
			}
			t.Logf("%d of %d runs met the fault", failed, tried)
			if failed == 0 && fault.most > 10 {
				t.Error("no run met the fault")
			}
		})
	}
}

// nthFault makes a database while something fails, and tells whether that was
// not noticed.
func nthFault(t *testing.T, strace string, n int, calls, inject, want string) (whole bool) {
	t.Helper()
	p := path(t)
	args := []string{"-f", "-qq", "-o", os.DevNull, "-e", "trace=" + calls, "-e", inject}
	for _, end := range []string{"", "-wal", "-journal", "-shm"} {
		args = append(args, "-P", p+end)
	}
	cmd := exec.Command(strace, append(args, os.Args[0])...)
	cmd.Env = append(os.Environ(), childEnv+"="+p, countEnv+"="+strconv.Itoa(n), "GOMAXPROCS=1")
	out, err := cmd.Output()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	acknowledged := 0
	for i, line := 0, ""; i < len(out); i++ {
		if out[i] != '\n' {
			line += string(out[i])
			continue
		}
		acknowledged, _ = strconv.Atoi(line)
		line = ""
	}
	if _, missing := os.Stat(p); missing == nil {
		verify(t, p, acknowledged)
	} else if acknowledged > 0 {
		t.Errorf("%s: %d documents were acknowledged and there is no database", inject, acknowledged)
	}
	finish(t, p, n)
	db := open(t, p)
	check(t, db)
	if diff := cmp.Diff(want, dump(t, db)); diff != "" {
		t.Errorf("%s: goes on to another end (-clean +resumed):\n%.1000s", inject, diff)
	}
	if left, err := filepath.Glob(p + "-journal"); err != nil || len(left) > 0 {
		t.Errorf("%s: left beside: %v, %v", inject, left, err)
	}
	return err == nil
}
