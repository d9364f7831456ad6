package parse

import "nianbao/report"

// A pdfReader reads the text, blocks and ruled tables of PDF files.
type pdfReader struct{ cacheDir string }

// newPDFReader opens nothing until the first file is read.
func newPDFReader(cacheDir string) *pdfReader { return &pdfReader{cacheDir: cacheDir} }

// read fills d from the bytes of a PDF.
func (r *pdfReader) read(body []byte, d *report.Document) {
	d.Reader = report.ReadPDFium
	d.Fail(report.Unsupported, "PDF files are not read yet")
}

// close releases what read opened.
func (r *pdfReader) close() error { return nil }
