//go:build unix

package main

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
)

var (
	peersAt  = flag.String("peers", "", "folder with researcher.py, which is timed beside the program")
	tablesTo = flag.String("tables", "", "the page whose tables the benchmark writes between its marks")
	rounds   = flag.Int("rounds", 5, "how often each program is run")
	grown    = flag.String("grow", "1000,10000", "numbers of documents, to see what grows with them; empty for none")
)

// A peer is a program that a user would run instead, or a part of ours.
type peer struct {
	name string
	// argv gives its command line for files in a folder.
	argv  func(dir string, files []string) []string
	times float64 // how often it goes through them, where once is too quick to be told; 0 for once
	// missing says why it cannot be run; "" where it can.
	missing string
}

// TestBenchPeers times the program and what a user would take instead on the same
// documents, one process each, and writes the tables of docs/performance.md. What
// counts is user CPU, the start taken off: the difference between many copies of
// the documents and one. It holds no bar: it tells how far each is.
func TestBenchPeers(t *testing.T) {
	if *programAt == "" {
		t.Skip("needs -program: make bench-peers")
	}
	page := &benchPage{t: t}
	wanted := regexp.MustCompile(*onlyThose)
	part := func(name string, do func()) {
		if wanted.MatchString(name) {
			do()
		}
	}
	part("machine", page.machine)
	for _, kind := range []struct {
		ending string
		copies int
	}{{"txt", 5}, {"html", 4}, {"docx", 4}, {"pdf", 1}} {
		part(kind.ending, func() { page.format(kind.ending, kind.copies) })
	}
	part("start", page.startUp)
	part("stages", page.stages)
	part("growth", page.grow)
	part("profile", page.profile)
	page.write()
}

// A benchPage is the tables of the page, by the names of their marks.
type benchPage struct {
	t      *testing.T
	tables map[string]string
}

func (p *benchPage) put(name, text string) {
	if p.tables == nil {
		p.tables = map[string]string{}
	}
	p.tables[name] = text
	p.t.Logf("%s\n%s", name, text)
}

func (p *benchPage) machine() {
	model := regexp.MustCompile(`(?m)^model name\s*: (.*)$`)
	cpu := "unknown processor"
	if info, err := os.ReadFile("/proc/cpuinfo"); err == nil {
		if m := model.FindSubmatch(info); m != nil {
			cpu = string(m[1])
		}
	}
	load := "unknown"
	if b, err := os.ReadFile("/proc/loadavg"); err == nil {
		load = strings.Join(strings.Fields(string(b))[:3], " ")
	}
	p.put("machine", fmt.Sprintf("Measured on %s with %d processors (%s), %s, %s; load of the machine as it began: %s; medians of %d rounds.",
		time.Now().Format("2 January 2006"), runtime.NumCPU(), cpu, runtime.GOOS+"/"+runtime.GOARCH, runtime.Version(), load, *rounds))
}

// copies puts the project's own documents of a format into a folder, each so
// often.
func (p *benchPage) copies(ending string, n int) (dir string, files []string, size int64) {
	dir = p.t.TempDir()
	for place, from := range []string{"../../fixtures/docs", "../../twins/testdata"} {
		names, err := filepath.Glob(filepath.Join(from, "*."+ending))
		if err != nil {
			p.t.Fatal(err)
		}
		for _, name := range names {
			body, err := os.ReadFile(name)
			if err != nil {
				p.t.Fatal(err)
			}
			size += int64(n * len(body))
			for i := range n {
				file := filepath.Join(dir, fmt.Sprintf("%d%d_%s", place, i, filepath.Base(name)))
				if err := os.WriteFile(file, body, 0o644); err != nil {
					p.t.Fatal(err)
				}
				files = append(files, file)
			}
		}
	}
	return dir, files, size
}

