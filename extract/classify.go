package extract

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"nianbao/needle"
	"nianbao/report"
)

// classify gives a figure its code and label, or rejects the mention with a
// reason and returns false.
func (r *reader) classify(m *mention, f *report.Figure, place string) bool {
	item := m.item()
	if reason := m.neverCounts(); reason != "" && !r.firstTold(m) {
		m.Reject = reason
		return false
	}
	if m.Measure == report.Place {
		f.Label, f.Rule = m.label(), "rank"
		if m.parent != nil && m.parent.figure != nil && m.parent.figure.Role == report.Rank {
			f.Label = m.parent.figure.Label // 由第八位上升至第五位
		}
		return true
	}
	mt, ok := r.explicit(m, f)
	switch {
	case ok && mt.own && !mt.open && mt.priority >= usualPriority:
		r.take(f, mt, m, item)
		return true
	case m.k > 0 && r.byTopic(m, f, place, topicsSince(m)):
		return true // 复议6件；诉讼案件均为直接起诉，共3件
	case r.sumOfParts(m, f), r.caseResult(m, f, item):
		return true
	case ok && mt.open:
		f.Label, f.Rule = r.whole(m, m.label()), mt.rule
		return f.Label != ""
	case ok && mt.priority >= usualPriority:
		r.take(f, mt, m, item)
		return true
	case r.byTopic(m, f, place, topicsOf(m.sent, m.Start)):
		return true
	case r.byFrame(m, f, item, place), r.byShareFirst(m, f), r.byLastShare(m, f, item):
		return true
	case ok:
		r.take(f, mt, m, item)
		return true
	case r.byTopic(m, f, place, r.topics), r.byTopicPart(m, f, item):
		return true
	}
	if r.toldAgain(m) {
		m.Reject = report.RejectGeneral
		return false
	}
	if n := len(r.last); n > 0 && f.Role == report.Change && m.pre != "" && r.last[n-1].figure.Role == report.Rank && (m.Unit == "名" || m.Unit == "位") {
		f.Label, f.Rule = r.last[n-1].figure.Label, "rank" // 排名第11，较上年前进5名
		return true
	}
	if ok, reason := m.openFigure(); !ok {
		m.Reject = reason
		return false
	}
	f.Label = m.label()
	if place != "" && f.Label == place && trimItem(m.post) != "" {
		f.Label, m.actor = labelBehind(m.post), "" // 厅机关21个处室 counts the offices
	}
	if own := labelOf(strings.TrimPrefix(m.pre, m.actor)); place != "" && f.Label == place && own != "" {
		f.Label = own
	}
	if place != "" && f.Label == place && !(m.Measure == report.Thing && kindOfBody.MatchString(place)) {
		f.Label = r.listed(m, place)
	}
	f.Label = r.whole(m, f.Label)
	_, f.Verb = nounPhrase(m.pre)
	f.Rule = "open"
	if f.Label == "" {
		m.Reject = report.RejectGeneral
		return false
	}
	return true
}

// kindOfBody is what is counted itself: 区直部门39家.
var kindOfBody = needle.MustCompile(`(?:部门|单位|街道|乡镇|企业|学校|机构)$`)

// bareLabel says what became of a thing, or how it is counted, and leaves the
// thing to the number before it.
var bareLabel = needle.MustCompile(`^(?:废止|宣布失效|失效|继续有效|制定|出台|整改到位|整改完成|新增|更新|修改|修订|删除|结案|审结|整合|优秀|良好|合格|不合格|收回|回收|退出|保留|关停|注销|翻新|赠阅|免费赠阅|已整改|整改|退回|退回修改|采纳|化解|已化解|解决|暂缓|下载|满意|基本满意|不满意|到位|核定|转派|日均|月均|年均|每期|平均|方面|金额|总金额|人数|次数|比例|占比)$`)

// madeOf is what a bare label, or a verb, put before the thing.
var madeOf = needle.MustCompile(`^(?:继续有效|现行有效|废止|宣布失效|整改到位|整改完成|新增|更新|修改|修订|删除|结案|审结|整合|优秀|良好|不合格|合格|收回|回收|退出|保留|关停|注销|翻新|已整改|整改|退回|采纳|已化解|化解|解决|暂缓|提出|登记|发现|通报)`)

// meanLabel stands before the thing, the others behind it or before it alike.
var meanLabel = needle.MustCompile(`均$|^每期|^平均`)

