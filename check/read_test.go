package check_test

import (
	"fmt"
	"regexp"
	"strings"
	"sync"
	"testing"

	"nianbao/check"
	"nianbao/extract"
	"nianbao/normalize"
	"nianbao/parse"
	"nianbao/report"
)

var house = sync.OnceValues(func() (*extract.Extractor, error) { return extract.New() })

// read takes a page through the stages, as a report of a year.
func read(t testing.TB, year int, page string) *report.Document {
	t.Helper()
	d := parse.New(parse.Options{}).Document("page.html", []byte(page), "text/html; charset=utf-8")
	if d.Status == report.Unreadable {
		t.Fatalf("unreadable: %s %s", d.Reason, d.Detail)
	}
	normalize.Document(d, nil)
	d.Year = year
	readFigures(t, d)
	return d
}

// readFigures reads the figures of a normalised document, and checks them.
func readFigures(t testing.TB, d *report.Document) {
	t.Helper()
	x, err := house()
	if err != nil {
		t.Fatal(err)
	}
	x.Figures(d)
	check.Document(d)
}

// spans are the marks of a cell's width and height: 3*label^2.
var spans = regexp.MustCompile(`^(?:(\d+)\*)?(.*?)(?:\^(\d+))?$`)

// pageOf is a page with tables: a line a row, cells between |, a blank line
// between two tables.
func pageOf(tables string) string {
	var b strings.Builder
	b.WriteString("<html><body><h1>某某市档案局2022年政府信息公开工作年度报告</h1>")
	for table := range strings.SplitSeq(strings.Trim(tables, "\n"), "\n\n") {
		b.WriteString("<table>")
		for line := range strings.SplitSeq(table, "\n") {
			b.WriteString("<tr>")
			for cell := range strings.SplitSeq(line, "|") {
				m := spans.FindStringSubmatch(strings.TrimSpace(cell))
				wide, high := "1", "1"
				if m[1] != "" {
					wide = m[1]
				}
				if m[3] != "" {
					high = m[3]
				}
				fmt.Fprintf(&b, `<td colspan="%s" rowspan="%s">%s</td>`, wide, high, m[2])
			}
			b.WriteString("</tr>")
		}
		b.WriteString("</table>")
	}
	return b.String() + "</body></html>"
}
