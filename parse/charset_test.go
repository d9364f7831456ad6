package parse

import (
	"strings"
	"testing"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	xunicode "golang.org/x/text/encoding/unicode"
	"golang.org/x/text/encoding/unicode/utf32"

	"nianbao/report"
)

const (
	simplified  = "2015年，全镇主动公开政府信息1,386条，较上年增加12.5%。收到申请3件，均已按时答复，没有发生行政复议和行政诉讼。\n"
	traditional = "二零二二年，本署接獲索取資料要求１,284宗，較去年上升16%。全年沒有收取費用，亦沒有任何覆檢個案。\n"
)

func encodeText(t testing.TB, e encoding.Encoding, s string) string {
	t.Helper()
	out, err := e.NewEncoder().String(s)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestDecode(t *testing.T) {
	gb := encodeText(t, simplifiedchinese.GB18030, simplified)
	gbTraditional := encodeText(t, simplifiedchinese.GB18030, strings.Repeat(traditional, 3))
	big := encodeText(t, traditionalchinese.Big5, traditional)
	meta := "<html><meta charset=\"utf-8\">"
	for _, tt := range []struct {
		name, body, declared string
		want, text           string
	}{
		{"UTF-8 declared GBK", simplified, "text/html; charset=gbk", "utf-8", simplified},
		{"UTF-8 with a mark", "\xef\xbb\xbf" + simplified, "", "utf-8", simplified},
		{"GBK declared UTF-8", gb, "text/html; charset=utf-8", "gb18030", simplified},
		{"GBK declared Big5", gb, "text/plain; charset=big5", "gb18030", simplified},
		{"GBK with a wrong meta", meta + gb, "", "gb18030", meta + simplified},
		{"traditional text in GBK", gbTraditional, "", "gb18030", strings.Repeat(traditional, 3)},
		{"Big5", big, "", "big5", traditional},
		{"Big5 declared GB2312", big, "text/html; charset=gb2312", "big5", traditional},
		{"UTF-16LE with a mark", "\xff\xfe" + encodeText(t, xunicode.UTF16(xunicode.LittleEndian, xunicode.IgnoreBOM), simplified), "", "utf-16le", simplified},
		{"UTF-16LE", encodeText(t, xunicode.UTF16(xunicode.LittleEndian, xunicode.IgnoreBOM), simplified), "", "utf-16le", simplified},
		{"UTF-16BE", encodeText(t, xunicode.UTF16(xunicode.BigEndian, xunicode.IgnoreBOM), simplified), "", "utf-16be", simplified},
		{"UTF-32LE", encodeText(t, utf32.UTF32(utf32.LittleEndian, utf32.IgnoreBOM), simplified), "", "utf-32le", simplified},
		{"UTF-32BE with a mark", encodeText(t, utf32.UTF32(utf32.BigEndian, utf32.UseBOM), simplified), "", "utf-32be", simplified},
	} {
		t.Run(tt.name, func(t *testing.T) {
			text, name, _, err := decode([]byte(tt.body), tt.declared)
			if err != nil || name != tt.want || text != tt.text {
				t.Errorf("decode = %.40q, %q, %v, want %.40q, %q", text, name, err, tt.text, tt.want)
			}
			if err := readable(text, name); err != nil {
				t.Errorf("readable: %v", err)
			}
		})
	}
}

// Of a few characters both readings may be common: the declaration decides,
// the page's own before the server's.
func TestDeclarationBreaksTies(t *testing.T) {
	gb := encodeText(t, simplifiedchinese.GB18030, "丁丙兵")
	for declared, want := range map[string]string{"": "gb18030", "text/plain; charset=gb2312": "gb18030", "text/plain; charset=Big5": "big5"} {
		body := []byte(gb)
		g, b := countGB(body), countBig5(body)
		if d := g.firstShare() - b.firstShare(); d >= tie || d <= -tie {
			t.Fatalf("shares %v and %v are no tie", g.firstShare(), b.firstShare())
		}
		if got := chinese(body, declared); got != want {
			t.Errorf("declared %q: %q, want %q", declared, got, want)
		}
	}
	if got := declaredEncoding([]byte(`<meta charset='big5'>`), "text/html; charset=gbk"); got != "big5" {
		t.Errorf("the page says big5, the server gbk: %q", got)
	}
}

func TestUnreadableTexts(t *testing.T) {
	long := strings.Repeat(simplified, 5)
	gb := encodeText(t, simplifiedchinese.GB18030, long)
	misread := func(b string, e encoding.Encoding) string {
		s, err := e.NewDecoder().String(b)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	eucTW := "" // characters of CNS 11643 plane 1 lie where GB2312 has rare ones
	for i := range 200 {
		eucTW += string([]byte{0xC4 + byte(i%0x35), 0xA1 + byte(i*7%0x5D)})
	}
	for _, tt := range []struct {
		name, body string
		want       report.Reason
	}{
		{"UTF-8 read as GBK and saved", misread(long, simplifiedchinese.GB18030), report.Mojibake},
		{"GBK read as Latin-1 and saved", misread(gb, charmap.ISO8859_1), report.Mojibake},
		{"Big5 read as GBK and saved", misread(encodeText(t, traditionalchinese.Big5, strings.Repeat(traditional, 5)), simplifiedchinese.GB18030), report.Mojibake},
		{"replaced characters", "全镇主动公开政府信息" + strings.Repeat("\ufffd\ufffd件", 9) + long, report.Mojibake},
		{"EUC-TW", eucTW, report.Mojibake},
		{"Latin-1", "R\xe9sum\xe9 des activit\xe9s, ann\xe9e 2015, \xe0 l'attention du public.", report.Mojibake},
		{"English", "Annual report on the disclosure of government information, 2015.", report.NotAReport},
		{"French in UTF-8", "Résumé des activités de l'année 2015, à l'attention du public.", report.NotAReport},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d := New(Options{}).Document("x", []byte(tt.body), "")
			checkDocument(t, d)
			if d.Reason != tt.want {
				t.Errorf("reason %q (%s), encoding %q, want %q", d.Reason, d.Detail, d.Encoding, tt.want)
			}
		})
	}
}

