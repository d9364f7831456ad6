//go:build fault && unix

package main

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"nianbao/fault"
)

var perPoint = flag.Int("perpoint", 10, "how often TestFaultPoints kills at each point")

// faulted runs the program until it comes to a point for the n-th time, and
// tells whether it did.
func faulted(t *testing.T, dir, point string, n int, args ...string) bool {
	t.Helper()
	cmd := program(dir, args...)
	cmd.Env = append(cmd.Env, fmt.Sprintf("NIANBAO_FAULT=%s:%d", point, n))
	out, err := cmd.CombinedOutput()
	if exit, ok := err.(*exec.ExitError); ok && exit.Sys().(syscall.WaitStatus).Signal() == syscall.SIGKILL {
		return true
	}
	if err != nil {
		t.Fatalf("%s: %v: %v\n%s", point, args, err, out)
	}
	return false
}

func must(t *testing.T, dir string, args ...string) {
	t.Helper()
	if out, err := program(dir, args...).CombinedOutput(); err != nil {
		t.Fatalf("%v: %v\n%s", args, err, out)
	}
}

// TestFaultPoints kills the program at every named point that a command other
// than crawl passes: what is there afterwards is whole, and the same command
// goes on. Those of crawl have a test of this name beside it.
func TestFaultPoints(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	var tested []string
	killed := 0
	each := func(points []string, kill func(t *testing.T, point string, i int) bool) {
		tested = append(tested, points...)
		for _, point := range points {
			t.Run(point, func(t *testing.T) {
				died := 0
				for i := range *perPoint {
					if kill(t, point, i) {
						died++
					}
				}
				if died == 0 {
					t.Errorf("no run came to it")
				}
				killed += died
			})
		}
	}

	dir := t.TempDir()
	docs := generate(t, 160)
	must(t, dir, "ingest", "--db", "clean.db", docs)
	want := dump(t, filepath.Join(dir, "clean.db"))
	each([]string{fault.StorePut, fault.StoreInserted, fault.StoreCommitted}, func(t *testing.T, point string, i int) bool {
		db := fmt.Sprintf("%s%d.db", point, i/3) // three kills in the making of one database
		died := faulted(t, dir, point, 1+random.IntN(2), "ingest", "--db", db, docs)
		dump(t, filepath.Join(dir, db)) // sound
		if i%3 == 2 || i == *perPoint-1 {
			must(t, dir, "ingest", "--db", db, docs)
			if dump(t, filepath.Join(dir, db)) != want {
				t.Errorf("the database of %d killed runs is not that of a clean one", i%3+1)
			}
		}
		return died
	})

	must(t, dir, "export", "--db", "clean.db", "whole")
	sums := read(t, filepath.Join(dir, "whole", "SHA256SUMS"))
	each([]string{fault.ExportMade, fault.ExportAside, fault.ExportPlaced}, func(t *testing.T, point string, i int) bool {
		if i%2 == 0 || point == fault.ExportAside {
			must(t, dir, "export", "--db", "clean.db", point) // one is there before
		}
		died := faulted(t, dir, point, 1, "export", "--db", "clean.db", point)
		if got, err := os.ReadFile(filepath.Join(dir, point, "SHA256SUMS")); err == nil && string(got) != sums {
			t.Error("a folder that is not whole bears the name of a data set")
		}
		must(t, dir, "export", "--db", "clean.db", point)
		if read(t, filepath.Join(dir, point, "SHA256SUMS")) != sums {
			t.Error("the run after it makes another data set")
		}
		if left, _ := filepath.Glob(filepath.Join(dir, "."+point+".*")); len(left) > 0 {
			t.Errorf("left beside: %v", left)
		}
		if err := os.RemoveAll(filepath.Join(dir, point)); err != nil {
			t.Fatal(err)
		}
		return died
	})

	each([]string{fault.BackupCopied, fault.BackupChecked, fault.BackupPlaced, fault.BackupRotated}, func(t *testing.T, point string, i int) bool {
		folder := filepath.Join(dir, fmt.Sprint(point, i))
		if err := os.Mkdir(folder, 0o755); err != nil {
			t.Fatal(err)
		}
		args := []string{"backup", "--db", "clean.db", filepath.Join(folder, "copy.db")}
		if point == fault.BackupRotated {
			for _, day := range []string{"01", "02", "03"} {
				if err := os.WriteFile(filepath.Join(folder, "clean-202401"+day+"T000000.000Z.db"), nil, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			args = []string{"backup", "--db", "clean.db", "--keep", "1", folder}
		}
		died := faulted(t, dir, point, 1, args...)
		copies, _ := filepath.Glob(filepath.Join(folder, "c*2*.db"))
		copies = append(copies, filepath.Join(folder, "copy.db"))
		for _, path := range copies {
			if info, err := os.Stat(path); err == nil && info.Size() > 0 && dump(t, path) != want {
				t.Errorf("%s bears the name of a copy and is none", path)
			}
		}
		os.Remove(filepath.Join(folder, "copy.db"))
		must(t, dir, args...)
		if left, _ := filepath.Glob(filepath.Join(folder, ".*")); point != fault.BackupRotated && len(left) > 0 {
			t.Errorf("left beside: %v", left)
		}
		return died
	})
	t.Logf("killed %d times at %d points", killed, len(tested))

	for _, point := range fault.Points {
		if !slices.Contains(tested, point) && !strings.HasPrefix(point, "crawl.") && !strings.HasPrefix(point, "archive.") {
			t.Errorf("no test kills at %s", point)
		}
	}
}