// whole adds to such a label the thing of the number before it: 新增条目5218条，修改
// 2734条 gives 修改条目, and 惠农补贴…，金额312万元 惠农补贴金额.
func (r *reader) whole(m *mention, label string) string {
	if !isBare(label) || len(r.last) == 0 {
		return label
	}
	last := r.last[len(r.last)-1]
	for i := len(r.last) - 2; i >= 0 && isBare(last.figure.Label); i-- {
		last = r.last[i]
	}
	thing := last.figure.Label
	if rest := madeOf.ReplaceAllString(thing, ""); utf8.RuneCountInString(rest) >= 2 {
		thing = rest // 良好11个 after 优秀单位
	}
	if thing == "" || utf8.RuneCountInString(thing) > 12 || strings.Contains(thing, strings.TrimPrefix(strings.TrimPrefix(label, "基本"), "不")) || last.sent != m.sent || isBare(thing) || last.Measure == report.Percent {
		return label
	}
	switch {
	case meanLabel.MatchString(label):
		return label + thing
	case strings.HasSuffix(label, "额") && (last.Unit == "户" || last.Unit == "人" || last.Unit == "名" || last.Unit == "家"):
		return label // 涉及农户612户，金额918万元: of the payment
	case strings.HasSuffix(label, "面"), strings.HasSuffix(label, "额"), strings.HasSuffix(label, "数"), strings.HasPrefix(label, "比"), strings.HasPrefix(label, "占"):
		return thing + label
	case fits(last.Measure, m.Measure):
		return label + thing
	case !bareLabel.MatchString(label):
		return thing + label // 低保名单张榜六次，涉及七百户
	}
	return label
}

// isBare tells whether a label names no thing: it is one of these words or a verb.
func isBare(label string) bool {
	return bareLabel.MatchString(label) || label != "" && verbs.FindString(label) == label
}

// listed names what a list of places counts: 超期工单 of 超期工单：甲区4件、乙县2件.
func (r *reader) listed(m *mention, place string) string {
	if n := len(r.last); n > 0 {
		if f := r.last[n-1].figure; f.Indicator == "" && f.Place != "" && f.Unit == m.Unit {
			return f.Label
		}
	}
	if label := labelOf(previousClause(m.left)); label != "" && !r.isPlace(label) {
		return label
	}
	return place
}

// family is the family of indicators of the frame in force: requests, inquiries.
func (r *reader) family() string {
	if r.frame == nil {
		if r.hotline {
			return "inquiries"
		}
		return ""
	}
	name, _, _ := strings.Cut(r.frame.indicator, ".")
	return name
}

// caseResult reads the results of disputes before anything else: 撤回 and 其他
// after 行政复议4件 are results of these cases, not outcomes of requests.
func (r *reader) caseResult(m *mention, f *report.Figure, item string) bool {
	fr := r.frame
	if fr != nil && !fr.heading && plainChannel.MatchString(item) && r.family() == "requests" && fits(report.Case, m.Measure) {
		return r.partOf(fr, m, f, item)
	}
	if fr != nil && fr.lead && fr.indicator == "requests.outcome" && fits(report.Case, m.Measure) {
		return r.partOf(fr, m, f, item) // 不予处理的申请中，信访举报投诉类6件
	}
	if fr == nil || fr.heading || fr.indicator != "reconsiderations" && fr.indicator != "litigations" || namesCase.MatchString(item) {
		return false
	}
	dims := r.x.dimsOf(fr.indicator, item, item)
	if len(dims) == 0 || !fits(report.Case, m.Measure) || f.Role != report.Level && f.Role != report.Share {
		return false
	}
	if route := fr.dims["route"]; route != "" && dims["route"] == "" {
		dims["route"] = route // 直接起诉的案件中，维持2件
	}
	f.Indicator, f.Dims, f.Rule, f.Label = fr.indicator, dims, fr.indicator+"#part", labelOf(item)
	return true
}

// plainChannel is an item that names only a way to apply: 来信3件 among requests.
var plainChannel = needle.MustCompile(`^(?:来信|信件|当面|来访|电话|网上|网络|传真|信函|邮寄|电子邮件|电邮|现场|书面|本人到场)(?:提出|提交|递交|申请)?$`)

// namesCase tells whether an item names the cases themselves.
var namesCase = needle.MustCompile(`复议|诉讼|覆核|诉愿|举报|投诉|申请$|法院|判决|[一二]审`)

