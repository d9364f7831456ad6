package list

import (
	"context"
	"flag"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"
)

// everywhere answers every address with one page, or one address alone.
type everywhere struct {
	body  string
	only  string
	asked int
}

func (e *everywhere) Get(_ context.Context, r Request) (*Page, error) {
	e.asked++
	if !r.Whole {
		return nil, fmt.Errorf("%s may bring no body", r.URL)
	}
	if e.only != "" && e.only != r.URL {
		return &Page{URL: r.URL, Status: http.StatusNotFound, Header: http.Header{}}, nil
	}
	return &Page{URL: r.URL, Asked: r.URL, Status: http.StatusOK, Header: http.Header{"Content-Type": {"text/html; charset=utf-8"}}, Body: []byte(e.body)}, nil
}

// fill repeats a pattern with numbers up to a size.
func fill(size int, head, pattern, tail string) string {
	var b strings.Builder
	b.WriteString(head)
	for i := 0; b.Len() < size; i++ {
		fmt.Fprintf(&b, pattern, i)
	}
	b.WriteString(tail)
	return b.String()
}

const columnHead = `<html><head><title>政府信息公开年报</title></head><body>`

// crafted are pages that somebody makes to keep us busy.
var crafted = []struct {
	name string
	body func(size int) string
}{
	{"links of one list", func(n int) string {
		return fill(n, columnHead+"<ul>", `<li><a href="/nb/%d.html">甲县2020年政府信息公开年度报告</a></li>`, "</ul>")
	}},
	{"links in one line", func(n int) string {
		return fill(n, columnHead+"<p>", `<a href="/nb/%d.html">2020年信息公开年报</a>`, "</p>")
	}},
	{"files in one line", func(n int) string { return fill(n, columnHead+"<p>", `<a href="/nb/%d.pdf">附件</a>`, "</p>") }},
	{"files without end", func(n int) string { return fill(n, columnHead, `<a href="/nb/%d.pdf">附件`, "") }},
	{"short links", func(n int) string { return fill(n, columnHead, `<a href=%d>年报`, "") }},
	{"columns by name", func(n int) string { return fill(n, columnHead, `<li><a href="/x%d/">政府信息公开年报</a>`, "") }},
	{"years under headings", func(n int) string {
		return fill(n, columnHead+"<div><h3>"+strings.Repeat("甲县", 50000)+"</h3>", `<a href="/nb/%d.html">2020</a>`, "</div>")
	}},
	{"headings", func(n int) string { return fill(n, columnHead, `<h3>甲县</h3><a href="/nb/%d.html">2020年</a>`, "") }},
	{"one long title", func(n int) string {
		return columnHead + `<a href="/nb/1.html">` + strings.Repeat("信息公开年报2020年", n/30) + `</a>`
	}},
	{"long titles", func(n int) string {
		return fill(n, columnHead, `<li><a href="/nb/%d.html">`+strings.Repeat("信息公开年报2020年", 300)+`</a></li>`, "")
	}},
	{"text without links", func(n int) string { return columnHead + strings.Repeat("年度报告共", n/15) }},
	{"numbers", func(n int) string { return columnHead + strings.Repeat("第1", n/4) }},
	{"spaces", func(n int) string { return columnHead + `<a href="/1.html">年报</a>` + strings.Repeat(" ", n) }},
	{"nested", func(n int) string { return fill(n, columnHead, `<div class="list%d">`, "") }},
	{"nested and closed", func(n int) string {
		return fill(n, columnHead, strings.Repeat("<div class=list>", 400)+`<a href="/nb/%d.html">2020年报`+strings.Repeat("</div>", 400), "")
	}},
	{"formatting", func(n int) string { return fill(n, columnHead, `<p><b><i><a href="/nb/%d.html">x`, "") }},
	{"a script of names", func(n int) string { return fill(n, columnHead+"<script>", `var columnid='%d';`, "</script>") }},
	{"a script of calls", func(n int) string {
		return fill(n, columnHead+"<script>", `createPageHTML(100,%d,"index","html");getLink('a/%[1]d');`, "</script>")
	}},
	{"an open call", func(n int) string { return fill(n, columnHead+"<script>", `createPageHTML(%d,[[{(`, "</script>") }},
	{"trees", func(n int) string { return fill(n, columnHead+"<script>", `d.add(%d,0,'年报','/a/b');`, "</script>") }},
	{"open strings", func(n int) string { return fill(n, columnHead+"<script>var x='", `\'"%d`, "</script>") }},
	{"records", func(n int) string {
		return fill(n, columnHead+"<datastore><recordset>", `<record><![CDATA[<li><a href="/art/2020/1/1/art_1_%d.html">2020年年报</a></li>]]></record>`, "</recordset></datastore>totalRecord:9;dataproxy.jsp")
	}},
	{"options", func(n int) string { return fill(n, columnHead+"<select>", `<option value="/a/%d">年报</option>`, "") }},
	{"frames", func(n int) string { return fill(n, columnHead, `<iframe src="/f/%d.jsp"></iframe>`, "") }},
	{"pictures", func(n int) string { return fill(n, columnHead, `<img src="/p/%d.png">`, "") }},
	{"cells", func(n int) string {
		return fill(n, columnHead+"<table>", `<tr><td onclick="location='/nb/%d.html'">2020年报`, "")
	}},
	{"forms", func(n int) string { return fill(n, columnHead+"<form>", `<input name=page%d value=1>`, "") }},
	{"JSON, deep", func(n int) string { return strings.Repeat(`{"a":[`, n/6) }},
	{"JSON, rows", func(n int) string {
		return fill(n, `{"data":{"results":[`, `{"title":"2020年信息公开年报","url":"/nb/%d.html"},`, `{}]}}`)
	}},
	{"JSON in a page", func(n int) string {
		return fill(n, columnHead+`<script>window._CONFIG={SID:'1',TREE:[`, `{id:%d,name:'年报',children:[`, "</script>")
	}},
	{"details", func(n int) string { return fill(n, columnHead+"<script>", `DETAIL:{"content":"%d`, "</script>") }},
	{"attributes", func(n int) string { return fill(n, columnHead+"<a ", `a%d=1 `, ">年报</a>") }},
	{"comments", func(n int) string { return fill(n, columnHead, `<!-- <a href="/nb/%d.html">年报</a>`, "") }},
	{"bytes", func(n int) string { return strings.Repeat("\xff\x00a", n/3) }},
	{"entities", func(n int) string { return columnHead + "<a href=/1.html>" + strings.Repeat("&#x5e74;", n/8) }},
}

