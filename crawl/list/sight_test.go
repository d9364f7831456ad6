package list

import "testing"

func TestSightOf(t *testing.T) {
	for _, tt := range []struct{ name, html, want string }{
		{"a title", "<title>甲县人民政府门户网站</title>", "甲县人民政府"},
		{"a title with the page before it", "<title>首页 - 甲县人民政府</title>", "甲县人民政府"},
		{"a greeting", "<title>欢迎访问甲县政府网</title>", "甲县"},
		{"a bureau", "<title>甲市水利局官方网站_首页</title>", "甲市水利局"},
		{"metadata", `<meta name="SiteName" content="甲县人民政府门户网站"><title>要闻</title>`, "甲县人民政府"},
		{"a column's title", "<title>政府信息公开年报</title>", ""},
		{"a report's title", "<title>甲县2020年政府信息公开工作年度报告</title>", ""},
		{"no title", "<p>甲县人民政府", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := SightOf(&Page{URL: "http://a.gov.cn/", Body: []byte("<html><head>" + tt.html + `</head><body><a href="/index.html">首页</a><a href="/t20200101_1.html">甲县2020年政府信息公开工作年度报告</a></body></html>`)})
			if s.Site != tt.want || s.Home != "http://a.gov.cn/index.html" || len(s.Reports) != 1 || s.Article {
				t.Errorf("%+v, want the name %q", s, tt.want)
			}
		})
	}
}
