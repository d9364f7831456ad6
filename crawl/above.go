package crawl

import (
	"regexp"
	"slices"
	"strings"

	"nianbao/report"
)

// otherBody is the reason of a report that a site only prints again.
const otherBody = "other_body"

// ranks order governments from above. What is not in it, departments and zones,
// publishes on the sites of divisions below its own.
var ranks = []report.BodyLevel{report.Province, report.City, report.County, report.Town}

// above tells the report of a government that stands above the division whose
// site this is: sites print those of their superiors again, among their own.
func (s *Site) above(d *report.Document) bool {
	if slices.ContainsFunc(s.Reports, func(e Expected) bool { return e.Body == d.Body || e.Body == d.BodyName }) {
		return false
	}
	place := government.ReplaceAllString(s.Name, "")
	if place == "" || strings.Contains(d.BodyName, place) {
		return false // its own, whatever the level
	}
	theirs, ours := slices.Index(ranks, d.Level), slices.Index(ranks, s.level())
	return theirs >= 0 && theirs < ours
}

// level is that of the division whose site this is, "" where nobody knows.
func (s *Site) level() report.BodyLevel {
	if s.Division != "" {
		return report.LevelOf(s.Division)
	}
	m := placeEnd.FindStringSubmatch(s.Name)
	if m == nil {
		return ""
	}
	return levelWords[m[1]]
}

var (
	government = regexp.MustCompile(`人民政府.*$`)
	placeEnd   = regexp.MustCompile(`(自治区|自治州|地区|街道|[省市盟州县区旗镇乡])(?:办事处|人民政府(?:办公厅|办公室)?)?$`)
	levelWords = map[string]report.BodyLevel{"省": report.Province, "自治区": report.Province, "自治州": report.City, "地区": report.City, "市": report.City,
		"盟": report.City, "州": report.City, "县": report.County, "区": report.County, "旗": report.County, "镇": report.Town, "乡": report.Town, "街道": report.Town}
)
