package parse

import (
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
)

// fuzzSeeds gives the sources of the structural cases, and some of the ways in
// which they are broken.
func fuzzSeeds(f *testing.F, html bool) {
	f.Helper()
	for _, c := range readCases(f) {
		if c.html == html {
			f.Add([]byte(c.source))
			f.Add([]byte(c.source[:len(c.source)*2/3]))
		}
	}
}

func FuzzHTML(f *testing.F) {
	fuzzSeeds(f, true)
	f.Add([]byte("<html><table><tr><td rowspan=9 colspan=9>甲<td>1<tr><td>2<td>3<td rowspan=0>4<tr><td></table>"))
	f.Add([]byte("<p>上一篇：<br><br>　　甲<table><tr><td><table><tr><td>1<td>2<tr><td>3<td>4</table>"))
	p := New(Options{})
	f.Fuzz(func(t *testing.T, body []byte) {
		d := p.Document("x.html", append([]byte("<html>"), body...), "")
		checkDocument(t, d)
	})
}

func FuzzText(f *testing.F) {
	fuzzSeeds(f, false)
	f.Add([]byte("政府信息公开情况统计表 | ||\n指标 | 单位 |\n| 1 | ||\n合计 | 件 | 3 |"))
	f.Add([]byte("| 甲 | 乙 |\n|---|---|\n| 1 | 2 |\n三、办理\n结果 | 3 |"))
	f.Add([]byte("甲\t1\t2\n乙\t3\t4\n丙\t5\t6\n一、十个字以上的标题行\n- 4 -\n"))
	p := New(Options{})
	f.Fuzz(func(t *testing.T, body []byte) {
		d := p.Document("x.txt", body, "")
		checkDocument(t, d)
	})
}

func FuzzCharset(f *testing.F) {
	for _, s := range []string{"全年主动公开政府信息196条，收到申请3件。", "全年主動公開政府信息196條，收到申請3件。", "plain"} {
		f.Add([]byte(s), "")
		gb, _ := simplifiedchinese.GB18030.NewEncoder().String(s)
		f.Add([]byte(gb), "text/html; charset=utf-8")
		if big, err := traditionalchinese.Big5.NewEncoder().String(s); err == nil {
			f.Add([]byte(big), "text/html; charset=gb2312")
		}
	}
	f.Add([]byte("\xff\xfe\x00\x00\x00\x4e\x00\x00"), "")
	f.Add([]byte("\x00\x00\x00\x4e\x00\x00\x00\x31"), "")
	p := New(Options{})
	f.Fuzz(func(t *testing.T, body []byte, declared string) {
		text, name, _, err := decode(body, declared)
		if err == nil && name == "" {
			t.Errorf("decode gives %q without naming an encoding", text)
		}
		checkDocument(t, p.Document("x", body, declared))
	})
}
