//go:build unix

package sandbox

import (
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"nianbao/parse"
	"nianbao/report"
)

// TestSame holds that a document is the same from a child as in this process.
func TestSame(t *testing.T) {
	p := open(t, 1)
	here := parse.New(parse.Options{CacheDir: p.options.CacheDir})
	defer here.Close()
	for _, s := range samples(t, "") {
		got, want := p.Document(s.name, s.body, "text/html"), here.Document(s.name, s.body, "text/html")
		if diff := cmp.Diff(want, got, cmpopts.IgnoreUnexported(report.Document{}), cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("%s (-in process +child):\n%s", s.name, diff)
		}
		if len(want.Text) == 0 && want.Status == report.OK {
			t.Errorf("%s has no text", s.name)
		}
	}
}

func TestProcessorTime(t *testing.T) {
	pages := func(n int) string { return "%PDF-1.4\n" + strings.Repeat("<</Type /Page/Parent 2 0 R>>", n) }
	tests := []struct {
		name, body string
		want       time.Duration
	}{
		{"a page of the web", "<html>/Type/Page", 5 * time.Second},
		{"one page", pages(1), 5200 * time.Millisecond},
		{"100 pages", pages(100), 25 * time.Second},
		{"pages that are only claimed", "%PDF-1.4\n<</Type/Pages/Count 2147483647>>", 5 * time.Second},
		{"more pages than are read", pages(100_000), 105 * time.Second},
		{"compressed objects", "%PDF-1.4\n" + strings.Repeat("x", 1<<20), 17800 * time.Millisecond},
	}
	for _, test := range tests {
		if got := processorTime([]byte(test.body)); got != test.want {
			t.Errorf("%s: %v, want %v", test.name, got, test.want)
		}
	}
}

// TestLoose holds that where the strict bounds let no child start, one without
// bounds on files does.
func TestLoose(t *testing.T) {
	here, err := Probe()
	if err != nil {
		t.Fatal(err)
	}
	if !here.Files {
		t.Skip("files are not bounded on this system")
	}
	c := confinement{Limits: Limits{Memory: parserMemory}, Files: parserFiles}
	if started, err := c.start(parse.Options{}); err == nil {
		started.close()
		t.Error("a child started that may not read its own program")
	} else if !strings.Contains(err.Error(), "permission denied") {
		t.Errorf("error %v, want what was refused", err)
	}
	started, err := c.startOrLoosen(parse.Options{})
	if err != nil {
		t.Fatal(err)
	}
	started.close()
	if got := started.isolation; got.Files || !got.Limits || !got.Network {
		t.Errorf("isolation %+v, want all but files", got)
	}
}

var mutants = flag.Int("mutants", 1000, "how many damaged documents TestMutants reads")

// TestMutants reads documents that were damaged: flipped bits, cut ends, pieces
// of one in another, wrong lengths. No child breaks, none takes too long, and
// what is cut short is never taken for whole: a file that has an end of its own
// says so; of a page or a text nobody can.
func TestMutants(t *testing.T) {
	n := *mutants
	if testing.Short() {
		n = 100
	}
	p := open(t, 2)
	if err := p.Prepare(); err != nil {
		t.Fatal(err)
	}
	docs := samples(t, "")
	counts := map[string]int{}
	var mu sync.Mutex
	var wg sync.WaitGroup
	two := make(chan bool, 2)
	for i := range n {
		random := rand.New(rand.NewPCG(uint64(i), 0))
		a, b := docs[random.IntN(len(docs))], docs[random.IntN(len(docs))]
		how := mutations[i%len(mutations)]
		two <- true
		wg.Go(func() {
			defer func() { <-two }()
			started := time.Now()
			d := p.Document(a.name, how.change(random, a.body, b.body), "")
			if d.Reason == report.Crashed || d.Reason == report.Untried || d.Reason == report.OutOfMemory {
				t.Errorf("mutant %d of %s, %s: %s", i, a.name, how.name, d.Detail)
			}
			if took := time.Since(started); took > longestReading {
				t.Errorf("mutant %d of %s, %s: %v", i, a.name, how.name, took)
			}
			ext := filepath.Ext(a.name)
			if how.name == "cut" && d.Status == report.OK && ext != ".html" && ext != ".htm" && ext != ".txt" {
				t.Errorf("mutant %d of %s is cut short and taken for whole", i, a.name)
			}
			mu.Lock()
			counts[fmt.Sprintf("%s %s %s", filepath.Ext(a.name), d.Status, d.Reason)]++
			mu.Unlock()
		})
	}
	wg.Wait()
	summary, err := json.MarshalIndent(counts, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d mutants: %s", n, summary)
}

var mutations = []struct {
	name   string
	change func(random *rand.Rand, a, b []byte) []byte
}{
	{"bits flipped", func(random *rand.Rand, a, _ []byte) []byte {
		out := append([]byte{}, a...)
		for range 1 + random.IntN(20) {
			out[random.IntN(len(out))] ^= 1 << random.IntN(8)
		}
		return out
	}},
	{"cut", func(random *rand.Rand, a, _ []byte) []byte { return a[:random.IntN(len(a))] }},
	{"spliced", func(random *rand.Rand, a, b []byte) []byte {
		from := random.IntN(len(b))
		piece := b[from : from+random.IntN(len(b)-from)]
		at := random.IntN(len(a))
		return append(append(append([]byte{}, a[:at]...), piece...), a[at:]...)
	}},
	{"a piece doubled", func(random *rand.Rand, a, _ []byte) []byte {
		from := random.IntN(len(a))
		to := from + random.IntN(len(a)-from)
		return append(append([]byte{}, a[:to]...), a[from:]...)
	}},
	{"numbers changed", func(random *rand.Rand, a, _ []byte) []byte {
		out := append([]byte{}, a...)
		for i, c := range out {
			if c >= '0' && c <= '9' && random.IntN(50) == 0 {
				out[i] = '0' + byte(random.IntN(10))
			}
		}
		return out
	}},
	{"zeros", func(random *rand.Rand, a, _ []byte) []byte {
		out := append([]byte{}, a...)
		from := random.IntN(len(out))
		clear(out[from : from+random.IntN(min(2000, len(out)-from))])
		return out
	}},
}
