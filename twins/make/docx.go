package main

import (
	"fmt"
	"strings"
)

const xmlHead = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"

// docx is the report as a Word file: gridSpan and vMerge where cells span.
func (r Report) docx() ([]byte, error) {
	var b strings.Builder
	b.WriteString(xmlHead + `<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>`)
	b.WriteString(paragraph(r.Title, "center", 32))
	for _, block := range r.Blocks {
		if block.Rows == nil {
			b.WriteString(paragraph(block.Text, "both", 22))
			continue
		}
		wordTable(&b, block.Rows)
		b.WriteString(`<w:p/>`)
	}
	b.WriteString(`<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1134" w:right="1134" w:bottom="1134" w:left="1134" w:header="567" w:footer="567" w:gutter="0"/></w:sectPr></w:body></w:document>`)
	return pack([]part{
		{"[Content_Types].xml", xmlHead + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`},
		{"_rels/.rels", xmlHead + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`},
		{"word/document.xml", b.String()},
	})
}

// paragraph writes a text in runs as Word cuts them: digits apart from the rest.
func paragraph(text, align string, size int) string {
	var b strings.Builder
	fmt.Fprintf(&b, `<w:p><w:pPr><w:jc w:val="%s"/></w:pPr>`, align)
	for i, run := range runs(text) {
		fmt.Fprintf(&b, `<w:r w:rsidR="00%06X"><w:rPr><w:rFonts w:ascii="Liberation Serif" w:hAnsi="Liberation Serif" w:eastAsia="Noto Serif CJK SC"/><w:sz w:val="%d"/></w:rPr><w:t xml:space="preserve">%s</w:t></w:r>`, i, size, xmlText(run))
	}
	b.WriteString(`</w:p>`)
	return b.String()
}

func runs(s string) []string {
	var out []string
	last := false
	for i, r := range s {
		is := r >= '0' && r <= '9'
		if i == 0 || is != last {
			out = append(out, "")
		}
		out[len(out)-1] += string(r)
		last = is
	}
	return out
}

func wordTable(b *strings.Builder, rows [][]Cell) {
	lines, cols := layout(rows)
	widths := columnWidths(lines, cols)
	b.WriteString(`<w:tbl><w:tblPr><w:tblW w:w="9638" w:type="dxa"/><w:jc w:val="center"/><w:tblBorders>`)
	for _, side := range []string{"top", "left", "bottom", "right", "insideH", "insideV"} {
		b.WriteString(`<w:` + side + ` w:val="single" w:sz="4" w:space="0" w:color="000000"/>`)
	}
	b.WriteString(`</w:tblBorders><w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>`)
	for _, w := range widths {
		fmt.Fprintf(b, `<w:gridCol w:w="%d"/>`, w)
	}
	b.WriteString(`</w:tblGrid>`)
	for _, line := range lines {
		b.WriteString(`<w:tr><w:trPr><w:cantSplit/></w:trPr>`)
		for _, c := range line {
			width := 0
			for _, w := range widths[c.Col : c.Col+c.ColSpan] {
				width += w
			}
			fmt.Fprintf(b, `<w:tc><w:tcPr><w:tcW w:w="%d" w:type="dxa"/>`, width)
			if c.ColSpan > 1 {
				fmt.Fprintf(b, `<w:gridSpan w:val="%d"/>`, c.ColSpan)
			}
			switch {
			case c.Continue:
				b.WriteString(`<w:vMerge/>`)
			case c.RowSpan > 1:
				b.WriteString(`<w:vMerge w:val="restart"/>`)
			}
			b.WriteString(`<w:vAlign w:val="center"/></w:tcPr>` + paragraph(c.Text, "center", 18) + `</w:tc>`)
		}
		b.WriteString(`</w:tr>`)
	}
	b.WriteString(`</w:tbl>`)
}

// columnWidths shares the page's width, in twentieths of a point, by the
// longest text that stands in one column alone.
func columnWidths(lines [][]placed, cols int) []int {
	weight := make([]int, cols)
	for i := range weight {
		weight[i] = 4
	}
	total := 4 * cols
	for _, line := range lines {
		for _, c := range line {
			if n := min(len([]rune(c.Text)), 16) + 1; c.ColSpan == 1 && n > weight[c.Col] {
				total += n - weight[c.Col]
				weight[c.Col] = n
			}
		}
	}
	out := make([]int, cols)
	for i, w := range weight {
		out[i] = 9638 * w / total
	}
	return out
}
