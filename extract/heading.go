package extract

import (
	"strings"
	"unicode/utf8"

	"nianbao/needle"
	"nianbao/report"
)

// numberings are the ways in which sections are numbered.
var numberings = []struct {
	kind string
	re   *needle.Regexp
}{
	{"part", needle.MustCompile(`^第[一二三四五六七八九十]+部分`)},
	{"formal", needle.MustCompile(`^[壹贰叁肆伍陆柒捌玖拾]、`)},
	{"chinese", needle.MustCompile(`^[一二三四五六七八九十]{1,3}、`)},
	{"bracket", needle.MustCompile(`^（[一二三四五六七八九十]{1,3}）`)},
	{"decimal", needle.MustCompile(`^\d{1,2}\.\d{1,2}`)},
	{"arabic", needle.MustCompile(`^\d{1,2}(?:[.、．]|[^\d.，。%年月日条件次个项人份])`)},
	{"round", needle.MustCompile(`^[（(]\d{1,2}[）)]|^[①-⑳]`)},
	{"square", needle.MustCompile(`^【[一二三四五六七八九十]{1,3}】`)},
	{"is", needle.MustCompile(`^[一二三四五六七八九十](?:是|要)`)},
}

// leadTitle is the title that leads a paragraph: 主动公开。全区…
var leadTitle = needle.MustCompile(`^[^，；：。#]{2,22}(?:[。：])`)

// squareTitle is a title in square brackets: 【依申请公开】全年新收18件.
var squareTitle = needle.MustCompile(`^【([^】]{2,14})】`)

// A heading is the title of a section or the title that leads a paragraph.
type heading struct {
	text string
	kind string // how it is numbered, "plain" where it is not
	end  int    // runes of the block that it takes; the whole block for one of its own
}

// headingOf finds the heading that a block is or begins with.
func headingOf(b *report.Block) (heading, bool) {
	s := string(b.Norm.Norm)
	kind, body := "plain", s
	for _, n := range numberings {
		if loc := n.re.FindStringIndex(s); loc != nil {
			kind, body = n.kind, s[loc[1]:]
			if kind == "arabic" && !strings.HasSuffix(s[:loc[1]], "、") && !strings.HasSuffix(s[:loc[1]], ".") {
				body = strings.TrimLeft(s, "0123456789")
			}
			break
		}
	}
	if g := squareTitle.FindStringSubmatch(s); g != nil {
		return heading{g[1], "square", utf8.RuneCountInString(g[0])}, true
	}
	if b.Kind == report.Heading {
		return heading{body, kind, len(b.Norm.Norm)}, true
	}
	if kind == "plain" {
		return heading{}, false
	}
	if kind == "square" && utf8.RuneCountInString(body) <= 20 && !strings.ContainsAny(body, "，。；：0123456789") {
		return heading{body, kind, len(b.Norm.Norm)}, true
	}
	lead := leadTitle.FindString(body)
	if lead == "" || strings.ContainsAny(lead, "0123456789") {
		return heading{}, false
	}
	if lead == body {
		return heading{}, false // a sentence of its own, numbered
	}
	n := utf8.RuneCountInString(s) - utf8.RuneCountInString(body) + utf8.RuneCountInString(lead)
	return heading{strings.TrimRight(lead, "。："), kind, n}, true
}

// headingIndicators tell what a section counts by its heading.
var headingIndicators = []struct {
	re        *needle.Regexp
	indicator string
}{
	{needle.MustCompile(`复议|诉讼|救济|覆检`), "reconsiderations"},
	{needle.MustCompile(`收费|费用`), ""},
	{needle.MustCompile(`依?申请|索取资料|申请提供`), "requests.received"},
	{needle.MustCompile(`主动公开|主动发放|公开的?(?:内容|渠道|形式|数量)|信息发布|发布渠道`), "disclosure.items"},
	{needle.MustCompile(`咨询|热线|诉求|信箱|来信|互动|陈情`), "inquiries.received"},
	{needle.MustCompile(`查阅`), "reading_points"},
	{needle.MustCompile(`机构|人员|队伍`), "staff"},
}

func headingIndicator(h string) string {
	for _, x := range headingIndicators {
		if x.re.MatchString(h) {
			return x.indicator
		}
	}
	return ""
}

// planHeading names a section that is about the coming year alone.
var planHeading = needle.MustCompile(`(?:下一步|明年|来年|今后|未来|下年度?|下个?月|下个?季度)[^，。]{0,10}(?:打算|计划|安排|思路|工作|规划|措施)?|^(?:工作)?(?:打算|展望|规划|思路)|^(?:\d{4}|[〇零一二三四五六七八九]{4})年度?(?:工作)?(?:打算|计划|安排|思路|目标|展望|重点)|未来规划|展望`)

// planStart begins a passage about the coming year.
var planStart = needle.MustCompile(`下一步|下一阶段|明年|来年|下一年将|今后|新的一年|下年度?(?:将|计划|要|拟)|(?:计划|打算|力争|争取|拟|预计)(?:在|于|用|到|新增|新建|完成|增加|开展|为|把|将)|改进措施：|^措施：|^改进：`)

// startsPlan tells whether a sentence begins a passage about the coming year, by
// its words or by naming a later year as its subject, and where in the block.
func (r *reader) startsPlan(s *sentence, text string) (bool, int) {
	if loc := planStart.FindStringIndex(text); loc != nil {
		at := s.start + utf8.RuneCountInString(text[:loc[0]])
		for at > s.start && !strings.ContainsRune("，。；：", s.t.Norm[at-1]) {
			at-- // the clause is of the coming year as a whole
		}
		return true, at
	}
	if r.d.Year == 0 {
		return false, 0
	}
	for _, d := range s.dates {
		if d.year <= r.d.Year || d.year > r.d.Year+6 {
			continue
		}
		before, after := around(s.t.Norm, s.start, s.end, d)
		if d.start-s.start <= 1 && strings.HasPrefix(text, "到") {
			return true, s.start // 到2025年，…达到40个
		}
		if strings.ContainsAny(lastRune(before), "《至到（转延") || strings.HasSuffix(before, "截至") {
			continue
		}
		if planVerb.MatchString(after) {
			return true, d.start
		}
	}
	return false, 0
}

// planVerb stands behind the year that a plan names.
var planVerb = needle.MustCompile(`^(?:底|末|度|年|第?[一二三四]季度|上半年|下半年|\d{1,2}月底?)?(?:前|内|思路|打算|计划|工作)?[，：]?[^，。；]{0,16}(?:将|拟|要|想|计划|打算|力争|争取|把|继续|实现|完成|建|进一步|统一|重点|预计|围绕|确保|增|达到)|^(?:思路|打算|计划|安排)`)

func around(norm []rune, start, end int, d date) (before, after string) {
	return string(norm[max(start, d.start-4):d.start]), string(norm[d.end:min(end, d.end+24)])
}

func lastRune(s string) string {
	r := []rune(s)
	if len(r) == 0 {
		return ""
	}
	return string(r[len(r)-1:])
}
