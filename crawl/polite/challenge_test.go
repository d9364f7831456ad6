package polite

import (
	"net/http"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"
)

func TestChallenge(t *testing.T) {
	gbk := func(s string) string {
		out, err := simplifiedchinese.GB18030.NewEncoder().String(s)
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	report := strings.Repeat("本年度收到政府信息公开申请十件，予以公开八件。", 40)
	for _, tt := range []struct {
		name   string
		status int
		header string // "Key: value|Key: value"
		body   string
		want   string
	}{
		{"瑞数", 412, "", `<html><head><meta content="a8Xk"><script r="m">$_ts=window['$_ts'];if(!$_ts)$_ts={};</script></head></html>`, "瑞数"},
		{"瑞数 with status 202", 202, "", `<html><script>$_ts={}</script></html>`, "瑞数"},
		{"瑞数 with an empty body", 412, "", ``, "瑞数"},
		{"加速乐", 521, "Set-Cookie: __jsluid_h=8c1; path=/", `<script>document.cookie=('_')+('_jsl_clearance');location.href=location.pathname</script>`, "加速乐"},
		{"加速乐 by its script", 200, "", `<script>document.cookie='__jsl_clearance_s=1';location.reload()</script>`, "加速乐"},
		{"奇安信", 200, "", `<html><body><noscript>请开启JavaScript并刷新该页.</noscript><script>eval("a")</script></body></html>`, "奇安信网站卫士"},
		{"奇安信 in GBK", 200, "", gbk(`<html><body>请开启JavaScript并刷新该页。</body></html>`), "奇安信网站卫士"},
		{"奇安信 by status", 493, "", `<html><body>no</body></html>`, "奇安信网站卫士"},
		{"奇安信 by header", 403, "WZWS-Ray: 1139-1", `<html><body>403</body></html>`, "奇安信网站卫士"},
		{"奇安信, abroad", 403, "", `<html><body>Access denied. reason:GeoBL</body></html>`, "奇安信网站卫士"},
		{"阿里云", 405, "", `<html><body><h1>405</h1>很抱歉，由于您访问的URL有可能对网站造成安全威胁，您的访问被阻断。</body></html>`, "阿里云WAF"},
		{"阿里云 with status 200", 200, "", `<html><script>var arg1='A1';document.cookie="acw_sc__v2="+x;</script></html>`, "阿里云WAF"},
		{"法院网", 200, "", `<html><head><title>455</title></head><body></body></html>`, "法院网防护"},
		{"税务总局", 200, "", `<script>document.cookie="C3VK=a1b2;path=/;max-age=300";location=location</script>`, "税务总局防护"},
		{"云锁", 200, "Set-Cookie: yunsuo_session_verify=1", `<script>self.location="/?security_verify_data=313"</script>`, "云锁"},
		{"创宇盾", 403, "", `<html><body>当前访问疑似黑客攻击 <a href="http://www.365cyd.com">创宇盾</a></body></html>`, "创宇盾"},
		{"华为", 418, "Set-Cookie: HWWAFSESID=1; path=/", `<html><body>您的请求疑似攻击行为！</body></html>`, "华为云WAF"},
		{"腾讯", 403, "", `<html><iframe src="https://waf.tencent-cloud.com/501page.html"></iframe></html>`, "腾讯云WAF"},
		{"长亭", 403, "", `<html><body>已拦截</body></html><!-- event id: 3f2a -->`, "长亭雷池"},
		{"a captcha", 200, "", `<html><head><title>安全验证</title></head><body>请输入验证码 <input></body></html>`, "验证码"},
		{"a slider", 200, "", `<html><body>请拖动滑块完成拼图</body></html>`, "验证码"},
		{"a form with a captcha", 200, "", `<html><head><title>依申请公开</title></head><body>姓名 <input> 请输入验证码 <input></body></html>`, ""},
		{"a riddle of no name", 200, "", `<html><script>document.cookie="k="+(3*7);location.href="/"</script></html>`, "script"},

		{"a page", 200, "", "<html><body>" + report + "</body></html>", ""},
		{"a page with the script of 瑞数", 200, "", `<html><script>$_ts={}</script><body>` + report + "</body></html>", ""},
		{"a page with cookies of products", 200, "Set-Cookie: HWWAFSESID=1|Set-Cookie: __jsluid_h=1|WZWS-Ray: 1", "<html><body>短</body></html>", ""},
		{"a page that tells of a refusal", 200, "", "<html><body>" + report + "您的访问被阻断" + "</body></html>", ""},
		{"a page that leads elsewhere by a script", 200, "", `<html><script>location.href="/index.html"</script></html>`, ""},
		{"a 404", 404, "Set-Cookie: HWWAFSESID=1|WZWS-Ray: 1", "<html><body>404 Not Found</body></html>", ""},
		{"a 403", 403, "", "<html><body>403 Forbidden</body></html>", ""},
		{"a 500 behind a product", 500, "Set-Cookie: HWWAFSESID=1", "<html><body>500</body></html>", ""},
		{"a redirect", 302, "Set-Cookie: __jsluid_h=1|Location: /", "", ""},
		{"a robots file that names a product", 200, "", "User-agent: *\nDisallow: /wzws-waf-cgi/\n", ""},
		{"a page with a mark before it", 405, "", "\ufeff\n<html>您的访问被阻断", "阿里云WAF"},
		{"a PDF", 200, "", "%PDF-1.7 $_ts <script>", ""},
		{"an empty page", 200, "", "", ""},
		{"an answer in JSON", 200, "", `{"data":[{"title":"C3VK=1"}]}`, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			h := http.Header{}
			for line := range strings.SplitSeq(tt.header, "|") {
				if key, value, ok := strings.Cut(line, ": "); ok {
					h.Add(key, value)
				}
			}
			if got := challenge(tt.status, h, []byte(tt.body)); got != tt.want {
				t.Errorf("%q, want %q", got, tt.want)
			}
		})
	}
}

// TestBlocked holds that a challenge is never answered: no second request, and
// its cookie is not brought back.
func TestBlocked(t *testing.T) {
	w := newWeb(t)
	home := w.serve("127.35.0.1:0", "www.a.gov.cn", "", map[string]page{
		"/": say(200, `<html><script>document.cookie="C3VK=a";location="/"</script></html>`, "Set-Cookie: a=b"),
		"/next": func(out http.ResponseWriter, r *http.Request) {
			if len(r.Cookies()) > 0 {
				t.Errorf("cookies %v", r.Cookies())
			}
		},
	})
	v := w.visit()
	defer get(t, v, home+"/next")
	p, err := get(t, v, home+"/")
	e, _ := err.(*Error)
	if outcome(p, err) != "!blocked" || e.Product != "税务总局防护" || e.Page == nil || len(w.requests()) != 1 {
		t.Errorf("%v, asked %v", err, w.requests())
	}
}
