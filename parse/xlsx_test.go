package parse

import (
	"fmt"
	"strings"
	"testing"

	"nianbao/report"
)

func TestXLSX(t *testing.T) {
	for _, tt := range []struct {
		name  string
		sheet testSheet
		want  string
	}{
		{"a table with its title", testSheet{rows: xrows([]string{"公开情况统计表"}, []string{"指标", "件数"}, []string{"规章", "=3"}), after: merges("A1:B1")},
			"heading: 公开情况统计表\ntable 2x2 under \"公开情况统计表\"\n\t指标\t件数\n\t规章\t3\n"},
		{"numbers as they are shown", testSheet{rows: xrows([]string{"指标", "数"}, []string{"公开", "=1234;1"}, []string{"占比", "=0.125;2"}, []string{"日期", "=43831;3"}, []string{"经费", "=1234.5;4"}, []string{"受理", "=7;5"}, []string{"和", "=0.30000000000000004"}, []string{"截至", "=43831;6"})},
			"table 8x2 under \"\"\n\t指标\t数\n\t公开\t1,234\n\t占比\t12.5%\n\t日期\t2020年1月1日\n\t经费\t1,234.50\n\t受理\t7件\n\t和\t0.3\n\t截至\t2020/1/1\n"},
		{"merged cells", testSheet{rows: xrows([]string{"结果", "申请人"}, []string{"", "自然人", "其他"}, []string{"公开", "=1", "=2"}), after: merges("A1:A2", "B1:C1")},
			"table 3x3 under \"\"\n\t结果\t申请人\t<\n\t^\t自然人\t其他\n\t公开\t1\t2\n"},
		{"a cell that is merged beyond the last words", testSheet{rows: xrows([]string{"指标", "申请人"}, []string{"公开", "=1"}), after: merges("B1:D1", "B2:D2")},
			"table 2x2 under \"\"\n\t指标\t申请人\n\t公开\t1\n"},
		{"empty cells", testSheet{rows: xrows([]string{"", "指标", "件数", "人数"}, []string{"", "规章", "", "=1"})},
			"table 2x3 under \"\"\n\t指标\t件数\t人数\n\t规章\t\t1\n"},
		{"tables apart by an empty row", testSheet{rows: xrows([]string{"甲", "乙"}, []string{"=1", "=2"}, nil, []string{"二、其他情况"}, []string{"丙", "丁"}, []string{"=3", "=4"})},
			"table 2x2 under \"\"\n\t甲\t乙\n\t1\t2\nheading: 二、其他情况\ntable 2x2 under \"二、其他情况\"\n\t丙\t丁\n\t3\t4\n"},
		{"an official table right below another", testSheet{rows: xrows([]string{"甲", "乙"}, []string{"=1", "=2"}, []string{"三、收到和处理政府信息公开申请情况"}, []string{"丙", "丁"}, []string{"=3", "=4"})},
			"table 2x2 under \"\"\n\t甲\t乙\n\t1\t2\nheading: 三、收到和处理政府信息公开申请情况\ntable 2x2 under \"三、收到和处理政府信息公开申请情况\"\n\t丙\t丁\n\t3\t4\n"},
		{"the total below a gap", testSheet{rows: xrows([]string{"甲", "乙"}, []string{"=1", "=2"}, nil, nil, []string{"合计", "=3"})},
			"table 3x2 under \"\"\n\t甲\t乙\n\t1\t2\n\t合计\t3\n"},
		{"statements above and notes below", testSheet{rows: xrows([]string{"填报单位：某局", "", "单位：件"}, []string{"指标", "件数", "说明"}, []string{"规章", "=3"}, []string{"其他", ""}, []string{"注：含转载。"})},
			"paragraph: 填报单位：某局\t单位：件\ntable 3x3 under \"填报单位：某局\\t单位：件\"\n\t指标\t件数\t说明\n\t规章\t3\t\n\t其他\t\t\nparagraph: 注：含转载。\n"},
		{"the heading of a table's first part", testSheet{rows: xrows([]string{"主动公开情况"}, []string{"第二十条第（一）项"}, []string{"规章", "=3"}, []string{"第二十条第（五）项"}, []string{"许可", "=4"}), after: merges("A1:B1", "A2:B2", "A4:B4")},
			"heading: 主动公开情况\ntable 4x2 under \"主动公开情况\"\n\t第二十条第（一）项\t<\n\t规章\t3\n\t第二十条第（五）项\t<\n\t许可\t4\n"},
		{"a text in one column", testSheet{rows: xrows([]string{"公开3条。"}, []string{"收到4件。"})}, "paragraph: 公开3条。\nparagraph: 收到4件。\n"},
		{"hidden rows and columns", testSheet{before: `<cols><col min="2" max="2" hidden="1"/></cols>`, rows: []string{xrow(1, "", "指标", "草稿", "件数"), xrow(2, `hidden="1"`, "藏", "=8", "=9"), xrow(3, "", "规章", "=2", "=3")}},
			"table 2x2 under \"\"\n\t指标\t件数\n\t规章\t3\n"},
		{"words over a hidden column", testSheet{before: `<cols><col min="1" max="1" hidden="1"/></cols>`, rows: xrows([]string{"表头", "", ""}, []string{"=9", "甲", "乙"}, []string{"=9", "=1", "=2"}), after: merges("A1:C1")},
			"heading: 表头\ntable 2x2 under \"表头\"\n\t甲\t乙\n\t1\t2\n"},
		{"lines of a cell", testSheet{rows: xrows([]string{"商业\n企业", "12\n3"}, []string{"=1", "=2"})}, "table 2x2 under \"\"\n\t商业 企业\t12  3\n\t1\t2\n"},
		{"a named sheet", testSheet{name: "附表二", rows: xrows([]string{"甲", "乙"}, []string{"=1", "=2"})}, "heading: 附表二\ntable 2x2 under \"附表二\"\n\t甲\t乙\n\t1\t2\n"},
		{"a sheet named as its title", testSheet{name: "公开情况统计表", rows: xrows([]string{"公开情况统计表"}, []string{"甲", "乙"}, []string{"=1", "=2"})}, "heading: 公开情况统计表\ntable 2x2 under \"公开情况统计表\"\n\t甲\t乙\n\t1\t2\n"},
		{"a hidden sheet", testSheet{state: "hidden", rows: xrows([]string{"甲", "乙"}, []string{"=1", "=2"})}, ""},
		{"merged ranges that make no sense", testSheet{rows: xrows([]string{"甲", "乙"}, []string{"=1", "=2"}), after: merges("B2:A1", "XFD1:ZZZZ9", "A1", "A2:XFD1048576")},
			"table 2x2 under \"\"\n\t甲\t乙\n\t1\t<\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if tt.sheet.name == "" {
				tt.sheet.name = "Sheet2"
			}
			d := New(Options{}).Document("a.xlsx", xlsxOf(t, testSheet{name: "Sheet1", rows: xrows([]string{opening})}, tt.sheet), "")
			checkDocument(t, d)
			_, got, ok := strings.Cut(outline(d), "paragraph: "+opening+"\n")
			if !ok || got != tt.want || d.Status != report.OK {
				t.Errorf("%s got\n%swant\n%s", d.Status, got, tt.want)
			}
		})
	}
}

