package needle

import (
	"math/rand/v2"
	"reflect"
	"regexp"
	"strings"
	"testing"
)

// known is an expression that has been asked often.
func known(src string) *Regexp {
	r := MustCompile(src)
	r.asked.Store(oftenAsked)
	return r
}

// same holds that an expression that knows where matches begin finds what
// package regexp finds.
func same(t *testing.T, r *Regexp, s string) {
	t.Helper()
	re := regexp.MustCompile(r.src)
	for _, c := range []struct {
		what      string
		got, want any
	}{
		{"MatchString", r.MatchString(s), re.MatchString(s)},
		{"FindString", r.FindString(s), re.FindString(s)},
		{"FindStringIndex", r.FindStringIndex(s), re.FindStringIndex(s)},
		{"FindStringSubmatch", r.FindStringSubmatch(s), re.FindStringSubmatch(s)},
		{"FindStringSubmatchIndex", r.FindStringSubmatchIndex(s), re.FindStringSubmatchIndex(s)},
		{"FindAllString", r.FindAllString(s, -1), re.FindAllString(s, -1)},
		{"FindAllStringIndex of 2", r.FindAllStringIndex(s, 2), re.FindAllStringIndex(s, 2)},
		{"FindAllStringSubmatch", r.FindAllStringSubmatch(s, -1), re.FindAllStringSubmatch(s, -1)},
		{"FindAllStringSubmatchIndex", r.FindAllStringSubmatchIndex(s, -1), re.FindAllStringSubmatchIndex(s, -1)},
		{"ReplaceAllString", r.ReplaceAllString(s, "<$0>"), re.ReplaceAllString(s, "<$0>")},
		{"ReplaceAllStringFunc", r.ReplaceAllStringFunc(s, strings.ToUpper), re.ReplaceAllStringFunc(s, strings.ToUpper)},
		{"Split", r.Split(s, -1), re.Split(s, -1)},
	} {
		if !reflect.DeepEqual(c.got, c.want) {
			t.Errorf("%q: %s(%q) = %#v, regexp has %#v", r.src, c.what, s, c.got, c.want)
		}
	}
}

func TestStarts(t *testing.T) {
	runes := []rune("件申请12年月第a%，。\n😀笑\u00a0")
	random := rand.New(rand.NewPCG(1, 2))
	for _, src := range []string{
		`\d+件`, `第\d+(?:年|月)?`, `申.{0,3}件`, `申.*?件`, `(\d+)(年)(?:(\d)月)?`, `^第\d`, `\d+$`, `(?:^|，)(\d+)`, `\d+(?:[^\d年]|$)`,
		`(?:年|年月)(\d)?`, `[^，。]+件`, `笑|a+`, `[^a]a`, `.笑`, `a$|^a`, `(?:申|申请)(?:请\d|\d)`, `\p{Han}\d`, `(?s)a.件`, `12|1`, `1|12`,
		`(?i)A1`, `\b1`, `(?m)^1`, `a*`, `(?:|a)`, `^$`, `1^2`, `1$2`,
	} {
		r := known(src)
		same(t, r, "")
		for range 400 {
			text := make([]rune, 1+random.IntN(12))
			for i := range text {
				text[i] = runes[random.IntN(len(runes))]
			}
			same(t, r, string(text))
		}
	}
}

// TestStartsSuit holds that ordinary expressions have such a search: without it
// the same would be found, slowly.
func TestStartsSuit(t *testing.T) {
	for src, want := range map[string]bool{`\d{4}年(?:\d{1,2}月)?`: true, `^(\d)`: true, `[^，]{0,8}第\d+$`: true, `(?i)a`: false, `\ba`: false, `a*`: false} {
		if got := startsOf(src) != nil; got != want {
			t.Errorf("startsOf(%q) made is %v, want %v", src, got, want)
		}
	}
}

// FuzzStarts compares any expression with package regexp on any text.
func FuzzStarts(f *testing.F) {
	f.Add(`第\d+(?:年|月)?`, "第12年第3月")
	f.Add(`(a|ab)(c|bcd)$`, "abcd")
	f.Add(`^a|b`, "\xffab😀")
	f.Fuzz(func(t *testing.T, src, text string) {
		if _, err := regexp.Compile(src); err != nil || len(src) > 100 || len(text) > 300 {
			return
		}
		same(t, known(src), text)
	})
}
