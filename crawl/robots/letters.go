package robots

import (
	"fmt"
	"strings"
)

// end is what every path ends with and what $ means in a rule.
const end = "Zz"

// pathLetters writes a path with its query for the comparison with rules.
func pathLetters(path string) string { return "/" + letters(normal(path, false)) + end }

// ruleLetters writes the path of a rule. An octet is two letters, one from A to P
// and one from a to p, so that robotstxt, which counts a star as the two
// characters of ".*", gives it the weight of one octet; so that no character
// has a meaning in its regular expressions; and so that a slash stands only at
// the start, where it keeps a pattern from matching further on.
func ruleLetters(path string) string {
	last := ""
	if strings.HasSuffix(path, "$") {
		path, last = path[:len(path)-1], end
	}
	return "/" + letters(normal(path, true)) + last
}

func letters(octets string) string {
	var out strings.Builder
	for _, c := range []byte(octets) {
		if c == '*' {
			out.WriteByte('*')
			continue
		}
		out.WriteByte('A' + c>>4)
		out.WriteByte('a' + c&15)
	}
	return out.String()
}

// normal gives the form in which paths are compared: Chinese characters as
// %-sequences in capitals, and letters, digits and -._~ never as such. A star
// remains only where it stands for anything, which is in rules.
func normal(path string, rule bool) string {
	var out strings.Builder
	query := false
	for i := 0; i < len(path); i++ {
		c := path[i]
		switch v, coded := sequence(path[i:]); {
		case coded:
			i += 2
			if unreserved(v) || query && strings.IndexByte(":/?@", v) >= 0 {
				out.WriteByte(v)
			} else {
				fmt.Fprintf(&out, "%%%02X", v)
			}
		case c == '*' && rule:
			if !strings.HasSuffix(out.String(), "*") {
				out.WriteByte('*')
			}
		case c <= ' ' || c >= 0x7f || strings.IndexByte("*$%\"<>\\^`{|}", c) >= 0:
			fmt.Fprintf(&out, "%%%02X", c)
		default:
			query = query || c == '?'
			out.WriteByte(c)
		}
	}
	return out.String()
}

// sequence reads %XX at the start of s.
func sequence(s string) (v byte, ok bool) {
	if len(s) < 3 || s[0] != '%' {
		return 0, false
	}
	for _, c := range []byte(s[1:3]) {
		switch {
		case c >= '0' && c <= '9':
			v = v<<4 | (c - '0')
		case c|0x20 >= 'a' && c|0x20 <= 'f':
			v = v<<4 | (c | 0x20 - 'a' + 10)
		default:
			return 0, false
		}
	}
	return v, true
}

func unreserved(c byte) bool {
	return c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'z' || strings.IndexByte("-._~", c) >= 0
}
