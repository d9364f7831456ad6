package web

import (
	"strings"
	"testing"

	"nianbao/report"
)

// shown writes blocks so that a person sees what is marked: [133条|0] is the
// figure 0, * where it begins.
func marks(parts []Part) string {
	var b strings.Builder
	for _, p := range parts {
		if len(p.Figures) == 0 {
			b.WriteString(p.Text)
			continue
		}
		b.WriteString("[" + p.Text + "|")
		for _, i := range p.Figures {
			b.WriteByte(byte('0' + i))
			for _, begun := range p.Begin {
				if begun == i {
					b.WriteByte('*')
				}
			}
		}
		b.WriteByte(']')
	}
	return b.String()
}

func TestLaid(t *testing.T) {
	// at makes a figure that is printed at its place: quote, printed, in the text.
	at := func(text, quote, printed string) report.Figure {
		start := len([]rune(text[:strings.Index(text, quote)]))
		return report.Figure{Quote: quote, Printed: printed, Span: report.Span{Start: start, End: start + len([]rune(quote))}}
	}
	const text = "一、概况\n网站、微博各5条，微信3至4条。\n收到12\n件。"
	d := &report.Document{Text: text, Figures: []report.Figure{
		at(text, "网站、微博各5条", "5条"), at(text, "微博各5条", "5条"), // one numeral, two figures
		at(text, "微信3至4条", "3"), at(text, "微信3至4条", "至4条"), // they touch
		at(text, "微信3至4条", "微信3至4条"), // over both
		at(text, "收到12\n件", "12\n件"), // over the end of a line
		{Quote: "无", Printed: "无", Span: report.Span{Start: 900, End: 901}},
	}}
	blocks, cut := Laid(d, map[int]bool{2: true}, -1)
	want := []string{"heading 一、概况", "text 网站、微博各[5条|0*1*]，[微信|4*][3|42*][至4条|43*]。", "text 收到[12|5*]", "text [件|5]。"}
	if cut || len(blocks) != len(want) {
		t.Fatalf("%d blocks, cut %v", len(blocks), cut)
	}
	for i, b := range blocks {
		if got := b.Kind + " " + marks(b.Parts); got != want[i] {
			t.Errorf("block %d: %s, want %s", i, got, want[i])
		}
	}
	if p := blocks[1].Parts[4]; !p.Bad || blocks[1].Parts[5].Bad {
		t.Errorf("what contradicts: %+v", blocks[1].Parts)
	}
}

func TestLaidTable(t *testing.T) {
	const text = "前\n项目 | 数\n甲 | 12\n乙 | \n后"
	cell := func(row, col, start, end int) report.Cell {
		return report.Cell{Row: row, Col: col, RowSpan: 1, ColSpan: 1, Span: report.Span{Start: start, End: end}}
	}
	d := &report.Document{Text: text,
		Tables: []report.Table{{Rows: 3, Cols: 2, Span: report.Span{Start: 2, End: 20},
			Cells: []report.Cell{cell(0, 0, 2, 4), cell(0, 1, 7, 8), cell(1, 0, 9, 10), cell(1, 1, 13, 15), cell(2, 0, 16, 17), cell(2, 1, 20, 20)}}},
		Figures: []report.Figure{
			{Table: 1, Row: 1, Col: 1, Span: report.Span{Start: 9, End: 15}, Quote: "甲 | 12", Printed: "12"},
			{Table: 1, Row: 2, Col: 1, Span: report.Span{Start: 16, End: 20}, Status: report.Blank}, // nothing stands there
		}}
	blocks, _ := Laid(d, nil, -1)
	if len(blocks) != 3 || blocks[1].Kind != "table" || len(blocks[1].Rows) != 3 {
		t.Fatalf("%+v", blocks)
	}
	for i, want := range []string{"数", "[12|0*]", "[|1*]"} {
		if got := marks(blocks[1].Rows[i][1].Parts); got != want {
			t.Errorf("row %d: %s, want %s", i, got, want)
		}
	}
	if got := marks(blocks[2].Parts); got != "后" {
		t.Errorf("behind the table: %q", got)
	}
}

