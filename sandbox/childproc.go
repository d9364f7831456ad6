package sandbox

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"strings"
	"time"

	"nianbao/parse"
)

const (
	startTime    = 20 * time.Second // for a child to say that it is ready
	endTime      = 2 * time.Second  // for a child that gave no answer to end
	parserMemory = 4 << 30          // address space: Go reserves far more than it uses
	parserFiles  = 32
	cacheFile    = 256 << 20
)

// An access is what a parser's child may do with the folder of the compiled PDF
// reader.
type access int

const (
	readOnly access = iota
	writeCache
)

// A child is a process that reads documents, seen from its parent.
type child struct {
	process
	in        io.WriteCloser
	out       *bufio.Reader
	served    int // documents it was asked to read
	isolation Isolation
}

// startChild starts a child that reads documents and waits until it is ready.
func startChild(o parse.Options, a access) (*child, error) {
	c := confinement{Limits: Limits{Memory: parserMemory}, Files: parserFiles, Read: append([]string{"/proc/self/exe", o.CacheDir}, systemTrees...)}
	if a == writeCache {
		c.Write, c.File = []string{o.CacheDir}, cacheFile
	}
	return c.startOrLoosen(o)
}

// startOrLoosen starts a child. Where the bounds on files keep it from starting,
// because its libraries are in no folder of the system's, it may see all.
func (c confinement) startOrLoosen(o parse.Options) (*child, error) {
	started, err := c.start(o)
	if err == nil || !strings.Contains(strings.ToLower(err.Error()), "permission denied") {
		return started, err
	}
	c.Loose = true
	if loose, looseErr := c.start(o); looseErr == nil {
		return loose, nil
	}
	return nil, err
}

func (c confinement) start(o parse.Options) (*child, error) {
	options, err := json.Marshal(childOptions{o})
	if err != nil {
		return nil, err
	}
	program, err := self()
	if err != nil {
		return nil, err
	}
	cmd, err := c.command([]string{program, parseArg, string(options)})
	if err != nil {
		return nil, err
	}
	if cmd.Dir, err = os.MkdirTemp("", "nianbao-parse-"); err != nil {
		return nil, err
	}
	defer os.Remove(cmd.Dir) // it stays the child's folder, in which nothing can be made
	started := &child{process: process{cmd: cmd}}
	if started.in, err = cmd.StdinPipe(); err != nil {
		return nil, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	started.out = bufio.NewReader(out)
	if err := started.start(); err != nil {
		return nil, err
	}
	return started, started.greet()
}

// greet waits for a child's first words.
func (c *child) greet() error {
	wall := time.AfterFunc(startTime, func() { c.end(Wall) })
	defer wall.Stop()
	var h hello
	if err := readJSON(c.out, 1<<10, &h); err != nil {
		class, words := c.judge(err)
		return fmt.Errorf("the child that reads documents does not start: %s %s", class, words)
	}
	c.isolation = h.Isolation
	return nil
}

// ask lets a child read a document. An error is the end of the child: judge
// says why.
func (c *child) ask(r request, body []byte, limit time.Duration) (answer, error) {
	wall := time.AfterFunc(limit, c.endAsking)
	defer wall.Stop()
	c.served++
	r.N = c.served
	err := writeJSON(c.in, r)
	if err == nil {
		err = writeFrame(c.in, body)
	}
	var a answer
	if err == nil {
		a, err = c.answer(body, func() { wall.Stop() }, func() { wall.Reset(limit) })
	}
	switch {
	case errors.Is(err, errFrameTooLong):
		c.end(Output)
	case err == nil && a.N != r.N:
		err = fmt.Errorf("%w: it answers request %d, not %d", errNoAnswer, a.N, r.N)
	case err == nil && r.Page > 0:
		err = soundPicture(a.Picture)
	case err == nil:
		err = sound(a.Document)
	}
	return a, err
}

// Bounds on what is recognised for one document: a page needs up to four
// recognitions, of some seconds each.
const (
	maxRecognitions = 500
	maxRecognizing  = 15 * time.Minute
)

// answer gives a child's answer on a document, and on the way what it needs
// recognised or read again. The time of that, which has limits of its own, is
// not the child's.
func (c *child) answer(body []byte, pause, resume func()) (answer, error) {
	deadline := time.Now().Add(maxRecognizing)
	reread := false
	for range maxRecognitions {
		var a answer
		if err := readJSON(c.out, maxAnswer, &a); err != nil {
			return a, err
		}
		var err error
		pause()
		switch {
		case a.Recognition != nil:
			err = c.recognize(*a.Recognition, deadline)
		case a.Reread == nil:
			return a, nil
		case reread:
			err = fmt.Errorf("%w: it has the document read again twice", errNoAnswer)
		default:
			reread = true
			readings, _ := Reread(body, a.Reread.First, a.Reread.Last) // without them the doubt stays
			err = writeJSON(c.in, readings)
		}
		resume()
		if err != nil {
			return answer{}, err
		}
	}
	return answer{}, fmt.Errorf("%w: it has more than %d pictures recognised", errNoAnswer, maxRecognitions)
}

// recognize has pictures of a child's recognised, and sends it what they say.
func (c *child) recognize(r parse.Recognition, deadline time.Time) error {
	var words []byte
	err := fmt.Errorf("character recognition took more than %v", maxRecognizing)
	if time.Now().Before(deadline) {
		words, err = Recognize(r)
	}
	how := recognized{Absent: errors.Is(err, parse.ErrNoRecognizer)}
	if err != nil {
		how.Error, words = err.Error(), nil
	}
	if err := writeJSON(c.in, how); err != nil {
		return err
	}
	return writeFrame(c.in, words)
}

// endAsking ends a child that takes too long, with the traces of what it does.
func (c *child) endAsking() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.over {
		return
	}
	c.ended = Wall
	quit(c.cmd.Process)
	time.AfterFunc(endTime, func() { c.end(Wall) })
}

// gone tells whether the child has been ended, as by a clock that ran out just
// after its answer.
func (c *child) gone() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.ended != ""
}

// judge waits for the end of a child that gave no answer and says what it was.
func (c *child) judge(err error) (Class, string) {
	timer := time.AfterFunc(endTime, func() { c.end(Panic) })
	defer timer.Stop()
	c.in.Close()
	state := c.wait()
	class, words := c.class(state, math.MaxInt64), lastWords(c.stderr.String())
	if class == Done || class == Failed { // it ended without an answer
		class = Panic
	}
	if words == "" && class == Panic {
		words = err.Error()
	}
	return class, words
}

// close lets a child end that has nothing more to read.
func (c *child) close() {
	timer := time.AfterFunc(endTime, func() { c.end(Panic) })
	defer timer.Stop()
	c.in.Close()
	c.wait()
}
