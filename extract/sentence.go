package extract

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"nianbao/needle"
	"nianbao/report"
)

// A sentence is a stretch of a block's normal form that ends with 。 ； ！ or ？
// outside brackets, cut into mentions and the gaps between them.
type sentence struct {
	t        *report.Text
	start    int // runes of t.Norm
	end      int
	mentions []*mention
	extra    []*mention // further mentions that distribution made
	planFrom int        // where the sentence turns to intentions
	dates    []date     // the dates of the sentence, in order
	gaps     []string   // gaps[k] stands before mention k, gaps[len(mentions)] after the last
}

// A mention is a quantity that may be a figure.
type mention struct {
	report.Quantity
	sent *sentence
	k    int    // index into sent.mentions
	left string // the masked sentence before the numeral, see view
	pre  string // what of left belongs to this mention alone
	post string // what follows it up to the next mention or the end of its clause

	subj     string   // its own member of a distributed list: 信函 of 信函、传真申请各1件
	headLeft string   // left with the list's head added: 信函传真申请
	own      date     // the year that a distributed list gives it
	answers  *mention // the count that it says the outcome of, by its place in a list
	actor    string   // the place that its words name, simplified
	dist     int      // where the list's numbers begin and end, for the quote
	distEnd  int

	related      bool           // parent was set by a distributed list
	reportYear   int            // of the document
	reportPeriod string         // likewise, where it is shorter than the year
	figure       *report.Figure // what it became
	parent       *mention       // the mention it compares with, is a share of, or is a part of
}

// Marks in the masked form of a sentence: a date, a date after the report's
// year, this mention's numeral, any
// other mention's numeral, the end of a unit.
const (
	markDate  = "Y"
	markLater = "Z"
	markSelf  = "#"
	markOther = "@"
	markUnit  = ">"
)

// longestSentence is where a sentence that does not end is cut, in runes: every
// number is read with all that stands before it.
const longestSentence = 1000

// sentencesOf cuts a block. A 。 inside brackets ends nothing.
func sentencesOf(t *report.Text, year int, head *listHead) []*sentence {
	var out []*sentence
	depth, start := 0, 0
	for i, r := range t.Norm {
		if i-start >= longestSentence && (r == '，' || r == '、' || i-start >= 2*longestSentence) {
			r, depth = '。', 0
		}
		switch r {
		case '（', '(', '《':
			depth++
		case '）', ')', '》':
			depth = max(0, depth-1)
		case '。', '；', '！', '？':
			if depth == 0 {
				out = append(out, newSentence(t, year, head, start, i+1))
				start = i + 1
			}
		}
	}
	if start < len(t.Norm) {
		out = append(out, newSentence(t, year, head, start, len(t.Norm)))
	}
	return out
}

func newSentence(t *report.Text, year int, head *listHead, start, end int) *sentence {
	s := &sentence{t: t, start: start, end: end}
	var rejected []report.Quantity
	for _, q := range t.Quantities {
		if q.Start < start || q.Start >= end {
			continue
		}
		if q.Reject == "" && (insideWord(t, q) || negated(t.Norm, q)) {
			q.Reject = report.RejectIdiom
		}
		if q.Reject == "" && sumsUp(t.Norm, q) {
			q.Reject = report.RejectGeneral
		}
		if q.Reject != "" {
			rejected = append(rejected, q)
			if q.Reject == report.RejectDate {
				s.addDate(readDate(t.Norm, q))
			}
			continue
		}
		s.mentions = append(s.mentions, &mention{Quantity: q, sent: s, k: len(s.mentions)})
	}
	s.mask(rejected, year)
	if head != nil {
		s.gaps[0] = head.lead(s.gaps[0])
	}
	for _, m := range s.mentions {
		m.place()
	}
	return s
}

// sumsUp tells whether a number only sums up the list before it: 住建、国土、规划
// 三个部门共受理, 三个栏目分别为.
func sumsUp(norm []rune, q report.Quantity) bool {
	if len(q.Value) != 1 {
		return false
	}
	if countsList(norm, q) {
		return true
	}
	if q.Measure != report.Thing {
		return false
	}
	if q.Unit == "类" || q.Unit == "项" || q.Unit == "家" || q.Unit == "个" {
		if atOnce.MatchString(string(norm[q.End:min(len(norm), q.End+3)])) {
			return true
		}
	}
	return summedUp.MatchString(string(norm[q.End:min(len(norm), q.End+18)]))
}

// countsList tells whether a number only counts the things listed right before
// it: 检索、复制、邮寄三项.
func countsList(norm []rune, q report.Quantity) bool {
	if !q.Chinese || q.Unit != "项" && q.Unit != "类" && q.Unit != "种" && q.Unit != "个" && q.Unit != "家" {
		return false
	}
	if q.End < len(norm) && !strings.ContainsRune("，。；：）均都皆", norm[q.End]) {
		return false // 政务公开、办事服务、政民互动三个板块
	}
	from := q.Start
	for from > 0 && !strings.ContainsRune("，。；：（）", norm[from-1]) {
		from--
	}
	n := strings.Count(string(norm[from:q.Start]), "、")
	return n > 0 && strconv.Itoa(n+1) == string(q.Value)
}

