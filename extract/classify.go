package extract

import (
	"regexp"
	"strings"

	"nianbao/report"
)

// classify gives a figure its code and label, or rejects the mention with a
// reason and returns false.
func (r *reader) classify(m *mention, f *report.Figure, place string) bool {
	item := m.item()
	if reason := m.neverCounts(); reason != "" {
		m.Reject = reason
		return false
	}
	if m.Measure == report.Place {
		f.Label, f.Rule = m.label(), "rank"
		return true
	}
	if r.sumOfParts(m, f) {
		return true
	}
	if r.caseResult(m, f, item) {
		return true
	}
	mt, ok := r.explicit(m, f)
	switch {
	case ok && mt.open:
		f.Label, f.Rule, f.Confidence = m.label(), mt.rule, 0.8
		return f.Label != ""
	case ok && mt.priority >= usualPriority:
		r.take(f, mt, m, item)
		return true
	case r.byFrame(m, f, item, place):
		return true
	case ok:
		r.take(f, mt, m, item)
		return true
	}
	if ok, reason := m.openFigure(); !ok {
		m.Reject = reason
		return false
	}
	f.Label = m.label()
	_, f.Verb = nounPhrase(m.pre)
	f.Rule = "open"
	f.Confidence = 0.7
	if f.Label == "" {
		m.Reject = report.RejectGeneral
		return false
	}
	return true
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
	if fr == nil || fr.heading || fr.indicator != "reconsiderations" && fr.indicator != "litigations" || namesCase.MatchString(item) {
		return false
	}
	dims := r.x.dimsOf(fr.indicator, item, item)
	if len(dims) == 0 || !fits(report.Case, m.Measure) || f.Role != report.Level && f.Role != report.Share {
		return false
	}
	f.Indicator, f.Dims, f.Rule, f.Label = fr.indicator, dims, fr.indicator+"#part", labelOf(item)
	return true
}

// plainChannel is an item that names only a way to apply: 来信3件 among requests.
var plainChannel = regexp.MustCompile(`^(?:来信|信件|当面|来访|电话|网上|网络|传真|信函|邮寄|电子邮件|电邮|现场|书面)$`)

// namesCase tells whether an item names the cases themselves.
var namesCase = regexp.MustCompile(`复议|诉讼|覆核|诉愿|举报|投诉|申请$`)

// explicit asks the patterns of the codebook. The member of a distributed list
// is read with the list's head: 信函 of 信函、传真申请各1件 as 信函申请.
func (r *reader) explicit(m *mention, f *report.Figure) (match, bool) {
	units := []string{m.Unit}
	switch {
	case m.Measure == report.Point:
		units = append(units, "%")
	case (m.Measure == report.Percent && f.Role != report.Rate || m.Measure == report.Multiple) && !strings.Contains(m.pre, "率"):
		units = append(units, "件", "条", "人", "次", "元", "篇", "个") // a share or change of what is counted in these
	case m.Unit == "" && m.Value == "0":
		units = append(units, "件", "次", "人", "元") // 投诉举报为零
	}
	lefts := []string{m.left}
	switch {
	case m.headLeft != "" && m.Measure == report.Percent:
		lefts = []string{m.headLeft, m.left}
	case m.headLeft != "":
		lefts = append(lefts, m.headLeft)
	}
	switch {
	case m.nounBehind():
		lefts = []string{""}
	case f.Role == report.Share && strings.Contains(m.pre, "占"):
		lefts = []string{m.left[:strings.LastIndex(m.left, "占")]}
	case f.Role == report.Change:
		lefts = append(lefts, m.beforeChange())
	}
	if bareWords.ReplaceAllString(trimItem(m.pre), "") == "" && trimItem(m.post) == "" {
		if clause := previousClause(m.left); clause != "" {
			lefts = append(lefts, clause) // 公布公共服务事项目录，共208项
		}
	}
	for _, left := range lefts {
		for _, u := range units {
			if mt, ok := r.x.best(m.viewAs(left, u), r.family()); ok {
				return mt, true
			}
		}
	}
	return r.numberFirst(m)
}

