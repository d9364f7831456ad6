package needle

import (
	"fmt"
	"slices"
	"testing"
)

func TestNeeds(t *testing.T) {
	for _, c := range []struct {
		src  string
		want [][]string
	}{
		{`收到.{0,8}申请#`, [][]string{{"收到"}, {"申请#"}}},
		{`(?:微博|微信)#`, [][]string{{"微信#", "微博#"}}},
		{`(?:微博|\d+)#`, [][]string{{"#"}}},
		{`(?i)ab`, nil},
		{`\d{4}年`, [][]string{{"年"}}},
		{`(?:年度?|月)`, [][]string{{"年", "月"}}},
		{`申请?`, [][]string{{"申"}}},
		{`收(?:到|悉)[^，]*#`, [][]string{{"收到", "收悉"}}},
		{`\d`, [][]string{{"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"}}},
		{`.*`, nil},
		{`(?:公开|发布)?信息`, [][]string{{"信息"}}},
		{`(?:a|)`, nil},
	} {
		if got := needs(c.src); !slices.EqualFunc(got, c.want, slices.Equal) {
			t.Errorf("needs(%q) = %q, want %q", c.src, got, c.want)
		}
	}
}

// TestSet holds that a set says of each expression what the expression says of
// itself.
func TestSet(t *testing.T) {
	var all []*Regexp
	for _, src := range []string{`收(?:到|悉).{0,8}申请#`, `微博#`, `(?:微博|微信)[^#]*#`, `.`, `(?:年度?|月)`, `\x{1F600}笑`} {
		all = append(all, MustCompile(src))
	}
	set := NewSet(all)
	w := set.Search()
	defer set.Done(w)
	for _, text := range []string{"", "收到申请#", "收悉了申请#件", "收到", "申请#", "微博#", "微信公众号#", "本年度", "月", "😀笑", "\xff申请#收到"} {
		got := fmt.Sprint(set.MayMatch(text, w))
		var want []bool
		for _, re := range all {
			want = append(want, re.MayMatch(text))
		}
		if got != fmt.Sprint(want) {
			t.Errorf("%q: the set says %s, its expressions %v", text, got, want)
		}
	}
}

// FuzzMayMatch holds that no text is passed over that an expression matches,
// by itself or in a set.
func FuzzMayMatch(f *testing.F) {
	f.Add(`收到.{0,8}申请`, "2017年共收到政府信息公开申请2件")
	f.Add(`(?:a|b?)c+`, "ccc")
	f.Add(`(?i)ab`, "AB")
	f.Add(`收(?:到|悉)?`, "收")
	f.Fuzz(func(t *testing.T, src, text string) {
		re, err := Compile(src)
		if err != nil || len(src) > 200 {
			return
		}
		if !re.Bare().MatchString(text) {
			return
		}
		if !re.MayMatch(text) {
			t.Errorf("%q matches %q but was passed over: needed %q", src, text, re.need)
		}
		set := NewSet([]*Regexp{re})
		if !set.MayMatch(text, set.Search())[0] {
			t.Errorf("%q matches %q but its set passed it over: needed %q", src, text, re.need)
		}
	})
}
