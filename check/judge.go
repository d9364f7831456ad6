package check

import (
	"slices"

	"nianbao/report"
)

// judge tells of every check that failed whose error it is: that of the
// proposal for one of its figures, ours where the words can be taken so that
// they agree, or the body's where what is printed cannot
// be read in another way.
func judge(d *report.Document) {
	for i := range d.Checks {
		c := &d.Checks[i]
		if c.OK {
			continue
		}
		c.Verdict = report.SourceInconsistent
		if c.Reading != "" {
			c.Verdict = report.Misread
			continue
		}
		for _, f := range c.Figures {
			if g := &d.Figures[f]; g.Reader == report.ReadOCR || doubted(d, g) {
				c.Verdict = report.Unsettled
			}
		}
		for _, f := range c.Figures {
			if k := slices.IndexFunc(d.Proposals, func(p report.Proposal) bool { return p.Figure == f && p.Verdict != "" }); k >= 0 {
				c.Verdict = d.Proposals[k].Verdict
				break
			}
		}
	}
}
