//go:build !pdfium

package parse

import "nianbao/report"

// A pdfReader stands in for the PDF reader until go.mod names the modules that
// go-pdfium's WebAssembly mode needs; then this file and the build tag go.
type pdfReader struct{}

func newPDFReader(string) *pdfReader { return &pdfReader{} }

func (r *pdfReader) read(body []byte, d *report.Document) {
	d.Reader = report.ReadPDFium
	d.Fail(report.Unsupported, "this program was built without its PDF reader: build it with the tag pdfium")
}

func (r *pdfReader) close() error { return nil }
