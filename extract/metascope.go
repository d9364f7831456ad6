package extract

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"nianbao/needle"
	"nianbao/report"
)

var (
	firstHalf  = needle.MustCompile(`上半年|半年度?(?:报告|总结|工作|信息公开|政务公开)|年(?:度)?半年|(?:1|一)月?[-—~至到](?:6|六)月`)
	secondHalf = needle.MustCompile(`下半年|(?:7|七)月?[-—~至到](?:12|十二)月`)
)

// periodOf gives the period that a report is of: its year, or the part of it that
// its title names. Figures of a part are none of the year's.
func periodOf(year int, title string) string {
	switch {
	case secondHalf.MatchString(title):
		return Period(year, "H2")
	case firstHalf.MatchString(title):
		return Period(year, "H1")
	case year == 0 || yearly.MatchString(title):
		return Period(year, "")
	}
	return Period(year, monthsInTitle(year, title))
}

var (
	// titleMonths is the part of a year in a bulletin's title: 2024年5月, 2024年1—5月.
	titleMonths = needle.MustCompile(chineseYear + `年度?(?:第?[一二三四1234]季度|(?:\d{1,2}|[一二三四五六七八九十]{1,2})月?份?(?:[-—~至](?:\d{1,2}|[一二三四五六七八九十]{1,2})月)?(?:月|月份)?)`)
	dayBehind   = needle.MustCompile(`^份?\d{1,2}日`)
	// yearly says that a report is of a whole year, whatever month its title names.
	yearly = needle.MustCompile(`年度|年报`)
)

// monthsInTitle gives what a bulletin's title names of the year: -05, Q1.
func monthsInTitle(year int, title string) string {
	loc := titleMonths.FindStringIndex(title)
	if loc == nil || dayBehind.MatchString(title[loc[1]:]) {
		return ""
	}
	from := utf8.RuneCountInString(title[:loc[0]])
	at := readDate([]rune(title), report.Quantity{Start: from, End: from + utf8.RuneCountInString(title[loc[0]:loc[1]])})
	if at.year != year || at.day || at.many {
		return ""
	}
	return at.text(year)
}

// Period gives the period of a year that is the same part of it as another
// period is of its own; "" for no year.
func Period(year int, like string) string {
	own := strconv.Itoa(year)
	switch {
	case year == 0:
		return ""
	case strings.HasPrefix(like, "H"):
		return own + like
	case len(like) <= len(own):
		return own
	}
	return strings.ReplaceAll(like, like[:len(own)], own)
}

// partOfYear is the part of its year that a report is of, as a date writes it; ""
// for the whole.
func partOfYear(d *report.Document) string {
	switch year := strconv.Itoa(d.Year); strings.TrimPrefix(d.Period, year) {
	case "":
		return ""
	case "H1":
		return year + "-01/" + year + "-06"
	case "H2":
		return year + "-07/" + year + "-12"
	}
	return d.Period
}

var (
	ownTitle   = needle.MustCompile(`[省市县区州旗]本级`)
	wholeTitle = needle.MustCompile(`全[省市县区州旗镇乡盟]`)
	// 本报告汇总了全区各部门、各街道…; 综合各乡镇、县政府各部门的年度报告编制
	wholeText = needle.MustCompile(`(?:汇总|综合)[^。；]{0,16}(?:全[省市县区州旗镇乡盟]|各|所属|下属)[^。；]{0,60}(?:编制|编成|编写|形成|而成|汇编)|` +
		`(?:汇总|综合|涵盖|包括|包含|合并)(?:了|自)?(?:全[省市县区州旗镇乡盟]|各级?|所属|下属|本[省市县区州旗])[^。；]{0,40}(?:部门|单位|乡镇|街道|机关|镇街|县区|县市区|政府)|` +
		`由[^。；，]{0,12}全[省市县区州旗盟][^。；，]{0,20}(?:部门|单位|机关)[^。；，]{0,16}(?:汇总|综合|编制)|` +
		`(?:报告|数据)(?:为|是|系)全[省市县区州旗盟]`)
	ownText = needle.MustCompile(`(?:报告|数据|统计)[^。；，]{0,10}(?:仅|只)(?:包括|包含|涵盖|统计|反映|为|含)[^。；，]{0,12}(?:本级|本机关|本单位|本局|机关本身)|不(?:包括|包含|含)(?:所属|下属|下级|各)[^。；，]{0,16}(?:单位|部门|乡镇|街道|机关)`)
	// 本机关2018年政府信息公开工作年度报告; 公布本局2017年度…
	ownReport = needle.MustCompile(`本(?:机关|单位|局|委|办|厅|署|中心|街道|镇|乡)(?:Y|\d{4}年度?)?(?:政府|政务)?信息公开(?:工作)?年度?报告`)
)

// scopeOf tells whether the report is of its body alone or of the whole region:
// what the title says, else the opening.
func scopeOf(d *report.Document, title phrase) report.Scope {
	switch s := title.norm(); {
	case ownTitle.MatchString(s):
		return report.OwnOffice
	case wholeTitle.MatchString(s):
		return report.WholeRegion
	}
	scope := report.Scope("")
	for _, b := range near(d, 8, 0) {
		s := b.Norm.String()
		switch {
		case b.Kind == report.TitleBlock:
		case ownText.MatchString(s):
			return report.OwnOffice
		case wholeText.MatchString(s):
			return report.WholeRegion
		case ownReport.MatchString(s):
			scope = report.OwnOffice
		}
	}
	return scope
}
