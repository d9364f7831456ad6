package extract

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"nianbao/needle"
	"nianbao/report"
)

// thisYear ends the words before the report year's own number in a comparison.
var thisYear = needle.MustCompile(`^(?:本年度?|今年|当年|Y|Y度)(?:为|是|共|达|则为)?$`)

// isThisYear tells whether the words before a number name the report's year only.
func (m *mention) isThisYear() bool {
	if !thisYear.MatchString(m.pre) {
		return false
	}
	return !strings.Contains(m.pre, markDate) || m.inReportYear()
}

// inReportYear tells whether the date before a number is the report's year.
func (m *mention) inReportYear() bool {
	d, ok := m.lastDate()
	return ok && d.year == m.reportYear && d.period == ""
}

// otherYear gives the year of a number introduced as another year's: 上年为536条,
// （2016年：71件, or "".
func (m *mention) otherYear(reportYear int) string {
	if m.own.year != 0 && m.own.year != reportYear {
		return m.own.text(reportYear)
	}
	loc := otherTail.FindString(m.left)
	if loc == "" || reportYear == 0 || strings.HasSuffix(strings.TrimSuffix(m.left, loc), "结转") {
		return "" // 结转上年的2件
	}
	if !strings.Contains(loc, markDate) {
		if strings.Contains(loc, "年初") {
			return strconv.Itoa(reportYear) + "-01"
		}
		if strings.Contains(loc, "前年") {
			return strconv.Itoa(reportYear - 2)
		}
		return strconv.Itoa(reportYear - 1)
	}
	d, ok := m.lastDate()
	if !ok || d.day || d.year == 0 && d.period == "" || d.many || d.to >= reportYear {
		return ""
	}
	if d.year == reportYear && d.period == "" || d.year > reportYear || d.text(reportYear) == m.reportPeriod {
		return ""
	}
	return d.text(reportYear)
}

func (m *mention) lastDate() (date, bool) {
	for i := len(m.sent.dates) - 1; i >= 0; i-- {
		if m.sent.dates[i].end <= m.Start {
			return m.sent.dates[i], true
		}
	}
	return date{}, false
}

// periodOf finds the period that a date before the number gives it.
func (r *reader) periodOf(m *mention) (report.Role, string, *mention) {
	clause := lastClause(m.left)
	clause = recentSince.ReplaceAllString(clause, "")
	if n := m.recentYears(); n > 1 && r.d.Year > 0 && summed.MatchString(m.pre) {
		return report.Cumulative, fmt.Sprintf("%d/%d", r.d.Year-n+1, r.d.Year), nil
	}
	if sinceWord.MatchString(clause) || sinceWord.MatchString(previousClause(m.left)) || nowTotal.MatchString(m.left) {
		period := ""
		if d, ok := m.lastDate(); ok && d.year > 0 && d.year <= r.d.Year && !d.day && strings.HasPrefix(string(m.sent.t.Norm[d.end:min(len(m.sent.t.Norm), d.end+2)]), "以来") {
			period = d.text(r.d.Year) + "/.."
		}
		if d, ok := m.lastDate(); ok && d.year > r.d.Year && r.d.Year > 0 && sinceThen.MatchString(string(m.sent.t.Norm[d.end:m.Start])) {
			return report.OtherPeriod, d.text(r.d.Year) + "/..", nil // 2021年1月至今 of a report on 2020
		}
		return report.Cumulative, period, nil
	}
	if (lastYear.MatchString(clause) || lastYearAlone.MatchString(previousClause(m.left))) && r.d.Year > 0 && !changeTail.MatchString(m.pre) {
		return report.OtherPeriod, strconv.Itoa(r.d.Year - 1), nil
	}
	if half := halfYear.FindString(clause); half != "" && r.d.Year > 0 {
		d := date{year: r.d.Year, period: map[string]string{"上半年": "01/06", "下半年": "07/12"}[half]}
		return report.OtherPeriod, d.text(r.d.Year), nil
	}
	d, ok := m.lastDate()
	if !ok && r.over != "" {
		return report.OtherPeriod, r.over, nil
	}
	if period := m.listGoesOn(); period != "" {
		return report.OtherPeriod, period, nil
	}
	if !ok || d.day || d.many || !m.governs(d) {
		return report.Level, "", nil
	}
	switch {
	case d.year == 0 && d.period == "", d.year == r.d.Year && d.period == "", d.text(r.d.Year) == r.within:
		return report.Level, "", nil
	case r.d.Year == 0:
		return report.Level, "", nil
	case m.onceIn(d):
		return report.Level, "", nil
	case d.to >= r.d.Year:
		return report.Cumulative, d.text(r.d.Year), nil
	case r.within != "" && d.period != "" && d.text(r.d.Year) > r.within:
		return report.Plan, d.text(r.d.Year), nil
	case d.year > r.d.Year && (d.period == "" || planStart.MatchString(string(m.sent.t.Norm[m.sent.start:m.Start]))):
		return report.Plan, d.text(r.d.Year), nil
	}
	return report.OtherPeriod, d.text(r.d.Year), nil
}

