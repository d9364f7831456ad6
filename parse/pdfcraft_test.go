package parse

import (
	"fmt"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"

	"nianbao/report"
)

const (
	craftedProse = "本镇全年主动公开政府信息1136条，其中网站公开982条，办结申请3件。"
	craftedText  = craftedProse + "\n一、本年新收 | 21\n二、上年结转 | 0"
)

// crafted draws a paragraph and a table.
func (m *pdfMaker) crafted(y float64) *pdfMaker {
	m.paragraph(100, y+200, craftedProse)
	m.cell(100, y+30, 200, y+60, "一、本年新收").cell(200, y+30, 260, y+60, "21")
	return m.cell(100, y, 200, y+30, "二、上年结转").cell(200, y, 260, y+30, "0")
}

func hexGBK(s string) string {
	b, err := simplifiedchinese.GBK.NewEncoder().String(s)
	if err != nil {
		panic(err)
	}
	return fmt.Sprintf("%X", b)
}

// Whatever way a page is turned, encoded, nested, doubled, locked or packed, it
// reads the same.
func TestPDFCrafted(t *testing.T) {
	turned := map[int]string{90: "0 1 -1 0 595 0", 180: "-1 0 0 -1 595 842", 270: "0 -1 1 0 0 842"}
	empty := ""
	tests := map[string]func(m *pdfMaker){}
	for turn, matrix := range turned {
		tests[fmt.Sprintf("turned by %d for the viewer only", turn)] = func(m *pdfMaker) {
			m.rotate = turn
			m.crafted(200)
		}
		tests[fmt.Sprintf("drawn turned by %d", turn)] = func(m *pdfMaker) {
			m.write("q %s cm\n", matrix).crafted(200).write("Q\n")
		}
	}
	for _, name := range []string{"GBK-EUC-H", "GBKp-EUC-H", "GB-EUC-H", "GBpc-EUC-H", "GBK2K-H"} {
		tests["the predefined "+name] = func(m *pdfMaker) {
			m.encoding, m.encode = name, hexGBK
			m.crafted(200)
		}
	}
	for _, name := range []string{"UniGB-UCS2-H", "UniGB-UTF16-H"} {
		tests["the predefined "+name] = func(m *pdfMaker) {
			m.encoding = name
			m.crafted(200)
		}
	}
	tests["forms within forms"] = func(m *pdfMaker) {
		var inner pdfMaker
		m.forms = []string{"/Matrix[1 0 0 1 0 100]\n/X2 Do", "\n" + inner.page().crafted(100).pages[0].String()}
		m.write("q 1 0 0 1 0 50 cm /X1 Do Q\n")
	}
	for _, times := range []int{2, 3} {
		tests[fmt.Sprintf("bold by printing it %d times", times)] = func(m *pdfMaker) {
			for i := range times {
				m.write("q 1 0 0 1 %g %g cm\n", 0.3*float64(i), 0.2*float64(i)).crafted(200).write("Q\n")
			}
		}
	}
	for name, lock := range map[string]pdfLock{"RC4, 40 bits": rc4Short, "RC4, 128 bits": rc4Long, "AES, 128 bits": aesShort, "AES, 256 bits": aesLong} {
		tests["locked without a password by "+name] = func(m *pdfMaker) {
			m.lock, m.password = lock, &empty
			m.crafted(200)
		}
	}
	tests["packed in streams"] = func(m *pdfMaker) {
		m.packed = true
		m.crafted(200)
	}
	for name, draw := range tests {
		t.Run(name, func(t *testing.T) {
			var m pdfMaker
			draw(m.page())
			d := readPDF(t, m.bytes())
			if d.Text != craftedText || len(d.Tables) != 1 || d.Status != report.OK || len(d.Issues) > 0 {
				t.Errorf("%s %s %s, %d tables, issues %v, text %q, want %q", d.Status, d.Reason, d.Detail, len(d.Tables), d.Issues, d.Text, craftedText)
			}
		})
	}
}

