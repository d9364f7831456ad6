package parse

import (
	"archive/zip"
	"bytes"
	"slices"
	"strings"
	"unicode"

	"nianbao/report"
)

// A finding is what the first bytes say of a document. A reason is set where
// the format is known and not read.
type finding struct {
	format report.Format
	reason report.Reason
	detail string
}

// A magic is a byte pattern at the start of a format's files.
type magic struct {
	prefix string
	finding
}

const saveAs = ", which is not read: save it as .docx, PDF or HTML"

var scan = finding{report.Image, report.NeedsOCR, "a picture without text: it needs OCR"}

func archive(what string) finding {
	return finding{report.Unknown, report.Unsupported, what + " archive is not read: unpack it first"}
}

var magics = []magic{
	{"\x89PNG\r\n\x1a\n", scan},
	{"\xff\xd8\xff", scan},
	{"GIF87a", scan},
	{"GIF89a", scan},
	{"II*\x00", scan},
	{"MM\x00*", scan},
	{`{\rtf`, finding{report.RTF, report.Unsupported, "a document in rich text format (.rtf)" + saveAs}},
	{"Rar!\x1a\x07", archive("a RAR")},
	{"7z\xbc\xaf\x27\x1c", archive("a 7z")},
	{"\x1f\x8b", archive("a gzip")},
}

// sniff tells formats by their magic bytes. report.Unknown without a reason
// means that the bytes may be text or HTML.
func sniff(body []byte) finding {
	if len(bytes.TrimSpace(body)) == 0 {
		return finding{report.Unknown, report.Empty, "the document is empty"}
	}
	for _, m := range magics {
		if bytes.HasPrefix(body, []byte(m.prefix)) {
			return m.finding
		}
	}
	switch {
	case isBMP(body), isWebP(body):
		return scan
	case bytes.HasPrefix(body, []byte("PK\x03\x04")): // before PDF: an archive may begin with one
		return sniffZip(body)
	// Some writers put rubbish before the header; readers accept it within the first kilobyte.
	case bytes.Contains(body[:min(len(body), 1024)], []byte("%PDF-")) && !startsWithTag(body):
		return finding{format: report.PDF}
	case bytes.HasPrefix(body, []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")):
		return sniffOLE(body)
	case bytes.Contains(body[:min(len(body), 1024)], []byte(`<?mso-application progid="Word.Document"`)):
		return oldOffice(report.DOC, "Word 2003 (XML)")
	}
	return finding{format: report.Unknown}
}

func isBMP(b []byte) bool {
	return len(b) > 26 && b[0] == 'B' && b[1] == 'M' && bytes.Equal(b[6:10], make([]byte, 4))
}

func isWebP(b []byte) bool {
	return len(b) > 12 && string(b[:4]) == "RIFF" && string(b[8:12]) == "WEBP"
}

func startsWithTag(b []byte) bool {
	b = bytes.TrimLeft(bytes.TrimPrefix(b, []byte("\xef\xbb\xbf")), " \t\r\n")
	return len(b) > 1 && b[0] == '<' && (b[1] == '!' || b[1]|0x20 >= 'a' && b[1]|0x20 <= 'z')
}

// sniffZip tells documents that are zip archives by the names of their parts.
// The names stand in plain bytes, so that a damaged archive is named as well.
func sniffZip(b []byte) finding {
	has := func(name string) bool { return bytes.Contains(b, []byte(name)) }
	if z, err := zip.NewReader(bytes.NewReader(b), int64(len(b))); err == nil {
		files := z.File[:min(len(z.File), 2*maxEntries)]
		has = func(name string) bool {
			return slices.ContainsFunc(files, func(f *zip.File) bool { return partName(f.Name) == strings.ToLower(name) })
		}
	}
	kind := ""
	if len(b) > 38 && string(b[30:38]) == "mimetype" { // the first entry, not packed, of OpenDocument and EPUB
		kind, _, _ = strings.Cut(string(b[38:min(len(b), 120)]), "PK")
	}
	switch {
	case has("word/document.xml"), has("word/document2.xml"):
		return finding{format: report.DOCX}
	case has("xl/workbook.xml"):
		return finding{format: report.XLSX}
	case has("xl/workbook.bin"):
		return oldOffice(report.XLS, "Excel (.xlsb)")
	case has("ppt/presentation.xml"):
		return oldOffice(report.PPT, "PowerPoint (.pptx)")
	case has("OFD.xml"):
		return finding{format: report.OFD}
	case strings.HasPrefix(kind, "application/vnd.oasis.opendocument.text"):
		return oldOffice(report.ODT, "OpenDocument (.odt)")
	case strings.HasPrefix(kind, "application/vnd.oasis.opendocument.spreadsheet"):
		return oldOffice(report.ODS, "OpenDocument (.ods)")
	case strings.HasPrefix(kind, "application/"):
		return finding{report.Unknown, report.Unsupported, "a document of type " + excerpt(kind) + saveAs}
	}
	if _, err := openZip(b); err != nil && err.reason == report.Truncated && (has("[Content_Types].xml") || has("_rels/.rels") || has("docProps/")) {
		return finding{report.Unknown, err.reason, err.detail} // of an office document, before what tells which
	}
	return archive("a zip")
}

// A markup says how a decoded text is written.
type markup int

const (
	plain markup = iota
	htmlMarkup
	xmlMarkup
)

var htmlTags = words("html head body meta title link base script style noscript frameset iframe div span table tbody tr td p br hr h1 h2 h3 h4 h5 h6 center font ul ol li a b strong img form main article section header nav")

// words makes a set of the words of a list.
func words(list string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(list) {
		set[w] = true
	}
	return set
}

// markupOf tells HTML by its first tag, after comments and a declaration.
func markupOf(text string) markup {
	declared := plain
	s := text
	for {
		s = strings.TrimLeftFunc(s, func(r rune) bool { return unicode.IsSpace(r) || r == '\ufeff' })
		switch {
		case strings.HasPrefix(s, "<!--"):
			_, rest, ok := strings.Cut(s[4:], "-->")
			if !ok {
				return declared
			}
			s = rest
		case strings.HasPrefix(s, "<?xml"):
			_, rest, ok := strings.Cut(s, ">")
			if !ok {
				return xmlMarkup
			}
			s, declared = rest, xmlMarkup
		case strings.HasPrefix(s, "<!"):
			if len(s) > 14 && strings.EqualFold(s[:14], "<!doctype html") {
				return htmlMarkup
			}
			_, rest, ok := strings.Cut(s, ">")
			if !ok {
				return declared
			}
			s = rest
		case strings.HasPrefix(s, "<"):
			if htmlTags[tagName(s[1:])] {
				return htmlMarkup
			}
			return declared
		default:
			return declared
		}
	}
}

func tagName(s string) string {
	end := 0
	for end < len(s) && end < 16 && (s[end]|0x20 >= 'a' && s[end]|0x20 <= 'z' || s[end] >= '0' && s[end] <= '9') {
		end++
	}
	return strings.ToLower(s[:end])
}

func blank(s string) bool {
	return strings.TrimFunc(s, isSpace) == ""
}

// isSpace is unicode.IsSpace with the characters of no width.
func isSpace(r rune) bool {
	return unicode.IsSpace(r) || r >= 0xad && (dropInvisible(r) < 0 || r == 0x2800 || r == 0x3164) // a pattern without dots, a filler
}
