package extract

import (
	"strings"
	"unicode/utf8"

	"nianbao/needle"
	"nianbao/report"
)

var (
	// itemLead are words before a counted thing that do not name it.
	itemLead = needle.MustCompile(`^(?:[、，：和及与]|其中|另外|另有|另|还有|尚有|仍有|尚余|仍余|以及|并且|并|同时|此外|共计|合计|总计|累计|一共|共有|共|分别|依次|包括|包含|含有|含|具体为|具体|主要是|主要|即|有|为|的|了|全年|本年度|本年|当年|年内|年度|今年|期间|我局|我县|我市|我区|我镇|我街道|本局|本镇|全县|全市|全区|全镇|全局|Y|达到|达|仅|只有|只|先后|通过)+`)
	// itemTail are words between a counted thing and its number that do not name it.
	itemTail = needle.MustCompile(`(?:[、，：]|共计|合计|总计|累计|共有|共|各有|各|均为|都|分别为|分别|依次为|为|有|达到|达|的有|的|了|数量为|数为|实现|是|仅为|仅|只有|只|则|占|就有|总数|总量|已|先后|近|多达|共发生|发生了)+$`)
)

// trimItem leaves the words that name a counted thing.
func trimItem(s string) string {
	s = itemLead.ReplaceAllString(s, "")
	return itemTail.ReplaceAllString(s, "")
}

// verbs are what is done to counted things, longest first where one holds another.
const verbWords = `主动公开|依法公开|首次公开|集中公开|免费发放|组织召开|组织开展|组织举办|公开|发布|推送|刊发|刊登|登载|印发|制发|制定|出台|编印|编制|编发|举办|召开|举行|开展|参加|参与|受理|收到|接到|接获|接收|接待|接受|接听|办理|处理|答复|回复|回应|完成|建立|建成|设立|设置|开设|开通|发放|发送|张贴|公布|公示|采用|采纳|征集|收集|下发|发出|落实|解决|整改|督促|督办|更新|制作|拍摄|播放|播出|悬挂|出动|摆放|邀请|选派|配备|聘请|清理|审查|抽查|监测|关停|保留|修订|承办|取消|涉及|覆盖|产生|提供|组织|新增|录得|上载|添置|新建|新购|打造|更换|赠送|配置|安装|签订|签署|走访|慰问|挽回|拨付|拨出|筹集|选聘|招聘|表彰|惠及|吸引|派发|撤并|细化|促使|推出|刊播|播发|约谈|出版|发行|查出|发现|上架|转发|录制|摄制|撰写|减免|退回|追回|移送|移交|搭建|投放|购置|添加|录入|下达|取得|给予|予以|进行|评选出|评出|印制|印刷`

var verbs = needle.MustCompile(verbWords)

// compounds hold a verb that is part of a name.
var compounds = needle.MustCompile(`(?:` + verbWords + `)(?:率|量)|安排表|资金安排|项目安排|减免申请|减免退费|出版物|发行量|慰问金|慰问品|招聘信息|招聘公告|选聘公告|移送函|录入及时率|录入率|安装率|发现率|退回率|无法提供|未予提供|同意提供|核准提供|准予提供|整改到位|整改完成|招聘会|受理电话|督办通知|保密审查|公开审查|公开制度|公开规定|公开办法|公开要点|公开条例|公开培训|答复文|答复书|合法性审查|竞争审查|退回修改|退回重办|退回工单|转发评论|更换内容|转发量|转发数|兑现表|兑现率|表彰大会|推出率|受理点|受理量|受理平台|接待日|接待窗口|接待量|接听率|接听日|接听量|更新率|更新量|发布量|发布平台|发布渠道|推送量|回应率|采纳率|落实率|整改率|完成率|公开目录|公开方式|公开渠道|公开形式|公开内容|公开事项|公开标准|公开属性|公开日|公开信箱|公开申请|公开类|公示率|公布率|督办单|督办件|督查督办|交办件|办理量|办理时间|办理时限|答复时间|答复时限|征集活动|意见征集|民意征集|收集点|审查稿件|抽查比例|监测点|监测数据|监测预警|修订稿|承办量|承办件|承办单位|取消事项|覆盖人口|覆盖人群|组织单位|组织部|新增量|政府信息公开|政务信息公开|信息公开|政务公开|依申请公开|公开申请|公开率|公开面|公开度|公开量|公开栏|公示栏|公告栏|宣传栏|公示牌|公示屏|公开平台|公开专区|公开目录|公开指南|公开网|公开工作|办结率|办理率|答复率|回复率|处理率|办理结果|处理结果|答复函|发布会|发布活动|组织机构|社会组织|其他组织|及其他组织|和其他组织|制作的?信息|解决率|覆盖率|覆盖面|参与人数|监测信息|整改通知书|督办函|审查结果|处理费|提供方式|同意公开|予以公开|部分公开|不予公开|免予公开|准予公开|不予处理|提供全部|提供部分|办理依据|出台政策|公示信息|公布信息|参加人数|新增病例`)

