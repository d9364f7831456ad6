package crawl

import (
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"

	"nianbao/crawl/frozen"
	"nianbao/report"
	"nianbao/store"
)

// A silent failure is a way in which a site goes wrong between two nights while
// every answer looks as if all were well.
type silentFailure struct {
	name string
	// night2 gives the sections that answer otherwise in the second night.
	night2 func(s *silentSite) map[string]string
	// The site's outcome after the second night, and words of its reason.
	outcome, why string
}

// A silentSite is a small site of one county that works in the first night.
type silentSite struct {
	host, place string
}

func (s *silentSite) body() string { return s.place + "人民政府" }

func (s *silentSite) url(path string) string { return "http://" + s.host + path }

const (
	silentFirst = 2021
	silentLast  = 2024
)

func html(title, body string) string {
	return "<html><head><meta charset=\"utf-8\"><title>" + title + "</title></head><body>" + body + "</body></html>"
}

func (s *silentSite) title(year int) string {
	return fmt.Sprintf("%s%d年政府信息公开工作年度报告", s.place, year)
}

// item is a row of the list.
func (s *silentSite) item(year int) string {
	return fmt.Sprintf(`<li><a href="/xxgk/nb/%d/t%d0315_1%d.html">%s</a><span>%d-03-15</span></li>`, year+1, year+1, year, s.title(year), year+1)
}

func (s *silentSite) page(year int) string {
	return fmt.Sprintf("/xxgk/nb/%d/t%d0315_1%d.html", year+1, year+1, year)
}

// file is the report of the last year but one, as a file beneath its page.
func (s *silentSite) file() string {
	return fmt.Sprintf("/xxgk/nb/%d/P%d.pdf", silentLast, silentLast-1)
}

// list is a page of the list, of the years named.
func (s *silentSite) list(total int, pager string, years ...int) string {
	var b strings.Builder
	b.WriteString(`<h2>政府信息公开年报</h2><ul class="list">`)
	for _, year := range years {
		b.WriteString(s.item(year))
	}
	fmt.Fprintf(&b, `</ul><div class="page">共%d条 %s</div>`, total, pager)
	return html("政府信息公开年报-"+s.body(), `<div class="nav"><a href="/">首页</a> <a href="/xxgk/">政府信息公开</a></div>`+b.String())
}

func (s *silentSite) report(year int) string {
	return html(s.title(year)+"-"+s.body(), `<div class="nav"><a href="/">首页</a></div><h1>`+s.title(year)+`</h1><div id="zoom">{{report `+s.body()+fmt.Sprintf(" %d", year)+`}}</div>`)
}

// sections are the answers of the first night.
func (s *silentSite) sections() map[string]string {
	menu := `<div class="nav"><a href="/">首页</a> <a href="/xxgk/">政府信息公开</a> <a href="/news/">要闻</a></div>`
	out := map[string]string{
		"GET /": html(s.body()+"门户网站", menu+`<p>{{news 3}}</p>`),
		"GET /xxgk/": html("政府信息公开-"+s.body(), menu+
			`<ul><li><a href="/xxgk/zn/">政府信息公开指南</a></li><li><a href="/xxgk/nb/">政府信息公开年报</a></li></ul>`),
		"GET /xxgk/zn/":               html("政府信息公开指南", "<p>{{news 2}}</p>"),
		"GET /news/":                  html("要闻", "<p>{{news 2}}</p>"),
		"GET /xxgk/nb/":               s.list(4, `<a href="/xxgk/nb/?page=2">下一页</a>`, 2024, 2023),
		"GET /xxgk/nb/?page=2":        s.list(4, `<a href="/xxgk/nb/">上一页</a>`, 2022, 2021),
		"GET " + s.file():             "Content-Type: application/pdf\nBody: pdf\n\n" + s.title(silentLast-1) + "\n{{report " + s.body() + fmt.Sprint(" ", silentLast-1) + "}}",
		"GET " + s.page(silentLast-1): html(s.title(silentLast-1), `<div class="nav"><a href="/">首页</a></div><h1>`+s.title(silentLast-1)+`</h1><p>全文见附件。</p><p><a href="`+s.file()+`">`+s.title(silentLast-1)+`.pdf</a></p>`),
	}
	for year := silentFirst; year <= silentLast; year++ {
		if year != silentLast-1 {
			out["GET "+s.page(year)] = s.report(year)
		}
	}
	for name, text := range out {
		if !strings.Contains(text, "\n\n") {
			out[name] = "\n" + text
		}
	}
	return out
}

