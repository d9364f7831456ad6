package sandbox

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"sync"
	"time"
)

// A process is a child process that can be ended, for a reason, by whoever
// watches it.
type process struct {
	cmd    *exec.Cmd
	stderr tail

	mu    sync.Mutex
	ended Class // why we ended it; "" while we did not
	over  bool  // its number may be another process's by now
}

func (p *process) start() error {
	p.cmd.Stderr = &p.stderr
	p.cmd.WaitDelay = time.Second // for what a child's own children hold open
	return p.cmd.Start()
}

// end kills the process with its own children. The first reason holds.
func (p *process) end(why Class) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.over {
		return
	}
	if p.ended == "" {
		p.ended = why
	}
	kill(p.cmd.Process)
}

// wait waits for the end of the process and removes what it left running.
func (p *process) wait() *os.ProcessState {
	_ = p.cmd.Wait() // the state says it all
	p.mu.Lock()
	defer p.mu.Unlock()
	kill(p.cmd.Process)
	p.over = true
	return p.cmd.ProcessState
}

var (
	outOfMemory = regexp.MustCompile(`(?i)out of memory|cannot allocate memory|bad_alloc|failed to create new OS thread|pthread_create failed`)
	broken      = regexp.MustCompile(`(?m)^(?:panic|fatal error|unexpected fault address|SIG[A-Z]+: )`)
)

// class judges the end of the process. cpu is the processor time that it might
// use in all.
func (p *process) class(state *os.ProcessState, cpu time.Duration) Class {
	p.mu.Lock()
	defer p.mu.Unlock()
	words := p.stderr.String()
	switch {
	case p.ended != "":
		return p.ended
	case state == nil:
		return Panic
	case state.Success():
		return Done
	}
	if c := classOfSignal(state, cpu); c != "" {
		if c == Panic && outOfMemory.MatchString(words) {
			return Memory
		}
		return c
	}
	switch {
	case strings.HasPrefix(words, "SIGQUIT: "): // of the clock, see cpuClock
		return CPU
	case outOfMemory.MatchString(words):
		return Memory
	case broken.MatchString(words):
		return Panic
	}
	return Failed
}

// exitNotConfined is the exit code of a child that could not become what it
// was to be.
const exitNotConfined = 125

const notConfinedWords = "nianbao sandbox: "

// notConfined gives the error of a child that could not become what it was to be.
func notConfined(state *os.ProcessState, stderr string) error {
	if state == nil || state.ExitCode() != exitNotConfined {
		return nil
	}
	if words, ok := strings.CutPrefix(stderr, notConfinedWords); ok {
		return errors.New(strings.TrimSpace(words))
	}
	return nil
}

// tailBytes is how much of the begin and of the end of a child's standard error
// is kept: a trace begins with what happened, other programs end with it.
const tailBytes = 8 << 10

// A tail keeps the begin and the end of what is written to it.
type tail struct {
	mu          sync.Mutex
	first, last []byte
	lost        int64 // bytes between them
}

func (t *tail) Write(b []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	n := min(len(b), tailBytes-len(t.first))
	t.first = append(t.first, b[:n]...)
	t.last = append(t.last, b[n:]...)
	if cut := len(t.last) - tailBytes; cut > 0 {
		t.last = append(t.last[:0], t.last[cut:]...)
		t.lost += int64(cut)
	}
	return len(b), nil
}

func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	between := ""
	if t.lost > 0 {
		between = fmt.Sprintf("\n… %d bytes …\n", t.lost)
	}
	return strings.ToValidUTF8(string(t.first)+between+string(t.last), "\uFFFD")
}

// A capped buffer calls full once more than max bytes are written to it, and
// drops what comes then. The buffer is no embedded one: its ReadFrom would go
// around the cap.
type capped struct {
	kept bytes.Buffer
	max  int64
	full func()
}

func (c *capped) Write(b []byte) (int, error) {
	if int64(c.kept.Len()+len(b)) > c.max {
		c.full()
		return len(b), nil
	}
	return c.kept.Write(b)
}
