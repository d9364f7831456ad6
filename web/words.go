package web

// A both is a text in Chinese and English.
type both struct{ zh, en string }

// in gives the text of a language; false where there is none.
func (b both) in(lang string) (string, bool) {
	if lang == "en" {
		return b.en, b.en != ""
	}
	return b.zh, b.zh != ""
}

// words are what pages say by themselves, by key. Each page's stand together;
// the words of closed lists (roles, levels, reasons) are the program's: see
// Options.Terms.
var words = gathered(frameWords, startWords, searchWords, reportWords, pictureWords,
	compareWords, liveTexts, deskWords, districtWords, coverageWords, codebookWords)

func gathered(lists ...map[string]both) map[string]both {
	out := map[string]both{}
	for _, list := range lists {
		for key, text := range list {
			if _, twice := out[key]; twice {
				panic("web: two texts for " + key)
			}
			out[key] = text
		}
	}
	return out
}

var frameWords = map[string]both{
	"site":          {"年报数据", "nianbao"},
	"site.about":    {"政府信息公开年度报告中的数字，连同原文", "figures of Chinese disclosure reports, with the words behind them"},
	"skip":          {"跳到正文", "Skip to the content"},
	"nav":           {"主导航", "Main"},
	"nav.search":    {"检索", "Search"},
	"lang.zh":       {"中文", "中文"},
	"lang.en":       {"English", "English"},
	"lang":          {"语言", "Language"},
	"foot":          {"每个数字都连着它在报告中的原句；未报告与零分开记录。", "Every figure stands beside the words it was read from. What is not reported is never zero."},
	"foot.version":  {"nianbao %s", "nianbao %s"},
	"search":        {"检索", "Search"},
	"search.label":  {"检索：机构、地区、年份、指标或原文", "Search: body, place, year, indicator or words"},
	"search.holder": {"东城区 2017 微博", "东城区 2017 微博"},

	"fail.not_there":         {"这里没有页面。也许地址有误，或者这份文件已被撤下。", "There is nothing here. The address may be wrong, or the report was taken down."},
	"fail.not_there.title":   {"没有找到", "Not found"},
	"fail.bad_request":       {"这个地址无法理解。", "This address cannot be understood."},
	"fail.bad_request.title": {"地址有误", "Bad address"},
	"fail.internal":          {"程序出错了，已记入日志。请稍后再试。", "The program failed on this page; it is in its log. Please try again later."},
	"fail.internal.title":    {"程序出错", "Something went wrong"},
	"fail.slow":              {"这个页面没能在规定时间内完成。请缩小范围（年份、地区、指标）再试。", "This page did not get done in its time. Narrow it by year, region or indicator and try again."},
	"fail.slow.title":        {"超时", "Too slow"},
	"fail.busy":              {"现在检索的人太多，请过几秒再试。", "Too many people are searching just now. Please try again in some seconds."},
	"fail.busy.title":        {"请稍候", "Please wait"},
	"fail.format":            {"没有“%s”这种格式：可用 csv、xlsx、json。", "There is no format %q: csv, xlsx or json."},
	"fail.format.title":      {"格式有误", "Unknown format"},
	"fail.home":              {"回到首页", "To the start page"},
}

var startWords = map[string]both{
	"start.feed":        {"新报告与变动", "New reports and changes"},
	"start.title":       {"政府信息公开年报，逐个数字可查", "What China's public bodies report, figure by figure"},
	"start.lead":        {"检索任一机构、地区、年份或指标。每个数字旁边就是报告里的原句。", "Search a body, a place, a year or an indicator. Beside each figure stands the sentence it was read from."},
	"start.try":         {"试试：", "Try:"},
	"start.holds":       {"%s 份报告，%s 个数字", "%s reports, %s figures"},
	"start.years":       {"%d—%d 年", "%d–%d"},
	"start.counting":    {"正在汇总，稍后刷新即可看到走势。", "The series are being made up; they will be here in a moment."},
	"start.empty":       {"数据库里还没有报告。用 nianbao ingest 读入。", "There is no report in the database yet: nianbao ingest reads some."},
	"start.series":      {"主要指标", "Headline series"},
	"start.series_note": {"同一级别机构年报所载数值之和。只有写明的才算数；“份”为写明该项的报告数与全部报告数。", "Sums of what reports of bodies of one level state. Only what is stated counts: the reports that state it stand beside all reports."},
	"start.level":       {"级别", "Level"},
	"start.indicator":   {"指标", "Indicator"},
	"start.total":       {"合计", "Total"},
	"start.median":      {"中位数", "Median"},
	"start.stated":      {"写明的报告", "Reports stating it"},
	"start.of":          {"%d / %d 份", "%d of %d"},
	"start.trend":       {"走势", "Trend"},
	"start.trend_words": {"%d 至 %d 年走势", "trend from %d to %d"},
	"start.new":         {"新收报告", "New reports"},
	"start.new_figures": {"%s 个数字", "%s figures"},
	"start.unread":      {"未能读取", "not read"},
	"headline.posts":    {"主动公开", "Posts"},
	"headline.requests": {"依申请公开", "Requests"},
	"headline.outcomes": {"办理结果", "Outcomes"},
}
