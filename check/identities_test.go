package check_test

import (
	"strings"
	"testing"

	"nianbao/report"
)

// checked writes the checks that failed, and how many were made.
func checked(d *report.Document) (failed []string, made int) {
	for _, c := range d.Checks {
		if !c.OK {
			failed = append(failed, c.Rule+" "+c.Note+" "+string(c.Delta))
		}
	}
	return failed, len(d.Checks)
}

func TestCheckIdentities(t *testing.T) {
	for _, c := range []struct {
		name, tables, failed string
		made                 int
	}{
		{
			name: "single table", made: 5,
			tables: `
收到申请数 | 件 | 7
当面申请数 | 件 | 4
传真申请数 | 件 |
信函申请数 | 件 | 3
申请办结数 | 件 | 6
按时办结数 | 件 | 5
延期办结数 | 件 |
申请答复数 | 件 | 6
同意公开答复数 | 件 | 3
不同意公开答复数 | 件 | 2
涉及商业秘密 | 件 | 2
参加或举办新闻发布会总次数 | 次 | 1
主要负责同志参加新闻发布会次数 | 次 | 2
从事政府信息公开工作人员数 | 人 | 3
专职人员数 | 人 | 3
兼职人员数 | 人 | 1
`,
			// 办结 has a blank part that may hold the one that is missing
			failed: "2014.1.press_leader 参加或举办新闻发布会总次数 -1\n2014.1.staff 从事政府信息公开工作人员数 -1\n2014.1.answered 申请答复数 1",
		},
		{
			name: "cases", made: 3,
			tables: `
5*行政复议 | 10*行政诉讼
结果维持^2 | 结果纠正^2 | 其他结果^2 | 尚未审结^2 | 总计^2 | 5*未经复议直接起诉 | 5*复议后起诉
结果维持 | 结果纠正 | 其他结果 | 尚未审结 | 总计 | 结果维持 | 结果纠正 | 其他结果 | 尚未审结 | 总计
10 | 1 | 0 | 0 | 0 | 0 | 0 | 0 | 0 | 0 | 5 | 0 | 0 | 0 | 5
`,
			failed: "2021.4.cases_total 行政复议 总计 -11",
		},
	} {
		d := read(t, 2022, pageOf(c.tables))
		failed, made := checked(d)
		if got := strings.Join(failed, "\n"); got != c.failed || made != c.made {
			t.Errorf("%s: %d checks, failed\n%s\nwant %d\n%s", c.name, made, got, c.made, c.failed)
		}
	}
}

// requestsTable is section 三 of one era in full, with one cell of the column
// 总计 per row to be filled in by each test.
func requestsTable(era report.Era) string {
	var b strings.Builder
	b.WriteString("3*申请人情况 | 自然人 | 商业企业 | 科研机构 | 社会公益组织 | 法律服务机构 | 其他 | 总计\n")
	row := func(label string) {
		b.WriteString("3*" + label + " | 1 | 0 | 0 | 2 | 0 | 0 | 3\n")
	}
	row("一、本年新收政府信息公开申请数量")
	b.WriteString("3*二、上年结转政府信息公开申请数量 | LATE\n")
	for _, label := range strings.Fields("予以公开 部分公开 属于国家秘密 其他法律行政法规禁止公开 危及“三安全一稳定” 保护第三方合法权益 属于三类内部事务信息 " +
		"属于四类过程性信息 属于行政执法案卷 属于行政查询事项 本机关不掌握相关政府信息 没有现成信息需要另行制作 补正后申请内容仍不明确 " +
		"信访举报投诉类申请 重复申请 要求提供公开出版物 无正当理由大量反复申请 要求行政机关确认或重新出具已获取信息") {
		row(label)
	}
	if era == report.Era2019 {
		row("（六）其他处理")
		b.WriteString("3*（七）总计 | 19 | 0 | 0 | 38 | 0 | 0 | 57\n")
	} else {
		row("1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请")
		row("2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请")
		row("3.其他")
		b.WriteString("3*（七）总计 | 21 | 0 | 0 | 42 | 0 | 0 | 63\n")
	}
	row("四、结转下年度继续办理")
	return b.String()
}

func TestCheckRequests(t *testing.T) {
	for era, c := range map[report.Era]struct {
		late string
		made int
	}{
		report.Era2019: {"19 | 0 | 0 | 38 | 0 | 0 | 57", 37},
		report.Era2021: {"21 | 0 | 0 | 42 | 0 | 0 | 63", 39},
	} {
		sound := strings.Replace(requestsTable(era), "LATE", c.late, 1)
		for name, v := range map[string]struct{ table, failed string }{
			"sound":     {sound, ""},
			"one digit": {strings.Replace(sound, "3*重复申请 | 1 |", "3*重复申请 | 6 |", 1), "column_total 总计（自然人） -5 row_total 重复申请 -5"},
			"blank":     {strings.Replace(sound, "3*重复申请 | 1 |", "3*重复申请 |  |", 1), ""},
		} {
			d := read(t, 2022, pageOf(v.table))
			failed, made := checked(d)
			want := c.made
			if name == "blank" {
				want -= 2 // the row and the column of the blank cannot be judged
			}
			got := strings.ReplaceAll(strings.Join(failed, " "), string(era)+".3.", "")
			if got != v.failed || made != want || d.Era != era {
				t.Errorf("%s %s: %d checks, era %s, failed %q, want %d, %q", era, name, made, d.Era, got, want, v.failed)
			}
		}
	}
}
