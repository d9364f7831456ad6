package list

import (
	"nianbao/needle"
)

var (
	yearIn     = needle.MustCompile(`(?:19|20)\d\d|二[〇○零０0][一二三四五六七八九〇○零]{2}`)
	columnName = needle.MustCompile(`^(?:政府)?信息?公开(?:工作)?(?:年报|年度报告)(?:专栏|目录)?$|^(?:历年|部门|单位|乡镇|街道|区县|市直部门|市政府|县政府|区政府|本级)*(?:年报|年度报告)$`)
	onlyYear   = needle.MustCompile(`^(?:(?:19|20)\d\d|二[〇○零][一二三四五六七八九〇○零]{2})年?度?$`)
	ofOpenness = needle.MustCompile(`信息公开|政务公开|信息主动公开|公开工作`)
	isReport   = needle.MustCompile(`年报|报告`)
	yearReport = needle.MustCompile(`年度?(?:工作)?(?:年报|年度(?:工作)?报告)`)
	cutShort   = needle.MustCompile(`(?:政府信息|信息公开|政务公开)[^…]{0,8}(?:…+|\.{2,})$`) // by a list of narrow lines
	sumUp      = needle.MustCompile(`[（(]汇总[)）]$`)
	// otherReports are yearly reports on other matters.
	otherReports = needle.MustCompile(`法治政府|依法行政|依法治|预算|决算|网站(?:年度)?工作|年度报表|工作报表|政府工作报告|国民经济|统计公报|绩效|审计|双公示|行政执法|社会责任|环境状况|部门概况|建议提案|营商环境|情况的?报告$|工作总结$`)
	// others are endings and words of titles that no report has.
	others = needle.MustCompile(`大全|编写|(?:报告|年报)的?编制|编制(?:工作|指引|说明|和|、)|召开$|新闻(?:发布|稿)|依申请公开(?:工作)?情况|统计(?:表|数据|情况|图|分析|汇总|报表|结果)|情况统计|汇总表|情况汇总|数据汇总|指南|目录$|目录编制|条例$|办法$|规定$|制度$|细则$|实施意见|工作要点|工作方案|实施方案|培训|会议|督查|考核|考评|评议|评估|通报|通知书|申请表|流程图?$|征求意见|填报说明|模板|空表|申请表`)
	// explained are words of pages about a report, wherever in a title.
	explained = needle.MustCompile(`解读|图解|图说|数说|一图|长图|图读|读懂|看懂|问答|访谈|视频`)
	notice    = needle.MustCompile(`通知[)）]?$|的函$|的通告$`)
	// published are notices that carry the report itself.
	published = needle.MustCompile(`(?:关于|现)(?:公布|发布|公开|印发)`)
	summary   = needle.MustCompile(`汇总|统计`)
	// bodies are names at the head of a title: an audit office publishes no audit here.
	bodies = needle.MustCompile(`^.*(?:局|厅|署|委员会|办公室|队|中心|办事处|人民政府|统计[处站所])`)
)

// surelyNone reports that a row is no annual report on disclosure, whatever it
// holds. In doubt it says no.
func surelyNone(title string) bool {
	t := bodies.ReplaceAllString(squeeze(title), "")
	switch {
	case t == "":
		return false
	case others.MatchString(t) || explained.MatchString(squeeze(title)):
		return true
	case notice.MatchString(t) && !published.MatchString(t):
		return true
	case otherReports.MatchString(t) && !ofOpenness.MatchString(t):
		return true
	case summary.MatchString(t) && !sumUp.MatchString(t):
		return true
	}
	return false
}

// likelyReport reports that a title is that of an annual report on disclosure.
func likelyReport(title string) bool {
	t := squeeze(title)
	if surelyNone(t) {
		return false
	}
	if cutShort.MatchString(t) && yearIn.MatchString(t) {
		return true
	}
	if !isReport.MatchString(t) || columnName.MatchString(t) {
		return false
	}
	return ofOpenness.MatchString(t) || yearReport.MatchString(t) && !otherReports.MatchString(t)
}

// Scores of links on the way to the column: from sure on it is the column itself.
const sure = 85

var (
	columnWords = needle.MustCompile(`(?:政府)?信息公开(?:工作)?年度?报告?|公开年报|信息公开年度报告|公开工作年度?报告?`)
	shortNames  = needle.MustCompile(`^(?:.{0,6}年报|.{0,6}年度报告|历年年报|年报专栏|.{0,8}年报目录)$`)
	columnSlug  = needle.MustCompile(`(?i)/(?:common_)?(?:zf?xxgk|xxgk|gk|zwgk)_?(?:gz)?nd?b(?:g|ao)?\d*(?:[/._]|$)|/nianbao|/gknb|/annual(?:report)?s?/|/ndbg(?:[/._]|$)|/nb(?:/|$)`)
	hubSlug     = needle.MustCompile(`(?i)/(?:zf?xxgk|xxgk|zwgk|zfxxgkzl|gkml|xxgkml|public|open|xxgkzl|gkmlpt)(?:[/_.?]|$)`)
)

// hubs are the names of pages on the way, the likelier the higher.
var hubs = []struct {
	words *needle.Regexp
	score int
}{
	{needle.MustCompile(`法定主动公开`), 62},
	{needle.MustCompile(`^政府信息公开(?:专栏|平台|专区|网)?$`), 60},
	{needle.MustCompile(`政府信息公开`), 55},
	{needle.MustCompile(`信息公开目录|公开目录`), 48},
	{needle.MustCompile(`信息公开`), 50},
	{needle.MustCompile(`政务公开`), 45},
	{needle.MustCompile(`^公开$|^政务$|要闻公开`), 30},
	{needle.MustCompile(`网站地图|站点地图|网站导航`), 28},
	{needle.MustCompile(`专题|专栏|公示|部门|机构|街道|乡镇`), 15},
}

// aboutReports are the names of pages beside the column.
var aboutReports = needle.MustCompile(`解读|图解|指南|通知|制度|依申请|意见箱|信箱|条例|统计(?:表|数据|情况|汇总)|汇总表`)

// columnScore says how likely a link of this text and address leads to the
// column of annual reports, or nearer to it. 0 is not followed.
func columnScore(text, address string) int {
	t := squeeze(text)
	if len([]rune(t)) > 30 || aboutReports.MatchString(t) || otherReports.MatchString(t) {
		return 0
	}
	score := 0
	switch {
	case columnWords.MatchString(t) && !yearIn.MatchString(t):
		score = 100
	case shortNames.MatchString(t) && !yearIn.MatchString(t):
		score = 92
	case columnSlug.MatchString(address) && columns.MatchString(address) && !articles.MatchString(address):
		score = 58 // by its address alone: links by name come first
	}
	if score >= sure {
		return score
	}
	if yearIn.MatchString(t) {
		return 0
	}
	for _, h := range hubs {
		if h.words.MatchString(t) {
			score = max(score, h.score)
		}
	}
	if score == 0 && hubSlug.MatchString(address) && len([]rune(t)) <= 12 && !articles.MatchString(address) {
		score = 20
	}
	return score
}
