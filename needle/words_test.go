package needle

import (
	"reflect"
	"strings"
	"testing"
)

// expressions are lists of words, as this program writes them, and some that
// are more than that.
var expressions = []string{
	`收到|接到|收`, `收|收到`, `^(?:共|共有|有)+`, `(?:为|有为|是|达到|达)+$`, `^(?:网上|现场)(?:提交|递交)?$`, `(?:共有|共|有)+`,
	`^(?:甲|乙)+$`, `(?:a|ab)(?:c|bcd)`, `[、，：]`, `其中[:：,，]?`, `(?:aa|a)+$`, `(?:没有|无)??收到`, `微(?:博|信)`, `收到(申请)`, `^收到|申请$`, `(?i)ab`, `a*`,
}

// agree compares every method with that of package regexp.
func agree(t *testing.T, re *Regexp, s string) {
	t.Helper()
	same := func(what string, got, want any) {
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s of %q in %q: %v, want %v", what, re.String(), s, got, want)
		}
	}
	same("MatchString", re.MatchString(s), re.Bare().MatchString(s))
	same("FindString", re.FindString(s), re.Bare().FindString(s))
	same("FindStringIndex", re.FindStringIndex(s), re.Bare().FindStringIndex(s))
	same("FindStringSubmatch", re.FindStringSubmatch(s), re.Bare().FindStringSubmatch(s))
	same("FindStringSubmatchIndex", re.FindStringSubmatchIndex(s), re.Bare().FindStringSubmatchIndex(s))
	for _, n := range []int{-1, 0, 1, 2} {
		same("FindAllStringIndex", re.FindAllStringIndex(s, n), re.Bare().FindAllStringIndex(s, n))
		same("FindAllString", re.FindAllString(s, n), re.Bare().FindAllString(s, n))
		same("FindAllStringSubmatch", re.FindAllStringSubmatch(s, n), re.Bare().FindAllStringSubmatch(s, n))
		same("FindAllStringSubmatchIndex", re.FindAllStringSubmatchIndex(s, n), re.Bare().FindAllStringSubmatchIndex(s, n))
	}
	same("ReplaceAllString", re.ReplaceAllString(s, "-"), re.Bare().ReplaceAllString(s, "-"))
	same("ReplaceAllString", re.ReplaceAllString(s, "<$0>"), re.Bare().ReplaceAllString(s, "<$0>"))
	same("ReplaceAllStringFunc", re.ReplaceAllStringFunc(s, strings.ToUpper), re.Bare().ReplaceAllStringFunc(s, strings.ToUpper))
}

func TestWords(t *testing.T) {
	lists := 0
	for _, src := range expressions {
		re := MustCompile(src)
		if re.ready().words != nil {
			lists++
		}
		for _, s := range []string{"", "收", "收到", "收到接到", "共收到", "共有有共有", "网上", "网上递交", "网上递交了", "为达到", "数为有为达", "甲乙甲", "甲丙", "abcd",
			"aaabc", "aab", "其中：", "、，", "没有收到", "微博微信", "收到申请", "\xff收到\xe4", "申请收到申请", "AB"} {
			agree(t, re, s)
		}
	}
	if lists < 12 {
		t.Errorf("only %d expressions are lists of words", lists)
	}
}

// FuzzWords holds that a list of words gives the answers of package regexp.
func FuzzWords(f *testing.F) {
	for _, src := range expressions {
		f.Add(src, "共收到申请12件，达到")
	}
	f.Fuzz(func(t *testing.T, src, s string) {
		if len(src) > 100 || len(s) > 200 {
			return
		}
		if re, err := Compile(src); err == nil && re.words != nil {
			agree(t, re, s)
		}
	})
}
