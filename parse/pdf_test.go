package parse

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"nianbao/report"
)

// testPDF is one reader for all tests: starting PDFium takes seconds.
var testPDF = sync.OnceValue(func() *pdfReader { return newPDFReader("") })

func readPDF(t testing.TB, body []byte) *report.Document {
	t.Helper()
	d := &report.Document{Status: report.OK}
	testPDF().read(body, d)
	checkSpans(t, d)
	return d
}

// checkSpans holds what must be true of every document: spans lie inside the
// text and follow one another, cells lie inside their table.
func checkSpans(t testing.TB, d *report.Document) {
	t.Helper()
	end := len([]rune(d.Text))
	last := 0
	for _, b := range d.Blocks {
		if b.Start < last || b.End < b.Start || b.End > end {
			t.Fatalf("block %v after %d in a text of %d runes", b.Span, last, end)
		}
		last = b.End
		if b.Page < 1 || b.Box == nil {
			t.Errorf("block %q has no page or no box", d.Slice(b.Span))
		}
	}
	for _, tab := range d.Tables {
		at := tab.Start
		for _, c := range tab.Cells {
			if c.Start < at || c.End < c.Start || c.End > tab.End {
				t.Fatalf("cell %v after %d in table %v", c.Span, at, tab.Span)
			}
			at = c.End
			if c.Page < 1 || c.Box == nil || c.RowSpan < 1 || c.ColSpan < 1 || c.Row+c.RowSpan > tab.Rows || c.Col+c.ColSpan > tab.Cols {
				t.Errorf("cell %+v does not fit a table of %d x %d", c, tab.Rows, tab.Cols)
			}
		}
	}
	for _, i := range d.Issues {
		if i.Start < 0 || i.End < i.Start || i.End > end {
			t.Errorf("issue %v in a text of %d runes", i, end)
		}
	}
}

func blocksOf(d *report.Document) (out []string) {
	for _, b := range d.Blocks {
		out = append(out, fmt.Sprintf("%s %d: %s", b.Kind, b.Page, d.Slice(b.Span)))
	}
	return out
}

// cycle is a sentence of 61 characters.
const cycle = "镇里设专人按月更新一次目录并且把办理时限写进制度按季度通报各村的公开情况和群众意见年底前把全年的目录装订成册放在办事大厅。"

func TestPDFParagraphs(t *testing.T) {
	var m pdfMaker
	m.title = "青石镇2020年政府信息公开工作年度报告"
	m.page()
	m.text(177, 740, 20, "青石镇人民政府二〇二〇年")
	m.text(197, 712, 20, "政府信息公开年度报告")
	y := m.paragraph(117, 660, "一、总体情况")
	y = m.paragraph(117, y, "本镇全年主动公开政府信息1136条，其中网站公开982条，公开栏公开154条，办结申请3件，答复率达到100%，比上年多5件。")
	m.paragraph(117, y, "另有咨询9 310人次，邮箱为qsz@example.com。")
	m.paragraph(117, 100, cycle+cycle[:27*3])
	m.text(280, 40, 12, "- 1 -")
	m.page()
	m.text(480, 810, 9, "内部资料请勿外传")
	m.text(117, 760, 12, cycle[27*3:57*3])
	m.text(117, 740, 12, cycle[57*3:])
	y = m.paragraph(117, 720, "二、不足")
	y = m.paragraph(117, y, "栏目更新慢。")
	m.text(357, y-20, 12, "青石镇人民政府")
	m.text(369, y-40, 12, "2021年1月5日")
	m.text(280, 40, 12, "- 2 -")
	m.page()
	m.text(480, 810, 9, "内部资料请勿外传")
	m.paragraph(117, 740, "附录另发。")
	m.text(280, 40, 12, "- 3 -")

	d := readPDF(t, m.bytes())
	want := []string{
		"title 1: 青石镇人民政府二〇二〇年政府信息公开年度报告",
		"heading 1: 一、总体情况",
		"paragraph 1: 本镇全年主动公开政府信息1136条，其中网站公开982条，公开栏公开154条，办结申请3件，答复率达到100%，比上年多5件。",
		"paragraph 1: 另有咨询9 310人次，邮箱为qsz@example.com。",
		"paragraph 1: " + cycle + cycle,
		"furniture 1: - 1 -",
		"furniture 2: 内部资料请勿外传",
		"heading 2: 二、不足",
		"paragraph 2: 栏目更新慢。",
		"paragraph 2: 青石镇人民政府",
		"paragraph 2: 2021年1月5日",
		"furniture 2: - 2 -",
		"furniture 3: 内部资料请勿外传",
		"paragraph 3: 附录另发。",
		"furniture 3: - 3 -",
	}
	if diff := cmp.Diff(want, blocksOf(d)); diff != "" {
		t.Errorf("blocks (-want +got):\n%s", diff)
	}
	if d.Status != report.OK || d.Meta.Title != m.title || d.Reader != report.ReadPDFium || len(d.Issues) != 0 {
		t.Errorf("status %s, title %q, reader %s, issues %v", d.Status, d.Meta.Title, d.Reader, d.Issues)
	}
}

