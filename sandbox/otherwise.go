package sandbox

import (
	"slices"
	"strings"

	"nianbao/report"
)

// unopened are the ends of a PDF that PDFium could not open, which another
// program may. What ran into a limit would do so again.
var unopened = []report.Reason{report.Malformed, report.Truncated}

// leastHan is how many Chinese characters a program's reading must hold to be
// worth more than none.
const leastHan = 100

// otherwise lets pdftotext and mutool read a PDF that PDFium could not open; nil
// where they are not installed or find no text either.
func otherwise(d *report.Document, body []byte) (text []byte, by report.Reader) {
	if d.Format != report.PDF && !isPDF(body) || d.Status != report.Unreadable || !slices.Contains(unopened, d.Reason) {
		return nil, ""
	}
	readings, err := Reread(body, 1, maxPages)
	if err != nil {
		return nil, "" // the machine's fault: what PDFium said stands
	}
	for _, r := range readings {
		if text := strings.Join(r.Pages, "\n"); hanIn(text) >= leastHan {
			return []byte(text), map[string]report.Reader{"pdftotext": report.ReadPDFToText, "mutool": report.ReadMuTool}[r.Program]
		}
	}
	return nil, ""
}

func hanIn(text string) (n int) {
	for _, r := range text {
		if r >= 0x4E00 && r <= 0x9FFF {
			n++
		}
	}
	return n
}

// asText reads the text that another program found in a PDF. It is never whole:
// tables and places are lost.
func (p *Parser) asText(c *child, failed *report.Document, text []byte, by report.Reader) (*report.Document, *child) {
	d, c := p.read(c, request{Declared: "text/plain; charset=utf-8", CPU: processorTime(text)}, text)
	if d.Status == report.Unreadable {
		return failed, c
	}
	d.Format, d.Encoding, d.Reader = report.PDF, "", by
	d.Status, d.Reason = report.Partial, failed.Reason
	d.Detail = failed.Detail + "; its text is that which " + string(by) + " finds, without tables and pages"
	return d, c
}
