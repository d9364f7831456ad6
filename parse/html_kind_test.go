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
		{"瑞数 with a cookie", `<!DOCTYPE html><html><head><meta charset="utf-8"><meta id="aB3xQz9" content="kq8x"><script src="/Kd8sQ2/x.9a.js"></script><script>_$xk=window['$_ts'];_$xk.nsd=1;</script></head><body><script>_$Hg();</script></body></html>`, report.Challenge},
		{"加速乐, first visit", `<script>document.cookie=('_')+('_')+('j')+('sl')+'id=1';location.href=location.pathname+location.search</script>`, report.Challenge},
		{"加速乐, id", `<html><head><script>var a="__jsluid_h=7e";</script></head><body></body></html>`, report.Challenge},
		{"360", `<html><head><script>var v="wzws_reurl=1";</script></head><body>WZWS-Ray: 1155-1700000000</body></html>`, report.Challenge},
		{"阿里云 slider", `<html><script>var arg1='A1';setCookie("acw_sc__v2",x);</script></html>`, report.Challenge},
		{"法院网 455", `<html><head><title>455</title></head><body></body></html>`, report.Challenge},
		{"法院网 449", `<html><head><title> 449 </title></head><body><script>var c="https_waf_cookie";</script></body></html>`, report.Challenge},
		{"a cookie to itself", `<html><script>document.cookie="CT6T=ab12";window.location.reload();</script></html>`, report.Challenge},
		{"税务总局", `<script>document.cookie='C3VK=ad1f42;path=/;max-age=300';window.location='/x';</script>`, report.Challenge},
		{"云锁", `<html><script>var k="yunsuo_session_verify";</script><body></body></html>`, report.Challenge},
		{"创宇盾", `<html><body><p>访问受限</p><img src="https://s.365cyd.com/x.png"></body></html>`, report.Challenge},
		{"华为云", `<html><script>document.cookie="HWWAFSESID=1; HWWAFSESTIME=2";</script></html>`, report.Challenge},
		{"腾讯云", `<html><script src="https://waf.tencent-cloud.com/c.js"></script></html>`, report.Challenge},
		{"长亭", `<html><body><!-- event_id: 9d1e --><p>请求被拦截</p></body></html>`, report.Challenge},
		{"a slider", `<html><head><title>安全检查</title></head><body><p>为保护网站，请向右拖动滑块完成验证。</p></body></html>`, report.Challenge},
		{"too often", `<html><body>您的访问过于频繁，请稍后再试。</body></html>`, report.Challenge},
		{"Cloudflare", `<html><head><title>Just a moment...</title></head><body></body></html>`, report.Challenge},
		{"login without a password", `<html><head><title>统一身份认证平台</title></head><body><p>请用手机扫码登录</p></body></html>`, report.Login},
		{"an error page at 200", `<html><head><title>错误提示</title></head><body><h3>访问出错</h3><a href="/">返回首页</a></body></html>`, report.ErrorPage},
		{"gone", `<html><head><title>某区人民政府</title></head><body>该文章已被删除</body></html>`, report.ErrorPage},
		{"list of a catalogue", `<html><head><title>政府信息公开年报</title></head><body><table><tr><th>名称</th><th>日期</th></tr>` + strings.Repeat(`<tr><td><a href="a.html">某局政府信息公开工作年度报告</a></td><td>2022-01-10</td></tr>`, 9) + `</table></body></html>`, report.ListPage},
		{"frame", `<html><head><title>某局2020年年报</title></head><body><iframe src="/upload/2020nb.html" width="100%"></iframe></body></html>`, report.Stub},
		{"a notice about reports", `<html><head><title>关于做好2022年政府信息公开工作年度报告编制工作的通知</title></head><body><h1>关于做好2022年政府信息公开工作年度报告编制工作的通知</h1><p>各镇人民政府，各街道办事处，区政府各部门：</p><p>一、各单位应当在2023年1月31日前在网站公布年度报告。</p><p>二、年度报告由6个部分和3张表格组成，字数不超过3000字。</p><p>三、请于2023年1月20日前将电子版报送区政府办公室，联系电话：0000-00000000。</p></body></html>`, report.NotAReport},
		{"the form of reports", `<html><head><title>政府信息公开工作年度报告格式</title></head><body><h1>关于印发政府信息公开工作年度报告格式的通知</h1><p>现将年度报告格式印发给你们，请遵照执行。</p><p>二、主动公开政府信息情况</p><table><tr><td>信息内容</td><td>本年制发件数</td><td>现行有效件数</td></tr><tr><td>规章</td><td></td><td></td></tr><tr><td>行政规范性文件</td><td></td><td></td></tr></table></body></html>`, report.NotAReport},
		{"a report with a letter", `<html><head><title>关于报送2012年政府信息公开工作年度报告的函</title></head><body><h1>关于报送2012年政府信息公开工作年度报告的函</h1><p>区政府办公室：</p><p>现将有关情况报告如下。全年主动公开信息210条，收到申请3件，答复申请3件，召开会议2次，发布公告16条。</p></body></html>`, ""},
		{"data with an article", `{"code":0,"data":{"title":"某区2021年政府信息公开工作年度报告","pubDate":"2022-01-20","content":"<p>\u4e00、总体情况</p><p>全年主动公开政府信息1,024条，收到申请6件，均已按时答复，没有行政复议和行政诉讼。</p><p>二、主动公开</p><p>网站公开900条，公报公开124条，均已备案，群众可以查阅。</p><p>三、其他<\/p><p>没有收取任何费用。</p>` + strings.Repeat("<!-- -->", 20) + `"}}`, ""},
		{"data without an article", `jsonp12({"total":2,"articles":[{"title":"某区2021年政府信息公开工作年度报告","url":"1.html"},{"title":"某区2020年政府信息公开工作年度报告","url":"2.html"}]});`, report.NotAReport},
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
