package extract

import "nianbao/report"

// account computes the residual: the share of the document's numerals that are
// neither a figure nor rejected for a named reason. Each is an issue.
func account(d *report.Document) {
	left := 0
	var named []report.Reject
	for _, r := range d.Rejects {
		if r.Reason == "" {
			left++
			d.Note(report.IssueLeftover, r.Span, d.Slice(r.Span))
			continue
		}
		named = append(named, r)
	}
	d.Rejects = named
	if all := left + len(named) + len(d.Figures); all > 0 {
		d.Residual = float64(left) / float64(all)
	}
}
