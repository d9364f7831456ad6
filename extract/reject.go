package extract

import (
	"strings"

	"nianbao/needle"
	"nianbao/report"
)

var (
	generalAfter  = needle.MustCompile(`^(?:路子|途径|措施|举措|主线|底线|防线|抓手|方面|环节|原则|步骤|层面|阶段|机制|领域|部分|专题|重点|关键|统一|结合|到位|确保|坚持|服务体系)`)
	thresholdWord = needle.MustCompile(`(?:低于|高于|大于|小于|超过|不满|满)$`)
)

// openFigure tells whether a mention that no indicator claims is an open
// figure; where it is none, why. A bare number that nothing announces is none
// for no known reason: it counts as left over.
func (m *mention) openFigure() (bool, report.RejectReason) {
	if m.Unit == "" && m.Measure == report.None && !countPhrase.MatchString(m.left) && m.Qualifier == report.Exact {
		return false, ""
	}
	reason := m.openReject()
	return reason == "", reason
}

// laggards are what falls short of a number that only marks the limit.
var laggards = needle.MustCompile(`有@(?:个|家|名)>[^，。；@]{0,4}(?:乡|镇|部门|单位|街道|社区|村|栏目|科室)`)

// firstTold tells whether the whole of a list stands with the act that counts it
// and was not told before: 受理的14件中. 67件中 says again what was said.
func (r *reader) firstTold(m *mention) bool {
	done := strings.HasSuffix(m.pre, "的") && m.pre != "的" && onlyDone.MatchString(m.pre)
	if m.post != "中" || !done && !countedBefore.MatchString(m.pre) {
		return false
	}
	for i := range r.figures {
		if f := &r.figures[i]; f.Value == m.Value && f.Unit == m.Unit {
			return false
		}
	}
	return true
}

// countedBefore ends in the thing that the whole of a list counts: 新申请46件中.
var countedBefore = needle.MustCompile(`[\p{Han}](?:申请|信息|案件|工单|留言|建议|提案|来信|来电|文件|诉求)$`)

// toldAgain tells whether a number only names again the whole that is now
// divided: 在已处理的118宗要求中.
func (r *reader) toldAgain(m *mention) bool {
	if !wholeAgain.MatchString(m.post) {
		return false
	}
	for i := range r.figures {
		if f := &r.figures[i]; f.Value == m.Value && f.Unit == m.Unit {
			return true
		}
	}
	return false
}

var wholeAgain = needle.MustCompile(`^(?:申请|要求|个案|案件|工单|留言|建议|提案|文件|信息)(?:当中|之中|中|里)$`)

// perThing measures what each single thing gets; scoring gives marks for a rule.
var (
	perThing = needle.MustCompile(`每(?:个|村|页|张)[^，。；]{0,8}$`)
	scoring  = needle.MustCompile(`(?:扣|占|满分|计)$`)
)

// lawRate is a rate that a law sets, behind its number: 6%税率.
var lawRate = needle.MustCompile(`^(?:[一二两三四五六]档)?的?(?:税率|利率|费率|征收率|预征率)`)

// limitWord and ofWhom enclose a number that picks out who passes a limit.
var (
	limitWord = needle.MustCompile(`(?:超过|超|不足|不到|低于|高于|少于|多于|突破|达到|大于|小于|量过)$`)
	ofWhom    = needle.MustCompile(`^的(?:部门|单位|乡|镇|县|区|市|街道|地区|机关|企业|村|社区|栏目|账号|网站|推文|图文|文章|短视频|视频|作品|稿件|有)`)
)

// viewsWord is what a post is said to have passed: 阅读量10万+的有7条.
var viewsWord = needle.MustCompile(`(?:阅读|点击|浏览|播放|观看)量?$`)

// askCall, clockBefore and visitor stand around numbers of other kinds.
var (
	askCall     = needle.MustCompile(`(?:请拨打?|请致电|请打|拨打|致电)$`)
	clockBefore = needle.MustCompile(`\d[时点:]$`)
	visitor     = needle.MustCompile(`^(?:访客|访问|浏览|读者|来访)`)
)

// before is the normal form right before a mention, n runes of it.
func (m *mention) before(n int) string {
	return string(m.sent.t.Norm[max(0, m.Start-n):m.Start])
}

// eachTakes says how long one of them takes.
var eachTakes = needle.MustCompile(`@(?:天|日|小时|工作日)>[\p{Han}]{1,4}$`)

