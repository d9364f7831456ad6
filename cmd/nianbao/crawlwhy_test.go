package main

import (
	"strings"
	"testing"
)

func TestWhyWords(t *testing.T) {
	lapsed := "2 reports that are not what they were: http://a.gov.cn/1 (login); http://a.gov.cn/2 (other_year)"
	for _, tt := range []struct{ lang, why, want string }{
		{"en", "page 2 is page 1 again", "page 2 is page 1 again"},
		{"zh", "page 2 is page 1 again", "第 2 页又是第 1 页"},
		{"zh", "the site states 12 rows, 4 were listed; page 3 has no address", "网站说有 12 条,列出 4 条;第 3 页没有网址"},
		{"zh", "2 pages of 7 are blocked", "7 页中有 2 页被拦截"},
		{"zh", "1 reports on 2024, 3 on 2023: no_fewer", "2024 年有 1 份,2023 年有 3 份:no_fewer"},
		{"zh", "what nobody wrote down", "what nobody wrote down"},
		{"zh", "", ""},
		{"en", lapsed, "not what they were, 2: http://a.gov.cn/1 (" + wordsEN["reason.login"] + "); http://a.gov.cn/2 (a report on another year)"},
		{"zh", lapsed, "与原来不同的 2 份: http://a.gov.cn/1(" + wordsZH["reason.login"] + ");http://a.gov.cn/2(是别的年度的年报)"},
	} {
		c := &cli{lang: tt.lang, words: catalogue[tt.lang]}
		if got := c.whyWords(tt.why); got != tt.want {
			t.Errorf("%s: %q\ngives %q\nwant  %q", tt.lang, tt.why, got, tt.want)
		}
	}
	for _, w := range whys {
		if strings.Contains(w.zh, "%!") {
			t.Errorf("%s: %s", w.form, w.zh)
		}
	}
}
