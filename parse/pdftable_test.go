package parse

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"nianbao/report"
)

// row draws one row of a table of a label and two numbers, 30 points high.
func (m *pdfMaker) row(y float64, label, a, b string) {
	m.cell(90, y, 250, y+30, label).cell(250, y, 330, y+30, a).cell(330, y, 400, y+30, b)
}

func TestPDFTableOverPages(t *testing.T) {
	head := func(m *pdfMaker, y float64) { m.row(y, "项目", "本年\n数量", "累计") }
	tests := []struct {
		name         string
		first, other func(m *pdfMaker)
		want         string
	}{
		{
			"between two rows",
			func(m *pdfMaker) { head(m, 120); m.row(90, "1.规章", "1", "2") },
			func(m *pdfMaker) { m.row(750, "2.行政规范性文件", "3", "4") },
			"项目 | 本年数量 | 累计\n1.规章 | 1 | 2\n2.行政规范性文件 | 3 | 4",
		},
		{
			"the heading is repeated",
			func(m *pdfMaker) { head(m, 120); m.row(90, "1.规章", "1", "2") },
			func(m *pdfMaker) { head(m, 750); m.row(720, "2.行政规范性文件", "3", "4") },
			"项目 | 本年数量 | 累计\n1.规章 | 1 | 2\n2.行政规范性文件 | 3 | 4",
		},
		{
			"called continued",
			func(m *pdfMaker) { head(m, 120); m.row(90, "1.规章", "1", "2") },
			func(m *pdfMaker) {
				m.text(200, 785, 10, "（续表）")
				m.row(750, "2.行政规范性文件", "3", "4")
			},
			"项目 | 本年数量 | 累计\n1.规章 | 1 | 2\n2.行政规范性文件 | 3 | 4",
		},
		{
			"through a row",
			func(m *pdfMaker) { head(m, 120); m.row(90, "1.没有现成信息需要由本级机关", "5", "6") },
			func(m *pdfMaker) { m.row(750, "另行制作", "", ""); m.row(720, "2.其他", "7", "8") },
			"项目 | 本年数量 | 累计\n1.没有现成信息需要由本级机关另行制作 | 5 | 6\n2.其他 | 7 | 8",
		},
		{
			"blank cells are no cut row",
			func(m *pdfMaker) { head(m, 120); m.row(90, "1.规章", "5", "6") },
			func(m *pdfMaker) { m.row(750, "2.行政规范性文件", "", "") },
			"项目 | 本年数量 | 累计\n1.规章 | 5 | 6\n2.行政规范性文件 |  | ",
		},
		{
			"a blank cell above one that does not apply",
			func(m *pdfMaker) { head(m, 120); m.row(90, "1.规章", "5", "") },
			func(m *pdfMaker) { m.row(750, "2.行政规范性文件", "/", "/") },
			"项目 | 本年数量 | 累计\n1.规章 | 5 | \n2.行政规范性文件 | / | /",
		},
		{
			"a label for several rows, printed on the first page",
			func(m *pdfMaker) {
				m.cell(90, 90, 150, 150, "（一）\n结果")
				m.cell(150, 120, 250, 150, "1.维持").cell(250, 120, 330, 150, "1").cell(330, 120, 400, 150, "2")
				m.cell(150, 90, 250, 120, "2.纠正").cell(250, 90, 330, 120, "3").cell(330, 90, 400, 120, "4")
			},
			func(m *pdfMaker) {
				m.cell(90, 750, 150, 780, "")
				m.cell(150, 750, 250, 780, "3.其他").cell(250, 750, 330, 780, "5").cell(330, 750, 400, 780, "6")
				m.cell(90, 720, 250, 750, "（二）合计").cell(250, 720, 330, 750, "9").cell(330, 720, 400, 750, "12")
			},
			"（一）结果 | 1.维持 | 1 | 2\n2.纠正 | 3 | 4\n3.其他 | 5 | 6\n（二）合计 | 9 | 12",
		},
		{
			"a label for several rows, broken",
			func(m *pdfMaker) {
				m.cell(90, 90, 150, 150, "（四）无法")
				m.cell(150, 120, 250, 150, "1.不掌握").cell(250, 120, 330, 150, "1").cell(330, 120, 400, 150, "2")
				m.cell(150, 90, 250, 120, "2.不存在").cell(250, 90, 330, 120, "3").cell(330, 90, 400, 120, "4")
			},
			func(m *pdfMaker) {
				m.cell(90, 750, 150, 780, "提供")
				m.cell(150, 750, 250, 780, "3.不明确").cell(250, 750, 330, 780, "5").cell(330, 750, 400, 780, "6")
			},
			"（四）无法提供 | 1.不掌握 | 1 | 2\n2.不存在 | 3 | 4\n3.不明确 | 5 | 6",
		},
		{
			"no border at the page end",
			func(m *pdfMaker) {
				head(m, 120)
				for _, x := range []float64{90, 250, 330, 400} {
					m.line(x, 120, x, 85)
				}
				m.inside(90, 90, 250, 120, "1.规章").inside(250, 90, 330, 120, "1").inside(330, 90, 400, 120, "2")
			},
			func(m *pdfMaker) {
				for _, x := range []float64{90, 250, 330, 400} {
					m.line(x, 785, x, 720)
				}
				m.line(90, 750, 400, 750).line(90, 720, 400, 720)
				m.inside(90, 750, 250, 785, "2.其他").inside(250, 750, 330, 785, "3").inside(330, 750, 400, 785, "4")
				m.inside(90, 720, 250, 750, "合计").inside(250, 720, 330, 750, "4").inside(330, 720, 400, 750, "6")
			},
			"项目 | 本年数量 | 累计\n1.规章 | 1 | 2\n2.其他 | 3 | 4\n合计 | 4 | 6",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var m pdfMaker
			m.page()
			tt.first(&m)
			m.text(290, 40, 10, "— 7 —")
			m.page()
			tt.other(&m)
			m.text(290, 40, 10, "— 8 —")
			d := readPDF(t, m.bytes())
			if len(d.Tables) != 1 {
				t.Fatalf("%d tables: %q", len(d.Tables), blocksOf(d))
			}
			if diff := cmp.Diff(tt.want, d.Slice(d.Tables[0].Span)); diff != "" {
				t.Errorf("text (-want +got):\n%s", diff)
			}
			if rows := strings.Count(tt.want, "\n") + 1; d.Tables[0].Rows != rows {
				t.Errorf("%d rows, want %d", d.Tables[0].Rows, rows)
			}
		})
	}
}