// bookTitle is a title in its marks, whatever verb it holds.
var bookTitle = needle.MustCompile(`《[^》]*》`)

// maskCompounds hides the verbs that are part of a name.
func maskCompounds(s string) string {
	hide := func(w string) string { return strings.Repeat("□", utf8.RuneCountInString(w)) }
	return compounds.ReplaceAllStringFunc(bookTitle.ReplaceAllStringFunc(s, hide), hide)
}

// labelOf makes a label of an item's words: the noun phrase, verb and actor apart.
func labelOf(item string) string {
	label, _ := nounPhrase(item)
	return label
}

// nounPhrase parts an item into the thing counted and what is done to it. Where
// the verb stands last, as in 居务公开栏张贴, the thing stands before it.
func nounPhrase(item string) (label, verb string) {
	all := unmark.Replace(item)
	item = trimItem(timesTail.ReplaceAllString(unmark.Replace(ownWords(item)), "$1"))
	item = trimItem(labelTail.ReplaceAllString(labelLead.ReplaceAllString(item, ""), "$1"))
	masked := maskCompounds(item)
	if locs := verbs.FindAllStringIndex(masked, -1); locs != nil {
		last := locs[len(locs)-1] // □ has three bytes, as every Chinese character
		verb = item[last[0]:last[1]]
		after, before := trimItem(item[last[1]:]), trimItem(item[:last[0]])
		switch {
		case general.MatchString(after) && ledBy.MatchString(verb):
			item = verb + after // 约谈单位
		case utf8.RuneCountInString(after) >= 2:
			item = after
		case after == "" && beneficiary.MatchString(strings.TrimSuffix(all, verb)):
			item = verb // 为低保申请人减免
		case manner.MatchString(before):
			item = verb // 依法依规答复
		case utf8.RuneCountInString(before) >= 2:
			item = before
		}
	}
	item = trimItem(preposition.ReplaceAllString(trimItem(item), "$1"))
	r := []rune(item)
	if len(r) > 24 {
		r = r[len(r)-24:]
	}
	return string(r), verb
}

// ownWords leaves out other numbers and what they count: 单位48家（街道、镇9家.
func ownWords(item string) string {
	parts := otherNumber.Split(item, -1)
	for i := len(parts) - 1; i > 0; i-- {
		if utf8.RuneCountInString(trimItem(parts[i])) >= 2 {
			return parts[i]
		}
	}
	return parts[0]
}

var otherNumber = needle.MustCompile(markOther + `[^` + markOther + markUnit + `]*` + markUnit)

