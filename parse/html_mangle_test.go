package parse

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/net/html"
	"golang.org/x/text/encoding/simplifiedchinese"

	"nianbao/report"
)

var manglings = []mangling{
	{name: "upper case without quotes", source: func(s string) string {
		return strings.NewReplacer("<table", "<TABLE", "<td", "<TD", "</td>", "", "<tr", "<TR", "</tr>", "", "<p", "<P", "</p>", "", "<th>", "<TH>", "</th>", "").Replace(s)
	}},
	{name: "GB18030 called UTF-8", source: func(s string) string { return strings.ReplaceAll(s, "gb2312", "utf-8") }, bytes: func(s string) []byte {
		b, err := simplifiedchinese.GB18030.NewEncoder().Bytes([]byte(s))
		if err != nil {
			panic(err)
		}
		return b
	}},
	{name: "a page of layout tables", tree: func(root *html.Node) {
		body := bodyOf(root)
		outer := fragment(`<table width=980><tr><td><a href="/">首页</a></td><td>日期</td></tr><tr><td width=200><table><tr><td>指南</td></tr><tr><td>目录</td></tr><tr><td>年报</td></tr></table></td><td><table><tr><td id=x></td></tr></table></td></tr><tr><td colspan=2>主办：某区政府 ICP备0000号</td></tr></table>`)[0]
		var cell *html.Node
		each(outer, "td", func(n *html.Node) {
			if attrOf(n, "id") == "x" {
				cell = n
			}
		})
		for body.FirstChild != nil {
			c := body.FirstChild
			body.RemoveChild(c)
			cell.AppendChild(c)
		}
		body.AppendChild(outer)
	}},
	{name: "boxes around tables", tree: wrapTables(`<div class="scroll"><center><table width="100%"><tr><td><div>`, `</div></td></tr></table></center></div>`)},
	{name: "spaces that do not part in cells", tree: func(root *html.Node) {
		each(root, "td th", func(n *html.Node) {
			if !holds(n, "table") {
				n.InsertBefore(&html.Node{Type: html.TextNode, Data: "\u00a0\u200b"}, n.FirstChild)
				n.AppendChild(&html.Node{Type: html.TextNode, Data: "\u00a0\u3000"})
			}
		})
	}},
	{name: "nothing between digits", tree: inCells(func(s string) string { return s[:1] + "&#8203;" + s[1:] + "&shy;" })},
	{name: "comments and elements between digits", tree: inCells(func(s string) string {
		return "<span>" + s[:1] + "</span><!-- 7 --><font size=2><b>" + s[1:] + "</b></font><wbr>"
	})},
	{name: "line breaks in numbers", tree: func(root *html.Node) {
		seen := map[*html.Node]bool{}
		eachText(root, func(n *html.Node) {
			row := n
			for row != nil && row.Data != "tr" {
				row = row.Parent
			}
			if row == nil || seen[row] || !isLongNumber(n.Data) || countCells(row, 3) < 3 {
				return
			}
			seen[row] = true
			s := strings.TrimSpace(n.Data)
			insertBefore(n, s[:len(s)-1]+"<br>"+s[len(s)-1:])
			n.Parent.RemoveChild(n)
		})
	}},
	{name: "readings above the labels", tree: func(root *html.Node) {
		eachText(root, func(n *html.Node) {
			if inCell(n) && strings.Contains(n.Data, "公开") {
				insertBefore(n, strings.ReplaceAll(html.EscapeString(n.Data), "公开", "<ruby>公<rp>(</rp><rt>gōng</rt><rp>)</rp>开<rp>(</rp><rt>kāi</rt><rp>)</rp></ruby>"))
				n.Parent.RemoveChild(n)
			}
		})
	}},
	{name: "hidden numbers", tree: inCells(func(s string) string {
		return `<i style="display:none">1</i>` + s + `<b hidden>2</b><span style="font-size:0">3</span><span style="position:absolute;left:-9999px">4</span><em style="visibility: hidden">5</em><span class="sr-only">6</span><span style="opacity:0">7</span><span style="text-indent:-999em;display:block">8</span>`
	})},
	{name: "hidden by a style sheet", tree: inCells(func(s string) string {
		return `<i class="zz">1</i>` + s + `<u class="yy">2</u>`
	}), source: func(s string) string {
		return strings.Replace(s, "</head>", "<style>/* no */ .a,.zz{color:red;display:none} @media print{table{display:none}} td .yy { font-size : 0 ; } p:hover{display:none}</style></head>", 1)
	}},
	{name: "hidden rows and columns", tree: func(root *html.Node) {
		each(root, "tr", func(n *html.Node) {
			if anyValue(n) {
				insertBefore(n, "")
				n.Parent.InsertBefore(hiddenRow(), n)
				td := element("td")
				setAttr(td, "style", "display:none")
				td.AppendChild(&html.Node{Type: html.TextNode, Data: "99"})
				n.InsertBefore(td, n.FirstChild)
			}
		})
	}},
	{name: "a hidden copy of the article", tree: func(root *html.Node) {
		body := bodyOf(root)
		copied := element("div")
		setAttr(copied, "style", "display:none")
		for c := body.FirstChild; c != nil; c = c.NextSibling {
			copied.AppendChild(clone(c))
		}
		body.InsertBefore(copied, body.FirstChild)
	}},
	{name: "tables split, their heads repeated", tree: splitTables(4, true, "same")},
	{name: "tables split, labels begun again", tree: splitTables(5, false, "same")},
	{name: "tables split, labels left blank", tree: splitTables(3, false, "blank")},
	{name: "tables split, labels cut off", tree: splitTables(6, false, "none")},
	{name: "continued tables", tree: splitTables(4, false, "same"), source: func(s string) string {
		return strings.ReplaceAll(s, "</table><table>", "</table><p>（续表）</p><hr><p>- 3 -</p><table>")
	}},
	{name: "divs styled as tables", tree: divTables("div", [3]string{`style="display:table"`, `style="display: table-row"`, `style="display:table-cell;width:10%"`}, "data-")},
	{name: "divs that a style sheet makes tables", tree: divTables("span", [3]string{`class="g1"`, `class="g2"`, `class="g3 b"`}, "aria-"), source: func(s string) string {
		return strings.Replace(s, "</head>", "<style>.g1{display:table;width:100%}.g2{display:table-row}.g2>.g3{display:table-cell;border:1px solid}</style></head>", 1)
	}},
	{name: "divs with roles", tree: divTables("div", [3]string{`role="table"`, `role="row"`, `role="cell"`}, "aria-")},
	{name: "divs without spans", tree: divTables("div", [3]string{`class="table"`, `class="tr"`, `class="td"`}, "")},
	{name: "no spans", tree: func(root *html.Node) {
		eachDataTable(root, func(n *html.Node) {
			each(n, "td th", func(n *html.Node) { dropAttr(n, "colspan"); dropAttr(n, "rowspan") })
		})
	}},
	{name: "no colspans", tree: func(root *html.Node) {
		eachDataTable(root, func(n *html.Node) { each(n, "td th", func(n *html.Node) { dropAttr(n, "colspan") }) })
	}},
	{name: "no rowspans", tree: func(root *html.Node) {
		eachDataTable(root, func(n *html.Node) { each(n, "td th", func(n *html.Node) { dropAttr(n, "rowspan") }) })
	}},
	{name: "some rowspans too large", tree: func(root *html.Node) {
		eachDataTable(root, func(n *html.Node) {
			i := 0
			each(n, "td th", func(n *html.Node) {
				if r := claimOf(n, "rowspan"); r > 1 && r < 9 {
					if i++; i%2 == 0 {
						setAttr(n, "rowspan", strconv.Itoa(r+2))
					}
				}
			})
		})
	}},
	{name: "some rowspans too small", tree: func(root *html.Node) {
		eachDataTable(root, func(n *html.Node) {
			each(n, "td th", func(n *html.Node) {
				if r := claimOf(n, "rowspan"); r > 2 {
					setAttr(n, "rowspan", strconv.Itoa(r-1))
				}
			})
		})
	}},
	{name: "some colspans wrong", tree: func(root *html.Node) {
		eachDataTable(root, func(n *html.Node) {
			i := 0
			for _, r := range rowsIn(n) {
				if cells := cellsIn(r); len(cells) >= 8 {
					if i++; i%4 == 0 {
						setAttr(cells[0], "colspan", strconv.Itoa(claimOf(cells[0], "colspan")+i%3))
					}
				}
			}
		})
	}},
	{name: "spans in words", tree: func(root *html.Node) {
		each(root, "td th", func(n *html.Node) {
			if attrOf(n, "colspan") == "" {
				setAttr(n, "colspan", "auto")
			}
			if attrOf(n, "rowspan") == "" {
				setAttr(n, "rowspan", "-1")
			}
		})
	}},
	{name: "tables of one cell in cells", tree: func(root *html.Node) {
		eachText(root, func(n *html.Node) {
			if isLongNumber(n.Data) && inCell(n) {
				insertBefore(n, "<table border=0><tr><td>"+n.Data+"</td></tr></table>")
				n.Parent.RemoveChild(n)
			}
		})
	}},
	{name: "rows in a table within a cell", tree: func(root *html.Node) {
		eachDataTable(root, func(table *html.Node) {
			rows := rowsIn(table)
			if len(rows) < 20 {
				return
			}
			inner := element("table")
			for _, r := range rows[len(rows)-1:] {
				r.Parent.InsertBefore(fragment2("tr", `<td colspan="10" class="in"></td>`), r)
				r.Parent.RemoveChild(r)
				inner.AppendChild(r)
			}
			each(table, "td", func(n *html.Node) {
				if attrOf(n, "class") == "in" {
					n.AppendChild(inner)
				}
			})
		})
	}},
	{name: "numbers in form fields", tree: inCells(func(s string) string { return `<input type="text" readonly value="` + s + `">` })},
	{name: "notes of Word", tree: func(root *html.Node) {
		each(root, "td", func(n *html.Node) {
			if !holds(n, "table") {
				appendTo(n, "<!--[if gte mso 9]><xml>9</xml><![endif]--><p><o:p>&nbsp;</o:p></p>")
			}
		})
	}},
	{name: "raised marks of notes", tree: inCells(func(s string) string { return s })},
	{name: "neighbours with numbers", tree: func(root *html.Node) {
		body := bodyOf(root)
		insertBefore(body.FirstChild, `<div class="nav"><ul><li><a>首页</a></li><li><a>新闻（128）</a></li><li><a>公开</a></li></ul></div><div class="hot"><h3>热点排行</h3><ul><li><a href=1>全区新增就业350人</a></li><li><a href=2>全年办件1200件</a></li><li><a href=3>三公经费45万元</a></li></ul></div>`)
		appendTo(body, `<div class="rank"><table><tr><td>1</td><td><a href=1>收到申请88件的说明</a></td></tr><tr><td>2</td><td><a href=2>公开信息99条的通报</a></td></tr></table></div><div class="footer">主办：某区政府 电话：010-12345678 您是第123456位访问者</div>`)
	}},
	{name: "in a script's JSON", tree: inScript(`window._CONFIG = {"SID":"1","DETAIL":{"id":7,"content":%s,"post_count":3}};`)},
	{name: "in a template", tree: inScript(`text/template|%v`)},
	{name: "in JSON with escapes", tree: inScript(`text/json|{"code":200,"data":{"article":{"body":%s}}}`)},
}