// numberFirst reads 29条公众意见, 15篇解读材料 as if the noun stood before its
// number: the patterns of the codebook are written that way round.
func (r *reader) numberFirst(m *mention) (match, bool) {
	post := m.post
	if post == "" || m.Unit == "" || m.Measure == report.Percent || actors.MatchString(post) || trimItem(m.pre) != "" && !verbTail.MatchString(m.pre) {
		return match{}, false
	}
	stem := strings.TrimSuffix(m.left, m.pre) + m.pre
	for _, noun := range []string{post, nounEnd.ReplaceAllString(post, "")} {
		if noun == "" {
			continue
		}
		if mt, ok := r.x.best(stem+noun+markSelf+m.Unit+markUnit, r.family()); ok {
			return mt, true
		}
	}
	return match{}, false
}

// actors are who did something: 41个部门公开信息 counts the departments.
var actors = regexp.MustCompile(`^[\p{Han}]{0,6}(?:部门|单位|机关|乡|镇|县|区|社区|村|街道|企业|学校|科室)`)

// nounEnd is what stands behind the noun of a number-first phrase.
var nounEnd = regexp.MustCompile(`(?:在|已|被|全部|均|通过|与|由|分别|全年|期间|的结果|经|纳入|和|及|、|吸引|聚焦).*$`)

// beforeChange is what stands before the words of a comparison: 申请量 of
// 申请量比上年上升17.8%.
func (m *mention) beforeChange() string {
	left := m.left
	if loc := changeTail.FindStringSubmatchIndex(m.pre); loc != nil {
		left = strings.TrimSuffix(m.left, m.pre) + m.pre[:loc[2]]
	}
	return strings.TrimRight(compared.ReplaceAllString(left, ""), "，、")
}

// bareWords name nothing counted by themselves.
var bareWords = regexp.MustCompile(`^(?:有|共|为|达|达到|比上年|较上年|同比|最多|最少|少|多|了|出|减少|增加|上升|下降|增长|Y|比|较|上年|去年)+$`)

