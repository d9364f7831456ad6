package division

import (
	"strings"

	"nianbao/report"
)

// Inside gives the divisions below a code, down to counties: every name and
// revision of them. Of a county, its towns.
func (t *Table) Inside(code string) []report.Division {
	var out []report.Division
	if len(code) == 6 {
		for line := range strings.Lines(t.block(code)) {
			if town, name, ok := strings.Cut(strings.TrimSuffix(line, "\n"), "\t"); ok && len(town) == 9 {
				out = append(out, report.Division{Code: town, Name: name})
			}
		}
		return out
	}
	for i := range t.upper {
		if d := t.upper[i].Division; strings.HasPrefix(d.Code, code) && d.Code != code {
			out = append(out, d)
		}
	}
	return out
}
