package tabular

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Printable is the text with U+FFFD for each character that some reader of some
// format cannot take: XML has no control characters, R no NUL, and no format
// bytes that are not UTF-8.
func Printable(s string) string {
	if clean(s) {
		return s
	}
	var b strings.Builder
	for _, r := range s { // a byte that is no UTF-8 is utf8.RuneError
		if forbidden(r) {
			r = utf8.RuneError
		}
		b.WriteRune(r)
	}
	return b.String()
}

func clean(s string) bool {
	return utf8.ValidString(s) && strings.IndexFunc(s, forbidden) < 0
}

func forbidden(r rune) bool {
	if r == '\t' || r == '\n' || r == '\r' {
		return false
	}
	return unicode.IsControl(r) || r == '\ufffe' || r == '\uffff'
}

// Guard puts an apostrophe before text that a spreadsheet would read as a
// formula when it opens a CSV file, also behind a byte order mark. Numbers are
// written without it, so that they stay numbers. Text that already begins with
// such an apostrophe gets another one, so that [Unguard] gives the text back.
func Guard(s string) string {
	if formula(s) {
		return "'" + s
	}
	return s
}

// Unguard takes away what [Guard] put before the text.
func Unguard(s string) string {
	if bare, ok := strings.CutPrefix(s, "'"); ok && formula(bare) {
		return bare
	}
	return s
}

func formula(s string) bool {
	first, _ := utf8.DecodeRuneInString(strings.TrimLeft(s, "\ufeff'"))
	return strings.ContainsRune("=+-@\t\r\n＝＋－＠", first) && first != utf8.RuneError
}
