package parse

import (
	"fmt"
	"strings"
	"testing"

	"nianbao/report"
)

func numPr(level, id string) string {
	return `<w:numPr><w:ilvl w:val="` + level + `"/><w:numId w:val="` + id + `"/></w:numPr>`
}

func style(id string) string { return `<w:pStyle w:val="` + id + `"/>` }

const textBox = `<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:txbx><w:txbxContent>` +
	`<w:p><w:r><w:t>框内公开3条</w:t></w:r></w:p></w:txbxContent></wps:txbx></w:drawing></mc:Choice>` +
	`<mc:Fallback><w:pict><v:textbox><w:txbxContent><w:p><w:r><w:t>框内公开3条</w:t></w:r></w:p></w:txbxContent></v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>`

// Paragraphs: what a reader sees on paper, and nothing else.
func TestDOCXText(t *testing.T) {
	for _, tt := range []struct{ name, body, want string }{
		{"runs are one text", "<w:p>" + wr("公开政府信息") + wr("1") + wr("2条") + "</w:p>", "paragraph: 公开政府信息12条\n"},
		{"white space that is not kept", "<w:p><w:r><w:t>\n  公开3条 </w:t></w:r></w:p>", "paragraph: 公开3条\n"},
		{"empty paragraphs", wp("") + wp(" \u3000") + wp("公开3条"), "paragraph: 公开3条\n"},
		{"tabs and breaks", "<w:p>" + wr("公开") + "<w:r><w:tab/><w:t>3条</w:t><w:br/><w:t>收到4件</w:t></w:r></w:p>", "paragraph: 公开\t3条⏎收到4件\n"},
		{"a break before a number begins a paragraph", "<w:p>" + wr("公开3条。") + "<w:r><w:br/></w:r>" + wr("2.收到申请4件。") + "</w:p>", "paragraph: 公开3条。\nparagraph: 2.收到申请4件。\n"},
		{"soft hyphens and hyphens that stay", "<w:p>" + wr("电话010") + "<w:r><w:noBreakHyphen/><w:softHyphen/></w:r>" + wr("1234\u00ad5678") + "</w:p>", "paragraph: 电话010-12345678\n"},
		{"signs of symbol fonts", `<w:p><w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>` + wr("同意公开") + `<w:r><w:sym w:font="Wingdings" w:char="F06C"/></w:r></w:p>`, "paragraph: ☑同意公开\n"},
		{"formulas", "<w:p>" + wr("比例为") + "<m:oMath><m:r><m:t>50%</m:t></m:r></m:oMath></w:p>", "paragraph: 比例为50%\n"},
		{"readings above characters", "<w:p><w:r><w:ruby><w:rt><w:r><w:t>gong</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>公</w:t></w:r></w:rubyBase></w:ruby></w:r>" + wr("开3条") + "</w:p>", "paragraph: 公开3条\n"},

		{"inserted", `<w:p>` + wr("公开") + `<w:ins w:id="1">` + wr("3条") + `</w:ins></w:p>`, "paragraph: 公开3条\n"},
		{"deleted", `<w:p>` + wr("公开") + `<w:del w:id="1"><w:r><w:delText>2条</w:delText></w:r></w:del>` + wr("3条") + `</w:p>`, "paragraph: 公开3条\n"},
		{"moved", `<w:p><w:moveFrom w:id="1">` + wr("公开3条") + `</w:moveFrom></w:p><w:p><w:moveTo w:id="2">` + wr("公开3条") + `</w:moveTo></w:p>`, "paragraph: 公开3条\n"},
		{"a deleted end joins two paragraphs", wp("公开", "<w:rPr><w:del/></w:rPr>") + wp("3条"), "paragraph: 公开3条\n"},
		{"a large first letter", wp("公", `<w:framePr w:dropCap="drop"/>`) + wp("开3条"), "paragraph: 公开3条\n"},
		{"properties that were changed", `<w:p><w:r><w:rPr><w:rPrChange><w:rPr><w:vanish/></w:rPr></w:rPrChange></w:rPr><w:t>公开3条</w:t></w:r></w:p>`, "paragraph: 公开3条\n"},

		{"hidden", "<w:p>" + wr("公开3条") + wr("草稿9条", "<w:vanish/>") + wr("，收到4件", `<w:vanish w:val="0"/>`) + "</w:p>", "paragraph: 公开3条，收到4件\n"},
		{"field codes", `<w:p>` + wr("公开") + `<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>=SUM(9)</w:instrText></w:r>` + wr("9") + `<w:r><w:fldChar w:fldCharType="separate"/></w:r>` + wr("3") + `<w:r><w:fldChar w:fldCharType="end"/></w:r>` + wr("条") + `</w:p>`, "paragraph: 公开3条\n"},
		{"a field that never ends", `<w:p>` + wr("公开") + `<w:r><w:fldChar w:fldCharType="begin"/></w:r></w:p>` + wp("收到4件"), "paragraph: 公开\nparagraph: 收到4件\n"},
		{"simple fields and links", `<w:p><w:fldSimple w:instr="DATE">` + wr("2020年") + `</w:fldSimple><w:hyperlink>` + wr("公开3条") + `</w:hyperlink></w:p>`, "paragraph: 2020年公开3条\n"},
		{"content controls", `<w:sdt><w:sdtPr><w:rPr><w:vanish/></w:rPr></w:sdtPr><w:sdtContent>` + wp("公开3条") + `</w:sdtContent></w:sdt>`, "paragraph: 公开3条\n"},

		{"a text box, once, after its paragraph", "<w:p>" + wr("收到申请") + textBox + wr("4件") + "</w:p>" + wp("公开5条"), "paragraph: 收到申请4件\nparagraph: 框内公开3条\nparagraph: 公开5条\n"},
		{"what only the fallback has", "<w:p><w:r><mc:AlternateContent><mc:Fallback><w:t>公开3条</w:t></mc:Fallback></mc:AlternateContent></w:r></w:p>", "paragraph: 公开3条\n"},
		{"headers are other parts", `<w:sectPr><w:headerReference r:id="rId9"/></w:sectPr>`, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := docxOutline(t, tt.body); got != tt.want {
				t.Errorf("got\n%swant\n%s", got, tt.want)
			}
		})
	}
}

