package frozen

import "fmt"

// Sentences of the reports, one of each list a report.
var (
	habits = []string{
		"凡有变动的栏目都在当周更新，过期内容移入历史栏目",
		"重点保障就业、教育和农田水利方面的信息",
		"以公报、网站和公开栏三种方式向群众公布",
	}
	manners = []string{
		"每件申请由专人登记、专人答复，答复书都留有底稿",
		"答复前与申请人电话核对所需内容，减少来回补正",
		"所有答复均在法定期限内作出",
	}
	orders = []string{
		"对历年文件逐件核对，失效的加注说明",
		"新文件印发与公开同步进行",
		"文件目录按年份和文号两种方式编排",
	}
	problems = []string{
		"个别科室报送信息不够及时，栏目之间偶有重复",
		"基层站所人手少，答复文书写得不够规范",
		"公开的内容与群众想看的还有距离",
	}
	remedies = []string{
		"把报送时间写进每月工作安排，逐月通报",
		"请法律顾问讲解答复文书的写法，编印范本",
		"在网站首页设意见箱，按季度回复",
	}
)

// A narrative is what a report of 2008 to 2018 counts.
type narrative struct {
	posts, site   int
	received      int
	ways, answers []int
	appealed      int
	sued          int
}

func narrativeOf(d *dice) narrative {
	posts, received := d.between(400, 9000), d.between(3, 90)
	return narrative{
		posts: posts, site: posts - d.between(20, 200),
		received: received, ways: d.split(received, 4), answers: d.split(received, 4),
		appealed: d.below(5), sued: d.below(3),
	}
}

// proseBlocks is a narrative report of 2008 to 2018.
func proseBlocks(body string, year int) []block {
	d := newDice("prose", body, year)
	n := narrativeOf(d)
	paragraph := func(format string, args ...any) block { return block{text: fmt.Sprintf(format, args...)} }
	heading := func(text string) block { return block{kind: "heading", text: text} }
	return []block{
		{kind: "title", text: fmt.Sprintf("%s%d年政府信息公开工作年度报告", body, year)},
		paragraph("根据《中华人民共和国政府信息公开条例》要求，现公布%s%d年政府信息公开工作年度报告。本报告所列数据的统计期限自%d年1月1日起至%d年12月31日止。", body, year, year, year),
		heading("一、概述"),
		paragraph("%d年，%s召开政府信息公开专题会议%d次，举办培训班%d期，培训人员%d人次。%s。", year, body, d.between(1, 5), d.between(1, 6), d.between(20, 300), pick(d, habits)),
		heading("二、主动公开政府信息情况"),
		paragraph("全年主动公开政府信息%d条，其中通过政府网站公开%d条。%s。", n.posts, n.site, pick(d, orders)),
		heading("三、依申请公开政府信息情况"),
		paragraph("全年收到政府信息公开申请%d件，其中当面申请%d件，传真申请%d件，网上申请%d件，信函申请%d件。", n.received, n.ways[0], n.ways[1], n.ways[2], n.ways[3]),
		paragraph("在答复中，同意公开%d件，部分公开%d件，不予公开%d件，信息不存在%d件。%s。", n.answers[0], n.answers[1], n.answers[2], n.answers[3], pick(d, manners)),
		heading("四、政府信息公开的收费及减免情况"),
		paragraph("全年没有收取检索、复制、邮寄等费用。"),
		heading("五、因政府信息公开申请行政复议、提起行政诉讼情况"),
		paragraph("全年因政府信息公开被申请行政复议%d件，被提起行政诉讼%d件。", n.appealed, n.sued),
		heading("六、存在的主要问题和改进措施"),
		paragraph("%s。下一步，%s。", pick(d, problems), pick(d, remedies)),
		{kind: "signature", text: body},
		{kind: "signature", text: fmt.Sprintf("%d年%d月%d日", year+1, d.between(1, 3), d.between(5, 28))},
	}
}
