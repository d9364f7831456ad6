package extract

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"nianbao/report"
)

var (
	// itemLead are words before a counted thing that do not name it.
	itemLead = regexp.MustCompile(`^(?:[、，：和及与]|其中|另外|另有|另|还有|尚有|仍有|尚余|仍余|以及|并且|并|同时|此外|共计|合计|总计|累计|一共|共有|共|分别|依次|包括|包含|含有|含|具体为|具体|主要是|主要|即|有|为|的|了|全年|本年度|本年|当年|年内|年度|今年|期间|我局|我县|我市|我区|我镇|我街道|本局|本镇|全县|全市|全区|全镇|全局|Y|达到|达|仅|只有|只|先后|通过)+`)
	// itemTail are words between a counted thing and its number that do not name it.
	itemTail = regexp.MustCompile(`(?:[、，：]|共计|合计|总计|累计|共有|共|各有|各|均为|都|分别为|分别|依次为|为|有|达到|达|的有|的|了|数量为|数为|实现|是|仅为|仅|只有|只|则|占|就有|总数|总量|已|先后|近|多达|共发生|发生了)+$`)
)

// trimItem leaves the words that name a counted thing.
func trimItem(s string) string {
	s = itemLead.ReplaceAllString(s, "")
	return itemTail.ReplaceAllString(s, "")
}

// verbs are what is done to counted things, longest first where one holds another.
var verbs = regexp.MustCompile(`主动公开|依法公开|首次公开|集中公开|免费发放|组织召开|组织开展|组织举办|公开|发布|推送|刊发|刊登|登载|印发|制发|制定|出台|编印|编制|编发|举办|召开|举行|开展|参加|参与|受理|收到|接到|接获|接收|接待|接受|接听|办理|处理|答复|回复|回应|完成|建立|建成|设立|设置|开设|开通|发放|发送|张贴|公布|公示|采用|采纳|征集|收集|下发|发出|落实|解决|整改|督促|督办|更新|制作|拍摄|播放|播出|悬挂|出动|摆放|邀请|选派|配备|聘请|清理|审查|抽查|监测|关停|保留|修订|承办|取消|涉及|覆盖|产生|提供|组织|新增|录得|上载`)

// compounds hold a verb that is part of a name.
var compounds = regexp.MustCompile(`政府信息公开|政务信息公开|信息公开|政务公开|依申请公开|公开申请|公开率|公开面|公开度|公开量|公开栏|公示栏|公告栏|宣传栏|公示牌|公示屏|公开平台|公开专区|公开目录|公开指南|公开网|公开工作|办结率|办理率|答复率|回复率|处理率|办理结果|处理结果|答复函|发布会|发布活动|组织机构|社会组织|其他组织|及其他组织|和其他组织|制作的?信息|解决率|覆盖率|覆盖面|参与人数|监测信息|整改通知书|督办函|审查结果|处理费|提供方式|同意公开|予以公开|部分公开|不予公开|免予公开|准予公开|不予处理|提供全部|提供部分|办理依据|出台政策|公示信息|公布信息|参加人数|新增病例`)

// labelOf makes a label of an item's words: the noun phrase, verb and actor apart.
func labelOf(item string) string {
	label, _ := nounPhrase(item)
	return label
}

// nounPhrase parts an item into the thing counted and what is done to it. Where
// the verb stands last, as in 居务公开栏张贴, the thing stands before it.
func nounPhrase(item string) (label, verb string) {
	item = trimItem(strings.NewReplacer(markDate, "", markLater, "", markOther, "", markSelf, "", markUnit, "", "（", "", "）", "", keptOpen, "（", keptClose, "）").Replace(item))
	masked := compounds.ReplaceAllStringFunc(item, func(w string) string { return strings.Repeat("□", utf8.RuneCountInString(w)) })
	if locs := verbs.FindAllStringIndex(masked, -1); locs != nil {
		last := locs[len(locs)-1] // □ has three bytes, as every Chinese character
		verb = item[last[0]:last[1]]
		after, before := trimItem(item[last[1]:]), trimItem(item[:last[0]])
		switch {
		case utf8.RuneCountInString(after) >= 2:
			item = after
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

// preposition leads a phrase that says where or to whom; 在线, 对外 and their
// like are words of their own.
var preposition = regexp.MustCompile(`^(?:(在线|在运|在编|在岗|对外|对接|从业|从严|以上|为民|被诉|经济|经费|经营|由于)|在|向|对|将|由|从|被|经|为|于|以|针对|通过)`)

// label names what an open mention counts.
func (m *mention) label() string {
	if m.subj != "" {
		return labelOf(m.subj)
	}
	pre, post := labelOf(m.pre), labelBehind(m.post)
	if m.isFrom() {
		return labelOf(fromWord.ReplaceAllString(m.pre, ""))
	}
	if m.Measure == report.Place {
		return rankLabel(m)
	}
	switch {
	case post != "" && (verbTail.MatchString(m.pre) || others.MatchString(trimItem(m.pre)) || m.Measure == report.Percent && amongThem.MatchString(m.pre)):
		return post
	case utf8.RuneCountInString(pre) >= 2:
		return pre
	case post != "":
		return post
	case pre != "":
		return pre
	}
	return labelOf(lastWords(m.left))
}

// labelBehind makes a label of the words behind a number: what is done to or by
// the thing counted stands behind it.
func labelBehind(words string) string {
	masked := compounds.ReplaceAllStringFunc(words, func(w string) string { return strings.Repeat("□", utf8.RuneCountInString(w)) })
	if loc := verbs.FindStringIndex(masked); loc != nil {
		if before := labelOf(words[:loc[0]]); utf8.RuneCountInString(before) >= 2 {
			return before
		}
	}
	return labelOf(words)
}

// amongThem ends words that only say of whom a share is: 要求当中，96.5%于10日内回复.
var amongThem = regexp.MustCompile(`(?:当中|之中|其中|里|中)$`)

// verbTail ends words that act on what stands behind the number: 组织17家区级部门.
var verbTail = regexp.MustCompile(`(?:^|组织|设置|设立|开展|举办|召开|完成|建成|建立|开设|开通|制定|印发|发放|有|对|等|的|将|把|在|向|为|新增|邀请|聘请|安排|配备|增加|提供|选派|经过|针对|围绕|涉及|辖|针对|整合|推出|发布|公开|公布|涵盖|覆盖|就|以|由|从|至|达|增设|拥有|共|约|先后)$`)

// fromWord ends the words before the first number of a pair.
var fromWord = regexp.MustCompile(`(?:由|从|把|将)[^由从把将]*$`)

// rankLabel names what a place in a ranking is of: the clause before it.
func rankLabel(m *mention) string {
	words := previousClause(m.left)
	if words == "" {
		words = m.pre
	}
	if words = labelOf(words); words == "" {
		return "排名"
	}
	return words + "排名"
}

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
