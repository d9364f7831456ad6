package check

import (
	"slices"
	"sort"

	"nianbao/report"
)

// judge tells of every check that failed whose error it is: that of the
// proposal for one of its figures, ours where the words can be taken so that
// they agree, or the body's where what is printed cannot
// be read in another way.
func judge(d *report.Document, all doubts) {
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
			if g := &d.Figures[f]; g.Reader == report.ReadOCR || all.on(d, g) {
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
	case g.Reader == report.ReadOCR, s.doubts.on(s.d, g):
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

// doubts are the places of a document's numbers that its readers do not agree
// on, that were not recognised for certain, or that share a cell: in order,
// apart from one another.
type doubts []report.Span

func doubtsOf(d *report.Document) doubts {
	var all []report.Span
	for _, i := range d.Issues {
		if i.Kind == report.IssueReaders || i.Kind == report.IssueUnsure || i.Kind == report.IssueManyNumbers {
			all = append(all, i.Span)
		}
	}
	slices.SortFunc(all, func(a, b report.Span) int { return a.Start - b.Start })
	var out doubts
	for _, s := range all {
		if n := len(out); n > 0 && s.Start <= out[n-1].End {
			out[n-1].End = max(out[n-1].End, s.End)
		} else {
			out = append(out, s)
		}
	}
	return out
}

// on tells whether one of them lies on a figure's number.
func (all doubts) on(d *report.Document, g *report.Figure) bool {
	if len(all) == 0 {
		return false
	}
	at := d.Numeral(g)
	i := sort.Search(len(all), func(i int) bool { return all[i].End > at.Start })
	return i < len(all) && all[i].Start < at.End
}
