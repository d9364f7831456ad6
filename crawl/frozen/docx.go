package frozen

import (
	"fmt"
	"strings"
)

// makeDocx is a Word file: paragraphs, and tables with gridSpan and vMerge.
func makeDocx(blocks []block) ([]byte, error) {
	var b strings.Builder
	b.WriteString(xmlHead + `<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>`)
	for _, bl := range blocks {
		if bl.rows != nil {
			wordTable(&b, bl.rows)
			b.WriteString(`<w:p/>`)
			continue
		}
		align, size := "both", 24
		switch bl.kind {
		case "title":
			align, size = "center", 36
		case "signature":
			align = "right"
		}
		wordParagraph(&b, bl.text, align, size)
	}
	b.WriteString(`<w:sectPr><w:pgSz w:w="11906" w:h="16838"/></w:sectPr></w:body></w:document>`)
	return openXML("word/document.xml", "wordprocessingml.document", part{"word/document.xml", b.String()})
}

func wordParagraph(b *strings.Builder, text, align string, size int) {
	fmt.Fprintf(b, `<w:p><w:pPr><w:jc w:val="%s"/></w:pPr><w:r><w:rPr><w:sz w:val="%d"/></w:rPr><w:t xml:space="preserve">%s</w:t></w:r></w:p>`, align, size, xmlText(text))
}

func wordTable(b *strings.Builder, rows [][]cell) {
	cells, cols := layout(rows)
	b.WriteString(`<w:tbl><w:tblPr><w:tblW w:w="0" w:type="auto"/></w:tblPr><w:tblGrid>` + strings.Repeat(`<w:gridCol w:w="900"/>`, cols) + `</w:tblGrid>`)
	for r := range rows {
		b.WriteString(`<w:tr>`)
		for at := 0; at < cols; {
			c := covering(cells, r, at)
			b.WriteString(`<w:tc><w:tcPr>`)
			if c.cols > 1 {
				fmt.Fprintf(b, `<w:gridSpan w:val="%d"/>`, c.cols)
			}
			text := c.text
			switch {
			case c.rows > 1 && c.row == r:
				b.WriteString(`<w:vMerge w:val="restart"/>`)
			case c.rows > 1:
				b.WriteString(`<w:vMerge/>`)
				text = ""
			}
			b.WriteString(`</w:tcPr>`)
			wordParagraph(b, text, "center", 18)
			b.WriteString(`</w:tc>`)
			at += c.cols
		}
		b.WriteString(`</w:tr>`)
	}
	b.WriteString(`</w:tbl>`)
}

// covering is the cell at a place of the grid, an empty one where there is none.
func covering(cells []placed, row, col int) placed {
	for _, c := range cells {
		if c.row <= row && row < c.row+c.rows && c.col <= col && col < c.col+c.cols {
			return c
		}
	}
	return placed{cell{rows: 1, cols: 1}, row, col}
}
