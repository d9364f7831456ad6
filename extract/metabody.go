package extract

import (
	"strings"

	"nianbao/needle"
	"nianbao/report"
)

// A name is a body's name: as printed, and in normal form.
type name struct{ text, norm string }

func (p phrase) name(d *report.Document) name { return name{p.printed(d), p.norm()} }

// organ are the ends of names of bodies that stand for themselves; shortOrgan
// such as need a place in the text that says they are one.
const organ = `人民政府|政府|办事处|管理委员会|管委会|工作委员会|委员会|办公室|办公厅|总局|分局|局|厅|署|中心|总队|支队|大队|公司|集团|大学|学院|医院|银行|法院|检察院|联合会|总会|协会|学会|红十字会|档案馆|图书馆|博物馆`
const shortOrgan = organ + `|委|部|处|站|所|院|社|会|馆|校|队|园|办|海关|监狱|电视台|广播电台|气象台`

var (
	isOrgan    = needle.MustCompile(`(?:` + organ + `|委|部|院)$`)
	looseEnd   = needle.MustCompile(`(?:` + shortOrgan + `)$`)
	bareEnd    = needle.MustCompile(`(?:省|市|自治区|自治州|州|盟|地区|县|旗|区|镇|乡|苏木|街道)$`)
	zoneEnd    = needle.MustCompile(`(?:开发区|新区|园区|高新区|经开区|示范区|度假区|保税区|合作区|管理区|试验区|风景区|实验区)$`)
	writtenDay = `(?:中华民国|民国)?(?:\d{2,4}[年./-]\d{1,2}[月./-]?(?:\d{1,2}日?)?|[〇零一二三四五六七八九]{4}年[一二三四五六七八九十]{1,2}月(?:[一二三四五六七八九十]{1,3}日)?)`
	dayAlone   = needle.MustCompile(`^[（(]?(` + writtenDay + `)[）)]?$`)
	signature  = needle.MustCompile(`^[（(]?([\p{Han}·]{3,40}?)(?:[（(](?:盖?章|公章|代章|印)[)）])?(?:\s*(?:编印|编制|编发|主编|主办|编))?(?:\s*第\d+期)?\s*(` + writtenDay + `)?[）)]?$`)
	// what names an office that compiles for its body
	office = needle.MustCompile(`^(.*(?:政府|局|厅|委员会|管委会|办事处|中心))(?:办公室|办公厅|综合科|党政办公室|党政综合办公室|[\p{Han}]{0,8}(?:信息公开|政务公开)[\p{Han}]{0,12})$`)
)

// bodyOf finds the issuing body: the name in the title, in the fullest form
// that signature or opening give it, else the signature's, else the opening's.
// It is unsure where only a passing mention tells it.
func bodyOf(d *report.Document, title phrase) (n name, sure bool) {
	signed, opening := signatures(d), openings(d)
	if base := inTitle(title, d.Script == report.Hant); base.t != nil {
		if s := otherSigner(base, signed); s != "" {
			d.Note(report.IssueBody, report.Span{}, "the title names "+base.norm()+", the signature "+s)
		}
		return fuller(d, base, signed, opening), true
	}
	if base := besideTitle(d); base.t != nil {
		return fuller(d, base, signed, opening), true
	}
	if base := last(signed); base.t != nil {
		return fuller(d, base, signed, opening), true
	}
	for _, names := range [][]phrase{cited(d), opening} {
		if len(names) > 0 {
			return fuller(d, names[0], signed, opening), true
		}
	}
	if base := last(subjects(d)); base.t != nil {
		return fuller(d, base, signed, opening), false
	}
	return mentioned(d), false
}

func last(names []phrase) phrase {
	if len(names) == 0 {
		return phrase{}
	}
	return names[len(names)-1]
}

