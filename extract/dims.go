package extract

import (
	"strings"
	"unicode/utf8"

	"nianbao/needle"
	"nianbao/report"
)

// field names the subject of the clauses behind it: 环境保护方面，公布…
var field = needle.MustCompile(`([^，。；：、@#>]{2,12})方面[，：,]`)

// otherField are subjects that no topic of the codebook names.
var otherField = needle.MustCompile(`(?:教育|医疗|卫生|就业|社保|社会保障|交通|农业|农村|扶贫|民政|文化|旅游|科技|体育|养老|救助|人事|招生|城建|市政|民生|水利|林业)$`)

// inField lets the subject that leads the sentence decide the topic.
func (r *reader) inField(m *mention, id string, dims map[string]string) map[string]string {
	if id != "disclosure.items" {
		return dims
	}
	all := field.FindAllStringSubmatch(m.left, -1)
	if len(all) == 0 {
		return dims
	}
	lead := all[len(all)-1][1]
	topic := r.x.dimsOf(id, lead, lead)["topic"]
	if topic == "" && otherField.MatchString(lead) {
		topic = "other"
	}
	if topic != "" {
		if dims == nil {
			dims = map[string]string{}
		}
		dims["topic"] = topic
	}
	return dims
}

func copyDims(d map[string]string) map[string]string {
	if len(d) == 0 {
		return nil
	}
	c := make(map[string]string, len(d))
	for k, v := range d {
		c[k] = v
	}
	return c
}

// dimsOf finds an indicator's dimensions in the words of a match and of its
// item: for each dimension the word that ends last, of those the longest. The
// item's own words win over the match's.
func (x *Extractor) dimsOf(id, words, item string) map[string]string {
	var out map[string]string
	item, words = anyone.ReplaceAllString(item, ""), anyone.ReplaceAllString(words, "")
	for _, text := range []string{item, words} {
		found := map[string][2]int{}
		for _, d := range x.dims[id] {
			if _, done := found[d.key]; !done && out[d.key] != "" {
				continue
			}
			locs := d.re.FindAllStringIndex(text, -1)
			if len(locs) == 0 {
				continue
			}
			last := locs[len(locs)-1]
			best, seen := found[d.key]
			if seen && strings.HasPrefix(out[d.key], d.value+".") {
				continue // the special outcome stays: 没有现成信息…无法提供
			}
			if !seen || last[1] > best[1] || last[1] == best[1] && last[0] < best[0] || strings.HasPrefix(d.value, out[d.key]+".") {
				if out == nil {
					out = map[string]string{}
				}
				out[d.key] = d.value
				found[d.key] = [2]int{last[0], last[1]}
			}
		}
	}
	return out
}

// anyone is a list of who may apply at all, which names none of them.
var anyone = needle.MustCompile(`(?:公民|自然人|个人|群众)(?:、|和|与|及|或|或者|以及)(?:法人|企业|单位|组织|公司)(?:(?:、|和|与|及|或|或者|以及)(?:其他|其它|社会)?组织)?`)

// ambiguous tells whether an item names two values of a dimension at once:
// 邮递及传真合共131宗 is of neither channel.
func (r *reader) ambiguous(id, item string) bool {
	parts := splitByAnd(item)
	if len(parts) != 2 {
		return false
	}
	a, b := r.x.dimsOf(id, parts[0], parts[0]), r.x.dimsOf(id, parts[1], parts[1])
	for k, v := range a {
		if b[k] != "" && b[k] != v {
			return true
		}
	}
	return false
}

// ownDims adds the dimensions that a relative mention's own words name:
// 被纠错比例 of 行政复议318件.
func (r *reader) ownDims(m *mention, f *report.Figure) {
	if !m.related || f.Indicator == "" {
		return
	}
	for k, v := range r.x.dimsOf(f.Indicator, m.pre, m.pre) {
		if f.Dims == nil {
			f.Dims = map[string]string{}
		}
		f.Dims[k] = v
	}
}

// tidyDims settles what the words leave open: 其他 in a list of channels is
// another channel, and of a channel's messages only the channel is coded.
func (r *reader) tidyDims(id string, dims map[string]string) map[string]string {
	if id != "disclosure.items" {
		return dims
	}
	if dims["topic"] == "other" && dims["channel"] == "" && len(r.last) > 0 && r.last[len(r.last)-1].figure.Dims["channel"] != "" {
		return map[string]string{"channel": "other"}
	}
	if dims["channel"] != "" {
		delete(dims, "topic")
	}
	return dims
}

// ofSubject tells whether a label names information on one subject of its own:
// 精准扶贫信息, but not 各类政府信息.
func ofSubject(label string) bool {
	g := subjectInfo.FindStringSubmatch(label)
	return g != nil && !wholeInfo.MatchString(g[1]) && utf8.RuneCountInString(anySubject.ReplaceAllString(g[1], "")) >= 3
}

var (
	wholeInfo   = needle.MustCompile(`^(?:各类|各种|各项|全部|所有|各方面)`)
	subjectInfo = needle.MustCompile(`^([^，。；：@#]{3,16})(?:类|方面)?信息$`)
	anySubject  = needle.MustCompile(`目录|信息|专栏|各类|各项|各种|各方面|全部|所有|相关|有关|政府|政务|公开|主动|工作|本级|各级|部门|行政机关|单位|机关|街道|乡镇|本镇|本局|本委|全县|全市|全区|[省市县区镇乡]级|网站|微信|微博|公众号|新媒体|平台|媒体|栏目|新增|累计|年度|原创|图文|文字|重要|最新|依法|应|的|类`)
)
