package store

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestCut(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"", ""},
		{"  \n\t。", ""},
		{"申", "申"},
		{"申请", "申请 请"},
		{"收到申请1,248件。", "收到 到申 申请 请 1248 件"},
		{"公开，开放", "公开 开 " + gap + " 开放 放"},
		{"占99.5%", "占 99 5"},
		{"占99. 5", "占 99 " + gap + " 5"},
		{"1，248", "1248"},
		{"12,", "12"},
		{"微信APP推送", "微信 信 app 推送 送"},
		{"第２条", "第 2 条"},
		{"café", "café"},
		{"cafe\u0301", "cafe"},
		{"申\u200b请", "申请 请"},
		{"〇八年", "〇八 八年 年"},
		{"a\ue000b", "a " + gap + " b"},
		{"申\xff请", "申 " + gap + " 请"},
		{"标题\n机构", "标题 题 " + gap + " 机构 构"},
	} {
		if got := cut(tt.text); got != tt.want {
			t.Errorf("cut(%q) = %q, want %q", tt.text, got, tt.want)
		}
	}
}

func TestGroups(t *testing.T) {
	for _, tt := range []struct{ words, want string }{
		{"", ""},
		{`"`, ""},
		{"*", ""},
		{"~", ""},
		{"-", ""},
		{"申", `"申"*`},
		{"申请", `"申请"`},
		{"申请数", `"申请 请数"`},
		{"申请1件", `"申请 请 1 件"*`},
		{"申请12", `"申请 请 12"`},
		{"申请 公开", `"申请" "公开"`},
		{"申请，公开", `"申请" "公开"`},
		{`"申请，公开"`, `"申请 请 ` + gap + ` 公开"`},
		{"“申请 公开”", `"申请 请 ` + gap + ` 公开"`},
		{"申请 申请", `"申请"`},
		{"a OR b", `"a" "or" "b"`},
		{`x"y`, `"x" "y"`},
		{"label:申请", `"label" "申请"`},
		{"99.5", `"99 5"`},
		{"124*", `"124"*`},
		{"申请 -公开", `"申请" not "公开"`},
		{"-5件", `not "5 件"*`},
		{"收到 ~ 申请", `NEAR("收到" "申请", 20)`},
		{"收到 ~", `"收到"`},
		{"~ 收到", `"收到"`},
		{"a ~ b ~ c", `NEAR("a" "b", 20) "c"`},
		{"-a ~ b", `not "a" "b"`},
	} {
		var got []string
		for _, g := range groups(tt.words, func(s string) string { return s }) {
			e := g.expr()
			if g.not {
				e = "not " + e
			}
			got = append(got, e)
		}
		if got := strings.Join(got, " "); got != tt.want {
			t.Errorf("groups(%q) = %s, want %s", tt.words, got, tt.want)
		}
	}
}

// FuzzGroups holds that a query never carries anything but quoted letters and
// digits, and that a text holds all of its own words.
func FuzzGroups(f *testing.F) {
	for _, s := range hostile {
		f.Add(s)
	}
	f.Add("收到申请1,248件，其中99.5% -公开 ~ 申请*")
	plain := strings.NewReplacer("NEAR(", "", `" "`, `""`, ", "+apart+")", "", `"*`, `"`)
	f.Fuzz(func(t *testing.T, s string) {
		text := cut(s)
		for _, g := range groups(s, func(s string) string { return s }) {
			e := g.expr()
			bare := plain.Replace(e)
			if !utf8.ValidString(e) || strings.Count(bare, `"`)%2 != 0 || strings.ContainsAny(bare, `*:^()+-{}',`) {
				t.Fatalf("groups(%q) has %q", s, e)
			}
			if !strings.ContainsAny(s, quotes) && !g.in(text) {
				t.Fatalf("cut(%q) = %q does not hold %q", s, text, e)
			}
			if g.tokens == "" || g.near == nil && g.is("x "+g.label()) {
				t.Fatalf("groups(%q) has %+v", s, g)
			}
		}
	})
}
