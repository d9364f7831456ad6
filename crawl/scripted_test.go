package crawl

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"regexp"
	"strconv"

	"nianbao/fetch"
	"nianbao/pipeline"
	"nianbao/report"
	"nianbao/store"
)

// scripted reads the reports that simulated sites publish. Parsers run in
// processes of their own, which a simulated clock knows nothing of.
type scripted struct{}

// A reportPage says in its text of whom, on which year and how many.
var reportPage = regexp.MustCompile(`<p>(\S+)(20\d\d)年共收到申请(\d+)件</p>`)

func pageOfReport(body string, year, n int) string {
	title := fmt.Sprintf("%s%d年政府信息公开工作年度报告", body, year)
	return fmt.Sprintf("<html><head><title>%s</title></head><body><h1>%s</h1><p>%s%d年共收到申请%d件</p></body></html>", title, title, body, year, n)
}

func (scripted) Read(ctx context.Context, item fetch.Item) pipeline.Reading {
	content, err := item.Open(ctx)
	if err != nil {
		return pipeline.Reading{Err: err}
	}
	sum := sha256.Sum256(content.Body)
	d := &report.Document{Source: item.Source, SHA256: hex.EncodeToString(sum[:]), Size: int64(len(content.Body)), Format: report.HTML}
	out := pipeline.Reading{Document: d, Body: content.Body, Response: content.Response}
	m := reportPage.FindSubmatch(content.Body)
	if m == nil {
		d.Fail(report.NotAReport, "no report of the simulation")
		return out
	}
	d.Status, d.Encoding, d.Reader, d.Script, d.Era = report.OK, "utf-8", report.ReadHTML, report.Hans, report.Era2021
	d.Body = string(m[1])
	d.BodyName, d.BodyID, d.Level = d.Body, d.Body, report.County
	d.Year, _ = strconv.Atoi(string(m[2]))
	d.Period = string(m[2])
	d.Title = fmt.Sprintf("%s%d年政府信息公开工作年度报告", d.Body, d.Year)
	var text report.Builder
	span := text.Add(fmt.Sprintf("%d年共收到申请%s件", d.Year, m[3]))
	d.Text = text.String()
	d.Blocks = []report.Block{{Kind: report.Paragraph, Span: span}}
	value, _ := report.ParseDecimal(string(m[3]))
	d.Figures = []report.Figure{{Indicator: "requests.received", Label: "共收到申请", Value: value, Unit: "件", Measure: report.Measure("件"),
		Printed: string(m[3]) + "件", Quote: d.Text, Span: span, Qualifier: report.Exact, Role: report.Level, Status: report.Printed,
		Method: report.InText, Reader: report.ReadText, Confidence: 0.9, Rule: "simulated"}}
	out.Passages = []store.Passage{{Span: span, Words: d.Text}}
	out.Names = d.Body
	return out
}
