package synth

import (
	"sort"
	"strings"
	"unicode/utf8"

	"nianbao/division"
	"nianbao/report"
	"nianbao/third_party/divisions"
)

// A body is one that reports, a government or one of its departments.
type body struct {
	code        string // of its division
	office      string // "" for a government
	first, last int    // years it reports on
	scale       int    // how much it does, in percent of a city's department
	seed        int
}

// offices are departments by their names in provinces and below.
var offices = [][2]string{
	{"发展和改革委员会", "发展和改革局"}, {"教育厅", "教育局"}, {"公安厅", "公安局"}, {"民政厅", "民政局"}, {"司法厅", "司法局"},
	{"财政厅", "财政局"}, {"人力资源和社会保障厅", "人力资源和社会保障局"}, {"住房和城乡建设厅", "住房和城乡建设局"},
	{"交通运输厅", "交通运输局"}, {"水利厅", "水利局"}, {"审计厅", "审计局"}, {"统计局", "统计局"}, {"商务厅", "商务局"},
	{"科学技术厅", "科学技术局"}, {"体育局", "城市管理局"}, {"民族宗教事务委员会", "民族宗教事务局"},
	{"生态环境厅", "生态环境局"}, {"市场监督管理局", "市场监督管理局"}, {"卫生健康委员会", "卫生健康局"}, {"自然资源厅", "自然资源局"},
	{"农业农村厅", "农业农村局"}, {"文化和旅游厅", "文化和旅游局"}, {"应急管理厅", "应急管理局"},
}

// renamed are offices that the reform of 2018 gave other names.
var renamed = strings.NewReplacer("生态环境", "环境保护", "市场监督", "工商行政", "卫生健康", "卫生和计划生育", "自然资源", "国土资源",
	"农业农村", "农业", "文化和旅游", "文化", "应急管理", "安全生产监督管理")

// levels are what bodies are of: how many in a thousand, how long their
// divisions' codes are, whether departments, how much they do.
var levels = []struct {
	share, code int
	department  bool
	scale       int
}{
	{4, 2, false, 1500}, {36, 2, true, 250}, {40, 4, false, 900}, {170, 4, true, 100},
	{250, 6, false, 400}, {300, 6, true, 50}, {200, 9, false, 30},
}

// codes are those of the mainland's divisions, of each length.
func codes() map[int][]string {
	out := map[int][]string{}
	for line := range strings.Lines(divisions.Text) {
		f := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if len(f) == 2 && f[0] < "7" && !strings.Contains(f[1], "直辖") { // of the same name in every year
			out[len(f[0])] = append(out[len(f[0])], f[0])
		}
	}
	return out
}

// A town has a code and a name.
type town struct{ code, name string }

// towns are all of them, in order of their codes.
func towns() []town {
	var out []town
	for line := range strings.Lines(divisions.Text) {
		if code, name, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "\t"); len(code) == 9 {
			out = append(out, town{code, name})
		}
	}
	return out
}

// near gives the names of some towns of the body's division: of its county's,
// where it is a town.
func (b *body) near(d *dice, all []town) []string {
	code := b.code[:min(len(b.code), 6)]
	from := sort.Search(len(all), func(i int) bool { return all[i].code >= code })
	to := sort.Search(len(all), func(i int) bool { return all[i].code >= code+"~" })
	names := []string{"本地"}
	for range min(12, to-from) {
		names = append(names, all[d.between(from, to-1)].name)
	}
	return names[min(1, len(names)-1):]
}

// newBody draws the n-th body.
func newBody(n int, of map[int][]string) body {
	d := newDice(n)
	throw, i := d.below(1000), 0
	for throw >= levels[i].share {
		throw -= levels[i].share
		i++
	}
	l := levels[i]
	b := body{code: pick(d, of[l.code]), seed: n, scale: l.scale * d.between(40, 200) / 100}
	if l.department {
		b.office = pick(d, offices)[min(1, l.code/4)]
	}
	b.first, b.last = 2008+d.below(6)*d.below(2), 2023-d.below(4)*d.below(2)
	return b
}

// name is what the body is called in a year; short is what it calls itself.
func (b *body) name(table *division.Table, year int) (name, short, brand string) {
	chain := table.Chain(b.code, year)
	last := chain[len(chain)-1].Name
	brand = last
	for _, end := range []string{"街道", "特别行政区", "自治州", "自治县", "自治区", "地区", "省", "市", "县", "区", "旗", "盟", "镇", "乡"} {
		if s, ok := strings.CutSuffix(brand, end); ok && utf8.RuneCountInString(s) > 1 {
			brand = s
			break
		}
	}
	from := 0
	if n := len(chain); n > 2 || n == 2 && len(b.code) == 4 {
		from = 1 // cities go without their province, most counties with their city
	}
	for _, d := range chain[from:] {
		name += d.Name
	}
	office := b.office
	if year < 2019 {
		office = renamed.Replace(office)
	}
	switch {
	case office != "":
		return name + office, "我" + lastRune(office), brand
	case strings.HasSuffix(last, "街道"):
		return name + "办事处", "我街道", brand
	case report.LevelOf(b.code) == report.Province:
		return name + "人民政府", "全" + lastRune(last), brand
	}
	return name + "人民政府", "我" + lastRune(last), brand
}

func lastRune(s string) string {
	_, size := utf8.DecodeLastRuneInString(s)
	return s[len(s)-size:]
}
