package parse

import (
	"bytes"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode/utf32"

	xunicode "golang.org/x/text/encoding/unicode"

	"nianbao/needle"
	"nianbao/report"
)

// A readError says why a document cannot be read.
type readError struct {
	reason report.Reason
	detail string
}

// maxReplaced is the share of U+FFFD above which a text is rejected: digits
// survive every wrong decoding, and would be read under wrong labels.
const maxReplaced = 0.001

// minHan is the share of Chinese characters among the letters below which a
// text in a Chinese encoding was decoded wrongly.
const minHan = 0.01

const otherEncoding = "the characters make no Chinese text in any encoding that is read (UTF-8, UTF-16, UTF-32, GB18030, Big5)"

// maxNUL is the share of NUL bytes above which they belong to the encoding, or
// the bytes are no text. Below it they are stray.
const maxNUL = 0.01

const binaryBytes = "neither text nor a known format: the bytes are binary"

// decode finds the encoding of body and gives its text, its line ends as they
// were, without a byte order mark and without NULs, at which programs in C end a
// text; those are counted. The order of the tests: byte order mark, valid UTF-8
// whatever is declared, UTF-16 and UTF-32, then GB18030 against Big5, where only
// a tie asks for the declaration.
func decode(body []byte, declared string) (text, name string, nuls int, err *readError) {
	if b, n, ok := byteOrderMark(body); ok {
		return withoutNUL(decodeAs(b, n), n)
	}
	if nuls = bytes.Count(body, []byte{0}); nuls > 0 {
		// Few NULs: UTF-16 that is valid UTF-8 besides has a NUL in every other byte.
		stray := float64(nuls) <= maxNUL*float64(len(body))
		bare := bytes.ReplaceAll(body, []byte{0}, nil)
		if stray && utf8.Valid(bare) {
			return string(bare), "utf-8", nuls, nil
		}
		if name = wideEncoding(body); name != "" {
			return withoutNUL(decodeAs(body, name), name)
		}
		if !stray || binary(body) {
			return "", "", 0, &readError{report.Unsupported, binaryBytes}
		}
		body = bare
	}
	if utf8.Valid(body) || nearlyUTF8(body) {
		text, name = strings.ToValidUTF8(string(body), "\ufffd"), "utf-8"
	} else if name = chinese(body, declared); name != "" {
		text = decodeAs(body, name)
	} else if binary(body) {
		return "", "", 0, &readError{report.Unsupported, binaryBytes}
	} else {
		return string(bytes.ToValidUTF8(body, []byte("\ufffd"))), "", 0, &readError{report.Mojibake, otherEncoding}
	}
	return text, name, nuls, nil
}

func withoutNUL(text, name string) (string, string, int, *readError) {
	return strings.ReplaceAll(text, "\x00", ""), name, strings.Count(text, "\x00"), nil
}

// readable rejects a text (of a page, what can be seen of it) that was decoded
// wrongly, here or before it was saved, and one that is not Chinese.
func readable(text, name string) *readError {
	c := census(text)
	switch {
	case float64(c.replaced) > maxReplaced*float64(c.runes):
		return &readError{report.Mojibake, fmt.Sprintf("%d of %d characters could not be decoded", c.replaced, c.runes)}
	case c.letters == 0 || float64(c.han) >= minHan*float64(c.letters):
		if !commonHan(text) {
			return &readError{report.Mojibake, otherEncoding}
		}
		return nil
	case 2*c.latin1 > c.letters:
		return &readError{report.Mojibake, "the text was saved after it had been decoded as Latin-1"}
	case name == "gb18030" || name == "big5":
		return &readError{report.Mojibake, otherEncoding}
	}
	return &readError{report.NotAReport, "the text has no Chinese"}
}

// A letterCount counts the kinds of characters of a text.
type letterCount struct{ runes, replaced, letters, han, latin1 int }

func census(text string) (c letterCount) {
	for _, r := range text {
		c.runes++
		switch {
		case r < 0x80:
			if r|0x20 >= 'a' && r|0x20 <= 'z' {
				c.letters++
			}
		case isHan(r):
			c.letters++
			c.han++
		case r == utf8.RuneError:
			c.replaced++
		case r >= 0xC0 && r <= 0xFF:
			c.letters++
			c.latin1++
		case unicode.IsLetter(r):
			c.letters++
		}
	}
	return c
}

func isHan(r rune) bool {
	return r >= 0x4E00 && r <= 0x9FFF || r >= 0x3400 && r <= 0x4DBF || r == '〇' || r >= 0xF900 && r <= 0xFAFF || r >= 0x20000 && r <= 0x3FFFF
}

