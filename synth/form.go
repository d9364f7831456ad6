package synth

import "fmt"

// A table is the rows of an official form, each with the cells that begin in it.
type table [][]cell

type cell struct {
	text       string
	rows, cols int       // that it spans; 0 for 1
	means      *Intended // nil for a label
}

func label(text string) cell { return cell{text: text} }

// cellOf is the cell of a number.
func (w *writer) cellOf(name, role string) cell {
	n, c := w.now[name], code(name)
	return w.number(n, unit(name), c, role)
}

func (w *writer) number(n, unit int, code, role string) cell {
	return cell{text: w.style.grouped(n), means: &Intended{Code: code, Role: role, Value: fmt.Sprint(n * unit), Table: true}}
}

func unit(name string) int {
	if u := unitOf[name]; u != 0 {
		return u
	}
	return 1
}

// rows2014 are those of the form of 2014 to 2018: label, unit, number.
var rows2014 = [][3]string{
	{"一、主动公开情况"},
	{"（一）主动公开政府信息数（不同渠道和方式公开相同信息计1条）", "条", "posts"},
	{"其中：主动公开规范性文件数", "条", "disclosed"}, {"制发规范性文件总数", "件", "issued"},
	{"（二）通过不同渠道和方式公开政府信息的情况"},
	{"1.政府公报公开政府信息数", "条", "gazette"}, {"2.政府网站公开政府信息数", "条", "web"}, {"3.政务微博公开政府信息数", "条", "weibo"},
	{"4.政务微信公开政府信息数", "条", "wechat"}, {"5.其他方式公开政府信息数", "条", "otherway"},
	{"二、回应解读情况"},
	{"（一）回应公众关注热点或重大舆情数（不同方式回应同一热点或舆情计1次）", "次", "hotspots"},
	{"（二）通过不同渠道和方式回应解读的情况"},
	{"1.参加或举办新闻发布会总次数", "次", "conferences"}, {"其中：主要负责同志参加新闻发布会次数", "次", "conferences_led"},
	{"2.政府网站在线访谈次数", "次", "interviews"}, {"其中：主要负责同志参加政府网站在线访谈次数", "次", "interviews_led"},
	{"3.政策解读稿件发布数", "篇", "interpretations"}, {"4.微博微信回应事件数", "次", "newmedia"}, {"5.其他方式回应事件数", "次", "answered_otherwise"},
	{"三、依申请公开情况"},
	{"（一）收到申请数", "件", "req"}, {"1.当面申请数", "件", "in_person"}, {"2.传真申请数", "件", "fax"}, {"3.网络申请数", "件", "online"},
	{"4.信函申请数", "件", "mail"},
	{"（二）申请办结数", "件", "closed"}, {"1.按时办结数", "件", "on_time"}, {"2.延期办结数", "件", "extended"},
	{"（三）申请答复数", "件", "answered"}, {"1.属于已主动公开范围数", "件", "already"}, {"2.同意公开答复数", "件", "granted"},
	{"3.同意部分公开答复数", "件", "partial"}, {"4.不同意公开答复数", "件", "denied"}, {"其中：涉及国家秘密", "件", "state"},
	{"涉及商业秘密", "件", "trade"}, {"涉及个人隐私", "件", "privacy"}, {"危及国家安全、公共安全、经济安全和社会稳定", "件", "safety"},
	{"不是《条例》所指政府信息", "件", "not_info"}, {"法律法规规定的其他情形", "件", "denied_other"},
	{"5.不属于本行政机关公开数", "件", "not_this"}, {"6.申请信息不存在数", "件", "nonexistent"}, {"7.告知作出更改补充数", "件", "supplement"},
	{"8.告知通过其他途径办理数", "件", "redirected"},
	{"四、行政复议数量", "件", "recon"}, {"（一）维持具体行政行为数", "件", "recon_upheld"}, {"（二）被依法纠错数", "件", "recon_corrected"},
	{"（三）其他情形数", "件", "recon_other"},
	{"五、行政诉讼数量", "件", "lit"}, {"（一）维持具体行政行为或者驳回原告诉讼请求数", "件", "lit_upheld"}, {"（二）被依法纠错数", "件", "lit_corrected"},
	{"（三）其他情形数", "件", "lit_other"},
	{"六、举报投诉数量", "件", "complaints"}, {"七、依申请公开信息收取的费用", "元", "fee"},
	{"八、机构建设和保障经费情况"},
	{"（一）政府信息公开工作专门机构数", "个", "units"}, {"（二）设置政府信息公开查阅点数", "个", "points"},
	{"（三）从事政府信息公开工作人员数", "人", "staff"}, {"1.专职人员数（不包括政府公报及政府网站工作人员数）", "人", "fulltime"},
	{"2.兼职人员数", "人", "parttime"},
	{"（四）政府信息公开专项经费（不包括用于政府公报编辑管理及政府网站建设维护等方面的经费）", "万元", "budget"},
	{"九、政府信息公开会议和培训情况"},
	{"（一）召开政府信息公开工作会议或专题会议数", "次", "meetings"}, {"（二）举办各类培训班数", "次", "sessions"},
	{"（三）接受培训人员数", "人次", "trained"},
}

