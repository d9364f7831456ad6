package division

import (
	"regexp"
	"strings"

	"nianbao/report"
)

// peoples are the words by which autonomous divisions are named after a place:
// 恩施土家族苗族自治州 is called 恩施州.
var peoples = regexp.MustCompile(`(?:蒙古族?|回族|藏族|维吾尔族?|苗族|彝族|壮族|布依族|朝鲜族|满族|侗族|瑶族|白族|土家族|哈尼族|哈萨克族?|傣族|黎族|傈僳族|佤族|畲族|高山族|拉祜族|水族|东乡族|纳西族|景颇族|柯尔克孜族?|土族|达斡尔族|仫佬族|羌族|布朗族|撒拉族|毛南族|仡佬族|锡伯族?|阿昌族|普米族|塔吉克族?|怒族|乌孜别克族|俄罗斯族|鄂温克族|德昂族|保安族|裕固族|京族|塔塔尔族|独龙族|鄂伦春族|赫哲族|门巴族|珞巴族|基诺族|各族)+自治([州县])$`)

// withoutPeoples gives the form of an autonomous division's name that has only
// the place, or "".
func withoutPeoples(name string) string {
	loc := peoples.FindStringSubmatchIndex(name)
	if loc == nil || loc[0] <= len("州") {
		return ""
	}
	return name[:loc[0]] + name[loc[2]:loc[3]]
}

// shortOf gives the form of a province's or city's name that has no word for
// what it is: 内蒙古, 合肥; or "".
func shortOf(d *report.Division) string {
	if len(d.Code) > 4 {
		return ""
	}
	for _, w := range []string{"维吾尔自治区", "壮族自治区", "回族自治区", "自治区", "特别行政区", "省", "市"} {
		if s, ok := strings.CutSuffix(d.Name, w); ok {
			return s
		}
	}
	return ""
}

// zoneWord begins the name of a zone behind a short form: 合肥高新技术产业开发区.
// Without one of these words in front a zone's own name may begin like a city's.
var zoneWord = regexp.MustCompile(`^(?:经济|高新|技术|综合|保税|产业|工业|自由贸易)[\p{Han}]{0,14}?(?:开发区|园区|产业园|高新区|示范区|保税区|合作区|试验区|实验区)`)

// shortened gives the divisions that s begins with the short form of. 吉林
// begins many names: it is the province or the city where a zone's words
// follow, or a zone with one of its towns; and the province where its
// government, or one of its cities or counties, does.
func (t *Table) shortened(s string, year int) (found []report.Division, size int) {
	candidates, size := t.within(t.short, nil, s, year)
	for _, d := range candidates {
		below, _ := t.within(t.names, []report.Division{d}, s[size:], year)
		over := len(unlisted.FindString(s[size:]))
		towns, _ := t.townsWithin([]report.Division{d}, s[size+over:])
		if zoneWord.MatchString(s[size:]) || len(d.Code) == 2 && (len(below) > 0 || government.MatchString(s[size:])) || over > 0 && len(towns) > 0 {
			found = append(found, d)
		}
	}
	return found, size
}