// Headings by their style or their words; numbers that Word makes are text.
func TestDOCXHeadings(t *testing.T) {
	styles := zipEntry{"styles", `<w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/><w:pPr>` + numPr("0", "7") + `</w:pPr></w:style>` +
		`<w:style w:type="paragraph" w:styleId="2"><w:name w:val="heading 2"/><w:pPr><w:numPr><w:numId w:val="7"/></w:numPr></w:pPr></w:style>` +
		`<w:style w:type="paragraph" w:styleId="21"><w:name w:val="own"/><w:basedOn w:val="2"/></w:style>` +
		`<w:style w:type="paragraph" w:styleId="T"><w:name w:val="Title"/></w:style>` +
		`<w:style w:type="paragraph" w:styleId="toc"><w:name w:val="toc 1"/></w:style>` +
		`<w:style w:type="paragraph" w:styleId="hid"><w:name w:val="hid"/><w:rPr><w:vanish/></w:rPr></w:style>` +
		`<w:style w:type="paragraph" w:styleId="loop"><w:name w:val="loop"/><w:basedOn w:val="loop"/></w:style>`}
	level := func(n, format, text, more string) string {
		return `<w:lvl w:ilvl="` + n + `"><w:start w:val="1"/><w:numFmt w:val="` + format + `"/><w:lvlText w:val="` + text + `"/>` + more + `</w:lvl>`
	}
	numbering := zipEntry{"numbering", `<w:abstractNum w:abstractNumId="0">` + level("0", "chineseCountingThousand", "%1、", `<w:suff w:val="nothing"/>`) +
		level("1", "chineseCounting", "（%2）", `<w:pStyle w:val="2"/>`) + level("2", "decimal", "%3.", "") + level("3", "decimal", "%1.%4", "<w:isLgl/>") + `</w:abstractNum>` +
		`<w:abstractNum w:abstractNumId="1">` + level("0", "bullet", "\uf06c", "") + `</w:abstractNum>` +
		`<w:abstractNum w:abstractNumId="2"><w:numStyleLink w:val="1"/></w:abstractNum>` +
		`<w:num w:numId="7"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="8"><w:abstractNumId w:val="1"/></w:num>` +
		`<w:num w:numId="9"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride></w:num>` +
		`<w:num w:numId="10"><w:abstractNumId w:val="2"/></w:num>`}
	for _, tt := range []struct{ name, body, want string }{
		{"numbered by style", wp("总体情况", style("1")) + wp("主动公开", style("2")) + wp("依申请公开", style("21")) + wp("存在问题", style("1")) + wp("人员不足", style("2")) + wp("公开3条。"),
			"heading: 一、总体情况\nheading: （一）主动公开\nheading: （二）依申请公开\nheading: 二、存在问题\nheading: （一）人员不足\nparagraph: 公开3条。\n"},
		{"numbers before digits stand apart", wp("3条公开。", numPr("2", "7")), "paragraph: 1. 3条公开。\n"},
		{"levels in Arabic numerals", wp("总体情况", style("1")) + wp("公开3条。", numPr("3", "7")), "heading: 一、总体情况\nparagraph: 1.1 公开3条。\n"},
		{"bullets", wp("公开3条。", numPr("0", "8")), "paragraph: 公开3条。\n"},
		{"a list that begins anew", wp("公开3条。", numPr("0", "7")) + wp("公开4条。", numPr("0", "9")) + wp("公开5条。", numPr("0", "9")), "paragraph: 一、公开3条。\nparagraph: 五、公开4条。\nparagraph: 六、公开5条。\n"},
		{"a list that names a style", wp("公开3条。", numPr("0", "10")), "paragraph: 一、公开3条。\n"},
		{"no number by zero", wp("公开3条。", style("1"), numPr("0", "0")), "paragraph: 公开3条。\n"},
		{"a list that is not there", wp("公开3条。", numPr("0", "77")), "paragraph: 公开3条。\n"},
		{"a deleted item is not counted", wp("", numPr("0", "7"), "<w:rPr><w:del/></w:rPr>") + wp("公开3条。", numPr("0", "7")), "paragraph: 一、公开3条。\n"},
		{"a sentence in the style of a heading", wp("公开政府信息3条。", style("1")), "paragraph: 一、公开政府信息3条。\n"},
		{"a count in the style of a heading", wp("公开政府信息3条", style("1")), "paragraph: 一、公开政府信息3条\n"},
		{"an outline level", wp("关于公开工作总体情况以及下一年度重点工作的若干说明", `<w:outlineLvl w:val="0"/>`) + wp("公开3条。"), "heading: 关于公开工作总体情况以及下一年度重点工作的若干说明\nparagraph: 公开3条。\n"},
		{"a table of contents", wp("一、总体情况1", style("toc")) + wp("公开3条。"), "furniture: 一、总体情况1\nparagraph: 公开3条。\n"},
		{"a hidden style", wp("草稿9条", style("hid")), ""},
		{"styles in a circle", wp("公开3条。", style("loop")), "paragraph: 公开3条。\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := docxOutline(t, tt.body, styles, numbering); got != tt.want {
				t.Errorf("got\n%swant\n%s", got, tt.want)
			}
		})
	}
	d := New(Options{}).Document("a.docx", docxOf(t, wp("某县政务公开二〇二〇", style("T"))+wp(opening), styles), "")
	if want := "title: 某县政务公开二〇二〇\nparagraph: " + opening; !strings.Contains(outline(d), want) {
		t.Errorf("got %s, want the title by its style", outline(d))
	}
}

