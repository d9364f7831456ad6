package pipeline

import (
	"path/filepath"
	"testing"

	"nianbao/fetch"
)

// BenchmarkRead reads the project's own sample reports.
func BenchmarkRead(b *testing.B) {
	items := fetch.New(fetch.Options{}).Discover([]string{filepath.Join("..", "fixtures", "docs")})
	r := newReader(b)
	r.Read(b.Context(), items[0]) // opens the dictionaries
	figures, bytes := 0, 0
	for i := 0; b.Loop(); i++ {
		got := r.Read(b.Context(), items[i%len(items)])
		if got.Err != nil {
			b.Fatal(got.Err)
		}
		figures += len(got.Document.Figures)
		bytes += len(got.Body)
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "documents/s")
	b.ReportMetric(float64(figures)/b.Elapsed().Seconds(), "figures/s")
	b.ReportMetric(float64(bytes)/b.Elapsed().Seconds()/1e6, "MB/s")
}