// sinceThen stands between a date and what was counted since.
var sinceThen = needle.MustCompile(`^(?:份|底|初)?(?:至今|以来)`)

// recentYears counts the years that end with the report's own: 近三年累计17件.
func (m *mention) recentYears() int {
	if m.k == 0 || m.sent.mentions[m.k-1].Unit != "年" || !strings.HasSuffix(m.sent.gaps[m.k-1], "近") && !m.sent.mentions[m.k-1].near() {
		return 0
	}
	n, _ := strconv.Atoi(string(m.sent.mentions[m.k-1].Value))
	return n
}

var summed = needle.MustCompile(`累计|共|总`)

// near tells whether 近 stands before a number as its approximator.
func (m *mention) near() bool { return m.Start < m.Num && m.sent.t.Norm[m.Start] == '近' }

// listGoesOn gives the period of the number before, where a date that leads the
// sentence leads a list of clauses: 2021年第一季度受理咨询4150件，回复率为99%.
func (m *mention) listGoesOn() string {
	s := m.sent
	if m.k == 0 || len(s.dates) == 0 || s.dates[0].start-s.start > 1 || ownYear.MatchString(lastClause(m.left)) || upToNow.MatchString(lastClause(m.left)) {
		return ""
	}
	if d, ok := m.lastDate(); !ok || d.start != s.dates[0].start {
		return ""
	}
	before := s.mentions[m.k-1].figure
	if before == nil || before.Role != report.OtherPeriod || s.mentions[m.k-1].parent != nil {
		return ""
	}
	return before.Period
}

var upToNow = needle.MustCompile(`目前|现有|截至|截止|年末|年底|@年`)

// onceIn tells whether a month only says when the one event took place: 9月举办培训
// 班1期 is of the year.
func (m *mention) onceIn(d date) bool {
	return m.Value == "1" && len(d.period) == 2 && d.period[0] != 'Q' && (d.year == 0 || d.year == m.reportYear) && onceUnit.MatchString(m.Unit)
}

var onceUnit = needle.MustCompile(`^[期场次届班]$`)

// lastYear begins a clause about the year before: 去年收到申请75件.
var lastYear = needle.MustCompile(`^(?:其中|而|，)?(?:去年|上年度?|上一年度?)(?:同期)?(?:全年)?(?:共|累计)?(?:[^结转遗移未比较度同]|同期|度[^结转遗移未])|的(?:上一?年度?)(?:项目|同期)|[^比较与同和]上一?年度?同期(?:收到|受理|办结|答复|公开|发布|召开|举办)`)

// lastYearAlone is a clause that only names the year before: 去年全年，收到申请75件.
var lastYearAlone = needle.MustCompile(`^(?:去年|上年度?|上一年度?)(?:全年)?$`)

