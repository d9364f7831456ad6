package normalize

import (
	"regexp"
	"strings"
	"testing"

	"nianbao/report"
)

var decimal = regexp.MustCompile(`^-?\d+(\.\d+)?$`)

// FuzzQuantities holds that whatever stands around numerals, each quantity has
// its place in the text, in order, and an exact value or a reason to have none.
// The seeds are what the grammar knows; the first argument is drawn from its own
// words, for bytes seldom make a numeral.
func FuzzQuantities(f *testing.F) {
	pieces := strings.Fields("0 1 9 12 1,234 1，234 3.5 .5 1e9 ０１ 零 一 二 两 十 百 千 万 亿 〇 廿 半 成 百分之 分之 % ‰ + - － 余 多 近 约 逾 超 不到 不足 以上 左右 至 ~ — 第 年 月 日 件 条 次 人次 元 万元 份 宗 倍 个 百分点 ( ) （ ） 、 ， 。 同比 增长 下降 A.1 1/2 2019 010-12345678")
	f.Add([]byte{1, 40, 7}, "9310余条")
	f.Add([]byte{0, 255, 13, 26, 27}, "百分之九十六点九")
	f.Add([]byte{17, 20, 22, 23, 15, 21}, "98万7,654人次，4万2千余人")
	f.Add([]byte{9, 9, 9}, "99999999999999999999999999999999亿亿亿件")
	f.Fuzz(func(t *testing.T, drawn []byte, s string) {
		if len(drawn) > 400 || len(s) > 2000 {
			return
		}
		var b strings.Builder
		for _, d := range drawn {
			b.WriteString(pieces[int(d)%len(pieces)])
		}
		norm := New(b.String()+s, 0).Norm
		end := 0
		for _, q := range Quantities(norm) {
			if q.NumEnd <= end || q.Start > q.Num || q.Num >= q.NumEnd || q.NumEnd > q.End || q.End > len(norm) {
				t.Fatalf("%q: a quantity at %d-%d, its numeral at %d-%d, after a numeral that ends at %d", string(norm), q.Start, q.End, q.Num, q.NumEnd, end)
			}
			end = q.NumEnd // words and signs around numerals may be of both
			if q.Reject == "" && !decimal.MatchString(string(q.Value)) {
				t.Errorf("%q is worth %q", string(norm[q.Start:q.End]), q.Value)
			}
			if q.Qualifier != "" && !knownQualifier(q.Qualifier) {
				t.Errorf("%q: qualifier %q", string(norm[q.Start:q.End]), q.Qualifier)
			}
		}
	})
}

func knownQualifier(q report.Qualifier) bool {
	return q == report.Exact || q == report.AtLeast || q == report.AtMost || q == report.Approx
}