func byteOrderMark(b []byte) (rest []byte, name string, ok bool) {
	for _, m := range []struct{ mark, name string }{
		{"\xef\xbb\xbf", "utf-8"},
		{"\xff\xfe\x00\x00", "utf-32le"},
		{"\x00\x00\xfe\xff", "utf-32be"},
		{"\xff\xfe", "utf-16le"},
		{"\xfe\xff", "utf-16be"},
		{"\x84\x31\x95\x33", "gb18030"},
	} {
		if bytes.HasPrefix(b, []byte(m.mark)) {
			return b[len(m.mark):], m.name, true
		}
	}
	return nil, "", false
}

func decodeAs(b []byte, name string) string {
	var e encoding.Encoding
	switch name {
	case "utf-8":
		return string(bytes.ToValidUTF8(b, []byte("\ufffd")))
	case "utf-16le":
		e = xunicode.UTF16(xunicode.LittleEndian, xunicode.IgnoreBOM)
	case "utf-16be":
		e = xunicode.UTF16(xunicode.BigEndian, xunicode.IgnoreBOM)
	case "utf-32le":
		e = utf32.UTF32(utf32.LittleEndian, utf32.IgnoreBOM)
	case "utf-32be":
		e = utf32.UTF32(utf32.BigEndian, utf32.IgnoreBOM)
	case "big5":
		e = traditionalchinese.Big5
	default:
		e = simplifiedchinese.GB18030
	}
	out, err := e.NewDecoder().Bytes(b)
	if err != nil { // unreachable: these decoders replace what they cannot read
		return string(bytes.ToValidUTF8(b, []byte("\ufffd")))
	}
	return string(out)
}

// nearlyUTF8 accepts UTF-8 with a few damaged bytes, as of a page that was cut
// in the middle of a character: few enough to pass the test of readable.
func nearlyUTF8(b []byte) bool {
	runes, bad := 0, 0
	for len(b) > 0 {
		r, n := utf8.DecodeRune(b)
		if r == utf8.RuneError && n == 1 {
			bad++
		}
		runes++
		b = b[n:]
		if bad > 8 && float64(bad) > maxReplaced*float64(runes+len(b)) {
			return false
		}
	}
	return float64(bad) <= maxReplaced*float64(runes)
}

// wideEncoding tells UTF-16 and UTF-32 without a byte order mark. The zero
// bytes alone mislead (一 is U+4E00): the decoding must make sense.
func wideEncoding(b []byte) string {
	sample := b[:min(len(b), 1<<16)&^3]
	if len(b) < 4 {
		sample = b
	}
	best, share := "", 0.9
	for _, name := range []string{"utf-32le", "utf-32be", "utf-16le", "utf-16be"} {
		if p := plausible(decodeAs(sample, name)); p > share {
			best, share = name, p
		}
	}
	return best
}

// plausible is the share of characters that Chinese and Western texts use.
func plausible(s string) float64 {
	good, all := 0, 0
	for _, r := range s {
		all++
		switch {
		case r == '\t' || r == '\n' || r == '\r' || r >= ' ' && r < 0x7F, r >= 0xA0 && r <= 0x17F,
			r >= 0x2010 && r <= 0x2030, r >= 0x2460 && r <= 0x249B, r >= 0x3000 && r <= 0x3020,
			r >= 0x4E00 && r <= 0x9FFF, r >= 0xFF00 && r <= 0xFFEF, r >= 0x1D400 && r <= 0x1D7FF:
			good++
		}
	}
	if all == 0 {
		return 0
	}
	return float64(good) / float64(all)
}

// binary reports control characters that no text has.
func binary(b []byte) bool {
	odd := 0
	for _, c := range b {
		if c < ' ' && c != '\t' && c != '\n' && c != '\r' && c != '\f' && c != 0x1B {
			odd++
		}
	}
	return odd*100 > len(b)
}

var charsetWord = needle.MustCompile(`(?i)charset\s*=\s*["']?\s*([a-z0-9_-]+)`)

// declaredEncoding gives what the page's head, else its header, says: "gb18030", "big5" or "".
func declaredEncoding(body []byte, header string) string {
	for _, s := range []string{string(body[:min(len(body), 4096)]), header} {
		m := charsetWord.FindStringSubmatch(s)
		if m == nil {
			continue
		}
		switch name := strings.ToLower(m[1]); {
		case strings.HasPrefix(name, "gb"):
			return "gb18030"
		case strings.HasPrefix(name, "big5"):
			return "big5"
		}
	}
	return ""
}
