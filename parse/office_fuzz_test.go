package parse

import (
	"testing"
)

// The parts are fuzzed, not the archive around them, whose checksums would
// keep every change out.

func FuzzDOCX(f *testing.F) {
	f.Add(wp(opening)+wtbl(wtr(wtc("甲", begins), wtc("乙", span2)), wtr(wtc("", goesOn), wtc("丙"), wtc("丁"))), "", "")
	f.Add("<w:p>"+wr("收到")+textBox+wr("4件", "<w:vanish/>")+"</w:p>", "", "")
	f.Add(wp("总体情况", style("1"), numPr("0", "7")), `<w:style w:styleId="1"><w:name w:val="heading 1"/></w:style>`,
		`<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1、%9"/></w:lvl></w:abstractNum><w:num w:numId="7"><w:abstractNumId w:val="0"/></w:num>`)
	f.Add(`<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:fldChar w:fldCharType="begin"/><w:t>x</w:t></w:r></w:p></w:tc>`, "", "")
	f.Add(`<w:tbl><w:tr><w:trPr><w:gridBefore w:val="9"/></w:trPr><w:tc><w:tcPr><w:gridSpan w:val="999"/><w:vMerge/></w:tcPr><w:tbl><w:tr><w:tc/></w:tr></w:tbl></w:tc></w:tr></w:tbl>`, "", "")
	p := New(Options{})
	f.Fuzz(func(t *testing.T, body, styles, numbering string) {
		checkDocument(t, p.Document("a.docx", docxOf(t, wp(opening)+body, zipEntry{"styles", styles}, zipEntry{"numbering", numbering}), ""))
	})
}

func FuzzXLSX(f *testing.F) {
	for _, s := range []testSheet{
		{rows: xrows([]string{"结果", "申请人"}, []string{"", "自然人", "=1234;1"}, nil, []string{"合计", "=0.5;2"}), after: merges("A1:A2", "B1:C1")},
		{rows: []string{xrow(1, `hidden="1"`, "藏"), `<row r="1048576"><c r="XFD1048576" s="9"><v>1e300</v></c></row>`}, before: `<cols><col min="1" max="9" hidden="1"/></cols>`},
	} {
		var rows string
		for _, r := range s.rows {
			rows += r
		}
		f.Add(s.before, rows, s.after)
	}
	p := New(Options{})
	f.Fuzz(func(t *testing.T, before, rows, after string) {
		checkDocument(t, p.Document("a.xlsx", xlsxOf(t, testSheet{name: "Sheet1", rows: xrows([]string{opening})}, testSheet{name: "x", before: before, rows: []string{rows}, after: after}), ""))
	})
}

func FuzzOFD(f *testing.F) {
	f.Add(otext(20, 30, opening) + ogrid(20, 50, 2, 2) + otext(22, 51, "指标"))
	f.Add(otext(20, 30, "公开", ` CTM="0 1 -1 0 30 40" HScale="0.5"`, ` X="1" Y="4" DeltaX="g 99999999 0" DeltaY="5"`))
	f.Add(`<ofd:PhysicalBox>0 0 1 1</ofd:PhysicalBox><ofd:PathObject Boundary="0 0 9 9" Fill="true" Stroke="false"><ofd:AbbreviatedData>M 0 0 L 9 0 L 9 1 C B 1 1</ofd:AbbreviatedData></ofd:PathObject><ofd:ImageObject Boundary="0 0 9 9"/>`)
	p := New(Options{})
	f.Fuzz(func(t *testing.T, page string) {
		checkDocument(t, p.Document("a.ofd", ofdOf(t, otext(20, 20, opening)+page), ""))
	})
}

func FuzzOLE(f *testing.F) {
	f.Add(oleOf(oleEntry{"Root Entry", none, none, 1}, oleEntry{"WordDocument", 2, none, none}, oleEntry{"Workbook", none, 1, none}))
	f.Fuzz(func(t *testing.T, body []byte) {
		sniffOLE(append([]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), body...))
	})
}