// frozen is the site with answers, and those that are otherwise in the second night.
func (s *silentSite) frozen(t testing.TB, sections, night2 map[string]string) *frozen.Site {
	t.Helper()
	var b strings.Builder
	fmt.Fprintf(&b, "name: %s\nfamily: hostile\nhome: %s\ntls: none\nhosts: [%s]\noutcome: ok\n", s.body(), s.url("/"), s.host)
	for name, text := range sections {
		fmt.Fprintf(&b, "-- %s --\n%s\n", name, text)
	}
	for name, text := range night2 {
		fmt.Fprintf(&b, "-- night2 %s --\n%s\n", name, text)
	}
	site, err := frozen.Parse(s.host, []byte(b.String()))
	if err != nil {
		t.Fatal(err)
	}
	return site
}

// garbled is a text in UTF-8 that somebody took for GBK and wrote in UTF-8 again.
func garbled(s string) string {
	out, err := simplifiedchinese.GB18030.NewDecoder().String(s)
	if err != nil {
		panic(err) // every text can be misread
	}
	return out
}

// replies answer paths with pages in the second night.
func replies(pairs ...string) func(*silentSite) map[string]string {
	return func(s *silentSite) map[string]string {
		out := map[string]string{}
		at := strings.NewReplacer("LIST", "/xxgk/nb/", "PAGE", s.page(2022), "NEWEST", s.page(silentLast), "FILE", s.file())
		for i := 0; i < len(pairs); i += 2 {
			out["GET "+at.Replace(pairs[i])] = strings.NewReplacer("PLACE", s.place, "HOST", s.host).Replace(pairs[i+1])
		}
		return out
	}
}

