package main

import (
	"context"
	"io"
	"log/slog"
	"strings"
	"sync"
	"time"
)

// A logger writes everything that is not the result to standard error: lines
// for people prefixed "nianbao: ", or JSON objects with the same words as msg
// and the facts beside it.
type logger struct {
	mu   sync.Mutex
	w    io.Writer
	json bool
	now  func() time.Time
	// around is called with the writing of a line where a progress bar must make room.
	around func(write func())
}

// setAround says what to do around the writing of a line; nil for nothing.
func (l *logger) setAround(f func(write func())) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.around = f
}

func (l *logger) info(text string, facts ...slog.Attr) { l.line(slog.LevelInfo, text, facts) }
func (l *logger) warn(text string, facts ...slog.Attr) { l.line(slog.LevelWarn, text, facts) }

// error writes what went wrong and, on a line of its own, what can be done.
func (l *logger) error(text, hint string) {
	if l.json {
		l.line(slog.LevelError, text, []slog.Attr{slog.String("hint", hint)})
		return
	}
	l.line(slog.LevelError, text, nil)
	if hint != "" {
		l.line(slog.LevelError, hint, nil)
	}
}

func (l *logger) line(level slog.Level, text string, facts []slog.Attr) {
	l.mu.Lock()
	defer l.mu.Unlock()
	write := func() { l.write(level, text, facts) }
	if l.around != nil {
		l.around(write)
		return
	}
	write()
}

func (l *logger) write(level slog.Level, text string, facts []slog.Attr) {
	if !l.json {
		for line := range strings.SplitSeq(strings.TrimRight(text, "\n"), "\n") {
			io.WriteString(l.w, "nianbao: "+clean(line)+"\n")
		}
		return
	}
	record := slog.NewRecord(l.now(), level, text, 0)
	record.AddAttrs(facts...)
	slog.NewJSONHandler(l.w, nil).Handle(context.Background(), record)
}
