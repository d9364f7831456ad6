package parse

import (
	"fmt"

	"nianbao/report"
)

// A pdfReader reads the text, blocks and ruled tables of PDF files. It is safe
// for concurrent use.
type pdfReader struct {
	engine    *pdfEngine
	second    pdfSecond
	recognize Recognizer // nil for none
	reread    Rereader   // nil for none
}

// newPDFReader opens nothing until the first file is read. What PDFium compiles
// to is kept in cacheDir for the next run, unless that is "".
func newPDFReader(cacheDir string) *pdfReader {
	return &pdfReader{engine: newPDFEngine(cacheDir)}
}

// close releases what read opened.
func (r *pdfReader) close() error { return r.engine.close() }

// read fills d from the bytes of a PDF.
func (r *pdfReader) read(body []byte, d *report.Document) {
	d.Reader = report.ReadPDFium
	file := r.engine.read(body, maxPDFTime)
	if file.err != nil {
		failPDF(d, body, file.err)
		return
	}
	d.Meta.Title = saneTitle(file.title)
	scanErr := r.readScans(body, &file)
	if file.scanned() {
		d.Reader = report.ReadOCR
	}
	w := pdfWriter{d: d, down: map[int]float64{}}
	for _, p := range file.pages {
		if p.down {
			w.down[p.num] = p.w
		}
	}
	w.write(flow(arrange(file.pages)))
	judgePages(d, &file, lacksEnd(body))
	if scanErr != nil && d.Status != report.OK {
		d.Detail += "; " + scanErr.Error()
	}
	if d.Status == report.Unreadable {
		return
	}
	w.noteLost()
	if texts := r.second.read(body, &file); texts != nil {
		w.compare(texts, func(first, last int) []Rereading {
			if r.reread == nil {
				return nil
			}
			more, err := r.reread(body, first, last)
			if err != nil { // what they could not decide stays in doubt
				return nil
			}
			return more
		})
	}
}

// A pdfLayout is what stands on the pages: lines and tables from top to bottom,
// and apart from them page numbers and running heads.
type pdfLayout struct {
	items     [][]pdfItem
	furniture []pdfLine
}

func arrange(pages []pdfPage) (l pdfLayout) {
	l.items = make([][]pdfItem, len(pages))
	for i := range pages {
		l.items[i] = layOut(&pages[i])
	}
	l.furniture = takeFurniture(pages, l.items)
	return l
}

// noteLost records the characters that the file does not name.
func (w *pdfWriter) noteLost() {
	first, count := report.Span{}, 0
	at := 0
	for _, r := range w.d.Text {
		if r == '\uFFFD' {
			if count == 0 {
				first = report.Span{Start: at, End: at + 1}
			}
			count++
		}
		at++
	}
	if count > 0 {
		what := "the file does not say which character %d of its signs are"
		if len(w.d.Recognized) > 0 {
			what = "%d pieces of writing in pictures could not be recognised"
		}
		w.d.Note(report.IssueReplacement, first, fmt.Sprintf(what, count))
	}
}