// matrix gives the cell that covers each place of the tables, without spaces.
func matrix(d *report.Document) string {
	var b strings.Builder
	for i := range d.Tables {
		t := &d.Tables[i]
		fmt.Fprintf(&b, "table %d of %d x %d\n", i, t.Rows, t.Cols)
		for _, row := range t.Grid() {
			for _, c := range row {
				if c < 0 {
					b.WriteString("·\t")
				} else {
					b.WriteString(strings.Map(dropSpace, d.Slice(t.Cells[c].Span)) + "\t")
				}
			}
			b.WriteByte('\n')
		}
	}
	return b.String()
}

// firstDifference gives the lines in which two texts begin to differ.
func firstDifference(got, want string) string {
	a, b := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return fmt.Sprintf("line %d\n got %q\nwant %q", i, a[i], b[i])
		}
	}
	return fmt.Sprintf("%d lines, want %d", len(a), len(b))
}

// Every page of the fixtures gives the same tables however it is mangled.
func TestMangledPages(t *testing.T) {
	paths, err := filepath.Glob("../fixtures/docs/*.html")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no pages: %v", err)
	}
	p := New(Options{})
	for _, path := range paths {
		body, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		source, _, _, failed := decode(body, "")
		if failed != nil {
			t.Fatal(failed.detail)
		}
		plain := p.Document(path, body, "")
		want := matrix(plain)
		if len(plain.Tables) == 0 {
			continue
		}
		for _, m := range manglings {
			t.Run(strings.TrimSuffix(filepath.Base(path), ".html")+"/"+m.name, func(t *testing.T) {
				mangled := m.apply(t, source)
				d := p.Document(path, mangled, "text/html; charset=utf-8")
				checkDocument(t, d)
				if got := matrix(d); got != want {
					if dir := os.Getenv("MANGLED"); dir != "" {
						os.WriteFile(filepath.Join(dir, strings.ReplaceAll(t.Name(), "/", "_")+".html"), mangled, 0o644)
						os.WriteFile(filepath.Join(dir, strings.ReplaceAll(t.Name(), "/", "_")+".txt"), []byte(outline(d)), 0o644)
					}
					t.Errorf("%s %s: %s", d.Reason, d.Detail, firstDifference(got, want))
				}
			})
		}
	}
}