var silentFailures = []silentFailure{
	{"a firewall's page with 200", replies("LIST", "\n<html><head><title>网站防火墙</title></head><body>请开启JavaScript并刷新该页<script src=\"/wzws-waf-cgi/x.js\"></script></body></html>"), "blocked", "奇安信网站卫士"},
	{"a page that says 404 with 200", replies("LIST", "\n"+html("页面不存在", "<p>您访问的页面不存在或已删除</p>"), "LIST?page=2", "\n"+html("页面不存在", "<p>您访问的页面不存在或已删除</p>")), "column_lost", "says that it is not there"},
	{"page 2 is page 1 again", func(s *silentSite) map[string]string {
		return map[string]string{"GET /xxgk/nb/?page=2": "\n" + s.list(4, `<a href="/xxgk/nb/">上一页</a>`, 2024, 2023)}
	}, "pagination_ignored", "page 2 is page 1 again"},
	{"the list is emptied", func(s *silentSite) map[string]string {
		return map[string]string{"GET /xxgk/nb/": "\n" + s.list(0, "")}
	}, "emptied", "its list is empty"},
	{"the list has fewer rows than it states", func(s *silentSite) map[string]string {
		return map[string]string{"GET /xxgk/nb/": "\n" + s.list(12, `<a href="/xxgk/nb/?page=2">下一页</a>`, 2024, 2023)}
	}, "incomplete", "the site states 12 rows, 4 were listed"},
	{"a garbled page", func(s *silentSite) map[string]string {
		return map[string]string{"GET " + s.page(2022): "\n" + garbled(html(s.title(2022), strings.Repeat("<p>一、总体情况。本年度主动公开政府信息120条,收到政府信息公开申请12件,予以公开8件,不予公开2件。</p>", 20)))}
	}, "reports", "mojibake"},
	{"a page of HTML as PDF", replies("FILE", "Content-Type: application/pdf\n\n"+html("错误", "<p>系统繁忙,请稍后再试</p>")), "reports", "error_page"},
	{"a redesign whose list needs a browser", func(s *silentSite) map[string]string {
		gone := "\n" + html(s.body(), "<div id=\"app\"></div><script src=\"/static/js/app.8f3e.js\"></script>")
		return map[string]string{"GET /": gone, "GET /xxgk/": gone, "GET /xxgk/nb/": gone, "GET /xxgk/nb/?page=2": gone}
	}, "column_lost", "no column of annual reports was found"},
	{"a report that is revised", func(s *silentSite) map[string]string {
		return map[string]string{"GET " + s.page(2022): strings.Replace("\n"+s.report(2022), "{{report "+s.body()+" 2022}}", "{{report "+s.body()+" 2022}}<p>更正:本年新收政府信息公开申请98765件。</p>", 1)}
	}, "ok", ""},
	{"a login wall with 200", replies("PAGE", "\n"+html("用户登录", `<form action="/login"><h2>用户登录</h2>用户名 <input name="u"> 密码 <input type="password" name="p"> <button>登录</button></form>`)), "reports", "login"},
	{"a shell of scripts without data", replies("PAGE", "\n"+html("", `<div id="app"></div><script>window.__INITIAL__={}</script><script src="/js/chunk-vendors.js"></script>`)), "reports", "script_shell"},
	{"a captcha with 200", replies("LIST", "\n"+html("安全验证", `<p>请输入验证码继续访问</p><img src="/captcha.jpg"><form action="/verify"><input name="captcha"></form>`)), "blocked", "验证码"},
	{"a list that a script's error cuts short", func(s *silentSite) map[string]string {
		whole := s.list(4, "", 2024)
		return map[string]string{"GET /xxgk/nb/": "\n" + strings.Replace(whole, `<div class="page">共4条 </div>`, "", 1)}
	}, "shrunk", "1 rows in the list, 4 on the last good night"},
	{"the column shows the reports of another body", func(s *silentSite) map[string]string {
		other := silentSite{s.host, "霖澧县"}
		out := map[string]string{}
		list := `<ul class="list">`
		for year := silentFirst; year <= silentLast; year++ {
			path := fmt.Sprintf("/yx/nb/%d/t%d0315_2%d.html", year+1, year+1, year)
			list += fmt.Sprintf(`<li><a href="%s">%s</a><span>%d-03-15</span></li>`, path, other.title(year), year+1)
			out["GET "+path] = "\n" + other.report(year)
		}
		out["GET /xxgk/nb/"] = "\n" + html("政府信息公开年报", list+"</ul>")
		return out
	}, "other_body", "those of 霖澧县人民政府"},
	{"a link to a file that is dead", replies("FILE", "Status: 404\n\n"+html("404", "Not Found")), "reports", "HTTP status 404"},
	{"an empty PDF", replies("FILE", "Content-Type: application/pdf\nBody: pdf\n\n "), "reports", "empty"},
	{"a body that ends in the middle", func(s *silentSite) map[string]string {
		return map[string]string{"GET " + s.page(2022): "\n" + strings.Split(s.report(2022), "{{report")[0] + "{{prose " + s.body() + " 2022}}"}
	}, "reports", "figures_lost"},
	{"a home page that leads to a parked domain", func(s *silentSite) map[string]string {
		out := map[string]string{}
		for name := range s.sections() {
			out[name] = "Status: 302\nLocation: http://parking.example.com/buy?d=" + s.host + "\n\n"
		}
		return out
	}, "unreachable", "outside of the site"},
	{"a notice in a report's place", replies("PAGE", "\n"+html("关于年度报告的通知", "<h1>关于报送2022年政府信息公开工作年度报告的通知</h1><p>各单位:请于1月15日前报送本单位2022年政府信息公开工作年度报告。</p><p>附件:填报说明</p>")), "reports", "not_a_report"},
	{"a report of another year under a year's title", func(s *silentSite) map[string]string {
		return map[string]string{"GET " + s.page(2022): "\n" + s.report(2021)}
	}, "reports", "other_year"},
}