// regularly says how often, not how many.
var regularly = needle.MustCompile(`每(?:半年|季度?|月|年|周|天|日|星期|个?季度|个?月)[^，。；]{0,8}$`)

// whatever leads a rule about all things of a size.
var whatever = needle.MustCompile(`(?:^|[，。；：])(?:凡是|凡属|凡|对于)[^，。；：#@>]{0,16}$`)

// neverCounts tells why a number is no count whatever stands before it.
func (m *mention) neverCounts() report.RejectReason {
	switch {
	case (m.Qualifier == report.AtMost || m.Qualifier == report.AtLeast) && strings.HasPrefix(m.post, "的有"):
		return report.RejectThreshold // 公开量在50条以下的有3个
	case m.Qualifier == report.AtMost && laggards.MatchString(m.left):
		return report.RejectThreshold // 有11个栏目全年更新不足5条
	case m.Qualifier != report.Exact && whatever.MatchString(m.left):
		return report.RejectThreshold // 凡单项采购20万元以上的
	case strings.HasPrefix(m.post, "历日"):
		return report.RejectTimeLimit // 21个历日内
	case m.Value == "1" && regularly.MatchString(m.pre):
		return report.RejectIdiom // 每季度通报一次
	case m.Measure == report.Percent && lawRate.MatchString(m.post):
		return report.RejectGeneral
	case strings.HasPrefix(m.post, "岁"), strings.HasPrefix(m.post, "周岁"):
		return report.RejectThreshold
	case strings.HasSuffix(m.pre, "不含"), perThing.MatchString(m.pre), m.Measure == report.Score && scoring.MatchString(m.pre):
		return report.RejectThreshold
	case (limitWord.MatchString(m.pre) || viewsWord.MatchString(m.pre)) && ofWhom.MatchString(m.post):
		return report.RejectThreshold // 承办量超过5000件的部门有4个
	case m.Unit == "次" && m.Chinese && m.sent.t.Norm[m.Num] == '二' && m.NumEnd-m.Num == 1 && trimItem(m.post) != "":
		return report.RejectIdiom // 二次交办, 二次供水; a count is 两次
	case askCall.MatchString(m.pre):
		return report.RejectPhone // 咨询税费政策请拨12366
	case m.Unit == "分" && clockBefore.MatchString(m.before(4)):
		return report.RejectTime // 9时30分
	case strings.HasSuffix(m.pre, "小数点后"), strings.HasSuffix(m.pre, "小数点后保留"), strings.HasSuffix(m.pre, "进入前"):
		return report.RejectThreshold
	case m.Measure == report.Place && visitor.MatchString(m.post):
		return report.RejectPage // 您是第3086512位访客
	case m.Value == "1" && eachTakes.MatchString(m.left):
		return report.RejectTimeLimit // 平均2.8天回复1件
	case m.post == "中", m.pre == "" && strings.HasPrefix(m.post, "申请中"):
		return report.RejectGeneral // 67件中，有…: said again
	}
	return ""
}

func (m *mention) openReject() report.RejectReason {
	switch {
	case m.Measure == report.Duration:
		return report.RejectTimeLimit
	case strings.HasSuffix(m.pre, "每") || strings.HasPrefix(m.Unit, "字"):
		return report.RejectThreshold
	case thresholdWord.MatchString(m.pre) || m.Measure == report.Score && m.Qualifier == report.AtMost:
		return report.RejectThreshold
	case generalAfter.MatchString(m.post):
		return report.RejectGeneral
	case m.Chinese && len(m.Value) == 1 && m.Measure == report.Thing && trimItem(m.post) != "":
		return report.RejectGeneral // 两个环形楼梯, 三个栏目: said in passing
	case m.Chinese && m.Value == "1" && trimItem(m.post) != "" && !m.counted():
		return report.RejectIdiom // 一批, 一项重要工作
	}
	return ""
}

// countPhrase ends in words that announce a bare number: 订阅数为4050.
var countPhrase = needle.MustCompile(`(?:数量?|总数|人数|次数|户数|粉丝|用户|达|达到|为|共|计|共计|合计|量)(?:为|达|达到|是|共)?$`)

// counted tells whether the words before a 一 count with it.
func (m *mention) counted() bool {
	return strings.HasSuffix(m.pre, "其中") || strings.HasSuffix(m.pre, "仅") || strings.HasSuffix(m.pre, "只有")
}
