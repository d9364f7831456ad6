package check_test

import (
	"fmt"
	"strings"
	"testing"

	"nianbao/check"
	"nianbao/report"
)

// pageWith is a report of prose.
func pageWith(prose string) string {
	return "<html><body><h1>某某市档案局政府信息公开工作年度报告</h1><p>" + prose + "</p>" + around + "</body></html>"
}

// TestYears compares the reports of 2021 and 2022.
func TestYears(t *testing.T) {
	for _, c := range []struct{ name, before, after, want string }{
		{"what was carried out is carried in", "结转下年度继续办理3件。", "上年结转政府信息公开申请3件。", "years.carry_over ok 0"},
		{"something was lost between the years", "结转下年度继续办理3件。", "上年结转政府信息公开申请1件。", "years.carry_over source_inconsistent -2"},
		{"the year before as it said", "全年收到政府信息公开申请12件。", "2021年收到政府信息公开申请12件。", "years.previous ok 0"},
		{"the year before otherwise", "全年收到政府信息公开申请12件。", "2021年收到政府信息公开申请21件。", "years.previous source_inconsistent 9"},
		{"a change that is right", "全年收到政府信息公开申请12件。", "全年收到政府信息公开申请15件，同比增长25%。", "years.change ok 0"},
		{"a change that is wrong", "全年收到政府信息公开申请12件。", "全年收到政府信息公开申请15件，比上年增加4件。", "years.change source_inconsistent 1"},
		{"a jump", "全年主动公开政府信息1250条。", "全年主动公开政府信息1250万条。", "years.jump unsettled 12498750"},
		{"small numbers do not jump", "全年收到政府信息公开申请1件。", "全年收到政府信息公开申请230件。", ""},
	} {
		before, after := read(t, 2021, pageWith(c.before)), read(t, 2022, pageWith(c.after))
		var got []string
		for _, k := range check.Years(before, after) {
			state := string(k.Verdict)
			if k.OK {
				state = "ok"
			}
			got = append(got, fmt.Sprint(k.Rule, " ", state, " ", k.Delta))
		}
		if text := strings.Join(got, "; "); text != c.want {
			t.Errorf("%s: got %q, want %q", c.name, text, c.want)
		}
	}
}

// TestYearsOfTables holds that the columns of section 三 are compared each with
// its own, and stocks with what was issued and repealed.
func TestYearsOfTables(t *testing.T) {
	stock := func(issued, repealed, force string) string {
		return "信息内容 | 本年制发件数 | 本年废止件数 | 现行有效件数\n规章 | 0 | 0 | 0\n行政规范性文件 | " + issued + " | " + repealed + " | " + force
	}
	requests := strings.Replace(requestsTable(report.Era2021), "LATE", "1 | 0 | 0 | 2 | 0 | 0 | 3", 1)
	before := read(t, 2021, pageOf(requests+"\n\n"+stock("2", "1", "10")))
	after := read(t, 2022, pageOf(strings.Replace(requests, "3*二、上年结转政府信息公开申请数量 | 1 | 0 | 0 | 2", "3*二、上年结转政府信息公开申请数量 | 2 | 0 | 0 | 1", 1)+
		"\n\n"+stock("3", "2", "12")))
	failed := map[string]int{}
	made := map[string]int{}
	for _, k := range check.Years(before, after) {
		made[k.Rule]++
		if !k.OK {
			failed[k.Rule]++
		}
	}
	if made["years.carry_over"] != 7 || failed["years.carry_over"] != 2 || made["years.stock"] != 2 || failed["years.stock"] != 1 {
		t.Errorf("made %v, failed %v", made, failed)
	}
}

// TestCopies finds the report that repeats another's sentences, and not the one
// that shares common phrases with it.
func TestCopies(t *testing.T) {
	prose := func(name string, n int) string {
		return fmt.Sprintf("%s全年主动公开各类政府信息共计%d条。通过本级政府网站发布信息%d条，内容以政策文件为主。"+
			"全年共收到政府信息公开申请%d件，全部按期办结。全年举办信息公开业务培训班%d期，参训干部%d人次。"+
			"全年召开信息公开工作专题会议%d次，研究部署重点任务。", name, 100+n, 60+n, 3+n, 1+n, 40+n, 2+n)
	}
	var c check.Copies
	for i, p := range []string{prose("甲镇", 0), prose("乙镇", 0), prose("丙镇", 7)} {
		d := read(t, 2022, pageWith(p))
		d.Body = []string{"甲镇", "乙镇", "丙镇"}[i]
		c.Add(d)
	}
	pairs := c.Pairs()
	if len(pairs) != 1 || pairs[0].A != 0 || pairs[0].B != 1 || pairs[0].Shared < 5 {
		t.Errorf("got %v, want the first and the second", pairs)
	}
}
