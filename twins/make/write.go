package main

import (
	"archive/zip"
	"bytes"
	"fmt"
	"strings"
)

// page is the report as plain HTML: a page of its own, and what Chromium prints.
func (r Report) page() ([]byte, error) { return r.pageIn("WenQuanYi Zen Hei") }

func (r Report) pageIn(font string) ([]byte, error) {
	var b strings.Builder
	fmt.Fprintf(&b, "<!DOCTYPE html>\n<html lang=\"zh-CN\"><head><meta charset=\"utf-8\"><title>%s</title>\n<style>"+
		"@page{size:A4;margin:2cm} body{font-family:'%[2]s',serif;font-size:11pt;line-height:1.6} h1{text-align:center;font-size:16pt} "+
		"table{border-collapse:collapse;width:100%%;margin:6pt 0} td{border:1px solid #000;text-align:center;font-size:9.5pt;padding:2pt;line-height:1.35}"+
		"</style></head>\n<body><h1>%[1]s</h1>\n", xmlText(r.Title), font)
	for _, block := range r.Blocks {
		if block.Rows == nil {
			fmt.Fprintf(&b, "<p>%s</p>\n", xmlText(block.Text))
			continue
		}
		b.WriteString("<table>\n")
		for _, row := range block.Rows {
			b.WriteString("<tr>")
			for _, c := range row {
				b.WriteString("<td" + spanAttr("rowspan", c.RowSpan) + spanAttr("colspan", c.ColSpan) + ">" + xmlText(c.Text) + "</td>")
			}
			b.WriteString("</tr>\n")
		}
		b.WriteString("</table>\n")
	}
	b.WriteString("</body></html>\n")
	return []byte(b.String()), nil
}

func spanAttr(name string, n int) string {
	if n == 1 {
		return ""
	}
	return fmt.Sprintf(` %s="%d"`, name, n)
}

// text is the report as people type it: a line a row, the cells that begin in
// it between pipes.
func (r Report) text() ([]byte, error) {
	var b strings.Builder
	b.WriteString(r.Title + "\n\n")
	for _, block := range r.Blocks {
		if block.Rows == nil {
			b.WriteString("　　" + block.Text + "\n")
			continue
		}
		for _, row := range block.Rows {
			var cells []string
			for _, c := range row {
				cells = append(cells, c.Text)
			}
			b.WriteString(strings.TrimRight(strings.Join(cells, " | "), " ") + "\n")
		}
		b.WriteString("\n")
	}
	return []byte(b.String()), nil
}

// A part is one file of a package of Office.
type part struct{ name, body string }

// pack zips the parts in their order, without dates.
func pack(parts []part) ([]byte, error) {
	var buf bytes.Buffer
	w := zip.NewWriter(&buf)
	for _, p := range parts {
		f, err := w.CreateHeader(&zip.FileHeader{Name: p.name, Method: zip.Deflate})
		if err != nil {
			return nil, err
		}
		if _, err := f.Write([]byte(p.body)); err != nil {
			return nil, err
		}
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return buf.Bytes(), nil
}

// A placed cell knows its column, and whether it only continues one from above.
type placed struct {
	Cell
	Col      int
	Continue bool
}

// layout gives for every row of a table the cells of every column, those that
// are covered from above too, and the number of columns.
func layout(rows [][]Cell) (out [][]placed, cols int) {
	type under struct{ left, span int }
	open := map[int]under{} // by column: rows still covered
	for _, row := range rows {
		var line []placed
		col, next := 0, 0
		for next < len(row) || open[col].left > 0 {
			if u := open[col]; u.left > 0 {
				line = append(line, placed{Cell{"", 1, u.span}, col, true})
				open[col] = under{u.left - 1, u.span}
				col += u.span
				continue
			}
			c := row[next]
			next++
			line = append(line, placed{c, col, false})
			open[col] = under{c.RowSpan - 1, c.ColSpan}
			col += c.ColSpan
		}
		cols = max(cols, col)
		out = append(out, line)
	}
	return out, cols
}