// nounBehind tells whether what is counted can only stand behind the number:
// 微博、微信、网站三个平台, 时限等5个要素.
func (m *mention) nounBehind() bool {
	if trimItem(m.post) == "" {
		return false
	}
	return strings.HasSuffix(m.pre, "等") || m.Chinese && len(m.Value) == 1 && m.Measure == report.Thing
}

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
	}
	dims := r.x.dimsOf(mt.indicator, mt.words, item)
	if mt.context && len(dims) == 0 {
		dims = r.x.dimsOf(mt.indicator, m.left, m.left)
		delete(dims, "topic")
	}
	if mt.dims["channel"] != "" {
		delete(dims, "topic")
	}
	if family, _, _ := strings.Cut(mt.indicator, "."); len(dims)+len(mt.dims) == 0 && (family == "documents" || family == "proposals") && r.family() == family {
		dims = copyDims(r.frame.dims) // 制定规范性文件27件，废止17件
	}
	if mt.behind {
		dims = r.x.dimsOf(mt.indicator, mt.words, "")
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

// field names the subject of the clauses behind it: 环境保护方面，公布…
var field = regexp.MustCompile(`([^，。；：、@#>]{2,12})方面[，：,]`)

// inField lets the subject that leads the sentence decide the topic.
func (r *reader) inField(m *mention, id string, dims map[string]string) map[string]string {
	if id != "disclosure.items" {
		return dims
	}
	all := field.FindAllStringSubmatch(m.left, -1)
	if len(all) == 0 {
		return dims
	}
	lead := all[len(all)-1][1]
	if topic := r.x.dimsOf(id, lead, lead)["topic"]; topic != "" {
		if dims == nil {
			dims = map[string]string{}
		}
		dims["topic"] = topic
	}
	return dims
}

func copyDims(d map[string]string) map[string]string {
	if len(d) == 0 {
		return nil
	}
	c := make(map[string]string, len(d))
	for k, v := range d {
		c[k] = v
	}
	return c
}

// dimsOf finds an indicator's dimensions in the words of a match and of its
// item: for each dimension the word that ends last, of those the longest. The
// item's own words win over the match's.
func (x *Extractor) dimsOf(id, words, item string) map[string]string {
	var out map[string]string
	for _, text := range []string{item, words} {
		found := map[string][2]int{}
		for _, d := range x.dims[id] {
			if _, done := found[d.key]; !done && out[d.key] != "" {
				continue
			}
			locs := d.re.FindAllStringIndex(text, -1)
			if len(locs) == 0 {
				continue
			}
			last := locs[len(locs)-1]
			best, seen := found[d.key]
			if seen && strings.HasPrefix(out[d.key], d.value+".") {
				continue // the special outcome stays: 没有现成信息…无法提供
			}
			if !seen || last[1] > best[1] || last[1] == best[1] && last[0] < best[0] || strings.HasPrefix(d.value, out[d.key]+".") {
				if out == nil {
					out = map[string]string{}
				}
				out[d.key] = d.value
				found[d.key] = [2]int{last[0], last[1]}
			}
		}
	}
	return out
}

// byFrame reads a mention as a part of a whole stated before it: by its own
// words where they name a dimension of the whole, as another place's share of
// the same thing, or as a further member of a list.
func (r *reader) byFrame(m *mention, f *report.Figure, item, place string) bool {
	fr := r.frame
	if place != "" && m.Measure == report.Percent {
		return r.placeRate(m, f)
	}
	if fr == nil || r.block-fr.block > longestReach && !fr.heading {
		return false
	}
	if place != "" {
		return r.placePart(m, f, item)
	}
	if others.MatchString(item) && fr.indicator != "" {
		return r.byOthers(m, f)
	}
	for _, whole := range append([]*frame{fr}, r.older...) {
		if r.partOf(whole, m, f, item) {
			return true
		}
	}
	if fr.heading {
		return r.bareTotal(m, f)
	}
	return r.member(fr, m, f, item)
}

// longestReach is how many blocks away from its whole a part may stand.
const longestReach = 14

// partOf reads a mention whose words name a dimension of the whole.
func (r *reader) partOf(fr *frame, m *mention, f *report.Figure, item string) bool {
	for _, id := range related(fr.indicator) {
		dims := r.x.dimsOf(id, item, item)
		if len(dims) == 0 || r.ambiguous(id, item) || !fits(r.x.usual[id].Measure, m.Measure) && m.Measure != report.Percent {
			continue
		}
		f.Indicator, f.Rule = id, id+"#part"
		f.Label, f.Verb = nounPhrase(item)
		f.Dims = r.tidyDims(id, dims)
		if route := fr.dims["route"]; route != "" && f.Dims["route"] == "" {
			f.Dims["route"] = route
		}
		f.Confidence = 0.85
		return true
	}
	return false
}

// ownVerb begins an item that says what was done, not what the list is of.
var ownVerb = regexp.MustCompile(`^(?:发放|涉及|覆盖|惠及|出动|悬挂|摆放|接待|投入|邀请|督促|整改|采纳|关停|审查|制作|复查|罚款|惠及|受益|减免|提供)`)

// sameUnit tells whether a member has the unit of its whole or of the member
// before it; counts of cases have several words for one unit.
func (r *reader) sameUnit(m *mention, fr *frame) bool {
	if fr.unit == "" || m.Unit == fr.unit || m.Unit == "" || m.Measure == report.Case && fr.measure == report.Case || !fits(fr.measure, m.Measure) {
		return true
	}
	return len(r.last) > 0 && r.last[len(r.last)-1].Unit == m.Unit
}

// ambiguous tells whether an item names two values of a dimension at once:
// 邮递及传真合共131宗 is of neither channel.
func (r *reader) ambiguous(id, item string) bool {
	parts := splitByAnd(item)
	if len(parts) != 2 {
		return false
	}
	a, b := r.x.dimsOf(id, parts[0], parts[0]), r.x.dimsOf(id, parts[1], parts[1])
	for k, v := range a {
		if b[k] != "" && b[k] != v {
			return true
		}
	}
	return false
}

// member reads a further member of a list whose words no dimension knows.
func (r *reader) member(fr *frame, m *mention, f *report.Figure, item string) bool {
	if !r.inList(m, fr) || ownVerb.MatchString(item) || !r.sameUnit(m, fr) {
		return false
	}
	if !fits(fr.measure, m.Measure) {
		if fr = r.otherWhole(m); fr == nil {
			return false
		}
	}
	if fr.indicator == "" {
		return false
	}
	f.Rule, f.Confidence, f.Label = fr.indicator+"#list", 0.75, labelOf(item)
	if fr.cumulative && labelOf(bareVerb.ReplaceAllString(item, "")) == "" {
		f.Indicator, f.Dims, f.Rule, f.Label = fr.indicator, copyDims(fr.dims), fr.indicator+"#year", fr.label
		return true // 累计公开3.2万条，其中2011年新增11347条
	}
	switch family, _, _ := strings.Cut(fr.indicator, "."); {
	case fr.indicator == "disclosure.items":
		f.Dims = map[string]string{"topic": "other"}
	case family == "requests" && fr.indicator != "requests.fee":
		return false // requests by subject are open figures
	default:
		f.Dims, f.Part = copyDims(fr.dims), f.Label
	}
	f.Indicator = fr.indicator
	return true
}

// others is an item that names only what is left over.
var others = regexp.MustCompile(`^(?:其他|其它|其余|余下|剩余)(?:方面|情形|情况|方式|渠道)?$`)

// byOthers reads 其他37件 by the members of the list before it: after channels it
// is another channel, after reasons of denial another reason, after subjects an
// open figure. Words behind the number decide first: 其余75条张贴于公示栏.
func (r *reader) byOthers(m *mention, f *report.Figure) bool {
	id := r.frame.indicator
	post := trimItem(m.post)
	dims := r.x.dimsOf(id, post, post)
	if len(dims) == 0 && r.prev != nil {
		last := r.prev.figure
		id = last.Indicator
		for _, k := range []string{"channel", "topic", "result"} {
			if last.Dims[k] != "" {
				dims = map[string]string{k: "other"}
			}
		}
		if o := last.Dims["outcome"]; o != "" {
			dims = map[string]string{"outcome": "other"}
			if strings.HasPrefix(o, "denied.") {
				dims["outcome"] = "denied.other"
			}
		}
		if last.Part != "" && id == r.frame.indicator {
			f.Part = "其他"
		}
	}
	if id == "" || len(dims) == 0 && f.Part == "" || !fits(r.x.usual[id].Measure, m.Measure) {
		return false
	}
	f.Indicator, f.Dims, f.Label, f.Rule, f.Confidence = id, dims, "其他", id+"#others", 0.8
	return true
}

// placePart reads 曲梁县41275条 under 主动公开: the same thing of another place.
func (r *reader) placePart(m *mention, f *report.Figure, item string) bool {
	fr := r.frame
	if !fits(fr.measure, m.Measure) {
		if fr = r.otherWhole(m); fr == nil {
			return false
		}
	}
	f.Indicator, f.Dims, f.Label = fr.indicator, copyDims(fr.dims), fr.label
	f.Rule, f.Confidence = fr.indicator+"#place", 0.8
	if f.Label == "" {
		f.Label = labelOf(item)
	}
	return true
}

// otherWhole finds an earlier figure of the sentence that a place's number can
// be a part of, where the last one cannot: 培训26期，受训2980人次，其中市级4期.
func (r *reader) otherWhole(m *mention) *frame {
	for i := len(r.last) - 1; i >= 0; i-- {
		f := r.last[i].figure
		if f.Indicator != "" && f.Role == report.Level && fits(f.Measure, m.Measure) {
			return &frame{indicator: f.Indicator, dims: f.Dims, measure: f.Measure, label: f.Label}
		}
	}
	return nil
}

// placeRate reads 办结率前三位：玉泉区99.12%、赛罕区98.9%: the rate that the words
// before the first place name.
func (r *reader) placeRate(m *mention, f *report.Figure) bool {
	if n := len(r.last); n > 0 && r.last[n-1].figure.Place != "" && r.last[n-1].Measure == report.Percent {
		p := r.last[n-1].figure
		f.Indicator, f.Dims, f.Label, f.Rule, f.Role = p.Indicator, copyDims(p.Dims), p.Label, "relative", p.Role
		return true
	}
	stem := strings.TrimRight(strings.TrimSuffix(m.left, m.pre), "：、，")
	mt, ok := r.x.best(m.viewAs(stem, m.Unit), r.family())
	if !ok || mt.open {
		return false
	}
	r.take(f, mt, m, stem)
	return true
}

// sumOfParts reads 共46个 behind its parts where all of them count one thing.
func (r *reader) sumOfParts(m *mention, f *report.Figure) bool {
	if !sumWord.MatchString(m.pre) || trimItem(m.pre) != "" || trimItem(m.post) != "" || len(r.last) < 2 {
		return false
	}
	last, before := r.last[len(r.last)-1].figure, r.last[len(r.last)-2].figure
	if last.Indicator == "" || last.Indicator != before.Indicator || last.Role != report.Level || !fits(last.Measure, m.Measure) {
		return false
	}
	f.Indicator, f.Rule, f.Label = last.Indicator, "sum", r.x.usual[last.Indicator].Name
	return true
}

var sumWord = regexp.MustCompile(`^(?:合计|共计|总计|共)$`)

// bareTotal reads 新增123条 under a heading that says what is counted.
func (r *reader) bareTotal(m *mention, f *report.Figure) bool {
	if r.frame.indicator != "disclosure.items" || m.Unit != "条" || trimItem(m.post) != "" || f.Role != report.Level ||
		bareVerb.ReplaceAllString(trimItem(m.pre), "") != "" {
		return false
	}
	f.Indicator, f.Rule, f.Label = r.frame.indicator, r.frame.indicator+"#heading", r.title
	return true
}

// bareVerb are words before a number that name nothing counted.
var bareVerb = regexp.MustCompile(`^(?:新增|共|合计|发布|公开|共发布|共公开|新增加|Y|年|全年|本年)+`)

// ownDims adds the dimensions that a relative mention's own words name:
// 被纠错比例 of 行政复议318件.
func (r *reader) ownDims(m *mention, f *report.Figure) {
	if !m.related || f.Indicator == "" {
		return
	}
	for k, v := range r.x.dimsOf(f.Indicator, m.pre, m.pre) {
		if f.Dims == nil {
			f.Dims = map[string]string{}
		}
		f.Dims[k] = v
	}
}

// tidyDims settles what the words leave open: 其他 in a list of channels is
// another channel, and of a channel's messages only the channel is coded.
func (r *reader) tidyDims(id string, dims map[string]string) map[string]string {
	if id != "disclosure.items" {
		return dims
	}
	if dims["topic"] == "other" && dims["channel"] == "" && len(r.last) > 0 && r.last[len(r.last)-1].figure.Dims["channel"] != "" {
		return map[string]string{"channel": "other"}
	}
	if dims["channel"] != "" {
		delete(dims, "topic")
	}
	return dims
}

// related lists the indicators whose dimensions a whole's parts may carry:
// the parts of requests received are channels, but also outcomes.
func related(id string) []string {
	switch id {
	case "":
		return nil
	case "requests.received":
		return []string{id, "requests.outcome", "requests.closed"}
	case "requests.answered", "requests.closed", "requests.outcome":
		return []string{"requests.outcome", "requests.closed", "requests.received"}
	}
	return []string{id}
}

// fits tells whether a part measured one way can belong to a whole measured the other.
func fits(whole, part report.Measure) bool {
	if whole == part {
		return true
	}
	count := func(m report.Measure) bool { return m == report.Case || m == report.Item || m == report.None }
	people := func(m report.Measure) bool { return m == report.Person || m == report.Visit }
	return count(whole) && count(part) || people(whole) && people(part)
}

// listOpener are words that open a list of parts.
var listOpener = regexp.MustCompile(`其中|包括|包含|含|：|（|分别|依次|按[^，]{2,12}分|分，|看，|其余|其他`)

// inList tells whether a mention stands in a list of a frame's parts: words
// that open a list stand between the whole and it, the heading announces a
// list, or the figure before it is such a part and only a comma parts them.
func (r *reader) inList(m *mention, fr *frame) bool {
	for i := len(r.last) - 1; i >= 0; i-- {
		f := r.last[i].figure
		if f.Role != report.Level {
			continue // a share between two members: 咨询298件，占64%；报修131件
		}
		if f.Indicator == fr.indicator && listOpener.MatchString(m.left) {
			return true
		}
		if (strings.HasSuffix(f.Rule, "#part") || strings.HasSuffix(f.Rule, "#list")) && f.Indicator == fr.indicator {
			return true
		}
		break
	}
	if listTitle.MatchString(r.title) || fr.lead {
		return true
	}
	if n := len(r.last); n > 0 && m.k > 0 && r.last[n-1].figure.Indicator == fr.indicator && strings.HasPrefix(m.sent.gaps[m.k], "、") {
		return true
	}
	if fr.sent == m.sent && fr.end <= m.Start {
		return listOpener.MatchString(string(m.sent.t.Norm[fr.end:m.Start]))
	}
	return listOpener.MatchString(m.left)
}

// listTitle is a heading whose section lists the parts of a whole.
var listTitle = regexp.MustCompile(`内容|分类|类别|渠道|形式|途径|载体|方式|重点领域`)

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
