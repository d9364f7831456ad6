package normalize

import (
	"strings"
	"unicode"

	"nianbao/needle"
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
	{"超过", report.AtLeast}, {"突破", report.AtLeast}, {"破", report.AtLeast}, {"多达", report.AtLeast}, {"至少", report.AtLeast}, {"高达", report.Exact},
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
		if special, ok := specialAt(norm, i); ok {
			out = append(out, special)
			i = special.End
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
		if unit == "元" {
			takeCoins(&q, s)
		}
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
	takeSign(&q, s)
	takeApproximators(&q, s)
	if q.Value == "" {
		q.Reject = report.RejectID // more digits than anything is counted in: 亿 behind 30 of them too
	}
	return q, true
}

// takeSign takes the sign before a percentage, a multiple or a difference in
// percentage points, 申请量-21%, or before a count behind a comparison, 比上年+4件.
func takeSign(q *report.Quantity, s []rune) {
	if q.Start == 0 || q.Start != q.Num {
		return
	}
	switch q.Measure {
	case report.Percent, report.Point, report.Multiple:
	default:
		if !endsWith(s, q.Start-1, "比上年") && !endsWith(s, q.Start-1, "较上年") && !endsWith(s, q.Start-1, "同比") {
			return // 6件+11件
		}
	}
	if q.Start > 1 && !unicode.Is(unicode.Han, s[q.Start-2]) && !strings.ContainsRune("，。；：:、（(", s[q.Start-2]) {
		return // 5%-8%, A-3倍
	}
	switch s[q.Start-1] {
	case '-', '−':
		q.Value = q.Value.Neg()
	case '+':
	default:
		return
	}
	q.Start, q.Num, q.Signed = q.Start-1, q.Num-1, true
}

// takeCoins adds the 角 and 分 behind 元: 三十六元五角.
func takeCoins(q *report.Quantity, s []rune) {
	for _, coin := range []struct {
		word  string
		power int
	}{{"角", -1}, {"分", -2}} {
		n, ok := numberAt(s, q.End)
		if !ok || !hasPrefix(s, n.end, coin.word) || len(n.value) > 1 {
			continue
		}
		q.Value, q.End = sum(q.Value, n.value.Shift(coin.power)), n.end+1
	}
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
	for _, w := range []string{"节约", "预约", "条约", "契约", "合约", "公约", "特约", "签约", "违约", "最近", "附近", "邻近", "就近", "高超"} {
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

// rankRE finds a place in a ranking: 列第7位, 位居第9名, 名列第三.
var rankRE = needle.MustCompile(`第(?:\d+|[一二三四五六七八九十]{1,3})[名位]|(?:名列|位列|位居|排名|排在|位次|名次|分列|排|列|居)[^，。；、\d第]{0,8}第(?:\d+|[一二三四五六七八九十]{1,3})(?:、[^，。；、\d第]{0,6}第(?:\d+|[一二三四五六七八九十]{1,3}))?`)

// specialAt reads what is no numeral with a unit: 一半, 半数 (half of a whole),
// 第7位 (a place in a ranking), 为零 at the end of a clause.
func specialAt(s []rune, i int) (report.Quantity, bool) {
	q := report.Quantity{Start: i, Num: i, Qualifier: report.Exact}
	switch {
	case hasPrefix(s, i, "一半"), hasPrefix(s, i, "半数"):
		q.NumEnd, q.End, q.Value, q.Unit, q.Measure, q.Chinese = i+2, i+2, "50", "%", report.Percent, true
		return q, true
	case hasPrefix(s, i, "半天"), hasPrefix(s, i, "半年"), hasPrefix(s, i, "半日"):
		q.NumEnd, q.End, q.Reject = i+1, i+2, report.RejectTimeLimit
		return q, true
	case s[i] == '零' && endsWith(s, i, "为") && (i+1 == len(s) || clauseEnd(s[i+1])):
		q.NumEnd, q.End, q.Value, q.Chinese = i+1, i+1, "0", true
		return q, true
	case s[i] == '第' && i+1 < len(s):
		n, ok := numberAt(s, i+1)
		if !ok {
			return q, false
		}
		q.NumEnd, q.End, q.Value, q.Measure, q.Chinese = n.end, n.end, n.value, report.Place, n.chinese
		if n.end < len(s) && (s[n.end] == '名' || s[n.end] == '位') {
			q.Unit, q.End = string(s[n.end]), n.end+1
			return q, true
		}
		from := max(0, i-20)
		for _, m := range rankRE.FindAllStringIndex(string(s[from:n.end]), -1) {
			if m[1] == len(string(s[from:n.end])) {
				return q, true
			}
		}
	}
	return q, false
}

func clauseEnd(r rune) bool {
	switch r {
	case '，', '。', '；', '、', '）', ',', '：':
		return true
	}
	return false
}
