package parse

import (
	"net/url"
	"path"
	"strings"

	"github.com/PuerkitoBio/goquery"

	"nianbao/needle"
	"nianbao/report"
)

var (
	attachment = needle.MustCompile(`(?i)\.(?:pdf|docx?|wps|xlsx?|et|ofd|rtf|zip|rar|7z)$`)

	// download is the address of an attachment that does not end with its name.
	download = needle.MustCompile(`(?i)/down(?:load|file)[a-z]*\.(?:jsp|do|action|aspx|php|ashx)\b|wbfileid=|[?&](?:file|filename|fileName)=[^&]*\.(?:pdf|docx?|wps|xlsx?|et|ofd|rtf|zip|rar|7z)\b|/group\d+/M\d\d/`)

	// counters are frames that count visits or log in.
	counters = needle.MustCompile(`(?i)visit|count|login|share|stat\b|hits?\b|weather|about:blank`)
)

// isCounter reports a frame that shows nothing of the report.
func isCounter(s *goquery.Selection) bool {
	if s.Is("a") {
		return false
	}
	for _, key := range []string{"width", "height"} {
		if v, ok := s.Attr(key); ok && leadingInt(v) <= 1 && strings.Trim(v, "01px ") == "" {
			return true
		}
	}
	return counters.MatchString(path.Base(s.AttrOr("src", s.AttrOr("data", ""))))
}

// links gives the attachments and frames of a page, as absolute addresses
// where the page's own is known. Names come from the address or from the words
// of the link.
func (pg *page) links(source string) (out []report.Link) {
	base, err := url.Parse(source)
	if err != nil || !strings.HasPrefix(base.Scheme, "http") {
		base = nil
	}
	seen := map[string]bool{}
	pg.doc.Find("a[href], iframe[src], frame[src], embed[src], object[data]").Each(func(_ int, s *goquery.Selection) {
		ref := strings.TrimSpace(s.AttrOr("href", s.AttrOr("src", s.AttrOr("data", ""))))
		text := collapse(s.Text())
		u, err := url.Parse(ref)
		if err != nil || ref == "" || u.Scheme != "" && u.Scheme != "http" && u.Scheme != "https" {
			return
		}
		if s.Is("a") && !attachment.MatchString(path.Base(u.Path)) && !attachment.MatchString(text) && !download.MatchString(ref) || isCounter(s) {
			return
		}
		if base != nil {
			ref = base.ResolveReference(u).String()
		}
		if !seen[ref] {
			seen[ref] = true
			out = append(out, report.Link{URL: ref, Text: text})
		}
	})
	return out
}