func TestXLSXStatus(t *testing.T) {
	sheet := func(rows ...string) []byte { return xlsxOf(t, testSheet{name: "Sheet1", rows: rows}) }
	var many, wide []string
	for i := range maxCells/2 + 10 { // different ones, which do not pack as a bomb does
		many = append(many, xrow(i+1, "", fmt.Sprint("=", i*7919), fmt.Sprint("=", i*i)))
	}
	for i := range 400 { // empty places up to the last column
		wide = append(wide, fmt.Sprintf(`<row r="%d"><c r="A%d" t="inlineStr"><is><t>%s%d</t></is></c><c r="XFD%d"><v>%d</v></c></row>`, i+1, i+1, opening, i*7919, i+1, i*i))
	}
	for _, tt := range []struct {
		name   string
		body   []byte
		status report.Status
		reason report.Reason
	}{
		{"nothing", sheet(), report.Unreadable, report.Empty},
		{"next to nothing", sheet(xrow(1, "", "表")), report.Unreadable, report.Stub},
		{"the last row", sheet(xrow(1, "", opening), xrow(1048576, "", opening)), report.OK, ""},
		{"too many cells", sheet(append([]string{xrow(1, "", opening, "件数")}, many[1:]...)...), report.Partial, report.TooLarge},
		{"too wide", sheet(wide...), report.Partial, report.TooLarge},
		{"a bomb", sheet(xrow(1, "", opening), `<row r="2">`+strings.Repeat(`<c r="A2" s="0"/>`, 500_000)+`</row>`), report.Unreadable, report.TooLarge},
		{"a bomb in a part that no sheet is", zipOf(t, zipEntry{"xl/workbook.xml", "<workbook/>"}, zipEntry{"xl/media/image1.bmp", strings.Repeat("\x00", 20<<20)}), report.Unreadable, report.TooLarge},
		{"no workbook", zipOf(t, zipEntry{"xl/workbook.xml", "<workbook"}), report.Unreadable, report.Malformed},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d := New(Options{}).Document("a.xlsx", tt.body, "")
			checkDocument(t, d)
			if d.Status != tt.status || d.Reason != tt.reason {
				t.Errorf("got %s %s (%s), want %s %s", d.Status, d.Reason, d.Detail, tt.status, tt.reason)
			}
		})
	}
}