// A cell that the page end cuts stands where its number is printed.
func TestPDFCutRowPlaces(t *testing.T) {
	var m pdfMaker
	m.page()
	m.row(120, "项目", "本年", "累计")
	m.row(90, "1.没有现成信息需要由本级机关", "", "")
	m.page()
	m.row(750, "另行制作", "5", "6")
	d := readPDF(t, m.bytes())
	if want := "项目 | 本年 | 累计\n1.没有现成信息需要由本级机关另行制作 | 5 | 6"; d.Text != want {
		t.Fatalf("text %q, want %q", d.Text, want)
	}
	for _, c := range d.Tables[0].Cells[4:] {
		if c.Page != 2 || c.Box[1] != 750 {
			t.Errorf("%s stands on page %d at %v, want page 2 at 750", d.Slice(c.Span), c.Page, *c.Box)
		}
	}
}

// Tables of two widths, or with words between them, are two.
func TestPDFTablesApart(t *testing.T) {
	for _, heading := range []string{"四、行政复议", ""} {
		var m pdfMaker
		m.page()
		m.row(90, "1.规章", "1", "2")
		m.page()
		right := 400.0
		if heading == "" {
			right = 500
		}
		m.text(90, 790, 12, heading)
		m.cell(90, 750, 200, 780, "结果维持").cell(200, 750, right, 780, "3")
		if d := readPDF(t, m.bytes()); len(d.Tables) != 2 {
			t.Errorf("heading %q: %d tables: %q", heading, len(d.Tables), d.Text)
		}
	}
}

