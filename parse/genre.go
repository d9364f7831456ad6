package parse

import (
	"strings"
	"unicode/utf8"

	"nianbao/needle"
	"nianbao/report"
)

var (
	// aboutReports are the titles of notices that ask for annual reports.
	aboutReports = needle.MustCompile(`(?:做好|[开開]展|[报報]送|[编編][制製写寫报報]|填[报報写寫]|上[报報]|[规規][范範]|[组組][织織]|推[进進]|催[报報]|[审審][核查]|有[关關]事[项項]|格式|模板).{0,60}(?:通知|通[报報]|方案|函|意[见見]|[规規]定|[办辦]法|公告|提醒)$`)

	// howReports are the titles of instructions for them.
	howReports = needle.MustCompile(`(?:年度?[报報]告|年[报報]).{0,12}(?:[编編][制製写寫]|填[报報写寫]|[报報]送|[发發]布|[审審]核).{0,8}(?:要求|[说說]明|指南|方案|培[训訓]|安排|提醒|通知|格式|工作)$`)

	namesReport = needle.MustCompile(`年度?[报報]告|年[报報]`)
	stated      = needle.MustCompile(`(?:公[开開]|受理|收到|[办辦]理|答[复復複]|[发發]布|[举舉][办辦]|召[开開])[^。；;，,\n]{0,20}?[0-9０-９]\s*(?:余|多)?(?:[条條件次份篇期]|人次)`)
	bracketed   = needle.MustCompile(`[（(][^（()）]*[)）]$`)
)

// A document with so many values in its tables, or counts in its sentences, is
// a report though its title is a cover letter's.
const (
	reportValues = 20
	reportCounts = 4
)

// judgeGenre ends documents about annual reports that are none: a notice that
// asks for them, its form with blank cells. Their numbers are dates and limits.
func judgeGenre(d *report.Document) {
	title := titleOf(d)
	if d.Status == report.Unreadable || !namesReport.MatchString(title) || !aboutReports.MatchString(title) && !howReports.MatchString(title) {
		return
	}
	values := 0
	for _, t := range d.Tables {
		for _, c := range t.Cells {
			if s := d.Slice(c.Span); isValue(s) && !insteadOfValue.MatchString(s) {
				values++
			}
		}
	}
	if values < reportValues && len(stated.FindAllStringIndex(d.Text, reportCounts)) < reportCounts {
		d.Fail(report.NotAReport, "a document about annual reports, not one: "+excerpt(title))
	}
}

// titleOf gives the title of a document as printed, else as its container says.
func titleOf(d *report.Document) string {
	title := d.Meta.Title
	for _, b := range d.Blocks {
		if b.Kind == report.TitleBlock {
			title = d.Slice(b.Span)
			break
		}
	}
	title = squeeze(title)
	if short := bracketed.ReplaceAllString(title, ""); utf8.RuneCountInString(short) > 4 {
		title = short
	}
	return strings.TrimRight(title, "。")
}
