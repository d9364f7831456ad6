package parse

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"nianbao/needle"
)

// A numberStyle is a way in which reports number their sections and lists, in
// the order in which they usually nest.
type numberStyle int

const (
	unnumbered     numberStyle = iota
	chineseNumber              // 一、 第一章 壹、
	chineseBracket             // （一）
	arabicNumber               // 1. 1、 2.1
	arabicBracket              // （1） (a)
	circled                    // ①
)

const (
	chineseDigits = "一二三四五六七八九十百零〇壹贰貳叁參肆伍陆陸柒捌玖拾"
	sentenceEnds  = "。！？；…!?;"
	clauseEnds    = sentenceEnds + "，、：,:"
	closers       = "”’）】》」』\")]〉"
)

// numbering gives the style of the number at the start of s and the bytes that
// it takes. "12条" and "3.5万" are no numbers of sections.
func numbering(s string) (numberStyle, int) {
	r, size := utf8.DecodeRuneInString(s)
	switch {
	case r == '（' || r == '(':
		return bracketNumber(s, size)
	case r >= '①' && r <= '⑳':
		return circled, size
	case r == '第':
		if n := spanOf(s[size:], chineseDigits+"0123456789"); n > 0 {
			if m := anyPrefix(s[size+n:], "章", "节", "節", "部分"); m > 0 {
				return chineseNumber, size + n + m
			}
		}
	case strings.ContainsRune(chineseDigits, r):
		n := spanOf(s, chineseDigits)
		if m := anyPrefix(s[n:], "、", "．", "."); n <= 9 && (m > 0 || startsHeadingText(s[n:])) {
			return chineseNumber, n + m
		}
	case digit(r) >= 0:
		return arabicStart(s)
	}
	return unnumbered, 0
}

func isNumbered(s string) bool {
	style, _ := numbering(s)
	return style != unnumbered
}

func bracketNumber(s string, open int) (numberStyle, int) {
	style, n := chineseBracket, spanOf(s[open:], chineseDigits)
	if n == 0 {
		style, n = arabicBracket, spanOf(s[open:], "0123456789０１２３４５６７８９")
	}
	if n == 0 && len(s) > open && s[open]|0x20 >= 'a' && s[open]|0x20 <= 'z' {
		n = 1
	}
	if m := anyPrefix(s[open+n:], "）", ")"); n > 0 && n <= 9 && m > 0 {
		return style, open + n + m
	}
	return unnumbered, 0
}

// arabicStart reads 1. 1、 1) 2.1 2.1.3 and a plain 1 before a space, but no
// decimal number and no count.
func arabicStart(s string) (numberStyle, int) {
	n, parts := 0, 0
	for {
		k := spanOf(s[n:], "0123456789０１２３４５６７８９")
		if k == 0 || k > 6 || k > 2 && s[n] < 0x80 {
			break
		}
		n, parts = n+k, parts+1
		m := anyPrefix(s[n:], ".", "．", "、", "）", ")")
		if m == 0 {
			if (parts > 1 || s[0] != '0') && startsHeadingText(s[n:]) {
				return arabicNumber, n
			}
			return unnumbered, 0
		}
		n += m
	}
	if r, _ := utf8.DecodeRuneInString(s[n:]); parts == 0 || digit(r) >= 0 || r == '%' || r == utf8.RuneError {
		return unnumbered, 0
	}
	return arabicNumber, n
}

// startsHeadingText accepts white space and then words: "1 总体评价", "2.1 全年…".
func startsHeadingText(s string) bool {
	rest := strings.TrimLeftFunc(s, isSpace)
	r, _ := utf8.DecodeRuneInString(rest)
	return len(rest) < len(s) && isHan(r) && measureWord(rest) == 0
}

var measures = []string{"万", "亿", "条", "條", "件", "宗", "次", "篇", "份", "个", "個", "名", "人", "项", "項", "期", "场", "場", "元", "年", "月", "日", "户", "类", "批", "余", "多", "起", "例", "处", "天", "家"}

func measureWord(s string) int { return anyPrefix(s, measures...) }

// digit is the value of a half- or full-width digit, else -1.
func digit(r rune) int {
	switch {
	case r >= '0' && r <= '9':
		return int(r - '0')
	case r >= '０' && r <= '９':
		return int(r - '０')
	}
	return -1
}

// spanOf is the number of bytes of the characters of set that s starts with.
func spanOf(s, set string) int {
	for i, r := range s {
		if !strings.ContainsRune(set, r) {
			return i
		}
	}
	return len(s)
}

// anyPrefix is the length of the first of the words that s starts with, or 0.
func anyPrefix(s string, list ...string) int {
	for _, w := range list {
		if strings.HasPrefix(s, w) {
			return len(w)
		}
	}
	return 0
}

// endsSentence reports whether a line ends with closing punctuation.
func endsSentence(s string) bool {
	s = strings.TrimRight(s, closers)
	r, _ := utf8.DecodeLastRuneInString(s)
	return strings.ContainsRune(sentenceEnds+"：:", r)
}

// isProse reports whether a line is a sentence rather than a label.
func isProse(s string) bool {
	return strings.Contains(s, "。") || utf8.RuneCountInString(s) > 30 && strings.ContainsAny(s, "，；,;")
}

var countInLine = needle.MustCompile(`[0-9０-９][0-9０-９,，.．]*\s*[%％` + "万亿条條件宗次篇份个個名人项項期场場元户类批余多起例处家" + `]`)

// isHeading reports whether a line, standing alone, is a heading: short,
// without the end of a sentence, and without a count, which is read as text.
func isHeading(s string) bool {
	style, n := numbering(s)
	rest := strings.TrimSpace(s[n:])
	length := utf8.RuneCountInString(rest)
	if length == 0 || strings.ContainsAny(rest, sentenceEnds) || endsSentence(s) || countInLine.MatchString(rest) {
		return false
	}
	if style != unnumbered {
		return length <= 40
	}
	if strings.Contains(rest, "年") && strings.Contains(rest, "月") { // 二〇〇九年三月
		return false
	}
	return length >= 2 && length <= 20 && !strings.ContainsAny(rest, clauseEnds+"|") && strings.IndexFunc(rest, unicode.IsNumber) < 0
}

// startsItem reports whether a line begins an entry or a section of its own.
func startsItem(s string) bool {
	if isNumbered(s) {
		return true
	}
	r, size := utf8.DecodeRuneInString(s)
	if strings.ContainsRune(chineseDigits, r) && strings.HasPrefix(s[size:], "是") { // 一是…二是…
		return true
	}
	if strings.ContainsRune("·○*-—", r) { // these stand within sentences as well
		r, _ = utf8.DecodeRuneInString(s[size:])
		return isSpace(r)
	}
	return strings.ContainsRune("•●◆■□▲★◎※", r)
}
