package extract

import (
	"strings"
	"unicode/utf8"

	"nianbao/needle"
	"nianbao/report"
)

// A cellKind is what stands in a cell of a table.
type cellKind int

const (
	cellBlank   cellKind = iota // nothing
	cellNumber                  // one number, with its unit or without
	cellNone                    // "/", "-", 不适用
	cellUnit                    // a measure word alone
	cellWords                   // words, among them labels
	cellSeveral                 // several numbers and nothing else
)

// A cellValue is a cell as read.
type cellValue struct {
	kind       cellKind
	value      report.Decimal // as printed, before any unit
	shift      int            // power of ten that the cell's own unit adds: 4 for 万元
	unit       string         // "" where the cell prints none
	qualifier  report.Qualifier
	start, end int // runes of Cell.Norm that number and unit stand in
}

var (
	// A cell with one number: words, sign, number, multiplier, "and more", unit, a note without digits.
	numberCell = needle.MustCompile(`^[（(]?(合计|总计|共计|小计|共|计|约|近|超过|超|逾)?[:：]?` +
		`([+＋↑正]|增加?|增长|[-－–—−﹣]{1,3}|减少?|下降|↓|负)?` +
		`(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)` +
		`([十百千万亿]{0,2})(余|多|\+)?([^\d]*?)([（(][^\d]*[)）]|[。.;；,，、*＊])?[）)]?$`)
	digitRun = needle.MustCompile(`\d+(?:[.,]\d+)*`)
	// several numbers with no more words than count them: 3/5, 增2减1, 12（含结转1）
	severalOnly = needle.MustCompile(`^[\d., ;；、，/／|+\-()（）增减加少项件条个次人万元年其中含共计约和上结转]+$`)
	yearHeading = needle.MustCompile(`^(?:19|20)\d\d年度?$`)
	notPrinted  = needle.MustCompile(`^[/／\\|｜\-－–—−﹣―─_×*]+$`)
	minusSign   = needle.MustCompile(`^(?:[-－–—−﹣]|减|下降|↓|负)`)
)

// notApplicable are the words for a cell that does not apply.
var notApplicable = map[string]bool{"不适用": true, "不涉及": true, "无此项": true, "无此项业务": true, "无此职能": true, "n/a": true, "N/A": true, "NA": true}

// oneNumeral are single Chinese numerals, which count only where they fill a cell.
var oneNumeral = map[string]report.Decimal{"零": "0", "〇": "0", "○": "0", "一": "1", "二": "2", "两": "2", "三": "3", "四": "4", "五": "5", "六": "6", "七": "7", "八": "8", "九": "9", "十": "10"}

var powerOf = map[rune]int{'十': 1, '百': 2, '千': 3, '万': 4, '亿': 8}

// readCell reads a cell by its normal form.
func readCell(t *report.Text) cellValue {
	s := t.String()
	v := cellValue{kind: cellWords, qualifier: report.Exact, end: utf8.RuneCountInString(s)}
	switch {
	case strings.TrimSpace(s) == "":
		v.kind = cellBlank
	case notPrinted.MatchString(s), notApplicable[s]:
		v.kind = cellNone
	case oneNumeral[s] != "":
		v.kind, v.value = cellNumber, oneNumeral[s]
	case yearHeading.MatchString(s): // heads a column
	case len(digitRun.FindAllString(s, 2)) > 1:
		if severalOnly.MatchString(s) {
			v.kind = cellSeveral
		}
	default:
		if unit, _, ok := unitWord(s); ok {
			v.kind, v.unit = cellUnit, unit
		} else if !v.readNumber(s) {
			v.readNumeral(t)
		}
	}
	return v
}

// readNumber reads a cell with one number in digits.
func (v *cellValue) readNumber(s string) bool {
	m := numberCell.FindStringSubmatchIndex(s)
	if m == nil {
		return false
	}
	group := func(i int) string {
		if m[2*i] < 0 {
			return ""
		}
		return s[m[2*i]:m[2*i+1]]
	}
	unit, shift, ok := unitWord(group(4) + group(6))
	if !ok && group(6) != "" {
		return false
	}
	if !ok {
		for _, r := range group(4) {
			shift += powerOf[r]
		}
	}
	value, ok := report.ParseDecimal(strings.ReplaceAll(group(3), ",", ""))
	if !ok {
		return false
	}
	if minusSign.MatchString(group(2)) {
		value = value.Neg()
	}
	switch {
	case group(5) != "", strings.HasPrefix(group(1), "超"), group(1) == "逾":
		v.qualifier = report.AtLeast
	case group(1) == "约", group(1) == "近":
		v.qualifier = report.Approx
	}
	start := m[6]
	if m[4] >= 0 {
		start = m[4]
	}
	v.kind, v.value, v.unit, v.shift = cellNumber, value, unit, shift
	v.start, v.end = utf8.RuneCountInString(s[:start]), utf8.RuneCountInString(s[:m[13]])
	return true
}

// readNumeral reads a cell that a Chinese numeral with its unit fills.
func (v *cellValue) readNumeral(t *report.Text) {
	if t == nil || len(t.Quantities) != 1 {
		return
	}
	q := t.Quantities[0]
	if q.Reject != "" || q.Value == "" || q.Start != 0 || q.End != len(t.Norm) {
		return
	}
	v.kind, v.value, v.unit, v.qualifier = cellNumber, q.Value, q.Unit, q.Qualifier
}

// unitWord tells whether s is a measure word alone, in brackets or not, and the
// power of ten in front of it: 万元 is 元 and 4.
func unitWord(s string) (unit string, shift int, ok bool) {
	s = strings.TrimPrefix(strings.TrimPrefix(strings.Trim(s, "（）()[]【】:：。.、 "), "单位"), ":")
	s = strings.TrimPrefix(s, "：")
	if s == "" {
		return "", 0, false
	}
	if _, ok := report.UnitMeasure(s); ok {
		return s, 0, true
	}
	r := []rune(s)
	i := 0
	for i < len(r)-1 && powerOf[r[i]] > 0 {
		shift += powerOf[r[i]]
		i++
	}
	if _, ok := report.UnitMeasure(string(r[i:])); ok {
		return string(r[i:]), shift, true
	}
	if s == "人民币元" || s == "人民币" {
		return "元", 0, true
	}
	return "", 0, false
}
