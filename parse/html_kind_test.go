package parse

import (
	"fmt"
	"strings"
	"testing"

	"nianbao/report"
)

func TestPageKinds(t *testing.T) {
	list := ""
	for i := range 12 {
		list += `<li><a href="t2020.html">某区` + strings.Repeat("甲", i+1) + `局2019年政府信息公开工作年度报告</a><span>2020-01-1` + string(rune('0'+i%10)) + `</span></li>`
	}
	for _, tt := range []struct {
		name, body string
		want       report.Reason
	}{
		{"a report", smallPage, ""},
		{"a report behind a firewall", strings.Replace(smallPage, "<p>", "<script>$_ts=window['$_ts'];</script><p>"+strings.Repeat("本区依法公开政府信息，方便群众查阅。", 30), 1), ""},
		{"瑞数", `<html><head><meta id="9DhefwqGPrzGxEp9hPaoag" content="x"><script>$_ts=window['$_ts'];if(!$_ts)$_ts={};</script></head><body></body></html>`, report.Challenge},
		{"加速乐", `<html><script>document.cookie='__jsl_clearance=1';location.href=location.pathname</script></html>`, report.Challenge},
		{"奇安信", `<html><body>请开启JavaScript并刷新该页.<script src="/wzws-waf-cgi/x.js"></script></body></html>`, report.Challenge},
		{"阿里云", `<html><head><title>405</title></head><body>很抱歉，由于您访问的URL有可能对网站造成安全威胁，您的访问被阻断。<img src="//errors.aliyun.com/a.png"></body></html>`, report.Challenge},
		{"nginx 404", `<html><head><title>404 Not Found</title></head><body><center><h1>404 Not Found</h1></center><hr>nginx</body></html>`, report.ErrorPage},
		{"soft 404", `<html><head><title>某市人民政府</title></head><body><div>首页 政务公开 办事服务</div><p>对不起，您访问的页面不存在或已被删除！</p></body></html>`, report.ErrorPage},
		{"server error", `<html><head><title>系统提示</title></head><body><p>服务器内部错误，请稍后再试</p></body></html>`, report.ErrorPage},
		{"login", `<html><head><title>统一身份认证</title></head><body><form>用户名<input name=u>密码<input type="password" name=p></form></body></html>`, report.Login},
		{"list", `<html><head><title>政府信息公开年报</title></head><body><ul>` + list + `</ul></body></html>`, report.ListPage},
		{"short list", `<html><head><title>年报</title></head><body><table><tr><td><a href="1">某局2019年政府信息公开年报</a></td><td>2020-01-20</td></tr><tr><td><a href="2">某局2018年政府信息公开年报</a></td><td>2019-01-22</td></tr></table><a href="/">首页</a></body></html>`, report.ListPage},
		{"script shell", `<html><head><title>某市</title></head><body><div id="app"></div><script src="/js/app.js"></script></body></html>`, report.ScriptShell},
		{"large script", `<html><body><script>` + strings.Repeat("var a=1;", 200) + `</script>加载中</body></html>`, report.ScriptShell},
		{"redirect", `<html><head><meta http-equiv="refresh" content="0;url=/index.html"></head><body>正在跳转</body></html>`, report.Stub},
		{"stub", `<html><head><title>年报</title></head><body><p>暂无内容</p></body></html>`, report.Stub},
		{"attachment", `<html><head><title>某局2020年政府信息公开年度报告</title></head><body><h1>某局2020年政府信息公开年度报告</h1><p>现将某局年度报告予以公布，全文请点击附件下载查看，特此公告，欢迎监督。</p><a href="a.pdf">年度报告</a></body></html>`, report.Stub},
		{"picture", `<html><head><title>某局2020年政府信息公开年度报告</title></head><body><h1>某局2020年政府信息公开年度报告</h1><img src="W0202101.jpg"></body></html>`, report.NeedsOCR},
		{"empty", `<html><head></head><body></body></html>`, report.Empty},
		{"English", `<html><body><p>` + strings.Repeat("This page is about something else altogether. ", 60) + `</p></body></html>`, report.NotAReport},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d := New(Options{}).Document("https://www.example.gov.cn/", []byte(tt.body), "text/html")
			checkDocument(t, d)
			if d.Reason != tt.want {
				t.Errorf("reason %q (%s), want %q", d.Reason, d.Detail, tt.want)
			}
		})
	}
}

func TestHostilePages(t *testing.T) {
	han := strings.Repeat("全年主动公开政府信息若干条，均已按时答复。", 9)
	attrs := ""
	for i := range maxAttributes + 1 {
		attrs += fmt.Sprintf(" a%d=1", i)
	}
	for _, tt := range []struct {
		name, body string
		want       report.Reason
	}{
		{"many roots", strings.Repeat("<html>", maxRoots+1) + han, report.Malformed},
		{"some roots", strings.Repeat("<html>", maxRoots) + han, ""},
		{"many attributes", "<html><p" + attrs + ">" + han, report.Malformed},
		{"deep blocks", "<html>" + strings.Repeat("<div>", 600) + han, report.TooDeep},
		{"formatting never closed", "<html>" + strings.Repeat("<p><font size=2><b>"+han, 300), ""},
		{"formatting opened again", "<html>" + strings.Repeat("<font size=1><b><i><u>", 100) + strings.Repeat("<p>"+han, 3000), ""},
		{"more cells than a table has", "<html><p>" + han + "<table>" + strings.Repeat("<tr>"+strings.Repeat("<td>1", 100), 600) + "</table>", report.TooLarge},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d := New(Options{MaxText: 1 << 20}).Document("x", []byte(tt.body), "")
			checkDocument(t, d)
			if d.Reason != tt.want {
				t.Errorf("reason %q (%s), want %q", d.Reason, d.Detail, tt.want)
			}
		})
	}
}

// Text that formatting elements were taken from is the same text.
func TestWithoutFormatting(t *testing.T) {
	got := withoutFormatting(`<p>全年<b>公开</b><font size=2>2</font>.<span>36</span>万条<br><a href="x">网站</a></p>`)
	if want := "<p>全年公开2.36万条<br>网站</p>"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestHTMLText(t *testing.T) {
	for _, tt := range []struct{ name, body, want string }{
		{"spaces of the source", "<p> 收到\n\t申请 3  件 </p>", "收到 申请 3 件"},
		{"indents stay", "<p>　　收到申请</p><p>&nbsp;&nbsp;3件</p>", "　　收到申请\n\u00a0\u00a03件"},
		{"inline elements join", "<p><span>2</span>.<font>36</font>万<b>条</b></p>", "2.36万条"},
		{"a break in a block", "<p>网站3条<br>微信4条</p>", "网站3条\n微信4条"},
		{"breaks between blocks", "<p>网站3条<br><br>微信4条<br>　　公报1条</p>", "网站3条\n微信4条\n　　公报1条"},
		{"scripts and comments", "<p>3<!-- 4 -->件<script>5</script><noscript>6</noscript></p>", "3件"},
		{"hidden elements", `<p>3件<span style="DISPLAY: none">4件</span><i hidden>5件</i></p>`, "3件"},
		{"a table", "<table><tr><td>甲<td><tr><td>乙<td>2</table>", "甲 | \n乙 | 2"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			head := "本区全年主动公开政府信息，收到申请后均已按时答复，没有行政复议和行政诉讼。"
			d := New(Options{}).Document("x", []byte("<div><p>"+head+"</p>"+tt.body+"</div>"), "")
			checkDocument(t, d)
			if want := head + "\n" + tt.want; d.Text != want {
				t.Errorf("text %q, want %q", d.Text, want)
			}
		})
	}
}
