package report

import "strings"

// Measures: kinds of units. Money is always in 元 and durations are told apart
// so that they can be left out of sums.
const (
	Case     Measure = "件"   // requests, cases, documents handled: 件 宗 起 例 单
	Item     Measure = "条"   // pieces of information: 条 则 篇 份
	Time     Measure = "次"   // events: 次 场 期 轮 届
	Person   Measure = "人"   // people: 人 名 位
	Visit    Measure = "人次"  // persons counted each time they come
	Thing    Measure = "个"   // things: 个 项 家 处 块 台 …
	Money    Measure = "元"   // 元
	Percent  Measure = "%"   // percent
	Point    Measure = "百分点" // percentage points
	Multiple Measure = "倍"   // multiples
	Score    Measure = "分"   // marks
	Duration Measure = "天"   // days, working days, hours, years
	Length   Measure = "米"   // lengths and areas
	Letters  Measure = "字"   // characters of text
	Place    Measure = "名次"  // a place in a ranking
	None     Measure = ""    // no unit printed
)

// unitWords lists the measure words that follow numerals in these reports, by kind.
var unitWords = map[Measure]string{
	Case:     "件 宗 起 例 单 封 件次 宗次 例次 起次 卷 桩",
	Item:     "条 则 篇 份 条次 篇次 则次 份次 笔 段 幅 张 册 本 部 集 章 篇（条） 条（篇） 件（条） 条（件） 图 稿 帖",
	Time:     "次 场 期 轮 届 场次 期次 班次 班 批 批次 回 次数 季 课时 节 堂 讲 轮次 趟 频次 版次 场（次） 次（场） 期（次） 期（场）",
	Person:   "人 名 位 口 员 人数",
	Visit:    "人次 人·次 人(次) 人（次） 户次 家次 人/次 人次数 户（次）",
	Thing:    "个 项 家 处 块 台 户 种 类 大类 小类 只 所 辆 座 间 套 点 枚 条目 栏 组 支 队 类别 个次 台次 处次 项次 家（次） 处（次） 个（次） 项（次） 台（套） 个（项） 项（个） 扇 根 盏 株 盒 箱 款 颗 架 艘",
	Money:    "元",
	Percent:  "%",
	Point:    "个百分点 百分点",
	Multiple: "倍",
	Score:    "分",
	Duration: "天 日 年 个月 月 个工作日 工作日 小时 个小时 分钟 秒 周 个星期 星期 个季度 季度 学时",
	Length:   "米 公里 平方米 千米 平方公里 公顷 亩 吨 公斤 千克 厘米 立方米 千瓦时 度 兆 MB GB TB",
	Letters:  "字",
}

var unitMeasure = func() map[string]Measure {
	m := map[string]Measure{}
	for measure, words := range unitWords {
		for _, w := range strings.Fields(words) {
			m[w] = measure
		}
	}
	return m
}()

var longestUnit = func() int {
	n := 0
	for w := range unitMeasure {
		n = max(n, len([]rune(w)))
	}
	return n
}()

// UnitMeasure tells the measure of a unit; false for an unknown one.
func UnitMeasure(unit string) (Measure, bool) {
	m, ok := unitMeasure[unit]
	return m, ok
}

// UnitAt finds the longest unit at the start of s, and its length in runes.
func UnitAt(s []rune) (unit string, n int) {
	for n := min(longestUnit, len(s)); n > 0; n-- {
		if _, ok := unitMeasure[string(s[:n])]; ok {
			return string(s[:n]), n
		}
	}
	return "", 0
}