var (
	topicWords = needle.MustCompile(`政府信息公开|政务信息公开|政务公开|信息公开|政府信息|《?公开资料|公开工作|年度报告|年报|工作报告|工作总结|工作情况|综合报告|运行情况|执行情[况形]|通报`)
	titleLead  = needle.MustCompile(`^(?:关于|发布|印发|公布|公开|中华人民共和国(?:政府信息)|附件\d*[:：]?|【[^】]*】|的|[《“:：、，.])+`)
	titleTail  = needle.MustCompile(`(?:关于|的|全市|全县|全区|全省|全镇|全局|本级|发布|公布|印发|之|[《“:：、，—-])+$`)
)

// inTitle gives the body's name in a title: the words before the year, else
// those between the year and what the report is about.
func inTitle(title phrase, hant bool) phrase {
	s := bracketed.ReplaceAllStringFunc(title.norm(), func(note string) string {
		return strings.Repeat(" ", len(note)) // keeps the places of the others
	})
	from, to := 0, len(s)
	if m := topicWords.FindStringIndex(s); m != nil {
		to = m[0]
		if strings.HasSuffix(s[:to], "人民") && strings.HasPrefix(s[to:], "政府") {
			to += len("政府") // X县人民政府信息公开年报
		}
	}
	if at, after, year := yearInTitle(s, hant); year > 0 {
		lead := titleTail.ReplaceAllString(titleLead.ReplaceAllString(strings.TrimSpace(s[:at]), ""), "")
		switch {
		case at < to && lead == "":
			from = after
		case at < to, looseEnd.MatchString(lead): // X市政务公开办公室2019年
			to = at
		}
	}
	for from < to {
		seg := s[from:to]
		lead := len(seg) - len(titleLead.ReplaceAllString(strings.TrimLeft(seg, " "), ""))
		tail := len(seg) - len(titleTail.ReplaceAllString(strings.TrimRight(seg, " "), ""))
		if lead+tail == 0 {
			break
		}
		from, to = from+lead, to-tail
	}
	if from >= to || !bodyWords.MatchString(s[from:to]) {
		return phrase{}
	}
	return title.sub(from, to)
}

// bodyWords are words that can be a name: nothing but characters.
var bodyWords = needle.MustCompile(`^[\p{Han}·]{2,40}$`)

// otherSigner gives the name of a signature that has nothing to do with the
// name in the title, where no signature has.
func otherSigner(base phrase, signed []phrase) string {
	other, core := "", lastPlace(base.norm())
	for _, s := range signed {
		if n := s.norm(); sameBody(base.norm(), n) || sameBody(n, base.norm()) || strings.Contains(n, core) {
			return ""
		}
		other = s.norm()
	}
	return other
}

// besideTitle gives the name that stands in a line of its own right above the
// title, where a page's heading may seem to be.
func besideTitle(d *report.Document) phrase {
	for i := 1; i < len(d.Blocks); i++ {
		b := &d.Blocks[i-1]
		if d.Blocks[i].Kind != report.TitleBlock || b.Norm == nil {
			continue
		}
		if p := whole(b.Norm); bodyWords.MatchString(p.norm()) && looseEnd.MatchString(p.norm()) && !pronoun.MatchString(p.norm()) {
			return p
		}
		break
	}
	return phrase{}
}

// signatures gives the names that stand alone in a line near the beginning or
// the end, with or without a date and the word for a seal.
func signatures(d *report.Document) []phrase {
	var out []phrase
	for _, b := range near(d, 6, 8) {
		if b.Kind == report.TitleBlock || len(b.Norm.Norm) > 60 {
			continue
		}
		p := whole(b.Norm)
		m := signature.FindStringSubmatchIndex(p.norm())
		if m == nil {
			continue
		}
		name := p.sub(m[2], m[3])
		if isOrgan.MatchString(name.norm()) && !topicWords.MatchString(name.norm()) {
			out = append(out, name)
		}
	}
	return out
}

