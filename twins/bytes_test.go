package twins

import (
	"os"
	"strings"
	"sync"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
)

func encoded(page string, e encoding.Encoding) []byte {
	out, err := encoding.HTMLEscapeUnsupported(e.NewEncoder()).Bytes([]byte(page))
	if err != nil {
		panic(err)
	}
	return out
}

func gbDeclaredUTF8(page string) []byte {
	return encoded(charset(page, "utf-8"), simplifiedchinese.GB18030)
}

func gbUndeclared(page string) []byte { return encoded(charset(page, ""), simplifiedchinese.GBK) }

func utf8DeclaredGB(page string) []byte { return []byte(charset(page, "gb2312")) }

func utf16le(page string) []byte {
	out := []byte{0xff, 0xfe}
	for _, u := range utf16.Encode([]rune(charset(page, "unicode"))) {
		out = append(out, byte(u), byte(u>>8))
	}
	return out
}

func xhtml(page string) []byte {
	return []byte("\ufeff<?xml version=\"1.0\" encoding=\"UTF-8\"?>\r\n\r\n" + charset(page, "utf-8"))
}

// traditional is a simplified character in the form that a converter gives it:
// the first that Big5 has, by OpenCC's list read backwards.
var traditional = sync.OnceValue(func() map[rune]rune {
	raw, err := os.ReadFile("../third_party/opencc/TSCharacters.txt")
	if err != nil {
		panic(err)
	}
	out := map[rune]rune{}
	for line := range strings.Lines(string(raw)) {
		from, to, ok := strings.Cut(strings.TrimSpace(line), "\t")
		if !ok {
			continue
		}
		t, _ := utf8.DecodeRuneInString(from)
		s, _ := utf8.DecodeRuneInString(to)
		if _, err := traditionalchinese.Big5.NewEncoder().String(string(t)); err == nil && out[s] == 0 && s != t {
			out[s] = t
		}
	}
	return out
})

func toTraditional(page string) string {
	return strings.Map(func(r rune) rune {
		if t := traditional()[r]; t != 0 {
			return t
		}
		return r
	}, page)
}

func big5(page string) []byte {
	return encoded(charset(toTraditional(page), "big5"), traditionalchinese.Big5)
}
