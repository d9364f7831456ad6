// Package tabular writes rows as CSV, JSON, JSON lines, Excel workbooks and
// Parquet, so that every reader opens the file and reads the same.
//
// [New] takes the columns with their kinds; [Writer.Row] takes one value a
// column; [Writer.Close] ends the file. Rows are written as they come: a file
// of ten million rows takes no more memory than one of ten thousand, but for a
// workbook, whose compressed sheets are held until it is whole. The same rows
// give the same bytes.
//
// # What survives
//
// No value (nil) is an empty cell in CSV and XLSX, null in JSON and Parquet.
// Text without characters is kept apart from it by JSON, Parquet and XLSX.
//
// Text keeps every character that all readers can take, in every format the
// same ([Printable]). The others (NUL and control characters other than TAB,
// LF and CR, U+FFFE, U+FFFF, and bytes that are no UTF-8) become U+FFFD, one
// for one, so that offsets in runes still hold; [Writer.Replaced] counts the
// cells. Characters that turn the direction of writing are kept; in JSON they
// are written as escapes.
//
// Numbers are numbers in every format. A [Number] is exact in CSV and JSON; in
// Parquet it is a DOUBLE with, where the column asks for it, a twin column of
// its digits; in XLSX one of more than 15 digits is text, because spreadsheets
// would change it.
//
// Text that a spreadsheet would take for a formula is guarded in CSV ([Guard],
// [Unguard]); in XLSX a cell of text says that it is text, and one that is longer
// than 32,767 characters is cut there and marked ([Writer.Cut]); past the last
// row that a sheet can have, the table goes on in another sheet.
package tabular

import (
	"fmt"
	"io"
	"math"
	"reflect"

	"nianbao/report"
)

// A Format is a kind of file.
type Format string

const (
	CSV     Format = "csv"
	JSON    Format = "json"
	JSONL   Format = "jsonl"
	XLSX    Format = "xlsx"
	Parquet Format = "parquet"
)

// Formats are all formats.
func Formats() []Format { return []Format{CSV, JSON, JSONL, XLSX, Parquet} }

// A Kind is what the values of a column are.
type Kind string

const (
	Text    Kind = "text"    // string, or a type made of it
	Integer Kind = "integer" // int or int64
	Number  Kind = "number"  // report.Decimal; "" is no value
	Real    Kind = "real"    // float64
	Bool    Kind = "bool"    // bool
)

// A Column is one column of a table.
type Column struct {
	Name        string
	Kind        Kind
	Description string // kept in Parquet
	Exact       bool   // of a Number: in Parquet, the column NAME_exact has its digits
}

// Options are what else a file may need.
type Options struct {
	Excel bool   // CSV: a byte order mark and CRLF, as Excel wants them
	Title string // the name of a workbook's sheet and of a Parquet file
}

// A Writer writes one table.
type Writer struct {
	columns  []Column
	out      encoder
	cells    []any
	replaced int
	cut      int
	err      error // the first one; nothing is written after it
}

// An encoder writes rows of one format. Its cells are nil or, by the column's
// kind, string, int64, report.Decimal, float64 or bool.
type encoder interface {
	row(cells []any) (cut int, err error)
	close() error
}

// New begins a table. The columns' names must differ from each other.
func New(w io.Writer, format Format, columns []Column, opts Options) (*Writer, error) {
	seen := map[string]bool{}
	for _, c := range columns {
		if seen[c.Name] {
			return nil, fmt.Errorf("two columns %q", c.Name)
		}
		seen[c.Name] = true
	}
	out := &Writer{columns: columns, cells: make([]any, len(columns))}
	var err error
	switch format {
	case CSV:
		out.out = newCSV(w, columns, opts)
	case JSON, JSONL:
		out.out = newJSON(w, columns, format == JSONL)
	case XLSX:
		out.out, err = newXLSX(w, columns, opts)
	case Parquet:
		out.out, err = newParquet(w, columns, opts)
	default:
		err = fmt.Errorf("no format %q", format)
	}
	if err != nil {
		return nil, err
	}
	return out, nil
}

// Row writes a row of one value a column.
func (w *Writer) Row(values ...any) error {
	if w.err != nil {
		return w.err
	}
	if len(values) != len(w.columns) {
		return fmt.Errorf("%d values for %d columns", len(values), len(w.columns))
	}
	for i, v := range values {
		c, err := value(w.columns[i].Kind, v)
		if err != nil {
			return fmt.Errorf("column %s: %w", w.columns[i].Name, err)
		}
		if s, ok := c.(string); ok {
			if p := Printable(s); p != s {
				c = p
				w.replaced++
			}
		}
		w.cells[i] = c
	}
	cut, err := w.out.row(w.cells)
	w.cut += cut
	w.err = err
	return err
}

// Close ends the file. It does not close what it was written to.
func (w *Writer) Close() error {
	if w.err != nil {
		return w.err
	}
	return w.out.close()
}

// Replaced is in how many cells a character was replaced by U+FFFD.
func (w *Writer) Replaced() int { return w.replaced }

// Cut is how many cells were too long for the format and are cut.
func (w *Writer) Cut() int { return w.cut }

// value gives a column's value the one type of its kind.
func value(kind Kind, v any) (any, error) {
	if v == nil {
		return nil, nil
	}
	switch kind {
	case Text:
		if s, ok := v.(string); ok {
			return s, nil
		}
		if r := reflect.ValueOf(v); r.Kind() == reflect.String {
			return r.String(), nil
		}
	case Integer:
		switch v := v.(type) {
		case int:
			return int64(v), nil
		case int64:
			return v, nil
		}
	case Number:
		if d, ok := v.(report.Decimal); ok {
			if d == "" {
				return nil, nil
			}
			if _, ok := report.ParseDecimal(string(d)); !ok {
				return nil, fmt.Errorf("%q is no number", d)
			}
			return d, nil
		}
	case Real:
		if f, ok := v.(float64); ok {
			if math.IsNaN(f) || math.IsInf(f, 0) {
				return nil, fmt.Errorf("%v is no number", f)
			}
			return f, nil
		}
	case Bool:
		if b, ok := v.(bool); ok {
			return b, nil
		}
	}
	return nil, fmt.Errorf("%T is no %s", v, kind)
}
