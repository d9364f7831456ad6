package parse

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"nianbao/needle"
	"nianbao/report"
)

// maxXMLDepth is how deep the elements of an office document may nest: honest
// ones stay below 60, nested tables and text boxes included.
const maxXMLDepth = 256

// An xmlReader walks over the elements of an XML text without recursion. Where
// the text is not sound it stops, with err set; what came before stands.
type xmlReader struct {
	dec   *xml.Decoder
	start *xml.StartElement // set where an element begins
	text  []byte            // set at character data; valid until the next call
	open  []xml.Name        // of the open elements; Space is the prefix
	err   *readError
}

func newXML(body []byte) *xmlReader {
	switch b, name, ok := byteOrderMark(body); {
	case ok:
		body = []byte(decodeAs(b, name))
	case !utf8.Valid(body) && declaredGB.Bare().Match(body):
		body = []byte(decodeAs(body, "gb18030"))
	case !utf8.Valid(body):
		body = []byte(decodeAs(body, "utf-8"))
	}
	x := &xmlReader{dec: xml.NewDecoder(bytes.NewReader(body))}
	x.dec.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil } // decoded above
	return x
}

var declaredGB = needle.MustCompile(`^\s*<\?xml[^>]*encoding=["'][Gg][Bb]`)

// next goes to the next beginning or end of an element, or character data;
// false at the end.
func (x *xmlReader) next() bool {
	x.start, x.text = nil, nil
	for x.err == nil {
		token, err := x.dec.RawToken()
		if err != nil {
			x.fail(err)
			return false
		}
		switch t := token.(type) {
		case xml.StartElement:
			if len(x.open) == maxXMLDepth {
				x.err = &readError{report.TooDeep, "the document nests too deep"}
				return false
			}
			x.start = &t
			x.open = append(x.open, t.Name)
			return true
		case xml.EndElement:
			n := len(x.open)
			if n == 0 || x.open[n-1] != t.Name {
				x.fail(errors.New("element <" + t.Name.Local + "> is closed where it is not open"))
				return false
			}
			x.open = x.open[:n-1]
			return true
		case xml.CharData:
			x.text = t
			return true
		}
	}
	return false
}

func (x *xmlReader) fail(err error) {
	switch {
	case !errors.Is(err, io.EOF):
		var syntax *xml.SyntaxError
		if errors.As(err, &syntax) && strings.Contains(syntax.Msg, "unexpected EOF") {
			x.err = &readError{report.Truncated, "the document ends in the middle: fetch it again"}
			return
		}
		x.err = &readError{report.Malformed, "the document is no sound XML: " + excerpt(err.Error())}
	case len(x.open) > 0:
		x.err = &readError{report.Truncated, "the document ends in the middle: fetch it again"}
	}
}

// depth is the number of open elements.
func (x *xmlReader) depth() int { return len(x.open) }

// inside goes to the next beginning of an element within the element that had
// depth; false after its end.
func (x *xmlReader) inside(depth int) bool {
	for len(x.open) >= depth && x.next() {
		if x.start != nil {
			return true
		}
	}
	return false
}

// skip goes to the end of the element that just began.
func (x *xmlReader) skip() {
	for depth := len(x.open); len(x.open) >= depth && x.next(); {
	}
}

// words gives the text of the element that just began, and goes to its end.
func (x *xmlReader) words() string {
	var out []byte
	for depth := len(x.open); len(x.open) >= depth && x.next(); {
		out = append(out, x.text...)
	}
	return string(out)
}

// attr gives an attribute by its name without prefix.
func attr(e *xml.StartElement, name string) string {
	for i := range e.Attr {
		if e.Attr[i].Name.Local == name {
			return e.Attr[i].Value
		}
	}
	return ""
}
