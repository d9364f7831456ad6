//go:build unix

package main

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"nianbao/store"
)

// program is a child process of the program.
func program(dir string, args ...string) *exec.Cmd {
	cmd := exec.Command("nianbao", args...) // TestMain has put it on the path
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "NIANBAO_LANG=en")
	return cmd
}

// dump gives the content of a database, which must be sound.
func dump(t *testing.T, path string) string {
	t.Helper()
	db, err := store.OpenReader(context.Background(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.Check(context.Background()); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := db.Dump(context.Background(), &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

var kills = flag.Int("kills", 10, "how often TestKilled kills the program")

// TestKilled kills the program at -kills random moments; the run after the last
// one finishes, and its database is that of a run that nobody killed.
func TestKilled(t *testing.T) {
	if testing.Short() {
		t.Skip("takes some seconds")
	}
	docs := generate(t, 240)
	dir := t.TempDir()
	started := time.Now()
	if out, err := program(dir, "ingest", "--db", "clean.db", docs).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	whole := time.Since(started)
	want := dump(t, filepath.Join(dir, "clean.db"))
	seed := uint64(time.Now().UnixNano())
	t.Logf("a run takes %v; seed %d", whole, seed)
	random := rand.New(rand.NewPCG(seed, 0))
	databases := 0
	for killed := 0; killed < *kills; {
		databases++
		db := fmt.Sprintf("killed%d.db", databases)
		for done := false; !done; {
			cmd := program(dir, "ingest", "--db", db, docs)
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			wait := time.AfterFunc(time.Duration(random.Int64N(int64(whole))), func() { cmd.Process.Kill() })
			err := cmd.Wait()
			if killed < *kills && !wait.Stop() && err != nil {
				killed++
				continue
			}
			wait.Stop()
			done = err == nil
		}
		if got := dump(t, filepath.Join(dir, db)); got != want {
			t.Fatalf("the database of run %d, killed on the way, is not that of a clean run: %d bytes, want %d", databases, len(got), len(want))
		}
	}
	t.Logf("killed %d times over %d databases", *kills, databases)
}

// TestKilledReextract kills a re-extraction at random moments; the run after the
// last one finishes what is left, and its database is that of a run that nobody
// killed.
func TestKilledReextract(t *testing.T) {
	if testing.Short() {
		t.Skip("takes some seconds")
	}
	const kills = 5
	dir := t.TempDir()
	older := filepath.Join(dir, "older.db")
	if out, err := program(dir, "ingest", "--db", older, generate(t, 120)).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	edit(t, older, olden, `UPDATE figure_row SET value = '999' WHERE printed = '86条' AND document_id % 2 = 0`,
		`PRAGMA wal_checkpoint(TRUNCATE)`, `PRAGMA journal_mode = DELETE`)
	clean, killed := filepath.Join(dir, "clean.db"), filepath.Join(dir, "killed.db")
	for _, to := range []string{clean, killed} {
		b, err := os.ReadFile(older)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(to, b, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	started := time.Now()
	if out, err := program(dir, "reextract", "-w", "--db", clean).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	whole := time.Since(started)
	died := 0
	for range kills {
		cmd := program(dir, "reextract", "-w", "--db", killed)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		time.AfterFunc(time.Duration(rand.Int64N(int64(whole))), func() { cmd.Process.Kill() })
		if cmd.Wait() != nil {
			died++
		}
	}
	if out, err := program(dir, "reextract", "-w", "--db", killed).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	t.Logf("%d of %d runs were killed", died, kills)
	if dump(t, killed) != dump(t, clean) {
		t.Error("the database of killed runs is not that of a clean one")
	}
}

// TestKilledMerge kills a merge and a take-down at random moments; the same
// calls finish them, and the database is that of runs that nobody killed.
func TestKilledMerge(t *testing.T) {
	if testing.Short() {
		t.Skip("takes some seconds")
	}
	dir := t.TempDir()
	docs := generate(t, 240)
	secret := filepath.Join(docs, "0001.txt")
	half := filepath.Join(dir, "half")
	if err := os.Mkdir(half, 0o755); err != nil {
		t.Fatal(err)
	}
	for i := 120; i < 240; i++ {
		name := fmt.Sprintf("%04d.txt", i)
		if err := os.Rename(filepath.Join(docs, name), filepath.Join(half, name)); err != nil {
			t.Fatal(err)
		}
	}
	run := func(args ...string) {
		t.Helper()
		if out, err := program(dir, args...).CombinedOutput(); err != nil {
			t.Fatalf("%v: %v\n%s", args, err, out)
		}
	}
	run("ingest", "--db", "whole.db", docs, half)
	run("forget", "--db", "whole.db", "--by", "王某", "--note", "试", secret)
	run("ingest", "--db", "a.db", docs)
	run("ingest", "--db", "b.db", half)
	died := 0
	for _, args := range [][]string{{"merge", "a.db", "b.db"}, {"forget", "--db", "a.db", "--by", "王某", "--note", "试", secret}} {
		for range 5 {
			cmd := program(dir, args...)
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			time.AfterFunc(time.Duration(rand.Int64N(int64(300*time.Millisecond))), func() { cmd.Process.Kill() })
			if cmd.Wait() != nil {
				died++
			}
			dump(t, filepath.Join(dir, "a.db")) // sound
		}
		run(args...)
	}
	t.Logf("%d of 10 runs were killed", died)
	if dump(t, filepath.Join(dir, "a.db")) != dump(t, filepath.Join(dir, "whole.db")) {
		t.Error("the merged database is not the one that read in everything")
	}
}

// TestInterrupted interrupts a run that waits for a server: what it has read is
// stored, and the same command again does the rest.
func TestInterrupted(t *testing.T) {
	asked := make(chan bool, 1)
	hold := make(chan bool)
	var open atomic.Bool
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/3" && !open.Load() {
			asked <- true
			select {
			case <-r.Context().Done():
			case <-hold:
			}
			return
		}
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		fmt.Fprint(w, strings.ReplaceAll(sample, "戊己", "第"+r.URL.Path[1:]))
	}))
	t.Cleanup(server.Close)
	t.Cleanup(func() { close(hold) })
	dir := t.TempDir()
	args := []string{"ingest", "--allow-address", "127.0.0.1", "--contact", "mail@example.org", "-j", "1"}
	for i := range 6 {
		args = append(args, fmt.Sprintf("%s/%d", server.URL, i))
	}
	cmd := program(dir, args...)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	<-asked
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	cmd.Wait()
	if code := cmd.ProcessState.ExitCode(); code != exitShort {
		t.Errorf("exit code %d, want %d\n%s", code, exitShort, &stderr)
	}
	for _, want := range []string{"finishing the work in hand", "interrupted: documents done 3 of 6, the database is sound", "run the same command again to go on"} {
		if !strings.Contains(stderr.String(), want) {
			t.Errorf("standard error has no %q:\n%s", want, &stderr)
		}
	}
	dump(t, filepath.Join(dir, "nianbao.db"))
	open.Store(true)
	out, err := program(dir, args...).CombinedOutput()
	if err != nil || !strings.Contains(string(out), "documents 6: new 3, new versions 0, unchanged 3") {
		t.Errorf("the second run: %v\n%s", err, out)
	}
}

// TestInterruptedTwice interrupts a run twice while it reads a document that
// takes long.
func TestInterruptedTwice(t *testing.T) {
	dir := t.TempDir()
	long := strings.Repeat(sample, 4000) // takes much longer to read than this test
	if err := os.WriteFile(filepath.Join(dir, "long.txt"), []byte(long), 0o644); err != nil {
		t.Fatal(err)
	}
	asked := make(chan bool, 1)
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		asked <- true
		<-r.Context().Done()
	}))
	t.Cleanup(server.Close)
	cmd := program(dir, "ingest", "-j", "2", "--allow-address", "127.0.0.1", "long.txt", server.URL+"/next")
	stderr, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer cmd.Process.Kill()
	awaitLine := func(want string) {
		t.Helper()
		buf := make([]byte, 1024)
		var all string
		for !strings.Contains(all, want) {
			n, err := stderr.Read(buf)
			if all += string(buf[:n]); err != nil {
				t.Fatalf("standard error ended without %q: %q", want, all)
			}
		}
	}
	awaitLine("documents to read: 2")
	select {
	case <-asked: // the first document was taken before the second
		time.Sleep(500 * time.Millisecond)
	case <-time.After(30 * time.Second):
		t.Fatal("the second document is not asked for")
	}
	interrupt := func() { cmd.Process.Signal(os.Interrupt) }
	interrupt()
	awaitLine("finishing the work in hand")
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	again := time.NewTicker(50 * time.Millisecond) // the first may come before the handler has gone
	defer again.Stop()
	for deadline := time.After(5 * time.Second); ; {
		select {
		case <-again.C:
			interrupt()
			continue
		case err := <-ended:
			status := cmd.ProcessState.Sys().(syscall.WaitStatus)
			if !status.Signaled() || status.Signal() != syscall.SIGINT {
				t.Errorf("ended with %v, want the signal", err)
			}
		case <-deadline:
			t.Fatal("still running after the second Ctrl-C")
		}
		break
	}
	dump(t, filepath.Join(dir, "nianbao.db"))
}