// take fills a figure from a match.
func (r *reader) take(f *report.Figure, mt match, m *mention, item string) {
	f.Indicator, f.Rule = mt.indicator, mt.rule
	f.Dims = copyDims(mt.dims)
	f.Label, f.Verb = nounPhrase(item)
	if mt.role != "" && f.Role == report.Level {
		f.Role = mt.role
		if f.Role == report.Change && decrease(mt.words) {
			f.Value = f.Value.Neg()
		}
		if f.Role == report.OtherPeriod && r.d.Year > 0 {
			f.Period = strconv.Itoa(r.d.Year - 1) // 上一年项目数量
		}
	}
	if mt.role == report.Share && f.Role == report.Rate {
		f.Role = mt.role // 复议纠错率: of the cases counted
	}
	words, item := m.withoutActor(mt.indicator, mt.words), m.withoutActor(mt.indicator, item)
	if f.Role == report.Share && mt.indicator == "requests.received" && subjectShare.MatchString(item) && len(r.x.dimsOf(mt.indicator, words, item)) == 0 {
		f.Indicator, f.Rule, f.Label = "", "open", labelOf(item) // what is asked for has no code
		return
	}
	if f.Role == report.Share && r.x.usual[mt.indicator].Measure == report.Percent {
		f.Role = report.Rate // 评价满意的九成六
	}
	dims := r.x.dimsOf(mt.indicator, words, item)
	if mt.context && len(dims) == 0 && !manyChannels.MatchString(m.left) {
		left := m.withoutActor(mt.indicator, m.left)
		dims = r.x.dimsOf(mt.indicator, left, left)
		if !mt.own {
			delete(dims, "topic") // of what is published, it stands beside the number
		} else if len(dims) == 0 {
			dims = r.x.dimsOf(mt.indicator, r.title, r.title) // （一）物业管理。受理4318件
		}
	}
	if mt.dims["channel"] != "" {
		delete(dims, "topic")
	}
	if dims["channel"] == "" && mt.dims["channel"] == "" && thisChannel.MatchString(words+item) {
		if channel := r.channelTold(mt.indicator); channel != "" {
			dims = map[string]string{"channel": channel} // 开通了政务微博。该账号发布信息527条
		}
	}
	if mt.indicator == "disclosure.items" && r.severalChannels(m) {
		delete(dims, "channel")
	}
	if family, _, _ := strings.Cut(mt.indicator, "."); len(dims)+len(mt.dims) == 0 && (family == "documents" || family == "proposals" || family == "powers") && r.family() == family {
		dims = copyDims(r.frame.dims) // 制定规范性文件27件，废止17件
	}
	if mt.behind {
		dims = r.x.dimsOf(mt.indicator, words, "")
	}
	for k, v := range r.tidyDims(mt.indicator, r.inField(m, mt.indicator, dims)) {
		if _, fixed := mt.dims[k]; !fixed && !mt.plain {
			if f.Dims == nil {
				f.Dims = map[string]string{}
			}
			f.Dims[k] = v
		}
	}
	if topic := r.inField(m, mt.indicator, nil)["topic"]; topic != "" && topic != "key_areas" && f.Dims["channel"] == "" {
		f.Dims = map[string]string{"topic": topic}
	}
	if fr := r.frame; fr != nil && fr.lead && fr.indicator == mt.indicator && fr.dims["route"] != "" && f.Dims["result"] != "" && f.Dims["route"] == "" {
		f.Dims["route"] = fr.dims["route"] // 直接起诉的案件中，法院维持2件
	}
	if mt.indicator == "disclosure.items" && len(f.Dims) == 0 && f.Role == report.Level && ofSubject(f.Label) {
		f.Dims = map[string]string{"topic": "other"}
	}
	if mt.part {
		f.Part = f.Label
	}
	if mt.or != "" && len(f.Dims) == 0 {
		f.Dims = report.ParseCode("x[" + mt.or + "]").Dims
	}
	if f.Unit == "" && f.Value == "0" {
		f.Unit, f.Measure = r.x.usual[mt.indicator].Unit, r.x.usual[mt.indicator].Measure
	}
	if f.Label == "" {
		f.Label = r.x.usual[mt.indicator].Name
	}
}

// channelList is a list of channels, of which none is meant alone.
var channelList = needle.MustCompile(`([^，。；：]+)等(?:多种|多个|各类|各种|多)?(?:渠道|方式|载体|平台|媒介|形式|途径)`)

// severalChannels tells whether a number is what several channels published
// together: 通过网站、政府公报等渠道主动公开信息2384条.
func (r *reader) severalChannels(m *mention) bool {
	g := channelList.FindStringSubmatch(lastClause(m.left))
	if g == nil {
		return false
	}
	first := ""
	for _, p := range splitList.Split(g[1], -1) {
		c := r.x.dimsOf("disclosure.items", p, p)["channel"]
		if first == "" {
			first = c
		}
		if c != "" && c != first {
			return true
		}
	}
	return false
}

// manyChannels says that what follows went through all the channels named.
var manyChannels = needle.MustCompile(`为主渠道|为主，|为补充|为辅|(?:多种|各种|各类)(?:渠道|形式|方式|平台)`)

// subjectShare is the share of the requests about one subject.
var subjectShare = needle.MustCompile(`^[\p{Han}、]{2,12}(?:类|方面|领域)的?(?:公开)?申请`)

// item is the words that name what a mention counts: those before the number,
// or where there are none, those behind it.
func (m *mention) item() string {
	if w := trimItem(m.pre); w != "" {
		return w
	}
	if w := trimItem(m.post); w != "" {
		return w
	}
	return trimItem(previousClause(m.left)) // 以网站为主，共353条
}

// likeAnswered gives a figure the dimensions of the count whose outcome it tells,
// where its own indicator knows them: 办结131件和95件 of proposals of two kinds.
func (r *reader) likeAnswered(m *mention, f *report.Figure) {
	if m.answers == nil || m.answers.figure == nil {
		return
	}
	of := m.answers.figure
	family, _, _ := strings.Cut(of.Indicator, ".")
	if own, _, _ := strings.Cut(f.Indicator, "."); own != family {
		return
	}
	f.Dims = copyDims(of.Dims)
}
