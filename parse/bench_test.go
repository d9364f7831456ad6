package parse

import (
	"os"
	"testing"
)

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

// Documents of the usual size: a report with the three tables of 2021.
func benchmarkFile(b *testing.B, path string) {
	body, err := os.ReadFile(path)
	if err != nil {
		b.Fatal(err)
	}
	p := New(Options{})
	b.SetBytes(int64(len(body)))
	for b.Loop() {
		if d := p.Document(path, body, ""); len(d.Tables) < 3 {
			b.Fatalf("%d tables: %s", len(d.Tables), d.Detail)
		}
	}
}

func BenchmarkDOCX(b *testing.B) { benchmarkFile(b, "../twins/testdata/a11_district_2025.docx") }
func BenchmarkXLSX(b *testing.B) { benchmarkFile(b, "../twins/testdata/a11_district_2025.xlsx") }