func TestListNumbers(t *testing.T) {
	for _, tt := range []struct {
		n            int
		format, want string
	}{
		{1, "decimal", "1"}, {1, "none", ""}, {12, "decimalZero", "12"}, {2, "decimalZero", "02"}, {1, "unknown", "1"},
		{10, "chineseCounting", "十"}, {11, "chineseCountingThousand", "十一"}, {20, "chineseCounting", "二十"}, {21, "chineseCounting", "二十一"},
		{105, "chineseCountingThousand", "一百零五"}, {110, "chineseCountingThousand", "一百一十"}, {1001, "chineseCountingThousand", "一千零一"}, {0, "chineseCounting", "0"},
		{10, "ideographDigital", "一〇"}, {3, "chineseLegalSimplified", "叁"}, {3, "ideographLegalTraditional", "參"}, {2, "ideographTraditional", "乙"}, {2, "ideographZodiac", "丑"}, {11, "ideographTraditional", "11"},
		{3, "decimalEnclosedCircle", "③"}, {21, "decimalEnclosedCircle", "21"}, {3, "decimalEnclosedParen", "⑶"}, {3, "decimalEnclosedFullstop", "⒊"}, {3, "ideographEnclosedCircle", "㊂"},
		{12, "decimalFullWidth", "１２"}, {2, "lowerLetter", "b"}, {2, "upperLetter", "B"}, {4, "lowerRoman", "iv"}, {19, "upperRoman", "XIX"}, {5000, "upperRoman", "5000"},
	} {
		if got := listNumber(tt.n, tt.format); got != tt.want {
			t.Errorf("listNumber(%d, %q) = %q, want %q", tt.n, tt.format, got, tt.want)
		}
	}
}

