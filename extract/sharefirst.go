package extract

import (
	"nianbao/needle"
	"nianbao/report"
)

// shareFirst is a share before what it is of and who has it: 53%的公开申请来自企业.
var shareFirst = needle.MustCompile(`^的(\p{Han}{2,14}?)(?:来自|源自|出自|由|经|通过|属于|属|为|涉及)(\p{Han}{2,14})$`)

// byShareFirst reads such a share as one of the whole that it names, by the
// dimension that its other half names.
func (r *reader) byShareFirst(m *mention, f *report.Figure) bool {
	if m.Measure != report.Percent || trimItem(m.pre) != "" && !amongThem.MatchString(m.pre) {
		return false
	}
	g := shareFirst.FindStringSubmatch(m.post)
	if g == nil {
		return false
	}
	for _, unit := range []string{"件", "条", "人"} {
		mt, ok := r.x.best(g[1]+markSelf+unit+markUnit, r.family())
		if !ok || mt.open {
			continue
		}
		whole := &frame{indicator: mt.indicator, lead: true}
		if r.partOf(whole, m, f, trimItem(g[2])) {
			f.Role = report.Share
			return true
		}
	}
	return false
}

// byLastShare reads a share that goes on a list of shares of one whole: 新媒体发布占
// 三成，报纸不足一成.
func (r *reader) byLastShare(m *mention, f *report.Figure, item string) bool {
	n := len(r.last)
	if n == 0 || f.Role != report.Share || m.Measure != report.Percent {
		return false
	}
	last := r.last[n-1].figure
	if last.Role != report.Share || last.Indicator == "" || len(last.Dims) == 0 {
		return false
	}
	return r.partOf(&frame{indicator: last.Indicator, lead: true}, m, f, item)
}
