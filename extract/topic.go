package extract

import (
	"strings"

	"nianbao/needle"
	"nianbao/report"
)

// farthestTopic is how many clauses back a topic may stand, longestTopic how many
// runes of a clause may name it: every number asks for all of them.
const (
	farthestTopic = 4
	longestTopic  = 24
)

// A topic is a clause without a number. What follows may only say what was done
// and how often, and leave the thing to it: 组织新闻发布会。全年举行8场.
type topic struct {
	t          *report.Text
	start, end int
}

// onlyDone are words before a number that name no thing of their own.
var onlyDone = needle.MustCompile(`^(?:其中|但|而|则|却|也|仍|系|都|均|亦|仅|只|只有|才|共|总共|一共|合计|累计|全年|今年|本年度?|当年|年内|年度|上半年|下半年|期间|Y|已|先后|又|再|新|另|的|了|有|为|达|计|数|量|数量|主动|对外|实际|收到|收|收取|受理|接到|接收|接获|新收|收悉|办理|承办|办|处理|处置|举行|举办|召开|开展|组织|进行|发布|公开|刊发|刊登|推送|推出|发出|投入|支出|安排|列支|落实|发生|产生|印发|制发|制定|出台|编发|编制|现行有效|继续有效|有效|宣布失效|失效|宣布废止|废止|修订|完成|办结|答复|办复|回复|建成|建立|设立|设置|开设|开通|培训|解读|配备|聘请|运行|维护)*$`)

// byTopic reads such a number as its topic's.
func (r *reader) byTopic(m *mention, f *report.Figure, place string, topics []topic) bool {
	if m.Measure == report.Place || trimItem(m.post) != "" && m.post != "中" {
		return false
	}
	units := []string{m.Unit}
	pre := strings.TrimPrefix(m.pre, place)
	switch loc := changeTail.FindStringSubmatchIndex(pre); {
	case f.Role == report.Change && loc != nil:
		pre = strings.TrimSuffix(compared.ReplaceAllString(pre[:loc[2]], ""), "年")
		units = []string{"件", "条", "次", "人", "%"} // 受理量再创新高，年增万余件
	case m.Measure == report.Percent || m.Measure == report.Point || m.Measure == report.Multiple:
		return false
	}
	if m.subj != "" || !onlyDone.MatchString(pre) {
		return false
	}
	for i := len(topics) - 1; i >= max(0, len(topics)-farthestTopic); i-- {
		for _, noun := range topics[i].nouns() {
			if m.Unit == "" && !countNoun.MatchString(noun) {
				continue
			}
			if mt, words, ok := r.ofNoun(noun, pre, units); ok {
				r.take(f, mt, &mention{Quantity: m.Quantity, sent: m.sent, k: m.k, left: words, pre: words}, noun)
				f.Rule = mt.indicator + "#topic"
				return true
			}
		}
	}
	return false
}

// ofNoun finds the indicator that a number is of by a noun and the words of what
// was done, in either order, and the words that tell it.
func (r *reader) ofNoun(noun, done string, units []string) (match, string, bool) {
	for _, unit := range units {
		for _, words := range []string{done + noun, noun + done, noun} {
			if mt, ok := r.x.best(words+markSelf+unit+markUnit, r.family()); ok && !mt.open && (mt.priority == nounPriority || mt.priority >= usualPriority) {
				return mt, words, true
			}
		}
	}
	return match{}, "", false
}

// nounPriority is that of the weak patterns that are nouns by themselves: 申请总量.
const nounPriority = 45

// byTopicPart reads a number that names a part of its topic: 申请由办公室统一登记。
// 其中经网络递交19件.
func (r *reader) byTopicPart(m *mention, f *report.Figure, item string) bool {
	if r.frame != nil && !r.frame.heading || !strings.Contains(m.left, "其中") {
		return false
	}
	for i := len(r.topics) - 1; i >= max(0, len(r.topics)-farthestTopic); i-- {
		for _, noun := range r.topics[i].nouns() {
			mt, _, ok := r.ofNoun(noun, "", []string{m.Unit})
			if !ok {
				continue
			}
			whole := &frame{indicator: mt.indicator, measure: m.Measure, unit: m.Unit, block: r.block, lead: true}
			if !r.partOf(whole, m, f, item) {
				return false
			}
			r.push()
			r.frame = whole
			return true
		}
	}
	return false
}

// thisChannel points back to a channel that was named before.
var thisChannel = needle.MustCompile(`(?:该|此)(?:账号|帐号|平台|号|网站|公众号|栏目|客户端|媒体)`)

// channelTold is the channel that the last sentence without a number named.
func (r *reader) channelTold(id string) string {
	for i := len(r.topics) - 1; i >= 0; i-- {
		c := r.topics[i]
		words := string(c.t.Norm[c.start:c.end])
		if channel := r.x.dimsOf(id, words, words)["channel"]; channel != "" {
			return channel
		}
	}
	return ""
}

// countNoun is a thing that needs no measure word: 网站访问数：县教育局58320.
var countNoun = needle.MustCompile(`(?:数|量|人次)$`)

// listedBy says how a list is divided, not what is listed.
var listedBy = needle.MustCompile(`^(?:其中)?(?:按|从|就|以|依)[^，]*(?:分|看|说|计|而言)$`)

// denies is a clause that says of its thing only that there is none.
var denies = needle.MustCompile(`(?:没有|为零|[^有]无)$`)

// nouns are the words that a topic may open with, the longest first: its thing
// stands before what is said of it.
func (c topic) nouns() []string {
	var out []string
	for i := len(c.t.Words) - 1; i >= 0; i-- {
		if w := c.t.Words[i]; w.Start >= c.start && w.End <= min(c.end, c.start+longestTopic) && w.End > c.start+1 && !otherHead.MatchString(string(c.t.Norm[w.End:c.end])) {
			out = append(out, quotes.Replace(string(c.t.Norm[c.start:w.End])))
		}
	}
	return out
}

// otherHead begins words that make the noun before them part of another name:
// 政府信息 of 政府信息管理.
var otherHead = needle.MustCompile(`^(?:管理|平台|建设|机构|制度|队伍|目录|指南|审查|监督|渠道|机制|体系|人员|系统|网站|栏目|专栏|保障|能力)`)

var quotes = strings.NewReplacer("“", "", "”", "", "‘", "", "’", "", "《", "", "》", "", "「", "", "」", "")

// topicsSince are the topics between a number and the one before it.
func topicsSince(m *mention) []topic {
	all := topicsOf(m.sent, m.Start)
	for i, c := range all {
		if c.start >= m.sent.mentions[m.k-1].End {
			return all[i:]
		}
	}
	return nil
}

// topicsOf are the clauses of a stretch that hold no number, in order.
func topicsOf(s *sentence, to int) []topic {
	var out []topic
	from := s.start
	for i := s.start; i <= to && i <= s.end; i++ {
		if i < to && i < s.end && !strings.ContainsRune("，。；：！？（）", s.t.Norm[i]) {
			continue
		}
		listed := i < s.end && s.t.Norm[i] == '（' && s.mentionIn(i, i+3) // 监测信息（1560条）: its own
		if i < to && i-from > 1 && !listed && !s.mentionIn(from, i) && !listedBy.MatchString(string(s.t.Norm[from:i])) && !denies.MatchString(string(s.t.Norm[from:i])) {
			out = append(out, topic{s.t, from, i})
		}
		from = i + 1
	}
	return out
}
