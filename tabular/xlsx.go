package tabular

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"nianbao/report"
)

// Limits of spreadsheets.
const (
	sheetRows    = excelize.TotalRows
	sheetColumns = excelize.MaxColumns
	cellUnits    = excelize.TotalCellChars // in UTF-16
	exactDigits  = 15
)

// sheetBytes is how much text a sheet may hold: one of 4 GB and more needs a
// form of zip that Excel refuses.
const sheetBytes = 2 << 30

// cutMark ends a cell that was too long.
const cutMark = "…[cut]"

type xlsxEncoder struct {
	w       io.Writer
	book    *excelize.File
	title   string
	columns []Column
	limit   int // rows of a sheet, with its heading

	sheet *excelize.StreamWriter
	row_  int // the last one written in the sheet, from 1
	bytes int
	count int // sheets
	bold  int
	cells []any
}

func newXLSX(w io.Writer, columns []Column, opts Options) (*xlsxEncoder, error) {
	if len(columns) > sheetColumns {
		return nil, fmt.Errorf("%d columns: a sheet has at most %d", len(columns), sheetColumns)
	}
	e := &xlsxEncoder{w: w, book: excelize.NewFile(), title: sheetTitle(opts.Title), columns: columns, limit: sheetRows,
		cells: make([]any, len(columns))}
	e.book.SetZipWriter(func(io.Writer) excelize.ZipWriter { return newOrderedZip(w) })
	var err error
	if e.bold, err = e.book.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}}); err != nil {
		return nil, err
	}
	return e, e.begin()
}

// begin starts the next sheet with its heading.
func (e *xlsxEncoder) begin() error {
	e.count++
	name := e.title
	if e.count > 1 {
		name = fmt.Sprintf("%s (%d)", e.title, e.count)
	}
	var err error
	if e.count == 1 {
		err = e.book.SetSheetName("Sheet1", name)
	} else {
		_, err = e.book.NewSheet(name)
	}
	if err != nil {
		return err
	}
	if e.sheet, err = e.book.NewStreamWriter(name); err != nil {
		return err
	}
	if err := e.sheet.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	titles := make([]any, len(e.columns))
	for i, c := range e.columns {
		titles[i], _ = fitted(c.Name)
	}
	e.row_, e.bytes = 1, 0
	return e.sheet.SetRow("A1", titles, excelize.RowOpts{StyleID: e.bold})
}

func (e *xlsxEncoder) row(cells []any) (cut int, err error) {
	if e.row_ >= e.limit || e.bytes > sheetBytes {
		if err := e.sheet.Flush(); err != nil {
			return 0, err
		}
		if err := e.begin(); err != nil {
			return 0, err
		}
	}
	for i, c := range cells {
		switch c := c.(type) {
		case string:
			text, whole := fitted(c)
			if !whole {
				cut++
			}
			e.bytes += len(text)
			e.cells[i] = text
		case int64:
			e.cells[i] = c
			if c > 1e15 || c < -1e15 {
				e.cells[i] = plain(c)
			}
		case report.Decimal:
			e.cells[i] = c.Float()
			if digits(c) > exactDigits {
				e.cells[i] = string(c)
			}
		default:
			e.cells[i] = c
		}
		e.bytes += 48 // what stands around a cell
	}
	e.row_++
	at, err := excelize.CoordinatesToCellName(1, e.row_)
	if err != nil {
		return cut, err
	}
	return cut, e.sheet.SetRow(at, e.cells)
}

func (e *xlsxEncoder) close() error {
	err := e.sheet.Flush()
	if err == nil {
		err = e.book.Write(e.w)
	}
	if closing := e.book.Close(); err == nil { // takes away temporary files
		err = closing
	}
	return err
}

// digits are how many digits of a number count.
func digits(d report.Decimal) int {
	s := strings.TrimPrefix(string(d), "-")
	s = strings.TrimLeft(strings.Replace(s, ".", "", 1), "0")
	return len(strings.TrimRight(s, "0"))
}

// fitted cuts text to what a cell can hold, and marks it.
func fitted(s string) (text string, whole bool) {
	if len(s) <= cellUnits { // in bytes, which are never fewer
		return s, true
	}
	units, cutAt := 0, 0
	for i, r := range s {
		if units <= cellUnits-utf8.RuneCountInString(cutMark) {
			cutAt = i
		}
		if units += utf16.RuneLen(r); units > cellUnits {
			return s[:cutAt] + cutMark, false
		}
	}
	return s, true
}

// sheetTitle is a name that spreadsheets allow for a sheet, with room for a
// number behind it.
func sheetTitle(s string) string {
	s = strings.Map(func(r rune) rune {
		if strings.ContainsRune(`:\/?*[]'`, r) || forbidden(r) || r == '\n' || r == '\r' || r == '\t' {
			return '_'
		}
		return r
	}, strings.ToValidUTF8(s, "_"))
	units := 0
	for i, r := range s {
		if units += utf16.RuneLen(r); units > 24 {
			s = s[:i]
			break
		}
	}
	if strings.TrimSpace(s) == "" {
		return "Sheet1"
	}
	return s
}