var atOnce = needle.MustCompile(`^(?:合计|总计|分别|依次|均|都|皆)`)

var summedUp = needle.MustCompile(`^(?:单位|部门|平台|栏目|方面|地区|渠道|类别|项目|专栏|县|区)[^，。；：、（0-9]{0,10}(?:分别|共|各|合计|依次)`)

// addDate adds a date; 2021年 and 一季度 side by side are one.
func (s *sentence) addDate(d date) {
	if n := len(s.dates); n > 0 && s.dates[n-1].end == d.start && d.year == 0 {
		d.year, d.start = s.dates[n-1].year, s.dates[n-1].start
		s.dates[n-1] = d
		return
	}
	s.dates = append(s.dates, d)
}

// insideWord tells whether a Chinese numeral is only a part of a word of jieba's
// dictionary: 一 of 一次性, 三 of 三亚.
func insideWord(t *report.Text, q report.Quantity) bool {
	if !q.Chinese || q.NumEnd-q.Num > 1 {
		return false
	}
	for _, w := range t.Words {
		if w.Start <= q.Num && q.Num < w.End {
			return w.Start < q.Start || w.End > q.End
		}
	}
	return false
}

// negated tells whether 一 only strengthens a negation: 没有一例, 一件也没有.
func negated(norm []rune, q report.Quantity) bool {
	if q.Value != "1" || !q.Chinese {
		return false
	}
	from := max(0, q.Start-2)
	before := string(norm[from:q.Start])
	after := string(norm[q.End:min(len(norm), q.End+3)])
	for _, w := range []string{"也没有", "都没有", "也未", "都未", "也无", "都无"} {
		if strings.HasPrefix(after, w) {
			return true // 一件也没有
		}
	}
	return strings.HasSuffix(before, "没有") || strings.HasSuffix(before, "无") || strings.HasSuffix(before, "未有")
}

// mask writes the gaps: dates become Y, ordinals, quotation marks and brackets
// without a mention are left out.
func (s *sentence) mask(rejected []report.Quantity, year int) {
	norm := s.t.Norm
	drop := make([]bool, s.end-s.start)
	repl := map[int]string{}
	later := map[int]bool{}
	for _, d := range s.dates {
		later[d.start] = year > 0 && d.year > year
	}
	for _, q := range rejected {
		switch q.Reject {
		case report.RejectDate:
			repl[q.Start] = markDate
			if later[q.Start] {
				repl[q.Start] = markLater
			}
			fill(drop, q.Start-s.start, q.End-s.start)
		case report.RejectOrdinal, report.RejectURL:
			fill(drop, q.Start-s.start, q.End-s.start)
		}
	}
	s.dropRemarks(drop)
	var b strings.Builder
	k := 0
	for i := s.start; i <= s.end; i++ {
		for k < len(s.mentions) && s.mentions[k].Start == i {
			s.gaps = append(s.gaps, b.String())
			b.Reset()
			i = max(i, s.mentions[k].End)
			k++
		}
		if i >= s.end {
			break
		}
		if r, ok := repl[i]; ok {
			b.WriteString(r)
		}
		if drop[i-s.start] {
			continue
		}
		switch norm[i] {
		case '“', '”', '‘', '’', '「', '」', '『', '』', '"', '\'', ' ', '【', '】', '◆', '●', '■', '◇', '★', '·', '•', '▪', '※', '☆':
		case '（', '）':
			b.WriteString(s.bracket(i))
		default:
			b.WriteRune(norm[i])
		}
	}
	s.gaps = append(s.gaps, b.String())
}

// bracket writes the bracket at i: kept where it encloses a single character.
func (s *sentence) bracket(i int) string {
	norm := s.t.Norm
	switch {
	case norm[i] == '（' && i+2 < s.end && norm[i+2] == '）' && !numeralRune(norm[i+1]):
		return keptOpen
	case norm[i] == '）' && i-2 >= s.start && norm[i-2] == '（' && !numeralRune(norm[i-1]):
		return keptClose
	}
	return string(norm[i])
}

func numeralRune(r rune) bool {
	return strings.ContainsRune("0123456789一二三四五六七八九十", r)
}

func fill(drop []bool, from, to int) {
	for i := from; i < to && i < len(drop); i++ {
		drop[i] = true
	}
}

