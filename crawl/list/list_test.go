package list

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestTitles(t *testing.T) {
	for _, tt := range []struct {
		title        string
		none, likely bool
	}{
		{"青岚市2023年政府信息公开工作年度报告", false, true},
		{"青岚市统计局2022年度政府信息公开年报", false, true},
		{"青岚市审计局2021年度报告", false, false},
		{"青岚区城市管理和综合行政执法局２０２０年信息公开年度报告", false, true},
		{"二○一○年度政府信息公开工作报告", false, true},
		{"2019年度政府信息公开工作年度报告（汇总）", false, true},
		{"关于公布青岚市2021年政府信息公开年度报告的通知", false, true},
		{"青岚市人民政府2023年政府信息公…", false, true},
		{"青岚市人民政府办公室关于政府信息…", false, false},
		{"2024年", false, false},
		{"青岚镇", false, false},
		{"政府信息公开年报", false, false}, // the column's name
		{"关于报送2022年政府信息公开年度报告的通知", true, false},
		{"关于做好2024年政府信息公开工作年度报告编制和发布工作的通知", true, false},
		{"《青岚市2023年政府信息公开工作年度报告》解读", true, false},
		{"一张长图看懂青岚市人民政府2022年年度报告", true, false},
		{"各部门2022年政府信息公开年度报告汇总", true, false},
		{"2021年政府信息公开情况统计表", true, false},
		{"青岚市政府信息公开指南", true, false},
		{"青岚市2023年法治政府建设年度报告", true, false},
		{"青岚市人民政府门户网站2025年度网站工作年度报表", true, false},
		{"青岚市2023年度依申请公开情况报告", true, false},
	} {
		if got := surelyNone(tt.title); got != tt.none {
			t.Errorf("surelyNone(%s) = %v", tt.title, got)
		}
		if got := likelyReport(tt.title); got != tt.likely {
			t.Errorf("likelyReport(%s) = %v", tt.title, got)
		}
	}
}

func TestTrapped(t *testing.T) {
	for _, tt := range []struct {
		url  string
		trap bool
	}{
		{"http://a.gov.cn/zwgk/zfxxgknb/", false},
		{"http://a.gov.cn/upload/file/20250116/1737009911.pdf", false},
		{"http://a.gov.cn/list?year=2025", false},
		{"http://a.gov.cn/list?year=2031", true},
		{"http://a.gov.cn/rili?date=1987-01-01", true},
		{"http://a.gov.cn/user/login.do", true},
		{"http://a.gov.cn/xxgk/nbdel.action?id=2021", true},
		{"http://a.gov.cn/ysqgk/add.do", true},
		{"http://a.gov.cn/x?action=delete&id=88", true},
		{"http://a.gov.cn/jcms/jis-web/logout", true},
		{"http://a.gov.cn/a/b/a/b/a/b/", true},
		{"http://a.gov.cn/" + strings.Repeat("x/y1/", 11), true},
		{"http://a.gov.cn/?a=1&b=1&c=1&d=1&e=1&f=1&g=1&h=1&i=1", true},
		{"http://a.gov.cn/" + strings.Repeat("x", 2100), true},
	} {
		u, err := url.Parse(tt.url)
		if err != nil {
			t.Fatal(err)
		}
		if why := trapped(u, 2026); (why != "") != tt.trap {
			t.Errorf("trapped(%.60s) = %q", tt.url, why)
		}
	}
}

func TestKey(t *testing.T) {
	for _, tt := range [][2]string{
		{"HTTP://A.gov.cn:80/x/../y/;jsessionid=1F?_=12&id=3#top", "http://a.gov.cn/y/?id=3"},
		{"https://a.gov.cn.:443", "https://a.gov.cn/"},
		{"http://a.gov.cn:8080/x?", "http://a.gov.cn:8080/x"},
		{"http://a.gov.cn/%B9%AB?id=1&t=99", "http://a.gov.cn/%B9%AB?id=1"},
	} {
		if got := Key(tt[0]); got != tt[1] {
			t.Errorf("Key(%s) = %s, want %s", tt[0], got, tt[1])
		}
	}
}

// TestPagerCall holds that one function name pages two ways.
func TestPagerCall(t *testing.T) {
	base := &url.URL{Scheme: "http", Host: "a.gov.cn", Path: "/zwgk/nb/"}
	for _, tt := range []struct{ script, second string }{
		{`createPageHTML(4, 0, "index", "html");`, "index_1.html"},
		{`function createPageHTML(a, b){} var countPage = 3, currentPage=0; createPageHTML(countPage, currentPage, 'list', 'shtml')`, "list_1.shtml"},
		{`createPageHTML('page_div', 3, 1, 'list', 'shtml', 38);`, "list_2.shtml"},
		{`createPageHTML("pages",5,1,"common_list","shtml",62)`, "common_list_2.shtml"},
	} {
		call, ok := pagerCall(tt.script)
		if got := call.address(base, 2); !ok || got != "http://a.gov.cn/zwgk/nb/"+tt.second {
			t.Errorf("%s: page 2 is %s (%v)", tt.script, got, ok)
		}
	}
}