var halfYear = needle.MustCompile(`上半年|下半年`)

// governs tells whether a date is the time of a number: both in one clause, or
// the date alone in the clause before.
func (m *mention) governs(d date) bool {
	norm := m.sent.t.Norm
	between := string(norm[d.end:m.Start])
	before := string(norm[max(m.sent.start, d.start-2):d.start])
	for _, w := range []string{"截至", "截止", "结转", "转入", "转到", "至", "到", "比", "较", "与", "同", "从", "自", "《", "期", "于"} {
		if strings.HasSuffix(before, w) {
			return false
		}
	}
	for _, w := range []string{"起", "以来", "实施", "印发", "发布的", "施行", "出台", "前", "底前", "版", "版）", "度报告", "年度报告", "报告", "要点", "结转", "转入", "转来", "转", "移入", "遗留", "初", "底以来", "末以来", "底起", "》", "的《", "政务公开工作要点", "成立", "修订"} {
		if strings.HasPrefix(between, w) {
			return false
		}
	}
	if d.year == m.reportYear && (strings.HasPrefix(between, "底") || strings.HasPrefix(between, "末")) {
		return false // the year's own end; an earlier year's end is another period
	}
	if strings.ContainsAny(between, "；。》") {
		return false
	}
	if strings.Count(between, "，") > 1 || strings.Contains(between, "，") && d.period == "" && d.year > m.reportYear {
		return false
	}
	rest := strings.TrimPrefix(between, "，")
	for _, o := range m.sent.mentions[:m.k] {
		if o.Start >= d.end && o.figure != nil {
			// a list that the date leads: every later item keeps its period
			return o.figure.Role == report.OtherPeriod && o.parent == nil && !strings.Contains(string(norm[o.End:m.Start]), "，")
		}
	}
	return !strings.Contains(rest, "，") || d.period == ""
}

func (r *reader) planned(m *mention) bool {
	before := string(m.sent.t.Norm[m.sent.start:m.Start])
	return planStart.MatchString(before) || intends.MatchString(before)
}

// intends says that what follows is still to be done: 将群众满意率由91%提高到93%.
var intends = needle.MustCompile(`(?:将|把|力争|争取|要)[^，。；]{0,16}(?:由|从)[^，。；]*$`)

// planPeriod is the time a plan names, else the year after the report's.
func (r *reader) planPeriod(m *mention) string {
	if r.d.Year == 0 {
		return ""
	}
	if r.within != "" {
		return r.planMonth(m)
	}
	for i := len(m.sent.dates) - 1; i >= 0; i-- {
		d := m.sent.dates[i]
		if d.end > m.Start || d.year <= r.d.Year && (d.year != 0 || d.period == "") {
			continue
		}
		if d.year == 0 {
			d.year = r.d.Year + 1
		}
		if strings.ContainsAny(string(m.sent.t.Norm[d.end:m.Start]), "，、：") {
			d.period = "" // a part of the year holds for its own clause only
		}
		return d.text(r.d.Year)
	}
	return strconv.Itoa(r.d.Year + 1)
}

// planMonth is the time that the plan of a bulletin names: a month without a
// year is of the bulletin's own.
func (r *reader) planMonth(m *mention) string {
	if d, ok := m.lastDate(); ok && d.text(r.d.Year) > r.within {
		return d.text(r.d.Year)
	}
	return ""
}

func lastClause(left string) string {
	if i := strings.LastIndexAny(left, "，。；："); i >= 0 {
		_, w := utf8.DecodeRuneInString(left[i:])
		return left[i+w:]
	}
	return left
}

func previousClause(left string) string {
	i := strings.LastIndexAny(left, "，。；：")
	if i < 0 || strings.ContainsAny(left[i:], "@") {
		return ""
	}
	return lastClause(left[:i])
}
