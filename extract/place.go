package extract

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

var (
	// placeName is an item that names a part of the body or of its region and nothing else.
	placeName = regexp.MustCompile(`^[\p{Han}、（）﹙﹚]{0,18}(?:县|区|市|镇|乡|街道|旗|盟|州|局|委|厅|办|办公室|部门|乡镇|直单位|属单位|大队|本级|镇﹙街﹚|镇街|分局|政府|办事处)$`)
	// placeLead is a clause whose subject is another place: 沙堡县召开新闻发布会.
	placeLead = regexp.MustCompile(`^(?:其中)?([\p{Han}]{1,9}?(?:县|市|区|镇|乡|旗|本级|局|街道))(?:共|举办|召开|开(?:了|政务|信息|工作|推进|例|专题|会)|结转|举行|答复|受理|收到|办理|发布|公开|开展|承办|接到|接获|组织|被|有|无|未|没有|为|新收|印发|制发)`)
	// noPlace are words that end like a place and are none.
	noPlace = regexp.MustCompile(`^[一二三四五六七八九十]、|(?:培训|会议|活动)办$|[全我本各该](?:[省市县区镇乡州局办]|街道)|^(?:全|我|本|各|该|县区|街|其他|有关|相关|上级|被|由|在|占|居|比|对|从|向|以|针对|汇总|不属|除|最多|最少)|^[省市县区镇乡]政府$|(?:举|承|主|协|督|交|拟|少|多|代|经|转|包|帮|联|续|应)办$|(?:社区|专区|辖区|园区|地区|小区|景区|校区|片区|灾区|城区居民|大厅|客厅|展厅|行政区|开放区|体验区|公开区|服务区|上市|城市|门市|超市|都市|电视|布局|格局|结局|当局|牌局|邮局)$`)
)

// placeOf gives the part of the body that a mention's own words name, or "".
func (r *reader) placeOf(m *mention) string {
	words := m.pre
	if m.subj != "" {
		words = m.subj
	}
	item := superlative.ReplaceAllString(trimItem(words), "")
	if several := severalPlaces.FindString(item); several != "" {
		return r.asPrinted(m, several)
	}
	if g := placeBehind.FindStringSubmatch(item); g != nil && r.isPlace(g[1]) {
		item = g[1]
	}
	if r.isPlace(item) {
		return r.asPrinted(m, item)
	}
	clause := lastClause(m.left)
	if p := placeLead.FindStringSubmatch(superlative.ReplaceAllString(trimLead(clause), "")); p != nil && r.isPlace(p[1]) {
		r.place = r.asPrinted(m, p[1])
		return r.place
	}
	return ""
}

// superlative stands before a place that is picked out: 最多的双溪镇公开712条.
var superlative = regexp.MustCompile(`^[^，。；、]{0,8}(?:最(?:多|少|高|低|好)|居前|靠前|居后|靠后|领先|落后)的(?:部门|单位|县区|地区|地方)?(?:是|有|为)?`)

// placeBehind is a place right behind what is counted: 满意率大名城区为94.7%.
var placeBehind = regexp.MustCompile(`^[^、]{2,14}(?:率|信息|工单|人数|次数|件数|条数)([\p{Han}]{2,10})$`)

// severalPlaces sums up places: 漳河市、大名城区、临洺县三地.
var severalPlaces = regexp.MustCompile(`^[\p{Han}]{1,8}(?:、[\p{Han}]{1,8})+[二两三四五六七八九十](?:地|家|县|区|镇)`)

func trimLead(s string) string { return strings.TrimLeft(s, "、和及与其中（）") }

func (r *reader) isPlace(item string) bool {
	n := utf8.RuneCountInString(item)
	return n >= 2 && n <= 18 && placeName.MatchString(item) && !noPlace.MatchString(item) &&
		!strings.Contains(r.body, item) && !strings.HasSuffix(item, "政府网站")
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