// format compares what reads the documents of one format.
func (p *benchPage) format(ending string, n int) {
	one, few, small := p.copies(ending, 1)
	many, all, large := p.copies(ending, 1+n)
	list := p.peers(ending)
	costs := make([][]float64, len(list)) // user CPU of one document more, in seconds
	for range *rounds {
		for i, peer := range list {
			if peer.missing != "" {
				continue
			}
			start := p.run(peer.argv(one, few))
			end := p.run(peer.argv(many, all))
			costs[i] = append(costs[i], (end-start)/float64(len(all)-len(few))/max(peer.times, 1))
		}
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%d documents of %.1f KB on average, %d copies of each.\n\n", len(few), float64(small)/float64(len(few))/1000, n)
	b.WriteString("| program | documents a second | MB a second | its CPU, in times of ours |\n|---|---:|---:|---:|\n")
	ours := middle(costs[0])
	mega := float64(large-small) / 1e6 / float64(len(all)-len(few))
	for i, peer := range list {
		if peer.missing != "" {
			fmt.Fprintf(&b, "| %s | not measured: %s | | |\n", peer.name, peer.missing)
			continue
		}
		c := middle(costs[i])
		fmt.Fprintf(&b, "| %s | %.0f | %.2f | %.2f |\n", peer.name, 1/c, mega/c, c/ours)
	}
	p.put(ending, b.String())
}

func middle(list []float64) float64 {
	slices.Sort(list)
	return list[len(list)/2]
}

// run gives the user CPU of a command and of all that it starts, in seconds.
func (p *benchPage) run(argv []string) float64 {
	p.t.Helper()
	cmd := exec.Command(argv[0], argv[1:]...)
	var said bytes.Buffer
	cmd.Stderr = &said
	out, err := os.Create(filepath.Join(p.t.TempDir(), "out")) // a file, as of a user who keeps it
	if err != nil {
		p.t.Fatal(err)
	}
	defer os.Remove(out.Name())
	defer out.Close()
	cmd.Stdout = out
	if err := cmd.Run(); err != nil && (cmd.ProcessState == nil || cmd.ProcessState.ExitCode() != exitShort) {
		p.t.Fatalf("%.200q: %v\n%.2000s", argv, err, said.String())
	}
	return cmd.ProcessState.UserTime().Seconds()
}

// python is the one of the system, which has its packages.
const python = "/usr/bin/python3"

const jiebaAlone = `
import sys, logging, jieba
jieba.setLogLevel(logging.ERROR)
for f in sys.argv[1:]:
    for w in jieba.cut(open(f, 'rb').read().decode('utf-8', 'replace')): pass
`

const pdfminerAlone = `
import sys, logging
from pdfminer.high_level import extract_text
logging.disable(logging.CRITICAL)
for f in sys.argv[1:]: extract_text(f)
`

// peers are the programs for a format, ours first.
func (p *benchPage) peers(ending string) []peer {
	db := func(name string) string { return filepath.Join(p.t.TempDir(), name) }
	list := []peer{
		{"`nianbao extract`, JSON lines", func(dir string, _ []string) []string {
			return []string{*programAt, "extract", "-j", "1", "--format", "jsonl", dir}
		}, 0, ""},
		{"`nianbao ingest`, committed and indexed", func(dir string, _ []string) []string {
			return []string{*programAt, "ingest", "-j", "1", "--db", db("nianbao.db"), dir}
		}, 0, ""},
		{"a researcher's script: Python with jieba, pandas, lxml, python-docx, `pdftotext`", func(_ string, files []string) []string {
			return append([]string{python, filepath.Join(*peersAt, "researcher.py"), db("figures.sqlite")}, files...)
		}, 0, p.researcher()},
	}
	each := func(command string) func(string, []string) []string {
		return func(_ string, files []string) []string {
			return append([]string{"sh", "-c", `for f in "$@"; do ` + command + `; done`, "sh"}, files...)
		}
	}
	switch ending {
	case "txt":
		list = append(list,
			peer{"python3-jieba alone, words only", func(_ string, files []string) []string {
				return append([]string{python, "-c", jiebaAlone}, files...)
			}, 0, module("jieba")},
			peer{"`opencc -c t2s` alone, characters only", func(_ string, files []string) []string {
				return append([]string{"sh", "-c", `for i in $(seq 50); do cat "$@" | iconv -c -f utf-8 -t utf-8; done | opencc -c t2s`, "sh"}, files...)
			}, 50, installed("opencc")})
	case "pdf":
		list = append(list,
			peer{"`pdftotext -layout`, text only, a process a file", each(`pdftotext -layout "$f" -`), 0, installed("pdftotext")},
			peer{"pdfminer, text only", func(_ string, files []string) []string {
				return append([]string{python, "-c", pdfminerAlone}, files...)
			}, 0, module("pdfminer")})
	}
	return list
}

func (p *benchPage) researcher() string {
	if *peersAt == "" {
		return "no folder is named"
	}
	if _, err := os.Stat(filepath.Join(*peersAt, "researcher.py")); err != nil {
		return "the script is not there"
	}
	for _, name := range []string{"jieba", "pandas", "lxml", "bs4", "docx"} {
		if why := module(name); why != "" {
			return why
		}
	}
	return ""
}

func module(name string) string {
	if exec.Command(python, "-c", "import "+name).Run() != nil {
		return "python3-" + name + " is not installed"
	}
	return ""
}

func installed(name string) string {
	if _, err := exec.LookPath(name); err != nil {
		return name + " is not installed"
	}
	return ""
}

// startUp times commands that do little else.
func (p *benchPage) startUp() {
	text := "../../fixtures/docs/a01_town_2008.txt"
	db := filepath.Join(p.t.TempDir(), "nianbao.db")
	p.run([]string{*programAt, "ingest", "--db", db, text})
	var b strings.Builder
	b.WriteString("| command | CPU (user and system), ms | clock, ms |\n|---|---:|---:|\n")
	for _, argv := range [][]string{{"extract", text}, {"search", "--db", db, "微博"}, {"codebook", "list"}, {"version"}} {
		var cpu, clock durations
		for range 2 * *rounds {
			began := time.Now()
			cmd := exec.Command(*programAt, argv...)
			if err := cmd.Run(); err != nil && cmd.ProcessState.ExitCode() != exitShort {
				p.t.Fatal(argv, err)
			}
			clock = append(clock, time.Since(began))
			cpu = append(cpu, cmd.ProcessState.UserTime()+cmd.ProcessState.SystemTime())
		}
		slices.Sort(cpu)
		slices.Sort(clock)
		name := argv[0]
		if name == "extract" {
			name = "extract, of one text file"
		}
		fmt.Fprintf(&b, "| %s | %d | %d |\n", name, cpu.at(50).Milliseconds(), clock.at(50).Milliseconds())
	}
	p.put("start", b.String())
}

// grow ingests ever more documents, no two of them the same, and tells what one
// more costs and how much memory the largest process had.
func (p *benchPage) grow() {
	if *grown == "" {
		p.put("growth", "Not measured.\n")
		return
	}
	var b strings.Builder
	b.WriteString("| documents | user CPU a document, ms | of these extract alone, ms | peak memory of the largest process, MB | database a document, KB |\n|---:|---:|---:|---:|---:|\n")
	for _, field := range strings.Split(*grown, ",") {
		var n int
		if _, err := fmt.Sscan(field, &n); err != nil || n < 1 {
			p.t.Fatalf("-grow %q", *grown)
		}
		dir := p.t.TempDir()
		p.distinct(dir, n)
		db := filepath.Join(p.t.TempDir(), "nianbao.db")
		ingest, peak := p.whole("ingest", "-j", "1", "--db", db, dir)
		extract, _ := p.whole("extract", "-j", "1", "--format", "jsonl", dir)
		info, err := os.Stat(db)
		if err != nil {
			p.t.Fatal(err)
		}
		fmt.Fprintf(&b, "| %d | %.2f | %.2f | %d | %.0f |\n", n, 1000*ingest/float64(n), 1000*extract/float64(n), peak>>10, float64(info.Size())/1000/float64(n))
		os.RemoveAll(dir)
		os.Remove(db)
	}
	p.put("growth", b.String())
}

// whole runs the program, and gives its user CPU and peak memory in KB.
func (p *benchPage) whole(argv ...string) (cpu float64, peak int64) {
	cmd := exec.Command(*programAt, argv...)
	if err := cmd.Run(); err != nil && cmd.ProcessState.ExitCode() != exitShort {
		p.t.Fatal(argv, err)
	}
	return cmd.ProcessState.UserTime().Seconds(), peakMemory(cmd.ProcessState)
}

// distinct writes so many text documents: the samples, each with a line of its own.
func (p *benchPage) distinct(dir string, n int) {
	names, err := filepath.Glob("../../fixtures/docs/*.txt")
	if err != nil || len(names) == 0 {
		p.t.Fatal(names, err)
	}
	var bodies [][]byte
	for _, name := range names {
		body, err := os.ReadFile(name)
		if err != nil {
			p.t.Fatal(err)
		}
		bodies = append(bodies, body)
	}
	for i := range n {
		// In folders of a thousand, as the files of a crawl lie.
		folder := filepath.Join(dir, fmt.Sprintf("%04d", i/1000))
		if err := os.MkdirAll(folder, 0o755); err != nil {
			p.t.Fatal(err)
		}
		body := slices.Concat(bodies[i%len(bodies)], fmt.Appendf(nil, "\n\n本报告的文件编号为甲乙〔2020〕%d号。\n", i))
		if err := os.WriteFile(filepath.Join(folder, fmt.Sprintf("%d.txt", i%1000)), body, 0o644); err != nil {
			p.t.Fatal(err)
		}
	}
}

// write puts the tables between their marks, or only shows them.
func (p *benchPage) write() {
	if *tablesTo == "" {
		return
	}
	page, err := os.ReadFile(*tablesTo)
	if err != nil {
		p.t.Fatal(err)
	}
	text := string(page)
	for name, table := range p.tables {
		begin, end := "<!-- "+name+" -->\n", "<!-- end -->"
		head, rest, found := strings.Cut(text, begin)
		_, tail, closed := strings.Cut(rest, end)
		if !found || !closed {
			p.t.Errorf("%s has no marks for %s", *tablesTo, name)
			continue
		}
		text = head + begin + strings.TrimRight(table, "\n") + "\n" + end + tail
	}
	if err := os.WriteFile(*tablesTo, []byte(text), 0o644); err != nil {
		p.t.Fatal(err)
	}
}
