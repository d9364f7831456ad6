// Command reliability runs the tests of what must hold under faults, hostile
// input and load, and writes what they measured into docs/reliability.md,
// between its marks. A test that fails stands there as failed, and makes the
// command fail.
//
//	reliability -size 1 docs/reliability.md      all of it, some fifteen minutes
//	reliability -only 'Kill' docs/reliability.md  those steps only, shown and not written
//	reliability -hand runs.tsv docs/reliability.md  the table of runs by hand, from their record
package main

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"time"
)

const tags = "sqlite_fts5 sqlite_math_functions"

// A step is a test that is run. Figures are the lines of its log that figure
// matches.
type step struct {
	row, pkg, run string
	flags         []string // after the package; N stands for a number that -size multiplies
	fault         bool     // built to be killed at named points
	figure        string
}

var steps = []step{
	{row: "1", pkg: "./store", run: "TestKill$", flags: []string{"-kills", "N100", "-beside", "16"}, figure: `runs were killed`},
	{row: "1", pkg: "./crawl", run: "TestKillCrawl", flags: []string{"-kills", "N40"}, figure: `runs were killed`},
	{row: "1", pkg: "./cmd/nianbao", run: "TestKilled", flags: []string{"-kills", "N10"}, figure: `killed`},
	{row: "2", pkg: "./cmd/nianbao", run: "TestFaultPoints", flags: []string{"-perpoint", "N2"}, fault: true, figure: `killed \d+ times`},
	{row: "2", pkg: "./crawl", run: "TestFaultPoints", flags: []string{"-kills", "N1"}, fault: true, figure: `killed: `},
	{row: "3", pkg: "./store", run: "TestFileLimit|TestNthFault", flags: []string{"-sizes", "N50", "-nths", "N8"}, figure: `met the (limit|fault)`},
	{row: "3", pkg: "./cmd/nianbao", run: "TestSmallDisk|TestReadOnlyDisk|TestDiskFull|TestFailedRename", figure: `^$`},
	{row: "4", pkg: "./store", run: "TestReadersDuringWrites", figure: `search|reader|read|p99|/s`},
	{row: "5", pkg: "./sandbox", run: "TestBombs", figure: `largest child`},
	{row: "6", pkg: "./sandbox", run: "TestMutants", flags: []string{"-mutants", "N500"}, figure: `mutants`},
	{row: "7, 14", pkg: "./crawl", run: "TestYear|TestNights", figure: `nights|night|requests`},
	{row: "11", pkg: "./crawl/list", run: "TestCrafted", flags: []string{"-crafted", "2097152"}, figure: `crafted|bytes|MB`},
	{row: "15", pkg: "./web", run: "TestHostile|TestLongQuery", figure: `strings|queries`},
	{row: "16", pkg: "./store", run: "TestReaderGuard|TestWriterSettings", figure: `^$`},
	{row: "17", pkg: "./store", run: "TestBackup", figure: `^$`},
	{row: "17", pkg: "./cmd/nianbao", run: "TestRestore", figure: `^$`},
	{row: "18", pkg: "./cmd/nianbao", run: "TestDeterminism", figure: `documents`},
}

func main() {
	size := flag.Int("size", 1, "multiplies how often tests kill, fail and damage")
	only := flag.String("only", "", "steps whose tests match, shown and not written")
	hand := flag.String("hand", "", "file of runs by hand: what, size, figures, minutes, day, separated by tabs")
	flag.Parse()
	if err := run(*size, *only, *hand, flag.Args()); err != nil {
		fmt.Fprintln(os.Stderr, "reliability:", err)
		os.Exit(1)
	}
}

