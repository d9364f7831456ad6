package synth

import (
	"fmt"
	"html"
	"strings"
	"sync"

	"golang.org/x/text/encoding/simplifiedchinese"

	"nianbao/third_party/opencc"
)

// plain writes the report as a text, its tables with pipes.
func (w *writer) plain() string {
	var b strings.Builder
	for _, bl := range w.blocks {
		switch bl.kind {
		case "":
			for _, row := range bl.table {
				var cells []string
				for _, c := range row {
					cells = append(cells, c.text)
				}
				fmt.Fprintln(&b, strings.Join(cells, " | "))
			}
		case "title":
			fmt.Fprintf(&b, "%s\n\n", bl.text)
		case "paragraph":
			fmt.Fprintf(&b, "　　%s\n", bl.text)
		case "heading":
			fmt.Fprintf(&b, "\n%s\n", bl.text)
		default:
			fmt.Fprintf(&b, "　　　　　　　　%s\n", bl.text)
		}
	}
	return b.String()
}

// page writes the report as a page of a body's site.
func (w *writer) page(spoilt string) string {
	title := w.blocks[0].text
	site := w.words["brand"] + "政府信息公开平台"
	look := w.d.below(3)
	var b strings.Builder
	fmt.Fprintf(&b, "<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\"><title>%s_%s</title></head>\n<body>\n", title, site)
	switch spoilt {
	case "shell":
		b.WriteString("<div id=\"app\"></div><noscript>请启用JavaScript后浏览。</noscript><script src=\"/static/app.js\"></script></body></html>\n")
		return b.String()
	case "firewall":
		return "<html><head><title>访问被拦截</title></head><body><h1>您的请求存在异常，已被防火墙拦截</h1><p>事件编号：" + fmt.Sprint(w.d.below(1<<30)) + "</p></body></html>\n"
	}
	fmt.Fprintf(&b, "<div class=\"top\">%s</div>\n<div class=\"nav\"><a href=\"/\">首页</a> <a href=\"/xxgk/\">信息公开</a> <a href=\"/fw/\">政务服务</a> <a href=\"/hd/\">互动交流</a></div>\n", site)
	fmt.Fprintf(&b, "<div class=\"position\">当前位置：<a href=\"/\">首页</a> &gt; <a href=\"/xxgk/nb/\">年度报告</a></div>\n<div class=\"%s\">\n", []string{"article", "content", "TRS_Editor"}[look])
	for _, bl := range w.blocks {
		text := html.EscapeString(bl.text)
		switch bl.kind {
		case "":
			if spoilt == "picture" {
				b.WriteString("<p><img src=\"/upload/table.jpg\" width=\"640\" height=\"900\"></p>\n")
				continue
			}
			bl.table.page(&b, look)
		case "title":
			fmt.Fprintf(&b, "<h1>%s</h1>\n<div class=\"info\">发布时间：%d-03-%02d　来源：%s</div>\n", text, w.year+1, w.d.between(1, 28), w.words["brand"])
		case "heading":
			fmt.Fprintf(&b, []string{"<p><strong>%s</strong></p>\n", "<h2>%s</h2>\n", "<p class=\"h\"><b>%s</b></p>\n"}[look], text)
		case "paragraph":
			fmt.Fprintf(&b, []string{"<p>　　%s</p>\n", "<p style=\"text-indent:2em\">%s</p>\n", "<p><span>　　%s</span></p>\n"}[look], text)
		default:
			fmt.Fprintf(&b, "<p align=\"right\">%s</p>\n", text)
		}
	}
	fmt.Fprintf(&b, "</div>\n<div class=\"foot\">主办单位：%s　版权所有</div>\n</body></html>\n", w.words["brand"])
	return b.String()
}

func (t table) page(b *strings.Builder, look int) {
	b.WriteString([]string{"<table border=\"1\">\n", "<table class=\"nb\" border=\"1\" cellspacing=\"0\">\n", "<table border=\"1\" width=\"100%\">\n"}[look])
	for _, row := range t {
		b.WriteString("<tr>")
		for _, c := range row {
			b.WriteString("<td")
			if c.rows > 1 {
				fmt.Fprintf(b, " rowspan=\"%d\"", c.rows)
			}
			if c.cols > 1 {
				fmt.Fprintf(b, " colspan=\"%d\"", c.cols)
			}
			fmt.Fprintf(b, ">%s</td>", html.EscapeString(c.text))
		}
		b.WriteString("</tr>\n")
	}
	b.WriteString("</table>\n")
}

// gbk encodes a page as older sites do, which call it gb2312.
func gbk(page string) []byte {
	out, err := simplifiedchinese.GB18030.NewEncoder().String(strings.Replace(page, "charset=\"utf-8\"", "charset=\"gb2312\"", 1))
	if err != nil {
		return []byte(page) // unreachable: GB18030 has every character
	}
	return []byte(out)
}

// often are what characters of this matter become that several have become.
var often = map[string]string{"发": "發", "复": "復", "后": "後", "里": "裡", "干": "幹", "征": "徵", "准": "準", "历": "歷", "汇": "匯", "获": "獲",
	"并": "並", "系": "系", "制": "制", "台": "台", "面": "面", "只": "只", "云": "雲", "尽": "盡", "当": "當", "团": "團", "划": "劃", "签": "簽", "范": "範", "余": "餘", "须": "須"}

// traditional turns characters, as converters do that a site runs: those that
// one traditional character has become, and those named above.
func traditional(s string) string { return replacer().Replace(s) }

var replacer = sync.OnceValue(func() *strings.Replacer {
	file, err := opencc.Files.ReadFile("TSCharacters.txt")
	if err != nil {
		panic(err) // embedded: unreachable
	}
	from := map[string]string{}
	for line := range strings.Lines(string(file)) {
		old, now, _ := strings.Cut(strings.TrimSpace(line), "\t")
		now, _, _ = strings.Cut(now, " ")
		if _, two := from[now]; two {
			from[now] = now
			continue
		}
		from[now] = old
	}
	var pairs []string
	for now, old := range from {
		if usual := often[now]; usual != "" {
			old = usual
		}
		pairs = append(pairs, now, old)
	}
	return strings.NewReplacer(pairs...)
})
