package extract

import (
	"strings"

	"nianbao/needle"
	"nianbao/report"
)

// explicit asks the patterns of the codebook. The member of a distributed list
// is read with the list's head: 信函 of 信函、传真申请各1件 as 信函申请.
func (r *reader) explicit(m *mention, f *report.Figure) (match, bool) {
	units := []string{m.Unit}
	switch {
	case m.Measure == report.Point:
		units = append(units, "%")
	case (m.Measure == report.Percent && f.Role != report.Rate && !(f.Role == report.Share && m.inTenths() && !shareWord.MatchString(m.pre)) || m.Measure == report.Multiple) && !strings.Contains(m.pre, "率"):
		units = append(units, "件", "条", "人", "次", "元", "篇", "个") // a share or change of what is counted in these
	case m.Unit == "" && m.Value == "0":
		units = append(units, "件", "次", "人", "元") // 投诉举报为零
	case m.bareInList():
		units = append(units, "件", "条", "人")
	}
	left := m.left
	if strings.HasSuffix(left, "（") && !strings.HasSuffix(left, markUnit+"（") {
		left = strings.TrimSuffix(left, "（") // 集中在过程性信息（8件）
	}
	lefts := []string{left}
	switch {
	case m.headLeft != "" && m.Measure == report.Percent:
		lefts = []string{m.headLeft, left}
	case m.headLeft != "":
		lefts = append(lefts, m.headLeft)
	}
	switch {
	case m.nounBehind():
		lefts = []string{""}
	case f.Role == report.Share && strings.Contains(m.pre, "占"):
		lefts = []string{m.left[:strings.LastIndex(m.left, "占")]}
		if i := strings.LastIndex(m.headLeft, "占"); i >= 0 {
			lefts = append(lefts, m.headLeft[:i])
		}
	case m.Measure == report.Percent && shareNoun.MatchString(m.pre):
		lefts = append(lefts, strings.TrimSuffix(m.left, m.pre)+m.pre[:shareNoun.FindStringIndex(m.pre)[0]]) // 信函申请占比
		if f.Role == report.OtherPeriod || f.Role == report.Plan {
			units = append(units, "件", "条", "人", "次", "元", "篇", "个")
		}
	case f.Role == report.Change:
		lefts = append(lefts, m.beforeChange())
	}
	if bareWords.ReplaceAllString(trimItem(m.pre), "") == "" && trimItem(m.post) == "" {
		if clause := previousClause(m.left); clause != "" {
			lefts = append(lefts, clause) // 公布公共服务事项目录，共208项
		}
	}
	var weak match
	for _, left := range lefts {
	units:
		for i, u := range units {
			mt, ok := r.x.best(m.viewAs(left, u), r.family())
			switch {
			case ok && mt.open && i > 0 && (f.Role == report.Share || m.Unit == ""):
				break units // an open figure counts these, no share of them
			case ok && mt.priority >= usualPriority:
				return mt, true
			case ok && weak.pattern == nil:
				weak = mt // 微博 of 微博、微信文章阅读量分别为: its head may say more
			}
		}
	}
	if weak.pattern != nil {
		return weak, true
	}
	return r.numberFirst(m)
}

// numberFirst reads 29条公众意见, 15篇解读材料 as if the noun stood before its
// number: the patterns of the codebook are written that way round.
func (r *reader) numberFirst(m *mention) (match, bool) {
	post := m.post
	if post == "" || m.Unit == "" || m.Measure == report.Percent || actors.MatchString(post) || trimItem(m.pre) != "" && !verbTail.MatchString(m.pre) && !ofWhole.MatchString(m.pre) {
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

// ofWhole stands before the whole that a share is of: 占全部68件申请的77.9%.
var ofWhole = needle.MustCompile(`占(?:了|到)?(?:全部|总共|全年|全市|全县|全区)?(?:的)?$`)

// actors are who did something: 41个部门公开信息 counts the departments.
var actors = needle.MustCompile(`^[\p{Han}]{0,6}(?:部门|单位|机关|乡|镇|县|区|社区|村|街道|企业|学校|科室)`)

// nounEnd is what stands behind the noun of a number-first phrase.
var nounEnd = needle.MustCompile(`(?:加上|连同|在|已|完成|被|全部|均|通过|与|由|分别|全年|期间|的结果|经|纳入|和|及|、|吸引|聚焦).*$`)

// beforeChange is what stands before the words of a comparison: 申请量 of
// 申请量比上年上升17.8%.
func (m *mention) beforeChange() string {
	left := m.left
	if loc := changeTail.FindStringSubmatchIndex(m.pre); loc != nil {
		left = strings.TrimSuffix(m.left, m.pre) + m.pre[:loc[2]]
	}
	return howMany.ReplaceAllString(strings.TrimRight(compared.ReplaceAllString(left, ""), "，、"), "")
}

// howMany ends the name of a thing with words for its number.
var howMany = needle.MustCompile(`的?(?:总?数量|总数|总量|件数|条数|篇数)$`)

// bareWords name nothing counted by themselves.
var bareWords = needle.MustCompile(`^(?:新增|新建|下发|发出|维护|完成|配备|公布|印发|举办|开展|收到|受理|办理|接到|更新|年内|有|共|为|达|达到|比上年|较上年|同比|最多|最少|少|多|了|出|减少|增加|上升|下降|增长|Y|比|较|上年|去年)+$`)

// nounBehind tells whether what is counted can only stand behind the number:
// 微博、微信、网站三个平台, 时限等5个要素.
func (m *mention) nounBehind() bool {
	if trimItem(m.post) == "" {
		return false
	}
	return strings.HasSuffix(m.pre, "等") || m.Chinese && len(m.Value) == 1 && m.Measure == report.Thing
}