func (w *writer) form2014() table {
	t := table{{label("统计指标"), label("单位"), label("统计数")}}
	for _, r := range rows2014 {
		c := label("")
		if r[2] != "" {
			c = w.cellOf(r[2], "level")
		}
		t = append(t, []cell{label(r[0]), label(r[1]), c})
	}
	return t
}

func whole(text string, cols int) cell { return cell{text: text, cols: cols} }

// form2 is table 二 of the form of 2019 or of 2021.
func (w *writer) form2() table {
	regulation := func(name, role string) cell { return w.number(0, 1, name+"[kind=regulation]", role) }
	if w.year >= 2021 {
		in := func(name string) cell { c := w.cellOf(name, "level"); c.cols = 3; return c }
		return table{
			{whole("第二十条第（一）项", 4)},
			{label("信息内容"), label("本年制发件数"), label("本年废止件数"), label("现行有效件数")},
			{label("规章"), regulation("documents.issued", "level"), regulation("documents.repealed", "level"), regulation("documents.in_force", "level")},
			{label("行政规范性文件"), w.cellOf("issued", "level"), w.cellOf("repealed", "level"), w.cellOf("in_force", "level")},
			{whole("第二十条第（五）项", 4)},
			{label("信息内容"), whole("本年处理决定数量", 3)},
			{label("行政许可"), in("licensing")},
			{whole("第二十条第（六）项", 4)},
			{label("信息内容"), whole("本年处理决定数量", 3)},
			{label("行政处罚"), in("penalty")},
			{label("行政强制"), in("coercion")},
			{whole("第二十条第（八）项", 4)},
			{label("信息内容"), whole("本年收费金额（单位：万元）", 3)},
			{label("行政事业性收费"), in("charges")},
		}
	}
	heading := []cell{label("信息内容"), label("上一年项目数量"), label("本年增/减"), label("处理决定数量")}
	power := func(text, name, dim string) []cell {
		return []cell{label(text), w.number(w.now[name+"_before"], 1, "powers.items_previous[power="+dim+"]", "other_period"),
			w.change(name+"_change", "powers.items_change[power="+dim+"]"), w.cellOf(name, "level")}
	}
	charge := w.change("charging_change", "charges.items_change")
	charge.cols = 2
	money := w.cellOf("purchases", "level")
	money.text, money.cols = money.text+"万元", 2
	return table{
		{whole("第二十条第（一）项", 4)},
		{label("信息内容"), label("本年新制作数量"), label("本年新公开数量"), label("对外公开总数量")},
		{label("规章"), regulation("documents.issued", "level"), regulation("documents.disclosed", "level"), regulation("documents.disclosed", "cumulative")},
		{label("规范性文件"), w.cellOf("issued", "level"), w.cellOf("disclosed", "level"), w.number(w.now["in_force"], 1, code("disclosed"), "cumulative")},
		{whole("第二十条第（五）项", 4)},
		heading,
		power("行政许可", "licensing", "licensing"),
		power("其他对外管理服务事项", "service", "other_service"),
		{whole("第二十条第（六）项", 4)},
		heading,
		power("行政处罚", "penalty", "penalty"),
		power("行政强制", "coercion", "coercion"),
		{whole("第二十条第（八）项", 4)},
		{label("信息内容"), label("上一年项目数量"), whole("本年增/减", 2)},
		{label("行政事业性收费"), w.number(w.now["charging_before"], 1, "charges.items_previous", "other_period"), charge},
		{whole("第二十条第（九）项", 4)},
		{label("信息内容"), label("采购项目数量"), whole("采购总金额", 2)},
		{label("政府集中采购"), w.cellOf("projects", "level"), money},
	}
}

// change is a cell with a sign.
func (w *writer) change(name, code string) cell {
	c := w.number(w.now[name], 1, code, "change")
	if n := w.now[name]; n > 0 && w.style.plus {
		c.text = "+" + c.text
	}
	return c
}