// dropRemarks leaves out bracketed remarks that hold no mention: 关注（注册）用户.
// A single character in brackets is part of its word: 专（兼）职.
func (s *sentence) dropRemarks(drop []bool) {
	open := -1
	for i := s.start; i < s.end; i++ {
		switch s.t.Norm[i] {
		case '（', '(':
			open = i
		case '）', ')':
			if open >= 0 && i-open > 2 && !s.mentionIn(open, i) {
				fill(drop, open-s.start, i+1-s.start)
			}
			open = -1
		}
	}
}

func (s *sentence) mentionIn(from, to int) bool {
	for _, m := range s.mentions {
		if from <= m.Start && m.Start < to {
			return true
		}
	}
	return false
}

// place fills left, pre and post.
func (m *mention) place() {
	s := m.sent
	var b strings.Builder
	for k := 0; k < m.k; k++ {
		b.WriteString(s.gaps[k] + markOther + s.mentions[k].Unit + markUnit)
	}
	gap := s.gaps[m.k]
	switch {
	case m.k > 0 && isJoint(gap) && !startsNoun(s.gaps[m.k+1]):
		// 图文188期、536条: the second number counts what the first counts.
		m.left, m.pre = s.mentions[m.k-1].left, s.mentions[m.k-1].pre
	case m.k > 0 && strings.HasPrefix(gap, "）") && !newItem.MatchString(gap):
		// 安全生产信息（含…四十六条）一百零三条: what stands before the bracket.
		b.WriteString(gap)
		m.left = withoutLastBracket(b.String())
		m.pre = lastItem(m.left)
	default:
		b.WriteString(gap)
		m.left = strings.TrimRight(b.String(), "：:") // 答复：9件
		m.pre = lastItem(m.left)
	}
	m.post = firstItem(s.gaps[m.k+1])
}

// newItem goes on with another thing behind a bracket: 征地补偿（19件）、社会保障（17件.
var newItem = needle.MustCompile(`^）(?:[、，；。]|[和及与][^，。；]*（$)`)

// isJoint tells whether a gap only joins two numbers.
func isJoint(gap string) bool {
	switch gap {
	case "", "、", "/", "和", "及":
		return true
	}
	return false
}

// startsNoun tells whether the words after a number are what it counts.
func startsNoun(gap string) bool {
	item := firstItem(gap)
	if joiner.MatchString(item) {
		return false
	}
	return item != "" && !strings.ContainsAny(item[:min(3, len(item))], "，。；：、（）")
}

func withoutLastBracket(s string) string {
	close := strings.LastIndex(s, "）")
	depth := 0
	for i := close; i >= 0; i-- {
		switch {
		case strings.HasPrefix(s[i:], "）"):
			depth++
		case strings.HasPrefix(s[i:], "（"):
			if depth--; depth == 0 {
				return s[:i] + s[close+len("）"):]
			}
		}
	}
	return s
}

// Kept brackets: those around a single character inside a word, 专（兼）职, which
// end no clause.
const keptOpen, keptClose = "﹙", "﹚"

const clauseMarks = "，。；：（）！？,;:()" + markUnit + markSelf

// lastItem is what of left belongs to the number behind it: the words since the
// last clause mark or number.
func lastItem(left string) string {
	if strings.HasSuffix(left, "中") && strings.HasSuffix(strings.TrimSuffix(left, "中"), markUnit) {
		return "" // 五件中三件
	}
	left = strings.TrimRight(left, "：:") // 本署并无所需资料：88宗
	if strings.HasSuffix(left, "（") && !strings.HasSuffix(left, markUnit+"（") {
		return lastItem(strings.TrimSuffix(left, "（")) // 邮寄（27件）
	}
	if i := strings.LastIndexAny(left, clauseMarks); i >= 0 {
		_, w := utf8.DecodeRuneInString(left[i:])
		left = left[i+w:]
	}
	if loc := enumerated.FindStringIndex(left); loc != nil && loc[1] < len(left) {
		left = left[loc[1]:] // 公开较多的单位依次是县财政局987条
	}
	if strings.HasSuffix(left, "、") {
		return "" // …部门、8个街道: what is counted stands behind
	}
	return strings.TrimLeft(left, "、和及与")
}

var enumerated = needle.MustCompile(`.*(?:依次为|依次是|分别为|分别是)`)

func firstItem(gap string) string {
	if i := strings.IndexAny(gap, clauseMarks+"、"); i >= 0 {
		gap = gap[:i]
	}
	return gap
}

// viewAs is the masked sentence as the patterns of the codebook see it: the
// words before the number, # for it, a unit and >, what stands after.
func (m *mention) viewAs(left, unit string) string {
	var b strings.Builder
	b.WriteString(left)
	b.WriteString(markSelf + unit + markUnit)
	for k := m.k + 1; k < len(m.sent.gaps); k++ {
		b.WriteString(m.sent.gaps[k])
		if k < len(m.sent.mentions) {
			b.WriteString(markOther + m.sent.mentions[k].Unit + markUnit)
		}
	}
	return b.String()
}
