package frozen

import (
	"fmt"
	"slices"
)

// reportBlocks is a report of 2019 or later: the six sections, with the three
// tables of the form of its year, whose sums are right.
func reportBlocks(body string, year int) []block {
	d := newDice("report", body, year)
	r := requestsOf(d, year)
	issued, published := d.between(0, 12), d.between(300, 9000)
	paragraph := func(format string, args ...any) block { return block{text: fmt.Sprintf(format, args...)} }
	heading := func(text string) block { return block{kind: "heading", text: text} }
	fourth := "四、政府信息公开行政复议、行政诉讼情况"
	if year >= 2021 {
		fourth = "四、因政府信息公开工作被申请行政复议、提起行政诉讼情况"
	}
	dispute, n := disputes(d)
	return []block{
		{kind: "title", text: fmt.Sprintf("%s%d年政府信息公开工作年度报告", body, year)},
		paragraph("本报告由%s按照《中华人民共和国政府信息公开条例》的规定编制，所列数据的统计期限自%d年1月1日起至%d年12月31日止。", body, year, year),
		heading("一、总体情况"),
		paragraph("（一）主动公开。%d年，%s主动公开政府信息%d条，%s。", year, body, published, pick(d, habits)),
		paragraph("（二）依申请公开。全年新收政府信息公开申请%d件，上年结转%d件，结转下年度继续办理%d件，%s。", r.new.total(), r.in.total(), r.out.total(), pick(d, manners)),
		paragraph("（三）政府信息管理。制发行政规范性文件%d件，%s。", issued, pick(d, orders)),
		heading("二、主动公开政府信息情况"),
		{rows: disclosure(d, year, issued)},
		heading("三、收到和处理政府信息公开申请情况"),
		{rows: r.rows()},
		heading(fourth),
		{rows: dispute},
		heading("五、存在的主要问题及改进情况"),
		paragraph("%s。下一步，%s。", pick(d, problems), pick(d, remedies)),
		heading("六、其他需要报告的事项"),
		paragraph("%s被申请行政复议%d件，无其他需要报告的事项。", body, n),
		{kind: "signature", text: body},
		{kind: "signature", text: fmt.Sprintf("%d年%d月%d日", year+1, d.between(1, 3), d.between(5, 28))},
	}
}

// disclosure is table 二.
func disclosure(d *dice, year, issued int) [][]cell {
	n := func(most int) cell { return number(d.below(most)) }
	if year >= 2021 {
		decisions := func(item, name, heading string, value cell) [][]cell {
			value.cols = 3
			return [][]cell{{wide(item, 4)}, {label("信息内容"), wide(heading, 3)}, {label(name), value}}
		}
		one, all := "本年处理决定数量", "本年收费金额（单位：万元）"
		fifth := decisions("第二十条第（五）项", "行政许可", one, n(3000))
		sixth := decisions("第二十条第（六）项", "行政处罚", one, n(900))
		sixth = append(sixth, []cell{label("行政强制"), wide(n(200).text, 3)})
		return slices.Concat([][]cell{
			{wide("第二十条第（一）项", 4)},
			{label("信息内容"), label("本年制发件数"), label("本年废止件数"), label("现行有效件数")},
			{label("规章"), number(0), number(0), number(0)},
			{label("行政规范性文件"), number(issued), n(5), number(issued + d.below(60))},
		}, fifth, sixth, decisions("第二十条第（八）项", "行政事业性收费", all, n(500)))
	}
	heading := []cell{label("信息内容"), label("上一年项目数量"), label("本年增/减"), label("处理决定数量")}
	power := func(name string) []cell {
		return []cell{label(name), n(300), cell{text: fmt.Sprint(d.below(21) - 10)}, n(2000)}
	}
	return [][]cell{
		{wide("第二十条第（一）项", 4)},
		{label("信息内容"), label("本年新制作数量"), label("本年新公开数量"), label("对外公开总数量")},
		{label("规章"), number(0), number(0), number(0)},
		{label("规范性文件"), number(issued), number(issued), number(issued + d.below(60))},
		{wide("第二十条第（五）项", 4)}, heading, power("行政许可"), power("其他对外管理服务事项"),
		{wide("第二十条第（六）项", 4)}, heading, power("行政处罚"), power("行政强制"),
		{wide("第二十条第（八）项", 4)},
		{label("信息内容"), label("上一年项目数量"), wide("本年增/减", 2)},
		{label("行政事业性收费"), n(40), wide(fmt.Sprint(d.below(7)-3), 2)},
		{wide("第二十条第（九）项", 4)},
		{label("信息内容"), label("采购项目数量"), wide("采购总金额", 2)},
		{label("政府集中采购"), n(90), wide(fmt.Sprintf("%d万元", d.below(9000)), 2)},
	}
}