// openingNames are the ways in which the first paragraphs say whose report it is.
var openingNames = []*needle.Regexp{
	// 由X编制; 由X根据…编制
	needle.MustCompile(`由([\p{Han}·]{2,40}?(?:` + organ + `))(?:（[^）]*）)?(?:综合|汇总|负责|组织|会同|牵头)?(?:依据|根据|按照|依照|遵照|结合|编制|编写|撰写|编撰|编印|起草|制作|汇总|综合|公布|发布|，)`),
	// X（以下简称…）
	needle.MustCompile(`(?:^|[，。；：、])(?:现将|将|由)?([\p{Han}·]{4,40}?(?:` + organ + `))（以下简称`),
	// ，X编写了2008年度…; X根据…编制; X将2017年
	needle.MustCompile(`(?:^|[，。；：）])(?:现将|现就|现由|特由)?([\p{Han}·]{3,40}?(?:` + organ + `))(?:依据|根据|按照|依照|遵照|编写|编制|编撰|撰写|制作|汇总|综合|就|现将|将|在|结合)`),
	// 现将X2018年度; 公布2020年度X信息公开; 编制X2022年
	needle.MustCompile(`(?:现将|现就|公布|发布|编制|编写|提供|报告|关于)(?:(?:\d{4}|[二][〇零一二三四五六七八九]{3})年度?)?([\p{Han}·]{3,40}?(?:` + organ + `))(?:(?:\d{4}|[二][〇零一二三四五六七八九]{3})年|(?:政府|政务)?信息公开|政务公开)`),
}

// openingReach is how far into a paragraph it may say whose report this is, in
// characters.
const openingReach = 200

// openings gives the names by which the opening says whose report it is; the
// office that compiled it stands for its body.
func openings(d *report.Document) []phrase {
	var out []phrase
	for _, b := range near(d, 8, 0) {
		if b.Kind == report.TitleBlock {
			continue
		}
		p := whole(b.Norm)
		p.j = min(p.j, openingReach)
		text := p.norm()
		for _, re := range openingNames {
			for _, m := range re.FindAllStringSubmatchIndex(text, 3) {
				name := p.sub(m[2], m[3])
				name = name.sub(len(nameLead.FindString(name.norm())), len(name.norm()))
				name = withoutOffice(name)
				if !strings.Contains(name.norm(), "国务院") && !pronoun.MatchString(name.norm()) {
					out = append(out, name)
				}
			}
		}
	}
	return out
}

// citedTitle is the title by which an opening calls its own report.
var citedTitle = needle.MustCompile(`《([^《》]{6,50}(?:年度报告|年报))》`)

// cited gives the names in the titles that the opening cites: 现发布《X镇2022年…年度报告》.
func cited(d *report.Document) []phrase {
	var out []phrase
	hant := d.Script == report.Hant
	for _, b := range near(d, 5, 0) {
		p := whole(b.Norm)
		for _, m := range citedTitle.FindAllStringSubmatchIndex(p.norm(), 3) {
			title := p.sub(m[2], m[3])
			if _, _, year := yearInTitle(title.norm(), hant); year == 0 {
				continue
			}
			if name := inTitle(title, hant); name.t != nil && !pronoun.MatchString(name.norm()) {
				out = append(out, name)
			}
		}
	}
	return out
}

var (
	// 2019年，X街道办事处高度重视…: whose doings the report tells
	subject = needle.MustCompile(`(?:^|[，。])([\p{Han}·]{3,30}?(?:` + organ + `))(?:高度重视|认真|严格|坚持|围绕|继续|深入|始终|全面|切实|积极|着力|按照|依法|进一步|不断|持续|紧紧|紧扣|以习近平)`)
	// 如有疑问，请与X联系: whom to ask
	contact = needle.MustCompile(`(?:与|向)([\p{Han}·]{3,40}?)(?:[（(][^）)]*[)）])?(?:联系|咨询)`)
	// the desk that answers for its body
	desk = needle.MustCompile(`(?:党政综合办公室|党政综合办|党政办公室|党政办|综合办公室|综合办|政务公开办公室|政务公开办|综合科|秘书科|办公室|办公厅)$`)
)

