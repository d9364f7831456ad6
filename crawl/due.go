package crawl

import (
	"fmt"

	"nianbao/report"
)

// newRule is the first year whose reports fall under the regulation of 2019.
const newRule = 2019

// DueOn is the day, in China, by which a body of a level must have published its
// report on a year: since the regulation of 2019 governments by 31 March of the
// next year, and departments, streets and towns by 31 January (whose counties
// may say otherwise); before it everyone by 31 March. "" where the level is not
// known and the day depends on it.
func DueOn(level report.BodyLevel, year int) string {
	switch {
	case year < newRule, level == report.Nation, level == report.Province, level == report.City, level == report.County:
		return fmt.Sprintf("%d-03-31", year+1)
	case level == "":
		return ""
	}
	return fmt.Sprintf("%d-01-31", year+1)
}

// Owes lists the years on which a body owes reports by a day, 2026-02-01: from
// its first one to the last one that has ended.
func (e Expected) Owes(today string) (years []int) {
	var this int
	fmt.Sscanf(today, "%d-", &this)
	last := this - 1
	if e.Until != 0 {
		last = min(last, e.Until)
	}
	for year := max(e.From, firstYear); year <= last; year++ {
		years = append(years, year)
	}
	return years
}
