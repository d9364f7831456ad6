package extract

import (
	"os"
	"path/filepath"
	"testing"

	"nianbao/normalize"
	"nianbao/parse"
	"nianbao/report"
)

// BenchmarkDocument reads texts once they are parsed and normalised: the sample
// reports, which hold three times as many numerals as real ones, and real ones
// where they are at hand.
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
	for name, pattern := range map[string]string{"sample": "../fixtures/docs/*.txt", "real": "../../shared/gold/real/docs/*.txt"} {
		b.Run(name, func(b *testing.B) {
			files, err := filepath.Glob(pattern)
			if err != nil {
				b.Fatal(err)
			}
			if len(files) == 0 {
				b.Skipf("%s is not here", pattern)
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
			numerals := 0
			for b.Loop() {
				numerals = 0
				for _, d := range docs {
					d.Figures, d.Rejects, d.Issues = nil, nil, nil
					x.Document(d)
					numerals += len(d.Figures) + len(d.Rejects)
				}
			}
			b.ReportMetric(float64(numerals)/float64(size)*1000, "numerals/kB")
		})
	}
}
