package normalize

import (
	"strings"

	"nianbao/report"
)

// chineseDigit gives the value of a Chinese digit, formal and informal.
var chineseDigit = map[rune]int{
	'〇': 0, '零': 0, '○': 0, '一': 1, '二': 2, '三': 3, '四': 4, '五': 5, '六': 6, '七': 7, '八': 8, '九': 9,
	'两': 2, '俩': 2, '仨': 3, '壹': 1, '贰': 2, '叁': 3, '肆': 4, '伍': 5, '陆': 6, '柒': 7, '捌': 8, '玖': 9,
}

// chinesePower gives the power of ten of a Chinese multiplier below 万.
// shortTens are the contracted tens: 廿二 is 22.
var shortTens = map[rune]int64{'廿': 20, '卅': 30}

var chinesePower = map[rune]int{'十': 1, '拾': 1, '百': 2, '佰': 2, '千': 3, '仟': 3}

// bigPower gives the power of ten of the multipliers that group four digits.
var bigPower = map[rune]int{'万': 4, '亿': 8}

// A number is a numeral read from the normal form.
type number struct {
	end       int // rune after the numeral, its multipliers and an 余 or 多 between them
	value     report.Decimal
	qualifier report.Qualifier // AtLeast where 余, 多 or + stands within or right after it
	chinese   bool             // no ASCII digit in it
	small     bool             // a single Chinese digit, which is often no count at all
	percent   bool             // 百分之…, …成
	bare      bool             // a multiplier alone: 百(余), 近万
}

// numberAt reads the numeral that starts at s[i]; ok is false where none does.
//
// It reads what DOMAIN.md calls the habits: 11398889, 12,400, 3.2万, 4万2千,
// 98万7,654, 二百三十, 两, 一千零五, 百余, 百分之九十六点九, 八成五, 半.
func numberAt(s []rune, i int) (n number, ok bool) {
	switch {
	case i < len(s) && isDigit(s[i]):
		return arabicAt(s, i)
	case hasPrefix(s, i, "百分之"):
		inner, ok := numberAt(s, i+3)
		if !ok {
			return n, false
		}
		inner.percent, inner.small = true, false
		return inner, true
	case i < len(s) && (isChineseNumeral(s[i])):
		return chineseAt(s, i)
	}
	return n, false
}

func isDigit(r rune) bool { return '0' <= r && r <= '9' }

func isChineseNumeral(r rune) bool {
	if _, ok := chineseDigit[r]; ok {
		return true
	}
	_, ok := chinesePower[r]
	return ok || shortTens[r] > 0 || r == '万' || r == '亿'
}

func hasPrefix(s []rune, i int, p string) bool {
	for _, r := range p {
		if i >= len(s) || s[i] != r {
			return false
		}
		i++
	}
	return true
}

// arabicAt reads digits with thousands commas, a point, and the multipliers behind them.
func arabicAt(s []rune, i int) (n number, ok bool) {
	digits, end := plainDigits(s, i)
	value, ok := report.ParseDecimal(digits)
	if !ok {
		return n, false
	}
	n = number{end: end, value: value, qualifier: report.Exact}
	n.takeMore(s)
	if p, width := multiplierAt(s, n.end); width > 0 {
		n.end += width
		n.value = n.value.Shift(p)
		n.takeMore(s)
		n.takeSmaller(s, p)
	}
	return n, true
}

// takeSmaller takes the smaller parts that follow a multiplier directly: 4万2千,
// 98万7,654, 2万1千3百.
func (n *number) takeSmaller(s []rune, power int) {
	for n.end < len(s) && isDigit(s[n.end]) && power >= 2 {
		rest, end := plainDigits(s, n.end)
		part, ok := report.ParseDecimal(rest)
		q, w := multiplierAt(s, end)
		if w == 0 && power < 4 || q >= power || strings.Contains(rest, ".") {
			return // 3千2 is a slip, 3百5日 two numbers
		}
		part, end = part.Shift(q), end+w
		if !ok || len(string(part)) > power {
			return
		}
		n.value, n.end, power = sum(n.value, part), end, q
		n.takeMore(s)
	}
}

// plainDigits reads 12,400.5 and gives it without its commas. A comma counts
// only before exactly three digits.
func plainDigits(s []rune, i int) (string, int) {
	var b strings.Builder
	j := i
	for j < len(s) {
		switch {
		case isDigit(s[j]):
			b.WriteRune(s[j])
			j++
			continue
		case s[j] == ',' && threeDigits(s, j+1) && j-i <= 3+strings.Count(string(s[i:j]), ",")*4:
			j++
			continue
		}
		break
	}
	if j+1 < len(s) && s[j] == '.' && isDigit(s[j+1]) {
		b.WriteByte('.')
		j++
		for j < len(s) && isDigit(s[j]) {
			b.WriteRune(s[j])
			j++
		}
	}
	return b.String(), j
}

func threeDigits(s []rune, i int) bool {
	return i+3 <= len(s) && isDigit(s[i]) && isDigit(s[i+1]) && isDigit(s[i+2]) && (i+3 == len(s) || !isDigit(s[i+3]))
}

