package parse

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"unicode"

	"nianbao/needle"
	"nianbao/report"
)

// failPDF says why PDFium opened nothing.
func failPDF(d *report.Document, body []byte, err error) {
	switch {
	case needsPassword(err):
		d.Fail(report.Encrypted, "the file needs a password: save it without one")
	case errors.Is(err, context.DeadlineExceeded):
		d.Fail(report.TimedOut, fmt.Sprintf("reading took more than %s", maxPDFTime))
	case errors.Is(err, errPDFEngine):
		d.Fail(report.Crashed, err.Error())
	case lacksEnd(body):
		d.Fail(report.Truncated, "the end of the file is missing: fetch it again")
	default:
		reason, _, _ := strings.Cut(err.Error(), "\n") // a trap of the WebAssembly machine has a long tail
		d.Fail(report.Malformed, "no PDF that can be opened: "+reason)
	}
}

// lacksEnd tells whether something begins after the last mark of a file's end.
// A file that is cut off ends within an object or its table of objects.
func lacksEnd(body []byte) bool {
	end := bytes.LastIndex(body, []byte("%%EOF"))
	return end < 0 || bytes.LastIndex(body, []byte("endobj")) > end || bytes.LastIndex(body, []byte("endstream")) > end
}

// How a page could be read.
type pdfPageState int

const (
	pageRead    pdfPageState = iota
	pageBlank                // nothing is drawn on it
	pagePicture              // a picture of text
	pageGarbled              // characters that the file does not name
	pageBroken
)

func (p *pdfPage) state() pdfPageState {
	odd, seen, figures := 0, 0, 0
	for _, g := range p.glyphs {
		seen++
		if isNumeral(g.r) {
			figures++
		}
		if isOdd(g.r) {
			odd++
		}
	}
	const fewGlyphs = 20 // a page number, a stamp
	switch {
	case p.err != nil:
		return pageBroken
	case seen == 0 && p.objects == 0:
		return pageBlank
	case seen == 0, seen < fewGlyphs && p.pictures > 0.4:
		return pagePicture
	case odd*3 > seen && p.scanned: // nobody could read it
		return pagePicture
	case odd*3 > seen, p.guessed*2 > figures:
		return pageGarbled
	}
	return pageRead
}

// isOdd tells characters that no Chinese report is written with: most text is
// of them where a file maps its signs to characters wrongly or not at all.
func isOdd(r rune) bool {
	switch {
	case r < 0xA0, r >= 0x2000 && r < 0x27C0, r >= 0x2E80 && r < 0xA000, r >= 0xAC00 && r < 0xD7B0:
		return false
	case r >= 0xF900 && r < 0xFB00, r >= 0xFE30 && r < 0xFE50, r >= 0xFF00 && r < 0xFFF0, r >= 0x20000 && r < 0x40000:
		return false
	}
	return !strings.ContainsRune("§°±·×÷«»", r) && !unicode.Is(unicode.Greek, r)
}

// judgePages sets the status of a document by what its pages gave, and by
// whether the end of the file is missing.
func judgePages(d *report.Document, f *pdfFile, cutOff bool) {
	var pages [pageBroken + 1][]int
	for i := range f.pages {
		s := f.pages[i].state()
		pages[s] = append(pages[s], f.pages[i].num)
	}
	if len(pages[pageRead]) == 0 {
		failPages(d, cutOff, pages)
		return
	}
	d.Status = report.OK
	partial := func(reason report.Reason, detail string) {
		if d.Status == report.OK {
			d.Status, d.Reason = report.Partial, reason
		} else {
			d.Detail += "; "
		}
		d.Detail += detail
	}
	for _, s := range []struct {
		state  pdfPageState
		reason report.Reason
		detail string
	}{
		{pagePicture, report.NeedsOCR, "pictures without a text layer"},
		{pageGarbled, report.Mojibake, "characters that the file does not name"},
		{pageBroken, report.Malformed, "pages that could not be opened"},
	} {
		if len(pages[s.state]) == 0 {
			continue
		}
		partial(s.reason, fmt.Sprintf("%s: page %s", s.detail, listOf(pages[s.state])))
		for _, n := range pages[s.state] {
			d.Note(report.IssuePageUnreadable, report.Span{}, fmt.Sprintf("page %d: %s", n, s.detail))
		}
	}
	if f.cut || f.count > len(f.pages) {
		partial(report.TooLarge, fmt.Sprintf("only the first %d of %d pages were read", len(f.pages), f.count))
	}
	if cutOff {
		partial(report.Truncated, "the end of the file is missing: fetch it again")
	}
}

// failPages says why no page gave text.
func failPages(d *report.Document, cutOff bool, pages [pageBroken + 1][]int) {
	switch {
	case len(pages[pageGarbled]) > 0:
		d.Fail(report.Mojibake, "the file does not say which characters its signs are: it needs character recognition")
	case len(pages[pagePicture]) > 0:
		d.Fail(report.NeedsOCR, "pictures without a text layer: it needs character recognition")
	case cutOff:
		d.Fail(report.Truncated, "the end of the file is missing: fetch it again")
	case len(pages[pageBroken]) > 0:
		d.Fail(report.Malformed, "none of its pages could be opened")
	default:
		d.Fail(report.Empty, "nothing is drawn on its pages")
	}
}

// listOf writes page numbers for people: 1, 3-5.
func listOf(pages []int) string {
	var b strings.Builder
	for i := 0; i < len(pages); {
		j := i
		for j+1 < len(pages) && pages[j+1] == pages[j]+1 {
			j++
		}
		if i > 0 {
			b.WriteString(", ")
		}
		fmt.Fprint(&b, pages[i])
		if j > i {
			fmt.Fprintf(&b, "-%d", pages[j])
		}
		i = j + 1
	}
	return b.String()
}

var (
	officeName = needle.MustCompile(`(?i)^(?:Microsoft (?:Office )?\w+ ?- ?)?(.*?)(?:\.(?:docx?|wps|pdf|xlsx?|pptx?|ofd))?$`)
	maxTitle   = 200 // runes; more is no title
)

// saneTitle gives a file's own title, without what office programs put around
// it, or "" where it is none: a file name, a template's, in a wrong encoding.
func saneTitle(s string) string {
	s = strings.Join(strings.Fields(strings.Trim(s, "\x00")), " ")
	if m := officeName.FindStringSubmatch(s); m != nil {
		s = m[1]
	}
	han, n := 0, 0
	for _, r := range s {
		n++
		if isHan(r) {
			han++
		}
		if isPDFJunk(r) || isOdd(r) {
			return ""
		}
	}
	if han < 4 || n > maxTitle {
		return ""
	}
	return s
}
