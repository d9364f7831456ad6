//go:build fault

package crawl

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"nianbao/fault"
)

// crawled are the points that a night passes.
var crawled = []string{fault.CrawlClaim, fault.CrawlClaimed, fault.ArchiveBody, fault.ArchiveBytes, fault.ArchiveIndexed,
	fault.StorePut, fault.StoreInserted, fault.StoreCommitted, fault.CrawlFinish, fault.CrawlFinished, fault.CrawlVisited}

// TestFaultPoints kills a crawl at every named point, again and again, until
// each has seen -kills of them: what was acknowledged is there after each, and
// the night after them brings what an undisturbed one brings.
func TestFaultPoints(t *testing.T) {
	k, served := newKilling(t)
	dir := t.TempDir()
	want, figures := k.undisturbed(dir)
	died := map[string]int{}
	least := func() int {
		n := *kills
		for _, p := range crawled {
			n = min(n, died[p])
		}
		return n
	}
	for round := 0; least() < *kills; round++ {
		if round > 3**kills {
			t.Fatalf("some points are seldom reached: %v", died)
		}
		k.order.Dir = filepath.Join(dir, fmt.Sprint("killed", round))
		if err := os.Mkdir(k.order.Dir, 0o755); err != nil {
			t.Fatal(err)
		}
		k.net.Night(0)
		k.done, k.acks = map[string]time.Time{}, nil
		for _, i := range k.random.Perm(len(crawled)) {
			if k.at(crawled[i], 1+k.random.IntN(6)) {
				died[crawled[i]]++
			}
			k.check(figures)
		}
		k.lastNight(len(served), dir, want, figures)
	}
	t.Logf("killed: %v", died)
}

// at lets a child crawl until it comes to a point for the n-th time, and tells
// whether it did.
func (k *killing) at(point string, n int) bool {
	k.t.Helper()
	raw, err := json.Marshal(k.order.at(k.next()))
	if err != nil {
		k.t.Fatal(err)
	}
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), childEnv+"="+string(raw), fmt.Sprintf("NIANBAO_FAULT=%s:%d", point, n))
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		k.t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		k.t.Fatal(err)
	}
	for lines := bufio.NewScanner(out); lines.Scan(); {
		at, key, _ := strings.Cut(lines.Text(), " ")
		now, err := time.Parse(time.RFC3339, at)
		if err != nil {
			k.t.Errorf("%q: %v", lines.Text(), err)
		}
		k.acknowledge(now, key)
	}
	var exit *exec.ExitError
	switch err := cmd.Wait(); {
	case err == nil:
		return false
	case errors.As(err, &exit) && exit.Sys().(syscall.WaitStatus).Signal() == syscall.SIGKILL:
		return true
	default:
		k.t.Errorf("%s: a child ended by itself: %v", point, err)
		return false
	}
}