func TestDamagedCharacter(t *testing.T) {
	body := strings.Repeat(simplified, 40)
	d := New(Options{}).Document("x", []byte(body[:len(body)-5]), "")
	checkDocument(t, d)
	if d.Status != report.OK || d.Encoding != "utf-8" || len(d.Issues) != 1 || d.Issues[0].Kind != report.IssueReplacement {
		t.Errorf("status %q %q, encoding %q, issues %v", d.Status, d.Detail, d.Encoding, d.Issues)
	}
}

// A NUL among text is left out and counted, in every encoding and in pages too.
func TestStrayNUL(t *testing.T) {
	long := strings.Repeat(simplified, 20)
	with := func(s string, n int) string { // NULs behind whole characters
		for range n {
			s = strings.Replace(s, "，", "\x00，", 1)
		}
		return s
	}
	for _, tt := range []struct {
		name, body, encoding string
		format               report.Format
		issues               int
	}{
		{"UTF-8", with(long, 1), "utf-8", report.TextFormat, 1},
		{"several", "\x00\x00" + with(long, 3), "utf-8", report.TextFormat, 1},
		{"with a mark", "\xef\xbb\xbf" + with(long, 1), "utf-8", report.TextFormat, 1},
		{"inside a character", strings.Replace(long, "全", "\xe5\x85\x00\xa8", 1), "utf-8", report.TextFormat, 1},
		{"GB18030", encodeText(t, simplifiedchinese.GB18030, with(long, 1)), "gb18030", report.TextFormat, 1},
		{"UTF-16", encodeText(t, xunicode.UTF16(xunicode.LittleEndian, xunicode.IgnoreBOM), with(long, 1)), "utf-16le", report.TextFormat, 1},
		{"a page", "<html><body><p>" + with(long, 1) + "</p></body></html>", "utf-8", report.HTML, 1},
		{"none", long, "utf-8", report.TextFormat, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d := New(Options{}).Document("x", []byte(tt.body), "")
			checkDocument(t, d)
			if d.Status == report.Unreadable || d.Encoding != tt.encoding || d.Format != tt.format {
				t.Fatalf("status %s %q, encoding %q, format %s", d.Status, d.Detail, d.Encoding, d.Format)
			}
			if len(d.Issues) != tt.issues || tt.issues > 0 && !strings.HasPrefix(d.Issues[tt.issues-1].Detail, "NUL characters left out: ") {
				t.Errorf("issues %v", d.Issues)
			}
			if want := "主动公开政府信息1,386条"; !strings.Contains(d.Text, want) {
				t.Errorf("the text lacks %s", want)
			}
		})
	}
	for name, body := range map[string]string{"half NULs": strings.Repeat("a\x00", 500), "a program": "\x7fELF\x02\x01\x01\x00" + strings.Repeat("\x03\x9f\x11\xe8", 300)} {
		if d := New(Options{}).Document("x", []byte(body), ""); d.Status != report.Unreadable {
			t.Errorf("%s is read as %s", name, d.Encoding)
		}
	}
}