func run(size int, only, hand string, args []string) error {
	if len(args) != 1 {
		return fmt.Errorf("usage: reliability [flags] PAGE")
	}
	if hand != "" {
		rows, err := handRows(hand)
		if err != nil {
			return err
		}
		return write(args[0], "hand", rows)
	}
	wanted, err := regexp.Compile(only)
	if err != nil {
		return err
	}
	var table strings.Builder
	fmt.Fprintf(&table, "| row | test | figures | took |\n|---|---|---|---|\n")
	failed := 0
	for i, s := range steps {
		if !wanted.MatchString(s.run) {
			continue
		}
		row, ok := s.measure(size)
		if !ok {
			failed++
		}
		fmt.Print(row)
		table.WriteString(row)
		if only != "" {
			continue
		}
		// After each, so that a run that is ended early has written what it measured.
		measured := fmt.Sprintf("%s\nMeasured on %s with -size %d: %d of %d steps.\n", &table, time.Now().UTC().Format("2 January 2006"), size, i+1, len(steps))
		if err := write(args[0], "measured", measured); err != nil {
			return err
		}
	}
	if failed > 0 {
		return fmt.Errorf("%d steps failed", failed)
	}
	return nil
}

// measure runs a step and gives its row of the table.
func (s step) measure(size int) (row string, ok bool) {
	t := tags
	if s.fault {
		t += " fault"
	}
	args := []string{"test", "-tags", t, "-count=1", "-v", "-timeout", "120m", "-run", s.run, s.pkg}
	for _, f := range s.flags {
		var n int
		if _, err := fmt.Sscanf(f, "N%d", &n); err == nil {
			f = fmt.Sprint(n * size)
		}
		args = append(args, f)
	}
	started := time.Now()
	cmd := exec.Command("go", args...)
	out, err := cmd.CombinedOutput()
	figures := said(out, regexp.MustCompile(s.figure))
	if err != nil {
		os.Stderr.Write(out)
		figures = append([]string{"FAILED"}, figures...)
	}
	if bytes.Contains(out, []byte("--- SKIP")) {
		figures = append(figures, "some of it was skipped here")
	}
	if len(figures) == 0 {
		figures = []string{"holds"}
	}
	name := strings.TrimPrefix(s.pkg, "./") + " " + strings.ReplaceAll(strings.TrimSuffix(s.run, "$"), "|", ", ")
	return fmt.Sprintf("| %s | %s | %s | %.0f s |\n", s.row, name, strings.ReplaceAll(strings.Join(figures, "; "), "|", "/"), time.Since(started).Seconds()), err == nil
}

var logged = regexp.MustCompile(`^\s+\w+_test\.go:\d+: (.*)$`)

// said gives the lines that tests logged, as far as they have figures.
func said(out []byte, figure *regexp.Regexp) (list []string) {
	for line := range strings.Lines(string(out)) {
		m := logged.FindStringSubmatch(strings.TrimRight(line, "\r\n"))
		if m != nil && figure.MatchString(m[1]) && len(list) < 12 {
			list = append(list, strings.TrimSuffix(m[1], " {"))
		}
	}
	return list
}

// handRows makes the table of runs by hand.
func handRows(path string) (string, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	b.WriteString("| what | size | figures | minutes | day |\n|---|---|---|---|---|\n")
	for line := range strings.Lines(string(raw)) {
		cells := strings.Split(strings.TrimSpace(line), "\t")
		if len(cells) != 5 {
			return "", fmt.Errorf("%s: %d cells in %q", path, len(cells), line)
		}
		fmt.Fprintf(&b, "| %s |\n", strings.Join(cells, " | "))
	}
	return b.String(), nil
}

// write puts text between the marks of a part of the page.
func write(path, part, text string) error {
	page, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	begin, end := "<!-- "+part+" -->\n", "<!-- /"+part+" -->"
	before, rest, ok := strings.Cut(string(page), begin)
	_, after, ok2 := strings.Cut(rest, end)
	if !ok || !ok2 {
		return fmt.Errorf("%s has no marks of %s", path, part)
	}
	return os.WriteFile(path, []byte(before+begin+text+end+after), 0o644)
}
