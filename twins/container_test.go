package twins

import (
	"encoding/json"
	"fmt"
	"strings"

	"golang.org/x/net/html"
)

// The containers that content systems put a report into: TRS, Hanweb, UCAP,
// easySite, VSB, hand-made pages of layout tables, the Word paste.

func (p *Page) inTRS() {
	p.contain(`<div class="xl-bt"><ucaptitle></ucaptitle></div><div class="view TRS_UEDITOR trs_paper_default trs_web trs_key4format">` +
		`<div class="TRS_Editor"><style type="text/css">.TRS_Editor P{margin-top:0;line-height:1.5;font-size:12pt;}.TRS_Editor TD{font-size:10.5pt}</style>` +
		`<div class="Custom_UnionStyle"><!--here--></div></div></div><div id="qr_container" style="margin:auto;width:96px;">扫一扫在手机打开当前页</div>`)
}

func (p *Page) inHanweb() {
	p.contain(`<div id="zoom"><!--ZJEG_RSS.content.begin--><meta name="ContentStart" /><founder-content><!--here--></founder-content>` +
		`<meta name="ContentEnd" /><!--ZJEG_RSS.content.end--></div><script src="/module/visitcount/visit.jsp?type=3&i_webid=1&i_columnid=5517&i_articleid=3108841"></script>`)
}

func (p *Page) inUCAP() {
	p.contain(`<div class="pages_content mhide"><div id="UCAP-CONTENT" class="trsucap"><ucapcontent><!--here--></ucapcontent></div></div>` +
		`<div class="editor"><span>责任编辑：</span>李××</div><div class="jiucuo">我要纠错 <a>打印</a> <a>收藏</a></div>`)
}

func (p *Page) inVSB() {
	p.contain(`<form name="_newscontent_fromname"><div id="vsb_content_500"><div class="v_news_content"><!--here--></div></div>` +
		`<div id="div_vote_id"></div><p>附件【<a href="/system/_content/download.jsp?urltype=news.DownloadAttachUrl&wbfileid=5C2A18">年度报告.docx</a>】已下载<span id="nattach1182">37</span>次</p></form>`)
}

func (p *Page) inPlainDivs() {
	p.contain(`<div><div><div><div><section><article><div><!--here--></div></article></section></div></div></div></div>`)
}

// inLayoutTables is the page of 2005: tables within tables, a column of links.
func (p *Page) inLayoutTables() {
	p.contain(`<table width="100%" border="0" cellspacing="0"><tr><td width="190" valign="top"><table width="100%"><tr><td>政府信息公开指南</td></tr><tr><td>政府信息公开制度</td></tr>` +
		`<tr><td>政府信息公开年报(18)</td></tr></table></td><td valign="top"><table width="98%" border="0" align="center"><tr><td height="26">&nbsp;</td></tr>` +
		`<tr><td><table width="100%"><tbody><tr><td class="text"><!--here--></td></tr></tbody></table></td></tr><tr><td align="right">【<a href="#">打印本页</a>】【<a href="#">关闭窗口</a>】</td></tr></table></td></tr></table>`)
}

// besideFirstColumn puts the report into a cell beside the index of the columns,
// in one row with it.
func (p *Page) besideFirstColumn() {
	p.contain(`<table><tbody><tr><td><ul><li>2019年(26)</li><li>2020年(31)</li><li>2021年(28)</li></ul></td><td></td><td><!--here--></td></tr></tbody></table>`)
}

// inTableWrappers gives each table what a responsive template gives it.
func (p *Page) inTableWrappers() {
	for _, t := range p.Tables() {
		wrap(t, `<div class="table-responsive" style="overflow-x:auto"><div class="table-container"><center><!--here--></center></div></div>`)
	}
}

// inOneCellTables puts each table into a table of one cell, as editors do that
// centre by table.
func (p *Page) inOneCellTables() {
	for _, t := range p.Tables() {
		wrap(t, `<table width="100%" border="0"><tbody><tr><td align="center"><!--here--></td></tr></tbody></table>`)
	}
}

