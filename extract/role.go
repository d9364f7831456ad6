package extract

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"nianbao/needle"
	"nianbao/report"
)

var (
	// changeTail ends the words before a number that says by how much.
	changeTail = needle.MustCompile(`(?:^|[^新最])(增加|增长|成长|上升|提高|提升|净增|净增加|多(?:[用收办花发]|公开|发布|推送)?|多投入|少投入|追加|增|高|涨|前移|后移|少[用收办花发]|减少|下降|降低|下滑|缩减|精简|压减|压缩|减|少|回落|低|降|升|下跌|流失|净减|净减少|前进|后退|进位|退步|缩短|降幅|增幅|涨幅|升幅|跌幅|增速)(?:了|为|达|达到|约|近|出|率|率为|率达|幅度为|幅度达|仅|：)*$`)
	strong     = needle.MustCompile(`增长|成长|上升|下降|下跌|净增|净减|流失|多出|多了|少了|前进|后退|进位|退步|幅|增速|下滑|回落`)
	lessWords  = needle.MustCompile(`流失|后退|退步|减|少|降|下滑|回落|低|缩|精简|跌`)
	comparator = needle.MustCompile(`(?:下降|上升|减少|增加|增长)，|(?:上升|回升|下降|增长|回落|下滑)[^，。；]{0,12}（|年增|比|较|上年|去年|上一年|前一年|往年|同期|年初`)
	// compared are the words of a comparison that name no thing.
	compared = needle.MustCompile(`(?:与|较|比|同|和)?(?:Y|上一?年度?|去年|前一年度?|前年|年初|往年|上一年度|上一?个?月|上一?个?季度|上一?期)(?:同期|底|年底|末|度|全年)?(?:的)?(?:相比|比较|比)?|同比|环比|相比|分别`)
	// otherTail ends the words before a number that is another year's.
	otherTail = needle.MustCompile(`(?:上一?年度?|去年|前一年度?|前年|同期|年初|首轮|Y)(?:同期|年底|底|全年|度)?(?:的|之|为|是|共有?|有|仅为?|：|（|则|达|约|就)*$`)
	fromTail  = needle.MustCompile(`(?:由|从)[^，。；@#]{0,16}$`)
	toAfter   = needle.MustCompile(`^[^，。；@]{0,8}?(?:提高|上升|回升|攀升|跃升|增加|提升|增长|增|升|下降|降低|降|减|扩|缩减|缩|压|压缩|压减|减少|扩大|并|整合|精简|缩短|调整|扩充|回落|跌落|跌|下滑|滑落|滑|收窄|调|更正|修正|订正|更改|变更|修改|改)(?:到|至|为|成)`)
	corrected = needle.MustCompile(`^[^，。；@]{0,8}?(?:更正|修正|订正|更改|变更|修改|改)(?:到|至|为|成)`)
	mergeTail = needle.MustCompile(`(?:把|将)$`)
	shareWord = needle.MustCompile(`占`)
	shareNoun = needle.MustCompile(`比例|比重|占比`)
	rateWord  = needle.MustCompile(`率|度|比例|比重|覆盖面|占比`)
	sinceWord = needle.MustCompile(`以来(?:$|，|共|累计|已|总|全|先后)|历年(?:来|累计|共|总)|以来[^，。；]{0,8}(?:总量|总数)|至今|开通之日|成立之日|自开通`)
	// recentSince are points within the year: what is counted since is the year's own.
	recentSince = needle.MustCompile(`(?:今年|年初|两会|本年|新年)以来`)
	nowTotal    = needle.MustCompile(`截[至止](?:目前|Y)?[^。；]*累计达?到?$|累计达到$`)
	present     = needle.MustCompile(`目前|现有|已有|仍有|今年|本年`)
)

