package parse

import (
	"bytes"
	"strings"

	"github.com/xuri/excelize/v2"

	"nianbao/needle"
	"nianbao/report"
)

// maxScanned is the number of places, empty ones between filled ones included,
// after which a workbook is not read on.
const maxScanned = 1_000_000

// readXLSX fills d from the bytes of a workbook in Office Open XML: of each
// sheet that is shown its name and what stands in it, numbers as they are shown.
//
// excelize gives the cells with their formats. The layout of a sheet is read
// here: excelize fills every row up to its last column for that, which a
// sheet of a few kilobytes can turn into gigabytes.
func readXLSX(d *report.Document, body []byte) {
	d.Reader = report.ReadXLSX
	parts, err := openZip(body)
	if err == nil {
		err = parts.check()
	}
	if err != nil {
		d.Fail(err.reason, err.detail)
		return
	}
	book, failed := excelize.OpenReader(bytes.NewReader(body), excelize.Options{
		UnzipSizeLimit: maxZipBytes, UnzipXMLSizeLimit: maxZipBytes, // nothing goes to the disk
		CultureInfo: excelize.CultureNameZhCN, ShortDatePattern: "yyyy/m/d", LongDatePattern: "yyyy年m月d日", LongTimePattern: "h:mm:ss",
	})
	if failed != nil {
		d.Fail(report.Malformed, "the workbook cannot be opened: "+failed.Error())
		return
	}
	defer book.Close() // in memory: it does not fail
	var pieces []officePiece
	budget := maxScanned
	for _, s := range sheetsOf(parts) {
		sheet := readSheet(book, parts, s, &budget)
		if len(sheet) > 0 && !unnamed.MatchString(s.name) && squeeze(s.name) != squeeze(sheet[0].text) {
			pieces = append(pieces, officePiece{text: s.name, level: 1})
		}
		pieces = append(pieces, sheet...)
	}
	writeOffice(d, pieces, nil)
	if budget <= 0 {
		endEarly(d, &readError{report.TooLarge, "the workbook has more cells than a report: its end was not read"})
	}
}

// unnamed are the names that programs give to sheets.
var unnamed = needle.MustCompile(`^(?i:sheet|工作表|表)\s*\d*$`)

// A xlsxSheet is a sheet that is shown.
type xlsxSheet struct {
	name, part string
}

// sheetsOf gives the sheets in their order, without hidden ones.
func sheetsOf(parts *zipParts) (sheets []xlsxSheet) {
	book := parts.related("")["officeDocument"]
	if !parts.has(book) {
		book = "xl/workbook.xml"
	}
	text, _ := parts.part(book)
	targets := parts.byID(book)
	x := newXML(text)
	for x.next() {
		if x.start == nil || x.start.Name.Local != "sheet" {
			continue
		}
		id := ""
		for _, a := range x.start.Attr { // r:id beside sheetId
			if a.Name.Local == "id" {
				id = a.Value
			}
		}
		if state := attr(x.start, "state"); targets[id] != "" && state != "hidden" && state != "veryHidden" {
			sheets = append(sheets, xlsxSheet{attr(x.start, "name"), targets[id]})
		}
	}
	return sheets
}

// An xlsxRange is a rectangle of cells, counted from 1, both ends included.
type xlsxRange struct{ col, row, lastCol, lastRow int }

// A xlsxLayout is what a sheet says of its cells beside their values.
type xlsxLayout struct {
	merged map[[2]int]xlsxRange // by row and column of the place where their words stand
	over   []int                // for each row, the ranges that go on below it
	hidden map[int]bool         // columns
}

// maxMergedRanges is the number of merged ranges of a sheet that are looked at.
const maxMergedRanges = 20_000

func layoutOf(parts *zipParts, part string) xlsxLayout {
	l := xlsxLayout{merged: map[[2]int]xlsxRange{}, hidden: map[int]bool{}}
	text, _ := parts.part(part)
	x := newXML(text)
	for x.next() {
		if x.start == nil {
			continue
		}
		switch x.start.Name.Local {
		case "sheetData":
			x.skip()
		case "col":
			if h := attr(x.start, "hidden"); h == "1" || h == "true" {
				first, last := leadingInt(attr(x.start, "min")), leadingInt(attr(x.start, "max"))
				for c := first; c <= min(last, maxColumns); c++ {
					l.hidden[c] = true
				}
			}
		case "mergeCell":
			if r, ok := rangeOf(attr(x.start, "ref")); ok && len(l.merged) < maxMergedRanges {
				l.merged[[2]int{r.row, r.col}] = r
			}
		}
	}
	last := 0
	for _, m := range l.merged {
		last = max(last, m.lastRow)
	}
	l.over = make([]int, last+2)
	for _, m := range l.merged {
		l.over[m.row]++
		l.over[m.lastRow]--
	}
	for i := 1; i < len(l.over); i++ {
		l.over[i] += l.over[i-1]
	}
	return l
}

// spans tells that cells are merged over the end of a row.
func (l *xlsxLayout) spans(row int) bool { return row < len(l.over) && l.over[row] > 0 }

// rangeOf reads "B2:D5".
func rangeOf(ref string) (r xlsxRange, ok bool) {
	from, to, ok := strings.Cut(ref, ":")
	if !ok {
		return r, false
	}
	var err1, err2 error
	r.col, r.row, err1 = excelize.CellNameToCoordinates(from)
	r.lastCol, r.lastRow, err2 = excelize.CellNameToCoordinates(to)
	return r, err1 == nil && err2 == nil && r.col <= r.lastCol && r.row <= r.lastRow
}
