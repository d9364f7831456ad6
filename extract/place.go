package extract

import (
	"strings"
	"unicode/utf8"

	"nianbao/needle"
	"nianbao/report"
)

// partOfBody are the last words of names of a body's parts: its counties and
// towns, its bureaus, and the units below them.
const (
	partOfBody = `街道办事处|街道办|县|区|市|镇|乡|街道|旗|盟|州|局|厅|直部门|级部门|组成部门|街镇|镇街|直单位|属单位|大队|支队|中队|派出所|管委会|本级|镇﹙街﹚|分局|办事处|[县区市]人民法院|检察院`
	// actsForAll are those that mostly act for the whole body; in a list they are parts.
	actsForAll = `委|[府委政道侨编台外防贫急]办|[开务访制理融明]办|办公室|政府|乡镇|部门`
	// unitBelow ends the name of a unit that only a level before it tells from a
	// thing: 县疾控中心, 市环境监测站.
	unitBelow = `[省市县区旗州镇乡局]\p{Han}{1,8}?(?:[控测体究]中心|监测站|医院|公司|集团)|[省市]中院|[局厅委直]机关(?:各?处室)?`
)

var (
	// placeName is an item that names a part of the body or of its region and nothing else.
	placeName = needle.MustCompile(`^(?:[\p{Han}、（）﹙﹚]{0,18}(?:` + partOfBody + `|` + actsForAll + `)|` + unitBelow + `)$`)
	// placeLead is a clause whose subject is another place: 沙堡县召开新闻发布会.
	placeLead = needle.MustCompile(`^(?:其中)?(?:由)?((?:和?(?:[^及和与的]|自然资源和|住房和|住建和){1,12}?(?:` + partOfBody + `))|` + unitBelow + `)(?:` + doesSomething + `)`)
	// placeTold is a clause that only says of which place the next one is, or
	// where that stands among the others: 五竹镇，共702条, 凉山州次之，有151条.
	placeTold = needle.MustCompile(`^(?:[^，；。]{0,12}(?:为|是))?((?:和?(?:[^及和与的]|自然资源和|住房和|住建和){1,12}?(?:` + partOfBody + `))|` + unitBelow + `)(?:` + amongOthers + `)?$`)
	// noPlace are words that end like a place and are none.
	noPlace = needle.MustCompile(`^[一二三四五六七八九十]、|[的是]|[全我本各该](?:[省市县区镇乡州局办]|街道)|^(?:全部|全体|全国|全系统|我|本|各|该|县区|街|其他|有关|相关|职能|责任|热线|统计|上级|下级|同级|被|由|在|占|居|比|对|从|向|以|为|列|按|除|与|经|非|通过|以|出席|参加|移转|移送|点名|查阅|针对|汇总|不属|最多|最少|师市$|市县$|部门$|单位$|机关$)|本机关|其他机关|我委|全年|年内|通过|[报送呈][省市县区]\p{Han}*$|派员|^[省市县区镇乡]政府$|(?:社区|专区|辖区|园区|地区|小区|景区|校区|片区|灾区|城区居民|大厅|客厅|展厅|行政区|开放区|体验区|公开区|服务区|上市|城市|门市|超市|都市|电视|布局|格局|结局|当局|牌局|邮局)$`)
)

// doesSomething begins what a place did or how it stands.
const doesSomething = `共|举办|召开|开(?:了|政务|信息|工作|推进|例|专题|会)|结转|举行|答复|受理|收到|办|发布|公开|开展|承办|接到|接获|接报|组织|被|有|无|未|没有|为|新收|印发|制发|更新|直播|报送|推送|直接|得分|分别|占|只|仅|满意率|办结率|公开量|受理量|工单量|申请量|专职|兼职|门户网站|审执?结|下降|上升|增加|减少|` + amongOthers

// amongOthers says where a place stands among others.
const amongOthers = `居首|次之|垫底|领先|居前|最[多少高低]|排|居|位居`

