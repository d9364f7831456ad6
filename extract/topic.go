package extract

import (
	"regexp"
	"strings"

	"nianbao/report"
)

// A topic is a clause without a number. What follows may only say what was done
// and how often, and leave the thing to it: 组织新闻发布会。全年举行8场.
type topic struct {
	t          *report.Text
	start, end int
}

// onlyDone are words before a number that name no thing of their own.
var onlyDone = regexp.MustCompile(`^(?:其中|但|而|则|却|也|仍|系|都|均|亦|仅|只|只有|才|共|总共|一共|合计|累计|全年|今年|本年度?|当年|年内|年度|上半年|下半年|期间|Y|已|先后|又|再|新|另|的|了|有|为|达|计|数|量|数量|主动|对外|实际|收到|收|收取|受理|接到|接收|接获|新收|收悉|办理|承办|办|处理|处置|举行|举办|召开|开展|组织|进行|发布|公开|刊发|刊登|推送|推出|发出|投入|支出|安排|列支|落实|发生|产生|印发|制发|制定|出台|编发|编制|废止|修订|完成|办结|答复|办复|回复|建成|建立|设立|设置|开设|开通|培训|解读|配备|聘请|运行|维护)*$`)

// byTopic reads such a number as its topic's.
func (r *reader) byTopic(m *mention, f *report.Figure, place string, topics []topic) bool {
	if m.Measure == report.Percent || m.Measure == report.Point || m.Measure == report.Multiple || m.Measure == report.Place || trimItem(m.post) != "" && m.post != "中" {
		return false
	}
	pre := strings.TrimPrefix(m.pre, place)
	if m.subj != "" || !onlyDone.MatchString(pre) {
		return false
	}
	for i := len(topics) - 1; i >= 0; i-- {
		for _, noun := range topics[i].nouns() {
			if m.Unit == "" && !countNoun.MatchString(noun) {
				continue
			}
			for _, words := range []string{pre + noun, noun + pre, noun} {
				mt, ok := r.x.best(words+markSelf+m.Unit+markUnit, r.family())
				if !ok || mt.open || mt.priority < usualPriority {
					continue
				}
				r.take(f, mt, &mention{Quantity: m.Quantity, sent: m.sent, k: m.k, left: words, pre: words}, noun)
				f.Rule = mt.indicator + "#topic"
				return true
			}
		}
	}
	return false
}

// countNoun is a thing that needs no measure word: 网站访问数：县教育局58320.
var countNoun = regexp.MustCompile(`(?:数|量|人次)$`)

// listedBy says how a list is divided, not what is listed.
var listedBy = regexp.MustCompile(`^(?:其中)?(?:按|从|就|以|依)[^，]*(?:分|看|说|计|而言)$`)

// nouns are the words that a topic may open with, the longest first: its thing
// stands before what is said of it.
func (c topic) nouns() []string {
	var out []string
	for i := len(c.t.Words) - 1; i >= 0; i-- {
		if w := c.t.Words[i]; w.Start >= c.start && w.End <= c.end && w.End > c.start+1 && !otherHead.MatchString(string(c.t.Norm[w.End:c.end])) {
			out = append(out, quotes.Replace(string(c.t.Norm[c.start:w.End])))
		}
	}
	return out
}

// otherHead begins words that make the noun before them part of another name:
// 政府信息 of 政府信息管理.
var otherHead = regexp.MustCompile(`^(?:管理|平台|建设|机构|制度|队伍|目录|指南|审查|监督|渠道|机制|体系|人员|系统|网站|栏目|专栏|保障|能力)`)

var quotes = strings.NewReplacer("“", "", "”", "", "‘", "", "’", "", "《", "", "》", "", "「", "", "」", "")

// topicsOf are the clauses of a stretch that hold no number, in order.
func topicsOf(s *sentence, to int) []topic {
	var out []topic
	from := s.start
	for i := s.start; i <= to && i <= s.end; i++ {
		if i < to && i < s.end && !strings.ContainsRune("，。；：！？（）", s.t.Norm[i]) {
			continue
		}
		listed := i < s.end && s.t.Norm[i] == '（' && s.mentionIn(i, i+3) // 监测信息（1560条）: its own
		if i < to && i-from > 1 && !listed && !s.mentionIn(from, i) && !listedBy.MatchString(string(s.t.Norm[from:i])) {
			out = append(out, topic{s.t, from, i})
		}
		from = i + 1
	}
	return out
}
