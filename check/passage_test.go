package check_test

import (
	"fmt"
	"strings"
	"testing"

	"nianbao/report"
)

// around is what makes a page long enough to be a report.
const around = "<p>本报告根据《中华人民共和国政府信息公开条例》编制。我局高度重视政府信息公开工作，不断完善工作机制，明确责任分工，" +
	"加强组织领导，规范公开程序，丰富公开形式，拓展公开渠道，保障公众的知情权、参与权和监督权。</p>"

// TestPassages checks prose, each case of paragraphs of a report of 2017, some
// with a table below them.
func TestPassages(t *testing.T) {
	const table = "统 计 指 标 | 单位 | 统计数\n主动公开政府信息数 | 条 | 520\n政务微博公开政府信息数 | 条 | 110\n" +
		"收到申请数 | 件 | 12\n行政诉讼数量 | 件 | 2\n召开政府信息公开工作会议或专题会议数 | 次 | 5"
	for _, c := range []struct{ name, prose, tables, want string }{
		{"text agrees with table", "全年共收到政府信息公开申请12件。", table, "text.table ok 0"},
		{"text is more than table", "政务微博发布信息1025条。", table, "text.table source_inconsistent 915"},
		{"text is less than a total", "全年共收到政府信息公开申请9件。", table, "text.table source_inconsistent -3"},
		{"text tells a part of meetings", "召开政府信息公开专题会议2次。", table, ""},
		{"round words", "全年主动公开政府信息500余条。", table, "text.table ok 0"},
		{"round words that are too much", "全年主动公开政府信息600余条。", table, "text.table source_inconsistent 80"},
		{"parts make the whole", "全年收到政府信息公开申请12件，其中当面申请5件，网络申请7件。", "", "text.sum ok 0"},
		{"parts are more than the whole", "全年收到政府信息公开申请12件，其中当面申请5件，网络申请9件。", "", "text.sum source_inconsistent -2"},
		{"parts leave something out", "全年收到政府信息公开申请12件，其中当面申请2件，网络申请7件。", "", ""},
		{"staff is full-time or part-time", "从事信息公开工作的人员5人，其中专职人员1人，兼职人员3人。", "", "text.sum source_inconsistent 1"},
		{"channels of publishing may overlap", "全年主动公开政府信息100条，其中政府网站公开90条，微信公开80条。", "", ""},
		{"share", "全年收到政府信息公开申请12件，其中网络申请7件，占58.3%。", "", "text.share ok 0"},
		{"share of a wrong size", "全年收到政府信息公开申请12件，其中网络申请7件，占70%。", "", "text.share source_inconsistent 11.66666667"},
		{"change", "全年收到政府信息公开申请12件，2016年为10件，同比增长20%。", "", "text.change ok 0"},
		{"so many times the year before", "2017年收到申请18件，是2016年（6件）的3倍。", "", "text.change ok 0"},
		{"a share of another count", "全年收到政府信息公开申请40件，其中当面申请10件，网络申请30件，占25%。", "", "text.sum ok 0; text.share misread -50"},
		{"change of a wrong size", "全年收到政府信息公开申请12件，2016年为10件，同比增长30%。", "", "text.change source_inconsistent 10"},
	} {
		page := pageOf(c.tables)
		if c.tables == "" {
			page = "<html><body><h1>某某市档案局2017年政府信息公开工作年度报告</h1></body></html>"
		}
		page = strings.Replace(page, "</h1>", "</h1><p>"+c.prose+"</p>"+around, 1)
		d := read(t, 2017, page)
		var got []string
		for _, k := range d.Checks {
			if strings.HasPrefix(k.Rule, "text.") {
				state := string(k.Verdict)
				if k.OK {
					state = "ok"
				}
				got = append(got, fmt.Sprint(k.Rule, " ", state, " ", k.Delta))
			}
		}
		if text := strings.Join(got, "; "); text != c.want {
			t.Errorf("%s: got %q, want %q", c.name, text, c.want)
			for _, f := range d.Figures {
				if f.Method == report.InText {
					t.Logf("  %s %s %s %s %q", f.Code(), f.Value, f.Role, f.Period, f.Part)
				}
			}
		}
	}
}

// TestReadings holds that words which can be taken in two ways are taken in the
// one that agrees, and that it is said which.
func TestReadings(t *testing.T) {
	table := strings.Replace(requestsTable(report.Era2021), "LATE", "21 | 0 | 0 | 42 | 0 | 0 | 63", 1)
	for prose, want := range map[string]string{
		"全年共收到政府信息公开申请3件。":  "",
		"全年共收到政府信息公开申请66件。": "requests.received + requests.carried_in",
	} {
		d := read(t, 2022, strings.Replace(pageOf(table), "</h1>", "</h1><p>"+prose+"</p>", 1))
		found := false
		for _, k := range d.Checks {
			if k.Rule == "text.table" {
				found = true
				if !k.OK || k.Reading != want {
					t.Errorf("%s: ok %t, reading %q, want %q", prose, k.OK, k.Reading, want)
				}
			}
		}
		if !found {
			t.Errorf("%s: not compared with the table", prose)
		}
	}
}
