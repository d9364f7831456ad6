package needle

import (
	"slices"
	"testing"
)

func TestLiterals(t *testing.T) {
	for _, c := range []struct {
		src  string
		want []string
	}{
		{`收到.{0,8}申请#`, []string{"收到"}},
		{`(?:微博|微信)#`, []string{"微"}},
		{`(?:网站|微信)#`, []string{"网站", "微信"}},
		{`(?:微博|\d+)#`, nil},
		{`(?i)ab`, nil},
		{`\d{4}年`, []string{"年"}},
		{`(?:年度?|月)`, []string{"年", "月"}},
		{`申请?`, []string{"申"}},
		{`\d+`, []string{"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"}},
		{`.*`, nil},
	} {
		if got := literals(c.src); !slices.Equal(got, c.want) {
			t.Errorf("literals(%q) = %q, want %q", c.src, got, c.want)
		}
	}
}

// FuzzMayMatch holds that no text is passed over that the expression matches.
func FuzzMayMatch(f *testing.F) {
	f.Add(`收到.{0,8}申请`, "2017年共收到政府信息公开申请2件")
	f.Add(`(?:a|b?)c+`, "ccc")
	f.Add(`(?i)ab`, "AB")
	f.Fuzz(func(t *testing.T, src, text string) {
		re, err := Compile(src)
		if err != nil || len(src) > 200 {
			return
		}
		if re.MatchString(text) && !re.MayMatch(text) {
			t.Errorf("%q matches %q but was passed over: needed %q", src, text, re.need)
		}
	})
}
