package parse

import (
	"nianbao/report"
)

// readDOCX fills d from the bytes of a Word document in Office Open XML
// (ECMA-376): its paragraphs and tables as a reader sees them on paper, without
// page headings; footnotes and endnotes at the end.
func readDOCX(d *report.Document, body []byte) {
	d.Reader = report.ReadDOCX
	parts, err := openZip(body)
	if err != nil {
		d.Fail(err.reason, err.detail)
		return
	}
	main := parts.related("")["officeDocument"]
	if !parts.has(main) {
		main = "word/document.xml"
	}
	text, err := parts.part(main)
	if text == nil {
		if err == nil {
			err = &readError{report.Malformed, "the file has no part with the document's text"}
		}
		d.Fail(err.reason, err.detail)
		return
	}
	related := parts.related(main)
	r := newDOCXReader(parts, related)
	if cut := r.read(text); err == nil {
		err = cut
	}
	pieces := r.story.pieces
	r.readNotes(parts, related)
	writeOffice(d, pieces, r.notes())
	if err == nil && r.chunks {
		err = &readError{report.Unsupported, "a part of the document is embedded in another format, which is not read: open it in Word and save it again"}
	}
	if err != nil {
		endEarly(d, err)
	}
}

// endEarly notes that a document was not read to its end: what was read
// before stands.
func endEarly(d *report.Document, err *readError) {
	switch {
	case d.Status == report.Unreadable || d.Text == "":
		d.Fail(err.reason, err.detail)
	case d.Status == report.Partial:
		d.Detail += "; " + err.detail
	default:
		d.Status, d.Reason, d.Detail = report.Partial, err.reason, err.detail
	}
}