// fromWord is what Word's "save as filtered page" leaves.
func (p *Page) fromWord() {
	insertBefore(p.article().FirstChild, `<!--[if gte mso 9]><xml><w:WordDocument><w:View>Normal</w:View><w:Zoom>0</w:Zoom><w:DrawingGridVerticalSpacing>7.8 磅</w:DrawingGridVerticalSpacing></w:WordDocument></xml><![endif]-->`+
		`<!--[if gte mso 10]><style>table.MsoNormalTable{mso-style-name:普通表格;font-size:10.0pt}</style><![endif]-->`)
	for _, t := range p.Tables() {
		SetAttr(t, "class", "MsoTableGrid")
		SetAttr(t, "style", "border-collapse:collapse;mso-table-layout-alt:fixed;mso-padding-alt:0cm 5.4pt 0cm 5.4pt")
		for _, row := range Rows(t) {
			SetAttr(row, "style", "mso-yfti-irow:7;height:22.7pt")
		}
	}
	p.cells(every, func(c *html.Node) {
		text := Line(c)
		if text == "" {
			text = "\u00a0"
		}
		clear(c)
		SetAttr(c, "style", "width:88.3pt;border:solid windowtext 1.0pt;mso-border-alt:solid windowtext .5pt;padding:0cm 5.4pt 0cm 5.4pt")
		src := `<p class="MsoNormal" align="center" style="text-align:center;mso-pagination:widow-orphan"><!--[if !supportLists]--><!--[endif]-->`
		for _, run := range runs(text) {
			if digit.MatchString(run) {
				src += `<span lang="EN-US" style="font-size:10.5pt;font-family:宋体;mso-font-kerning:0pt">` + esc(run) + `<o:p></o:p></span>`
			} else {
				src += `<span style="font-size:10.5pt;font-family:宋体;mso-hansi-font-family:Calibri">` + esc(run) + `</span>`
			}
		}
		adopt(c, fragment("td", src+`<span lang="EN-US" style="font-size:10.5pt"><o:p></o:p></span></p>`))
	})
}

// runs cuts a text between digits and what is none, as Word cuts its runs.
func runs(s string) []string {
	var out []string
	last := false
	for i, r := range s {
		is := digit.MatchString(string(r))
		if i == 0 || is != last {
			out = append(out, "")
		}
		out[len(out)-1] += string(r)
		last = is
	}
	return out
}

// fromExcel is what Excel's "save as page" leaves: x:num, spacers of padding,
// and a last row without height for the widths of the columns.
func (p *Page) fromExcel() {
	for _, t := range p.Tables() {
		_, cols := Grid(t)
		SetAttr(t, "style", "border-collapse:collapse;table-layout:fixed;width:592pt")
		insertBefore(t.FirstChild, strings.Repeat(`<col class="xl65" width="113" style="mso-width-source:userset;mso-width-alt:3616;width:85pt">`, cols))
		rows := Rows(t)
		insertAfter(rows[len(rows)-1], `<!--[if supportMisalignedColumns]--><tr height="0" style="display:none">`+
			strings.Repeat(`<td width="113" style="width:85pt"></td>`, cols)+`</tr><!--[endif]-->`)
	}
	p.cells(isNumber, func(c *html.Node) {
		text := Line(c)
		SetAttr(c, "class", "xl66")
		SetAttr(c, "x:num", text)
		setInner(c, `<span style="mso-spacerun:yes">&nbsp;&nbsp; </span>`+esc(text)+` `)
	})
}

// inScript is the Guangdong family: the article stands in a script, as JSON, and
// the page's container is empty until it runs.
func (p *Page) inScript() {
	article := p.article()
	title := Line(Find(p.Root, "title")[0])
	content, err := json.Marshal(style{}.inside(article))
	if err != nil {
		panic(err)
	}
	clear(article)
	adopt(article, fragment("div", fmt.Sprintf(`<div class="article-content"></div><script type="text/javascript">window._CONFIG = {SID:'200021',TREE:[],`+
		`DETAIL:{"id":3897321,"title":%q,"content":%s,"post_count":17}};</script>`, title, content)))
}
