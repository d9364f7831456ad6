package twins

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/net/html"
)

// asHeads makes every cell a th.
func (p *Page) asHeads() {
	p.cells(every, func(c *html.Node) { c.Data, c.DataAtom = "th", 0 })
}

// firstValueRow is the first row that a body fills in: below the table's head.
func firstValueRow(rows []*html.Node) int {
	return slices.IndexFunc(rows, func(row *html.Node) bool { return slices.ContainsFunc(Cells(row), isValue) })
}

// inSections puts the head of each table into thead and its last row into
// tfoot; early writes tfoot before tbody, where HTML 4 wants it: it is shown last.
func (p *Page) inSections(early bool) {
	for _, t := range p.Tables() {
		rows := Rows(t)
		first := min(firstValueRow(rows), len(rows)-1)
		clear(t)
		parts := map[string]*html.Node{}
		for _, name := range []string{"thead", "tbody", "tfoot"} {
			parts[name] = &html.Node{Type: html.ElementNode, Data: name}
		}
		for i, row := range rows {
			row.Parent.RemoveChild(row)
			switch {
			case i < first:
				parts["thead"].AppendChild(row)
			case i == len(rows)-1:
				parts["tfoot"].AppendChild(row)
			default:
				parts["tbody"].AppendChild(row)
			}
		}
		order := []string{"thead", "tbody", "tfoot"}
		if early {
			order = []string{"thead", "tfoot", "tbody"}
		}
		for _, name := range order {
			t.AppendChild(parts[name])
		}
	}
}

// spansTooLarge lets spans run out of the table, which no browser shows.
func (p *Page) spansTooLarge() {
	for _, t := range p.Tables() {
		cells, cols := Grid(t)
		rows := len(Rows(t))
		for _, c := range cells {
			if c.Row+c.RowSpan == rows {
				SetAttr(c.Node, "rowspan", strconv.Itoa(c.RowSpan+40))
			}
			if c.Col+c.ColSpan == cols {
				SetAttr(c.Node, "colspan", strconv.Itoa(c.ColSpan+6))
			}
		}
	}
}

// spansOneTooLarge lets a group's label reach one row too far, so that the row
// below it is pushed to the right.
func (p *Page) spansOneTooLarge() {
	for _, t := range p.Tables() {
		cells, _ := Grid(t)
		for _, c := range cells {
			if strings.HasPrefix(Line(c.Node), "三、本年度办理结果") {
				SetAttr(c.Node, "rowspan", strconv.Itoa(c.RowSpan+1))
			}
		}
	}
}

// spansOdd writes the spans of single cells as no number or as 0.
func (p *Page) spansOdd() {
	n := 0
	p.cells(every, func(c *html.Node) {
		if Span(c, "rowspan") == 1 && Span(c, "colspan") == 1 {
			odd := []string{"", "0", "x", "-3", "1.0"}[n%5]
			SetAttr(c, "colspan", odd)
			if odd != "0" { // rowspan 0 means the rest of the table
				SetAttr(c, "rowspan", odd)
			}
			n++
		}
	})
}

// spansVast asks for a table that nobody can draw.
func (p *Page) spansVast() {
	for _, t := range p.Tables() {
		cells, _ := Grid(t)
		last := cells[len(cells)-1]
		SetAttr(last.Node, "rowspan", "65000")
		SetAttr(last.Node, "colspan", "2147483647")
	}
}

// split cuts each long table in two, as a template does that pages by height.
// Labels that reach over the cut leave an empty cell below it; with header the
// head is printed again, where the table has one for all its rows; between
// stands the template's own HTML.
func (p *Page) split(header bool, between string) {
	for _, t := range p.Tables() {
		rows := Rows(t)
		first := firstValueRow(rows)
		cut := first + (len(rows)-first)/2
		if len(rows)-first < 4 {
			continue
		}
		cells, _ := Grid(t)
		below := clone(t)
		clear(below)
		if header && !strings.Contains(Line(t), "第二十条第") {
			for _, row := range rows[:first] {
				below.AppendChild(clone(row))
			}
		}
		for i := len(cells) - 1; i >= 0; i-- {
			c := cells[i]
			over := c.Row + c.RowSpan - cut
			if c.Row >= cut || over <= 0 {
				continue
			}
			SetAttr(c.Node, "rowspan", strconv.Itoa(c.RowSpan-over))
			rest := fragment("tr", fmt.Sprintf(`<td rowspan="%d" colspan="%d">&nbsp;</td>`, over, c.ColSpan))[0]
			rows[cut].InsertBefore(rest, rows[cut].FirstChild)
		}
		for _, row := range rows[cut:] {
			row.Parent.RemoveChild(row)
			below.AppendChild(row)
		}
		insertAfter(t, between+`<!--below-->`)
		at := t.NextSibling
		for at.Data != "below" {
			at = at.NextSibling
		}
		at.Parent.InsertBefore(below, at)
		at.Parent.RemoveChild(at)
	}
}