var (
	// labelLead says that a thing is intended, or that it is there.
	labelLead = needle.MustCompile(`^(?:[、，：]|仍|计划|力争|打算|确保|争取|准备|预计|拟将|拟于|将要|下一?步|明年|现有|并将|并|其中|截至目前|截至年底|目前)+(?:将|要|为|把|在)?|^现$`)
	// labelTail says how a thing came to its number.
	labelTail = needle.MustCompile(`(?:(率|数|量|点|比例)要|提高到|提高至|提升至|提升到|增加到|增加至|增至|增到|升至|升到|上升到|降至|降到|下降到|减少到|压缩到|扩大到|扩至|控制在|保持在?|稳定在|超过|突破|不低于|不少于|力争|[清扩推提压降增减升发][到至]|由|共?需|仍|居多|最多|最少|共计|总共|合计|大约|不过|共办|，|、|：)+$`)
	// timesTail ends in a count that is itself the thing: 下载次数为.
	timesTail = needle.MustCompile(`((?:次|人|户|人次)数)(?:为|达到?|是|共|有|近|约)+$`)
	// unmark takes the marks of the masked sentence out of words.
	unmark = strings.NewReplacer(markDate, "", markLater, "", markOther, "", markSelf, "", markUnit, "", "（", "", "）", "", keptOpen, "（", keptClose, "）")
	// beneficiary is for whom something is done, not what.
	beneficiary = needle.MustCompile(`^(?:[、，]|其中|全年|另)*(?:为|给|对|向)[^为给对向]{2,}$`)
	// manner says how something was done.
	manner = needle.MustCompile(`^(?:已|均|全部|经)*(?:依法依规|依法|依规|按时|按期|及时|如期|按规定(?:时限|期限)?|按要求|在规定(?:时限|期限)内|认真|积极|主动)*$`)
	// general names no thing without its verb: 约谈单位, 追回工资.
	general = needle.MustCompile(`^(?:单位|内容|金额|资金|工资|情况|工作|数据|部门|人员|事项|次数|问题|损失|费用)$`)
	ledBy   = needle.MustCompile(`^(?:约谈|退回|更换|走访|减免|追回|慰问|发现|查出|挽回|筹集|移送|表彰|发现)$`)
)

// preposition leads a phrase that says where or to whom; 在线, 对外 and their
// like are words of their own.
var preposition = needle.MustCompile(`^(?:(在线|在运|在编|在岗|对外|对接|从业|从严|以上|为民|被诉|经济|经费|经营|由于)|在|向|对|将|由|从|被|经|为|于|以|针对|通过)`)

// label names what an open mention counts.
func (m *mention) label() string {
	if m.subj != "" {
		return labelOf(m.subj)
	}
	pre, post := labelOf(m.pre), labelBehind(m.noun())
	if m.isFrom() {
		return labelOf(fromWord.ReplaceAllString(m.pre, ""))
	}
	if m.Measure == report.Place {
		return rankLabel(m)
	}
	switch {
	case listEnd.MatchString(m.pre) && onlyVerb.MatchString(trimItem(m.post)):
		return labelOf(listEnd.ReplaceAllString(m.pre, "")) // 企业代表、群众代表等320人参加
	case post != "" && verbs.FindString(pre) == pre:
		return post // 促使1407名失信被执行人履行义务
	case post != "" && (verbTail.MatchString(m.pre) || others.MatchString(trimItem(m.pre)) || m.Measure == report.Percent && amongThem.MatchString(m.pre)):
		return post
	case utf8.RuneCountInString(pre) >= 2:
		return pre
	case post != "":
		return post
	}
	if words := labelOf(lastWords(m.left)); words != "" || pre == "" {
		return words
	}
	return pre
}

// noun is the words behind a number, or behind the last of a chain of numbers
// for one thing: 五类15项52条便民措施.
func (m *mention) noun() string {
	gaps := m.sent.gaps
	k := m.k + 1
	for m.post == "" && k < len(gaps)-1 && gaps[k] == "" {
		k++
	}
	return firstItem(gaps[k])
}

// listEnd ends a list that names what is counted; onlyVerb says only what it did.
var (
	listEnd  = needle.MustCompile(`等(?:各类|共|共计|合计|约|近)*$`)
	onlyVerb = needle.MustCompile(`^(?:到场|参加|参与|参观|出席|列席|观摩|旁听|体验|走进[^，。；]*)?(?:了|的)?$`)
)

