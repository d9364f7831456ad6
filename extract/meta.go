package extract

import (
	"regexp"

	"nianbao/report"
)

var anyYear = regexp.MustCompile(`(20[0-3]\d)年`)

// readMeta fills title, body, year, date of publication and era.
func readMeta(d *report.Document) {
	if m := anyYear.FindStringSubmatch(d.Text); m != nil {
		d.Year = yearOf(m[1])
	}
}
