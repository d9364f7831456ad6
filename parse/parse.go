// Package parse turns the bytes of one file or page into a [report.Document]:
// its text, its blocks and tables with their places in that text, and what its
// container says of it. It tells formats by the bytes, never by a name, and
// whatever it cannot read ends as a document with a status and a reason.
//
// Invariants, held by fuzz tests: every span lies inside Document.Text; blocks
// are in order and do not overlap; the cells of a table lie inside the span of
// its table block. No input makes it panic.
package parse

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"unicode/utf8"

	"nianbao/report"
)

// Options of a [Parser]. The zero value is useful.
type Options struct {
	CacheDir string // where the compiled PDF reader is kept between runs; "" for nowhere
	MaxText  int    // longest text of a document, in runes; 0 for 5,000,000
	// Recognize reads scans; nil for leaving them unread.
	Recognize Recognizer `json:"-"`
	// Reread asks further readers of PDF; nil for two readers only.
	Reread Rereader `json:"-"`
}

// A Parser reads documents. It is safe for concurrent use.
type Parser struct {
	pdf     *pdfReader
	maxText int
}

// New makes a parser. It opens nothing until the first PDF is read.
func New(o Options) *Parser {
	if o.MaxText <= 0 {
		o.MaxText = 5_000_000
	}
	p := &Parser{pdf: newPDFReader(o.CacheDir), maxText: o.MaxText}
	p.pdf.recognize, p.pdf.reread = o.Recognize, o.Reread
	return p
}

// Close releases the PDF reader.
func (p *Parser) Close() error { return p.pdf.close() }

// Document reads body, which was found at source (a path or an address).
// declared is the Content-Type it was served with, or "".
func (p *Parser) Document(source string, body []byte, declared string) *report.Document {
	sum := sha256.Sum256(body)
	d := &report.Document{
		Source: source, SHA256: hex.EncodeToString(sum[:]), Size: int64(len(body)),
		Status: report.OK, Format: report.Unknown,
	}
	protect(d, func() {
		p.read(d, body, declared)
		judgeGenre(d)
	})
	if n := utf8.RuneCountInString(d.Text); n > p.maxText && d.Status != report.Unreadable {
		p.failTooLarge(d, n)
	}
	if d.Status == report.Unreadable {
		d.Text, d.Blocks, d.Tables = "", nil, nil
	}
	return d
}

// protect turns a panic of read into the document's reason: one document must
// not end the run.
func protect(d *report.Document, read func()) {
	defer func() {
		if x := recover(); x != nil {
			d.Fail(report.Crashed, fmt.Sprint("the parser failed: ", x))
		}
	}()
	read()
}

func (p *Parser) read(d *report.Document, body []byte, declared string) {
	found := sniff(body)
	d.Format = found.format
	if found.format == report.Image {
		readPicture(d, body, p.pdf.recognize)
		return
	}
	if found.reason != "" {
		d.Fail(found.reason, found.detail)
		return
	}
	switch found.format {
	case report.PDF:
		p.pdf.read(body, d)
		return
	case report.DOCX:
		readDOCX(d, body)
		return
	case report.XLSX:
		readXLSX(d, body)
		return
	case report.OFD:
		readOFD(d, body)
		return
	}
	text, encoding, nuls, err := decode(body, declared)
	d.Encoding = encoding
	if err != nil {
		if d.Format = report.Unknown; text != "" {
			d.Format = formatOf(text)
		}
		d.Fail(err.reason, err.detail)
		return
	}
	if nuls > 0 {
		defer func() {
			if d.Status != report.Unreadable {
				d.Note(report.IssueReplacement, report.Span{}, fmt.Sprintf("NUL characters left out: %d", nuls))
			}
		}()
	}
	data, isData := dataOf(text)
	switch markup := markupOf(text); {
	case isData:
		d.Format, d.Reader = report.HTML, report.ReadHTML
		readData(d, data)
	case blank(text):
		d.Fail(report.Empty, "the document is empty")
	case markup == htmlMarkup:
		d.Format, d.Reader = report.HTML, report.ReadHTML
		readHTML(d, text)
	case markup == xmlMarkup:
		d.Fail(report.Unsupported, "XML data is not read: save the page itself as HTML, PDF or text")
	default:
		d.Format, d.Reader = report.TextFormat, report.ReadText
		p.readPlain(d, text)
	}
}

func formatOf(text string) report.Format {
	if markupOf(text) == htmlMarkup {
		return report.HTML
	}
	return report.TextFormat
}

func (p *Parser) readPlain(d *report.Document, text string) {
	if n := utf8.RuneCountInString(text); n > p.maxText {
		p.failTooLarge(d, n)
		return
	}
	if err := readable(text, d.Encoding); err != nil {
		d.Fail(err.reason, err.detail)
		return
	}
	readText(d, text)
}

func (p *Parser) failTooLarge(d *report.Document, runes int) {
	d.Fail(report.TooLarge, fmt.Sprintf("the text has %d characters, the limit is %d: split the document or raise the limit", runes, p.maxText))
}