// ruledTable draws a heading and a table with merged cells: labels over several
// rows, a heading over several columns.
func ruledTable(m *pdfMaker) {
	m.text(90, 752, 14, "三、收到和处理申请情况")
	m.cell(90, 660, 250, 740, "（本列数据的勾稽关系为：\n第一项等于第二项）")
	m.cell(250, 700, 400, 740, "申请人情况")
	m.cell(250, 660, 300, 700, "自然人")
	m.cell(300, 660, 350, 700, "商业\n企业")
	m.cell(350, 660, 400, 700, "总计")
	m.cell(90, 580, 150, 660, "三、办\n理结果")
	for i, row := range [][]string{{"（一）予以公开", "12", "", "12"}, {"（二）部分公开", "1,2\n34", "/", "6"}} {
		top := 660 - float64(i)*40
		m.cell(150, top-40, 250, top, row[0])
		for c, s := range row[1:] {
			x := 250 + float64(c)*50
			m.cell(x, top-40, x+50, top, s)
		}
	}
	// The last number is broader than its cell.
	m.cell(90, 550, 250, 580, "四、合计").cell(250, 550, 300, 580, "18").cell(300, 550, 350, 580, "2").cell(350, 550, 400, 580, "12345678901")
}

func TestPDFTable(t *testing.T) {
	var m pdfMaker
	m.page()
	ruledTable(&m)
	m.text(90, 500, 12, "以上数字截至年底。")
	d := readPDF(t, m.bytes())
	want := []string{
		"heading 1: 三、收到和处理申请情况",
		"table 1: （本列数据的勾稽关系为：第一项等于第二项） | 申请人情况\n" +
			"自然人 | 商业企业 | 总计\n" +
			"三、办理结果 | （一）予以公开 | 12 |  | 12\n" +
			"（二）部分公开 | 1,234 | / | 6\n" +
			"四、合计 | 18 | 2 | 12345678901",
		"paragraph 1: 以上数字截至年底。",
	}
	if diff := cmp.Diff(want, blocksOf(d)); diff != "" {
		t.Fatalf("blocks (-want +got):\n%s", diff)
	}
	tab := d.Tables[0]
	if tab.Rows != 5 || tab.Cols != 5 || tab.Caption != "三、收到和处理申请情况" {
		t.Errorf("table of %d x %d, caption %q, want 5 x 5 with its heading", tab.Rows, tab.Cols, tab.Caption)
	}
	first := tab.Cells[0]
	if first.RowSpan != 2 || first.ColSpan != 2 {
		t.Errorf("first cell spans %d x %d, want 2 x 2", first.RowSpan, first.ColSpan)
	}
	box := report.Box{90, 660, 250, 740}
	if diff := cmp.Diff(&box, first.Box); diff != "" {
		t.Errorf("box of the first cell (-want +got):\n%s", diff)
	}
}

// A paragraph over two pages knows where each of its lines stands.
func TestPDFLineBoxes(t *testing.T) {
	var m pdfMaker
	m.page()
	m.paragraph(117, 100, cycle+cycle[:27*3])
	m.page()
	m.text(117, 760, 12, cycle[27*3:57*3])
	m.text(117, 740, 12, cycle[57*3:])
	d := readPDF(t, m.bytes())
	b := &d.Blocks[0]
	if d.Slice(b.Span) != cycle+cycle || len(b.Lines) != 5 {
		t.Fatalf("%d lines of %q", len(b.Lines), d.Slice(b.Span))
	}
	if at := b.Lines[0].Box[1]; at < 90 || at > 101 || b.Lines[0].Page != 1 {
		t.Errorf("first line %+v, want it on page 1 at 100", b.Lines[0])
	}
	page, box := b.Where(report.Span{Start: b.End - 3, End: b.End})
	if page != 2 || box[1] < 730 || box[3] > 755 {
		t.Errorf("the end stands on page %d at %v, want page 2 at 740", page, *box)
	}
}

