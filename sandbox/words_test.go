package sandbox

import (
	"fmt"
	"strings"
	"testing"
)

const trace = `fatal error: all goroutines are asleep - deadlock!

goroutine 0 gp=0x1487be0 m=0 mp=0x1489480 [idle]:
runtime.futex(0x14895d8, 0x80, 0x0, 0x0, 0x0, 0x0)
	/usr/local/go/src/runtime/sys_linux_amd64.s:569 +0x21 fp=0x7ffc58737c68 sp=0x7ffc58737c60 pc=0x494c41

goroutine 1 gp=0xb81e50c81e0 m=nil [sleep]:
nianbao/parse.(*Parser).Document(0xc000, {0x1, 0x2, 0x3}, {0x0, 0x0})
	/build/parse/parse.go:48 +0x337 fp=0xb81e545bc10 sp=0xb81e545ba78 pc=0x86d677
`

func TestLastWords(t *testing.T) {
	var many strings.Builder
	for i := range 100 {
		fmt.Fprintf(&many, "line %d\n", i)
	}
	tests := []struct{ name, stderr, want string }{
		{"nothing", "", ""},
		{"a line", "no document\n", "no document"},
		{"many lines", many.String(), "line 88\nline 89\nline 90\nline 91\nline 92\nline 93\nline 94\nline 95\nline 96\nline 97\nline 98\nline 99"},
		{"a trace", trace, "fatal error: all goroutines are asleep - deadlock!\ngoroutine 1 [sleep]:\nnianbao/parse.(*Parser).Document\n\t/build/parse/parse.go:48"},
	}
	for _, test := range tests {
		if got := lastWords(test.stderr); got != test.want {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		}
	}
}

func TestTail(t *testing.T) {
	var tl tail
	for range 1000 {
		fmt.Fprint(&tl, strings.Repeat("a", 50))
	}
	fmt.Fprint(&tl, "the end")
	got := tl.String()
	if !strings.HasPrefix(got, "aaa") || !strings.HasSuffix(got, "the end") || !strings.Contains(got, " bytes …") {
		t.Errorf("%.20q … %.20q", got, got[len(got)-20:])
	}
	if len(got) > 2*tailBytes+100 {
		t.Errorf("%d bytes are kept", len(got))
	}
}