func TestDOCXNotes(t *testing.T) {
	note := func(id, text string) string {
		return `<w:footnote w:id="` + id + `"><w:p><w:r><w:footnoteRef/></w:r>` + wr(text) + `</w:p></w:footnote>`
	}
	got := docxOutline(t, `<w:p>`+wr("公开3条")+`<w:r><w:footnoteReference w:id="2"/></w:r><w:r><w:endnoteReference w:id="1"/></w:r>`+wr("，收到4件")+`</w:p>`,
		zipEntry{"footnotes", `<w:footnote w:type="separator" w:id="0"><w:p>` + wr("线") + `</w:p></w:footnote>` + note("1", "没有引用") + note("2", "含转载1条")},
		zipEntry{"endnotes", `<w:endnote w:id="1">` + wp("截至年底") + `</w:endnote>`})
	if want := "paragraph: 公开3条，收到4件\nparagraph: 含转载1条\nparagraph: 截至年底\n"; got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}

// Grids of tables with merged cells; ^ and < mark places under a merged cell.
func TestDOCXTables(t *testing.T) {
	inner := wtbl(wrow("里", "外"), wrow("1", "2"), wrow("3", "4"))
	long := strings.Repeat("全年公开政府信息的总体情况说明。", 12)
	for _, tt := range []struct{ name, body, want string }{
		{"plain", wtbl(wrow("指标", "件数"), wrow("规章", "3")), "table 2x2 under \"\"\n\t指标\t件数\n\t规章\t3\n"},
		{"caption", wp("二、公开情况") + wtbl(wrow("指标", "件数"), wrow("规章", "3")), "heading: 二、公开情况\ntable 2x2 under \"二、公开情况\"\n\t指标\t件数\n\t规章\t3\n"},
		{"empty cells", wtbl(wrow("指标", "件数"), wrow("规章", "")), "table 2x2 under \"\"\n\t指标\t件数\n\t规章\t\n"},
		{"merged", wtbl(wtr(wtc("甲", begins), wtc("乙", span2)), wtr(wtc("", goesOn), wtc("丙"), wtc("丁")), wrow("合计", "1", "2")),
			"table 3x3 under \"\"\n\t甲\t乙\t<\n\t^\t丙\t丁\n\t合计\t1\t2\n"},
		{"merged both ways", wtbl(wtr(wtc("甲", span2, begins), wtc("乙")), wtr(wtc("", span2, goesOn), wtc("丙")), wrow("1", "2", "3")),
			"table 3x3 under \"\"\n\t甲\t<\t乙\n\t^\t^\t丙\n\t1\t2\t3\n"},
		{"a continuation without a beginning is a cell", wtbl(wtr(wtc("甲", goesOn), wtc("乙")), wtr(wtc("", goesOn), wtc("丙"))),
			"table 2x2 under \"\"\n\t甲\t乙\n\t^\t丙\n"},
		{"one beginning after another", wtbl(wtr(wtc("甲", begins), wtc("乙")), wtr(wtc("丙", begins), wtc("丁")), wtr(wtc("", goesOn), wtc("戊"))),
			"table 3x2 under \"\"\n\t甲\t乙\n\t丙\t丁\n\t^\t戊\n"},
		{"merged sideways in the old manner", wtbl(wtr(wtc("甲", `<w:hMerge w:val="restart"/>`), wtc("", `<w:hMerge/>`)), wrow("1", "2")),
			"table 2x2 under \"\"\n\t甲\t<\n\t1\t2\n"},
		{"rows that begin further right", wtbl(wrow("甲", "乙"), `<w:tr><w:trPr><w:gridBefore w:val="1"/></w:trPr>`+wtc("3")+`</w:tr>`, wrow("1", "2")),
			"table 3x2 under \"\"\n\t甲\t乙\n\t·\t3\n\t1\t2\n"},
		{"columns that only lay out", wtbl(wtr(wtc("甲", `<w:gridSpan w:val="3"/>`), wtc("乙", span2)), wtr(wtc("1", `<w:gridSpan w:val="3"/>`), wtc("2", span2))),
			"table 2x2 under \"\"\n\t甲\t乙\n\t1\t2\n"},
		{"deleted and hidden rows", wtbl(wrow("甲", "乙"), `<w:tr><w:trPr><w:del w:id="1"/></w:trPr>`+wtc("旧")+wtc("9")+`</w:tr>`, `<w:tr><w:trPr><w:hidden/></w:trPr>`+wtc("藏")+wtc("9")+`</w:tr>`, wrow("1", "2")),
			"table 2x2 under \"\"\n\t甲\t乙\n\t1\t2\n"},
		{"earlier properties of a cell", wtbl(wtr(wtc("甲", `<w:tcPrChange><w:tcPr>`+span2+`</w:tcPr></w:tcPrChange>`), wtc("乙")), wrow("1", "2")),
			"table 2x2 under \"\"\n\t甲\t乙\n\t1\t2\n"},
		{"paragraphs of a cell", wtbl(wtr(wtc(wp("本年")+wp("件数")), wtc(wp("12")+wp("3"))), wrow("1", "2")),
			"table 2x2 under \"\"\n\t本年 件数\t12  3\n\t1\t2\n"},
		{"cells in content controls", wtbl(wtr(wtc("甲"), `<w:sdt><w:sdtContent>`+wtc("乙")+`</w:sdtContent></w:sdt>`), wrow("1", "2")),
			"table 2x2 under \"\"\n\t甲\t乙\n\t1\t2\n"},
		{"a text box in a cell", wtbl(wtr(wtc("甲"), wtc("<w:p>"+textBox+"</w:p>")), wrow("1", "2")),
			"table 2x2 under \"\"\n\t甲\t框内公开3条\n\t1\t2\n"},
		{"a small table in a cell is text of the cell", wtbl(wrow("甲", "乙", "丙", "丁"), wtr(wtc("1"), wtc("2"), wtc("3"), wtc(wtbl(wrow("里", "外"), wrow("5", "6"))+wp(""))), wrow("7", "8", "9", "0")),
			"table 3x4 under \"\"\n\t甲\t乙\t丙\t丁\n\t1\t2\t3\t里 外 5  6\n\t7\t8\t9\t0\n"},
		{"a table in a frame", wtbl(wtr(wtc(wp("附表") + inner))), "heading: 附表\ntable 3x2 under \"附表\"\n\t里\t外\n\t1\t2\n\t3\t4\n"},
		{"a frame around sentences", wtbl(wtr(wtc(long), wtc("公开3条。")), wrow("收到4件。", "公开5条。")), "paragraph: " + long + "\nparagraph: 公开3条。\nparagraph: 收到4件。\nparagraph: 公开5条。\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := docxOutline(t, tt.body); got != tt.want {
				t.Errorf("got\n%swant\n%s", got, tt.want)
			}
		})
	}
}

