package extract

import (
	"strings"
	"unicode/utf8"

	"nianbao/needle"
	"nianbao/report"
)

// distribute gives the numbers of a list their own subjects:
//
//	当面申请、网上申请分别为64件、89件   64 当面申请, 89 网上申请
//	信函、传真申请各1件                 one mention more: 1 信函, 1 传真申请
//	响应率、办结率、满意率100%、97%、95%
func (s *sentence) distribute() {
	s.splitEach()
	for k := 0; k < len(s.mentions); {
		n := s.runLength(k)
		if n > 1 {
			s.distributeRun(k, n)
		}
		k += n
	}
}

var (
	joiner    = needle.MustCompile(`^(?:、|，|和|及|与|以及|，和)$`)
	divide    = needle.MustCompile(`(分别|依次|各有|各占|各为|各是|各举办|各$)`)
	eachTail  = needle.MustCompile(`(?:均为|均|都为|皆为|各)(?:为|有|是)?$|各(?:自|有)?([^，。；：、类级部项单地县区镇乡科种方个位大界街村市局有相栏渠平][^，。；：、]{0,12})$`)
	splitList = needle.MustCompile(`、|，`)
	splitAnd  = needle.MustCompile(`以及|和|及|与|暨|或`)
)

// orgAnd are names that hold an 和 or 与 of their own.
var orgAnd = needle.MustCompile(`(?:住房|人力资源|发展|自然资源|园林|文化|卫生|工业|医疗|农业|林业|交通|教育|城市管理|生态|水利|财政|统战|民族|退役|体育|广播|计划|法人|公民)(?:和|与|及)`)

// runLength counts the mentions from k on that only joiners part and that share
// a unit; units may differ where 分别 or 各 announces a list.
func (s *sentence) runLength(k int) int {
	n, mixed := 1, divide.MatchString(s.mentions[k].pre)
	for k+n < len(s.mentions) && joiner.MatchString(s.gaps[k+n]) && (mixed || s.mentions[k+n].Unit == s.mentions[k].Unit) {
		n++
	}
	return n
}

func (s *sentence) distributeRun(k, n int) {
	first := s.mentions[k]
	left, pre := first.left, first.pre
	before, mid := pre, ""
	loc := divide.FindStringIndex(pre)
	if loc != nil {
		before, mid = pre[:loc[0]], pre[loc[1]:]
		if strings.HasSuffix(pre[:loc[1]], "占") {
			mid = "占" + mid // 市本级、区县局各占40%和60%
		}
	}
	stem := strings.TrimSuffix(left, pre)
	if s.yearRun(k, n, before) {
		return
	}
	subjects := subjectsOf(before, n)
	if subjects == nil && loc != nil {
		if s.relate(k, n) { // …行政复议318件、行政诉讼97件，被纠错比例分别为
			return
		}
		subjects = subjectsOf(lastWordsWithList(stem, n), n)
	}
	if subjects == nil {
		if loc != nil || actOnly.MatchString(pre) {
			s.answer(k, n, stem+before+mid)
		}
		return
	}
	if predicate := takePredicate(subjects); predicate != "" {
		mid = predicate + mid
	}
	head := subjects[n-1]
	thing := ""
	if loc := listedActs.FindStringIndex(subjects[0]); loc != nil && loc[0] > 0 && n > 1 && listedActs.MatchString(subjects[1]) {
		thing = subjects[0][:loc[0]] // 依申请公开受理、答复、办结数: acts on one thing
	}
	for i := 0; i < n; i++ {
		m := s.mentions[k+i]
		m.subj = subjects[i]
		m.pre = subjects[i] + mid
		m.left = stem + m.pre
		if thing != "" {
			if i > 0 {
				m.headLeft = stem + thing + m.pre
			}
		} else if i < n-1 && !sameEnd(subjects[i], head) {
			m.headLeft = stem + subjects[i] + head + mid
		}
		m.dist, m.distEnd = first.Start, s.mentions[k+n-1].End
	}
}

