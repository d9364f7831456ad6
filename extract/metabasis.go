package extract

import (
	"strings"

	"nianbao/needle"
	"nianbao/report"
)

var (
	// by begins the words of those whose orders and rules a report follows.
	by = needle.MustCompile(`(?:根据|按照|依据|依照|遵照)([^。；]{2,90}?(?:要求|通知|规定|办法|意见|部署|安排|规范|要点)[^。；]{0,40})`)
	// apart parts them: 根据《条例》和江西省关于…的要求
	apart = needle.MustCompile(`[《》、，和及与（）〈〉“”]`)
)

// superior gives the smallest division whose orders the opening says the report
// follows: 按照裕安区政务公开领导小组的要求. The body lies in it, and where its own
// name is in no table that is what is certain. It is "" where they do not lie in
// one another.
func (p *placer) superior(level report.BodyLevel) string {
	smallest := ""
	for _, b := range near(p.d, 6, 0) {
		if b.Kind == report.TitleBlock {
			continue
		}
		for _, m := range by.FindAllStringSubmatch(b.Norm.String(), -1) {
			for _, words := range apart.Split(m[1], -1) {
				code := p.ordering(words)
				switch {
				case code == "" || strings.HasPrefix(smallest, code):
				case strings.HasPrefix(code, smallest):
					smallest = code
				default:
					return ""
				}
			}
		}
	}
	if len(smallest) > widest(level) {
		return ""
	}
	return smallest
}

// ordering gives the division that words begin with, if they can mean no other.
func (p *placer) ordering(words string) string {
	steps := p.table.Find(words, p.d.Year)
	if len(steps) == 0 {
		return ""
	}
	last := steps[len(steps)-1]
	if len(last.Divisions) != 1 || len(steps) == 1 && !p.certain(last.Divisions[0]) {
		return ""
	}
	return last.Divisions[0].Code
}

// widest is the most digits that the code of a division above a body has.
func widest(level report.BodyLevel) int {
	switch level {
	case report.Nation, report.Province, report.DeptOfProvince:
		return 0
	case report.City, report.DeptOfCity:
		return 2
	case report.County, report.DeptOfCounty:
		return 4
	}
	return 6
}
