package frozen

import (
	"fmt"
	"strconv"
	"strings"
)

// makeXLSX is a workbook of one sheet: a line of it a paragraph or a table's row.
func makeXLSX(blocks []block) ([]byte, error) {
	var data, merges strings.Builder
	line := 1
	put := func(col int, text string) {
		at := fmt.Sprintf("%c%d", 'A'+col, line)
		if n, err := strconv.Atoi(text); err == nil {
			fmt.Fprintf(&data, `<c r="%s"><v>%d</v></c>`, at, n)
			return
		}
		fmt.Fprintf(&data, `<c r="%s" t="inlineStr"><is><t>%s</t></is></c>`, at, xmlText(text))
	}
	row := func(write func()) {
		fmt.Fprintf(&data, `<row r="%d">`, line)
		write()
		data.WriteString(`</row>`)
		line++
	}
	for _, bl := range blocks {
		if bl.rows == nil {
			row(func() { put(0, bl.text) })
			continue
		}
		cells, _ := layout(bl.rows)
		top := line
		for r := range bl.rows {
			row(func() {
				for _, c := range cells {
					if c.row == r {
						put(c.col, c.text)
					}
				}
			})
		}
		for _, c := range cells {
			if c.rows*c.cols > 1 {
				fmt.Fprintf(&merges, `<mergeCell ref="%c%d:%c%d"/>`, 'A'+c.col, top+c.row, 'A'+c.col+c.cols-1, top+c.row+c.rows-1)
			}
		}
	}
	sheet := `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>` + data.String() + `</sheetData>`
	if merges.Len() > 0 {
		sheet += `<mergeCells>` + merges.String() + `</mergeCells>`
	}
	return openXML("xl/workbook.xml", "spreadsheetml.sheet",
		part{"xl/workbook.xml", xmlHead + `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="年报" sheetId="1" r:id="rId1"/></sheets></workbook>`},
		part{"xl/_rels/workbook.xml.rels", xmlHead + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`},
		part{"xl/worksheets/sheet1.xml", xmlHead + sheet + `</worksheet>`})
}