func TestPDFUnreadable(t *testing.T) {
	empty, password := "", "geheim"
	plain := func() *pdfMaker {
		var m pdfMaker
		m.page()
		m.paragraph(90, 700, "本镇全年主动公开政府信息1136条。")
		return &m
	}
	whole := plain().bytes()
	locked, open, scan, blank, mixed, garbled := plain(), plain(), &pdfMaker{}, &pdfMaker{}, plain(), plain()
	locked.password, open.password = &password, &empty
	scan.page().picture().page().picture()
	blank.page()
	mixed.page().picture().page().picture()
	garbled.unnamed = true
	garbled.pages[0].Reset()
	garbled.write("BT /F1 12 Tf 1 0 0 1 90 700 Tm <0003000400050006000700080009000A0F0113021403> Tj ET\n")
	tests := []struct {
		name   string
		body   []byte
		status report.Status
		reason report.Reason
		text   string
	}{
		{"whole", whole, report.OK, "", "本镇全年主动公开政府信息1136条。"},
		{"a password is needed", locked.bytes(), report.Unreadable, report.Encrypted, ""},
		{"opens without a password", open.bytes(), report.OK, "", "本镇全年主动公开政府信息1136条。"},
		{"cut off early", whole[:400], report.Unreadable, report.Truncated, ""},
		{"no PDF", []byte("%PDF-1.4\nnothing\n%%EOF\n"), report.Unreadable, report.Malformed, ""},
		{"no text layer", scan.bytes(), report.Unreadable, report.NeedsOCR, ""},
		{"nothing drawn", blank.bytes(), report.Unreadable, report.Empty, ""},
		{"some pages are pictures", mixed.bytes(), report.Partial, report.NeedsOCR, "本镇全年主动公开政府信息1136条。"},
		{"unnamed characters", garbled.bytes(), report.Unreadable, report.Mojibake, ""},
		{"a page tree that holds itself", selfReferring(), report.Unreadable, report.Empty, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := readPDF(t, tt.body)
			if d.Status != tt.status || d.Reason != tt.reason {
				t.Errorf("status %s, reason %q (%s), want %s, %q", d.Status, d.Reason, d.Detail, tt.status, tt.reason)
			}
			if d.Status != report.OK && d.Detail == "" {
				t.Error("no detail for people")
			}
			if tt.text != "" && d.Text != tt.text {
				t.Errorf("text %q, want %q", d.Text, tt.text)
			}
		})
	}
	d := readPDF(t, mixed.bytes())
	if !strings.Contains(d.Detail, "page 2-3") || len(d.Issues) != 2 || d.Issues[0].Kind != report.IssuePageUnreadable {
		t.Errorf("detail %q, issues %v, want pages 2-3 named", d.Detail, d.Issues)
	}
}

func TestPDFLimits(t *testing.T) {
	var m pdfMaker
	for range maxPDFPages + 2 {
		m.page().text(90, 700, 12, "一页")
	}
	body := m.bytes()
	d := readPDF(t, body)
	if d.Status != report.Partial || d.Reason != report.TooLarge || len(d.Blocks) != maxPDFPages {
		t.Errorf("%d pages: %s %s (%s), %d blocks", maxPDFPages+2, d.Status, d.Reason, d.Detail, len(d.Blocks))
	}
	late := newPDFReader("")
	defer late.close()
	if f := late.engine.read(body, time.Nanosecond); !errors.Is(f.err, context.DeadlineExceeded) {
		t.Errorf("no time: %v", f.err)
	}
}

func TestPDFColumns(t *testing.T) {
	var m pdfMaker
	m.page()
	m.text(197, 780, 14, "青石镇公报第一期")
	runes := []rune(strings.Repeat(cycle, 5))
	for i := range 10 {
		m.text(60, 740-20*float64(i), 12, string(runes[18*i:18*i+18]))
		m.text(310, 740-20*float64(i), 12, string(runes[180+12*i:192+12*i]))
	}
	d := readPDF(t, m.bytes())
	want := "青石镇公报第一期\n" + string(runes[:300]) // the right column goes on with the left one's sentence
	if d.Text != want {
		t.Errorf("text %q, want %q", d.Text, want)
	}
}

