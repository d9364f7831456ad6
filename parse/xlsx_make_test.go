package parse

import (
	"fmt"
	"html"
	"strings"
	"testing"
)

// A testSheet is a sheet that a test writes.
type testSheet struct {
	name, state string
	rows        []string // of xrow; the n-th is row n+1
	after       string   // what follows the rows: merged cells
	before      string   // what precedes them: columns
}

// xcell writes a cell: "=1234;4" is the number 1234 in the format of style 4,
// anything else words; "" is no cell.
func xcell(ref, text string) string {
	if text == "" {
		return ""
	}
	if value, ok := strings.CutPrefix(text, "="); ok {
		value, style, _ := strings.Cut(value, ";")
		return fmt.Sprintf(`<c r="%s" s="%s"><v>%s</v></c>`, ref, "0"+style, value)
	}
	return fmt.Sprintf(`<c r="%s" t="inlineStr"><is><t>%s</t></is></c>`, ref, html.EscapeString(text))
}

func xrow(n int, attrs string, texts ...string) string {
	var b strings.Builder
	for i, text := range texts {
		b.WriteString(xcell(fmt.Sprintf("%c%d", 'A'+i, n), text))
	}
	return fmt.Sprintf(`<row r="%d" %s>%s</row>`, n, attrs, b.String())
}

// xrows writes rows from the first on; nil leaves one out.
func xrows(rows ...[]string) (out []string) {
	for i, texts := range rows {
		if texts != nil {
			out = append(out, xrow(i+1, "", texts...))
		}
	}
	return out
}

func merges(refs ...string) string {
	return `<mergeCells><mergeCell ref="` + strings.Join(refs, `"/><mergeCell ref="`) + `"/></mergeCells>`
}

// xformats are the number formats of the styles of a test's workbook.
var xformats = []string{"General", "#,##0", "0.0%", `yyyy"年"m"月"d"日"`, "#,##0.00", `0"件"`}

const sheetNS = ` xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"`

func xlsxOf(t testing.TB, sheets ...testSheet) []byte {
	t.Helper()
	var formats, styles, list strings.Builder
	for i, f := range xformats {
		fmt.Fprintf(&formats, `<numFmt numFmtId="%d" formatCode="%s"/>`, 164+i, html.EscapeString(f))
		fmt.Fprintf(&styles, `<xf numFmtId="%d" applyNumberFormat="1"/>`, 164+i)
	}
	styles.WriteString(`<xf numFmtId="14" applyNumberFormat="1"/>`)
	entries := []zipEntry{
		{"[Content_Types].xml", xmlHead + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>`},
		{"_rels/.rels", relationsOf("officeDocument", "xl/workbook.xml")},
		{"xl/styles.xml", xmlHead + `<styleSheet` + sheetNS + `><numFmts>` + formats.String() + `</numFmts><cellXfs>` + styles.String() + `</cellXfs></styleSheet>`},
	}
	kinds := []string{"styles", "styles.xml"}
	for i, s := range sheets {
		part := fmt.Sprintf("worksheets/sheet%d.xml", i+1)
		kinds = append(kinds, "worksheet", part)
		fmt.Fprintf(&list, `<sheet name="%s" sheetId="%d" state="%s" r:id="rId%d"/>`, s.name, i+1, s.state, i+2)
		entries = append(entries, zipEntry{"xl/" + part, xmlHead + `<worksheet` + sheetNS + `>` + s.before + `<sheetData>` + strings.Join(s.rows, "") + `</sheetData>` + s.after + `</worksheet>`})
	}
	return zipOf(t, append(entries,
		zipEntry{"xl/workbook.xml", xmlHead + `<workbook` + sheetNS + `><sheets>` + list.String() + `</sheets></workbook>`},
		zipEntry{"xl/_rels/workbook.xml.rels", relationsOf(kinds...)})...)
}