// TestSilentFailures lets twenty sites go wrong in twenty ways, none of which
// an answer's status tells: each is told by a reason of its own, and what was
// had before stays.
func TestSilentFailures(t *testing.T) {
	if len(silentFailures) != 20 {
		t.Errorf("%d failures, want the twenty", len(silentFailures))
	}
	var sites []*frozen.Site
	letters := []rune("岚澄汀漪沅汐漱浦溪涧渚泽洲湾淀泉塘沚浔渌")
	for i, f := range silentFailures {
		s := &silentSite{host: fmt.Sprintf("www.s%02d.gov.cn", i+1), place: string(letters[i]) + "砚县"}
		sites = append(sites, s.frozen(t, s.sections(), f.night2(s)))
	}
	r, version := reader(t)
	w := newWorldWith(t, sites, r, version)
	for i := range w.sites { // as crawl add writes it
		w.sites[i].Reports = []Expected{{Body: w.sites[i].Name, Level: report.County, From: silentFirst}}
	}
	first := w.night(1)
	for i, f := range silentFailures {
		if v := w.visited(first, sites[i].Name); v.Outcome != "ok" {
			t.Errorf("%s: night 1 is %s (%s)", f.name, v.Outcome, v.Why)
		}
	}
	before := w.readable()
	if want := len(sites) * (silentLast - silentFirst + 1); len(before) != want {
		t.Errorf("night 1 has %d reports, want %d", len(before), want)
	}
	second := w.night(2)
	after := w.readable()
	for i, f := range silentFailures {
		name := sites[i].Name
		v := w.visited(second, name)
		if v.Outcome != f.outcome || !strings.Contains(v.Why, f.why) {
			t.Errorf("%s: %s (%s), want %s (%s)", f.name, v.Outcome, v.Why, f.outcome, f.why)
		}
		revised := slices.ContainsFunc(second.Revised, func(r Report) bool { return r.Site == name && len(r.Changes) > 0 })
		if flagged := slices.Contains(second.Alarms, Alarm{name, v.Outcome, v.Why}); flagged == (f.outcome == "ok") || revised != (f.outcome == "ok") {
			t.Errorf("%s: flagged %v, revised %v", f.name, flagged, revised)
		}
		site, err := w.db.CrawlSite(t.Context(), name, w.clock.Now()) // what crawl status shows
		if err != nil || site.Outcome != v.Outcome || site.Why != v.Why || site.Column == "" {
			t.Errorf("%s: the status is %+v, %v", f.name, site, err)
		}
		for key, had := range before {
			if strings.HasPrefix(key, name) && after[key] != had && !(revised && strings.HasSuffix(key, " 2022")) {
				t.Errorf("%s: %s was %s, is %s", f.name, key, had, after[key])
			}
		}
	}
	// The next night it is told again, but of what is gone: the ledger keeps that.
	third := w.night(3)
	gone := []string{"HTTP status 404", "error_page", "not_a_report", ""}
	for i, f := range silentFailures {
		want := f.outcome
		if slices.Contains(gone, f.why) {
			want = "ok"
		}
		if v := w.visited(third, sites[i].Name); v.Outcome != want {
			t.Errorf("%s: night 3 is %s (%s), want %s", f.name, v.Outcome, v.Why, want)
		}
	}
	// And all is well when the sites are.
	last := w.nightAs(9, 1)
	for i, f := range silentFailures {
		if v := w.visited(last, sites[i].Name); v.Outcome != "ok" {
			t.Errorf("%s: when it is well again it is %s (%s)", f.name, v.Outcome, v.Why)
		}
		lines, err := w.db.Owed(t.Context(), store.OwedFilter{Site: sites[i].Name}, w.clock.Now())
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range lines {
			if l.State != store.OwedFound && l.State != store.OwedLater && !strings.HasPrefix(l.Body, "霖澧") {
				t.Errorf("%s: when it is well again, %s %d is %s", f.name, l.Body, l.Year, l.State)
			}
		}
	}
}

// visited is a site's night.
func (w *world) visited(s *Summary, site string) store.Visit {
	w.t.Helper()
	visits, err := w.db.Visits(w.t.Context(), s.Run)
	if err != nil {
		w.t.Fatal(err)
	}
	for _, v := range visits {
		if v.Site == site {
			return v
		}
	}
	w.t.Fatalf("%s was not visited", site)
	return store.Visit{}
}

// readable gives the bytes of each report's current document and how many
// figures it has, by body and year.
func (w *world) readable() map[string]string {
	w.t.Helper()
	out := map[string]string{}
	w.query(`SELECT b.name, r.year, hex(d.sha256), d.status, (SELECT count(*) FROM figure f WHERE f.document_id = d.id) FROM report r
		JOIN document d ON d.report_id = r.id AND d.is_current = 1 JOIN body b ON b.id = r.body`, func(rows *sql.Rows) error {
		var body, sha, status string
		var year, figures int
		err := rows.Scan(&body, &year, &sha, &status, &figures)
		out[fmt.Sprint(body, " ", year)] = fmt.Sprintf("%.8s %s %d figures", sha, status, figures)
		return err
	})
	return out
}