// Figures of two lines without Chinese are two, those of Chinese lines may be one.
func TestPDFLineEnds(t *testing.T) {
	for _, tt := range []struct{ first, second, want string }{
		{"全年公开政府信息一千一百三十六条另有1", "136条。", "1136条。"},
		{"in 2016 there were 3179 items of which 12", "40 were notes", "12 40 were notes"},
		{"www.example.com/reports/of/2016/and/20", "17.html", "2017.html"},
	} {
		var m pdfMaker
		m.page()
		m.text(100, 700, 12, tt.first).text(100, 680, 12, tt.second)
		if d := readPDF(t, m.bytes()); !strings.HasSuffix(d.Text, tt.want) {
			t.Errorf("text %q, want it to end %q", d.Text, tt.want)
		}
	}
}

// A comparison prints the old text on the left and the new on the right: no
// line goes on in the other column, however few and at whatever height.
func TestPDFComparison(t *testing.T) {
	left := []string{"本镇全年主动公开政府信息1136条，其中网站", "公开982条，公开栏公开154条，办结申请3件，", "答复率达到100%，比上年多5件。", "全年未发生行政复议。"}
	right := []string{"本镇全年主动公开政府信息1236条，其中网站", "公开1082条，公开栏公开154条，办结申请4件，", "答复率达到100%，比上年多6件。"}
	for _, lower := range []float64{0, 3, 9} {
		var m pdfMaker
		m.page()
		m.text(220, 780, 14, "年度报告修改前后对照")
		for i, l := range left {
			m.text(60, 740-20*float64(i), 10, l)
		}
		for i, l := range right {
			m.text(320, 740-lower-20*float64(i), 10, l)
		}
		d := readPDF(t, m.bytes())
		want := []string{
			"title 1: 年度报告修改前后对照",
			"paragraph 1: " + strings.Join(left[:3], ""),
			"paragraph 1: " + left[3],
			"paragraph 1: " + strings.Join(right, ""),
		}
		if diff := cmp.Diff(want, blocksOf(d)); diff != "" {
			t.Errorf("%g points lower (-want +got):\n%s", lower, diff)
		}
	}
}

// A frame with one filled cell is no table: its text is prose.
func TestPDFFrame(t *testing.T) {
	var m pdfMaker
	m.page()
	m.cell(80, 600, 510, 760, "").cell(80, 580, 510, 600, "")
	m.paragraph(117, 700, cycle)
	d := readPDF(t, m.bytes())
	if len(d.Tables) != 0 || len(d.Blocks) != 1 || d.Text != cycle {
		t.Errorf("%d tables, %q", len(d.Tables), blocksOf(d))
	}
}

func TestSaneTitle(t *testing.T) {
	tests := []struct{ title, want string }{
		{"Microsoft Word - 青石镇2020年度报告.doc", "青石镇2020年度报告"},
		{"青石镇2020年度报告.pdf", "青石镇2020年度报告"},
		{"  青石镇\n年度报告 \x00", "青石镇 年度报告"},
		{"untitled", ""},
		{"文档1", ""},
		{"ÇàÊ¯Õò2020Äê¶È±¨¸æ", ""},
		{"\ue5e5\ue5e6\ue5e7报告年度", ""},
		{strings.Repeat("年度报告", 100), ""},
	}
	for _, tt := range tests {
		if got := saneTitle(tt.title); got != tt.want {
			t.Errorf("saneTitle(%q) = %q, want %q", tt.title, got, tt.want)
		}
	}
}

func TestListOf(t *testing.T) {
	for want, pages := range map[string][]int{"1": {1}, "1-3": {1, 2, 3}, "1, 3-4, 9": {1, 3, 4, 9}} {
		if got := listOf(pages); got != want {
			t.Errorf("listOf(%v) = %q, want %q", pages, got, want)
		}
	}
}

func TestClaimsTooMuch(t *testing.T) {
	for body, want := range map[string]bool{
		"trailer<</Size 12>>":             false,
		"trailer<</Size 2000000000>>":     true,
		"9223372036854775807 beginbfchar": true,
		"/Size 99999999999999999999":      true,
	} {
		if got := claimsTooMuch([]byte(body)); got != want {
			t.Errorf("claimsTooMuch(%q) = %v, want %v", body, got, want)
		}
	}
}

