package pipeline

import (
	"regexp"

	"nianbao/fetch"
	"nianbao/normalize"
	"nianbao/report"
)

var (
	// organ is a public body in a title or a signature.
	organ = regexp.MustCompile(`政府|国务院|人大|政协|委员会|法院|检察院|办事处|街道办|办公[室厅]|[局厅署]|医院|学校|大学|学院|公司`)

	// genre are words that a report of a public body's work does not do without:
	// on disclosure, hotlines, courts and budgets, and speeches on them.
	genre = regexp.MustCompile(`政府信息|政府资讯|信息公开|资讯公开|政务公开|公开信息|主动公开|依申请|申请公开|年度报告|年报|` +
		`工作报告|工作总结|工作情况|政府工作|各位代表|述职|公报|通报|简报|热线|办件|工单|诉求|受理|办结|答复|审结|信访|预算|决算`)
)

// foreign tells a page or text that is no report of a public body, such as news
// or a story: no indicator claims a figure of it, and neither its title nor its
// words are those of a report. Where a manifest names body or year somebody
// knows better.
func foreign(d *report.Document, h fetch.Hint) bool {
	if d.Status != report.OK || d.Region != "" || h.Body != "" || h.Year != 0 {
		return false
	}
	for i := range d.Figures {
		if d.Figures[i].Indicator != "" {
			return false
		}
	}
	return !organ.MatchString(normalize.Form(d.Title+"\n"+d.Meta.Title+"\n"+d.Body)) && !genre.MatchString(normalize.Form(d.Meta.Title+"\n"+d.Text))
}

// noReport is what is left of a document that is foreign: its numbers count
// nothing that is asked for.
func noReport(d *report.Document) *report.Document {
	out := &report.Document{Source: d.Source, SHA256: d.SHA256, Size: d.Size, Format: d.Format, Encoding: d.Encoding, Reader: d.Reader,
		Meta: d.Meta, Links: d.Links, Script: d.Script}
	out.Fail(report.NotAReport, "neither its title nor its words are a public body's report")
	return out
}
