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
		{"微信APP推送", "微信 信 APP 推送 送"},
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

func TestMatch(t *testing.T) {
	for _, tt := range []struct{ words, want string }{
		{"", ""},
		{`"`, ""},
		{"*", ""},
		{"申", `"申"*`},
		{"申请", `"申请"`},
		{"申请数", `"申请 请数"`},
		{"申请1件", `"申请 请 1 件"*`},
		{"申请12", `"申请 请 12"`},
		{"申请 公开", `"申请" AND "公开"`},
		{"申请 申请", `"申请"`},
		{"a OR b", `"a" AND "OR" AND "b"`},
		{`x"y`, `"x" AND "y"`},
		{"label:申请", `"label" AND "申请"`},
		{"99.5", `"99 5"`},
	} {
		got, ok := match(tt.words)
		if got != tt.want || ok != (tt.want != "") {
			t.Errorf("match(%q) = %q, %v, want %q", tt.words, got, ok, tt.want)
		}
	}
}

// FuzzMatch holds that a query never carries anything but quoted letters and
// digits, and that a text is found by any of its own pieces.
func FuzzMatch(f *testing.F) {
	for _, s := range hostile {
		f.Add(s)
	}
	f.Add("收到申请1,248件，其中99.5%")
	f.Fuzz(func(t *testing.T, s string) {
		q, ok := match(s)
		if !utf8.ValidString(q) || ok != (q != "") {
			t.Fatalf("match(%q) = %q, %v", s, q, ok)
		}
		bare := strings.ReplaceAll(strings.ReplaceAll(q, `"*`, `"`), `" AND "`, `""`)
		if strings.Count(bare, `"`)%2 != 0 || strings.ContainsAny(bare, `*:^()+-{}'`) {
			t.Fatalf("match(%q) = %q", s, q)
		}
		text := " " + cut(s) + " "
		for _, p := range strings.Split(bare, `""`) {
			p = strings.Trim(p, `"`)
			if p != "" && !strings.Contains(text, " "+p) {
				t.Fatalf("cut(%q) = %q does not hold %q of match %q", s, text, p, q)
			}
		}
	})
}
