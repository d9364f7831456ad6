package extract

import (
	"strings"

	"nianbao/needle"
	"nianbao/report"
)

// writtenOut are offices by their usual short forms.
var writtenOut = map[string]string{
	"政府": "人民政府", "政府办公室": "人民政府办公室", "政府办公厅": "人民政府办公厅", "政府办": "人民政府办公室",
	"发改委": "发展和改革委员会", "发改局": "发展和改革局", "经信委": "经济和信息化委员会", "国资委": "国有资产监督管理委员会",
	"卫计委": "卫生和计划生育委员会", "卫健委": "卫生健康委员会", "人社局": "人力资源和社会保障局", "人社厅": "人力资源和社会保障厅",
	"住建局": "住房和城乡建设局", "住建委": "住房和城乡建设委员会", "住建厅": "住房和城乡建设厅", "环保局": "环境保护局", "国土局": "国土资源局",
	"文广新局": "文化广电新闻出版局", "食药监局": "食品药品监督管理局", "安监局": "安全生产监督管理局", "工信局": "工业和信息化局",
	"市场监管局": "市场监督管理局", "人防办": "人民防空办公室", "科技局": "科学技术局", "农委": "农业委员会", "建委": "建设委员会",
}

var (
	government = needle.MustCompile(`^(?:人民)?政府`)
	// ofGovernment stands between a division and its government's department.
	ofGovernment = needle.MustCompile(`^(?:人民)?政府(.+)$`)
	// zoneOffice is a zone with its committee or its department.
	zoneOffice = needle.MustCompile(`^[\p{Han}]{0,16}?(?:开发区|新区|园区|产业园|高新区|经开区|示范区|度假区|保税区|合作区|管理区|试验区|风景区|风景名胜区|实验区)`)
	// lower is a division that the table does not have, with its word.
	lower = needle.MustCompile(`^[\p{Han}]{1,5}?(自治州|自治县|自治旗|省|盟|县|旗|市|区|街道|镇|乡|苏木)`)
	// notLower are other words that have a division's in them.
	notLower = needle.MustCompile(`^(?:市场|市政|市容|区域|区划|乡村|镇区|州际)|(?:城乡|城镇|城市|社区|园区|地区|辖区|市区|城区|库区|景区|林区|山区|海区|农区|牧区|片区|保护区|功能区|乡镇|市县|区县|县乡)$`)
	zoneName = needle.MustCompile(`(?:开发区|新区|园区|产业园|高新区|经开区|示范区|度假区|保税区|合作区|管理区|试验区|风景区|风景名胜区|实验区|管委会|管理委员会)$`)
	ruled    = needle.MustCompile(`^(?:人民政府|政府|办事处|公所|行政公署|行署|)$`)
	// goesOn continues a word that has a division's in it: 园林和市|容.
	goesOn = needle.MustCompile(`^(?:容|政[^府]|场|貌|划|化|规|建设|村)`)
	// longer is the word of a division whose name ends like another's: 越州|区.
	longer  = needle.MustCompile(`^(?:区|市|县|旗|镇|乡|街道)`)
	central = needle.MustCompile(`^(?:(?:外交|国防|教育|科学技术|工业和信息化|公安|民政|司法|财政|人力资源和社会保障|自然资源|国土资源|生态环境|环境保护|住房和城乡建设|交通运输|铁道|水利|农业|农业农村|商务|文化|文化和旅游|卫生|退役军人事务|应急管理)部$|审计署$|海关总署$|(?:国务院|国家|中国|中华人民共和国)(?:[\p{Han}]{0,12}?(?:总局|局|委员会|委|部|署|办公室|办公厅))?)`)
)

// canonicalOffice gives the name that an office has in a BodyID: written out,
// and of a government what its division calls it.
func canonicalOffice(region, rest string) string {
	if m := ofGovernment.FindStringSubmatch(rest); m != nil && writtenOut[rest] == "" && !strings.HasPrefix(m[1], "办公") {
		rest = m[1] // 人民政府财政局
	}
	level := report.LevelOf(region)
	switch {
	case level == report.Town && (rest == "办事处" || rest == "街道办事处"):
		return "街道办事处"
	case rest == "":
		return "人民政府"
	case writtenOut[rest] != "":
		return writtenOut[rest]
	}
	if s, ok := strings.CutSuffix(rest, "管委会"); ok {
		return s + "管理委员会"
	}
	return rest
}

// levelOf tells the level of a body from its division, without a code where it
// is not known, and the words behind it, which may name further divisions that
// the table does not have.
func levelOf(of report.Division, rest string) report.BodyLevel {
	if of.Code == "" && rest != "" && central.FindString(rest) == rest {
		return report.Nation
	}
	level, sure := of.Level(), true
	if zoneName.MatchString(of.Name) && !listedCounty(of.Code) {
		level = report.Zone
	}
	for {
		zone := zoneOffice.FindString(rest)
		word, size := lowerDivision(rest[len(zone):])
		if size == 0 {
			break
		}
		level, sure = lowerLevel(level, word)
		rest = rest[len(zone)+size:]
		if office := government.ReplaceAllString(rest, ""); office != "" && !strings.HasPrefix(office, "办") {
			rest = office
		}
	}
	if !sure {
		return ""
	}
	if m := ofGovernment.FindStringSubmatch(rest); m != nil {
		return level.Department()
	}
	if zone := zoneOffice.FindString(rest); zone != "" && !notLower.MatchString(zone) {
		if office := rest[len(zone):]; office == "" || office == "管理委员会" || office == "管委会" {
			return report.Zone
		}
		return report.DeptOfZone
	}
	if ruled.MatchString(rest) || level == report.Zone && (rest == "管理委员会" || rest == "管委会") {
		return level
	}
	return level.Department()
}

// listedCounty tells the code of a county of the national standard, in which
// the fifth digit 7 is the statistical office's for zones.
func listedCounty(code string) bool { return len(code) == 6 && code[4] != '7' }

// lowerDivision gives the word and the length of a division that is not in the
// table and that s begins with.
func lowerDivision(s string) (word string, size int) {
	m := lower.FindStringSubmatch(s)
	if m == nil || notLower.MatchString(m[0]) {
		return "", 0
	}
	word, size = m[1], len(m[0])
	if more := longer.FindString(s[size:]); more != "" {
		word, size = more, size+len(more)
	}
	if goesOn.MatchString(s[size:]) {
		return "", 0
	}
	return word, size
}

// lowerLevel is the level of a division by its word; a 市 may be one of two.
func lowerLevel(above report.BodyLevel, word string) (level report.BodyLevel, sure bool) {
	switch word {
	case "省":
		return report.Province, true
	case "自治州", "盟":
		return report.City, true
	case "自治县", "自治旗", "县", "旗", "区":
		return report.County, true
	case "市":
		if above == report.City {
			return report.County, true
		}
		return "", false
	}
	return report.Town, true
}
