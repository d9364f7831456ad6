package tabular

import (
	"bufio"
	"io"
	"strconv"
	"strings"

	"nianbao/report"
)

// byteOrderMark tells Excel that a CSV file is UTF-8.
const byteOrderMark = "\ufeff"

// A csvEncoder writes RFC 4180. It is not encoding/csv, whose writer changes
// line ends within cells when it writes CRLF.
type csvEncoder struct {
	w   *bufio.Writer
	end string
}

func newCSV(w io.Writer, columns []Column, opts Options) *csvEncoder {
	e := &csvEncoder{bufio.NewWriterSize(w, 1<<16), "\n"}
	if opts.Excel {
		e.end = "\r\n"
		e.w.WriteString(byteOrderMark)
	}
	titles := make([]any, len(columns))
	for i, c := range columns {
		titles[i] = c.Name
	}
	e.row(titles) // an error comes again with the next row or at the end
	return e
}

func (e *csvEncoder) row(cells []any) (cut int, err error) {
	for i, c := range cells {
		if i > 0 {
			e.w.WriteByte(',')
		}
		switch c := c.(type) {
		case string:
			e.text(Guard(c), len(cells) == 1)
		case nil:
			if len(cells) == 1 {
				e.w.WriteString(`""`)
			}
		default:
			e.w.WriteString(plain(c))
		}
	}
	_, err = e.w.WriteString(e.end)
	return 0, err
}

// text writes a cell in quotes where it needs them. A line without anything is
// no row to most readers, so that the only cell of a row is never bare.
func (e *csvEncoder) text(s string, only bool) {
	bare := !strings.ContainsAny(s, "\",;\t\r\n") && strings.TrimSpace(s) == s && !(only && s == "") &&
		s != `\.` // the end of the data to PostgreSQL
	if bare {
		e.w.WriteString(s)
		return
	}
	e.w.WriteByte('"')
	e.w.WriteString(strings.ReplaceAll(s, `"`, `""`))
	e.w.WriteByte('"')
}

func (e *csvEncoder) close() error { return e.w.Flush() }

// plain is a number or a truth value as CSV and JSON have it.
func plain(cell any) string {
	switch c := cell.(type) {
	case int64:
		return strconv.FormatInt(c, 10)
	case report.Decimal:
		return string(c)
	case float64:
		return strconv.FormatFloat(c, 'f', -1, 64)
	case bool:
		return strconv.FormatBool(c)
	}
	panic("a cell of no kind")
}