// placeOf gives the part of the body that a mention's own words name, or "".
func (r *reader) placeOf(m *mention) string {
	words := m.pre
	if m.subj != "" {
		words = m.subj
	}
	item := picked.ReplaceAllString(trimItem(words), "")
	if strings.HasSuffix(strings.TrimSuffix(m.left, m.pre), markUnit) {
		item = "" // 19个乡镇公开7600余条: they are counted, not named
	}
	if several := severalPlaces.FindString(item); several != "" {
		return r.acts(m, several)
	}
	if g := placeBehind.FindStringSubmatch(item); g != nil && r.isPlace(g[1]) {
		item = g[1]
	}
	if r.isPlace(item) {
		return r.acts(m, item)
	}
	if who := didOnly.ReplaceAllString(item, ""); who != item && r.isPlace(who) {
		return r.acts(m, who)
	}
	if n := len(r.last); m.Measure == report.Place && n > 0 && stands.MatchString(m.pre) {
		m.actor = r.last[n-1].actor
		return r.last[n-1].figure.Place // 曲梁县41275条，居全市第1位
	}
	if m.subj != "" {
		if p := placeLead.FindStringSubmatch(m.pre); p != nil && r.isPlace(p[1]) {
			return r.acts(m, p[1])
		}
	}
	clause := picked.ReplaceAllString(trimLead(lastClause(m.left)), "")
	if p := placeLead.FindStringSubmatch(clause); p != nil && r.isPlace(p[1]) {
		r.place = r.acts(m, p[1])
		return r.place
	}
	if before := trimLead(previousClause(m.left)); before != "" && onlyDone.MatchString(m.pre) {
		p := placeTold.FindStringSubmatch(before)
		if p == nil {
			p = placeLead.FindStringSubmatch(before)
		}
		if p != nil && r.isPlace(p[1]) {
			return r.acts(m, p[1])
		}
	}
	return ""
}

// didOnly ends an item that says who published and no more: 县政府及其办公室公开.
var didOnly = needle.MustCompile(`(?:公开|发布|上传|报送|更新)$`)

// stands begins a rank that names no one.
var stands = needle.MustCompile(`^(?:位?居|排名?|列|名列|位列)`)

// acts makes a place the one that a mention is of.
func (r *reader) acts(m *mention, place string) string {
	m.actor = place
	return r.asPrinted(m, place)
}

// picked stands before a place that is picked out: 最多的双溪镇公开712条, 除沙堡县
// 为98.5%外.
var picked = needle.MustCompile(`^(?:二级单位|下属单位|直属单位|所属单位)|^(?:唯有|只有|仅有|其中|[首转分改]派)|^[^，。；、]{0,8}(?:最(?:多|少|高|低|好)|居前|靠前|居后|靠后|领先|落后)的(?:部门|单位|县区|地区|地方)?(?:是|有|为)?|^[^，。；、]{0,12}除|^[^，。；、]{0,14}(?:部门|单位|地区|县区|乡镇)(?:是|为)`)

// placeBehind is a place right behind what is counted: 满意率大名城区为94.7%.
var placeBehind = needle.MustCompile(`^[^、]{2,14}(?:率|信息|工单|人数|次数|件数|条数)([\p{Han}]{2,10})$`)

// severalPlaces sums up places: 漳河市、大名城区、临洺县三地.
var severalPlaces = needle.MustCompile(`^[\p{Han}]{1,8}(?:、[\p{Han}]{1,8})+[二两三四五六七八九十](?:地|家|县|区|镇)`)

// withoutActor leaves out who acts: the 环境 of 市生态环境局公开信息 is no subject.
func (m *mention) withoutActor(id, words string) string {
	if id != "disclosure.items" {
		return words // 属县林业局职责
	}
	if m.actor != "" {
		words = strings.Replace(words, m.actor, "", 1)
	}
	return bureau.ReplaceAllString(words, "")
}

// bureau is the name of an office that a clause may have as its subject.
var bureau = needle.MustCompile(`[省市县区州旗]\p{Han}{1,9}?(?:局|厅|支队|大队)`)

func trimLead(s string) string { return strings.TrimLeft(s, "、和及与其中（）") }

func (r *reader) isPlace(item string) bool {
	n := utf8.RuneCountInString(item)
	return n >= 2 && n <= 18 && placeName.MatchString(item) && !noPlace.MatchString(item) &&
		!strings.Contains(r.body, item) && !(ownBureau.MatchString(item) && strings.HasSuffix(r.body, "局"))
}

// ownBureau is how a bureau's report names the bureau itself.
var ownBureau = needle.MustCompile(`^[省市县区旗州]局$`)

// placeHas tells whether a share names only the place that has it: 市本级占四成.
func (m *mention) placeHas(place string) bool {
	i := strings.Index(m.pre, "占")
	return place != "" && i >= 0 && strings.TrimPrefix(trimItem(m.pre[:i]), m.actor) == ""
}

// asPrinted finds a name in the mention's sentence and gives it in the source's
// own characters.
func (r *reader) asPrinted(m *mention, name string) string {
	s := m.sent
	name = strings.NewReplacer(keptOpen, "（", keptClose, "）").Replace(name)
	text := string(s.t.Norm[s.start:m.Start])
	i := strings.LastIndex(text, name)
	if i < 0 {
		return name
	}
	from := s.start + utf8.RuneCountInString(text[:i])
	return r.d.Slice(s.t.Span(from, from+utf8.RuneCountInString(name)))
}