// TestLaidPlace holds that every place of a text that is led to is named once, be
// it within a sentence, in a table, or between the two.
func TestLaidPlace(t *testing.T) {
	const text = "题目\n前文。后文12条。\n\n项目 | 数\n甲 | 12\n | \n  尾"
	runes := []rune(text)
	at := func(s string) int { return len([]rune(text[:strings.Index(text, s)])) }
	cell := func(row, col, start, end int) report.Cell {
		return report.Cell{Row: row, Col: col, RowSpan: 1, ColSpan: 1, Span: report.Span{Start: start, End: end}}
	}
	table := at("项目")
	d := &report.Document{Text: text, Title: "题目", Tables: []report.Table{{Rows: 3, Cols: 2, Span: report.Span{Start: table, End: table + 15},
		Cells: []report.Cell{cell(0, 0, table, table+2), cell(0, 1, table+5, table+6), cell(1, 0, table+7, table+8), cell(1, 1, table+11, table+13), cell(2, 0, table+14, table+14), cell(2, 1, table+15, table+15)}}},
		Figures: []report.Figure{{Quote: "后文12条。", Printed: "12条", Span: report.Span{Start: at("后文"), End: at("后文") + 6}}}}
	for place := range runes {
		if runes[place] == '尾' {
			break // before it are blanks, which are of its line
		}
		named := 0
		blocks, _ := Laid(d, nil, place)
		count := func(parts []Part) {
			for _, p := range parts {
				if p.Here {
					named++
				}
			}
		}
		for _, b := range blocks {
			if b.Here || b.Kind != "table" && b.Start == place {
				named++
			}
			count(b.Parts)
			for _, row := range b.Rows {
				for _, c := range row {
					count(c.Parts)
				}
			}
		}
		if named != 1 {
			t.Errorf("place %d, before %q, is named %d times", place, string(runes[place:]), named)
		}
	}
}

// FuzzLaid holds that all of a text is shown once, in its order, whatever the
// figures' places.
func FuzzLaid(f *testing.F) {
	f.Add("甲\n乙12丙", 2, 4, 3, 5)
	f.Add("", 0, 0, 9, 3)
	f.Fuzz(func(t *testing.T, text string, a, b, c, e int) {
		lines := strings.Split(text, "\n")
		for i := range lines {
			lines[i] = printable(lines[i])
		}
		text = strings.Join(lines, "\n")
		d := &report.Document{Text: text, Figures: []report.Figure{{Span: report.Span{Start: a, End: b}}, {Span: report.Span{Start: c, End: e}}}}
		blocks, _ := Laid(d, nil, -1)
		var got strings.Builder
		for _, block := range blocks {
			for _, p := range block.Parts {
				got.WriteString(p.Text)
			}
		}
		if want := strings.Join(strings.Fields(text), ""); strings.Join(strings.Fields(got.String()), "") != want {
			t.Errorf("%q is shown as %q", text, got.String())
		}
	})
}

func TestSourceName(t *testing.T) {
	for source, want := range map[string]string{
		"https://www.x.gov.cn/a/b.html": "https://www.x.gov.cn/a/b.html", "/home/a/b.html": "b.html", `C:\Users\a\b.pdf`: "b.pdf", "b.txt": "b.txt",
		"javascript:alert(1)": "javascript:alert(1)", "../x/a.zip!/b.html": "b.html", "https://user:secret@x.cn/b": "b",
	} {
		if got := SourceName(source); got != want {
			t.Errorf("SourceName(%q) = %q, want %q", source, got, want)
		}
	}
	if webAddress("javascript:alert(1)") != "" || webAddress("//evil.example") != "" || webAddress("ftp://x/y") != "" {
		t.Error("a link to what is no page of the web")
	}
}