// headAgain repeats the head in the middle of each table.
func (p *Page) headAgain() {
	for _, t := range p.Tables() {
		rows := Rows(t)
		first := firstValueRow(rows)
		at := freeRow(t, first+(len(rows)-first)/2)
		if at < 0 || strings.Contains(Line(t), "第二十条第") {
			continue
		}
		for _, row := range rows[:first] {
			rows[at].Parent.InsertBefore(clone(row), rows[at])
		}
	}
}

// freeRow is the first row from n on that no label from above reaches into
// beyond the first two columns, -1 where there is none; those that reach are
// made longer by the caller.
func freeRow(t *html.Node, n int) int {
	cells, _ := Grid(t)
	for r := n; r < len(Rows(t)); r++ {
		free := true
		for _, c := range cells {
			if c.Row < r && c.Row+c.RowSpan > r {
				free = false
			}
		}
		if free {
			return r
		}
	}
	return -1
}

// between puts a row of HTML above every row that no label reaches into.
func (p *Page) between(src func(cols int) string) {
	for _, t := range p.Tables() {
		_, cols := Grid(t)
		rows := Rows(t)
		for r := 1; r >= 0 && r < len(rows); r++ {
			if r = freeRow(t, r); r < 0 {
				break
			}
			insertBefore(rows[r], src(cols))
			rows = Rows(t)
			r++
		}
	}
}

// edged adds an empty column at both ends and an empty row at top and bottom.
func (p *Page) edged() {
	for _, t := range p.Tables() {
		_, cols := Grid(t)
		rows := Rows(t)
		for _, row := range rows {
			insertBefore(row.FirstChild, `<td width="1"></td>`)
			adopt(row, fragment("tr", `<td width="1"><img src="spacer.gif"></td>`))
		}
		empty := `<tr height="1">` + strings.Repeat(`<td></td>`, cols+2) + `</tr>`
		insertBefore(rows[0], empty)
		insertAfter(rows[len(rows)-1], empty)
	}
}

// gutter adds an empty column between the labels and the numbers.
func (p *Page) gutter() {
	for _, t := range p.Tables() {
		cells, _ := Grid(t)
		at := 0
		for _, c := range cells {
			if isNumber(c.Node) && at == 0 {
				at = c.Col
			}
		}
		if at == 0 {
			continue
		}
		for _, c := range cells {
			switch {
			case c.Col == at:
				insertBefore(c.Node, fmt.Sprintf(`<td width="2" rowspan="%d"></td>`, c.RowSpan))
			case c.Col < at && c.Col+c.ColSpan > at:
				SetAttr(c.Node, "colspan", strconv.Itoa(c.ColSpan+1))
			}
		}
	}
}

// captioned puts a row over all columns above each table.
func (p *Page) captioned(src string) {
	for _, t := range p.Tables() {
		_, cols := Grid(t)
		insertBefore(Rows(t)[0], fmt.Sprintf(src, cols))
	}
}

func (p *Page) captionElement() {
	for _, t := range p.Tables() {
		insertBefore(t.FirstChild, `<caption>附表：填报单位（盖章）　　　单位：件</caption><colgroup><col width="80"><col></colgroup>`)
	}
}

// noted puts a row of small print below each table.
func (p *Page) noted() {
	for _, t := range p.Tables() {
		_, cols := Grid(t)
		rows := Rows(t)
		insertAfter(rows[len(rows)-1], fmt.Sprintf(`<tr><td colspan="%d">注：本表由办公室填报，联系电话：0874-3110040。</td></tr>`, cols))
	}
}

// asBoxes makes each table of div elements, which know no spans.
func (p *Page) asBoxes() {
	for _, t := range p.Tables() {
		var b strings.Builder
		b.WriteString(`<div class="table" style="display:table;width:100%">`)
		for _, row := range Rows(t) {
			b.WriteString(`<div class="tr" style="display:table-row">`)
			for _, c := range Cells(row) {
				b.WriteString(`<div class="td" style="display:table-cell;border:1px solid #333">` + style{}.inside(c) + `</div>`)
			}
			b.WriteString(`</div>`)
		}
		insertBefore(t, b.String()+`</div>`)
		t.Parent.RemoveChild(t)
	}
}

func (s style) inside(n *html.Node) string {
	var b strings.Builder
	s.children(&b, n)
	return b.String()
}