// roleOf says what a mention states: a level, or something relative to another
// figure, which it returns too.
func (r *reader) roleOf(m *mention) (report.Role, string, *mention) {
	if m.Measure == report.Place {
		return report.Rank, "", nil
	}
	if from := m.fromPair(); from != nil {
		m.parent = from // 由62个整合到55个: the second counts what the first counts
		if r.plan || r.planned(m) {
			return report.Plan, r.planPeriod(m), from
		}
		if m.Measure == report.Percent {
			return from.pairRole(), "", from
		}
		return report.Level, "", from
	}
	if after := m.afterChange(); after != nil {
		m.parent, m.related = after, true // 较上年增加4件，达到19件
		if m.Measure == report.Percent && after.Measure == report.Percent && rateWord.MatchString(after.left) {
			return after.pairRole(), "", after
		}
		return report.Level, "", after
	}
	if share := m.ofShare(); share != nil {
		m.parent, m.related = share, true
		return report.Level, "", share
	}
	role, period, parent := r.relation(m)
	if r.plan && m.Start >= m.sent.planFrom && (role != report.OtherPeriod || period > strconv.Itoa(r.d.Year)) {
		switch {
		case m.isFrom() && m.Measure == report.Percent:
			return m.pairRole(), "", nil
		case m.isFrom():
			return report.Level, "", nil
		case present.MatchString(lastClause(m.left)):
			return role, period, parent
		}
		return report.Plan, r.planPeriod(m), nil
	}
	return role, period, parent
}

func (r *reader) relation(m *mention) (report.Role, string, *mention) {
	pre := m.pre
	percent := m.Measure == report.Percent
	switch {
	case m.isChange():
		return report.Change, "", r.antecedent(m)
	case m.isFrom() && corrected.MatchString(m.sent.gaps[m.k+1]):
		return report.OtherPeriod, "", nil // what was stated before is of no year: 由2件更正为3件
	case m.isFrom():
		switch planned := r.plan || r.planned(m) || r.d.Year == 0; {
		case planned && percent && rateWord.MatchString(pre):
			return m.pairRole(), "", nil
		case planned:
			return report.Level, "", nil
		}
		if strings.Contains(lastClause(m.left), "年初") {
			return report.OtherPeriod, strconv.Itoa(r.d.Year) + "-01", nil
		}
		return report.OtherPeriod, strconv.Itoa(r.d.Year - 1), nil
	case r.extreme(m) != nil:
		m.parent, m.related = r.extreme(m), true
		d, _ := m.lastDate()
		return report.OtherPeriod, d.text(r.d.Year), m.parent
	case m.nowAgain() != nil:
		m.parent, m.related = m.nowAgain(), true // 2020年举办培训2期，本年度举办4期
		if percent {
			return m.parent.pairRole(), "", m.parent
		}
		return report.Level, "", m.parent
	case m.isThisYear() && m.k > 0 && m.sent.mentions[m.k-1].otherPeriod() && m.sameMeasure(m.sent.mentions[m.k-1]):
		m.parent, m.related = m.sent.mentions[m.k-1], true // 上年为2.4万元，本年为2.5万元
		if percent {
			return m.parent.pairRole(), "", m.parent
		}
		return report.Level, "", m.parent
	case m.own.year != 0 && m.own.year == r.d.Year && m.own.period == "":
		return report.Level, "", nil // 2021年、2020年分别受理77件、81件
	case m.Measure == report.Multiple && timesOf.MatchString(m.left):
		return report.Change, "", r.antecedent(m) // 是2019年的3倍
	case m.otherYear(r.d.Year) != "":
		return report.OtherPeriod, m.otherYear(r.d.Year), r.antecedent(m)
	case percent && m.parent != nil && shareNoun.MatchString(pre):
		return report.Share, "", m.parent
	case percent && m.ofStatedWhole():
		return report.Share, "", r.beforeWhole()
	case percent && shareWord.MatchString(pre):
		return report.Share, "", r.antecedent(m)
	case percent && m.k > 0 && m.sent.gaps[m.k] == "（":
		return report.Share, "", r.antecedent(m)
	case m.isGoal() != nil:
		m.parent, m.related = m.isGoal(), true
		return report.Plan, r.planPeriod(m), m.parent
	case percent && rateWord.MatchString(pre):
		if role, period, _ := r.periodOf(m); role == report.OtherPeriod || role == report.Plan && r.within != "" {
			return role, period, nil
		}
		return report.Rate, "", nil
	case percent && isOf.MatchString(m.post):
		return report.Share, "", nil
	case percent && ofTotal.MatchString(pre):
		return report.Share, "", r.antecedent(m) // 不到全局总数的一成
	case percent && m.inTenths(), percent && m.furtherShare():
		return report.Share, "", nil
	case percent:
		return report.Rate, "", nil
	}
	return r.periodOf(m)
}

// isGoal gives the figure of the sentence that a goal speaks of: 今年达99%，2021年
// 目标是100%.
func (m *mention) isGoal() *mention {
	if m.k == 0 || !goal.MatchString(m.pre) {
		return nil
	}
	if before := m.sent.mentions[m.k-1]; before.figure != nil && before.figure.Indicator != "" && m.sameMeasure(before) {
		return before
	}
	return nil
}

