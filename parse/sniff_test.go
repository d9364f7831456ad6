package parse

import (
	"strings"
	"testing"

	"nianbao/report"
)

const smallPage = "<html><head><title>某区2020年政府信息公开年度报告</title></head><body><p>本区全年主动公开政府信息86条，其中网站公开61条，公开栏公开25条；收到申请2件，均已按时答复，没有行政复议和行政诉讼。</p></body></html>"

func TestFormats(t *testing.T) {
	p := New(Options{})
	for _, tt := range []struct {
		name, body string
		format     report.Format
		reason     report.Reason
	}{
		{"nothing", "", report.Unknown, report.Empty},
		{"white space", " \r\n\t ", report.Unknown, report.Empty},
		{"full-width white space", "　　\n", report.Unknown, report.Empty},
		{"a byte order mark alone", "\xef\xbb\xbf\n", report.Unknown, report.Empty},
		{"PNG, whatever its name", "\x89PNG\r\n\x1a\n....", report.Image, report.NeedsOCR},
		{"JPEG", "\xff\xd8\xff\xe0....", report.Image, report.NeedsOCR},
		{"GIF", "GIF89a....", report.Image, report.NeedsOCR},
		{"TIFF", "II*\x00....", report.Image, report.NeedsOCR},
		{"BMP", "BM\x36\x10\x00\x00\x00\x00\x00\x00\x36\x00\x00\x00" + strings.Repeat("\x01", 40), report.Image, report.NeedsOCR},
		{"WebP", "RIFF\x24\x00\x00\x00WEBPVP8 ", report.Image, report.NeedsOCR},
		{"a piece of docx", "PK\x03\x04....word/document.xml....", report.DOCX, report.Truncated},
		{"a piece of xlsx", "PK\x03\x04....xl/workbook.xml....", report.XLSX, report.Truncated},
		{"a piece of OFD", "PK\x03\x04....OFD.xml....", report.OFD, report.Truncated},
		{"the first piece of an office document", "PK\x03\x04....[Content_Types].xml....", report.Unknown, report.Truncated},
		{"a piece of a zip archive", "PK\x03\x04....a.pdf....", report.Unknown, report.Unsupported},
		{"a zip archive with a PDF that is not packed", "PK\x03\x04....a.pdf%PDF-1.4", report.Unknown, report.Unsupported},
		{"a zip archive that only names Word", string(zipOf(t, zipEntry{"word/", ""}, zipEntry{"word/a.txt", "word/document.xml"})), report.Unknown, report.Unsupported},
		{"xlsb", string(zipOf(t, zipEntry{"xl/workbook.bin", ""})), report.XLS, report.Unsupported},
		{"pptx", string(zipOf(t, zipEntry{"ppt/presentation.xml", ""})), report.PPT, report.Unsupported},
		{"odt", "PK\x03\x04" + strings.Repeat(".", 26) + "mimetypeapplication/vnd.oasis.opendocument.textPK", report.ODT, report.Unsupported},
		{"ods", "PK\x03\x04" + strings.Repeat(".", 26) + "mimetypeapplication/vnd.oasis.opendocument.spreadsheetPK", report.ODS, report.Unsupported},
		{"epub", "PK\x03\x04" + strings.Repeat(".", 26) + "mimetypeapplication/epub+zipPK", report.Unknown, report.Unsupported},
		{"Word 2003 XML", `<?xml version="1.0"?><?mso-application progid="Word.Document"?><w:wordDocument>`, report.DOC, report.Unsupported},
		{"RTF", `{\rtf1\ansi text}`, report.RTF, report.Unsupported},
		{"RAR", "Rar!\x1a\x07\x00....", report.Unknown, report.Unsupported},
		{"gzip", "\x1f\x8b\x08....", report.Unknown, report.Unsupported},
		{"binary", strings.Repeat("\x01\x02\x90\x00\x00\x03", 50), report.Unknown, report.Unsupported},
		{"XML data", "<?xml version='1.0'?><rss><item>某县年报</item></rss>", report.Unknown, report.Unsupported},
		{"XHTML", "<?xml version='1.0'?>\n<!-- 首页 -->" + smallPage, report.HTML, ""},
		{"HTML error page named .pdf", "<html><head><title>404 Not Found</title></head><body><h1>Not Found</h1><p>%PDF-1.4</p></body></html>", report.HTML, report.ErrorPage},
		{"HTML", smallPage, report.HTML, ""},
		{"text that begins with a bracket", "<关于年报的说明>本区全年主动公开政府信息86条。", report.TextFormat, ""},
		{"text", "本区全年主动公开政府信息86条。", report.TextFormat, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d := p.Document("a.pdf", []byte(tt.body), "application/pdf")
			checkDocument(t, d)
			if d.Format != tt.format || d.Reason != tt.reason {
				t.Errorf("got format %q, reason %q (%s); want %q, %q", d.Format, d.Reason, d.Detail, tt.format, tt.reason)
			}
		})
	}
}

func TestSniffPDF(t *testing.T) {
	for body, want := range map[string]report.Format{
		"%PDF-1.4\n":                            report.PDF,
		strings.Repeat(" ", 900) + "%PDF-1.7\n": report.PDF,
		strings.Repeat("x", 1100) + "%PDF-1.7":  report.Unknown,
		"<p>%PDF-1.4</p>":                       report.Unknown,
	} {
		if got := sniff([]byte(body)); got.format != want || got.reason != "" {
			t.Errorf("sniff(%.20q…) = %v, want %q", body, got, want)
		}
	}
}
