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

// verdict tells whose error a cell is that does not hold what it should.
func (s *sheet) verdict(g *report.Figure, kind report.ProposalKind) report.Verdict {
	switch {
	case g.Reader == report.ReadOCR, doubted(s.d, g):
		return report.Misread
	case kind == report.BlankCell && s.d.Reader != report.ReadPDFium:
		return "" // nothing stands there: not reported, which is nobody's error
	case kind != report.WrongCell && drawn(g.Reader):
		return report.Misread
	}
	return report.SourceInconsistent
}

// drawn tells of a reader that must find the cells of tables by where their
// words stand.
func drawn(r report.Reader) bool {
	return r == report.ReadPDFium || r == report.ReadText || r == report.ReadOFD
}

// doubted tells whether the two readers of a PDF disagree on a figure, or its
// cell holds more than a number.
func doubted(d *report.Document, g *report.Figure) bool {
	var at report.Span
	return slices.ContainsFunc(d.Issues, func(i report.Issue) bool {
		if i.Kind != report.IssueReaders && i.Kind != report.IssueUnsure && i.Kind != report.IssueManyNumbers {
			return false
		}
		if at == (report.Span{}) {
			at = d.Numeral(g)
		}
		return i.Start < at.End && at.Start < i.End
	})
}