// labelBehind makes a label of the words behind a number: what is done to or by
// the thing counted stands behind it.
func labelBehind(words string) string {
	masked := maskCompounds(words)
	from := max(0, strings.LastIndex(masked, "的")) // 经济困难的申请人减免: what stands before 的 belongs to it
	end := len(words)
	for _, re := range []*needle.Regexp{predicate, verbs} {
		if loc := re.FindStringIndex(masked[from:end]); loc != nil && loc[0] > 0 {
			end = from + loc[0]
		}
	}
	thing := preposition.ReplaceAllString(unmark.Replace(strings.TrimRight(trimItem(words[:end]), "的和及与、，或暨")), "$1")
	if n := utf8.RuneCountInString(thing); n >= 2 && (end < len(words) || from > 0) || n == 1 && unitOfPlace.MatchString(thing) {
		return thing
	}
	return labelOf(strings.TrimRight(words, "和及与、"))
}

// unitOfPlace are things of one character: 12个村.
var unitOfPlace = needle.MustCompile(`^[省市县区旗镇乡村社团所组]$`)

// predicate is what is said of a thing that stands behind its number.
var predicate = needle.MustCompile(`减免|追回|主动|自动|自愿|积极|都|均|全部|已经?|未|没有?|不|将|由|被[^执申征投告诉举处监]|进行|组成|走进|共同|表示|作出|做出|各自?|也|加起来|连续|分管|兼任|负责人?做客|到场|上线|列席|参观|实现|建有|设有|完成|之一|先后|全年|半年|年度|期间|仍|尚|因|依法|依申请|详见|则|逐`)

// amongThem ends words that only say of whom a share is: 要求当中，96.5%于10日内回复.
var amongThem = needle.MustCompile(`(?:当中|之中|其中|里|中)$`)

// verbTail ends words that act on what stands behind the number: 组织17家区级部门.
var verbTail = needle.MustCompile(`(?:^|和|及|与|以及|暨|列为Y?度?|列入|纳入|作为|组织|设置|设立|开展|举办|召开|完成|建成|建立|开设|开通|制定|印发|发放|有|对|等|的|将|把|在|向|为|新增|邀请|聘请|安排|配备|增加|提供|选派|经过|针对|围绕|涉及|辖|针对|整合|推出|发布|公开|公布|涵盖|覆盖|就|以|由|从|至|达|增设|拥有|共|约|先后)$`)

// fromWord ends the words before the first number of a pair.
var fromWord = needle.MustCompile(`(?:由|从|把|将)[^由从把将]*$`)

// rankLabel names what a place in a ranking is of: the clause before it.
func rankLabel(m *mention) string {
	if all := ranking.FindAllString(lastClause(m.left), -1); all != nil {
		return labelOf(all[len(all)-1]) + "排名" // 在全省政府网站绩效评估中列设区市第3名
	}
	words := previousClause(m.left)
	if all := ranking.FindAllString(words, -1); all != nil {
		words = all[len(all)-1]
	}
	if words == "" {
		words = m.pre
	}
	if words = labelOf(words); words == "" {
		return "排名"
	}
	return words + "排名"
}

// ranking is what bodies are ranked by.
var ranking = needle.MustCompile(`[^，。；：、（）@#>在于]{2,24}(?:考核|测评|评估|评比|考评|评价|绩效|指数|评议|竞赛|抽查|普查|得分|满意度|透明度|排行榜)`)

// lastWords gives the last clause of left that holds words.
func lastWords(left string) string {
	parts := strings.FieldsFunc(left, func(r rune) bool { return strings.ContainsRune("，。；：（）、>#@", r) })
	for i := len(parts) - 1; i >= 0; i-- {
		if w := labelOf(parts[i]); utf8.RuneCountInString(w) >= 2 {
			return w
		}
	}
	return ""
}
