package twins

import (
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/net/html"
)

// joined makes one table of all, with the headings between them as rows.
func (p *Page) joined() {
	tables := p.Tables()
	_, cols := Grid(tables[0])
	for _, t := range tables[1:] {
		_, n := Grid(t)
		cols = max(cols, n)
	}
	into := Rows(tables[0])[0].Parent
	for _, t := range tables[1:] {
		switch text := Line(t); {
		case strings.Contains(text, "申请人情况"):
			adopt(into, fragment("tbody", fmt.Sprintf(`<tr><td colspan="%d">表三　收到和处理政府信息公开申请情况</td></tr>`, cols)))
		case strings.Contains(text, "复议后起诉"):
			adopt(into, fragment("tbody", fmt.Sprintf(`<tr><td colspan="%d">表四　行政复议、行政诉讼情况</td></tr>`, cols)))
		}
		adopt(into, Rows(t))
		t.Parent.RemoveChild(t)
	}
}

// unmerged writes a label that reaches over rows anew in each of them: the text
// again, or nothing, as a paste from a worksheet does.
func (p *Page) unmerged(again bool) {
	for _, t := range p.Tables() {
		rows := Rows(t)
		cells, _ := Grid(t)
		for i := len(cells) - 1; i >= 0; i-- {
			c := cells[i]
			if c.RowSpan == 1 || Span(c.Node, "rowspan") == 1 {
				continue
			}
			SetAttr(c.Node, "rowspan", "")
			for r := c.Row + 1; r < min(c.Row+c.RowSpan, len(rows)); r++ {
				copied := clone(c.Node)
				SetAttr(copied, "data-col", strconv.Itoa(c.Col))
				if !again {
					clear(copied)
				}
				insertAt(rows[r], cells, r, c.Col, copied)
			}
		}
	}
}

// insertAt puts a cell before the first of a row that begins right of a column.
func insertAt(row *html.Node, cells []Cell, r, col int, n *html.Node) {
	for _, c := range cells {
		if c.Row == r && c.Col > col {
			// A cell put here before stands left of it, and belongs there.
			row.InsertBefore(n, firstAfter(c.Node, col))
			return
		}
	}
	row.AppendChild(n)
}

// firstAfter steps back over the cells that were put before n for columns
// further right than col.
func firstAfter(n *html.Node, col int) *html.Node {
	for n.PrevSibling != nil && attr(n.PrevSibling, "data-col") != "" {
		at, _ := strconv.Atoi(attr(n.PrevSibling, "data-col"))
		if at < col {
			break
		}
		n = n.PrevSibling
	}
	return n
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

// oneByOne gives every row of a long list of two or three columns a table of
// its own, as an editor does that was fed line by line.
func (p *Page) oneByOne() {
	for _, t := range p.Tables() {
		rows := Rows(t)
		if _, cols := Grid(t); cols > 4 || strings.Contains(Line(t), "第二十条第") {
			continue
		}
		for _, row := range rows[:len(rows)-1] {
			alone := clone(t)
			clear(alone)
			row.Parent.RemoveChild(row)
			alone.AppendChild(row)
			t.Parent.InsertBefore(alone, t)
		}
	}
}

// lined puts a column of line numbers before each table.
func (p *Page) lined() {
	for _, t := range p.Tables() {
		rows := Rows(t)
		first := firstValueRow(rows)
		for i, row := range rows {
			n := "序号"
			if i > 0 {
				n = ""
			}
			if i >= first {
				n = strconv.Itoa(i - first + 1)
			}
			insertBefore(row.FirstChild, `<td align="center">`+n+`</td>`)
		}
	}
}

// namedRow gives the row of table 四 a label, where the form has none.
func (p *Page) namedRow() {
	for _, t := range p.Tables() {
		if !strings.Contains(Line(t), "复议后起诉") {
			continue
		}
		for i, row := range Rows(t) {
			switch i {
			case 0:
				insertBefore(row.FirstChild, `<td rowspan="3">项目</td>`)
			case 3:
				insertBefore(row.FirstChild, `<td>数量（件）</td>`)
			}
		}
	}
}

// withoutGroups loses the first column of table 三, whose labels stand upright.
func (p *Page) withoutGroups() {
	p.cells(isLabel, func(c *html.Node) {
		if strings.HasPrefix(Line(c), "三、本年度办理结果") || strings.HasPrefix(Line(c), "（本列数据的勾稽关系") {
			clear(c)
		}
	})
}

// flatHead writes the head of table 三 in one row.
func (p *Page) flatHead() {
	for _, t := range p.Tables() {
		rows := Rows(t)
		if !strings.Contains(Line(t), "申请人情况") {
			continue
		}
		src := `<tr><td colspan="3">申请人情况</td>`
		for _, name := range []string{"自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计"} {
			src += "<td>" + name + "</td>"
		}
		insertBefore(rows[0], src+"</tr>")
		for _, row := range rows[:3] {
			row.Parent.RemoveChild(row)
		}
	}
}

// longHead names the group in the head of table 三 at every column.
func (p *Page) longHead() {
	long := map[string]string{"商业企业": "法人或其他组织（商业企业）", "科研机构": "法人或其他组织（科研机构）", "社会公益组织": "法人或其他组织（社会公益组织）", "法律服务机构": "法人或其他组织（法律服务机构）", "其他": "法人或其他组织（其他）"}
	for _, t := range p.Tables() {
		rows := Rows(t)
		if !strings.Contains(Line(t), "申请人情况") {
			continue
		}
		for _, c := range Cells(rows[2]) {
			if name := long[Line(c)]; name != "" {
				setInner(c, name)
			}
		}
	}
}
