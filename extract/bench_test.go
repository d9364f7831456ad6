package extract

import (
	"os"
	"path/filepath"
	"testing"

	"nianbao/normalize"
	"nianbao/parse"
	"nianbao/report"
)

// BenchmarkDocument reads the text fixtures once they are parsed and normalised.
func BenchmarkDocument(b *testing.B) {
	x, err := New()
	if err != nil {
		b.Fatal(err)
	}
	seg, err := normalize.OpenSegmenter()
	if err != nil {
		b.Fatal(err)
	}
	defer seg.Close()
	p := parse.New(parse.Options{})
	defer p.Close()
	files, err := filepath.Glob("../fixtures/docs/*.txt")
	if err != nil || len(files) == 0 {
		b.Fatal(files, err)
	}
	var docs []*report.Document
	size := int64(0)
	for _, f := range files {
		body, err := os.ReadFile(f)
		if err != nil {
			b.Fatal(err)
		}
		d := p.Document(f, body, "")
		normalize.Document(d, seg)
		docs = append(docs, d)
		size += int64(len(d.Text))
	}
	b.SetBytes(size)
	b.ReportAllocs()
	for b.Loop() {
		for _, d := range docs {
			d.Figures, d.Rejects, d.Issues, d.Checks = nil, nil, nil, nil
			x.Document(d)
		}
	}
}
