package normalize

import (
	"slices"
	"strings"
	"unicode"
)

// toneless are the letters of pinyin without a tone, toned those with one.
const (
	toneless = "abcdefghijklmnopqrstuvwxyzüɡɑ"
	toned    = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹḿ"
)

// dropPinyin takes out the syllable that conversion of web pages left behind a
// character: 關(guān)于. Only a syllable with a tone is sure to be one.
func (t *text) dropPinyin() {
	k := 0
	for i := 0; i < len(t.runes); i++ {
		if end := t.syllable(i); end > 0 && k > 0 && unicode.Is(unicode.Han, t.runes[k-1]) && t.runes[k-1] != '〇' {
			i = end - 1
			continue
		}
		t.put(k, i, t.runes[i])
		k++
	}
	t.cut(k)
}

// syllable gives the end of the bracketed syllable that starts at i, or 0.
func (t *text) syllable(i int) int {
	if r := t.runes[i]; r != '(' && r != '（' {
		return 0
	}
	hasTone := false
	for j := i + 1; j < len(t.runes) && j <= i+8; j++ {
		switch r := t.runes[j]; {
		case strings.ContainsRune(toned, r):
			hasTone = true
		case (r == ')' || r == '）') && hasTone:
			return j + 1
		case !strings.ContainsRune(toneless, r):
			return 0
		}
	}
	return 0
}

// isYearDigit tells a Chinese digit of the kind that years are written in.
func isYearDigit(r rune) bool { return strings.ContainsRune("〇一二三四五六七八九", r) }

// writeZeros makes every zero of a Chinese numeral 〇: 二○一○年, 二0一0年, 二O一七年.
func (t *text) writeZeros() {
	for i := 0; i < len(t.runes); i++ {
		if !isYearDigit(t.runes[i]) {
			continue
		}
		start := i
		for i < len(t.runes) && (isYearDigit(t.runes[i]) || strings.ContainsRune("○◯0OoΟО", t.runes[i])) {
			i++
		}
		run := t.runes[start:i]
		for j, r := range run {
			if r == '○' || r == '◯' {
				run[j] = '〇'
			}
		}
		if t.isYearRun(start, i) {
			for j, r := range run {
				if !isYearDigit(r) {
					run[j] = '〇'
				}
			}
		}
	}
}

// isYearRun tells whether the digits and letters among the Chinese digits in
// [i, j) are zeros of theirs: 二00八 and 二000年 are a year, 五00 is not surely a
// number. What follows must not go on with it.
func (t *text) isYearRun(i, j int) bool {
	var next rune
	if j < len(t.runes) {
		next = t.runes[j]
	}
	digits := 0
	for _, r := range t.runes[i:j] {
		if isYearDigit(r) {
			digits++
		}
	}
	closed := isYearDigit(t.runes[j-1]) && !isDigit(next) && !isLatin(next) || unicode.Is(unicode.Han, next)
	return closed && j-i >= 3 && (digits >= 2 || j-i == 4 && next == '年')
}

// chineseMark pairs the half-width marks with the Chinese ones.
var chineseMark = map[rune]rune{',': '，', ';': '；', ':': '：', '!': '！', '?': '？', '(': '（', ')': '）'}

// punctuate writes each mark in one form: Chinese, but for the ones within a
// numeral, a time, a ratio or an address: 12,400 9:00 3:2 http://a.gov.cn/?id=1.
func (t *text) punctuate() {
	for i, r := range t.runes {
		half, full := r, chineseMark[r]
		if isChinesePunctuation(r) {
			half, full = r-0xFEE0, r
		}
		if full == 0 {
			continue
		}
		var left, right rune
		if i > 0 {
			left = t.runes[i-1]
		}
		if i+1 < len(t.runes) {
			right = t.runes[i+1]
		}
		mark := full
		switch half {
		case ',':
			if isDigit(left) && isDigit(right) && (r == ',' || t.groupsAt(i)) {
				mark = half
			}
		case ':':
			if isWordy(left) && isWordy(right) || isLatin(left) && right == '/' {
				mark = half
			}
		case '?':
			if isWordy(left) && isWordy(right) || left == '/' && isWordy(right) {
				mark = half
			}
		}
		t.runes[i] = mark
	}
}

// groupsAt tells whether a comma at i stands before the last three, or the next
// three, digits of a numeral, as in 1，234，567.
func (t *text) groupsAt(i int) bool {
	before := i
	for before > 0 && isDigit(t.runes[before-1]) {
		before--
	}
	return i-before <= 3 && threeDigits(t.runes, i+1)
}

func isWordy(r rune) bool { return isDigit(r) || r < 0x80 && unicode.IsLetter(r) }

// holdsNumeral tells whether a text may hold a number.
func (t *text) holdsNumeral() bool {
	return slices.ContainsFunc(t.runes, func(r rune) bool { return isDigit(r) || isChineseNumeral(r) })
}
