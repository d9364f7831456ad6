//go:build unix

package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"runtime/pprof"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/yanyiwu/gojieba"

	"nianbao/check"
	"nianbao/extract"
	"nianbao/fetch"
	"nianbao/normalize"
	"nianbao/parse"
	"nianbao/pipeline"
	"nianbao/report"
)

// peakMemory is the most memory that a process or one of its children had, in KB.
func peakMemory(s *os.ProcessState) int64 {
	usage := s.SysUsage().(*syscall.Rusage)
	peak := int64(usage.Maxrss)
	if runtime.GOOS == "darwin" {
		peak >>= 10 // which says it in bytes
	}
	return peak
}

// A benchStage is one step of reading, on documents that have gone through those
// before it.
type benchStage struct {
	name string
	do   func(i int) // document i
}

// stages times each stage alone, in this process.
func (p *benchPage) stages() {
	t := p.t
	r := benchReader(t)
	var b strings.Builder
	b.WriteString("| stage | text | HTML | docx | PDF |\n|---|---|---|---|---|\n")
	rows := map[string][]string{}
	var names []string
	for _, ending := range []string{"txt", "html", "docx", "pdf"} {
		dir, files, size := p.copies(ending, 1)
		for _, s := range stagesOf(t, r, dir) {
			for i := range files {
				s.do(i) // expressions are compiled, and known, when they are used
			}
			cpu, allocated := perDocument(s, len(files))
			if rows[s.name] == nil {
				names = append(names, s.name)
			}
			rows[s.name] = append(rows[s.name], fmt.Sprintf("%.0f/s, %.1f MB/s, %.0f allocations", 1/cpu, float64(size)/1e6/float64(len(files))/cpu, allocated))
		}
	}
	for _, name := range names {
		fmt.Fprintf(&b, "| %s | %s |\n", name, strings.Join(rows[name], " | "))
	}
	p.put("stages", b.String())
}

// perDocument gives the CPU of a stage, in seconds, and its allocations.
func perDocument(s benchStage, n int) (cpu, allocations float64) {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	began, done := processorTime(syscall.RUSAGE_SELF), 0
	for passed := time.Duration(0); passed < 500*time.Millisecond; passed = processorTime(syscall.RUSAGE_SELF) - began {
		for i := range n {
			s.do(i)
		}
		done += n
	}
	cpu = (processorTime(syscall.RUSAGE_SELF) - began).Seconds() / float64(done)
	runtime.ReadMemStats(&after)
	return cpu, float64(after.Mallocs-before.Mallocs) / float64(done)
}

func benchReader(t testing.TB) *pipeline.Reader {
	extractor, err := extract.New()
	if err != nil {
		t.Fatal(err)
	}
	segmenter, err := normalize.OpenSegmenter()
	if err != nil {
		t.Fatal(err)
	}
	parser := parse.New(parse.Options{CacheDir: cacheDir()})
	t.Cleanup(func() {
		parser.Close()
		segmenter.Close()
	})
	return &pipeline.Reader{Parser: parser, Extractor: extractor, Segmenter: segmenter}
}

// stagesOf are the stages for the documents of a folder.
func stagesOf(t testing.TB, r *pipeline.Reader, dir string) []benchStage {
	items := fetch.New(fetch.Options{}).Discover([]string{dir})
	bodies := make([][]byte, len(items))
	parsed := func(i int) *report.Document { return r.Parser.Document(items[i].Source, bodies[i], "") }
	// What a stage is given is made anew by those before it, whose time is taken
	// off: stages write into their document.
	var until []func(*report.Document)
	brought := func(i, steps int) *report.Document {
		d := parsed(i)
		for _, step := range until[:steps] {
			step(d)
		}
		return d
	}
	until = []func(*report.Document){
		func(d *report.Document) { normalize.Document(d, nil) },
		func(d *report.Document) { normalize.Document(d, r.Segmenter) },
		func(d *report.Document) {
			r.Extractor.Meta(d)
			r.Extractor.Place(d, "")
			r.Extractor.Figures(d)
		},
		check.Document,
	}
	waiting := make([][]*report.Document, len(until))
	step := func(n, given int) func(int) {
		waiting[n] = make([]*report.Document, len(items))
		return func(i int) {
			if waiting[n][i] == nil {
				waiting[n][i] = brought(i, given)
			}
			d := *waiting[n][i] // a copy is as good as new to what writes fields
			d.Figures = append([]report.Figure(nil), d.Figures...)
			until[n](&d)
		}
	}
	words := make([]string, len(items))
	cutter := gojieba.NewJieba() // with its own dictionaries
	t.Cleanup(cutter.Free)
	return []benchStage{
		{"bytes", func(i int) {
			content, err := items[i].Open(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			bodies[i] = content.Body
		}},
		{"parse", func(i int) { parsed(i) }},
		{"normalise", step(0, 0)},
		{"normalise and segment", step(1, 0)},
		{"extract", step(2, 2)},
		{"check", step(3, 3)},
		{"whole, without commit", func(i int) { r.Read(t.Context(), items[i]) }},
		{"bare gojieba Cut, of the same text", func(i int) {
			if words[i] == "" {
				words[i] = parsed(i).Text
			}
			cutter.Cut(words[i], true)
		}},
	}
}

// profile tells where the time of reading goes, by function.
func (p *benchPage) profile() {
	if err := exec.Command("go", "version").Run(); err != nil {
		p.put("profile", "Not measured: go is not installed.\n")
		return
	}
	r := benchReader(p.t)
	file, err := os.Create(filepath.Join(p.t.TempDir(), "cpu.prof"))
	if err != nil {
		p.t.Fatal(err)
	}
	defer file.Close()
	var b strings.Builder
	for _, ending := range []string{"txt", "html", "docx"} {
		dir, _, _ := p.copies(ending, 1)
		items := fetch.New(fetch.Options{}).Discover([]string{dir})
		read := func() {
			for _, item := range items {
				r.Read(p.t.Context(), item)
			}
		}
		read()
		if ending == "txt" {
			if err := pprof.StartCPUProfile(file); err != nil {
				p.t.Fatal(err)
			}
		}
		for began := time.Now(); time.Since(began) < 3*time.Second; {
			read()
		}
	}
	pprof.StopCPUProfile()
	out, err := exec.Command("go", "tool", "pprof", "-top", "-cum", "-show", `^nianbao/|^regexp\.\(\*Regexp\)\.doExecute|gojieba\._Cfunc|^runtime\.mallocgc$|^runtime\.gcBgMarkWorker$`, "-nodecount", "30", file.Name()).Output()
	if err != nil {
		p.t.Fatal(err)
	}
	b.WriteString("```\n")
	for _, line := range strings.Split(string(out), "\n") {
		if !strings.HasPrefix(line, "Build ID") && !strings.HasPrefix(line, "File") && !strings.HasPrefix(line, "Time") && line != "" {
			b.WriteString(line + "\n")
		}
	}
	b.WriteString("```\n")
	p.put("profile", b.String())
}
