package parse

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"nianbao/report"
)

// A page that stops within the report is part of one, wherever it stops.
func TestHTMLCutOff(t *testing.T) {
	const footer = `<div class="footer"><p>版权所有 某某市人民政府 备案号 12345678</p><p>联系我们</p></div></body></html>`
	page := `<html><head><title>青石镇2020年政府信息公开工作年度报告</title></head><body><div class="nav"><a href="/">首页</a></div><div class="content">` +
		`<h1>青石镇2020年政府信息公开工作年度报告</h1><p>一、总体情况</p><p>` + cycle + `本镇全年主动公开政府信息1136条，其中网站公开982条。</p>` +
		`<table><tr><td>项目</td><td>本年</td></tr><tr><td>规章</td><td>3</td></tr><tr><td>规范性文件</td><td>12</td></tr></table>` +
		`<p>二、问题</p><p>` + cycle + `</p><p>青石镇人民政府</p></div>` + footer
	read := func(source string) *report.Document {
		d := &report.Document{Status: report.OK}
		readHTML(d, source)
		return d
	}
	for _, at := range []string{"982条", "<table><tr><td>项目", "<td>项目</td><td", "<td>规章</td><td>3", "<td>规范性文件</td><td>1", "<p>二、问题</p><p>镇里设专人", "<p>青石镇人民政府</p>"} {
		cut := page[:strings.Index(page, at)+len(at)]
		for _, end := range []string{"", "<", "<td wid", "<!-- 二"} {
			if d := read(cut + end); d.Status != report.Partial || d.Reason != report.Truncated {
				t.Errorf("cut at %q, then %q: %s %s %s", at, end, d.Status, d.Reason, d.Detail)
			}
		}
	}
	end := strings.Index(page, footer)
	for name, whole := range map[string]string{
		"whole":                                 page,
		"cut in the footer":                     page[:end+len(`<div class="footer"><p>版权所有`)],
		"without the ends of the page":          page[:end] + strings.TrimSuffix(footer, "</body></html>"),
		"paragraphs and cells are never closed": strings.NewReplacer("</p>", "", "</td>", "", "</tr>", "").Replace(page[:end]) + strings.TrimSuffix(footer, "</body></html>"),
		"a part of a page":                      strings.TrimSuffix(page[strings.Index(page, "<h1>"):end], "</div>"),
		"an open table and the end of the page": strings.Replace(page, "</table>", "", 1),
	} {
		if d := read(whole); d.Status != report.OK {
			t.Errorf("%s: %s %s %s", name, d.Status, d.Reason, d.Detail)
		}
	}
}

// No page of those that are known to be whole seems to be cut.
func TestHTMLNoneCutOff(t *testing.T) {
	pages := 0
	for _, glob := range []string{"../fixtures/docs/*.html", "../fixtures/*/docs/*.html", "../twins/testdata/*.html", "../../shared/realdocs/html/*.html", "../../shared/gold/*/docs/*.html"} {
		files, err := filepath.Glob(glob)
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			body, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			pages++
			if text, _, _, fault := decode(body, ""); fault == nil && cutOff(text) {
				t.Errorf("%s seems to be cut off", file)
			}
		}
	}
	if pages == 0 {
		t.Error("no pages")
	}
	t.Logf("%d pages", pages)
}
