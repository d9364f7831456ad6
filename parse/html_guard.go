package parse

import (
	"fmt"
	"strings"

	"golang.org/x/net/html"

	"nianbao/report"
)

// Limits on a page's tokens. Measured: each repeated <html> or <body> merges
// its attributes in quadratic time, and every unclosed formatting element is
// opened again in each paragraph after it.
const (
	maxRoots      = 8
	maxAttributes = 2000
	maxReopened   = 500_000
)

// formatting gives the elements that a browser opens again in the next block
// when they were not closed.
var formatting = words("a b big code em font i nobr s small strike strong tt u")

// parseHTML parses a page after a look at its tokens. A page that nests too
// deep, mostly by formatting elements that were never closed, is read again
// without them.
func parseHTML(text string) (*html.Node, *readError) {
	reopened, err := checkTokens(text)
	if err != nil {
		return nil, err
	}
	if reopened <= maxReopened {
		if root, err := html.Parse(strings.NewReader(text)); err == nil {
			return root, nil
		}
	}
	root, failed := html.Parse(strings.NewReader(withoutFormatting(text)))
	if failed != nil {
		return nil, &readError{report.TooDeep, "the page nests more than 512 elements"}
	}
	return root, nil
}

// checkTokens rejects pages that would take the parser too long, and estimates
// how many elements it would open again.
func checkTokens(text string) (reopened int, err *readError) {
	z := html.NewTokenizer(strings.NewReader(text))
	roots, open := 0, 0
	for {
		switch z.Next() {
		case html.ErrorToken:
			return reopened, nil
		case html.StartTagToken, html.SelfClosingTagToken:
			name, more := z.TagName()
			tag := string(name)
			if tag == "html" || tag == "body" {
				roots++
			}
			n := 0
			for more {
				_, _, more = z.TagAttr()
				n++
			}
			if roots > maxRoots || n > maxAttributes {
				return 0, &readError{report.Malformed, fmt.Sprintf("not sound HTML: %d <html> or <body> tags, %d attributes in a <%.20s> tag", roots, n, tag)}
			}
			if formatting[tag] {
				open++
			} else {
				reopened += open
			}
		case html.EndTagToken:
			if name, _ := z.TagName(); open > 0 && formatting[string(name)] {
				open--
			}
		}
	}
}

// withoutFormatting drops the tags of formatting elements, and keeps their text.
func withoutFormatting(text string) string {
	var out strings.Builder
	z := html.NewTokenizer(strings.NewReader(text))
	for {
		kind := z.Next()
		if kind == html.ErrorToken {
			return out.String()
		}
		raw := string(z.Raw())
		if kind == html.StartTagToken || kind == html.EndTagToken {
			if name, _ := z.TagName(); formatting[string(name)] || string(name) == "span" {
				continue
			}
		}
		out.WriteString(raw)
	}
}
