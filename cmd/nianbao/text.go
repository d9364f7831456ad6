package main

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/width"
)

// runeWidth is the number of terminal columns a character takes.
func runeWidth(r rune) int {
	if unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf) {
		return 0
	}
	switch width.LookupRune(r).Kind() {
	case width.EastAsianWide, width.EastAsianFullwidth:
		return 2
	}
	return 1
}

func columnsOf(s string) int {
	n := 0
	for _, r := range s {
		n += runeWidth(r)
	}
	return n
}

// pad fills s with spaces up to n columns.
func pad(s string, n int) string {
	return s + strings.Repeat(" ", max(0, n-columnsOf(s)))
}

// fit shortens s to n columns, with … in place of what is left out.
func fit(s string, n int) string {
	if columnsOf(s) <= n {
		return s
	}
	used, end := 1, 0 // 1 for the ellipsis
	for i, r := range s {
		if used += runeWidth(r); used > n {
			break
		}
		end = i + len(string(r))
	}
	return s[:end] + "…"
}

// wrapped is a text in lines of n columns, all but the first behind an indent. It
// is broken at spaces, and between Chinese characters where there are none.
func wrapped(s string, n int, indent string) string {
	var b strings.Builder
	for columnsOf(s) > n {
		used, end, space := 0, 0, 0
		for i, r := range s {
			if used += runeWidth(r); used > n && end > 0 {
				break
			}
			if r == ' ' && i > 0 {
				space = i
			}
			end = i + utf8.RuneLen(r)
		}
		if space > end/2 {
			end = space
		}
		if strings.TrimSpace(s[end:]) == "" {
			break
		}
		b.WriteString(strings.TrimRight(s[:end], " ") + "\n")
		s = indent + strings.TrimLeft(s[end:], " ")
		if columnsOf(indent) >= n/2 {
			break
		}
	}
	return b.String() + s + "\n"
}

// fitEnd shortens s to its last n columns.
func fitEnd(s string, n int) string {
	if columnsOf(s) <= n {
		return s
	}
	r := []rune(s)
	used, from := 1, len(r) // 1 for the ellipsis
	for from > 0 {
		if used += runeWidth(r[from-1]); used > n {
			break
		}
		from--
	}
	return "…" + string(r[from:])
}

// around shortens s to n columns so that runes [from, to) stay in sight.
func around(s string, from, to, n int) string {
	if columnsOf(s) <= n {
		return s
	}
	r := []rune(s)
	from, to = max(0, min(from, len(r))), max(0, min(to, len(r)))
	used := columnsOf(string(r[from:to]))
	for used < n-2 && (from > 0 || to < len(r)) {
		if from > 0 {
			from--
			used += runeWidth(r[from])
		}
		if to < len(r) && used < n-2 {
			used += runeWidth(r[to])
			to++
		}
	}
	out := string(r[from:])
	if from > 0 {
		out = "…" + out
	}
	return fit(out, n)
}

// clean makes text from outside safe to print on one line of a terminal:
// without control characters, which could rewrite the screen, and without the
// marks that turn the direction of writing.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\r' || r == '\t':
			return ' '
		case unicode.IsControl(r),
			r >= 0x200b && r <= 0x200f, r >= 0x202a && r <= 0x202e, r >= 0x2066 && r <= 0x2069, r == 0xfeff:
			return -1
		}
		return r
	}, s)
}

// cleanLines is clean for text of many lines.
func cleanLines(s string) string {
	lines := strings.Split(s, "\n")
	for i, line := range lines {
		lines[i] = clean(line)
	}
	return strings.Join(lines, "\n")
}
