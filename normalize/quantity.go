package normalize

import (
	"nianbao/report"
)

// before and after are the approximators around a numeral, longest first.
var before = []struct {
	word string
	q    report.Qualifier
}{
	{"不少于", report.AtLeast}, {"不低于", report.AtLeast}, {"不下于", report.AtLeast}, {"不止", report.AtLeast}, {"不下", report.AtLeast},
	{"不超过", report.AtMost}, {"不多于", report.AtMost}, {"不高于", report.AtMost},
	{"大约", report.Approx}, {"将近", report.Approx}, {"接近", report.Approx}, {"大概", report.Approx}, {"大致", report.Approx},
	{"超过", report.AtLeast}, {"突破", report.AtLeast}, {"多达", report.AtLeast}, {"至少", report.AtLeast}, {"高达", report.Exact},
	{"不足", report.AtMost}, {"不到", report.AtMost}, {"不满", report.AtMost}, {"少于", report.AtMost}, {"低于", report.AtMost}, {"至多", report.AtMost},
	{"约", report.Approx}, {"近", report.Approx}, {"逾", report.AtLeast}, {"超", report.AtLeast},
}

var after = []struct {
	word string
	q    report.Qualifier
}{
	{"及以上", report.AtLeast}, {"或以上", report.AtLeast}, {"以上", report.AtLeast}, {"左右", report.Approx}, {"上下", report.Approx},
	{"以内", report.AtMost}, {"之内", report.AtMost}, {"以下", report.AtMost}, {"有余", report.AtLeast}, {"之多", report.Exact},
}

// Quantities finds every numeral of a normal form with its unit and its
// approximators, in order. Those that count nothing carry the reason.
func Quantities(norm []rune) []report.Quantity {
	var out []report.Quantity
	decoys := decoysIn(norm)
	for i := 0; i < len(norm); {
		if len(decoys) > 0 && decoys[0].start <= i {
			d := decoys[0]
			decoys = decoys[1:]
			if d.end <= i {
				continue
			}
			out = append(out, report.Quantity{Start: d.start, End: d.end, Num: d.start, NumEnd: d.end, Qualifier: report.Exact, Reject: d.reason})
			i = d.end
			continue
		}
		if half, width := halfAt(norm, i); width > 0 {
			out = append(out, half)
			i += width
			continue
		}
		n, ok := numberAt(norm, i)
		if !ok || n.small && tailOfWord(norm, i) {
			i++
			continue
		}
		if len(decoys) > 0 && n.end > decoys[0].start {
			i = decoys[0].start // a decoy that begins inside wins
			continue
		}
		q, ok := quantity(norm, i, n)
		if ok {
			out = append(out, q)
		}
		i = max(q.End, n.end)
	}
	return out
}

// quantity puts unit and approximators to a numeral. It is not ok for a
// Chinese numeral that no unit follows: 一 and 三 stand in too many words.
func quantity(s []rune, i int, n number) (report.Quantity, bool) {
	q := report.Quantity{Start: i, Num: i, NumEnd: n.end, End: n.end, Value: n.value, Qualifier: n.qualifier, Chinese: n.chinese}
	switch {
	case n.percent:
		q.Unit, q.Measure = "%", report.Percent
	case hasPrefix(s, n.end, "成") && !hasPrefix(s, n.end, "成立") && !hasPrefix(s, n.end, "成为") && !hasPrefix(s, n.end, "成员") && !hasPrefix(s, n.end, "成果") && len(n.value) <= 2:
		q.Unit, q.Measure, q.Value, q.End = "%", report.Percent, n.value.Shift(1), n.end+1
		// 八成五, 九成七
		if q.End < len(s) {
			if d, ok := chineseDigit[s[q.End]]; ok {
				q.Value, q.End = sum(q.Value, report.Decimal(itoa(int64(d)))), q.End+1
			}
		}
		q.NumEnd = q.End
	default:
		unit, width := report.UnitAt(s[n.end:])
		if width == 0 && n.end < len(s) && (s[n.end] == '％' || s[n.end] == '%') {
			unit, width = "%", 1
		}
		q.Unit, q.End = unit, n.end+width
		q.Measure, _ = report.UnitMeasure(unit)
		if n.qualifier == report.Exact && q.End < len(s) && s[q.End] == '余' && width > 0 {
			q.End, q.Qualifier = q.End+1, report.AtLeast // 三个余, 5天余
		}
		if width == 0 && n.chinese && (n.small || n.bare) {
			return q, false
		}
		if n.bare && n.qualifier == report.Exact && !approximated(s, i) {
			return q, false // 百件, 万家 without 近, 余: no count
		}
	}
	takeApproximators(&q, s)
	return q, true
}

func approximated(s []rune, i int) bool {
	for _, b := range before {
		if endsWith(s, i, b.word) {
			return true
		}
	}
	return false
}

// takeApproximators widens a quantity by the words before and after it that
// say how exact it is.
func takeApproximators(q *report.Quantity, s []rune) {
	for _, a := range after {
		if hasPrefix(s, q.End, a.word) {
			q.End += len([]rune(a.word))
			if a.q != report.Exact {
				q.Qualifier = a.q
			}
			break
		}
	}
	for _, b := range before {
		if endsWith(s, q.Start, b.word) && !inOtherWord(s, q.Start) {
			q.Start -= len([]rune(b.word))
			if q.Qualifier == report.Exact {
				q.Qualifier = b.q
			}
			break
		}
	}
}

// inOtherWord tells whether the rune before i ends a word that only looks like
// an approximator.
func inOtherWord(s []rune, i int) bool {
	for _, w := range []string{"节约", "预约", "条约", "合约", "公约", "特约", "签约", "违约", "最近", "附近", "邻近", "就近", "高超"} {
		if endsWith(s, i, w) {
			return true
		}
	}
	return false
}

// tailOfWord tells whether the numeral at i ends a word that counts nothing.
func tailOfWord(s []rune, i int) bool {
	for _, w := range []string{"统一", "唯一", "单一", "逐一", "同一", "万一", "之一", "某一", "任一", "专一", "划一", "另一", "这一", "每一", "那一", "其一", "其二", "周一", "周二", "周三", "周四", "周五", "星期一"} {
		if endsWith(s, i+1, w) {
			return true
		}
	}
	return false
}

// endsWith tells whether the runes before i are w.
func endsWith(s []rune, i int, w string) bool {
	r := []rune(w)
	return i >= len(r) && hasPrefix(s, i-len(r), w)
}

// halfAt reads 半数, 一半, 过半, 对半: half of a whole.
func halfAt(s []rune, i int) (report.Quantity, int) {
	for _, w := range []string{"一半", "半数"} {
		if hasPrefix(s, i, w) {
			n := len([]rune(w))
			return report.Quantity{Start: i, Num: i, NumEnd: i + n, End: i + n, Value: "50", Unit: "%", Measure: report.Percent, Qualifier: report.Exact, Chinese: true}, n
		}
	}
	return report.Quantity{}, 0
}
