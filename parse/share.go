package parse

import (
	"errors"

	"golang.org/x/net/html"
)

// Decode gives the text of a page's bytes by the rules that documents are read
// by: contentType, as served, only breaks ties. It reports false where the
// bytes are no text in any encoding that is read.
func Decode(body []byte, contentType string) (text string, ok bool) {
	text, _, _, err := decode(body, contentType)
	return text, err == nil
}

// Tree parses a page's text under the same guards as a document's: against tags
// that take the parser too long, and against nesting too deep.
func Tree(text string) (*html.Node, error) {
	root, err := parseHTML(text)
	if err != nil {
		return nil, errors.New(err.detail)
	}
	return root, nil
}