// craftedSize is that of the pages of TestCrafted, in bytes: by hand 2 MB, which
// is all that is read of one.
var craftedSize = flag.Int("crafted", 50_000, "bytes of a crafted page")

// TestCrafted reads pages that are made to keep us busy: each one ends in an
// outcome, with no more rows, titles and files than there may be. How long each
// takes is printed.
func TestCrafted(t *testing.T) {
	for _, tt := range crafted {
		t.Run(tt.name, func(t *testing.T) {
			body := tt.body(*craftedSize)
			e := &everywhere{body: body}
			began := time.Now()
			l, err := Find(t.Context(), e, Source{Name: "甲县人民政府", Home: "http://www.a.gov.cn/"}, Hint{Year: 2026})
			if err != nil {
				t.Fatal(err)
			}
			took := time.Since(began)
			began = time.Now()
			files := Attachments(&Page{URL: "http://www.a.gov.cn/nb/1.html", Header: http.Header{}, Body: []byte(body)})
			t.Logf("%s, %d pages: %s %s; files: %s", took.Round(time.Millisecond), e.asked, l.Outcome, l.Why, time.Since(began).Round(time.Millisecond))
			if l.Outcome == "" || l.Outcome != OK && l.Why == "" || l.Listed > maxRows || len(files) > maxAttachments || e.asked > maxRequests {
				t.Errorf("%s, why %q, %d rows, %d files, %d requests", l.Outcome, l.Why, l.Listed, len(files), e.asked)
			}
			for _, entry := range l.Entries {
				if len(entry.Title) > 2*maxTitle || len(entry.URL) > 5*maxURL {
					t.Errorf("a title of %d bytes, an address of %d", len(entry.Title), len(entry.URL))
				}
			}
		})
	}
}

// TestTooLong holds that a list of which not all is read is said to be incomplete.
func TestTooLong(t *testing.T) {
	row := `<li><a href="/nb/%d.html">甲县2020年政府信息公开年度报告</a></li>`
	site := Source{Name: "甲县人民政府", Home: "http://www.a.gov.cn/"}
	for _, tt := range []struct {
		name string
		body string
		want Outcome
	}{
		{"short", fill(2000, columnHead+"<ul>", row, "</ul>"), OK},
		{"bytes", fill(2000, columnHead+strings.Repeat("<!-- -->", maxText/8)+"<ul>", row, "</ul>") + fill(2000, "<ul>", row, "</ul>"), Incomplete},
		{"bytes in the middle", fill(2000, columnHead+"<ul>", row, "</ul>") + strings.Repeat("<!-- -->", maxText/8), Incomplete},
		{"letters", fill(2000, columnHead+"<ul>", row, "</ul>") + strings.Repeat("<p>年度报告</p> ", maxText/19), Incomplete},
		{"a script", fill(2000, columnHead+"<ul>", row, "</ul><script>") + strings.Repeat("var 年报=1;", maxText/12), Incomplete},
		{"rows", fill(140*maxRows, columnHead+"<ul>", `<li><a href=/nb/%d.html>信息公开年报2020年</a>`, "</ul>"), Incomplete},
	} {
		t.Run(tt.name, func(t *testing.T) {
			l, err := Find(t.Context(), &everywhere{body: tt.body, only: site.Home}, site, Hint{Year: 2026})
			if err != nil || l.Outcome != tt.want || tt.want != OK && l.Why == "" || tt.name != "bytes" && len(l.Entries) == 0 {
				t.Errorf("%v, %+v, want %s", err, l, tt.want)
			}
		})
	}
	t.Run("all together", func(t *testing.T) {
		w := newWalker(&everywhere{body: columnHead}, site, 2026)
		w.read = maxRead + 1
		if _, err := w.page(t.Context(), site.Home, ""); err == nil || w.spent == "" {
			t.Errorf("%v, %q", err, w.spent)
		}
		l := &Listing{Outcome: OK}
		judge(l, w, &search{w: w}, nil, Hint{})
		if l.Outcome != Incomplete || l.Why != w.spent {
			t.Errorf("%+v", l)
		}
	})
}
