//go:build unix

package sandbox

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"fmt"
	"strings"
)

// A zipEntry is one file of an archive.
type zipEntry struct {
	name string
	body []byte
}

func zipped(entries ...zipEntry) []byte { return archive(zip.Deflate, entries) }

func archive(method uint16, entries []zipEntry) []byte {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, e := range entries {
		f, err := w.CreateHeader(&zip.FileHeader{Name: e.name, Method: method})
		if err != nil {
			panic(err)
		}
		if _, err := f.Write(e.body); err != nil {
			panic(err)
		}
	}
	if err := w.Close(); err != nil {
		panic(err)
	}
	return b.Bytes()
}

func entry(name, body string) zipEntry { return zipEntry{name, []byte(body)} }

const wordSpace = `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"`

func wordBody(body string) []zipEntry {
	return docxParts(`<?xml version="1.0"?><w:document ` + wordSpace + `><w:body>` + body + `</w:body></w:document>`)
}

// docx is a Word file with a body.
func docx(body string) []byte { return zipped(wordBody(body)...) }

// plainDocx is not compressed: no bound on compression stops it.
func plainDocx(body string) []byte { return archive(zip.Store, wordBody(body)) }

func docxParts(document string) []zipEntry {
	return []zipEntry{
		entry("[Content_Types].xml", `<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`),
		entry("_rels/.rels", `<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`),
		entry("word/document.xml", document),
	}
}

// xlsx is an Excel file with a sheet and further parts, not compressed.
func xlsx(sheet string, more ...zipEntry) []byte {
	const space = `xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"`
	return archive(zip.Store, append([]zipEntry{
		entry("[Content_Types].xml", `<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>`),
		entry("_rels/.rels", `<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>`),
		entry("xl/_rels/workbook.xml.rels", `<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/></Relationships>`),
		entry("xl/workbook.xml", `<?xml version="1.0"?><workbook `+space+` xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="a" sheetId="1" r:id="rId1"/></sheets></workbook>`),
		entry("xl/worksheets/sheet1.xml", `<?xml version="1.0"?><worksheet `+space+`>`+sheet+`</worksheet>`),
	}, more...))
}

const paragraph = `<w:p><w:r><w:t>公开120条</w:t></w:r></w:p>`

// laughs declares entities that grow tenfold each.
func laughs() string {
	var b strings.Builder
	b.WriteString(`<!DOCTYPE a [<!ENTITY a0 "ha">`)
	for i := 1; i < 30; i++ {
		fmt.Fprintf(&b, `<!ENTITY a%d "%s">`, i, strings.Repeat(fmt.Sprintf("&a%d;", i-1), 10))
	}
	return b.String() + "]>"
}

// lyingZip is an archive whose headers say that its entries are 9 bytes long.
func lyingZip(b []byte) []byte {
	for at := 0; ; {
		i := bytes.Index(b[at:], []byte("PK\x01\x02"))
		if i < 0 {
			return b
		}
		at += i + 4
		binary.LittleEndian.PutUint32(b[at+20:], 9)
	}
}

func gzipped(b []byte) []byte {
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	if _, err := w.Write(b); err != nil {
		panic(err)
	}
	if err := w.Close(); err != nil {
		panic(err)
	}
	return out.Bytes()
}