func selfReferring() []byte {
	var m pdfMaker
	objects := make([]string, 8)
	for i := range objects {
		objects[i] = "null"
	}
	objects[0] = "<</Type/Catalog/Pages 2 0 R>>"
	objects[1] = "<</Type/Pages/Kids[2 0 R]/Count 2147483647/Parent 2 0 R>>"
	return m.file(objects)
}

func TestPDFTruncatedAnywhere(t *testing.T) {
	var m pdfMaker
	m.page()
	ruledTable(&m)
	whole := m.bytes()
	for n := 0; n < len(whole)-10; n += len(whole) / 40 {
		if d := readPDF(t, whole[:n]); d.Status == report.OK {
			t.Errorf("the first %d of %d bytes: status ok", n, len(whole))
		}
	}
}

func TestPDFRotated(t *testing.T) {
	want := "一、本年新收 | 21\n二、上年结转 | 0"
	for _, turn := range []int{0, 90, 180, 270} {
		var m pdfMaker
		m.rotate = turn
		m.page()
		// What a viewer turns clockwise is drawn turned anticlockwise.
		m.write("q %s cm\n", map[int]string{0: "1 0 0 1 0 0", 90: "0 1 -1 0 595 0", 180: "-1 0 0 -1 595 842", 270: "0 -1 1 0 0 842"}[turn])
		m.cell(100, 500, 200, 530, "一、本年新收").cell(200, 500, 260, 530, "21")
		m.cell(100, 470, 200, 500, "二、上年结转").cell(200, 470, 260, 500, "0")
		m.write("Q\n")
		d := readPDF(t, m.bytes())
		if d.Text != want {
			t.Errorf("turned by %d: %q, want %q", turn, d.Text, want)
			continue
		}
		if b := d.Tables[0].Cells[0].Box; *b != (report.Box{100, 500, 200, 530}) {
			t.Errorf("turned by %d: box %v of the first cell", turn, *b)
		}
	}
}

func TestPDFConcurrent(t *testing.T) {
	var m pdfMaker
	m.page()
	ruledTable(&m)
	body := m.bytes()
	want := readPDF(t, body).Text
	var wg sync.WaitGroup
	for range 6 {
		wg.Go(func() {
			d := &report.Document{}
			testPDF().read(body, d)
			if d.Text != want {
				t.Errorf("text %q, want %q", d.Text, want)
			}
		})
	}
	wg.Wait()
}

func TestPDFCache(t *testing.T) {
	if testing.Short() {
		t.Skip("compiles PDFium twice")
	}
	var m pdfMaker
	m.page()
	m.paragraph(90, 700, "本镇公开政府信息。")
	dir := filepath.Join(t.TempDir(), "made", "when missing")
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, cache := range []string{dir, filepath.Join(file, "no folder can be here")} {
		r := newPDFReader(cache)
		d := &report.Document{}
		r.read(m.bytes(), d)
		if d.Status != report.OK {
			t.Errorf("cache %s: %s %s", cache, d.Status, d.Detail)
		}
		if err := r.close(); err != nil {
			t.Errorf("close: %v", err)
		}
		r.read(m.bytes(), d)
		if d.Status != report.Unreadable || d.Reason != report.Crashed {
			t.Errorf("read after close: %s %s", d.Status, d.Reason)
		}
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) == 0 {
		t.Errorf("nothing in the cache directory: %v", err)
	}
}

func FuzzPDF(f *testing.F) {
	var m pdfMaker
	m.page()
	ruledTable(&m)
	m.page().picture()
	f.Add(m.bytes())
	f.Add(selfReferring())
	f.Add(bytes.Replace(m.bytes(), []byte("/Count 2"), []byte("/Count 9"), 1))
	f.Fuzz(func(t *testing.T, body []byte) {
		readPDF(t, body)
	})
}

func BenchmarkPDF(b *testing.B) {
	var m pdfMaker
	for range 3 {
		m.page()
		ruledTable(&m)
		m.paragraph(117, 500, strings.Repeat(cycle, 8))
	}
	body := m.bytes()
	readPDF(b, body)
	for b.Loop() {
		testPDF().read(body, &report.Document{})
	}
}