func TestLiteral(t *testing.T) {
	for _, tt := range []struct {
		text string
		want any
	}{
		{`{a: 1, 'b': "x\u4e2d", c: [true, null,], d: f(1,2), // note
			e: 'p' + q + 2}`, map[string]any{"a": 1.0, "b": "x中", "c": []any{true, nil}, "d": ident(""), "e": sum{"p", ident("q"), 2.0}}},
		{`{success: function (d) { return {x: 1}; }, n: -2}`, map[string]any{"success": ident(""), "n": -2.0}},
		{`"a" rest`, "a"},
	} {
		got, _, ok := literal(tt.text)
		if diff := cmp.Diff(tt.want, got); diff != "" || !ok {
			t.Errorf("%s: %v\n%s", tt.text, ok, diff)
		}
	}
}

func TestAttachments(t *testing.T) {
	for _, tt := range []struct {
		name, body string
		want       []Attachment
	}{
		{"in the text, beside it, and of the site", `<div class="header"><a href="/sqb.docx">申请表</a></div>
			<div class="TRS_Editor"><p>全文见<a href="./P020240311.pdf">2023年年度报告.pdf</a></p></div>
			<ul class="fujian"><li><a href="/module/download/downfile.jsp?classid=0&filename=ab.doc">附件：附表</a></li></ul>
			<div class="side"><a href="/down/manual.pdf">办事手册</a></div>`,
			[]Attachment{{URL: "http://a.gov.cn/nb/P020240311.pdf", Name: "2023年年度报告.pdf"}, {URL: "http://a.gov.cn/module/download/downfile.jsp?classid=0&filename=ab.doc", Name: "附件：附表"}}},
		{"a long picture", `<div id="zoom"><p><img src="/images/icon_doc.png"><img src="W020240311.png" alt="年报"></p></div>`,
			[]Attachment{{URL: "http://a.gov.cn/nb/W020240311.png", Name: "年报", Picture: true}}},
		{"pictures in a text are none", `<div id="zoom"><p>` + strings.Repeat("二、主动公开政府信息情况", 60) + `<img src="W020240311.png"></p></div>`, nil},
		{"a viewer", `<div id="vsb_content"><iframe src="/pdfjs/web/viewer.html?file=%2Fnb%2Fx.pdf"></iframe></div>
			<p>附件【<a href="/system/_content/download.jsp?urltype=news.DownloadAttachUrl&owner=1&wbfileid=88">2020年年报.docx</a>】</p>`,
			[]Attachment{{URL: "http://a.gov.cn/system/_content/download.jsp?urltype=news.DownloadAttachUrl&owner=1&wbfileid=88", Name: "2020年年报.docx"}, {URL: "http://a.gov.cn/nb/x.pdf"}}},
		{"an article in a script", `<script>window._CONFIG = {SID: '1', DETAIL: {title: '年报', content: '<p>见附件<a href="/attachment/0/5.pdf">全文</a><\/p>'}};</script>`,
			[]Attachment{{URL: "http://a.gov.cn/attachment/0/5.pdf", Name: "全文"}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := Attachments(&Page{URL: "http://a.gov.cn/nb/t1.html", Body: []byte("<html><body>" + tt.body + "</body></html>"), Header: http.Header{}})
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

type testFailure struct {
	class Class
	text  string
}

func (f testFailure) Error() string       { return f.text }
func (f testFailure) FailureClass() Class { return f.class }

// pages answers from a map, by address.
type pages map[string]string

func (p pages) Get(_ context.Context, r Request) (*Page, error) {
	body, ok := p[r.URL]
	if !ok {
		return nil, testFailure{ClassStatus, "404 " + r.URL}
	}
	return &Page{URL: r.URL, Asked: r.URL, Status: 200, Header: http.Header{}, Body: []byte(body)}, nil
}

const front = `<html><head><title>青岚市人民政府</title></head><body><a href="/nb/">政府信息公开年报</a><p>欢迎</p></body></html>`

func rowsOf(years ...string) string {
	s := "<ul>"
	for _, y := range years {
		s += `<li><a href="/nb/` + y + `.html">青岚市` + y + `年政府信息公开年度报告</a><span>` + y + `-03-01</span></li>`
	}
	return s + "</ul>"
}

// TestOutcomes holds what is said of a site whose list is not whole.
func TestOutcomes(t *testing.T) {
	page := func(body string) string {
		return "<html><head><title>政府信息公开年报</title></head><body>" + body + "</body></html>"
	}
	for _, tt := range []struct {
		name   string
		column string
		more   pages
		hint   Hint
		want   Outcome
	}{
		{name: "whole", column: rowsOf("2023", "2022"), want: OK},
		{name: "fewer than stated", column: rowsOf("2023", "2022") + "共9条", want: Incomplete},
		{name: "page 2 is page 1", column: rowsOf("2023", "2022") + `<a href="/nb/?page=2">下一页</a>`,
			more: pages{"http://a.gov.cn/nb/?page=2": rowsOf("2023", "2022") + `<a href="/nb/?page=3">下一页</a>`}, want: PaginationIgnored},
		{name: "page 2 is missing", column: rowsOf("2023", "2022") + `共3页 <a href="/nb/?page=2">下一页</a>`, want: Incomplete},
		{name: "empty", column: "暂无数据", want: Emptied},
		{name: "empty where there were rows", column: "<p>年报</p>", hint: Hint{Listed: 12}, want: Emptied},
		{name: "says that it is not there", column: "您访问的页面不存在", want: ColumnLost},
		{name: "drawn by a script", column: `<div id="app"></div><script src="/app.min.js"></script>`, want: Unsupported},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := pages{"http://a.gov.cn/": front, "http://a.gov.cn/nb/": page(tt.column)}
			for u, body := range tt.more {
				p[u] = page(body)
			}
			l, err := Find(t.Context(), p, Source{Home: "http://a.gov.cn/"}, tt.hint)
			if err != nil {
				t.Fatal(err)
			}
			if l.Outcome != tt.want || l.Outcome != OK && l.Why == "" {
				t.Errorf("%s (%s), want %s", l.Outcome, l.Why, tt.want)
			}
		})
	}
	for class, want := range map[Class]Outcome{ClassBlocked: Blocked, ClassDeclined: Declined, ClassUnreachable: Unreachable, ClassTimeout: Unreachable, ClassStatus: Unreachable} {
		l, err := Find(t.Context(), failing{testFailure{class, "no"}}, Source{Home: "http://a.gov.cn/"}, Hint{})
		if err != nil || l.Outcome != want || l.Why == "" {
			t.Errorf("%s: %v (%v), want %s", class, l, err, want)
		}
	}
}

type failing struct{ err error }

func (f failing) Get(context.Context, Request) (*Page, error) { return nil, f.err }

// TestLostColumn holds that a column that moved is found again from the home
// page, and that the home page is never taken for it.
func TestLostColumn(t *testing.T) {
	p := pages{"http://a.gov.cn/": front, "http://a.gov.cn/nb/": rowsOf("2023"), "http://a.gov.cn/old/": front}
	l, err := Find(t.Context(), p, Source{Home: "http://a.gov.cn/"}, Hint{Column: "http://a.gov.cn/old/"})
	if err != nil || l.Column != "http://a.gov.cn/nb/" || len(l.Entries) != 1 {
		t.Errorf("%+v, %v", l, err)
	}
	delete(p, "http://a.gov.cn/nb/")
	if l, err = Find(t.Context(), p, Source{Home: "http://a.gov.cn/"}, Hint{Column: "http://a.gov.cn/old/"}); err != nil || l.Outcome != ColumnLost {
		t.Errorf("%+v, %v", l, err)
	}
}

// TestDrift holds that a list that runs on into another body's is cut off there
// and is not called whole.
func TestDrift(t *testing.T) {
	reports := func(dir string, n int, pager string) string {
		s := "<html><head><title>政府信息公开年报</title></head><body><ul>"
		for i := range n {
			s += fmt.Sprintf(`<li><a href="%st%d.html">某局%d年政府信息公开年度报告</a><span>%d-03-01</span></li>`, dir, i, 2010+i, 2011+i)
		}
		return s + "</ul>" + pager + "</body></html>"
	}
	p := pages{
		"http://a.gov.cn/":                front,
		"http://a.gov.cn/nb/":             reports("/nb/", 5, `<a href="index_2.html">下一页</a>`),
		"http://a.gov.cn/nb/index_2.html": reports("/jyj/", 5, `<a href="index_3.html">下一页</a>`),
	}
	l, err := Find(t.Context(), p, Source{Home: "http://a.gov.cn/"}, Hint{})
	if err != nil || l.Outcome != Incomplete || len(l.Entries) != 5 {
		t.Errorf("%+v, %v", l, err)
	}
}

// endless answers every page of a list with new rows.
type endless struct{ asked int }

func (e *endless) Get(ctx context.Context, r Request) (*Page, error) {
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	e.asked++
	body := front
	if r.URL != "http://a.gov.cn/" {
		body = fmt.Sprintf(`<html><head><title>政府信息公开年报</title></head><body><ul><li><a href="/nb/t%d.html">某镇%d号政府信息公开年度报告</a></li></ul><a href="/nb/?page=%d">下一页</a>`, e.asked, e.asked, e.asked+1)
	}
	return &Page{URL: r.URL, Status: 200, Header: http.Header{}, Body: []byte(body)}, nil
}

// TestEndless holds that a list without an end is ended, and said to be so.
func TestEndless(t *testing.T) {
	e := &endless{}
	l, err := Find(t.Context(), e, Source{Home: "http://a.gov.cn/"}, Hint{})
	if err != nil || l.Outcome != Incomplete || l.Stopped == "" || e.asked > maxPage+10 {
		t.Errorf("%s (%s), %d requests, %v", l.Outcome, l.Why, e.asked, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Find(ctx, e, Source{Home: "http://a.gov.cn/"}, Hint{}); !errors.Is(err, context.Canceled) {
		t.Errorf("a cancelled search gives %v", err)
	}
}
