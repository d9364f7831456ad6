//go:build unix

package main

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"nianbao/synth"
)

var (
	synthAt   = flag.String("synth", "", "a database of make synth, on which searches are timed")
	programAt = flag.String("program", "", "the built program, whose start is timed")
	onlyThose = flag.String("only", "", "regular expression: of the searches, or of the tables of bench-peers, only those that match are timed, and nothing else")
)

// What is asked of a database of 100,000 reports.
const (
	searchBar  = 50 * time.Millisecond // of each search, its p95 when warm
	compareBar = 200 * time.Millisecond
	startBar   = 50 * time.Millisecond
	ratioBar   = 5.0 // tables and indexes without the raw bytes, in times of the text
)

// A durations is how long the same thing took, the quickest first.
type durations []time.Duration

func (d durations) at(percent int) time.Duration { return d[(len(d)-1)*percent/100] }

// Times are how long the same thing took by the clock and of the processors:
// the latter tell something on a machine that does other things as well.
type times struct{ clock, processor durations }

func (t *times) add(clock, processor time.Duration) {
	t.clock, t.processor = append(t.clock, clock), append(t.processor, processor)
}

func (t *times) sort() {
	slices.Sort(t.clock)
	slices.Sort(t.processor)
}

func (t *times) String() string {
	ms := func(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
	return fmt.Sprintf("p50 %7.1f  p95 %7.1f  max %7.1f ms  processor %7.1f", ms(t.clock.at(50)), ms(t.clock.at(95)), ms(t.clock.at(100)), ms(t.processor.at(50)))
}

// processorTime is what this process, or its children that ended, has had.
func processorTime(who int) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(who, &u); err != nil {
		panic(err) // unreachable: who is one of two
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// Each thing is done twice to be warm, then so often, or less where that would
// take longer than patience.
const (
	runs     = 20
	patience = 8 * time.Second
	fewest   = 5
)

// timed gives how long it takes when warm, in this process or in children, and
// what came of it.
func timed(who int, do func() result) (t times, last result) {
	for range 2 {
		last = do()
	}
	for began := time.Now(); len(t.clock) < runs && (len(t.clock) < fewest || time.Since(began) < patience); {
		start, had := time.Now(), processorTime(who)
		last = do()
		t.add(time.Since(start), processorTime(who)-had)
	}
	t.sort()
	return t, last
}

// verdict says whether a bar is kept.
func verdict[T int | float64 | time.Duration](got, bar T) string {
	if got <= bar {
		return "kept"
	}
	return "NOT KEPT"
}

// TestBenchSearch prints how long searches take and how much is stored: make
// bench-search. Nothing is asserted of it: the numbers are the machine's too.
func TestBenchSearch(t *testing.T) {
	if *synthAt == "" {
		t.Skip("make bench-search runs it on a database of make synth")
	}
	if *onlyThose != "" {
		benchQuestions(t)
		benchCompare(t)
		return
	}
	size, err := synth.Measure(t.Context(), *synthAt)
	if err != nil {
		t.Fatal(err)
	}
	size.Write(os.Stdout)
	fmt.Printf("bar: %.0f x the text: %s\n\n", ratioBar, verdict(size.Ratio(), ratioBar))
	benchQuestions(t)
	benchCompare(t)
	benchStart(t)
}

// benchQuestions times the command as a whole in this process: it opens the
// database, looks codes and regions up, searches and prints.
func benchQuestions(t *testing.T) {
	var all times // of each search as many
	slow, refused, failed := 0, 0, 0
	only := regexp.MustCompile(*onlyThose)
	asked := slices.DeleteFunc(questions(t), func(q question) bool { return !only.MatchString(strings.Join(q.args, " ")) })
	for _, q := range asked {
		took, last := timed(syscall.RUSAGE_SELF, func() result { return call(t, append([]string{"search", "--db", *synthAt}, q.args...)...) })
		note := fmt.Sprintf("%3d lines", strings.Count(last.stdout, "\n"))
		switch last.code {
		case exitUsage: // there is no such county
			note = "refused: " + strings.Join(strings.Fields(last.stderr), " ") + ":"
			refused++
		case exitFailed:
			note = "FAILED: " + strings.Join(strings.Fields(last.stderr), " ") + ":"
			failed++
		}
		if last.code == exitFailed || took.clock.at(95) > searchBar {
			slow++
		}
		fmt.Printf("%s  %s  %s\n", &took, note, strings.Join(q.args, " "))
		for i := range 20 {
			all.add(took.clock.at(5*i+5), took.processor.at(5*i+5))
		}
	}
	if len(asked) == 0 {
		return
	}
	all.sort()
	fmt.Printf("%s  of all %d searches, one like the other\n", &all, len(asked))
	fmt.Printf("bar: each search's p95 within %s: %d of %d: %s; %d refused, %d failed\n\n", searchBar, len(asked)-slow, len(asked), verdict(slow, 0), refused, failed)
}

func benchCompare(t *testing.T) {
	for _, args := range [][]string{
		{"compare", "requests.received", "--region", "江苏省", "--year", "2009-2023"},
		{"compare", "disclosure.items", "--region", "四川省", "--year", "2009-2023"},
		{"compare", "requests.outcome[outcome=granted]", "--region", "广东省", "--year", "2009-2023", "--by", "rate"},
	} {
		if !regexp.MustCompile(*onlyThose).MatchString(strings.Join(args, " ")) {
			continue
		}
		took, last := timed(syscall.RUSAGE_SELF, func() result { return call(t, append(args, "--db", *synthAt)...) })
		if last.code != exitOK {
			fmt.Printf("%s: exit code %d: %s\n", strings.Join(args, " "), last.code, strings.TrimSpace(last.stderr))
			continue
		}
		fmt.Printf("%s  %3d lines  %s\n", &took, strings.Count(last.stdout, "\n"), strings.Join(args, " "))
		fmt.Printf("bar: p95 within %s: %s\n", compareBar, verdict(took.clock.at(95), compareBar))
	}
	fmt.Println()
}

// benchStart times the program itself: a search from its start to its end that
// finds nothing, and one that finds figures of one body.
func benchStart(t *testing.T) {
	if *programAt == "" {
		return
	}
	for _, args := range [][]string{{"search", "--help"}, {"search", "--db", *synthAt, "量子纠缠"}, {"search", "--db", *synthAt, "区块链", "--limit", "5"}} {
		took, _ := timed(syscall.RUSAGE_CHILDREN, func() result {
			_ = exec.Command(*programAt, args...).Run() // 3 where nothing is found
			return result{}
		})
		fmt.Printf("%s  process: nianbao %s\nbar: p95 within %s: %s\n", &took, strings.Join(args, " "), startBar, verdict(took.clock.at(95), startBar))
	}
}