// answer ties the members of a run that names no subjects to the n counts before
// it: 代表建议131件、委员提案96件，办结131件和95件, 主办件分别为5件和7件.
func (s *sentence) answer(k, n int, left string) {
	pre := s.mentions[k].pre
	if k < n || n < 2 || !strings.HasSuffix(s.gaps[k], pre) {
		return
	}
	for i := 0; i < n; i++ {
		if s.mentions[k-n+i].Measure != s.mentions[k+i].Measure {
			return
		}
	}
	for i := 0; i < n; i++ {
		m := s.mentions[k+i]
		m.answers, m.left, m.pre = s.mentions[k-n+i], left, lastItem(left)
	}
}

// actOnly are words that only say what was done to what was counted before.
var actOnly = needle.MustCompile(`^(?:均?已|共|分别)*(?:办结|答复|回复|办复|完成|处理|采纳|整改)(?:了|有)?$`)

// listedActs ends a listed thing with what was done to it.
var listedActs = needle.MustCompile(`(?:受理|收到|答复|办结|回复|办理|公开|结转)$`)

// takePredicate tells whether listed things are places of which the last one bears what
// is said of all, 县规划局、县公安局受理申请; it takes that off and gives it.
func takePredicate(subjects []string) (predicate string) {
	n := len(subjects)
	for _, p := range subjects[:n-1] {
		if !placeName.MatchString(p) || noPlace.MatchString(p) {
			return ""
		}
	}
	g := placeFirst.FindStringSubmatch(subjects[n-1])
	if g == nil || n < 2 || placeName.MatchString(subjects[n-1]) {
		return ""
	}
	subjects[n-1] = g[1]
	return g[2]
}

// placeFirst is a place with what it did behind it.
var placeFirst = needle.MustCompile(`^(\p{Han}{1,14}?(?:` + partOfBody + `))(\p{Han}{2,})$`)

// yearRun gives the numbers of 2021年、2020年分别为18件、22件 their years.
func (s *sentence) yearRun(k, n int, subjects string) bool {
	if strings.Count(subjects, markDate) != n || !listedYears.MatchString(subjects) {
		return false
	}
	var years []date
	for _, d := range s.dates {
		if d.end <= s.mentions[k].Start {
			years = append(years, d)
		}
	}
	if len(years) < n {
		return false
	}
	first := s.mentions[k]
	for i, d := range years[len(years)-n:] {
		m := s.mentions[k+i]
		m.own = d
		m.left, m.pre = first.left, first.pre
	}
	return true
}

// listedYears are years alone, with what is counted behind them: Y、Y和Y收到申请.
var listedYears = needle.MustCompile(`^Y(?:(?:、|和|及|与|，)Y)+[^、，；：Y]*$`)

// sameEnd tells whether two listed things end alike, so that neither lends the
// other its head: 响应率、办结率.
func sameEnd(a, b string) bool { return lastRune(a) == lastRune(b) }

// relate makes the n figures right before a run the parents of its members. It
// is only for shares, changes and points: a run of counts has subjects of its own.
func (s *sentence) relate(k, n int) bool {
	if k < n {
		return false
	}
	for i := 0; i < n; i++ {
		whole, part := s.mentions[k-n+i].Measure, s.mentions[k+i].Measure
		if !(part == report.Percent && whole != report.Percent || part == report.Point && whole == report.Percent) {
			return false
		}
	}
	for i := 0; i < n; i++ {
		s.mentions[k+i].parent, s.mentions[k+i].related = s.mentions[k-n+i], true
	}
	return true
}

