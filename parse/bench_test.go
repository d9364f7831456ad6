package parse

import "testing"

func benchmarkCases(b *testing.B, html bool) {
	p := New(Options{})
	var bodies [][]byte
	size := 0
	for _, c := range readCases(b) {
		if c.html == html {
			bodies = append(bodies, c.bytes(b))
			size += len(c.source)
		}
	}
	b.SetBytes(int64(size))
	for b.Loop() {
		for _, body := range bodies {
			p.Document("x", body, "")
		}
	}
}

func BenchmarkHTML(b *testing.B) { benchmarkCases(b, true) }
func BenchmarkText(b *testing.B) { benchmarkCases(b, false) }
