package twins

import (
	"strconv"
	"strings"

	"golang.org/x/net/html"
)

// scripted puts comments and scripts between rows and into cells.
func (p *Page) scripted() {
	for _, t := range p.Tables() {
		for i, row := range Rows(t) {
			insertBefore(row, `<!-- row `+strconv.Itoa(100+i)+` : 第`+strconv.Itoa(i)+`行 17 件 -->`)
			if i%3 == 0 {
				insertBefore(row, `<script type="text/javascript">var total=1024;document.write("共"+total+"件");</script>`)
			}
		}
	}
	p.cells(every, func(c *html.Node) {
		adopt(c, fragment("td", `<!-- 12 --><script>var n = 34;</script><style>.c56{width:78px}</style>`))
	})
}

// attributed hangs numbers on every cell where nobody sees them.
func (p *Page) attributed() {
	p.cells(every, func(c *html.Node) {
		SetAttr(c, "title", "共1287件")
		SetAttr(c, "data-value", "99")
		SetAttr(c, "width", "113")
	})
}

// duplicated puts a copy of each table with other numbers before it, where it
// is not shown.
func (p *Page) duplicated(src string) {
	for _, t := range p.Tables() {
		copied := clone(t)
		for _, n := range texts(copied) {
			if digit.MatchString(n.Data) && !han.MatchString(n.Data) {
				n.Data = "4" + strings.TrimSpace(n.Data)
			}
		}
		if strings.Contains(src, "<textarea") {
			insertBefore(t, strings.Replace(src, "<!--here-->", esc(style{}.page(copied)), 1))
			continue
		}
		insertBefore(t, `<!--copy-->`)
		at := t.PrevSibling
		at.Parent.InsertBefore(copied, at)
		at.Parent.RemoveChild(at)
		wrap(copied, src)
	}
}

// hiddenRows puts rows that are not shown between the others.
func (p *Page) hiddenRows() {
	p.between(func(cols int) string {
		return `<tr style="display:none">` + strings.Repeat(`<td>77</td>`, cols) + `</tr>`
	})
}

// hiddenColumn puts a column that is not shown before the last.
func (p *Page) hiddenColumn() {
	for _, t := range p.Tables() {
		for _, row := range Rows(t) {
			if cells := Cells(row); len(cells) > 0 {
				insertBefore(cells[len(cells)-1], `<td style="display: none;">88</td>`)
			}
		}
	}
}

// surrounded is a report in the middle of a busy page.
func (p *Page) surrounded() {
	body := p.body()
	insertBefore(body.FirstChild, `<div class="top"><span>今天是2024年3月18日 星期一</span><span>9～17℃</span></div>`+
		`<ul class="nav"><li><a href="/">首页</a></li><li><a href="/a">要闻动态(1287)</a></li><li><a href="/b">政务公开</a></li><li><a href="/c">12345热线</a></li></ul>`+
		`<table width="1000"><tr><td>本站访问量</td><td>1,204,557</td><td>今日访问</td><td>3168</td></tr></table>`+
		`<div class="left"><h3>公开年报</h3><ul><li><a href="1.html">2023年政府信息公开工作年度报告</a> <span>2024-01-22</span></li><li><a href="2.html">2022年政府信息公开工作年度报告</a> <span>2023-01-19</span></li><li><a href="3.html">2021年政府信息公开工作年度报告</a> <span>2022-01-25</span></li></ul></div>`)
	adopt(body, fragment("body", `<div class="related"><h4>相关新闻</h4><ul><li><a href="4.html">我市全年办结群众诉求3.2万件</a><i>[2024-02-06]</i></li><li><a href="5.html">一图读懂：新增公园绿地17处</a><i>[2024-02-05]</i></li><li><a href="6.html">市政务服务大厅接待办事群众1280人次</a><i>[2024-02-02]</i></li></ul></div>`+
		`<table class="hot"><tr><td>1</td><td>关于2024年春节放假的通知</td><td>2106次</td></tr><tr><td>2</td><td>全市招聘教师88人</td><td>1873次</td></tr></table>`+
		`<div class="share">分享到：<span>微信</span> <span>微博</span> 浏览次数：<span id="hits">5813</span>次</div>`+
		`<div class="foot">主办单位：人民政府办公室　网站标识码：5303260001　滇公网安备53032602000117号　电话：0874-3110040　您是第 1208345 位访问者</div>`))
}

// spoken puts text between the rows, where browsers move it above the table.
func spoken(page string) string {
	return strings.ReplaceAll(page, "<tbody><tr", "<tbody>（左右滑动查看完整表格）<tr")
}

// stray puts ends into cells that end nothing, and beginnings that never end.
func stray(page string) string {
	page = strings.ReplaceAll(page, "</td>", "</span></font></div></td>")
	return strings.ReplaceAll(page, "<td", "</font><td")
}

// unended leaves formatting open in each cell.
func (p *Page) unended() {
	p.cells(every, func(c *html.Node) {
		text := Line(c)
		clear(c)
		adopt(c, fragment("td", `<font size=2><b>`+esc(text)))
	})
}

// indented writes tables as an editor that indents its source.
func indented(page string) string {
	page = strings.NewReplacer("<tr", "\r\n\t\t<tr", "<td", "\r\n\t\t\t<td", "<th", "\r\n\t\t\t<th", "</td>", "\r\n\t\t\t</td>", "</th>", "\r\n\t\t\t</th>", "</p>", "\r\n\t\t\t\t</p>").Replace(page)
	return strings.ReplaceAll(page, "<thead", "\r\n<thead")
}
