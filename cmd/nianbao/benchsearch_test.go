package main

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"nianbao/synth"
)

var (
	synthAt   = flag.String("synth", "", "a database of make synth, on which searches are timed")
	programAt = flag.String("program", "", "the built program, whose start is timed")
)

// What is asked of a database of 100,000 reports.
const (
	searchBar  = 50 * time.Millisecond // of each search, its p95 when warm
	compareBar = 200 * time.Millisecond
	startBar   = 50 * time.Millisecond
	ratioBar   = 5.0 // tables and indexes without the raw bytes, in times of the text
)

// A question is what a journalist wants to know, and how he asks it.
type question struct {
	chinese, english string
	args             []string
}

// questions are fifty, by someone who had not seen the program's code.
func questions(t *testing.T) []question {
	t.Helper()
	var out []question
	for line := range strings.Lines(read(t, filepath.Join("testdata", "search", "searches.txt"))) {
		f := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if len(f) != 3 {
			t.Fatalf("%q has %d columns", line, len(f))
		}
		out = append(out, question{f[0], f[1], shellWords(f[2])})
	}
	if len(out) != 50 {
		t.Errorf("%d questions", len(out))
	}
	return out
}

// shellWords parts a command line at blanks outside quotation marks.
func shellWords(line string) []string {
	var out []string
	var word strings.Builder
	quoted, begun := rune(0), false
	for _, r := range line {
		switch {
		case r == quoted:
			quoted = 0
		case quoted == 0 && (r == '\'' || r == '"'):
			quoted, begun = r, true
		case quoted == 0 && r == ' ':
			if begun {
				out = append(out, word.String())
			}
			word.Reset()
			begun = false
		default:
			word.WriteRune(r)
			begun = true
		}
	}
	if begun {
		out = append(out, word.String())
	}
	return out
}

// times are how long the same thing took, the quickest first.
type times []time.Duration

func (t times) at(percent int) time.Duration { return t[(len(t)-1)*percent/100] }

func (t times) String() string {
	ms := func(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
	return fmt.Sprintf("p50 %8.1f  p95 %8.1f  max %8.1f ms", ms(t.at(50)), ms(t.at(95)), ms(t.at(100)))
}

// Each thing is done twice to be warm, then so often, or less where that would
// take longer than patience.
const (
	runs     = 20
	patience = 8 * time.Second
	fewest   = 5
)

// timed gives how long it takes when warm, and what came of it.
func timed(do func() result) (t times, last result) {
	for range 2 {
		last = do()
	}
	for began := time.Now(); len(t) < runs && (len(t) < fewest || time.Since(began) < patience); {
		start := time.Now()
		last = do()
		t = append(t, time.Since(start))
	}
	slices.Sort(t)
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
	slow, refused := 0, 0
	asked := questions(t)
	for _, q := range asked {
		took, last := timed(func() result { return call(t, append([]string{"search", "--db", *synthAt}, q.args...)...) })
		note := fmt.Sprintf("%3d lines", strings.Count(last.stdout, "\n"))
		if last.code == exitUsage || last.code == exitFailed {
			said, _, _ := strings.Cut(last.stderr, "\n")
			note = "refused: " + said + ":"
			refused++
		}
		if took.at(95) > searchBar {
			slow++
		}
		fmt.Printf("%s  %s  %s\n", took, note, strings.Join(q.args, " "))
		for i := range 20 {
			all = append(all, took.at(5*i+5))
		}
	}
	slices.Sort(all)
	fmt.Printf("%s  of all %d searches, one like the other\n", all, len(asked))
	fmt.Printf("bar: each search's p95 within %s: %d of %d: %s; %d refused\n\n", searchBar, len(asked)-slow, len(asked), verdict(slow, 0), refused)
}

func benchCompare(t *testing.T) {
	for _, args := range [][]string{
		{"compare", "requests.received", "--region", "江苏省", "--year", "2009-2023"},
		{"compare", "disclosure.items", "--region", "四川省", "--year", "2009-2023"},
		{"compare", "requests.outcome[outcome=granted]", "--region", "广东省", "--year", "2009-2023", "--by", "rate"},
	} {
		took, last := timed(func() result { return call(t, append(args, "--db", *synthAt)...) })
		if last.code != exitOK {
			fmt.Printf("%s: exit code %d: %s\n", strings.Join(args, " "), last.code, strings.TrimSpace(last.stderr))
			continue
		}
		fmt.Printf("%s  %3d lines  %s\n", took, strings.Count(last.stdout, "\n"), strings.Join(args, " "))
		fmt.Printf("bar: p95 within %s: %s\n", compareBar, verdict(took.at(95), compareBar))
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
		took, _ := timed(func() result {
			_ = exec.Command(*programAt, args...).Run() // 3 where nothing is found
			return result{}
		})
		fmt.Printf("%s  process: nianbao %s\nbar: p95 within %s: %s\n", took, strings.Join(args, " "), startBar, verdict(took.at(95), startBar))
	}
}

// TestSearches holds that the questions are asked in the command's own grammar.
// One is for a county that there is not, which the command says.
func TestSearches(t *testing.T) {
	path := fixtureDatabase(t)
	found := 0
	for _, q := range questions(t) {
		got := call(t, append([]string{"search", "--db", path}, q.args...)...)
		switch got.code {
		case exitOK:
			found++
		case exitShort:
		case exitUsage:
			if !strings.Contains(q.chinese, "不存在") || !strings.Contains(got.stderr, "no division") {
				t.Errorf("nianbao search %q is refused: %s", q.args, got.stderr)
			}
		default:
			t.Errorf("nianbao search %q: exit code %d, %s", q.args, got.code, got.stderr)
		}
	}
	if found == 0 {
		t.Error("no question finds anything in the fixtures")
	}
}

func TestShellWords(t *testing.T) {
	for line, want := range map[string][]string{
		`微博`:                          {"微博"},
		`'"不予公开"'`:                    {`"不予公开"`},
		`  a 'b c'  --region "d e"f `: {"a", "b c", "--region", "d ef"},
		`''`:                          {""},
		``:                            nil,
	} {
		if got := shellWords(line); !slices.Equal(got, want) {
			t.Errorf("shellWords(%s) = %q, want %q", line, got, want)
		}
	}
}
