//go:build unix

package sandbox

import (
	"os"
	"path/filepath"
	"testing"

	"nianbao/parse"
	"nianbao/report"
)

// A sample is a document of the project's own.
type sample struct {
	name string
	body []byte
}

// samples gives the fixtures with one of the endings.
func samples(t testing.TB, endings ...string) (all []sample) {
	t.Helper()
	for _, ending := range endings {
		names, err := filepath.Glob(filepath.Join("..", "fixtures", "docs", "*"+ending))
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			body, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, sample{filepath.Base(name), body})
		}
	}
	if len(all) == 0 {
		t.Fatalf("no fixtures %v", endings)
	}
	return all
}

// BenchmarkSandbox reads the text and HTML fixtures in a child, and in this
// process for comparison. The difference of milliseconds a document is what the
// isolation costs: at most 5.
func BenchmarkSandbox(b *testing.B) {
	docs := samples(b, ".txt", ".html")
	b.Run("child", func(b *testing.B) {
		p := open(b, 1)
		p.Document(docs[0].name, docs[0].body, "") // starts the child
		benchmarkReading(b, docs, p.Document)
	})
	b.Run("in process", func(b *testing.B) {
		p := parse.New(parse.Options{})
		defer p.Close()
		benchmarkReading(b, docs, p.Document)
	})
}

func benchmarkReading(b *testing.B, docs []sample, read func(string, []byte, string) *report.Document) {
	for i := 0; b.Loop(); i++ {
		s := docs[i%len(docs)]
		if d := read(s.name, s.body, ""); d.Status == report.Unreadable && d.Reason == report.Crashed {
			b.Fatalf("%s: %s", s.name, d.Detail)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/1e3/float64(b.N), "ms/document")
}

// BenchmarkStart starts a child and ends it.
func BenchmarkStart(b *testing.B) {
	for b.Loop() {
		c, err := startChild(parse.Options{}, readOnly)
		if err != nil {
			b.Fatal(err)
		}
		c.close()
	}
}

// BenchmarkTool runs a program that does nothing.
func BenchmarkTool(b *testing.B) {
	for b.Loop() {
		if r, err := Run(b.Context(), Tool{Path: "true"}); err != nil || r.Class != Done {
			b.Fatal(r, err)
		}
	}
}

// open makes a parser with a compiled PDF reader that the tests share.
func open(t testing.TB, workers int) *Parser {
	t.Helper()
	p, err := Open(Options{Workers: workers, Parse: parse.Options{CacheDir: filepath.Join(os.TempDir(), "nianbao-test-cache")}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := p.Close(); err != nil {
			t.Error(err)
		}
	})
	return p
}