// lastWordsWithList finds the last clause of stem that lists n things.
func lastWordsWithList(stem string, n int) string {
	parts := strings.FieldsFunc(stem, func(r rune) bool { return strings.ContainsRune("，。；：（）", r) })
	for i := len(parts) - 1; i >= 0 && i >= len(parts)-2; i-- {
		if i == len(parts)-1 && strings.HasSuffix(stem, "（") {
			parts[i] = totalTail.ReplaceAllString(parts[i], "") // 专、兼职人员24人（分别为5人、19人）
		}
		if strings.Count(parts[i], "、") == n-1 && !strings.Contains(parts[i], markOther) {
			return parts[i]
		}
		if strings.HasSuffix(stem, "（") && i == len(parts)-1 && strings.Count(parts[i], "或") == n-1 && !strings.Contains(parts[i], markOther) {
			return parts[i] // 不属于政府信息或本机关职责范围22件（分别为9件、13件）
		}
	}
	return ""
}

// totalTail is the total before a bracket that parts it.
var totalTail = needle.MustCompile(`@[\p{Han}%]{0,4}>$`)

// subjectsOf cuts words into exactly n listed things, or gives nil.
func subjectsOf(words string, n int) []string {
	parts := cleanParts(splitList.Split(words, -1))
	if len(parts) == n && n > 0 {
		return parts
	}
	if len(parts) > n || len(parts) == 0 {
		return nil
	}
	var all []string
	for _, p := range parts {
		all = append(all, splitByAnd(p)...)
	}
	if len(all) == n {
		return all
	}
	return nil
}

func splitByAnd(p string) []string {
	if orgAnd.MatchString(p) {
		return []string{p}
	}
	out := cleanParts(splitAnd.Split(p, -1))
	for _, x := range out {
		if utf8.RuneCountInString(x) < 2 {
			return []string{p}
		}
	}
	return out
}

func cleanParts(parts []string) []string {
	var out []string
	for _, p := range parts {
		switch p = trimItem(p); p {
		case "":
		case "专", "兼":
			out = append(out, p+"职") // 专、兼职人员分别为
		default:
			out = append(out, p)
		}
	}
	return out
}

// splitEach makes one mention a thing of 信函、传真申请各1件 and of 诉讼及申诉均为0件.
func (s *sentence) splitEach() {
	for k := 0; k < len(s.mentions); k++ {
		m := s.mentions[k]
		loc := eachTail.FindStringIndex(m.pre)
		inRun := s.runLength(k) > 1 || k > 0 && joiner.MatchString(s.gaps[k])
		if loc == nil || m.subj != "" || inRun {
			continue
		}
		words, mid := m.pre[:loc[0]], ""
		if g := eachTail.FindStringSubmatch(m.pre); g[1] != "" {
			mid = g[1] // 河东区、河西区各举办新闻发布会3场
		}
		if words == "" {
			words = previousClause(m.left) // 市人社局、市医保局满意率并列首位，均为99.0%
			if !strings.Contains(words, "、") || !placeName.MatchString(words[:strings.Index(words, "、")]) {
				continue
			}
		}
		parts := cleanParts(splitList.Split(words, -1))
		if n := len(parts); n > 0 {
			parts = append(parts[:n-1], splitByAnd(parts[n-1])...)
		}
		if len(parts) < 2 {
			continue
		}
		mid = takePredicate(parts) + mid
		stem := strings.TrimSuffix(m.left, m.pre)
		for i, p := range parts {
			c := m
			if i < len(parts)-1 {
				c = &mention{Quantity: m.Quantity, sent: s, k: m.k, post: m.post}
			}
			whole := m.left
			c.subj, c.pre, c.left = p, p+mid, stem+p+mid
			if i == len(parts)-1 {
				c.headLeft = whole
			} else {
				c.headLeft = stem + p + parts[len(parts)-1] + mid
				s.extra = append(s.extra, c)
			}
			c.dist, c.distEnd = m.Start, m.End
		}
	}
}

// all gives the mentions and those that distribution added, in order.
func (s *sentence) all() []*mention {
	if len(s.extra) == 0 {
		return s.mentions
	}
	var out []*mention
	for _, m := range s.mentions {
		for _, e := range s.extra {
			if e.k == m.k {
				out = append(out, e)
			}
		}
		out = append(out, m)
	}
	return out
}
