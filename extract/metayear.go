package extract

import (
	"fmt"
	"strconv"

	"nianbao/needle"
	"nianbao/report"
)

// chineseYear is a year written in Chinese numerals or Western digits; a ROC
// year counts only in a text of traditional characters.
const chineseYear = `(\d{2,4}|二[〇零][〇零一二三][〇零一二三四五六七八九])`

var (
	titleYear = needle.MustCompile(`(?:民国)?` + chineseYear + `(?:学年度|年度|年|度)?`)
	// 自2017年1月1日至2017年12月31日; 2023.1.1—2023.12.31
	wholeYear = needle.MustCompile(chineseYear + `[年.][01]?[一1][月.][01]?[一1]日?[^。；]{0,12}?(?:` + chineseYear + `[年.])?(?:12|十二)[月.](?:31|三十一)日?`)
	// 2008年5月1日算起，截止到2008年12月31日; 统计到2019年12月31日
	untilYear = needle.MustCompile(`(?:至|到|截止?至?)` + chineseYear + `年(?:12|十二)月(?:31|三十一)日`)
	// 2017年1—12月; 二〇二二年一月至十二月
	monthsOf = needle.MustCompile(chineseYear + `年[1一]月?[-—~至](?:12|十二)月`)
	// 2017年度信息公开工作年度报告; 2020年度滨海街道办事处信息公开工作报告
	reportOf = needle.MustCompile(chineseYear + `年度?[^，。；]{0,24}?(?:年度报告|工作报告|年报|信息公开|政务公开)`)
	anyYear  = needle.MustCompile(chineseYear + `年`)
)

// readYear finds the reporting year: in the title, else in the sentence that
// says from when to when the report counts, else in the opening, else over a
// table; else the year before the publication's, where the prose names it, or
// the year that it names most.
func readYear(d *report.Document, title phrase) {
	hant := d.Script == report.Hant
	_, _, named := yearInTitle(title.norm(), hant)
	counted, opened := 0, 0
	for _, b := range near(d, 10, 0) {
		if b.Kind == report.TitleBlock {
			continue
		}
		s := b.Norm.String()
		for _, re := range []*needle.Regexp{wholeYear, untilYear, monthsOf} {
			if counted == 0 {
				counted = yearIn(re, s, hant)
			}
		}
		if opened == 0 {
			opened = yearIn(reportOf, s, hant)
		}
	}
	for _, year := range []int{named, counted, opened, tableYear(d, hant)} {
		if d.Year == 0 {
			d.Year = year
		}
	}
	switch {
	case named > 0 && counted > 0 && named != counted:
		d.Note(report.IssueYear, report.Span{}, fmt.Sprintf("the title says %d, the period counted is of %d", named, counted))
	case d.Year == 0:
		d.Year = guessYear(d, hant)
		detail := "neither title nor opening names the year"
		if d.Year > 0 {
			detail += ": " + strconv.Itoa(d.Year)
		}
		d.Note(report.IssueYear, report.Span{}, detail)
	}
}

// yearInTitle finds the year in a title, with 年度 or 年 or bare; a ROC year is
// never bare.
func yearInTitle(s string, hant bool) (start, end, year int) {
	for _, m := range titleYear.FindAllStringSubmatchIndex(s, -1) {
		bare := m[1] == m[3]
		if n := s[m[2]:m[3]]; len(n) >= 4 || hant && !bare {
			if year := plausibleYear(n, hant); year > 0 {
				return m[0], m[1], year
			}
		}
	}
	return 0, 0, 0
}

// yearIn reads the year that re finds; a period from one year into the next is
// of none.
func yearIn(re *needle.Regexp, s string, hant bool) int {
	for _, m := range re.FindAllStringSubmatch(s, -1) {
		year := plausibleYear(m[1], hant)
		if len(m) > 2 && m[2] != "" && plausibleYear(m[2], hant) != year {
			continue
		}
		if year > 0 {
			return year
		}
	}
	return 0
}

// plausibleYear reads a year in which such reports could be made.
func plausibleYear(s string, hant bool) int {
	if !hant && len(s) < 4 {
		return 0
	}
	if year := yearOf(s); year >= 2000 {
		return year
	}
	return 0
}

// yearAlone is a cell or caption that says of what year a table is: （2016年度）.
var yearAlone = needle.MustCompile(`[（(]` + chineseYear + `年度?[）)]$`)

func tableYear(d *report.Document, hant bool) int {
	for i := range d.Tables {
		t := &d.Tables[i]
		if year := yearIn(yearAlone, t.Caption, hant); year > 0 {
			return year
		}
		for k := range t.Cells[:min(len(t.Cells), 4)] {
			if year := yearIn(yearAlone, t.Cells[k].Norm.String(), hant); year > 0 {
				return year
			}
		}
	}
	return 0
}

// guessYear gives the year before the publication's where the prose names it,
// else the year that the prose names most often, the later of two.
func guessYear(d *report.Document, hant bool) int {
	count := map[int]int{}
	for i := range d.Blocks {
		b := &d.Blocks[i]
		if b.Norm == nil || b.Kind == report.Furniture {
			continue
		}
		for _, m := range anyYear.FindAllStringSubmatch(b.Norm.String(), -1) {
			count[plausibleYear(m[1], hant)]++
		}
	}
	before := 0
	if len(d.Published) >= 4 {
		before = yearOf(d.Published[:4]) - 1
	}
	if count[before] > 0 {
		return before
	}
	best := 0
	for year, n := range count {
		if year > 0 && (best == 0 || n > count[best] || n == count[best] && year > best) {
			best = year
		}
	}
	if best == 0 && before > 2000 {
		return before
	}
	return best
}
