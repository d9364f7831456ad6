//go:build unix

package main

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// TestExportKilled kills an export at ten random moments: its folder is not
// there, or whole, and the one after is that of a run that nobody killed.
func TestExportKilled(t *testing.T) {
	if testing.Short() {
		t.Skip("takes some seconds")
	}
	dir := t.TempDir()
	if out, err := program(dir, "ingest", generate(t, 60)).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	started := time.Now()
	if out, err := program(dir, "export", "whole").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	takes := time.Since(started)
	sums, err := os.ReadFile(filepath.Join(dir, "whole", "SHA256SUMS"))
	if err != nil {
		t.Fatal(err)
	}
	seed := uint64(time.Now().UnixNano())
	t.Logf("a run takes %v; seed %d", takes, seed)
	random := rand.New(rand.NewPCG(seed, 0))
	for killed := 0; killed < 10; killed++ {
		cmd := program(dir, "export", "out")
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		timer := time.AfterFunc(time.Duration(random.Int64N(int64(takes))), func() { cmd.Process.Kill() })
		cmd.Wait()
		timer.Stop()
		got, err := os.ReadFile(filepath.Join(dir, "out", "SHA256SUMS"))
		switch _, there := os.Stat(filepath.Join(dir, "out")); {
		case there != nil: // nothing yet
		case err != nil || string(got) != string(sums):
			t.Fatalf("a killed run leaves a folder that is not whole: %v", err)
		}
	}
	if out, err := program(dir, "export", "out").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	got, err := os.ReadFile(filepath.Join(dir, "out", "SHA256SUMS"))
	if err != nil || string(got) != string(sums) {
		t.Errorf("after the kills it is another one: %v", err)
	}
	if left, err := filepath.Glob(filepath.Join(dir, ".out*")); err != nil || len(left) != 0 {
		t.Errorf("left beside: %v", left)
	}
}
