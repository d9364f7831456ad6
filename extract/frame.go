package extract

import (
	"strings"

	"nianbao/needle"
	"nianbao/report"
)

// byFrame reads a mention as a part of a whole stated before it: by its own
// words where they name a dimension of the whole, as another place's share of
// the same thing, or as a further member of a list.
func (r *reader) byFrame(m *mention, f *report.Figure, item, place string) bool {
	fr := r.frame
	if place != "" && m.Measure == report.Percent {
		return r.placeRate(m, f)
	}
	if n := len(r.last); n > 0 && (place != "" || wholeOnly.MatchString(m.pre)) && r.ofLastPlace(r.last[n-1].figure, m, f) {
		return true
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
	if r.ofBracketed(m, f, item) {
		return true
	}
	for _, whole := range append([]*frame{fr}, r.older...) {
		if r.partOf(whole, m, f, item) {
			return true
		}
	}
	if fr.heading {
		return r.bareTotal(m, f)
	}
	if r.member(fr, m, f, item) {
		return true
	}
	for _, whole := range r.older { // 公开信息634条，其中政策文件21件、专题173条
		if whole.sent == m.sent && whole.indicator == "disclosure.items" && whole.unit == m.Unit {
			return r.member(whole, m, f, item)
		}
	}
	return false
}

// ofBracketed reads a part in a bracket behind an outcome, 同意公开28件（其中当场提供
// 9件）: where no outcome is named, it is how that one came about.
func (r *reader) ofBracketed(m *mention, f *report.Figure, item string) bool {
	n := len(r.last)
	if n == 0 || m.k == 0 || r.last[n-1] != m.sent.mentions[m.k-1] || !strings.HasPrefix(m.sent.gaps[m.k], "（其中") {
		return false
	}
	whole := r.last[n-1].figure
	if whole.Indicator != "requests.outcome" || whole.Dims["outcome"] == "" || whole.Unit != m.Unit || r.x.dimsOf(whole.Indicator, item, item)["outcome"] != "" {
		return false
	}
	f.Indicator, f.Dims, f.Rule, f.Label = whole.Indicator, copyDims(whole.Dims), whole.Indicator+"#part", labelOf(item)
	f.Part = f.Label
	return true
}

// wholeOnly are words that name the whole beside its places: 甲区94.7%，全市92.3%.
var wholeOnly = needle.MustCompile(`^全[省市县区镇乡州局旗](?:平均|共)?(?:为|是)?$`)

// ofLastPlace reads a further place of a list: 市公安局结转8件，市民政局1件.
func (r *reader) ofLastPlace(last *report.Figure, m *mention, f *report.Figure) bool {
	if r.frame != nil && !noFrame[last.Indicator] && !wholeOnly.MatchString(m.pre) {
		return false
	}
	if last.Place == "" || last.Indicator == "" || last.Role != f.Role || last.Unit != m.Unit {
		return false
	}
	f.Indicator, f.Dims, f.Label = last.Indicator, copyDims(last.Dims), last.Label
	f.Rule = last.Indicator + "#place"
	return true
}

// longestReach is how many blocks away from its whole a part may stand.
const longestReach = 14

// partOf reads a mention whose words name a dimension of the whole.
func (r *reader) partOf(fr *frame, m *mention, f *report.Figure, item string) bool {
	if m.Measure == report.Percent && f.Role == report.Rate && rateWord.MatchString(m.pre) && !shareTail.MatchString(m.pre) && r.noRate(fr.indicator) {
		return false // 查处结果公开率100% is no share of what was published
	}
	for _, id := range related(fr.indicator) {
		item := m.withoutActor(id, item)
		dims := r.x.dimsOf(id, item, item)
		if dims["applicant"] != "" && !applicantLast.MatchString(item) {
			continue // 企业改制, 个人档案: a subject
		}
		applicants := dims["applicant"] != "" && (fr.lead || len(r.last) > 0 && r.last[len(r.last)-1].figure.Indicator == id) // 公民54人，企业7家
		if id == "disclosure.items" && m.Measure != report.Percent && !postedUnit.MatchString(m.Unit) {
			continue // 服务号绑定就诊卡19.6万张
		}
		if len(dims) == 0 || r.ambiguous(id, item) || !fits(r.x.usual[id].Measure, m.Measure) && m.Measure != report.Percent && !applicants && (m.Unit == "" || m.Unit != fr.unit) {
			continue
		}
		f.Indicator, f.Rule = id, id+"#part"
		f.Label, f.Verb = nounPhrase(item)
		f.Dims = r.tidyDims(id, dims)
		if m.Measure == report.Percent && f.Role == report.Rate && (!rateWord.MatchString(m.pre) || shareTail.MatchString(m.pre)) {
			f.Role = report.Share // 网络71.2%、信函22.5%
		}
		if route := fr.dims["route"]; route != "" && f.Dims["route"] == "" {
			f.Dims["route"] = route
		}
		return true
	}
	return false
}

// applicantLast ends in who applied and, at most, that they did.
var applicantLast = needle.MustCompile(`(?:人|民|户|业|公司|组织|单位|机构|团体|律师|事务所|商|体|学生|个人|客)(?:（[^）]*）)?(?:申请人?|来件|来函|来信|提出|提请|递交|提交|来源|主体|方面|申请的|发起|的|类|者|占|为主)*$`)

// shareTail ends words that call a percentage a share: 无法提供的比重则高达31%.
var shareTail = needle.MustCompile(`(?:比重|占比)(?:则|却|也)?(?:为|达|高达|仅|仅为)?$`)

// noRate are totals of which a rate states nothing.
var noRate = map[string]bool{"disclosure.items": true, "requests.received": true, "requests.outcome": true}

// noRate tells whether a rate never states anything of a total: of the user's own
// none does, for a rate has an indicator of its own.
func (r *reader) noRate(id string) bool {
	return noRate[id] || r.x.own[id] && r.x.usual[id].Measure != report.Percent
}

// ownVerb begins an item that says what was done, not what the list is of.
var ownVerb = needle.MustCompile(`^(?:抽查|检查|走访|慰问|评估|测评|约谈|完成|年底|控制|印发|发放|涉及|覆盖|惠及|出动|悬挂|摆放|接待|投入|邀请|督促|整改|采纳|关停|审查|制作|复查|罚款|惠及|受益|减免|提供|修改|修订|保留|拟)`)

// sameUnit tells whether a member has the unit of its whole or of the member
// before it; counts of cases have several words for one unit.
func (r *reader) sameUnit(m *mention, fr *frame) bool {
	if fr.unit == "" || m.Unit == fr.unit || m.Unit == "" || m.Measure == report.Case && fr.measure == report.Case || !fits(fr.measure, m.Measure) {
		return true
	}
	return len(r.last) > 0 && r.last[len(r.last)-1].Unit == m.Unit
}

// member reads a further member of a list whose words no dimension knows.
func (r *reader) member(fr *frame, m *mention, f *report.Figure, item string) bool {
	if m.Measure == report.Percent && f.Role == report.Rate && rateWord.MatchString(m.pre) && r.noRate(fr.indicator) {
		return false
	}
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
	f.Rule, f.Label = fr.indicator+"#list", labelOf(item)
	if fr.cumulative && labelOf(bareVerb.ReplaceAllString(item, "")) == "" {
		f.Indicator, f.Dims, f.Rule, f.Label = fr.indicator, copyDims(fr.dims), fr.indicator+"#year", fr.label
		return true // 累计公开3.2万条，其中2011年新增11347条
	}
	switch family, _, _ := strings.Cut(fr.indicator, "."); {
	case fr.indicator == "disclosure.items" && !postedUnit.MatchString(m.Unit):
		return false
	case fr.indicator == "disclosure.items" && (byOrFor.MatchString(item) || r.kindOf(fr, m)):
		f.Dims, f.Part = copyDims(fr.dims), f.Label // 县直部门公开1.1万条; 处罚决定书1039份，其中治安类714份
	case fr.indicator == "disclosure.items":
		f.Dims = map[string]string{"topic": "other"}
	case eventOf[fr.indicator] && eventName.MatchString(item):
		return false // 记者会24场、说明会36场
	case family == "requests" && fr.indicator != "requests.fee":
		return false // requests by subject are open figures
	default:
		f.Dims, f.Part = copyDims(fr.dims), f.Label
	}
	f.Indicator = fr.indicator
	return true
}

// eventOf are the indicators of events; another event in their list is another thing.
var eventOf = map[string]bool{"press_conferences": true, "interviews": true, "meetings": true, "training.sessions": true, "open_days": true, "consultations": true}

var eventName = needle.MustCompile(`(?:会|活动|讲座|班|竞赛|演练|日)$`)

// byOrFor is a member that says who published or for whom: 县级公开, 面向患者公开.
var byOrFor = needle.MustCompile(`(?:政府|办公室|部门|单位|乡镇|街道|机关|处室|科室)(?:公开|发布|上传|报送|更新)?$|^(?:面向|向|原创|转载|转发|自采|首发|编译)|^(?:本|省|市|县|区|旗|州|镇|乡|村|街道)级|^(?:县区|区县|乡镇|镇街|街镇|市县)$|^(?:[蒙藏维汉英俄朝壮彝]|维吾尔|哈萨克|朝鲜)[文语]版?(?:信息)?(?:在其中)?$`)

// postedUnit measures what is published; business done is measured in 笔, 户, 辆.
var postedUnit = needle.MustCompile(`^(?:|条|件|篇|则|份|期|次|个|项|宗|部|段|幅|批|批次|[条篇件份期]次|[条篇件份期]（[条篇件份期次]）|[条篇件份期]\([条篇件份期次]\)|帖|集|起|例|本|册|卷)$`)

// kindOf tells whether a mention is a kind of what is published on one subject:
// 处罚决定书1039份，其中治安类714份.
func (r *reader) kindOf(fr *frame, m *mention) bool {
	if fr.sent != m.sent || fr.end > m.Start || fr.dims["topic"] == "" || fr.dims["topic"] == "key_areas" || fr.dims["topic"] == "other" {
		return false
	}
	return partsOpen.MatchString(string(m.sent.t.Norm[fr.end:m.Start]))
}

// partsOpen stands right behind a whole whose parts follow.
var partsOpen = needle.MustCompile(`^[，（]?(?:其中|包括|含)`)

// others is an item that names only what is left over.
var others = needle.MustCompile(`^(?:其他|其它|其余|余下|剩余)(?:方面|情形|情况|方式|渠道)?$`)

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
		if last.Dims["applicant"] != "" {
			dims = map[string]string{"applicant": "other_organization"}
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
	f.Indicator, f.Dims, f.Label, f.Rule = id, dims, "其他", id+"#others"
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
	f.Rule = fr.indicator + "#place"
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
	if rateNoun.MatchString(lastClause(m.left)) { // 满意率靠后的是石岭县89.7%: another rate than the last one's
		if mt, ok := r.x.best(beforePlace(m)+markSelf+m.Unit+markUnit, r.family()); ok && !mt.open {
			r.take(f, mt, m, beforePlace(m))
			return true
		}
	}
	if n := len(r.last); n > 0 && r.last[n-1].figure.Place != "" && r.last[n-1].Measure == report.Percent {
		p := r.last[n-1].figure
		f.Indicator, f.Dims, f.Label, f.Rule, f.Role = p.Indicator, copyDims(p.Dims), p.Label, "relative", p.Role
		return true
	}
	stem := strings.TrimRight(strings.TrimSuffix(m.left, m.pre), "：、，")
	for _, words := range []string{stem, r.title} { // （二）满意率。峡泷县97.8%
		if mt, ok := r.x.best(words+markSelf+m.Unit+markUnit, r.family()); ok && !mt.open {
			r.take(f, mt, m, words)
			return true
		}
	}
	return false
}

// rateNoun is the name of a rate.
var rateNoun = needle.MustCompile(`[\p{Han}]{2}率`)

// beforePlace is the clause of a place up to the rate that it names.
func beforePlace(m *mention) string {
	clause := lastClause(m.left)
	return clause[:strings.LastIndex(clause, "率")+len("率")]
}

// sumOfParts reads 共46个 behind its parts where all of them count one thing.
func (r *reader) sumOfParts(m *mention, f *report.Figure) bool {
	if !sumWord.MatchString(m.pre) && (f.Role != report.Change || !netWord.MatchString(m.pre)) || trimItem(m.post) != "" || len(r.last) < 2 {
		return false
	}
	last, before := r.last[len(r.last)-1].figure, r.last[len(r.last)-2].figure
	if last.Indicator == "" || last.Indicator != before.Indicator || !fits(last.Measure, m.Measure) {
		return false
	}
	if last.Role != report.Level && last.Role != report.Change && (last.Role != report.OtherPeriod || before.Role != last.Role || !yearSum.MatchString(m.pre)) {
		return false
	}
	f.Indicator, f.Rule, f.Label = last.Indicator, "sum", r.x.usual[last.Indicator].Name
	a, _, _ := strings.Cut(last.Dims["outcome"], ".")
	b, _, _ := strings.Cut(before.Dims["outcome"], ".")
	switch {
	case a != "" && a == b:
		f.Dims = map[string]string{"outcome": a} // 国家秘密1件，过程性信息6件，加总为10件
	case a != "" && b != "":
		f.Dims = map[string]string{"outcome": "total"}
	case last.Dims["topic"] != "" && before.Dims["topic"] != "" && keyAreas.MatchString(r.title+m.left):
		f.Dims = map[string]string{"topic": "key_areas"}
	}
	return true
}

// keyAreas is what the list of subjects that the regulations name is called.
var keyAreas = needle.MustCompile(`重点领域`)

// sumWord are words before a number that adds up those before it; yearSum
// adds up the parts of the year: 上半年24件，下半年31件，全年共55件.
var (
	sumWord = needle.MustCompile(`^=$|^(?:其?中)?(?:[两三四五六七八九十]+[类项]|全年|年末|年内|本年|全部)?(?:合计|共计|总计|累计|累加|加总|相加|共)(?:共?有|为|达)?$`)
	netWord = needle.MustCompile(`^(?:总数|总量|合计|共计?|总共|相抵)净?(?:增|减|升|降|少|多)`)
	yearSum = needle.MustCompile(`全年|年末|年内|本年`)
)

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
var bareVerb = needle.MustCompile(`^(?:新增|共|合计|发布|公开|共发布|共公开|新增加|Y|年|全年|本年)+`)

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
var listOpener = needle.MustCompile(`其中|包括|包含|含|：|（|分别|依次|按[^，]{2,12}分|分，|看，|其余|其他`)

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
	if fr.sent == m.sent && fr.indicator == "disclosure.items" && byOrFor.MatchString(m.item()) && strings.Count(string(m.sent.t.Norm[fr.end:m.Start]), "，") == 1 {
		return true // 公开信息4.1万条，市级为1.1万条
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
var listTitle = needle.MustCompile(`内容|分类|类别|渠道|形式|途径|载体|方式|重点领域`)

// A frame is a figure whose parts may follow, in its own sentence or as a list
// in the next: 受理申请46件。按提出方式分，网上29件…
type frame struct {
	indicator  string // "" for an open figure
	label      string
	dims       map[string]string
	measure    report.Measure
	unit       string
	block      int
	sent       *sentence // the sentence it stands in, nil for a heading
	end        int       // where it ends there
	heading    bool      // set by a section's heading, not by a figure
	cumulative bool      // over more than the year
	lead       bool      // named without a number: 政府信息公开申请人中，…
}

// leadWhole is a clause that names a whole without a number: 公开信息中，…
var leadWhole = needle.MustCompile(`^([^，。；：@#]{2,30}?)(?:当中|中|里|：)[，：]?$|^([^，。；：@#]{2,30}?)(?:当中，|中，|里，|：)|^(按[^，。；：、@#]{2,12}?)(?:统计|划分|分类|分|看)，|^([^，。；：@#]{2,20}的(?:案件|申请|诉讼))，`)

// leadDivision is a clause that names a whole by how it is divided: 按申请主体，…
var leadDivision = needle.MustCompile(`^(?:其中，)?(?:按|从)(?:照)?(申请)(?:主体|人|渠道|方式|途径|来源)[^，。；：@#]{0,4}()()()(?:，|：)`)

// leadFrame makes the whole that a sentence names before its first number the
// frame of its list.
func (r *reader) leadFrame(s *sentence) {
	if len(s.mentions) == 0 {
		return
	}
	g := leadWhole.FindStringSubmatch(s.gaps[0])
	if g == nil {
		g = leadDivision.FindStringSubmatch(s.gaps[0])
	}
	if g == nil {
		return
	}
	words := strings.TrimRight(g[1]+g[2]+g[3]+g[4], "人者") // 政府信息公开申请人中
	for _, unit := range []string{s.mentions[0].Unit, "件"} {
		mt, ok := r.x.best(words+markSelf+unit+markUnit, r.family())
		if !ok || mt.open || r.frame != nil && r.frame.indicator == mt.indicator {
			continue
		}
		f := &report.Figure{Role: report.Level}
		r.take(f, mt, &mention{sent: s, left: words, pre: words}, words)
		r.push()
		r.frame = &frame{indicator: f.Indicator, label: f.Label, dims: f.Dims, measure: r.x.usual[f.Indicator].Measure, block: r.block, lead: true}
		return
	}
	if strings.HasSuffix(g[0], "：") && r.frame == nil {
		r.leadNoun(s)
	}
}

// leadNoun does so with the noun that such a clause begins with: 重点领域信息公开扎实
// 推进：财政预决算312条、…
func (r *reader) leadNoun(s *sentence) {
	topics := topicsOf(s, s.mentions[0].Start)
	if len(topics) == 0 {
		return
	}
	for _, noun := range topics[0].nouns() {
		mt, words, ok := r.ofNoun(noun, "", []string{s.mentions[0].Unit})
		if !ok {
			continue
		}
		f := &report.Figure{Role: report.Level}
		r.take(f, mt, &mention{sent: s, left: words, pre: words}, noun)
		r.frame = &frame{indicator: f.Indicator, label: f.Label, dims: f.Dims, measure: r.x.usual[f.Indicator].Measure, block: r.block, lead: true}
		return
	}
}

// remember makes a figure the frame of what follows.
func (r *reader) remember(m *mention, f *report.Figure, role report.Role) {
	switch role {
	case report.Level, report.OtherPeriod, report.Cumulative:
	default:
		return
	}
	if m.parent != nil && m.parent.figure != nil && (m.parent.figure.Role != report.Change || role != report.Level) || noFrame[f.Indicator] {
		return // what a change ends in is a total of its own: 增加5件，达到19件
	}
	fr := &frame{cumulative: role == report.Cumulative, indicator: f.Indicator, label: f.Label, dims: f.Dims, measure: f.Measure, unit: f.Unit, block: r.block, sent: m.sent, end: m.End}
	old := r.frame
	switch {
	case m.Measure == report.Percent && f.Role != report.Rate:
		return
	case f.Indicator == "" && (old == nil || old.heading || !fits(old.measure, f.Measure) || fits(report.Case, f.Measure)):
		return // an open figure takes over only from a whole of events or people that it could be taken for a part of
	case old != nil && (!old.heading || f.Place != "") && old.indicator == f.Indicator && len(old.dims) == 0 && (len(f.Dims) > 0 || f.Part != "" || f.Place != ""):
		return // a part does not replace its whole
	case old != nil && !old.heading && !old.lead && old.indicator == f.Indicator && f.Indicator != "" && sameDims(old.dims, f.Dims) && r.inList(m, old):
		return // 咨询类82万件，求助类45万件: members of one list
	case f.Place != "" && f.Place != r.place && old != nil && old.indicator == f.Indicator:
		return
	}
	r.push()
	r.frame = fr
}

// push keeps the frame in force before another takes over.
func (r *reader) push() {
	if r.frame == nil {
		return
	}
	r.older = append([]*frame{r.frame}, r.older...)
	r.older = r.older[:min(len(r.older), olderFrames)]
}

// olderFrames is how many totals back a part may reach.
const olderFrames = 4

func sameDims(a, b map[string]string) bool {
	if len(a) != len(b) {
		return false
	}
	for k, v := range a {
		if b[k] != v {
			return false
		}
	}
	return true
}

// noFrame are the indicators that never have parts of their own.
var noFrame = map[string]bool{"inquiries.closed": true, "requests.carried_in": true, "requests.carried_out": true, "requests.answered_rate": true, "requests.closed_rate": true}