var goal = needle.MustCompile(`^(?:Z|明年|下年度?|来年)的?(?:目标|计划|力争|预计|拟|争取|将)[^，。；]{0,4}$`)

// ofStatedWhole tells whether the number before a percentage is the whole that it
// is of: 合计占全部68件申请的77.9%.
func (m *mention) ofStatedWhole() bool {
	return m.k > 0 && shareWord.MatchString(m.sent.mentions[m.k-1].pre) && strings.HasSuffix(m.sent.gaps[m.k], "的") &&
		!strings.ContainsAny(m.sent.gaps[m.k], "，。；：") && m.sent.mentions[m.k-1].Measure != report.Percent
}

// beforeWhole is the last figure before a stated whole.
func (r *reader) beforeWhole() *mention {
	if n := len(r.last); n > 1 {
		return r.last[n-2]
	}
	return nil
}

// extreme gives the figure that the largest or smallest part of it belongs to:
// 12月收到申请19件；2月最少，仅1件.
func (r *reader) extreme(m *mention) *mention {
	n := len(r.last)
	if n == 0 || !onlyDone.MatchString(m.pre) || !extremeTime.MatchString(previousClause(m.left)) {
		return nil
	}
	before := r.last[n-1]
	if d, ok := m.lastDate(); !ok || d.period == "" || before.figure.Indicator == "" || before.Unit != m.Unit {
		return nil
	}
	return before
}

var extremeTime = needle.MustCompile(`^(?:其中)?Y(?:单月)?最[多少高低]$`)

// nowAgain gives the figure of another time that a number only brings up to the
// report's own: 近三年累计17件，本年4件; 力争建成60个，目前已建成41个.
func (m *mention) nowAgain() *mention {
	g := again.FindStringSubmatch(m.pre)
	if g == nil || m.k == 0 || trimItem(m.post) != "" || !onlyDone.MatchString(g[1]) || !strings.HasPrefix(m.sent.gaps[m.k], "，") {
		return nil
	}
	before := m.sent.mentions[m.k-1]
	if before.figure == nil || before.figure.Indicator == "" || before.Unit != m.Unit || strings.HasPrefix(m.pre, markDate) && !m.inReportYear() {
		return nil
	}
	switch before.figure.Role {
	case report.OtherPeriod, report.Plan, report.Cumulative:
		return before
	}
	return nil
}

var again = needle.MustCompile(`^(?:其中)?(?:今年|本年度?|当年|目前|现|Y)占?(.*)$`)

// timesOf stands before how many times another year's number a number is.
var timesOf = needle.MustCompile(`(?:Y|上年度?|去年|同期)(?:同期)?(?:（[^）]*）)?的$`)

// ofTotal stands before a share of a whole that is only named.
var ofTotal = needle.MustCompile(`(?:总数|总量|总额|总件数|全部)的$`)

// inTenths tells whether a percentage is told in tenths, as shares are: 两成.
func (m *mention) inTenths() bool {
	return strings.ContainsRune(string(m.sent.t.Norm[m.Num:m.End]), '成')
}

// furtherShare tells whether a percentage goes on a list of shares: 新媒体占三成，
// 报纸不足一成.
func (m *mention) furtherShare() bool {
	if m.k == 0 || rateWord.MatchString(m.pre) || trimItem(m.post) != "" {
		return false
	}
	before := m.sent.mentions[m.k-1]
	return before.figure != nil && before.figure.Role == report.Share && before.Measure == report.Percent &&
		(m.sent.gaps[m.k] == "，"+m.pre || m.sent.gaps[m.k] == "、"+m.pre)
}

// isOf begins what the share behind which it stands is made of: 三成来自信函.
var isOf = needle.MustCompile(`^(?:属|为|来自|是|系|出自|源于|源自)`)

func (m *mention) otherPeriod() bool { return m.figure != nil && m.figure.Role == report.OtherPeriod }

func (m *mention) sameMeasure(o *mention) bool { return m.Measure == o.Measure }

// isFrom tells whether a number is the first of a pair: 由41%提高到63%, 把18个
// 栏目并为11个.
func (m *mention) isFrom() bool {
	return (fromTail.MatchString(m.left) || mergeTail.MatchString(m.left) || m.k > 0 && mergeTail.MatchString(m.pre)) &&
		toAfter.MatchString(m.sent.gaps[m.k+1]) && m.k+1 < len(m.sent.mentions)
}