func TestTablesOf(t *testing.T) {
	h := func(y, x0, x1 float64) pdfRule { return pdfRule{false, y, x0, x1} }
	v := func(x, y0, y1 float64) pdfRule { return pdfRule{true, x, y0, y1} }
	frame := []pdfRule{h(0, 0, 90), h(60, 0, 90), v(0, 0, 60), v(90, 0, 60)}
	tests := []struct {
		name  string
		rules []pdfRule
		want  string // of each cell: row, column, rows, columns
	}{
		{"nothing", nil, ""},
		{"a frame is no table", frame, ""},
		{"an underline", []pdfRule{h(0, 0, 90)}, ""},
		{"two cells", append(frame, v(30, 0, 60)), "0,0,1,1 0,1,1,1"},
		{"not quite meeting", []pdfRule{h(0, 1, 89), h(60.6, 0, 91), v(0, 1, 59), v(90.5, 0, 62), v(30, -1, 61)}, "0,0,1,1 0,1,1,1"},
		{"in pieces and doubled", []pdfRule{h(0, 0, 40), h(0, 41, 90), h(1.5, 0, 90), h(60, 0, 90), v(0, 0, 60), v(90, 0, 60), v(30, 0, 31), v(30.4, 30, 60)}, "0,0,1,1 0,1,1,1"},
		{"merged columns", append(frame, h(30, 0, 90), v(30, 0, 30)), "0,0,1,2 1,0,1,1 1,1,1,1"},
		{"merged rows", append(frame, h(30, 30, 90), v(30, 0, 60)), "0,0,2,1 0,1,1,1 1,1,1,1"},
		{"no rectangle", append(frame, h(30, 0, 30), v(30, 30, 60)), "0,0,1,1 0,1,1,1 1,0,1,2"},
		{"open sides", []pdfRule{h(0, 0, 90), h(30, 0, 90), h(60, 0, 90), v(30, 0, 60)}, "0,0,1,1 0,1,1,1 1,0,1,1 1,1,1,1"},
		{"the page ends", []pdfRule{h(60, 0, 90), h(30, 0, 90), v(0, 0, 60), v(30, 0, 60), v(90, 0, 60)}, "0,0,1,1 0,1,1,1 1,0,1,1 1,1,1,1"},
		{"two tables", append(append([]pdfRule{h(100, 0, 90), h(130, 0, 90), v(0, 100, 130), v(90, 100, 130), v(50, 100, 130)}, frame...), v(30, 0, 60)), "0,0,1,1 0,1,1,1 0,0,1,1 0,1,1,1"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			for _, tab := range tablesOf(1, tt.rules) {
				for _, c := range tab.cells {
					got = append(got, fmt.Sprintf("%d,%d,%d,%d", c.row, c.col, c.rows, c.cols))
				}
			}
			if s := strings.Join(got, " "); s != tt.want {
				t.Errorf("cells %s, want %s", s, tt.want)
			}
		})
	}
}

func TestPDFThinRectangles(t *testing.T) {
	var m pdfMaker
	m.page()
	for _, y := range []float64{500, 530, 560} {
		m.write("%g %g %g %g re f\n", 100.0, y, 160.0, 0.6)
	}
	for _, x := range []float64{100, 200, 260} {
		m.write("%g %g %g %g re f\n", x, 500.0, 0.6, 60.0)
	}
	m.write("0.8 g 100 530 160 30 re f\n0 g\n") // shading is no line
	m.inside(100, 530, 200, 560, "项目").inside(200, 530, 260, 560, "件数").inside(100, 500, 200, 530, "规章").inside(200, 500, 260, 530, "3")
	if d := readPDF(t, m.bytes()); d.Text != "项目 | 件数\n规章 | 3" {
		t.Errorf("text %q", d.Text)
	}
}

func TestPDFCellNumbers(t *testing.T) {
	tests := []struct {
		name, cell, want string
	}{
		{"broken within a group", "12,3\n45", "12,345"},
		{"broken after the point", "103.\n38", "103.38"},
		{"two of them", "12\n34", "12 34"},
		{"a number and words", "12\n件", "12件"},
		{"a column of them", "123456789012\n210987654321\n123456789012\n210987654321", "123456789012 210987654321 123456789012 210987654321"},
		{"times", "049 12:30\n049 12:31", "049 12:30 049 12:31"},
		{"lines of several", "63   3.47   67.02\n1752   96.53   67", "63  3.47  67.02 1752  96.53  67"},
		{"Latin words", "PDF\nfile", "PDF file"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var m pdfMaker
			m.page()
			m.cell(100, 500, 200, 550, "规章").cell(200, 500, 280, 550, tt.cell)
			d := readPDF(t, m.bytes())
			if want := "规章 | " + tt.want; d.Text != want {
				t.Errorf("text %q, want %q", d.Text, want)
			}
		})
	}
	var m pdfMaker
	m.page()
	m.cell(100, 500, 200, 550, "规章").cell(200, 500, 236, 550, "123456\n789")
	if d := readPDF(t, m.bytes()); d.Text != "规章 | 123456789" {
		t.Errorf("broken by the width of its cell: %q", d.Text)
	}
}

