package extract

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"nianbao/normalize"
	"nianbao/report"
)

// tablesOf makes a document of tables written as lines of cells: "a | b" is a
// row, "2*a" spans two columns, "a^3" three rows; an empty line ends a table.
// A cell covered by one above is left out.
func tablesOf(year int, text string) *report.Document {
	d := &report.Document{Year: year, Reader: report.ReadText, Script: report.Hans}
	var b report.Builder
	for part := range strings.SplitSeq(strings.Trim(text, "\n"), "\n\n") {
		d.Tables = append(d.Tables, tableOf(&b, strings.Split(part, "\n")))
		b.Add("\n")
	}
	d.Text = b.String()
	for i := range d.Tables {
		for k := range d.Tables[i].Cells {
			c := &d.Tables[i].Cells[k]
			c.Norm = normalize.New(d.Slice(c.Span), c.Start)
		}
	}
	return d
}

func tableOf(b *report.Builder, lines []string) report.Table {
	t := report.Table{Rows: len(lines)}
	taken := map[[2]int]bool{}
	for r, line := range lines {
		col := 0
		for _, text := range strings.Split(line, "|") {
			c := report.Cell{Row: r, RowSpan: 1, ColSpan: 1}
			text = strings.TrimSpace(text)
			if n, rest, ok := strings.Cut(text, "*"); ok {
				c.ColSpan, text = span(n), rest
			}
			if rest, n, ok := strings.Cut(text, "^"); ok {
				c.RowSpan, text = span(n), rest
			}
			for taken[[2]int{r, col}] {
				col++
			}
			c.Col, c.Span = col, b.Add(text)
			for i := range c.RowSpan {
				for k := range c.ColSpan {
					taken[[2]int{r + i, col + k}] = true
				}
			}
			b.Add(" | ")
			col += c.ColSpan
			t.Cols = max(t.Cols, col)
			t.Cells = append(t.Cells, c)
		}
		b.Add("\n")
	}
	return t
}

func span(s string) int {
	n, _ := strconv.Atoi(s)
	return min(max(n, 1), 30)
}

// lines writes figures for comparison: code, role but level, value or status, unit.
func lines(figures []report.Figure) []string {
	var out []string
	for _, g := range figures {
		s := g.Code().String()
		if g.Indicator == "" || g.Part != "" {
			s += " " + g.Label
		}
		if g.Role != report.Level {
			s += " " + string(g.Role) + strings.Trim(" "+g.Period, " ")
		}
		if g.Status == report.Printed {
			s += " " + string(g.Value) + g.Unit
		} else {
			s += " " + string(g.Status)
		}
		out = append(out, s)
	}
	return out
}

func issues(d *report.Document) []string {
	var out []string
	for _, i := range d.Issues {
		out = append(out, string(i.Kind)+" "+i.Detail)
	}
	return out
}

func TestReadTables(t *testing.T) {
	forms := placesOf(loadBook(t))
	for _, c := range formCases {
		t.Run(c.name, func(t *testing.T) {
			d := tablesOf(c.year, c.tables)
			d.Figures = readTables(d, forms)
			if got, want := strings.Join(lines(d.Figures), "\n"), strings.Trim(c.want, "\n"); got != want {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
			if got := issues(d); !slices.Equal(got, c.issues) {
				t.Errorf("issues %q, want %q", got, c.issues)
			}
			if d.Era != c.era {
				t.Errorf("era %q, want %q", d.Era, c.era)
			}
			checkQuotes(t, c.name, d)
		})
	}
}
