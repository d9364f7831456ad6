package list

import (
	"context"
	"net/http"
	"testing"
	"unicode/utf8"
)

// echo gives a sound home page, one body for the column and one for all else.
type echo struct {
	page, answer []byte
	asked        int
}

func (e *echo) Get(_ context.Context, r Request) (*Page, error) {
	e.asked++
	body := e.answer
	switch r.URL {
	case "http://a.gov.cn/":
		body = []byte(front)
	case "http://a.gov.cn/nb/", "http://a.gov.cn/col/col80/index.html":
		body = e.page
	}
	return &Page{URL: r.URL, Asked: r.URL, Status: 200, Header: http.Header{}, Body: body}, nil
}

// seeds hold a fingerprint of every family.
var seeds = []string{
	front + rowsOf("2023", "2022"),
	`<script>createPageHTML(4, 0, "index", "html")</script>` + rowsOf("2023"),
	`<datastore><nextgroup><![CDATA[<a href="/module/web/jpage/dataproxy.jsp?page=1&columnid=80&unitid=2"></a>]]></nextgroup><recordset><record><![CDATA[<li><a href="/art/2023/3/1/art_80_1.html">2022年政府信息公开年度报告</a></li>]]></record></recordset></datastore><script>{proxyUrl:'/module/web/jpage/dataproxy.jsp',perPage:15,totalRecord:99}</script>`,
	`<script>$.post('/module/xxgk/search.jsp?divid=div8', {infotypeId:'0', jdid:3, divid:'div8', currpage:1})</script>共3页`,
	`<div querydata="{'webId':'1','pageId':'2','tagId':'x'}" url="/api-gateway/jpaas-publish-server/front/page/build/unit"></div>`,
	`{"data":{"html":"<li><a href='/a/20230301/1.html'>2022年政府信息公开年度报告</a></li>","count":30}}`,
	`<script>fetch('/common/search/0123456789abcdef0123456789abcdef?_pageSize=10')</script>`,
	`jQuery1({"result":"<recordset><record><![CDATA[<a href='/x/content/1.html'>2020年政府信息公开年报</a>]]></record></recordset>","total":9})`,
	`<a href="/gkmlpt/index">x</a><script>window._CONFIG = { SID: '1', TREE: [{"id": 4, "name": "政府信息公开年报", "children": []}] };</script>`,
	`{"classify":{"post_count":5},"articles":[{"title":"2020年政府信息公开年报","url":"/gkmlpt/content/1/2/post_2.html","date":1600000000}]}`,
	`<script>Ls.ajax({url: "/site/label/8888", data: {labelName: "columnTree", siteId: "4", organId: "5", catId: "6"}})</script>`,
	`<script>var irs = {api: '/irs/front/list', tableName: 't_1849', channelId: 'c5'}; $.ajax({data: JSON.stringify({pageNo: n, tableName: irs.tableName, customFilter: {}})})</script>`,
	`<script src="/js/webBuilderCommon.js"></script><input id="categorynum" value="001002"><script>var siteInfo={projectName:"p",siteGuid:"g"}</script>`,
	`<script>var o={url:'/truecms/messageController/getMessage.do',columnId:'762f4eed-9bfc',perpage:15,totalRecord:34}</script>`,
	`<a href="/eportal/ui?pageId=1">x</a><div id="0123456789abcdef0123456789abcdef"></div>` + rowsOf("2023", "2022"),
	`<script src="/igs/front/channel/list.jhtml"></script>`,
	`<script>$.ajax({type: "POST", url: "/szinf/xxgk/loadData?pageSize=" + n, data: {pageIndex: i}})</script>`,
}

// FuzzFind gives every adapter any bytes as page and as answer: it ends, asks
// no more than its budget, and every entry is an address of the site.
func FuzzFind(f *testing.F) {
	for i, s := range seeds {
		f.Add([]byte(s), []byte(seeds[(i+1)%len(seeds)]))
	}
	f.Fuzz(func(t *testing.T, page, answer []byte) {
		e := &echo{page: page, answer: answer}
		s := Source{Home: "http://a.gov.cn/", Column: "http://a.gov.cn/col/col80/index.html"}
		l, err := Find(t.Context(), e, s, Hint{Year: 2026})
		if err != nil || l == nil {
			t.Fatal(l, err)
		}
		if e.asked > maxRequests {
			t.Errorf("%d requests", e.asked)
		}
		if len(l.Entries) > 0 && l.Listed == 0 && l.Outcome == Emptied {
			t.Errorf("%d entries of an empty list", len(l.Entries))
		}
		w := newWalker(e, s, 2026)
		for _, x := range l.Entries {
			if u := join(look(&Page{URL: s.Home}).url, x.URL); u == nil || !w.ours(u) || !utf8.ValidString(x.Title) {
				t.Errorf("entry %q %q", x.URL, x.Title)
			}
		}
		Attachments(&Page{URL: s.Home, Body: page, Header: http.Header{}})
	})
}

func FuzzLiteral(f *testing.F) {
	for _, s := range seeds {
		f.Add(s)
	}
	f.Add(`{a:[1,{b:'c'+d}],e:f(g)}`)
	f.Fuzz(func(t *testing.T, text string) {
		if _, rest, _ := literal(text); len(rest) > len(text) {
			t.Error("a literal that gives more than it was given")
		}
		pagerCall(text)
		jsonOf(text)
	})
}