// Columns written downwards are read from right to left, their figures whole,
// and have their places as printed.
func TestPDFWrittenDown(t *testing.T) {
	for _, tt := range []struct {
		name, encoding string
		encode         func(string) string
	}{{"UniGB-UCS2-V", "UniGB-UCS2-V", nil}, {"GBK-EUC-V", "GBK-EUC-V", hexGBK}, {"Identity-V with its characters", "Identity-V", nil}} {
		t.Run(tt.name, func(t *testing.T) {
			m := pdfMaker{encoding: tt.encoding, encode: tt.encode}
			if tt.encoding == "Identity-V" {
				m.toUni = cmapOf("本镇全年主动公开政府信息1136条其中网站公开九百八十二条办结申请三件答复率达到百分之百比上年多收到27")
			}
			m.page()
			m.text(500, 726, 12, "本镇全年主动公开政府信息1136条其中网站公开九百八十二条办结申请") // indented
			m.text(476, 750, 12, "三件答复率达到百分之百")
			m.write("BT /F1 12 Tf 1 0 0 1 452 726 Tm <%s> Tj ET\n", m.hex("比上年多收到"))
			// Two figures side by side in one place, as typesetters set them.
			down := 726.0 - 6*12
			m.write("BT /F1 12 Tf 0.5 0 0 1 449 %g Tm <%s> Tj ET BT /F1 12 Tf 0.5 0 0 1 455 %g Tm <%s> Tj ET\n", down, m.hex("2"), down, m.hex("7"))
			m.text(452, down-12, 12, "件")
			d := readPDF(t, m.bytes())
			want := "本镇全年主动公开政府信息1136条其中网站公开九百八十二条办结申请三件答复率达到百分之百\n比上年多收到27件"
			if d.Text != want || d.Status != report.OK {
				t.Fatalf("%s %s: text %q, want %q", d.Status, d.Detail, d.Text, want)
			}
			at := strings.Index(want, "27")
			start := len([]rune(want[:at]))
			page, box := d.Blocks[len(d.Blocks)-1].Where(report.Span{Start: start, End: start + 2})
			if page != 1 || box[0] < 440 || box[2] > 465 || box[1] > down || box[3] < down-12 {
				t.Errorf("27 stands on page %d at %v, want x from 446 to 458 and y about %g", page, *box, down)
			}
		})
	}
}

// cmapOf is a ToUnicode map of codes that are the characters themselves.
func cmapOf(text string) string {
	var b strings.Builder
	b.WriteString("/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapType 2 def 1 begincodespacerange <0000> <FFFF> endcodespacerange\n")
	for _, r := range text {
		fmt.Fprintf(&b, "1 beginbfchar <%04X> <%04X> endbfchar\n", r, r)
	}
	b.WriteString("endcmap end end")
	return b.String()
}

// A figure whose sign the file does not name is never taken for what its code
// would be: here 1 may look like 7.
func TestPDFFiguresNotNamed(t *testing.T) {
	for _, names := range []string{"/g1/g7/g2/g3/g4/g5/g6/g8/g9/g0", "/zero/seven/two/three/four/five/six/one/eight/nine"} {
		var m pdfMaker
		m.digits = names
		m.page()
		m.text(100, 700, 12, "本镇全年主动公开政府信息")
		m.write("BT /F2 12 Tf 1 0 0 1 244 700 Tm (1136) Tj ET\n")
		m.text(268, 700, 12, "条，办结申请")
		m.write("BT /F2 12 Tf 1 0 0 1 340 700 Tm (17) Tj ET\n")
		m.text(352, 700, 12, "件。")
		d := readPDF(t, m.bytes())
		if d.Status == report.OK || d.Reason != report.Mojibake || strings.ContainsAny(d.Text, "0123456789") {
			t.Errorf("named %s: %s %s, text %q", names, d.Status, d.Reason, d.Text)
		}
	}
}