// multiplierAt reads 十 百 千 万 亿 and their pairs (百万, 千万, 万亿) behind digits.
func multiplierAt(s []rune, i int) (power, width int) {
	for i+width < len(s) {
		r := s[i+width]
		if p, ok := chinesePower[r]; ok && power == 0 {
			power += p
		} else if p, ok := bigPower[r]; ok && power < 8 {
			power += p
		} else {
			break
		}
		width++
	}
	return power, width
}

// takeMore takes an 余 or 多 or + that says "and more". 多 counts only before a
// multiplier or a unit, so that 多 of a following word stays alone.
func (n *number) takeMore(s []rune) {
	if n.end >= len(s) {
		return
	}
	switch s[n.end] {
	case '余', '+':
		n.end++
		n.qualifier = report.AtLeast
	case '多', '来':
		next := n.end + 1
		_, width := report.UnitAt(s[min(next, len(s)):])
		_, mult := multiplierAt(s, next)
		if width > 0 || mult > 0 || hasPrefix(s, next, "名") {
			n.end++
			n.qualifier = report.AtLeast
		}
	}
}

// chineseAt reads a numeral written in Chinese, with or without multipliers.
func chineseAt(s []rune, i int) (n number, ok bool) {
	n = number{qualifier: report.Exact, chinese: true}
	total, group, digit := int64(0), int64(0), int64(-1)
	lastPower, seen, digits := 0, 0, 0
	j := i
scan:
	for j < len(s) && j-i < 24 {
		r := s[j]
		if d, ok := chineseDigit[r]; ok {
			switch {
			case digit < 0 || seen > 0 && digit == 0:
				digit = int64(d) // 一, 一千零五
			case seen == 0 && digits == 1 && about(digit, d, s, j+1):
				n.qualifier = report.Approx // 七八十, 两三次: the lower of the two
			case seen == 0 && digits < 8:
				digit = digit*10 + int64(d) // 二〇〇九
			default:
				break scan // 二十三四
			}
			digits++
			j++
			continue
		}
		if tens, ok := shortTens[r]; ok && digit < 0 {
			group, lastPower = group+tens, 1
			seen++
			j++
			n.end = j
			continue
		}
		if p, ok := chinesePower[r]; ok {
			if digit < 0 {
				digit = 1
				n.bare = seen == 0 && p > 1 // 十 is ten, 百 alone is no count
			}
			group += digit * pow10(p)
			digit, lastPower, digits = -1, p, 0
			seen++
			j++
		} else if p, ok := bigPower[r]; ok {
			if digit >= 0 {
				group += digit
			}
			if group == 0 {
				if j != i {
					break scan
				}
				group, n.bare = 1, true
			}
			total = (total + group) * pow10(p)
			group, digit, lastPower, digits = 0, -1, p, 0
			seen++
			j++
		} else {
			break
		}
		n.end = j
		n.takeMore(s)
		if n.end > j && n.end < len(s) && bigPower[s[n.end]] > lastPower {
			j = n.end // 三千余万
			continue
		}
		if n.end > j {
			break
		}
	}
	if digit >= 0 {
		if seen > 0 && lastPower > 1 && digits == 1 && !zeroBefore(s, j-1) {
			digit *= pow10(lastPower - 1) // 三百四 is 340, 一万二 is 12000
		}
		group += digit
	}
	total += group
	if n.end < j {
		n.end = j
	}
	if j == i {
		return n, false
	}
	n.small = seen == 0 && j == i+1
	n.value, ok = report.ParseDecimal(itoa(total))
	if !ok {
		return n, false
	}
	if hasPrefix(s, j, "点") && n.end == j {
		n.takePoint(s)
	}
	if n.end == j {
		n.takeMore(s)
	}
	return n, true
}

// about tells whether two digits side by side name a range: 七八十人, 两三个. A
// third digit makes them a number spelt out: 二〇二三.
func about(first int64, second int, s []rune, next int) bool {
	if next < len(s) {
		if _, third := chineseDigit[s[next]]; third {
			return false
		}
	}
	return first > 0 && int64(second) == first+1
}

// takePoint reads the digits behind 点: 九十六点九.
func (n *number) takePoint(s []rune) {
	j, frac := n.end+1, ""
	for j < len(s) {
		d, ok := chineseDigit[s[j]]
		if !ok {
			break
		}
		frac += itoa(int64(d))
		j++
	}
	if frac == "" {
		return
	}
	if v, ok := report.ParseDecimal(string(n.value) + "." + frac); ok {
		n.value, n.end, n.small = v, j, false
	}
}

func zeroBefore(s []rune, i int) bool {
	return i > 0 && (s[i-1] == '零' || s[i-1] == '〇')
}

func pow10(p int) int64 {
	v := int64(1)
	for ; p > 0; p-- {
		v *= 10
	}
	return v
}

func itoa(v int64) string {
	var b [20]byte
	i := len(b)
	for {
		i--
		b[i] = byte('0' + v%10)
		if v /= 10; v == 0 {
			return string(b[i:])
		}
	}
}

// sum adds two decimals that are whole or have the same fraction rules as Rat.
// What has more digits than a value takes is none, and so is its sum.
func sum(a, b report.Decimal) report.Decimal {
	if a == "" || b == "" {
		return ""
	}
	r := a.Rat()
	r.Add(r, b.Rat())
	v, _ := report.ParseDecimal(strings.TrimRight(strings.TrimRight(r.FloatString(8), "0"), "."))
	return v
}