// group is a group of rows of table 三 under one label.
type group struct {
	text string
	rows []([2]string) // label, number
}

func (w *writer) form3() table {
	groups := []group{
		{"", [][2]string{{"（一）予以公开", "granted"}}},
		{"", [][2]string{{"（二）部分公开（区分处理的，只计这一情形，不计其他情形）", "partial"}}},
		{"（三）不予公开", [][2]string{{"1.属于国家秘密", "denied.state_secret"}, {"2.其他法律行政法规禁止公开", "denied.by_law"},
			{"3.危及“三安全一稳定”", "denied.safety"}, {"4.保护第三方合法权益", "denied.third_party"}, {"5.属于三类内部事务信息", "denied.internal"},
			{"6.属于四类过程性信息", "denied.process"}, {"7.属于行政执法案卷", "denied.enforcement"}, {"8.属于行政查询事项", "denied.query"}}},
		{"（四）无法提供", [][2]string{{"1.本机关不掌握相关政府信息", "unavailable.not_held"},
			{"2.没有现成信息需要另行制作", "unavailable.needs_creation"}, {"3.补正后申请内容仍不明确", "unavailable.unclear"}}},
		{"（五）不予处理", [][2]string{{"1.信访举报投诉类申请", "not_processed.petition"}, {"2.重复申请", "not_processed.repeat"},
			{"3.要求提供公开出版物", "not_processed.publication"}, {"4.无正当理由大量反复申请", "not_processed.excessive"},
			{"5.要求行政机关确认或重新出具已获取信息", "not_processed.reconfirm"}}},
		{"", [][2]string{{"（六）其他处理", "other"}}},
		{"", [][2]string{{"（七）总计", "answered"}}},
	}
	size := 20
	if w.year >= 2021 {
		size = 22
		groups[5] = group{"（六）其他处理", [][2]string{{"1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请", "other.no_supplement"},
			{"2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请", "other.unpaid"}, {"3.其他", "other.other"}}}
	}
	t := table{
		{{text: "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）", rows: 3, cols: 3}, whole("申请人情况", 7)},
		{{text: "自然人", rows: 2}, whole("法人或其他组织", 5), {text: "总计", rows: 2}},
		{label("商业企业"), label("科研机构"), label("社会公益组织"), label("法律服务机构"), label("其他")},
		w.applicants("req", whole("一、本年新收政府信息公开申请数量", 3)),
		w.applicants("carried_in", whole("二、上年结转政府信息公开申请数量", 3)),
	}
	for _, g := range groups {
		for i, r := range g.rows {
			var head []cell
			if len(t) == 5 {
				head = append(head, cell{text: "三、本年度办理结果", rows: size})
			}
			switch {
			case g.text == "":
				head = append(head, whole(r[0], 2))
			case i == 0:
				head = append(head, cell{text: g.text, rows: len(g.rows)}, label(r[0]))
			default:
				head = append(head, label(r[0]))
			}
			t = append(t, w.applicants(r[1], head...))
		}
	}
	return append(t, w.applicants("carried_out", whole("四、结转下年度继续办理", 3)))
}

// applicants is a row of table 三: its labels, each kind of applicant, their sum.
func (w *writer) applicants(name string, labels ...cell) []cell {
	row := labels
	for _, a := range applicants {
		row = append(row, w.cellOf(name+"/"+a.name, "level"))
	}
	total := w.cellOf(name, "level")
	if name == "answered" {
		total.means.Code = "requests.outcome[outcome=total]"
	}
	return append(row, total)
}

func (w *writer) form4() table {
	results := []string{"upheld", "corrected", "other", "pending"}
	names := []cell{label("结果维持"), label("结果纠正"), label("其他结果"), label("尚未审结"), label("总计")}
	first := []cell{}
	for _, n := range names {
		n.rows = 2
		first = append(first, n)
	}
	var row []cell
	for _, r := range results {
		row = append(row, w.cellOf("recon_"+r, "level"))
	}
	row = append(row, w.cellOf("recon", "level"))
	for _, route := range [][2]string{{"direct", "direct"}, {"after", "after_reconsideration"}} {
		for _, r := range results {
			row = append(row, w.number(w.now[route[0]+"_"+r], 1, "litigations[result="+r+",route="+route[1]+"]", "level"))
		}
		row = append(row, w.number(w.now[route[0]], 1, "litigations[route="+route[1]+"]", "level"))
	}
	return table{
		{whole("行政复议", 5), whole("行政诉讼", 10)},
		append(first, whole("未经复议直接起诉", 5), whole("复议后起诉", 5)),
		append(append([]cell{}, names...), names...),
		row,
	}
}
