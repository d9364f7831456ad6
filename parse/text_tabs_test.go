package parse

import (
	"strings"
	"testing"

	"nianbao/report"
)

// TestTabbedTables reads tables that were pasted into a text with a tab between
// cells: what was merged is missing, a blank is two tabs in a row.
func TestTabbedTables(t *testing.T) {
	before := "某某镇人民政府2022年政府信息公开工作年度报告\n\n本年度严格执行政府信息公开条例，主动公开各类信息。\n"
	for _, c := range []struct{ name, text, want string }{
		{"two lines", "信息内容\t本年处理决定数量\n行政许可\t152\n", "信息内容|本年处理决定数量/行政许可|152"},
		{"ragged", "三、本年度办理结果\t（一）予以公开\t5\t0\t5\n（二）部分公开\t2\t0\t2\n", "三、本年度办理结果|（一）予以公开|5|0|5/（二）部分公开|2|0|2"},
		{"a blank between tabs", "指标\t单位\t数量\n收到申请数\t件\t3\n当面申请数\t件\t\n网上申请数\t\t1\n", "指标|单位|数量/收到申请数|件|3/当面申请数|件|/网上申请数||1"},
		{"a sentence with a tab", "一、\t本年度共公开信息152条。\n二、\t本年度收到申请3件。\n", ""},
		{"a list of names", "甲街道\t乙街道\n丙街道\t丁街道\n", ""},
	} {
		d := New(Options{}).Document("a.txt", []byte(before+c.text+"\n以上为全部情况。\n"), "")
		var rows []string
		for _, table := range d.Tables {
			row := -1
			for _, cell := range table.Cells {
				if cell.Row != row {
					row = cell.Row
					rows = append(rows, d.Slice(cell.Span))
				} else {
					rows[len(rows)-1] += "|" + d.Slice(cell.Span)
				}
			}
		}
		if got := strings.Join(rows, "/"); got != c.want || d.Status == report.Unreadable {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}
