package extract

import (
	"regexp"
	"strings"

	"nianbao/needle"
	"nianbao/report"
)

// A listHead opens a paragraph that is a table in prose: 规范性文件（件）——制定：14；
// 废止：5. What it names and its unit hold for every number behind it.
type listHead struct {
	words string
	unit  string
	re    *needle.Regexp // the head as it stands in a masked sentence
}

var listHeadRE = needle.MustCompile(`^(?:（?[\d一二三四五六七八九十]{1,2}[、.．）])?([\p{Han}、“”/]{2,20})（([\p{Han}]{1,3})）(?:——|：)`)

// listHeadOf gives the head that a block begins with, or nil, and gives its unit
// to the block's numbers that have none.
func listHeadOf(t *report.Text) *listHead {
	g := listHeadRE.FindStringSubmatch(string(t.Norm))
	if g == nil {
		return nil
	}
	unit, width := report.UnitAt([]rune(g[2]))
	if width != len([]rune(g[2])) {
		return nil
	}
	measure, _ := report.UnitMeasure(unit)
	for i := range t.Quantities {
		if q := &t.Quantities[i]; q.Reject == "" && q.Unit == "" && q.Measure == report.None {
			q.Unit, q.Measure = unit, measure
		}
	}
	words := strings.NewReplacer("“", "", "”", "").Replace(g[1])
	return &listHead{words: words, unit: unit, re: needle.MustCompile(`^` + regexp.QuoteMeta(words) + `(?:[（﹙][^）﹚]*[）﹚])?(?:——|：)`)}
}

// lead puts the head's words before the first number of a sentence.
func (h *listHead) lead(gap string) string {
	return h.words + h.re.ReplaceAllString(gap, "")
}
