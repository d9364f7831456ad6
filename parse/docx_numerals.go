package parse

import (
	"strconv"
	"strings"
)

// listNumber writes a number in one of the formats of ECMA-376, 17.18.59; in
// Arabic numerals where it is another.
func listNumber(n int, format string) string {
	switch format {
	case "none":
		return ""
	case "chineseCounting", "chineseCountingThousand", "taiwaneseCounting", "taiwaneseCountingThousand", "japaneseCounting":
		return hanNumber(n, "零一二三四五六七八九", "十百千")
	case "chineseLegalSimplified":
		return hanNumber(n, "零壹贰叁肆伍陆柒捌玖", "拾佰仟")
	case "ideographLegalTraditional":
		return hanNumber(n, "零壹貳參肆伍陸柒捌玖", "拾佰仟")
	case "ideographDigital", "japaneseDigitalTenThousand", "taiwaneseDigital":
		return inDigits(n, "〇一二三四五六七八九")
	case "ideographTraditional":
		return oneOf(n, "甲乙丙丁戊己庚辛壬癸")
	case "ideographZodiac":
		return oneOf(n, "子丑寅卯辰巳午未申酉戌亥")
	case "decimalEnclosedCircle", "decimalEnclosedCircleChinese":
		return oneOf(n, "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳")
	case "ideographEnclosedCircle":
		return oneOf(n, "㊀㊁㊂㊃㊄㊅㊆㊇㊈㊉")
	case "decimalEnclosedParen":
		return oneOf(n, "⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⑾⑿⒀⒁⒂⒃⒄⒅⒆⒇")
	case "decimalEnclosedFullstop":
		return oneOf(n, "⒈⒉⒊⒋⒌⒍⒎⒏⒐⒑⒒⒓⒔⒕⒖⒗⒘⒙⒚⒛")
	case "decimalFullWidth", "decimalFullWidth2":
		return inDigits(n, "０１２３４５６７８９")
	case "decimalZero":
		if n < 10 {
			return "0" + strconv.Itoa(n)
		}
	case "lowerLetter":
		return strings.ToLower(oneOf(n, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
	case "upperLetter":
		return oneOf(n, "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
	case "lowerRoman":
		return strings.ToLower(roman(n))
	case "upperRoman":
		return roman(n)
	}
	return strconv.Itoa(n)
}

// oneOf gives the n-th sign of a set, counted from 1.
func oneOf(n int, set string) string {
	if signs := []rune(set); n >= 1 && n <= len(signs) {
		return string(signs[n-1])
	}
	return strconv.Itoa(n)
}

func inDigits(n int, set string) string {
	signs := []rune(set)
	var b strings.Builder
	for _, r := range strconv.Itoa(max(n, 0)) {
		b.WriteRune(signs[r-'0'])
	}
	return b.String()
}

// hanNumber writes 1 to 9999 in words: 十二, 一百零五.
func hanNumber(n int, set, powers string) string {
	if n < 1 || n > 9999 {
		return strconv.Itoa(n)
	}
	signs, units := []rune(set), []rune(powers)
	out, zero := []rune{}, false
	for i, power := 3, 1000; i >= 0; i, power = i-1, power/10 {
		switch d := n / power % 10; {
		case d == 0:
			zero = len(out) > 0
		default:
			if zero {
				out = append(out, signs[0])
			}
			zero = false
			if d != 1 || i != 1 || len(out) > 0 { // 十二, not 一十二
				out = append(out, signs[d])
			}
			if i > 0 {
				out = append(out, units[i-1])
			}
		}
	}
	return string(out)
}

func roman(n int) string {
	if n < 1 || n > 3999 {
		return strconv.Itoa(n)
	}
	var b strings.Builder
	for _, r := range []struct {
		value int
		sign  string
	}{{1000, "M"}, {900, "CM"}, {500, "D"}, {400, "CD"}, {100, "C"}, {90, "XC"}, {50, "L"}, {40, "XL"}, {10, "X"}, {9, "IX"}, {5, "V"}, {4, "IV"}, {1, "I"}} {
		for ; n >= r.value; n -= r.value {
			b.WriteString(r.sign)
		}
	}
	return b.String()
}