// zipBombs are archives and office files.
var zipBombs = map[string]func() []byte{
	"gzip of 512 MB":            func() []byte { return gzipped(make([]byte, 512<<20)) },
	"gzip of a gzip of 256 MB":  func() []byte { return gzipped(gzipped(make([]byte, 256<<20))) },
	"zip of 512 MB":             func() []byte { return zipped(zipEntry{"a.txt", make([]byte, 512<<20)}) },
	"zip of 50000 entries":      func() []byte { return zipped(slicesOf(50_000, "a%d.txt", "公开")...) },
	"zip that goes up":          func() []byte { return zipped(entry("../../../../tmp/escaped.txt", "公开120条")) },
	"zip within zip five times": func() []byte { return nested(5) },
	"docx of 1 GB of spaces": func() []byte {
		return docx("<w:p>" + strings.Repeat(" ", 1<<30-100) + "</w:p>")
	},
	"docx of 200 MB of paragraphs": func() []byte { return docx(strings.Repeat(paragraph, 200<<20/len(paragraph))) },
	"docx of 50000 paragraphs":     func() []byte { return plainDocx(strings.Repeat(paragraph, 50_000)) },
	"docx that lies of its length": func() []byte { return lyingZip(docx(strings.Repeat(paragraph, 1_000_000))) },
	"docx with a billion laughs": func() []byte {
		return zipped(docxParts(`<?xml version="1.0"?>` + laughs() + `<w:document ` + wordSpace + `><w:body><w:p><w:r><w:t>&a29;</w:t></w:r></w:p></w:body></w:document>`)...)
	},
	"docx of 500000 tables within each other": func() []byte { return plainDocx(strings.Repeat("<w:tbl><w:tr><w:tc>", 500_000)) },
	"docx of 500000 texts within each other":  func() []byte { return plainDocx(strings.Repeat("<w:p><w:r><w:t>1", 500_000)) },
	"docx with cells that span 2147483647": func() []byte {
		cell := `<w:tc><w:tcPr><w:gridSpan w:val="2147483647"/><w:vMerge w:val="restart"/></w:tcPr><w:p><w:r><w:t>12</w:t></w:r></w:p></w:tc>`
		return plainDocx(`<w:tbl>` + strings.Repeat(`<w:tr>`+cell+cell+`</w:tr>`, 1000) + `</w:tbl>`)
	},
	"docx of a million cells": func() []byte {
		return plainDocx(`<w:tbl>` + strings.Repeat(`<w:tr>`+strings.Repeat(`<w:tc><w:p><w:r><w:t>1</w:t></w:r></w:p></w:tc>`, 1000)+`</w:tr>`, 1000) + `</w:tbl>`)
	},
	"docx of 50000 parts": func() []byte {
		return zipped(append(docxParts(`<w:document `+wordSpace+`><w:body>`+paragraph+`</w:body></w:document>`), slicesOf(50_000, "word/a%d.xml", "<a/>")...)...)
	},
	"xlsx of 1048576 by 16384 cells": func() []byte {
		return xlsx(`<dimension ref="A1:XFD1048576"/><sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row></sheetData><mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>`)
	},
	"xlsx of cells far apart": func() []byte {
		var b strings.Builder
		b.WriteString("<sheetData>")
		for i := 1; i <= 2000; i++ {
			fmt.Fprintf(&b, `<row r="%d"><c r="XFD%d"><v>%d</v></c></row>`, i*500, i*500, i)
		}
		return xlsx(b.String() + "</sheetData>")
	},
	"xlsx with a string of 30 MB": func() []byte {
		return xlsx(`<sheetData><row r="1"><c r="A1" t="s"><v>0</v></c></row></sheetData>`,
			entry("xl/sharedStrings.xml", `<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>`+strings.Repeat("1", 30<<20)+`</t></si></sst>`))
	},
	"xlsx with one string 100000 times": func() []byte {
		var b strings.Builder
		for i := 1; i <= 100_000; i++ { // 4 GB of text, if it were written out
			fmt.Fprintf(&b, `<row r="%d"><c r="A%d" t="s"><v>0</v></c></row>`, i, i)
		}
		return xlsx(`<sheetData>`+b.String()+`</sheetData>`,
			entry("xl/sharedStrings.xml", `<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>`+strings.Repeat("公开", 20_000)+`</t></si></sst>`))
	},
	"xlsx with a billion laughs": func() []byte {
		return xlsx(`<sheetData><row r="1"><c r="A1" t="s"><v>0</v></c></row></sheetData>`,
			entry("xl/sharedStrings.xml", laughs()+`<sst><si><t>&a29;</t></si></sst>`))
	},
	"xlsx of 100000 merged places": func() []byte {
		return xlsx(`<sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData><mergeCells>` + strings.Repeat(`<mergeCell ref="A1:XFD1048576"/>`, 100_000) + `</mergeCells>`)
	},
	"ofd of a page that is its own": func() []byte {
		return zipped(entry("OFD.xml", `<ofd:OFD xmlns:ofd="http://www.ofdspec.org/2016"><ofd:DocBody><ofd:DocRoot>OFD.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>`))
	},
}

func slicesOf(n int, name, body string) []zipEntry {
	all := make([]zipEntry, n)
	for i := range all {
		all[i] = entry(fmt.Sprintf(name, i), body)
	}
	return all
}

func nested(n int) []byte {
	b := zipped(zipEntry{"a.txt", make([]byte, 16<<20)})
	for range n {
		var all []zipEntry
		for i := range 16 {
			all = append(all, zipEntry{fmt.Sprintf("%d.zip", i), b})
		}
		b = zipped(all...)
	}
	return b
}
