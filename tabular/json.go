package tabular

import (
	"bufio"
	"encoding/json"
	"io"
	"strings"
)

// A jsonEncoder writes an object a row with the keys in the columns' order: a
// line each, or one array.
type jsonEncoder struct {
	w     *bufio.Writer
	keys  []string
	lines bool
	begun bool
}

func newJSON(w io.Writer, columns []Column, lines bool) *jsonEncoder {
	e := &jsonEncoder{w: bufio.NewWriterSize(w, 1<<16), lines: lines}
	for _, c := range columns {
		e.keys = append(e.keys, quoted(c.Name)+":")
	}
	return e
}

func (e *jsonEncoder) row(cells []any) (cut int, err error) {
	if !e.lines {
		if e.begun {
			e.w.WriteString(",\n")
		} else {
			e.w.WriteString("[\n")
		}
	}
	e.begun = true
	for i, c := range cells {
		if i == 0 {
			e.w.WriteByte('{')
		} else {
			e.w.WriteByte(',')
		}
		e.w.WriteString(e.keys[i])
		switch c := c.(type) {
		case nil:
			e.w.WriteString("null")
		case string:
			if bare(c) {
				e.w.WriteByte('"')
				e.w.WriteString(c)
				e.w.WriteByte('"')
				continue
			}
			e.w.WriteString(quoted(c))
		default:
			e.w.WriteString(plain(c))
		}
	}
	err = e.w.WriteByte('}')
	if e.lines {
		err = e.w.WriteByte('\n')
	}
	return 0, err
}

func (e *jsonEncoder) close() error {
	switch {
	case e.lines:
	case e.begun:
		e.w.WriteString("\n]\n")
	default:
		e.w.WriteString("[]\n")
	}
	return e.w.Flush()
}

// turns writes the characters that turn the direction of writing as escapes:
// no terminal or editor that shows the file is misled by them.
var turns = func() *strings.Replacer {
	var pairs []string
	for _, r := range "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069" {
		const digits = "0123456789abcdef"
		pairs = append(pairs, string(r), `\u`+string([]byte{digits[r>>12&15], digits[r>>8&15], digits[r>>4&15], digits[r&15]}))
	}
	return strings.NewReplacer(pairs...)
}()

// bare tells of text that is [Printable] whether JSON writes it as it stands.
// Characters that turn the direction begin with the bytes D8 and E2.
func bare(s string) bool {
	for i := range len(s) {
		switch c := s[i]; {
		case c < ' ', c == '"', c == '\\', c == 0xd8, c == 0xe2:
			return false
		}
	}
	return true
}

func quoted(s string) string {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.Encode(s) // a string has no error
	return turns.Replace(strings.TrimSuffix(b.String(), "\n"))
}
