package sandbox

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"time"

	"nianbao/parse"
	"nianbao/report"
)

const (
	// collectAt is where the garbage collector does all it can.
	collectAt = 700 << 20
	// maxChildMemory is what a child may hold, above what collecting brings down.
	maxChildMemory = 1000 << 20
	// spentMemory is what a child may hold between two documents.
	spentMemory = 400 << 20
	// childThreads is how many processors a child uses: one reads, one collects.
	childThreads = 2
	maxStack     = 64 << 20 // of a goroutine: endless recursion ends before it fills the memory
	maxRequest   = 1 << 30
)

// parseMain is a child that reads documents until its parent asks no more.
func parseMain(options string) int {
	open := func(o parse.Options) documents { return parse.New(o) }
	if err := serve(options, open, os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, notConfinedWords+err.Error())
		return 1
	}
	return 0
}

// documents is what [parse.Parser] does in a child.
type documents interface {
	Document(source string, body []byte, declared string) *report.Document
	PagePicture(body []byte, page int) (parse.PagePicture, error)
}

func serve(options string, open func(parse.Options) documents, requests io.Reader, answers io.Writer) error {
	os.Stdout = os.Stderr // what a library prints must not get between the answers
	ignoreFileSize()
	debug.SetMemoryLimit(collectAt)
	debug.SetMaxStack(maxStack)
	runtime.GOMAXPROCS(min(childThreads, runtime.NumCPU()))
	var o childOptions
	if err := json.Unmarshal([]byte(options), &o); err != nil {
		return err
	}
	clock, err := newCPUClock()
	if err != nil {
		return err
	}
	in := bufio.NewReader(requests)
	eyes := &recognizer{in: in, out: answers, clock: clock}
	o.Parse.Recognize, o.Parse.Reread = eyes.recognize, eyes.reread
	parser := open(o.Parse)
	if err := writeJSON(answers, hello{isolation()}); err != nil {
		return err
	}
	for {
		var r request
		if err := readJSON(in, maxRequest, &r); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
		body, err := readFrame(in, maxRequest)
		if err != nil {
			return err
		}
		if err := clock.allow(r.CPU); err != nil {
			return err
		}
		eyes.request = r
		a := read(parser, r, body)
		if err := clock.allow(0); err != nil {
			return err
		}
		if err := writeJSON(answers, a); err != nil {
			return err
		}
	}
}

// read reads one document. A goroutine that it leaves behind hangs in a parser:
// the child is spent, as it is where its memory has grown.
func read(parser documents, r request, body []byte) answer {
	unwatch := watchMemory()
	defer unwatch()
	before := runtime.NumGoroutine()
	a := answer{N: r.N}
	if r.Page > 0 {
		picture, err := parser.PagePicture(body, r.Page)
		if a.Picture = &picture; err != nil {
			a.Error = err.Error()
		}
	} else {
		a.Document = parser.Document(r.Source, body, r.Declared)
	}
	a.Spent = runtime.NumGoroutine() > before || memory() > spentMemory
	return a
}

// watchMemory ends this process when it holds too much memory, or when its
// parent has ended without ending it.
func watchMemory() (stop func()) {
	const interval = 25 * time.Millisecond
	ticker := time.NewTicker(interval)
	done := make(chan struct{})
	parent := os.Getppid()
	go func() {
		for {
			select {
			case <-done:
				ticker.Stop()
				return
			case <-ticker.C:
			}
			if n := memory(); n > maxChildMemory {
				fmt.Fprintf(os.Stderr, "out of memory: %s are held, %s are allowed\n", megabytes(n), megabytes(maxChildMemory))
				os.Exit(1)
			}
			if os.Getppid() != parent {
				os.Exit(1)
			}
		}
	}()
	return func() { close(done) }
}

// memory is what this process holds, in bytes, without the code that the PDF
// reader is compiled to.
func memory() int64 {
	samples := []metrics.Sample{{Name: "/memory/classes/total:bytes"}, {Name: "/memory/classes/heap/released:bytes"}}
	metrics.Read(samples)
	return int64(samples[0].Value.Uint64() - samples[1].Value.Uint64())
}
