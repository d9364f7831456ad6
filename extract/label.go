package extract

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"nianbao/report"
)

var (
	// itemLead are words before a counted thing that do not name it.
	itemLead = regexp.MustCompile(`^(?:[、，：和及与]|其中|另外|另有|另|还有|以及|并且|并|同时|此外|共计|合计|总计|累计|一共|共有|共|分别|依次|包括|包含|含有|含|具体为|具体|主要是|主要|即|有|为|的|了|全年|本年度|本年|当年|年内|年度|今年|期间|我局|我县|我市|我区|我镇|我街道|本局|本镇|全县|全市|全区|全镇|全局|Y|达到|达|仅|只有|只|先后|通过)+`)
	// itemTail are words between a counted thing and its number that do not name it.
	itemTail = regexp.MustCompile(`(?:[、，：]|共计|合计|总计|累计|共有|共|各有|各|均为|都|分别为|分别|依次为|为|有|达到|达|的有|的|了|数量为|数为|是|仅为|仅|只有|只|则|占|就有|总数|总量|已|先后|近|多达|共发生|发生了)+$`)
	// labelVerb are verbs in front of the thing they act on.
	labelVerb = regexp.MustCompile(`^(?:主动公开|依法公开|公开|发布|推送|刊发|刊登|印发|制发|制定|出台|编印|编制|编发|举办|召开|组织召开|组织开展|组织|开展|举行|参加|受理|收到|接到|接收|接待|接受|办理|处理|答复|回复|回应|完成|新增|增加|建立|建成|设立|设置|开设|开通|发放|发送|免费发放|张贴|公布|公示|采用|采纳|征集|收集|下发|发出|安排|投入|落实|解决|整改|督促|督办|更新|制作|拍摄|播放|播出|悬挂|出动|摆放|邀请|选派|配备|确定|聘请|培训|清理|审查|检查|抽查|监测|关停|保留|修订|推进|实施|承办|取消|涉及|覆盖|获得|产生|提供|利用|运用|协助)+`)
)

// trimItem leaves the words that name a counted thing.
func trimItem(s string) string {
	s = itemLead.ReplaceAllString(s, "")
	return itemTail.ReplaceAllString(s, "")
}

// labelOf makes a label of an item's words: the noun phrase, verb apart.
func labelOf(item string) string {
	item = trimItem(strings.NewReplacer("Y", "", "@", "", "#", "", ">", "", "（", "", "）", "", keptOpen, "（", keptClose, "）").Replace(item))
	if rest := labelVerb.ReplaceAllString(item, ""); utf8.RuneCountInString(rest) >= 2 {
		item = rest
	}
	item = trimItem(item)
	r := []rune(item)
	if len(r) > 24 {
		r = r[len(r)-24:]
	}
	return string(r)
}

// label names what an open mention counts.
func (m *mention) label() string {
	if m.subj != "" {
		return labelOf(m.subj)
	}
	pre, post := labelOf(m.pre), labelOf(m.post)
	if m.isFrom() {
		return labelOf(fromWord.ReplaceAllString(m.pre, ""))
	}
	if m.Measure == report.Place {
		return rankLabel(m)
	}
	switch {
	case post != "" && verbTail.MatchString(m.pre):
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