// fromPair gives the first number of the pair that a mention ends.
func (m *mention) fromPair() *mention {
	if m.k == 0 || m.subj != "" {
		return nil
	}
	from := m.sent.mentions[m.k-1]
	if from.figure == nil || from.Measure != m.Measure || !from.isFrom() {
		return nil
	}
	return from
}

// afterChange gives the number before a total that it ends in: 增加4件，达到19件,
// 2019年3905条，2020年升至4417条.
func (m *mention) afterChange() *mention {
	if m.k == 0 || m.subj != "" {
		return nil
	}
	before := m.sent.mentions[m.k-1]
	if before.figure == nil || before.figure.Indicator == "" && before.figure.Role != report.Change {
		return nil
	}
	if !m.sameMeasure(before) && (before.figure.Role != report.Change || before.figure.Indicator == "" || before.Measure != report.Percent) {
		return nil // 增长26%，达到9万人次
	}
	own := reportYearWords.ReplaceAllString(m.pre, "")
	if clauseBetween.MatchString(m.sent.gaps[m.k]) {
		return nil // 访问量下降三成，微信阅读量翻了一番，达88万次
	}
	switch before.figure.Role {
	case report.Change:
		if totalWord.MatchString(own) && !strings.Contains(m.pre, markDate) {
			return before
		}
	case report.OtherPeriod:
		if reached.MatchString(own) || own != m.pre && (own == "收到" || own == "答复" || own == "有") {
			return before
		}
	}
	return nil
}

var (
	// clauseBetween is a clause of its own between two numbers.
	clauseBetween   = needle.MustCompile(`[，；][^，；]{4,}，[^，；]*$`)
	reportYearWords = needle.MustCompile(`^(?:今年|本年度?|当年|全年|目前已?|Y)`)
	totalWord       = needle.MustCompile(`^(?:共计|共|合计|总计|总数|总量)?(?:达到|达|为|突破|增至|减至|降至|升至|余|仍有|仍为|剩)?$`)
	reached         = needle.MustCompile(`^(?:升|降|增|减|扩大|提高|下降|上升|增加|减少)(?:到|至|为)$|^(?:已有|已达|则|则为)$`)
)

// ofShare gives the share that a number only puts as a count: 公民占95.9%，为520人次.
func (m *mention) ofShare() *mention {
	if m.k == 0 || m.subj != "" || m.Measure == report.Percent || trimItem(m.post) != "" || !saidAgain.MatchString(m.sent.gaps[m.k]) {
		return nil
	}
	share := m.sent.mentions[m.k-1]
	if share.figure == nil || share.figure.Role != report.Share || share.figure.Indicator == "" || share.figure.Rule == "relative" {
		return nil
	}
	return share
}

var saidAgain = needle.MustCompile(`^[，（](?:即|为|共|共计|计|合计|达)$`)

// pairRole is the role that the later number of a pair of percentages shares.
func (m *mention) pairRole() report.Role {
	if rateWord.MatchString(m.left) && !strings.Contains(lastClause(m.left), "占") {
		return report.Rate
	}
	return report.Share
}

// isChange tells whether the words before the number say by how much something changed.
func (m *mention) isChange() bool {
	if m.Signed {
		return true // 申请量-21%
	}
	loc := changeTail.FindStringSubmatchIndex(m.pre)
	if loc == nil {
		return false
	}
	if m.subjectChanges(loc[2]) {
		return true
	}
	return strong.MatchString(m.pre[loc[2]:]) || m.Measure == report.Point || comparator.MatchString(m.comparison())
}

// subjectChanges tells whether the words of a change are the verb of what is
// counted before them, so that nothing need be compared: 信函申请减少22件. Where it
// stands behind, it is what was added: 增加栏目3个, 减少3个环节.
func (m *mention) subjectChanges(at int) bool {
	if trimItem(m.post) != "" {
		return false
	}
	return countedThing.MatchString(m.pre[:at])
}

// countedThing ends in what reports count, as the subject of a verb.
var countedThing = needle.MustCompile(`(?:申请|信息|文件|工单|来信|来信数|来电|投诉|诉求|案件|复议|诉讼|人次|人数|件数|条数|次数|总数|总量|数量|[^容质含尽]量|粉丝|用户|关注|率|比例|占比|比重)(?:则|却|也|又|共|均|各|总体|同时|大幅|小幅|略|明显|显著)*$`)