// subjects gives the names of the body that the opening speaks of: first those
// to ask, last and best those whose doings it tells.
func subjects(d *report.Document) []phrase {
	var asked, told []phrase
	for _, b := range near(d, 6, 0) {
		p := whole(b.Norm)
		for _, m := range contact.FindAllStringSubmatchIndex(p.norm(), 3) {
			name := withoutOffice(p.sub(m[2], m[3]))
			name = name.sub(0, len(desk.ReplaceAllString(name.norm(), "")))
			if n := name.norm(); (looseEnd.MatchString(n) || bareEnd.MatchString(n)) && !pronoun.MatchString(n) && !topicWords.MatchString(n) {
				asked = append(asked, name)
			}
		}
		for _, m := range subject.FindAllStringSubmatchIndex(p.norm(), 3) {
			if name := withoutOffice(p.sub(m[2], m[3])); !pronoun.MatchString(name.norm()) {
				told = append(told, name)
			}
		}
	}
	if len(told) > 1 {
		told = told[:1]
	}
	return append(asked, told...)
}

// nameLead are words that run into a name in front of it.
var nameLead = needle.MustCompile(`^(?:.*由|(?:本(?:年度)?(?:工作)?(?:报告|年报)|现将|现就|现|将|为|经|关于|公布|发布|编制|编写|根据|按照|依据|特)+)`)

// withoutOffice gives the body for which an office works.
func withoutOffice(p phrase) phrase {
	if o := office.FindStringSubmatchIndex(p.norm()); o != nil {
		name := p.sub(0, o[3])
		if s, ok := strings.CutSuffix(name.norm(), "办公室政府"); ok { // X市人民政府办公室政府信息公开中心
			return p.sub(0, len(s))
		}
		return name
	}
	return p
}

// pronoun begins a name that says only from where it is seen: 区人民政府, 我局, 本级政府.
var pronoun = needle.MustCompile(`^(?:我|本|全|各|该|省|市|区|县|州|旗|镇|乡|街道)(?:省|市|区|县|州|旗|镇|乡|街道|级)?(?:人民政府|政府|办公室|局|办|委|厅|政务|信息|党)|^(?:党政|政务|信息|综合|有关|相关|国家|上级|各级)`)

// committee tells of what place a text speaks as its own: 碑林区委、区政府.
var committee = needle.MustCompile(`(?:^|[，。；：、由在])([\p{Han}]{1,8}(?:市|区|县|旗|镇|乡|省|州))委、?(?:省|市|区|县|旗|镇|乡|州)?(?:人民)?政府`)

// mentioned gives the body that the text speaks of as its own, where neither
// title nor signature nor opening says it: the body that filled a table in, the
// source that the page names, the place whose committee and government act.
func mentioned(d *report.Document) name {
	for i := range d.Tables {
		for k := range d.Tables[i].Cells {
			if m := filledIn.FindStringSubmatch(d.Tables[i].Cells[k].Norm.String()); m != nil && d.Script != report.Hant {
				return name{m[1], m[1]}
			}
		}
	}
	for _, b := range near(d, 8, 0) {
		if m := committee.FindStringSubmatch(b.Norm.String()); m != nil {
			return composed(m[1])
		}
	}
	if p := d.Meta.Publisher; isOrgan.MatchString(p) && !pronoun.MatchString(p) {
		return name{p, p}
	}
	return name{}
}

var filledIn = needle.MustCompile(`填报单位(?:（[^）]*）)?[:：]([\p{Han}]{4,40})$`)

var corpsCity = needle.MustCompile(`^(?:新疆生产建设兵团|兵团)?第[一二三四五六七八九十]{1,3}师`)

// composed names the government of a place that the document names only as a
// place: a name that is not printed, so in simplified characters.
func composed(place string) name {
	switch {
	case corpsCity.MatchString(place): // one office of corps and city, which is called neither's government
	case strings.HasSuffix(place, "街道"):
		place += "办事处"
	case !zoneEnd.MatchString(place):
		place += "人民政府"
	}
	return name{place, place}
}