func TestSecondReader(t *testing.T) {
	var m pdfMaker
	m.page()
	// The font's map says that the sign 7 is a 1; the second reader knows the
	// encoding but not the map.
	m.toUni = "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapType 2 def 1 begincodespacerange <0000> <FFFF> endcodespacerange 1 beginbfchar <0037> <0031> endbfchar endcmap end end"
	m.paragraph(90, 700, "全年收到申请3179件，办结3086件，公开信息5500条，解读21篇，培训4次。")
	d := readPDF(t, m.bytes())
	if want := "全年收到申请3119件，办结3086件，公开信息5500条，解读21篇，培训4次。"; d.Text != want {
		t.Fatalf("text %q, want %q", d.Text, want)
	}
	if len(d.Issues) != 1 || d.Issues[0].Kind != report.IssueReaders || d.Slice(d.Issues[0].Span) != "3119" {
		t.Errorf("issues %v, want one at 3119", d.Issues)
	}
	// Programs that believe the map like the first reader do not end the doubt:
	// what is printed is a 7.
	p := Options{Reread: func([]byte, int, int) ([]Rereading, error) {
		return []Rereading{{"pdftotext", []string{d.Text}}}, nil
	}}
	d = New(p).Document("", m.bytes(), "")
	if len(d.Issues) != 1 || d.Issues[0].Detail != "the second PDF reader reads 3179, not 3119, on page 1; pdftotext reads 3119" {
		t.Errorf("issues %v, want one at 3119 that says what else is read", d.Issues)
	}
}

func TestMissingNumerals(t *testing.T) {
	tests := []struct {
		numerals, text, want string
	}{
		{"3 12 3", "3件12件3件", ""},
		{"3 12 3", "3件12件", "3"},
		{"9 310", "共9310次", ""}, // a space that the other reader does not see
		{"9,310", "共9,310次", ""},
		{"21", "2件1件", "21"},
	}
	for _, tt := range tests {
		var numerals []pdfNumeral
		for _, s := range strings.Fields(tt.numerals) {
			numerals = append(numerals, pdfNumeral{text: s})
		}
		var got []string
		for _, n := range missingNumerals(numerals, tt.text) {
			got = append(got, n.text)
		}
		if s := strings.Join(got, " "); s != tt.want {
			t.Errorf("missingNumerals(%s, %q) = %q, want %q", tt.numerals, tt.text, s, tt.want)
		}
	}
}

func TestFurtherReaders(t *testing.T) {
	const first = "全年收到申请319件，办结3086件，公开信息5500条，解读21篇，培训4次。"
	reading := func(program, text string) Rereading { return Rereading{program, []string{text}} }
	tests := []struct {
		name     string
		readings []Rereading
		want     string // the end of the issue's detail; "" for no issue
	}{
		{"nobody else", nil, "does not read 319 on page 1"},
		{"both have it", []Rereading{reading("pdftotext", first), reading("mutool", first)}, ""},
		{"one has it, the other is not heard", []Rereading{reading("pdftotext", "x"), reading("mutool", first)}, ""},
		{"one has it", []Rereading{reading("pdftotext", first), reading("mutool", strings.Replace(first, "319", "3179", 1))}, "319 on page 1; pdftotext reads 319; mutool does not"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := &report.Document{Text: first}
			w := pdfWriter{d: d, pages: []pdfPiece{{report.Span{End: len([]rune(first))}, 1}}}
			asked := 0
			w.compare(map[int]string{1: strings.Replace(first, "到申请319", "到申请", 1)}, func(a, b int) []Rereading {
				asked++
				if a != 1 || b != 1 {
					t.Errorf("asked for the pages from %d to %d", a, b)
				}
				return tt.readings
			})
			got := ""
			if len(d.Issues) > 0 {
				got = d.Issues[0].Detail
			}
			if asked != 1 || (tt.want == "") != (got == "") || !strings.HasSuffix(got, tt.want) {
				t.Errorf("asked %d times, issues %v, want one that ends %q", asked, d.Issues, tt.want)
			}
		})
	}
	// Where all agree nobody else is asked.
	d := &report.Document{Text: first}
	w := pdfWriter{d: d, pages: []pdfPiece{{report.Span{End: len([]rune(first))}, 1}}}
	w.compare(map[int]string{1: first}, func(int, int) []Rereading {
		t.Error("asked though the two agree")
		return nil
	})
}
