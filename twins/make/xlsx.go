package main

import (
	"fmt"
	"regexp"
	"strings"
)

var (
	plainNumber = regexp.MustCompile(`^-?(0|[1-9]\d*)(\.\d+)?$`)
	withCommas  = regexp.MustCompile(`^\d{1,3}(,\d{3})+$`)
)

// Cell formats of the workbook, in the order of cellXfs.
const (
	plainFormat = iota
	tableFormat
	commaFormat
)

// A sheet is a worksheet being written.
type sheet struct {
	name   string
	rows   strings.Builder
	merges []string
	n      int // rows so far
}

// xlsx is the report as a workbook: a sheet a section, the report's title on
// the first, above the table its heading or the sentence that leads to it;
// numbers as numbers, what is none as text. Prose has no place in it.
func (r Report) xlsx() ([]byte, error) {
	var sheets []*sheet
	heading, fresh := "", true
	for _, block := range r.Blocks {
		if block.Rows == nil {
			heading, fresh = block.Text, fresh || len([]rune(block.Text)) > 4
			continue
		}
		if fresh || len(sheets) == 0 {
			s := &sheet{name: fmt.Sprintf("表%d", len(sheets)+1)}
			if len(sheets) == 0 {
				s.line(r.Title)
			}
			if r.sectioned() || strings.HasSuffix(heading, "：") {
				s.line(heading)
			}
			sheets = append(sheets, s)
			fresh = false
		} else {
			sheets[len(sheets)-1].n++
		}
		sheets[len(sheets)-1].table(block.Rows)
	}
	return workbook(sheets)
}

// sectioned tells the reports whose tables stand under numbered headings.
func (r Report) sectioned() bool {
	for _, b := range r.Blocks {
		if strings.HasPrefix(b.Text, "四、政府信息公开行政复议") {
			return true
		}
	}
	return false
}

func (s *sheet) line(text string) {
	s.n++
	fmt.Fprintf(&s.rows, `<row r="%d">%s</row>`, s.n, textCell(0, s.n, text, plainFormat))
}

func (s *sheet) table(rows [][]Cell) {
	lines, _ := layout(rows)
	for _, line := range lines {
		s.n++
		fmt.Fprintf(&s.rows, `<row r="%d">`, s.n)
		for _, c := range line {
			s.rows.WriteString(valueCell(c, s.n))
			for k := 1; k < c.ColSpan; k++ {
				fmt.Fprintf(&s.rows, `<c r="%s" s="%d"/>`, address(c.Col+k, s.n), tableFormat)
			}
			if !c.Continue && c.RowSpan*c.ColSpan > 1 {
				s.merges = append(s.merges, address(c.Col, s.n)+":"+address(c.Col+c.ColSpan-1, s.n+c.RowSpan-1))
			}
		}
		s.rows.WriteString(`</row>`)
	}
}

func valueCell(c placed, row int) string {
	switch {
	case c.Text == "":
		return fmt.Sprintf(`<c r="%s" s="%d"/>`, address(c.Col, row), tableFormat)
	case plainNumber.MatchString(c.Text):
		return fmt.Sprintf(`<c r="%s" s="%d"><v>%s</v></c>`, address(c.Col, row), tableFormat, c.Text)
	case withCommas.MatchString(c.Text):
		return fmt.Sprintf(`<c r="%s" s="%d"><v>%s</v></c>`, address(c.Col, row), commaFormat, strings.ReplaceAll(c.Text, ",", ""))
	}
	return textCell(c.Col, row, c.Text, tableFormat)
}

func textCell(col, row int, text string, format int) string {
	return fmt.Sprintf(`<c r="%s" s="%d" t="inlineStr"><is><t xml:space="preserve">%s</t></is></c>`, address(col, row), format, xmlText(text))
}

func address(col, row int) string { return fmt.Sprintf("%c%d", 'A'+col, row) }

func workbook(sheets []*sheet) ([]byte, error) {
	const ns = `xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"`
	const rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
	var parts []part
	var list, rels, types strings.Builder
	for i, s := range sheets {
		n := i + 1
		fmt.Fprintf(&list, `<sheet name="%s" sheetId="%d" r:id="rId%d"/>`, s.name, n, n)
		fmt.Fprintf(&rels, `<Relationship Id="rId%d" Type="%sworksheet" Target="worksheets/sheet%d.xml"/>`, n, rel, n)
		fmt.Fprintf(&types, `<Override PartName="/xl/worksheets/sheet%d.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>`, n)
		merges := ""
		for _, m := range s.merges {
			merges += `<mergeCell ref="` + m + `"/>`
		}
		if merges != "" {
			merges = fmt.Sprintf(`<mergeCells count="%d">%s</mergeCells>`, len(s.merges), merges)
		}
		parts = append(parts, part{fmt.Sprintf("xl/worksheets/sheet%d.xml", n), xmlHead + `<worksheet ` + ns + `><sheetData>` + s.rows.String() + `</sheetData>` + merges + `</worksheet>`})
	}
	fmt.Fprintf(&rels, `<Relationship Id="rId%d" Type="%sstyles" Target="styles.xml"/>`, len(sheets)+1, rel)
	return pack(append([]part{
		{"[Content_Types].xml", xmlHead + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/>` + types.String() + `</Types>`},
		{"_rels/.rels", xmlHead + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="` + rel + `officeDocument" Target="xl/workbook.xml"/></Relationships>`},
		{"xl/workbook.xml", xmlHead + `<workbook ` + ns + `><sheets>` + list.String() + `</sheets></workbook>`},
		{"xl/_rels/workbook.xml.rels", xmlHead + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` + rels.String() + `</Relationships>`},
		{"xl/styles.xml", xmlHead + `<styleSheet ` + ns + `><fonts count="1"><font><sz val="11"/><name val="宋体"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="2"><border/><border><left style="thin"/><right style="thin"/><top style="thin"/><bottom style="thin"/></border></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="3"><xf/><xf borderId="1" applyBorder="1"/><xf numFmtId="3" borderId="1" applyNumberFormat="1" applyBorder="1"/></cellXfs></styleSheet>`},
	}, parts...))
}
