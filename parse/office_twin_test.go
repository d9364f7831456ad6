package parse

import (
	"fmt"
	"html"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"nianbao/report"
)

// The tables of a page, written as a Word document and as a workbook, are read
// as the same grids under the same captions.
func TestOfficeTwins(t *testing.T) {
	paths, err := filepath.Glob("../fixtures/docs/*.html")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no sample reports: %v", err)
	}
	p := New(Options{})
	for _, path := range paths {
		t.Run(filepath.Base(path), func(t *testing.T) {
			body, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			page := p.Document(path, body, "")
			word := p.Document("a.docx", docxTwin(t, page), "")
			checkDocument(t, word)
			if got, want := outlineBody(word), outlineBody(page); got != want {
				t.Errorf("docx\n%s\nwant\n%s", got, want)
			}
			book := p.Document("a.xlsx", xlsxTwin(t, page), "")
			checkDocument(t, book)
			if got, want := grids(book), grids(page); got != want {
				t.Errorf("xlsx\n%s\nwant\n%s", got, want)
			}
		})
	}
}

// outlineBody is the outline from the first block on.
func outlineBody(d *report.Document) string {
	lines := strings.Split(outline(d), "\n")
	for i, l := range lines {
		if strings.HasPrefix(l, "meta: ") {
			for i++; i < len(lines) && strings.HasPrefix(lines[i], "link: "); i++ {
			}
			return strings.Join(lines[i:], "\n")
		}
	}
	return ""
}

// grids are the rows of the tables of an outline, without those of one cell:
// titles at the head of a table, which a workbook's reader sets above it.
func grids(d *report.Document) string {
	var out []string
	for l := range strings.SplitSeq(outline(d), "\n") {
		cells := strings.Split(l, "\t")
		if cells[0] == "" && len(cells) > 1 && len(cells)-2 > strings.Count(l, "\t<") {
			out = append(out, l)
		}
	}
	return strings.Join(out, "\n")
}

func docxTwin(t *testing.T, d *report.Document) []byte {
	t.Helper()
	var b strings.Builder
	for _, block := range d.Blocks {
		if block.Kind != report.TableBlock {
			b.WriteString(strings.ReplaceAll(wp(html.EscapeString(d.Slice(block.Span))), "\n", `</w:t><w:br/><w:t xml:space="preserve">`))
			continue
		}
		table := &d.Tables[block.Table]
		var rows []string
		for r, places := range table.Grid() {
			var cells []string
			for c := 0; c < len(places); {
				if places[c] < 0 {
					c++
					continue
				}
				cell := &table.Cells[places[c]]
				properties := fmt.Sprintf(`<w:gridSpan w:val="%d"/>`, cell.ColSpan)
				text := ""
				switch {
				case cell.Row < r:
					properties += goesOn
				case cell.RowSpan > 1:
					properties += begins
					fallthrough
				default:
					text = html.EscapeString(d.Slice(cell.Span))
				}
				cells = append(cells, wtc(wp(text), properties))
				c += cell.ColSpan
			}
			rows = append(rows, wtr(cells...))
		}
		b.WriteString(wtbl(rows...))
	}
	return docxOf(t, b.String())
}

// xlsxTwin writes each table on a sheet of its own, under the sentence that
// makes it long enough to be read.
func xlsxTwin(t *testing.T, d *report.Document) []byte {
	t.Helper()
	sheets := []testSheet{{name: "Sheet1", rows: xrows([]string{opening})}}
	for i := range d.Tables {
		table := &d.Tables[i]
		sheet := testSheet{name: fmt.Sprint("Sheet", i+2)}
		rows := make([][]string, table.Rows)
		for r := range rows {
			rows[r] = make([]string, table.Cols)
		}
		var ranges []string
		for _, c := range table.Cells {
			rows[c.Row][c.Col] = d.Slice(c.Span)
			if c.RowSpan > 1 || c.ColSpan > 1 {
				ranges = append(ranges, fmt.Sprintf("%c%d:%c%d", 'A'+c.Col, c.Row+1, 'A'+c.Col+c.ColSpan-1, c.Row+c.RowSpan))
			}
		}
		sheet.rows = xrows(rows...)
		if len(ranges) > 0 {
			sheet.after = merges(ranges...)
		}
		sheets = append(sheets, sheet)
	}
	return xlsxOf(t, sheets...)
}