// Documents that are damaged, empty, or not text.
func TestDOCXStatus(t *testing.T) {
	sound := docxOf(t, wp("某县2020年政府信息公开年度报告")+wp(opening))
	picture := `<w:p><w:r><w:drawing><a:blip r:embed="rId1"/></w:drawing></w:r></w:p>`
	var many []string
	for i := range maxCells/4 + 1 { // different ones, which do not pack as a bomb does
		many = append(many, wrow(fmt.Sprint(i*7919), fmt.Sprint(i*i), fmt.Sprint(i^0x5a5a), "4"))
	}
	var endless []string // whose ends are deleted
	for i := range 50_000 {
		endless = append(endless, wp(fmt.Sprint(i*7919), "<w:rPr><w:del/></w:rPr>"))
	}
	deep := strings.Repeat("<w:sdt>", 300) + strings.Repeat("</w:sdt>", 300)
	for _, tt := range []struct {
		name   string
		body   []byte
		status report.Status
		reason report.Reason
	}{
		{"sound", sound, report.OK, ""},
		{"cut off", sound[:len(sound)/2], report.Unreadable, report.Truncated},
		{"no text part", zipOf(t, zipEntry{"word/document.xml", ""}), report.Unreadable, report.Malformed},
		{"nothing written", docxOf(t, wp("")), report.Unreadable, report.Empty},
		{"next to nothing", docxOf(t, wp("附件")), report.Unreadable, report.Stub},
		{"no Chinese", docxOf(t, wp("Minutes of the meeting of the twelfth of May")), report.Unreadable, report.NotAReport},
		{"a scan", docxOf(t, picture+picture), report.Unreadable, report.NeedsOCR},
		{"a table that is a picture", docxOf(t, wp(opening)+wp("三、收到和处理政府信息公开申请情况")+picture), report.Partial, report.ImageTable},
		{"XML that breaks off", docxOf(t, wp(opening)+wp("三、收到")+"<w:p><w:r><w:t>公开3条</w:p>"), report.Partial, report.Malformed},
		{"too deep", docxOf(t, wp(opening)+deep), report.Partial, report.TooDeep},
		{"a mark of another element's end", docxOf(t, wp(opening)+"</w:tc></w:tr>"), report.Partial, report.Malformed},
		{"embedded in another format", docxOf(t, `<w:altChunk r:id="rId1"/>`), report.Unreadable, report.Unsupported},
		{"embedded in part", docxOf(t, wp(opening)+`<w:altChunk r:id="rId1"/>`), report.Partial, report.Unsupported},
		{"paragraphs without end", docxOf(t, wp(opening)+strings.Join(endless, "")), report.OK, ""},
		{"UTF-16", zipOf(t, zipEntry{"word/document.xml", "\xff\xfe" + string(wide(`<w:document><w:body>`+wp(opening)+`</w:body></w:document>`))}), report.OK, ""},
		{"another prefix, no relations", zipOf(t, zipEntry{"word/document.xml", `<ns0:document xmlns:ns0="x"><ns0:p><ns0:r><ns0:t>` + opening + `</ns0:t></ns0:r></ns0:p></ns0:document>`}), report.OK, ""},
		{"backslashes in names", zipOf(t, zipEntry{`word\document.xml`, `<w:document>` + wp(opening) + `</w:document>`}), report.OK, ""},
		{"too many parts", zipOf(t, append(make([]zipEntry, maxEntries), zipEntry{"word/document.xml", "<w:document/>"})...), report.Unreadable, report.TooLarge},
		{"a bomb", docxOf(t, wp(opening)+strings.Repeat("<w:p></w:p>", 1_000_000)), report.Unreadable, report.TooLarge},
		{"a table above the limit", docxOf(t, wp(opening)+wtbl(many...)), report.Partial, report.TooLarge},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d := New(Options{}).Document("a.docx", tt.body, "")
			checkDocument(t, d)
			if d.Status != tt.status || d.Reason != tt.reason {
				t.Errorf("got %s %s (%s), want %s %s", d.Status, d.Reason, d.Detail, tt.status, tt.reason)
			}
		})
	}
}
