package extract

import (
	"strings"

	"nianbao/needle"
	"nianbao/report"
)

// shareUnits gives numbers without a unit the unit that the text states for
// them elsewhere: the last of a list, 分别提高0.4、1.1和2.6个百分点, or the words
// before a colon, 查阅人次：23540.
func shareUnits(t *report.Text) {
	for i := len(t.Quantities) - 1; i >= 0; i-- {
		q := &t.Quantities[i]
		if q.Reject != "" || q.Unit != "" || q.Measure != report.None {
			continue
		}
		if i+1 < len(t.Quantities) {
			next := t.Quantities[i+1]
			if next.Reject == "" && next.Unit != "" && next.Num >= q.End && joiner.MatchString(string(t.Norm[q.End:next.Num])) {
				q.Unit, q.Measure = next.Unit, next.Measure
				continue
			}
		}
		before := strings.TrimRight(string(t.Norm[max(0, q.Start-4):q.Start]), "：:")
		for _, unit := range []string{"人次", "场次", "件次", "条次", "篇次"} {
			if strings.HasSuffix(before, unit) {
				q.Unit = unit
				q.Measure, _ = report.UnitMeasure(unit)
			}
		}
	}
}

// bareInList tells whether a number without a unit stands right behind what it
// counts and ends its clause, as in a table written as a line: 网站 1 002，微信 300.
func (m *mention) bareInList() bool {
	norm := m.sent.t.Norm
	if m.Unit != "" || m.Measure != report.None || m.Chinese || !namesOnly.MatchString(strings.TrimRight(m.pre, "：")) {
		return false
	}
	return m.End >= m.sent.end || strings.ContainsRune("，。；、（）", norm[m.End])
}

// namesOnly is a short name of something counted.
var namesOnly = needle.MustCompile(`^[\p{Han}、—]{2,12}$`)