// applicants are the columns of table 三 but the last, which is their sum.
var applicants = []string{"商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他"}

// counts are a row of it: natural persons, then applicants.
type counts [6]int

func (c counts) total() (n int) {
	for _, k := range c {
		n += k
	}
	return n
}

// requests are table 三.
type requests struct {
	year    int
	new, in counts
	results []counts // one a row of outcomes
	done    counts   // their sum
	out     counts
}

// A group is rows of table 三 under one label; its one row is the label where
// rows is nil.
type group struct {
	label string
	rows  []string
}

func groups(year int) []group {
	sixth := group{label: "（六）其他处理"}
	if year >= 2021 {
		sixth.rows = []string{"1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请", "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请", "3.其他"}
	}
	return []group{
		{label: "（一）予以公开"},
		{label: "（二）部分公开（区分处理的，只计这一情形，不计其他情形）"},
		{"（三）不予公开", []string{"1.属于国家秘密", "2.其他法律行政法规禁止公开", "3.危及“三安全一稳定”", "4.保护第三方合法权益",
			"5.属于三类内部事务信息", "6.属于四类过程性信息", "7.属于行政执法案卷", "8.属于行政查询事项"}},
		{"（四）无法提供", []string{"1.本机关不掌握相关政府信息", "2.没有现成信息需要另行制作", "3.补正后申请内容仍不明确"}},
		{"（五）不予处理", []string{"1.信访举报投诉类申请", "2.重复申请", "3.要求提供公开出版物", "4.无正当理由大量反复申请", "5.要求行政机关确认或重新出具已获取信息"}},
		sixth,
	}
}

func requestsOf(d *dice, year int) *requests {
	r := &requests{year: year}
	rows := 0
	for _, g := range groups(year) {
		rows += max(1, len(g.rows))
	}
	r.results = make([]counts, rows)
	for who := range r.new {
		most := 4
		if who == 0 {
			most = 30 // natural persons ask most
		}
		for i := range r.results {
			n := 0
			switch {
			case i == 0:
				n = d.below(most) + 1
			case d.below(3) == 0:
				n = d.below(most)/2 + d.below(2)
			}
			r.results[i][who] = n
			r.done[who] += n
		}
		r.in[who] = d.below(min(3, r.done[who]+1))
		r.out[who] = d.below(3)
		r.new[who] = r.done[who] + r.out[who] - r.in[who]
	}
	return r
}

func (r *requests) rows() [][]cell {
	line := func(c counts, labels ...cell) []cell {
		for _, n := range c {
			labels = append(labels, number(n))
		}
		return append(labels, number(c.total()))
	}
	out := [][]cell{
		{{text: "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）", rows: 3, cols: 3}, wide("申请人情况", 7)},
		{{text: "自然人", rows: 2}, wide("法人或其他组织", 5), {text: "总计", rows: 2}},
		nil,
		line(r.new, wide("一、本年新收政府信息公开申请数量", 3)),
		line(r.in, wide("二、上年结转政府信息公开申请数量", 3)),
	}
	for _, a := range applicants {
		out[2] = append(out[2], label(a))
	}
	first := []cell{{text: "三、本年度办理结果", rows: len(r.results) + 1}}
	i := 0
	for _, g := range groups(r.year) {
		if g.rows == nil {
			out = append(out, line(r.results[i], append(first, wide(g.label, 2))...))
			first = nil
			i++
		}
		for k, name := range g.rows {
			var labels []cell
			if k == 0 {
				labels = []cell{{text: g.label, rows: len(g.rows)}}
			}
			out = append(out, line(r.results[i], append(labels, label(name))...))
			i++
		}
	}
	return append(out,
		line(r.done, wide("（七）总计", 2)),
		line(r.out, wide("四、结转下年度继续办理", 3)))
}

// disputes is table 四, and how many reconsiderations it has.
func disputes(d *dice) ([][]cell, int) {
	names := []cell{label("结果维持"), label("结果纠正"), label("其他结果"), label("尚未审结"), label("总计")}
	var first, row []cell
	for _, n := range names {
		n.rows = 2
		first = append(first, n)
	}
	reconsidered := 0
	for k := range 3 {
		total := 0
		for range 4 {
			n := d.below(4)
			total += n
			row = append(row, number(n))
		}
		row = append(row, number(total))
		if k == 0 {
			reconsidered = total
		}
	}
	return [][]cell{
		{wide("行政复议", 5), wide("行政诉讼", 10)},
		append(first, wide("未经复议直接起诉", 5), wide("复议后起诉", 5)),
		slices.Concat(names, names),
		row,
	}, reconsidered
}

func pick(d *dice, of []string) string { return of[d.below(len(of))] }