// comparison is the stretch of the sentence in which a comparison would be opened.
func (m *mention) comparison() string {
	left := m.left
	if i := strings.LastIndexAny(left, "。；"); i >= 0 {
		left = left[i:]
	}
	r := []rune(left)
	return string(r[max(0, len(r)-40):])
}

func (m *mention) changeWords() string {
	if loc := changeTail.FindStringSubmatchIndex(m.pre); loc != nil {
		return m.pre[loc[2]:loc[3]]
	}
	return ""
}

func decrease(words string) bool { return lessWords.MatchString(words) }

// antecedent finds the figure that a change, a share or another year's figure
// belongs to: the nearest level figure before it, in this sentence or else the
// last one before it.
func (r *reader) antecedent(m *mention) *mention {
	if m.parent != nil {
		return m.parent
	}
	if told := r.toldBefore(m); told != nil {
		return told
	}
	for i := len(r.last) - 1; i >= 0; i-- {
		f := r.last[i].figure
		if average.MatchString(r.last[i].pre) {
			continue
		}
		switch f.Role {
		case report.Level, report.Rate, report.Cumulative, report.Plan:
		case report.Share:
			if m.Measure != report.Point {
				continue // 纠错率13.6%，同比降低4.9个百分点
			}
		case report.OtherPeriod:
			if m.Measure != report.Percent && r.last[i].parent != nil {
				continue
			}
			if r.last[i].parent != nil {
				continue
			}
		default:
			continue
		}
		if m.Measure == report.Point && r.last[i].Measure != report.Percent {
			continue
		}
		if m.Measure != report.Percent && m.Measure != report.Multiple && m.Measure != report.Point && !fits(r.last[i].Measure, m.Measure) {
			continue
		}
		return r.last[i]
	}
	if n := len(r.last); n > 0 && m.Measure == report.Percent && r.last[n-1].figure.Role == report.Change && r.last[n-1].parent == nil {
		return r.last[n-1] // 比上年多出318条，增幅8.4%
	}
	if m.Measure == report.Point || m.Measure == report.Percent && m.otherYear(r.d.Year) != "" {
		return r.leadRate
	}
	return r.lead
}

// toldBefore gives the figure that 前者 or 后者 stands for.
func (r *reader) toldBefore(m *mention) *mention {
	var two []*mention
	for _, o := range append(append([]*mention(nil), r.before...), r.last...) {
		if o.figure.Role == report.Level && fits(o.Measure, m.Measure) {
			two = append(two, o)
		}
	}
	switch n := len(two); {
	case n < 2:
		return nil
	case strings.HasPrefix(m.pre, "前者"):
		return two[n-2]
	case strings.HasPrefix(m.pre, "后者"):
		return two[n-1]
	}
	return nil
}

// average begins a number that only puts the one before it another way.
var average = needle.MustCompile(`^(?:日均|月均|年均|平均|户均|人均)`)

// sameThing tells whether a relative mention names nothing of its own and so
// speaks of its parent: 占50%, 较上年增加117条.
func (r *reader) sameThing(m *mention, role report.Role) bool {
	if m.parent != nil && (m.fromPair() != nil || m.related) || role == report.Share && m.ofStatedWhole() {
		return true
	}
	switch role {
	case report.Change, report.OtherPeriod, report.Share:
	default:
		return false
	}
	own := compared.ReplaceAllString(m.pre, "")
	if loc := changeTail.FindStringSubmatchIndex(own); loc != nil {
		own = own[:loc[2]]
	}
	if i := strings.Index(own, "占"); i >= 0 {
		own = own[:i]
	}
	own = strings.Trim(trimItem(strings.NewReplacer("约", "", "近", "", "（", "", "则", "").Replace(own)), "的")
	if utf8.RuneCountInString(own) < 2 || role == report.Change && m.parent != nil && utf8.RuneCountInString(own) < 3 && strings.Contains(m.parent.pre, own) {
		return true // 投诉611宗，投诉减少一成
	}
	// 降幅为, 增长率: words about the change itself
	return relativeWords.MatchString(own)
}

var relativeWords = needle.MustCompile(`^(?:前者|后者|[几两三四五各]?项?指标|[两三四五六七八九十]+[家项类者个地](?:合计|共计|总计)?|总数|总量|比重|比例|幅度|数量|总体|同期|全年|分别|主要|其|比率|合计)$`)
