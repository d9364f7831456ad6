package extract

import "nianbao/report"

// formCases are tables of our own; every row and column label is the official form's.
var formCases = []struct {
	name   string
	year   int
	tables string
	want   string
	issues []string
	era    report.Era
}{
	{
		name: "single table, cells of every kind", year: 2016, era: report.Era2014,
		tables: `
统 计 指 标 | 单位 | 统计数
一、主动公开情况 | |
（一）主动公开政府信息数（不同渠道和方式公开相同信息计1条） | 条 | 1 286
其中：主动公开规范性文件数 | 条 | /
3.政务微博公开政府信息数 | 条 |
（三）从事政府信息公开工作人员数 | 人 | 详见附表
1.专职人员数（不包括政府公报及政府网站工作人员数） | 人 | 2　　3
七、依申请公开信息收取的费用 | 万元 | 0.02
（四）政府信息公开专项经费 | 元 | 3000
（五）信息公开志愿者数 | 人 | 14
（六）信息公开简报数 | 叠 | 5
单位负责人：甲 | 联系电话 | 5551234
`,
		want: `
disclosure.items 1286条
documents.disclosed[kind=normative] not_applicable
disclosure.items[channel=weibo] blank
staff words
staff[kind=fulltime] words
requests.fee 200元
budget 3000元
open 信息公开志愿者数 14人
open 信息公开简报数 5叠`,
		issues: []string{"bad_cell 从事政府信息公开工作人员数: 详见附表", "many_numbers 专职人员数: 2 3", "unknown_row 信息公开志愿者数", "unknown_row 信息公开简报数", "unknown_unit 叠"},
	},
	{
		name: "single table, two rows a line, units in the labels", year: 2015, era: report.Era2014,
		tables: `
收到申请数（件） | 7 | 申请办结数（件） | 6
1.当面申请数 件 | 4 | 1.按时办结数 件 | 5
4.信函申请数 件 | 3 | 2.延期办结数 件 | 1
`,
		want: `
requests.received 7件
requests.closed 6件
requests.received[channel=in_person] 4件
requests.closed[timing=on_time] 5件
requests.received[channel=mail] 3件
requests.closed[timing=extended] 1件`,
	},
	{
		name: "the same label under reconsideration and litigation", year: 2017, era: report.Era2014,
		tables: `
四、行政复议数量 | 件 | 3
（一）维持具体行政行为数 | 件 | 2
（二）被依法纠错数 | 件 | 1
五、行政诉讼情况 | |
（一）维持具体行政行为数 | 件 | 4
（二）被依法纠错数 | 件 | 5
（三）其他情形数 | 件 | 0
`,
		want: `
reconsiderations 3件
reconsiderations[result=upheld] 2件
reconsiderations[result=corrected] 1件
litigations[result=upheld] 4件
litigations[result=corrected] 5件
litigations[result=other] 0件`,
	},
	{
		name: "local form with row numbers, parts and a column of all years", year: 2012, era: report.Era2008,
		tables: `
代码 | 指标名称 | 计量单位 | 2012年 | 历年累计
01 | 主动公开信息数 | 条 | 620 | 2150
02 | 咨询处理数 | 人次 | 90 | —
03 | 其中：现场咨询数 | 人次 | 55 |
04 | 信息不存在数 | 件 | 1 | 3
05 | 兼职人员数 | 人 | 8 |
`,
		want: `
disclosure.items 620条
disclosure.items cumulative 2150条
inquiries.received 90人次
inquiries.received cumulative not_applicable
inquiries.received 现场咨询数 55人次
requests.outcome[outcome=nonexistent] 1件
requests.outcome[outcome=nonexistent] cumulative 3件
staff[kind=parttime] 8人`,
	},
	{
		name: "powers of 2019-2020", year: 2020, era: report.Era2019,
		tables: `
4*第二十条第（一）项
信息内容 | 本年新制作数量 | 本年新公开数量 | 对外公开总数量
规章 | 0 | 0 | /
规范性文件 | 3 | 2 | 41
4*第二十条第（五）项
信息内容 | 上一年项目数量 | 本年增/减 | 处理决定数量
行政许可 | 19 | --2 | 1，405
其他对外管理服务事项 | 8 | 增1 |
4*第二十条第（八）项
信息内容 | 上一年项目数量 | 2*本年增/减
行政事业性收费 | 2 | 2*0
4*第二十条第（九）项
信息内容 | 采购项目数量 | 2*采购总金额（单位：万元）
政府集中采购 | 23 | 2*1506.88万元
政府分散采购 | 4 | 2*3.5
`,
		want: `
documents.issued[kind=regulation] 0件
documents.disclosed[kind=regulation] 0件
documents.disclosed[kind=regulation] cumulative not_applicable
documents.issued[kind=normative] 3件
documents.disclosed[kind=normative] 2件
documents.disclosed[kind=normative] cumulative 41件
powers.items_previous[power=licensing] other_period2019 19项
powers.items_change[power=licensing] change -2项
powers.decisions[power=licensing] 1405件
powers.items_previous[power=other_service] other_period2019 8项
powers.items_change[power=other_service] change 1项
powers.decisions[power=other_service] blank
charges.items_previous other_period2019 2项
charges.items_change change 0项
procurement.projects 23个
procurement.amount 15068800元
open 政府分散采购 采购项目数量 4
open 政府分散采购 采购总金额 35000元`,
		issues: []string{"unknown_row 政府分散采购"},
	},
	{
		name: "powers of 2021 in pieces, a heading of the other era, a torn heading", year: 2023, era: report.Era2021,
		tables: `
信息内容 | 本年制发件数 | 本年废止件数 | 现行有效件数
规范性文件 | 1 | 0 | 11

信息内容 | 本年处理决定数量
行政许可 | 447 228

信息内容 | 本年收费金额（单位：万元）
行政事业性收费 | 251000元
`,
		want: `
documents.issued[kind=normative] 1件
documents.repealed[kind=normative] 0件
documents.in_force[kind=normative] 11件
powers.decisions[power=licensing] 447228件
charges.amount 251000元`,
	},
	{
		name: "powers: a heading misspelt, headings cut short, rows of our own in a group", year: 2020, era: report.Era2019,
		tables: `
4*第二十条第（一）项
信息内容 | 本年新 | 本年新 | 对外公开总数量
规范性文件 | 1 | 2 | 3
4*第二十条第（五）项
信息内容 | 上一年项目数量 | 本年增/减 | 处理绝对数
行政许可 | 4 | 0 | 7
其他对外管理服务事项^2 | 行政检查 | 5 | 0 | 6
行政确认 | 1 | 0 | 2
`,
		want: `
documents.issued[kind=normative] 1件
documents.disclosed[kind=normative] 2件
documents.disclosed[kind=normative] cumulative 3件
powers.items_previous[power=licensing] other_period2019 4项
powers.items_change[power=licensing] change 0项
powers.decisions[power=licensing] 7件
powers.items_previous[power=other_service] 行政检查 上一年项目数量 other_period2019 5项
powers.items_change[power=other_service] 行政检查 本年增/减 change 0项
powers.decisions[power=other_service] 行政检查 处理决定数量 6件
powers.items_previous[power=other_service] 行政确认 上一年项目数量 other_period2019 1项
powers.items_change[power=other_service] 行政确认 本年增/减 change 0项
powers.decisions[power=other_service] 行政确认 处理决定数量 2件`,
		issues: []string{"unknown_row 行政检查", "unknown_row 行政确认"},
	},
	{
		name: "requests: blanks, an unknown row, a row that lost a cell", year: 2022, era: report.Era2021,
		tables: `
3*（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和） ^3 | 7*申请人情况
自然人^2 | 5*法人或其他组织 | 总计^2
商业企业 | 科研机构 | 社会公益组织 | 法律服务机构 | 其他
3*一、本年新收政府信息公开申请数量 | 4 | 0 | 0 | 0 | 1 | 0 | 5
三、本年度办理结果^5 | 2*（一）予以公开 | 3 | | | | | | 3
（六）其他处理^3 | 1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请 | / | / | / | / | / | / | 0
3.其他 | 1 | 0 | 0 | 0 | 0 | 0 | 1
4.申请人主动撤回 | 1 | 0 | 0 | 0 | 0 | 0 | 1
2*（七）总计 | 5 | 0 | 0 | 0 | 5
`,
		want: `
requests.received[applicant=natural_person] 4件
requests.received[applicant=business] 0件
requests.received[applicant=research] 0件
requests.received[applicant=nonprofit] 0件
requests.received[applicant=legal_service] 1件
requests.received[applicant=other_organization] 0件
requests.received 5件
requests.outcome[applicant=natural_person,outcome=granted] 3件
requests.outcome[applicant=business,outcome=granted] blank
requests.outcome[applicant=research,outcome=granted] blank
requests.outcome[applicant=nonprofit,outcome=granted] blank
requests.outcome[applicant=legal_service,outcome=granted] blank
requests.outcome[applicant=other_organization,outcome=granted] blank
requests.outcome[outcome=granted] 3件
requests.outcome[applicant=natural_person,outcome=other.no_supplement] not_applicable
requests.outcome[applicant=business,outcome=other.no_supplement] not_applicable
requests.outcome[applicant=research,outcome=other.no_supplement] not_applicable
requests.outcome[applicant=nonprofit,outcome=other.no_supplement] not_applicable
requests.outcome[applicant=legal_service,outcome=other.no_supplement] not_applicable
requests.outcome[applicant=other_organization,outcome=other.no_supplement] not_applicable
requests.outcome[outcome=other.no_supplement] 0件
requests.outcome[applicant=natural_person,outcome=other.other] 1件
requests.outcome[applicant=business,outcome=other.other] 0件
requests.outcome[applicant=research,outcome=other.other] 0件
requests.outcome[applicant=nonprofit,outcome=other.other] 0件
requests.outcome[applicant=legal_service,outcome=other.other] 0件
requests.outcome[applicant=other_organization,outcome=other.other] 0件
requests.outcome[outcome=other.other] 1件
requests.outcome[applicant=natural_person,outcome=other] 申请人主动撤回（自然人） 1件
requests.outcome[applicant=business,outcome=other] 申请人主动撤回（商业企业） 0件
requests.outcome[applicant=research,outcome=other] 申请人主动撤回（科研机构） 0件
requests.outcome[applicant=nonprofit,outcome=other] 申请人主动撤回（社会公益组织） 0件
requests.outcome[applicant=legal_service,outcome=other] 申请人主动撤回（法律服务机构） 0件
requests.outcome[applicant=other_organization,outcome=other] 申请人主动撤回（其他） 0件
requests.outcome[outcome=other] 申请人主动撤回 1件
open 总计 5
open 总计 0
open 总计 0
open 总计 0
open 总计 5`,
		issues: []string{"unknown_row 申请人主动撤回", "unknown_column 总计", "unknown_column 总计", "unknown_column 总计", "unknown_column 总计", "unknown_column 总计"},
	},
	{
		name: "requests over two pages, headings one column off, blanks at the end of rows", year: 2020, era: report.Era2019,
		tables: `
2*申请人情况 | 自然人 | 商业企业 | 科研机构 | 社会公益组织 | 法律服务机构 | 其他 | 总计
一、本年新收政府信息公开申请数量 | 2 | | | | | | 2 |
二、上年结转政府信息公开申请数量 | | | | | | | 0 |

（六）其他处理 | 1 | 0 | 0 | 0 | 0 | 0 | 1 |
`,
		want: `
requests.received[applicant=natural_person] 2件
requests.received[applicant=business] blank
requests.received[applicant=research] blank
requests.received[applicant=nonprofit] blank
requests.received[applicant=legal_service] blank
requests.received[applicant=other_organization] blank
requests.received 2件
requests.carried_in[applicant=natural_person] blank
requests.carried_in[applicant=business] blank
requests.carried_in[applicant=research] blank
requests.carried_in[applicant=nonprofit] blank
requests.carried_in[applicant=legal_service] blank
requests.carried_in[applicant=other_organization] blank
requests.carried_in 0件
requests.outcome[applicant=natural_person,outcome=other] 1件
requests.outcome[applicant=business,outcome=other] 0件
requests.outcome[applicant=research,outcome=other] 0件
requests.outcome[applicant=nonprofit,outcome=other] 0件
requests.outcome[applicant=legal_service,outcome=other] 0件
requests.outcome[applicant=other_organization,outcome=other] 0件
requests.outcome[outcome=other] 1件`,
	},
	{
		name: "applicants in rows, results in columns", year: 2021,
		tables: `
申请人 | 本年新收政府信息公开申请数量 | 上年结转政府信息公开申请数量 | 予以公开
自然人 | 4 | 1 | 3
商业企业 | 0 | 0 | 0
科研机构 | 0 | 0 | 0
社会公益组织 | 0 | 0 | 0
法律服务机构 | 1 | 0 | 0
其他 | 0 | 0 | 0
总计 | 5 | 1 | 3
`,
		want: `
requests.received[applicant=natural_person] 4件
requests.received[applicant=business] 0件
requests.received[applicant=research] 0件
requests.received[applicant=nonprofit] 0件
requests.received[applicant=legal_service] 1件
requests.received[applicant=other_organization] 0件
requests.received 5件
requests.carried_in[applicant=natural_person] 1件
requests.carried_in[applicant=business] 0件
requests.carried_in[applicant=research] 0件
requests.carried_in[applicant=nonprofit] 0件
requests.carried_in[applicant=legal_service] 0件
requests.carried_in[applicant=other_organization] 0件
requests.carried_in 1件
requests.outcome[applicant=natural_person,outcome=granted] 3件
requests.outcome[applicant=business,outcome=granted] 0件
requests.outcome[applicant=research,outcome=granted] 0件
requests.outcome[applicant=nonprofit,outcome=granted] 0件
requests.outcome[applicant=legal_service,outcome=granted] 0件
requests.outcome[applicant=other_organization,outcome=granted] 0件
requests.outcome[outcome=granted] 3件`,
	},
	{
		name: "cases under three rows of headings, broken from their values by a page end", year: 2024,
		tables: `
5*行政复议 | 10*行政诉讼
结果维持^2 | 结果纠正^2 | 其他结果^2 | 尚未审结^2 | 总计^2 | 5*未经复议直接起诉 | 5*复议后起诉
结果维持 | 结果纠正 | 其他结果 | 尚未审结 | 总计 | 结果维持 | 结果纠正 | 其他结果 | 尚未审结 | 总计

1 | 2 | 3 | 4 | 10 | 5 | 0 | 0 | 0 | 5 | 0 | 0 | 6 | / | 6
`,
		want: `
reconsiderations[result=upheld] 1件
reconsiderations[result=corrected] 2件
reconsiderations[result=other] 3件
reconsiderations[result=pending] 4件
reconsiderations 10件
litigations[result=upheld,route=direct] 5件
litigations[result=corrected,route=direct] 0件
litigations[result=other,route=direct] 0件
litigations[result=pending,route=direct] 0件
litigations[route=direct] 5件
litigations[result=upheld,route=after_reconsideration] 0件
litigations[result=corrected,route=after_reconsideration] 0件
litigations[result=other,route=after_reconsideration] 6件
litigations[result=pending,route=after_reconsideration] not_applicable
litigations[route=after_reconsideration] 6件`,
	},
	{
		name: "cases turned, reconsiderations alone", year: 2021,
		tables: `
行政复议^5 | 结果维持 | 1
结果纠正 | 0
其他结果 | 2
尚未审结 | 0
总计 | 3
`,
		want: `
reconsiderations[result=upheld] 1件
reconsiderations[result=corrected] 0件
reconsiderations[result=other] 2件
reconsiderations[result=pending] 0件
reconsiderations 3件`,
	},
	{
		name: "requests with an empty column before the numbers", year: 2023, era: report.Era2021,
		tables: `
3*（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）^3 | ^3 | 7*申请人情况
自然人^2 | 5*法人或其他组织 | 总计^2
商业企业 | 科研机构 | 社会公益组织 | 法律服务机构 | 其他
3*一、本年新收政府信息公开申请数量 | | 6 | 1 | | | | |
三、本年度办理结果^3 | 2*（一）予以公开 | | 3 | | | | | | 3
（六）其他处理^2 | 1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请 | | | | | | | | 2
3.其他 | | 1 | | | | | |
`,
		want: `
requests.received[applicant=natural_person] 6件
requests.received[applicant=business] 1件
requests.received[applicant=research] blank
requests.received[applicant=nonprofit] blank
requests.received[applicant=legal_service] blank
requests.received[applicant=other_organization] blank
requests.received blank
requests.outcome[applicant=natural_person,outcome=granted] 3件
requests.outcome[applicant=business,outcome=granted] blank
requests.outcome[applicant=research,outcome=granted] blank
requests.outcome[applicant=nonprofit,outcome=granted] blank
requests.outcome[applicant=legal_service,outcome=granted] blank
requests.outcome[applicant=other_organization,outcome=granted] blank
requests.outcome[outcome=granted] 3件
requests.outcome[applicant=natural_person,outcome=other.no_supplement] blank
requests.outcome[applicant=business,outcome=other.no_supplement] blank
requests.outcome[applicant=research,outcome=other.no_supplement] blank
requests.outcome[applicant=nonprofit,outcome=other.no_supplement] blank
requests.outcome[applicant=legal_service,outcome=other.no_supplement] blank
requests.outcome[applicant=other_organization,outcome=other.no_supplement] blank
requests.outcome[outcome=other.no_supplement] 2件
requests.outcome[applicant=natural_person,outcome=other.other] 1件
requests.outcome[applicant=business,outcome=other.other] blank
requests.outcome[applicant=research,outcome=other.other] blank
requests.outcome[applicant=nonprofit,outcome=other.other] blank
requests.outcome[applicant=legal_service,outcome=other.other] blank
requests.outcome[applicant=other_organization,outcome=other.other] blank
requests.outcome[outcome=other.other] blank`,
	},
	{
		name: "requests over two pages, with a column of labels more on the second", year: 2023,
		tables: `
2*申请人情况^2 | 自然人^2 | 5*法人或其他组织 | 总计^2
商业企业 | 科研机构 | 社会公益组织 | 法律服务机构 | 其他
2*一、本年新收政府信息公开申请数量 | 6 | 1 | 0 | 0 | 0 | 0 | 7
三、本年度办理结果 | （一）予以公开 | 5 | 0 | 0 | 0 | 0 | 0 | 5

^2 | （三）不予公开^2 | 1.属于国家秘密 | 1 | 0 | 0 | 0 | 0 | 0 | 1
4.保护第三方合法权益 | 0 | 1 | 0 | 0 | 0 | 0 | 1
`,
		want: `
requests.received[applicant=natural_person] 6件
requests.received[applicant=business] 1件
requests.received[applicant=research] 0件
requests.received[applicant=nonprofit] 0件
requests.received[applicant=legal_service] 0件
requests.received[applicant=other_organization] 0件
requests.received 7件
requests.outcome[applicant=natural_person,outcome=granted] 5件
requests.outcome[applicant=business,outcome=granted] 0件
requests.outcome[applicant=research,outcome=granted] 0件
requests.outcome[applicant=nonprofit,outcome=granted] 0件
requests.outcome[applicant=legal_service,outcome=granted] 0件
requests.outcome[applicant=other_organization,outcome=granted] 0件
requests.outcome[outcome=granted] 5件
requests.outcome[applicant=natural_person,outcome=denied.state_secret] 1件
requests.outcome[applicant=business,outcome=denied.state_secret] 0件
requests.outcome[applicant=research,outcome=denied.state_secret] 0件
requests.outcome[applicant=nonprofit,outcome=denied.state_secret] 0件
requests.outcome[applicant=legal_service,outcome=denied.state_secret] 0件
requests.outcome[applicant=other_organization,outcome=denied.state_secret] 0件
requests.outcome[outcome=denied.state_secret] 1件
requests.outcome[applicant=natural_person,outcome=denied.third_party] 0件
requests.outcome[applicant=business,outcome=denied.third_party] 1件
requests.outcome[applicant=research,outcome=denied.third_party] 0件
requests.outcome[applicant=nonprofit,outcome=denied.third_party] 0件
requests.outcome[applicant=legal_service,outcome=denied.third_party] 0件
requests.outcome[applicant=other_organization,outcome=denied.third_party] 0件
requests.outcome[outcome=denied.third_party] 1件`,
	},
	{
		name: "single table, words behind an empty column", year: 2016, era: report.Era2014,
		tables: `
统计指标 | 单位 | | 统计数
2.兼职人员数 | 人 | | 4
（一）召开政府信息公开工作会议或专题会议数 | 次 | | 3
（二）举办各类培训班数 | 次 | | 1
（三）接受培训人员数 | 人次 | | 详见附表
`,
		want: `
staff[kind=parttime] 4人
meetings 3次
training.sessions 1次
training.attendees words`,
		issues: []string{"bad_cell 接受培训人员数: 详见附表"},
	},
	{
		name: "all sections in one table, with line numbers", year: 2021, era: report.Era2021,
		tables: `
15*第二十条第（五）项
信息内容 | 14*本年处理决定数量
行政许可 | 14*46
15*第二十条第（八）项
信息内容 | 14*本年收费金额
行政事业性收费（单位：万元） | 14*0.36
15*表四　行政复议、行政诉讼情况
5*行政复议 | 10*行政诉讼
结果维持^2 | 结果纠正^2 | 其他结果^2 | 尚未审结^2 | 总计^2 | 5*未经复议直接起诉 | 5*复议后起诉
结果维持 | 结果纠正 | 其他结果 | 尚未审结 | 总计 | 结果维持 | 结果纠正 | 其他结果 | 尚未审结 | 总计
 | | | | | | | | | | | | | |
1 | 0 | 见附件2 | 0 | 2 | | | | | | 0 | 0 | 0 | 0 | 0
 | | | | | | | | | | | | | |

序号 | 5*行政复议
 | 结果维持 | 结果纠正 | 其他结果 | 尚未审结 | 总计
1 | 3 | 0 | 0 | 1 | 4
`,
		want: `
powers.decisions[power=licensing] 46件
charges.amount 3600元
reconsiderations[result=upheld] 1件
reconsiderations[result=corrected] 0件
reconsiderations[result=other] words
reconsiderations[result=pending] 0件
reconsiderations 2件
litigations[result=upheld,route=direct] blank
litigations[result=corrected,route=direct] blank
litigations[result=other,route=direct] blank
litigations[result=pending,route=direct] blank
litigations[route=direct] blank
litigations[result=upheld,route=after_reconsideration] 0件
litigations[result=corrected,route=after_reconsideration] 0件
litigations[result=other,route=after_reconsideration] 0件
litigations[result=pending,route=after_reconsideration] 0件
litigations[route=after_reconsideration] 0件
reconsiderations[result=upheld] 3件
reconsiderations[result=corrected] 0件
reconsiderations[result=other] 0件
reconsiderations[result=pending] 1件
reconsiderations 4件`,
		issues: []string{"bad_cell 行政复议 其他结果: 见附件2"},
	},
	{
		name: "no official table", year: 2021,
		tables: `
序号 | 项目 | 决算数（万元） | 占比 | 其他
1 | 总计 | 100 | 100 | 3
2 | 公务接待费 | 20 | 20 | 4

处理结果 | 宗数
提供全部资料 | 498
联系电话 | 5551234
合计 | 675

联系人 | 甲
邮编 | 650000
`,
		want: `
open 总计 决算数 1000000元
open 总计 占比 share 100%
open 总计 其他 3
open 公务接待费 决算数 200000元
open 公务接待费 占比 share 20%
open 公务接待费 其他 4
open 提供全部资料 498宗
open 合计 675宗`,
	},
}
