package store

import (
	"bufio"
	"context"
	"crypto/sha256"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// The crash tests run the test binary again as a child that ingests and may be
// killed. This names the database to the child.
const (
	childEnv = "NIANBAO_STORE_CHILD"
	countEnv = "NIANBAO_STORE_COUNT"
)

var (
	kills    = flag.Int("kills", 10, "how often TestKill kills")
	watchers = flag.Int("beside", 2, "how many readers search while TestKill kills")
)

const batch = 5

// child puts generated documents as ingest would: what is known is passed
// over. It says how far it is after each batch that was committed.
func child() int {
	ctx := context.Background()
	n, _ := strconv.Atoi(os.Getenv(countEnv))
	err := func() error {
		db, err := Open(ctx, os.Getenv(childEnv), Options{})
		if err != nil {
			return err
		}
		run, err := db.StartRun(ctx, Run{Command: "test", Version: "v1", StartedAt: time.Now()})
		if err != nil {
			return err
		}
		for i := 0; i < n; i += batch {
			wrote, err := ingest(ctx, db, run, i, min(i+batch, n))
			if err != nil {
				return err
			}
			if wrote {
				fmt.Println(min(i+batch, n))
			}
		}
		if err := db.FinishRun(ctx, run, time.Now(), Counts{Documents: n}, nil); err != nil {
			return err
		}
		return db.Close()
	}()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

func ingest(ctx context.Context, db *DB, run int64, from, to int) (wrote bool, err error) {
	var items []Item
	for i := from; i < to; i++ {
		for _, it := range []Item{sample(i), changed(sample(i), "修订")} { // every source has two versions
			it.At, it.RunID = time.Now(), run
			known, err := db.Known(ctx, it.Document.Source, it.Document.SHA256, it.Version)
			if err != nil {
				return false, err
			}
			if !known {
				items = append(items, it)
			}
		}
	}
	if len(items) == to-from { // the first versions of sources that show the second
		return false, nil
	}
	results, err := db.PutBatch(ctx, items)
	for _, r := range results {
		if r.Err != nil {
			return false, r.Err
		}
	}
	return true, err
}

// start runs the child; its output comes line by line.
func start(t *testing.T, db string, n int) (*exec.Cmd, *bufio.Scanner) {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), childEnv+"="+db, countEnv+"="+strconv.Itoa(n))
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return cmd, bufio.NewScanner(out)
}

// TestKill kills an ingest at random moments, its very start included, and lets
// it be finished: nothing acknowledged is lost, nothing is there in part, and
// the end is that of one clean run.
func TestKill(t *testing.T) {
	if testing.Short() {
		t.Skip("starts and kills processes")
	}
	n := max(300, 10**kills)
	clean, killed := path(t), path(t)
	began := time.Now()
	finish(t, clean, n)
	pace := time.Since(began) / time.Duration(n/batch) // of a batch
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d, %v a batch of %d documents", seed, pace, 2*batch)
	random := rand.New(rand.NewPCG(seed, 0))
	acknowledged, interrupted := 0, 0
	var searches atomic.Int64
	leave := searching(t, killed, &searches)
	for i := range *kills {
		wait, delay := random.IntN(n/batch / *kills), time.Duration(random.Int64N(int64(3*pace/2)))
		if wait == 0 {
			delay = time.Duration(random.Int64N(int64(40 * time.Millisecond))) // while it opens the database
		}
		reached, died := kill(t, killed, n, wait, delay)
		acknowledged = max(acknowledged, reached)
		if died {
			interrupted++
		}
		if (i+1)%20 == 0 || i+1 == *kills {
			leave()
			verify(t, killed, acknowledged)
			if i+1 < *kills {
				leave = searching(t, killed, &searches)
			}
		}
	}
	t.Logf("%d of %d runs were killed, %d of %d sources acknowledged by then; %d readers beside searched %d times", interrupted, *kills, acknowledged, n, *watchers, searches.Load())
	if *watchers > 0 && searches.Load() == 0 {
		t.Error("no reader ever searched")
	}
	if interrupted < *kills*9/10 {
		t.Errorf("only %d of %d runs were killed before their end", interrupted, *kills)
	}
	finish(t, killed, n)
	a, b := open(t, clean), open(t, killed)
	if diff := cmp.Diff(dump(t, a), dump(t, b)); diff != "" {
		t.Errorf("killed and resumed differs from a clean run (-clean +killed):\n%.2000s", diff)
	}
	check(t, b)
}

// searching has readers search a database from when there is one until they are
// told to leave: what a writer that is killed leaves there never fails them, and
// nothing that they saw is gone the next time.
func searching(t *testing.T, path string, searches *atomic.Int64) (leave func()) {
	stop := make(chan struct{})
	var reading sync.WaitGroup
	for range *watchers {
		reading.Go(func() {
			var db *DB
			defer func() {
				if db == nil {
					return
				}
				if err := db.Close(); err != nil {
					t.Error(err)
				}
			}()
			seen := 0
			for {
				select {
				case <-stop:
					return
				case <-time.After(2 * time.Millisecond): // leaves the processors to who is killed
				}
				if db == nil {
					var err error
					if db, err = OpenReader(context.Background(), path); err != nil {
						db = nil // there is none yet
						continue
					}
				}
				found, err := db.Search(context.Background(), Query{Words: "申请", Limit: 3})
				if err != nil || found.Total < seen && !found.More {
					t.Errorf("a reader beside finds %d figures after %d, %v", found.Total, seen, err)
					return
				}
				seen = max(seen, found.Total)
				searches.Add(1)
			}
		})
	}
	return func() { close(stop); reading.Wait() }
}

// kill starts a child and kills it a while after it wrote so many batches. It
// says what the child acknowledged, and whether it died of the kill.
func kill(t *testing.T, path string, n, batches int, delay time.Duration) (reached int, died bool) {
	t.Helper()
	cmd, out := start(t, path, n)
	for lines := 0; ; lines++ {
		if lines == batches {
			time.AfterFunc(delay, func() { cmd.Process.Kill() })
		}
		if !out.Scan() {
			return reached, cmd.Wait() != nil
		}
		var err error
		if reached, err = strconv.Atoi(out.Text()); err != nil {
			t.Fatal(err)
		}
	}
}

// verify looks at a database that was left by a killed process.
func verify(t *testing.T, path string, acknowledged int) {
	t.Helper()
	db, err := Open(t.Context(), path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close() // the next process must find no other at work
	check(t, db)
	if got := value[int](t, db, "SELECT count(*) FROM source"); got < acknowledged {
		t.Errorf("%d documents of %d acknowledged are there", got, acknowledged)
	}
	if first, second := checkpointed(t, db), checkpointed(t, db); first != second {
		t.Errorf("a second checkpoint makes another file: %s, %s", first, second)
	}
	if got := value[int](t, db, `SELECT count(*) FROM document d WHERE (SELECT count(*) FROM figure f WHERE f.document_id = d.id) NOT IN (1, 8)`); got != 0 {
		t.Errorf("%d documents are there in part", got)
	}
}

func finish(t *testing.T, path string, n int) {
	t.Helper()
	cmd, out := start(t, path, n)
	for out.Scan() {
	}
	if err := cmd.Wait(); err != nil {
		t.Fatal(err)
	}
}

// checkpointed folds the log into the file and gives the file's hash.
func checkpointed(t *testing.T, db *DB) string {
	t.Helper()
	_, err := db.w.Exec(`PRAGMA wal_checkpoint(TRUNCATE)`)
	do(t, err)
	b, err := os.ReadFile(db.path)
	do(t, err)
	return fmt.Sprintf("%x", sha256.Sum256(b))
}
