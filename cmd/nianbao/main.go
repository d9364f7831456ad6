// Command nianbao reads annual reports of Chinese public bodies on government
// information disclosure and keeps every figure with the words behind it.
//
// This is the only place that reads the environment and builds the parts. Each
// subcommand is a file of its own; what they say is in messages_zh.go and
// messages_en.go.
package main

import (
	"context"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
	"time"
	_ "time/tzdata" // --time-zone in a container that has no zones

	"golang.org/x/term"

	"nianbao/crawl/polite"
	"nianbao/sandbox"
)

func main() {
	sandbox.Main()
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(200) // a twentieth of the time for 50 MB
	}
	os.Exit(run(interruptible(), processEnv(), os.Args[1:]))
}

// An env is what a run of the program has of the world.
type env struct {
	stdin          io.Reader
	stdout, stderr io.Writer
	getenv         func(string) string
	now            func() time.Time
	sleep          func(context.Context, time.Duration) error
	patience       time.Duration // with a crawl that does nothing; 0 for the usual
	// terminal tells whether a stream is a terminal, and how many columns it has.
	terminal func(stream any) (columns int, ok bool)
}

func processEnv() env {
	return env{stdin: os.Stdin, stdout: os.Stdout, stderr: os.Stderr, getenv: os.Getenv, now: time.Now, sleep: polite.Wall{}.Sleep, terminal: terminal}
}

func terminal(stream any) (int, bool) {
	file, ok := stream.(*os.File)
	if !ok || !term.IsTerminal(int(file.Fd())) {
		return 0, false
	}
	columns, _, err := term.GetSize(int(file.Fd()))
	return columns, err == nil && columns > 0
}

// interruptible gives a context that the first Ctrl-C ends: the work in hand is
// finished. The second ends the program at once.
func interruptible() context.Context {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop)
	return ctx
}
